"""A made-up unit of a sample's shape: its amounts a multiple of the sample's, moved a little, and words that fit them.

What the sample prints is scaled to a hundredth, with the decimals that this takes, and solved in whole 分: true amounts
that satisfy every identity exactly. A unit is a whole multiple of them, of a size of its own; what no identity ties to the
rest (last year, the budget, each 自评表) is multiplied by a little more or less, so that changes and rates differ from unit
to unit. Then small transactions (``exact_workbooks``) are added among the lines that the sample fills. Cells that the
sample leaves blank stay blank, so a unit has the sample's lines and directions, mostly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from random import Random

from exact_workbooks import ExactWorkbooks, Place, Transaction, quotient, with_cells
from made_up_words import reason
from mended_samples import mended

from toolkit import narrative, rules
from toolkit.amounts import Amount, Unit, amount_from_number, round_half_up
from toolkit.cells import Cell, CellKind
from toolkit.edits import Content
from toolkit.narrative.missing import Gap
from toolkit.profiles import Profile
from toolkit.report import Report
from toolkit.rules.culprit.cases import exchanged
from toolkit.rules.equations.equation import Equation, Figure, Ratio, Verdict, measure
from toolkit.rules.solving.system import System

Contents = dict[Place, Content]
#: A hundredth of the sample is the smallest size; a unit is so many times that, most of them smaller than the sample.
_DECIMALS, _SIZES = 2, (12, 600)
#: How far what is tied to nothing else is from the unit's own size, and how often it is not at all.
_APART, _SAME = (0.86, 1.1), 0.35
#: So many lines of the sample can move by a transaction; in a unit each does so this often, by up to so much of itself.
_MOVING, _MOVED, _MOVE = 40, 0.3, 0.12
_VISITS = ("团组", "批次", "人次", "人数")


class Cast:
    """One sample, ready to make units of."""

    def __init__(self, sample: str) -> None:
        reading = mended(sample)
        self.report, self.profile = reading.report, reading.profile
        self.items = rules.instances(self.report, self.profile)
        money = [item for item in self.items if isinstance(item, Equation) and _is_of_money(item)]
        self._ratios = [item for item in self.items if isinstance(item, Ratio)]
        self._base = {**_untied(self.report, self.profile), **_solved(money)}
        self._parts = _connected(money, self._base)
        self._moves = _Moves(self.report, self.profile, money, self._base)
        self._counts = {
            figure.cell.place: (figure.row, figure.cell.value)
            for item in self.items
            for figure in item.figures
            if figure.role == "count" and figure.cell.value
        }
        #: The cells that say why something changed.
        self.reasons = tuple(cell.place for cell in _reasons(self.report))

    def contents(self, chance: Random, unit: Unit = Unit.WAN) -> tuple[Contents, tuple[Gap, ...]]:
        """What all cells hold that are not as in the sample, and the reasons among them that must not be missing."""
        low, high = _SIZES
        size = round(low * (high / low) ** chance.random())
        amounts = self._amounts(size, chance)
        contents = {**_printed(amounts, Unit.WAN), **self._counted(size, chance), **self._quotients(amounts)}
        contents.update(dict.fromkeys(self.reasons))
        drafts = narrative.draft(typed(self.report, contents), self.profile)
        gaps = {gap.cell.place: gap for gaps in drafts.missing.values() for gap in gaps if gap.cell and gap.change}
        contents.update((place, reason(gap.label, gap.change, chance)) for place, gap in gaps.items())
        return contents | _printed(amounts, unit), tuple(gaps.values())

    def _amounts(self, size: int, chance: Random) -> dict[Place, int]:
        """True amounts in 分."""
        amounts: dict[Place, int] = {}
        for part in self._parts:
            apart = 1.0 if part is self._parts[0] or chance.random() < _SAME else chance.uniform(*_APART)
            amounts.update((place, self._base[place] * max(1, round(size * apart))) for place in part)
        for place, moved in self._moves.drawn(chance, size):
            amounts[place] += moved
        return amounts

    def _counted(self, size: int, chance: Random) -> Contents:
        """Vehicles and visits: more of them in a larger unit."""
        vehicles, visits = 1 + min(size // 150, 4), max(1, round(size / 100 * chance.uniform(0.8, 1.3)))
        return {
            place: int(value) * (visits if any(word in row for word in _VISITS) else vehicles)
            for place, (row, value) in self._counts.items()
        }

    def _quotients(self, amounts: Mapping[Place, int]) -> Contents:
        """Percentages as they follow from the true amounts."""
        return {
            item.left.cell.place: value
            for item in self._ratios
            if (value := quotient(item, amounts)) is not None and value != item.left.cell.value
        }


@lru_cache(maxsize=8)
def cast(sample: str) -> Cast:
    return Cast(sample)


def typed(report: Report, contents: Mapping[Place, Content]) -> Report:
    """The workbook with these contents in its cells, amounts in the unit of the sheet."""

    def cell(old: Cell) -> Cell:
        if old.place not in contents:
            return old
        value = contents[old.place]
        if value is None:
            return old._replace(kind=CellKind.BLANK, text="", amount=None, formula=None)
        if isinstance(value, str):
            return old._replace(kind=CellKind.TEXT, text=value, amount=None, formula=None)
        amount = amount_from_number(Decimal(value), old.amount.unit if old.amount else old.unit)
        return old._replace(kind=CellKind.NUMBER, text=f"{value}", amount=amount, formula=None)

    return with_cells(report, cell)


def _is_of_money(item: Equation) -> bool:
    """An identity between amounts that the sample keeps, whether it must or only should."""
    if item.constant or any(figure.role != "amount" for figure in item.figures):
        return False
    return item.rule.severity == "error" or item.verdict is Verdict.EXACT


def _solved(money: Sequence[Equation]) -> dict[Place, int]:
    """True amounts of a hundredth of the sample, in 分."""
    figures = {id(figure): figure for item in money for figure in item.figures}
    small = {key: _scaled(figure) for key, figure in figures.items()}
    must = [exchanged(item, small)._replace(rule=replace(item.rule, severity="error")) for item in money]
    system = System(must)
    conflict = system.conflict()
    assert conflict is None, [must[number].rule.id for number in conflict.equations]
    amounts = {figure.cell.place: system.amount(number) for number, figure in enumerate(system.figures)}
    assert all(Fraction(amount).denominator == 1 for amount in amounts.values())
    return {place: int(amount) for place, amount in amounts.items()}


def _scaled(figure: Figure) -> Figure:
    amount = figure.cell.amount
    if amount is None:
        return figure
    small = Amount(amount.value.scaleb(-_DECIMALS), amount.unit, amount.decimals + _DECIMALS)
    value, interval = measure(small, "amount", signed=figure.signed)
    return figure._replace(cell=figure.cell._replace(amount=small), value=value, interval=interval)


def _untied(report: Report, profile: Profile) -> dict[Place, int]:
    """A hundredth of the amounts on our own sheets, those that no identity is about among them."""
    kinds = {spec.id: spec.kind for group in profile.facts.values() for spec in group.facts}
    cells = [cell for name, cell in report.facts.items() if kinds[name] == "amount" and "得分" not in name]
    for name, block in report.lists.items():
        columns = [column.id for column in profile.facts[name].columns if column.role == "amount"]
        cells += [row.cells[column] for row in block.rows for column in columns if column in row.cells]
    return {cell.place: int(cell.amount.value * cell.amount.unit.fen) // 10**_DECIMALS for cell in cells if cell.amount}


def _connected(money: Sequence[Equation], base: Mapping[Place, int]) -> list[list[Place]]:
    """The amounts in parts that no identity ties to each other, the largest first."""
    root = {place: place for place in base}

    def find(place: Place) -> Place:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for item in money:
        first, *others = (find(figure.cell.place) for figure in item.figures)
        for other in others:
            root[find(other)] = find(first)
    parts: dict[Place, list[Place]] = {}
    for place in base:
        parts.setdefault(find(place), []).append(place)
    return sorted(parts.values(), key=len, reverse=True)


def _printed(amounts: Mapping[Place, int], unit: Unit) -> Contents:
    return {place: round_half_up(Decimal(fen) / unit.fen, 2) for place, fen in amounts.items() if fen}


def _reasons(report: Report) -> Iterator[Cell]:
    """Where people say why."""
    for name, cell in report.facts.items():
        if name.endswith("原因"):
            yield cell
    for block in report.lists.values():
        for row in block.rows:
            yield from (cell for name, cell in row.cells.items() if name.endswith("原因"))


class _Moves(ExactWorkbooks):
    """Transactions among the lines that the sample fills."""

    def __init__(self, report: Report, profile: Profile, money: Sequence[Equation], base: Mapping[Place, int]) -> None:
        super().__init__(report, profile, money)
        self._base = [base[place] for place in self._places]
        sheets = {table.sheet for table in report.tables.values() if "#" not in table.id}
        filled = [number for number, fen in enumerate(self._base) if fen > 0 and self._places[number][0] in sheets]
        self._moving = Random(report.path.stem).sample(filled, min(_MOVING, len(filled)))

    def drawn(self, chance: Random, size: int) -> Iterator[tuple[Place, int]]:
        """Amounts in 分 to be added, by place."""
        for number in self._moving:
            if chance.random() < _MOVED:
                found: list[Transaction] = self._found(number)
                times = int(self._base[number] * size * _MOVE * chance.random())
                for cell, k in (chance.choice(found) if found else {}).items():
                    yield self._places[cell], k * times

    def _room(self, number: int) -> tuple[int, int]:
        return super()._room(number) if self._base[number] > 0 else (0, 0)
