"""What a clerk prints of a new workbook can be read, and no title stays behind at the foot of a page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet
from smaller import smaller

from toolkit.edits import Edit
from toolkit.profiles import load_profile, profile_ids, samples
from toolkit.workbook import apply_edits
from toolkit.workbook.blanks.blank import build_blank, sheet_name
from toolkit.workbook.blanks.looks import set_page
from toolkit.workbook.ours import check_sheet

#: Points that a unit of column width takes (a digit of the usual font at 10.5 points), and that A4 has for columns.
UNIT, A4 = 5.25, {"landscape": 842.0, "portrait": 595.0}
OTHER = {"landscape": "portrait", "portrait": "landscape"}
FORM_SIZE, READABLE, SMALLEST = 10.5, 9.0, 8.5

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


@pytest.fixture(scope="module", params=profile_ids())
def book(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Worksheet], list[Worksheet]]:
    """The official forms of a new workbook, and our own sheets."""
    profile = load_profile(request.param)
    path = tmp_path_factory.mktemp(request.param) / "a.xlsx"
    build_blank(profile, path, year=2024, unit_name="某某中心")
    forms, ours = [], []
    names = tuple(sheet_name(spec) for spec in profile.tables.values())
    for sheet in load_workbook(path):
        (forms if sheet.title.startswith(names) else ours).append(sheet)
    return forms, ours


@pytest.fixture(scope="module")
def sheets(book: tuple[list[Worksheet], list[Worksheet]]) -> list[Worksheet]:
    """Our sheets of a new workbook."""
    return book[1]


def printed_widths(sheet: Worksheet) -> Iterator[float]:
    """Of the columns that are printed; openpyxl does not read the print area of whole columns that 校验 has."""
    last = check_sheet.LAYOUT.printed if sheet.title == check_sheet.CHECK_SHEET else 1 << 14
    for name, column in sheet.column_dimensions.items():
        if column_index_from_string(name) <= last and not column.hidden:
            yield column.width


def printed_scale(sheet: Worksheet) -> float:
    """What a program makes of "one page wide", and of "one page high" where the sheet says so."""
    margins = sheet.page_margins
    width, height = (A4[sheet.page_setup.orientation], A4[OTHER[sheet.page_setup.orientation]])
    wide = (width - 72 * (margins.left + margins.right)) / (sum(printed_widths(sheet)) * UNIT)
    if sheet.page_setup.fitToHeight != 1:
        return min(1.0, wide)
    heights = sum(sheet.row_dimensions[row].height or 15.0 for row in range(1, sheet.max_row + 1))
    return min(1.0, wide, (height - 72 * (margins.top + margins.bottom)) / heights)


def smallest(sheet: Worksheet) -> float:
    return printed_scale(sheet) * min(
        cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value is not None
    )


def test_every_sheet_of_ours_prints_in_a_readable_size(sheets: list[Worksheet]) -> None:
    assert {"补充资料", "情况说明", "校验"} <= {sheet.title for sheet in sheets}
    for sheet in sheets:
        if sheet.title == "填报顺序":  # few rows: on one page, what is said above them a little smaller
            assert sheet.page_setup.fitToHeight == 1
            assert printed_scale(sheet) * FORM_SIZE >= READABLE
            assert smallest(sheet) > READABLE - 0.5
            continue
        assert smallest(sheet) >= READABLE, sheet.title
        assert sheet.page_setup.fitToHeight == 0, sheet.title


def test_every_form_prints_in_a_readable_size(book: tuple[list[Worksheet], list[Worksheet]]) -> None:
    forms, _ = book
    assert len(forms) > 8
    assert {sheet.title: smallest(sheet) for sheet in forms if printed_scale(sheet) * FORM_SIZE < READABLE} == {}
    assert all(smallest(sheet) > READABLE - 0.5 for sheet in forms)  # the note below


@cache
def filled(name: str) -> Workbook:
    """A sample; of eighteen 自评表, which are drawn alike, the first ones."""
    return load_workbook(smaller(name, keep=7))


@pytest.mark.parametrize("name", [path.stem for path in samples()])
def test_a_filled_form_is_on_one_page_only_where_it_can_be_read(name: str) -> None:
    sheets = [sheet for sheet in filled(name) if sheet.page_setup.fitToWidth and sheet.title != "校验"]
    assert {sheet.title for sheet in sheets if printed_scale(sheet) * FORM_SIZE < SMALLEST} == set()
    forms = [sheet for sheet in sheets if "自评表" in sheet.title]
    assert not forms or any(sheet.page_setup.fitToHeight == 1 for sheet in forms)


@pytest.mark.parametrize(
    ("rows", "pages"),
    [(29, 0), (31, 1), (42, 0), (59, 2), (75, 0)],
    ids=["one page", "a little more", "much more", "a little over two", "well over two"],
)
def test_a_sheet_that_grew_leaves_no_few_rows_on_a_page_of_their_own(tmp_path: Path, rows: int, pages: int) -> None:
    """29 rows of 18 points have room on a turned page, on the next one fewer below the heading."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, rows + 1):
        sheet.cell(row, 1, row)
        sheet.row_dimensions[row].height = 18
    set_page(sheet, landscape=True, repeat=(1, 1))
    book.save(tmp_path / "a.xlsx")
    apply_edits(tmp_path / "a.xlsx", tmp_path / "b.xlsx", [Edit("Sheet", "A1", 1)])
    assert load_workbook(tmp_path / "b.xlsx")["Sheet"].page_setup.fitToHeight == pages
    apply_edits(tmp_path / "b.xlsx", tmp_path / "b.xlsx", [Edit("Sheet", "A2", 2)])
    assert load_workbook(tmp_path / "b.xlsx")["Sheet"].page_setup.fitToHeight == pages
    sheet.oddFooter.center.text = "某某中心"  # a page set-up of another hand
    book.save(tmp_path / "a.xlsx")
    apply_edits(tmp_path / "a.xlsx", tmp_path / "b.xlsx", [Edit("Sheet", "A1", 1)])
    assert load_workbook(tmp_path / "b.xlsx")["Sheet"].page_setup.fitToHeight == 0


