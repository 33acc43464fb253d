"""A Document drawn into a skeleton: tags filled, 目录 and 正文 put in their places, saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from ..document import Document
from ..errors import TemplateError
from .body import draw_body
from .contents import draw_contents
from .markup import NAMESPACE, qn
from .package import DOCUMENT, PROPERTIES, STYLES, Parts, open_package, parse_part, save_package, serialise
from .styles import Styles
from .tags import BODY, CONTENTS, fill_tags, fill_text, place_of

_HEADERS = re.compile(r"word/(?:header|footer)\d*\.xml")
#: What would tell who edited the skeleton and when: none of the published document's business.
_PERSONAL = {"created", "modified", "lastModifiedBy", "lastPrinted", "revision"}


def render(document: Document, skeleton: Path, target: Path) -> None:
    """Draw ``document`` into a copy of ``skeleton`` and save it as ``target``; the same input gives the same bytes.

    The skeleton is an ordinary Word file. ``{{ 名称 }}`` anywhere in it (body, headers, footers, text boxes, title and
    author of the file) is filled from ``document.fields``, as text; a paragraph holding only ``{{ 正文 }}`` gives way to
    the items and one holding only ``{{ 目录 }}`` to the table of contents, whose page numbers
    :func:`toolkit.word.number_pages` adds. Raises TemplateError when the skeleton cannot be used, naming the tag or
    style, WorkbookError when a form's merged cells overlap, and OutputError when ``target`` cannot be written.
    """
    parts = open_package(skeleton)
    try:
        _draw(document, parts, skeleton)
    except TemplateError as error:
        raise TemplateError(error.message, path=error.path or skeleton) from None
    save_package(parts, target)


def _draw(document: Document, parts: Parts, skeleton: Path) -> None:
    root = parse_part(parts, DOCUMENT, skeleton)
    styles = Styles(parse_part(parts, STYLES, skeleton), skeleton)
    if root.nsmap.get("w") != NAMESPACE:  # what is drawn is spelt with this prefix
        raise TemplateError("不是 Word 写出的文档；请用 Word 打开后另存为 .docx 再试。")
    place, contents = _place(root, BODY), _place(root, CONTENTS)
    if place is None:
        raise TemplateError("没有只写着 {{ 正文 }} 的一段，不知道正文放在哪里。")
    section = root.find(f"{qn('w:body')}/{qn('w:sectPr')}")
    if section is None:
        raise TemplateError("没有页面设置；请在 Word 中打开并保存一次。")
    body = draw_body(document, styles, section, _first_free_id(root))
    drawn: dict[bytes, str] = {}
    for paragraph, xml in ((contents, draw_contents(body.entries, styles)), (place, body.xml)):
        if paragraph is not None:
            drawn[_leave_gap(paragraph, len(drawn))] = xml
    fill_tags(root, document.fields, skeleton)
    section.getparent().replace(section, body.last_section)  # type: ignore[union-attr]
    parts[DOCUMENT] = _close_gaps(serialise(root), drawn)
    for name in filter(_HEADERS.fullmatch, list(parts)):
        part = parse_part(parts, name, skeleton)
        fill_tags(part, document.fields, skeleton)
        parts[name] = serialise(part)
    if PROPERTIES in parts:
        parts[PROPERTIES] = _properties(parse_part(parts, PROPERTIES, skeleton), document.fields, skeleton)


def _place(root: etree._Element, name: str) -> etree._Element | None:
    """The paragraph for ``name``, which must stand in the body itself: not in a table or a text box."""
    paragraph = place_of(root, name)
    parent = paragraph.getparent() if paragraph is not None else None
    return paragraph if parent is not None and parent.tag == qn("w:body") else None


def _first_free_id(root: etree._Element) -> int:
    taken = (int(mark.get(qn("w:id"), "0")) for mark in root.iter(qn("w:bookmarkStart")))
    return max(taken, default=0) + 1


def _leave_gap(paragraph: etree._Element, number: int) -> bytes:
    """Put a mark in the place of a paragraph, for text to be put there; a section that ends in it must not get lost."""
    mark = etree.ProcessingInstruction("drawn", str(number))
    if paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        for text in paragraph.iter(qn("w:t")):
            text.text = ""
        paragraph.addprevious(mark)
    else:
        paragraph.getparent().replace(paragraph, mark)  # type: ignore[union-attr]
    return etree.tostring(mark, with_tail=False)


def _close_gaps(xml: bytes, drawn: Mapping[bytes, str]) -> bytes:
    """What is drawn goes in as text: moving its thousands of elements into the tree costs more than drawing them."""
    for mark, text in drawn.items():
        xml = xml.replace(mark, text.encode(), 1)
    return xml


def _properties(root: etree._Element, fields: Mapping[str, str], skeleton: Path) -> bytes:
    for element in list(root):
        if etree.QName(element).localname in _PERSONAL:
            root.remove(element)
        elif element.text:
            element.text = fill_text(element.text, fields, skeleton)
    return serialise(root)
