"""Next year's workbook from this year's: what stays, what is emptied, what last year said shown beside the empty cell.

Pure: the edits of a copy. Names, codes, 部门概况, 名词解释 and the layout of every sheet stay. Figures, reasons, drafts and
findings go; words that a person wrote are kept in sight, in a column of their own, and used for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from ...addresses import address, position
from ...cells import Cell, CellKind
from ...edits import Edit
from ...profiles import BlockSpec, FactGroup
from ..files.grid import Grid, Sheet, marked_cells
from ..forms.columns import find_heads
from ..forms.reading import FoundForm, Reading
from ..ours.check_sheet import FINDINGS, LIVE, UNCHECKED, check_sheet, verdict_row
from ..ours.fact_sheets import Place, find_groups
from ..ours.layout import find
from ..ours.narrative_sheet import LAYOUT as NARRATIVE
from .comments import comment_edits
from .marks import mark_edits
from .prior_year import LAST_YEAR

#: Of more array formulas than any sheet has the rest are told when they are in the way.
_MOST_ARRAYS = 500
#: What 基本信息 keeps.
_KEPT = ("适用格式", "单位名称")
#: What stands above last year's words, and before them.
BESIDE = "上年写的"


def roll_edits(reading: Reading, year: int) -> Iterator[Edit]:
    """The edits that make of a workbook the one of ``year``; headings and 上年数 follow from it once it is read again."""
    report = reading.report
    for form in (*reading.forms, *reading.unfilled):
        yield from _emptied_form(form)
    groups = find_groups(reading.grid, reading.profile)
    leading = next((place.sheet.name for _, place in groups if place), "")
    for group, place in groups:
        if place is None:
            continue
        if group.kind == "facts":
            yield from _emptied_facts(group, place, reading, year, keeps=place.sheet.name == leading)
        elif group.kind == "list" and not _is_glossary(group, reading):
            yield from _emptied_list(group, place, reading)
    yield from _emptied_narrative(reading)
    yield from _emptied_checks(reading.grid)
    yield from mark_edits(report, (), marked_cells(reading.grid))
    yield from comment_edits(reading.grid, report, ())


class Spared(NamedTuple):
    """Edits without those that would empty a part of an area which one formula fills; the areas, as people call them."""

    edits: list[Edit]
    areas: tuple[str, ...]


def sparing_arrays(edits: Sequence[Edit], grid: Grid) -> Spared:
    """The edits, but where they empty some cells of an array formula and others of its cells hold something else."""
    emptied = {(edit.sheet, *position(edit.address)) for edit in edits if edit.value is None and edit.formula is None}
    spared = []
    for sheet in grid.sheets:
        for area in sheet.arrays[:_MOST_ARRAYS]:
            inside = {(sheet.name, *place) for place, cell in sheet.cells.items() if area.holds(*place) and cell.text}
            if inside & emptied and inside - emptied:
                spared.append((sheet.name, area))
    kept = [
        edit
        for edit in edits
        if not any(edit.sheet == name and area.holds(*position(edit.address)) for name, area in spared)
    ]
    return Spared(kept, tuple(f"{name}!{area}" for name, area in spared))


def _emptied_form(form: FoundForm) -> Iterator[Edit]:
    """Every figure; of a form of a 项目 everything that was filled in."""
    for block in form.spec.blocks:
        names = _names(block)
        for row in form.table.blocks[block.id].rows:
            for column, cell in row.cells.items():
                figure = column in form.table.blocks[block.id].columns
                if (figure or form.spec.repeated and column not in names) and _holds_something(cell):
                    yield Edit(cell.sheet, cell.address)


def _names(block: BlockSpec) -> set[str]:
    return {column.id for column in block.columns if column.role in ("name", "line", "blank")}


def _holds_something(cell: Cell) -> bool:
    return (
        bool(cell.address)
        and cell.kind is not CellKind.DASH
        and (cell.kind is not CellKind.BLANK or bool(cell.formula))
    )


def _emptied_facts(group: FactGroup, place: Place, reading: Reading, year: int, *, keeps: bool) -> Iterator[Edit]:
    heads = _heads_row(place)
    beside = _column_beside(place.sheet, heads, place.end)
    shown = False
    for fact in group.facts:
        cell = reading.report.facts[fact.id]
        if not cell.address or keeps and fact.id in _KEPT:
            continue
        if keeps and fact.id == "年度":
            yield Edit(cell.sheet, cell.address, year)
        elif keeps and fact.id == LAST_YEAR:
            yield Edit(cell.sheet, cell.address, reading.grid.path.name)
        elif _holds_something(cell):
            yield Edit(cell.sheet, cell.address, fact.default or None)
            if fact.kind == "text" and not keeps and cell.text != fact.default:
                shown = True
                yield Edit(cell.sheet, address(position(cell.address)[0], beside), cell.text)
    if shown:
        yield Edit(place.sheet.name, address(heads, beside), BESIDE)


def _heads_row(place: Place) -> int:
    return next((row for row in place.sheet.rows if row > place.top), place.top + 1)


def _column_beside(sheet: Sheet, heads: int, end: int) -> int:
    """The column of last year's words: the one of an earlier year, else the first right of the headings in which nothing
    stands down to the row ``end``, for a person may have written notes there.
    """
    words = sheet.words.get(heads, {})
    taken = {column for row, columns in sheet.rows.items() if heads <= row < end for column in columns}
    known = next((column for column, word in words.items() if word == BESIDE), 0)
    return known or next(column for column in count(max(words, default=0) + 1) if column not in taken)


def _is_glossary(group: FactGroup, reading: Reading) -> bool:
    return group.id in {item.glossary for item in reading.profile.outline}


def _emptied_list(group: FactGroup, place: Place, reading: Reading) -> Iterator[Edit]:
    """Codes and names stay where they follow a form; all else goes, with a person's words beside."""
    kept = {column.id for column in group.columns if group.source and column.role in ("code", "name")}
    texts = [column.id for column in group.columns if column.role == "text"]
    heads = find_heads(place.sheet, group.columns, place.top)
    if heads is None:
        return
    beside = _column_beside(place.sheet, heads.bottom, place.end)
    shown = False
    for row in reading.report.lists[group.id].rows:
        cells = {column: cell for column, cell in row.cells.items() if column not in kept and _holds_something(cell)}
        yield from (Edit(cell.sheet, cell.address) for cell in cells.values())
        words = "；".join(cells[column].text for column in texts if column in cells and cells[column].text)
        if words:
            shown = True
            number = position(next(iter(cells.values())).address)[0]
            yield Edit(place.sheet.name, address(number, beside), words)
    if shown:
        yield Edit(place.sheet.name, address(heads.bottom, beside), BESIDE)


