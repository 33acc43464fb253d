"""The official forms of a grid with all their figures, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from ...amounts import Unit
from ...errors import WorkbookError
from ...findings import Finding
from ...profiles import BlockSpec, Profile, TableSpec
from ...report import Block, Report, Table
from ...text import clean, normal_name
from ..files.grid import Grid, Sheet
from .blocks import BlockReader
from .completeness import form_problems
from .heading import Above, note_label_below, note_year_in_heads, read_heading
from .layout import Layout
from .problems import cell_problem, problem
from .recognition import Placed, forms_below, missing_forms, place_forms

T = TypeVar("T")


class FoundForm(NamedTuple):
    """One sheet read as one official form: what it says, and where on the sheet it stands (for drawing it).

    ``last`` is the last row of its ruled area, ``amiss`` how many problems were told of it.
    """

    table: Table
    spec: TableSpec
    sheet: Sheet
    layout: Layout
    last: int
    amiss: int = 0

    @property
    def is_unfilled(self) -> bool:
        """True for a form that stands once for each 项目 and says nothing yet but what is printed on it."""
        return self.spec.repeated and not any(map(_says_something, self.spec.blocks, self.table.blocks.values()))


def _says_something(spec: BlockSpec, block: Block) -> bool:
    printed = {normal_name(pair.printed) for pair in (pair for line in spec.pairs for pair in line)}
    names = {column.id for column in spec.columns if column.role in ("name", "line", "blank")}
    return any(
        not cell.is_empty and normal_name(cell.text) not in printed
        for row in block.rows
        for column, cell in row.cells.items()
        if column not in names
    )


class Forms(NamedTuple):
    """Every sheet that is an official form, in the order of the profile, and what is amiss with them."""

    found: tuple[FoundForm, ...]
    problems: tuple[Finding, ...]


class Reading(NamedTuple):
    """A workbook as read: its cells, the format it follows (as it is in its year), where its forms stand, what it says.

    ``unfilled``: the forms of 项目 that nobody has filled in; the report says nothing of them, nor is one printed.
    """

    grid: Grid
    profile: Profile
    forms: tuple[FoundForm, ...]
    report: Report
    unfilled: tuple[FoundForm, ...] = ()


#: A form of the largest department has some 600 rows.
_MOST_ROWS = 5000


class Standing(NamedTuple):
    """Where the forms stand, by their ids in the order of the profile, before anything in them is read; what is amiss
    with that, but for forms that are lacking."""

    placed: Mapping[str, list[Placed]]
    problems: tuple[Finding, ...]


def find_forms(grid: Grid, profile: Profile) -> Standing:
    """Where the forms of a profile stand.

    Raises WorkbookError for a form of more rows than any department publishes.
    """
    placed, problems = place_forms(grid, profile)
    for form in (form for forms_of_kind in placed.values() for form in forms_of_kind):
        rows = max((len(block.rows) for block in form.layout.blocks), default=0)
        if rows > _MOST_ROWS:
            why = f"这张表有 {rows} 行，公开的官方表格不会这么长；请检查是否选错了文件，或把明细移到别的工作簿。"
            raise WorkbookError(why, path=grid.path, sheet=form.sheet.name)
    return Standing(placed, tuple(problems))


def read_forms(grid: Grid, profile: Profile) -> Forms:
    """Every sheet that is an official form, in the order of the profile; repeated forms in the order of the sheets.

    Raises WorkbookError as :func:`find_forms` does.
    """
    placed, found_amiss = find_forms(grid, profile)
    problems = [*found_amiss, *missing_forms(placed, profile), *forms_below(placed, profile)]
    above = {form: _above(form, profile) for forms_of_kind in placed.values() for form in forms_of_kind}
    usual = most_stated([heading.unit for heading in above.values() if heading.unit], Unit.WAN)
    forms = []
    for spec in profile.tables.values():
        for number, form in enumerate(placed[spec.id], 1):
            table_id = f"{spec.id}#{number}" if spec.repeated else spec.id
            forms.append(_read(form, table_id, above[form], usual, problems))
    return Forms(tuple(forms), tuple(problems))


def _above(placed: Placed, profile: Profile) -> Above:
    above = read_heading(placed.sheet, placed.spec, profile, placed.layout.first)
    if above.year is None:  # some forms print the year in their columns' heads only: 2024年预算数
        note_year_in_heads(above, placed.sheet, placed.spec, placed.layout.heads_end)
    return above


def _read(placed: Placed, table_id: str, above: Above, usual: Unit, problems: list[Finding]) -> FoundForm:
    sheet, spec, layout = placed.sheet, placed.spec, placed.layout
    told = len(problems)
    problems += layout.problems
    unit = above.unit or _unit_of_heads(spec) or usual
    problems += _unit_problems(sheet, spec, above, unit)
    before = len(problems)
    reader = BlockReader(sheet, unit, problems)
    blocks = {block.spec.id: reader.read(block) for block in layout.blocks}
    last = max(reader.last, layout.heads_end)
    note_label_below(above, sheet, spec, last)
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
    return FoundForm(table, spec, sheet, layout, last, len(problems) - told)


def _unit_of_heads(spec: TableSpec) -> Unit | None:
    """Forms that print no 单位：… above the table may say it in their heads: 年度资金总额（万元）; self-evaluation forms are
    in 万元. Others that print none (a form of counts with a line of money) are in the unit of all: None."""
    if spec.grid:
        return Unit.WAN
    return next((column.unit for block in spec.blocks for column in block.columns if column.unit), None)


def _states_unit(spec: TableSpec) -> bool:
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


def most_stated(values: list[T], default: T) -> T:
    """The value that most forms state."""
    return Counter(values).most_common(1)[0][0] if values else default
