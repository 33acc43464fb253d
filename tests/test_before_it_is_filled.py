"""What a workbook says that is typed in part or not begun: what is to come is told once, and nothing follows from it."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from authoring import add, begun, run

from toolkit import workbook, workflow
from toolkit.profiles import Library, samples, templates_folder
from toolkit.profiles.classification import FUNCTIONAL, classification
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import Filling

SAMPLE = next(path for path in samples() if path.stem == "example-2025")


def _blanked(source: Path, target: Path) -> None:
    """A sample as typed in from the forms by code: no total of a form, no 类, no 款, no line of the summary forms."""
    book = openpyxl.load_workbook(source)
    for sheet in book:
        said = {str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row}
        if said & {f"公开{number}表" for number in ("02", "03", "05", "07", "08")}:
            for row in sheet.iter_rows(min_row=5):
                code = str(row[0].value or "").strip()
                if code == "合计" or (code.isdigit() and len(code) < 7):
                    for cell in row[2:]:
                        if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                            cell.value = None
        if said & {"公开01表", "公开04表"}:
            half = next(cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "支出")
            for row in sheet.iter_rows(min_row=6):
                derived = any(word in str(row[half - 1].value) for word in ("、", "合计", "总计"))
                for cell in row[half + 1 :] if derived else ():
                    cell.value = None
    book.save(target)


def test_what_is_typed_by_code_only_is_filled_in_before_it_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _blanked(SAMPLE, path)
    said = run("check", path).output
    assert "错误 0 处" in said
    assert "RD-42" in said
    assert "LH-" not in said


def test_a_form_that_is_yet_to_be_filled_needs_no_sentence_under_it(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    assert run("roll", SAMPLE, path).exit_code == 0
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if str(cell.value).startswith(("说明：", "注：")):
                    cell.value = None
    book.save(path)
    said = run("check", path).output
    assert "RD-63" in said or "RD-64" in said
    assert "KB-1" not in said
    assert "NR-05" not in said  # nor is a change explained whose figure is to come


def test_a_year_that_is_only_carried_over_is_not_begun_however_many_figures_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form with a column of last year's figures beside this year's, and seventy 科目."""
    profiles = tmp_path / "juesuan-profiles"
    folder = begun(profiles, "own-final", "central-final")
    add(
        folder,
        "tables.toml",
        """
["公开05".blocks.""]
columns = [
    { id = "编码", head = "科目编码", role = "code" },
    { id = "名称", head = "科目名称", role = "name", width = 34 },
    { id = "上年数" },
    { id = "小计" },
    { id = "基本支出" },
    { id = "项目支出" },
]
""",
    )
    add(
        folder,
        "rules.toml",
        """
["SN-1"]
title = "上年数取自上年"
identity = "公开05[行].上年数 = 上年.公开05[行].小计，其中 行 取自 公开05[项]"
""",
    )
    profile = Library(profiles, templates_folder()).load("own-final")
    items = [code for code in classification(profile, FUNCTIONAL) if len(code) == 7][:70]
    codes = sorted({code[:length] for code in items for length in (3, 5, 7)})
    rows = [{"编码": code, "小计": 5, "基本支出": 5} for code in codes]
    last = tmp_path / "上年.xlsx"
    build_workbook(profile, last, Filling(tables={"公开05": {"": rows}}), year=2024, unit_name="某某局")
    assert run("roll", last, tmp_path / "今年.xlsx").exit_code == 0
    said = run("check", tmp_path / "今年.xlsx").output
    assert "只有从上年结转来的 70 个数" in said, said
    assert "错误 1 处" in said


def test_a_form_that_was_deleted_is_not_found_on_a_list_of_the_forms(tmp_path: Path) -> None:
    """校验 names every form. Another program saved the workbook, without working anything out: that is told by itself."""
    path = tmp_path / "d.xlsx"
    run("fill", SAMPLE, "-o", path)
    book = openpyxl.load_workbook(path)
    del book["支出决算表"]
    for row in book["补充资料"].iter_rows():
        if str(row[0].value) == "2210108":
            row[2].value = None  # 年初预算数
    book.save(path)
    said = run("check", path).output
    assert "没有找到《支出决算表》" in said
    assert "工作表“校验”" not in said
    assert "RD-07" in said
    assert not re.search("NR-01.*(总计|合计)", said)
    assert "需要“‘老旧小区改造’的" in said


