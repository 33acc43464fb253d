"""A cell as people see it: where it is, what it shows, and the amount when it is a number."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from .amounts import Amount, Unit


class CellKind(Enum):
    """What a cell says. Blank, zero and dash are three different things."""

    BLANK = "blank"  # nothing was entered
    DASH = "dash"  # 「—」「——」: not applicable
    NUMBER = "number"  # an amount, a count, a score, a percentage
    TEXT = "text"  # words, or text where a number belongs (the reader adds a problem then)
    ERROR = "error"  # #REF!, #DIV/0! …
    PENDING = "pending"  # a formula that was never calculated: no stored result


class Cell(NamedTuple):
    """One cell: where it is, what it shows and, when it is a number, its amount.

    ``text`` is the cell as typed (a score as the sheet shows it), white space trimmed (control characters removed).
    ``amount`` is set for NUMBER cells only; counts and scores carry the sheet's unit too and only their ``value``
    matters. ``number_as_text`` tells that the number was typed as text ("5,303.72"). ``formula`` is without the leading
    "=". ``unit``: what an amount would be in where the cell is blank.
    """

    sheet: str
    address: str
    kind: CellKind
    text: str = ""
    amount: Amount | None = None
    formula: str | None = None
    number_as_text: bool = False
    unit: Unit = Unit.WAN

    @property
    def place(self) -> tuple[str, str]:
        """Sheet and address."""
        return self.sheet, self.address

    @property
    def value(self) -> Decimal:
        """The figure, 0 for blank and dash (which stand for exactly nothing). Unit: as the sheet states."""
        return self.amount.value if self.amount is not None else Decimal(0)

    @property
    def is_number(self) -> bool:
        return self.amount is not None

    @property
    def is_empty(self) -> bool:
        """Blank or a dash: stands for exactly nothing."""
        return self.kind in (CellKind.BLANK, CellKind.DASH)
