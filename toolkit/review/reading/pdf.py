"""A PDF with text read: the lines of its pages joined to paragraphs, its ruled grids to tables over the pages.

A line goes on the paragraph if its first unbreakable piece (a figure, a bracketed word, a 汉字 with its 。) had no room on
the line before; that the line is full is no sign. Running heads are told by standing outside the area of text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

import pypdfium2 as pdfium

from ...errors import DocumentError
from .finishing import LEADERS, LEVELS, NUMERAL, finished, heading_level
from .page import GridCell, Line, Page, RuledGrid, read_page
from .records import Paragraph, Part, Published, Table, TableCell
from .ruled import clustered

#: 第一部分 …, and how such a heading ends.
_PART, _PART_ENDS = re.compile(rf"第{NUMERAL}部分"), re.compile("概况|情况|说明|表|解释|附件|简介|职责|文件$")
#: So many words make the head of a table.
_HEAD_WORDS = 4
_PAGE_NUMBER = re.compile(r"[-—–－·]*\d{1,3}[-—–－·]*|第\d+页([，,]?共\d+页)?|\d+/\d+")
_MOST_PAGES = 2_000
_Grid = list[list[str | None]]


def read_pdf(path: Path, data: bytes) -> Published:
    """Raises DocumentError when it is encrypted, damaged or holds no text."""
    try:
        pdf = pdfium.PdfDocument(data)
        if len(pdf) > _MOST_PAGES:
            raise DocumentError(f"PDF 有 {len(pdf)} 页，不像决算公开文档，请检查是否选错了文件。", path=path)
        pages = [read_page(page, number) for number, page in enumerate(pdf, 1)]
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise DocumentError("PDF 加了密码，请用不加密的 PDF 或 Word 文档。", path=path) from None
        raise DocumentError("PDF 已损坏，打不开，请重新导出。", path=path) from None
    unread = {page.number: page.unread for page in pages if page.unread}
    body = [page for page in pages if not page.unread]
    parts = list(_with_tables(_paragraphs(_without_running_heads(body), _margins(body))))
    return finished(path, _with_levels(parts), unread=unread)


def _without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """Each page without page numbers and lines that return on many pages outside the area of text."""
    outer = [[page.parts[at] for at in sorted({0, len(page.parts) - 1})] if page.parts else [] for page in pages]
    count = Counter(_masked(part) for parts in outer for part in parts)
    often = {text for text in count if text and count[text] > max(2, 0.2 * len(pages))}
    result = []
    for page, ends in zip(pages, outer, strict=True):
        area = [
            part.y
            for other in pages
            if abs(other.width - page.width) < 2
            for part in other.parts
            if not (_is_page_number(part) or _masked(part) in often)
        ]
        top, foot = (max(area), min(area)) if area else (0.0, 0.0)
        running = [
            part
            for part in ends
            if _is_page_number(part) or (_masked(part) in often and not foot - 3 < part.y < top + 3)
        ]
        result.append(page._replace(parts=tuple(part for part in page.parts if part not in running)))
    return result


def _masked(part: Line | RuledGrid) -> str:
    return re.sub(r"\d+", "#", part.text) if isinstance(part, Line) else ""


def _is_page_number(part: Line | RuledGrid) -> bool:
    return isinstance(part, Line) and bool(_PAGE_NUMBER.fullmatch(part.text))


def _margins(pages: Sequence[Page]) -> list[tuple[float, float]]:
    """Left and right margin of each page, found over all pages of its width."""
    found = {}
    for width in {round(page.width) for page in pages}:
        lines = [part for page in pages if round(page.width) == width for part in page.parts if isinstance(part, Line)]
        long = [line for line in lines if line.x1 - line.x0 > 0.55 * width] or lines
        enough = max(2, 0.1 * len(long))
        lefts = [
            x for x in clustered([one.x0 for one in long], 2) if sum(abs(one.x0 - x) < 3 for one in long) >= enough
        ]
        left = lefts[0] if lefts else min((line.x0 for line in long), default=0.0)
        right = sorted([line.x1 for line in long] or [width])[int(0.95 * (len(long) - 1))]
        found[width] = left, right
    return [found[round(page.width)] for page in pages]


def _paragraphs(pages: Sequence[Page], margins: Sequence[tuple[float, float]]) -> Iterator[Paragraph | RuledGrid]:
    """Lines joined to paragraphs; grids pass through."""
    open_one: Paragraph | None = None
    before: Line | None = None
    for page, margin in zip(pages, margins, strict=True):
        for part in page.parts:
            if isinstance(part, Line) and open_one and before and _continues(before, part, *margin):
                open_one = open_one._replace(text=open_one.text + part.text, raw=open_one.raw + part.text)
                before = part
                continue
            if open_one:
                yield open_one
            open_one, before = None, None
            if isinstance(part, RuledGrid):
                yield part
            else:
                open_one, before = Paragraph(part.text, 0, part.page, part.font, part.text), part
    if open_one:
        yield open_one


def _continues(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a line goes on the paragraph: its first piece had no room left on the line before."""
    middle, room, ended = (left + right) / 2, right - line.em, before.text[-1] in "。；："
    alike = abs(before.em - line.em) < 0.5 and before.font == line.font
    if LEADERS.search(before.text) and before.text[-1] != "…":
        return False
    if any(pattern.match(line.text) for pattern in LEVELS) and (ended or not alike):
        return False
    if _PART.match(before.text) and alike and before.x0 > left + line.em and line.x0 > left + line.em:
        return not _PART_ENDS.search(before.text)  # a part's heading on two lines, each in the middle
    if line.x0 > left + line.em and abs((line.x0 + line.x1) / 2 - middle) < 0.6 * line.em:  # centred
        both = abs(before.x0 - line.x0) > line.em and abs((before.x0 + before.x1) / 2 - middle) < line.em
        return alike and both and before.x1 - before.x0 + line.head > room - left - 2 * line.em
    return line.x0 < left + 0.8 * line.em and before.x0 < middle and before.x1 + line.head > room