def _emptied_narrative(reading: Reading) -> Iterator[Edit]:
    written = reading.report.written.values()
    sheet = next((reading.grid[field.draft_cell.sheet] for field in written), None)
    found = find(NARRATIVE, sheet) if sheet else None
    if sheet is None or found is None:
        return
    beside = _column_beside(sheet, found.head_row, max(sheet.rows) + 1)
    shown = False
    for field in written:
        for cell in (field.draft_cell, field.person_cell, field.state_cell, field.base_cell):
            if _holds_something(cell):
                yield Edit(cell.sheet, cell.address)
        if field.person:
            shown = True
            yield Edit(sheet.name, address(position(field.person_cell.address)[0], beside), field.person)
    if shown:
        yield Edit(sheet.name, address(found.head_row, beside), BESIDE)


def _emptied_checks(grid: Grid) -> Iterator[Edit]:
    found = check_sheet(grid)
    if found is None:
        return
    at = verdict_row(found)
    for column, words in (("number", UNCHECKED), ("identity", None)):
        if column in found.columns and found.sheet.rows:
            yield Edit(found.sheet.name, found.at(column, at), words)
    ours = {found.columns[column.id] for column in (*FINDINGS, *LIVE) if column.id in found.columns}
    for row, filled in found.sheet.rows.items():
        if row >= found.first:
            yield from (Edit(found.sheet.name, address(row, column)) for column in filled if column in ours)
