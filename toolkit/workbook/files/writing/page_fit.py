"""On how many pages a sheet of ours is printed: it grows as it is filled, and a few rows should not stand on a page alone.

A sheet is as wide as its page (``fitToWidth``). Where its rows go a little over a page, or over the last of several, it is
printed a little smaller, as long as it can be read. Only sheets that have the page set-up that we gave them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from ....addresses import area_or_none, column_or_none, length_or_none

#: The page numbers below our sheets.
FOOTER = "第 &P 页，共 &N 页"
#: The printed width of a page in column units at full size, upright and turned (wider sheets are printed smaller), and
#: the points that rows may take on it.
PAGE_UNITS = {False: 105, True: 152}
PAGE_POINTS = {False: 775.0, True: 528.0}
#: The size of type in a form, and the least that it is printed in: a form gets so much smaller to be on one page.
FORM_SIZE, READABLE = 10.5, 9.0
#: The least where it is only for a few rows, which fill less than this share of a page.
SMALLEST, FEW = 8.5, 0.25
_STEP = 0.01
_USUAL_HEIGHT, _TALLEST = 15.0, 409.0
_LONGEST = 5000  # rows: more are a list of many pages, whatever the last of them holds

_ROW = re.compile(rb"<row\b([^>]*?)/?>")
_NUMBER, _HEIGHT = re.compile(rb'\br="(\d{1,7})"'), re.compile(rb'\bht="([\d.]{1,8})"')
_SETUP, _PAGES = re.compile(rb"<pageSetup\b[^>]*>"), re.compile(rb'(?<=\bfitToHeight=")\d+(?=")')


class Printed(NamedTuple):
    """What is printed of a sheet: the last column and the rows printed again on every page; 0 where nothing is said."""

    last_column: int = 0
    first_head: int = 0
    last_head: int = 0


def printed_parts(book: etree._Element) -> Mapping[int, Printed]:
    """By the number of the sheet, from 0."""
    found: dict[int, Printed] = {}
    for name in book.iterfind("{*}definedNames/{*}definedName"):
        number, text = name.get("localSheetId", ""), name.text or ""
        if not number.isdecimal():
            continue
        said = found.get(int(number), Printed())
        area = area_or_none(text.rpartition("!")[2].replace("$", ""))
        if name.get("name") == "_xlnm.Print_Titles" and area:
            said = said._replace(first_head=area.top, last_head=area.bottom)
        elif name.get("name") == "_xlnm.Print_Area" and area:
            said = said._replace(last_column=area.right)
        found[int(number)] = said
    return found


def is_ours(root: etree._Element) -> bool:
    """Whether a sheet has the page set-up that we gave it: one page wide, no breaks between its rows."""
    setup, fit = root.find("{*}pageSetup"), root.find("{*}sheetPr/{*}pageSetUpPr")
    footer = root.find("{*}headerFooter/{*}oddFooter")
    return (
        setup is not None
        and fit is not None
        and footer is not None
        and FOOTER in (footer.text or "")
        and fit.get("fitToPage") in ("1", "true")
        and setup.get("fitToWidth", "1") == "1"
        and root.find("{*}rowBreaks") is None
    )


def fitted(part: bytes, root: etree._Element, printed: Printed) -> bytes:
    """The finished part of a sheet, which was made from ``root``, with as many pages as it is to be printed on."""
    setup = _SETUP.search(part)
    stated = _PAGES.search(setup[0]) if setup else None
    heights = _heights(part)
    if setup is None or stated is None or not heights or len(heights) > _LONGEST:
        return part
    turned = b'orientation="landscape"' in setup[0]
    scale = min(1.0, PAGE_UNITS[turned] / max(_width(root, printed.last_column), 1.0))
    head = sum(heights[max(printed.first_head - 1, 0) : printed.last_head])
    pages = pages_to_fit(heights, head, PAGE_POINTS[turned], scale)
    if not pages and stated[0] == b"1" and sum(heights) * SMALLEST / FORM_SIZE <= PAGE_POINTS[turned]:
        return part  # it was made to be on one page
    at = setup.start()
    return part[: at + stated.start()] + b"%d" % pages + part[at + stated.end() :]


def pages_to_fit(heights: list[float], head: float, page: float, scale: float) -> int:
    """As many pages as rows of these heights are to be fitted to, which take more at this scale; 0 for as many as they
    take. ``head`` stands above them on every page but the first."""
    count, filled = _laid(heights, head, page / scale)
    few = filled < FEW * page / scale
    if count == 1 or not (few or count == 2):
        return 0
    smaller, least = scale, (SMALLEST if few else READABLE) / FORM_SIZE
    while smaller - _STEP >= least:
        smaller -= _STEP
        if _laid(heights, head, page / smaller)[0] < count:
            return count - 1
    return 0


def _laid(heights: list[float], head: float, page: float) -> tuple[int, float]:
    """How many pages rows take, and what stands on the last one besides the headings."""
    count, used = 1, 0.0
    for height in heights:
        if used + height > page - (head if count > 1 else 0.0) and used:
            count, used = count + 1, 0.0
        used += height
    return count, used


def _heights(part: bytes) -> list[float]:
    """Of the rows from the first one to the last that has cells; those that are not stated are as high as usual."""
    heights: list[float] = []
    end = 0
    for row in _ROW.finditer(part):
        number, height = _NUMBER.search(row[1]), _HEIGHT.search(row[1])
        if number is None or int(number[1]) > _LONGEST:
            return []
        heights += [_USUAL_HEIGHT] * (int(number[1]) - 1 - len(heights))
        points = length_or_none(height[1].decode(), _TALLEST) if height else None
        heights.append(0.0 if b'hidden="1"' in row[1] else _USUAL_HEIGHT if points is None else points)
        if part.startswith(b"<c", row.end()):
            end = len(heights)
    return heights[:end]


def _width(root: etree._Element, last_column: int) -> float:
    width = 0.0
    for column in root.iterfind("{*}cols/{*}col"):
        first, last = column_or_none(column.get("min", "")), column_or_none(column.get("max", ""))
        each = length_or_none(column.get("width", ""), 255.0)
        if first and last and each and column.get("hidden") not in ("1", "true"):
            last = min(last, last_column) if last_column else last if last < 1000 else first
            width += each * max(last - first + 1, 0)
    return width
