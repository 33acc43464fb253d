"""Which single cells, or pairs of cells, could be to blame for alarms that no act explains.

A wrong cell is found by trial: every contradiction needs it, so that everything fits once it is released. Nothing is
concluded from a guess: while one slip is looked for, every cell that could be another may hold anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain, combinations, product

from ..solving.system import System
from .cases import Contradiction, Repair
from .repairs import Repairs

#: A contradiction between more cells than this is not searched for pairs of slips.
_WIDEST_PAIR_SEARCH = 40
#: After so many trials no further cell is blamed. One slip takes a few dozen, twelve some hundreds; a form that is wrong
#: all over would take a quarter of a minute and tell nobody anything.
_MOST_TRIALS = 3_000
#: Of slips that could be in so many cells, or more, it is not asked which goes with which.
_MANY = 6
#: The numbers of the cells that would have to change together.
_Way = tuple[int, ...]


@dataclass(eq=False)
class _Suspicion:
    """Alarms, and the ways to end them: each the cells that would have to change together."""

    alarms: list[int]
    ways: list[_Way]

    @property
    def cells(self) -> set[int]:
        return {cell for way in self.ways for cell in way}


class Blame:
    """Blames cells group by group; what could be to blame is released while the rest is judged."""

    def __init__(self, system: System, repairs: Repairs) -> None:
        self._system, self._repairs = system, repairs
        self._trials = 0

    def explain(self, broken: Sequence[int]) -> Iterator[Contradiction]:
        """The alarms by what explains them, then what contradicts without any alarm."""
        system = self._system
        groups = self._groups(broken)
        suspicions, unexplained = self._blamed(groups)
        if self._trials > _MOST_TRIALS:  # what was not tried to its end proves nothing
            suspicions, unexplained = [], groups
        with self._anything_in(unexplained):
            yield from self._explained(suspicions)
        free, dropped = {cell for suspicion in suspicions for cell in suspicion.cells}, set[int]()
        while True:
            with self._anything_in(unexplained), system.released(*free), system.without(*dropped):
                conflict = system.conflict()
                if conflict is None:
                    break
                found = self._singles()
                yield self._contradiction((), self._repairs.of_ways(found), sorted(conflict.equations))
            free |= {cell for way in found for cell in way}
            dropped |= frozenset() if found else conflict.equations
        for group in unexplained:
            yield self._contradiction(group, (), group)

    def _explained(self, suspicions: Sequence[_Suspicion]) -> Iterator[Contradiction]:
        for suspicion in suspicions:
            with self._all_else(suspicions, suspicion):
                yield self._contradiction(suspicion.alarms, self._repairs.of_ways(suspicion.ways), suspicion.alarms)

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
        """What a person may have mistyped: last year's workbook is not ours to correct, and a formula only follows."""
        recalculation = self._system.recalculation
        typed = dict.fromkeys(source for cell in cells for source in sorted(recalculation.sources(cell)))
        return [cell for cell in typed if not self._system.figures[cell].prior]

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
        others = [other for other in groups if other is not group]
        with self._system.released(*self._cells(others), *more):
            found = self._singles(group)
        if found or not others:
            return found
        with self._anything_in(others), self._system.released(*more):  # whatever is wrong there, it is not about these
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
        self._trials += 1
        if self._trials > _MOST_TRIALS:
            return False
        with self._system.released(*way):
            return self._system.conflict() is None

    def _singles(self, alarms: Sequence[int] = ()) -> list[_Way]:
        """The cells that would end every contradiction each by itself. Every alarm needs them."""
        return self._tried(self._common(alarms)) or self._tried(self._formulas(alarms))

    def _tried(self, suspects: list[int]) -> list[_Way]:
        found: list[_Way] = []
        while suspects and self._trials <= _MOST_TRIALS:
            self._trials += 1
            cell = suspects.pop(0)
            with self._system.released(cell):
                conflict = self._system.conflict()
            if conflict is None:
                found.append((cell,))
            else:
                suspects = [other for other in suspects if self._system.reaches(other, conflict.cells)]
        return found

    def _common(self, alarms: Sequence[int]) -> list[int]:
        """The suspects that all alarms share; without alarms, those of one contradiction."""
        if alarms:
            return sorted(set.intersection(*(set(self._suspects(self._system.cells_of(number))) for number in alarms)))
        conflict = self._system.conflict()
        return sorted(self._suspects(conflict.cells)) if conflict else []

    def _formulas(self, alarms: Sequence[int]) -> list[int]:
        """The cells with formulas that all alarms share: the formula itself may be wrong where no typed figure is."""
        shared = [self._system.recalculation.formulas.intersection(self._system.cells_of(number)) for number in alarms]
        return sorted(frozenset.intersection(*shared)) if shared else []

    def _pairs(self) -> list[_Way]:
        """All the pairs of cells that together would end every contradiction."""
        found: dict[frozenset[int], _Way] = {}
        suspects = self._common(())
        for suspect in suspects if len(suspects) <= _WIDEST_PAIR_SEARCH else ():
            with self._system.released(suspect):
                for (other,) in self._singles():
                    found.setdefault(frozenset((suspect, other)), (suspect, other))
        return list(found.values())


def _partners(cell: int, pairs: list[_Way]) -> set[int]:
    return {other for way in pairs if cell in way for other in way if other != cell}
