"""The summary of a batch: 汇总.xlsx, 汇总.html and 汇总.json from the records of all units."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from ...outputs.files import write_text
from ..records import VERDICTS, Failure, UnitRecord, as_data, verdict
from ..unit_list import Expected
from . import frames, overview
from .changes import Changes
from .expected import Attendance, attendance
from .frames import Facts
from .outliers import find_outliers

#: The files of a summary.
NAMES = ("汇总.xlsx", "汇总.html", "汇总.json")
_FROZEN = {overview.UNITS: 2, overview.FINDINGS: 1, overview.COMMON: 2, overview.ATTENDANCE: 2, overview.OUTLIERS: 1}


def gather(
    records: Sequence[UnitRecord],
    failures: Sequence[Failure],
    *,
    expected: Sequence[Expected] | None,
    changes: Changes,
    slips: Mapping[str, str],
    out: Path,
    units: str,
) -> Facts:
    """All that the summary is made from. ``slips``: source → slip as seen from ``out``; ``units``: their folder."""
    present: Attendance[UnitRecord] | None = attendance(expected, records) if expected is not None else None
    by_source = present.by_source if present else {}
    listed = [by_source.get(record.source) for record in records]
    kinds = [
        unit.kind if unit and unit.kind else record.unit_kind for record, unit in zip(records, listed, strict=True)
    ]
    outliers = find_outliers(records, kinds)
    return Facts(records, failures, listed, kinds, present, outliers, changes, slips, out, units)


class Departments(Protocol):
    """What is known of 部门 − Σ 单位: the differences, and how many departments have any."""

    @property
    def table(self) -> pd.DataFrame: ...

    @property
    def off(self) -> int: ...


def save(facts: Facts, departments: Departments | None = None) -> tuple[Path, Path, Path]:
    """Write the three files; returns where they are."""
    tables = _tables(facts, departments.table if departments else None)
    todos = overview.todos(facts, tables[overview.COMMON], departments.off if departments else 0)
    wrong = sum(bool(record.errors) for record in facts.records)
    totals = f"全部单位合计（含有错误的 {wrong} 个单位，改正后会变）" if wrong else "全部单位合计"
    further = {"按主管部门": frames.departments_frame(facts), totals: frames.totals_frame(facts)}
    further["按类别"] = _by_kind(facts)
    targets = tuple(facts.out / name for name in NAMES)
    from .page import save_page
    from .sheets import save_workbook

    title, counts = overview.title(facts), overview.counts(facts)
    save_workbook(targets[0], title, todos, counts, further, tables, _FROZEN)
    save_page(targets[1], title, todos, counts, further, tables)
    found = _as_json(facts, title, todos, counts)
    if departments:
        found["departments"] = json.loads(departments.table.astype(str).to_json(orient="records", force_ascii=False))
    write_text(targets[2], json.dumps(found, ensure_ascii=False) + "\n")
    return targets[0], targets[1], targets[2]


def _tables(facts: Facts, departments: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    tables = {
        overview.UNITS: frames.units_frame(facts),
        overview.FINDINGS: frames.findings_frame(facts),
        overview.COMMON: frames.common_frame(facts),
        overview.ATTENDANCE: frames.attendance_frame(facts),
        overview.OUTLIERS: frames.outliers_frame(facts),
        overview.ACCEPTED: frames.accepted_frame(facts),
        overview.CHANGES: frames.changes_frame(facts),
    }
    if departments is not None:
        tables[overview.DEPARTMENTS] = departments
    return tables


def _by_kind(facts: Facts) -> pd.DataFrame:
    """How units of each kind stand."""
    rows = pd.DataFrame({"类别": facts.kinds, "结论": [verdict(record) for record in facts.records]})
    if not len(rows):
        return rows
    table = pd.crosstab(rows["类别"], rows["结论"])
    table = table.reindex(columns=[name for name in VERDICTS if name in table.columns])
    table.insert(0, "收到", table.sum(axis=1))
    return table.sort_values("收到", ascending=False, kind="stable").reset_index().astype(object)


def _as_json(
    facts: Facts, title: str, todos: Sequence[overview.Todo], counts: Sequence[overview.Count]
) -> dict[str, Any]:
    """The same for programs. Amounts are strings in 万元."""
    units = []
    for number, record in enumerate(facts.records):
        listed = facts.listed[number]
        known = {"verdict": verdict(record), "unit_kind": facts.kinds[number]}
        if listed:
            known |= {"listed_as": listed.name, "code": listed.code, "department": listed.department}
        units.append({**as_data(record), **known})
    present = facts.attendance
    return {
        "title": title,
        "counts": {count.name: count.number for count in counts},
        "todo": [todo.words for todo in todos],
        "units": units,
        "failures": [
            {key: value for key, value in failure._asdict().items() if key != "trace"} for failure in facts.failures
        ],
        "missing": [match.expected.name for match in present.matches if not match.records] if present else None,
        "unlisted": [record.source for record in present.unlisted] if present else None,
        "twice": [[record.source for record in found] for found in frames.twice_handed_in(facts.records)],
        "outliers": [
            {"unit": outlier.record.unit, "figure": outlier.figure, "message": outlier.message}
            for outlier in facts.outliers
        ],
        "gone": [gone._asdict() for gone in facts.changes.gone],
    }
