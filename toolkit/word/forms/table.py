"""An official form drawn as WordprocessingML: the lines above it, the ruled table, the notes below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, pairwise, product

from ...document import UNFINISHED_START, Form, FormCell
from ...errors import WorkbookError
from ..looks import FORM_LINE, FORM_NOTE, FORM_TABLE
from ..markup import HIGHLIGHT, TWIPS, clean, escape, paragraph, run
from ..pages.line_breaks import Measure, count_lines
from ..pages.paging import Row, Table
from ..pieces import Piece, line_of_tabs, tiny, written
from ..sections import Room
from ..styles import Style, Styles
from .fit import Fit, ems, line_count
from .rows import own_tables

_GAP = 1.0  # ems kept free between the texts of one line
_NARROW = 8  # ems: in a narrower column a long text has too many lines to be sure of their number
_MARGINS = 5.7  # points left and right of a cell's text together, as the table style has them


def lines_over(form: Form, width: float, style: Style, *, new_page: bool = False, space: float = 0.0) -> list[Piece]:
    """The lines above the title, as those below it; the first begins the page, or stands ``space`` points lower."""
    lines = [line for texts in form.over for line in _split_crowded(texts, width / style.size)]
    first = [_tabbed(line, width, style, new_page=new_page, space=space) for line in lines[:1]]
    return first + [_tabbed(line, width, style) for line in lines[1:]]


def lines_above(form: Form, width: float, style: Style) -> list[Piece]:
    """The (left, middle, right) lines between title and table, one paragraph each; a crowded line becomes two."""
    return [_tabbed(line, width, style) for texts in form.above for line in _split_crowded(texts, width / style.size)]


def notes_below(form: Form, width: float, style: Style) -> list[Piece]:
    return [written(style, note, width) for note in map(clean, form.below) if note]


def height_around(form: Form, room: Room, styles: Styles) -> tuple[float, float]:
    """The points that the lines above and below the table take, its title left aside."""
    line, note = styles[FORM_LINE], styles[FORM_NOTE]
    lines = (*form.over, *form.above)
    above = sum(len(_split_crowded(texts, room.width / line.size)) for texts in lines) * line.line
    below = sum(
        line_count(text, room.width, note.size) * note.line + note.before + note.after for text in form.below if text
    )
    return above, below


def draw_table(form: Form, fit: Fit, styles: Styles, room: float) -> list[Piece]:
    """The ruled area. Raises WorkbookError when two of its cells claim the same place.

    Where it takes more than ``room`` points, its lists become tables of their own, whose headings Word prints again on
    every page; no gap is seen between them.
    """
    lists = own_tables(form)
    if not lists or (sum(fit.heights) <= room * TWIPS and not fit.tall):
        return [_table(form, fit, styles)]
    pieces = []
    for (start, heads), (end, _) in pairwise([(0, form.header_rows), *lists, (form.row_count, 0)]):
        part, setting = _rows_of(form, fit, start, end, heads)
        pieces += [_table(part, setting, styles, goes_on=end < form.row_count)]
        if end < form.row_count:
            pieces.append(tiny(styles[FORM_NOTE]))
    return pieces


def _rows_of(form: Form, fit: Fit, start: int, end: int, heads: int) -> tuple[Form, Fit]:
    cells = tuple(cell._replace(row=cell.row - start) for cell in form.cells if start <= cell.row < end)
    tall = frozenset(row - start for row in fit.tall if start + heads <= row < end)
    return (
        replace(form, cells=cells, row_count=end - start, header_rows=heads),
        replace(fit, heights=fit.heights[start:end], tall=tall),
    )


def _table(form: Form, fit: Fit, styles: Styles, goes_on: bool = False) -> Piece:
    """``goes_on``: the table that follows draws the rule between them."""
    no_rule = '<w:tblBorders><w:bottom w:val="nil"/></w:tblBorders>' if goes_on else ""
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{styles.table_id(FORM_TABLE)}"/><w:tblW w:w="{sum(fit.widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/>{no_rule}<w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in fit.widths)
    rows = "".join(_rows(form, fit))
    return Piece(f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>", _paged(form, fit))


def _paged(form: Form, fit: Fit) -> Table:
    """What the table takes on its pages. A row that may break is as high as its lines; the others as high as stated.

    Not sure where so many lines are so short that they cannot all be reckoned right, or where a merged cell may grow.
    """
    rows = [Row(height / TWIPS) for height in fit.heights]
    if not fit.tall:
        return Table(tuple(rows), form.header_rows)
    sure = True
    ends = list(accumulate(fit.widths, initial=0))
    for cell in sorted(form.cells, key=lambda cell: cell.rowspan):
        covered = range(cell.row, cell.row + cell.rowspan)
        if not cell.text or fit.tall.isdisjoint(covered):
            continue
        width = (ends[min(cell.column + cell.colspan, len(fit.widths))] - ends[cell.column]) / TWIPS - _MARGINS
        measure = Measure(fit.style.size, width, width, fit.style.spaced)
        lines = count_lines(clean(cell.text), measure, len(cell.text) if cell.bold else 0)
        height = lines.usual * fit.style.line
        if cell.rowspan > 1:
            sure = sure and height <= sum(rows[row].height for row in covered)
        elif lines.usual > rows[cell.row].lines:
            rows[cell.row] = Row(height, lines.usual, fit.style.line)
            sure = sure and lines.least == lines.most and width / fit.style.size >= _NARROW
    return Table(tuple(rows), form.header_rows, sure)


def _split_crowded(texts: tuple[str, str, str], room: float) -> list[tuple[str, str, str]]:
    """The line as it is when its texts have room side by side, else the left text on a line of its own."""
    left, middle, right = texts
    needed = sum(ems(text) + _GAP for text in texts if text)
    return [texts] if needed <= room or not (left and (middle or right)) else [(left, "", ""), ("", middle, right)]


def _tabbed(
    texts: tuple[str, str, str], width: float, style: Style, *, new_page: bool = False, space: float = 0.0
) -> Piece:
    left, middle, right = (clean(text).replace("\n", " ") for text in texts)
    if not (middle or right):
        return written(style, left, width, new_page=new_page, space=space)
    centre = width / 2
    if left and middle:  # a long name on the left pushes the middle aside
        centre = max(centre, (ems(left) + _GAP + ems(middle) / 2) * style.size)
    stops, words = "", run(left) if left else ""
    if middle:
        stops += f'<w:tab w:val="center" w:pos="{centre * TWIPS:.0f}"/>'
        words += "<w:r><w:tab/></w:r>" + run(middle)
    if right:
        stops += f'<w:tab w:val="right" w:pos="{width * TWIPS:.0f}"/>'
        words += "<w:r><w:tab/></w:r>" + run(right)
    return line_of_tabs(style, words, f"<w:tabs>{stops}</w:tabs>", new_page=new_page, space=space)


def _rows(form: Form, fit: Fit) -> Iterator[str]:
    style = fit.style.id
    for number, cells in enumerate(_grid(form)):
        height = f'<w:trHeight w:val="{fit.heights[number]}" w:hRule="atLeast"/>'
        whole = "" if number in fit.tall else "<w:cantSplit/>"
        head = "<w:tblHeader/>" if number < form.header_rows else ""
        drawn = []
        column = 0
        while column < len(cells):
            cell = cells[column]
            if cell is None or cell.rowspan == cell.colspan == 1:  # nearly all
                drawn.append(_single(cell, fit.widths[column], style))
                column += 1
                continue
            if cell.colspan == 1:
                drawn.append(_cell(cell, number, fit.widths[column], 1, style))
                column += 1
                continue
            span = min(cell.colspan, len(cells) - column)
            drawn.append(_cell(cell, number, sum(fit.widths[column : column + span]), span, style))
            column += span
        yield f"<w:tr><w:trPr>{whole}{height}{head}</w:trPr>{''.join(drawn)}</w:tr>"


def _grid(form: Form) -> list[list[FormCell | None]]:
    """Which cell covers each place; what no cell covers is None."""
    columns = len(form.widths)
    grid: list[list[FormCell | None]] = [[None] * columns for _ in range(form.row_count)]
    for cell in form.cells:
        if cell.rowspan == cell.colspan == 1:  # nearly all
            covered: Sequence[tuple[int, int]] = [(cell.row, cell.column)]
        else:
            rows = range(cell.row, min(cell.row + cell.rowspan, form.row_count))
            covered = list(product(rows, range(cell.column, min(cell.column + cell.colspan, columns))))
        for row, column in covered:
            if grid[row][column] is not None:
                raise WorkbookError(f"“{form.title}”第 {cell.row + 1} 行的合并单元格互相重叠，请在 Excel 中重新合并。")
            grid[row][column] = cell
    return grid


def _single(cell: FormCell | None, width: int, style: str) -> str:
    if cell is None:
        return _drawn("", False, "", "", width, 1, style)
    return _drawn(cell.text, cell.bold, _aligned(cell), "", width, 1, style)


def _cell(cell: FormCell, row: int, width: int, span: int, style: str) -> str:
    merge = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
    return _drawn(cell.text if row == cell.row else "", cell.bold, _aligned(cell), merge, width, span, style)


def _aligned(cell: FormCell) -> str:
    """What has to be said of it: left is as paragraphs are. Justified, a line that ends in a break would be spread out."""
    return "" if cell.align == "left" and "\n" not in cell.text else cell.align


@lru_cache(maxsize=16384)  # most cells of a form are alike: blank, or 0.00
def _drawn(text: str, bold: bool, align: str, merge: str, width: int, span: int, style: str) -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{spans}{merge}<w:vAlign w:val="center"/>'
    marked = HIGHLIGHT if UNFINISHED_START in text else ""
    words = run(text, ("<w:b/>" if bold else "") + marked) if text else ""
    aligned = f'<w:jc w:val="{escape(align)}"/>' if align else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(style, words, aligned)}</w:tc>"
