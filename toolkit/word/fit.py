"""How a form is set on a page: type size, column widths, row heights, all worked out before Word sees it.

Rows get the height their text needs at an exact line pitch, reckoned a little high. So a row never grows, pages break
where we say, and the 目录 stays right whatever fonts a reader has.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ..report import Form, FormCell
from .markup import TWIPS
from .styles import Style

#: White space left and right in a cell, both sides together (the table style has 57 twips a side), in points.
_PADDING = 6.0
#: White space above and below a row's text together, in points: the widest that saves a page is taken.
_ROW_SPACES = (7.0, 6.0, 5.0, 4.0, 3.0, 2.0)
#: A table steps down to this size so that few rows wrap; to smaller ones only so that figures fit.
_READABLE = 9.0
_FEW = 0.1
#: A longer piece without a place to break (an address of a web page) may be cut anywhere.
_LONGEST_WORD = 20
_WORD = re.compile(r"[^\s\u2014-\u2026\u2e80-\uffff]+")


@dataclass(frozen=True)
class Room:
    """The type area of a page, in points."""

    width: float
    height: float


@dataclass(frozen=True)
class Fit:
    """A form set on a page. ``widths`` and ``heights`` in twips; ``overfull``: a figure has no room on one line."""

    style: Style
    widths: tuple[int, ...]
    heights: tuple[int, ...]
    tall: frozenset[int]  # rows that may break over pages, being over half a page high
    overfull: bool


def fit(form: Form, room: Room, sizes: Sequence[Style], *, above: float, below: float) -> Fit:
    """Set ``form``; ``sizes`` from the largest down, ``above`` and ``below`` are the points its other lines take."""
    for style in sizes:
        needs = [need * style.size + _PADDING for need in _needs(form)]
        overfull = sum(needs) > room.width
        if overfull and style is not sizes[-1]:
            continue
        widths = _share(room.width, form.widths, [1.0] * len(needs) if overfull else needs)
        lines = _lines(form, widths, style.size)
        if overfull or style.size <= _READABLE or style is sizes[-1] or _wrapped(form, lines) <= _FEW:
            break
    heights = _row_heights(form, lines, style.line, room, above, below)
    ends = [round(end * TWIPS) for end in accumulate(widths, initial=0.0)]
    return Fit(
        style,
        tuple(end - start for start, end in zip(ends, ends[1:], strict=False)),
        tuple(round(height * TWIPS) for height in heights),
        frozenset(row for row, height in enumerate(heights) if height > room.height / 2),
        overfull,
    )


@lru_cache(maxsize=16384)
def ems(text: str) -> float:
    """The width of a line in ems: 汉字 and full-width marks 1, figures 0.5, 0.55 or 0.75 for Latin letters."""
    return sum(
        1.0 if code > 0x2E7F or 0x2014 <= code <= 0x2026 else _LATIN.get(character, 0.55)
        for character in text
        for code in (ord(character),)
    )


_LATIN = {**dict.fromkeys("0123456789", 0.5), **dict.fromkeys(",.:;'|! ", 0.28)}
_LATIN |= dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZmw%@&", 0.75)


def line_count(text: str, width: float, size: float) -> int:
    """How many lines ``text`` takes, in points; on the safe side, as a line may end one character early."""
    room = width / size
    return sum(1 if needed <= room else math.ceil(needed / max(room - 1, 1)) for needed in map(ems, text.split("\n")))


def _needs(form: Form) -> list[float]:
    """What each column cannot do without, in ems: its longest figure or word, and two 汉字 side by side."""
    needs = [0.0] * len(form.widths)
    for cell in form.cells:
        if cell.colspan == 1 and cell.text:
            needs[cell.column] = max(needs[cell.column], _need(cell.text))
    return needs


@lru_cache(maxsize=16384)
def _need(text: str) -> float:
    words = [ems(word) for word in _WORD.findall(text) if len(word) <= _LONGEST_WORD]
    return max(*words, min(ems(text), 2.0), 0.0)


def _share(total: float, weights: Sequence[float], needs: Sequence[float]) -> list[float]:
    """``total`` shared out by weight, nobody getting less than their need."""
    given: dict[int, float] = {}
    while True:
        free = [column for column in range(len(needs)) if column not in given]
        weight = sum(max(weights[column], 0.1) for column in free) or 1.0
        rest = total - sum(given.values())
        shares = {column: rest * max(weights[column], 0.1) / weight for column in free}
        short = {column: needs[column] for column in free if shares[column] < needs[column]}
        if not short or len(short) == len(free):
            given |= shares
            return [given[column] for column in range(len(needs))]
        given |= short


def _lines(form: Form, widths: Sequence[float], size: float) -> list[int]:
    """The lines of each cell."""
    ends = list(accumulate(widths, initial=0.0))
    last = len(widths)
    return [
        line_count(cell.text, ends[min(cell.column + cell.colspan, last)] - ends[cell.column] - _PADDING, size)
        for cell in form.cells
    ]


def _wrapped(form: Form, lines: Sequence[int]) -> float:
    """The share of body rows with a cell that takes more lines than were typed."""
    body = max(form.row_count - form.header_rows, 1)
    rows = {
        cell.row
        for cell, count in zip(form.cells, lines, strict=True)
        if count > 1 and cell.row >= form.header_rows and count > cell.text.count("\n") + 1
    }
    return len(rows) / body


def _row_heights(form: Form, lines: Sequence[int], pitch: float, room: Room, above: float, below: float) -> list[float]:
    """The heights with the widest row spacing that takes the fewest pages."""

    def set_with(space: float) -> list[float]:
        heights = [pitch + space] * form.row_count
        merged: list[tuple[FormCell, int]] = []
        for cell, count in zip(form.cells, lines, strict=True):
            if cell.rowspan > 1:
                merged.append((cell, count))
            elif count > 1:
                heights[cell.row] = max(heights[cell.row], count * pitch + space)
        for cell, count in merged:
            rows = slice(cell.row, cell.row + cell.rowspan)
            missing = count * pitch + space - sum(heights[rows])
            if missing > 0:  # spread, so that no single row of a merged area stands out
                heights[rows] = [height + missing / cell.rowspan for height in heights[rows]]
        return heights

    tries = [set_with(space) for space in _ROW_SPACES]
    return min(tries, key=lambda heights: _pages(heights, form.header_rows, room, above, below))


def _pages(heights: Sequence[float], header_rows: int, room: Room, above: float, below: float) -> int:
    head = sum(heights[:header_rows])
    pages, left = 1, room.height - above - head
    for height in heights[header_rows:]:
        if height > left:
            pages, left = pages + 1, room.height - head
        left -= height
    return pages if below <= left else pages + 1
