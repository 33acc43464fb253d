"""What people do to an official workbook before they hand it in, as functions from sheet to sheet or grid to grid.

None of it changes a figure: the report read afterwards must say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from decimal import Decimal

from toolkit.amounts import Unit
from toolkit.profiles import Profile
from toolkit.report import Cell, CellKind, Report
from toolkit.workbook.grid import Area, Grid, RawCell, Sheet

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def each(grid: Grid, names: Collection[str], change: Callable[[Sheet], Sheet]) -> Grid:
    """The grid with some of its sheets changed."""
    return replace(grid, sheets=tuple(change(sheet) if sheet.name in names else sheet for sheet in grid.sheets))


def renamed(grid: Grid, names: Collection[str]) -> Grid:
    """Sheets called Sheet1, Sheet2 …, as the filing system exports them."""
    new = {name: f"Sheet{number}" for number, name in enumerate(names, 1)}
    return replace(grid, sheets=tuple(replace(sheet, name=new.get(sheet.name, sheet.name)) for sheet in grid.sheets))


def moved(sheet: Sheet, to: Callable[[int, int], tuple[int, int]]) -> Sheet:
    """Every cell at a new place; a merged area stretches over what comes between its edges."""
    return replace(
        sheet,
        cells={to(*place): cell for place, cell in sheet.cells.items()},
        merges=tuple(Area(*to(area.top, area.left), *to(area.bottom, area.right)) for area in sheet.merges),
    )


def blank_rows(sheet: Sheet, every: int) -> Sheet:
    """A blank row before every ``every``-th row."""
    return moved(sheet, lambda row, column: (row + row // every, column))


def blank_column(sheet: Sheet, at: int) -> Sheet:
    """A blank column pushed in at ``at``."""
    return moved(sheet, lambda row, column: (row, column + (column >= at)))


def unmerged(sheet: Sheet) -> Sheet:
    return replace(sheet, merges=())


def hiding(sheet: Sheet, every: int) -> Sheet:
    """Every ``every``-th row and column hidden."""
    return replace(sheet, hidden_rows=frozenset(range(1, 99, every)), hidden_columns=frozenset(range(2, 30, every)))


def reworded(sheet: Sheet, change: Callable[[str], str]) -> Sheet:
    """Every text rewritten; one that becomes "" is gone."""
    cells = {
        place: cell._replace(text=change(cell.text)) if _is_text(cell) else cell for place, cell in sheet.cells.items()
    }
    return replace(sheet, cells={place: cell for place, cell in cells.items() if cell.text or not _is_text(cell)})


def figures_changed(sheet: Sheet, places: Collection[tuple[int, int]], change: Callable[[RawCell], RawCell]) -> Sheet:
    return replace(
        sheet, cells={place: change(cell) if place in places else cell for place, cell in sheet.cells.items()}
    )


def typed(cell: RawCell) -> RawCell:
    """A number as people type it into a text cell: separators, full-width digits, spaces."""
    if cell.kind is not CellKind.NUMBER:
        return cell
    text = f"{Decimal(cell.text):,f}".translate(FULL_WIDTH) + " "
    return RawCell(CellKind.TEXT, text, None, cell.style)


def in_yuan(cell: RawCell) -> RawCell:
    """A figure of 万元 in 元."""
    if cell.kind is not CellKind.NUMBER:
        return cell
    return cell._replace(text=f"{Decimal(cell.text) * 10000:f}")


def _is_text(cell: RawCell) -> bool:
    return cell.kind is CellKind.TEXT


def said(report: Report, profile: Profile) -> dict[object, object]:
    """All that a report says, without the places where it stands. Amounts are in 万元; codes are told by their rows."""
    found: dict[object, object] = {"unit": report.unit_name, "year": report.year}
    for table in report.tables.values():
        found[table.id] = (table.unit_name, table.year, table.label)
        for spec in profile.tables[table.kind_id].blocks:
            money = {column.column or column.id for column in spec.columns if column.role == "amount"}
            codes = {column.id for column in spec.columns if column.role == "code"}
            rows = table.blocks[spec.id].rows
            found[table.id, spec.id] = [(row.key, row.name, row.line, row.rank) for row in rows]
            for row in rows:
                for column in row.cells.keys() - codes:
                    found[table.id, spec.id, row.key, column] = value(row.cells[column], is_money=column in money)
    for name, block in report.lists.items():
        for row in block.rows:
            found |= {(name, row.key, column): value(cell) for column, cell in row.cells.items()}
    found |= {("fact", name): value(cell) for name, cell in report.facts.items()}
    found |= {("text", name): paragraphs for name, paragraphs in report.texts.items()}
    return found | {("field", name): (one.draft, one.person, one.base) for name, one in report.written.items()}


def value(cell: Cell, *, is_money: bool = False) -> object:
    """What a cell says: its figure, else its kind and its words."""
    if cell.amount is None:
        return cell.kind.value, cell.text
    return cell.amount.to(Unit.WAN).value.normalize() if is_money else cell.value.normalize()
