"""The few edits to the official forms themselves: unit name and year in their headings.

They are written where they were left blank. Where 基本信息 has a new name or year that no form has yet, all forms that
hold the old one follow; a form that differs from the others is left alone: that is a finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar

from ...addresses import address
from ...cells import CellKind
from ...edits import Edit
from ...findings import Finding
from ...profiles import Profile
from ...report import Report, Table
from ...text import plain
from ..forms.problems import problem
from ..forms.reading import FoundForm, Reading

T = TypeVar("T", str, int)
_A_YEAR = re.compile(r"\d{4}年")


def heading_edits(report: Report, profile: Profile) -> list[Edit]:
    """Unit name and year in the headings of the official forms, where they were left blank."""
    edits: list[Edit] = []
    label = f"{profile.words.get('主体', '单位')}："
    for table in report.tables.values():
        edits += _blank_unit_name(table, report.unit_name, label)
        edits += _blank_year(table, report.year)
    return edits


def carried_headings(reading: Reading) -> list[Edit]:
    """The new unit name and year of 基本信息, in every heading that holds the old one: that of the forms that stand once.

    A year is carried on, never back: an earlier one in 基本信息 is a slip there, or these are not its forms.
    """
    report = reading.report
    old_name, old_year = _carried(reading)
    words: dict[str, str] = {}
    if old_name:
        words[old_name] = report.unit_name
    if old_year:
        words[f"{old_year}年"] = f"{report.year}年"
        words[f"{old_year - 1}年"] = f"{report.year - 1}年"  # in heads of columns only
    forms = (*reading.forms, *reading.unfilled)
    return [edit for form in forms for edit in _replaced(form, words)] if words else []


def carried_told(reading: Reading) -> list[Finding]:
    """That the forms were made to say what 基本信息 says, where they said otherwise with one voice."""
    report = reading.report
    old_name, old_year = _carried(reading)
    told = [
        ("单位名称", f"单位名称由“{old_name}”改成“{report.unit_name}”" if old_name else ""),
        ("年度", f"年度由 {old_year} 改成 {report.year}" if old_year else ""),
    ]
    return [problem("RD-70", report.facts[fact], what=what) for fact, what in told if what]


def _carried(reading: Reading) -> tuple[str | None, int | None]:
    """The unit name and the year that the forms hold and that become those of 基本信息."""
    report = reading.report
    stated = {name: report.facts[name].text for name in ("单位名称", "年度") if name in report.facts}
    tables = [table for table in report.tables.values() if table.id == table.kind_id]
    name = _old([table.unit_name for table in tables if table.unit_name], report.unit_name)
    year = _old([table.year for table in tables if table.year], report.year)
    return (
        name if stated.get("单位名称") else None,
        year if year and year < report.year and stated.get("年度") else None,
    )


def _old(held: Iterable[T], new: T) -> T | None:
    """What most forms hold, when it is not the new one and none of them has that yet."""
    counted = Counter(held)
    if not counted or not new or any(_same(each, new) for each in counted):
        return None
    most, count = counted.most_common(1)[0]
    return most if 2 * count > counted.total() else None


def _same(one: str | int, other: str | int) -> bool:
    return plain(str(one)) == plain(str(other))


def _replaced(form: FoundForm, words: dict[str, str]) -> Iterator[Edit]:
    """The cells above the figures of a form that hold one of the words: title, heading, heads of columns (2024年预算数)."""
    sheet = form.sheet
    for row, columns in sheet.rows.items():
        if row > max(form.layout.heads_end, form.layout.first):
            return
        for column in columns:
            cell = sheet[row, column]
            if cell.kind is not CellKind.TEXT or cell.formula is not None:
                continue
            text = _said_now(cell.text, words, of_last_year=row >= form.layout.first)
            if text != cell.text:
                yield Edit(sheet.name, address(row, column), text)


def _said_now(text: str, words: dict[str, str], *, of_last_year: bool) -> str:
    """A text with each of the words replaced, all at once: 2024年 is 2025年 where 2025年 becomes 2026年. Last year's only
    ``of_last_year``: above the heads of columns it is part of a name or a sentence."""
    years = sorted((word for word in words if _A_YEAR.fullmatch(word)), reverse=True)
    meant = [word for word in words if of_last_year or word not in years[1:]]
    return re.sub("|".join(map(re.escape, meant)), lambda found: words[found[0]], text)


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
