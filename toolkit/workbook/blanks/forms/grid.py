"""A form whose cells stand on one grid of columns (自评表): labels with their values, and tables between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from ....profiles import NUMBER_ROLES, BlockSpec, ColumnSpec, PlacedLabel, TableSpec, column_id
from ....text_size import line_count
from ...files.writing.page_fit import FEW, FORM_SIZE, PAGE_POINTS, PAGE_UNITS, pages_to_fit
from .. import help_texts
from ..contents import Line, Value
from ..looks import (
    FORMATS,
    HEAD,
    LINE,
    TEXT_FORMAT,
    TITLE,
    Look,
    put,
    set_page,
    set_widths,
)
from .heads import draw_heads, draw_label, draw_notes, spans
from .rows import LINE_HEIGHT, ROW_HEIGHT

_PROSE = 3 * LINE_HEIGHT + 4  # points for words that are yet to be written
_MERGED_LEVELS = 2  # of the indicators in a self-evaluation form


class GridForm:
    """绩效自评表 and its like: pairs, grids with a vertical caption, an open list, on the form's own grid columns."""

    def __init__(self, sheet: Worksheet, spec: TableSpec, contents: Mapping[str, Sequence[Line]]):
        self.sheet, self.spec, self.contents = sheet, spec, contents
        self.width = len(spec.grid)
        self.row = 1

    def draw(self, label: PlacedLabel) -> None:
        set_widths(self.sheet, list(self.spec.grid))
        title = self.spec.printed_title or self.spec.title
        if label.text and label.over:
            draw_label(self.sheet, self.row, self.width, label)
            self.row += 1
        put(self.sheet, self.row, 1, title, TITLE.but(wrap=True), columns=self.width)
        lines = line_count(title, sum(self.spec.grid) * FORM_SIZE / TITLE.size)
        self.sheet.row_dimensions[self.row].height = 8 + 24 * lines
        self.row += 1
        if label.text and not label.over:
            draw_label(self.sheet, self.row, self.width, label)
            self.row += 1
        for text in self.spec.above:
            put(self.sheet, self.row, 1, text, LINE.but(align="center"), columns=self.width)
            self.row += 1
        tops = []
        for block in self.spec.blocks:
            tops.append(self.row)
            {"pairs": self._pairs, "grid": self._grid, "list": self._grid}[block.kind](block)
        self.row += draw_notes(self.sheet, self.row, self.spec.notes, self.spec.grid)
        set_page(
            self.sheet,
            landscape=self.spec.landscape,
            area=(self.row - 1, self.width),
            pages=self._pages(tops),
        )

    def _pages(self, tops: Sequence[int]) -> int:
        """How many it is fitted to; 0 for as many as it takes, and then a block (``tops``: their first rows) that would
        leave a few rows on the last one begins it."""
        landscape = self.spec.landscape
        heights = [self.sheet.row_dimensions[row].height or ROW_HEIGHT for row in range(1, self.row)]
        scale, page = min(1.0, PAGE_UNITS[landscape] / sum(self.spec.grid)), PAGE_POINTS[landscape]
        if sum(heights) * scale <= page:
            return 1
        pages = pages_to_fit(heights, 0.0, page, scale)
        before = [top for top in tops if sum(heights[: top - 1]) * scale <= page]
        if not pages and sum(heights) * scale < (1 + FEW) * page and before and before[-1] > tops[0]:
            self.sheet.row_breaks.append(Break(id=before[-1] - 1))
        return pages

    def _pairs(self, block: BlockSpec) -> None:
        given = self.contents[block.id]
        values = given[0] if given else {}
        for line in block.pairs:
            place = 1
            for pair in line:
                put(self.sheet, self.row, place, pair.label, HEAD, columns=pair.label_span)
                place += pair.label_span
                look = _whole(pair.role).but(format=FORMATS.get(pair.role, TEXT_FORMAT))
                value = values.get(pair.called, pair.printed or None)
                put(self.sheet, self.row, place, value, look, columns=pair.value_span)
                place += pair.value_span
            self.sheet.row_dimensions[self.row].height = 20
            self.row += 1

    def _grid(self, block: BlockSpec) -> None:
        if block.caption:
            put(self.sheet, self.row, 1, block.caption, HEAD, columns=self.width)
            self.sheet.row_dimensions[self.row].height = 20
            self.row += 1
        top, left = self.row, 2 if block.side else 1
        paths = [column.path for column in block.columns]
        if any(words.strip() for path in paths for words in path):  # a block may have no heading row
            widths = [sum(self.spec.grid[start:stop]) for start, stop in spans(block.columns, left - 1)]
            self.row += draw_heads(self.sheet, self.row, left, block.columns, paths, widths, room=2)
        rows = list(self._rows(block))
        first = self.row
        for row in rows:
            self._line(block.columns, left, row)
        if block.side:
            put(self.sheet, top, 1, block.side, HEAD, rows=self.row - top)
        if block.kind == "list":
            self._merge_runs(block, first, left, rows)
        help_texts.explain_block(self.sheet, block, first, self.row - 1, left)

    def _rows(self, block: BlockSpec) -> Iterator[Line]:
        given = self.contents[block.id]
        if block.kind == "list":
            yield from given or [{} for _ in range(block.open_rows)]
            return
        name = column_id(block.columns, "name")
        for number, row in enumerate(block.rows):
            yield {name: row.name, **(given[number] if number < len(given) else {})}

    def _line(self, columns: Sequence[ColumnSpec], left: int, line: Line) -> None:
        place, need = left, ROW_HEIGHT + 2
        for column in columns:
            look, value = HEAD, line.get(column.id)
            if column.role == "percent" and isinstance(value, str):
                value, printed = percentage(value)
                look = look.but(format=printed)
            elif column.role != "name":
                prose = column.role == "text" and column.span * 2 >= self.width - 1
                look = _whole(column.role).but(format=column.format or FORMATS.get(column.role, TEXT_FORMAT))
                look = look.but(align="left") if prose else look
                need = max(need, _PROSE) if prose and not value else need
            put(self.sheet, self.row, place, value, look, columns=column.span)
            width = sum(self.spec.grid[place - 1 : place - 1 + column.span])
            text = str(line.get(column.id) or "")
            need = max(need, line_count(text, width) * LINE_HEIGHT + 6)
            place += column.span
        self.sheet.row_dimensions[self.row].height = need
        self.row += 1

    def _merge_runs(self, block: BlockSpec, first: int, left: int, rows: Sequence[Line]) -> None:
        """Equal neighbours merge downwards in the leading text columns (一级指标, and 二级指标 within it)."""
        for depth in range(_MERGED_LEVELS):
            ids = [column.id for column in block.columns[: depth + 1]]
            start = first
            for key, run in groupby(rows, key=lambda row: [row.get(name) for name in ids]):
                size = len(list(run))
                if size > 1 and key[-1]:
                    put(self.sheet, start, left + depth, key[-1], HEAD.but(format=TEXT_FORMAT), rows=size)
                start += size


def _whole(role: str) -> Look:
    """A figure is never cut, nor shown as ###: it is printed smaller."""
    return HEAD.but(wrap=False, shrink=True) if role in NUMBER_ROLES else HEAD


def percentage(text: str) -> tuple[Value, str]:
    """A printed percentage as Excel holds it: ``"100.0%"`` → 1.000 shown with ``0.0%``. Other text stays as it is."""
    try:
        number = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        return text, TEXT_FORMAT
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return number / 100, f"0.{'0' * decimals}%" if decimals else "0%"
