"""What an official form should hold and does not, and what it holds where nothing is read.

A form is published as it looks. A figure that no check has seen is as bad as a wrong one, so it is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from ...addresses import address, position
from ...cells import Cell, CellKind
from ...findings import Finding
from ...profiles import BlockSpec, column_id
from ...report import Row, Table
from ...text import and_more, normal_name
from ..files.grid import RawCell, Sheet
from .blocks import code_columns, is_index_row
from .layout import Layout, PlacedBlock
from .meaning import holds_figure, not_among
from .problems import cell_problem, problem

_UNKNOWN = frozenset({CellKind.ERROR, CellKind.PENDING})
#: Ruled tables, where every figure has its place; people may add notes of their own to a self-evaluation form.
_RULED = frozenset({"lines", "codes", "groups", "cross", "tree"})
_CODE_LENGTHS = (3, 5, 7)
#: Of these, those whose rows are told by their names where they have no code.
_BY_NAME = frozenset({"lines", "codes", "groups", "tree"})
#: Heads of columns that only number the rows: a layout may have one that the format does not name.
_NUMBERING = frozenset({"行次", "序号"})
_SIGNED = re.compile("电话|手机|传真|邮编|日期|时间")


def form_problems(table: Table, sheet: Sheet, layout: Layout, told: Sequence[Finding]) -> Iterator[Finding]:
    """What is missing in a form or stands in the wrong place, beyond what its reader has ``told`` of single cells.

    One slip is told once: figures under a heading that was not found are no news of their own.
    """
    rows_told = {position(finding.cells[0].address)[0] for finding in told if finding.rule == "RD-10" and finding.cells}
    if not layout.problems:
        yield from _unread(table, sheet, layout, rows_told)
    if covered := [cell for cell in table.cells() if cell.is_number and _is_covered(sheet, cell)]:
        addresses = and_more([cell.address for cell in covered], "处")
        yield problem("RD-66", *covered, sheet=sheet.name, address=addresses)
    for placed in layout.blocks:
        rows = table.blocks[placed.spec.id].rows
        if rows or (placed.spec.kind == "grid" and placed.places):
            yield from _missing_rows(table, placed.spec, rows)
            yield from _not_chosen(placed.spec, rows)
        if placed.spec.kind in _BY_NAME:
            yield from _again(placed.spec, rows)
        if placed.spec.kind == "lines":
            yield from _nameless(placed.spec, rows)
            yield from _misnumbered(placed.spec, rows)
        elif placed.spec.kind in ("codes", "groups"):
            yield from _odd_codes(placed.spec, rows)


def _is_covered(sheet: Sheet, cell: Cell) -> bool:
    """Whether a merged area shows another cell where this one stands: Excel empties such cells, programs do not."""
    row, column = position(cell.address)
    area = sheet.merged.get((row, column))
    return area is not None and cell.sheet == sheet.name and (area.top, area.left) != (row, column)


def _not_chosen(spec: BlockSpec, rows: Sequence[Row]) -> Iterator[Finding]:
    """Words in a column that has only some to choose from."""
    for column in spec.columns:
        for row in rows if column.options else ():
            yield from not_among(column.options, f"{row.name}{column.id}", row.cells.get(column.id))


def _unread(table: Table, sheet: Sheet, layout: Layout, rows_told: Collection[int]) -> Iterator[Finding]:
    """Figures in a row or a column that the form has not."""
    read = {position(cell.address) for cell in table.cells()}
    blocks = [placed for placed in layout.blocks if placed.spec.kind in _RULED]
    passed_over = {column for placed in blocks for column in _no_figures(placed)}
    passed_over |= set(_numbering(sheet, layout))
    places = [
        (row, column)
        for row in sorted({row for placed in blocks for row in placed.rows})
        if row not in rows_told and not is_index_row(sheet, row)
        for column in sheet.rows[row]
        if column not in passed_over
        and (row, column) not in read
        and _may_be_figure(sheet[row, column])
        and not _is_signature(sheet, row, column)
    ]
    for placed in layout.blocks:
        if placed.spec.kind == "grid":
            places += _added(sheet, placed, read, len(_missing(placed.spec, table.blocks[placed.spec.id].rows)))
    if places:
        cells = tuple(_raw(sheet, *place) for place in places)
        yield problem("RD-15", *cells, sheet=sheet.name, address=and_more([cell.address for cell in cells], "处"))


def _added(sheet: Sheet, placed: PlacedBlock, read: Collection[tuple[int, int]], missing: int) -> list[tuple[int, int]]:
    """Figures under the headings of figures in rows that a self-evaluation form does not print: beside them may be notes.

    ``missing``: so many rows go by a wrong name, which is told by their own.
    """
    columns = [placed.places[column.id] for column in placed.spec.figures if column.id in placed.places]
    found = [(row, column) for row in placed.rows for column in columns if holds_figure(sheet[row, column])]
    found = [place for place in found if place not in read]
    return found if len({row for row, _ in found}) > missing else []


def _may_be_figure(raw: RawCell) -> bool:
    return raw.kind in _UNKNOWN or holds_figure(raw)


def _is_signature(sheet: Sheet, row: int, column: int) -> bool:
    """The number behind 联系电话 and the like, in the line that signs a form."""
    before = max((left for left in sheet.rows[row] if left < column), default=0)
    return bool(_SIGNED.search(sheet.word(row, before)))


def _no_figures(placed: PlacedBlock) -> Iterator[int]:
    """The columns of 行次, and those from a 科目编码 to its name, over which a code may be split."""
    for part in placed.parts:
        yield from (part[column.id] for column in placed.spec.columns if column.role == "line" and column.id in part)
        yield from code_columns(part, placed.spec)


def _numbering(sheet: Sheet, layout: Layout) -> Iterator[int]:
    """The columns whose head says that they number the rows."""
    for row in range(layout.first, max((placed.heads_end for placed in layout.blocks), default=0) + 1):
        yield from (column for column, word in sheet.words.get(row, {}).items() if word in _NUMBERING)


def _raw(sheet: Sheet, row: int, column: int) -> Cell:
    raw = sheet[row, column]
    return Cell(sheet.name, address(row, column), raw.kind, raw.text, formula=raw.formula)


def _missing(spec: BlockSpec, rows: Sequence[Row]) -> list[str]:
    """The names of rows that the form prints and the sheet has not."""
    here = {row.key for row in rows}
    printed = {row.called: row.name for row in spec.rows if row.name and not row.is_dated}
    printed |= {normal_name(total.name): total.name for total in spec.totals}
    optional = {row.called for row in spec.rows if row.optional}
    return [name for key, name in printed.items() if key not in here and key not in optional]


def _missing_rows(table: Table, spec: BlockSpec, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """Rows that the form prints and the sheet has not; a row under a wrong name was told by that name.

    A row of some years only is not missed where the year is not known.
    """
    missing = _missing(spec, rows)
    known = {row.called for row in spec.rows} | {normal_name(total.name) for total in spec.totals}
    misnamed = [row for row in rows if row.name and not row.code and row.key not in known]
    if len(missing) > len(misnamed):
        yield problem("RD-17", sheet=table.sheet, names=and_more([f"“{name}”" for name in missing], "行"))


def _nameless(spec: BlockSpec, rows: tuple[Row, ...]) -> Iterator[Finding]:
    for row in rows:
        cells = [row.cells[column.id] for column in spec.figures if column.id in row.cells]
        filled = [cell for cell in cells if cell.value]
        if not row.name and filled:
            yield cell_problem("RD-16", filled[0])


def _again(spec: BlockSpec, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """A row without a code that comes again with other figures: identities hold the first one to its figures only."""
    first: dict[str, list[Decimal]] = {}
    for row in rows:
        figures = [row.cells[column.id] for column in spec.figures if column.id in row.cells]
        values = [cell.value for cell in figures]
        if (
            row.name
            and not row.code
            and not row.path
            and first.setdefault(row.key.partition("#")[0], values) != values
            and any(values)
        ):
            filled = next(cell for cell in figures if cell.value)
            yield cell_problem("RD-09", filled, what=f"“{row.name}”一行")


def _misnumbered(spec: BlockSpec, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """The first 行次 that does not come after the one above it: those below are off for the same reason."""
    column = column_id(spec.columns, "line")
    above = 0
    for row in rows:
        cell = row.cells.get(column)
        if cell is not None and cell.text:
            if row.line is None or row.line <= above:
                yield cell_problem("RD-19", cell, name=row.name)
                return
            above = row.line


def _odd_codes(spec: BlockSpec, rows: tuple[Row, ...]) -> Iterator[Finding]:
    column = column_id(spec.columns, "code")
    for row in rows:
        if row.code and len(row.code) not in _CODE_LENGTHS:
            yield cell_problem("RD-18", row.cells[column], code=row.code)
