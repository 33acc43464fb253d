"""How a form is set on a page: type size, column widths, row heights, all worked out before Word sees it.

Rows get the height their text needs at an exact line pitch, reckoned a little high. So a row never grows, pages break
where we say, and the 目录 stays right whatever fonts a reader has.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from ...document import Form, FormCell
from ..markup import TWIPS
from ..sections import Room
from ..styles import Style
from .rows import Rows, own_tables

#: White space left and right in a cell, both sides together (the table style has 57 twips a side), in points.
_PADDING = 6.0
_TALLEST = 31680  # twips: all Word allows
#: A table steps down to this size so that few rows wrap; to smaller ones only so that figures fit.
READABLE = 9.0
_FEW = 0.1
#: How many 汉字 of a cell must stand side by side: tried from few to many, the fewest lines in all win.
_TOGETHER = (4.0, 6.0, 9.0, 12.0, 15.0, 18.0, 24.0)
_BETWEEN = tuple(ems / 2 for ems in range(9, 37))  # the most that there is room for, tried last
_CRAMPED = (3.0, 2.0, 1.0)  # where there is no room even for a label of four (一级指标)
_HEAD = 4.0
#: A longer piece without a place to break (an address of a web page) may be cut anywhere.
_LONGEST_WORD = 20
#: How much wider bold figures are.
_BOLD = 1.1
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[^\s\u2014-\u2026\u2e80-\uffff]+")


@dataclass(frozen=True)
class Fit:
    """A form set on a page. ``widths`` and ``heights`` in twips; ``overfull``: a figure has no room on one line.

    A row that may break states the height of one line only: LibreOffice moves one whole whose stated height has no room,
    and cuts off what is higher than a page.
    """

    style: Style
    widths: tuple[int, ...]
    heights: tuple[int, ...]
    tall: frozenset[int]  # rows that may break over pages, their text being over half a page high
    overfull: bool
    pages: int  # as many as it may take


class Fitter:
    """One form, set in one way after another: how its texts run in a width depends on no page and is worked out once."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._columns = _columns(form)
        self._texts = _by_columns([cell for cell in form.cells if _breakable(cell.text)])
        self._settings: dict[tuple[float, float, bool], _Setting | None] = {}  # by the room there is and the type size

    def fit(self, room: Room, sizes: Sequence[Style], *, above: float, below: float) -> Fit:
        """Set the form; ``sizes`` from the largest down, ``above`` and ``below`` are the points its other lines take."""
        form, (style, setting) = self._form, self._largest(room, sizes)
        overfull = setting is None
        if setting is None:  # figures must break too
            widths = _share(room.width, form.widths, [1.0] * len(self._columns))
            setting = _try(form, _by_columns(form.cells), widths, style.size)
        rows = self._rows(setting, style, room)
        heights = rows.on_one_page(room, above, below)
        return self._made(
            setting, style, room, overfull, *((heights, 1) if heights else rows.on_pages(room, above, below))
        )

    def fit_on_one_page(self, room: Room, sizes: Sequence[Style], *, above: float, below: float) -> Fit | None:
        """As :meth:`fit`, where one page is enough and every figure has room on one line."""
        if self._form.row_count * min(style.line for style in sizes) > room.height:
            return None
        style, setting = self._largest(room, sizes)
        if setting is None:
            return None
        heights = self._rows(setting, style, room).on_one_page(room, above, below)
        return self._made(setting, style, room, False, heights, 1) if heights else None

    def _largest(self, room: Room, sizes: Sequence[Style]) -> tuple[Style, _Setting | None]:
        """In the largest type in which few rows wrap."""
        for style in sizes:
            setting = self._setting(room, style.size)
            if setting and (style.size <= READABLE or setting.wrapped <= _FEW):
                break
        return style, setting

    def _rows(self, setting: _Setting, style: Style, room: Room) -> Rows:
        tight = room.tight or style.size < READABLE
        return Rows(self._form, self._lists, setting.lines, style.line, tight=tight)

    def _made(
        self, setting: _Setting, style: Style, room: Room, overfull: bool, heights: Sequence[float], pages: int
    ) -> Fit:
        ends = [round(end * TWIPS) for end in accumulate(setting.widths, initial=0.0)]
        tall: set[int] = set()
        if max(heights, default=0.0) > room.height / 2:
            first = self._form.header_rows
            tall = {row for row, height in enumerate(heights) if row >= first and height > room.height / 2}
        stated = [style.line if row in tall else height for row, height in enumerate(heights)] if tall else heights
        return Fit(
            style,
            tuple(end - start for start, end in pairwise(ends)),
            tuple([min(round(height * TWIPS), _TALLEST) for height in stated]),
            frozenset(tall),
            overfull,
            pages,
        )

    @cached_property
    def _lists(self) -> list[tuple[int, int]]:
        return own_tables(self._form)

    def _setting(self, room: Room, size: float) -> _Setting | None:
        """The fewest lines in all; None where the figures have no room."""
        width, key = room.width, (room.width, size, room.tight)
        if key not in self._settings:
            best = None
            for widths in _widths(self._form, self._columns, width, size, room.tight):
                setting = _try(self._form, self._texts, widths, size)
                if best is None or setting.total < best.total:  # of equals the first, nearest to the Excel widths
                    best = setting
                if best.total == self._form.row_count:  # no text takes a second line
                    break
            self._settings[key] = best
        return self._settings[key]


