"""Files as other programs write them are read alike, and what is no workbook is told in one sentence."""

from __future__ import annotations

import os
import shutil
import struct
import zipfile
from collections.abc import Mapping
from decimal import Context, Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from toolkit.addresses import Area
from toolkit.cells import CellKind
from toolkit.errors import WorkbookError
from toolkit.profiles import samples
from toolkit.workbook import read_grid
from toolkit.workbook.files.grid import RawCell, Sheet

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


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_a_grid_says_what_openpyxl_says(path: Path) -> None:
    book, grid = load_workbook(path, data_only=True), read_grid(path)
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


def test_a_cell_without_an_address_stands_right_of_a_blank_one(tmp_path: Path) -> None:
    cells = '<sheetData><row r="1"><c r="A1"/><c><v>7</v></c></row></sheetData>'
    assert read_grid(package(tmp_path / "mixed.xlsx", parts_of(cells)))["表"].cells.keys() == {(1, 2)}


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


def bytes_of(sheet: str) -> bytes:
    with BytesIO() as stream:
        with zipfile.ZipFile(stream, "w") as archive:
            for name, part in parts_of(sheet).items():
                archive.writestr(name, part)
        return stream.getvalue()


ONE_CELL = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
UNUSABLE: dict[str, tuple[bytes | Mapping[str, str | bytes], str]] = {
    "half.xlsx": (b"PK\x03\x04" + bytes(40), "文件已损坏"),
    "zip.xlsx": ({"readme.txt": "x"}, "只是一个压缩包"),
    "word.xlsx": ({"word/document.xml": "<x/>"}, "这是 Word 文档"),
    "slides.xlsx": ({"ppt/presentation.xml": "<x/>"}, "这是演示文稿"),
    "binary.xlsb": ({"xl/workbook.bin": b"\0"}, "（.xlsb）"),
    "open.ods": ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "（.ods）"),
    "broken.xls": (_ole("Workbook"), "读不出来"),
    "page.xls": (b"%PDF-1.7\n", "实际是 PDF 文件"),
    "picture.xls": (b"\x89PNG\r\n\x1a\n" + bytes(40), "实际是图片"),
    "packed.xls": (b"Rar!\x1a\x07\0", "实际是压缩包（RAR）"),
    "words.docx.xls": (b"{\\rtf1\\ansi}", "实际是 RTF 文档"),
    "list.xls": ("项目\t金额\n办公费\t1.00\n".encode("gbk"), "实际是文本（CSV）"),
    "list.csv": ("\ufeff项目,金额\n办公费,1.00\n".encode(), "实际是文本（CSV）"),
    "wide.csv": ("项目\t金额\n".encode("utf-16"), "实际是文本（CSV）"),
    "letter.xls": ("各单位：\n请于月底前报送。\n".encode(), "实际是文本文件，开头是“各单位： 请于月底前报送。”"),
    "busy.xlsx": (
        "系统繁忙，请稍后再试".encode("gbk"),
        "开头是“系统繁忙，请稍后再试”），请检查是否选错了文件；是下载来的",
    ),
    "service.xls": ('{"code":401,"msg":"登录已过期"}'.encode(), "（JSON），开头是“{"),
    "rows.xls": (b'\n[ {"a": 1},\n {"a": 2} ]', "（JSON），开头是“[ {"),
    "called.xls": (b'callback({"code":401})', "（JSON）"),
    "denied.xlsx": (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "开头是“AccessDenied”"),
    "mail.eml": (b"Received: from x\nSubject: x\n\nhello", "实际是邮件"),
    "mime.xls": (
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: application/x; name="a.xlsx"'
        b"\n\nUEsDBA==\n--b--\n",
        "这是邮件，请在邮件软件里打开它，把附件",
    ),
    "warned.xlsx": (b"<br/>Warning: x\n" + bytes_of(ONE_CELL), "实际是前面多了别的内容的 Excel 文件"),
    "zeros.xlsx": (bytes(5000), "实际是只有空字节的文件"),
    "lines.dbf": (b"\x03\x18\x01\x02" + bytes([1, 0, 0, 0, 65, 0, 11, 0]) + bytes(60), "数据库文件（.dbf）"),
    "link.xlsx": (b"L\0\0\0\x01\x14\x02\0" + bytes(60), "实际是快捷方式"),
    "packed.xlsx": ({"决算.xls": "x", "说明.docx": "x"}, "这是压缩包，里面有 1 个表格文件；请解压"),
    "again.xlsx": ({f"决算/{name}": part for name, part in parts_of(ONE_CELL).items()}, "多了一层文件夹"),
    "layout.xlsx": ({"OFD.xml": "<x/>"}, "这是版式文件（OFD）"),
    "PK.xls": (b"PK10 ...", "实际是文本文件"),
    "data.xls": (b'<?xml version="1.0"?><data/>', "实际是 XML 文件"),
    "empty2003.xls": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "没有任何内容",
    ),
    "locked.xls": (b"\x62\x14\x23\x65" + bytes(range(200)), "实际是加密软件的文件"),
    "safe.xlsx": (b"\x01\x02E-SafeNet" + bytes(range(200)), "实际是加密软件的文件"),
    "noise.xls": (bytes(range(256)) * 4, "可能已损坏，或被加密软件加密"),
    "nothing.xls": (b"", "0 字节"),
    "~$表.xlsx": (b"\x05admin" + b" " * 49 + b"\x05\0" + "admin".encode("utf-16-le") + b" \0" * 49, "临时文件（~$…）"),
    "cut.xlsx": ({**parts_of(ONE_CELL), "xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}, "sheet1.xml 读不出来"),
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


def test_a_file_that_excel_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(tmp_path / "表.xlsx", parts_of(ONE_CELL))

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "~$表.xlsx").touch()
    assert read_grid(path)["表"][1, 1].text == "1"  # the owner file alone is no reason to refuse
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(WorkbookError, match="正在 Excel、Word 或 WPS 中打开"):
        read_grid(path)
    (tmp_path / "~$表.xlsx").unlink()
    with pytest.raises(WorkbookError, match="没有权限读取"):
        read_grid(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes that are files")
def test_what_may_never_end_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    for path in (tmp_path / "管道.xlsx", Path("/dev/zero")):
        with pytest.raises(WorkbookError, match="管道或设备"):
            read_grid(path)
    with pytest.raises(WorkbookError, match="这是一个文件夹"):
        read_grid(tmp_path)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="读取失败"):
        read_grid(tmp_path / ("长" * 300 + ".xlsx"))
    with pytest.raises(WorkbookError, match="读取失败"):
        read_grid(tmp_path / "a\0b.xlsx")


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = package(tmp_path / "bomb.xlsx", parts_of(ONE_CELL))
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")  # the first entry of the directory claims 3 GB
    data[entry + 24 : entry + 28] = struct.pack("<I", 3_000_000_000)
    path.write_bytes(data)
    with pytest.raises(WorkbookError, match="解开后过大"):
        read_grid(path)


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
