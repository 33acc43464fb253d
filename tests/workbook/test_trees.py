"""Rows by name in levels: drawn into a new workbook, and read back with their level and path, however levels are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Alignment

from toolkit.cells import Cell, CellKind
from toolkit.profiles import BlockSpec, ColumnSpec, RowSpec, load_profile
from toolkit.report import Row
from toolkit.workbook import draw_forms, read_by, read_grid, read_report
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import Filling
from toolkit.workbook.forms.tree_rows import Line, tree_rows

PROFILE = load_profile("jilin-budget")


def spec(level_by: str, *levels: str, names: tuple[str, ...] = ("科目",), **more: object) -> BlockSpec:
    columns = (*(ColumnSpec(name, role="name") for name in names), ColumnSpec("内容", role="text"), ColumnSpec("金额"))
    return BlockSpec("tree", levels=levels, level_by=level_by, columns=columns, rows=(RowSpec("合计"),), **more)


def line(*names: str, columns: tuple[str, ...] = ("科目",), 内容: str = "") -> Line:
    words = {**dict(zip(columns, names, strict=True)), "内容": 内容}
    cells = {
        key: Cell("表", "A1", CellKind.TEXT if text.strip() else CellKind.BLANK, text.strip())
        for key, text in words.items()
    }
    return Line(cells, dict(zip(columns, names, strict=True)))


def told(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row.level, row.key) for row in rows]


FUNCTIONAL = spec("ordinal", "类", "款", "项")


def test_ordinals_and_indentation_are_levels() -> None:
    names = [
        "一、甲类",
        "　甲款",
        "　　甲项",
        "　　乙项",
        "　乙款",
        "　　丙项",
        "二、乙类",
        "　丁款",
        "　　丁项",
        "合计",
    ]
    assert told(tree_rows(FUNCTIONAL, [line(name) for name in names])) == [
        ("类", "甲类"),
        ("款", "甲类/甲款"),
        ("项", "甲类/甲款/甲项"),
        ("项", "甲类/甲款/乙项"),
        ("款", "甲类/乙款"),
        ("项", "甲类/乙款/丙项"),
        ("类", "乙类"),
        ("款", "乙类/丁款"),
        ("项", "乙类/丁款/丁项"),
        ("", "合计"),
    ]


def test_any_indentation_will_do_that_tells_levels_apart() -> None:
    for one, two in (("　", "　　"), ("  ", "    "), (" ", "　"), ("", "  ")):
        names = ["一、甲类", f"{one}甲款", f"{two}甲项"]
        assert [row.level for row in tree_rows(FUNCTIONAL, [line(name) for name in names])] == ["类", "款", "项"]


def test_indentation_alone_tells_levels_where_no_ordinal_is_printed() -> None:
    names = ["甲类", "  甲款", "    甲项", "乙类"]
    assert [row.level for row in tree_rows(FUNCTIONAL, [line(name) for name in names])] == ["类", "款", "项", "类"]


def test_rows_whose_level_does_not_show_have_none() -> None:
    rows = tree_rows(FUNCTIONAL, [line(name) for name in ("一、甲类", "甲款", "甲项")])
    assert told(rows) == [("类", "甲类"), ("", "甲款"), ("", "甲项")]
    assert [row.path for row in rows] == [("甲类",), (), ()]


def test_two_levels_need_no_indentation() -> None:
    rows = tree_rows(spec("ordinal", "类", "款"), [line(name) for name in ("一、甲", "子", "丑", "二、乙", "子")])
    assert told(rows) == [("类", "甲"), ("款", "甲/子"), ("款", "甲/丑"), ("类", "乙"), ("款", "乙/子")]


def test_the_first_row_is_the_department_and_rows_with_an_item_are_the_lowest() -> None:
    lines = [line("某局"), line("某局（本级）"), line("档案", 内容="数字化"), line("档案", 内容="评测"), line("中心")]
    rows = tree_rows(spec("first", "部门", "单位", "项目", leaf="内容"), lines)
    assert told(rows) == [
        ("部门", "某局"),
        ("单位", "某局/某局（本级）"),
        ("项目", "某局/某局（本级）/档案"),
        ("项目", "某局/某局（本级）/档案#2"),
        ("单位", "某局/中心"),
    ]


LEVELS = ("类型", "一级", "二级")
PROJECTS = spec("columns", *LEVELS, names=LEVELS, full_name=("二级", "内容"))


@pytest.mark.parametrize("filled_down", [False, True])
def test_the_deepest_column_filled_in_is_the_level(filled_down: bool) -> None:
    kind, first = ("专项", "管理") if filled_down else ("", "")
    lines = [
        line("专项", "", "", columns=LEVELS),
        line(kind, "管理", "", columns=LEVELS),
        line(kind, first, "调查（一）", columns=LEVELS, 内容="中心"),
        line("合计", "", "", columns=LEVELS),
    ]
    rows = tree_rows(PROJECTS, lines)
    assert told(rows) == [("类型", "专项"), ("一级", "专项/管理"), ("二级", "专项/管理/调查（一）"), ("", "合计")]
    assert [row.full_name for row in rows] == ["", "", "调查（一）-中心", ""]


def test_a_record_gives_a_row_of_each_level_and_goes_on_over_a_page() -> None:
    columns = (
        ColumnSpec("项目", role="name", level="项目"),
        ColumnSpec("指标", role="name", level="指标"),
    )
    records = BlockSpec("tree", levels=("项目", "指标"), level_by="records", columns=columns)
    both = ("项目", "指标")
    lines = [
        line("甲", "数量", columns=both),
        line("", "质量", columns=both),
        line("项目", "指标", columns=both),
        line("甲", "时效", columns=both),
        line("乙", "数量", columns=both),
    ]
    assert told(tree_rows(records, lines)) == [
        ("项目", "甲"),
        ("指标", "甲/数量"),
        ("指标", "甲/质量"),
        ("指标", "甲/时效"),
        ("项目", "乙"),
        ("指标", "乙/数量"),
    ]


@given(st.lists(st.tuples(st.sampled_from(["一、甲", "二、乙", "丙", "丁"]), st.integers(0, 3)), max_size=12))
def test_keys_are_unique_and_paths_lead_to_their_rows(names: list[tuple[str, int]]) -> None:
    rows = tree_rows(FUNCTIONAL, [line(("" if "、" in name else "　" * depth) + name) for name, depth in names])
    assert len({row.key for row in rows}) == len(rows) == len(names)
    for row in rows:
        assert not row.path or row.path[-1] in row.name
        assert bool(row.path) == bool(row.level)


# -- drawn and read back


def drawn(tmp_path: Path, **tables: list[dict[str, object]]) -> Path:
    path = tmp_path / "预算.xlsx"
    filling = Filling(tables={name: {"": rows} for name, rows in tables.items()})  # type: ignore[arg-type]
    build_workbook(PROFILE, path, filling, year=2025, unit_name="某局")
    return path


def test_a_record_is_one_merged_cell_and_read_as_one_row(tmp_path: Path) -> None:
    project = {"单位名称": "某局", "项目名称": "甲-某局", "年度资金总额": 12, "年度绩效目标": "办好"}
    lines = [
        {**project, "一级指标": "产出", "二级指标": "数量", "三级指标": "次数", "指标值": "=3次", "权重": 50},
        {"一级指标": "产出", "二级指标": "质量", "三级指标": "合格率", "指标值": ">=95%", "权重": 40},
    ]
    path = drawn(tmp_path, 绩效目标表=lines)
    sheet = load_workbook(path)["项目支出绩效目标表"]
    first = next(row for row in range(1, 20) if sheet.cell(row, 2).value == "甲-某局")
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"B{first}:B{first + 1}", f"E{first}:E{first + 1}"} <= merged
    assert f"G{first}:G{first + 1}" not in merged
    block = read_report(read_grid(path), PROFILE).tables["绩效目标表"].blocks[""]
    assert told(list(block.rows)) == [("项目", "甲-某局"), ("指标", "甲-某局/次数"), ("指标", "甲-某局/合格率")]
    assert block["甲-某局"]["年度资金总额"].value == 12
    assert block["甲-某局/次数"]["指标值"].text == "=3次"
    assert "权重" not in block["甲-某局"].cells


@pytest.mark.parametrize("by_style", [False, True])
def test_indentation_typed_or_set_shows_levels_and_is_drawn(tmp_path: Path, by_style: bool) -> None:
    names = ["一、甲类支出", "甲款", "甲项"]
    rows = [{"科目": name if by_style else "　" * depth + name, "总计": 5} for depth, name in enumerate(names)]
    path = drawn(tmp_path, 支出预算总表=[*rows, {"科目": "合计", "总计": 5}])
    if by_style:
        book = load_workbook(path)
        sheet = book["支出预算总表"]
        for row in range(1, sheet.max_row + 1):
            if sheet.cell(row, 1).value in names:
                sheet.cell(row, 1).alignment = Alignment(indent=names.index(sheet.cell(row, 1).value))
        book.save(path)
    grid = read_grid(path)
    report = read_report(grid, PROFILE)
    assert [row.level for row in report.tables["支出预算总表"].blocks[""].rows] == ["类", "款", "项", ""]
    shown = [cell.text for cell in draw_forms(read_by(grid, PROFILE))["支出预算总表"].cells if cell.column == 0]
    assert shown[-4:] == ["一、甲类支出", "　甲款", "　　甲项", "合计"]


def test_the_year_in_a_heading_says_nothing_about_the_column(tmp_path: Path) -> None:
    path = drawn(tmp_path, 三公表=[{"项目": "合 计", "预算数": 3}])
    assert load_workbook(path)["一般公共预算“三公”经费支出预算表"]["B3"].value == "2025年预算数"
    table = read_report(read_grid(path), PROFILE).tables["三公表"]
    assert table.blocks[""]["合计"]["预算数"].value == 3
    assert table.year == 2025


def test_a_total_that_comes_again_with_other_figures_is_told(tmp_path: Path) -> None:
    path = drawn(tmp_path)
    book = load_workbook(path)
    book["支出预算总表"].append(["合计", 3])
    book["支出预算总表"].append(["合计", 4])
    book.save(path)
    problems = read_report(read_grid(path), PROFILE).problems
    assert [one.cells[0].sheet for one in problems if one.rule == "RD-09"].count("支出预算总表") == 2


def test_names_in_the_blank_lines_of_a_form_are_rows_of_its_level(tmp_path: Path) -> None:
    path = tmp_path / "预算.xlsx"
    rows = [{"项目": "一、教育支出", "预算数": 2}, {"项目": ""}, {"项目": "本年支出合计", "预算数": 2}]
    build_workbook(PROFILE, path, Filling(tables={"收支预算总表": {"支出": rows}}), year=2025, unit_name="某局")
    report = read_report(read_grid(path), PROFILE)
    block = report.tables["收支预算总表"].blocks["支出"]
    assert told(list(block.rows)) == [("类", "教育支出"), ("", "本年支出合计")]
    assert not [problem for problem in report.problems if "教育支出" in problem.message]


def test_the_blank_form_has_room_for_rows_and_its_total_last(tmp_path: Path) -> None:
    sheet = load_workbook(drawn(tmp_path))["支出预算总表"]
    names = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    assert names[0] == "支出预算总表"
    assert names[-1] == "合计"
    assert names.count(None) >= 20
