"""What an Excel file holds, cell by cell, before anybody says what it means: Grid → Sheet → RawCell, all frozen.

One pass gives values, formulas, merges, widths, hidden rows and columns and the few facts of style that forms and marks
need. Rows and columns count from 1, as in Excel. Nothing here knows what a 决算 is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ...addresses import Area, address, position
from ...amounts import Unit, amount_from_number
from ...cells import CellKind
from ...comments import block_of
from ...edits import TEXT_FORMAT, Edit, EditedRows, Mark, cell_edits
from ...text import beside, clean, normal_name


class Style(NamedTuple):
    """What forms and marks need of a cell's style. ``fill``: RGB of a solid fill in one of our marks' colours, else "".

    ``indent``: steps from the left edge, as the alignment of the cell says.
    """

    align: str = ""
    bold: bool = False
    number_format: str = "General"
    fill: str = ""
    indent: int = 0


PLAIN = Style()
#: Merged areas so tall or wide reach to the end of the sheet, not of a form; and so many cells no workbook merges.
_TALL, _WIDE, _MOST_MERGED = 2000, 200, 500_000


class RawCell(NamedTuple):
    """A cell as stored. ``text``: the words, the number ("5303.72"), the error ("#REF!"); "" when blank or pending.

    ``formula`` has no leading "=" and is None for typed content; a follower of a shared formula carries its master's.
    """

    kind: CellKind
    text: str = ""
    formula: str | None = None
    style: Style = PLAIN

    @property
    def indent(self) -> int:
        """How far the words stand from the left edge, in narrow spaces: typed ones, and two for a step of the style."""
        spaces = self.text[: len(self.text) - len(self.text.lstrip())]
        return sum(1 if space.isascii() else 2 for space in spaces if space != "\n") + 2 * self.style.indent


NOTHING_THERE = RawCell(CellKind.BLANK)
DEFAULT_WIDTH = 8.43
#: What Excel holds in one cell; more makes it "repair" the file.
MAX_TEXT, MAX_FORMULA = 32767, 8192
#: The error in a cell whose words the file has lost: it holds the number of a text that is not there.
LOST = "#文字丢失"


@dataclass(frozen=True)
class Sheet:
    """One worksheet. ``cells`` maps (row, column) to the cells that hold something or are filled with a colour; how one
    that holds nothing looks is asked of ``look_of_blank``, for what is written there.

    ``arrays``: areas of several cells that one formula fills, of which none can be changed alone.
    ``our_comments``: the comments that we put on cells, without what others wrote below them.
    """

    name: str
    cells: Mapping[tuple[int, int], RawCell] = field(default_factory=dict)
    merges: tuple[Area, ...] = ()
    arrays: tuple[Area, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    default_width: float = DEFAULT_WIDTH
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    landscape: bool = False
    our_comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    look_of_blank: Callable[[tuple[int, int]], Style] = lambda _: PLAIN

    def __getitem__(self, place: tuple[int, int]) -> RawCell:
        return self.cells.get(place, NOTHING_THERE)

    @cached_property
    def rows(self) -> Mapping[int, tuple[int, ...]]:
        """The rows that hold something, from the top; each with its non-blank columns from the left."""
        rows: dict[int, list[int]] = {}
        for (row, column), cell in self.cells.items():
            if cell.kind is not CellKind.BLANK and (cell.kind is not CellKind.TEXT or clean(cell.text)):
                rows.setdefault(row, []).append(column)
        return {row: tuple(sorted(rows[row])) for row in sorted(rows)}

    @cached_property
    def words(self) -> dict[int, Mapping[int, str]]:
        """Row → column → the word as forms compare it (``normal_name``), for every cell that holds words; from the top."""
        words: dict[int, dict[int, str]] = {}
        for (row, column), cell in self.cells.items():
            if cell.kind is CellKind.TEXT and (word := normal_name(cell.text)):
                words.setdefault(row, {})[column] = word
        return {row: words[row] for row in sorted(words)}

    def first_word(self, row: int) -> str:
        """The comparable word that a row begins with; "" when it begins with a figure or is blank."""
        columns = self.rows.get(row)
        return self.words.get(row, {}).get(columns[0], "") if columns else ""

    def word(self, row: int, column: int) -> str:
        """The comparable word shown at a place (of a merged area its first cell's); "" for figures and blanks."""
        area = self.merged.get((row, column))
        return self.words.get(area.top if area else row, {}).get(area.left if area else column, "")

    @cached_property
    def merged(self) -> Mapping[tuple[int, int], Area]:
        """Every cell of every merged area → the area."""
        return {(row, column): area for area in self.merges for row in area.rows for column in area.columns}

    def area(self, row: int, column: int) -> Area:
        """The merged area a cell belongs to, else the cell alone."""
        return self.merged.get((row, column)) or Area(row, column, row, column)

    def shown(self, row: int, column: int) -> RawCell:
        """The cell that shows here: of a merged area its first."""
        area = self.merged.get((row, column))
        return self[area.top, area.left] if area else self[row, column]


class Oddity(NamedTuple):
    """Something in a file that could not be read as it stands. ``kind``:

    ``twice``: the cell at ``place`` has two contents, ``texts``, of which the last was read; ``nowhere``: what is to stand
    at ``place``, which is no address, says ``texts[0]``; ``no area``: ``texts`` are no areas that could be merged; ``no
    part``: the workbook lists a sheet that it has not; ``no name``: a second sheet is called like one before; ``too
    long``: the cell at ``place`` says ``texts[0]``, which is longer than Excel holds: its beginning was read; ``lost``: the words
    of the cell at ``place`` are not in the file; ``unfinished``: the file ends within the sheet.
    """

    kind: str
    sheet: str
    place: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Grid:
    """An Excel file as read. Compared by identity, so that it can key a cache.

    ``complete`` is False for .xls/.et, where formulas and error values cannot be seen. ``odd``: what could not be read.
    ``kind``: what the file is when it is no .xlsx or .xlsm, whatever it is called (网页); else "".
    """

    path: Path
    sheets: tuple[Sheet, ...]
    complete: bool = True
    odd: tuple[Oddity, ...] = ()
    kind: str = ""

    @property
    def introduced(self) -> str:
        """How a sentence about the whole file begins: ``这是网页，``, for who takes it for a workbook; "" for one that is."""
        return f"这是{beside(self.kind)}，" if self.kind else ""

    @cached_property
    def by_name(self) -> Mapping[str, Sheet]:
        return {sheet.name: sheet for sheet in self.sheets}

    def __getitem__(self, name: str) -> Sheet:
        return self.by_name[name]


def sensible_merges(areas: Iterable[Area], cells: Mapping[tuple[int, int], RawCell]) -> tuple[Area, ...]:
    """Merged areas as far as they matter: one of whole columns or rows ends where the cells end.

    Areas beyond what a sheet can sensibly have are left out, lest each of their cells be looked at.
    """
    last_row, last_column = max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)
    kept, left = [], _MOST_MERGED
    for top, left_edge, bottom, right in areas:
        if bottom - top >= _TALL:
            bottom = max(top, min(bottom, last_row))
        if right - left_edge >= _WIDE:
            right = max(left_edge, min(right, last_column))
        left -= (bottom - top + 1) * (right - left_edge + 1)
        if left < 0:
            break
        kept.append(Area(top, left_edge, bottom, right))
    return tuple(kept)


