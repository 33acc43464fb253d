"""Which workbook is which department's, which units are its own, and how they compare: the table 部门核对."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ...text import bare_name
from ..amounts import Amounts, from_data
from ..records import UnitRecord
from ..running.child import Trouble
from ..running.crew import Job, Workers
from ..unit_list import Expected
from .compare import compare

COLUMNS = ["部门", "工作表", "行", "列", "单元格", "部门数", "单位之和", "差额", "说明"]


class Member(NamedTuple):
    """A unit's record with its line of the list, and the workbook its figures are read from."""

    record: UnitRecord
    listed: Expected | None
    workbook: Path


class Checked(NamedTuple):
    """The table 部门核对, and how many departments differ from the sum of their units."""

    table: pd.DataFrame
    off: int


def check_departments(
    departments: Sequence[Path], members: Sequence[Member], workers: Workers, tell: Callable[[str], None]
) -> Checked | None:
    """Every department held to its units. ``departments``: their workbooks; besides, those of the units that the list
    names as 主管部门 of others and gives no 主管部门 itself. None when there is no department at all.
    """
    own = [member for member in members if _is_department(member, members)]
    if not departments and not own:
        return None
    read = _read([*departments, *(member.workbook for member in members)], workers, tell)
    rows: list[dict[str, Any]] = []
    off = 0
    for path in (*departments, *(member.workbook for member in own)):
        department = read.get(path)
        if department is None:
            continue
        chosen = _members(department, members, own, alone=len(departments) + len(own) == 1)
        units = [amounts for member in chosen if (amounts := read.get(member.workbook))]
        found = _compared(department, units, {str(member.workbook.resolve()): member.record for member in chosen})
        off += "工作表" in found[0]
        rows += found
    table = pd.DataFrame(rows, columns=COLUMNS).astype(object)
    return Checked(table.where(table.notna(), None), off)


def _is_department(member: Member, members: Sequence[Member]) -> bool:
    if member.listed is None or member.listed.department:
        return False
    name = bare_name(member.listed.name)
    return any(other.listed and bare_name(other.listed.department) == name for other in members)


def _members(department: Amounts, members: Sequence[Member], own: Sequence[Member], *, alone: bool) -> list[Member]:
    """The units of a department: by the list's 主管部门; all of them when it says none and there is one department."""
    name = bare_name(department.unit)
    listed = [member for member in members if member.listed and bare_name(member.listed.department) == name]
    if not listed and alone:
        listed = [member for member in members if member not in own and bare_name(member.record.unit) != name]
    fitting = [
        member for member in listed if (member.record.year, member.record.kind) == (department.year, department.kind)
    ]
    return list({member.record.identity: member for member in reversed(fitting)}.values())[::-1]


def _read(paths: Sequence[Path], workers: Workers, tell: Callable[[str], None]) -> dict[Path, Amounts]:
    found = {}
    jobs = [Job(str(path), "amounts", {"source": str(path.resolve())}) for path in dict.fromkeys(paths)]
    for job, result in workers.run(jobs):
        if isinstance(result, Trouble):
            tell(f"部门核对没有用上“{Path(job.key).name}”：{result.reason}")
        else:
            found[Path(job.key)] = from_data(result)
    return found


def _compared(department: Amounts, units: Sequence[Amounts], records: Mapping[str, UnitRecord]) -> list[dict[str, Any]]:
    if not units:
        return [{"部门": department.unit, "说明": "没有找到它的单位：请在名单里写“主管部门”一列，与部门名称一致。"}]
    not_read = [
        {"部门": department.unit, "说明": f"“{Path(one.source).name}”：{note}"}
        for one in (department, *units)
        for note in one.notes
    ]
    found = compare(department, units, records)
    if not found:
        but = "读到的数" if not_read else ""
        return [{"部门": department.unit, "说明": f"{but}与所属 {len(units)} 个单位之和相符。"}, *not_read]
    differences = [
        {
            "部门": department.unit,
            "工作表": difference.sheet,
            "行": difference.row,
            "列": difference.place[3],
            "单元格": difference.address,
            "部门数": difference.department,
            "单位之和": difference.total,
            "差额": difference.difference,
            "说明": difference.explanation,
        }
        for difference in found
    ]
    return [*differences, *not_read]
