"""Findings shown: JSON and console. The 校验 sheet is written by the workbook room from the same records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol

from .findings import Finding, Severity
from .report import Cell, Report

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.TAIL: 2}


class Checked(Protocol):
    """What the reports need of a checked workbook (``workflow.Checked``)."""

    @property
    def report(self) -> Report: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many errors, warnings and tails."""
    counts = {severity.value: 0 for severity in Severity}
    for finding in findings:
        counts[finding.severity.value] += 1
    return counts


def verdict(findings: Iterable[Finding]) -> str:
    """One line that says how the workbook stands."""
    counts = summary(findings)
    tails = f"尾差 {counts['tail']} 处（四舍五入造成，无需处理）" if counts["tail"] else "没有尾差"
    if not counts["error"] and not counts["warning"]:
        return f"全部相符，{tails}。"
    return f"错误 {counts['error']} 处，提示 {counts['warning']} 处；{tails}。"


def as_json(checked: Checked) -> dict[str, Any]:
    """One workbook's findings as the stable JSON object of the contract; amounts are strings."""
    report = checked.report
    return {
        "workbook": report.path.name,
        "profile": report.profile,
        "unit": report.unit_name,
        "year": report.year,
        "summary": summary(checked.findings),
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "message": finding.message,
                "cells": [_cell(cell) for cell in finding.cells],
                "expected": _figure(finding.expected),
                "actual": _figure(finding.actual),
                "difference": _figure(finding.difference),
            }
            for finding in checked.findings
        ],
    }


def _cell(cell: Cell) -> dict[str, str]:
    return {"sheet": cell.sheet, "address": cell.address, "value": cell.text}


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def console(checked: Checked, *, tails: bool = False) -> Iterator[str]:
    """The findings as lines of text: verdict, then errors and warnings by sheet; tails only when asked for."""
    report = checked.report
    yield f"{report.path.name}　{report.unit_name}　{report.year}年度　{verdict(checked.findings)}"
    shown = [f for f in checked.findings if tails or f.severity is not Severity.TAIL]
    shown.sort(key=lambda f: _ORDER[f.severity])
    for severity, group in groupby(shown, key=lambda f: f.severity):
        yield f"  【{severity.label}】"
        for finding in group:
            yield f"    {finding.rule}　{finding.message}"
            if finding.cells:
                yield f"        {places(finding.cells)}"


def places(cells: Sequence[Cell], most: int = 6) -> str:
    """Where to look: 收入支出决算总表!C33、C34 … at most ``most`` cells."""
    parts = []
    for sheet, group in groupby(cells[:most], key=lambda cell: cell.sheet):
        parts.append(f"{sheet}!" + "、".join(cell.address for cell in group))
    more = f" 等 {len(cells)} 处" if len(cells) > most else ""
    return "；".join(parts) + more
