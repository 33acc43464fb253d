"""The department's workbook from its units': what adds is added, what only a person knows is left, all is traceable."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ... import workbook, workflow
from ...amounts import PRINTED_DECIMALS, Unit
from ...edits import Edit
from ...errors import WorkbookError
from ...findings import Severity
from ...outputs.files import replacing, require_free, require_suffix, scratch_folder
from ...outputs.run import command, made_from
from ...profiles import Profile, default_library
from ...rules.language.grammar import FACTS
from ...text import bare_name
from ...workflow import Checked
from ..amounts import Amounts, Place, of_report, read_amounts
from .elimination import Elimination, between, eliminate, lowered
from .filling import FormFiller

SOURCES = "汇总来源"


class Combined(NamedTuple):
    """What ``combine`` made. ``notes``: what a person has to see to, a sentence each; ``checked``: the result, checked;
    ``tails``: how many of its errors are no larger than what the units have rounded away."""

    target: Path
    units: tuple[str, ...]
    notes: tuple[str, ...]
    checked: Checked
    tails: int


def combine(
    paths: Sequence[Path],
    target: Path,
    *,
    name: str = "",
    eliminations: Sequence[Elimination] = (),
    profile_id: str = "",
) -> Combined:
    """Write the department's workbook ``target`` from its units'. ``name``: the department's; else the target's stem.
    ``profile_id``: by which format the workbooks are read, "" for their own.

    Amounts are added as exactly as the units state them: in 元 where all units' forms are in 元, else in 万元. Raises
    WorkbookError when a workbook cannot be used or the workbooks are not of one format and year, OutputError when the
    target cannot be written; nothing is left then.
    """
    require_suffix(target, ".xlsx", what="部门的工作簿")
    units = [read_amounts(path, profile_id) for path in paths]
    _must_fit(units)
    year, name = units[0].year, name or target.stem
    profile = default_library().beside(paths[0]).load(units[0].profile).for_year(year)
    sums: dict[Place, int] = {}
    for unit in units:
        for place, figure in unit.figures.items():
            sums[place] = sums.get(place, 0) + figure.value
    money = {table: _money(table, units) for table in profile.tables}
    filler = FormFiller(profile, units, sums, money)
    filling = filler.filling()
    from ...workbook.blanks.blank import build_workbook

    with scratch_folder() as folder, made_from("combine", *sorted(paths)):
        require_free(target)
        draft = folder / target.name
        with command(force=True, in_place=True):  # the draft is ours to read and to write again
            build_workbook(_with_units(profile, money), draft, filling, year=year, unit_name=name)
            known, strange = between(eliminations, [unit.unit for unit in units])
            taken, misplaced = _eliminate(draft, profile, known)
            _add_sources(draft, profile, units, taken)
        with replacing(target) as temporary:
            temporary.write_bytes(draft.read_bytes())
    checked = workflow.check(target)
    rounded, usual = _rounding(units, money)
    about = (
        [f"{rounded} 个单位的表以{usual.value}填报、保留两位小数，汇总数与按元汇总的数可能有尾差。"] if rounded else []
    )
    about += [f"“{Path(unit.source).name}”：{note}" for unit in units for note in unit.notes]
    names = tuple(each.unit for each in units)
    return Combined(target, names, (*about, *filler.notes, *strange, *misplaced), checked, _tails(checked, rounded))


def _must_fit(units: Sequence[Amounts]) -> None:
    """One format, one year, each unit once."""
    first = units[0]
    for unit in units[1:]:
        if unit.profile != first.profile or unit.year != first.year:
            raise WorkbookError(
                f"是 {unit.year} 年度、格式“{unit.profile}”，与“{Path(first.source).name}”的 {first.year} 年度、"
                f"格式“{first.profile}”不同，不能汇总，请核对。",
                path=unit.source,
            )
    seen: dict[str, Amounts] = {}
    for unit in units:
        other = seen.setdefault(bare_name(unit.unit) or unit.source, unit)
        if other is not unit:
            raise WorkbookError(
                f"与“{Path(other.source).name}”是同一个单位“{unit.unit}”，会汇两次，请留下一份。", path=unit.source
            )


def _money(table: str, units: Sequence[Amounts]) -> Unit:
    """What every unit that has the form gives it in; 万元 where they do not agree."""
    stated = {unit.units[table] for unit in units if table in unit.units}
    return (Unit.called(*stated) if len(stated) == 1 else None) or Unit.WAN


def _with_units(profile: Profile, money: Mapping[str, Unit]) -> Profile:
    """The format with the unit above each form that its figures are in."""
    tables = {
        name: dataclasses.replace(spec, unit_line=profile.unit_line(spec).replace(Unit.WAN.value, money[name].value))
        for name, spec in profile.tables.items()
    }
    return dataclasses.replace(profile, tables=tables)


def _rounding(units: Sequence[Amounts], money: Mapping[str, Unit]) -> tuple[int, Unit]:
    """How many units give rounded figures, and in what unit most forms are."""
    rounded = sum(any(_is_rounded(unit, place) for place in unit.figures) for unit in units)
    return rounded, max(money.values(), key=list(money.values()).count)


def _tails(checked: Checked, rounded: int) -> int:
    """Errors that the rounding of so many units explains: each added half a step at most, to either side."""
    step = Decimal(1) / 10**PRINTED_DECIMALS
    differences = (one.difference for one in checked.findings if one.level == Severity.ERROR.label)
    return sum(difference is not None and abs(difference) <= rounded * step for difference in differences)


def _is_rounded(unit: Amounts, place: Place) -> bool:
    figure = unit.figures[place]
    return figure.low != figure.high and place[0] != FACTS


def _eliminate(
    target: Path, profile: Profile, eliminations: Sequence[Elimination]
) -> tuple[dict[tuple[str, str], int], tuple[str, ...]]:
    """Lower the figures of the workbook by what units paid each other; returns what was taken from each cell."""
    if not eliminations:
        return {}, ()
    reading = workbook.read_by(workbook.read_grid(target), profile)
    done = eliminate(reading.report, reading.profile, eliminations)
    edits = [Edit(sheet, address, value) for sheet, address, value in lowered(reading.report, done.by_cell)]
    if edits:
        workbook.apply_edits(target, target, edits)
    return dict(done.by_cell), done.misplaced


def _add_sources(
    target: Path, profile: Profile, units: Sequence[Amounts], taken: Mapping[tuple[str, str], int]
) -> None:
    """A sheet behind the others that says for every figure what each unit gave."""
    from openpyxl import Workbook

    from ...workbook.blanks.transplant import transplant
    from ...workbook.files.writing.package import Package
    from .sources import draw_sources

    amounts = of_report(workbook.read_by(workbook.read_grid(target), profile).report, profile)
    book = Workbook()
    assert book.active is not None
    book.active.title = SOURCES
    draw_sources(book.active, amounts, units, taken)
    buffer = io.BytesIO()
    book.save(buffer)
    package = Package.open(target)
    transplant(buffer.getvalue(), package, leading=0)
    with replacing(target) as temporary:
        package.write(temporary)
