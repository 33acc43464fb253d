"""A workbook read by its profile: the official forms, our own sheets, and what is wrong with the workbook as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..amounts import Unit
from ..errors import ProfileError, WorkbookError
from ..findings import Finding
from ..profiles import Library, Profile, default_library
from ..report import Report
from ..text import beside, listed, one_line
from .files.grid import Grid
from .forms.oddities import odd_problems
from .forms.problems import gathered, problem
from .forms.reading import Forms, FoundForm, Reading, most_stated, read_forms
from .forms.which_profile import nearest_profile, stated_profile
from .forms.years import likely_year, year_of, year_problems
from .ours.broken_words import broken_words
from .ours.fact_sheets import (
    facts_not_begun,
    find_groups,
    missing_sheets,
    our_problems,
    read_facts,
    read_lists,
    read_texts,
    untouched_sheets,
)
from .ours.narrative_sheet import read_written
from .ours.strange_entries import strange_entries


def read_workbook(grid: Grid, profile_id: str = "", *, library: Library | None = None) -> Reading:
    """The workbook read by its own profile, unless another is named; profiles are those of ``library``.

    Raises WorkbookError when it holds no forms of that profile (or of any), ProfileError for an unknown profile.
    """
    library = library or default_library()
    if profile_id:
        return read_by(grid, library.load(profile_id))
    stated = stated_profile(grid)
    if stated.profile_id:
        if library.home(stated.profile_id) is None:
            raise ProfileError(library.unknown(stated.profile_id), path=grid.path, sheet=stated.sheet, cell=stated.cell)
        return read_by(grid, library.load(stated.profile_id))
    chosen, forms = nearest_profile(grid, library)
    return read_by(grid, library.load(chosen), forms)


def read_by(grid: Grid, profile: Profile, forms: Forms | None = None) -> Reading:
    """The workbook read by this format, taken as it is in the workbook's year where it is dated.

    ``forms``: what :func:`read_forms` found by this very format as it is in the likely year, when that is known already.
    Raises WorkbookError when no official form of the profile is in the workbook.
    """
    likely = profile.for_year(likely_year(grid))
    reading = _read_by(grid, likely, forms or read_forms(grid, likely))
    of_year = profile.for_year(reading.report.year)
    return reading if of_year is likely else _read_by(grid, of_year, read_forms(grid, of_year))


def read_report(grid: Grid, profile: Profile) -> Report:
    """What the workbook says. What could not be recognised is in ``problems``, never guessed.

    A format that is dated is to be given as it is in the workbook's year (``Profile.for_year``). Raises WorkbookError
    when no official form of the profile is in the workbook.
    """
    return _read_by(grid, profile, read_forms(grid, profile)).report


def _read_by(grid: Grid, profile: Profile, forms: Forms) -> Reading:
    if not forms.found:
        names = "、".join(spec.title for spec in list(profile.tables.values())[:3])
        raise WorkbookError(
            f"{grid.introduced}没有找到格式“{profile.id}”的官方表格（{names}……），请确认工作簿或格式。", path=grid.path
        )
    unfilled = tuple(form for form in forms.found if form.is_unfilled)
    filled = Forms(tuple(form for form in forms.found if not form.is_unfilled), (*forms.problems, *_unfilled(unfilled)))
    return Reading(grid, profile, filled.found, _report(grid, profile, filled), unfilled)


def _unfilled(forms: Sequence[FoundForm]) -> Iterator[Finding]:
    """Forms of 项目 that nobody has filled in yet, in one hint."""
    if forms:
        title = next((form.table.heading.title for form in forms if form.table.heading.title), None)
        sheets = listed(form.sheet.name for form in forms)
        yield problem("RD-44", *((title,) if title else ()), sheets=sheets)


def _report(grid: Grid, profile: Profile, forms: Forms) -> Report:
    tables = {form.table.id: form.table for form in forms.found}
    groups = find_groups(grid, profile)
    facts, lists = read_facts(groups), read_lists(groups)
    single = [table for table in tables.values() if table.id == table.kind_id]
    stated_name = one_line(facts["单位名称"].text) if "单位名称" in facts else ""
    unit_name = stated_name or most_stated([table.unit_name for table in single if table.unit_name], "")
    written = read_written(grid)
    ours_amiss = [*our_problems(groups, facts, lists), *strange_entries(grid, groups, profile)]
    year, said = year_of(facts.get("年度"), single)
    return Report(
        path=grid.path,
        profile=profile.id,
        unit_name=unit_name,
        year=year,
        unit=most_stated([table.unit for table in single if table.heading.unit], Unit.WAN),
        tables=tables,
        facts=facts,
        lists=lists,
        texts=read_texts(groups),
        written=written,
        sheets=tuple(sheet.name for sheet in grid.sheets),
        problems=(
            *gathered(
                [
                    *forms.problems,
                    *ours_amiss,
                    *broken_words(grid, groups, written, ours_amiss),
                    *odd_problems(grid.odd),
                ]
            ),
            *_general_problems(grid, profile, unit_name, year),
            *year_problems(year, said, facts.get("年度"), profile),
        ),
        missing_sheets=missing_sheets(groups),
        not_begun=facts_not_begun(groups, facts),
        untouched_sheets=untouched_sheets(groups, facts, lists),
    )


def _general_problems(grid: Grid, profile: Profile, unit_name: str, year: int) -> Iterator[Finding]:
    """What is wrong with the workbook as a whole."""
    missing = [what for what, stated in (("单位名称", unit_name), ("年度", year)) if not stated]
    if missing:
        yield problem("RD-20", what="和".join(missing))
    if not grid.complete:
        yield problem("RD-21", kind=beside(grid.kind))
    made_with = stated_profile(grid)
    if made_with.profile_id == profile.id and made_with.version != profile.version and made_with.version:
        now = f" {profile.version} 版" if profile.version else "没有写版本"
        yield problem("RD-59", profile=profile.id, version=made_with.version, now=now)
