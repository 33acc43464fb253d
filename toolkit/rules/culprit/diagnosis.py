"""Joint consistency: could any true amounts print as all figures at once, and if not, which cell would have to change?

A wrong cell is found by trial: every contradiction needs it, so that everything fits once it is released. What it could
hold then is solved for as well: the interval in which its right value lies. Nothing is concluded from a guess: while one
slip is looked for, every cell that could be another may hold anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, product
from typing import NamedTuple

from ...amounts import Interval
from ..equations.equation import Equation, Figure, Ratio, Term, Verdict, span
from .slips import Slip, sureness
from .surroundings import Surroundings
from .system import System

#: A contradiction between more cells than this is not searched for pairs of slips.
_WIDEST_PAIR_SEARCH = 40
#: Of slips that could be in so many cells, or more, it is not asked which goes with which.
_MANY = 6


class Repair(NamedTuple):
    """A cell whose change would end a contradiction, the amounts (in 分) it could then hold, and the likely slip.

    ``also``: relations outside the identities (quotients, 提示) that are wrong now and would hold as well. ``doubt``:
    what those relations say, then how sure the kind of slip is; smaller is likelier.
    """

    figure: Figure
    right: Interval
    slip: Slip | None
    also: tuple[Equation | Ratio, ...]
    doubt: _Doubt


class Contradiction(NamedTuple):
    """Figures that no true amounts can have been printed as.

    ``alarms``: the identities that are wrong by themselves; none when they contradict only all together. ``ways``: the
    least changes that would do, best guess first, each the cell or the cells that would have to change; none when it
    would take more. ``identities``: contradictory together, none superfluous.
    """

    alarms: tuple[Equation, ...]
    ways: tuple[tuple[Repair, ...], ...]
    identities: tuple[Equation, ...]

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Those of all ways."""
        return tuple(repair for way in self.ways for repair in way)


def contradictions(items: Sequence[Equation | Ratio], surroundings: Surroundings | None = None) -> list[Contradiction]:
    """Everything that is wrong with the identities of a workbook; an empty list says that true amounts exist.

    Several slips are told apart when each could be put right whatever was meant in the place of the others.
    """
    return list(_Diagnosis(items, surroundings or Surroundings(items)).run())


def exchanged(item: Equation | Ratio, old: Figure, new: Figure) -> Equation | Ratio:
    """The same relation with another figure in the place of one of its own."""

    def side(terms: tuple[Term, ...]) -> tuple[Term, ...]:
        return tuple(Term(k, new if figure is old else figure) for k, figure in terms)

    if isinstance(item, Equation):
        return item._replace(left=side(item.left), right=side(item.right))
    left = new if item.left is old else item.left
    return item._replace(left=left, numerator=side(item.numerator), denominator=side(item.denominator))


@dataclass(eq=False)
class _Suspicion:
    """Alarms, and the ways to end them: each the cells that would have to change together."""

    alarms: list[int]
    ways: list[_Way]

    @property
    def cells(self) -> set[int]:
        return {cell for way in self.ways for cell in way}


