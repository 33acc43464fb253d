"""Joint consistency: could any true amounts print as all figures at once, and if not, which cell would have to change?

A wrong cell is found by trial: every contradiction needs it, so that everything fits once it is released. What it could
hold then is solved for as well: the interval in which its right value lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property

from ..amounts import Interval
from .equations import Equation, Figure, Ratio, Term, Verdict, span
from .slips import Slip, sureness
from .surroundings import Surroundings
from .system import System

#: A contradiction between more cells than this is not searched for pairs of slips.
_WIDEST_PAIR_SEARCH = 40


@dataclass(frozen=True)
class Repair:
    """A cell whose change alone would end a contradiction, the amounts (in 分) it could then hold, and the likely slip.

    ``also``: relations outside the identities (quotients, 提示) that are wrong now and would hold as well.
    """

    figure: Figure
    right: Interval
    slip: Slip | None
    also: tuple[Equation | Ratio, ...] = ()


@dataclass(frozen=True)
class Contradiction:
    """Figures that no true amounts can have been printed as.

    ``alarms``: the identities that are wrong by themselves; none when they contradict only all together. ``repairs``:
    best guess first; none when no single cell would do. ``identities``: contradictory together, none superfluous.
    """

    alarms: tuple[Equation, ...]
    repairs: tuple[Repair, ...]
    identities: tuple[Equation, ...]


def contradictions(items: Sequence[Equation | Ratio], surroundings: Surroundings | None = None) -> list[Contradiction]:
    """Everything that is wrong with the identities of a workbook; an empty list says that true amounts exist.

    Several slips are told apart when they break identities that share no cell, or when two of them explain all that is
    broken.
    """
    return list(_Diagnosis(items, surroundings or Surroundings(items)).run())


def exchanged(item: Equation | Ratio, old: Figure, new: Figure) -> Equation | Ratio:
    """The same relation with another figure in the place of one of its own."""

    def side(terms: tuple[Term, ...]) -> tuple[Term, ...]:
        return tuple(Term(k, new if figure is old else figure) for k, figure in terms)

    if isinstance(item, Equation):
        return replace(item, left=side(item.left), right=side(item.right))
    left = new if item.left is old else item.left
    return replace(item, left=left, numerator=side(item.numerator), denominator=side(item.denominator))


class _Diagnosis:
    """Blames cells group by group; what is blamed is then released, so that the rest can be judged without it."""

    def __init__(self, items: Sequence[Equation | Ratio], surroundings: Surroundings) -> None:
        self._items = items
        self._system = System(items)
        self._surroundings = surroundings

    def run(self) -> Iterator[Contradiction]:
        system = self._system
        broken = [n for n, equation in enumerate(system.equations) if equation.verdict is Verdict.WRONG]
        groups = self._groups(broken)
        found = [one for group in groups for one in self._apart(group, groups)]
        with ExitStack() as settled:
            for alarms, repairs in found:
                if not repairs:
                    yield self._told(alarms, repairs, alarms)
                    settled.enter_context(system.without(*alarms))
            named = [(alarms, repairs) for alarms, repairs in found if repairs]
            blamed = [next(iter(repairs)) for _, repairs in named]
            for place, (alarms, repairs) in enumerate(named):
                with system.released(*(cell for other, cell in enumerate(blamed) if other != place)):
                    sharper = self._repairs(alarms) if len(named) > 1 else repairs
                yield self._told(alarms, sharper or repairs, alarms)
            settled.enter_context(system.released(*blamed))
            while conflict := system.conflict():
                repairs = self._repairs()
                yield self._told((), repairs, sorted(conflict.equations))
                settled.enter_context(
                    system.released(*list(repairs)[:1]) if repairs else system.without(*conflict.equations)
                )

    def _apart(self, group: list[int], groups: list[list[int]]) -> list[tuple[list[int], _Repairs]]:
        """What a group is blamed on while every cell of the other groups may be as wrong as it likes."""
        others = [number for other in groups if other is not group for number in other]
        with self._system.released(*sorted({cell for number in others for cell in self._system.cells_of(number)})):
            return self._blame(group)

    def _told(self, alarms: Iterable[int], repairs: _Repairs, identities: Iterable[int]) -> Contradiction:
        equations = self._system.equations
        return Contradiction(
            tuple(equations[n] for n in alarms), tuple(repairs.values()), tuple(equations[n] for n in identities)
        )

    def _groups(self, broken: Sequence[int]) -> list[list[int]]:
        """Broken identities that share cells, together."""
        groups: list[tuple[set[int], list[int]]] = []
        for number in broken:
            cells, members = set(self._suspects(self._system.cells_of(number))), [number]
            apart = []
            for group in groups:
                if group[0].isdisjoint(cells):
                    apart.append(group)
                else:
                    cells, members = cells | group[0], group[1] + members
            groups = [*apart, (cells, members)]
        return [sorted(members) for _, members in groups]

    def _suspects(self, cells: Iterable[int]) -> list[int]:
        """Last year's workbook is not ours to correct."""
        return [cell for cell in cells if not self._system.figures[cell].prior]

    def _blame(self, group: list[int]) -> list[tuple[list[int], _Repairs]]:
        """The alarms of a group with the cells that may have caused them: one slip, or two when it takes two."""
        repairs = self._repairs(group)
        if repairs:
            return [(group, repairs)]
        pair = self._pair()
        if pair is None:
            return [(group, {})]
        first, second = pair
        of_first = [number for number in group if next(iter(first)) in self._system.cells_of(number)]
        rest = [number for number in group if number not in of_first]
        return [(of_first, first), (rest, second)] if of_first and rest else [(group, second if rest else first)]

    def _repairs(self, alarms: Sequence[int] = ()) -> _Repairs:
        """The cells that would end every contradiction each by itself, best guess first. Every alarm needs them."""
        suspects = self._common(alarms)
        found: dict[int, tuple[_Doubt, Repair]] = {}
        while suspects:
            cell = suspects.pop(0)
            with self._system.released(cell):
                conflict = self._system.conflict()
                if conflict is None:
                    found[cell] = self._repair(self._system.figures[cell], self._system.span(cell))
                else:
                    suspects = [other for other in suspects if other in conflict.cells]
        return {cell: found[cell][1] for cell in sorted(found, key=lambda cell: found[cell][0])}

    def _repair(self, figure: Figure, right: Interval) -> tuple[_Doubt, Repair]:
        """The repair, and how doubtful it is.

        What the other relations say comes first, then how sure the kind of slip is, whether a neighbour's figure would
        do, whether the figure was typed or reckoned by a formula, how narrow the interval is.
        """
        changed = figure._replace(value=(right.low + right.high) // 2, interval=right)
        also, upset = [], 0
        for item in self._others.get(id(figure), ()):
            was, would_be = _is_wrong(item), _is_wrong(exchanged(item, figure, changed))
            if was and not would_be:
                also.append(item)
            upset += would_be and not was
        repair = Repair(figure, right, self._surroundings.slip(figure, right), tuple(also))
        likeness = self._surroundings.likeness(figure, right)
        reckoned = figure.cell.formula is not None
        return (upset - len(also), sureness(repair.slip), -likeness, reckoned, right.high - right.low), repair

    @cached_property
    def _others(self) -> dict[int, list[Equation | Ratio]]:
        """The relations outside the system, by the identity of the figures in them."""
        found: dict[int, list[Equation | Ratio]] = {}
        for item in self._items:
            if isinstance(item, Ratio) or item.rule.severity != "error":
                for figure in item.figures:
                    found.setdefault(id(figure), []).append(item)
        return found

    def _common(self, alarms: Sequence[int]) -> list[int]:
        """The cells that all alarms share; without alarms, those of one contradiction."""
        if alarms:
            shared = set.intersection(*(set(self._system.cells_of(number)) for number in alarms))
        else:
            conflict = self._system.conflict()
            shared = set(conflict.cells) if conflict else set()
        return self._suspects(sorted(shared))

    def _pair(self) -> tuple[_Repairs, _Repairs] | None:
        """The two cells that together would end every contradiction: the likeliest such pair, each with its rivals."""
        conflict = self._system.conflict()
        suspects = self._suspects(sorted(conflict.cells)) if conflict else []
        best: tuple[_Repairs, _Repairs] | None = None
        if len(suspects) > _WIDEST_PAIR_SEARCH:
            return None
        for suspect in suspects:
            with self._system.released(suspect):
                second = self._repairs()
            if second:
                with self._system.released(next(iter(second))):
                    first = self._repairs()
                if best is None or _pair_doubt(first, second) < _pair_doubt(*best):
                    best = first, second
        return best


#: By the number of their cells, best guess first.
_Repairs = dict[int, Repair]
#: Smaller is likelier.
_Doubt = tuple[int, int, int, bool, int]


def _is_wrong(item: Equation | Ratio) -> bool:
    if isinstance(item, Ratio) and span(item.denominator).low <= 0:
        return False  # without a base there is no quotient to compare
    return item.verdict is Verdict.WRONG


def _pair_doubt(first: _Repairs, second: _Repairs) -> tuple[int, int]:
    doubts = sorted(sureness(next(iter(repairs.values())).slip) for repairs in (first, second))
    return doubts[1], doubts[0]
