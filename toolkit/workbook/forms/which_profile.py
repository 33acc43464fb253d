"""Which profile a workbook follows: the one it states, else the one whose forms it holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...addresses import address
from ...errors import WorkbookError
from ...profiles import Library, Profile, default_library, templates_folder
from ...text import clean, listed
from ..files.grid import Grid
from .blocks import beside
from .problems import problem
from .reading import Forms, find_forms, read_forms
from .years import likely_year

_PROFILE_FACT = "适用格式"
#: A form that a workbook lacks says little of what the others are.
_LACKING = "RD-01"
#: Of two profiles whose scores are no further apart either may be meant.
_CLOSE = 1


class Fit(NamedTuple):
    """How the sheets of a workbook read as the forms of one profile."""

    profile: Profile
    forms: Forms
    region_named: bool
    own: bool

    @property
    def score(self) -> int:
        return score_of(self.forms)

    @property
    def rank(self) -> tuple[int, int, bool, bool, bool, int]:
        """Of two with the same score: the one with fewer forms lacking, of the region that is named, of the user's own
        formats; where no region is named, the one that is for all; the one made for the year."""
        covered = sum(self.profile.covers(form.table.year) for form in self.forms.found if form.table.year)
        lacking = sum(fault.rule == _LACKING for fault in self.forms.problems)
        return self.score, -lacking, self.region_named, self.own, self.profile.is_general, covered


def score_of(forms: Forms) -> int:
    """One for each kind of form, less one for each thing in them that is not as it should be."""
    kinds = {form.spec.id for form in forms.found}
    return len(kinds) - sum(fault.rule != _LACKING for fault in forms.problems)


def recognise_profile(grid: Grid, library: Library | None = None) -> str:
    """The id in 基本信息 › 适用格式, else the profile whose forms these are; errors as :func:`nearest_profile`."""
    return stated_profile(grid).profile_id or nearest_profile(grid, library or default_library())[0]


def nearest_profile(grid: Grid, library: Library) -> tuple[str, Forms]:
    """The profile that fits best, with the forms as they were read by it; a close call is among their problems.

    Raises WorkbookError when none fits: less than half of the forms are there that the nearest must have. A few forms
    that look alike would else be judged by rules of another region.
    """
    words = "\n".join(word for sheet in grid.sheets for row in sheet.words.values() for word in row.values())
    fits = [
        Fit(
            profile,
            forms,
            not profile.is_general and profile.region[:2] in words,
            profile.folder.parent != templates_folder(),
        )
        for profile, forms in _read_by_the_likely(grid, library)
    ]
    if not fits:
        raise WorkbookError(
            f"{grid.introduced}没有认出任何官方表格（如“收入支出决算总表”“公开01表”），请确认这是部门决算或预算公开的工作簿。",
            path=grid.path,
        )
    best, *others = sorted(fits, key=lambda fit: fit.rank, reverse=True)
    _must_fit(grid, best)
    close = [fit.profile for fit in others if fit.score >= best.score - _CLOSE and not fit.profile.is_general]
    if best.profile.is_general:
        finding = problem("RD-61", profile=best.profile.id, others=_or_theirs(close))
    elif close:
        finding = problem("RD-58", profile=best.profile.id, others=listed(profile.id for profile in close))
    else:
        return best.profile.id, best.forms
    return best.profile.id, best.forms._replace(problems=(*best.forms.problems, finding))


def _read_by_the_likely(grid: Grid, library: Library) -> Iterator[tuple[Profile, Forms]]:
    """The forms as each profile reads them, but for profiles whose forms stand so badly that they come nowhere near the
    best: reading all by all takes five times as long."""
    year = likely_year(grid)
    standing = {name: find_forms(grid, library.load_forms(name).for_year(year)) for name in library.ids()}
    hopeful = [name for name, found in standing.items() if any(found.placed.values())]
    read: dict[str, Forms] = {}
    best = -sys.maxsize
    for name in sorted(hopeful, key=lambda name: -standing[name].best_score):
        if standing[name].best_score >= best - _CLOSE:
            read[name] = read_forms(grid, library.load(name).for_year(year))
            best = max(best, score_of(read[name]))
    yield from ((library.load(name), read[name]) for name in hopeful if name in read)


def _or_theirs(close: Sequence[Profile]) -> str:
    """The formats of single regions whose forms are hardly another's: who is of one of these regions is to say so."""
    named = "、".join(f"“{profile.id}”（{profile.region}）" for profile in close)
    return f"；也像{named}的，是当地的单位请改用当地的" if close else ""


def _must_fit(grid: Grid, best: Fit) -> None:
    profile = best.profile
    wanted = {spec.id for spec in profile.tables.values() if not (spec.optional or spec.repeated)}
    found = [form for form in best.forms.found if form.spec.id in wanted]
    if 2 * len(found) < len(wanted):
        names = listed(form.sheet.name for form in found) or "没有一张"
        raise WorkbookError(
            f"{grid.introduced}不像现有的任何一种格式：最接近的是“{profile.id}”（{profile.region}{profile.kind}），它的 {len(wanted)} 张表只认出 "
            f"{len(found)} 张（{names}）。确实是这种格式请加 --profile {profile.id}，不是的请以 central-final 为底新建一个格式"
            "（juesuan profile new）。",
            path=grid.path,
        )


class Stated(NamedTuple):
    """What 基本信息 says of the format, "" where it says nothing; and where it says it."""

    profile_id: str = ""
    version: str = ""
    sheet: str = ""
    cell: str = ""


def stated_profile(grid: Grid) -> Stated:
    for sheet in grid.sheets:
        for row, words in sheet.words.items():
            for column, word in words.items():
                if word == _PROFILE_FACT:
                    place = row, beside(sheet, row, column)
                    profile_id, _, version = " ".join(clean(sheet[place].text).split()).partition(" ")
                    return Stated(profile_id, version, sheet.name, address(*place))
    return Stated()