def _with_levels(parts: Sequence[Part]) -> list[Part]:
    """Headings told by their numbers; one in another font than the body may end with 。 and may be of the lower levels."""
    fonts: Counter[str] = Counter()
    for part in parts:
        if isinstance(part, Paragraph):
            fonts[part.font] += len(part.text)
    body = fonts.most_common(1)[0][0] if fonts else ""
    return [
        part._replace(level=heading_level(part.text, bool(part.font) and part.font != body))
        if isinstance(part, Paragraph)
        else part
        for part in parts
    ]


# -- tables ------------------------------------------------------------------------------------------------------------


def _with_tables(parts: Iterator[Paragraph | RuledGrid]) -> list[Part]:
    """Grids to tables; a grid that goes on with the last one of the page before is joined to it."""
    result: list[Paragraph | list[RuledGrid]] = []
    for part in parts:
        if isinstance(part, Paragraph):
            result.append(part)
            continue
        last = max((at for at, one in enumerate(result) if isinstance(one, list)), default=None)
        if last is not None:
            pieces = result[last]
            between = [one.text for one in result[last + 1 :] if isinstance(one, Paragraph)]
            above = [one.text for one in result[max(0, last - 4) : last] if isinstance(one, Paragraph)]
            if isinstance(pieces, list) and _goes_on(pieces, part, between, above):
                del result[last + 1 :]
                pieces.append(part)
                continue
        result.append([part])
    return [_table(part) if isinstance(part, list) else part for part in result]


def _goes_on(pieces: Sequence[RuledGrid], grid: RuledGrid, between: Sequence[str], above: Sequence[str]) -> bool:
    """The same columns on the next page, and nothing between but the same title again."""
    few, many = sorted((pieces[-1].edges, grid.edges), key=len)
    alike = abs(few[-1] - many[-1]) < 6 and all(min(abs(x - y) for y in many) < 4 for x in few)
    first, here = ([cell.text for cell in piece.cells if cell.row == 0] for piece in (pieces[0], grid))
    another = first != here and (between or (first[:1] == here[:1] != [""]))  # the same form filled in anew
    titled_again = all("续" in text or text in above for text in between)
    return alike and grid.page == pieces[-1].page + 1 and not another and titled_again


