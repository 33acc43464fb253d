"""What was checked: every form and every rule with its state, so that no finding cannot be taken for no check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..findings import Coverage, Finding, State
from ..profiles import Profile
from ..report import Report, Table
from .checks.telling import is_crash
from .equations.expanded import Expanded
from .language.compiled import Rule, compiled, references
from .language.grammar import FACTS, Identity

#: The entry of what all equations say together.
JOINT, JOINT_TITLE = "LH", "全部必须成立的关系合在一起能否成立"


def coverage(
    report: Report, profile: Profile, expanded: Expanded, findings: Sequence[Finding], *, has_prior: bool
) -> tuple[Coverage, ...]:
    """The forms in the order of the profile, then the rules in theirs.

    ``expanded`` is what the rules made of the workbook, ``findings`` what was told of it. A rule that made no relation
    says why: another year, no workbook of last year, a form that is not there, cells that cannot be read.
    """
    return (*_forms(report, profile), *_rules(report, profile, expanded, findings, has_prior))


def _forms(report: Report, profile: Profile) -> Iterator[Coverage]:
    for form in profile.tables.values():
        tables = report.repeated(form.id) if form.repeated else tuple(filter(None, (report.tables.get(form.id),)))
        title = f"{form.label} {form.title}".strip()
        filled = sum(map(_figures, tables))
        if not tables:
            state, note = (State.NOT_APPLICABLE if form.repeated else State.UNREADABLE), "工作簿里没有这张表"
        else:
            state, note = State.DONE, "" if filled else "没有填数"
        yield Coverage("form", form.id, title, state, filled, note)


def _figures(table: Table) -> int:
    return sum(1 for cell in table.cells() if cell.is_number)


def _rules(
    report: Report, profile: Profile, expanded: Expanded, findings: Sequence[Finding], has_prior: bool
) -> Iterator[Coverage]:
    made = Counter(item.rule.id for item in (*expanded.held, *expanded.presences))
    waiting = {item.rule.id for item in expanded.items if not made[item.rule.id]}
    crashed = {spec.id for spec, _ in expanded.crashed} | {finding.rule for finding in findings if is_crash(finding)}
    accepted = Counter(finding.rule for finding in _all(findings) if finding.accepted)
    for rule in compiled(profile):
        spec = rule.spec
        if spec.id in crashed:
            state, note = State.UNREADABLE, "程序出错，没有查成"
        elif not spec.is_of(report.year):
            state, note = State.NOT_APPLICABLE, f"不适用于 {report.year} 年度"
        elif spec.id in waiting:
            state, note = State.NOT_APPLICABLE, "补充资料里有关的数还没有填写"
        elif isinstance(rule.statement, Identity) and not made[spec.id]:
            state, note = _why_none(rule, report, expanded, has_prior=has_prior)
        elif accepted[spec.id]:
            state, note = State.ACCEPTED, f"其中 {accepted[spec.id]} 处已认可"
        else:
            unread = expanded.unread.get(spec.id, 0)
            state, note = State.DONE, f"另有 {unread} 处的格子读不出数，没有查" if unread else ""
        yield Coverage("rule", spec.id, spec.title, state, made[spec.id], note)
    binding = sum(item.rule.severity == "error" for item in expanded.held)
    state, note = (State.DONE, "") if binding else (State.NOT_APPLICABLE, "没有必须成立的关系")
    yield Coverage("rule", JOINT, JOINT_TITLE, state, binding, note)


def _why_none(rule: Rule, report: Report, expanded: Expanded, *, has_prior: bool) -> tuple[State, str]:
    """Why an equation was not made of anything in this workbook."""
    statement = rule.statement
    assert isinstance(statement, Identity)
    named = references(statement)
    if any(ref.prior for ref in named) and not has_prior:
        return State.NOT_APPLICABLE, "没有给出上年工作簿"
    if expanded.unread.get(rule.spec.id):
        return State.UNREADABLE, "有关的格子读不出数"
    tables = {ref.table for ref in named if not ref.prior}
    missing = sorted(table for table in tables if not _is_there(table, report))
    if missing:
        return State.UNREADABLE, f"工作簿里没有 {'、'.join(missing)}"
    return State.NOT_APPLICABLE, "表里没有有关的行"


def _is_there(table: str, report: Report) -> bool:
    return bool(table in report.tables or report.repeated(table) or table in report.lists or table == FACTS)


def _all(findings: Sequence[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        yield from _all(finding.caused)
