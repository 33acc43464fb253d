"""What only many units together tell: a 科目 that one of them calls otherwise than most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import rules
from ..findings import Severity
from .records import FindingRecord, Outcome, Place, UnitRecord


def with_unusual_names(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes, with a hint to each unit for every code that it calls otherwise than most units of the run do."""
    usual = rules.usual_names(outcome.names for outcome in outcomes if isinstance(outcome, UnitRecord))
    return tuple(
        outcome._replace(findings=(*outcome.findings, *_hints(outcome, usual)))
        if isinstance(outcome, UnitRecord)
        else outcome
        for outcome in outcomes
    )


def _hints(record: UnitRecord, usual: Mapping[str, str]) -> list[FindingRecord]:
    return [
        FindingRecord(
            rules.UNLIKE_MOST,
            Severity.WARNING.label,
            rules.UNLIKE_MOST_TITLE,
            message,
            (Place(each.sheet, each.address, each.name),) if each.address else (),
        )
        for each, message in rules.unlike_most(record.names, usual)
    ]