@lru_cache(maxsize=16384)
def ems(text: str) -> float:
    """The width of a line in ems: 汉字 and full-width marks 1, the rest as in the widest font it may be shown in.

    Figures are 0.5 em in Times New Roman and 0.64 in what takes its place where that is missing: no figure may wrap there.
    """
    return sum(
        1.0 if code > 0x2E7F or 0x2014 <= code <= 0x2026 else _LATIN.get(character, 0.65)
        for character in text
        for code in (ord(character),)
    )


_LATIN = dict.fromkeys(",.:;'|! ", 0.34) | dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZmw%@&=≥≤", 0.95)


def line_count(text: str, width: float, size: float) -> int:
    """How many lines ``text`` takes, in points; never too few: a line may end early before a mark or a word."""
    room = width / size + 0.001
    if "\n" not in text:  # nearly all
        return _lines_of(text, room)
    return sum(_lines_of(line, room) for line in text.split("\n"))


def _lines_of(line: str, room: float) -> int:
    needed = ems(line)
    if needed <= room:
        return 1
    return math.ceil(needed / max(int(room) if _PLAIN.fullmatch(line) else room - 1, 1))


class _Column(NamedTuple):
    """What a column holds, in ems: its longest figure or word, which never breaks, and its longest text."""

    word: float
    text: float


def _columns(form: Form) -> list[_Column]:
    """Heads may break as they do on the official forms, down to a few 汉字 a line."""
    words, texts = [0.0] * len(form.widths), [0.0] * len(form.widths)
    for cell in form.cells:
        if cell.colspan == 1 and cell.text:
            column, word, text = cell.column, _longest_word(cell.text), _longest_line(cell.text)
            if cell.bold:
                word *= _BOLD
            if cell.row < form.header_rows and text > _HEAD:
                text = _HEAD
            if word > words[column]:
                words[column] = word
            if text > texts[column]:
                texts[column] = text
    for cell in form.cells:
        if cell.colspan > 1 and cell.text:  # its longest word must not break either
            covered = range(cell.column, min(cell.column + cell.colspan, len(words)))
            missing = _longest_word(cell.text) * (_BOLD if cell.bold else 1.0) - sum(
                words[column] for column in covered
            )
            if missing > 0:
                for column in covered:
                    words[column] += missing / len(covered)
    return [_Column(word, text) for word, text in zip(words, texts, strict=True)]


def _longest_line(text: str) -> float:
    return max(map(ems, text.split("\n"))) if "\n" in text else ems(text)


@lru_cache(maxsize=16384)
def _breakable(text: str) -> bool:
    """False for a figure, a single word: its column is made wide enough."""
    return _longest_word(text) < ems(text) or "\n" in text


@lru_cache(maxsize=16384)
def _longest_word(text: str) -> float:
    return max((ems(word) for word in _WORD.findall(text) if len(word) <= _LONGEST_WORD), default=0)


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


def _widths(form: Form, columns: Sequence[_Column], width: float, size: float, tight: bool) -> Iterator[list[float]]:
    """Ways to share out the width, each giving the texts more room at the cost of the Excel widths."""

    def needs(together: float) -> list[float]:
        # a column needs the width of so many 汉字 side by side, of all its text if that is less, of its longest word at least
        return [(word if word > (less := min(text, together)) else less) * size + _PADDING for word, text in columns]

    def possible(wishes: Sequence[float]) -> Iterator[list[float]]:
        return (need for need in map(needs, wishes) if sum(need) <= width)

    last: list[float] = []
    for need in possible(_TOGETHER):
        if not last or any(wish > given for wish, given in zip(need, last, strict=True)):
            last = _share(width, form.widths, need)
            yield last
    if not last:
        yield from (_share(width, form.widths, need) for need in islice(possible(_CRAMPED), 1))
    elif tight and (count := bisect_left(_BETWEEN, True, key=lambda together: sum(needs(together)) > width)):
        yield _share(width, form.widths, needs(_BETWEEN[count - 1]))


@dataclass(frozen=True)
class _Setting:
    """A try: the lines of the cells that may break, those of all rows together, the share of body rows that wrap."""

    widths: list[float]
    lines: list[tuple[FormCell, int]]
    total: int
    wrapped: float


#: Cells that may take several lines by the columns that they cover (first, and behind the last): the widest first, each with
#: its width on one line in ems, endless where it has several lines of its own.
_Texts = Mapping[tuple[int, int], Sequence[tuple[float, FormCell]]]


def _by_columns(cells: Iterable[FormCell]) -> _Texts:
    texts: dict[tuple[int, int], list[tuple[float, FormCell]]] = {}
    for cell in cells:
        width = math.inf if "\n" in cell.text else ems(cell.text)
        texts.setdefault((cell.column, cell.column + cell.colspan), []).append((width, cell))
    return {columns: sorted(held, key=lambda text: -text[0]) for columns, held in texts.items()}


def _try(form: Form, texts: _Texts, widths: list[float], size: float) -> _Setting:
    ends = list(accumulate(widths, initial=0.0))
    last = len(widths)
    lines, rows, wrapped = [], [1] * form.row_count, set()
    for (first, behind), held in texts.items():
        width = ends[min(behind, last)] - ends[first] - _PADDING
        for needed, cell in held:
            if needed * size <= width:
                break
            count = line_count(cell.text, width, size)
            if count > 1:
                lines.append((cell, count))
                rows[cell.row] = max(rows[cell.row], math.ceil(count / cell.rowspan))
                if cell.row >= form.header_rows and count > cell.text.count("\n") + 1:
                    wrapped.add(cell.row)
    lines.sort(key=lambda line: line[0][:2])  # row by row
    return _Setting(widths, lines, sum(rows), len(wrapped) / max(form.row_count - form.header_rows, 1))
