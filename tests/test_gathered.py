"""Alarms gathered under the cell that set them off, through the doors: told beneath it, accepted with it, live beside it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from toolkit import findings_report, workbook, workflow
from toolkit.edits import Edit
from toolkit.findings import Severity
from toolkit.workbook.files.grid import Grid

SAMPLE = Path(__file__).resolve().parent.parent / "workbooks" / "jilin-province-2024-budget.xlsx"
SLIP = ("支出预算总表", "C4")  # 299.9 for 299.39
CHECKS, REASON = "校验", "张三：原表如此，已核实"


def filled() -> Grid:
    checked = workflow.check(SAMPLE)
    return workbook.edited(checked.grid, workflow.fill(checked).edits)


def row_of(grid: Grid, rule: str, place: str) -> int:
    cells = grid[CHECKS].cells
    return next(
        row
        for (row, column), cell in cells.items()
        if column == 3 and cell.text == rule and place in cells[row, 4].text
    )


def test_the_check_sheet_shows_the_alarms_beneath_and_marks_the_cell_that_set_them_off() -> None:
    grid = filled()
    told = grid[CHECKS].cells[row_of(grid, "LH-1", "C4"), 4].text.split("\n")
    assert "应为 299.39 万元，现 299.90" in told[0]
    assert [line.split()[0] for line in told[1:]] == ["YS03-1", "YS03-2", "YS03-2"]
    assert all(line.startswith("　　") for line in told[1:])
    red = {place for place, mark in workbook.marked_cells(grid).items() if mark.value and place[0] == SLIP[0]}
    assert SLIP in red
    assert (SLIP[0], "B4") not in red  # only the alarms beneath name it


def test_every_live_check_that_fails_is_told_somewhere() -> None:
    grid = filled()
    cells = grid[CHECKS].cells
    failing = {cells[row, 10].text for (row, column), cell in cells.items() if column == 17 and cell.text == "不符"}
    findings = workflow.check_grid(grid).findings
    assert failing
    assert failing <= {alarm.rule for one in findings for alarm in (one.caused or (one,))}


def test_a_named_cell_is_accepted_with_what_it_set_off_until_the_figure_changes() -> None:
    grid = filled()
    remark = Edit(CHECKS, f"H{row_of(grid, 'LH-1', 'C4')}", REASON)
    noted = workbook.edited(grid, [remark])
    before, accepted = workflow.check_grid(grid), workflow.check_grid(noted)
    assert accepted.count(Severity.ERROR) == before.count(Severity.ERROR) - 1
    (one,) = (one for one in accepted.findings if one.accepted)
    assert (one.rule, one.accepted, len(one.caused)) == ("LH-1", REASON, 3)
    changed = workflow.check_grid(workbook.edited(noted, [Edit(*SLIP, Decimal("299.99"))]))
    assert changed.count(Severity.ERROR) == before.count(Severity.ERROR)


def test_json_and_html_tell_the_alarms_with_their_cause(tmp_path: Path) -> None:
    checked = workflow.check(SAMPLE)
    (one,) = (one for one in findings_report.as_json(checked)["findings"] if one["cells"][0]["address"] == SLIP[1])
    assert (one["rule"], one["expected"], one["actual"]) == ("LH-1", "299.39", "299.9")
    assert [caused["rule"] for caused in one["caused"]] == ["YS03-1", "YS03-2", "YS03-2"]
    workflow.save_html([checked], tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for caused in one["caused"]:
        assert caused["message"] in page
