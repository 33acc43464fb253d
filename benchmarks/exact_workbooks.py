"""Random workbooks whose amounts satisfy every identity exactly, whatever the identities of a profile are.

The exact workbooks of a form are the sums of elementary transactions: what goes up together when one cell goes up by 1
分 and every identity goes on holding (a payment for housing raises a line of each table, down to the grant it is paid
from). Some transactions are found for each cell by solving the identities with random preferences among the cells; a
random workbook adds whole multiples of them. So every total is exact by construction, and no rounding comes in before
the printing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from random import Random

from toolkit import rules
from toolkit.amounts import Amount, Unit, amount_from_number, round_half_up
from toolkit.cells import Cell, CellKind
from toolkit.profiles import Profile
from toolkit.report import Block, Report
from toolkit.rules.equations.equation import Equation, Ratio, half_up
from toolkit.rules.solving.simplex import FAR, Simplex

Place = tuple[str, str]
#: What each cell holds of one transaction, in 分.
Transaction = Mapping[int, int]
#: So many transactions are tried for a cell.
_EACH = 2
#: A transaction that lowers a cell (where the form allows negative amounts) does so by no more than this, in 分.
_DEEPEST = 3


class ExactWorkbooks:
    """Random workbooks in the shape of ``report``. Counts, scores and words stay as they are."""

    def __init__(self, report: Report, profile: Profile, equations: Sequence[Equation] = ()) -> None:
        """``equations``: the identities between amounts that are to hold; all that must, unless given."""
        self._report, self._profile = report, profile
        if not equations:
            items = rules.instances(report, profile)
            equations = [item for item in items if isinstance(item, Equation) and _is_exact(item)]
        figures = {id(figure): figure for one in equations for figure in one.figures}
        self._figures = list(figures.values())
        self._places = [(figure.cell.sheet, figure.cell.address) for figure in self._figures]
        self._numbers = {key: number for number, key in enumerate(figures)}
        self._sums = [self._sum(equation) for equation in equations]
        self._users: dict[int, list[int]] = {}
        for number, (terms, _) in enumerate(self._sums):
            for cell in terms:
                self._users.setdefault(cell, []).append(number)
        self._transactions: dict[int, list[Transaction]] = {}

    def take(self, count: int, unit: Unit, chance: Random) -> Iterator[Report]:
        """So many workbooks, printed half-up with two decimals in ``unit``."""
        for _ in range(count):
            amounts = self._amounts(chance)
            typed = _Typed(unit, chance)
            for place, fen in zip(self._places, amounts, strict=True):
                typed.amount(place, fen)
            self._type_quotients(typed, amounts)
            yield typed.report(self._report)

    def _type_quotients(self, typed: _Typed, amounts: list[int]) -> None:
        """Percentages as they follow from the true amounts."""
        by_place = dict(zip(self._places, amounts, strict=True))
        for item in rules.instances(typed.report(self._report), self._profile):
            if isinstance(item, Ratio):
                typed.number(item.left.cell.place, quotient(item, by_place))

    def _amounts(self, chance: Random) -> list[int]:
        """True amounts in 分. About as many cells are drawn as the sample fills, or far fewer, or more."""
        amounts = [0] * len(self._figures)
        filled = [number for number, figure in enumerate(self._figures) if figure.value]
        share, scale = chance.choice((0.03, 0.2, 0.7)), 10 ** chance.uniform(-2, 2)
        drawn = [number for number in filled if chance.random() < share]
        drawn += [number for number in range(len(self._figures)) if chance.random() < 0.02]
        for number in drawn:
            own = abs(self._figures[number].value) or 10 ** chance.randint(0, 9)
            times = max(1, int(own * scale * 10 ** chance.uniform(-1, 1)))
            found = self._found(number)
            for cell, k in (chance.choice(found) if found else {}).items():
                amounts[cell] += k * times
        return amounts

    def _found(self, number: int) -> list[Transaction]:
        """Transactions that move this cell; none when the identities leave it at nothing."""
        if number not in self._transactions:
            seed = Random(f"{self._places[number]}")
            ends = (1, -1) if self._figures[number].signed else (1,)
            tried = (self._solve(number, end, seed) for end in ends for _ in range(_EACH))
            self._transactions[number] = [one for one in tried if one]
        return self._transactions[number]

    def _solve(self, number: int, moved: int, chance: Random) -> Transaction:
        """A transaction that moves the cell and whatever has to move with it."""
        solver = Simplex(
            [0] * len(self._figures),
            [self._room(cell) for cell in range(len(self._figures))],
            [chance.randint(0, 30) for _ in self._figures],
        )
        solver.bound(number, moved, moved)
        entered: set[int] = set()
        while broken := self._broken(solver) - entered:
            entered |= broken
            for one in sorted(broken):
                solver.add(*self._sums[one], 0)
            if solver.conflict() is not None:
                return {}
        values = [Fraction(solver.values[cell]) for cell in range(len(self._figures))]
        whole = lcm(*(value.denominator for value in values))
        return {cell: int(value * whole) for cell, value in enumerate(values) if value}

    def _room(self, number: int) -> tuple[int, int]:
        """By how much a transaction may move the cell."""
        return -_DEEPEST if self._figures[number].signed else 0, FAR

    def _broken(self, solver: Simplex) -> set[int]:
        """The identities that what moved last has thrown out of balance: all others still hold, as 0 = 0."""
        touched = {one for cell in solver.changed for one in self._users.get(cell, ())}
        solver.changed.clear()
        values = solver.values
        return {
            one for one in touched if not self._holds(one, sum(k * values[c] for c, k in self._sums[one][0].items()))
        }

    def _holds(self, one: int, difference: int | Fraction) -> bool:
        return self._sums[one][1] <= difference <= 0

    def _sum(self, equation: Equation) -> tuple[dict[int, int], int]:
        """Left − right, and the least it may be (the most is nothing)."""
        terms: dict[int, int] = {}
        for sign, side in ((1, equation.left), (-1, equation.right)):
            for k, figure in side:
                cell = self._numbers[id(figure)]
                terms[cell] = terms.get(cell, 0) + sign * k
        return terms, -FAR if equation.relation == "<=" else 0


def _is_exact(equation: Equation) -> bool:
    """An identity between amounts that must hold."""
    return equation.rule.severity == "error" and all(figure.role == "amount" for figure in equation.figures)


def quotient(item: Ratio, amounts: Mapping[Place, int]) -> Decimal | None:
    """What the quotient is with these true amounts, with the decimals it has; None without a base."""
    top, bottom = (
        sum(k * amounts.get(figure.cell.place, figure.value) for k, figure in side)
        for side in (item.numerator, item.denominator)
    )
    step = 10**item.decimals
    return Decimal(half_up(Fraction(top * step, bottom))) / step if bottom else None


def with_cells(report: Report, change: Callable[[Cell], Cell]) -> Report:
    """The report with other cells in its tables, facts and lists."""

    def block(old: Block) -> Block:
        rows = (replace(row, cells={name: change(cell) for name, cell in row.cells.items()}) for row in old.rows)
        return replace(old, rows=tuple(rows))

    tables = {
        name: replace(table, blocks={key: block(one) for key, one in table.blocks.items()})
        for name, table in report.tables.items()
    }
    facts = {name: change(cell) for name, cell in report.facts.items()}
    lists = {name: block(one) for name, one in report.lists.items()}
    return replace(report, tables=tables, facts=facts, lists=lists)


class _Typed:
    """The figures of one workbook as a person types them; what is exactly nothing is left blank or typed as zero."""

    def __init__(self, unit: Unit, chance: Random) -> None:
        self._unit, self._chance = unit, chance
        self._blanks = chance.choice((0.0, 0.5, 1.0))
        self._figures: dict[Place, Amount | None] = {}

    def amount(self, place: Place, fen: int) -> None:
        blank = not fen and self._chance.random() < self._blanks
        printed = round_half_up(Decimal(fen) / self._unit.fen, 2)
        self._figures[place] = None if blank else amount_from_number(printed, self._unit)

    def number(self, place: Place, value: Decimal | None) -> None:
        """A percentage: it has its decimals whatever the unit of the amounts is."""
        self._figures[place] = None if value is None else amount_from_number(value, Unit.WAN)

    def report(self, report: Report) -> Report:
        changed = with_cells(report, self._cell)
        tables = {name: replace(table, unit=self._unit) for name, table in changed.tables.items()}
        return replace(changed, unit=self._unit, tables=tables)

    def _cell(self, cell: Cell) -> Cell:
        place = (cell.sheet, cell.address)
        if place not in self._figures:
            return cell
        amount = self._figures[place]
        if amount is None:
            return cell._replace(kind=CellKind.BLANK, text="", amount=None, formula=None)
        return cell._replace(kind=CellKind.NUMBER, text=f"{amount.value}", amount=amount, formula=None)
