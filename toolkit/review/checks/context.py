"""What a check of the whole document sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...document import Document
from ...findings import Finding, Severity
from ...profiles import Profile
from ...report import Report
from ..reading.records import Published
from ..statements.names import Names
from ..statements.sentences import Passage
from ..statements.state import place_of


class Context(NamedTuple):
    """``written``: the document as it would be written from the workbook, None where there is none."""

    document: Published
    passages: Sequence[Passage]
    report: Report
    profile: Profile | None
    names: Names
    written: Document | None = None

    @property
    def is_budget(self) -> bool:
        return self.profile is not None and self.profile.kind == "预算"

    @property
    def narrative(self) -> Iterator[Passage]:
        """The paragraphs of the 情况说明: those under a heading that says what they are about."""
        return (passage for passage in self.passages if passage.topic is not None and not passage.topic.silent)


def about(
    passage: Passage, start: int, end: int, rule: str, title: str, message: str, severity: Severity = Severity.WARNING
) -> Finding:
    """A finding about some words of a paragraph."""
    return Finding(rule, severity, title, message, place=place_of(passage, start, end))
