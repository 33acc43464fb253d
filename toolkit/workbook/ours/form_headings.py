"""The few edits to the official forms themselves: unit name and year in their headings."""

from __future__ import annotations

import re

from ...cells import CellKind
from ...edits import Edit
from ...profiles import Profile
from ...report import Report, Table


def heading_edits(report: Report, profile: Profile) -> list[Edit]:
    """Unit name and year in the headings of the official forms, where they were left blank.

    What a person wrote there stays, also when it differs from 基本信息: that is a finding.
    """
    edits: list[Edit] = []
    label = f"{profile.words.get('主体', '单位')}："
    for table in report.tables.values():
        edits += _blank_unit_name(table, report.unit_name, label)
        edits += _blank_year(table, report.year)
    return edits


def _blank_unit_name(table: Table, unit_name: str, label: str) -> list[Edit]:
    cell = table.heading.unit_name
    if cell is None or table.unit_name or not unit_name or cell.formula is not None:
        return []
    if cell.kind is CellKind.BLANK:
        return [Edit(cell.sheet, cell.address, label + unit_name)]
    if cell.text.endswith(("：", ":")):
        return [Edit(cell.sheet, cell.address, cell.text + unit_name)]
    return []


def _blank_year(table: Table, year: int) -> list[Edit]:
    cell = table.heading.year
    if cell is None or table.year is not None or not year or cell.formula is not None:
        return []
    room = re.fullmatch(r"([（(]?)\s*((?:年度?)?[）)]?)", cell.text)
    return [Edit(cell.sheet, cell.address, f"{room[1]}{year}{room[2] or '年度'}")] if room else []
