"""One odd thing in a file costs one cell at most: what Excel reads is read, what nobody can know is told with its place."""

from __future__ import annotations

import re
import struct
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from oddly import FORM, FORM_PART, ORIGINAL, SAMPLE, changed, checked, filled, messages, new_messages
from openpyxl import load_workbook
from packages import part_of, parts_of, put

from toolkit import workflow
from toolkit.addresses import Area, address, area_or_none, length_or_none, position_or_none, row_or_none
from toolkit.amounts import Unit, amount_from_number, read_number, round_half_up
from toolkit.cells import CellKind
from toolkit.edits import Edit, Mark
from toolkit.errors import WorkbookError
from toolkit.office_parts import MOST_TAGS
from toolkit.text import clean, normal_name
from toolkit.workbook import read_grid
from toolkit.workbook.files.blank_rows import HeldRows
from toolkit.workbook.files.writing.patch import apply_edits

# openpyxl knows no print area of whole columns (校验: as far down as there are findings)
pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# -- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", ["", "#REF!", "A", "7", "A0", "A01", "A1048577", "XFE1", "AAAA1", "A1:B2", "Ａ1", "A１", "A" + "9" * 5000]
)
def test_what_is_no_cell_of_a_sheet(place: str) -> None:
    assert position_or_none(place) is None


def test_cells_and_areas_as_people_and_programs_write_them() -> None:
    assert position_or_none("$B$12") == position_or_none("b12") == (12, 2)
    assert position_or_none("XFD1048576") == (1_048_576, 16_384)
    assert area_or_none("D5:B2") == Area(2, 2, 5, 4)
    assert area_or_none("X:Y") == Area(1, 24, 1_048_576, 25)
    assert area_or_none("$3:5") == Area(3, 1, 5, 16_384)
    assert [area_or_none(odd) for odd in ("", "A", "A1:", ":A1", "A1:#REF!", "A1:B2:C3")] == [None] * 6
    assert [length_or_none(odd, 255) for odd in ("NaN", "INF", "-1", "1e400", "256", "")] == [None] * 6
    assert [row_or_none(odd) for odd in ("0", "-1", "1.5", "1048577", "9" * 5000)] == [None] * 5


@given(st.text(max_size=12))
def test_any_text_is_an_address_or_none(text: str) -> None:
    place = position_or_none(text)
    assert place is None or (1 <= place[0] <= 1_048_576 and 1 <= place[1] <= 16_384)
    assert area_or_none(text) is None or place is not None or ":" in text


# -- names of parts, parts, styles ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "respelled",
    [
        lambda name: name.replace("/", "\\"),
        lambda name: name.replace("sharedStrings", "SharedStrings").replace("worksheets/sheet", "Worksheets/Sheet"),
        lambda name: name.replace("worksheets/sheet", "worksheets/%73heet"),
    ],
    ids=["backslashes", "case", "percents"],
)
def test_parts_are_found_by_whatever_office_takes_for_their_name(tmp_path: Path, respelled) -> None:  # type: ignore[no-untyped-def]
    path = put(tmp_path / "a.xlsx", {respelled(name): content for name, content in parts_of(SAMPLE).items()})
    assert messages(path) == ORIGINAL
    grid = read_grid(filled(path, tmp_path / "b.xlsx"))
    assert grid[FORM][7, 3].text == read_grid(SAMPLE)[FORM][7, 3].text
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert not any("\\" in name for name in archive.namelist())  # every program opens it now


