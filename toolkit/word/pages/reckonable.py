"""Whether the pages of a skeleton are laid out in a way that :mod:`.paging` can reckon with.

A clerk may do anything to a skeleton in Word. Where something takes room, or counts pages, that we do not know of, we say
so rather than a wrong page, and an office program is asked.
"""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.oxml.section import CT_SectPr
from docx.oxml.text.paragraph import CT_P
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.shared import Emu
from lxml import etree

from ..markup import qn
from ..styles import Styles
from ..tags import paragraph_text

#: What a header may hold besides text without growing in ways unknown.
_UNKNOWN_HEIGHT = ("w:tbl", "w:drawing", "w:pict", "w:object", "w:framePr", "w:spacing", "w:br")
_SHORT = 20  # characters that have room on one line in any size
_PLAIN_GRIDS = ("default", "lines")  # the others move characters apart


def may_count_pages(document: WordFile, place: CT_P, section: CT_SectPr, styles: Styles) -> bool:
    """``place`` is the paragraph that gives way to the body, ``section`` the one it stands in.

    Known: the body begins a page whose number is stated, and no header or footer reaches into it. Whether all styles are
    that the body uses is another question (``styles.known``).
    """
    return _begins_counting(place, section) and _is_plain(section) and _headers_fit(document, section, styles)


def _begins_counting(place: CT_P, section: CT_SectPr) -> bool:
    start = section.find(qn("w:pgNumType"))
    if start is None or start.get(qn("w:start")) is None:
        return False
    before = place.getprevious()
    begins = before is None or before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    kind = section.find(qn("w:type"))
    return begins and (kind is None or kind.get(qn("w:val")) == "nextPage")


def _is_plain(section: CT_SectPr) -> bool:
    grid, columns = section.find(qn("w:docGrid")), section.find(qn("w:cols"))
    if grid is not None and grid.get(qn("w:type"), "default") not in _PLAIN_GRIDS:
        return False
    return columns is None or columns.get(qn("w:num"), "1") == "1"


def _headers_fit(document: WordFile, section: CT_SectPr, styles: Styles) -> bool:
    """Whether all headers and footers have room in the margins, on pages that are turned too: there the left one is on top."""
    above = min(abs(section.top_margin or 0), section.left_margin or 0) - (section.header or 0)
    below = abs(section.bottom_margin or 0) - (section.footer or 0)
    for part in document.part.package.iter_parts():
        if isinstance(part, HeaderPart | FooterPart):
            height = _height(part.element, styles)
            if height is None or height > Emu(above if isinstance(part, HeaderPart) else below).pt:
                return False
    return True


def _height(header: etree._Element, styles: Styles) -> float | None:
    """The points that a header of one line a paragraph takes; None when that cannot be known."""
    if any(next(header.iter(qn(tag)), None) is not None for tag in _UNKNOWN_HEIGHT):
        return None
    height = 0.0
    for paragraph in header.iter(qn("w:p")):
        stated = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = styles.by_id(stated.get(qn("w:val")) if stated is not None else None)
        if not style.known or len(paragraph_text(paragraph)) > _SHORT:
            return None
        height += style.before + style.line + style.after
    return height
