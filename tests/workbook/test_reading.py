"""Reading hand-made sheets of a small format: forms written in their own ways, and everything that is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from small_forms import BASICS, INCOME, SPENDING, grid, replaced, sheet, small_library

from toolkit.amounts import Unit
from toolkit.cells import CellKind
from toolkit.errors import WorkbookError
from toolkit.report import Report
from toolkit.workbook.files.grid import Grid, RawCell, Sheet
from toolkit.workbook.forms.problems import CATALOGUE
from toolkit.workbook.forms.which_profile import recognise_profile
from toolkit.workbook.reading import read_report

SMALL = small_library().load("small")


def book(income: list[list[object]] = INCOME, spending: list[list[object]] = SPENDING, *more: Sheet) -> Grid:
    return grid(sheet("基本信息", BASICS), sheet("表一", income), sheet("表二", spending), *more)


def read(workbook: Grid) -> Report:
    return read_report(workbook, small_library().load(recognise_profile(workbook, small_library())))


def told(report: Report) -> list[tuple[str, str]]:
    return [(problem.rule, problem.message) for problem in report.problems]


def spending(report: Report) -> dict[str, tuple[str, Decimal]]:
    return {row.key: (row.name, row.cells["合计"].value) for row in report.tables["支出"].blocks[""]}


def test_a_form_as_it_should_be() -> None:
    report = read(book())
    income = report.tables["收支"]
    assert told(report) == []
    assert (income.sheet, income.title, income.label, income.unit_name, income.year, income.unit) == (
        "表一", "收入支出决算总表", "公开01表", "某局", 2023, Unit.WAN
    )  # fmt: skip
    assert income.notes == ("注：本表反映收支情况。",)
    rows = income.blocks["收入"]
    assert [row.key for row in rows] == ["财政拨款收入", "事业收入", "本年收入合计", "年初结转和结余", "总计"]
    assert [row.line for row in rows] == [1, 2, 3, 4, 5]
    assert [rows[key].cells["决算数"].kind for key in ("财政拨款收入", "事业收入", "年初结转和结余")] == [
        CellKind.NUMBER, CellKind.BLANK, CellKind.NUMBER
    ]  # fmt: skip
    assert rows["总计"].cells["决算数"].address == "C11"
    assert (report.unit_name, report.year, report.facts["人数"].value) == ("某局", 2023, 12)


def test_forms_need_no_line_numbers_and_no_index_row() -> None:
    rows = [[row[0], *row[2:]] for number, row in enumerate(INCOME, 1) if number != 6]
    report = read(book(rows))
    assert told(report) == []
    assert report.tables["收支"].blocks["收入"]["总计"].cells["决算数"].value == Decimal("10.50")


def test_the_total_may_stand_in_the_last_row() -> None:
    rows = [*SPENDING[:5], *SPENDING[6:], ["合 计", None, Decimal("7.10"), Decimal("7.10")]]
    assert spending(read(book(spending=rows))) == spending(read(book())) | {"合计": ("合 计", Decimal("7.10"))}


@pytest.mark.parametrize(
    "codes",
    [
        [("208", None, None), ("208", "01", None), ("208", "01", "01")],
        [("208", None, None), ("208", "20801", None), ("208", "20801", "2080101")],
        [("２０８", None, None), (208, "０１", None), (208, "01", "01")],
    ],
    ids=["own digits", "cumulative", "full width"],
)
def test_codes_may_be_split_over_three_columns(codes: list[tuple[object, object, object]]) -> None:
    rows: list[list[object]] = [
        ["支出决算表"],
        ["单位：某局", None, None, "2023年度", None, "单位：万元"],
        ["项目", None, None, None, "本年支出合计", "基本支出"],
        ["功能分类科目编码", None, None, "科目名称"],
        ["类", "款", "项"],
        ["合计", None, None, None, Decimal("7.10"), Decimal("7.10")],
    ]
    rows += [[*code, *row[1:]] for code, row in zip(codes, SPENDING[6:], strict=True)]
    report = read(book(spending=rows))
    assert told(report) == []
    read_codes = [(row.key, row.code, row.name) for row in report.tables["支出"].blocks[""]]
    assert read_codes == [("合计", "", "合计"), *((str(row[0]), str(row[0]), str(row[1])) for row in SPENDING[6:])]


def test_several_parts_of_a_heading_may_share_a_cell() -> None:
    rows = [
        ["某局2023年度收入支出决算总表"],
        ["编制单位：某 局　　2023年度   金额单位：人民币元", None, "公开01表"],
        *INCOME[3:],
    ]
    table = read(book(rows)).tables["收支"]
    assert (table.title, table.unit_name, table.year, table.unit) == (
        "某局2023年度收入支出决算总表", "某 局", 2023, Unit.YUAN
    )  # fmt: skip


@pytest.mark.parametrize("unit", Unit, ids=lambda unit: unit.value)
def test_every_unit_is_read_with_its_blank_cells(unit: Unit) -> None:
    table = read(book(replaced(INCOME, {(3, 3): f"（金额单位：{unit.value}）", (6, 3): None}))).tables["收支"]
    assert table.unit is unit
    figures = [row.cells["决算数"] for row in table.blocks["收入"]]
    assert {cell.unit for cell in figures} == {unit}
    assert CellKind.BLANK in {cell.kind for cell in figures}


def test_a_name_may_stand_beside_its_label() -> None:
    rows = replaced(INCOME, {(3, 1): "单位名称：", (3, 2): "某局", (2, 1): "2023年度"})
    table = read(book(rows)).tables["收支"]
    assert (table.unit_name, table.year, table.unit) == ("某局", 2023, Unit.WAN)


def test_a_form_without_a_unit_is_read_like_the_others_and_told() -> None:
    in_yuan = replaced(SPENDING, {(2, 3): "单位：元"})
    report = read(book(replaced(INCOME, {(3, 3): None}), in_yuan))
    assert {table.unit for table in report.tables.values()} == {Unit.YUAN}
    assert told(report) == [
        ("RD-11", "工作表“表一”的表头没有写明金额单位，已按元读取，请补上“单位：万元”或“单位：元”。")
    ]


def test_the_sheet_that_people_see_is_read_whatever_a_hidden_one_is_called() -> None:
    """Last year's tables, kept as hidden sheets under the official name."""
    old = replace(sheet("收入支出决算总表", replaced(INCOME, {(7, 3): Decimal("99.99")})), hidden=True)
    report = read(grid(sheet("基本信息", BASICS), old, sheet("Z01", INCOME), sheet("表二", SPENDING)))
    assert report.tables["收支"].sheet == "Z01"
    (code, message), *others = told(report)
    assert not others
    assert code == "RD-13"
    assert "工作表“收入支出决算总表”（隐藏的）也像是" in message


