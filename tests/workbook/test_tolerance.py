"""A workbook says the same whatever its sheets are called and wherever and however its cells are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import changed_sheets as change
import pytest
from libreoffice import saved_as
from smaller import smaller

from toolkit.addresses import address
from toolkit.amounts import Unit
from toolkit.cells import Cell, CellKind
from toolkit.profiles import Profile, load_profile, samples
from toolkit.report import Report
from toolkit.workbook.files.grid import Grid, RawCell
from toolkit.workbook.files.opening import read_grid
from toolkit.workbook.forms.which_profile import recognise_profile
from toolkit.workbook.reading import read_report

Said = dict[str, object]


@dataclass(frozen=True, eq=False)
class Sample:
    grid: Grid
    profile: Profile
    report: Report


@cache
def load(path: Path) -> Sample:
    grid = read_grid(path)
    profile = load_profile(recognise_profile(grid))
    return Sample(grid, profile, read_report(grid, profile))


#: With one 自评表 each: the others are drawn alike.
SAMPLES = [smaller(path.stem, keep=1) for path in samples()]


@pytest.fixture(params=SAMPLES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> Sample:
    return load(request.param)


def said(report: Report) -> Said:
    """All that a report says, without saying where: amounts in 分, blank and dash as nothing."""
    amounts = _amount_columns(load_profile(report.profile))
    found: Said = {"unit": report.unit_name, "year": report.year, "texts": dict(report.texts)}
    for table in report.tables.values():
        found[table.id] = (table.unit_name, table.year, table.label, table.title, table.notes)
        for block in table.blocks.values():
            for row in block:
                found[f"{table.id}.{block.id}.{row.key}"] = (
                    row.name,
                    row.code,
                    row.line,
                    row.rank,
                    row.path,
                    row.full_name,
                )
                for name, cell in row.cells.items():
                    if not cell.is_empty:
                        fen = table.unit.fen if (table.kind_id, block.id, name) in amounts else 1
                        found[f"{table.id}.{block.id}.{row.key}.{name}"] = _value(cell, fen)
    for fact, cell in report.facts.items():
        found[f"fact {fact}"] = _value(cell)
    for name, block in report.lists.items():
        found |= {
            f"list {name} {row.key} {column}": _value(cell) for row in block for column, cell in row.cells.items()
        }
    found |= {f"field {name}": (field.draft, field.person, field.base) for name, field in report.written.items()}
    return found


@cache
def _amount_columns(profile: Profile) -> set[tuple[str, str, str]]:
    """(form, block, column) of every column of amounts; of a cross table the column as the report calls it."""
    return {
        (spec.id, block.id, column.column or column.id)
        for spec in profile.tables.values()
        for block in spec.blocks
        for column in block.columns
        if column.role == "amount"
    }


def _value(cell: Cell, times: int = 1) -> Decimal | str:
    if cell.amount is not None:
        return cell.amount.value * times
    return Decimal(0) if cell.kind in (CellKind.BLANK, CellKind.DASH) else cell.text


def problems(report: Report) -> list[str]:
    return [f"{problem.rule} {problem.message}" for problem in report.problems]


def read_as(sample: Sample, grid: Grid) -> Report:
    """The changed workbook, whose profile must still be known."""
    assert recognise_profile(grid) == sample.profile.id
    return read_report(grid, sample.profile)


def amounts_of(sample: Sample) -> dict[tuple[str, str], Decimal]:
    """Every amount of the official forms: (sheet, address) → value, as printed."""
    columns = _amount_columns(sample.profile)
    return {
        (cell.sheet, cell.address): cell.value
        for table in sample.report.tables.values()
        for block in table.blocks.values()
        for row in block
        for name, cell in row.cells.items()
        if cell.is_number and (table.kind_id, block.id, name) in columns
    }


def test_a_sample_reads_without_a_problem_but_for_its_known_slips(sample: Sample) -> None:
    assert {problem.rule for problem in sample.report.problems} <= {"RD-04"}


def test_sheets_may_have_any_name_and_order(sample: Sample) -> None:
    report = read_as(sample, change.renamed(sample.grid, sample.report))
    assert said(report) == said(sample.report)


def test_blank_rows_and_columns_may_stand_everywhere(sample: Sample) -> None:
    report = read_as(sample, change.everywhere(sample.grid, change.spread_between_all))
    assert said(report) == said(sample.report)
    assert len(report.problems) == len(sample.report.problems)


def test_three_blank_rows_above_the_title_and_inside_the_heads(sample: Sample) -> None:
    grid = change.everywhere(sample.grid, lambda sheet: change.spread(sheet, [1, 1, 1, 5, 6], [1]))
    assert said(read_as(sample, grid)) == said(sample.report)


def test_label_name_year_and_unit_may_stand_anywhere_above_the_table(sample: Sample) -> None:
    grid = change.everywhere(sample.grid, lambda sheet: change.headings_moved(sheet, sample.report))
    assert said(read_as(sample, grid)) == said(sample.report)


def test_heads_and_figures_need_no_merged_cells(sample: Sample) -> None:
    assert said(read_as(sample, change.everywhere(sample.grid, change.unmerged))) == said(sample.report)


def test_hidden_rows_are_read(sample: Sample) -> None:
    grid = change.everywhere(sample.grid, change.all_hidden_but_the_first)
    assert said(read_as(sample, grid)) == said(sample.report)


def test_sheets_of_notes_are_passed_over(sample: Sample) -> None:
    report = read_as(sample, change.with_stray_sheets(sample.grid))
    assert said(report) == said(sample.report)
    assert problems(report) == problems(sample.report)


def test_amounts_may_be_typed_as_text(sample: Sample) -> None:
    new = {
        place: RawCell(CellKind.TEXT, change.typed(value, number))
        for number, (place, value) in enumerate(amounts_of(sample).items())
    }
    report = read_as(sample, change.changed_cells(sample.grid, new))
    assert said(report) == said(sample.report)
    told = {(cell.sheet, cell.address) for one in report.problems if one.rule == "RD-08" for cell in one.cells}
    assert told == set(new)  # every one is told, for Excel's sums pass over it


def test_blank_zero_and_dash_are_nothing(sample: Sample) -> None:
    ways = [RawCell(CellKind.BLANK), *(RawCell(CellKind.TEXT, dash) for dash in "—－"), RawCell(CellKind.NUMBER, "0")]
    empty = [place for place, value in amounts_of(sample).items() if not value]
    new = {place: ways[number % 4] for number, place in enumerate(empty)}
    report = read_as(sample, change.changed_cells(sample.grid, new))
    assert _figures(said(report)) == _figures(said(sample.report))
    assert problems(report) == problems(sample.report)


def _figures(what: Said) -> Said:
    return {name: value for name, value in what.items() if value != 0}


@pytest.mark.parametrize("unit", [Unit.YUAN, Unit.QIAN], ids=lambda unit: unit.value)
def test_amounts_in_another_unit_are_the_same_amounts(sample: Sample, unit: Unit) -> None:
    report = read_as(sample, change.in_unit(unit, sample.grid, sample.report, amounts_of(sample)))
    assert said(report) == said(sample.report)
    assert report.unit is unit


def test_optional_forms_may_be_left_out(sample: Sample) -> None:
    optional = {table.sheet for table in sample.report.tables.values() if sample.profile.tables[table.kind_id].optional}
    sheets = tuple(sheet for sheet in sample.grid.sheets if sheet.name not in optional)
    report = read_as(sample, replace(sample.grid, sheets=sheets))
    assert problems(report) == problems(sample.report)
    kept = said(report)
    assert kept == {name: value for name, value in said(sample.report).items() if name in kept}


def test_a_missing_form_is_named(sample: Sample) -> None:
    table = next(iter(sample.report.tables.values()))
    sheets = tuple(sheet for sheet in sample.grid.sheets if sheet.name != table.sheet)
    report = read_as(sample, replace(sample.grid, sheets=sheets))
    assert [problem.message for problem in report.problems if problem.rule == "RD-01"] == [
        f"没有找到《{sample.profile.tables[table.id].title}》"
        f"{f'（{table.label}）' if table.label else ''}，请补上这张表，或核对表的标题。"
    ]


def test_a_missing_column_is_named(sample: Sample) -> None:
    table = next(iter(sample.report.tables.values()))
    spec = sample.profile.tables[table.id].blocks[-1].columns[-1]
    heads = [place for place, word in _words(sample.grid, table.sheet).items() if word == spec.path[-1]]
    grid = change.changed_cells(sample.grid, {(table.sheet, heads[-1]): RawCell(CellKind.TEXT, "改掉的表头")})
    told = [problem.message for problem in read_as(sample, grid).problems if problem.rule in ("RD-02", "RD-03")]
    assert told == [f"工作表“{table.sheet}”没有找到“{'／'.join(spec.path)}”，请核对表头文字。"]


def _words(grid: Grid, sheet: str) -> dict[str, str]:
    return {address(*place): cell.text for place, cell in grid[sheet].cells.items() if cell.kind is CellKind.TEXT}


@pytest.fixture(scope="module")
def old_format(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with half of the samples as .xls, written by LibreOffice."""
    folder = tmp_path_factory.mktemp("xls")
    saved_as("xls", folder, *SAMPLES[::2])
    return folder


@pytest.mark.parametrize("sample", SAMPLES[::2], ids=lambda path: path.stem, indirect=True)
def test_the_old_format_says_the_same(sample: Sample, old_format: Path) -> None:
    grid = read_grid(old_format / f"{sample.grid.path.stem}.xls")
    assert not grid.complete
    report = read_as(sample, grid)
    assert said(report) == said(sample.report)
    *others, last = report.problems
    assert [problem.message for problem in others] == [problem.message for problem in sample.report.problems]
    assert last.rule == "RD-21"  # errors and formulas cannot be seen in it
