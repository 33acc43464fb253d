"""What stands on one page of a PDF: lines of text with their font, and ruled tables, from the top down.

Everything comes from PDFium's characters and path objects; nothing is guessed from the order of the content stream. The
traps: font sizes lie (the width of a 汉字 is the em); boxes of digits and 汉字 differ (lines go by baseline); bold is often a
drawing mode and no font; some fonts give radicals for plain 汉字.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from math import pi
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from ...errors import DocumentError
from .finishing import heading_level, plain_letters

_OPENING, _CLOSING = "（《“‘【〔([", "，。；：、！？）》”’】〕％%,.;:!?)]"
_USUAL_EM = 10.0
#: Words further apart, in ems, stand in columns; so many such lines are a table, with so many lines between them at most.
_COLUMN_GAP, _FEWEST_ROWS, _LINES_OF_ONE_CELL = 1.0, 4, 6
#: With so many gaps and a figure a line is surely of a table; a line with fewer only beside such.
_SURE_GAPS = 2
#: No page of a document has more characters, however small they are.
_MOST_CHARACTERS = 30_000


class Char(NamedTuple):
    """A character: ``y`` of its baseline, ``at`` its number on the page."""

    text: str
    x0: float
    x1: float
    y: float
    em: float
    at: int


class Line(NamedTuple):
    """A line of text. ``font`` is "" where it changes within; ``head``: width of the first piece that may not be parted."""

    text: str
    x0: float
    x1: float
    y: float
    em: float
    font: str
    page: int
    head: float


class Box(NamedTuple):
    """Where the words of a cell stand: across as the edges of its grid are measured, ``top`` and ``foot`` on the page.

    ``room``: what its last line leaves free.
    """

    x0: float
    top: float
    x1: float
    foot: float
    em: float
    room: float


class GridCell(NamedTuple):
    """A cell of a ruled table, from edge to edge of its :class:`RuledGrid`. ``box`` is None when it is empty."""

    row: int
    x0: float
    x1: float
    rowspan: int
    text: str
    box: Box | None = None


class RuledGrid(NamedTuple):
    """A ruled table as it stands on one page; ``edges`` are measured from its left side."""

    page: int
    y: float
    edges: tuple[float, ...]
    height: int
    cells: tuple[GridCell, ...]


class Page(NamedTuple):
    """``parts`` from the top down; ``unread``: why nothing could be read ("" when it could).

    ``unruled``: a table without rules stood there, whose lines are left out: which words are of one cell is not known.
    """

    number: int
    width: float
    parts: tuple[Line | RuledGrid, ...]
    unread: str
    unruled: bool = False


def read_page(page: Any, number: int, *, after_unruled: bool = False) -> Page:
    """One page of pypdfium2 (``PdfPage``), turned so that most of its characters stand upright.

    ``after_unruled``: a table without rules stands on the page before, and may go on here.
    Raises DocumentError when it holds more characters than a page can.
    """
    from .ruled import grids, rules

    text = page.get_textpage()
    if text.count_chars() > _MOST_CHARACTERS:
        raise DocumentError(f"PDF 第 {number} 页的内容过多，不像决算公开文档，请检查是否选错了文件，或改用 Word 文档。")
    quarter, chars = _characters(text)
    unread = _why_unread(page, chars)
    parts: list[Line | RuledGrid] = []
    for grid, inside in grids(*rules(page, quarter), chars, number):
        parts.append(grid)
        taken = {char.at for char in inside}
        chars = [char for char in chars if char.at not in taken]
    rows = baselines(chars)
    kept = without_tables(rows, goes_on=after_unruled)
    parts += _lines(text, kept, number)
    width = page.get_size()[(page.get_rotation() // 90 - quarter) % 2]
    return Page(number, width, tuple(sorted(parts, key=lambda part: -part.y)), unread, len(kept) < len(rows))


def turned(x: float, y: float, quarter: int) -> tuple[float, float]:
    """A point after so many quarter turns."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarter]


def _characters(text: Any) -> tuple[int, list[Char]]:
    """The quarter turns that make most characters stand upright, and those that then do."""
    found = []
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        code = 45 if code in (2, 0xFFFE) else code  # PDFium's sign for a hyphen at the end of a line
        if code <= 32 or code in (0xA0, 0x3000) or raw.FPDFText_IsGenerated(text, at):
            continue
        raw.FPDFText_GetLooseCharBox(text, at, box)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        quarter = -round(raw.FPDFText_GetCharAngle(text, at) / (pi / 2)) % 4
        found.append((quarter, chr(code), (box.left, box.bottom), (box.right, box.top), (x.value, y.value), at))
    most = Counter(entry[0] for entry in found).most_common(1)[0][0] if found else 0
    chars = []
    for quarter, letter, low, high, origin, at in found:
        if quarter == most:
            (xa, _), (xb, _), (_, base) = (turned(px, py, most) for px, py in (low, high, origin))
            em = abs(xb - xa) if ord(letter) > 0x2E7F else 0.0
            chars.append(Char(plain_letters(letter), min(xa, xb), max(xa, xb), base, em, at))
    usual = median([char.em for char in chars if char.em] or [_USUAL_EM])
    return most, [char if char.em else char._replace(em=usual) for char in chars]


