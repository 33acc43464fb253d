"""The blank official workbook: what a clerk sees is what the profile says, and the same profile gives the same bytes."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from rich_workbook import parts

from toolkit.errors import OutputError
from toolkit.profile_kit.trial_filling import trial_filling
from toolkit.profiles import BlockSpec, ColumnSpec, Profile, RowSpec, TableSpec, TotalSpec, load_profile, profile_ids
from toolkit.workbook import read_grid
from toolkit.workbook.blanks.as_grid import as_grid
from toolkit.workbook.blanks.blank import build_blank, build_workbook, drawn_workbook
from toolkit.workbook.blanks.contents import Filling

HENAN = "henan-final"

# openpyxl knows no print area of whole columns (校验: as far down as there are findings)
pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


def shown(sheet: Worksheet, row: int, column: int) -> object:
    """The value a reader sees at a place: of a merged area, its first cell's."""
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            return sheet.cell(area.min_row, area.min_col).value
    return sheet.cell(row, column).value


def drawn(sheet: Worksheet, first: int, last: int) -> list[str]:
    """Rows as text; ``<`` and ``^`` mark what is merged with the left and the upper neighbour."""
    spans = {(r, c): area for area in sheet.merged_cells.ranges for r, c in _places(area)}
    lines = []
    for row in range(first, last + 1):
        words = []
        for column in range(1, sheet.max_column + 1):
            area = spans.get((row, column))
            if area is None or (row, column) == (area.min_row, area.min_col):
                words.append(str(sheet.cell(row, column).value or ""))
            else:
                words.append("^" if column == area.min_col else "<")
        lines.append(" | ".join(words))
    return lines


def _places(area: object) -> list[tuple[int, int]]:
    return [place for line in area.rows for place in line]  # type: ignore[attr-defined]


def only(profile: Profile, *specs: TableSpec) -> Profile:
    """The profile with these forms alone, quick to build."""
    return replace(
        profile,
        tables={spec.id: spec for spec in specs},
        facts={"基本信息": profile.facts["基本信息"]},
        outline=(),
    )


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    target = tmp_path_factory.mktemp("blank") / "blank.xlsx"
    build_blank(load_profile(HENAN), target, year=2023, unit_name="某某中心")
    return load_workbook(target)


@pytest.mark.parametrize("profile_id", profile_ids())
def test_the_committed_blank_is_up_to_date(profile_id: str, tmp_path: Path) -> None:
    profile = load_profile(profile_id)
    build_blank(profile, tmp_path / "workbook.xlsx")
    committed, fresh = parts(profile.folder / "workbook.xlsx"), parts(tmp_path / "workbook.xlsx")
    stale = [name for name in fresh | committed if fresh.get(name) != committed.get(name)]
    assert not stale, "run: python -m tools blanks"


@pytest.mark.parametrize("profile_id", profile_ids())
def test_what_is_drawn_reads_as_its_file_does(profile_id: str, tmp_path: Path) -> None:
    profile, path = load_profile(profile_id), tmp_path / "空白.xlsx"
    book = drawn_workbook(profile, trial_filling(profile), year=2024, unit_name="某某局")
    ours = as_grid(book, path)
    book.save(path)
    theirs = read_grid(path)
    assert [sheet.name for sheet in ours.sheets] == [sheet.name for sheet in theirs.sheets]
    for drawn_sheet, sheet in zip(ours.sheets, theirs.sheets, strict=True):
        assert set(drawn_sheet.merges) == set(sheet.merges)
        places = [(row, column) for row in range(1, 60) for column in range(1, 30) if (row, column) not in sheet.cells]
        assert [drawn_sheet.look_of_blank(place) for place in places] == [
            sheet.look_of_blank(place) for place in places
        ]
        assert replace(drawn_sheet, merges=(), look_of_blank=repr) == replace(sheet, merges=(), look_of_blank=repr)


def test_two_builds_are_the_same_bytes_whenever_they_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = only(load_profile(HENAN), load_profile(HENAN).tables["公开05"])
    build_blank(profile, tmp_path / "a.xlsx", year=2023)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 1, 126, 0))
    build_blank(profile, tmp_path / "b.xlsx", year=2023)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<dcterms:modified" in package.read("docProps/core.xml")
        assert b"2024-01-01T00:00:00Z</dcterms:modified>" in package.read("docProps/core.xml")


