"""The tables of a document as a Grid of sheets, so that they are recognised, read and checked as a workbook's forms are.

One sheet a table: its title, the captions above it, the table itself, the notes below. People are told places in the table
of the document (C7: seventh row, third column): :func:`in_table`, :func:`in_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..addresses import Area, address, position
from ..amounts import Unit, read_number
from ..cells import Cell, CellKind
from ..workbook.files.grid import Grid, RawCell, Sheet
from .reading.finishing import NUMERAL, squeezed
from .reading.records import Published, Table

#: Rows of a sheet above the table: its title and its captions, on every sheet.
_ABOVE = 2
_HEADING = "表头"
_ORDINAL = re.compile(rf"^{NUMERAL}、")
_REMARK = re.compile("(?<=表)[（(][^（）()]{1,10}[）)]$")
_ADDRESS = re.compile(r"(?<![A-Za-z0-9.\-])([A-Z]{1,2})(\d{1,4})(?![A-Za-z0-9.\-])")
_ROW = re.compile(r"第 (\d{1,4}) 行")
_Cells = dict[tuple[int, int], RawCell]


def as_grid(document: Published) -> Grid:
    """Every table of two rows and two columns or more as a sheet named by its title."""
    names: dict[str, int] = {}
    sheets = []
    for table in document.tables:
        if table.is_grid:
            sheets.append(_sheet(table, sheet_name(table, names)))
    return Grid(document.path, tuple(sheets), complete=False)


def sheet_name(table: Table, taken: dict[str, int]) -> str:
    """What the table is called, told apart from others of its name: 自评表, 自评表（2）. ``taken`` keeps count."""
    name = _ORDINAL.sub("", squeezed(table.title)) or "没有标题的表"
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}（{taken[name]}）"


def _sheet(table: Table, name: str) -> Sheet:
    cells: _Cells = {}
    above: tuple[Sequence[str], ...] = ([table.title] if table.title else [], (*table.captions, *_bare(table.title)))
    for row, line in enumerate(above, 1):
        for column, text in enumerate(line, 1):
            cells[row, column] = _raw(text, number=False)
    unit = next((unit.value for caption in table.captions if (unit := Unit.named_in(caption))), None)
    for cell in table.cells:
        if cell.text:
            text = cell.text.removesuffix(unit) if unit else cell.text  # 12.50万元, where all is in 万元
            cells[cell.row + 1 + _ABOVE, cell.column + 1] = _raw(text if read_number(text) is not None else cell.text)
    for row, note in enumerate(table.notes, table.height + 1 + _ABOVE):
        cells[row, 1] = _raw(note, number=False)
    return Sheet(name, cells, tuple(_merges(table)))


def _bare(title: str) -> list[str]:
    """A title with a remark, 收入支出决算总表（汇总）, without it: what forms are known by."""
    bare = _REMARK.sub("", title)
    return [bare] if bare != title else []


def in_table(cell: Cell) -> Cell:
    """A cell of such a sheet with its place in the table of the document; 表头 for what stands above it."""
    if not cell.address:
        return cell
    row, column = position(cell.address)
    return cell._replace(address=address(row - _ABOVE, column) if row > _ABOVE else _HEADING)


def in_words(message: str) -> str:
    """A message about such sheets with places in the tables of the document."""
    message = _ROW.sub(lambda match: f"第 {int(match[1]) - _ABOVE} 行" if int(match[1]) > _ABOVE else match[0], message)
    return _ADDRESS.sub(
        lambda match: f"{match[1]}{int(match[2]) - _ABOVE}" if int(match[2]) > _ABOVE else match[0], message
    )


def _merges(table: Table) -> Iterator[Area]:
    for cell in table.cells:
        if cell.rowspan > 1 or cell.colspan > 1:
            top, left = cell.row + 1 + _ABOVE, cell.column + 1
            yield Area(top, left, top + cell.rowspan - 1, left + cell.colspan - 1)


def _raw(text: str, *, number: bool = True) -> RawCell:
    value = read_number(text) if number and not _is_code(text) else None
    return RawCell(CellKind.TEXT, text) if value is None else RawCell(CellKind.NUMBER, f"{value:f}")


def _is_code(text: str) -> bool:
    """A code that begins with 0 (01, 0205): as a number it would lose that."""
    return len(text) > 1 and text.isdigit() and text.startswith("0")


def title_of(tables: Sequence[Table]) -> list[str]:
    """The names of the sheets of :func:`as_grid`, in the order of the document."""
    names: dict[str, int] = {}
    return [sheet_name(table, names) for table in tables if table.is_grid]
