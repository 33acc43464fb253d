"""The first half of the way: a workbook is read and cross-validated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from .. import narrative, rules, workbook
from ..cells import Cell
from ..errors import WorkbookError
from ..findings import Coverage, Finding, Severity, YearChange, summary
from ..outputs.run import made_from
from ..profiles import Library, Profile, default_library
from ..report import Report
from .collecting import uncollected
from .working_out import with_totals, worked_out

_ONLY_READ = "只能读取，不能写回；请先用 juesuan adopt 补成 .xlsx，或在 Excel、WPS 中另存为 .xlsx，再做这一步。"

#: The rule that something is missing that a sentence needs.
_MISSING = "NR-01"
#: A change for which no reason is given.
_UNEXPLAINED = "NR-05"
#: A 自评表 that is not filled yet, and the check of what stands under a form without figures.
_UNFILLED, _EMPTY = "RD-44", "空表说明"
#: So many totals are blank where a workbook is typed and not filled, the totals of items with them or not.
_HALF_FILLED = 20


class Checked(NamedTuple):
    """A workbook read and checked. ``equations``: what the rules make of it and of last year's (``prior``).

    ``findings`` come in the order of the sheets, errors and tails alike.
    """

    reading: workbook.Reading
    prior: Report | None
    equations: rules.Expanded
    drafts: narrative.Drafts
    findings: tuple[Finding, ...]

    @property
    def grid(self) -> workbook.Grid:
        return self.reading.grid

    @property
    def profile(self) -> Profile:
        return self.reading.profile

    @property
    def report(self) -> Report:
        return self.reading.report

    @property
    def path(self) -> Path:
        return self.report.path

    def count(self, severity: Severity) -> int:
        """How many findings of a severity are open: not accepted by a person."""
        return summary(self.findings)[severity.value]

    @property
    def has_errors(self) -> bool:
        return self.count(Severity.ERROR) > 0

    def told_before(self, findings: Sequence[Finding]) -> Checked:
        """With these findings, which no later look at the workbook's cells gives, before all others."""
        return self._replace(findings=(*findings, *self.findings)) if findings else self

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What was checked: every form and every rule with its state."""
        has_prior = self.prior is not None
        return rules.coverage(self.report, self.profile, self.equations, self.findings, has_prior=has_prior)


@uncollected
def check(
    path: Path,
    *,
    prior: Path | Report | None = None,
    profile_id: str = "",
    library: Library | None = None,
    folder: Path | None = None,
) -> Checked:
    """Read a workbook and cross-validate it.

    ``prior`` is last year's workbook (or what was read of it), for what must carry over; without it the one that
    基本信息 names is taken, from the folder that the workbook lies in (``folder`` when ``path`` is but a copy of it),
    where profiles may lie too.
    ``profile_id`` names the profile when it is not to be recognised; ``library`` is where profiles are looked for,
    besides the folder beside the workbook. Raises WorkbookError when a file cannot be used.
    """
    library = (library or default_library()).beside(folder / path.name if folder else path)
    reading = workbook.read_workbook(workbook.read_grid(path), profile_id, library=library)
    missing: tuple[Finding, ...] = ()
    if prior is None:
        prior, missing = workbook.named_last_year(reading.report, folder or path.parent)
    last_year = read_last_year(prior, library=library).report if isinstance(prior, Path) else prior
    return check_reading(reading, last_year).told_before(missing)


def read_last_year(path: Path, *, library: Library | None = None) -> workbook.Reading:
    """Last year's workbook with its blank totals worked out, for what must carry over. Raises WorkbookError when it cannot be
    used."""
    return with_totals(workbook.read_workbook(workbook.read_grid(path), library=library))[0]


@uncollected
def check_grid(grid: workbook.Grid, prior: Report | None = None) -> Checked:
    """:func:`check` for a workbook whose cells are read already."""
    return check_reading(workbook.read_workbook(grid), prior)


@uncollected
def check_reading(reading: workbook.Reading, prior: Report | None = None) -> Checked:
    """:func:`check` for a workbook that is read and recognised already.

    Totals left blank are worked out first, so that what is found is not that they are blank: that is told by itself,
    in one line for a workbook that was never filled.
    """
    prior, told = if_last_year(prior, reading.report)
    return check_equations(reading, laid_over(reading, prior), prior).told_before(told)


def laid_over(reading: workbook.Reading, prior: Report | None) -> rules.Expanded:
    """The rules laid over a workbook, to be checked and filled by."""
    equations = rules.expand(reading.report, reading.profile, prior=prior)
    return rules.with_misplaced(reading.report, reading.profile, equations, prior)


def if_last_year(prior: Report | None, report: Report) -> tuple[Report | None, tuple[Finding, ...]]:
    """Last year's workbook, but none that is of another year, and that it is."""
    other = rules.of_another_year(prior, report) if prior else None
    return (None, (other,)) if other else (prior, ())


