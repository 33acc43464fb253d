"""Which profile a workbook follows: the one it states, else the one whose forms it holds."""

from __future__ import annotations

from ...errors import WorkbookError
from ...profiles import Library, default_library
from ..files.grid import Grid
from .blocks import beside
from .meaning import clean
from .reading import read_forms

_PROFILE_FACT = "适用格式"


def recognise_profile(grid: Grid, library: Library | None = None) -> str:
    """The id in 基本信息 › 适用格式, else the profile of ``library`` whose forms these are and read with the fewest problems.

    Of several that do equally well it is one made for the year that the forms print.

    Raises WorkbookError when no profile's forms are here, saying what was looked for.
    """
    stated = _stated_profile(grid)
    if stated:
        return stated
    library = library or default_library()
    ranks = {}
    for profile_id in library.ids():
        profile = library.load(profile_id)
        forms, problems = read_forms(grid, profile)
        if forms:
            covered = sum(profile.covers(form.table.year) for form in forms if form.table.year)
            ranks[profile_id] = (len({form.spec.id for form in forms}) - len(problems), -len(problems), covered)
    if not ranks:
        raise WorkbookError(
            "没有认出任何官方表格（如“收入支出决算总表”“公开01表”），请确认这是部门决算或预算公开的工作簿。",
            path=grid.path,
        )
    return max(ranks, key=lambda one: ranks[one])


def _stated_profile(grid: Grid) -> str:
    for sheet in grid.sheets:
        for row, words in sheet.words.items():
            for column, word in words.items():
                if word == _PROFILE_FACT:
                    return clean(sheet[row, beside(sheet, row, column)].text)
    return ""
