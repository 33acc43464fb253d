"""What clerks and other programs do to a workbook without meaning anything by it, as functions Grid → Grid.

Each keeps every figure and every name; only where and how they are written changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from toolkit.addresses import Area, position
from toolkit.amounts import Unit
from toolkit.cells import CellKind
from toolkit.report import Report
from toolkit.workbook.files.grid import Grid, RawCell, Sheet

FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")

SheetChange = Callable[[Sheet], Sheet]


def everywhere(grid: Grid, change: SheetChange, only: Iterable[str] | None = None) -> Grid:
    """The change made to every sheet, or to those named."""
    names = None if only is None else set(only)
    return replace(
        grid, sheets=tuple(change(sheet) if names is None or sheet.name in names else sheet for sheet in grid.sheets)
    )


def spread(sheet: Sheet, rows: Iterable[int] = (), columns: Iterable[int] = ()) -> Sheet:
    """Blank rows and columns inserted before those given; merged areas grow, as in Excel."""
    new_rows, new_columns = sorted(rows), sorted(columns)

    def row_at(row: int) -> int:
        return row + sum(one <= row for one in new_rows)

    def column_at(column: int) -> int:
        return column + sum(one <= column for one in new_columns)

    return replace(
        sheet,
        cells={(row_at(row), column_at(column)): cell for (row, column), cell in sheet.cells.items()},
        merges=tuple(
            Area(row_at(a.top), column_at(a.left), row_at(a.bottom), column_at(a.right)) for a in sheet.merges
        ),
        widths={column_at(column): width for column, width in sheet.widths.items()},
        hidden_rows=frozenset(map(row_at, sheet.hidden_rows)),
        hidden_columns=frozenset(map(column_at, sheet.hidden_columns)),
    )


def spread_between_all(sheet: Sheet) -> Sheet:
    """A blank row before every row and a blank column before every column."""
    return spread(sheet, {row for row, _ in sheet.cells}, {column for _, column in sheet.cells})


def unmerged(sheet: Sheet) -> Sheet:
    return replace(sheet, merges=())


def all_hidden_but_the_first(sheet: Sheet) -> Sheet:
    return replace(sheet, hidden_rows=frozenset(row for row, _ in sheet.cells if row % 2))


def with_stray_sheets(grid: Grid) -> Grid:
    """Notes that speak of the forms, and a sheet of figures that is none of them."""
    said = ["本簿说明", "收入支出决算总表", "公开01表", "各表金额见后", "合计", "单位：元"]
    notes = Sheet("记事", {(row, 1): RawCell(CellKind.TEXT, text) for row, text in enumerate(said, 1)})
    sums = Sheet("试算", {(row, 2): RawCell(CellKind.NUMBER, str(row * 100)) for row in range(1, 9)})
    return replace(grid, sheets=(notes, *grid.sheets, sums))


def renamed(grid: Grid, report: Report) -> Grid:
    """Sheets called Sheet1, Sheet2 … in the opposite order, after those of repeated forms, whose order counts."""
    repeated = {table.sheet for table in report.tables.values() if table.id != table.kind_id}
    first = [sheet for sheet in grid.sheets if sheet.name in repeated]
    others = [sheet for sheet in reversed(grid.sheets) if sheet.name not in repeated]
    return replace(grid, sheets=tuple(replace(sheet, name=f"Sheet{n}") for n, sheet in enumerate((*first, *others), 1)))


def headings_moved(sheet: Sheet, report: Report) -> Sheet:
    """The parts of a form's heading below its title each in the last column of a row of its own, in reverse order."""
    table = next((table for table in report.tables.values() if table.sheet == sheet.name), None)
    if table is None:
        return sheet
    heading = table.heading
    parts = [cell for cell in (heading.label, heading.unit_name, heading.year, heading.unit) if cell is not None]
    places = list(dict.fromkeys(position(cell.address) for cell in parts))
    if not places:
        return sheet
    last = max(column for _, column in sheet.cells)
    room = len(places)
    below = max(row for row, _ in places)
    moved = spread(sheet, [below + 1] * room)
    cells = {place: cell for place, cell in moved.cells.items() if place not in places}
    cells |= {(below + n, last + 1 - n % 2): sheet.cells[place] for n, place in enumerate(reversed(places), 1)}
    merges = tuple(area for area in moved.merges if (area.top, area.left) not in places)
    return replace(moved, cells=cells, merges=merges)


def changed_cells(grid: Grid, new: Mapping[tuple[str, str], RawCell]) -> Grid:
    """The grid with some cells replaced: (sheet, address) → cell."""
    by_sheet: dict[str, dict[tuple[int, int], RawCell]] = {}
    for (name, address), cell in new.items():
        by_sheet.setdefault(name, {})[position(address)] = cell
    return replace(
        grid,
        sheets=tuple(replace(sheet, cells={**sheet.cells, **by_sheet.get(sheet.name, {})}) for sheet in grid.sheets),
    )


def typed(value: Decimal, number: int) -> str:
    """An amount as people type it: with separators, full-width, with spaces, with a mark of currency."""
    written = f"{value:,f}"
    return [written, written.translate(FULL_WIDTH), f" {written}　", f"{value:f} "][number % 4]


def in_unit(unit: Unit, grid: Grid, report: Report, amounts: Mapping[tuple[str, str], Decimal]) -> Grid:
    """The forms that state 单位：万元 in another unit instead. ``amounts``: (sheet, address) → the amount there."""
    cells = [table.heading.unit for table in report.tables.values() if table.heading.unit and table.unit is Unit.WAN]
    new = {(cell.sheet, cell.address): RawCell(CellKind.TEXT, cell.text.replace("万元", unit.value)) for cell in cells}
    stated, factor = {cell.sheet for cell in cells}, Unit.WAN.fen // unit.fen
    new |= {
        place: RawCell(CellKind.NUMBER, f"{value * factor:f}") for place, value in amounts.items() if place[0] in stated
    }
    return changed_cells(grid, new)