def test_a_listed_sheet_without_a_part_is_passed_over_and_named(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    sheet = f'<sheet name="Module1" sheetId="999" state="veryHidden" xmlns:r="{RELATIONS}" r:id="rId999"/></sheets>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", sheet.encode())
    for target in ("", f'<Relationship Id="rId999" Type="{RELATIONS}/worksheet" Target="worksheets/gone.xml"/>'):
        rels = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", target.encode() + b"</Relationships>")
        path = put(tmp_path / "a.xlsx", parts | {"xl/_rels/workbook.xml.rels": rels})
        assert [message[:5] for message in new_messages(path)] == ["RD-55"]
        assert "“Module1”" in new_messages(path)[0]
        (tmp_path / "b.xlsx").unlink(missing_ok=True)
        filled(path, tmp_path / "b.xlsx")


def test_of_two_sheets_with_one_name_the_first_is_read_and_filled(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    book = parts["xl/workbook.xml"].decode()
    again = re.search(r"<sheets>.*?</sheets>", book, re.DOTALL)[0]  # type: ignore[index]
    path = put(tmp_path / "a.xlsx", parts | {"xl/workbook.xml": book.replace(again, again * 2).encode()})
    assert messages(path) == ORIGINAL  # the very same sheets
    other = re.sub(rf'name="{FORM}"( [^>]*)r:id="[^"]*"', rf'name="{FORM}"\1r:id="rId1"', again)
    path = put(tmp_path / "b.xlsx", parts | {"xl/workbook.xml": book.replace(again, again + other).encode()})
    assert [message[:5] for message in new_messages(path)] == ["RD-60"]
    grid = read_grid(filled(path, tmp_path / "c.xlsx"))
    assert grid[FORM][7, 3].text == read_grid(SAMPLE)[FORM][7, 3].text


def test_nobodys_figures_are_refused_for_their_looks(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    for row, number in zip((b"7", b"8", b"9", b"10"), (b"", b"9999", b"-1", b"x"), strict=True):
        looks = rb'(<c r="C%s") s="\d+"' % row
        parts[FORM_PART], count = re.subn(looks, rb'\1 s="%s"' % number, parts[FORM_PART])
        assert count == 1
    path = put(tmp_path / "a.xlsx", parts)
    assert messages(path) == ORIGINAL
    marked = tmp_path / "b.xlsx"
    apply_edits(path, marked, [Edit(FORM, f"C{row}", mark=Mark.ERROR, keep_value=True) for row in range(7, 11)])
    assert {read_grid(marked)[FORM][row, 3].style.fill for row in range(7, 11)} == {Mark.ERROR.value}


def test_a_workbook_without_styles_is_checked_and_marked(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    del parts["xl/styles.xml"]
    path = put(tmp_path / "a.xlsx", parts)
    assert workflow.check(path).grid[FORM][7, 3].kind is CellKind.NUMBER
    marked = tmp_path / "b.xlsx"
    apply_edits(path, marked, [Edit(FORM, "C7", mark=Mark.WARNING, keep_value=True)])
    assert read_grid(marked)[FORM][7, 3].style.fill == Mark.WARNING.value


def test_another_part_in_the_place_of_the_styles_is_told_before_it_is_passed_on(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    parts["xl/styles.xml"] = parts[FORM_PART]
    path = put(tmp_path / "a.xlsx", parts)
    assert workflow.check(path).grid[FORM][7, 3].kind is CellKind.NUMBER
    with pytest.raises(WorkbookError, match="已损坏.*styles.xml"):
        filled(path, tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def test_a_style_that_is_not_there_never_becomes_one_of_ours(tmp_path: Path) -> None:
    """What we add to the looks takes the next free number, which a cell may bear already."""
    count = len(etree.fromstring(parts_of(SAMPLE)["xl/styles.xml"]).find("{*}cellXfs"))
    for number in (count, count + 1, count + 7):
        path = changed(tmp_path / "a.xlsx", r'(<c r="C8") s="\d+"', rf'\1 s="{number}"')
        apply_edits(path, tmp_path / "b.xlsx", [Edit(FORM, "C7", mark=Mark.ERROR, keep_value=True)])
        found = read_grid(tmp_path / "b.xlsx")[FORM]
        assert (found[7, 3].style.fill, found[8, 3].style.fill) == (Mark.ERROR.value, "")


# -- cells ------------------------------------------------------------------------------------------------------------


#: A cell as it stands in the file, and what is read of it.
ODD_CELLS = [
    ("<v>#N/A</v>", CellKind.ERROR, "#N/A"),
    ("<v> 12.5 </v>", CellKind.NUMBER, "12.5"),
    ("<v>129.15000000000003</v>", CellKind.NUMBER, "129.15"),
    ("<v>1.0000000000000001E-5</v>", CellKind.NUMBER, "0.00001"),
    ("<v>1e+22</v>", CellKind.NUMBER, "1E+22"),
    ("<v>1e400</v>", CellKind.TEXT, "1e400"),
    ("<v>甲</v>", CellKind.TEXT, "甲"),
    ("<v>NaN</v>", CellKind.TEXT, "NaN"),
    ("<v>" + "9" * 30_000 + "</v>", CellKind.TEXT, "9" * 30_000),
    ("<is><t>_xD83D__xDE00_和_xD83D_</t></is>", CellKind.TEXT, "😀和�"),
]


@pytest.fixture(scope="module")
def odd_cells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with all of them in the first row, where no form reaches."""
    cells = ""
    for number, (cell, _, _) in enumerate(ODD_CELLS, 27):
        inline = ' t="inlineStr"' if cell.startswith("<is>") else ""
        cells += f'<c r="{address(1, number)}"{inline}>{cell}</c>'
    path = tmp_path_factory.mktemp("odd") / "a.xlsx"
    return changed(path, r'(<row r="1"[^>]*>.*?)</row>', rf"\1{cells}</row>")


@pytest.mark.parametrize("number", range(len(ODD_CELLS)))
def test_what_an_odd_cell_holds(odd_cells: Path, number: int) -> None:
    _, kind, text = ODD_CELLS[number]
    found = checked(odd_cells).grid[FORM][1, 27 + number]
    assert (found.kind, found.text) == (kind, text)
    assert messages(odd_cells) == ORIGINAL


#: What stands where an amount belongs, and what is told of it.
NO_AMOUNTS = [
    ('t="n"><v>1E+22</v>', "RD-52 .*C10 的 1E.22 不可能"),
    ('t="n"><v>1E+300</v>', "RD-52 .*C10 的 1E.300 不可能"),
    ('t="str"><v>6217000012345678901</v>', "RD-52 .*C10 的 6217000012345678901 不可能"),
    ('t="n"><v>1e400</v>', "RD-52 .*C10 的 1e400 不可能"),
    ('t="str"><v>' + "6" * 60 + "</v>", "RD-52 .*C10 的 6{30}… 不可能"),  # what is cut short says so
    ('t="str"><v>5.3e+03</v>', "RD-08 .*C10 的“5.3e.03”是文本形式的数字"),
    ('t="str"><v>12\n.5</v>', "RD-08 .*C10 的“12 .5”是"),  # a sentence is one line
    ('t="str"><f>SUM(C8:C9)</f>', "RD-07 .*C10 的公式还没有算出结果"),  # "" were <v></v>
    ("><v>5</v><v>7</v>", "RD-53 .*C10 在文件里有两个内容（“5”和“7”）"),
    ('t="n"><v>' + "9" * 40_000 + "</v>", "RD-05 .*C10 应填数字"),
    ('t="n"><v>#N/A</v>', "RD-06 .*C10 的公式出错（#N/A）"),
    ('t="s"><v>99999</v>', "RD-57 .*C10 的文字在文件里找不到"),
    ('t="str"><v>2023-5-1</v>', "RD-51 .*C10 应填数字，现为日期 2023-5-1"),
    ('t="str"><v>5:30</v>', "RD-51 .*C10 应填数字，现为时间 5:30"),
]


@pytest.mark.parametrize(("cell", "told"), NO_AMOUNTS)
def test_what_stands_where_an_amount_belongs_is_told_with_its_cell(tmp_path: Path, cell: str, told: str) -> None:
    path = changed(tmp_path / "a.xlsx", r'(<c r="C10" s="\d+").*?</c>', rf"\1 {cell}</c>")
    assert any(re.match(told, message) for message in new_messages(path)), new_messages(path)


def test_a_form_is_filled_whatever_stands_where_amounts_belong(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    text = parts[FORM_PART].decode()
    for row, (cell, _) in enumerate(NO_AMOUNTS, 8):
        text, count = re.subn(rf'(<c r="C{row}" s="\d+").*?(?=<c r="D{row}")', rf"\1 {cell}</c>", text)
        assert count == 1
    path = put(tmp_path / "a.xlsx", parts | {FORM_PART: text.encode()})
    rules = {message[:5] for message in messages(filled(path, tmp_path / "b.xlsx"))}
    mended = {"RD-07", "RD-08"}  # a formula is worked out, a number typed as text becomes one
    assert rules >= {told[:5] for _, told in NO_AMOUNTS} - mended


def test_a_day_or_a_time_where_an_amount_belongs(tmp_path: Path) -> None:
    days = [
        (45047, "yyyy-mm-dd", "日期 2023年5月1日"),
        (45047.25, "yyyy/m/d h:mm", "日期 2023年5月1日 6:00"),
        (0.2291666667, "h:mm", "时间 5:30"),
        (0.2291666667, "[h]:mm:ss", "时间 5:30"),
    ]
    book = load_workbook(SAMPLE)
    for row, (value, number_format, _) in enumerate(days, 10):
        book[FORM][f"C{row}"] = value
        book[FORM][f"C{row}"].number_format = number_format
    book.save(tmp_path / "a.xlsx")
    said = messages(tmp_path / "a.xlsx")
    for row, (_, _, told) in enumerate(days, 10):
        assert any(f"C{row} 应填数字，现为{told}" in message for message in said)


def test_two_cells_with_one_address_are_told_with_both_contents(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xlsx", r'(<c r="C7"[^>]*>)(<v>[^<]*</v></c>)', r"\1\2\1<v>77.77</v></c>")
    assert any(
        re.match("RD-53 .*C7 在文件里有两个内容（“[0-9.]+”和“77.77”）", message) for message in new_messages(path)
    )
    same = changed(tmp_path / "b.xlsx", r'(<c r="C7"[^>]*>)(<v>[^<]*</v></c>)', r"\1\2\1\2")
    assert messages(same) == ORIGINAL  # nothing is lost


def test_a_cell_that_is_nowhere_is_told_with_what_it_says(tmp_path: Path) -> None:
    places = ("#REF!", "C9999999", "XFE7", "C8", "77")
    cells = "".join(rf'<c r="{place}"\1<v>77.77</v></c>' for place in places)
    path = changed(tmp_path / "a.xlsx", r'<c r="C7"([^>]*>)<v>[^<]*</v></c>', cells)
    told = [message for message in new_messages(path) if message.startswith("RD-54")]
    assert [place for place in places if any(f"“{place}”处的“77.77”" in message for message in told)] == [*places]
    filled(path, tmp_path / "b.xlsx")


@pytest.mark.parametrize("stranger", ["<row>25</row>", "<x/>", "<is1><t>丙</t></is1>", "<extLst><ext/></extLst>"])
def test_a_strangers_element_in_a_cell_hides_nothing(tmp_path: Path, stranger: str) -> None:
    words = f'\\1 t="inlineStr"><is><t>甲</t></is>{stranger}</c>'
    path = changed(tmp_path / "a.xlsx", r'(<c r="C7" s="\d+")[^>]*>.*?</c>', words)
    assert read_grid(path)[FORM][7, 3].text == "甲"
    for content, text in (("乙", "乙"), (Decimal("1.5"), "1.5")):
        apply_edits(path, tmp_path / "b.xlsx", [Edit(FORM, "C7", content)])
        assert read_grid(tmp_path / "b.xlsx")[FORM][7, 3].text == text
    only = changed(tmp_path / "c.xlsx", r'(<c r="C7" s="\d+")[^>]*>.*?</c>', rf'\1 t="s">{stranger}</c>')
    apply_edits(only, tmp_path / "d.xlsx", [Edit(FORM, "C7", "丁")])
    assert read_grid(tmp_path / "d.xlsx")[FORM][7, 3].text == "丁"


def test_dollar_signs_in_an_address_say_nothing(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xlsx", r'<c r="C7"', '<c r="$C$7"')
    assert messages(path) == ORIGINAL
    apply_edits(path, tmp_path / "b.xlsx", [Edit(FORM, "C7", Decimal("1.5"))])
    assert (read_grid(tmp_path / "b.xlsx")[FORM][7, 3].text, read_grid(tmp_path / "b.xlsx").odd) == ("1.5", ())


def merged(path: Path, *references: str) -> Path:
    more = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
    return changed(path, "</mergeCells>", f"{more}</mergeCells>")


def test_merged_columns_and_areas_beyond_the_forms_cost_nothing(tmp_path: Path) -> None:
    path = merged(tmp_path / "a.xlsx", "X:Y", "AA1:XFD1048576", "1048570:1048576")
    assert messages(path) == ORIGINAL
    workflow.save_document(workflow.fill(checked(path)), tmp_path / "a.docx")
    filled(path, tmp_path / "b.xlsx")


def test_a_merged_area_that_is_none_is_told(tmp_path: Path) -> None:
    for number, reference in enumerate(("", "A", "#REF!")):
        path = merged(tmp_path / f"{number}.xlsx", reference)
        assert [message[:5] for message in new_messages(path)] == ["RD-56"]
    filled(merged(tmp_path / "a.xlsx", "", "A", "#REF!"), tmp_path / "b.xlsx")


def test_widths_that_are_none(tmp_path: Path) -> None:
    widths = ("NaN", "INF", "-5", "1e400", "x", "99999")
    columns = "".join(f'<col min="{at}" max="{at}" width="{width}"/>' for at, width in enumerate(widths, 1))
    path = changed(tmp_path / "a.xlsx", r"<cols>.*?</cols>", f"<cols>{columns}</cols>")
    workflow.save_document(workflow.fill(checked(path)), tmp_path / "a.docx")
    workflow.save_html([checked(path)], tmp_path / "a.html")


def test_the_merged_head_of_the_narrative_sheet(tmp_path: Path) -> None:
    part = part_of(parts_of(SAMPLE), "情况说明")
    for head in range(1, 7):
        merge = f'<mergeCells count="1"><mergeCell ref="A{head}:F{head}"/></mergeCells>'
        text = parts_of(SAMPLE)[part].decode()
        text = re.sub(r"<mergeCells.*?</mergeCells>", "", text).replace("</sheetData>", f"</sheetData>{merge}", 1)
        path = put(tmp_path / f"{head}.xlsx", parts_of(SAMPLE) | {part: text.encode()})
        workflow.fill(workflow.check(path))


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("收\u200b入\u00ad决算\ufeff表", "收入决算表"),
        ("⼀般公共预算⽀出", "一般公共预算支出"),
        ("⻓期借款", "长期借款"),
        ("⻋辆\uf9d1", "车辆六"),
        ("２０８", "208"),
        ("一、 基本支出(合计)", "基本支出（合计）"),
        ("\u202e合计\u202c", "合计"),
        ("合\u00a0计", "合计"),
        ("办公费,印刷费", "办公费，印刷费"),
    ],
)
def test_names_are_compared_by_what_is_seen(written: str, compared: str) -> None:
    assert normal_name(written) == compared


def test_what_nobody_sees_is_no_part_of_a_cells_words() -> None:
    assert clean("\ufeff 名\u200b称\u0085\x1b ") == "名称"
    assert clean("第一行\n第二行\t") == "第一行\n第二行"


@given(st.text(max_size=30))
def test_a_compared_name_is_its_own(text: str) -> None:
    name = normal_name(text)
    assert not re.search(r"\s", name)
    assert normal_name(name) == name or name[:1] in "一二三四五六七八九十0123456789（"


def test_unseen_characters_in_heads_and_codes_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    book = load_workbook(SAMPLE)
    for form in (FORM, "收入决算表", "支出决算表"):
        for row in book[form].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and (cell.row < 8 or cell.value.isdecimal()):
                    cell.value = f"\ufeff{cell.value[:2]}\u200b{cell.value[2:]}\u00ad".replace("支", "⽀").replace(
                        "一", "⼀"
                    )
    book.save(tmp_path / "a.xlsx")
    assert messages(tmp_path / "a.xlsx") == ORIGINAL


# -- amounts ----------------------------------------------------------------------------------------------------------


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(list(Unit)))
def test_no_number_of_a_cell_is_too_large_to_be_rounded(value: float, unit: Unit) -> None:
    number = Decimal(repr(value))
    assert round_half_up(number, 2) == pytest.approx(number, abs=Decimal("0.005"))
    assert amount_from_number(number, unit).value is not None


def test_a_number_of_thousands_of_digits_is_words() -> None:
    assert read_number("9" * 40_000) is None


# -- how much there is ------------------------------------------------------------------------------------------------


def ruled(first: int, last: int) -> bytes:
    return b"".join(
        b'<row r="%d"><c r="A%d" s="9"/><c r="B%d" s="9"></c></row>' % (r, r, r) for r in range(first, last)
    )


def test_a_form_that_is_ruled_on_is_filled_and_its_ruled_rows_stay_as_they_are(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    rows, stray = (
        ruled(60, 9000),
        b'<row r="9000"><c r="B9000" t="inlineStr"><is><t>\xe5\xa4\x87\xe6\xb3\xa8</t></is></c></row>',
    )
    parts[FORM_PART] = parts[FORM_PART].replace(b"</sheetData>", rows + stray + ruled(9001, 12000) + b"</sheetData>")
    path = put(tmp_path / "a.xlsx", parts)
    edits = [Edit(FORM, place, Decimal(7)) for place in ("C7", "A500", "Z9000", "C11999", "C13000")]
    apply_edits(path, tmp_path / "b.xlsx", edits)
    found = read_grid(tmp_path / "b.xlsx")[FORM]
    assert {found[place].text for place in ((7, 3), (500, 1), (9000, 26), (11999, 3), (13000, 3))} == {"7"}
    after = parts_of(tmp_path / "b.xlsx")[FORM_PART]
    assert (
        after.count(rows[: rows.index(b'<row r="500"')])
        == after.count(ruled(501, 9000))
        == after.count(ruled(9001, 11999))
        == 1
    )
    numbers = [int(row.get("r")) for row in etree.fromstring(after).iterfind("{*}sheetData/{*}row")]
    assert numbers == sorted(set(numbers))


@given(
    st.lists(st.tuples(st.integers(1, 1500), st.integers(0, 40)), max_size=3),
    st.sets(st.integers(1, 4000), max_size=4),
    st.integers(200, 90_000),
)
def test_rows_that_are_held_back_come_again_byte_for_byte(
    runs: list[tuple[int, int]], wanted: set[int], size: int
) -> None:
    rows, number = b"", 1
    for length, gap in runs:
        rows += ruled(number, number + length) + b'<row r="%d"><c><v>1</v></c></row>' % (number + length)
        number += length + gap + 1
    part = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    held = HeldRows(wanted)
    kept = b"".join(held(part[at : at + size] for at in range(0, len(part), size)))
    assert b"".join(held.put_back(kept)) == part
    there = set(map(int, re.findall(rb'<row r="(\d+)">', kept)))
    assert wanted & set(map(int, re.findall(rb'<row r="(\d+)">', part))) <= there


def test_more_than_a_workbook_can_be_is_told_before_it_is_parsed(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    for part, end in (
        (FORM_PART, b"</sheetData>"),
        ("xl/styles.xml", b"</styleSheet>"),
        ("xl/sharedStrings.xml", b"</sst>"),
    ):
        path = put(tmp_path / "a.xlsx", parts | {part: parts[part].replace(end, b"<a/>" * (MOST_TAGS + 1) + end)})
        with pytest.raises(WorkbookError, match=r"内容过多.*请把官方表格另存"):
            read_grid(path)


def test_a_zip_that_says_less_than_it_holds_is_held_to_its_word(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.xlsx", parts_of(SAMPLE) | {"xl/media/x.xml": b"x" * 30_000_000, FORM_PART: b" " * 30_000_000}
    )
    data = bytearray(path.read_bytes())
    entry = data.rindex(FORM_PART.encode()) - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    path.write_bytes(data)
    with pytest.raises(WorkbookError, match=r"sheet\d+\.xml 读不出来"):
        read_grid(path)


# -- repeated findings ------------------------------------------------------------------------------------------------


def test_formulas_without_results_are_told_once_a_sheet_with_all_their_cells(tmp_path: Path) -> None:
    book = load_workbook(SAMPLE)
    for row in range(8, 28):
        book["收入决算表"].cell(row, 4).value = "=1+1"
        book["支出决算表"].cell(row, 4).value = "12.50"
    book.save(tmp_path / "a.xlsx")
    found = {
        finding.rule: finding
        for finding in workflow.check(tmp_path / "a.xlsx").findings
        if finding.rule in ("RD-07", "RD-08")
    }
    assert [len(finding.cells) for finding in found.values()] == [20, 20]
    assert "D8、D9、D10、D11、D12等 20 处的公式还没有算出结果" in found["RD-07"].message
    assert "等 20 处是文本形式的数字" in found["RD-08"].message


@pytest.mark.parametrize("sheet", ["部门概况", "名词解释"])
@pytest.mark.parametrize("column", ["A", "B"])
def test_a_heading_of_ours_that_was_overwritten_ends_nothing(tmp_path: Path, sheet: str, column: str) -> None:
    path = tmp_path / "样例.xlsx"
    heads = [row for row in range(1, 8) if checked(SAMPLE).grid[sheet][row, 2].text in ("内容", "解释")]
    apply_edits(SAMPLE, path, [Edit(sheet, f"{column}{row}", "四月") for row in heads])
    assert read_grid(filled(path, tmp_path / "填.xlsx"))[sheet][heads[0], 1 if column == "A" else 2].text == "四月"
