"""The list of units as bureaus keep it: every line that is a unit is one, no other is, and what was passed over is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from toolkit.batch.unit_list import UnitList, read_expected
from toolkit.errors import WorkbookError

HEADS = ["单位编码", "单位名称"]
A, B = ["001", "甲局"], ["002", "乙局"]


def listed(folder: Path, *sheets: Sequence[Sequence[object]], merged: Sequence[str] = (), hidden: int = 0) -> UnitList:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{number + 1}")
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
        sheet.row_dimensions[hidden or 99].hidden = bool(hidden)
    book.save(folder / "名单.xlsx")
    return read_expected(folder / "名单.xlsx")


def units(read: UnitList) -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in read.units]


BOTH = [("001", "甲局"), ("002", "乙局")]


@pytest.mark.parametrize(
    "heads",
    [
        [["单位编码", "单位名称（全称）"]],
        [["*单位编码", "*单位名称"]],
        [["单位", None], ["编码", "名称"]],
        [["代码", "部门（单位）名称"]],
        [["编码", "预算单位名称"]],
    ],
)
def test_heads_as_people_write_them(tmp_path: Path, heads: list[list[object]]) -> None:
    assert units(listed(tmp_path, [["某县名单"], *heads, A, B])) == BOTH


def test_two_rows_of_merged_heads(tmp_path: Path) -> None:
    rows = [["序号", "单位", None, "主管部门"], [None, "编码", "名称", None], [1, *A, "丙委"], [2, *B, "丙委"]]
    read = listed(tmp_path, rows, merged=["A1:A2", "B1:C1", "D1:D2"])
    assert units(read) == BOTH
    assert {unit.department for unit in read.units} == {"丙委"}


def test_totals_notes_and_headings_are_no_units_and_said_to_be_none(tmp_path: Path) -> None:
    rows = [
        HEADS,
        ["一、行政单位"],
        A,
        [None, "小 计"],
        B,
        [None, "合计：2家"],
        ["填表人：丁"],
        [None, "注：含改制单位"],
    ]
    read = listed(tmp_path, rows, merged=["A2:B2"])
    assert units(read) == BOTH
    assert "第 2、4、6、7、8 行是小计、说明一类的话" in read.notes[-1]


def test_every_sheet_that_is_a_list_is_read(tmp_path: Path) -> None:
    read = listed(tmp_path, [HEADS, A], [["说明"]], [HEADS, B])
    assert units(read) == BOTH
    assert read.notes == ("名单共 2 个单位（工作表“表1”1 个，工作表“表3”1 个）。",)


def test_a_unit_written_twice_is_due_once(tmp_path: Path) -> None:
    read = listed(tmp_path, [HEADS, A, B, A, [None, "乙局"]])
    assert units(read) == BOTH
    assert "只算一次：甲局、乙局" in read.notes[-1]


@pytest.mark.parametrize("name", [None, "#N/A", '="甲"&"局"'])
def test_a_line_without_a_name_is_told(tmp_path: Path, name: object) -> None:
    read = listed(tmp_path, [HEADS, ["001", name], B])
    assert units(read) == BOTH[1:]
    assert "第 2 行没有单位名称" in read.notes[-1]


def test_hidden_lines_are_due_and_said_to_be_hidden(tmp_path: Path) -> None:
    read = listed(tmp_path, [HEADS, A, B], hidden=3)
    assert units(read) == BOTH
    assert "第 3 行是隐藏的" in read.notes[-1]


def test_heads_without_a_unit_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="第 1 行）下面没有一个单位"):
        listed(tmp_path, [HEADS])
