"""How a sheet of ours is laid out, as data: stated once, drawn by the blanks, found again by its headings.

A person may move our columns, put others between them, rename a heading, add rows above; a file may come from an earlier
version with fewer columns. So a column is looked for on the sheet as it is, and never by its letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...addresses import address
from ...text import normal_name
from ..files.grid import Sheet

#: The heading row is one of the first so many rows that hold words.
_HEADING_ROWS = 20


class Column(NamedTuple):
    """One column. ``look``: words, centre, link, figure, or person (where a person writes; it is never ours to fill).

    ``help``: a note on the heading. ``colours``: what the cell may say, or begin with (``已*``) → the colour it then has (RGB).
    ``from_the_start``: every file ever made has it, so that where its heading is missing another one stands there. A
    column added since is simply absent in an older file: it is neither read nor written there.
    """

    id: str
    head: str
    width: float
    look: str = "words"
    help: str = ""
    hidden: bool = False
    colours: Mapping[str, str] = {}
    from_the_start: bool = False


class SheetLayout(NamedTuple):
    """A sheet of ours with headings. ``lines``: what stands above them: the title, what is said of the whole, help.

    None among the columns is an empty one, ``GAP`` wide. ``frozen``: so many columns stay in sight; ``printed``: so many
    are printed (0: all). ``one_page``: its rows are few, and printed on one upright page,
    somewhat smaller if need be.
    """

    name: str
    lines: tuple[str, ...]
    columns: tuple[Column | None, ...]
    frozen: int = 0
    printed: int = 0
    one_page: bool = False

    @property
    def head_row(self) -> int:
        """The row of the headings in a new file."""
        return len(self.lines) + 1

    @property
    def named(self) -> tuple[tuple[int, Column], ...]:
        """The columns with their numbers in a new file."""
        return tuple((number, column) for number, column in enumerate(self.columns, 1) if column)


#: The width of an empty column.
GAP = 3.0


class Found(NamedTuple):
    """Where a sheet's headings stand now: their row, and the number of each column by its id."""

    sheet: Sheet
    head_row: int
    columns: Mapping[str, int]

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return self.head_row + 1

    def at(self, column: str, row: int) -> str:
        """The address of a column's cell. Raises KeyError for a column that the sheet has not."""
        return address(row, self.columns[column])

    def text(self, column: str, row: int) -> str:
        """What a column's cell says, trimmed; "" where the sheet has no such column."""
        return self.sheet[row, self.columns[column]].text.strip() if column in self.columns else ""


def as_new(layout: SheetLayout, sheet: Sheet) -> Found:
    """The columns as they stand in a new file, for a sheet that holds nothing yet."""
    return Found(sheet, layout.head_row, {column.id: number for number, column in layout.named})


def find(layout: SheetLayout, sheet: Sheet) -> Found | None:
    """The row that names most of the columns that every file has (at least half), and where all columns stand.

    None when there is no such row.
    """
    heads = {normal_name(column.head) for _, column in layout.named if column.from_the_start}
    rows = list(sheet.words)[:_HEADING_ROWS]
    row = max(rows, key=lambda row: len(heads.intersection(sheet.words[row].values())), default=0)
    if not row or 2 * len(heads.intersection(sheet.words[row].values())) < len(heads):
        return None
    columns = [column for _, column in layout.named]
    found = _named(columns, sheet.words[row])
    return Found(sheet, row, found | dict(_renamed(columns, found, sheet.words[row])))


def _named(columns: Sequence[Column], words: Mapping[int, str]) -> dict[str, int]:
    """The columns whose headings stand in the row. Of several with one heading the first is ours.

    Where a sheet lacks one of two that are called alike, the other is the one nearer to the column that follows it.
    """
    places: dict[str, list[int]] = {}
    for number in sorted(words):
        places.setdefault(words[number], []).append(number)
    alike: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        alike.setdefault(normal_name(column.head), []).append(at)
    found: dict[str, int] = {}
    for head, ours in alike.items():
        there = places.get(head, [])
        if len(there) < len(ours):
            ours = sorted(ours, key=lambda at: _distance(columns[at + 1 :], places, there))[: len(there)]
        found |= {columns[at].id: number for at, number in zip(sorted(ours), there, strict=False)}
    return found


def _distance(following: Sequence[Column], places: Mapping[str, list[int]], there: Sequence[int]) -> int:
    beside = next((places[head] for column in following if (head := normal_name(column.head)) in places), None)
    return abs(beside[0] - there[0]) if beside and there else 1 << 14


def _renamed(
    columns: Sequence[Column], found: Mapping[str, int], words: Mapping[int, str]
) -> Iterator[tuple[str, int]]:
    """Columns that every file has and whose heading is missing: as many others stand between their neighbours."""
    taken = set(found.values())
    run: list[Column] = []
    left = 0
    for column in [*columns, None]:
        here = found.get(column.id) if column else max(words) + 1
        if here is None:
            run += [column] if column and column.from_the_start else []
            continue
        others = [number for number in sorted(words) if left < number < here and number not in taken]
        if run and len(others) == len(run):
            yield from zip((missing.id for missing in run), others, strict=True)
        run, left = [], here


def link(sheet: str, area: str, shown: str) -> str:
    """A formula that shows words and jumps to a place in the workbook."""
    target = "#'{}'!{}".format(sheet.replace("'", "''"), area)
    return f"HYPERLINK({quoted(target)},{quoted(shown)})"


def quoted(text: str) -> str:
    """Words as a formula holds them."""
    return '"' + text.replace('"', '""') + '"'
