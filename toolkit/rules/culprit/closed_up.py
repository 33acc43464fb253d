"""Figures closed up over blank rows: in their right order, each higher on the form than it should stand.

What shows it: below a run of figures without a gap there are blank rows, and there is a way to move the run down, row by
row over blanks, with which every identity of the column holds. Where the figures fit in one way only, that is what the
cells should hold; where in several, they are out of place all the same, from the last row at which moving them will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...amounts import NOTHING, Interval
from ..solving.arithmetic import Arithmetic
from ..solving.system import System

#: Of so many states of a column none is looked at any more.
_MOST_STATES = 4000
#: A column with more rows is passed over: forms have some dozens.
_LONGEST = 150
#: What the sums that are not complete yet have come to, least and most.
_Partial = tuple[tuple[int, int], ...]


class Spread(NamedTuple):
    """What a column would hold, had its figures not been closed up. ``run``: the cells whose figures have to go down."""

    changes: Mapping[int, Interval]
    run: tuple[int, ...]
    is_only_way: bool


class _Sum(NamedTuple):
    """An identity with several cells of the column: the coefficients by row, and what its other cells come to."""

    number: int
    weights: Mapping[int, int]
    others: tuple[int, int]

    @property
    def last(self) -> int:
        return max(self.weights)


def spreads(column: Sequence[int], system: System, arithmetic: Arithmetic) -> Iterator[Spread]:
    """For each run of figures above blank rows, the spread that moves the fewest of them."""
    if len(column) > _LONGEST:
        return
    search: _Search | None = None
    for top, bottom in _runs([bool(system.figures[cell].value) for cell in column]):
        search = search or _Search(column, system, arithmetic)
        for start in range(bottom - 1, top - 1, -1):
            found = search.placements(start, bottom)
            if found:
                changes = {
                    cell: new
                    for cell, new in zip(column[start:], found[0], strict=True)
                    if new != system.figures[cell].interval
                }
                yield Spread(changes, tuple(column[start : bottom + 1]), len(found) == 1)
                break


def _runs(filled: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The first and the last row of what is filled without a gap, two figures or more, and has a blank row below."""
    top = None
    for row, is_filled in enumerate(filled):
        if is_filled and top is None:
            top = row
        elif not is_filled and top is not None:
            if row - top > 1:
                yield top, row - 1
            top = None


class _Search:
    """Made once for a column."""

    def __init__(self, column: Sequence[int], system: System, arithmetic: Arithmetic) -> None:
        figures = [system.figures[cell] for cell in column]
        self._filled = [bool(figure.value) for figure in figures]
        self._printed = [figure.interval for figure in figures]
        self._blank = [NOTHING if figure.value else figure.interval for figure in figures]
        own = frozenset(column)
        self._demanded = [arithmetic.demanded(cell, own) for cell in column]
        self._limits = system.limits
        self._sums = list(_sums(column, system))
        self._of_row: list[list[int]] = [[] for _ in column]
        for place, each in enumerate(self._sums):
            for row in each.weights:
                self._of_row[row].append(place)

    def placements(self, start: int, bottom: int) -> list[list[Interval]]:
        """One or two ways to spread the figures from a row on so that all those down to ``bottom`` stand lower."""
        self._figures = [(row, self._printed[row]) for row in range(start, len(self._printed)) if self._filled[row]]
        self._bottom, self._dead, self._states = bottom, set[tuple[int, int, _Partial]](), 0
        partial: _Partial | None = tuple(each.others for each in self._sums)
        for row in range(start):
            partial = self._with(partial, row, self._printed[row]) if partial is not None else None
        if partial is None:
            return []  # what stands above is wrong in itself
        found = []
        for placed in self._spread(start, 0, partial):
            found.append(placed)
            if len(found) > 1:
                break
        return found

    def _spread(self, row: int, next_figure: int, partial: _Partial) -> Iterator[list[Interval]]:
        if row == len(self._printed):
            if next_figure == len(self._figures):
                yield []
            return
        state = (row, next_figure, partial)
        if len(self._printed) - row < len(self._figures) - next_figure or state in self._dead:
            return
        self._states += 1
        if self._states > _MOST_STATES:
            return
        alive = False
        for value, following in self._choices(row, next_figure):
            new = self._with(partial, row, value)
            if new is not None:
                for rest in self._spread(row + 1, following, new):
                    alive = True
                    yield [value, *rest]
        if not alive:
            self._dead.add(state)

    def _choices(self, row: int, next_figure: int) -> Iterator[tuple[Interval, int]]:
        """The next figure, if it may stand in this row, or nothing."""
        demanded, blank = self._demanded[row], self._blank[row]
        if next_figure < len(self._figures):
            printed_row, value = self._figures[next_figure]
            lowest = printed_row + 1 if printed_row <= self._bottom else printed_row
            if row >= lowest and (demanded is None or (demanded.high > 0 and demanded.meets(value))):
                yield value, next_figure + 1
        if demanded is None or demanded.meets(blank):
            yield blank, next_figure

    def _with(self, partial: _Partial, row: int, value: Interval) -> _Partial | None:
        """The sums with one more row; None when one that is complete now does not hold."""
        if not self._of_row[row]:
            return partial
        new = list(partial)
        for place in self._of_row[row]:
            each, (low, high) = self._sums[place], new[place]
            k = each.weights[row]
            low, high = low + k * (value.low if k > 0 else value.high), high + k * (value.high if k > 0 else value.low)
            new[place] = (low, high)
            if each.last == row:
                least, most = self._limits(each.number)
                if not (low <= most and high >= least):
                    return None
                new[place] = (0, 0)  # what it came to does not matter any more
        return tuple(new)


def _sums(column: Sequence[int], system: System) -> Iterator[_Sum]:
    rows = {cell: row for row, cell in enumerate(column)}
    for number in sorted({number for cell in column for number in system.users[cell]}):
        terms = system.terms(number)
        weights = {rows[cell]: k for cell, k in terms.items() if cell in rows}
        if len(weights) > 1:
            low = high = 0
            for cell, k in terms.items():
                if cell not in rows:
                    figure = system.intervals[cell]
                    low += k * (figure.low if k > 0 else figure.high)
                    high += k * (figure.high if k > 0 else figure.low)
            yield _Sum(number, weights, (low, high))