def edited(grid: Grid, edits: Iterable[Edit | EditedRows]) -> Grid:
    """The grid as it will stand once the edits are applied; sheets that do not exist yet are added at the end."""
    changed: dict[str, dict[tuple[int, int], RawCell]] = {}
    comments: dict[str, dict[tuple[int, int], str]] = {}
    restated: set[str] = set()  # sheets in which more than figures changed
    for edit in cell_edits(edits):
        if edit.comment is not None:
            block = block_of(edit.comment)
            comments.setdefault(edit.sheet, {})[position(edit.address)] = block
        if edit.sheet not in changed:
            sheet = grid.by_name.get(edit.sheet)
            changed[edit.sheet] = dict(sheet.cells) if sheet else {}
        cells, place = changed[edit.sheet], position(edit.address)
        before = cells.get(place, NOTHING_THERE)
        if before.kind is CellKind.BLANK and isinstance(edit.value, (Decimal, int)) and edit.sheet in grid.by_name:
            sheet = grid[edit.sheet]
            if place not in sheet.cells:  # held nothing, whatever an edit before this one made of it
                before = before._replace(style=sheet.look_of_blank(place)._replace(fill=before.style.fill))
        cells[place] = after = _edited(before, edit)
        if after.kind is not before.kind or after.kind is not CellKind.NUMBER and after.text != before.text:
            restated.add(edit.sheet)
    sheets = [
        _with_cells(sheet, changed.pop(sheet.name), comments.get(sheet.name), restated=sheet.name in restated)
        if sheet.name in changed
        else sheet
        for sheet in grid.sheets
    ]
    return replace(grid, sheets=(*sheets, *(Sheet(name, cells) for name, cells in changed.items())))