def _table(pieces: Sequence[RuledGrid]) -> Table:
    """One table of its pieces: columns are all edges met, repeated heads fall away."""
    columns = clustered([x for grid in pieces for x in grid.edges], 4)
    width = len(columns) - 1
    cells: list[TableCell] = []
    rows: _Grid = []
    for grid in pieces:
        mine = [_placed(cell, columns) for cell in grid.cells]
        texts = _texts(mine, grid.height, width)
        repeated = sum(
            1 for _ in takewhile(lambda two: two[0] == two[1] and any(two[0]), zip(rows, texts, strict=False))
        )
        repeated = repeated or _heads_again(texts, rows)
        if rows and len(texts) > repeated and _broken(rows[-1], texts[repeated]):
            cells = _completed(cells, [one for one in mine if one.row == repeated], len(rows) - 1)
            rows[-1] = [(a or "") + b if b else a for a, b in zip(rows[-1], texts[repeated], strict=True)]
            repeated += 1
        shift = len(rows) - repeated
        mine = _gone_on(
            cells, [_below(one, repeated) for one in mine if one.row + one.rowspan > repeated], repeated, len(rows)
        )
        cells += [one._replace(row=one.row + shift) for one in mine]
        rows += texts[repeated:]
    return Table(len(rows), width, tuple(cells), pages=tuple(grid.page for grid in pieces))


def _heads_again(texts: _Grid, rows: _Grid) -> int:
    """How many rows at the top are the head of a part of the table, printed again: the same words, no figure among them."""
    first = _words(texts[0])
    if len(first) < _HEAD_WORDS or any(re.search(r"\d", text) for text in first):
        return 0
    at = next((at for at, row in enumerate(rows) if _words(row) == first), len(rows))
    return sum(1 for _ in takewhile(lambda two: _words(two[0]) == _words(two[1]), zip(texts, rows[at:], strict=False)))


def _words(row: Sequence[str | None]) -> list[str]:
    """What a row says beside its first column: a word written down the side reaches over many rows."""
    return [text for text in row[1:] if text]


def _placed(cell: GridCell, columns: Sequence[float]) -> TableCell:
    first, last = (min(range(len(columns)), key=lambda k: abs(columns[k] - x)) for x in (cell.x0, cell.x1))
    return TableCell(cell.row, first, cell.text, cell.rowspan, max(last - first, 1))


def _texts(cells: Sequence[TableCell], height: int, width: int) -> _Grid:
    rows: _Grid = [[None] * width for _ in range(height)]
    for cell in cells:
        rows[cell.row][min(cell.column, width - 1)] = cell.text
    return rows


def _completed(cells: list[TableCell], rest: Sequence[TableCell], row: int) -> list[TableCell]:
    """The cells of the last row with what stands of them on the next page."""
    more = {cell.column: cell.text for cell in rest}
    return [
        cell._replace(text=cell.text + more.get(cell.column, "")) if cell.row == row and more.get(cell.column) else cell
        for cell in cells
    ]


def _gone_on(cells: list[TableCell], mine: list[TableCell], first: int, bottom: int) -> list[TableCell]:
    """The new cells without those that are the rest of a merged cell broken by the page end: that one reaches on."""
    ends = {(cell.column, cell.colspan): at for at, cell in enumerate(cells) if cell.row + cell.rowspan == bottom}
    rest = []
    for cell in mine:
        at = ends.get((cell.column, cell.colspan))
        before = cells[at] if at is not None else None
        again = not cell.text or (first > 0 and before is not None and cell.text == before.text)
        if before and cell.row == first and again and before.text and max(before.rowspan, cell.rowspan) > 1:
            cells[ends[cell.column, cell.colspan]] = before._replace(rowspan=before.rowspan + cell.rowspan)
        else:
            rest.append(cell)
    return rest


def _below(cell: TableCell, row: int) -> TableCell:
    """What of a cell stands from this row on: of one that begins above it, the rest, whose words were told."""
    if cell.row >= row:
        return cell
    return cell._replace(row=row, rowspan=cell.row + cell.rowspan - row, text="")


def _broken(row: Sequence[str | None], rest: Sequence[str | None]) -> bool:
    """Whether a page end stands inside a row: what is left of it has no key, no figure and no number of its own."""
    left = [text for text in rest if text]
    return bool(
        left
        and row[0]
        and not rest[0]
        and all(a for a, b in zip(row, rest, strict=True) if b)
        and not any(re.match(rf"[\d（]|{NUMERAL}、", text) for text in left)
    )