def test_sheets_stand_in_the_order_a_clerk_works_through_them(blank: Workbook) -> None:
    assert blank.sheetnames == [
        "填报顺序",
        "基本信息",
        "收入支出决算总表",
        "收入决算表",
        "支出决算表",
        "财政拨款收入支出决算总表",
        "一般公共预算财政拨款支出决算表",
        "一般公共预算财政拨款基本支出决算明细表",
        "政府性基金预算财政拨款收入支出决算表",
        "国有资本经营预算财政拨款支出决算表",
        "财政拨款“三公”经费支出决算表",
        "补充资料",
        "部门概况",
        "名词解释",
        "自评表1",
        "情况说明",
        "校验",
    ]


def test_a_sheet_name_is_a_title_excel_accepts(tmp_path: Path) -> None:
    title = "收入/支出[总]表：一般公共预算财政拨款基本支出决算明细表*（续）？?超长的标题"
    spec = TableSpec(title=title, id="甲", blocks=(BlockSpec("lines", columns=COLUMNS, rows=(RowSpec("总计"),)),))
    build_blank(only(load_profile(HENAN), spec), tmp_path / "a.xlsx")
    name = load_workbook(tmp_path / "a.xlsx").sheetnames[2]
    assert len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert name.startswith("收入支出总表：一般公共预算")


COLUMNS = (
    ColumnSpec("项目", head="收入/项目", role="name"),
    ColumnSpec("行次", head="收入/行次", role="line"),
    ColumnSpec("决算数", head="收入/决算数"),
)


def test_a_name_from_the_command_line_may_hold_anything(tmp_path: Path) -> None:
    target = tmp_path / "空白.xlsx"
    build_blank(load_profile("central-final"), target, year=2025, unit_name="某\x1b\x00局\udce9\u200b")
    assert load_workbook(target)["基本信息"]["B4"].value == "某局"


def test_heading_of_the_summary_table(blank: Workbook) -> None:
    assert drawn(blank["收入支出决算总表"], 1, 7) == [
        "收入支出决算总表 | < | < | < | < | <",
        " |  |  |  |  | 公开01表",
        "单位：某某中心 | < | 2023年度 | 单位：万元 | < | <",
        "收入 | < | < | 支出 | < | <",
        "项目 | 行次 | 决算数 | 项目 | 行次 | 决算数",
        "栏次 |  | 1 | 栏次 |  | 2",
        "一、一般公共预算财政拨款收入 | 1 |  | 一、一般公共服务支出 | 32 | ",
    ]


def test_heading_of_a_table_by_codes(blank: Workbook) -> None:
    assert drawn(blank["政府性基金预算财政拨款收入支出决算表"], 4, 7) == [
        "项目 | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余",
        "功能分类科目编码 | 科目名称 | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^",
        "栏次 | < | 1 | 2 | 3 | 4 | 5 | 6",
        "合计 | < |  |  |  |  |  | ",
    ]


def test_heading_of_the_three_public_expenses(blank: Workbook) -> None:
    half = "合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费"
    below = "^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^"
    assert drawn(blank["财政拨款“三公”经费支出决算表"], 4, 7) == [
        "预算数 | < | < | < | < | < | 决算数 | < | < | < | < | <",
        f"{half} | {half}",
        f"{below} | {below}",
        "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12",
    ]


def test_side_by_side_groups_end_in_their_totals(blank: Workbook) -> None:
    sheet = blank["一般公共预算财政拨款基本支出决算明细表"]
    heads = "经济分类科目编码 | 科目名称 | 决算数"
    assert drawn(sheet, 4, 5) == [
        f"{heads} | {heads} | {heads}",
        "301 | 工资福利支出 |  | 302 | 商品和服务支出 |  | 307 | 债务利息及费用支出 | ",
    ]
    assert drawn(sheet, 32, 33) == [
        " |  |  | 30299 | 其他商品和服务支出 |  |  |  | ",
        " | 人员经费合计 |  | 公用经费合计 | < | < | < | < | ",
    ]


