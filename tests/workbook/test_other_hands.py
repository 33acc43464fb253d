"""Forms as other hands write them: titles with a year, labels alone, 元 among 万元, codes in three columns.

Every sample is rewritten as a grid, read again, and must say what it said before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from toolkit.addresses import Area, position
from toolkit.amounts import Unit
from toolkit.cells import Cell, CellKind
from toolkit.profiles import Profile, load_profile, samples
from toolkit.report import Report, Table
from toolkit.text import normal_name
from toolkit.workbook import read_grid, read_report, recognise_profile
from toolkit.workbook.files.grid import Grid, RawCell, Sheet

Place = tuple[int, int]


@dataclass(frozen=True)
class Sample:
    """One sample as it was read."""

    grid: Grid
    profile: Profile
    report: Report

    @property
    def forms(self) -> dict[str, Table]:
        """Sheet → the official form on it."""
        return {table.sheet: table for table in self.report.tables.values()}

    def cells(self, table: Table, role: str) -> list[Cell]:
        """The cells of a form in the columns of one role."""
        return [
            row.cells[name]
            for block in self.profile.tables[table.kind_id].blocks
            for name in dict.fromkeys(column.column or column.id for column in block.columns if column.role == role)
            for row in table.blocks[block.id].rows
            if name in row.cells
        ]

    def says(self, report: Report, *, dated: bool = False) -> dict[object, object]:
        """All that a report says, without the places where it stands. Amounts are in 万元; codes are told by rows.
        ``dated``: a form without a year is of the workbook's.
        """
        found: dict[object, object] = {"unit": report.unit_name, "year": report.year}
        for table in report.tables.values():
            found[table.id] = (table.unit_name, table.year or (report.year if dated else None), table.label)
            money = set(map(id, self.cells(table, "amount")))
            codes = set(map(id, self.cells(table, "code")))
            for block in table.blocks.values():
                found[table.id, block.id] = [(row.key, row.name, row.line, row.rank) for row in block.rows]
                for row in block.rows:
                    for column, cell in row.cells.items():
                        if id(cell) not in codes:
                            found[table.id, block.id, row.key, column] = _value(cell, is_money=id(cell) in money)
        return found

    def says_the_same_as(self, grid: Grid, *, dated: bool = False, told: str = "") -> None:
        """``told``: a problem that the other hand brings along."""
        report = read_report(grid, self.profile)
        before, after = self.says(self.report, dated=dated), self.says(report)
        changed = {
            key: (before.get(key), after.get(key)) for key in before | after if before.get(key) != after.get(key)
        }
        assert not changed, dict(list(changed.items())[:5])
        problems = [problem.rule for problem in report.problems if problem.rule != told]
        assert problems == [problem.rule for problem in self.report.problems if problem.rule != told]


def _value(cell: Cell, *, is_money: bool) -> object:
    if cell.amount is None:
        return cell.kind, cell.text
    return cell.amount.to(Unit.WAN).value if is_money else cell.value


@cache
def _sample(path: Path) -> Sample:
    grid = read_grid(path)
    profile = load_profile(recognise_profile(grid))
    return Sample(grid, profile, read_report(grid, profile))


@pytest.fixture(params=samples(), ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> Sample:
    return _sample(request.param)


def each(grid: Grid, names: Collection[str], change: Callable[[Sheet], Sheet]) -> Grid:
    return replace(grid, sheets=tuple(change(sheet) if sheet.name in names else sheet for sheet in grid.sheets))


def without_names(grid: Grid) -> Grid:
    """Sheets called Sheet1, Sheet2 …"""
    return replace(grid, sheets=tuple(replace(sheet, name=f"Sheet{n}") for n, sheet in enumerate(grid.sheets, 1)))


def reworded(sheet: Sheet, change: Callable[[str], str]) -> Sheet:
    """Every text rewritten; one that becomes "" is gone."""
    new = {
        place: cell._replace(text=change(cell.text)) if cell.kind is CellKind.TEXT else cell
        for place, cell in sheet.cells.items()
    }
    return replace(sheet, cells={place: cell for place, cell in new.items() if cell.text})


def rewritten(sheet: Sheet, new: Mapping[Place, str]) -> Sheet:
    """Texts put into single cells; rows touched lose their merged areas."""
    rows = {row for row, _ in new}
    cells = {**sheet.cells, **{place: RawCell(CellKind.TEXT, text) for place, text in new.items()}}
    return replace(sheet, cells=cells, merges=tuple(area for area in sheet.merges if area.top not in rows))


def test_the_year_before_the_title_and_no_names_on_the_tabs(sample: Sample) -> None:
    titles = {table.title for table in sample.forms.values()}

    def dated(sheet: Sheet) -> Sheet:
        return reworded(sheet, lambda text: f"{sample.report.year}年度{text}" if text in titles else text)

    sample.says_the_same_as(without_names(each(sample.grid, sample.forms, dated)), dated=True)


@pytest.mark.parametrize("before", [0, 2])
def test_wide_space_before_and_in_the_name_of_a_unit(sample: Sample, before: int) -> None:
    name = sample.report.unit_name
    spaced = f"{name[:before]}　{name[before:]}"
    grid = each(
        sample.grid, sample.forms, lambda sheet: reworded(sheet, lambda text: re.sub(f"(?<=：){name}", spaced, text))
    )
    report = read_report(grid, sample.profile)
    for table_id, table in sample.report.tables.items():
        assert normal_name(report.tables[table_id].unit_name) == normal_name(table.unit_name)
    assert report.unit_name == name


def test_the_number_of_each_row_before_it(sample: Sample) -> None:
    """As pandas writes a table."""

    def numbered(sheet: Sheet) -> Sheet:
        cells = {(row, column + 1): cell for (row, column), cell in sheet.cells.items()}
        numbers = {(row, 1): RawCell(CellKind.NUMBER, f"{row - 1}") for row, _ in sheet.cells}
        merges = tuple(Area(top, left + 1, bottom, right + 1) for top, left, bottom, right in sheet.merges)
        widths = {column + 1: width for column, width in sheet.widths.items()}
        return replace(sheet, cells={**numbers, **cells}, merges=merges, widths=widths)

    single = {name: table for name, table in sample.forms.items() if table.id == table.kind_id}
    sample.says_the_same_as(each(sample.grid, single, numbered), told="RD-15")  # a column too many


def test_labels_without_titles(sample: Sample) -> None:
    """A form that bears its own 公开NN表 needs no title (in one sample a form bears another's)."""
    own = {
        name: table
        for name, table in sample.forms.items()
        if table.label and normal_name(table.label).startswith(table.kind_id)
    }
    titles = {table.title for table in own.values()}

    def untitled(sheet: Sheet) -> Sheet:
        return reworded(sheet, lambda text: "" if text in titles else text)

    sample.says_the_same_as(without_names(each(sample.grid, own, untitled)))


def test_a_contents_sheet_is_no_form(sample: Sample) -> None:
    titles = [table.title for table in sample.report.tables.values() if table.id == table.kind_id]
    contents = rewritten(Sheet("目录"), {(number, 1): title for number, title in enumerate(titles, 1)})
    sample.says_the_same_as(replace(sample.grid, sheets=(contents, *sample.grid.sheets)))


def test_words_and_value_of_the_heading_in_two_cells(sample: Sample) -> None:
    """单位： | 某中心 and 单位： | 万元."""

    def split(sheet: Sheet) -> Sheet:
        heading = sample.forms[sheet.name].heading
        new = {}
        for row, column in (position(part.address) for part in (heading.unit_name, heading.unit) if part):
            words, colon, value = sheet[row, column].text.partition("：")
            if value and (row, column + 1) not in sheet.cells:
                new |= {(row, column): words + colon, (row, column + 1): value}
        return rewritten(sheet, new)

    sample.says_the_same_as(each(sample.grid, sample.forms, split))


@pytest.mark.parametrize("start", [0, 1])
def test_forms_in_yuan_among_forms_in_wan(sample: Sample, start: int) -> None:
    def in_yuan(sheet: Sheet) -> Sheet:
        money = [cell for cell in sample.cells(sample.forms[sheet.name], "amount") if cell.is_number]
        figures = {position(cell.address): f"{Decimal(cell.value) * 10000:f}" for cell in money}
        cells = {p: cell._replace(text=figures.get(p, cell.text)) for p, cell in sheet.cells.items()}
        sheet = replace(sheet, cells=cells)
        return reworded(sheet, lambda text: "金额单位：元" if text.endswith("单位：万元") else text)

    forms = [name for name, table in sample.forms.items() if table.heading.unit][start::2]
    assert forms
    sample.says_the_same_as(each(sample.grid, forms, in_yuan))


def test_codes_in_three_columns(sample: Sample) -> None:
    """类, 款 and 项 each in a column of their own: 208 | 01 | 09."""

    def split(sheet: Sheet) -> Sheet:
        table = sample.forms[sheet.name]
        kinds = {block.kind for block in sample.profile.tables[table.kind_id].blocks}
        codes = [cell for cell in sample.cells(table, "code") if cell.text.isdecimal()]
        if kinds != {"codes"} or not codes:
            return sheet
        sheet = _two_columns_after(sheet, position(codes[0].address)[1])
        cells = dict(sheet.cells)
        for cell in codes:
            row, column = position(cell.address)
            for number, part in enumerate((cell.text[:3], cell.text[3:5], cell.text[5:])):
                cells[row, column + number] = RawCell(CellKind.TEXT, part)
        return replace(sheet, cells=cells)

    sample.says_the_same_as(each(sample.grid, sample.forms, split))


def _two_columns_after(sheet: Sheet, last: int) -> Sheet:
    def at(column: int) -> int:
        return column + 2 * (column > last)

    return replace(
        sheet,
        cells={(row, at(column)): cell for (row, column), cell in sheet.cells.items()},
        merges=tuple(Area(area.top, at(area.left), area.bottom, at(area.right)) for area in sheet.merges),
    )


def test_a_bare_export_shows_its_profile(sample: Sample) -> None:
    bare = replace(sample.grid, sheets=tuple(sheet for sheet in sample.grid.sheets if sheet.name in sample.forms))
    assert recognise_profile(bare) == sample.profile.id
