"""Which acts explain several alarms at once: the fewest acts, each proven by the solver, the likeliest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from ...amounts import Interval
from ..equations.equation import Equation, Ratio
from ..solving.arithmetic import Arithmetic, Changes
from ..solving.simplex import FAR
from ..solving.system import System
from .acts import Act, Acts, Candidate, Kind
from .cases import Contradiction, Repair
from .repairs import Repairs
from .slips import Slip, sureness
from .surroundings import NARROW, Surroundings

#: More acts than these are not looked for in one workbook.
_MOST = 4
#: So many candidates of each kind are brought before the solver.
_TRIED = 5
#: Of the alarms about an act whose right figures are not known, so large a part may have to do with another act as well.
_SHARED = 3
#: Acts of which only the solver can tell what the cells should hold.
_OPEN = (Kind.COPIED_COLUMN, Kind.COPIED_PRIOR)
#: Alarms may be left that only two acts together explain.
_SEVERAL = 2


class Deed(NamedTuple):
    """An act that is proven to explain its alarms, with the others that would explain them as well.

    ``rights``: what its cells should hold, as far as it is known.
    """

    alarms: frozenset[int]
    contradiction: Contradiction
    rights: Changes

    def with_more(self, alarms: frozenset[int], system: System) -> Deed:
        """The same act, with alarms that it explains together with others."""
        more = tuple(system.equations[number] for number in sorted(alarms))
        contradiction = self.contradiction._replace(alarms=(*self.contradiction.alarms, *more))
        return self._replace(alarms=self.alarms | alarms, contradiction=contradiction)

    def undone(self, system: System) -> AbstractContextManager[None]:
        return undone(system, self.contradiction.acts[0])


class Deeds:
    """Looks for acts, the one that ends most alarms first."""

    def __init__(
        self,
        items: Sequence[Equation | Ratio],
        system: System,
        arithmetic: Arithmetic,
        repairs: Repairs,
        surroundings: Surroundings,
    ) -> None:
        self._system, self._repairs, self._surroundings = system, repairs, surroundings
        self._arithmetic = arithmetic
        self._acts = Acts(items, system, arithmetic, surroundings)
        self._one_cell_does: dict[frozenset[int], bool] = {}

    def explain(self, broken: Sequence[int]) -> list[Deed]:
        """The acts that explain what would otherwise take several slips."""
        found: list[Deed] = []
        alarms = frozenset(broken)
        for candidate in self._acts.unfilled(alarms):
            found.append(self._deed(candidate.mended & alarms, [candidate], alarms, found))
            alarms -= candidate.mended
        most = len(found) + _MOST
        while alarms and len(found) < most:
            deed = self._best(alarms, found)
            if deed is None:
                break
            found.append(deed)
            alarms -= deed.alarms
            shared = self._shared(found, alarms)
            if shared:
                found[-1] = deed.with_more(shared, self._system)
                alarms -= shared
        return found

    def _shared(self, deeds: Sequence[Deed], alarms: frozenset[int]) -> frozenset[int]:
        """Of the alarms that are left, those that end once all these acts are undone."""
        if len(deeds) < _SEVERAL:
            return frozenset()
        rights = {cell: right for deed in deeds for cell, right in deed.rights.items() if right}
        return frozenset(alarm for alarm in alarms if self._arithmetic.ends(alarm, rights))

    def _best(self, alarms: frozenset[int], before: Sequence[Deed]) -> Deed | None:
        if self._takes_one_cell(alarms):  # it explains any part of them as well: no act is needed
            return None
        candidates = [
            candidate for candidate in self._acts.candidates(alarms) if not self._takes_one_cell(candidate.mended)
        ]
        tried = Counter[Kind]()
        for candidate in candidates:
            tried[candidate.act.kind] += 1
            if tried[candidate.act.kind] > _TRIED:
                continue
            mended = self._proven(candidate, alarms, before)
            if mended:
                rivals = [
                    rival
                    for rival in candidates
                    if rival is not candidate
                    and rival.mended >= mended
                    and self._is_proven(rival.act, mended, alarms, before)
                ]
                return self._deed(mended, [candidate, *rivals], alarms, before)
        return None

    def _takes_one_cell(self, alarms: frozenset[int]) -> bool:
        """Whether some cell explains all these alarms by itself: then no act is needed."""
        if alarms not in self._one_cell_does:
            sources = self._system.recalculation.sources
            suspects = [{source for cell in self._system.terms(alarm) for source in sources(cell)} for alarm in alarms]
            self._one_cell_does[alarms] = any(
                not self._system.figures[cell].prior
                and (reach := self._arithmetic.reach((cell,), alarms)) is not None
                and reach.mended >= alarms
                for cell in set.intersection(*suspects)
            )
        return self._one_cell_does[alarms]

    def _proven(self, candidate: Candidate, alarms: frozenset[int], before: Sequence[Deed]) -> frozenset[int]:
        """The alarms that the act is proven to explain; none where it is not.

        Where it is not known what its cells should hold, alarms that another act has a part in are left to both. An
        identity that holds as it is, and not without the act, speaks against it.
        """
        mended, fewest = candidate.mended, len(candidate.mended) - len(candidate.mended) // _SHARED
        while len(mended) >= fewest:
            with self._rest_open(mended, alarms, before), undone(self._system, candidate.act):
                conflict = self._system.conflict()
                if conflict is None and self._changes_nothing(candidate.act):
                    break
            if conflict is None:
                return mended
            shared = mended & conflict.equations
            touching = {
                n for n in conflict.equations if not candidate.act.changes.keys().isdisjoint(self._system.terms(n))
            }
            if candidate.act.kind not in _OPEN or not shared or touching - shared:
                break
            mended -= shared
        return frozenset()

    def _changes_nothing(self, act: Act) -> bool:
        """Whether a figure that was wrong everywhere could be what is printed: then it is something else that ends the alarms.

        Where two tables differ in the last digit either may be off by it, so that alarms may end by that alone.
        """
        if act.kind is not Kind.REPEATED:
            return False
        right = self._system.span(act.cells[0])
        return all(right.meets(self._system.figures[cell].interval) for cell in act.cells)

    def _is_proven(self, act: Act, mended: frozenset[int], alarms: frozenset[int], before: Sequence[Deed]) -> bool:
        """Whether everything fits once the act is undone, whatever is wrong with the alarms that it does not explain."""
        with self._rest_open(mended, alarms, before), undone(self._system, act):
            return self._system.conflict() is None

    def _rest_open(
        self, mended: frozenset[int], alarms: frozenset[int], before: Sequence[Deed]
    ) -> AbstractContextManager[None]:
        others = {cell for alarm in alarms - mended for cell in self._system.cells_of(alarm)}
        others |= {cell for deed in before for act in deed.contradiction.acts for cell in act.cells}
        return self._system.ignoring(alarms - mended, others)

    def _deed(
        self, mended: frozenset[int], candidates: Sequence[Candidate], alarms: frozenset[int], before: Sequence[Deed]
    ) -> Deed:
        found: dict[tuple[Kind, frozenset[int]], tuple[tuple[Repair, ...], Act]] = {}
        for candidate in candidates:
            with self._rest_open(mended, alarms, before):
                way = self._repaired(candidate.act)
            key = candidate.act.kind, frozenset(id(repair.figure) for repair in way)
            found.setdefault(key, (way, candidate.act))  # a shift may begin in any of several blank rows
        best_first = sorted(found.values(), key=lambda pair: self._doubt(*pair))
        equations = tuple(self._system.equations[number] for number in sorted(mended))
        ways, acts = tuple(way for way, _ in best_first), tuple(act for _, act in best_first)
        numbers = {id(figure): cell for cell, figure in enumerate(self._system.figures)}
        rights = {**acts[0].changes, **{numbers[id(repair.figure)]: repair.right for repair in ways[0]}}
        if acts[0].is_loose:
            rights = dict(acts[0].changes)
        return Deed(mended, Contradiction(equations, ways, equations, acts), rights)

    def _repaired(self, act: Act) -> tuple[Repair, ...]:
        if act.kind is Kind.UNFILLED:  # what should stand there nobody knows
            return (Repair(act.about[0], Interval(0, FAR), None, (), (0, list(Kind).index(act.kind), False)),)
        rights = self._rights(act)
        also, upset = self._repairs.outside(rights)
        figures = self._system.figures
        repairs = [Repair(figures[cell], rights[cell], None, (), (0, 0, False)) for cell in self._told(act, rights)]
        slip = self._slip(repairs[0]) if act.kind is Kind.REPEATED else None
        doubt = (upset - len(also), _order(act, slip), False)
        repairs[0] = repairs[0]._replace(slip=slip, also=also, doubt=doubt)
        return tuple(repairs)

    def _rights(self, act: Act) -> dict[int, Interval]:
        """What each cell of an act should hold; of a loose one, what it could hold in any of its ways."""
        system = self._system
        known: Changes = dict.fromkeys(act.changes) if act.is_loose else act.changes
        with system.reading(known) if act.is_loose else undone(system, act):
            system.conflict()
            if act.kind is Kind.REPEATED:
                return dict.fromkeys(act.cells, system.span(act.cells[0]))
            return {cell: right or system.span(cell) for cell, right in known.items()}

    def _told(self, act: Act, rights: Mapping[int, Interval]) -> list[int]:
        """The cells that are wrong for certain; where each by itself might be right, those that hold something."""
        figures = self._system.figures
        if act.is_loose:
            about = {id(figure) for figure in act.about}
            return [cell for cell in rights if id(figures[cell]) in about]
        wrong = [cell for cell, right in rights.items() if not right.meets(figures[cell].interval)]
        return wrong or [cell for cell in rights if figures[cell].value] or list(rights)

    def _slip(self, repair: Repair) -> Slip | None:
        """How a figure was mistyped everywhere; a wide interval is no sign of any way of mistyping."""
        low, high = repair.right
        is_narrow = high - low <= NARROW * self._surroundings.step(repair.figure)
        return self._surroundings.slip(repair.figure, repair.right) if is_narrow else None

    def _doubt(self, way: tuple[Repair, ...], act: Act) -> tuple[int, ...]:
        return (*way[0].doubt, len(act.changes))


def undone(system: System, act: Act) -> AbstractContextManager[None]:
    """Within, the system is as it would be without the act."""
    return system.alike(*act.cells) if act.kind is Kind.REPEATED else system.reading(act.changes)


def _order(act: Act, slip: Slip | None) -> int:
    """How sure the kind of act is, the surest first; the same wrong figure everywhere is as sure as its slip.

    Rows moved over figures that nobody knows any more are less sure than anything that loses none.
    """
    kinds = list(Kind)
    if act.kind is Kind.REPEATED:
        return len(kinds) + sureness(slip)
    loses = act.kind is Kind.SHIFTED and None in act.changes.values()
    return kinds.index(Kind.REPEATED) if loses else kinds.index(act.kind)
