"""All that follows from what a workbook says: the rows and cells to write, and how it stands then."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from .. import rules, workbook
from ..addresses import position
from ..edits import Edit, NewRows
from ..report import Report

#: An amount that is text.
_TEXT_AMOUNT = "RD-08"


class WorkedOut(NamedTuple):
    """A workbook with all that follows from it, and what has to be written for that."""

    new_rows: tuple[NewRows, ...]
    edits: tuple[Edit, ...]
    grid: workbook.Grid


def worked_out(
    reading: workbook.Reading,
    equations: rules.Expanded,
    prior: Report | None,
    *,
    recompute: bool = False,
    in_order: bool = True,
) -> WorkedOut:
    """Headings, 类 and 款 rows, notes, last year's figures, 名词解释 and totals, in this order: each rests on those before.

    ``in_order``: the codes are put into their order, too.
    """
    source = reading
    equations = rules.with_misplaced(reading.report, reading.profile, equations, prior)
    mistyped = equations.misplaced.mistyped if equations.misplaced else {}
    rows = workbook.arranged(reading, rules.derived_places(equations.items), in_order=in_order, mistyped=mistyped)
    note_rows, notes = workbook.note_edits(reading)
    new_rows = (*rows.new_rows, *note_rows)
    edits = [*workbook.heading_edits(reading.report, reading.profile), *workbook.carried_headings(reading)]
    written = {(edit.sheet, edit.address) for edit in edits}
    edits += [edit for edit in workbook.late_lines(reading) if (edit.sheet, edit.address) not in written]
    edits += [*rows.edits, *notes]
    grid = workbook.with_new_rows(reading.grid, new_rows)
    if rows.edits:
        reading = workbook.read_by(workbook.edited(grid, edits), reading.profile)
        equations = rules.expand(reading.report, reading.profile, prior=prior)
    if prior is not None:
        taken = workbook.prior_edits(rules.from_prior_year(equations.items), prior.path.name)
        if taken:
            edits += taken
            reading = workbook.read_by(workbook.edited(grid, edits), reading.profile)
            equations = rules.expand(reading.report, reading.profile, prior=prior)
    edits += workbook.glossary_edits(reading)
    edits += rules.fill_edits(equations.items, waiting=equations.waiting, recompute=recompute)
    edits += _typed_as_text(reading.report, {(edit.sheet, edit.address) for edit in edits})
    edits = [edit for edit in workbook.as_figures(edits, grid, source) if not _is_covered(edit, grid)]
    return WorkedOut(new_rows, tuple(edits), workbook.edited(grid, edits))


def with_totals(reading: workbook.Reading) -> tuple[workbook.Reading, int]:
    """The workbook as it says once its blank totals are worked out, as filling would, and how many were blank: nobody who
    takes figures from a workbook is to take half of them because it was not filled."""
    equations = rules.expand(reading.report, reading.profile)
    blank, _ = rules.open_totals(equations.items)
    if not blank:
        return reading, 0
    grid = worked_out(reading, equations, None, in_order=False).grid
    return workbook.read_by(grid, reading.profile), blank


def _is_covered(edit: Edit, grid: workbook.Grid) -> bool:
    """Whether a merged area covers the cell, so that nothing can be written there: it costs that cell, not the workbook."""
    row, column = position(edit.address)
    area = grid[edit.sheet].area(row, column) if edit.sheet in grid.by_name else None
    return area is not None and (area.top, area.left) != (row, column)


def _typed_as_text(report: Report, written: Collection[tuple[str, str]]) -> list[Edit]:
    """Amounts that are text, also those that no rule speaks of: whoever adds them up in Excel would miss them."""
    told = (cell for problem in report.problems if problem.rule == _TEXT_AMOUNT for cell in problem.cells)
    cells = {cell.place: cell for cell in told if cell.is_number and not cell.formula}
    return [Edit(*place, cell.value) for place, cell in cells.items() if place not in written]