def test_a_form_that_only_a_hidden_sheet_holds_is_read_and_told() -> None:
    hidden = replace(sheet("表甲", INCOME), hidden=True)
    report = read(grid(sheet("基本信息", BASICS), hidden, sheet("表二", SPENDING)))
    assert report.tables["收支"].sheet == "表甲"
    assert [(code, "只有隐藏的工作表“表甲”" in message) for code, message in told(report)] == [("RD-43", True)]


def test_a_copy_of_a_form_is_told_and_not_read() -> None:
    changed = replaced(INCOME, {(7, 3): Decimal("99.99")})
    report = read(book(INCOME, SPENDING, sheet("收入支出决算总表 (2)", changed)))
    assert report.tables["收支"].sheet == "表一"
    assert [code for code, _ in told(report)] == ["RD-13"]
    assert (
        "工作表“收入支出决算总表 (2)”也像是《收入支出决算总表》（公开01表），本次只读取了工作表“表一”"
        in told(report)[0][1]
    )


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({(5, 3): "金额"}, "RD-03", "“收入／决算数”"),
        ({(10, 1): "年初结转与结余"}, "RD-04", "A10 的“年初结转与结余”应为“年初结转和结余”"),
        ({(8, 1): "捐赠收入"}, "RD-04", "A8 的“捐赠收入”不在本表应有的项目里"),
        ({(7, 3): "约十万"}, "RD-05", "C7 应填数字，现为“约十万”"),
        ({(7, 3): RawCell(CellKind.ERROR, "#REF!", "A1")}, "RD-06", "C7 的公式出错（#REF!）"),
        ({(7, 3): RawCell(CellKind.PENDING, "", "A1")}, "RD-07", "C7 的公式还没有算出结果"),
        ({(7, 3): "10.50"}, "RD-08", "C7 的“10.50”是文本形式的数字"),
        ({(3, 3): "单位：百万元"}, "RD-12", "C3 的金额单位是“单位：百万元”，已按万元读取"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(changes: dict[tuple[int, int], object], code: str, said: str) -> None:
    report = read(book(replaced(INCOME, changes)))
    assert [problem for problem, _ in told(report)] == [code]
    message = told(report)[0][1]
    assert "工作表“表一”" in message
    assert said in message
    assert message.endswith(f"{CATALOGUE[code].advice}。")
    assert report.problems[0].severity.value == CATALOGUE[code].severity


def test_a_slip_in_a_name_still_finds_its_row() -> None:
    rows = read(book(replaced(INCOME, {(10, 1): "年初结转与结余"}))).tables["收支"].blocks["收入"]
    assert rows["年初结转和结余"].name == "年初结转与结余"


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({(9, 1): "20801"}, "RD-09", "A9 的科目编码 20801 在本表出现了不止一次"),
        ({(9, 1): None}, "RD-10", "第 9 行（“行政运行”）有金额，但没有可识别的科目编码"),
        ({(9, 1): "甲"}, "RD-10", "第 9 行（“行政运行”）有金额"),
    ],
)
def test_codes_that_cannot_be_used_are_told(changes: dict[tuple[int, int], object], code: str, said: str) -> None:
    report = read(book(spending=replaced(SPENDING, changes)))
    assert [problem for problem, _ in told(report)] == [code]
    assert said in told(report)[0][1]


