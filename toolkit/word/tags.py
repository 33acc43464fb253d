"""Tags in a skeleton: ``{{ 单位名称 }}`` typed anywhere in Word, filled strictly and as text.

Word splits what one types into runs as it pleases, so a tag is sought in the whole paragraph. The value takes the place
and the look of the tag's first character; everything around it keeps its own look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from ..errors import TemplateError
from ..patterns import nearest
from .markup import clean, qn

_TAG = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

#: The paragraphs that hold only one of these are replaced by what is built: 目录 may be missing, 正文 may not.
CONTENTS, BODY = "目录", "正文"
#: Told of a skeleton that has no place for the text.
NO_BODY = f"没有只写着 {{{{ {BODY} }}}} 的一段，不知道正文放在哪里；请在要放正文的地方写上。"


def only_tag(paragraph: etree._Element) -> str:
    """The name of the tag that is all a paragraph holds, "" when it holds more or less."""
    match = _TAG.fullmatch(paragraph_text(paragraph).strip())
    return match[1] if match else ""


def fill_tags(root: etree._Element, fields: Mapping[str, str]) -> None:
    """Fill every tag below ``root`` (a body, a header or a footer).

    Raises TemplateError for a tag that ``fields`` does not have, naming those it has, and for braces left open.
    """
    for paragraph in root.iter(qn("w:p")):
        pieces = _pieces(paragraph)
        text = "".join(piece.text or "" for piece in pieces)
        if "{{" in text or "}}" in text:
            _fill(pieces, text, fields)


def fill_text(text: str, fields: Mapping[str, str]) -> str:
    """The same for plain text, such as a document property."""
    return "".join(text[start:end] if value is None else value for start, end, value in _parts(text, fields))


def paragraph_text(paragraph: etree._Element) -> str:
    """What a paragraph itself says: text boxes anchored in it hold paragraphs of their own."""
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def _pieces(paragraph: etree._Element) -> list[etree._Element]:
    texts = paragraph.iter(qn("w:t"))
    return [text for text in texts if next(text.iterancestors(qn("w:p")), None) is paragraph]


def _parts(text: str, fields: Mapping[str, str]) -> list[tuple[int, int, str | None]]:
    """The text cut into (start, end, value); value is None for what stays as it is."""
    parts: list[tuple[int, int, str | None]] = []
    end = 0
    for match in _TAG.finditer(text):
        name = match[1]
        if name not in fields:
            if name in (CONTENTS, BODY):
                raise TemplateError(f"{{{{ {name} }}}} 须独占一段，且只出现一次。")
            raise TemplateError(f"不认识的标记 {{{{ {name} }}}}。{nearest(name, [CONTENTS, BODY, *fields])}")
        parts += [(end, match.start(), None), (match.start(), match.end(), clean(fields[name]).replace("\n", " "))]
        end = match.end()
    parts.append((end, len(text), None))
    for start, stop, value in parts:
        if value is None and ("{{" in text[start:stop] or "}}" in text[start:stop]):
            raise TemplateError(f"“{text}”里的标记不完整，应写成 {{{{ 名称 }}}}。")
    return parts


def _fill(pieces: list[etree._Element], text: str, fields: Mapping[str, str]) -> None:
    owners = [piece for piece in pieces for _ in piece.text or ""]  # which piece each character stands in
    filled: dict[etree._Element, list[str]] = {piece: [] for piece in pieces}
    for start, end, value in _parts(text, fields):
        if value is not None:
            filled[owners[start]].append(value)
        else:
            for owner, character in zip(owners[start:end], text[start:end], strict=True):
                filled[owner].append(character)
    for piece, words in filled.items():
        piece.text = "".join(words)
        piece.set(_XML_SPACE, "preserve")