def _why_unread(page: Any, chars: Sequence[Char]) -> str:
    """Chinese, for the user; "" when the text can be read."""
    if chars and sum(char.text == "\ufffd" or 0xE000 <= ord(char.text[0]) < 0xF900 for char in chars) > 0.2 * len(
        chars
    ):
        return "字体没有带字符对照，只能看不能读"
    if chars:
        return ""
    kinds = Counter(thing.type for thing in page.get_objects(max_depth=3))
    if kinds[raw.FPDF_PAGEOBJ_IMAGE]:
        return "是扫描的图片，没有文字"
    return "文字已转成线条" if kinds[raw.FPDF_PAGEOBJ_PATH] > 300 else ""


def without_tables(rows: Sequence[list[Char]], *, goes_on: bool = False) -> list[list[Char]]:
    """Lines of a page without those of tables that have no rules: several near each other that stand in columns.

    ``goes_on``: the page before has such a table, of which a single line may stand at the top.
    """
    gaps = list(map(_wide_gaps, rows))
    runs = list(
        _near([at for at, number in enumerate(gaps) if number], [at for at, row in enumerate(rows) if _is_title(row)])
    )
    sure = [sum(gaps[at] >= _SURE_GAPS and _has_digit(rows[at]) for at in run) for run in runs]
    is_there = max(sure, default=0) >= _FEWEST_ROWS
    table: set[int] = set()
    for run in runs:
        if (is_there or (goes_on and run[0] < _LINES_OF_ONE_CELL)) and max(gaps[at] for at in run) >= _SURE_GAPS:
            table.update(range(run[0], run[-1] + 1))
    return [row for at, row in enumerate(rows) if at not in table]


def _near(lines: Sequence[int], titles: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of lines in runs that no title parts, and no more lines than a cell has."""
    run: list[int] = []
    for at in lines:
        if run and (at - run[-1] > _LINES_OF_ONE_CELL or any(run[-1] < title < at for title in titles)):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _is_title(row: Sequence[Char]) -> bool:
    text = "".join(char.text for char in row)
    return text.endswith("表") and heading_level(text, strong=False) > 0


def _has_digit(row: Sequence[Char]) -> bool:
    return any(char.text.isdigit() for char in row)


def _wide_gaps(row: Sequence[Char]) -> int:
    """How many gaps of a line are wider than any between words."""
    return sum(b.x0 - a.x1 > _COLUMN_GAP * max(a.em, b.em) for a, b in pairwise(row))


def _lines(text: Any, rows: Iterable[list[Char]], number: int) -> Iterator[Line]:
    for row in rows:
        wide = [char for char in row if "一" <= char.text <= "龥"] or row
        tied = [b.text in _CLOSING or a.text in _OPENING or (a.text + b.text).isascii() for a, b in pairwise(row)]
        head = row[sum(takewhile(bool, tied))].x1 - row[0].x0
        first, last = _font(text, wide[0].at), _font(text, wide[-1].at)
        font = first if first == last else ""
        yield Line(written(row), row[0].x0, row[-1].x1, row[0].y, wide[0].em, font, number, head)


def _font(text: Any, at: int) -> str:
    name, flags = ctypes.create_string_buffer(80), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, at, name, 80, flags)
    mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, at))
    bold = " bold" if mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE else ""
    return name.value.split(b"+")[-1].decode("utf8", "replace") + bold


def baselines(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters by line, top down. Digits of another font may stand up to half an em above or below the 汉字."""
    rows: list[list[Char]] = []
    heights: list[float] = []
    for char in sorted(chars, key=lambda char: -char.y):
        if not rows or median(heights) - char.y >= 0.5 * char.em:
            rows.append([])
            heights = []
        rows[-1].append(char)
        heights.append(char.y)
    return [sorted(row, key=lambda char: char.x0) for row in rows]


def written(row: Sequence[Char]) -> str:
    """The characters of a line as text; blanks stay only between Latin words."""
    text = row[0].text
    for before, char in pairwise(row):
        if char.text == before.text and char.x0 - before.x0 <= 0.2 * char.em:
            continue  # printed twice to look bold
        apart = char.x0 - before.x1 > 0.15 * char.em and (before.text + char.text).isascii()
        joined = (before.text + char.text).isdigit() or char.text == "%"
        text += (" " if apart and not joined else "") + char.text
    return text
