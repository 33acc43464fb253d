"""What a repair is worth: how the slip was made, and what else would hold that is wrong now, or no longer hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from ...amounts import Interval
from ..equations.equation import Equation, Figure, Ratio, Verdict, span
from ..solving.arithmetic import Arithmetic
from ..solving.simplex import FAR
from ..solving.system import System
from .cases import Repair, doubts, exchanged
from .slips import Kind, sureness
from .surroundings import Surroundings, is_open

#: Of more ways than these, only the few likeliest have their right values solved for.
_MANY, _LIKELIEST = 12, 4


class Repairs:
    """Made once for a system. ``items`` are all relations of the workbook, those outside the system among them."""

    def __init__(
        self, items: Sequence[Equation | Ratio], system: System, arithmetic: Arithmetic, surroundings: Surroundings
    ) -> None:
        self._items, self._system, self._surroundings = items, system, surroundings
        self._arithmetic = arithmetic
        self._rough: dict[int, Repair] = {}

    def of_ways(self, ways: Sequence[tuple[int, ...]]) -> list[tuple[Repair, ...]]:
        """The ways with what each cell could hold, best guess first."""
        likely = self._likelier(ways) if len(ways) > _MANY else ways
        found = [self._of_way(way) for way in likely]
        if likely is ways:  # of many, those that are not solved for would be left
            found = [way for way in found if not _changes_nothing(way)] or found
        found += [tuple(self._roughly(cell) for cell in way) for way in ways if way not in likely]
        return sorted(
            self._direct_first(found), key=lambda way: (doubts(way), sorted(map(self._guess, way), reverse=True))
        )

    def _direct_first(self, ways: list[tuple[Repair, ...]]) -> list[tuple[Repair, ...]]:
        """With the doubt about what only a formula brings into the alarms, if no more than one such figure is filled in.

        Of many figures that a formula adds up any may be the wrong one, as well as the one that is held against them.
        """
        remote = [way[0] for way in ways if len(way) == 1 and id(way[0].figure) not in self._in_alarms]
        if not remote or sum(1 for repair in remote if repair.figure.value) > 1:
            return ways
        doubted = {id(repair.figure) for repair in remote}
        return [
            (way[0]._replace(doubt=(*way[0].doubt[:2], True)),) if id(way[0].figure) in doubted else way for way in ways
        ]

    @cached_property
    def _in_alarms(self) -> frozenset[int]:
        """The figures that stand in the alarms themselves, by identity."""
        alarms, figures = self._arithmetic.broken, self._system.figures
        return frozenset(id(figures[cell]) for alarm in alarms for cell in self._system.terms(alarm))

    def _of_way(self, way: tuple[int, ...]) -> tuple[Repair, ...]:
        with self._system.released(*way):
            self._system.conflict()
            return tuple(self.of_cell(cell, self._system.span(cell)) for cell in way)

    def _likelier(self, ways: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """The few of many ways whose right values are worth solving for, by what each identity by itself says."""
        return sorted(ways, key=lambda way: doubts(tuple(map(self._roughly, way))))[:_LIKELIEST]

    def _roughly(self, cell: int) -> Repair:
        """A repair by what each identity by itself says: the right value lies in this interval, if not everywhere in it."""
        if cell not in self._rough:
            reach = self._arithmetic.reach((cell,), self._arithmetic.broken)
            self._rough[cell] = self.of_cell(cell, reach.right if reach else Interval(-FAR, FAR))
        return self._rough[cell]

    def of_cell(self, cell: int, right: Interval) -> Repair:
        figure = self._system.figures[cell]
        also, upset = self.outside({cell: right})
        likely = right
        for item in also:
            likely = _fitting(item, figure, likely) if isinstance(item, Equation) else likely
        slip = self._surroundings.slip(figure, likely)
        speaks = slip and not (
            slip.kind is Kind.OMITTED and is_open(figure, right)
        )  # any amount would do: no sign of anything
        return Repair(figure, right, slip, also, (upset - len(also), sureness(slip if speaks else None), False))

    def outside(self, changes: Mapping[int, Interval]) -> tuple[tuple[Equation | Ratio, ...], int]:
        """Of the relations outside the identities: those that are wrong and would hold, and how many the other way."""
        new = {}
        for cell, right in changes.items():
            figure = self._system.figures[cell]
            new[id(figure)] = figure._replace(value=(right.low + right.high) // 2, interval=right)
        concerned = {id(item): item for figure in new for item in self._others.get(figure, ())}
        also, upset = [], 0
        for item in concerned.values():
            was, would_be = _is_wrong(item), _is_wrong(exchanged(item, new))
            if was and not would_be:
                also.append(item)
            upset += would_be and not was
        return tuple(also), upset

    def _guess(self, repair: Repair) -> tuple[int, bool, int]:
        """What orders the equally doubtful: a neighbour's figure would do, not reckoned by a formula, a narrow interval."""
        likeness = self._surroundings.likeness(repair.figure, repair.right)
        return -likeness, repair.figure.cell.formula is not None, repair.right.high - repair.right.low

    @cached_property
    def _others(self) -> dict[int, list[Equation | Ratio]]:
        """The relations outside the system, by the identity of the figures in them."""
        found: dict[int, list[Equation | Ratio]] = {}
        for item in self._items:
            if isinstance(item, Ratio) or item.rule.severity != "error":
                for figure in item.figures:
                    found.setdefault(id(figure), []).append(item)
        return found


def _changes_nothing(way: tuple[Repair, ...]) -> bool:
    """Whether the cell may stay as it is printed: the alarms end by the last digit that two tables print differently."""
    return len(way) == 1 and way[0].right.meets(way[0].figure.interval)


def _fitting(equation: Equation, figure: Figure, right: Interval) -> Interval:
    """What of an interval satisfies one more relation, which the figure takes part in once."""
    at_left = any(term.figure is figure for term in equation.left)
    gap = equation.left_value - equation.right_value
    low, high = (figure.value + (end - gap if at_left else gap - end) for end in equation.slack)
    return Interval(max(right.low, min(low, high)), min(right.high, max(low, high)))


def _is_wrong(item: Equation | Ratio) -> bool:
    if isinstance(item, Ratio) and span(item.denominator).low <= 0:
        return False  # without a base there is no quotient to compare
    return item.verdict is Verdict.WRONG
