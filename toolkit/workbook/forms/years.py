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
from .problems import cell_problem, problem

_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?)?")


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