def _with_cells(
    sheet: Sheet,
    cells: Mapping[tuple[int, int], RawCell],
    comments: Mapping[tuple[int, int], str] | None,
    *,
    restated: bool,
) -> Sheet:
    """The sheet with other contents. What was worked out of the old ones, and is still so, is handed on."""
    after = replace(sheet, cells=cells, our_comments=_comments_of(sheet, comments))
    for name in ("merged",) if restated else ("merged", "rows", "words"):
        if name in vars(sheet):
            vars(after)[name] = vars(sheet)[name]
    return after


def _comments_of(sheet: Sheet, comments: Mapping[tuple[int, int], str] | None) -> Mapping[tuple[int, int], str]:
    """Our comments once some have changed."""
    if not comments:
        return sheet.our_comments
    return {place: text for place, text in {**sheet.our_comments, **comments}.items() if text}


def says_the_same(grid: Grid, other: Grid, edits: Iterable[Edit]) -> bool:
    """True when the edited cells show the same in both: a figure that is now a formula's result, say."""
    places = [(edit.sheet, position(edit.address)) for edit in edits]
    return all(
        sheet in other.by_name and _show_the_same(grid[sheet][place], other[sheet][place]) for sheet, place in places
    )


def _show_the_same(cell: RawCell, other: RawCell) -> bool:
    return cell[:2] == other[:2] or _shows(cell) == _shows(other)


def _shows(cell: RawCell) -> tuple[CellKind, str | Decimal]:
    """Kind and content. A number as every reader takes it: what binary arithmetic left beyond Excel's digits says nothing."""
    if cell.kind is CellKind.NUMBER:
        return cell.kind, amount_from_number(Decimal(cell.text), Unit.WAN).value
    return cell.kind, cell.text


def _edited(cell: RawCell, edit: Edit) -> RawCell:
    style = cell.style if edit.mark is None else cell.style._replace(fill=edit.mark.value)
    if edit.number_format and style.number_format in ("General", TEXT_FORMAT):
        style = style._replace(number_format=edit.number_format)
    if edit.keep_value:
        return cell._replace(style=style)
    if edit.value is None:
        kind = CellKind.BLANK if edit.formula is None else CellKind.PENDING
        return RawCell(kind, "", edit.formula, style)
    if isinstance(edit.value, str):
        return RawCell(CellKind.TEXT, edit.value, edit.formula, style)
    return RawCell(
        CellKind.NUMBER, f"{edit.value:f}" if not isinstance(edit.value, int) else str(edit.value), edit.formula, style
    )


def marked_cells(grid: Grid) -> dict[tuple[str, str], Mark]:
    """Where our marks stand: (sheet, address) → mark."""
    marks = {mark.value: mark for mark in Mark if mark.value}
    return {
        (sheet.name, address(*place)): marks[cell.style.fill]
        for sheet in grid.sheets
        for place, cell in sheet.cells.items()
        if cell.style.fill in marks
    }
