"""A bare export becomes a workbook of ours: what it held stays, what it lacked is added."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from libreoffice import saved_as
from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openxml_audit import OpenXmlValidator
from rich_workbook import parts
from smaller import smaller

from toolkit.cells import CellKind
from toolkit.errors import OutputError, WorkbookError
from toolkit.outputs.files import replacing
from toolkit.profiles import Profile, load_profile, samples
from toolkit.report import Report
from toolkit.workbook.blanks.adopt import adopt
from toolkit.workbook.blanks.finish import finished
from toolkit.workbook.files.grid import Sheet
from toolkit.workbook.files.opening import read_grid
from toolkit.workbook.forms.which_profile import recognise_profile
from toolkit.workbook.reading import read_by, read_report

CHANGED_PARTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
SAMPLES = [smaller(path.stem, keep=1) for path in samples()]
pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


def bare_export(sample: Path, target: Path) -> Profile:
    """The official forms of a sample alone, under the filing system's own sheet names."""
    grid = read_grid(sample)
    profile = load_profile(recognise_profile(grid))
    forms = {table.sheet for table in read_report(grid, profile).tables.values()}
    book = load_workbook(sample)
    for sheet in list(book):
        if sheet.title not in forms:
            book.remove(sheet)
    for number, sheet in enumerate(book, 1):
        sheet.title = f"Z{number:02}"
    first = book.worksheets[0]
    book.defined_names["合计"] = DefinedName("合计", attr_text=f"'{first.title}'!$A$1")
    buffer = io.BytesIO()
    book.save(buffer)
    with replacing(target) as temporary:
        temporary.write_bytes(finished(buffer.getvalue()))
    return profile


def figures(report: Report) -> dict[tuple[str, str], object]:
    return {
        (cell.sheet, cell.address): cell.value if cell.is_number else cell.text
        for table in report.tables.values()
        for cell in table.cells()
    }


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.stem)
def adopted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, Profile, tuple[str, ...]]:
    folder = tmp_path_factory.mktemp("adopt")
    bare, target = folder / "导出.xlsx", folder / "补齐.xlsx"
    profile = bare_export(request.param, bare)
    return bare, target, profile, adopt(read_by(read_grid(bare), profile), target)


def test_its_own_sheets_stay_byte_for_byte(adopted: tuple[Path, Path, Profile, tuple[str, ...]]) -> None:
    bare, target, profile, _ = adopted
    before, after = parts(bare), parts(target)
    assert {name for name in before if before[name] != after.get(name)} <= CHANGED_PARTS
    old, new = read_report(read_grid(bare), profile), read_report(read_grid(target), profile)
    assert figures(old) == figures(new)


def test_our_sheets_are_added_ready_to_fill(adopted: tuple[Path, Path, Profile, tuple[str, ...]]) -> None:
    bare, target, profile, added = adopted
    grid = read_grid(target)
    names = [sheet.name for sheet in grid.sheets]
    assert added[:2] == ("填报顺序", "基本信息") == tuple(names[:2])
    assert added[-2:] == ("情况说明", "校验") == tuple(names[-2:])
    assert recognise_profile(grid) == profile.id
    report = read_report(grid, profile)
    bare_report = read_report(read_grid(bare), profile)
    assert report.missing_sheets == ()
    assert report.facts["单位名称"].text == bare_report.unit_name
    assert set(report.written) == {item.field for item in profile.outline if item.field}
    for group in profile.facts.values():
        if group.source.endswith(":项"):
            table = report.tables[group.source.partition(":")[0]]
            items = [row.code for block in table.blocks.values() for row in block if row.level == "项"]
            assert [row.code for row in report.lists[group.id]] == items


def test_the_package_is_sound(adopted: tuple[Path, Path, Profile, tuple[str, ...]]) -> None:
    bare, target, _, _ = adopted
    assert OpenXmlValidator().validate(target).errors == []
    book = load_workbook(target)
    assert book["Z01"].print_title_rows == load_workbook(bare)["Z01"].print_title_rows
    assert "合计" in book.defined_names
    assert book["情况说明"].column_dimensions["F"].hidden
    assert book["基本信息"]["A1"].fill.fgColor.rgb == "FFD9E2F3"


def test_a_workbook_that_lacks_nothing_stays_as_it_is(tmp_path: Path) -> None:
    sample = SAMPLES[0]
    profile = load_profile(recognise_profile(read_grid(sample)))
    target = tmp_path / "同样.xlsx"
    assert adopt(read_by(read_grid(sample), profile), target) == ()
    assert parts(target) == parts(sample)


def test_only_missing_sheets_are_added_and_no_name_is_taken_twice(tmp_path: Path) -> None:
    sample = SAMPLES[0]
    profile = load_profile(recognise_profile(read_grid(sample)))
    book = load_workbook(sample)
    book.remove(book["名词解释"])
    book.create_sheet("名词解释")["A1"] = "别的内容"
    book.save(tmp_path / "缺.xlsx")
    assert adopt(read_by(read_grid(tmp_path / "缺.xlsx"), profile), tmp_path / "补.xlsx") == ("名词解释2",)
    assert read_report(read_grid(tmp_path / "补.xlsx"), profile).missing_sheets == ()


def test_an_old_export_is_drawn_anew_cell_for_cell(tmp_path: Path) -> None:
    profile = bare_export(SAMPLES[0], tmp_path / "导出.xlsx")
    [old], target = saved_as("xls", tmp_path, tmp_path / "导出.xlsx"), tmp_path / "补齐.xlsx"
    added = adopt(read_by(read_grid(old), profile), target)
    before, after = read_grid(old), read_grid(target)
    assert [sheet.name for sheet in after.sheets] == [*added[:2], *(sheet.name for sheet in before.sheets), *added[2:]]
    for sheet in before.sheets:
        assert _said(sheet) == _said(after[sheet.name])
        assert set(sheet.merges) == set(after[sheet.name].merges)
    assert OpenXmlValidator().validate(target).errors == []
    with pytest.raises(OutputError, match=re.escape("只能存为 .xlsx")):
        adopt(read_by(read_grid(old), profile), tmp_path / "补齐.xlsm")


def _said(sheet: Sheet) -> dict[tuple[int, int], str]:
    """What every cell shows; numbers to the fifteen digits that Excel keeps."""
    return {
        place: f"{float(cell.text):.15g}" if cell.kind is CellKind.NUMBER else cell.text.strip()
        for place, cell in sheet.cells.items()
        if cell.text.strip()
    }


def test_a_file_without_forms_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "会议记录"
    book.save(tmp_path / "记录.xlsx")
    profile = load_profile(recognise_profile(read_grid(SAMPLES[0])))
    with pytest.raises(WorkbookError, match="没有找到格式"):
        adopt(read_by(read_grid(tmp_path / "记录.xlsx"), profile), tmp_path / "补齐.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["记录.xlsx"]
