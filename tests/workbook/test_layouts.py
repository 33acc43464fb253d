"""One format, several layouts of the same form: heads, order, rows and codes differ, and what is read is the same."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from toolkit import workflow
from toolkit.profiles import Library, templates_folder
from toolkit.report import Block, Report
from toolkit.workbook import read_grid, read_report

PROFILE = 'region = "某地"\ndescription = "试用"\n'
TABLES = """
["收支"]
title = "收入支出决算总表"
[["收支".blocks]]
id = "支出"
kind = "lines"
levels = ["类"]
columns = [{ id = "项目", head = "支出/项目", role = "name" }, { id = "决算数", head = "支出/决算数", heads = ["支出/金额"] }]
rows = [
    { name = "一、一般公共服务支出", optional = true },
    { name = "二、教育支出", optional = true },
    { name = "三、其他支出", optional = true },
    { name = "本年支出合计", aliases = ["支出合计", "合计"] },
    { name = "年末结转", key = "结转", optional = true },
    "总计",
]

["支出"]
title = "支出决算表"
[["支出".blocks]]
kind = "codes"
rows = ["合计"]
columns = [
    { id = "编码", head = "项目/功能分类科目编码", role = "code" },
    { id = "名称", head = "项目/科目名称", role = "name" },
    { id = "支出合计", head = "本年支出合计" },
    { id = "基本支出" },
    { id = "项目支出" },
    { id = "经营支出", optional = true },
]

