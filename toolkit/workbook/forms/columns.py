"""Finding a form's columns by its heading words, wherever they stand and in whatever order.

The leaf decides: a column is known by the lowest of its heading words. What stands above it only tells apart columns of
one name (预算数 twice), and may be worded otherwise. A form may have several layouts: ``ColumnSpec.heads``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...cells import CellKind
from ...profiles import ColumnSpec
from ...text import normal_name
from ..files.grid import Sheet

#: Headings are never deeper than this many rows (blank ones do not count).
_DEEPEST = 6
_YEAR = re.compile(r"^(?:\{年度\}|(?:19|20)\d{2})年度?")
_LAST_YEAR = re.compile(r"^(?:\{上年\}年度?|上年度)")
_IN_FIGURES = re.compile(r"^((?:19|20)\d{2})年度?")
#: The headings of a 科目编码 split over columns.
PARTS_OF_CODE = ("类", "款", "项")
#: One column of a code whose parts the columns say, as forms call it below a common heading (经济科目/编码).
_WHOLE_CODE = ("编码", "代码")
#: What stands right of 类、款、项 where these share a row with what is no heading.
_NO_HEADS = frozenset({"合计", "总计", "栏次"})


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


class _Shown(NamedTuple):
    """A word on the sheet that may be the heading of a column."""

    column: int
    row: int
    word: str


#: The leaves a column is known by, each with the words that may stand above it; none for a column without a heading.
_Names = Mapping[str, frozenset[str]]
_Words = Mapping[int, Mapping[int, str]]
_Places = tuple[int | None, ...]


@lru_cache(maxsize=16384)
def head_word(words: str) -> str:
    """Heading words as they are compared: a year before them (2024年预算数, ``{年度}年预算数``) says nothing, but for last
    year's, which is 上年预算数."""
    return _YEAR.sub("", _LAST_YEAR.sub("上年", normal_name(words)))


def _last_year(sheet: Sheet, rows: Sequence[int], columns: Sequence[ColumnSpec]) -> str:
    """``2023年`` where columns of last year are asked for and the sheet writes the years of its heads in figures."""
    known = {head_word(part) for column in columns for path in column.paths for part in path}
    of_last_year = {word.removeprefix("上年") for word in known if word.startswith("上年")}
    if not of_last_year:
        return ""
    found = (_IN_FIGURES.match(word) for row in rows for word in sheet.words[row].values())
    said = known | of_last_year | {""}  # or the year by itself: over 预算, 决算, or above the form
    years = [int(year[1]) for year in found if year and year.string[year.end() :] in said]
    return f"{max(years) - 1}年" if years else ""


def _shown_word(word: str, last_year: str) -> str:
    """A word of a sheet as heads are compared."""
    if last_year and word.startswith(last_year):
        return "上年" + word.removeprefix(last_year).removeprefix("度")
    return head_word(word)


def find_heads(sheet: Sheet, columns: Sequence[ColumnSpec], after: int = 0) -> Heads | None:
    """The heading rows below row ``after`` that name these columns.

    Merged and plain multi-row heads read alike: a column's heading is the last word above its figures. Columns without
    a heading (``" "``) are never found. A 科目编码 may stand in one column or be split over 类、款 and 项, whichever the
    columns say. None when not even half of the columns that must be there are.
    """
    names = [_names(column.paths, column.role == "code") for column in columns]
    leaves = {leaf for name in names for leaf in name}
    named = sum(map(bool, names))
    needed = sum(bool(name) and is_needed(column) for column, name in zip(columns, names, strict=True))
    rows = [row for row in sheet.words if row > after]
    last_year = _last_year(sheet, rows, columns)
    words = {row: {column: _shown_word(word, last_year) for column, word in sheet.words[row].items()} for row in rows}
    shared = (
        _with_parts_of_codes(words, columns, names)
        if any("款" in row.values() for row in words.values())
        else frozenset()
    )
    best: tuple[int, list[_Shown], list[int]] | None = None
    best_at = 0
    for at, bottom in enumerate(rows):
        if best is not None and (best[0] == named or at > best_at + _DEEPEST):
            break
        if leaves.isdisjoint(words[bottom].values()):
            continue
        window = rows[max(0, at - _DEEPEST + 1) : at + 1]
        lowest = {column: (row, word) for row in window for column, word in words[row].items()}
        shown = [_Shown(column, row, word) for column, (row, word) in sorted(lowest.items()) if word in leaves]
        found = _how_many(names, shown)
        if best is None or found > best[0]:
            best, best_at = (found, shown, window), at
    if best is None:
        return None
    _, shown, window = best
    places = _places(sheet, words, names, shown, _openings(columns), last_year)
    if 2 * sum(place is not None for place in places) < needed:
        return None
    known = {head_word(part) for column in columns for path in column.paths for part in path} - {""}
    top = next((row for row in rows if row >= window[0] and not known.isdisjoint(words[row].values())), window[0])
    return Heads(top, _bottom(sheet, rows, window, shared), places)


