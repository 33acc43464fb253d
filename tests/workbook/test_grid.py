"""A grid holds what the file holds, whoever wrote the file; and what is no workbook is told in one sentence."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import datetime
from decimal import Context, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill

from toolkit.edits import Edit, Mark
from toolkit.errors import WorkbookError
from toolkit.profiles import samples
from toolkit.report import CellKind
from toolkit.workbook import edited, marked_cells, read_grid, says_the_same
from toolkit.workbook.grid import Area, Grid, RawCell, Sheet, address, position

# openpyxl knows no print area of whole columns (校验: as far down as there are findings)
pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PRECISION = Context(prec=15)  # a number in an old file has no more digits
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def package(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def relations(*targets: tuple[str, str]) -> str:
    lines = (
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(targets)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def parts_of(sheet: str, *, strings: str = "", styles: str = "", namespace: str = MAIN) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet, written by hand: what openpyxl never writes but other programs do."""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}">'
        '<sheets><sheet name="表" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "/xl/styles.xml")
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{namespace}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}">{styles}</styleSheet>',
    }


def cells_of(folder: Path, rows: str, **others: str) -> Mapping[tuple[int, int], RawCell]:
    path = package(folder / "hand.xlsx", parts_of(f"<sheetData>{rows}</sheetData>", **others))
    return read_grid(path)["表"].cells


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_a_grid_says_what_openpyxl_says(path: Path) -> None:
    book, grid = load_workbook(path), read_grid(path)
    assert [sheet.name for sheet in grid.sheets] == book.sheetnames
    for sheet in grid.sheets:
        theirs = book[sheet.name]
        values = {
            (cell.row, cell.column): cell.value
            for row in theirs.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        ours = {place: cell for place, cell in sheet.cells.items() if cell.kind is not CellKind.BLANK and cell.text}
        assert ours.keys() == values.keys(), sheet.name
        for place, value in values.items():
            is_number = isinstance(value, int | float)
            assert ours[place].kind is (CellKind.NUMBER if is_number else CellKind.TEXT)
            said = float(ours[place].text) if is_number else ours[place].text  # they keep numbers as floats
            assert said == value, (sheet.name, place)
            style = theirs.cell(*place)
            assert ours[place].style.bold == bool(style.font.b)
            assert ours[place].style.number_format == style.number_format
        merges = {Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in theirs.merged_cells.ranges}
        assert set(sheet.merges) == merges
        assert sheet.landscape == (theirs.page_setup.orientation == "landscape")
        shown = {letter: theirs.column_dimensions[letter] for letter in theirs.column_dimensions}
        hidden = {number for number, letter in enumerate("ABCDEFGH", 1) if letter in shown and shown[letter].hidden}
        assert hidden == {column for column in sheet.hidden_columns if column <= 8}


def test_looks_hidden_rows_and_marks_are_seen(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "支出决算表"
    sheet["B2"], sheet["B3"], sheet["C3"] = "合计", 1234.5, 0
    sheet["B2"].font, sheet["B2"].alignment = Font(bold=True), Alignment(horizontal="centerContinuous")
    sheet["B3"].number_format = "#,##0.00;-#,##0.00;"
    for place, mark in (("C3", Mark.ERROR), ("D9", Mark.WARNING)):  # D9 is blank
        sheet[place].fill = PatternFill("solid", fgColor="FF" + mark.value)
    sheet["E1"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden, sheet.column_dimensions["B"].width = True, 22.5
    sheet.page_setup.orientation = "landscape"
    book.create_sheet("旧表").sheet_state = "veryHidden"
    book.save(tmp_path / "looks.xlsx")
    grid = read_grid(tmp_path / "looks.xlsx")
    read = grid["支出决算表"]
    assert read[2, 2].style.bold
    assert read[2, 2].style.align == "center"
    assert read[3, 2].style.number_format == "#,##0.00;-#,##0.00;"
    assert (read.hidden_rows, read.hidden_columns, read.widths[2]) == ({3}, {3}, 22.5)
    assert (read.landscape, read.hidden, grid["旧表"].hidden) == (True, False, True)
    assert marked_cells(grid) == {("支出决算表", "C3"): Mark.ERROR, ("支出决算表", "D9"): Mark.WARNING}
    assert list(read.rows) == [2, 3]  # a coloured blank holds nothing


def test_every_way_to_store_a_cell(tmp_path: Path) -> None:
    strings = (
        "<si><t>整段</t></si><si><r><t>粗</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 细</t></r>"
        "<rPh sb='0' eb='1'><t>注音</t></rPh></si><si><t>一_x000D_二_x0041_</t></si><si/>"
    )
    rows = """<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
        <c r="D1" t="s"><v>3</v></c><c r="E1" t="inlineStr"><is><r><t>内</t></r><r><t>联</t></r></is></c></row>
        <row r="2"><c r="A2"><v>5303.72</v></c><c r="B2"><v>1E-3</v></c><c r="C2" t="b"><v>1</v></c>
        <c r="D2" t="e"><f>#REF!</f><v>#REF!</v></c><c r="E2" t="d"><v>2024-10-01</v></c></row>
        <row r="3"><c r="A3"><f>SUM(A1:A2)</f></c><c r="B3"><f>1+1</f><v>2</v></c><c r="C3" t="str"><f>""</f><v></v></c>
        <c r="D3" t="str"><f>A1&amp;"B"</f><v>甲&amp;乙</v></c><c r="E3"><f>A1</f><v/></c></row>
        <row r="4"><c r="A4"><f t="shared" ref="A4:A5" si="0">B4*2</f><v>4</v></c><c r="B4"/></row>
        <row><c><f t="shared" si="0"/><v>6</v></c><c><v>7</v></c></row>"""
    read = {address(*place): cell[:3] for place, cell in cells_of(tmp_path, rows, strings=strings).items()}
    text, number, pending = CellKind.TEXT, CellKind.NUMBER, CellKind.PENDING
    assert read == {
        "A1": (text, "整段", None),
        "B1": (text, "粗 细", None),
        "C1": (text, "一\r二A", None),
        "D1": (text, "", None),
        "E1": (text, "内联", None),
        "A2": (number, "5303.72", None),
        "B2": (number, "1E-3", None),
        "C2": (text, "TRUE", None),
        "D2": (CellKind.ERROR, "#REF!", "#REF!"),
        "E2": (text, "2024-10-01", None),
        "A3": (pending, "", "SUM(A1:A2)"),
        "B3": (number, "2", "1+1"),
        "C3": (text, "", '""'),
        "D3": (text, "甲&乙", 'A1&"B"'),
        "E3": (pending, "", "A1"),
        "A4": (number, "4", "B4*2"),
        "A5": (number, "6", "B4*2"),  # a follower keeps its master's formula
        "B5": (number, "7", None),
    }


@pytest.mark.parametrize("namespace", [MAIN, STRICT])
def test_strict_and_prefixed_files_read_alike(tmp_path: Path, namespace: str) -> None:
    parts = parts_of('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', namespace=namespace)
    sheet = '<x:worksheet xmlns:x="{}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>8</x:v></x:c></x:row></x:sheetData>{}'
    merge = '<x:mergeCells><x:mergeCell ref="B2:C3"/></x:mergeCells></x:worksheet>'
    parts["xl/worksheets/sheet1.xml"] = sheet.format(namespace, merge)
    read = read_grid(package(tmp_path / "prefixed.xlsx", parts))["表"]
    assert read[2, 2] == RawCell(CellKind.NUMBER, "8")
    assert read.area(3, 3) == Area(2, 2, 3, 3)
    assert read.shown(3, 3).text == "8"


def _ole(name: str) -> bytes:
    return OLE + bytes(600) + name.encode("utf-16-le") + bytes(600)


ONE_CELL = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
UNUSABLE: dict[str, tuple[bytes | Mapping[str, str | bytes], str]] = {
    "empty.xlsx": (b"", "文件是空的"),
    "text.xlsx": ("收入支出决算总表".encode(), "不是 Excel 工作簿"),
    "paper.xlsx": (b"%PDF-1.7 ...", "实际是PDF 文件"),
    "page.xls": (b"<HTML><body><table></table>", "实际是网页"),
    "half.xlsx": (b"PK\x03\x04" + bytes(40), "文件已损坏"),
    "zip.xlsx": ({"readme.txt": "x"}, "只是一个压缩包"),
    "word.xlsx": ({"word/document.xml": "<x/>"}, "这是Word 文档"),
    "slides.xlsx": ({"ppt/presentation.xml": "<x/>"}, "这是演示文稿"),
    "binary.xlsb": ({"xl/workbook.bin": b"\0"}, "（.xlsb）"),
    "open.ods": ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "（.ods）"),
    "locked.xlsx": (_ole("EncryptedPackage"), "打开密码"),
    "word.xls": (_ole("WordDocument"), "这是Word 文档"),
    "broken.xls": (_ole("Workbook"), "读不出来"),
    "blank.xlsx": (parts_of("<sheetData/>"), "没有任何内容"),
    "spaces.xlsx": (
        parts_of('<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t> </t></is></c></row></sheetData>'),
        "没有任何内容",
    ),
    "cut.xlsx": ({**parts_of(ONE_CELL), "xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}, "sheet1.xml 读不出来"),
    "nostring.xlsx": (parts_of('<sheetData><row r="1"><c r="A1" t="s"><v>9</v></c></row></sheetData>'), "文件已损坏"),
    "number.xlsx": (parts_of('<sheetData><row r="1"><c r="A1"><v>甲</v></c></row></sheetData>'), "文件已损坏"),
    "merge.xlsx": (parts_of(ONE_CELL + '<mergeCells><mergeCell ref="A"/></mergeCells>'), "文件已损坏"),
    "style.xlsx": (parts_of(ONE_CELL, styles='<cellXfs><xf fontId="x"/></cellXfs>'), "文件已损坏"),
    "entity.xlsx": ({**parts_of(ONE_CELL), "xl/sharedStrings.xml": BOMB + "<sst>&b;</sst>"}, "文件已损坏"),
    "entity16.xlsx": ({**parts_of(ONE_CELL), "xl/styles.xml": (BOMB + "<s>&b;</s>").encode("utf-16")}, "文件已损坏"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_no_workbook_is_told_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, words = UNUSABLE[name]
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        package(path, content)
    with pytest.raises(WorkbookError) as told:
        read_grid(path)
    message = str(told.value)
    assert message.startswith(f"文件“{name}”：")
    assert words in message
    assert message.endswith("。")
    assert "\n" not in message


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="找不到这个文件"):
        read_grid(tmp_path / "无.xlsx")
    with pytest.raises(WorkbookError, match="这是一个文件夹"):
        read_grid(tmp_path)
    with pytest.raises(WorkbookError, match="读取失败"):
        read_grid(tmp_path / ("长" * 300 + ".xlsx"))


def test_a_file_that_excel_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(tmp_path / "表.xlsx", parts_of(ONE_CELL))

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "~$表.xlsx").touch()
    assert read_grid(path)["表"][1, 1].text == "1"  # the owner file alone is no reason to refuse
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(WorkbookError, match="正在 Excel 或 WPS 中打开"):
        read_grid(path)
    (tmp_path / "~$表.xlsx").unlink()
    with pytest.raises(WorkbookError, match="没有权限读取"):
        read_grid(path)


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = package(tmp_path / "bomb.xlsx", parts_of(ONE_CELL))
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")  # the first entry of the directory claims 3 GB
    data[entry + 24 : entry + 28] = struct.pack("<I", 3_000_000_000)
    path.write_bytes(data)
    with pytest.raises(WorkbookError, match="解开后过大"):
        read_grid(path)


@pytest.fixture(scope="module")
def old_format(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample saved as .xls by LibreOffice."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice (soffice) writes the .xls"
    folder = tmp_path_factory.mktemp("xls")
    command = [soffice, f"-env:UserInstallation={(folder / 'user').as_uri()}", "--headless", "--convert-to", "xls"]
    subprocess.run(
        [*command, "--outdir", str(folder), str(samples()[-1])], check=True, capture_output=True, timeout=120
    )
    return folder / f"{samples()[-1].stem}.xls"


@pytest.mark.parametrize("suffix", [".xls", ".et", ".xlsx"])
def test_an_old_file_says_the_same_under_any_suffix(old_format: Path, tmp_path: Path, suffix: str) -> None:
    copy = tmp_path / f"旧{suffix}"
    shutil.copyfile(old_format, copy)
    old, new = read_grid(copy), read_grid(samples()[-1])
    assert not old.complete
    assert [sheet.name for sheet in old.sheets] == [sheet.name for sheet in new.sheets]
    for before, after in zip(new.sheets, old.sheets, strict=True):
        assert _said(after) == _said(before), after.name
        assert set(after.merges) == set(before.merges)


def _said(sheet: Sheet) -> dict[tuple[int, int], Decimal | str]:
    return {
        place: PRECISION.plus(Decimal(cell.text)) if cell.kind is CellKind.NUMBER else cell.text.replace("\r\n", "\n")
        for place, cell in sheet.cells.items()
        if cell.kind is not CellKind.BLANK and cell.text
    }


def test_edits_stand_in_the_grid_as_they_will_in_the_file() -> None:
    sheet = Sheet("表", {(1, 1): RawCell(CellKind.TEXT, "旧"), (2, 1): RawCell(CellKind.NUMBER, "1")}, widths={1: 9.0})
    edits = [
        Edit("表", "A1", "=1+1"),
        Edit("表", "A2", mark=Mark.ERROR, keep_value=True),
        Edit("表", "B1", Decimal("12.50"), formula="SUM(A1:A2)"),
        Edit("表", "B2", None, formula="A1"),
        Edit("新表", "C3", 7, mark=Mark.DRAFT),
    ]
    after = edited(Grid(Path("x.xlsx"), (sheet,)), edits)
    assert {address(*place): cell[:3] for place, cell in after["表"].cells.items()} == {
        "A1": (CellKind.TEXT, "=1+1", None),
        "A2": (CellKind.NUMBER, "1", None),
        "B1": (CellKind.NUMBER, "12.50", "SUM(A1:A2)"),
        "B2": (CellKind.PENDING, "", "A1"),
    }
    assert after["新表"][3, 3].text == "7"
    assert marked_cells(after) == {("表", "A2"): Mark.ERROR, ("新表", "C3"): Mark.DRAFT}
    assert sheet[1, 1].text == "旧"
    assert after["表"].widths == {1: 9.0}
    cleared = edited(after, [Edit("表", "A2", None, mark=Mark.NONE)])
    assert cleared["表"][2, 1].kind is CellKind.BLANK
    assert marked_cells(cleared).keys() == {("新表", "C3")}


@pytest.mark.parametrize(
    ("stored", "written", "same"),
    [
        ("995.1900000000001", Decimal("995.19"), True),  # binary noise: every reader takes it for 995.19
        ("995.19", Decimal("995.190"), True),
        ("995.19", Decimal("995.190001"), False),
        ("995.19", "995.19", False),
        ("0", None, False),
    ],
)
def test_a_figure_that_became_a_formula_says_the_same(stored: str, written: Decimal | str | None, same: bool) -> None:
    before = Grid(Path("x.xlsx"), (Sheet("表", {(1, 1): RawCell(CellKind.NUMBER, stored)}),))
    edits = [Edit("表", "A1", written, formula=None if written is None else "SUM(A2:A9)")]
    assert says_the_same(edited(before, edits), before, edits) is same


@given(row=st.integers(1, 1_048_576), column=st.integers(1, 16_384))
def test_an_address_leads_back_to_its_place(row: int, column: int) -> None:
    assert position(address(row, column)) == (row, column)


def test_dates_of_old_files_are_dates(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = datetime(2024, 10, 1)
    book.save(tmp_path / "date.xlsx")
    assert read_grid(tmp_path / "date.xlsx").sheets[0][1, 1].text == "45566"
