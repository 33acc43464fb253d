"""What every report tells of the findings, as data: counts, the verdict, where to look, the JSON object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol

from ..cells import Cell
from ..findings import ACCEPTED, Finding, Severity
from ..report import Report


class Checked(Protocol):
    """What the reports need of a checked workbook (``workflow.Checked``)."""

    @property
    def report(self) -> Report: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many errors, warnings and tails; what a person has accepted is none of them."""
    counts = {severity.value: 0 for severity in Severity}
    for finding in findings:
        if not finding.accepted:
            counts[finding.severity.value] += 1
    return counts


def verdict(findings: Sequence[Finding]) -> str:
    """One line that says how the workbook stands."""
    counts = summary(findings)
    tails = f"尾差 {counts['tail']} 处（四舍五入造成，无需处理）" if counts["tail"] else "没有尾差"
    accepted = sum(bool(finding.accepted) for finding in findings)
    known = f"{ACCEPTED} {accepted} 处；" if accepted else ""
    if counts["error"] or counts["warning"]:
        return f"错误 {counts['error']} 处，提示 {counts['warning']} 处；{known}{tails}。"
    return f"没有待处理的问题，{known}{tails}。" if accepted else f"全部相符，{tails}。"


def as_json(checked: Checked) -> dict[str, Any]:
    """One workbook's findings as the stable JSON object of the contract; amounts are strings.

    A finding also has ``place`` (section, page, sentence) when it is about a document, ``accepted`` (what a person wrote, who and why) when it is accepted, and ``caused`` (the findings
    it set off, of the same shape) when there are any.
    """
    report = checked.report
    return {
        "workbook": report.path.name,
        "profile": report.profile,
        "unit": report.unit_name,
        "year": report.year,
        "summary": summary(checked.findings),
        "findings": [_finding(finding) for finding in checked.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "cells": [_cell(cell) for cell in finding.cells],
        "expected": _figure(finding.expected),
        "actual": _figure(finding.actual),
        "difference": _figure(finding.difference),
    }
    if finding.place:
        told["place"] = {"section": finding.place.section, "page": finding.place.page, "sentence": finding.place.sentence}
    if finding.accepted:
        told["accepted"] = finding.accepted
    if finding.caused:
        told["caused"] = [_finding(caused) for caused in finding.caused]
    return told


def _cell(cell: Cell) -> dict[str, str]:
    return {"sheet": cell.sheet, "address": cell.address, "value": cell.text}


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def places(cells: Sequence[Cell], most: int = 6) -> str:
    """Where to look: 收入支出决算总表!C33、C34 … at most ``most`` cells."""
    parts = []
    for sheet, group in groupby(cells[:most], key=lambda cell: cell.sheet):
        parts.append(f"{sheet}!" + "、".join(cell.address for cell in group))
    more = f" 等 {len(cells)} 处" if len(cells) > most else ""
    return "；".join(parts) + more
