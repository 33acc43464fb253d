"""Edits written into the open workbook as Excel takes them: the same ones that the command line writes into a file."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..addresses import position
from ..comments import WIDTH, block_of, box_height, changed_text, our_block
from ..edits import TEXT_FORMAT, Edit, EditedRows, Mark, NewRows, cell_edits
from ..errors import WorkbookError
from ..text import clean_text

#: An array holding a longer text is refused by Excel; such a cell is written alone.
LONGEST_IN_ARRAY = 8000

_COLOURS = frozenset(tuple(bytes.fromhex(mark.value)) for mark in Mark if mark is not Mark.NONE)

_POINTS = 0.75  # a pixel

#: The open workbook and cells of it (``xlwings.Book``, ``xlwings.Range``); xlwings is imported when a button is pressed.
Book = Any
Range = Any
#: Row and column, both from 1.
Place = tuple[int, int]
#: What Excel is given for one cell.
Content = float | int | str | None
T = TypeVar("T")


@dataclass
class _Changes:
    """What is to change in one sheet, by (row, column): contents as Excel takes them, marks, our comments."""

    contents: dict[Place, Content] = field(default_factory=dict)
    marks: dict[Place, Mark] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)


def apply_edits(book: Book, edits: Iterable[Edit | EditedRows], new_rows: Sequence[NewRows] = ()) -> None:
    """Write ``edits`` into the open workbook, in as few calls as its columns allow; nothing is saved.

    ``new_rows`` are put in first, by Excel itself, so that whatever names a row follows it. Of several edits of one
    cell the last content, mark and comment win. Raises WorkbookError, before anything is
    written, when a sheet is missing or protected.
    """
    changes = _by_sheet(cell_edits(edits))
    _require_writable(book, [*changes, *(new.sheet for new in new_rows)])
    updating = book.app.screen_updating
    book.app.screen_updating = False
    try:
        for new in sorted(new_rows, key=lambda new: -new.before):  # from below: each is named as the sheet stands
            beside = "format_from_left_or_above" if new.like_above else "format_from_right_or_below"
            book.sheets[new.sheet].range(f"{new.before}:{new.before + new.rows - 1}").insert("down", beside)
        for name, change in changes.items():
            sheet = book.sheets[name]
            for first, last, contents in _runs(change.contents, _written_together):
                _write(sheet.range(first, last), contents, change.formats)
            for first, last, marks in _runs(change.marks, operator.eq):
                _paint(sheet.range(first, last), marks[0])
            for row, points in change.heights.items():
                sheet.range((row, 1)).row_height = points
            if change.comments and not sheet.api.ProtectDrawingObjects:
                for place, text in change.comments.items():
                    _comment(sheet.range(place), text)
    finally:
        book.app.screen_updating = updating


def _by_sheet(edits: Iterable[Edit]) -> dict[str, _Changes]:
    sheets: dict[str, _Changes] = {}
    for edit in edits:
        place = position(edit.address)
        change = sheets.setdefault(edit.sheet, _Changes())
        if not edit.keep_value:
            change.contents[place] = _content(edit)
        if edit.mark is not None:
            change.marks[place] = edit.mark
        if edit.comment is not None:
            change.comments[place] = edit.comment
        if edit.number_format:
            change.formats[place] = edit.number_format
        if edit.height is not None:
            change.heights[place[0]] = edit.height
    return sheets


def _content(edit: Edit) -> Content:
    """What Excel is given. Text goes behind an apostrophe, which Excel takes as "as typed" and does not show: else it
    would turn 2023-1 into a date and =1+1 into a formula. A cell in Excel holds a double, so a Decimal ends here.
    """
    if edit.formula is not None:
        return f"={edit.formula}"
    if isinstance(edit.value, str):
        text = clean_text(edit.value)
        return f"'{text}" if text else None
    return edit.value if edit.value is None or isinstance(edit.value, int) else float(edit.value)


def require_writable(
    book: Book, edits: Iterable[Iterable[Edit | EditedRows]], new_rows: Iterable[Iterable[NewRows]]
) -> None:
    """Raise WorkbookError when any of several lots of edits would meet a sheet that is missing or protected."""
    sheets = [edit.sheet for lot in edits for edit in cell_edits(lot)]
    _require_writable(book, [*sheets, *(new.sheet for lot in new_rows for new in lot)])


def _require_writable(book: Book, names: Iterable[str]) -> None:
    there = {sheet.name for sheet in book.sheets}
    for name in dict.fromkeys(names):
        if name not in there:
            raise WorkbookError("没有这个工作表；是不是改过名？", path=book.name, sheet=name)
        if book.sheets[name].api.ProtectContents:
            raise WorkbookError(
                "受保护，无法写入；请先在“审阅”中撤销工作表保护，再按一次按钮。", path=book.name, sheet=name
            )


def _runs(cells: Mapping[Place, T], together: Callable[[T, T], bool]) -> Iterator[tuple[Place, Place, list[T]]]:
    """Stretches of cells that lie one under the other and go together: first place, last place, what they hold."""
    first, held = (0, 0), list[T]()
    for row, column in sorted(cells, key=lambda place: (place[1], place[0])):
        cell = cells[row, column]
        if held and (row, column) == (first[0] + len(held), first[1]) and together(held[-1], cell):
            held.append(cell)
            continue
        if held:
            yield first, (first[0] + len(held) - 1, first[1]), held
        first, held = (row, column), [cell]
    if held:
        yield first, (first[0] + len(held) - 1, first[1]), held


def _written_together(one: Content, other: Content) -> bool:
    if _is_text(one) != _is_text(other):
        return False
    return not any(isinstance(content, str) and len(content) > LONGEST_IN_ARRAY for content in (one, other))


def _is_text(content: Content) -> bool:
    return isinstance(content, str) and content.startswith("'")


def _write(cells: Range, contents: list[Content], formats: Mapping[Place, str]) -> None:
    if not _is_text(contents[0]):
        _lift_text_format(cells, formats)
    cells.value = [[content] for content in contents]


def _lift_text_format(cells: Range, formats: Mapping[Place, str]) -> None:
    """Cells formatted as text would show a formula's letters and store a number as text."""
    if cells.number_format in (TEXT_FORMAT, None):  # None: not all cells have the same format
        for cell in cells:
            if cell.number_format == TEXT_FORMAT:
                cell.number_format = formats.get((cell.row, cell.column)) or "General"


def _paint(cells: Range, mark: Mark) -> None:
    if mark is not Mark.NONE:
        cells.color = f"#{mark.value}"
        return
    for cell in cells:
        if cell.color in _COLOURS:
            cell.color = None


def _comment(cell: Range, text: str) -> None:
    """Let our comment on a cell say ``text`` ("": nothing). Excel signs it with the user's name; our block names us.

    A comment of anyone else and a conversation (threaded comments; older Excel has none) stay as they are.
    """
    if getattr(cell.api, "CommentThreaded", None) is not None:
        return
    note, block = cell.note, block_of(text)
    before: str | None = None if note is None else note.text
    now = changed_text(before, "" if note is None else note.api.Author, block)
    if now == (before or ""):
        return
    if before is None:
        shape = cell.api.AddComment(now).Shape
        shape.Width, shape.Height = WIDTH * _POINTS, box_height(block) * _POINTS
    elif now:
        note.text = now
        note.api.Shape.Height += (box_height(block) - box_height(our_block(before))) * _POINTS
    else:
        note.delete()
