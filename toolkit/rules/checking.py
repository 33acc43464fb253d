"""Cross-validation of one workbook: the profile's rules and the reader's problems become findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..addresses import position
from ..findings import Finding, Severity
from ..profiles import Profile
from ..report import Report
from .checks.by_name import CHECKS
from .checks.gathered import NAME_CHECKS, gathered
from .checks.moved_items import moved_items
from .checks.telling import Tell, crash
from .checks.texts import ill_worded
from .equations.equation import Equation, Ratio, Verdict
from .equations.expanded import Expanded
from .equations.expansion import expand
from .equations.messages import finding_of, with_last_digits_gathered
from .language.compiled import Rule, compiled
from .language.grammar import NamedCheck
from .language.wordings import Wording

NOT_LAST_YEAR, _TITLE = "SN-0", "上年工作簿应是同一单位上一年度的"


def check(
    report: Report, profile: Profile, *, prior: Report | None = None, expanded: Expanded | None = None
) -> tuple[Finding, ...]:
    """All findings of one workbook in the order of its sheets, rows, columns and rules.

    An equation whose two sides no true amounts could bring together is a finding of the rule's severity; one that
    rounding explains is a TAIL. What a wrong cell has set off is gathered under one finding that names the cell.
    ``prior`` is last year's workbook, for rules that name 上年; ``expanded`` what the rules make of both, where that is
    known already. Raises ProfileError when a rule of the profile is
    malformed; a rule that crashes is one finding, and the others go on.
    """
    expanded = with_misplaced(report, profile, expanded or expand(report, profile, prior=prior), prior)
    rows = expanded.misplaced
    found = [
        *report.problems,
        *_prior_year(report, prior, profile),
        *(_equations(rows.report, rows.expanded, prior) if rows else _equations(report, expanded, prior)),
        *_named(report, profile),
        *_texts(report, profile),
    ]
    if rows and rows.found:
        from .culprit.misplaced import findings_of_rows, told_apart

        found = [*told_apart(found, rows), *findings_of_rows(rows)]
    sheets = {sheet: number for number, sheet in enumerate(report.sheets)}

    def order(finding: Finding) -> tuple[int, int, int, str]:
        if not finding.cells or not finding.cells[0].address:  # what is missing has no place yet
            return (-1, 0, 0, finding.rule)
        cell = finding.cells[0]
        row, column = position(cell.address)
        return (sheets.get(cell.sheet, len(sheets)), row, column, finding.rule)

    return tuple(sorted(found, key=order))


def _prior_year(report: Report, prior: Report | None, profile: Profile) -> Iterator[Finding]:
    """Last year's workbook is the same unit's, or comparing with it says little; what has moved since. One of another year
    is none (:func:`of_another_year`): whoever has it compares with nothing."""
    if prior is None:
        return
    if prior.unit_name != report.unit_name:
        message = f"所给的上年工作簿“{prior.path.name}”是“{prior.unit_name}”的，本工作簿是“{report.unit_name}”的。"
        yield Finding(NOT_LAST_YEAR, Severity.WARNING, _TITLE, message)
    elif prior.year == report.year - 1:
        yield from moved_items(report, prior, profile)


def of_another_year(prior: Report, report: Report) -> Finding | None:
    """That what was given for last year's workbook is of another year: nothing is compared with it or taken from it. None
    where it is last year's, or one of them does not say its year."""
    if not prior.year or not report.year or prior.year == report.year - 1:
        return None
    message = (
        f"所给的上年工作簿“{prior.path.name}”是 {prior.year} 年度的，本工作簿是 {report.year} 年度的，"
        f"没有用它核对，也没有取它的数；请换成 {report.year - 1} 年度的。"
    )
    return Finding(NOT_LAST_YEAR, Severity.WARNING, _TITLE, message)


def with_misplaced(report: Report, profile: Profile, expanded: Expanded, prior: Report | None) -> Expanded:
    """With the rows that sums take for others, where something is wrong and nobody has looked for them yet: they are told by
    themselves, and what else is wrong is looked for as if they were right."""
    if expanded.misplaced or all(item.verdict is not Verdict.WRONG for item in expanded.held):
        return expanded
    from .culprit.misplaced import explained_by_rows

    return expanded._replace(misplaced=explained_by_rows(report, profile, expanded, prior))


def _equations(report: Report, expanded: Expanded, prior: Report | None) -> Iterator[Finding]:
    alarms = [
        (item, finding_of(item, verdict)) for item in expanded.held if (verdict := item.verdict) is not Verdict.EXACT
    ]
    if alarms:  # figures that satisfy every equation to the 分 satisfy all of them
        yield from _explained(report, expanded, alarms, prior)
    yield from (absent for item in expanded.presences if (absent := item.finding))
    for rule, error in expanded.crashed:
        yield crash(rule, error)


def _explained(
    report: Report, expanded: Expanded, alarms: Sequence[tuple[Equation | Ratio, Finding]], prior: Report | None
) -> Sequence[Finding]:
    from .solving.system import System

    system = System(expanded.held)
    if system.is_explained_by_rounding:  # what most workbooks have
        return with_last_digits_gathered(expanded.held, {id(item): finding for item, finding in alarms})
    from .culprit.wording import explain

    return explain(report, expanded.held, alarms, system=system, prior=prior)


def _named(report: Report, profile: Profile) -> Iterator[Finding]:
    of_names: dict[str, list[Finding]] = {}
    for spec, statement in _in_force(report, profile):
        if isinstance(statement, NamedCheck):
            try:
                found = list(CHECKS[statement.name](report, profile, Tell(spec)))
            except Exception as error:  # a fault in one check is told and the run goes on
                yield crash(spec, error)
                continue
            if statement.name in NAME_CHECKS:
                of_names.setdefault(statement.name, []).extend(found)
            else:
                yield from found
    yield from gathered([finding for name in NAME_CHECKS for finding in of_names.get(name, ())], report, profile)


def _texts(report: Report, profile: Profile) -> Iterator[Finding]:
    rules = [(spec, statement) for spec, statement in _in_force(report, profile) if isinstance(statement, Wording)]
    return ill_worded(rules, report, profile)


def _in_force(report: Report, profile: Profile) -> Iterator[Rule]:
    """The rules of the workbook's year."""
    return (rule for rule in compiled(profile) if rule.spec.is_of(report.year))
