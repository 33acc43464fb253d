"""Which profile a workbook follows: the one it states, else the one whose forms it holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from ...addresses import address
from ...errors import WorkbookError
from ...profiles import Library, Profile, default_library, templates_folder
from ...text import clean, listed
from ..files.grid import Grid
from .blocks import beside
from .problems import problem
from .reading import Forms, Standing, find_forms, read_forms
from .years import likely_year

_PROFILE_FACT = "适用格式"
#: A form that a workbook lacks says little of what the others are.
_LACKING = "RD-01"
#: Of two profiles whose scores are no further apart either may be meant.
_CLOSE = 1
#: More than this says no more of one form: a sheet whose heads are others would outweigh all that are as they should be.
_MOST_OF_A_FORM = 3


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
    def rank(self) -> tuple[bool, int, int, bool, bool, bool, int]:
        """Those that fit at all come first. Of two with the same score: the one with fewer forms lacking, of the region
        that is named, of the user's own formats; where no region is named, the one that is for all; the one made for the
        year."""
        covered = sum(self.profile.covers(form.table.year) for form in self.forms.found if form.table.year)
        lacking = sum(fault.rule == _LACKING for fault in self.forms.problems)
        fits = _fits(self.profile, {form.spec.id for form in self.forms.found})
        return fits, self.score, -lacking, self.region_named, self.own, self.profile.is_general, covered


def score_of(forms: Forms) -> int:
    """One for each kind of form, less one for each thing in them that is not as it should be, up to so many a form."""
    kinds = {form.spec.id for form in forms.found}
    amiss = sum(fault.rule != _LACKING for fault in forms.problems)
    return len(kinds) - amiss + sum(max(form.amiss - _MOST_OF_A_FORM, 0) for form in forms.found)


def _best_score(standing: Standing) -> int:
    """No better can the forms fit once they are read: one for each kind, less one for each thing amiss already."""
    forms = [form for forms_of_kind in standing.placed.values() for form in forms_of_kind]
    amiss = sum(min(len(form.layout.problems), _MOST_OF_A_FORM) for form in forms)
    return sum(map(bool, standing.placed.values())) - len(standing.problems) - amiss


def _wanted(profile: Profile) -> set[str]:
    """The forms that every workbook of a format has."""
    return {spec.id for spec in profile.tables.values() if not (spec.optional or spec.repeated)}


def _fits(profile: Profile, found: Set[str]) -> bool:
    """Whether half of the forms are there that must be."""
    wanted = _wanted(profile)
    return 2 * len(wanted & found) >= len(wanted)


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
    best = False, -sys.maxsize

    def hope(name: str) -> tuple[bool, int]:
        found = {kind for kind, forms in standing[name].placed.items() if forms}
        return _fits(library.load_forms(name), found), _best_score(standing[name])

    for name in sorted(hopeful, key=hope, reverse=True):
        fits, score = hope(name)
        if (fits, score + _CLOSE) >= best:
            read[name] = read_forms(grid, library.load(name).for_year(year))
            best = max(best, (fits, score_of(read[name])))
    yield from ((library.load(name), read[name]) for name in hopeful if name in read)


def _or_theirs(close: Sequence[Profile]) -> str:
    """The formats of single regions whose forms are hardly another's: who is of one of these regions is to say so."""
    named = "、".join(f"“{profile.id}”（{profile.region}）" for profile in close)
    return f"；也像{named}的，是当地的单位请改用当地的" if close else ""


def _must_fit(grid: Grid, best: Fit) -> None:
    profile = best.profile
    wanted = _wanted(profile)
    found = [form for form in best.forms.found if form.spec.id in wanted]
    if not _fits(profile, {form.spec.id for form in found}):
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
