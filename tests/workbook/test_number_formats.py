"""Numbers and days look as a sheet shows them; LibreOffice is the second opinion."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libreoffice import saved_as
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from toolkit.addresses import column_letters
from toolkit.workbook.files.number_formats import is_date, shown_number
from toolkit.workbook.files.opening import read_grid
from toolkit.workbook.forms.meaning import words

FIGURES = [
    '0\\.0,"万"',  # words amid the digits
    '0"."0000"万元"',
    '0\\.00,"万"',
    "000-0000",
    "General",
    "0",
    "0.00",
    "#,##0",
    "#,##0.00",
    "0.0%",
    "0%",
    "0.00%",
    "000.0",
    "#.00",
    "#,##0.##",
    "#,##0.0,",
    "#,##0.00_ ",
    '0.00"万元"',
    '"约"0',
    "#,##0.00;-#,##0.00;",
    "#,##0.00;[Red]-#,##0.00",
    '#,##0.00;-#,##0.00;"——"',
    "#,##0.00;-#,##0.00;0.00",
    "#,##0.00;-#,##0.00;;@",
    "0;0;;@",
    '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    '"";"";""',
    ";;;",
]
NUMBERS = [0, 1, -1, 0.5, 2.675, -2.675, 1234.5, -1234.565, 0.004, -0.004, 995.19, 1e6, 0.1 + 0.2, 45536, 100, 0.125]
DAY_FORMATS = [
    'yyyy"年"m"月"d"日"',
    'yyyy"年"m"月"',
    "yyyy/m/d",
    "yyyy-mm-dd",
    "yy.mm",
    '[DBNum1][$-804]yyyy"年"m"月"d"日"',
]
DAYS = [45292, 45536, 45575, 45597, 45646, 2, 36526.75]


@pytest.fixture(scope="module")
def shown_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, float], str]:
    """(format, number) → the text in the cell."""
    folder = tmp_path_factory.mktemp("formats")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    cases = [(FIGURES, NUMBERS), (DAY_FORMATS, DAYS)]
    lines = [(number_format, numbers) for formats, numbers in cases for number_format in formats]
    for row, (number_format, numbers) in enumerate(lines, 1):
        for column, number in enumerate(numbers, 1):
            sheet.cell(row, column, number).number_format = number_format
            sheet.column_dimensions[column_letters(column)].width = 40
    book.save(folder / "formats.xlsx")
    as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"
    [shown] = saved_as(as_shown, folder, folder / "formats.xlsx")
    with shown.open(encoding="utf-8", newline="") as file:
        texts = list(csv.reader(file))
    return {
        (number_format, number): texts[row][column].strip()
        for row, (number_format, numbers) in enumerate(lines)
        for column, number in enumerate(numbers)
    }


@pytest.mark.parametrize("number_format", FIGURES)
def test_figures_look_as_in_libreoffice(shown_by_libreoffice: dict[tuple[str, float], str], number_format: str) -> None:
    ours = {number: shown_number(Decimal(repr(number)), number_format) for number in NUMBERS}
    assert ours == {number: shown_by_libreoffice[number_format, number] for number in NUMBERS}


@pytest.mark.parametrize("number_format", DAY_FORMATS)
def test_days_look_as_in_libreoffice(shown_by_libreoffice: dict[tuple[str, float], str], number_format: str) -> None:
    ours = {day: shown_number(Decimal(repr(day)), number_format) for day in DAYS}
    assert ours == {day: shown_by_libreoffice[number_format, day] for day in DAYS}


@pytest.mark.parametrize(
    "number_format", ["General", "@", "0.00", "#,##0.00_);[Red](#,##0.00)", '0"日"', "h:mm", "mm:ss", ""]
)
def test_no_day_is_seen_in_a_format_of_figures(number_format: str) -> None:
    assert not is_date(number_format)


def test_a_condition_never_loses_a_sign_or_a_figure() -> None:
    assert shown_number(Decimal("-12.5"), '[=0]"";0.00') == "-12.50"
    assert shown_number(Decimal("12.5"), '[=0]"";0.00') == "12.50"
    assert shown_number(Decimal(0), '[=0]"";0.00') == ""
    assert shown_number(Decimal(7), "[<0]0.00") == "7"


@given(fen=st.integers(-(10**13), 10**13))
def test_an_amount_is_shown_to_the_fen(fen: int) -> None:
    amount = Decimal(fen).scaleb(-2)
    assert shown_number(amount, "#,##0.00") == f"{amount:,.2f}"
    assert Decimal(shown_number(amount, "0.00")) == amount


def test_days_of_an_old_mac_workbook_are_the_same_days(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = date(2024, 9, 20), 45555
    sheet["A1"].number_format = 'yyyy"年"m"月"d"日"'
    book.save(tmp_path / "1904.xlsx")
    read = read_grid(tmp_path / "1904.xlsx")[sheet.title]
    assert words(read, 1, 1).text == "2024年9月20日"
    assert words(read, 2, 1).text == "45555"


def test_a_point_amid_the_digits_shows_ten_thousands() -> None:
    """The usual way to show 万 (Excel in Chinese escapes with ``!``, LibreOffice does not know that)."""
    assert shown_number(Decimal("1234567"), '0!.0,"万"') == "123.5万"
    assert shown_number(Decimal("-1234567"), '0!.0000"万元"') == "-123.4567万元"
    assert shown_number(Decimal(40000), '0!.0,"万"') == "4.0万"
