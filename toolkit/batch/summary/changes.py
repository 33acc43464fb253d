"""What is different from the last whole run: findings that are new, gone, still there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..records import LISTED, FindingRecord, UnitRecord

NEW, STILL = "新增", "仍在"


class Gone(NamedTuple):
    """Something that the last run found and this one does not."""

    unit: str
    level: str
    rule: str
    message: str


class Changes(NamedTuple):
    """``known``: by unit, how often each finding was there the last time; None when this is the first run."""

    known: Mapping[str, Counter[str]] | None
    gone: tuple[Gone, ...] = ()

    def of(self, record: UnitRecord) -> Iterator[str]:
        """新增 or 仍在 for each finding of the unit in order; "" for tails and in a first run."""
        seen = Counter(self.known.get(key(record), Counter())) if self.known is not None else Counter()
        for finding in record.findings:
            if self.known is None or finding.level not in LISTED:
                yield ""
                continue
            before = seen[finding.identity] > 0
            seen[finding.identity] -= before
            yield STILL if before else NEW


def key(record: UnitRecord) -> str:
    """The same for the same unit, year and account, whatever file it comes in."""
    return "　".join(map(str, record.identity))


def snapshot(records: Sequence[UnitRecord]) -> dict[str, list[list[str]]]:
    """What to keep for the next run: by unit, its findings as (identity, level, rule, message, name of the unit)."""
    return {
        key(record): [
            [finding.identity, finding.level, finding.rule, finding.message, record.unit]
            for finding in record.findings
            if finding.level in LISTED
        ]
        for record in records
    }


def compare(before: Mapping[str, list[list[str]]] | None, records: Sequence[UnitRecord]) -> Changes:
    """This run beside what :func:`snapshot` kept of the last one. Units that are not here any more are passed over."""
    if before is None:
        return Changes(None)
    known = {unit: Counter(found[0] for found in findings) for unit, findings in before.items()}
    now: dict[str, Counter[str]] = {}
    for record in records:
        now.setdefault(key(record), Counter()).update(_identities(record.findings))
    gone = tuple(
        Gone(unit=found[4], level=found[1], rule=found[2], message=found[3])
        for unit, findings in before.items()
        if unit in now
        for found in findings
        if not _used(now[unit], found[0])
    )
    return Changes(known, gone)


def _used(left: Counter[str], identity: str) -> bool:
    found = left[identity] > 0
    left[identity] -= found
    return found


def _identities(findings: Sequence[FindingRecord]) -> Iterator[str]:
    return (finding.identity for finding in findings if finding.level in LISTED)