class _Diagnosis:
    """Blames cells group by group; what could be to blame is released while the rest is judged."""

    def __init__(self, items: Sequence[Equation | Ratio], surroundings: Surroundings) -> None:
        self._items = items
        self._system = System(items)
        self._surroundings = surroundings

    def run(self) -> Iterator[Contradiction]:
        system = self._system
        broken = [n for n, equation in enumerate(system.equations) if equation.verdict is Verdict.WRONG]
        suspicions, unexplained = self._blamed(self._groups(broken))
        with self._anything_in(unexplained):
            yield from self._explained(suspicions)
        free, dropped = {cell for suspicion in suspicions for cell in suspicion.cells}, set[int]()
        while True:
            with self._anything_in(unexplained), system.released(*free), system.without(*dropped):
                conflict = system.conflict()
                if conflict is None:
                    break
                found = self._singles()
                yield self._contradiction((), self._repaired(found), sorted(conflict.equations))
            free |= {cell for way in found for cell in way}
            dropped |= frozenset() if found else conflict.equations
        for group in unexplained:
            yield self._contradiction(group, (), group)

    def _explained(self, suspicions: Sequence[_Suspicion]) -> Iterator[Contradiction]:
        for suspicion in suspicions:
            with self._all_else(suspicions, suspicion):
                yield self._contradiction(suspicion.alarms, self._repaired(suspicion.ways), suspicion.alarms)

    def _contradiction(
        self, alarms: Iterable[int], ways: Sequence[tuple[Repair, ...]], identities: Iterable[int]
    ) -> Contradiction:
        equations = self._system.equations
        return Contradiction(tuple(equations[n] for n in alarms), tuple(ways), tuple(equations[n] for n in identities))

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

    def _blamed(self, groups: list[list[int]]) -> tuple[list[_Suspicion], list[list[int]]]:
        """What each group of alarms is blamed on, and the groups that no single cell explains."""
        suspicions = [_Suspicion(group, self._singles_apart(group, groups)) for group in groups]
        self._try_pairs(suspicions)
        unexplained, settled = list[list[int]](), False
        while not settled:
            unexplained += [suspicion.alarms for suspicion in suspicions if not suspicion.ways]
            with self._anything_in(unexplained):
                suspicions = self._joined([suspicion for suspicion in suspicions if suspicion.ways])
            settled = all(suspicion.ways for suspicion in suspicions)
        return [part for suspicion in suspicions for part in self._parted(suspicion)], unexplained

    def _try_pairs(self, suspicions: list[_Suspicion]) -> None:
        """Blame two slips where one is not enough, and look again at all else, now that their cells are in doubt, too.

        Of several such groups nothing can be said: there are too many ways to divide the slips among them.
        """
        at_a_loss = [suspicion for suspicion in suspicions if not suspicion.ways]
        if len(at_a_loss) != 1:
            return
        (suspicion,), others = at_a_loss, [other for other in suspicions if other.ways]
        with self._system.released(*self._cells(other.alarms for other in others)):
            pairs = self._pairs()
        if 0 < len(pairs) <= _MANY:
            suspicion.ways = pairs
            groups = [other.alarms for other in suspicions]
            for other in others:
                other.ways = self._singles_apart(other.alarms, groups, suspicion.cells)

    def _singles_apart(self, group: list[int], groups: list[list[int]], more: Iterable[int] = ()) -> list[_Way]:
        """The ways to end a group of alarms while every cell of the other groups may be as wrong as it likes."""
        with self._system.released(*self._cells(other for other in groups if other is not group), *more):
            return self._singles(group)

    @contextmanager
    def _anything_in(self, groups: list[list[int]]) -> Iterator[None]:
        """Within, these alarms are none and their cells may hold anything."""
        with self._system.released(*self._cells(groups)), self._system.without(*chain.from_iterable(groups)):
            yield

    def _cells(self, groups: Iterable[list[int]]) -> set[int]:
        return {cell for number in chain.from_iterable(groups) for cell in self._system.cells_of(number)}

    def _parted(self, suspicion: _Suspicion) -> list[_Suspicion]:
        """Two slips are two suspicions when what one may be does not depend on what the other is."""
        if all(len(way) == 2 for way in suspicion.ways):
            cell, other = suspicion.ways[0]
            first, second = _partners(other, suspicion.ways), _partners(cell, suspicion.ways)
            if {frozenset(way) for way in suspicion.ways} == {frozenset(way) for way in product(first, second)}:
                of_first = [
                    number for number in suspicion.alarms if not first.isdisjoint(self._system.cells_of(number))
                ]
                rest = [number for number in suspicion.alarms if number not in of_first]
                if of_first and rest:
                    both = ((of_first, first), (rest, second))
                    return [_Suspicion(alarms, [(cell,) for cell in sorted(cells)]) for alarms, cells in both]
        return [suspicion]

    def _joined(self, suspicions: list[_Suspicion]) -> list[_Suspicion]:
        """Suspicions without the ways that fit nothing the others may be; what depends on each other made one.

        One is left without any way where there are more slips than suspicions; it takes those with it on which its ways
        depend, and the others are to be joined without them.
        """
        for suspicion in suspicions:
            with self._all_else(suspicions, suspicion):
                fitting = [way for way in suspicion.ways if self._does(way)]
            if not fitting:
                lost = [
                    other for other in suspicions if other is suspicion or self._frees(other, suspicion, suspicions)
                ]
                alarms = sorted(number for other in lost for number in other.alarms)
                return [_Suspicion(alarms, []), *(other for other in suspicions if other not in lost)]
            suspicion.ways = fitting
        for suspicion, other in combinations(suspicions, 2):
            if len(suspicion.ways) * len(other.ways) > 1 and max(len(suspicion.ways), len(other.ways)) < _MANY:
                with self._all_else(suspicions, suspicion, other):
                    ways = [(*way, *more) for way in suspicion.ways for more in other.ways if self._does((*way, *more))]
                if len(ways) < len(suspicion.ways) * len(other.ways):
                    joined = _Suspicion(sorted(suspicion.alarms + other.alarms), ways)
                    return self._joined([joined, *(rest for rest in suspicions if rest not in (suspicion, other))])
        return suspicions

    def _frees(self, other: _Suspicion, suspicion: _Suspicion, suspicions: Sequence[_Suspicion]) -> bool:
        """Whether ways of the one would do if the other could be more than one slip."""
        with self._all_else(suspicions, suspicion), self._system.released(*self._cells([other.alarms])):
            return any(map(self._does, suspicion.ways))

    def _all_else(self, suspicions: Sequence[_Suspicion], *but: _Suspicion) -> AbstractContextManager[None]:
        """Within, whatever could be a slip may hold anything, but for these."""
        return self._system.released(
            *{cell for suspicion in suspicions if suspicion not in but for cell in suspicion.cells}
        )

    def _does(self, way: _Way) -> bool:
        with self._system.released(*way):
            return self._system.conflict() is None

    def _singles(self, alarms: Sequence[int] = ()) -> list[_Way]:
        """The cells that would end every contradiction each by itself. Every alarm needs them."""
        suspects = self._common(alarms)
        found: list[_Way] = []
        while suspects:
            cell = suspects.pop(0)
            with self._system.released(cell):
                conflict = self._system.conflict()
            if conflict is None:
                found.append((cell,))
            else:
                suspects = [other for other in suspects if other in conflict.cells]
        return found

    def _common(self, alarms: Sequence[int]) -> list[int]:
        """The cells that all alarms share; without alarms, those of one contradiction."""
        if alarms:
            shared = set.intersection(*(set(self._system.cells_of(number)) for number in alarms))
        else:
            conflict = self._system.conflict()
            shared = set(conflict.cells) if conflict else set()
        return self._suspects(sorted(shared))

    def _pairs(self) -> list[_Way]:
        """All the pairs of cells that together would end every contradiction."""
        found: dict[frozenset[int], _Way] = {}
        suspects = self._common(())
        for suspect in suspects if len(suspects) <= _WIDEST_PAIR_SEARCH else ():
            with self._system.released(suspect):
                for (other,) in self._singles():
                    found.setdefault(frozenset((suspect, other)), (suspect, other))
        return list(found.values())

    def _repaired(self, ways: Sequence[_Way]) -> list[tuple[Repair, ...]]:
        """The ways with what each cell could hold, best guess first."""
        found = []
        for way in ways:
            with self._system.released(*way):
                self._system.conflict()
                found.append(tuple(self._repair(self._system.figures[cell], self._system.span(cell)) for cell in way))
        return sorted(found, key=lambda way: (doubts(way), sorted(map(self._guess, way), reverse=True)))

    def _guess(self, repair: Repair) -> tuple[int, bool, int]:
        """What orders the equally doubtful: a neighbour's figure would do, not reckoned by a formula, a narrow interval."""
        likeness = self._surroundings.likeness(repair.figure, repair.right)
        return -likeness, repair.figure.cell.formula is not None, repair.right.high - repair.right.low

    def _repair(self, figure: Figure, right: Interval) -> Repair:
        changed = figure._replace(value=(right.low + right.high) // 2, interval=right)
        also, upset = [], 0
        for item in self._others.get(id(figure), ()):
            was, would_be = _is_wrong(item), _is_wrong(exchanged(item, figure, changed))
            if was and not would_be:
                also.append(item)
            upset += would_be and not was
        likely = right
        for item in also:
            likely = _fitting(item, figure, likely) if isinstance(item, Equation) else likely
        slip = self._surroundings.slip(figure, likely)
        return Repair(figure, right, slip, tuple(also), (upset - len(also), sureness(slip)))

    @cached_property
    def _others(self) -> dict[int, list[Equation | Ratio]]:
        """The relations outside the system, by the identity of the figures in them."""
        found: dict[int, list[Equation | Ratio]] = {}
        for item in self._items:
            if isinstance(item, Ratio) or item.rule.severity != "error":
                for figure in item.figures:
                    found.setdefault(id(figure), []).append(item)
        return found


#: The numbers of the cells that would have to change together.
_Way = tuple[int, ...]
_Doubt = tuple[int, int]


def doubts(way: tuple[Repair, ...]) -> list[_Doubt]:
    """How doubtful a way is, its most doubtful repair first. Nothing speaks for one of two ways that are equal in it."""
    return sorted((repair.doubt for repair in way), reverse=True)


def _partners(cell: int, pairs: list[_Way]) -> set[int]:
    return {other for way in pairs if cell in way for other in way if other != cell}


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