def test_self_evaluation_form(blank: Workbook) -> None:
    assert drawn(blank["自评表1"], 3, 20) == [
        "项目名称 |  | < | < | < | < | < | < | <",
        "主管部门 |  | < | < | 实施单位 |  | < | < | <",
        "项目资金（万元） |  | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
        "^ | 年度资金总额： | < |  |  |  |  |  | ",
        "^ | 财政拨款 | < |  |  |  |  |  | ",
        "^ | 财政专户管理资金 | < |  |  |  |  |  | ",
        "^ | 单位资金 | < |  |  |  |  |  | ",
        "资金管理情况 |  | < | 情况说明 | < | 分值(20) | 得分 | 存在问题和改进措施 | <",
        "^ | 安排科学性 | < |  | < |  |  |  | <",
        "^ | 拨付合规性 | < |  | < |  |  |  | <",
        "^ | 使用规范性 | < |  | < |  |  |  | <",
        "^ | 预算绩效管理情况 | < |  | < |  |  |  | <",
        "年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | <",
        "^ |  | < | < | < |  | < | < | <",
        "绩效指标 | < | < | < | < | < | < | < | <",
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际值完成值 | 分值 | 得分 | 偏差度 | 偏差原因分析及改进措施",
        " |  |  |  |  |  |  |  | ",
        " |  |  |  |  |  |  |  | ",
    ]
    assert drawn(blank["自评表1"], 29, 29) == ["总分 | < | < | < | < |  |  |  | <"]


