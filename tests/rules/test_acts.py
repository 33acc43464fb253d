"""One human slip is one finding, however many cells it reached: acts done to published figures, through the door."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from toolkit import workbook, workflow
from toolkit.cells import Cell
from toolkit.edits import Edit
from toolkit.findings import Finding, Severity

WORKBOOKS = Path(__file__).resolve().parents[2] / "workbooks"


@cache
def sample(name: str = "fenyang-2024"):
    return workflow.check_grid(workbook.read_grid(WORKBOOKS / f"{name}.xlsx"))


def cells(table: str, column: str, name: str = "fenyang-2024", block: str = "") -> dict[str, Cell]:
    """A column of a form by the codes or names of its rows."""
    rows = sample(name).report.tables[table].blocks[block]
    return {row.code or row.key: row.cells[column] for row in rows if column in row.cells}


def told(edits: Iterable[Edit], name: str = "fenyang-2024") -> list[Finding]:
    """The errors that a workbook has once it is edited, without those of the published figures."""
    before = {finding.message for finding in sample(name).findings}
    findings = workflow.check_grid(workbook.edited(sample(name).grid, list(edits))).findings
    return [one for one in findings if one.severity is Severity.ERROR and one.message not in before]


def holding(cell: Cell, value: Decimal | None) -> Edit:
    return Edit(cell.sheet, cell.address, value)


def moved(column: Sequence[Cell], by: int) -> list[Edit]:
    """The figures of these cells moved up; what stood in the first ones is lost, the last ones are empty."""
    values = [cell.amount.value if cell.amount else None for cell in column]
    return [holding(cell, value) for cell, value in zip(column, [*values[by:], *[None] * by], strict=True)]


#: Where 2101506 医疗保障经办事务, 69.62, stands.
EVERYWHERE = [
    ("公开02", "本年收入合计"),
    ("公开02", "财政拨款收入"),
    ("公开03", "本年支出合计"),
    ("公开03", "项目支出"),
    ("公开05", "小计"),
    ("公开05", "项目支出"),
]


def test_one_figure_mistyped_wherever_it_stands():
    (one,) = told(holding(cells(*place)["2101506"], Decimal("96.62")) for place in EVERYWHERE)
    assert one.message.startswith("“2101506 医疗保障经办事务”在 6 处")
    assert "都印作 96.62，应为 69.62 万元左右" in one.message
    assert (one.act.kind, len(one.act.cells)) == ("repeated", 6)
    assert all(right.low <= Decimal("69.62") <= right.high for right in one.act.cells)
    assert {beneath.rule for beneath in one.caused} == {"GK02-2", "GK03-2", "GK05-2"}


def test_one_figure_left_out_wherever_it_stands():
    (one,) = told(holding(cells(*place)["2101506"], None) for place in EVERYWHERE)
    assert "“2101506 医疗保障经办事务”在 6 处" in one.message
    assert "都空着，应为 69.62 万元左右" in one.message


def test_a_block_of_rows_two_rows_up():
    edits = []
    for column in ("小计", "基本支出", "项目支出"):
        rows = cells("公开05", column)
        codes = list(rows)
        edits += moved([rows[code] for code in codes[codes.index("2101101") :]], 2)
    (one,) = told(edits)
    assert "起金额错位两行" in one.message
    assert "整体上移了，应下移两行" in one.message
    assert one.act.kind == "shifted"


@pytest.mark.parametrize(
    ("first", "last", "columns"),
    [
        ("2101101", "2101599", ("小计", "基本支出", "项目支出")),
        ("2080505", "2101102", ("小计", "基本支出", "项目支出")),
        ("210", "2210201", ("小计", "基本支出")),
    ],
)
def test_a_part_of_the_rows_or_of_the_columns_a_row_up(first, last, columns):
    """Over a row with figures; what stands below it, or beside it, is where it was."""
    edits = []
    for column in columns:
        rows = cells("公开05", column, "beipiao-2024")
        codes = list(rows)
        edits += moved([rows[code] for code in codes[codes.index(first) : codes.index(last) + 1]], 1)
    (one,) = told(edits, "beipiao-2024")
    assert f"自“{first} " in one.message
    assert "整体上移了，应下移一行" in one.message


def test_figures_closed_up_over_blank_rows():
    """30239 and 30299 have moved up to 30231 and 30239: more for the car than the form of 三公 has."""
    column = cells("公开06", "决算数", "yanbian-2024")
    rows = [column[code] for code in ("30231", "30239", "30240", "30299")]
    values = [rows[1].amount.value, rows[3].amount.value, None, None]
    (one,) = told((holding(cell, value) for cell, value in zip(rows, values, strict=True)), "yanbian-2024")
    assert "自“30231 公务用车运行维护费”起跳过空行填列，金额与科目错开（F29:F30）" in one.message
    assert (one.act.kind, [beneath.rule for beneath in one.caused]) == ("closed_up", ["GK06-09.3"])


def test_a_total_copied_into_a_part_is_told_as_such():
    (one,) = told([holding(cells("公开06", "决算数")["30239"], Decimal("21.34"))])
    assert "30239 其他交通费用" in one.message.split("；")[0]
    assert "可能是照抄了合计" in one.message.split("；")[0]


def test_two_columns_interchanged():
    one_column, other = cells("公开03", "基本支出"), cells("公开03", "项目支出")
    edits = [
        holding(to, at.amount.value if at.amount else None)
        for code in one_column
        for to, at in ((one_column[code], other[code]), (other[code], one_column[code]))
    ]
    (one,) = told(edits)
    assert one.message.startswith("公开03表“基本支出”与“项目支出”两列的金额对调了")


def test_a_form_in_yuan():
    edits = [
        holding(cell, cell.amount.value * 10_000)
        for column in ("小计", "基本支出", "项目支出")
        for cell in cells("公开05", column).values()
        if cell.amount
    ]
    (one,) = told(edits)
    assert one.message.startswith("公开05表的 ")
    assert "个数是按元填列的，应为万元" in one.message


def test_a_column_with_the_wrong_sign():
    (one,) = told(holding(cell, -cell.amount.value) for cell in cells("公开05", "项目支出").values() if cell.amount)
    assert "个数正负号相反" in one.message


def test_a_column_copied_from_the_one_beside_it():
    to, at = cells("公开03", "项目支出"), cells("公开03", "基本支出")
    (one,) = told(holding(to[code], at[code].amount.value if at[code].amount else None) for code in to)
    assert one.message.startswith("公开03表“项目支出”照抄了“基本支出”（")
    assert "，其中 " in one.message
    assert one.act.kind == "copied_column"


def test_two_acts_at_once_are_two_findings():
    turned = [holding(cell, -cell.amount.value) for cell in cells("公开05", "项目支出").values() if cell.amount]
    everywhere = [holding(cells(*place)["2080502"], Decimal("2.85")) for place in EVERYWHERE_BASIC]
    assert sorted(one.act.kind for one in told([*turned, *everywhere])) == ["repeated", "sign"]


#: Where 2080502 事业单位离退休, 2.58, stands.
EVERYWHERE_BASIC = [(form, "基本支出" if column == "项目支出" else column) for form, column in EVERYWHERE]


@pytest.mark.parametrize("door", ["check", "fill"])
def test_a_named_cell_is_named_after_filling_as_well(door):
    """The total that it is held against has become a formula; one car is all that is filled in below it."""
    checked = workflow.check(WORKBOOKS / "fenyang-2024.xlsx")
    shown = checked if door == "check" else workflow.fill(checked).checked
    (one,) = (finding for finding in shown.findings if finding.severity is Severity.ERROR)
    assert one.message.startswith("补充资料“公务用车保有量”（B46）应不大于 2，现 3")
    assert [cell.address for cell in one.cells] == ["B46"]
