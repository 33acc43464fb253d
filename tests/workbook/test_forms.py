"""Official forms drawn as they look: spans, hidden rows, the lines above and below."""

from __future__ import annotations

from dataclasses import replace

import pytest
from changed_sheets import spread

from toolkit.document import Form
from toolkit.profiles import samples
from toolkit.workbook.files.grid import Grid
from toolkit.workbook.files.opening import read_grid
from toolkit.workbook.forms.drawing import draw_forms
from toolkit.workbook.reading import read_workbook


def drawn(grid: Grid) -> dict[str, Form]:
    return draw_forms(read_workbook(grid))


def texts(form: Form) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(form.row_count)]
    for cell in form.cells:
        rows[cell.row].append(cell.text)
    return rows


@pytest.fixture(params=samples(), ids=lambda path: path.stem, scope="module")
def grid(request: pytest.FixtureRequest) -> Grid:
    return read_grid(request.param)


def test_every_place_of_a_form_is_covered_once(grid: Grid) -> None:
    for form in drawn(grid).values():
        covered = [
            (row, column)
            for cell in form.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        ]
        every = [(row, column) for row in range(form.row_count) for column in range(len(form.widths))]
        assert sorted(covered) == every, form.table_id


def test_cells_know_their_address(grid: Grid) -> None:
    reading = read_workbook(grid)
    forms = draw_forms(reading)
    for table in reading.report.tables.values():
        form = forms[table.id]
        places = {cell.address for cell in form.cells}
        assert form.sheet == table.sheet
        filled = {cell.address for cell in table.cells() if not cell.is_empty}
        assert filled <= places, table.id


def test_hidden_rows_and_columns_are_not_drawn(grid: Grid) -> None:
    name, form = next(iter(drawn(grid).items()))
    sheet = grid[form.sheet]
    gone = next(cell for cell in reversed(form.cells) if cell.text and cell.rowspan == 1)
    row = int("".join(filter(str.isdigit, gone.address)))
    hidden = replace(sheet, hidden_rows=frozenset({row}))
    changed = drawn(replace(grid, sheets=tuple(hidden if one is sheet else one for one in grid.sheets)))[name]
    assert texts(changed) == [line for number, line in enumerate(texts(form)) if number != gone.row]


def test_blank_rows_and_columns_are_not_drawn(grid: Grid) -> None:
    name, form = next(iter(drawn(grid).items()))
    sheet = grid[form.sheet]
    last = max(row for row, _ in sheet.cells)
    wide = spread(sheet, [1, last - 3], [1])
    changed = drawn(replace(grid, sheets=tuple(wide if one is sheet else one for one in grid.sheets)))[name]
    assert texts(changed) == texts(form)
    assert (changed.above, changed.below, changed.header_rows) == (form.above, form.below, form.header_rows)


def test_the_heads_of_ruled_tables_repeat(grid: Grid) -> None:
    reading = read_workbook(grid)
    for form in draw_forms(reading).values():
        kinds = {block.kind for block in reading.profile.tables[form.table_id.partition("#")[0]].blocks}
        assert (form.header_rows == 0) is bool(kinds & {"pairs", "grid", "list"}), form.table_id


def test_above_and_below(grid: Grid) -> None:
    reading = read_workbook(grid)
    for name, form in draw_forms(reading).items():
        heading = reading.report.tables[name].heading
        lines = [text for line in form.above for text in line]
        for cell in (heading.label, heading.unit_name, heading.year, heading.unit):
            if cell is not None:
                assert any(cell.text in text for text in lines), name
        assert form.below == reading.report.tables[name].notes
        assert form.title not in lines
