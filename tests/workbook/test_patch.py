"""Writing into a user's workbook: what was asked for is there, and nothing else has changed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libreoffice import saved_as
from lxml import etree
from openpyxl import Workbook, load_workbook
from rich_workbook import FORM, OTHER, make_rich, parts

from toolkit.edits import Edit, Mark
from toolkit.errors import OutputError, WorkbookError
from toolkit.workbook.files.opening import read_grid
from toolkit.workbook.files.writing.patch import apply_edits

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension")  # openpyxl's, when a test reads with it
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
AWKWARD = [
    "A&B<5",
    "{{ x }}",
    "=1+1",
    "第一行\n第二行",
    "😀 emoji",
    "  前有空格 ",
    "_x000D_",
    "_x0041_b",
    'it\'s "quoted"',
    "]]>",
    "12.30",
]


def cell(path: Path, address: str, part: str = "xl/worksheets/sheet1.xml") -> etree._Element | None:
    return etree.fromstring(parts(path)[part]).find(f".//m:c[@r='{address}']", NS)


def text_of(path: Path, address: str, part: str = "xl/worksheets/sheet1.xml") -> str:
    """An inline text as Excel understands it (``_xHHHH_`` stands for a character)."""
    found = cell(path, address, part)
    assert found is not None
    assert found.get("t") == "inlineStr"
    raw = found.findtext("m:is/m:t", namespaces=NS) or ""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), raw)


def formula_of(path: Path, address: str) -> tuple[str | None, str | None, dict[str, str]]:
    """(formula, stored result, attributes of the formula)."""
    found = cell(path, address)
    assert found is not None
    formula = found.find("m:f", NS)
    attributes = {} if formula is None else {str(k): str(v) for k, v in formula.attrib.items()}
    return found.findtext("m:f", namespaces=NS), found.findtext("m:v", namespaces=NS), attributes


@pytest.fixture(scope="module", params=[".xlsx", ".xlsm"])
def rich(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rich") / f"rich{request.param}"
    return make_rich(path, macros=request.param == ".xlsm")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_rich(tmp_path / "表.xlsx")


def patched(source: Path, *edits: Edit) -> Path:
    target = source.with_name(f"out-{source.name}")
    apply_edits(source, target, edits)
    return target


# -- what stays -------------------------------------------------------------------------------------------------------


def test_only_the_parts_concerned_change(rich: Path) -> None:
    target = patched(
        rich,
        Edit(FORM, "A3", Decimal("5303.72")),
        Edit(FORM, "B9", "新"),
        Edit(FORM, "A2", mark=Mark.ERROR, keep_value=True),
    )
    before, after = parts(rich), parts(target)
    assert set(before) - set(after) == {"xl/calcChain.xml"}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }


def test_within_the_changed_sheet_all_else_stays(book: Path) -> None:
    target = patched(book, Edit(FORM, "A3", Decimal("1")))

    def without_a3(path: Path) -> bytes:
        root = etree.fromstring(parts(path)["xl/worksheets/sheet1.xml"])
        found = root.find(".//m:c[@r='A3']", NS)
        assert found is not None
        found.clear()
        return etree.tostring(root, method="c14n")

    assert without_a3(target) == without_a3(book)


def test_zip_entries_keep_order_date_and_compression(rich: Path) -> None:
    target = patched(rich, Edit(FORM, "A3", 1))

    def entries(path: Path) -> list[tuple[object, ...]]:
        with zipfile.ZipFile(path) as archive:
            kept = [info for info in archive.infolist() if info.filename != "xl/calcChain.xml"]
            return [(info.filename, info.date_time, info.compress_type) for info in kept]

    assert entries(target) == entries(rich)


def test_marks_alone_leave_the_calculation_as_it_is(book: Path) -> None:
    before, after = parts(book), parts(patched(book, Edit(FORM, "A2", mark=Mark.ERROR, keep_value=True)))
    assert {name for name in after if after[name] != before[name]} == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    assert set(before) == set(after)


def test_the_source_is_not_touched_unless_it_is_the_target(book: Path) -> None:
    original = book.read_bytes()
    patched(book, Edit(FORM, "A3", 7))
    assert book.read_bytes() == original
    apply_edits(book, book, [Edit(FORM, "A3", 7)])
    assert formula_of(book, "A3")[1] == "7"


def test_the_calculation_chain_goes_cleanly_and_excel_recalculates(book: Path) -> None:
    after = parts(patched(book, Edit(FORM, "A3", 7)))
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    children = [etree.QName(child).localname for child in etree.fromstring(after["xl/workbook.xml"])]
    assert children[-3:] == ["definedNames", "calcPr", "fileRecoveryPr"]
    assert etree.fromstring(after["xl/workbook.xml"]).find("m:calcPr", NS).attrib == {"fullCalcOnLoad": "1"}


def test_an_existing_calculation_setting_is_kept(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.calculation.calcMode = "manual"
    workbook.calculation.fullCalcOnLoad = False
    workbook.save(tmp_path / "a.xlsx")
    calc = etree.fromstring(parts(patched(tmp_path / "a.xlsx", Edit("Sheet", "A1", 1)))["xl/workbook.xml"]).find(
        "m:calcPr", NS
    )
    assert (calc.get("calcMode"), calc.get("fullCalcOnLoad")) == ("manual", "1")


# -- what is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", AWKWARD)
def test_text_passes_through_as_typed(book: Path, text: str) -> None:
    assert text_of(patched(book, Edit(FORM, "D3", text)), "D3") == text


def test_our_reader_reads_what_was_written(book: Path) -> None:
    edits = [Edit(FORM, f"M{row}", text) for row, text in enumerate(AWKWARD, 2)]
    target = patched(book, *edits, Edit(FORM, "L2", Decimal("0.10"), formula="SUM(A2)"), Edit(FORM, "C2", 1))
    sheet = read_grid(target)[FORM]
    assert [sheet[row, 13].text for row, _ in enumerate(AWKWARD, 2)] == AWKWARD
    assert (sheet[2, 12].text, sheet[2, 12].formula) == ("0.1", "SUM(A2)")
    assert sheet[3, 3].formula == "A3+$B3"


def test_text_loses_only_what_xml_forbids(book: Path) -> None:
    assert text_of(patched(book, Edit(FORM, "D3", "a\x00b\x0bc\ud800d\r\ne\rf\tg")), "D3") == "abcd\ne\nf\tg"


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        (Decimal("0.1"), "0.1"),
        (Decimal("1E+3"), "1000"),
        (Decimal("5303.720"), "5303.72"),
        (Decimal("-0.00"), "0"),
        (Decimal("123456789012.345678"), "123456789012.345678"),
        (Decimal("1E-7"), "0.0000001"),
        (-12, "-12"),
    ],
)
def test_numbers_are_plain_digits(book: Path, number: Decimal | int, digits: str) -> None:
    target = patched(book, Edit(FORM, "A3", number))
    assert formula_of(target, "A3") == (None, digits, {})


def test_a_number_that_is_none_is_our_bug(book: Path) -> None:
    with pytest.raises(ValueError, match="finite"):
        patched(book, Edit(FORM, "A3", Decimal("NaN")))


def test_a_formula_carries_its_result_and_the_cell_its_style(book: Path) -> None:
    target = patched(
        book,
        Edit(FORM, "A3", Decimal("12.5"), formula="SUM(B3:B4)*1"),
        Edit(FORM, "D2", '<"&>', formula='"<"&CHAR(34)&"&>"'),
        Edit(FORM, "D3", None, formula="A2"),
    )
    assert formula_of(target, "A3")[:2] == ("SUM(B3:B4)*1", "12.5")
    assert formula_of(target, "D2")[:2] == ('"<"&CHAR(34)&"&>"', '<"&>')
    assert cell(target, "D2").get("t") == "str"
    assert formula_of(target, "D3")[:2] == ("A2", None)
    assert [cell(target, a).get("s") for a in ("A3", "D2")] == [cell(book, a).get("s") for a in ("A3", "D2")]


def test_emptying_keeps_the_cell_and_its_looks(book: Path) -> None:
    target = patched(book, Edit(FORM, "D2", None), Edit(FORM, "D3", ""), Edit(FORM, "Z99", None))
    for address in ("D2", "D3"):
        found = cell(target, address)
        assert len(found) == 0
        assert dict(found.attrib) == {"r": address, "s": cell(book, address).get("s")}
    assert cell(target, "Z99") is None


def test_new_cells_stand_in_order_and_take_the_column_s_style(book: Path) -> None:
    target = patched(book, *(Edit(FORM, address, 1) for address in ("C12", "A12", "AA7", "J7", "B8", "A7", "K2")))
    root = etree.fromstring(parts(target)["xl/worksheets/sheet1.xml"])
    rows = [int(row.get("r")) for row in root.iterfind(".//m:row", NS)]
    assert rows == [1, 2, 3, 4, 5, 6, 7, 8, 12]
    by_row = {row.get("r"): [c.get("r") for c in row] for row in root.iterfind(".//m:row", NS)}
    assert (by_row["7"], by_row["8"], by_row["12"]) == (["A7", "J7", "AA7"], ["A8", "B8"], ["A12", "C12"])
    assert cell(target, "J7").get("s") == root.find("m:cols/m:col", NS).get("style")
    assert root.find("m:dimension", NS).get("ref") == "A1:AA12"


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> Path:
    data = parts(path)
    assert old in data[part]
    data[part] = data[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as out:
        for name, content in data.items():
            out.writestr(name, content)
    return path


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_new_rows_stand_between_those_that_are_there(book: Path, prefix: str) -> None:
    if prefix:  # as some programs write it: every element with a prefix
        data = parts(book)["xl/worksheets/sheet1.xml"]
        prefixed = re.sub(rb"<(/?)(?=\w+[\s/>])", rb"<\1x:", data).replace(b' xmlns="', b' xmlns:x="', 1)
        rewritten(book, "xl/worksheets/sheet1.xml", data, prefixed)
    first = patched(book, *(Edit(FORM, f"B{row}", row) for row in (20, 40, 41)))
    target = patched(
        first, *(Edit(FORM, f"{column}{row}", f"{column}&{row}") for row in (50, 30, 31, 15) for column in "CA")
    )
    root = etree.fromstring(parts(target)["xl/worksheets/sheet1.xml"])
    rows = [int(row.get("r")) for row in root.iterfind(".//m:row", NS)]
    assert rows == [1, 2, 3, 4, 5, 6, 8, 15, 20, 30, 31, 40, 41, 50]
    assert [text_of(target, address) for address in ("A15", "C30", "A31", "C50")] == ["A&15", "C&30", "A&31", "C&50"]
    assert root.find("m:dimension", NS).get("ref").endswith("50")
    assert not list(root.iter(etree.ProcessingInstruction))


def test_a_row_style_comes_before_the_column_style_and_spans_go(book: Path) -> None:
    row = b'<row r="8" spans="1:1" s="3" customFormat="1">'
    target = patched(rewritten(book, "xl/worksheets/sheet1.xml", b'<row r="8">', row), Edit(FORM, "J8", 1))
    assert cell(target, "J8").get("s") == "3"
    assert "spans" not in cell(target, "J8").getparent().attrib


def test_what_described_the_old_content_goes_with_it(book: Path) -> None:
    rewritten(book, "xl/worksheets/sheet1.xml", b'<c r="A8"', b'<c cm="1" vm="1" r="A8"')
    target = patched(book, Edit(FORM, "A8", 1))
    assert dict(cell(target, "A8").attrib) == {"r": "A8", "s": cell(book, "A8").get("s")}


def test_rows_and_cells_without_numbers_are_counted(book: Path) -> None:
    rewritten(book, "xl/worksheets/sheet1.xml", b'<row r="3"><c r="A3"', b"<row><c")
    target = patched(book, Edit(FORM, "A3", 7), Edit(FORM, "B3", 8))
    row = etree.fromstring(parts(target)["xl/worksheets/sheet1.xml"]).findall(".//m:row", NS)[2]
    assert [c.findtext("m:v", namespaces=NS) for c in row][:3] == ["7", "8", "33"]


def test_later_edits_override_value_and_mark_each_for_itself(book: Path) -> None:
    target = patched(
        book,
        Edit(FORM, "A3", 1, mark=Mark.ERROR),
        Edit(FORM, "A3", 2),
        Edit(FORM, "A4", mark=Mark.WARNING, keep_value=True),
        Edit(FORM, "A4", 3),
        Edit(FORM, "A5", 4, mark=Mark.ERROR),
        Edit(FORM, "A5", mark=Mark.WARNING, keep_value=True),
    )
    assert [formula_of(target, address)[1] for address in ("A3", "A4", "A5")] == ["2", "3", "4"]
    assert [colour(target, address) for address in ("A3", "A4", "A5")] == ["FFC7CE", "FFEB9C", "FFEB9C"]


# -- formulas that hang together --------------------------------------------------------------------------------------


def test_overwriting_the_master_of_a_shared_formula_expands_its_followers(book: Path) -> None:
    target = patched(book, Edit(FORM, "C2", 1), Edit(FORM, "C4", 2))
    assert formula_of(target, "C2") == (None, "1", {})
    assert formula_of(target, "C3") == ("A3+$B3", "33", {})
    assert formula_of(target, "C4") == (None, "2", {})
    assert formula_of(target, "C6") == ("A6+$B6", "66", {})


def test_overwriting_a_follower_leaves_the_others_shared(book: Path) -> None:
    target = patched(book, Edit(FORM, "C4", 2))
    assert formula_of(target, "C2")[2] == {"t": "shared", "ref": "C2:C6", "si": "0"}
    assert formula_of(target, "C5")[2] == {"t": "shared", "si": "0"}


@pytest.mark.parametrize("address", ["E2", "E3", "E4"])
def test_part_of_an_array_formula_is_refused(book: Path, address: str) -> None:
    with pytest.raises(WorkbookError, match=rf"单元格 {address}：属于数组公式 E2:E4"):
        patched(book, Edit(FORM, address, 1))


def test_an_array_formula_in_one_cell_is_replaced_like_any_other(book: Path) -> None:
    assert formula_of(patched(book, Edit(FORM, "E6", 5)), "E6") == (None, "5", {})


def test_a_merged_area_takes_content_at_its_first_cell_only(book: Path) -> None:
    assert text_of(patched(book, Edit(FORM, "A1", "题"), Edit(FORM, "C1", None)), "A1") == "题"
    with pytest.raises(WorkbookError, match=r"单元格 C1：在合并单元格 A1:D1 之中，只能写入左上角的 A1"):
        patched(book, Edit(FORM, "C1", "题"))


# -- marks ------------------------------------------------------------------------------------------------------------


def colour(path: Path, address: str, sheet: str = FORM) -> str:
    fill = load_workbook(path)[sheet][address].fill
    return fill.fgColor.rgb[-6:] if fill.patternType == "solid" else ""


def test_a_mark_changes_the_fill_and_nothing_else(book: Path) -> None:
    target = patched(book, Edit(FORM, "A3", mark=Mark.ERROR, keep_value=True))
    before, after = load_workbook(book)[FORM]["A3"], load_workbook(target)[FORM]["A3"]
    assert colour(target, "A3") == "FFC7CE"
    xfs = etree.fromstring(parts(target)["xl/styles.xml"]).find("m:cellXfs", NS)
    assert xfs[int(cell(target, "A3").get("s"))].get("applyFill") == "1"  # the fill is the cell's own
    for aspect in ("value", "number_format", "border", "font", "alignment", "protection"):
        assert repr(getattr(after, aspect)) == repr(getattr(before, aspect))


def test_a_mark_on_a_merged_area_shows_at_its_first_cell(book: Path) -> None:
    target = patched(book, Edit(FORM, "C1", mark=Mark.WARNING, keep_value=True))
    assert colour(target, "A1") == "FFEB9C"
    assert cell(target, "C1") is None


def test_only_our_marks_are_taken_away(book: Path) -> None:
    marked = patched(book, Edit(FORM, "A3", mark=Mark.ERROR, keep_value=True))
    target = patched(marked, *(Edit(FORM, a, mark=Mark.NONE, keep_value=True) for a in ("A3", "D6", "Z9")))
    assert (colour(target, "A3"), colour(target, "D6")) == ("", "DDDDDD")
    assert cell(target, "A3").get("s") == cell(book, "A3").get("s")
    assert cell(target, "Z9") is None


def test_the_style_sheet_grows_once_for_each_style_and_mark(book: Path) -> None:
    def sizes(path: Path) -> tuple[int, int]:
        root = etree.fromstring(parts(path)["xl/styles.xml"])
        assert root.find("m:cellXfs", NS).get("count") == str(len(root.find("m:cellXfs", NS)))
        assert root.find("m:fills", NS).get("count") == str(len(root.find("m:fills", NS)))
        return len(root.find("m:cellXfs", NS)), len(root.find("m:fills", NS))

    edits = [
        Edit(FORM, f"{c}{r}", mark=m, keep_value=True) for c in "AB" for r, m in ((2, Mark.ERROR), (3, Mark.WARNING))
    ]
    once = patched(book, *edits)
    xfs, fills = sizes(book)
    assert sizes(once) == (xfs + 2, fills + 2)
    cleared = patched(once, *(Edit(e.sheet, e.address, mark=Mark.NONE, keep_value=True) for e in edits))
    again = patched(cleared, *edits)
    assert sizes(again) == sizes(once)


# -- what cannot be used or written -----------------------------------------------------------------------------------


def test_an_old_workbook_is_to_be_saved_anew_first(tmp_path: Path) -> None:
    old = tmp_path / "旧.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(WorkbookError, match="旧.xls.*另存为 .xlsx"):
        apply_edits(old, tmp_path / "新.xlsx", [])
    old.write_bytes(old.read_bytes() + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(WorkbookError, match="密码"):
        apply_edits(old, tmp_path / "新.xlsx", [])


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 cut short"])
def test_what_is_no_workbook_is_said_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(WorkbookError, match="a.xlsx.*文件已损坏"):
        apply_edits(tmp_path / "a.xlsx", tmp_path / "b.xlsx", [])
    assert not (tmp_path / "b.xlsx").exists()


def test_a_damaged_part_is_named(book: Path) -> None:
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 30 + len("xl/worksheets/sheet1.xml")
    data[start + 40 : start + 60] = bytes(20)
    book.write_bytes(data)
    with pytest.raises(WorkbookError, match="sheet1.xml"):
        patched(book, Edit(FORM, "A3", 1))
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_a_missing_sheet_is_named(book: Path) -> None:
    with pytest.raises(WorkbookError, match="没有名为“公开99”的工作表"):
        patched(book, Edit("公开99", "A1", 1))


def test_sheet_names_with_signs_are_found(book: Path) -> None:
    assert text_of(patched(book, Edit(OTHER, "A1", "对")), "A1", "xl/worksheets/sheet2.xml") == "对"


def test_too_long_texts_and_formulas_are_refused(book: Path) -> None:
    assert len(text_of(patched(book, Edit(FORM, "D3", "字" * 32767)), "D3")) == 32767
    for text in ("字" * 32768, "😀" * 16384):
        with pytest.raises(WorkbookError, match="D3：文字太长"):
            patched(book, Edit(FORM, "D3", text))
    with pytest.raises(WorkbookError, match="D3：公式太长"):
        patched(book, Edit(FORM, "D3", 1, formula="1+" * 5000 + "1"))


def test_macros_and_suffix_must_agree(tmp_path: Path) -> None:
    macros = make_rich(tmp_path / "a.xlsm", macros=True)
    with pytest.raises(OutputError, match="原文件是 .xlsm 格式，结果也请以 .xlsm 为扩展名"):
        apply_edits(macros, tmp_path / "b.xlsx", [])
    assert not (tmp_path / "b.xlsx").exists()
    misnamed = macros.rename(tmp_path / "c.xlsx")
    with pytest.raises(OutputError, match="原文件“c.xlsx”的内容是 .xlsm 格式，扩展名不同的 Excel 打不开"):
        apply_edits(misnamed, tmp_path / "d.xlsx", [])


def test_a_target_open_elsewhere_stays_whole(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = book.with_name("结果.xlsx")
    target.write_bytes(b"old")

    def locked(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(OutputError, match="结果.xlsx.*请关闭后再试"):
        apply_edits(book, target, [Edit(FORM, "A3", 1)])
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in book.parent.iterdir()) == sorted([book.name, target.name])


# -- laws -------------------------------------------------------------------------------------------------------------

_PLACES = st.sampled_from(
    [f"{column}{row}" for column in ("A", "B", "D", "M", "Z", "AB") for row in (2, 3, 6, 8, 11, 400)]
)
_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: not set(text) & {"\ufffe", "\uffff"}
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(_PLACES, st.one_of(_NUMBERS, _TEXTS, st.none())), max_size=25))
def test_what_was_written_is_read_back(edits: list[tuple[str, Decimal | str | None]], book: Path) -> None:
    target = patched(book, *(Edit(FORM, place, value) for place, value in edits))
    for place, value in dict(edits).items():
        if isinstance(value, str):
            assert text_of(target, place) == value
        elif value is not None:
            assert Decimal(formula_of(target, place)[1] or "") == value
        else:
            found = cell(target, place)
            assert found is None or len(found) == 0
    root = etree.fromstring(parts(target)["xl/worksheets/sheet1.xml"])
    rows = [int(row.get("r")) for row in root.iterfind(".//m:row", NS)]
    assert rows == sorted(set(rows))


# -- other programs ---------------------------------------------------------------------------------------------------


def test_the_validator_finds_nothing_new(rich: Path) -> None:
    from openxml_audit import OpenXmlValidator

    target = patched(
        rich,
        Edit(FORM, "C2", Decimal(1), mark=Mark.ERROR),
        Edit(FORM, "K20", Decimal(2), formula="SUM(A2:A6)", mark=Mark.WARNING),
        *(Edit(OTHER, f"D{row}", text) for row, text in enumerate(AWKWARD, 3)),
    )
    before, after = ({str(error) for error in OpenXmlValidator().validate(path).errors} for path in (rich, target))
    assert after <= before


def test_libreoffice_opens_it_and_comes_to_the_stored_results(book: Path, tmp_path: Path) -> None:
    link = f'HYPERLINK("#\'{OTHER.replace(chr(39), chr(39) * 2)}\'!A1","到“{OTHER}”")'
    formulas = {
        "G2": ("SUM(A2:A6)", Decimal(200)),
        "G3": ("ROUND(A2/3-B2,6)", Decimal("4.666667")),
        "G4": (link, f"到“{OTHER}”"),
        "G5": ('IF(A2<>B2,"不符","相符")', "不符"),
        "G6": ("1+1", Decimal(99)),  # stored wrongly on purpose: LibreOffice must really calculate
    }
    edits = [Edit(FORM, place, value, formula=formula) for place, (formula, value) in formulas.items()]
    texts = [Edit(FORM, f"M{row}", text) for row, text in enumerate(AWKWARD, 2)]
    target = patched(book, Edit(FORM, "C2", 22, formula="A2+$B2"), *edits, *texts)
    [computed] = saved_as("xlsx", tmp_path / "converted", target, always_recalculating=True)
    sheet = load_workbook(computed, data_only=True)[FORM]
    assert sheet["G6"].value == 2
    for place, (_, value) in formulas.items():
        if place != "G6":
            found = sheet[place].value
            assert (found if isinstance(value, str) else Decimal(str(found))) == value
    assert [sheet.cell(row, 3).value for row in range(2, 7)] == [22, 33, 44, 55, 66]
    assert [sheet[f"M{row}"].value for row, _ in enumerate(AWKWARD, 2)] == AWKWARD


def test_writing_starts_without_openpyxl() -> None:
    code = "import sys, toolkit.workbook.files.writing.patch; print('openpyxl' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
