"""Rows put into a sheet: whatever names a row further down follows it, in the grid and in the file alike."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from rich_workbook import parts

from toolkit.edits import Edit, NewRows
from toolkit.workbook.files.grid import edited
from toolkit.workbook.files.opening import read_grid
from toolkit.workbook.files.writing.new_rows import with_new_rows
from toolkit.workbook.files.writing.patch import apply_edits
from toolkit.workbook.files.writing.references import moved_formula, references

SHEET = "支出决算表"


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A5+B4", "A15+B4"),
        ("SUM(A1:$A$9)", "SUM(A1:$A$19)"),
        ("表!A5+'我 的表'!$B$2:C$9", "表!A15+'我 的表'!$B$3:C$10"),
        ("[1]表!A5+表A5+LOG10(5)+1E5", "[1]表!A5+表A5+LOG10(5)+1E5"),
        ('IF(A5="A5",HYPERLINK("#\'表\'!A5","A5"))', 'IF(A15="A5",HYPERLINK("#\'表\'!A5","A5"))'),
        ("表!$5:$7-甲!A5", "表!$15:$17-甲!A5"),
        ("'张三''s'!A5", "'张三''s'!A7"),
        ("合计[A5]+A5.b", "合计[A5]+A5.b"),
    ],
)
def test_references_follow_their_rows(formula: str, moved: str) -> None:
    moves = {"表": lambda row: row + 10 * (row >= 5), "我 的表": lambda row: row + 1, "张三's": lambda row: row + 2}
    assert moved_formula(formula, "表", moves) == moved


@given(st.lists(st.tuples(st.sampled_from(["", "表!", "'表'!", "甲!"]), st.integers(1, 99), st.integers(1, 99))))
def test_rows_that_stay_change_no_formula(areas: list[tuple[str, int, int]]) -> None:
    formula = "+".join(f"SUM({sheet}B{first}:$C${last})" for sheet, first, last in areas)
    assert moved_formula(formula, "表", {"表": lambda row: row}) == formula
    assert [(min(a, b), max(a, b)) for _, a, b in areas] == [(each.first, each.last) for each in references(formula)]


def book(path: Path) -> Path:
    """A form of three rows with what may hang on cells below and beside it."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = SHEET
    box = Border(*[Side(style="thin")] * 4)
    for row, values in enumerate([("编码", "名称", "小计"), ("208", "甲", 1), ("210", "乙", 2), ("221", "丙", 3)], 3):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.border = box
        sheet.row_dimensions[row].height = 21
    sheet["C7"] = "=SUM(C4:C6)"
    sheet["A8"] = "注：本表"
    sheet.merge_cells("A8:C8")
    sheet.merge_cells("E6:F6")
    sheet["A8"].comment = Comment("别人写的", "李四")
    sheet["D8"].hyperlink = f"#'{SHEET}'!C7"
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="$C$7")
    rule.add("C4:C6")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add("C4:C6", CellIsRule("greaterThan", ["$C$7"], fill=PatternFill(bgColor="FFFF0000")))
    sheet.print_area = "A1:C8"
    other = workbook.create_sheet("总表")
    other["A1"], other["A2"], other["A3"] = f"={SHEET}!C6", f"=SUM({SHEET}!C4:C6)", "=A1"
    workbook.defined_names.add(DefinedName("合计数", attr_text=f"{SHEET}!$C$7"))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=4, max_row=6))
    sheet.add_chart(chart, "H7")
    workbook.save(path)
    return path


