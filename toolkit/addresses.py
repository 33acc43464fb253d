"""Cell addresses as Excel writes them: B7 ↔ (row 7, column 2), B2:D5 ↔ Area. Rows and columns count from 1."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


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
    """A → 1, AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """(7, 2) → B7."""
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=65536)
def position(place: str) -> tuple[int, int]:
    """B7 → (7, 2)."""
    letters = place.rstrip("0123456789")
    return int(place[len(letters) :]), column_number(letters)


def area_of(reference: str) -> Area:
    """B2:D5 → Area(2, 2, 5, 4)."""
    first, _, last = reference.partition(":")
    return Area(*position(first), *position(last or first))