def test_a_self_evaluation_that_only_has_a_name_is_told_once_and_is_no_error(tmp_path: Path) -> None:
    """That its scores add up to nothing follows from it, by each relation and by all together."""
    path = tmp_path / "e.xlsx"
    run("new", "shanxi-final", path, "--year", "2024", "--unit", "某某局")
    book = openpyxl.load_workbook(path)
    book["自评表1"]["D3"].value = "医保基金监管"
    book.save(path)
    said = run("check", path).output
    assert "LH-3" in said
    assert "LH-2" not in said
    assert "错误 1 处" in said  # nothing is filled yet


@pytest.mark.parametrize(("code", "told"), [("2011399", True), ("2080501", False)], ids=["its own", "known"])
def test_a_code_that_nothing_names_is_told(tmp_path: Path, code: str, told: bool) -> None:
    path = tmp_path / "c.xlsx"
    assert run("new", "central-final", path, "--year", "2024", "--unit", "某某局").exit_code == 0
    book = openpyxl.load_workbook(path)
    sheet = book["支出决算表"]
    first = next(cell.row for cell in sheet["A"] if cell.value == "合计") + 1
    sheet.cell(first, 1).value, sheet.cell(first, 4).value = code, 12.5
    book.save(path)
    said = run("check", path).output
    assert ("KM-8" in said and f"科目 {code}" in said) is told


def test_a_figure_in_a_row_that_was_put_in_looks_as_in_the_saved_workbook(tmp_path: Path) -> None:
    """A cell that filling empties, to move its row down, and then gives a total: it held nothing and has its look."""
    path = tmp_path / "某某局.xlsx"
    assert run("new", "central-final", path, "--year", "2024", "--unit", "某某局").exit_code == 0
    book = openpyxl.load_workbook(path)
    sheet = book["一般公共预算财政拨款支出决算表"]
    first = next(cell.row for cell in sheet["A"] if cell.value == "合计") + 1
    items = [("2080501", 1234, None), ("2080505", None, 5678), ("2210201", 2345, None)]
    for row, (code, basic, project) in enumerate(items, first):
        sheet.cell(row, 1).value, sheet.cell(row, 4).value, sheet.cell(row, 5).value = code, basic, project
    book.save(path)
    filled = workflow.fill(workflow.check(path))
    workflow.save_workbook(filled, tmp_path / "filled.xlsx")
    drawn = _texts(filled.checked.reading)
    assert drawn == _texts(workflow.check(tmp_path / "filled.xlsx").reading)
    assert drawn["公开05"].count("5,678.00") > 4
    assert "5678" not in drawn["公开05"]


def _texts(reading: workbook.Reading) -> dict[str, list[str]]:
    return {table: [cell.text for cell in form.cells] for table, form in workbook.draw_forms(reading).items()}


@pytest.mark.parametrize(
    ("blank", "other", "rule"),
    [("其中：工程支出", "其中：货物支出", "BC-3.1"), ("其他用车", "主要负责人用车", "BC-4.1")],
    ids=["one that must be filled in", "one that may be left out"],
)
def test_a_blank_entry_that_must_be_filled_in_is_no_nothing(tmp_path: Path, blank: str, other: str, rule: str) -> None:
    """Its group was begun: what it belongs to waits for it, and it is told itself; a blank among kinds is nothing."""
    path = tmp_path / "d.xlsx"
    book = openpyxl.load_workbook(SAMPLE)
    for row in book["补充资料"].iter_rows():
        if row[0].value == blank:
            row[1].value = None
        elif row[0].value == other:
            row[1].value = 99
    book.save(path)
    said = run("check", path).output
    assert (rule in said) is (rule == "BC-4.1")
    assert ("NR-01" in said) is (rule == "BC-3.1")
