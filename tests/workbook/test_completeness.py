"""Nothing on an official form goes unread in silence: each mistake is told once, at its cell, with what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from toolkit.addresses import position
from toolkit.cells import CellKind
from toolkit.findings import Finding
from toolkit.profiles import load_profile, profile_ids
from toolkit.report import Report
from toolkit.workbook import read_grid, read_report
from toolkit.workbook.files.grid import Grid, RawCell, Sheet
from toolkit.workbook.forms.problems import CATALOGUE

PROFILE = load_profile("henan-final")
BASIC = "一般公共预算财政拨款基本支出决算明细表"
OVERVIEW, INCOME, SPENDING, FACTS = "收入支出决算总表", "收入决算表", "支出决算表", "补充资料"
#: A blank cell.
NOTHING = RawCell(CellKind.BLANK)
AS_TEXT = RawCell(CellKind.TEXT, "1,234.50")


@cache
def sample() -> Grid:
    return read_grid(Path(__file__).parents[2] / "workbooks" / "jiyuan-2023.xlsx")


@cache
def known() -> frozenset[str]:
    """The published sample's own slips."""
    return frozenset(problem.message for problem in read_report(sample(), PROFILE).problems)


def changed(sheet: str, cells: Mapping[str, str | RawCell]) -> Grid:
    """The sample with some cells typed anew: digits become a number, all else words."""
    new = {position(address): _typed(content) for address, content in cells.items()}

    def change(one: Sheet) -> Sheet:
        return replace(one, cells={**one.cells, **new}) if one.name == sheet else one

    return replace(sample(), sheets=tuple(map(change, sample().sheets)))


def _typed(content: str | RawCell) -> RawCell:
    if isinstance(content, RawCell):
        return content
    return RawCell(CellKind.NUMBER if re.fullmatch(r"[\d.]+", content) else CellKind.TEXT, content)


def told(grid: Grid) -> list[Finding]:
    return [problem for problem in read_report(grid, PROFILE).problems if problem.message not in known()]


def place(sheet: str, words: str) -> str:
    """The address right of the cell that says so."""
    (row, column) = next(at for at, cell in sample()[sheet].cells.items() if cell.text == words)
    return f"{'ABCDEFGH'[column]}{row}"


