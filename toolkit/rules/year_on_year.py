"""This year beside last year: the totals and highest rows of every form that both workbooks have, with their changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..amounts import Unit, percent
from ..cells import Cell
from ..findings import YearChange
from ..profiles import BlockSpec, Profile
from ..report import Report, Row, Table


def changes_since(prior: Report, report: Report, profile: Profile) -> tuple[YearChange, ...]:
    """Every such figure that is not nothing in both years, in the order of the forms, in 万元.

    ``notable``: the change is one that the profile wants explained (``thresholds``).
    """
    return tuple(
        change
        for table in report.tables.values()
        if table.id == table.kind_id and table.id in prior.tables
        for change in _of_table(table, prior.tables[table.id], profile)
    )


def _of_table(table: Table, before: Table, profile: Profile) -> Iterator[YearChange]:
    spec = profile.tables[table.kind_id]
    form = spec.label or spec.title
    for block in spec.blocks:
        now, then = table.blocks[block.id], before.blocks.get(block.id)
        if then is None:
            continue
        for column in _amounts(block):
            for row in now.rows:
                cell = row.cells.get(column)
                if row.key and cell is not None and _is_high(row, block):
                    old = then[row.key].cells.get(column) if row.key in then else None
                    name = f"{form} {row.code} {row.name or row.key}".replace("  ", " ")
                    yield from _change(name, column if len(now.columns) > 1 else "", cell, old, profile)


def _amounts(block: BlockSpec) -> list[str]:
    """The columns of amounts as the report names them."""
    return list(dict.fromkeys(c.column or c.id for c in block.columns if c.role == "amount"))


def _is_high(row: Row, block: BlockSpec) -> bool:
    """A total, a 类, a row of the highest level, or any row of a form without levels."""
    if row.code:
        return row.level == "类"
    return not row.path or len(row.path) == 1 or row.rank in block.levels[:1]


def _change(name: str, column: str, cell: Cell, old: Cell | None, profile: Profile) -> Iterator[YearChange]:
    now, before = _wan(cell), _wan(old)
    if now or before:
        change = now - before
        rate = percent(change, before)
        yield YearChange(name, column, cell, now, before, change, rate, _is_notable(change, before, profile))


def _wan(cell: Cell | None) -> Decimal:
    if cell is None or cell.amount is None:
        return Decimal(0)
    return cell.amount.value * cell.amount.unit.fen / Unit.WAN.fen


def _is_notable(change: Decimal, before: Decimal, profile: Profile) -> bool:
    """As the narrative asks for reasons: by amount or by percentage, every change where the profile says nothing."""
    amount, ratio = profile.thresholds.get("变动金额"), profile.thresholds.get("变动比例")
    if not change:
        return False
    if amount is None and ratio is None:
        return True
    return (amount is not None and abs(change) >= amount) or (
        ratio is not None and (before <= 0 or abs(change) * 100 / before >= ratio)
    )
