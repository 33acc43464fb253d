"""A page of several forms becomes a workbook with a sheet for each: web systems print them one below the other.

A new form begins where, after a table of some size, a title (…表) stands alone in its row and another such table follows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter

from ....addresses import Area
from ....cells import CellKind
from ..grid import RawCell, Sheet

_TITLE = re.compile(r".{2,60}表(?:[（(].*[）)])?")
#: A table of fewer rows or columns holds a title, a unit, signatures.
_ROWS, _COLUMNS = 4, 3
#: How far into a table its title may stand.
_TITLE_ROWS = 3


@dataclass
class LaidOut:
    """A page as one sheet. ``table_of``: row → number of the table it belongs to; rows of loose words have none."""

    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    table_of: dict[int, int] = field(default_factory=dict)


def sheets_from(page: LaidOut, names: Sequence[str]) -> Iterator[Sheet]:
    """The page as sheets, rows counted from 1 on each. ``names``: of its sheets, when the page states them."""
    starts = [1, *_where_forms_begin(page)]
    parts = [LaidOut() for _ in starts]
    for (row, column), cell in page.cells.items():
        number = bisect_right(starts, row) - 1
        parts[number].cells[row - starts[number] + 1, column] = cell
    for area in page.merges:
        number = bisect_right(starts, area.top) - 1
        shift = starts[number] - 1
        parts[number].merges.append(area._replace(top=area.top - shift, bottom=area.bottom - shift))
    for row in page.hidden:
        number = bisect_right(starts, row) - 1
        parts[number].hidden.add(row - starts[number] + 1)
    for number, part in enumerate(parts):
        name = names[number] if len(names) == len(parts) else _title_of(part)
        yield Sheet(name, part.cells, tuple(part.merges), hidden_rows=frozenset(part.hidden))


def _where_forms_begin(page: LaidOut) -> Iterator[int]:
    """The first rows of the second form and of all that follow."""
    words = {row: list(cells) for row, cells in groupby(sorted(page.cells.items()), key=lambda item: item[0][0])}
    for (_, end), (start, last) in pairwise(_tables_of_some_size(page)):
        for row in range(end + 1, min(last, start + _TITLE_ROWS)):
            cells = words.get(row, [])
            if len(cells) == 1 and _TITLE.fullmatch(cells[0][1].text.strip()):
                yield min(row, start)
                break


def _tables_of_some_size(page: LaidOut) -> Iterator[tuple[int, int]]:
    """First and last row of each table that may be a form."""
    width: dict[int, int] = {}
    for row, column in page.cells:
        number = page.table_of.get(row, 0)
        width[number] = max(width.get(number, 0), column)
    for number, items in groupby(sorted(page.table_of.items()), key=itemgetter(1)):
        rows = [row for row, _ in items]
        if len(rows) >= _ROWS and width.get(number, 0) >= _COLUMNS:
            yield rows[0], rows[-1]


def _title_of(part: LaidOut) -> str:
    """The first words of the sheet that end in 表, else its first words."""
    words = [cell.text.strip() for _, cell in sorted(part.cells.items())[:12] if cell.kind is CellKind.TEXT]
    return next((text for text in words if _TITLE.fullmatch(text)), next(iter(words), ""))
