"""科目调整: what stood under one 科目 last year and stands under another this year, so that both seem to jump."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...amounts import Amount, NumberStyle
from ...cells import Cell
from ...findings import Finding, Severity
from ...profiles import Profile
from ...report import Report, Row
from ...text import normal_name
from ..language.scope import scopes
from .telling import first_cell

MOVED_ITEM = "SN-4"
TITLE = "科目调整的，上年与本年不在同一个科目"
#: How far apart the fall of one 科目 and the rise of the other may be, as parts of the larger.
_NEARLY_ALIKE = 20
_STYLE = NumberStyle()


class _Item(NamedTuple):
    """A 项 with the first amount of its row; ``cell`` is where its code stands."""

    code: str
    name: str
    amount: Amount
    cell: Cell | None

    def __str__(self) -> str:
        return f"“{self.code} {self.name}” {_STYLE.text(self.amount.wan)} 万元"


def moved_items(report: Report, prior: Report, profile: Profile) -> Iterator[Finding]:
    """Each 项 that only last year had, with the one that only this year has and that it has probably become.

    They bear one name, or their amounts are nearly alike; of several that could be meant none is told.
    """
    now, before = _items(report, profile), _items(prior, profile)
    gone = [before[code] for code in before.keys() - now.keys()]
    come = [now[code] for code in now.keys() - before.keys()]
    pairs = [(old, new) for old in gone for new in come if _are_one(old, new)]
    for old, new in sorted(pairs, key=lambda pair: pair[1].code):
        if sum(old in pair or new in pair for pair in pairs) == 1:
            message = f"上年的{old}今年没有，今年的{new}上年没有，可能是科目调整；与上年比较、说明增减原因时请写明。"
            cells = (new.cell,) if new.cell else ()
            yield Finding(MOVED_ITEM, Severity.WARNING, TITLE, message, cells)


def _are_one(old: _Item, new: _Item) -> bool:
    if normal_name(old.name) == normal_name(new.name):
        return True
    fall, rise = old.amount.wan, new.amount.wan
    return abs(fall - rise) * _NEARLY_ALIKE <= max(fall, rise)


def _items(report: Report, profile: Profile) -> Mapping[str, _Item]:
    """The 项 with an amount in the forms by functional code, by code; each from the first form that has it."""
    found: dict[str, _Item] = {}
    for table in report.tables.values():
        for block_id, block in table.blocks.items():
            scope = scopes(profile).get((table.kind_id, block_id))
            if scope is None or not scope.coded or not any(row.level == "项" for row in block.rows):
                continue
            for row in block.rows:
                amount = _first_amount(row, block.columns)
                if row.level == "项" and amount:
                    found.setdefault(row.code, _Item(row.code, row.name, amount, first_cell(row)))
    return found


def _first_amount(row: Row, columns: tuple[str, ...]) -> Amount | None:
    cells = (row.cells[column] for column in columns if column in row.cells)
    return next((cell.amount for cell in cells if cell.amount and cell.amount.value > 0), None)