def test_a_form_that_goes_on_begins_its_last_page_with_a_block_of_its_own() -> None:
    """省级财政医疗救助补助资金: 项目绩效分析 would leave two rows on it."""
    for name in ("自评表1", "自评表2"):
        sheet = filled("fenyang-2024")[name]
        (row,) = (each.id for each in sheet.row_breaks.brk)
        assert "项目绩效" in str(sheet.cell(row + 1, 1).value)


def test_words_in_a_narrow_column_have_room_for_one_line_more_than_they_should_take() -> None:
    sheet = filled("jilin-province-2024-budget")["项目支出预算表"]
    long = [row[1].row for row in sheet.iter_rows() if str(row[1].value).startswith("医疗服务与保障能力提升补助资金")]
    assert long
    assert all((sheet.row_dimensions[row].height or 0) >= 5 * 14 for row in long)


def test_a_figure_of_a_form_is_printed_whole() -> None:
    """总评价得分 100.00 stands in a column for 3.5: in the usual size it would be ###."""
    sheet = filled("beipiao-2024")["整体自评表1"]
    (total,) = (
        sheet.cell(row[0].row, cell.column)
        for row in sheet.iter_rows()
        if any(str(cell.value).startswith("总评价得分") for cell in row)
        for cell in row
        if isinstance(cell.value, int | float)
    )
    assert total.alignment.shrink_to_fit
    assert not total.alignment.wrap_text


def test_a_long_name_of_a_form_is_printed_whole() -> None:
    """The title of a 自评表 holds the project's name: one line of it would be cut off on both sides."""
    sheet = filled("fenyang-2024")["自评表1"]
    width = sum(printed_widths(sheet)) * UNIT
    assert len(sheet["A1"].value) * sheet["A1"].font.sz > width
    assert sheet["A1"].alignment.wrap_text
    assert sheet.row_dimensions[1].height >= 2 * sheet["A1"].font.sz * 1.2


def test_words_full_of_figures_have_room_in_a_wider_font() -> None:
    """Where 宋体 is missing, the figures of what takes its place are half as wide again."""
    sheet = filled("fenyang-2024")["自评表6"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if "775467.63" in str(cell.value))
    assert sheet.row_dimensions[cell.row].height >= 4 * 14


def test_a_long_name_of_a_row_takes_two_lines() -> None:
    sheet = filled("beipiao-2024")["一般公共预算财政拨款基本支出决算表"]
    cell = next(
        cell for row in sheet.iter_rows() for cell in row if cell.value == "对民间非营利组织和群众性自治组织补贴"
    )
    assert cell.alignment.wrap_text
    assert sheet.row_dimensions[cell.row].height >= 2 * 13


def test_no_group_begins_at_the_foot_of_a_page(sheets: list[Worksheet]) -> None:
    sheet = next(sheet for sheet in sheets if sheet.title == "补充资料")
    breaks = {each.id for each in sheet.row_breaks.brk}
    titles = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).font.sz == 12]
    assert len(titles) > 3
    assert breaks
    assert breaks <= {row - 1 for row in titles}
    used = 0.0
    for row in range(1, sheet.max_row + 1):
        height = sheet.row_dimensions[row].height or 15.0
        used = height if row - 1 in breaks or used + height > 500 else used + height
        assert row not in titles or used < 400


def test_rows_of_a_list_that_nobody_filled_are_not_printed(sheets: list[Worksheet]) -> None:
    sheet = next(sheet for sheet in sheets if sheet.title == "名词解释")
    assert sheet.max_row == 2  # title and headings: what follows has the looks of the columns
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.conditional_formatting