def check_equations(reading: workbook.Reading, equations: rules.Expanded, prior: Report | None) -> Checked:
    """:func:`check_reading` for a workbook whose rules are laid over it already."""
    if _is_empty(reading.report):
        return _checked_unbegun(workbook.nothing_filled(), reading, equations, prior)
    if carried := _only_carried_over(
        reading, equations, prior
    ):  # with what is to come they must agree, not with nothing
        exact = tuple(one for one in equations.held if one.verdict is rules.Verdict.EXACT)
        checked = _checked_unbegun(
            workbook.not_begun(carried), reading, equations._replace(held=exact, misplaced=None), prior
        )
        return checked._replace(equations=equations)
    open_, filled = rules.open_totals(equations.items)
    if open_ > filled:
        derived = worked_out(reading, equations, prior, in_order=False)
        found = [workbook.never_filled(reading.grid, derived.edits)]
        return _checked_as(derived.grid, found, reading, equations, prior)
    checked = _checked(reading, equations, prior)
    if open_:
        edits = rules.fill_edits(equations.items, waiting=equations.waiting)
        edits = [edit for edit in edits if workbook.is_blank(reading.grid, edit)]
        found = workbook.blank_totals(reading.grid, edits)
        grid = workbook.edited(reading.grid, edits)
        worked = _checked_as(grid, found, reading, equations, prior)
        if open_ >= _HALF_FILLED and worked.count(Severity.ERROR) > open_:  # more is blank than totals of a form
            derived = worked_out(reading, equations, prior, in_order=False)
            found = [workbook.never_filled(reading.grid, derived.edits)]
            filled_in = _checked_as(derived.grid, found, reading, equations, prior)
            worked = min(worked, filled_in, key=lambda one: one.count(Severity.ERROR))
        if worked.count(Severity.ERROR) < checked.count(Severity.ERROR):  # else they rest on what is wrong itself
            return worked
    return checked


def _checked_unbegun(
    told: Finding, reading: workbook.Reading, equations: rules.Expanded, prior: Report | None
) -> Checked:
    """A workbook whose year is to be typed yet: what is missing is told by what it is missing for, once there is something."""
    checked = _checked(reading, equations, prior)
    empty = (key for key, rule in reading.profile.rules.items() if rule.check == _EMPTY)
    yet_to_come = {_MISSING, _UNEXPLAINED, _UNFILLED, *empty}
    left = (finding for finding in checked.findings if finding.rule not in yet_to_come)
    return checked._replace(findings=(told, *left))


def _is_empty(report: Report) -> bool:
    """Whether no form holds a figure. A workbook without forms of ours is not called so."""
    blocks = list(report.blocks)
    figures = (
        row.cells[column] for block in blocks for row in block for column in block.columns if column in row.cells
    )
    return bool(blocks) and not any(cell.is_number for cell in figures)


def _only_carried_over(reading: workbook.Reading, equations: rules.Expanded, prior: Report | None) -> int:
    """How many figures were typed into the forms where all of them are last year's, brought forward; else 0."""
    typed: set[tuple[str, str]] = set()
    carrying = rules.carrying_columns(reading.profile)
    for column, cell in _typed(reading.report):
        if column not in carrying:  # in nearly every workbook the first
            return 0
        typed.add(cell.place)
    if not typed:
        return 0
    if prior is None:  # where figures are carried over to, any workbook tells
        itself = workbook.read_report(reading.grid, reading.profile)
        equations = rules.expand(reading.report, reading.profile, prior=itself)
    return len(typed) if typed <= rules.carried_over(equations.items) else 0


def _typed(report: Report) -> Iterator[tuple[tuple[str, str, str], Cell]]:
    """Every figure but 0 that was typed into a form, by its kind of form, block and column."""
    for table in report.tables.values():
        for name, block in table.blocks.items():
            for row in block:
                for column in block.columns:
                    cell = row.cells.get(column)
                    if cell is not None and cell.value and not cell.formula:
                        yield (table.kind_id, name, column), cell


def _checked_as(
    grid: workbook.Grid,
    found: Sequence[Finding],
    reading: workbook.Reading,
    equations: rules.Expanded,
    prior: Report | None,
) -> Checked:
    """The findings of a workbook as it stands once its blank totals are worked out (``grid``), and those about them."""
    after = workbook.read_by(grid, reading.profile)
    checked = _checked(after, rules.expand(after.report, after.profile, prior=prior), prior)
    return checked._replace(reading=reading, equations=equations, findings=(*found, *checked.findings))


def _checked(reading: workbook.Reading, equations: rules.Expanded, prior: Report | None) -> Checked:
    report, profile = reading.report, reading.profile
    drafts = narrative.draft_if_sound(report, profile)
    findings = (
        *rules.check(report, profile, prior=prior, expanded=equations),
        *narrative.check_narrative(report, profile, drafts),
    )
    return Checked(reading, prior, equations, drafts, workbook.accepted(reading.grid, findings))


def require_writable(grid: workbook.Grid) -> None:
    """Raises WorkbookError for a workbook of a kind that is only read."""
    if not grid.complete:
        raise WorkbookError(grid.introduced + _ONLY_READ, path=grid.path)


def made_of(*checked: Checked) -> AbstractContextManager[None]:
    """What results say they were made of: which workbooks, whatever stands in them now."""
    return made_from(*(case.path for case in checked))


def changes(checked: Checked) -> tuple[YearChange, ...]:
    """This year beside last year, where last year's workbook is known."""
    if checked.prior is None:
        return ()
    return rules.changes_since(checked.prior, checked.report, checked.profile)
