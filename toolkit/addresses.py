"""Cell addresses as Excel writes them: B7 ↔ (row 7, column 2), B2:D5 ↔ Area. Rows and columns count from 1.

What stands in a file where an address, a row, a column or a width belongs may be anything. Here, and nowhere else, it is
held to what a sheet of Excel has: 1,048,576 rows and 16,384 columns. Functions that end in ``_or_none`` answer None for
what is no such thing; the others raise ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
#: The widest column in characters: Excel's own limit.
WIDEST = 255.0
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([1-9][0-9]{0,6}):\$?([1-9][0-9]{0,6})")


class Area(NamedTuple):
    """A rectangle of cells, all four edges included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """``B2:D5``; a single cell by itself, ``B2``."""
        first, last = address(self.top, self.left), address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    @classmethod
    def around(cls, places: Iterable[tuple[int, int]]) -> Area:
        """The smallest that holds them all. ``places``: one at least."""
        rows, columns = zip(*places, strict=True)
        return cls(min(rows), min(columns), max(rows), max(columns))

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)

    @property
    def size(self) -> int:
        """How many cells it has."""
        return len(self.rows) * len(self.columns)

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@lru_cache(maxsize=4096)
def column_letters(column: int) -> str:
    """1 → A, 28 → AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """A → 1, AB → 28, XFD → 16384. ValueError for what is no column."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    if not (letters.isascii() and letters.isalpha() and number <= LAST_COLUMN):
        raise ValueError(f"no column: {letters[:20]!r}")
    return number


def address(row: int, column: int) -> str:
    """(7, 2) → B7."""
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=65536)
def position(place: str) -> tuple[int, int]:
    """B7 → (7, 2), also written $B$7. ValueError for what is no cell of a sheet."""
    found = _CELL.fullmatch(place)
    if found is None or int(found[2]) > LAST_ROW:
        raise ValueError(f"no cell: {place[:20]!r}")
    return int(found[2]), column_number(found[1])


def position_or_none(place: str) -> tuple[int, int] | None:
    try:
        return position(place)
    except ValueError:
        return None


@lru_cache(maxsize=4096)  # sheets of one form have the same areas
def area_of(reference: str) -> Area:
    """B2:D5 → Area(2, 2, 5, 4), whichever corners it names; whole columns (A:C) and rows (3:5) too."""
    if columns := _COLUMNS.fullmatch(reference):
        corners = (1, column_number(columns[1])), (LAST_ROW, column_number(columns[2]))
    elif rows := _ROWS.fullmatch(reference):
        corners = (int(rows[1]), 1), (int(rows[2]), LAST_COLUMN)
    else:
        first, colon, last = reference.partition(":")
        corners = position(first), position(last if colon else first)
    (top, bottom), (left, right) = (sorted(edges) for edges in zip(*corners, strict=True))
    if bottom > LAST_ROW:
        raise ValueError(f"no area: {reference[:20]!r}")
    return Area(top, left, bottom, right)


def area_or_none(reference: str) -> Area | None:
    try:
        return area_of(reference)
    except ValueError:
        return None


def row_or_none(number: str) -> int | None:
    """A row as an attribute of a file states it."""
    return count_or_none(number, LAST_ROW)


def column_or_none(number: str) -> int | None:
    """A column as an attribute of a file numbers it."""
    return count_or_none(number, LAST_COLUMN)


def count_or_none(number: str, most: int) -> int | None:
    """A whole number from 1 to ``most``."""
    number = number.strip()
    if not (number.isascii() and number.isdecimal() and len(number) <= 10):
        return None
    return int(number) if 1 <= int(number) <= most else None


def length_or_none(number: str, most: float) -> float | None:
    """A width or a height from 0 to ``most``."""
    try:
        length = float(number)
    except ValueError:
        return None
    return length if isfinite(length) and 0 <= length <= most else None
