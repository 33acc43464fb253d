"""Edits: cells to change, as data. One list serves the file (workbook room) and the open workbook (excel_button)."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import NamedTuple

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
    value: Decimal | int | str | None = None
    formula: str | None = None
    mark: Mark | None = None
    keep_value: bool = False
    height: float | None = None
    comment: str | None = None
    number_format: str = ""


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
