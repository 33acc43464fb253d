"""What filling would change, as edits, and how the workbook stands once it is filled. No file is touched."""

from __future__ import annotations

from typing import NamedTuple

from .. import rules, workbook
from ..edits import Edit, EditedRows, NewRows
from ..findings import Severity
from ..report import Report
from .checking import Checked, changes, check_equations, check_reading, if_last_year, laid_over
from .collecting import uncollected
from .working_out import WorkedOut, worked_out

#: How the rules of the 情况说明 begin.
_NARRATIVE = "NR-"


class Filled(NamedTuple):
    """What filling would change, and how the workbook stands once it has: no file was touched yet.

    ``new_rows`` are put in before the edits are written. Every door saves and prints this state, so that a total left
    blank is the same figure in the workbook, in the findings and in the document.
    """

    edits: tuple[Edit | EditedRows, ...]
    checked: Checked
    new_rows: tuple[NewRows, ...] = ()


@uncollected
def fill(checked: Checked, *, recompute: bool = False) -> Filled:
    """All cells to change: rows of 科目 left out, formulas with their values, narrative drafts, the 校验 sheet, marks,
    comments.

    A printed figure stays unless ``recompute``; a person's text stays always.
    """
    worked = worked_out(checked.reading, checked.equations, checked.prior, recompute=recompute)
    return _fill(checked, worked)


def _fill(checked: Checked, worked: WorkedOut) -> Filled:
    """Checked once more where filling changes what there is to find."""
    # A wrong cell is looked for among the typed ones: where something is wrong, formulas change what is told.
    suspects_change = _has_wrong_figures(checked) and any(edit.formula for edit in worked.edits)
    if not suspects_change and _says_the_same(worked, checked.reading):
        return _filled(worked, checked)
    after = check_reading(workbook.read_by(worked.grid, checked.profile), checked.prior)
    about_last_year = (workbook.NO_LAST_YEAR, rules.NOT_LAST_YEAR)  # which is not looked at again
    known = [finding for finding in checked.findings if finding.rule in about_last_year]
    known += workbook.carried_told(checked.reading)
    return _filled(worked, after.told_before([finding for finding in known if finding not in after.findings]))


@uncollected
def fill_reading(reading: workbook.Reading, prior: Report | None = None) -> Filled:
    """``fill(check_reading(…))``, the very same, for whoever wants the filled workbook only: where filling changes what
    is told, it is not looked for before filling."""
    prior, told = if_last_year(prior, reading.report)
    equations = laid_over(reading, prior)
    worked = worked_out(reading, equations, prior)
    wrong = any(
        item.rule.severity == Severity.ERROR.value and item.verdict is rules.Verdict.WRONG for item in equations.items
    )
    suspects_change = wrong and any(edit.formula for edit in worked.edits) and not workbook.has_remarks(reading.grid)
    if suspects_change or not _says_the_same(worked, reading):
        after = check_reading(workbook.read_by(worked.grid, reading.profile), prior)
        return _filled(worked, after.told_before((*told, *workbook.carried_told(reading))))
    return _fill(check_equations(reading, equations, prior).told_before(told), worked)


def _has_wrong_figures(checked: Checked) -> bool:
    """Whether an error is open that is about figures: what the 情况说明 lacks makes no cell suspect."""
    open_ = (finding for finding in checked.findings if not finding.accepted)
    return any(finding.severity is Severity.ERROR and not finding.rule.startswith(_NARRATIVE) for finding in open_)


def _says_the_same(worked: WorkedOut, reading: workbook.Reading) -> bool:
    return not worked.new_rows and workbook.says_the_same(worked.grid, reading.grid, worked.edits)


def _filled(worked: WorkedOut, after: Checked) -> Filled:
    drafts = workbook.narrative_sheet_edits(after.grid, after.report, after.drafts.texts)
    ours = (*drafts, *check_sheet(after))
    words = [
        edit for edit in ours if isinstance(edit, Edit) and edit.formula is None
    ]  # the steps look at no live checks
    steps = workbook.steps_edits(after.reading, workbook.edited(after.grid, words))
    return Filled((*worked.edits, *ours, *steps), after, worked.new_rows)


def check_sheet(checked: Checked) -> tuple[Edit | EditedRows, ...]:
    """The 校验 sheet with its live checks, and the marks and comments on the cells concerned."""
    live = rules.live_checks(checked.equations.held)
    return (
        *workbook.check_sheet_edits(
            checked.grid, checked.report, checked.findings, live, changes(checked), checked.coverage
        ),
        *workbook.mark_edits(checked.report, checked.findings, workbook.marked_cells(checked.grid)),
        *workbook.comment_edits(checked.grid, checked.report, checked.findings),
    )
