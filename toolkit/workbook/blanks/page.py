"""Page set-up of a new sheet: A4, one page wide, headings repeated, page numbers."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_A4 = 9


def set_page(
    sheet: Worksheet,
    *,
    landscape: bool,
    area: tuple[int, int] | None = None,
    repeat: tuple[int, int] | None = None,
    one_page: bool = False,
) -> None:
    """``area``: last row and column printed; ``repeat``: heading rows; ``one_page``: also no higher than a page."""
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if one_page else 0
    sheet.page_margins = PageMargins(left=0.6, right=0.6, top=0.75, bottom=0.75, header=0.3, footer=0.3)
    sheet.print_options.horizontalCentered = True
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center is not None
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    if repeat:
        sheet.print_title_rows = f"{repeat[0]}:{repeat[1]}"
    if area:
        sheet.print_area = f"A1:{get_column_letter(area[1])}{area[0]}"
