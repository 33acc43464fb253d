"""Official forms as they look, for drawing them outside Excel: spans, alignment, and numbers as they print."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from ...addresses import Area, address, column_letters, position
from ...cells import CellKind
from ...document import Form, FormCell
from ...text import clean
from ..files.grid import NOTHING_THERE, RawCell, Sheet
from ..files.number_formats import shown_number
from .blocks import is_index_row
from .reading import FoundForm, Reading

#: What stands on one line at its left, in its middle and at its right.
_Texts = tuple[str, str, str]


def draw_forms(reading: Reading) -> dict[str, Form]:
    """Every recognised form → how it looks, by table id. Unused rows are left out, and hidden rows and columns unless they
    hold a figure: what is counted is printed, whatever a filter hides.
    """
    return {form.table.id: _draw(form) for form in reading.forms}


def _draw(form: FoundForm) -> Form:
    sheet = form.sheet
    counted_rows, counted_columns = _counted(form)
    columns = _columns(sheet, form, sheet.hidden_columns - counted_columns)
    hidden_rows = sheet.hidden_rows - counted_rows
    rows = [
        row
        for row in range(form.layout.first, form.last + 1)
        if row not in hidden_rows and _says_something(sheet, row, columns)
    ]
    over, above = _lines(sheet, form)
    return Form(
        table_id=form.table.id,
        title=clean(form.table.title),
        header_rows=_header_rows(form, rows),
        row_count=len(rows),
        widths=tuple(sheet.widths.get(column, sheet.default_width) for column in columns),
        cells=tuple(_cells(sheet, rows, columns)),
        above=above,
        below=form.table.notes or (),
        landscape=sheet.landscape,
        sheet=sheet.name,
        lists=tuple(_lists(form, rows)),
        over=over,
    )


def _header_rows(form: FoundForm, rows: Sequence[int]) -> int:
    """How many rows repeat on every page: the headings with the 栏次 line, but none of a self-evaluation form's many."""
    if any(block.kind in ("pairs", "grid", "list") for block in form.spec.blocks):
        return 0
    heads = sum(row <= form.layout.heads_end for row in rows)
    return heads + (heads < len(rows) and rows[heads] in form.sheet.rows and is_index_row(form.sheet, rows[heads]))


def _lists(form: FoundForm, rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the lists of a self-evaluation form (绩效指标) begin with their headings, by the drawn rows."""
    for block in form.layout.blocks:
        if block.spec.kind == "list" and block.rows:
            depth = max(column.head.count("/") for column in block.spec.columns) + 1
            first = bisect_left(rows, block.heads_end - depth + 1)
            yield first, bisect_right(rows, block.heads_end) - first


def _counted(form: FoundForm) -> tuple[set[int], set[int]]:
    """The rows and columns of the sheet with figures other than zero."""
    if not (form.sheet.hidden_rows or form.sheet.hidden_columns):  # nearly all
        return set(), set()
    places = [
        position(cell.address)
        for block in form.table.blocks.values()
        for row in block
        for column in block.columns
        if (cell := row.cells.get(column)) is not None and cell.value
    ]
    return {row for row, _ in places}, {column for _, column in places}


def _columns(sheet: Sheet, form: FoundForm, hidden: Collection[int]) -> list[int]:
    """The visible columns that the form's ruled area covers, blank ones inside a merged area with them."""
    first, last, heads_end = form.layout.first, form.last, form.layout.heads_end
    used = {column for row in sheet.rows if first <= row <= last for column in sheet.rows[row]}
    for area in sheet.merges:
        if first <= area.top <= heads_end:
            used.update(area.columns)
    inside = [area for area in sheet.merges if first <= area.top <= last]
    return [
        column
        for column in range(min(used, default=1), max(used, default=1) + 1)
        if column not in hidden and (column in used or any(area.left <= column <= area.right for area in inside))
    ]


def _says_something(sheet: Sheet, row: int, columns: Sequence[int]) -> bool:
    """A row that holds something, or that a merged area reaches down into."""
    return row in sheet.rows or any(sheet.area(row, column).top < row for column in columns)


def _cells(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> Iterator[FormCell]:
    """The cells row by row; a merged area is drawn where its first visible cell is."""
    drawn: set[Area] = set()
    merged, cells = sheet.merged, sheet.cells
    with_merges = {row for row, _ in merged}
    letters = [column_letters(column) for column in columns]
    numbers: dict[tuple[str, str], str] = {}  # most are alike: 0.00
    cell_of = FormCell._make  # thousands: its own constructor takes twice as long
    for row_number, row in enumerate(rows):
        may_merge = row in with_merges
        for column_number, column in enumerate(columns):
            area = merged.get((row, column)) if may_merge else None
            if area is not None:
                if area in drawn:
                    continue
                drawn.add(area)
                top, left, bottom, right = area
                row_span = bisect_right(rows, bottom) - bisect_left(rows, top)
                column_span = bisect_right(columns, right) - bisect_left(columns, left)
                raw, place = cells.get((top, left), NOTHING_THERE), address(top, left)
            else:
                row_span = column_span = 1
                raw, place = cells.get((row, column), NOTHING_THERE), f"{letters[column_number]}{row}"
            style, text = raw.style, raw.text
            if raw.kind is CellKind.NUMBER:
                align = style.align or "right"
                key = text, style.number_format
                text = numbers.get(key) or numbers.setdefault(key, shown(raw))
            else:
                align = style.align or "left"
                if text:
                    text = _indented(raw)
            yield cell_of((row_number, column_number, text, row_span, column_span, align, style.bold, place))


def _lines(sheet: Sheet, form: FoundForm) -> tuple[tuple[_Texts, ...], tuple[_Texts, ...]]:
    """The lines above the title, and those between it and the ruled area: left, middle and right text of each."""
    title = form.table.heading.title
    title_row = position(title.address)[0] if title is not None else 0
    over: list[_Texts] = []
    above: list[_Texts] = []
    width = max((place for block in form.layout.blocks for part in block.parts for place in part.values()), default=0)
    for row, places in sheet.rows.items():
        if row >= form.layout.first or row in sheet.hidden_rows:
            continue
        texts = ["", "", ""]
        for column in places:
            raw = sheet[row, column]
            text = shown(raw)
            if title is not None and text == title.text:
                continue
            side = {"right": 2, "center": 1}.get(raw.style.align, _side(raw, column, places, width))
            texts[side] = f"{texts[side]}　{text}" if texts[side] else text
        if any(texts):
            (over if row < title_row else above).append((texts[0], texts[1], texts[2]))
    return tuple(over), tuple(above)


def _side(raw: RawCell, column: int, places: Sequence[int], width: int) -> int:
    """Where a text stands in its line whose cell does not say: of several in columns of their own, as exports have
    them, the last one near the right edge of the form at its right, also where it stands alone, one between in the middle."""
    if raw.style.align:
        return 0
    if column == places[-1] and column > max(width * 0.6, 1):
        return 2
    return 0 if column == places[0] else 1


def _indented(raw: RawCell) -> str:
    """What a cell shows, with the spaces that indent a name: a level of the form. Two narrow ones are a wide one."""
    text = shown(raw)
    if raw.kind is not CellKind.TEXT or raw.style.align not in ("", "left") or not text:
        return text
    if not raw.style.indent and not raw.text[0].isspace():  # most are not indented
        return text
    return "\u3000" * (raw.indent // 2) + text


def shown(raw: RawCell) -> str:
    """A cell's text as Excel shows it."""
    if raw.kind is not CellKind.NUMBER:
        return clean(raw.text)
    return shown_number(Decimal(raw.text), raw.style.number_format)
