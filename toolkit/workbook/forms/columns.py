"""Finding a form's columns by its heading words, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ...profiles import ColumnSpec
from ...text import normal_name
from ..files.grid import Sheet

#: Headings are never deeper than this many rows (blank ones do not count).
_DEEPEST = 6
_YEAR = re.compile(r"^(?:\{年度\}|(?:19|20)\d{2})年")


class Heads(NamedTuple):
    """Where columns stand: ``columns`` are sheet columns in the order asked for, None for those not found.

    ``top`` and ``bottom`` are the first and last heading rows.
    """

    top: int
    bottom: int
    columns: tuple[int | None, ...]

    @property
    def found(self) -> int:
        """How many columns were found."""
        return sum(column is not None for column in self.columns)


@lru_cache(maxsize=16384)
def head_word(words: str) -> str:
    """Heading words as they are compared: a year before them (2024年预算数, ``{年度}年预算数``) says nothing."""
    return _YEAR.sub("", normal_name(words))


def find_heads(sheet: Sheet, columns: Sequence[ColumnSpec], after: int = 0) -> Heads | None:
    """The heading rows below row ``after`` that name these columns from left to right.

    Merged and plain multi-row heads read alike: a column's heading is the last word above its figures. Columns without
    a heading (``" "``) are never found. None when not even half of the others are.
    """
    wanted = [head_word(column.path[-1]) for column in columns]
    leaves = {word for word in wanted if word}
    named = sum(bool(word) for word in wanted)
    rows = [row for row in sheet.words if row > after]
    words = {row: {column: head_word(word) for column, word in sheet.words[row].items()} for row in rows}
    best: Heads | None = None
    best_at = 0
    for at, bottom in enumerate(rows):
        if best is not None and (best.found == named or at > best_at + _DEEPEST):
            break
        if leaves.isdisjoint(words[bottom].values()):
            continue
        window = rows[max(0, at - _DEEPEST + 1) : at + 1]
        lowest = {column: word for row in window for column, word in words[row].items()}
        shown = [(column, word) for column, word in sorted(lowest.items()) if word in leaves]
        heads = Heads(window[0], bottom, _in_order(wanted, shown))
        if best is None or heads.found > best.found:
            best, best_at = heads, at
    if best is None or best.found * 2 < named:
        return None
    known = {head_word(part) for column in columns for part in column.path} - {""}
    top = next(row for row in rows if row >= best.top and not known.isdisjoint(words[row].values()))
    return Heads(top, best.bottom, best.columns)


def _in_order(wanted: Sequence[str], shown: Sequence[tuple[int, str]]) -> tuple[int | None, ...]:
    """The most of the wanted words that stand in ``shown`` in the same order: the sheet column of each, else None."""
    if [word for word in wanted if word] == [word for _, word in shown]:  # the form as it should be
        places = iter(shown)
        return tuple(next(places)[0] if word else None for word in wanted)
    lengths = _common_lengths(wanted, [word for _, word in shown])
    found: list[int | None] = [None] * len(wanted)
    i = j = 0
    while i < len(wanted) and j < len(shown):
        if wanted[i] == shown[j][1]:
            found[i] = shown[j][0]
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def _common_lengths(first: Sequence[str], second: Sequence[str]) -> list[list[int]]:
    """``[i][j]``: how long the longest common subsequence of ``first[i:]`` and ``second[j:]`` is."""
    lengths = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) - 1, -1, -1):
        for j in range(len(second) - 1, -1, -1):
            if first[i] == second[j]:
                lengths[i][j] = 1 + lengths[i + 1][j + 1]
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    return lengths
