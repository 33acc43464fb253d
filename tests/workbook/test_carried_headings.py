"""基本信息 leads: a new unit name or year goes into every heading that held the old one; empty forms say that they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import clerk
import pytest
from openpyxl import load_workbook

from toolkit import workflow
from toolkit.edits import Edit, NewRows
from toolkit.profiles import load_profile

NEW_UNIT, NEW_YEAR = "某某市卫生健康委员会", 2025


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clerk has typed in, and ``filled.xlsx`` beside it."""
    path = clerk.filled_in("henan-final", tmp_path_factory.mktemp("typed") / "a.xlsx")
    workflow.save_workbook(workflow.fill(workflow.check(path)), path.with_stem("filled"))
    return path


@pytest.fixture
def filled(typed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(typed.with_stem("filled"), tmp_path))


def refilled(path: Path, **facts: str | int) -> Path:
    cells = clerk.read(path).report.facts
    clerk.type_in(path, [Edit(cells[name].sheet, cells[name].address, value) for name, value in facts.items()])
    workflow.save_workbook(workflow.fill(workflow.check(path)), path.with_stem("again"))
    return path.with_stem("again")


def headings(path: Path) -> set[tuple[str, int | None]]:
    tables = clerk.read(path).report.tables.values()
    return {(table.unit_name, table.year) for table in tables if table.id == table.kind_id}


def test_a_new_name_and_year_are_carried_to_all_forms(filled: Path) -> None:
    assert headings(filled) == {(clerk.UNIT, clerk.YEAR)}
    again = refilled(filled, 单位名称=NEW_UNIT, 年度=NEW_YEAR)
    assert headings(again) == {(NEW_UNIT, NEW_YEAR)}
    told = [one.message for one in workflow.fill(workflow.check(filled)).checked.findings if one.rule == "RD-70"]
    assert [f"由“{clerk.UNIT}”改成“{NEW_UNIT}”" in told[0], f"由 {clerk.YEAR} 改成 {NEW_YEAR}" in told[1]] == [True] * 2
    assert not [one for one in workflow.fill(workflow.check(again)).checked.findings if one.rule == "RD-70"]


def test_a_year_before_that_of_all_forms_is_a_slip_of_the_basics(filled: Path) -> None:
    """Carried to the forms it would have turned this year's account into last year's, without a word."""
    again = refilled(filled, 年度=clerk.YEAR - 1)
    assert headings(again) == {(clerk.UNIT, clerk.YEAR)}
    (told,) = (finding for finding in workflow.check(again).findings if finding.rule == "BT-2")
    assert f"张表的年度都是 {clerk.YEAR}，基本信息却是 {clerk.YEAR - 1}" in told.message
    assert told.cells[0].sheet == "基本信息"


def test_a_form_that_differs_from_the_others_is_a_finding_and_stays(filled: Path) -> None:
    table = clerk.read(filled).report.tables["公开05"]
    cell = table.heading.unit_name
    assert cell is not None
    clerk.type_in(filled, [Edit(cell.sheet, cell.address, "单位：某某市医保局")])
    assert {finding.rule for finding in workflow.check(filled).findings} >= {"BT-1"}
    again = refilled(filled)
    assert clerk.read(again).report.tables["公开05"].unit_name == "某某市医保局"
    assert clerk.read(refilled(filled, 单位名称=NEW_UNIT)).report.tables["公开05"].unit_name == "某某市医保局"


def test_a_form_without_data_says_so_until_there_are_some(filled: Path) -> None:
    report = clerk.read(filled).report
    assert report.tables["公开07"].notes is not None
    assert report.tables["公开07"].notes[-1] == "说明：我单位没有使用政府性基金预算安排的支出，故本表无数据。"
    form = next(form for form in clerk.read(filled).forms if form.table.id == "公开07")
    clerk.type_in(filled, list(clerk.items(form, {"2120801": {"本年收入": "1.00", "项目支出": "1.00"}})))
    notes = clerk.read(refilled(filled)).report.tables["公开07"].notes
    assert notes is not None
    assert not any("无数据" in note for note in notes)


def test_in_an_export_the_note_gets_a_row_within_what_is_printed(typed: Path, tmp_path: Path) -> None:
    """Exports keep no row for it below their own note."""
    path = Path(shutil.copy(typed, tmp_path))
    sheet_name = next(form.sheet.name for form in clerk.read(path).forms if form.table.id == "公开07")
    book = load_workbook(path)
    sheet = book[sheet_name]
    sheet.unmerge_cells("A29:H29")
    sheet.print_area = "A1:H28"
    book.save(path)
    made = workflow.fill(workflow.check(path))
    assert NewRows(sheet_name, 28, 1) in made.new_rows
    workflow.save_workbook(made, tmp_path / "b.xlsx")
    sheet = load_workbook(tmp_path / "b.xlsx")[sheet_name]
    assert [str(sheet[cell].value)[:3] for cell in ("A28", "A29")] == ["注：本", "说明："]
    assert sheet.print_area.endswith("$A$1:$H$29")
    assert {"A28:H28", "A29:H29"} <= {str(area) for area in sheet.merged_cells.ranges}


def test_a_line_drawn_before_the_unit_was_known_is_completed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workflow.new_workbook(load_profile("jilin-budget"), path, year=clerk.YEAR)
    assert load_workbook(path, read_only=True)["项目支出绩效目标表"]["A2"].value == "-"
    again = refilled(path, 部门预算编码="129", 单位名称=clerk.UNIT)
    assert load_workbook(again, read_only=True)["项目支出绩效目标表"]["A2"].value == f"129-{clerk.UNIT}"
    clerk.type_in(again, [Edit("项目支出绩效目标表", "A2", "129 某某局（本级）")])
    assert load_workbook(refilled(again), read_only=True)["项目支出绩效目标表"]["A2"].value == "129 某某局（本级）"
