"""Which profile a workbook follows: the one it states, else the one whose forms it holds."""

from __future__ import annotations

from ...errors import WorkbookError
from ...profiles import Library, Profile, default_library
from ...text import clean
from ..files.grid import Grid
from .blocks import beside
from .reading import Forms, read_forms

_PROFILE_FACT = "适用格式"


def recognise_profile(grid: Grid, library: Library | None = None) -> str:
    """The id in 基本信息 › 适用格式, else the profile whose forms these are and read with the fewest problems.

    Of several that do equally well it is one made for the year that the forms print.

    Raises WorkbookError when no profile's forms are here, saying what was looked for.
    """
    return stated_profile(grid) or nearest_profile(grid, library or default_library())[0]


def nearest_profile(grid: Grid, library: Library) -> tuple[str, Forms]:
    """The profile that fits best, with the forms as they were read by it.

    Raises WorkbookError when none fits: less than half of the forms are there that the nearest must have. A few forms
    that look alike would else be judged by rules of another region.
    """
    ranks = {}
    read: dict[str, Forms] = {}
    for profile_id in library.ids():
        profile = library.load(profile_id)
        forms = read[profile_id] = read_forms(grid, profile)
        if forms.found:
            covered = sum(profile.covers(form.table.year) for form in forms.found if form.table.year)
            kinds, faults = len({form.spec.id for form in forms.found}), len(forms.problems)
            ranks[profile_id] = (kinds - faults, -faults, covered)
    if not ranks:
        raise WorkbookError(
            "没有认出任何官方表格（如“收入支出决算总表”“公开01表”），请确认这是部门决算或预算公开的工作簿。",
            path=grid.path,
        )
    best = max(ranks, key=lambda profile_id: ranks[profile_id])
    _must_fit(grid, library.load(best), read[best])
    return best, read[best]


def _must_fit(grid: Grid, profile: Profile, forms: Forms) -> None:
    wanted = {spec.id for spec in profile.tables.values() if not (spec.optional or spec.repeated)}
    found = [form for form in forms.found if form.spec.id in wanted]
    if 2 * len(found) < len(wanted):
        names = "、".join(f"“{form.sheet.name}”" for form in found) or "没有一张"
        raise WorkbookError(
            f"不像现有的任何一种格式：最接近的是“{profile.id}”（{profile.region}{profile.kind}），它的 {len(wanted)} 张表只认出 "
            f"{len(found)} 张（{names}）。确实是这种格式请加 --profile {profile.id}，不是的请新建一个格式（juesuan profile new）。",
            path=grid.path,
        )


def stated_profile(grid: Grid) -> str:
    """What 基本信息 says, "" when it says nothing."""
    for sheet in grid.sheets:
        for row, words in sheet.words.items():
            for column, word in words.items():
                if word == _PROFILE_FACT:
                    return clean(sheet[row, beside(sheet, row, column)].text)
    return ""
