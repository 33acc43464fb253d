"""What every report tells of the findings, as data: where to look, the JSON object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol

from ..cells import Cell
from ..findings import Act, Coverage, Finding, summary
from ..report import Report


class Checked(Protocol):
    """What the reports need of a checked workbook (``workflow.Checked``)."""

    @property
    def report(self) -> Report: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    @property
    def coverage(self) -> tuple[Coverage, ...]: ...


def as_json(checked: Checked) -> dict[str, Any]:
    """One workbook's findings as the stable JSON object of the contract; amounts are strings.

    A finding also has ``place`` (section, page, sentence) when it is about a document, ``act`` where the figures tell what
    was done wrong (its kind, the cells and between which ends their right figures lie), ``accepted`` (what a person wrote,
    who and why) when it is accepted, and ``caused`` (the findings it set off, of the same shape) when there are any.
    ``checked`` lists every form and every rule with its state, so that no finding cannot be taken for no check.
    """
    report = checked.report
    return {
        "workbook": report.path.name,
        "profile": report.profile,
        "unit": report.unit_name,
        "year": report.year,
        "summary": summary(checked.findings),
        "findings": [_finding(finding) for finding in checked.findings],
        "checked": [_coverage(entry) for entry in checked.coverage],
    }


def json_text(found: Mapping[str, Any]) -> str:
    """The object as text that a person can read, too: a key a line, and each entry of a list on a line of its own."""
    from json import JSONEncoder  # a check that only shows its findings does without

    written = JSONEncoder(ensure_ascii=False).encode

    def lines(value: object) -> str:
        if not (isinstance(value, list) and value):
            return written(value)
        return "[\n" + ",\n".join(f"  {written(entry)}" for entry in value) + "\n ]"

    return "{\n" + ",\n".join(f" {written(key)}: {lines(value)}" for key, value in found.items()) + "\n}\n"


def _coverage(entry: Coverage) -> dict[str, Any]:
    return {**entry._asdict(), "state": entry.state.value}


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
        told["place"] = {
            "section": finding.place.section,
            "page": finding.place.page,
            "sentence": finding.place.sentence,
        }
    if finding.act:
        told["act"] = _act(finding.act)
    if finding.accepted:
        told["accepted"] = finding.accepted
    if finding.caused:
        told["caused"] = [_finding(caused) for caused in finding.caused]
    return told


def _act(act: Act) -> dict[str, Any]:
    cells = [{**_cell(cell), "low": _figure(low), "high": _figure(high)} for cell, low, high in act.cells]
    return {"kind": act.kind, "title": act.title, "certain": act.certain, "cells": cells}


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