def is_needed(column: ColumnSpec) -> bool:
    """False for an optional column, and for 款 and 项, which one column of codes does without."""
    return not column.optional and not (column.role == "code" and column.path[-1] in PARTS_OF_CODE[1:])


@lru_cache(maxsize=4096)
def _names(paths: tuple[tuple[str, ...], ...], is_code: bool) -> _Names:
    found: dict[str, frozenset[str]] = {}
    for path in paths:
        *above, leaf = map(head_word, path)
        if leaf:
            found[leaf] = found.get(leaf, frozenset()) | {*above}
        if is_code and leaf == PARTS_OF_CODE[0] and above:
            found.setdefault(above[-1], frozenset(above[:-1]))  # the code is not split
            for word in _WHOLE_CODE:
                found.setdefault(word, frozenset(above))
    return found


def _with_parts_of_codes(
    words: dict[int, dict[int, str]], columns: Sequence[ColumnSpec], names: Sequence[_Names]
) -> frozenset[int]:
    """Make the rows of 类、款 and 项 read as the columns call the code; returns those that are no rows of headings.

    One column of codes is known by the heading above 类, else by 类 itself.
    """
    leaves = [leaf for column, name in zip(columns, names, strict=True) if column.role == "code" for leaf in name]
    is_split = PARTS_OF_CODE[0] in leaves
    shared = set()
    for row in words:
        at = _parts_of_code(words[row])
        if at is None:
            continue
        last = max(column for column in range(at, at + 3) if words[row].get(column) in PARTS_OF_CODE)
        if words[row].get(last + 1) in _NO_HEADS:
            shared.add(row)
            words[row] = {column: word for column, word in words[row].items() if column <= last}
        if is_split or not leaves:
            continue
        has_head = any(words[above].get(at) in leaves for above in words if above < row)
        rest = {column: word for column, word in words[row].items() if not at <= column <= last}
        words[row] = rest if has_head else {at: leaves[0], **rest}
    return frozenset(shared)


def _parts_of_code(row: Mapping[int, str]) -> int | None:
    """The column of 类 in a row that says 类 款 side by side."""
    return next((at for at, word in row.items() if word == "类" and row.get(at + 1) == "款"), None)


def _bottom(sheet: Sheet, rows: Sequence[int], window: Sequence[int], shared: frozenset[int]) -> int:
    """The last row of headings: 类、款 and 项 belong to it, but not where they share their row with figures."""
    bottom = window[-1]
    if bottom in shared:
        return window[-2] if len(window) > 1 else bottom - 1
    below = next((row for row in rows if row > bottom), 0)
    is_heads = below and below not in shared and _parts_of_code(sheet.words[below]) is not None
    if is_heads and all(sheet[below, column].kind is CellKind.TEXT for column in sheet.rows[below]):
        return below
    return bottom


def _how_many(names: Sequence[_Names], shown: Sequence[_Shown]) -> int:
    """How many of the columns may have a heading among these words, in whatever order."""
    left = Counter(head.word for head in shown)
    found = 0
    for name in names:
        leaf = next((leaf for leaf in name if left[leaf]), None)
        if leaf is not None:
            left[leaf] -= 1
            found += 1
    return found


def _openings(columns: Sequence[ColumnSpec]) -> tuple[int, ...]:
    """Where blocks side by side begin: at the code or name that comes after the figures of another."""
    labels = [column.role in ("code", "name") for column in columns]
    return tuple(at for at, is_label in enumerate(labels) if is_label and (at == 0 or not labels[at - 1]))


