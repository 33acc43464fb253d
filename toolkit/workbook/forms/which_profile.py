"""Which profile a workbook follows: the one it states, else the one whose forms it holds."""

from __future__ import annotations

from typing import NamedTuple

from ...errors import WorkbookError
from ...profiles import Library, Profile, default_library
from ...text import clean
from ..files.grid import Grid
from .blocks import beside
from .problems import problem
from .reading import Forms, read_forms

_PROFILE_FACT = "适用格式"
#: A form that a workbook lacks says little of what the others are.
_LACKING = "RD-01"
#: Of two profiles whose scores are no further apart either may be meant.
_CLOSE = 1
#: With fewer of the forms of a profile, and their headings less alike, a workbook is none of it.
_FEW, _UNLIKE = 0.5, 0.75
_NAMED = 5


class Fit(NamedTuple):
    """How the sheets of a workbook read as the forms of one profile."""

    profile: Profile
    forms: Forms
    region_named: bool

    @property
    def kinds(self) -> dict[str, str]:
        """The forms found: id → title."""
        return {form.spec.id: form.spec.title for form in self.forms.found}

    @property
    def score(self) -> int:
        """One for each form, less one for each thing in them that is not as it should be."""
        return len(self.kinds) - sum(fault.rule != _LACKING for fault in self.forms.problems)

    @property
    def rank(self) -> tuple[int, int, bool, int]:
        """Of two with the same score: the one with fewer forms lacking, of the region that is named, made for the year."""
        covered = sum(self.profile.covers(form.table.year) for form in self.forms.found if form.table.year)
        lacking = sum(fault.rule == _LACKING for fault in self.forms.problems)
        return self.score, -lacking, self.region_named, covered

    @property
    def is_unlike(self) -> bool:
        """Too little is found, and too little alike, for the workbook to be of this profile."""
        wanted = sum(not spec.optional for spec in self.profile.tables.values())
        alike = sum(form.layout.share for form in self.forms.found) / len(self.forms.found)
        return len(self.kinds) < _FEW * wanted and alike < _UNLIKE


def recognise_profile(grid: Grid, library: Library | None = None) -> str:
    """The id in 基本信息 › 适用格式, else the profile whose forms these are; errors as :func:`nearest_profile`."""
    return stated_profile(grid).profile_id or nearest_profile(grid, library or default_library())[0]


def nearest_profile(grid: Grid, library: Library) -> tuple[str, Forms]:
    """The profile that fits best, with the forms as they were read by it; a close call is among their problems.

    Raises WorkbookError when the forms are no profile's, saying what was looked for and which one is nearest.
    """
    words = "\n".join(word for sheet in grid.sheets for row in sheet.words.values() for word in row.values())
    fits = []
    for profile in map(library.load, library.ids()):
        forms = read_forms(grid, profile)
        if forms.found:
            fits.append(Fit(profile, forms, profile.region[:2] in words))
    if not fits:
        raise WorkbookError(
            "没有认出任何官方表格（如“收入支出决算总表”“公开01表”），请确认这是部门决算或预算公开的工作簿。",
            path=grid.path,
        )
    best, *others = sorted(fits, key=lambda fit: fit.rank, reverse=True)
    if best.is_unlike:
        raise WorkbookError(_unlike(best), path=grid.path)
    close = [fit.profile.id for fit in others if fit.score >= best.score - _CLOSE]
    if not close:
        return best.profile.id, best.forms
    told = problem("RD-58", profile=best.profile.id, others="、".join(f"“{name}”" for name in close))
    return best.profile.id, best.forms._replace(problems=(*best.forms.problems, told))


def _unlike(best: Fit) -> str:
    profile, titles = best.profile, list(best.kinds.values())
    named = "、".join(f"《{title}》" for title in titles[:_NAMED]) + ("等" if len(titles) > _NAMED else "")
    return (
        f"这个工作簿不像现有的任何格式：最接近的是“{profile.id}”（{profile.description}），它的 {len(profile.tables)} 张表只认出 "
        f"{len(titles)} 张（{named}），表头也不同。确实是这个格式的，请用 --profile {profile.id} 指明；是别的地区的，"
        f"请照 docs/writing-a-profile.md 新建一个格式。"
    )


class Stated(NamedTuple):
    """What 基本信息 says of the format, "" where it says nothing."""

    profile_id: str = ""
    version: str = ""


def stated_profile(grid: Grid) -> Stated:
    for sheet in grid.sheets:
        for row, words in sheet.words.items():
            for column, word in words.items():
                if word == _PROFILE_FACT:
                    return Stated(*clean(sheet[row, beside(sheet, row, column)].text).split(maxsplit=1))
    return Stated()
