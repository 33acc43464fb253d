"""Forms that say things in places of their own: years in titles and heads, blocks below each other, codes and totals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_forms import grid, sheet

from toolkit import rules
from toolkit.profiles import Library, templates_folder
from toolkit.workbook import build_blank, carried_headings, read_grid, read_workbook
from toolkit.workbook.files.grid import Grid
from toolkit.workbook.filling.code_rows import arranged

TABLES = """
["公开02"]
title = "收入决算表"
[["公开02".blocks]]
kind = "codes"
columns = [{ id = "编码", head = "科目编码", role = "code" }, { id = "名称", head = "科目名称", role = "name" }, { id = "合计" }]
rows = ["合计"]
["三公"]
title = "{年度}年度“三公”经费表"
aliases = ["{年度}年三公表"]
index_row = false
[["三公".blocks]]
kind = "lines"
columns = [
    { id = "项目", role = "name" },
    { id = "上年数", head = "{上年}年决算" },
    { id = "预算数", head = "{年度}年/预算" },
    { id = "决算数", head = "{年度}年/决算", main = true },
]
rows = ["合计", "公务接待费"]
[["三公".blocks]]
id = "实物"
kind = "lines"
below = true
columns = [{ id = "项目", head = "指标", role = "name" }, { id = "上年数", role = "count" }, { id = "本年数", role = "count" }]
rows = ["接待批次"]
["基本"]
title = "{年度}年末基本支出表"
index_row = false
[["基本".blocks]]
kind = "codes"
columns = [
    { id = "类", head = "经济科目/类", role = "code" },
    { id = "款", head = "经济科目/款", role = "code" },
    { id = "名称", head = "经济科目/名称", role = "name" },
    { id = "合计" },
]
rows = ["合计"]
["执行"]
title = "预算执行表"
index_row = false
[["执行".blocks]]
kind = "codes"
levels = ["项"]
columns = [{ id = "编码", head = "科目编码", role = "code" }, { id = "名称", head = "科目", role = "name" }, { id = "决算数" }]
rows = ["", "总计"]
["项目"]
title = "{单位名称}{年度}年度项目支出表"
index_row = false
[["项目".blocks]]
kind = "lines"
levels = ["项目"]
columns = [{ id = "项目", head = "项目名称", role = "name" }, { id = "支出" }]
rows = [{ names = ["修路"], optional = true, level = "项目" }, { blank = 2 }, "合计"]
"""
RULES = """
["YS-1"]
title = "合计等于各项目之和"
identity = "项目[合计].支出 = SUM(项目[项目].支出)"
["KM-1"]
title = "上级科目"
check = "上级科目"
["YS-2"]
title = "合计等于上面各行之和"
identity = "项目[合计].支出 = SUM(项目[上方(合计)].支出)"
"""
TRIPS: list[list[object]] = [
    ["2024年度“三公”经费表"],
    ["单位：某局", None, None, "单位：万元"],
    ["项目", "2023年决算", "2024年"],
    [None, None, "预算", "决算"],
    ["合计", 3, 2, 1],
    ["公务接待费", 3, 2, 1],
    ["指标", "上年数", "本年数"],
    ["接待批次", 9, 8],
]
#: The year says which column it is, wherever it stands, also where heads have but one row.
YEARS_TURNED = [TRIPS[0], TRIPS[1], ["项目", "2024年决算", "2024年预算", "2023年决算"], ["合计", 1, 2, 3]]
YEARS_TURNED += [["公务接待费", 1, 2, 3], *TRIPS[6:]]
#: As programs write it: without the year that everybody knows.
YEARS_NAMED = [["三公表"], TRIPS[1], ["项目", "上年度决算", "预算", "决算"], *TRIPS[4:]]
WHOLE_CODES: list[list[object]] = [
    ["2024年末基本支出表"],
    ["单位：某局", None, "单位：万元"],
    ["经济科目", None, "合计"],
    ["编码", "名称"],
    ["301", "工资福利支出", 5],
    ["30101", "基本工资", 5],
    ["合计", None, 5],
]
SPLIT_CODES: list[list[object]] = [
    *WHOLE_CODES[:2],
    ["经济科目", None, None, "合计"],
    ["类", "款", "名称"],
    ["301", None, "工资福利支出", 5],
    ["301", "01", "基本工资", 5],
    ["合计", None, None, 5],
]
PROJECTS: list[list[object]] = [
    ["2024年度项目支出表"],
    ["单位：某局", None, "单位：万元"],
    ["序号", "项目名称", "支出"],
    [1, "修路", 4],
    [2, "架桥", 3],
    ["合计", None, 7],
]
TOTAL_FIRST = [["远山县某局2024年度项目支出表"], [None, None, "单位：万元"], PROJECTS[2], PROJECTS[5], *PROJECTS[3:5]]
INCOME: list[list[object]] = [["收入决算表"], ["单位：某局", None, "单位：万元"], ["科目编码", "科目名称", "合计"]]
ITEMS: list[list[object]] = [
    ["预算执行表"],
    ["单位：某局", None, "单位：万元"],
    ["科目编码", "科目", "决算数"],
    ["2012601", "行政运行", 3],
    ["2080505", "养老保险缴费支出", 2],
    ["总计", None, 5],
]
FAR = {"执行": ITEMS, "收入": INCOME, "三公": TRIPS, "基本": SPLIT_CODES, "项目": PROJECTS}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A format of its own beside all that come with the toolkit."""
    folder = tmp_path / "own" / "far-final"
    folder.mkdir(parents=True)
    head = 'region = "远山省"\nkind = "决算"\ndescription = "远"\n'
    (folder / "profile.toml").write_text(head, encoding="utf-8")
    (folder / "tables.toml").write_text(TABLES, encoding="utf-8")
    basics = '["基本信息"]\nsheet = "基本信息"\ntitle = "基本信息"\nfacts = [{ id = "年度", label = "年度", kind = "year" }]\n'
    (folder / "facts.toml").write_text(basics, encoding="utf-8")
    (folder / "rules.toml").write_text(RULES, encoding="utf-8")
    return Library(folder.parent, templates_folder())


