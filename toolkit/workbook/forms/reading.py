"""A grid read into a Report: the official forms with all their figures, our own sheets, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from ...amounts import Unit
from ...errors import WorkbookError
from ...findings import Finding
from ...profiles import Profile, TableSpec
from ...report import Report, Table
from ..files.grid import Grid, Sheet
from ..ours.facts import find_groups, missing_sheets, our_problems, read_facts, read_lists, read_texts, read_written
from .blocks import BlockReader
from .completeness import form_problems
from .heading import Above, note_year_in_heads, read_heading
from .layout import Layout
from .meaning import clean
from .problems import cell_problem, problem
from .recognition import Placed, missing_forms, place_forms
from .years import year_of, year_problems

T = TypeVar("T")


class FoundForm(NamedTuple):
    """One sheet read as one official form: what it says, and where on the sheet it stands (for drawing it).

    ``last`` is the last row of its ruled area.
    """

    table: Table
    spec: TableSpec
    sheet: Sheet
    layout: Layout
    last: int


class Forms(NamedTuple):
    """Every sheet that is an official form, in the order of the profile, and what is amiss with them."""

    found: tuple[FoundForm, ...]
    problems: tuple[Finding, ...]


class Reading(NamedTuple):
    """A workbook as read: its cells, the format it follows (as it is in its year), where its forms stand, what it says."""

    grid: Grid
    profile: Profile
    forms: tuple[FoundForm, ...]
    report: Report


def read_by(grid: Grid, profile: Profile, forms: Forms | None = None) -> Reading:
    """The workbook read by this format, taken as it is in the workbook's year where it is dated.

    ``forms``: what :func:`read_forms` found by this very format, when that is known already. Raises WorkbookError when
    no official form of the profile is in the workbook.
    """
    reading = _read_by(grid, profile, forms or read_forms(grid, profile))
    of_year = profile.for_year(reading.report.year)
    return reading if of_year is profile else _read_by(grid, of_year, read_forms(grid, of_year))


def read_report(grid: Grid, profile: Profile) -> Report:
    """What the workbook says. What could not be recognised is in ``problems``, never guessed.

    A format that is dated is to be given as it is in the workbook's year (``Profile.for_year``). Raises WorkbookError
    when no official form of the profile is in the workbook.
    """
    return _read_by(grid, profile, read_forms(grid, profile)).report


def _read_by(grid: Grid, profile: Profile, forms: Forms) -> Reading:
    if not forms.found:
        names = "、".join(spec.title for spec in list(profile.tables.values())[:3])
        raise WorkbookError(f"没有找到格式“{profile.id}”的官方表格（{names}……），请确认工作簿或格式。", path=grid.path)
    return Reading(grid, profile, forms.found, _report(grid, profile, forms))


def _report(grid: Grid, profile: Profile, forms: Forms) -> Report:
    tables = {form.table.id: form.table for form in forms.found}
    groups = find_groups(grid, profile)
    facts, lists = read_facts(groups), read_lists(groups)
    single = [table for table in tables.values() if table.id == table.kind_id]
    stated_name = facts["单位名称"].text if "单位名称" in facts else ""
    unit_name = stated_name or _most([table.unit_name for table in single if table.unit_name], "")
    year, said = year_of(facts.get("年度"), single)
    return Report(
        path=grid.path,
        profile=profile.id,
        unit_name=unit_name,
        year=year,
        unit=_most([table.unit for table in single if table.heading.unit], Unit.WAN),
        tables=tables,
        facts=facts,
        lists=lists,
        texts=read_texts(groups),
        written=read_written(grid),
        sheets=tuple(sheet.name for sheet in grid.sheets),
        problems=(
            *forms.problems,
            *our_problems(groups, facts, lists),
            *_general_problems(grid, unit_name, year),
            *year_problems(year, said, facts.get("年度"), profile),
        ),
        missing_sheets=missing_sheets(groups),
    )


def _general_problems(grid: Grid, unit_name: str, year: int) -> Iterator[Finding]:
    """What is wrong with the workbook as a whole."""
    missing = [what for what, stated in (("单位名称", unit_name), ("年度", year)) if not stated]
    if missing:
        yield problem("RD-20", what="和".join(missing))
    if not grid.complete:
        yield problem("RD-21")


def read_forms(grid: Grid, profile: Profile) -> Forms:
    """Every sheet that is an official form, in the order of the profile; repeated forms in the order of the sheets."""
    placed, problems = place_forms(grid, profile)
    problems += missing_forms(placed, profile)
    above = {one: _above(one) for ones in placed.values() for one in ones}
    usual = _most([one.unit for one in above.values() if one.unit], Unit.WAN)
    forms = []
    for spec in profile.tables.values():
        for number, one in enumerate(placed[spec.id], 1):
            table_id = f"{spec.id}#{number}" if spec.repeated else spec.id
            forms.append(_read(one, table_id, above[one], usual, problems))
    return Forms(tuple(forms), tuple(problems))


def _above(placed: Placed) -> Above:
    above = read_heading(placed.sheet, placed.spec, placed.layout.first)
    if above.year is None:  # some forms print the year in their columns' heads only: 2024年预算数
        note_year_in_heads(above, placed.sheet, placed.spec, placed.layout.heads_end)
    return above


def _read(placed: Placed, table_id: str, above: Above, usual: Unit, problems: list[Finding]) -> FoundForm:
    sheet, spec, layout = placed.sheet, placed.spec, placed.layout
    problems += layout.problems
    unit = above.unit or (usual if _states_unit(spec) else Unit.WAN)
    problems += _unit_problems(sheet, spec, above, unit)
    before = len(problems)
    reader = BlockReader(sheet, unit, problems)
    blocks = {block.spec.id: reader.read(block) for block in layout.blocks}
    last = max(reader.last, layout.heads_end)
    table = Table(
        id=table_id,
        sheet=sheet.name,
        title=above.text("title") or spec.title,
        unit=unit,
        blocks=blocks,
        unit_name=above.unit_name,
        year=above.year,
        label=above.text("label"),
        heading=above.heading,
        notes=tuple(_notes(sheet, last)),
    )
    problems += form_problems(table, sheet, layout, problems[before:])
    return FoundForm(table, spec, sheet, layout, last)


def _states_unit(spec: TableSpec) -> bool:
    """Self-evaluation forms print no 单位：… above the table: they are in 万元, as their headings say."""
    return not spec.grid and "金额单位" in spec.heading


def _unit_problems(sheet: Sheet, spec: TableSpec, above: Above, unit: Unit) -> Iterator[Finding]:
    if above.foreign_unit is not None:
        yield cell_problem("RD-12", above.foreign_unit, unit=unit.value)
    elif above.unit is None and _states_unit(spec):
        yield problem("RD-11", sheet=sheet.name, unit=unit.value)


def _notes(sheet: Sheet, last: int) -> Iterator[str]:
    """The sentences under the table."""
    for row, columns in sheet.rows.items():
        if row > last:
            yield " ".join(clean(sheet[row, column].text) for column in columns)


def _most(values: list[T], default: T) -> T:
    """The value that most forms state."""
    return Counter(values).most_common(1)[0][0] if values else default
