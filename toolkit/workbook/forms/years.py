"""Which year a workbook is of, and whether its format is made for it: said, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from ...cells import Cell
from ...findings import Finding
from ...profiles import Profile
from ...report import Table
from ..files.grid import Grid
from .blocks import beside
from .problems import cell_problem, problem

_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?)?")
_PRINTED = re.compile(r"(?<!\d)(20\d{2})年度")
_YEAR_FACT = "年度"
#: A form prints its year in the first rows that hold words.
_HEADING_ROWS = 5


def likely_year(grid: Grid) -> int:
    """The year that a workbook is probably of, before any form of it is read; 0 for none. What is read decides."""
    printed: Counter[int] = Counter()
    for sheet in grid.sheets:
        for row in list(sheet.words)[:_HEADING_ROWS]:
            for column, word in sheet.words[row].items():
                if word == _YEAR_FACT:
                    stated = _YEAR.fullmatch(unicodedata.normalize("NFKC", sheet[row, beside(sheet, row, column)].text))
                    if stated:
                        return int(stated[1])
                printed.update(map(int, _PRINTED.findall(word)))
    return printed.most_common(1)[0][0] if printed else 0


def year_of(stated: Cell | None, forms: Sequence[Table]) -> tuple[int, Cell | None]:
    """The year that 基本信息 states, else the one that most forms print, 0 when neither says one; and the cell."""
    found = _YEAR.fullmatch(unicodedata.normalize("NFKC", stated.text)) if stated else None
    if found:
        return int(found[1]), stated
    printed = Counter(form.year for form in forms if form.year)
    year = printed.most_common(1)[0][0] if printed else 0
    return year or 0, next((form.heading.year for form in forms if form.year == year and form.heading.year), None)


def year_problems(year: int, said: Cell | None, stated: Cell | None, profile: Profile) -> Iterator[Finding]:
    """Words in the place of the year that are none, or a year that the format is not made for."""
    if stated and stated.text and said is not stated:
        yield cell_problem("RD-31", stated)
    if year and not profile.covers(year):
        yield problem("RD-32", *([said] if said else []), profile=profile.id, years=profile.years, year=year)
