"""The colours we put on cells: which are to stand and which are to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...edits import Edit, Mark
from ...findings import Finding, Severity
from ...report import Report

_MARKS = {Severity.WARNING: Mark.WARNING, Severity.ERROR: Mark.ERROR}  # the graver one wins


def mark_edits(report: Report, findings: Sequence[Finding], marked: Mapping[tuple[str, str], Mark]) -> list[Edit]:
    """Colour the cells of errors and warnings, and take our colours from cells no longer concerned.

    Tails and what a person has accepted bear no mark.
    ``marked``: the cells that bear our colours now; drafts keep theirs.
    """
    wanted: dict[tuple[str, str], Mark] = {}
    for severity, mark in _MARKS.items():
        for finding in findings:
            if finding.level == severity.label:
                wanted |= {cell.place: mark for cell in finding.cells}
    for place, mark in marked.items():
        if mark in _MARKS.values():
            wanted.setdefault(place, Mark.NONE)
    known = set(report.sheets)
    return [
        Edit(sheet, address, mark=mark, keep_value=True)
        for (sheet, address), mark in wanted.items()
        if sheet in known and marked.get((sheet, address)) is not mark
    ]
