"""What was checked: every form and every rule has a state, and says why where it was not looked at."""

from dataclasses import replace
from pathlib import Path

import pytest
from filled import Filled

from toolkit import findings_report, rules, workflow
from toolkit.cells import CellKind
from toolkit.findings import Coverage, State
from toolkit.rules.language.compiled import compiled


def entries(report, profile, **more):
    expanded = rules.expand(report, profile)
    found = rules.check(report, profile, expanded=expanded)
    return {entry.id: entry for entry in rules.coverage(report, profile, expanded, found, has_prior=False, **more)}


@pytest.mark.parametrize("name", ["jiyuan-2023", "yanbian-2024", "jilin-province-2024-budget"])
def test_every_form_and_every_rule_is_listed_once(name):
    checked = workflow.check(Path(__file__).resolve().parents[2] / "workbooks" / f"{name}.xlsx")
    listed = [(entry.kind, entry.id) for entry in checked.coverage]
    assert len(listed) == len(set(listed))
    assert {ident for kind, ident in listed if kind == "form"} == set(checked.profile.tables)
    assert {ident for kind, ident in listed if kind == "rule"} == {
        "LH",
        *(rule.spec.id for rule in compiled(checked.profile)),
    }
    assert all(entry.note for entry in checked.coverage if entry.state is not State.DONE)
    made = {item.rule.id for item in checked.equations.held}
    assert made <= {entry.id for entry in checked.coverage if entry.state in (State.DONE, State.ACCEPTED)}
    assert findings_report.as_json(checked)["checked"][0].keys() == set(Coverage._fields)


def test_why_a_rule_was_not_looked_at():
    filled = Filled()
    report = filled.report()
    before = entries(report, filled.profile)
    assert (before["GK02-1"].state, before["GK02-1"].number > 1) == (State.DONE, True)
    assert (before["SN-1"].state, before["SN-1"].note) == (State.NOT_APPLICABLE, "没有给出上年工作簿")
    without = replace(report, tables={name: table for name, table in report.tables.items() if name != "公开07"})
    after = entries(without, filled.profile)
    assert (after["公开07"].state, after["公开07"].note) == (State.UNREADABLE, "工作簿里没有这张表")
    assert (after["GK07-2"].state, after["GK07-2"].note) == (State.UNREADABLE, "工作簿里没有 公开07")


def test_cells_that_cannot_be_read_are_counted():
    filled = Filled()
    report = filled.report()
    table = report.tables["公开03"]
    row = table.blocks[""]["2080505"]
    spoilt = replace(
        row, cells={**row.cells, "本年支出合计": row.cells["本年支出合计"]._replace(kind=CellKind.ERROR, amount=None)}
    )
    rows = tuple(spoilt if other is row else other for other in table.blocks[""].rows)
    block = replace(table.blocks[""], rows=rows)
    broken = replace(report, tables={**report.tables, "公开03": replace(table, blocks={"": block})})
    entry = entries(broken, filled.profile)["GK03-1"]
    assert entry.state is State.DONE
    assert entry.note == "另有 1 处的格子读不出数，没有查"
    year = replace(filled.profile.rules["GK03-1"], since=2030)
    later = replace(filled.profile, rules={**filled.profile.rules, "GK03-1": year})
    assert entries(report, later)["GK03-1"].note == "不适用于 2023 年度"
