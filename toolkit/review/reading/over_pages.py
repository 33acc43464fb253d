"""Ruled tables that go over pages: whether a grid goes on with the one before, and one table made of the pieces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import dropwhile, takewhile

from .finishing import NUMERAL
from .page import GridCell, RuledGrid
from .records import Table, TableCell
from .ruled import clustered

#: So many words make the head of a table.
_HEAD_WORDS = 4
#: A line that leaves no more free, in ems and points, is full: the text may go on in another.
_FULL_EMS, _FULL = 2.0, 6.0
_OWN_WORDS = re.compile(rf"[\d（]|{NUMERAL}、")
_WHOLE_FIGURE = re.compile(r"-?\d{1,3}(,?\d{3})*\.\d\d")
_FIGURE = re.compile(r"[\d.,%-]+")
_Grid = list[list[str | None]]


def goes_on(pieces: Sequence[RuledGrid], grid: RuledGrid, between: Sequence[str], above: Sequence[str]) -> bool:
    """The same columns on the next page, and nothing between but the same title again."""
    few, many = sorted((pieces[-1].edges, grid.edges), key=len)
    alike = abs(few[-1] - many[-1]) < 6 and all(min(abs(x - y) for y in many) < 4 for x in few)
    first, here = ([cell.text for cell in piece.cells if cell.row == 0] for piece in (pieces[0], grid))
    another = first != here and (between or (first[:1] == here[:1] != [""]))  # the same form filled in anew
    titled_again = all("续" in text or text in above for text in between)
    return alike and grid.page == pieces[-1].page + 1 and not another and titled_again


def one_table(pieces: Sequence[RuledGrid]) -> Table:
    """One table of its pieces: columns are all edges met, repeated heads fall away."""
    columns = clustered([x for grid in pieces for x in grid.edges], 4)
    joiner = _Joiner(len(columns) - 1)
    for grid in pieces:
        placed = [_placed(cell, columns) for cell in grid.cells]
        full = {cell.column for cell, other in zip(placed, grid.cells, strict=True) if _is_full(other, grid)}
        joiner.add(placed, grid.height, full)
    return Table(len(joiner.rows), joiner.width, tuple(joiner.cells), pages=tuple(grid.page for grid in pieces))


def _is_full(cell: GridCell, grid: RuledGrid) -> bool:
    """Whether a cell at the foot of a page may go on on the next one: its last line has no room for more."""
    box = cell.box
    return box is not None and cell.row + cell.rowspan == grid.height and box.room < _FULL_EMS * box.em + _FULL


class _Joiner:
    """The cells of a table so far, and its rows as texts (None where nothing begins)."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.cells: list[TableCell] = []
        self.rows: _Grid = []
        self._full: set[int] = set()  # columns whose last cell may go on

    def add(self, placed: Sequence[TableCell], height: int, full: set[int]) -> None:
        """What stands on the next page. ``full``: columns whose cell at its foot may go on on the page after it."""
        texts = _texts(placed, height, self.width)
        same = takewhile(lambda two: two[0] == two[1] and any(two[0]), zip(self.rows, texts, strict=False))
        heads = sum(1 for _ in same)
        named_again = not heads  # a label down the side is printed with the heads that stand beside it
        first = heads or _heads_again(texts, self.rows)
        if self.rows and len(texts) > first and _broken(self.rows[-1], texts[first]):
            self._complete([cell for cell in placed if cell.row == first])
            first += 1
        rest = [_below(cell, first) for cell in placed if cell.row + cell.rowspan > first]
        rest, first = self._without_cut(rest, first)
        rest = self._without_labels(rest, first, named_again=named_again and first > 0)
        shift = len(self.rows) - first
        self.cells += [cell._replace(row=cell.row + shift) for cell in rest]
        self.rows += texts[first:]
        self._full = full

    def _complete(self, rest: Sequence[TableCell]) -> None:
        """The last row with what stands of it on the next page."""
        more = {cell.column: cell.text for cell in rest}
        last = len(self.rows) - 1
        self.cells = [
            cell._replace(text=cell.text + more.get(cell.column, "")) if cell.row == last else cell
            for cell in self.cells
        ]
        self.rows[-1] = [
            (text or "") + more.get(at, "") if more.get(at) else text for at, text in enumerate(self.rows[-1])
        ]

    def _last(self) -> dict[tuple[int, int], int]:
        """The places in ``cells`` of those that reach to the foot, by column and width."""
        bottom = len(self.rows)
        return {
            (cell.column, cell.colspan): at
            for at, cell in enumerate(self.cells)
            if cell.row + cell.rowspan == bottom and bottom
        }

    def _without_cut(self, rest: list[TableCell], first: int) -> tuple[list[TableCell], int]:
        """The new cells without the rests of those, from the left on, that the page end cuts through; where they begin.

        Their last lines were full, their rests are no words of the column, and beside them one that had room is empty:
        a merged cell; or they are a whole row.
        """
        last = self._last()
        row = sorted((cell for cell in rest if cell.row == first), key=lambda cell: cell.column)
        goes_on = list(takewhile(lambda cell: self._may_go_on(cell, last), row))
        whole = len(goes_on) == len(row) and all(cell.rowspan == 1 for cell in row)
        while not whole and goes_on and goes_on[-1].text and not self._is_merged(goes_on[-1], last):
            goes_on.pop()  # a word of the new row, beside which other words are new
        from_cut = dropwhile(lambda cell: not cell.text, goes_on)
        ended = any(not cell.text and self.cells[last[cell.column, cell.colspan]].text for cell in from_cut)
        if not any(cell.text for cell in goes_on) or not (ended or whole):
            return rest, first
        for cell in goes_on:
            at = last[cell.column, cell.colspan]
            longer = 0 if whole else cell.rowspan
            before = self.cells[at]
            self.cells[at] = before._replace(text=before.text + cell.text, rowspan=before.rowspan + longer)
        return [cell for cell in rest if cell not in goes_on], first + whole

    def _may_go_on(self, cell: TableCell, last: dict[tuple[int, int], int]) -> bool:
        at = last.get((cell.column, cell.colspan))
        if at is None:
            return False
        if not cell.text:
            return True
        before = self.cells[at].text
        words = {other.text for other in self.cells if other.column == cell.column}
        is_figure = _FIGURE.fullmatch(before) or _FIGURE.fullmatch(cell.text)  # never cut
        return cell.column in self._full and bool(before) and not is_figure and cell.text not in words

    def _is_merged(self, cell: TableCell, last: Mapping[tuple[int, int], int]) -> bool:
        return max(cell.rowspan, self.cells[last[cell.column, cell.colspan]].rowspan) > 1

    def _without_labels(self, rest: list[TableCell], first: int, *, named_again: bool) -> list[TableCell]:
        """The new cells without the rests of merged ones broken by the page end: those reach on."""
        last, kept = self._last(), []
        goes_on = True  # all cells further left do
        for cell in sorted(rest, key=lambda cell: (cell.row, cell.column)):
            at = last.get((cell.column, cell.colspan)) if cell.row == first else None
            if at is not None and self._is_label(self.cells[at], cell, goes_on, named_again):
                before = self.cells[at]
                text = before.text or cell.text  # a label down the side may be written on either page
                self.cells[at] = before._replace(rowspan=before.rowspan + cell.rowspan, text=text)
            else:
                goes_on = goes_on and cell.row > first
                kept.append(cell)
        return kept

    def _is_label(self, before: TableCell, cell: TableCell, goes_on: bool, named_again: bool) -> bool:
        if not before.text:
            return not cell.column and max(before.rowspan, cell.rowspan) > 1
        if cell.text and not (named_again and cell.text == before.text):
            return False
        return max(before.rowspan, cell.rowspan) > 1 or (goes_on and self._holds_labels(before))

    def _holds_labels(self, before: TableCell) -> bool:
        """Whether the column has merged cells and no empty one: then an empty one is the rest of a label."""
        column = [other for other in self.cells if other.column == before.column and other.row]
        return all(other.text for other in column) and any(other.rowspan > 1 for other in column)


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


def _below(cell: TableCell, row: int) -> TableCell:
    """What of a cell stands from this row on: of one that begins above it, the rest, whose words were told."""
    if cell.row >= row:
        return cell
    return cell._replace(row=row, rowspan=cell.row + cell.rowspan - row, text="")


def _broken(row: Sequence[str | None], rest: Sequence[str | None]) -> bool:
    """Whether a page end stands inside a row: what is left of it has no key, no figure and no number of its own."""
    left = [(before or "", text) for before, text in zip(row, rest, strict=True) if text]
    return bool(
        left
        and row[0]
        and not rest[0]
        and all(before for before, _ in left)
        and not any(_OWN_WORDS.match(text) and not _is_one_figure(before, text) for before, text in left)
    )


def _is_one_figure(before: str, rest: str) -> bool:
    """Whether a figure with decimals, too wide for its column, goes on: 28,705,0 and 00.00."""
    return not _WHOLE_FIGURE.fullmatch(before) and _WHOLE_FIGURE.fullmatch(before + rest) is not None