def test_a_form_without_its_heads_is_told_as_such() -> None:
    report = read(book([[row[0]] for row in INCOME[:3]]))
    assert ("RD-02", "工作表“表一”是《收入支出决算总表》（公开01表），但没有找到表头（项目、行次、决算数），请不要改动官方表格的表头文字。") in told(report)  # fmt: skip


def test_a_missing_form_and_missing_sheets_of_ours_are_told_once() -> None:
    report = read_report(grid(sheet("表二", SPENDING)), SMALL)
    assert [code for code, _ in told(report)] == ["RD-01", "RD-14"]
    assert report.missing_sheets == ("基本信息",)
    assert report.facts["人数"].address == ""


def test_a_form_below_another_one_is_told_where_it_stands() -> None:
    report = read_report(grid(sheet("基本信息", BASICS), sheet("表一", [*INCOME, *SPENDING])), SMALL)
    (message,) = [message for code, message in told(report) if code == "RD-01"]
    assert f"工作表“表一” A{len(INCOME) + 1} 有它的标题，但一张工作表只读一张表" in message


def test_facts_that_are_no_numbers_or_have_no_row_are_told() -> None:
    words = grid(
        sheet("基本信息", replaced(BASICS, {(4, 2): "十二人"})), sheet("表一", INCOME), sheet("表二", SPENDING)
    )
    assert [code for code, _ in told(read(words))] == ["RD-05"]
    gone = grid(sheet("基本信息", BASICS[:3]), sheet("表一", INCOME), sheet("表二", SPENDING))
    assert told(read(gone)) == [("RD-03", "工作表“基本信息”没有找到“年末人数”，请核对表头文字。")]


def test_an_export_without_our_sheets_is_recognised_by_its_forms() -> None:
    assert recognise_profile(grid(sheet("Z01", INCOME), sheet("Z03", SPENDING)), small_library()) == "small"


def test_a_workbook_without_any_form_is_refused() -> None:
    notes = grid(sheet("记事", [["会议记录"], ["收入", "支出"]]))
    with pytest.raises(WorkbookError, match="没有认出任何官方表格"):
        recognise_profile(notes, small_library())
    with pytest.raises(WorkbookError, match="没有找到格式“small”的官方表格"):
        read_report(notes, SMALL)


def test_texts_are_data() -> None:
    name = '=1+1 {{ x }} <A&B> "'
    report = read(book(spending=replaced(SPENDING, {(9, 2): name})))
    assert report.tables["支出"].blocks[""]["2080101"].name == name


def test_the_catalogue_is_in_order() -> None:
    assert list(CATALOGUE) == sorted(CATALOGUE)
    assert all(code == kind.code and kind.code.startswith("RD-") for code, kind in CATALOGUE.items())
    assert {kind.severity for kind in CATALOGUE.values()} == {"error", "warning"}
