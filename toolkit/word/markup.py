"""WordprocessingML as text: the few shapes every other module here writes.

The body is written as strings: a table of 64 rows is some 6,000 elements, and building and moving them one by one takes
three times as long. Data enters a string in one way only, through :func:`run` (or :func:`escape`).
"""

from __future__ import annotations

import re

from lxml import etree

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATIONS = f'xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"'

#: Twentieths of a point, in which Word measures.
TWIPS = 20

# Marks that Word sets in the Latin font, too narrow for Chinese, unless it is told.
_SHARED_MARKS = re.compile("[‘’“”—…·×]")
EAST_ASIAN = '<w:rFonts w:hint="eastAsia"/>'

# XML 1.0 cannot hold these in any spelling; a workbook can.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def qn(tag: str) -> str:
    """``w:p`` as lxml spells it."""
    prefix, name = tag.split(":")
    return f"{{{NAMESPACE if prefix == 'w' else RELATIONS}}}{name}"


def clean(text: str) -> str:
    """The text without what XML cannot hold; every line break is ``\\n``, every tab a space."""
    if text.isprintable():  # nearly all
        return text
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def escape(text: str) -> str:
    """Data made safe as XML text and as an attribute in double quotes."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def run(text: str, properties: str = "") -> str:
    """One run that shows ``text`` exactly as typed; line breaks become ``w:br``. ``properties`` follow ``w:rFonts``."""
    if _SHARED_MARKS.search(text):
        properties = EAST_ASIAN + properties
    lines = escape(text).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{words}</w:r>"


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph in the style with that id. ``properties`` follow ``w:pStyle`` and must keep the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def field_char(kind: str) -> str:
    """``begin``, ``separate`` or ``end`` of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(code: str) -> str:
    """What a field does; ``code`` is ours, never data."""
    return f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'


def parse(xml: str) -> list[etree._Element]:
    """The top elements of a piece of XML."""
    return list(etree.fromstring(f"<w:body {DECLARATIONS}>{xml}</w:body>"))
