"""No figure is lost, covered or shown as another one without a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree
from oddly import FORM, FORM_PART, ORIGINAL, SAMPLE, changed, filled, messages, new_messages
from packages import parts_of, put

from toolkit.errors import WorkbookError
from toolkit.workbook import read_grid


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


def test_cells_of_an_array_formula_are_left_to_it(tmp_path: Path) -> None:
    array = r'\1><f t="array" ref="C7:C9">数据!A1:A3</f>'
    path = changed(tmp_path / "a.xlsx", r'(<c r="C7" s="\d+")[^>]*>', array)
    assert {read_grid(path)[FORM][row, 3].formula for row in (7, 8, 9)} == {"数据!A1:A3"}
    assert read_grid(filled(path, tmp_path / "b.xlsx"))[FORM][8, 3].text == read_grid(SAMPLE)[FORM][8, 3].text


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
