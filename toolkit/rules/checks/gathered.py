"""One misspelt 科目 is one finding, however many checks of names it fails and however many forms it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...addresses import position
from ...findings import Finding, Severity
from ...profiles import Profile
from ...report import Report
from .coded import coded_blocks, coded_lists

#: The checks of names, the one that says most first.
NAME_CHECKS = ("功能分类名称", "经济分类名称", "科目名称", "同名行")
_GRAVEST = (Severity.ERROR, Severity.WARNING, Severity.TAIL)


def gathered(findings: Sequence[Finding], report: Report, profile: Profile) -> list[Finding]:
    """What the checks of names say, in their order, by code: the first finding, the others beneath it."""
    if len(findings) < 2:
        return list(findings)
    codes = {
        (cell.sheet, position(cell.address)[0]): row.code
        for hierarchy in (*coded_blocks(report, profile), *coded_lists(report, profile))
        for row in hierarchy.block.rows
        for cell in row.cells.values()
        if cell.address
    }
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        places = [(cell.sheet, position(cell.address)[0]) for cell in finding.cells if cell.address]
        code = next((codes[place] for place in places if place in codes), None)
        groups.setdefault(code or id(finding), []).append(finding)
    return [_one(group) if len(group) > 1 else group[0] for group in groups.values()]


def _one(group: Sequence[Finding]) -> Finding:
    first, *others = group
    severity = min((finding.severity for finding in group), key=_GRAVEST.index)
    cells = tuple(dict.fromkeys(cell for finding in group for cell in finding.cells))
    return replace(first, severity=severity, cells=cells, caused=tuple(others))
