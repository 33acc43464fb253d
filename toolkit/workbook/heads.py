"""Finding a form's columns by its heading words, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..profiles import ColumnSpec
from ..report import normal_name
from .grid import Sheet

#: Headings are never more rows deep than this.
_DEEPEST = 6


@dataclass(frozen=True)
class Heads:
    """Where columns stand: ``columns`` are sheet columns in the order asked for, None for those not found.

    ``top`` and ``bottom`` are the first and last heading rows.
    """

    top: int
    bottom: int
    columns: tuple[int | None, ...]

    @property
    def found(self) -> int:
        return sum(column is not None for column in self.columns)

    def part(self, start: int, length: int) -> Heads:
        """The columns of one block among several side by side."""
        return Heads(self.top, self.bottom, self.columns[start : start + length])


def find_heads(sheet: Sheet, columns: Sequence[ColumnSpec], after: int = 0) -> Heads | None:
    """The heading rows below row ``after`` that name these columns from left to right.

    Merged and plain multi-row heads read alike: a column's heading is the last word above its figures. None when not
    even half of the columns that have a heading are found.
    """
    wanted = [head_word(column.path[-1]) for column in columns]
    named = sum(bool(one) for one in wanted)
    leaves = {one for one in wanted if one}
    best: Heads | None = None
    for bottom in sheet.rows:
        if bottom <= after or not leaves.intersection(_words(sheet, bottom).values()):
            continue
        if best is not None and bottom > best.bottom + _DEEPEST:
            break
        top = max(after + 1, bottom - _DEEPEST + 1)
        heads = Heads(top, bottom, _in_order(wanted, _lowest_words(sheet, top, bottom, leaves)))
        if best is None or heads.found > best.found:
            best = heads
        if best.found == named:
            break
    if best is None or best.found * 2 < named:
        return None
    known = {head_word(part) for column in columns for part in column.path}
    tops = [row for row in range(best.top, best.bottom) if known.intersection(_words(sheet, row).values())]
    return Heads(min(tops, default=best.bottom), best.bottom, best.columns)


_YEAR = re.compile(r"^(?:\{年度\}|(?:19|20)\d{2})年")


@lru_cache(maxsize=16384)
def head_word(words: str) -> str:
    """Heading words as they are compared: a year before them (2024年预算数, ``{年度}年预算数``) says nothing."""
    return _YEAR.sub("", normal_name(words))


def _words(sheet: Sheet, row: int) -> dict[int, str]:
    return {column: head_word(word) for column, word in sheet.words.get(row, {}).items()}


def _lowest_words(sheet: Sheet, top: int, bottom: int, leaves: set[str]) -> list[tuple[int, str]]:
    """(column, its lowest heading word) from the left; a head merged over several columns counts for its first."""
    lowest: dict[int, str] = {}
    for row in range(top, bottom + 1):
        for column, word in _words(sheet, row).items():
            lowest[column] = word
    return [(column, word) for column, word in sorted(lowest.items()) if word in leaves]


def _in_order(wanted: Sequence[str], words: Sequence[tuple[int, str]]) -> tuple[int | None, ...]:
    """The longest run of wanted headings that stands in ``words`` in the same order: one column for each, else None."""
    if len(words) == len([one for one in wanted if one]) and all(
        one == word for one, (_, word) in zip([one for one in wanted if one], words, strict=True)
    ):
        places = iter(words)
        return tuple(next(places)[0] if one else None for one in wanted)
    n, m = len(wanted), len(words)
    best = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            same = wanted[i] == words[j][1]
            best[i][j] = 1 + best[i + 1][j + 1] if same else max(best[i + 1][j], best[i][j + 1])
    result: list[int | None] = [None] * n
    i = j = 0
    while i < n and j < m:
        if wanted[i] == words[j][1]:
            result[i] = words[j][0]
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return tuple(result)
