"""Edits: cells to change, as data. One list serves the file (workbook room) and the open workbook (excel_button)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from .addresses import column_letters

#: What a cell can hold, besides a formula.
Content = Decimal | int | str | None

#: The number format of a cell in which everything is text.
TEXT_FORMAT = "@"
#: In whose name we comment on cells.
AUTHOR = "决算公开工具"


class Mark(Enum):
    """A fill colour we put on cells (RGB). ``NONE`` takes ours away again."""

    NONE = ""
    ERROR = "FFC7CE"
    WARNING = "FFEB9C"
    DRAFT = "DDEBF7"


class Edit(NamedTuple):
    """One cell to change.

    With ``formula`` (no leading "=") the ``value`` is its stored result. A str ``value`` is always text, also when it
    starts with "=". ``value`` None without a formula empties the cell; ``keep_value`` leaves content alone and only
    sets the ``mark`` and the ``comment``. ``mark`` None leaves the fill alone. ``comment``: what our comment on the
    cell says, "" takes ours away, None leaves it; nobody else's is ever touched. ``height``: the height its row gets,
    in points. ``number_format``: how a figure looks where the cell itself does not say, or is formatted as text.
    """

    sheet: str
    address: str
    value: Content = None
    formula: str | None = None
    mark: Mark | None = None
    keep_value: bool = False
    height: float | None = None
    comment: str | None = None
    number_format: str = ""


class EditedRows(NamedTuple):
    """Rows of a sheet from ``first`` down, each with a value and a formula for every one of the ``columns`` (1 for A):
    an :class:`Edit` a cell (:func:`cell_edits`), but made and written a row at a time, which a sheet of ours is that
    lists hundreds.
    """

    sheet: str
    first: int
    columns: tuple[int, ...]
    rows: tuple[tuple[tuple[Content, str | None], ...], ...]

    def edits(self) -> Iterator[Edit]:
        letters = [column_letters(column) for column in self.columns]
        for number, row in enumerate(self.rows, self.first):
            for column, (value, formula) in zip(letters, row, strict=True):
                yield Edit(self.sheet, f"{column}{number}", value, formula)


def cell_edits(edits: Iterable[Edit | EditedRows]) -> Iterator[Edit]:
    """One edit a cell, in their order."""
    for edit in edits:
        if isinstance(edit, Edit):
            yield edit
        else:
            yield from edit.edits()


class NewRows(NamedTuple):
    """So many rows put into a sheet above row ``before``, which moves down with all below it.

    They look like that row, or like the one above them.
    They are put in before any :class:`Edit` is applied, whose addresses are those of afterwards.
    """

    sheet: str
    before: int
    rows: int
    like_above: bool = False

    @property
    def like(self) -> int:
        """The row that they look like."""
        return self.before - 1 if self.like_above else self.before