def test_everything_below_follows(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    apply_edits(path, tmp_path / "b.xlsx", [Edit(SHEET, "A6", "211")], [NewRows(SHEET, 6, 2)])
    workbook = load_workbook(tmp_path / "b.xlsx")
    sheet, other = workbook[SHEET], workbook["总表"]
    assert [[cell.value for cell in row] for row in sheet["A4:C10"]] == [
        ["208", "甲", 1],
        ["210", "乙", 2],
        ["211", None, None],
        [None, None, None],
        ["221", "丙", 3],
        [None, None, "=SUM(C4:C8)"],
        ["注：本表", None, None],
    ]
    assert [other[cell].value for cell in ("A1", "A2", "A3")] == [f"={SHEET}!C8", f"=SUM({SHEET}!C4:C8)", "=A1"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A10:C10", "E8:F8", "E6:F6", "E7:F7"}
    assert {sheet[cell].border.left.style for cell in ("A6", "B7", "C7")} == {"thin"}
    assert [sheet.row_dimensions[row].height for row in (6, 7, 8)] == [21, 21, 21]
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula2) == ("C4:C8", "$C$9")
    ((area, (shading,)),) = ((str(each.sqref), each.rules) for each in sheet.conditional_formatting)
    assert (area, shading.formula) == ("C4:C8", ["$C$9"])
    assert sheet.print_area == f"'{SHEET}'!$A$1:$C$10"
    assert sheet["A10"].comment.text == "别人写的"
    assert sheet["D10"].hyperlink is not None
    assert workbook.defined_names["合计数"].attr_text == f"{SHEET}!$C$9"
    content = parts(tmp_path / "b.xlsx")
    assert b"$C$4:$C$8" in content["xl/charts/chart1.xml"]
    assert b"<row>8</row>" in content["xl/drawings/drawing1.xml"]
    assert re.search(rb"Row>9</", content["xl/drawings/commentsDrawing1.vml"])


@pytest.mark.parametrize("new", [NewRows(SHEET, 6, 2), NewRows(SHEET, 7, 1, like_above=True), NewRows("总表", 2, 3)])
def test_the_grid_and_the_file_agree(tmp_path: Path, new: NewRows) -> None:
    path = book(tmp_path / "a.xlsx")
    edits = [Edit(SHEET, "B5", "改")]
    apply_edits(path, tmp_path / "b.xlsx", edits, [new])
    foreseen, written = edited(with_new_rows(read_grid(path), [new]), edits), read_grid(tmp_path / "b.xlsx")
    for sheet in written.sheets:
        filled = {place: cell for place, cell in sheet.cells.items() if cell.text or cell.formula}
        assert filled == {p: c for p, c in foreseen[sheet.name].cells.items() if c.text or c.formula}
        assert set(sheet.merges) == set(foreseen[sheet.name].merges)


def test_rows_in_several_places_of_a_sheet(tmp_path: Path) -> None:
    """All places are as the sheet stands before anything is put in."""
    path = book(tmp_path / "a.xlsx")
    apply_edits(path, path, [], [NewRows(SHEET, 4, 1), NewRows(SHEET, 7, 2)])
    sheet = load_workbook(path)[SHEET]
    assert [sheet.cell(row, 1).value for row in range(3, 12)] == [
        "编码",
        None,
        "208",
        "210",
        "221",
        None,
        None,
        None,
        "注：本表",
    ]
    assert sheet["C10"].value == "=SUM(C5:C7)"


def test_formulas_that_share_their_text_get_one_each(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    content = parts(path)
    old, second = f"<f>{SHEET}!C6</f>", f"<f>SUM({SHEET}!C4:C6)</f>"
    ascii_part = content["xl/worksheets/sheet2.xml"].decode()
    for formula, instead in {
        old: f'<f t="shared" ref="A1:A2" si="0">{SHEET}!C5</f>',
        second: '<f t="shared" si="0"/>',
    }.items():
        ascii_part = ascii_part.replace(formula.encode("ascii", "xmlcharrefreplace").decode(), instead)
    with zipfile.ZipFile(path, "w") as package:
        for name, part in {**content, "xl/worksheets/sheet2.xml": ascii_part.encode()}.items():
            package.writestr(name, part)
    apply_edits(path, path, [], [NewRows(SHEET, 6, 2)])
    other = load_workbook(path)["总表"]
    assert [other["A1"].value, other["A2"].value] == [f"={SHEET}!C5", f"={SHEET}!C8"]
