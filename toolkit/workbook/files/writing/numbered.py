"""The rows of a sheet part and the cells of a row by their numbers, and its merged areas by row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from lxml import etree

from ....addresses import Area, area_or_none, position_or_none, row_or_none

_TALL = 100  # rows of a merged area that is looked for by itself


def row_of(row: etree._Element) -> int | None:
    """The number of a row, 0 for the one after the row before; None for a row that is nowhere."""
    stated = row.get("r")
    return row_or_none(stated) if stated else 0


def column_of(cell: etree._Element, row: int) -> int | None:
    """The column of a cell, 0 for the one right of the cell before; None for a cell that is nowhere, or in another row."""
    stated = cell.get("r")
    where = position_or_none(stated) if stated else (row, 0)
    return where[1] if where and where[0] == row else None


def tops_of_merges(root: etree._Element, rows: Iterable[int]) -> set[int]:
    """The first rows of the merged areas that reach into these rows of a sheet part."""
    merges = Merges(root)
    return {area.top for row in rows for area in merges.of_row(row)}


class Merges:
    """The merged areas of a sheet, found by row."""

    def __init__(self, root: etree._Element) -> None:
        self._tall: list[Area] = []
        self._by_row: dict[int, list[Area]] = {}
        for each in root.iterfind("{*}mergeCells/{*}mergeCell"):
            area = area_or_none(each.get("ref", ""))
            if area and area.bottom - area.top > _TALL:
                self._tall.append(area)
            elif area:
                for row in area.rows:
                    self._by_row.setdefault(row, []).append(area)

    def of_row(self, row: int) -> list[Area]:
        return [*self._by_row.get(row, ()), *(area for area in self._tall if area.top <= row <= area.bottom)]


class Line:
    """Numbered children of one element (rows of a sheet, cells of a row), kept in order.

    ``again``: of a number that comes again the elements before the last.
    """

    def __init__(self, parent: etree._Element, tag: str, number_of: Callable[[etree._Element], int | None]) -> None:
        self.parent = parent
        self.elements: dict[int, etree._Element] = {}
        self.again: dict[int, list[etree._Element]] = {}
        number = 0
        for element in parent.iterchildren(tag):
            stated = number_of(element)
            if stated is not None:
                number = stated or number + 1  # without a number it follows the one before
                if number in self.elements:
                    self.again.setdefault(number, []).append(self.elements[number])
                self.elements[number] = element
        self._numbers = sorted(self.elements)

    def join(self, other: Line) -> None:
        """Take in what another element of the same number holds and this one does not: it is read as one, too."""
        self.elements = {**other.elements, **self.elements}
        self._numbers = sorted(self.elements)

    def place(self, number: int) -> int:
        """How many come before this number."""
        return bisect_left(self._numbers, number)

    def insert(self, place: int, element: etree._Element) -> None:
        if place < len(self._numbers):
            self.elements[self._numbers[place]].addprevious(element)
        elif self._numbers:
            self.elements[self._numbers[-1]].addnext(element)
        else:
            self.parent.insert(0, element)

    def add(self, number: int, element: etree._Element) -> None:
        place = self.place(number)
        self.insert(place, element)
        self._numbers.insert(place, number)
        self.elements[number] = element
