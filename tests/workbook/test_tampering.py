"""Whatever people do to the looks of an official workbook, the figures read from it are the same.

Every sample is tampered with as a grid (``tampering.py``), read again, and compared with what it said before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
import tampering as people

from toolkit.profiles import Profile, load_profile, samples
from toolkit.report import Cell, CellKind, Report, Table, normal_name
from toolkit.workbook import read_grid, read_report, recognise_profile
from toolkit.workbook.grid import Grid, RawCell, Sheet, position

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

    @property
    def ours(self) -> list[str]:
        return [sheet.name for sheet in self.grid.sheets if sheet.name not in self.forms]

    def says_the_same_as(self, grid: Grid, *, besides: frozenset[str] = frozenset()) -> None:
        """``besides``: codes of problems that the tampering is to give rise to."""
        report = read_report(grid, self.profile)
        before, after = people.said(self.report, self.profile), people.said(report, self.profile)
        changed = {
            key: (before.get(key), after.get(key)) for key in before | after if before.get(key) != after.get(key)
        }
        assert not changed, dict(list(changed.items())[:5])
        codes = {problem.code for problem in report.problems} - {problem.code for problem in self.report.problems}
        assert codes == besides, [problem.message for problem in report.problems]


@cache
def _sample(path: Path) -> Sample:
    grid = read_grid(path)
    profile = load_profile(recognise_profile(grid))
    return Sample(grid, profile, read_report(grid, profile))


@pytest.fixture(params=samples(), ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> Sample:
    return _sample(request.param)


def test_sheets_renamed(sample: Sample) -> None:
    assert sample.forms
    sample.says_the_same_as(people.renamed(sample.grid, sample.forms))


def test_sheets_in_another_order(sample: Sample) -> None:
    single = [sheet for sheet in sample.grid.sheets if "#" not in getattr(sample.forms.get(sheet.name), "id", "#")]
    others = [sheet for sheet in sample.grid.sheets if sheet not in single]
    sample.says_the_same_as(replace(sample.grid, sheets=(*others, *reversed(single))))


@pytest.mark.parametrize("every", [1, 2, 3, 5])
def test_blank_rows(sample: Sample, every: int) -> None:
    names = [sheet.name for sheet in sample.grid.sheets]
    sample.says_the_same_as(people.each(sample.grid, names, lambda sheet: people.blank_rows(sheet, every)))


@pytest.mark.parametrize("at", range(1, 13))
def test_a_blank_column_in_the_forms(sample: Sample, at: int) -> None:
    sample.says_the_same_as(people.each(sample.grid, sample.forms, lambda sheet: people.blank_column(sheet, at)))


@pytest.mark.parametrize("at", range(1, 7))
def test_a_blank_column_in_our_sheets(sample: Sample, at: int) -> None:
    sample.says_the_same_as(people.each(sample.grid, sample.ours, lambda sheet: people.blank_column(sheet, at)))


def test_nothing_merged(sample: Sample) -> None:
    sample.says_the_same_as(people.each(sample.grid, sample.forms, people.unmerged))


def test_hidden_rows_and_columns(sample: Sample) -> None:
    sample.says_the_same_as(people.each(sample.grid, sample.forms, lambda sheet: people.hiding(sheet, 3)))


def test_the_year_before_the_title_and_no_names_on_the_tabs(sample: Sample) -> None:
    titles = {table.title for table in sample.forms.values()}
    grid = people.each(
        sample.grid,
        sample.forms,
        lambda sheet: people.reworded(sheet, lambda text: f"2023年度{text}" if text in titles else text),
    )
    sample.says_the_same_as(people.renamed(grid, sample.forms))


def test_labels_without_titles(sample: Sample) -> None:
    """A form that bears its own 公开NN表 needs no title (in one sample a form bears another's)."""
    own = {name: table for name, table in sample.forms.items() if table.label and table.kind_id in _bare(table.label)}
    titles = {table.title for table in own.values()}
    grid = people.each(
        sample.grid, own, lambda sheet: people.reworded(sheet, lambda text: "" if text in titles else text)
    )
    sample.says_the_same_as(people.renamed(grid, own))


def _bare(label: str) -> str:
    return normal_name(label)


def test_figures_typed_as_text(sample: Sample) -> None:
    def typed(sheet: Sheet) -> Sheet:
        places = {position(cell.address) for cell in _figures(sample.forms[sheet.name])}
        return people.figures_changed(sheet, places, people.typed)

    sample.says_the_same_as(people.each(sample.grid, sample.forms, typed), besides=frozenset({"RD-08"}))


def _figures(table: Table) -> list[Cell]:
    blocks = table.blocks.values()
    return [cell for block in blocks for row in block.rows for cell in row.cells.values() if cell.is_number]


def test_a_form_in_yuan_among_forms_in_wan(sample: Sample) -> None:
    def in_yuan(sheet: Sheet) -> Sheet:
        places = {position(cell.address) for cell in _money(sample, sample.forms[sheet.name])}
        changed = people.figures_changed(sheet, places, people.in_yuan)
        return people.reworded(changed, lambda text: "金额单位：元" if text.endswith("单位：万元") else text)

    forms = [name for name, table in sample.forms.items() if table.heading.unit]
    for part in (forms[::2], forms[1::2]):
        assert part
        sample.says_the_same_as(people.each(sample.grid, part, in_yuan))


def _money(sample: Sample, table: Table) -> list[Cell]:
    """The cells of a form that hold amounts, not counts or scores."""
    return [
        cell
        for block in sample.profile.tables[table.kind_id].blocks
        for column in block.columns
        if column.role == "amount"
        for row in table.blocks[block.id].rows
        if (cell := row.cells.get(column.column or column.id)) and cell.is_number
    ]


def test_a_stray_sheet_and_a_contents_sheet(sample: Sample) -> None:
    draft = {(1, 1): RawCell(CellKind.TEXT, "合计"), (1, 2): RawCell(CellKind.NUMBER, "5")}
    titles = {
        (number, 1): RawCell(CellKind.TEXT, table.title)
        for number, table in enumerate(sample.report.tables.values(), 1)
        if "#" not in table.id
    }
    sheets = (Sheet("草稿", draft), Sheet("目录", titles), *sample.grid.sheets)
    sample.says_the_same_as(replace(sample.grid, sheets=sheets))


@pytest.mark.parametrize("step", [1, 2])
def test_heading_lines_in_other_cells(sample: Sample, step: int) -> None:
    """The label, 单位, 年度 and 单位：万元 in other columns and another order."""

    def rearranged(sheet: Sheet) -> Sheet:
        parts = _heading(sample.forms[sheet.name])
        rows = sorted({row for row, _ in parts})
        cells = {place: cell for place, cell in sheet.cells.items() if place not in parts}
        for number, place in enumerate(parts):
            cells[rows[number % 2 - 1], 1 + number * step] = sheet[place]
        return replace(sheet, cells=cells, merges=tuple(area for area in sheet.merges if area.top not in rows))

    sample.says_the_same_as(people.each(sample.grid, sample.forms, rearranged))


def _heading(table: Table) -> list[Place]:
    heading = table.heading
    return [position(part.address) for part in (heading.label, heading.unit_name, heading.year, heading.unit) if part]


def test_words_and_value_of_the_heading_in_two_cells(sample: Sample) -> None:
    """单位： | 某中心 and 单位： | 万元."""

    def split(sheet: Sheet) -> Sheet:
        heading = sample.forms[sheet.name].heading
        cells = dict(sheet.cells)
        rows = set()
        for place in [position(part.address) for part in (heading.unit_name, heading.unit) if part]:
            words, colon, value = cells[place].text.partition("：")
            beside = (place[0], place[1] + 1)
            if value and beside not in cells:
                cells[place], cells[beside] = RawCell(CellKind.TEXT, words + colon), RawCell(CellKind.TEXT, value)
                rows.add(place[0])
        return replace(sheet, cells=cells, merges=tuple(area for area in sheet.merges if area.top not in rows))

    sample.says_the_same_as(people.each(sample.grid, sample.forms, split))


def test_codes_in_three_columns(sample: Sample) -> None:
    """类, 款 and 项 each in a column of their own."""

    def split(sheet: Sheet) -> Sheet:
        codes = [position(cell.address) for cell in _codes(sample, sample.forms[sheet.name])]
        if not codes:
            return sheet
        place = codes[0][1] + 1
        sheet = people.blank_column(people.blank_column(sheet, place), place)
        cells = dict(sheet.cells)
        for row, column in codes:
            code = cells.pop((row, column)).text
            for number, part in enumerate((code[:3], code[3:5], code[5:])):
                if part:
                    cells[row, column + number] = RawCell(CellKind.TEXT, part)
        return replace(sheet, cells=cells)

    sample.says_the_same_as(people.each(sample.grid, sample.forms, split))


def _codes(sample: Sample, table: Table) -> list[Cell]:
    return [
        row.cells[column.id]
        for block in sample.profile.tables[table.kind_id].blocks
        if block.kind == "codes"
        for column in block.columns
        if column.role == "code"
        for row in table.blocks[block.id].rows
        if row.code
    ]


def test_a_bare_export_shows_its_profile(sample: Sample) -> None:
    bare = replace(sample.grid, sheets=tuple(sheet for sheet in sample.grid.sheets if sheet.name in sample.forms))
    assert recognise_profile(bare) == sample.profile.id
