"""What a clerk prints of a new workbook can be read, and no title stays behind at the foot of a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.profiles import load_profile, profile_ids
from toolkit.workbook.blanks.blank import build_blank, sheet_name
from toolkit.workbook.ours import check_sheet

#: Points that a unit of column width takes (a digit of the usual font at 10.5 points), and that A4 has for columns.
UNIT, A4 = 5.25, {"landscape": 842.0, "portrait": 595.0}
READABLE = 9.0

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


@pytest.fixture(scope="module", params=profile_ids())
def sheets(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Worksheet]:
    """Our sheets of a new workbook."""
    profile = load_profile(request.param)
    path = tmp_path_factory.mktemp(request.param) / "a.xlsx"
    build_blank(profile, path, year=2024, unit_name="某某中心")
    forms = {sheet_name(spec) for spec in profile.tables.values()}
    return [sheet for sheet in load_workbook(path) if not any(sheet.title.startswith(form) for form in forms)]


def printed_widths(sheet: Worksheet) -> Iterator[float]:
    """Of the columns that are printed; openpyxl does not read the print area of whole columns that 校验 has."""
    last = check_sheet.LAYOUT.printed if sheet.title == check_sheet.CHECK_SHEET else 1 << 14
    for name, column in sheet.column_dimensions.items():
        if column_index_from_string(name) <= last and not column.hidden:
            yield column.width


def test_every_sheet_of_ours_prints_in_a_readable_size(sheets: list[Worksheet]) -> None:
    assert {"补充资料", "情况说明", "校验"} <= {sheet.title for sheet in sheets}
    for sheet in sheets:
        margins = 72 * (sheet.page_margins.left + sheet.page_margins.right)
        scale = min(1.0, (A4[sheet.page_setup.orientation] - margins) / (sum(printed_widths(sheet)) * UNIT))
        sizes = [cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert min(sizes) * scale >= READABLE, sheet.title
        assert sheet.page_setup.fitToHeight == 0, sheet.title


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