CASES = {
    "text in an amount": (OVERVIEW, {"C7": "约5000"}, [("RD-05", "C7")]),
    "an error value": (OVERVIEW, {"C7": RawCell(CellKind.ERROR, "#REF!", "#REF!")}, [("RD-06", "C7")]),
    "a formula never calculated": (OVERVIEW, {"C7": RawCell(CellKind.PENDING, "", "C8+1")}, [("RD-07", "C7")]),
    "a number typed as text": (OVERVIEW, {"C7": RawCell(CellKind.TEXT, "5,303.72")}, [("RD-08", "C7")]),
    "an amount with its unit": (OVERVIEW, {"C7": RawCell(CellKind.TEXT, "5,303.72 万元")}, [("RD-08", "C7")]),
    "an amount in another unit": (OVERVIEW, {"C7": "53,037,200元"}, [("RD-05", "C7")]),
    "a number of cars with its unit": (FACTS, {place(FACTS, "财政拨款开支的公务用车年末保有量"): "3辆"}, []),
    "a total with a colon": (INCOME, {"A7": "合计："}, []),
    "a total under another name": (INCOME, {"A7": "总计"}, [("RD-04", "A7")]),
    "an amount in 万": (FACTS, {place(FACTS, "上年度收入总计"): RawCell(CellKind.TEXT, "7000万")}, [("RD-08", "B3")]),
    "a form below another one": ("自评表1", {"A40": sample()["自评表1"].cells[1, 1]}, [("RD-69", "A40")]),
    "a code twice": (INCOME, {"A9": RawCell(CellKind.TEXT, "208")}, [("RD-09", "A9")]),
    "an amount without a code": (INCOME, {"A9": NOTHING}, [("RD-10", "A9")]),
    "an amount right of the form": (INCOME, {"J5": "备注", "J8": "12.5"}, [("RD-15", "J8")]),
    "an amount in a column of its own": (OVERVIEW, {"G10": "99.5"}, [("RD-15", "G10")]),
    "an amount below the form": (SPENDING, {"H60": "1"}, [("RD-15", "H60")]),
    "an amount in a line without a name": (OVERVIEW, {"C16": "12.5"}, [("RD-16", "C16")]),
    "a row taken out": (OVERVIEW, {"D8": NOTHING}, [("RD-17", "")]),
    "a code of four digits": (INCOME, {"A9": RawCell(CellKind.TEXT, "2080")}, [("RD-18", "A9")]),
    "行次 typed over": (OVERVIEW, {"B9": "1"}, [("RD-19", "B9")]),
    "行次 in words": (OVERVIEW, {"B9": "三"}, [("RD-19", "B9")]),
    "words where a fact is a figure": (FACTS, {place(FACTS, "上年度收入总计"): "约七千"}, [("RD-05", "B3")]),
    "the label of a fact changed": (FACTS, {"A3": "上年收入"}, [("RD-03", "")]),
    "the title of a group changed": (FACTS, {"A1": "一、去年数"}, [("RD-03", "")]),
    "an amount as text right of the form": (INCOME, {"J5": "备注", "J8": AS_TEXT}, [("RD-15", "J8")]),
    "amounts as text without a code": (INCOME, {"A9": NOTHING, "C9": AS_TEXT, "D9": AS_TEXT}, [("RD-10", "A9")]),
    "a total that comes again": (INCOME, {"A40": NOTHING, "A41": "合计", "C41": "12.5"}, [("RD-09", "C41")]),
    "the same total once more": (
        INCOME,
        {"A40": NOTHING, "A41": "合计", "C41": "5510.32", "D41": "5510.12", "I41": "0.2"},
        [],
    ),
    "a line that comes again": (OVERVIEW, {"A38": NOTHING, "D39": "年末结转和结余", "F39": "3"}, [("RD-09", "F39")]),
    "a total that comes again beside codes": (
        BASIC,
        {"A34": NOTHING, "D35": "公用经费合计", "I35": "3"},
        [("RD-09", "I35")],
    ),
    "who signed a form": (INCOME, {"A45": "填表人：某某", "C45": "联系电话", "D45": "66666666"}, []),
    "columns numbered 甲 乙 1 2": (INCOME, {"A6": "甲", "B6": "乙"}, []),
    "columns numbered 甲 乙 1 丙 丁 2": (OVERVIEW, {"A6": "甲", "B6": "乙", "D6": "丙", "E6": "丁"}, []),
    "columns numbered in circles": (
        INCOME,
        {"A6": NOTHING, **{f"{'CDEFGHI'[n]}6": "①②③④⑤⑥⑦"[n] for n in range(7)}},
        [],
    ),
    "codes as other programs write them": (
        INCOME,
        {"A8": "'208", "A9": "208.01", "A10": "208 01 07", "A11": RawCell(CellKind.TEXT, "2080108.0")},
        [],
    ),
    "codes and names in one cell": (
        INCOME,
        {"A8": "208 社会保障和就业支出", "B8": NOTHING, "A9": NOTHING, "B9": "20801、人力资源和社会保障管理事务"},
        [],
    ),
    "rows without codes, told once": (INCOME, {"A9": NOTHING, "A10": "行政", "A11": "小计"}, [("RD-10", "A9")]),
    "a fact that comes again": (FACTS, {"A9": "上年度收入总计", "B9": "1"}, [("RD-09", "B9")]),
    "a fact in a unit that is none": (FACTS, {"C3": "亿元"}, [("RD-12", "C3")]),
    "a heading of a list that is another": (FACTS, {"C11": "年初预算（元）"}, [("RD-03", "")]),
    "a row of money that the form has not": ("自评表1", {"B25": "其他资金", "F25": "7"}, [("RD-15", "F25")]),
    "a row of money under a wrong name": ("自评表1", {"B7": "其中：财政拨款"}, [("RD-17", "")]),
    "the total of a 自评表 taken out": ("自评表1", {"A24": NOTHING, "F24": NOTHING, "G24": NOTHING}, [("RD-17", "")]),
    "words beside no paragraph of the format": ("情况说明", {"B40": "新段", "D40": "又一段。"}, [("RD-04", "D40")]),
    "words beside a paragraph that has some": (
        "情况说明",
        {"D4": "一。", "B40": "收支总体", "D40": "二。"},
        [("RD-09", "D40")],
    ),
    "a code of a list in parts": (FACTS, {"A12": "208 01 07", "A13": "208.01.08"}, []),
    "the name of a text that is none": ("部门概况", {"A30": "人员情况", "B30": "某"}, [("RD-04", "A30")]),
}


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_told_at_its_cell(case: str) -> None:
    sheet, cells, expected = CASES[case]
    problems = told(changed(sheet, cells))
    found = [(problem.rule, problem.cells[0].address if problem.cells else "") for problem in problems]
    assert found == expected
    assert all(problem.message.endswith("。") and f"“{sheet}”" in problem.message for problem in problems)


