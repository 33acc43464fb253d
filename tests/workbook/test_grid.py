"""Reading files cell by cell: what a cell holds, what a sheet looks like, and every file that is no workbook."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from rich_workbook import FORM, OTHER, make_rich

from toolkit.addresses import Area, address, area_of, column_letters, column_number, position
from toolkit.cells import CellKind
from toolkit.edits import Edit, Mark
from toolkit.errors import WorkbookError
from toolkit.workbook.files.grid import Grid, RawCell, Sheet, edited, marked_cells
from toolkit.workbook.files.opening import read_grid

PARTS = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": '<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": (
        '<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Type="http://x/styles" Target="/xl/styles.xml"/></Relationships>'
    ),
    "xl/workbook.xml": '<workbook xmlns:r="urn:r"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/styles.xml": (
        "<styleSheet><fonts><font/><font><b/></font></fonts><fills><fill/><fill/>"
        '<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/></patternFill></fill></fills>'
        '<cellXfs><xf/><xf fontId="1"><alignment horizontal="center"/></xf><xf fillId="2" numFmtId="4"/></cellXfs></styleSheet>'
    ),
}


def written(path: Path, rows: str, **parts: str) -> Path:
    """A workbook whose only sheet holds these rows, as XML."""
    sheet = f'<worksheet><sheetData>{rows}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**PARTS, "xl/worksheets/sheet1.xml": sheet, **parts}.items():
            archive.writestr(name, content)
    return path


def cells(path: Path, rows: str) -> dict[str, RawCell]:
    sheet = read_grid(written(path, f'<row r="9"><c r="Z9"><v>1</v></c></row>{rows}')).sheets[0]
    return {address(*place): cell for place, cell in sheet.cells.items() if place != (9, 26)}


@pytest.mark.parametrize(
    ("cell", "kind", "text", "formula"),
    [
        ('<c r="A1"><v>5303.72</v></c>', CellKind.NUMBER, "5303.72", None),
        ('<c r="A1" t="n"><v>1E-3</v></c>', CellKind.NUMBER, "0.001", None),
        ('<c r="A1"><f>B1+1</f><v>2</v></c>', CellKind.NUMBER, "2", "B1+1"),
        ('<c r="A1"><f>B1+1</f></c>', CellKind.PENDING, "", "B1+1"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellKind.ERROR, "#DIV/0!", "1/0"),
        ('<c r="A1" t="str"><f>"甲"</f><v>甲</v></c>', CellKind.TEXT, "甲", '"甲"'),
        ('<c r="A1" t="b"><v>1</v></c>', CellKind.TEXT, "TRUE", None),
        ('<c r="A1" t="inlineStr"><is><t>一_x000D_二</t></is></c>', CellKind.TEXT, "一\r二", None),
        ('<c r="A1" t="inlineStr"><is><r><t>粗</t></r><r><t>细</t></r><rPh><t>cu</t></rPh></is></c>', CellKind.TEXT, "粗细", None),
        ('<c r="A1" t="inlineStr"><is><t>=1+1 {{ x }} &lt;A&amp;B&gt;</t></is></c>', CellKind.TEXT, "=1+1 {{ x }} <A&B>", None),
    ],
)  # fmt: skip
def test_what_a_cell_holds(tmp_path: Path, cell: str, kind: CellKind, text: str, formula: str | None) -> None:
    found = cells(tmp_path / "a.xlsx", f'<row r="1">{cell}</row>')["A1"]
    assert (found.kind, found.text, found.formula) == (kind, text, formula)


def test_blank_cells_are_kept_only_where_they_are_coloured(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"/><c r="B1" s="1"/><c r="C1" s="2"/><c r="D1" s="2" /><c r="E1" s="1"><v>1</v></c></row>'
    found = cells(tmp_path / "a.xlsx", row)
    assert {place: cell.kind for place, cell in found.items()} == {
        "C1": CellKind.BLANK,
        "D1": CellKind.BLANK,
        "E1": CellKind.NUMBER,
    }
    assert found["C1"].style.fill == Mark.ERROR.value
    assert (found["E1"].style.bold, found["E1"].style.align) == (True, "center")


def test_rows_and_cells_need_no_addresses(tmp_path: Path) -> None:
    found = cells(
        tmp_path / "a.xlsx", '<row><c><v>1</v></c><c s="1"></c><c><v>3</v></c></row><row><c><v>4</v></c></row>'
    )
    assert {place: cell.text for place, cell in found.items()} == {"A10": "1", "C10": "3", "A11": "4"}


def test_a_follower_of_a_shared_formula_carries_its_masters(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    assert cells(tmp_path / "a.xlsx", rows)["A2"].formula == "B1"


def test_a_rich_workbook(tmp_path: Path) -> None:
    grid = read_grid(make_rich(tmp_path / "a.xlsx"))
    assert [sheet.name for sheet in grid.sheets] == [FORM, OTHER]
    form = grid[FORM]
    assert form.merges == (Area(1, 1, 1, 4),)
    assert form.shown(1, 3).text == form.word(1, 4) == "收入支出决算总表"
    assert form[2, 4].text == "粗细"
    assert form[6, 4].style.fill == ""  # only our marks are of interest


def test_hidden_rows_columns_and_sheets(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = "甲", 1
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.page_setup.orientation = "landscape"
    book.create_sheet("藏").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    first, second = read_grid(tmp_path / "a.xlsx").sheets
    assert (first.hidden_rows, first.hidden_columns, first.landscape, first.hidden) == ({2}, {3}, True, False)
    assert second.hidden


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7", "实际是 PDF 文件"),
        (b"<html><table>", "这是网页，里面没有表格"),
        ("收入,支出\n".encode("gbk"), "不是 Excel 工作簿"),
        (b"PK\x03\x04 cut off", "文件已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "读不出来"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "文件已损坏"),  # words somewhere prove nothing
    ],
)
def test_what_is_no_workbook_is_said_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "文件.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match=said) as raised:
        read_grid(path)
    assert str(raised.value).startswith("文件“文件.xlsx”：")
    assert str(raised.value).endswith("。")


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="找不到这个文件"):
        read_grid(tmp_path / "无.xlsx")
    with pytest.raises(WorkbookError, match="这是一个文件夹"):
        read_grid(tmp_path)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',  # there are no shared strings at all
        "<row>",
    ],
)
def test_damaged_sheets(tmp_path: Path, rows: str) -> None:
    with pytest.raises(WorkbookError, match="文件已损坏"):
        read_grid(written(tmp_path / "a.xlsx", rows))


def test_entities_are_refused(tmp_path: Path) -> None:
    evil = '<!DOCTYPE w [<!ENTITY x "y">]><workbook/>'
    with pytest.raises(WorkbookError, match="文件已损坏"):
        read_grid(written(tmp_path / "a.xlsx", "", **{"xl/workbook.xml": evil}))


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="没有任何内容"):
        read_grid(written(tmp_path / "a.xlsx", '<row r="1"><c r="A1" t="inlineStr"><is><t> </t></is></c></row>'))


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_addresses_and_places_say_the_same(row: int, column: int) -> None:
    assert position(address(row, column)) == (row, column)
    assert column_number(column_letters(column)) == column
    assert area_of(f"A1:{address(row, column)}") == Area(1, 1, row, column)


def test_edits_are_laid_over_a_grid() -> None:
    grid = Grid(
        Path("a.xlsx"), (Sheet("表", {(1, 1): RawCell(CellKind.TEXT, "甲"), (2, 2): RawCell(CellKind.NUMBER, "1")}),)
    )
    after = edited(
        grid,
        [
            Edit("表", "B2", Decimal("2.50"), "SUM(A1)", Mark.WARNING),
            Edit("表", "A1", mark=Mark.ERROR, keep_value=True),
            Edit("表", "C3", "=文字"),
            Edit("新", "A1", 7),
        ],
    )
    assert grid["表"][2, 2].text == "1"  # the grid itself never changes
    sheet = after["表"]
    assert (sheet[2, 2].text, sheet[2, 2].formula) == ("2.50", "SUM(A1)")
    assert (sheet[1, 1].text, sheet[3, 3].kind, sheet[3, 3].text) == ("甲", CellKind.TEXT, "=文字")
    assert after["新"][1, 1].text == "7"
    assert marked_cells(after) == {("表", "B2"): Mark.WARNING, ("表", "A1"): Mark.ERROR}


def test_marks_are_read_back_from_a_file(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = 1
    sheet["B1"].fill = PatternFill("solid", fgColor=f"FF{Mark.DRAFT.value}")
    book.save(tmp_path / "a.xlsx")
    assert marked_cells(read_grid(tmp_path / "a.xlsx")) == {("Sheet", "B1"): Mark.DRAFT}
