"""Slips of a tired clerk, one at a time, and what the tool tells of each: what the tests of the clerk's year share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import clerk

from toolkit import workbook, workflow
from toolkit.cells import Cell
from toolkit.edits import Edit
from toolkit.findings import Finding, Severity
from toolkit.report import Report

#: Hints that a finished workbook may still have: 自评表 that there are none of, and terms to be looked over.
HINTS = {"RD-44", "RD-45"}


class Slip(NamedTuple):
    """What a tired person does: the edits, made of the report, and the cell that the first finding should name."""

    edits: Callable[[Report], Iterator[Edit]]
    cell: Callable[[Report], Cell]


def item(table: str, code: str, column: str) -> Callable[[Report], Cell]:
    return lambda report: report.tables[table].blocks[""][code][column]


def fact(name: str) -> Callable[[Report], Cell]:
    return lambda report: report.facts[name]


def now_says(cell: Callable[[Report], Cell], content: str) -> Slip:
    """Another content in a cell: a figure, or words that look like one."""
    value: Decimal | str = content if content.startswith("约") else Decimal(content)

    def edits(report: Report) -> Iterator[Edit]:
        yield Edit(cell(report).sheet, cell(report).address, value)

    return Slip(edits, cell)


def moved(table: str, code: str, other: str, column: str) -> Slip:
    """An amount typed one row further down."""

    def edits(report: Report) -> Iterator[Edit]:
        here, there = (report.tables[table].blocks[""][each][column] for each in (code, other))
        yield Edit(here.sheet, here.address)
        yield Edit(there.sheet, there.address, there.value + here.value)

    return Slip(edits, item(table, code, column))


def dropped(table: str, code: str, naming: str = "编码") -> Slip:
    """A row left out; ``naming``: the column that tells which it is."""

    def edits(report: Report) -> Iterator[Edit]:
        for cell in report.tables[table].blocks[""][code].cells.values():
            if cell.formula is None:
                yield Edit(cell.sheet, cell.address)

    return Slip(edits, item(table, code, naming))


def swapped(one: str, other: str) -> Slip:
    def edits(report: Report) -> Iterator[Edit]:
        here, there = report.facts[one], report.facts[other]
        yield Edit(here.sheet, here.address, there.value)
        yield Edit(there.sheet, there.address, here.value)

    return Slip(edits, fact(one))


def changed(path: Path, report: Report, target: Path, slip: Slip) -> workflow.Checked:
    """The workbook with the slip, saved by Excel: which has worked its formulas out anew. ``report``: what it says now."""
    workbook.apply_edits(path, target, list(slip.edits(report)))
    checked = workflow.check(target)
    has_formulas = any(cell.formula for table in report.tables.values() for cell in table.cells())
    return workflow.fill(checked).checked if has_formulas else checked


def serious(checked: workflow.Checked) -> list[Finding]:
    return [
        finding for finding in checked.findings if finding.rule not in HINTS and finding.severity is not Severity.TAIL
    ]


def named(path: Path, target: Path, slips: Mapping[str, Slip]) -> dict[str, bool]:
    """Whether one of the findings names the wrong cell first, by slip; each is found."""
    result, report = {}, clerk.read(path).report
    for name, slip in slips.items():
        cell = slip.cell(report)
        findings = serious(changed(path, report, target, slip))
        assert findings, name
        result[name] = any(
            (f.cells[0].sheet, f.cells[0].address) == (cell.sheet, cell.address) for f in findings if f.cells
        )
    return result


def as_printed(path: Path, target: Path) -> Path:
    """The same as an export has it: every total a figure, no formula."""
    target.write_bytes(path.read_bytes())
    cells = [cell for table in clerk.read(path).report.tables.values() for cell in table.cells() if cell.formula]
    clerk.type_in(target, [Edit(cell.sheet, cell.address, cell.value) for cell in cells])
    return target