["三公"]
title = "“三公”经费支出决算表"
[["三公".blocks]]
kind = "cross"
columns = [
    { id = "预1", head = "预算数/合计", heads = ["合计/预算数"], row = "合计", column = "预算数" },
    { id = "预2", head = "预算数/公务用车/小计", heads = ["公务用车/小计/预算数"], row = "公务用车", column = "预算数" },
    { id = "预3", head = "预算数/公务接待费", heads = ["公务接待费/预算数"], row = "公务接待费", column = "预算数" },
    { id = "决1", head = "决算数/合计", heads = ["合计/决算数"], row = "合计", column = "决算数" },
    { id = "决2", head = "决算数/公务用车/小计", heads = ["公务用车/小计/决算数"], row = "公务用车", column = "决算数" },
    { id = "决3", head = "决算数/公务接待费", heads = ["公务接待费/决算数"], row = "公务接待费", column = "决算数" },
]
"""
RULES = """
["A-1"]
title = "支出合计"
identity = "收支.支出[本年支出合计] = SUM(收支.支出[一般公共服务支出..其他支出])"
["A-2"]
title = "各列"
identity = "支出[行].支出合计 = SUM(支出[行].[基本支出..经营支出])，其中 行 取自 支出[*]"
["A-3"]
title = "下级"
identity = "支出[行].列 = SUM(支出[下级(行)].列)，其中 行 取自 支出[合计、类、款]，列 取自 支出.*"
["A-4"]
title = "总计"
identity = "收支.支出[总计] = 收支.支出[本年支出合计] + 收支.支出[结转]"
"""
FACTS = '["基本信息"]\nsheet = "基本信息"\ntitle = "基本信息"\nfacts = [{ id = "适用格式", label = "适用格式", kind = "text" }]\n'
Sheets = dict[str, tuple[Sequence[Sequence[object]], Sequence[str]]]
ABOVE = ["单位：某局", "2024年度", "单位：万元"]
SUMS: list[list[object]] = [["收入支出决算总表"], ABOVE, ["支出"], ["项目", "决算数"]]
UNITS: list[list[object]] = [["支出决算表"], ABOVE]
BASICS = [["基本信息"], ["项目", "内容", "单位", "填写说明"], ["适用格式", "layouts"]]
CARS: list[list[object]] = [["“三公”经费支出决算表"], ABOVE]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("profiles") / "layouts"
    folder.mkdir()
    for name, text in (("profile", PROFILE), ("tables", TABLES), ("rules", RULES), ("facts", FACTS)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return Library(folder.parent, templates_folder())


def written(path: Path, sheets: Sheets) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, (rows, merges) in {"基本信息": (BASICS, ()), **sheets}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merges:
            sheet.merge_cells(area)
    book.save(path)
    return path


def read(library: Library, path: Path, sheets: Sheets) -> Report:
    report = read_report(read_grid(written(path, sheets)), library.load("layouts"))
    assert [one.message for one in report.problems if one.rule != "RD-01"] == []
    return report


def amounts(block: Block) -> dict[str, list[Decimal]]:
    return {row.key: [row.cells[column].value for column in block.columns if column in row.cells] for row in block.rows}


#: 项 of 208 as every layout says them: 支出合计, 基本支出, 项目支出.
SPENT = {
    "合计": [Decimal(30), Decimal(10), Decimal(20)],
    "208": [Decimal(30), Decimal(10), Decimal(20)],
    "20805": [Decimal(30), Decimal(10), Decimal(20)],
    "2080501": [Decimal(10), Decimal(10), Decimal(0)],
    "2080502": [Decimal(20), Decimal(0), Decimal(20)],
}
FIGURES = [[30, 10, 20], [30, 10, 20], [30, 10, 20], [10, 10, None], [20, None, 20]]
NAMES = ["合计", "社会保障和就业支出", "养老支出", "行政单位离退休", "事业单位离退休"]
WHOLE = [[None], ["208"], ["20805"], ["2080501"], ["2080502"]]
PARTS = [[None] * 3, ["208", None, None], ["208", "05", None], ["208", "05", "01"], ["208", "05", "02"]]
LONGER = [
    [None] * 3,
    ["208", None, None],
    ["208", "20805", None],
    ["208", "20805", "2080501"],
    ["208", "20805", "2080502"],
]
BELOW = [[None] * 3, [208, None, None], [None, 5, None], [None, None, 1], [None, None, 2]]


def lines(codes: Sequence[Sequence[object]]) -> list[list[object]]:
    return [[*code, name, *figures] for code, name, figures in zip(codes, NAMES, FIGURES, strict=True)]


THREE = ["本年支出合计", "基本支出", "项目支出"]
#: What the layouts are called → rows and merged areas of 支出决算表.
LAYOUTS: dict[str, tuple[list[list[object]], list[str]]] = {
    "a code in one cell": (
        [*UNITS, ["项目", None, *THREE], ["功能分类科目编码", "科目名称"], ["栏次", None, 1, 2, 3], *lines(WHOLE)],
        ["A3:B3"],
    ),
    "类 款 项 under the head": (
        [*UNITS, ["功能分类科目编码", None, None, "科目名称", *THREE], ["类", "款", "项"], *lines(PARTS)],
        ["A3:C3", "D3:D4"],
    ),
    "without a head above 类 款 项": ([*UNITS, ["类", "款", "项", "科目名称", *THREE], *lines(PARTS)], []),
    "类 款 项 share a row with 栏次": (
        [
            *UNITS,
            ["项目", None, None, None, *THREE],
            ["功能分类科目编码", None, None, "科目名称"],
            ["类", "款", "项", "栏次", 1, 2, 3],
            *lines(LONGER),
        ],
        ["A3:D3", "A4:C4", "A5:A6", "B5:B6", "C5:C6"],
    ),
    "类 款 项 share a row with 合计": (
        [
            *UNITS,
            ["科目编码", None, None, "科目名称", *THREE],
            ["类", "款", "项", "合计", *FIGURES[0]],
            *lines(PARTS)[1:],
        ],
        ["A3:C3"],
    ),
    "one head over three cells": (
        [*UNITS, ["功能分类科目编码", None, None, "科目名称", *THREE], *lines(PARTS)],
        ["A3:C3"],
    ),
    "one head over three cells, each row merged": (
        [*UNITS, ["功能分类科目编码", None, None, "科目名称", *THREE], *lines([[*code, None, None] for code in WHOLE])],
        ["A3:C3", *(f"A{row}:C{row}" for row in range(4, 9))],
    ),
    "only what is new in each row": ([*UNITS, ["类", "款", "项", "科目名称", *THREE], *lines(BELOW)], []),
    "合计 last": ([*UNITS, ["功能分类科目编码", "科目名称", *THREE], *lines(WHOLE)[1:], lines(WHOLE)[0]], []),
    "columns in another order": (
        [
            *UNITS,
            ["功能分类科目编码", "科目名称", "项目支出", "基本支出", "本年支出合计"],
            *([*row[:2], *reversed(row[2:])] for row in lines(WHOLE)),
        ],
        [],
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_codes(library: Library, tmp_path: Path, name: str) -> None:
    report = read(library, tmp_path / "a.xlsx", {"支出决算表": LAYOUTS[name]})
    assert amounts(report.tables["支出"].blocks[""]) == (
        SPENT if name != "合计 last" else {key: SPENT[key] for key in (*list(SPENT)[1:], "合计")}
    )


@pytest.mark.parametrize("name", LAYOUTS)
def test_filled_as_it_was_found(library: Library, tmp_path: Path, name: str) -> None:
    """Only the 项 are typed: 类, 款, names and totals come in the layout that was found, and read as if typed."""
    rows, merges = LAYOUTS[name]
    kept = [
        [None if column > 2 and type(value) is int else value for column, value in enumerate(row)]
        if "社会保障和就业支出" in row or "养老支出" in row or "合计" in row
        else row
        for row in rows
    ]
    path = written(tmp_path / "a.xlsx", {"支出决算表": (kept, merges)})
    checked = workflow.check(path, profile_id="layouts", library=library)
    workflow.save_workbook(workflow.fill(checked), tmp_path / "b.xlsx")
    report = read_report(read_grid(tmp_path / "b.xlsx"), library.load("layouts"))
    found = amounts(report.tables["支出"].blocks[""])
    assert {key: found[key] for key in SPENT} == SPENT


@pytest.mark.parametrize(
    "name", ["a code in one cell", "类 款 项 under the head", "one head over three cells, each row merged"]
)
def test_new_rows_have_their_codes_as_the_others(library: Library, tmp_path: Path, name: str) -> None:
    rows, merges = LAYOUTS[name]
    without = [row for row in rows if "社会保障和就业支出" not in row and "养老支出" not in row]
    path = written(tmp_path / "a.xlsx", {"支出决算表": (without, [m for m in merges if m not in ("A7:C7", "A8:C8")])})
    checked = workflow.check(path, profile_id="layouts", library=library)
    workflow.save_workbook(workflow.fill(checked), tmp_path / "b.xlsx")
    sheet = load_workbook(tmp_path / "b.xlsx")["支出决算表"]
    codes = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=3 if name[0] != "a" else 1)]
    wanted = [[*code, *[None] * (len(codes[0]) - len(code))] for code in (PARTS if "类" in name else WHOLE)[1:]]
    assert [code for code in codes if str(code[0]).isdigit()] == wanted
    assert (
        amounts(read_report(read_grid(tmp_path / "b.xlsx"), library.load("layouts")).tables["支出"].blocks[""]) == SPENT
    )


PLAN, DONE = [9, 2, 3], [4, 5, 6]
CROSS: dict[str, tuple[list[list[object]], list[str]]] = {
    "plan, then done": (
        [
            *CARS,
            ["预算数", None, None, "决算数"],
            ["合计", "公务用车", "公务接待费", "合计", "公务用车", "公务接待费"],
            [None, "小计", None, None, "小计"],
            [*PLAN, *DONE],
        ],
        ["A3:C3", "D3:F3", "A4:A5", "C4:C5", "D4:D5", "F4:F5"],
    ),
    "done, then plan": (
        [
            *CARS,
            ["决算数", None, None, "预算数"],
            ["合计", "公务用车", "公务接待费", "合计", "公务用车", "公务接待费"],
            [None, "小计", None, None, "小计"],
            [*DONE, *PLAN],
        ],
        ["A3:C3", "D3:F3", "A4:A5", "C4:C5", "D4:D5", "F4:F5"],
    ),
    "item by item": (
        [
            *CARS,
            ["合计", None, "公务用车", None, "公务接待费"],
            [None, None, "小计"],
            ["预算数", "决算数"] * 3,
            [9, 4, 2, 5, 3, 6],
        ],
        ["A3:B4", "C3:D3", "C4:D4", "E3:F4"],
    ),
    "item by item, not merged": (
        [*CARS, ["公务接待费", None, "合计", None, "公务用车"], ["预算数", "决算数"] * 3, [3, 6, 9, 4, 2, 5]],
        [],
    ),
}


@pytest.mark.parametrize("name", CROSS)
def test_two_ways(library: Library, tmp_path: Path, name: str) -> None:
    block = read(library, tmp_path / "a.xlsx", {"三公": CROSS[name]}).tables["三公"].blocks[""]
    assert amounts(block) == {"合计": [9, 4], "公务用车": [2, 5], "公务接待费": [3, 6]}


KINDS: dict[str, list[list[object]]] = {
    "all": [
        ["一、一般公共服务支出", 1],
        ["二、教育支出", 2],
        ["三、其他支出", 3],
        ["本年支出合计", 6],
        ["年末结转", 4],
        ["总计", 10],
    ],
    "shorter": [["一、教育支出", 2], ["合计", 2], ["总计", 2]],
    "longer": [["一、公共安全支出", 1], ["二、教育支出", 2], ["三、水利支出", 4], ["支出合计", 7], ["总计", 7]],
    "the total first": [["合计", 5], ["一、教育支出", 2], ["二、其他支出", 3], ["总计", 5]],
    "in another order": [["三、其他支出", 3], ["一、一般公共服务支出", 1], ["本年支出合计", 4], ["总计", 4]],
}


@pytest.mark.parametrize("name", KINDS)
def test_rows(library: Library, tmp_path: Path, name: str) -> None:
    rows = [*SUMS, *KINDS[name]]
    block = read(library, tmp_path / "a.xlsx", {"收支": (rows, [])}).tables["收支"].blocks["支出"]
    keys = {"合计": "本年支出合计", "支出合计": "本年支出合计", "年末结转": "结转"}
    said = [(str(words).split("、")[-1], figure) for words, figure in KINDS[name]]
    assert [(row.key, row["决算数"].value) for row in block] == [
        (keys.get(name, name), figure) for name, figure in said
    ]


@pytest.mark.parametrize("name", KINDS)
def test_rules_hold_for_the_rows_that_are_there(library: Library, tmp_path: Path, name: str) -> None:
    path = written(tmp_path / "a.xlsx", {"收支": ([*SUMS, *KINDS[name]], [])})
    findings = workflow.check(path, profile_id="layouts", library=library).findings
    assert [one.message for one in findings if one.rule.startswith("A-")] == []


def test_another_head_for_the_figures(library: Library, tmp_path: Path) -> None:
    rows = [*SUMS[:3], ["项目", "金额"], *KINDS["all"]]
    assert (
        read(library, tmp_path / "a.xlsx", {"收支": (rows, [])}).tables["收支"].blocks["支出"]["总计"]["决算数"].value
        == 10
    )
