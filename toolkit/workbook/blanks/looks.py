"""The looks of a new workbook: fonts, borders, fills, number formats, page set-up, and the one way to put a value into a cell."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ...edits import TEXT_FORMAT as TEXT_FORMAT  # "=154人" typed by a clerk stays text
from ..files.writing.page_fit import FOOTER, FORM_SIZE
from .contents import Value

_A4 = 9
FONT = "宋体"
#: The font of cells without a look, whose digits column widths count: as wide as those of 宋体, and of the same width on
#: systems without 宋体, whose substitute for it would make every column a quarter wider and the print a quarter smaller.
WIDTH_FONT = "Times New Roman"
AMOUNT = "#,##0.00"
#: Number formats by the role of a column or the kind of a fact.
FORMATS = {
    "amount": AMOUNT,
    "count": "0",
    "year": "0",
    "percent": "0.00%",
    "score": "General",
    "line": "0",
    "code": "@",
}

_THIN = Side(style="thin", color="FF000000")
_LIGHT = Side(style="thin", color="FFBFBFBF")
OURS = Border(_LIGHT, _LIGHT, _LIGHT, _LIGHT)
_BOXES = {"": Border(), "form": Border(_THIN, _THIN, _THIN, _THIN), "ours": OURS}
INPUT_COLOUR = "FFEFF7E8"
_FILLS = {
    "": PatternFill(),
    "head": PatternFill("solid", fgColor="FFE7E6E6"),
    "group": PatternFill("solid", fgColor="FFD9E2F3"),
    "input": PatternFill("solid", fgColor=INPUT_COLOUR),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Look:
    """How a cell looks. ``box``: ``form`` (black), ``ours`` (grey) or none; ``fill``: head, group, input or none."""

    size: float = FORM_SIZE
    bold: bool = False
    color: str = "FF000000"
    underline: bool = False
    align: str = "left"
    vertical: str = "center"
    wrap: bool = True
    shrink: bool = False
    indent: int = 0
    box: str = ""
    fill: str = ""
    format: str = "General"

    def but(self, **changes: object) -> Look:
        return replace(self, **changes)  # type: ignore[arg-type]

    def dress(self, cell: Cell | MergedCell | ColumnDimension) -> None:
        """Give the cell, or the new cells of a column, this look.

        openpyxl is slow at it, so each look is worked out once for a workbook.
        """
        assert cell.parent.parent is not None
        known = _styles.setdefault(cell.parent.parent, {})
        style = known.get(self)
        if style is None:
            cell.font = Font(
                name=FONT,
                size=self.size,
                bold=self.bold,
                color=self.color,
                underline="single" if self.underline else None,
            )
            cell.alignment = Alignment(
                horizontal=self.align,
                vertical=self.vertical,
                wrap_text=self.wrap,
                shrink_to_fit=self.shrink,
                indent=self.indent,
            )
            cell.border = _BOXES[self.box]
            cell.fill = _FILLS[self.fill]
            cell.number_format = self.format
            style = known[self] = cell._style  # type: ignore[union-attr]
        cell._style = copy(style)  # type: ignore[union-attr]


_styles: WeakKeyDictionary[Workbook, dict[Look, Any]] = WeakKeyDictionary()
#: A look, up to three rows and columns of a merged area, and whether a cell is in its first row, last row, first column,
#: last column.
_Edges = tuple[Look, int, int, tuple[bool, bool, bool, bool]]
_merged: WeakKeyDictionary[Workbook, dict[_Edges, Any]] = WeakKeyDictionary()

TITLE = Look(size=18, bold=True, align="center", wrap=False)
LINE = Look(wrap=False)  # the lines between title and table
HEAD = Look(align="center", box="form")
BODY = Look(box="form", wrap=False, shrink=True)  # rows keep their height, whatever name a clerk pastes
FIGURE = Look(align="right", wrap=False, shrink=True, indent=1, box="form", format=AMOUNT)  # never up to the line
NOTE = Look(size=10, vertical="top")
HINT = Look(size=10, color="FF7F7F7F", wrap=False)
GROUP = Look(size=12, bold=True, wrap=False, fill="group")
OUR_HEAD = Look(bold=True, align="center", box="ours", fill="head")
OUR_BODY = Look(box="ours")
OUR_INPUT = Look(box="ours", fill="input")


def put(sheet: Worksheet, row: int, column: int, value: Value, look: Look, *, rows: int = 1, columns: int = 1) -> Cell:
    """Write a value and its look over ``rows`` × ``columns`` cells, merged when more than one.

    Text is always text, also when it starts with "="; control characters, which Excel refuses, are dropped.
    """
    for line in range(row, row + rows):
        for place in range(column, column + columns):
            look.dress(sheet.cell(line, place))
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        text = _CONTROL.sub("", value)
        if text:
            cell.value = text
            cell.data_type = "s"
    elif value is not None:
        cell.value = value
    if rows > 1 or columns > 1:
        _merge(sheet, CellRange(None, column, row, column + columns - 1, row + rows - 1), look)
    return cell


def _merge(sheet: Worksheet, area: CellRange, look: Look) -> None:
    """As openpyxl merges cells of one look, which draws the borders of each area anew, in half the time of a new workbook:
    here once for a look, as far as cells stand at different edges."""
    assert sheet.parent is not None
    held: dict[tuple[int, int], Any] = sheet._cells
    drawn = _merged.setdefault(sheet.parent, {})
    rows, columns = area.max_row - area.min_row + 1, area.max_col - area.min_col + 1

    def edges(row: int, column: int) -> _Edges:
        at = row == area.min_row, row == area.max_row, column == area.min_col, column == area.max_col
        return look, min(rows, 3), min(columns, 3), at

    if edges(area.min_row, area.min_col) not in drawn:
        sheet.merge_cells(area.coord)
        drawn.update((edges(*place), held[place]._style) for place in area.cells)
        return
    for row, column in list(area.cells)[1:]:
        held[row, column] = MergedCell(sheet, row, column)
    for place in area.cells:
        held[place]._style = copy(drawn[edges(*place)])
    sheet.merged_cells.add(area)


def set_widths(sheet: Worksheet, widths: list[float]) -> None:
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def set_page(
    sheet: Worksheet,
    *,
    landscape: bool,
    area: tuple[int, int] | None = None,
    repeat: tuple[int, int] | None = None,
    pages: int = 0,
) -> None:
    """A4, one page wide, with page numbers. ``area``: last row and column printed; ``repeat``: heading rows;
    ``pages``: also no higher than so many (0: as many as it takes)."""
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = pages
    sheet.page_margins = PageMargins(left=0.3, right=0.3, top=0.4, bottom=0.5, header=0.2, footer=0.25)
    sheet.print_options.horizontalCentered = True
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center is not None
    sheet.oddFooter.center.text = FOOTER
    if repeat:
        sheet.print_title_rows = f"{repeat[0]}:{repeat[1]}"
    if area:
        sheet.print_area = f"A1:{get_column_letter(area[1])}{area[0]}"