def test_a_total_renamed_is_missing_and_its_amounts_are_told_once() -> None:
    problems = told(changed(INCOME, {"A7": NOTHING, "B7": "总数"}))
    assert [problem.rule for problem in problems] == ["RD-10", "RD-17"]
    assert "没有找到“合计”" in problems[1].message


def test_many_places_are_counted() -> None:
    (problem,) = told(changed(OVERVIEW, {f"H{row}": "1" for row in range(7, 15)}))
    assert problem.message.startswith(f"工作表“{OVERVIEW}” H7、H8、H9、H10、H11等 8 处")
    assert len(problem.cells) == 8


def test_an_old_file_is_told_to_hide_its_errors() -> None:
    assert [problem.rule for problem in told(replace(sample(), complete=False, kind="网页"))] == ["RD-21"]


@pytest.mark.parametrize("profile_id", profile_ids())
def test_a_blank_workbook_lacks_its_unit_and_year_and_forms_of_projects_only(profile_id: str) -> None:
    profile = load_profile(profile_id)
    report = read_report(read_grid(profile.file("workbook.xlsx")), profile)
    told = [problem for problem in report.problems if problem.rule != "RD-44"]
    assert [problem.message for problem in told] == ["没有读到单位名称和年度，请在工作表“基本信息”里填写。"]
    repeated = any(spec.repeated for spec in profile.tables.values())
    assert len(report.problems) - len(told) == repeated


def test_a_sheet_of_ours_that_had_to_be_called_otherwise_is_untouched_under_that_name() -> None:
    """An export had a 补充资料 of its own."""
    grid = read_grid(PROFILE.file("workbook.xlsx"))
    sheets = tuple(replace(one, name="补充资料2") if one.name == FACTS else one for one in grid.sheets)
    assert read_report(replace(grid, sheets=sheets), PROFILE).untouched_sheets == ("补充资料2",)


def test_a_day_typed_as_words_stays_what_the_sheet_shows() -> None:
    """Excel makes a number of 2024年9月 by itself."""
    month = RawCell(CellKind.NUMBER, "45536")
    dated = month._replace(style=month.style._replace(number_format='yyyy"年"m"月"'))
    report: Report = read_report(changed("基本信息", {place("基本信息", "自评表日期"): dated}), PROFILE)
    assert report.facts["自评月份"].text == "2024年9月"


def test_the_catalogue_is_whole() -> None:
    assert list(CATALOGUE) == sorted(CATALOGUE)
    assert all(kind.severity in ("error", "warning") and kind.title and kind.advice for kind in CATALOGUE.values())
