"""A drawn workbook as it reads once it is saved, without the file between: to pack and unpack it takes as long as to draw it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from ...addresses import Area
from ...cells import CellKind
from ..files.grid import DEFAULT_WIDTH, PLAIN, Grid, RawCell, Sheet, Style, sensible_merges
from ..files.writing.cell_xml import plain_digits

#: By what openpyxl keeps of a cell's style: how it looks to us.
_Looks = dict[bytes, Style]


def as_grid(book: Workbook, path: Path) -> Grid:
    """What :func:`read_grid` would give of the workbook saved at ``path``; none of our marks and comments are looked for,
    for nothing drawn anew bears any."""
    looks: _Looks = {}
    return Grid(path, tuple(_sheet(sheet, looks) for sheet in book.worksheets))


def _sheet(sheet: Worksheet, looks: _Looks) -> Sheet:
    drawn: dict[tuple[int, int], Any] = sheet._cells
    styles = {place: _style(cell, looks) for place, cell in drawn.items()}
    cells = {place: _content(cell, styles[place]) for place, cell in drawn.items() if cell.value is not None}
    merged = (Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges)
    columns = {column_index_from_string(letters): column for letters, column in sheet.column_dimensions.items()}
    return Sheet(
        name=sheet.title,
        cells=cells,
        merges=sensible_merges(merged, cells),
        widths={number: column.width for number, column in columns.items()},
        default_width=sheet.sheet_format.defaultColWidth or DEFAULT_WIDTH,
        hidden_rows=frozenset(number for number, row in sheet.row_dimensions.items() if row.hidden),
        hidden_columns=frozenset(number for number, column in columns.items() if column.hidden),
        hidden=sheet.sheet_state != "visible",
        landscape=sheet.page_setup.orientation == "landscape",
        look_of_blank=lambda place: styles.get(place, PLAIN),
    )


def _content(cell: Any, style: Style) -> RawCell:
    if cell.data_type == "f":
        return RawCell(CellKind.PENDING, "", cell.value.removeprefix("="), style)
    if isinstance(cell.value, str):
        return RawCell(CellKind.TEXT, cell.value, None, style)
    return RawCell(CellKind.NUMBER, plain_digits(cell.value), None, style)


def _style(cell: Any, looks: _Looks) -> Style:
    if cell._style is None:  # nobody gave it one
        return PLAIN
    key = cell._style.tobytes()
    if key not in looks:
        align = cell.alignment
        looks[key] = Style(align.horizontal or "", bool(cell.font.b), cell.number_format, "", int(align.indent or 0))
    return looks[key]
