"""WordprocessingML as text: the few shapes every other module here writes.

The body is written as strings: a table of 64 rows is some 6,000 elements, and building and moving them one by one takes
three times as long. Data enters a string in one way only, through :func:`run` (or :func:`escape`).
"""

from __future__ import annotations

import re

from docx.oxml.ns import nsmap
from docx.oxml.ns import qn as qn
from docx.oxml.parser import parse_xml
from lxml import etree

from ..text import clean_text

NAMESPACE = nsmap["w"]
_DECLARATIONS = f'xmlns:w="{NAMESPACE}" xmlns:r="{nsmap["r"]}"'

#: Twentieths of a point, in which Word measures.
TWIPS = 20

# Marks that Word sets in the Latin font, too narrow for Chinese, unless it is told.
_SHARED_MARKS = re.compile("[‘’“”—…·×]")
#: Behind what is still to be filled in.
HIGHLIGHT = '<w:highlight w:val="yellow"/>'
EAST_ASIAN = '<w:rFonts w:hint="eastAsia"/>'


def clean(text: str) -> str:
    """The text as a paragraph can hold it: every line break is ``\\n``, every tab a space."""
    return clean_text(text).replace("\t", " ")


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
    return list(parse_xml(f"<w:body {_DECLARATIONS}>{xml}</w:body>"))
