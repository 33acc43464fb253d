"""How much room words take in a cell: programs other than Excel do not fit row heights themselves."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from math import ceil

_TALLEST = 409.0  # points; Excel allows no more
_WIDER = 0.3  # of a column unit: so much more may a figure take
_MANY = 4  # lines: with one more is reckoned, for long figures and other fonts break otherwise


@lru_cache(maxsize=4096)  # the same words in workbook after workbook
def text_width(text: str) -> int:
    """The width of a text in Excel column units: 2 for each wide character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def line_count(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of that width."""
    usable = max(width - 1.5, 2)
    return sum(max(1, ceil(_widest(line) / usable)) for line in text.split("\n"))


def _widest(line: str) -> float:
    """Its width with figures and letters as wide as in the fonts that take the place of 宋体."""
    width = text_width(line)
    return width + _WIDER * (2 * len(line) - width)


def at_most(lines: int) -> int:
    """How many lines so many may be in another font."""
    return lines + (lines >= _MANY)


def row_height(lines: int) -> float:
    """The height in points of a row of so many lines of 11-point type."""
    return min(at_most(lines) * 15.0 + 4, _TALLEST)
