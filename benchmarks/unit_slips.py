"""Slips planted in a made-up unit, of the kinds that a bureau returns workbooks for, and things that only raise a hint.

Each kind is a function of the unit and of a lot: what some cells then hold, or nothing where there is nothing to do.
A slip in a figure is planted only where an identity can tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from casting import Cast, Contents, typed
from made_up_words import UNCHANGED, reason
from mended_samples import Place
from planted_acts import Forms, Planted, column_in_yuan, rows_moved, total_copied
from planted_slips import is_error, retyped, slips

from toolkit import rules
from toolkit.lazily import derived
from toolkit.narrative.missing import Gap
from toolkit.rules.culprit.cases import exchanged
from toolkit.rules.equations.equation import Equation, Figure

#: What stands where another unit's form was copied.
_OTHER_UNIT = "某某县档案馆"
_TRIES = 100


class Slip(NamedTuple):
    """What was planted, and its first cell. ``told``: the severity of what batch has to tell of it."""

    kind: str
    sheet: str
    address: str
    told: str


class _Unit(NamedTuple):
    cast: Cast
    contents: Contents
    gaps: Sequence[Gap]
    name: str


class UnitToSpoil(_Unit):
    """A unit before anything is planted."""

    @derived
    def items(self) -> tuple[rules.Equation | rules.Ratio, ...]:
        return rules.instances(typed(self.cast.report, self.contents), self.cast.profile)

    @derived
    def figures(self) -> dict[int, Figure]:
        """The amounts of the official forms."""
        sheets = {table.sheet for table in self.cast.report.tables.values() if "#" not in table.id}
        return {
            id(figure): figure
            for item in self.items
            for figure in item.figures
            if figure.role == "amount" and figure.cell.sheet in sheets and not figure.prior
        }

    @derived
    def forms(self) -> Forms:
        return Forms(list(self.figures.values()), [item for item in self.items if isinstance(item, Equation)])

    def told(self, planted: Planted) -> Contents:
        """What the cells hold, if an identity tells that it cannot be."""
        old = {id(figure): figure for item in self.items for figure in item.figures}
        new = {key: retyped(old[key], value) for key, value in planted.items() if (value or 0) != old[key].cell.value}
        using = [item for item in self.items if any(id(figure) in new for figure in item.figures)]
        if not any(is_error(exchanged(item, new)) for item in using):
            return {}
        return {figure.cell.place: planted[key] for key, figure in new.items()}


def _mistyped(way: str) -> Callable[[UnitToSpoil, Random], Contents]:
    def mistype(unit: UnitToSpoil, lot: Random) -> Contents:
        figure = lot.choice([figure for figure in unit.figures.values() if figure.value > 0])
        wrong = slips(way, figure)
        return unit.told({id(figure): lot.choice(wrong)}) if wrong else {}

    return mistype


def _left_out(unit: UnitToSpoil, lot: Random) -> Contents:
    """A figure that nobody typed; what follows from others would be filled in."""
    totals = {
        id(item.left[0].figure)
        for item in unit.items
        if isinstance(item, Equation) and item.relation == "=" and len(item.left) == 1
    }
    figure = lot.choice([figure for key, figure in unit.figures.items() if figure.value > 0 and key not in totals])
    return unit.told({id(figure): None})


def _by(act: Callable[[Forms, Random], Planted]) -> Callable[[UnitToSpoil, Random], Contents]:
    return lambda unit, lot: unit.told(act(unit.forms, lot))


def _total_not_renewed(unit: UnitToSpoil, lot: Random) -> Contents:
    """An amount corrected wherever it stands, and the totals above it left as they were."""
    figure = lot.choice([figure for figure in unit.figures.values() if figure.value > 0])
    same = unit.forms.same_amount(figure)
    value = (figure.cell.value * Decimal(lot.choice(("1.08", "0.93", "1.2")))).quantize(Decimal("0.01"))
    return unit.told({id(other): value for other in same})


def _reason_missing(unit: UnitToSpoil, lot: Random) -> Contents:
    gaps = [gap for gap in unit.gaps if gap.cell]
    return {lot.choice(gaps).cell.place: None} if gaps else {}


def _other_units_form(unit: UnitToSpoil, lot: Random) -> Contents:
    table = lot.choice([table for table in unit.cast.report.tables.values() if table.heading.unit_name])
    cell = table.heading.unit_name
    return {cell.place: cell.text.replace(table.unit_name, _OTHER_UNIT)} if table.unit_name in cell.text else {}


def _last_years_heading(unit: UnitToSpoil, lot: Random) -> Contents:
    tables = [table for table in unit.cast.report.tables.values() if table.heading.year and table.year]
    if not tables:
        return {}
    table = lot.choice(tables)
    cell = table.heading.year
    return {cell.place: cell.text.replace(str(table.year), str(table.year - 1))}


def _scores_misadded(unit: UnitToSpoil, lot: Random) -> Contents:
    totals = [
        item.left[0].figure
        for item in unit.items
        if isinstance(item, Equation) and item.relation == "=" and len(item.left) == 1 and len(item.right) > 2
        if all(figure.role == "score" for figure in item.figures)
    ]
    if not totals:
        return {}
    total = lot.choice(totals)
    return unit.told({id(total): total.cell.value + lot.choice((-2, -1, 1, 5))})


def _opposite_reason(unit: UnitToSpoil, lot: Random) -> Contents:
    gaps = [gap for gap in unit.gaps if reason(gap.label, gap.change, lot) not in UNCHANGED]
    gap = lot.choice(gaps) if gaps else None
    return {gap.cell.place: reason(gap.label, gap.change, lot, opposite=True)} if gap else {}


def _empty_reason(unit: UnitToSpoil, lot: Random) -> Contents:
    return dict.fromkeys(_reason_missing(unit, lot), "按实际情况支出")


Kind = Callable[[UnitToSpoil, Random], Contents]
#: The more often a kind is met the more often it is named.
ERRORS: Sequence[tuple[str, Kind]] = (
    ("两位颠倒", _mistyped("两位颠倒")),
    ("两位颠倒", _mistyped("两位颠倒")),
    ("一位数字", _mistyped("一位数字")),
    ("小数点", _mistyped("乘以十")),
    ("漏填", _left_out),
    ("合计没有改", _total_not_renewed),
    ("合计没有改", _total_not_renewed),
    ("合计与分项", _by(total_copied)),
    ("错行", _by(rows_moved)),
    ("一列填成元", _by(column_in_yuan)),
    ("缺原因", _reason_missing),
    ("缺原因", _reason_missing),
    ("别的单位的表", _other_units_form),
    ("上年的表头", _last_years_heading),
    ("总分算错", _scores_misadded),
)
HINTS: Sequence[tuple[str, Kind]] = (("原因说反", _opposite_reason), ("原因空泛", _empty_reason))


def plant(
    unit: UnitToSpoil, kinds: Sequence[tuple[str, Kind]], told: str, lot: Random, taken: Collection[Place] = ()
) -> tuple[Contents, tuple[Slip, ...]]:
    """One of these kinds, where there is a place for it, else nothing; no cell is spoilt twice (``taken``)."""
    for _ in range(_TRIES):
        kind, planted = lot.choice(kinds)
        changed = planted(unit, lot)
        if changed and changed.keys().isdisjoint(taken):
            return changed, (Slip(kind, *next(iter(changed)), told),)
    return {}, ()
