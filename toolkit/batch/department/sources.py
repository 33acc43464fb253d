"""汇总来源: for every figure of the department's workbook, where it stands and what each unit gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ...amounts import Unit
from ...text import clean_text
from ..amounts import Amounts, Place

_HEADS = ("工作表", "行", "列", "单元格", "部门数")
_TAKEN = "抵销"
_FONT = "宋体"


def draw_sources(
    sheet: Worksheet, department: Amounts, units: Sequence[Amounts], taken: Mapping[tuple[str, str], int]
) -> None:
    """One row a figure. ``taken``: what was eliminated from each cell, in 分. Amounts stand in the unit of the form."""
    heads = [*_HEADS, *([_TAKEN] if taken else []), *(unit.unit for unit in units)]
    for at, words in enumerate(heads, 1):
        _write(sheet, 1, at, words, head=True)
        sheet.column_dimensions[get_column_letter(at)].width = 30 if at < 4 else 14
    row = 1
    for place, figure in department.figures.items():
        if not figure.value and not any(unit.figures.get(place) for unit in units):
            continue
        row += 1
        table, block, key, column = place
        cell = (department.sheets.get(table, table), figure.address)
        name = department.names.get((table, block, key), key)
        values: list[Any] = [cell[0], f"{key} {name}" if key != name and key.isdigit() else name, column, cell[1]]
        values.append(_shown(department, place, figure.value))
        if taken:
            values.append(_shown(department, place, -taken.get(cell, 0)) if taken.get(cell) else None)
        for unit in units:
            own = unit.figures.get(place)
            values.append(_shown(department, place, own.value) if own else None)
        for at, value in enumerate(values, 1):
            _write(sheet, row, at, value)
    sheet.freeze_panes = "F2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{max(row, 2)}"


def _shown(department: Amounts, place: Place, value: int) -> Decimal:
    """In the unit of the department's form; counts as they are."""
    counted = department.roles.get(place) == "count"
    unit = Unit.WAN if counted else Unit.called(department.units.get(place[0], "")) or Unit.WAN
    return Decimal(value) / unit.fen


def _write(sheet: Worksheet, row: int, column: int, value: Any, *, head: bool = False) -> None:
    cell = sheet.cell(row, column)
    cell.value = clean_text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    cell.font = Font(name=_FONT, size=10, bold=head)
    if head:
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00####"