def _places(
    sheet: Sheet,
    words: _Words,
    names: Sequence[_Names],
    shown: Sequence[_Shown],
    openings: Sequence[int],
    last_year: str,
) -> _Places:
    """The sheet column of each column: from left to right as far as the words allow, else by what stands above them.

    Of blocks side by side each has its own: what stands right of the name in the next is none of its columns.
    """
    ordered = _in_order(names, shown)
    is_plain = len({head.word for head in shown}) == len(shown)
    if is_plain and sum(at is not None for at in ordered) == sum(map(bool, names)):
        return tuple(shown[at].column if at is not None else None for at in ordered)
    above = [frozenset(_above(sheet, words, head, last_year)) for head in shown]

    def worth(pairs: Sequence[int | None]) -> tuple[int, int]:
        """How many columns are found, and how many of the words above them are theirs."""
        taken = [(name, at) for name, at in zip(names, pairs, strict=True) if at is not None]
        return len(taken), sum(len(name[shown[at].word] & above[at]) for name, at in taken)

    pairs = max(
        _by_blocks(names, shown, above, openings),
        _completed(ordered, names, shown, above),
        _completed((None,) * len(names), names, shown, above),
        key=worth,  # of two that are as good, the first
    )
    return tuple(shown[at].column if at is not None else None for at in pairs)


def _by_blocks(
    names: Sequence[_Names], shown: Sequence[_Shown], above: Sequence[frozenset[str]], openings: Sequence[int]
) -> list[int | None]:
    """The columns of each block among the words from its name to the next block's; none where it cannot be told apart."""
    none: list[int | None] = [None] * len(names)
    opening = {leaf for at in openings for leaf in names[at]}
    starts = [at for at, head in enumerate(shown) if head.word in opening]
    if len(openings) < 2 or len(starts) != len(openings) or openings[0] or starts[0]:
        return none
    if any(shown[start].word not in names[at] for at, start in zip(openings, starts, strict=True)):
        return none
    made: list[int | None] = []
    for at, end, start, stop in zip(
        openings, (*openings[1:], len(names)), starts, (*starts[1:], len(shown)), strict=True
    ):
        own, words = names[at:end], shown[start:stop]
        pairs = _completed(_in_order(own, words), own, words, above[start:stop])
        made += [start + pair if pair is not None else None for pair in pairs]
    return made


def _completed(
    pairs: Sequence[int | None], names: Sequence[_Names], shown: Sequence[_Shown], above: Sequence[frozenset[str]]
) -> list[int | None]:
    """Each column that has no heading yet with one left over: the one that has most of its words above, then the nearest."""
    made = list(pairs)
    free = [
        (-len(name[head.word] & above[at]), abs(number - at), number, at)
        for number, name in enumerate(names)
        for at, head in enumerate(shown)
        if head.word in name
    ]
    taken = {at for at in made if at is not None}
    for *_, number, at in sorted(free):
        if made[number] is None and at not in taken:
            made[number] = at
            taken.add(at)
    return made


def _above(sheet: Sheet, words: _Words, head: _Shown, last_year: str) -> Iterator[str]:
    """The words above a heading: in its column, in a merged area over it, or left of it over several columns."""
    for row in words:
        if head.row - _DEEPEST < row < head.row:
            own = sheet.word(row, head.column)
            left = max((column for column in words[row] if column < head.column), default=0)
            if not own and left and (row, left) not in sheet.merged:
                own = words[row][left]
            if own:
                yield _shown_word(own, last_year)


def _in_order(names: Sequence[_Names], shown: Sequence[_Shown]) -> tuple[int | None, ...]:
    """The most of the columns whose headings stand in ``shown`` in the same order: which of them each is, else None."""
    wanted = [name for name in names if name]
    if len(wanted) == len(shown) and all(head.word in name for name, head in zip(wanted, shown, strict=True)):
        places = iter(range(len(shown)))  # the form as it should be
        return tuple(next(places) if name else None for name in names)
    lengths = _common_lengths(names, shown)
    found: list[int | None] = [None] * len(names)
    i = j = 0
    while i < len(names) and j < len(shown):
        if shown[j].word in names[i]:
            found[i] = j
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def _common_lengths(names: Sequence[_Names], shown: Sequence[_Shown]) -> list[list[int]]:
    """``[i][j]``: how long the longest common subsequence of ``names[i:]`` and ``shown[j:]`` is."""
    lengths = [[0] * (len(shown) + 1) for _ in range(len(names) + 1)]
    for i in range(len(names) - 1, -1, -1):
        for j in range(len(shown) - 1, -1, -1):
            if shown[j].word in names[i]:
                lengths[i][j] = 1 + lengths[i + 1][j + 1]
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    return lengths