def book(**changed: list[list[object]]) -> Grid:
    return grid(*(sheet(name, rows) for name, rows in {**FAR, **changed}.items()))


def figures(reading: Grid, library: Library, table: str, block: str = "") -> dict[str, list[str]]:
    """What the format reads in a block, by row; nothing may be amiss."""
    report = read_workbook(reading, "far-final", library=library).report
    assert {fault.rule for fault in report.problems} <= {"RD-14"}, [fault.message for fault in report.problems]
    found = report.tables[table].blocks[block]
    return {row.key: [row.cells[column].text for column in found.columns] for row in found.rows}


@pytest.mark.parametrize("rows", [TRIPS, YEARS_TURNED, YEARS_NAMED], ids=["as drawn", "years turned", "years named"])
def test_the_year_tells_columns_apart_and_a_block_stands_below(rows: list[list[object]], library: Library) -> None:
    assert figures(book(三公=rows), library, "三公") == {"合计": ["3", "2", "1"], "公务接待费": ["3", "2", "1"]}
    assert figures(book(三公=rows), library, "三公", "实物") == {"接待批次": ["9", "8"]}


@pytest.mark.parametrize("rows", [SPLIT_CODES, WHOLE_CODES], ids=["split", "whole"])
def test_a_code_that_is_split_in_one_layout_is_whole_in_another(rows: list[list[object]], library: Library) -> None:
    assert figures(book(基本=rows), library, "基本") == {"301": ["5"], "30101": ["5"], "合计": ["5"]}


def test_the_name_of_a_total_may_stand_where_the_numbers_of_rows_do(library: Library) -> None:
    assert figures(book(), library, "项目") == {"修路": ["4"], "架桥": ["3"], "合计": ["7"]}


@pytest.mark.parametrize("rows", [PROJECTS, TOTAL_FIRST], ids=["total last", "total first"])
def test_rows_that_are_listed_and_rows_that_are_added_make_one_level(
    rows: list[list[object]], library: Library
) -> None:
    """A total before its items is the total of what the form has above it."""
    reading = read_workbook(book(项目=rows), "far-final", library=library)
    sums = [one for one in rules.expand(reading.report, reading.profile).items if isinstance(one, rules.Equation)]
    assert {(one.rule.id, one.verdict, len(one.right)) for one in sums} == {
        ("YS-1", rules.Verdict.EXACT, 2),
        ("YS-2", rules.Verdict.EXACT, 2),
    }


def test_a_name_that_only_the_title_has_is_the_unit_s(library: Library) -> None:
    nameless = {name: [rows[0], [None, None, "单位：万元"], *rows[2:]] for name, rows in FAR.items()}
    report = read_workbook(book(**{**nameless, "项目": TOTAL_FIRST}), "far-final", library=library).report
    assert report.unit_name == "远山县某局"
    assert "RD-20" not in {problem.rule for problem in report.problems}


def test_a_form_that_lists_items_only_gets_no_other_rows(library: Library) -> None:
    """Neither does anybody miss what is above them."""
    reading = read_workbook(book(), "far-final", library=library)
    made = arranged(reading, ())
    assert not made.new_rows
    assert not [edit for edit in made.edits if edit.sheet == "执行"]
    assert not [one for one in rules.check(reading.report, reading.profile) if one.rule == "KM-1"]
    (placed,) = [form for form in reading.forms if form.spec.id == "执行"]
    assert [row.code for row in placed.table.blocks[""].rows] == ["2012601", "2080505", ""]


def test_next_year_every_year_of_a_head_is_another(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "a.xlsx"
    build_blank(library.load("far-final"), path, year=2024, unit_name="某局")
    reading = read_workbook(read_grid(path), "far-final", library=library)
    told = {
        edit.address: edit.value
        for edit in carried_headings(reading._replace(report=replace(reading.report, year=2025)))
        if "三公" in edit.sheet
    }
    assert {"2024年决算", "2025年", "2025年度“三公”经费表"} <= set(told.values())


def test_one_form_that_fits_badly_does_not_outweigh_those_that_fit(library: Library) -> None:
    """The nine forms of all formats are two of these: what is left of them is no reason to take these for those."""
    odd = [[f"别的{number}", 1, 1, 1] for number in range(12)]
    reading = read_workbook(book(三公=[*TRIPS[:6], *odd]), library=library)
    assert reading.profile.id == "far-final"
    assert {form.spec.id for form in reading.forms} == {"公开02", "三公", "基本", "执行", "项目"}


def test_a_blank_prints_the_years_and_is_read_as_what_it_was_drawn_from(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "空白.xlsx"
    build_blank(library.load("far-final"), path, year=2024, unit_name="某局")
    drawn = read_grid(path)
    (trips,) = [one for one in drawn.sheets if "三公" in one.name]
    assert trips.name == "“三公”经费表"
    words = [word for row in trips.words.values() for word in row.values()]
    assert {"2024年度“三公“经费表", "2023年决算", "2024年", "指标"} <= set(words)
    reading = read_workbook(drawn, "far-final", library=library)
    assert not {fault.rule for fault in reading.report.problems} & {"RD-01", "RD-02", "RD-03", "RD-04"}
    assert {table.year for table in reading.report.tables.values()} == {2024}
