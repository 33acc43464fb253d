"""Official forms drawn as they look: spans, hidden rows, the lines above and below."""

from __future__ import annotations

from dataclasses import replace

import pytest
from changed_sheets import spread
from smaller import smaller

from toolkit.addresses import position
from toolkit.document import Form
from toolkit.profiles import samples
from toolkit.workbook.files.grid import Grid, Sheet
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


@pytest.fixture(params=[smaller(path.stem, keep=1) for path in samples()], ids=lambda path: path.stem, scope="module")
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


def _places_of_figures(grid: Grid, table_id: str) -> set[tuple[int, int]]:
    blocks = read_workbook(grid).report.tables[table_id].blocks.values()
    cells = [row[column] for block in blocks for row in block for column in block.columns if column in row.cells]
    return {position(cell.address) for cell in cells if cell.value}


def _with(grid: Grid, sheet: Sheet, changed: Sheet) -> Grid:
    return replace(grid, sheets=tuple(changed if one is sheet else one for one in grid.sheets))


def test_hidden_rows_are_drawn_only_where_they_are_counted(grid: Grid) -> None:
    """A filter that was left on must not take a figure out of the document that the checks count."""
    name, form = next(iter(drawn(grid).items()))
    sheet = grid[form.sheet]
    counted = {row for row, _ in _places_of_figures(grid, name)}
    numbers = {cell.row: position(cell.address)[0] for cell in form.cells if cell.rowspan == 1}
    body = {number: row for number, row in numbers.items() if number >= form.header_rows}
    hidden = replace(sheet, hidden_rows=frozenset(body.values()))
    changed = drawn(_with(grid, sheet, hidden))[name]
    kept = [number for number in range(form.row_count) if number not in body or body[number] in counted]
    assert 0 < len(kept) < form.row_count
    assert texts(changed) == [line for number, line in enumerate(texts(form)) if number in kept]


def test_hidden_columns_are_drawn_only_where_they_are_counted(grid: Grid) -> None:
    tried = 0
    for name, form in drawn(grid).items():
        counted = {column for _, column in _places_of_figures(grid, name)}
        amounts = range(min(counted, default=1), max(position(cell.address)[1] for cell in form.cells) + 1)
        gone = set(amounts) - counted
        if counted and gone and not tried:
            tried += 1
            hidden = replace(grid[form.sheet], hidden_columns=frozenset(amounts))
            changed = drawn(_with(grid, grid[form.sheet], hidden))[name]
            assert len(form.widths) - len(changed.widths) == len(gone)
    assert tried


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
