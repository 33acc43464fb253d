"""The rows of a form on its pages: how high they are, how far apart, and with which of them a page begins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ...document import Form, FormCell
from ..pages.paging import CLOSE, RULE
from ..sections import Room

#: White space above and below a row's text together, in points: the widest that saves a page is taken.
_ROW_SPACES = (7.0, 6.0, 5.0, 4.0, 3.0, 2.0)
_TIGHT_ROW_SPACES = (*_ROW_SPACES, 1.0)  # in type below 小五, and where all is done for one page
#: Points more or less of a page by which no row may change its page, if another row spacing prevents it.
_SPARE = 2 * CLOSE
#: What stands between two lists of a form that are tables of their own: a line of one point, the rules of a table.
_BETWEEN_LISTS = 1.0 + RULE
#: Where a table goes on, its last page has so many rows at least.
_FEWEST_ROWS = 3


class Rows:
    """The rows of a form in one setting, as high as their lines need and as wide apart as there is room for.

    All heights in points. ``lists``: what becomes a table of its own on several pages (:func:`own_tables`); ``lines``: the
    cells that take several; ``pitch``: of one line; ``tight``: rows may stand as close as they can be read.
    """

    def __init__(
        self,
        form: Form,
        lists: Sequence[tuple[int, int]],
        lines: Sequence[tuple[FormCell, int]],
        pitch: float,
        *,
        tight: bool,
    ) -> None:
        self._form, self._lists, self._pitch = form, lists, pitch
        self._spaces = _TIGHT_ROW_SPACES if tight else _ROW_SPACES
        self._lines = [1] * form.row_count  # of each row, merged cells aside
        for cell, count in lines:
            if cell.rowspan == 1 and count > self._lines[cell.row]:
                self._lines[cell.row] = count
        self._merged = [(cell, count) for cell, count in lines if cell.rowspan > 1]

    def on_one_page(self, room: Room, above: float, below: float) -> list[float]:
        """The heights with the widest row spacing that leaves it on one page; empty where none does."""
        most = room.height - RULE - _SPARE - above - below
        if sum(self._lines) * self._pitch + self._form.row_count * self._spaces[-1] > most + _SPARE:  # in any case
            return []
        return next((heights for heights in map(self._heights, self._spaces) if sum(heights) <= most), [])

    def on_pages(self, room: Room, above: float, below: float) -> tuple[list[float], int]:
        """The heights with the widest row spacing that takes the fewest pages, and how many these are."""
        heights, (count, _) = self._on_fewest(room, above, below)
        starts = self._starts(self._placed(heights, room), room, -_SPARE, above, below)
        spread = self._spread(heights, starts, room, above)
        return (
            (spread, count)
            if spread and self._pages(spread, room, above, below) == (count, False)
            else (heights, count)
        )

    def _on_fewest(self, room: Room, above: float, below: float) -> tuple[list[float], tuple[int, bool]]:
        tightest = self._heights(self._spaces[-1])
        fewest = self._pages(tightest, room, above, below)
        close = []
        for space in self._spaces[:-1]:
            heights = self._heights(space)
            pages = self._pages(heights, room, above, below)
            if pages == (fewest[0], False):
                return heights, pages
            close.append((heights, pages))
        return min([*close, (tightest, fewest)], key=lambda tried: tried[1])

    def _heights(self, space: float) -> list[float]:
        pitch = self._pitch
        heights = [count * pitch + space for count in self._lines]
        for cell, count in self._merged:
            rows = slice(cell.row, cell.row + cell.rowspan)
            missing = count * pitch + space - sum(heights[rows])
            if missing > 0:  # spread, so that no single row of a merged area stands out
                heights[rows] = [height + missing / cell.rowspan for height in heights[rows]]
        return heights

    def _pages(self, heights: Sequence[float], room: Room, above: float, below: float) -> tuple[int, bool]:
        """As many pages as it may take, and whether that is a close call."""
        rows = self._placed(heights, room)
        most, least = (len(self._starts(rows, room, spare, above, below)) for spare in (-_SPARE, _SPARE))
        return most, most != least

    def _starts(self, rows: Sequence[_Placed], room: Room, spare: float, above: float, below: float) -> list[int]:
        inside = Room(room.width, room.height - RULE + spare)
        return _page_starts(rows, self._form.header_rows, inside, above, below)

    def _spread(self, heights: Sequence[float], starts: Sequence[int], room: Room, above: float) -> list[float]:
        """The rows of the last page but one made a little higher, so that the last page takes as many as it has at least.

        Empty where nothing is to be mended, or nothing can be.
        """
        moved = self._form.row_count - _FEWEST_ROWS
        if len(starts) < 2 or starts[-1] <= moved:
            return []
        first = starts[-2]
        if moved - first < _FEWEST_ROWS or max(heights[first:]) > room.height / 2:  # a row that breaks
            return []
        rows = self._placed(heights, room)
        over = above + sum(heights[:first]) if len(starts) == 2 else rows[first].head
        missing = room.height - RULE + 2 * _SPARE - over - sum(row.height for row in rows[first : moved + 1])
        return [
            height + max(missing, 0.0) / (moved - first) if first <= row < moved else height
            for row, height in enumerate(heights)
        ]

    def _placed(self, heights: Sequence[float], room: Room) -> list[_Placed]:
        form = self._form
        parts = [(0, form.header_rows), *(self._lists if sum(heights) > room.height else ())]
        rows: list[_Placed] = []
        for (start, heads), (end, _) in pairwise([*parts, (form.row_count, 0)]):
            head, body = sum(heights[start : start + heads]), start + heads
            rows += [_Placed(height, height, 0.0) for height in heights[start : min(body, end)]]
            rows += [_Placed(height, height, head) for height in heights[body:end]]
            if start > 0:
                height = heights[start] + _BETWEEN_LISTS
                needed = height + sum(heights[start + 1 : body + 1])  # heads never stand alone
                rows[start] = _Placed(height, needed, 0.0)
        return rows


def own_tables(form: Form) -> list[tuple[int, int]]:
    """The lists of a form (first row, heading rows) that become tables of their own where the form is longer than a page,
    so that their headings come again on every page."""
    return [(first, heads) for first, heads in form.lists if 0 < first < form.row_count and _may_part(form, first)]


def _may_part(form: Form, row: int) -> bool:
    return not any(cell.row < row < cell.row + cell.rowspan for cell in form.cells)


class _Placed(NamedTuple):
    """A row as it is put on a page, in points: ``needed`` is what must have room there with it, ``head`` what stands above it
    where a page begins with it."""

    height: float
    needed: float
    head: float


def _page_starts(rows: Sequence[_Placed], header_rows: int, room: Room, above: float, below: float) -> list[int]:
    """The first row of each page; as many as there are rows for a page on which only the notes stand."""
    starts, left = [header_rows], room.height - above - sum(row.height for row in rows[:header_rows])
    for number, (height, needed, head) in enumerate(rows[header_rows:], header_rows):
        if left < needed and height <= room.height / 2:
            starts.append(number)
            left = room.height - head
        left -= height
        while left < 0 and head < room.height:  # a row that breaks
            starts.append(number + 1)
            left += room.height - head
    return starts if below <= left else [*starts, len(rows)]
