"""How the checks that are not equations tell what they found, and the words they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...cells import Cell
from ...findings import Finding, Severity
from ...profiles import Profile, RuleSpec, TableSpec
from ...report import Report, Row, Table


class Tell(NamedTuple):
    """Makes the findings of one rule: ``tell(sentence, cell, …)``, the cell to look at first coming first."""

    rule: RuleSpec

    def __call__(self, message: str, *cells: Cell | None) -> Finding:
        shown = tuple(cell for cell in cells if cell is not None)
        return Finding(self.rule.id, Severity(self.rule.severity), self.rule.title, message, shown)


_NOT_DONE = "没有查成"


def crash(rule: RuleSpec, error: Exception) -> Finding:
    """What is told of a rule that could not be applied because of a fault of ours."""
    message = f"规则“{rule.id} {rule.title}”{_NOT_DONE}（{type(error).__name__}：{error}），其余规则照常；请把本工作簿发给维护人员。"
    return Finding(rule.id, Severity.WARNING, rule.title, message)


def is_crash(finding: Finding) -> bool:
    return finding.message.startswith(f"规则“{finding.rule} {finding.title}”{_NOT_DONE}")


def official(report: Report, profile: Profile) -> Iterator[tuple[Table, TableSpec]]:
    """The tables of the workbook with the forms they are."""
    for table in report.tables.values():
        spec = profile.tables.get(table.kind_id)
        if spec is not None:
            yield table, spec


def table_label(table: Table, profile: Profile) -> str:
    """How a message names a table: 公开03表, 支出预算总表, 工作表“自评表1”."""
    spec = profile.tables.get(table.kind_id)
    if spec is None or spec.repeated:
        return f"工作表“{table.sheet}”"
    return spec.label or spec.title


def first_cell(row: Row) -> Cell | None:
    """The cell that holds the code, else the first of the row."""
    cells = list(row.cells.values())
    return next((cell for cell in cells if row.code and cell.text == row.code), cells[0] if cells else None)
