"""Which acts explain several alarms at once: the fewest acts, each proven by the solver, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from ...amounts import Interval
from ..solving.arithmetic import Arithmetic
from ..solving.simplex import FAR
from ..solving.system import System
from .acts import Act, Acts, Candidate, Kind
from .cases import Contradiction, Repair
from .repairs import Repairs
from .slips import Slip, sureness
from .surroundings import Surroundings

#: More acts than these are not looked for in one workbook.
_MOST = 4
#: So many candidates that would end the same alarms are brought before the solver.
_TRIED = 12


class Deed(NamedTuple):
    """An act that is proven to explain its alarms, with the others that would explain them as well."""

    alarms: frozenset[int]
    contradiction: Contradiction

    def undone(self, system: System) -> AbstractContextManager[None]:
        return undone(system, self.contradiction.acts[0])


class Deeds:
    """Looks for acts, the one that ends most alarms first."""

    def __init__(self, system: System, arithmetic: Arithmetic, repairs: Repairs, surroundings: Surroundings) -> None:
        self._system, self._repairs, self._surroundings = system, repairs, surroundings
        self._arithmetic = arithmetic
        self._acts = Acts(system, arithmetic, surroundings)

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
        return found

    def _best(self, alarms: frozenset[int], before: Sequence[Deed]) -> Deed | None:
        candidates = self._acts.candidates(alarms)
        tried = 0
        for candidate in candidates:
            if self._takes_one_cell(candidate.mended):
                continue
            tried += 1
            if tried > _TRIED:
                break
            if self._is_proven(candidate, alarms, before):
                rivals = [
                    rival
                    for rival in candidates
                    if rival is not candidate
                    and rival.mended >= candidate.mended
                    and self._is_proven(rival, alarms, before)
                ]
                return self._deed(candidate.mended, [candidate, *rivals], alarms, before)
        return None

    def _takes_one_cell(self, alarms: frozenset[int]) -> bool:
        """Whether some cell explains all these alarms by itself: then no act is needed."""
        sources = self._system.recalculation.sources
        suspects = [{source for cell in self._system.terms(alarm) for source in sources(cell)} for alarm in alarms]
        for cell in set.intersection(*suspects):
            if not self._system.figures[cell].prior:
                reach = self._arithmetic.reach((cell,), alarms)
                if reach and reach.mended >= alarms:
                    return True
        return False

    def _is_proven(self, candidate: Candidate, alarms: frozenset[int], before: Sequence[Deed]) -> bool:
        """Whether everything fits once the act is undone, whatever is wrong with the alarms that it does not explain."""
        with self._rest_open(candidate.mended, alarms, before), undone(self._system, candidate.act):
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
        told = sorted(found.values(), key=lambda pair: self._doubt(*pair))
        equations = tuple(self._system.equations[number] for number in sorted(mended))
        ways, acts = tuple(way for way, _ in told), tuple(act for _, act in told)
        return Deed(mended, Contradiction(equations, ways, equations, acts))

    def _repaired(self, act: Act) -> tuple[Repair, ...]:
        if act.kind is Kind.UNFILLED:  # what should stand there nobody knows
            return (Repair(act.about[0], Interval(0, FAR), None, (), (0, list(Kind).index(act.kind))),)
        with undone(self._system, act):
            self._system.conflict()
            if act.kind is Kind.REPEATED:
                rights = dict.fromkeys(act.cells, self._system.span(act.cells[0]))
            else:
                rights = {cell: known or self._system.span(cell) for cell, known in act.changes.items()}
        also, upset = self._repairs.outside(rights)
        figures = self._system.figures
        wrong = {cell: right for cell, right in rights.items() if not right.meets(figures[cell].interval)} or rights
        repairs = [Repair(figures[cell], right, None, (), (0, 0)) for cell, right in wrong.items()]
        slip = self._surroundings.slip(repairs[0].figure, repairs[0].right) if act.kind is Kind.REPEATED else None
        doubt = (upset - len(also), _order(act, slip))
        repairs[0] = repairs[0]._replace(slip=slip, also=also, doubt=doubt)
        return tuple(repairs)

    def _doubt(self, way: tuple[Repair, ...], act: Act) -> tuple[int, int, int]:
        return (*way[0].doubt, len(act.changes))


def undone(system: System, act: Act) -> AbstractContextManager[None]:
    """Within, the system is as it would be without the act."""
    return system.alike(*act.cells) if act.kind is Kind.REPEATED else system.reading(act.changes)


def _order(act: Act, slip: Slip | None) -> int:
    """How sure the kind of act is, the surest first; the same wrong figure everywhere is as sure as its slip."""
    kinds = list(Kind)
    return len(kinds) + sureness(slip) if act.kind is Kind.REPEATED else kinds.index(act.kind)
