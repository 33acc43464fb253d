"""All identities and figures of one workbook as a single exact system in 分, ready to be asked what contradicts.

Every identity that must hold (severity error) and the interval of every printed figure goes in. What is called
contradictory is proven: no amounts, whole 分 or not, could have been printed so. What passes has a solution; it, too,
is in whole 分 as long as the solver's pivots are ±1, which is so for sums of cells. Quotients (执行率) are not linear and
stay with their own rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from ...amounts import Interval
from ..equations.equation import Equation, Figure, Ratio, Verdict
from .recalculation import Recalculation, closure
from .simplex import FAR, Simplex


class Conflict(NamedTuple):
    """Cells whose printed figures cannot stand together with these identities; without any one of either they could."""

    cells: frozenset[int]
    equations: frozenset[int]


class System:
    """Cells and identities are called by their numbers here: places in ``figures`` and ``equations``.

    An identity enters the solver only once a solution breaks it: the printed figures themselves satisfy most.
    """

    def __init__(self, items: Sequence[Equation | Ratio]) -> None:
        self.equations = [item for item in items if isinstance(item, Equation) and item.rule.severity == "error"]
        found: dict[int, Figure] = {}
        users: dict[int, list[int]] = {}
        for number, equation in enumerate(self.equations):
            for _, figure in (*equation.left, *equation.right):
                users.setdefault(id(figure), []).append(number)
                found[id(figure)] = figure
        order = sorted(found, key=lambda key: len(users[key]))  # few users first, as the solver likes it
        self.figures = [found[key] for key in order]
        self.users = [users[key] for key in order]
        self._numbers = {key: number for number, key in enumerate(order)}
        #: What each cell may truly hold.
        self.intervals = self._intervals()
        printed = [figure.value for figure in self.figures]
        self._solver = Simplex(printed, self.intervals, map(len, self.users))
        self._sums: dict[int, int] = {}  # identity → its variable in the solver
        self._identities: dict[int, int] = {}  # and back
        self._known_terms: dict[int, dict[int, int]] = {}
        self._ties: dict[tuple[int, int], int] = {}
        self.recalculation = Recalculation(self.figures, self.equations, self.users)
        for number, equation in enumerate(self.equations):
            difference = equation.left_value - equation.right_value
            if difference > 0 or (difference and equation.relation == "="):
                self._enter(number)

    def _intervals(self) -> list[Interval]:
        """As printed; where two tables print one amount with a difference of one in the last digit, either may be off by it."""
        intervals = [figure.interval for figure in self.figures]
        for equation in self.equations:
            if equation.rule.last_digit != "error" and equation.differs_in_last_digit:
                step = abs(equation.left_value - equation.right_value)
                for cell in (self._numbers[id(figure)] for figure in equation.figures if figure.value):
                    low, high = self.figures[cell].interval
                    intervals[cell] = Interval(low - step, high + step)
        return intervals

    def number_of(self, figure: Figure) -> int | None:
        """The cell that a figure stands in; None where no identity is about it."""
        return self._numbers.get(id(figure))

    def cells_of(self, equation: int) -> Iterator[int]:
        """The cells that an identity is about."""
        return (self._numbers[id(figure)] for figure in self.equations[equation].figures)

    def amount(self, cell: int) -> int | Fraction:
        """An amount for the cell that, with those of all others, satisfies everything; ask :meth:`conflict` first."""
        return self._solver.values[cell]

    def conflict(self) -> Conflict | None:
        """None when some amounts satisfy everything."""
        while True:
            variables = self._solver.conflict()
            if variables is not None:
                sums = variables & self._identities.keys()
                cells = frozenset(variable for variable in variables if variable < len(self.figures))
                return Conflict(cells, frozenset(self._identities[number] for number in sums))
            if not self._enter_broken():
                return None

    @property
    def is_explained_by_rounding(self) -> bool:
        """Whether some true amounts satisfy everything and print as these figures."""
        return all(item.verdict is not Verdict.WRONG for item in self.equations) and self.conflict() is None

    @contextmanager
    def released(self, *cells: int) -> Iterator[None]:
        """Within, these cells may hold any amount that the form allows there; formulas over them follow."""
        with self._bounded({cell: self._room(cell) for cell in closure(cells, self.recalculation)}):
            yield

    @contextmanager
    def reading(self, changes: Mapping[int, Interval | None]) -> Iterator[None]:
        """Within, these cells print something else; None: whatever they like. Formulas over them follow."""
        followers = closure(changes, self.recalculation) - changes.keys()
        limits = {cell: new or self._room(cell) for cell, new in changes.items()}
        with self._bounded({**limits, **{cell: self._room(cell) for cell in followers}}):
            yield

    @contextmanager
    def alike(self, *cells: int) -> Iterator[None]:
        """Within, these cells may hold any amount, but all the same one."""
        first, *others = cells
        ties = {self._tie(first, other): (0, 0) for other in others}
        with self.released(*cells), self._bounded(ties):
            yield

    def reaches(self, cell: int, others: frozenset[int]) -> bool:
        """Whether a change of the cell changes one of the others."""
        return cell in others or not others.isdisjoint(self.recalculation.carried(cell))

    def _room(self, cell: int) -> tuple[int, int]:
        figure = self.figures[cell]
        return (-FAR if figure.signed or figure.value < 0 else 0, FAR)

    def _tie(self, first: int, other: int) -> int:
        """The difference of two cells, as a variable that is free until it is bounded."""
        if (first, other) not in self._ties:
            self._ties[first, other] = self._solver.add({first: 1, other: -1}, -FAR, FAR)
        return self._ties[first, other]

    @contextmanager
    def printed_as(self, cell: int, interval: Interval) -> Iterator[None]:
        """Within, another figure is printed in this cell."""
        with self._bounded({cell: interval}):
            yield

    @contextmanager
    def without(self, *equations: int) -> Iterator[None]:
        """Within, these identities need not hold."""
        with self._bounded({self._enter(number): (-FAR, FAR) for number in equations}):
            yield

    @contextmanager
    def ignoring(self, alarms: Iterable[int], cells: Iterable[int]) -> Iterator[None]:
        """Within, these alarms are none, and these cells may hold anything."""
        with self.released(*cells), self.without(*alarms):
            yield

    @contextmanager
    def _bounded(self, limits: Mapping[int, tuple[int, int]]) -> Iterator[None]:
        """Within, these variables of the solver have other bounds."""
        before = {variable: self._solver.bounds(variable) for variable in limits}
        try:
            for variable, bounds in limits.items():
                self._solver.bound(variable, *bounds)
            yield
        finally:
            for variable, bounds in before.items():
                self._solver.bound(variable, *bounds)

    def span(self, cell: int) -> Interval:
        """The least and the greatest amount the cell can hold while everything fits; ask :meth:`conflict` first.

        An end beyond any amount (±``FAR``) means that nothing limits it.
        """
        ends = []
        for extreme in (self._solver.least, self._solver.most):
            end = extreme(cell)
            while self._enter_broken():
                self.conflict()
                end = extreme(cell)
            ends.append(end)
        return Interval(ceil(ends[0]), floor(ends[1]))

    def _enter(self, number: int) -> int:
        variable = self._sums.get(number)
        if variable is None:
            variable = self._sums[number] = self._solver.add(self.terms(number), *self.limits(number))
            self._identities[variable] = number
        return variable

    def _enter_broken(self) -> bool:
        """Take in the identities that the solution of those taken so far breaks; False when there are none."""
        values, cells = self._solver.values, len(self.figures)
        touched = {number for cell in self._solver.changed if cell < cells for number in self.users[cell]}
        self._solver.changed.clear()
        broken = []
        for number in touched - self._sums.keys():
            low, high = self.limits(number)
            if not low <= sum(k * values[cell] for cell, k in self.terms(number).items()) <= high:
                broken.append(number)
        for number in sorted(broken):
            self._enter(number)
        return bool(broken)

    def limits(self, number: int) -> tuple[int, int]:
        """Between which ends left − right must lie."""
        equation = self.equations[number]
        constant, tolerance = equation.constant, equation.tolerance
        return (-FAR if equation.relation == "<=" else constant - tolerance, constant + tolerance)

    def terms(self, number: int) -> Mapping[int, int]:
        """The identity as left − right, each cell once."""
        terms = self._known_terms.get(number)
        if terms is None:
            terms = self._known_terms[number] = self._added(number)
        return terms

    def _added(self, number: int) -> dict[int, int]:
        terms: dict[int, int] = {}
        for sign, side in ((1, self.equations[number].left), (-1, self.equations[number].right)):
            for k, figure in side:
                cell = self._numbers[id(figure)]
                terms[cell] = terms.get(cell, 0) + sign * k
        return {cell: k for cell, k in terms.items() if k}