PATHS = st.lists(
    st.lists(st.sampled_from(["收入", "支出", "小计", "合计"]), min_size=1, max_size=3).map("/".join),
    min_size=3,
    max_size=9,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(heads=["收入", "收入/收入", "收入/收入/收入"])
@given(heads=PATHS)
def test_reading_down_a_column_gives_its_path(heads: list[str], tmp_path: Path) -> None:
    columns = tuple(ColumnSpec(f"c{number}", head=head) for number, head in enumerate(heads))
    spec = TableSpec(title="表", id="甲", index_row=False, blocks=(BlockSpec("codes", columns=columns),))
    build_blank(only(load_profile(HENAN), spec), tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["表"]
    depth = max(head.count("/") + 1 for head in heads)
    for place, column in enumerate(columns, 1):
        path = list(column.path)
        down = [shown(sheet, 4 + level, place) for level in range(depth)]
        assert down == path + path[-1:] * (depth - len(path))


def test_words_stay_words_whatever_they_look_like(tmp_path: Path) -> None:
    words = ["=1+1", "A&B<5", "{{ x }}", "#REF!", "00123", "上\n下", "第\x0b一"]
    columns = ["编码", "名称", "年初预算数", "差异原因"]
    rows = [dict(zip(columns, ["2080107", word, Decimal("12345678901.23"), word], strict=True)) for word in words]
    profile = load_profile(HENAN)
    small = replace(only(profile), facts={name: profile.facts[name] for name in ("基本信息", "年初预算")})
    build_workbook(small, tmp_path / "a.xlsx", Filling(lists={"年初预算": rows}), unit_name="=HYPERLINK(1)")
    book = load_workbook(tmp_path / "a.xlsx")
    assert (book["基本信息"]["B4"].value, book["基本信息"]["B4"].data_type) == ("=HYPERLINK(1)", "s")
    cells = [book["补充资料"].cell(row, 4) for row in range(3, 3 + len(words))]
    assert [cell.value for cell in cells] == [word.replace("\x0b", "") for word in words]
    assert {cell.data_type for cell in cells} == {"s"}
    assert b"<v>12345678901.23</v>" in parts(tmp_path / "a.xlsx")["xl/worksheets/sheet3.xml"]


def test_every_figure_cell_refuses_words_and_says_what_goes_there(blank: Workbook) -> None:
    profile = load_profile(HENAN)
    for spec in profile.tables.values():
        if spec.repeated:
            continue
        sheet = blank[spec.title]
        checked = {
            place
            for rule in sheet.data_validations.dataValidation
            for area in rule.sqref.ranges
            for place in _places(area)
        }
        figures = {
            (cell.row, cell.column) for line in sheet.iter_rows() for cell in line if cell.number_format == "#,##0.00"
        }
        assert figures
        assert figures <= checked, spec.title
        for rule in sheet.data_validations.dataValidation:
            assert (rule.type, rule.allow_blank, rule.errorTitle) == ("decimal", True, "填写有误")
            assert "万元" in rule.prompt
            assert "只能填数字" in rule.error


def test_prompts_keep_to_the_lengths_excel_allows(blank: Workbook) -> None:
    rules = [rule for sheet in blank for rule in sheet.data_validations.dataValidation]
    assert len(rules) > 100
    for rule in rules:
        assert len(rule.promptTitle) <= 32
        assert len(rule.prompt or "") <= 255
        assert len(rule.error or "") <= 225


def test_facts_are_explained_and_checked(blank: Workbook) -> None:
    sheet = blank["补充资料"]
    rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    assert list(filter(None, map(str, rows)))[:3] == ["一、上年数", "项目", "上年度收入总计"]
    row = rows["上年度收入总计"]
    assert [sheet.cell(row, column).value for column in (3, 4)] == ["万元", "必填。上年公开01表“总计”（收入方）"]
    rules = {area: rule for rule in sheet.data_validations.dataValidation for area in str(rule.sqref).split()}
    assert rules[f"B{rows['因公出国（境）团组数']}"].type == "whole"
    assert [rule.formula1 for rule in rules.values() if rule.type == "list"] == ['"完成,未完成"']


def test_fields_come_from_the_outline(blank: Workbook) -> None:
    fields = [item.field for item in load_profile(HENAN).outline if item.field]
    sheet = blank["情况说明"]
    assert [sheet.cell(3, column).value for column in range(1, 7)] == [
        "章节",
        "字段",
        "自动生成稿",
        "人工改写",
        "状态",
        "底稿指纹",
    ]
    assert [sheet.cell(row, 2).value for row in range(4, 4 + len(fields))] == fields
    assert sheet.column_dimensions["F"].hidden


def test_every_sheet_prints_on_a4_within_the_width(blank: Workbook) -> None:
    for sheet in blank:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage) == (9, 1, True)
        assert "&P" in sheet.oddFooter.center.text
    assert blank["收入支出决算总表"].page_setup.orientation == "portrait"
    assert blank["收入决算表"].page_setup.orientation == "landscape"
    assert blank["收入决算表"].print_title_rows == "$4:$6"
    assert blank["收入决算表"].freeze_panes == "C7"


def test_nothing_is_left_behind_when_the_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="文件夹"):
        build_blank(only(load_profile(HENAN)), tmp_path / "没有" / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_finished_package_names_every_text_once(tmp_path: Path) -> None:
    build_blank(only(load_profile(HENAN), load_profile(HENAN).tables["公开01"]), tmp_path / "a.xlsx")
    content = parts(tmp_path / "a.xlsx")
    strings = content["xl/sharedStrings.xml"]
    assert strings.count(b"<si>") == len(set(strings.split(b"<si>")[1:]))
    assert not any(b"inlineStr" in part for part in content.values())
    assert b"<ignoredError " in content["xl/worksheets/sheet3.xml"]


def test_groups_with_heads_and_codes_that_do_not_apply(tmp_path: Path) -> None:
    columns = (ColumnSpec("编码", role="code"), ColumnSpec("名称", role="name"), ColumnSpec("决算数"))
    block = BlockSpec(
        "groups",
        columns=columns,
        groups=tuple(tuple(map(RowSpec, group)) for group in (["301 工资"], ["309 基建", "30901 房屋"], ["310 购置"])),
        group_heads=("人员经费", "公用经费", "公用经费"),
        dashes=("309",),
        totals=(TotalSpec("人员经费合计"), TotalSpec("公用经费合计", 3)),
    )
    spec = TableSpec("表", id="表", index_row=False, blocks=(block,), name_label="单位名称", unit_line="万元")
    profile = only(load_profile(HENAN), spec)
    build_workbook(profile, tmp_path / "a.xlsx", Filling(), year=2023, unit_name="甲")
    sheet = load_workbook(tmp_path / "a.xlsx")["表"]
    assert [cell.value for cell in sheet[3] if cell.value] == ["单位名称：甲", "2023年度", "万元"]
    assert drawn(sheet, 4, 8) == [
        "人员经费 | < | < | 公用经费 | < | < | < | < | <",
        "编码 | 名称 | 决算数 | 编码 | 名称 | 决算数 | 编码 | 名称 | 决算数",
        "301 | 工资 |  | 309 | 基建 | —— | 310 | 购置 | ",
        " |  |  | 30901 | 房屋 | —— |  |  | ",
        "人员经费合计 | < |  | 公用经费合计 | < | < | < | < | ",
    ]
