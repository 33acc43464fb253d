"""No figure is lost, covered or shown as another one without a word."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest
from lxml import etree
from oddly import FORM, FORM_PART, ORIGINAL, SAMPLE, changed, filled, messages, new_messages
from packages import part_of, parts_of, put

from toolkit import workflow
from toolkit.addresses import position
from toolkit.edits import Edit, Mark
from toolkit.errors import ProfileError, WorkbookError
from toolkit.text import one_line
from toolkit.workbook import read_grid
from toolkit.workbook.files.writing.patch import apply_edits


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</sheetData>", '</sheetData><sheetData><row r="7"><c r="C7"><v>77.77</v></c></row></sheetData>'),
        ('(<row r="8")', r'<m:Fallback xmlns:m="urn:m"><row r="7"><c r="C7"><v>77.77</v></c></row></m:Fallback>\1'),
        (r'<c r="C7".*?</c>', '<z:c xmlns:z="urn:z" r="C7"><v>77.77</v></z:c>'),
    ],
    ids=["another sheetData", "a fallback", "another namespace"],
)
def test_a_cell_where_none_belongs_is_told_with_what_it_says(tmp_path: Path, old: str, new: str) -> None:
    path = changed(tmp_path / "a.xlsx", old, new)
    assert any(message.startswith("RD-54") and "“C7”处的“77.77”" in message for message in new_messages(path))
    filled(path, tmp_path / "b.xlsx")


def test_figures_under_a_merged_area_are_told_and_cost_nothing_else(tmp_path: Path) -> None:
    """Excel empties them; programs merge and leave them, where nobody sees them."""
    path = changed(tmp_path / "a.xlsx", "</mergeCells>", '<mergeCell ref="C7:C9"/></mergeCells>')
    assert [
        re.match("RD-66 .* C8、C9 有数字，却在合并单元格之中", message) is None for message in new_messages(path)
    ] == [False]
    filled(path, tmp_path / "b.xlsx")
    name = changed(tmp_path / "c.xlsx", "</mergeCells>", '<mergeCell ref="A9:B9"/></mergeCells>')
    assert not [message for message in new_messages(name) if "KM-" in message], "a covered name is read as well"


def test_a_row_that_comes_again_is_written_where_its_cells_are(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xlsx", "</sheetData>", '<row r="7"><c r="A40"><v>1</v></c></row></sheetData>')
    mark = [Edit(FORM, "C7", mark=Mark.ERROR, keep_value=True), Edit(FORM, "C8", Decimal(2)), Edit(FORM, "I7", "新")]
    apply_edits(path, tmp_path / "b.xlsx", mark)
    before, after = read_grid(path)[FORM], read_grid(tmp_path / "b.xlsx")[FORM]
    assert (after[7, 3].text, after[7, 3].style.fill) == (before[7, 3].text, Mark.ERROR.value)
    assert (after[8, 3].text, after[7, 9].text, after[7, 1].text) == ("2", "新", before[7, 1].text)


def test_cells_of_an_array_formula_are_left_to_it(tmp_path: Path) -> None:
    array = r'\1><f t="array" ref="C7:C9">数据!A1:A3</f>'
    path = changed(tmp_path / "a.xlsx", r'(<c r="C7" s="\d+")[^>]*>', array)
    assert {read_grid(path)[FORM][row, 3].formula for row in (7, 8, 9)} == {"数据!A1:A3"}
    assert read_grid(filled(path, tmp_path / "b.xlsx"))[FORM][8, 3].text == read_grid(SAMPLE)[FORM][8, 3].text


def test_thousands_of_array_formulas_over_one_another_are_read_at_once(tmp_path: Path) -> None:
    row = "".join(f'<c r="{letter}{{0}}"><f t="array" ref="A1:J5000">1</f><v>1</v></c>' for letter in "ABCDEFGHIJ")
    rows = "".join(f'<row r="{number}">{row.format(number)}</row>' for number in range(100, 1100))
    path = changed(tmp_path / "a.xlsx", "</sheetData>", f"{rows}</sheetData>")
    begun = process_time()
    assert read_grid(path)[FORM][1099, 10].formula == "1"
    assert process_time() - begun < 10  # a minute if each looked at every cell


@pytest.mark.parametrize(
    ("number_format", "told"),
    [
        (";;;", "C7 里是 5303.72，单元格格式却让它不显示"),
        ('0!.0,"万元"', "显示成“0.5万元”"),
        ("#,##0.00,", "显示成“5.30”"),
        ("0.00%", "显示成“530372.00%”"),
        ('[>=1000]0.00,"千";0.00', "显示成“5.30千”"),
        ("#,##0", ""),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', ""),
        ("[Red](0.0)", ""),
        ("@", ""),
    ],
)
def test_a_number_that_its_cell_shows_as_another_is_told(tmp_path: Path, number_format: str, told: str) -> None:
    parts = parts_of(SAMPLE)
    styles = etree.fromstring(parts["xl/styles.xml"])
    formats = styles.find("{*}numFmts")
    etree.SubElement(formats, formats[0].tag, numFmtId="999", formatCode=number_format)
    looks = styles.find("{*}cellXfs")
    looks.append(etree.fromstring(etree.tostring(looks[0])))
    looks[-1].set("numFmtId", "999")
    style = rf'\1 s="{len(looks) - 1}"'
    sheet = re.sub(r'(<c r="C7") s="\d+"', style, parts[FORM_PART].decode(), count=1).encode()
    path = put(tmp_path / "a.xlsx", parts | {"xl/styles.xml": etree.tostring(styles), FORM_PART: sheet})
    found = [message for message in new_messages(path) if message.startswith("RD-67")]
    assert [told in message for message in found] == ([True] if told else [])


def test_a_part_that_is_there_twice_is_told(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    again = FORM_PART.replace("sheet", "Sheet")
    assert messages(put(tmp_path / "a.xlsx", parts | {again: parts[FORM_PART]})) == ORIGINAL
    with pytest.raises(WorkbookError, match="两份不同的.*不知道哪一份"):
        messages(put(tmp_path / "b.xlsx", parts | {again: parts[FORM_PART].replace(b"5303.72", b"1")}))


@pytest.mark.parametrize(
    ("sheet", "cell", "content", "told"),
    [
        ("部门概况", "B4", 't="e"><f>A1</f><v>#NAME?</v>', "RD-06 .*“部门概况” B4 的公式出错（#NAME.）"),
        ("情况说明", "D4", 't="e"><f>A1</f><v>#REF!</v>', "RD-06 .*“情况说明” D4 的公式出错"),
        ("部门概况", "B4", 't="s"><v>99999</v>', "RD-57 .*“部门概况” B4 的文字在文件里找不到"),
        (FORM, "A1", 't="s"><v>99999</v>', "RD-57 .*A1 的文字在文件里找不到"),
    ],
)
def test_words_that_are_errors_are_told_before_they_are_printed(
    tmp_path: Path, sheet: str, cell: str, content: str, told: str
) -> None:
    part = part_of(parts_of(SAMPLE), sheet)
    path = changed(tmp_path / "a.xlsx", rf'<c r="{cell}"[^>]*?(?:/>|>.*?</c>)', f'<c r="{cell}" {content}</c>', part)
    assert [re.match(told, message) is not None for message in new_messages(path)] == [True]


def test_the_same_words_in_many_cells_of_figures_are_told_once(tmp_path: Path) -> None:
    text = parts_of(SAMPLE)[FORM_PART].decode()
    for row, words in ((10, "/"), (11, "/"), (12, "无"), (13, "/")):
        text = re.sub(rf'<c r="C{row}"[^>]*?(?:/>|>.*?</c>)', f'<c r="C{row}" t="str"><v>{words}</v></c>', text)
    told = new_messages(put(tmp_path / "a.xlsx", parts_of(SAMPLE) | {FORM_PART: text.encode()}))
    assert [message.split("，请")[0] for message in told] == [
        f"RD-05 工作表“{FORM}” C10、C11、C13应填数字，现为“/”",
        f"RD-05 工作表“{FORM}” C12 应填数字，现为“无”",
    ]


def test_an_unknown_format_is_told_with_the_cell_that_names_it(tmp_path: Path) -> None:
    part = part_of(parts_of(SAMPLE), "基本信息")
    path = changed(tmp_path / "a.xlsx", r'<c r="B3"[^>]*>.*?</c>', '<c r="B3" t="str"><v>#N/A</v></c>', part)
    with pytest.raises(ProfileError, match=r"文件“a.xlsx”，工作表“基本信息”，单元格 B3：没有名为“#N/A”的格式"):
        workflow.check(path)


def test_a_name_that_its_cell_breaks_over_lines_is_one_name(tmp_path: Path) -> None:
    """Alt+Enter in a narrow column: no sentence breaks there."""
    parts = parts_of(SAMPLE)
    strings = parts["xl/sharedStrings.xml"].decode()
    for name in ("社会保障和就业支出", "济源市社会医疗保险中心"):
        coded = "".join(f"&#{ord(character)};" for character in name)
        assert coded in strings or name in strings
        strings = strings.replace(coded, name).replace(name, f"{name[:4]} \n{name[4:]}")
    path = put(tmp_path / "a.xlsx", parts | {"xl/sharedStrings.xml": strings.encode()})
    broken, whole = workflow.check(path), workflow.check(SAMPLE)
    assert (broken.report.unit_name, broken.drafts.texts) == (whole.report.unit_name, whole.drafts.texts)
    assert (one_line("Big \n Data"), one_line("甲\r\n 乙")) == ("Big Data", "甲乙")


@pytest.mark.parametrize("around", ["x", 'm:Choice xmlns:m="urn:m"'])
def test_a_text_that_is_left_out_never_gives_the_others_to_wrong_cells(tmp_path: Path, around: str) -> None:
    wrapped = rf"<{around}><x>\1</x></{around.split()[0]}>"
    path = changed(tmp_path / "a.xlsx", "(<si>.*?</si>)", wrapped, "xl/sharedStrings.xml")
    with pytest.raises(WorkbookError, match="sharedStrings.xml 读不出来"):
        workflow.check(path)


@pytest.mark.parametrize(
    ("array", "spared", "left"), [("C7:C9", (), ""), ("B7:C9", (f"{FORM}!B7:C9",), "5303.72")], ids=["all", "a part"]
)
def test_next_years_workbook_keeps_what_a_person_noted_and_what_one_formula_fills_with_other_cells(
    tmp_path: Path, array: str, spared: tuple[str, ...], left: str
) -> None:
    first = array.split(":")[0]
    path = changed(
        tmp_path / "a.xlsx", rf'(<c r="{first}" s="\d+")[^>]*>', rf'\1><f t="array" ref="{array}">数据!A1</f>'
    )
    notes = [Edit("补充资料", "E28", "问老张"), Edit("补充资料", "F29", "已问"), Edit("填报顺序", "C24", "十月底前报")]
    apply_edits(path, path, [*notes, Edit("情况说明", "G5", "局长改过"), Edit("情况说明", "D5", "人写的话。")])
    apply_edits(path, path, [Edit(FORM, "C37"), Edit(FORM, "H9", "1,234.50")])  # a total not filled in; a figure astray
    made = workflow.roll(path, tmp_path / "b.xlsx")
    after = read_grid(tmp_path / "b.xlsx")
    assert (made.spared, after[FORM][7, 3].text) == (spared, left)
    assert str(made.reading.report.facts["上年收入总计"].value) == "5510.46"
    assert ["H9 有数字" in note for note in made.left_out] == [True]
    for note in (*notes, Edit("情况说明", "G5", "局长改过")):
        assert after[note.sheet][position(note.address)].text == note.value
