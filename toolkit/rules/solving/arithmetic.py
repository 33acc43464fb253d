"""Cheap answers before the solver is asked: which alarms a change would end, each identity by itself.

Every identity is a pair of sums, the least and the greatest that the printed figures allow. A change moves these sums;
what would break another identity, or leave the alarm it is to end, is passed over without solving anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ...amounts import Interval
from .simplex import FAR
from .system import System

#: What a cell would hold; None when anything may.
Changes = Mapping[int, Interval | None]


class Reach(NamedTuple):
    """The amounts that would end these alarms if they stood in a cell, or in several cells alike."""

    right: Interval
    mended: frozenset[int]


class Arithmetic:
    """Made once for a system, from the figures as they are printed."""

    def __init__(self, system: System) -> None:
        self._system = system
        figures = system.intervals
        self._low, self._high = [], []
        for number in range(len(system.equations)):
            terms = system.terms(number).items()
            self._low.append(sum(k * (figures[cell].low if k > 0 else figures[cell].high) for cell, k in terms))
            self._high.append(sum(k * (figures[cell].high if k > 0 else figures[cell].low) for cell, k in terms))
        self._using = [tuple(dict.fromkeys(users)) for users in system.users]
        self.broken = frozenset(n for n in range(len(self._low)) if not self._holds(n, self._low[n], self._high[n]))

    def mended(self, changes: Changes) -> frozenset[int] | None:
        """The alarms that a change ends; None when it sets off another one.

        An alarm with a cell that may hold anything is taken as ended.
        """
        moved: dict[int, list[int]] = {}
        open_ended: set[int] = set()
        for cell, new in self.with_followers(changes).items():
            old = self._system.intervals[cell]
            for number in self._using[cell]:
                if new is None:
                    open_ended.add(number)
                    continue
                k = self._system.terms(number).get(cell, 0)
                low, high = (
                    (new.low - old.low, new.high - old.high) if k > 0 else (new.high - old.high, new.low - old.low)
                )
                ends = moved.setdefault(number, [self._low[number], self._high[number]])
                ends[0] += k * low
                ends[1] += k * high
        ended = set(open_ended & self.broken)
        for number, (low, high) in moved.items():
            if number not in open_ended:
                if not self._holds(number, low, high):
                    if number not in self.broken:
                        return None
                elif number in self.broken:
                    ended.add(number)
        return frozenset(ended)

    def ended(self, alarms: Collection[int], changes: Changes) -> int:
        """How many of these alarms a change ends, whether it sets off others or not: asked before :meth:`mended`, for a
        tenth of its price."""
        changes = self.with_followers(changes)
        return sum(self.ends(alarm, changes) for alarm in self.broken.intersection(alarms))

    def ends(self, alarm: int, changes: Changes) -> bool:
        """Whether a change ends one alarm; only the cells of the alarm are looked at."""
        low, high = self._low[alarm], self._high[alarm]
        for cell, k in self._system.terms(alarm).items():
            if cell in changes:
                new, old = changes[cell], self._system.intervals[cell]
                if new is None:
                    return True
                down, up = (
                    (new.low - old.low, new.high - old.high) if k > 0 else (new.high - old.high, new.low - old.low)
                )
                low, high = low + k * down, high + k * up
        return self._holds(alarm, low, high)

    def with_followers(self, changes: Changes) -> Changes:
        """The changes, and what the cells with formulas over them would then show."""
        recalculation = self._system.recalculation
        if not recalculation.formulas:
            return changes
        shifts: dict[int, int | None] = {}
        for cell, new in changes.items():
            old = self._system.figures[cell]
            for follower, weight in recalculation.carried(cell).items():
                if follower in changes:
                    continue
                before = shifts.get(follower, 0)
                if new is None or weight is None or before is None:
                    shifts[follower] = None
                else:
                    shifts[follower] = before + weight * ((new.low + new.high) // 2 - old.value)
        followers: dict[int, Interval | None] = {}
        for cell, shift in shifts.items():
            printed = self._system.intervals[cell]
            followers[cell] = None if shift is None else Interval(printed.low + shift, printed.high + shift)
        return {**changes, **followers}

    def reach(self, cells: Sequence[int], alarms: frozenset[int]) -> Reach | None:
        """What the cells, holding one amount together, would have to hold to end as many of these alarms as they can.

        None when no amount ends an alarm without setting off another.
        """
        weights = self._weights(cells)
        limits = {number: self._limits(number, k, cells) for number, k in weights.items() if k}
        low, high = self._least(cells), FAR
        for number in limits.keys() - self.broken:
            low, high = max(low, limits[number].low), min(high, limits[number].high)
        best: Reach | None = None
        wanted = [number for number in limits if number in alarms and number in self.broken]
        for first in wanted:
            right, ended = Interval(low, high), set[int]()
            for number in (first, *wanted):
                narrower = Interval(max(right.low, limits[number].low), min(right.high, limits[number].high))
                if narrower.low <= narrower.high:
                    right = narrower
                    ended.add(number)
            if first in ended and (best is None or len(ended) > len(best.mended)):
                best = Reach(right, frozenset(ended))
        return best

    def demanded(self, cell: int, column: Collection[int]) -> Interval | None:
        """What the cells beside and elsewhere say that a cell should hold, those of its own column left aside.

        None when no identity says it, or several say different things.
        """
        right: Interval | None = None
        for number in self._using[cell]:
            terms = self._system.terms(number)
            if not any(other in column for other in terms if other != cell):
                limits = self._limits(number, terms[cell], (cell,))
                right = limits if right is None else Interval(max(right.low, limits.low), min(right.high, limits.high))
        return right if right is None or right.low <= right.high else None

    def binding(self, cell: int) -> list[int]:
        """The identities that a change of the cell, and of the formulas that follow it, moves off balance."""
        return [number for number, k in self._weights((cell,)).items() if k]

    def _least(self, cells: Iterable[int]) -> int:
        figures = [self._system.figures[cell] for cell in cells]
        return -FAR if all(figure.signed or figure.value < 0 for figure in figures) else 0

    def _weights(self, cells: Sequence[int]) -> dict[int, int]:
        """How often the cells count in each identity, their followers included."""
        weights: dict[int, int] = {}
        for cell in cells:
            carried = self._system.recalculation.carried(cell)
            for follower, times in ((cell, 1), *carried.items()):
                if times is None or (follower in cells and follower != cell):
                    continue
                for number in self._using[follower]:
                    k = self._system.terms(number).get(follower, 0)
                    weights[number] = weights.get(number, 0) + k * times
        return weights

    def _limits(self, number: int, weight: int, cells: Sequence[int]) -> Interval:
        """The amounts that satisfy one identity when they stand in the cells."""
        least, most = self._system.limits(number)
        low, high = self._low[number], self._high[number]
        for cell in cells:
            k = self._system.terms(number).get(cell, 0)
            figure = self._system.intervals[cell]
            low -= k * (figure.low if k > 0 else figure.high)
            high -= k * (figure.high if k > 0 else figure.low)
        for cell in cells:  # what follows has moved by as much as the cells: measured from what they print
            value = self._system.figures[cell].value
            for follower, times in self._system.recalculation.carried(cell).items():
                if times is not None and follower not in cells:
                    k = self._system.terms(number).get(follower, 0) * times
                    low, high = low - k * value, high - k * value
        ends = (least - high, most - low)
        if weight < 0:
            ends = (-ends[1], -ends[0])
            weight = -weight
        return Interval(-(-ends[0] // weight), ends[1] // weight)

    def _holds(self, number: int, low: int, high: int) -> bool:
        least, most = self._system.limits(number)
        return low <= most and high >= least
