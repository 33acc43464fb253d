"""A person's 处理意见 on the 校验 sheet: which finding each belongs to, and whether it accepts that finding as it is now.

A remark accepts what was listed when it was typed. To know what that was, a hidden column holds for every row up to three
fingerprints: of the finding listed, of the finding that the remark accepts, and of the remark itself. A remark that is
new or reworded since the last run accepts what was listed then; one left alone accepts what it did before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ...addresses import column_number
from ...cells import Cell
from ...findings import Finding, Severity
from ...text import fingerprint
from ..files.grid import Grid, Sheet

CHECK_SHEET = "校验"
FIRST_ROW = 5  # below title, verdict, a line of help and the headings
REMARK_COLUMN = "H"  # 处理意见
TRACE_COLUMN = "I"  # the fingerprints
CHANGED = "（数据已变，请重新确认；仍然认可的，请改写“处理意见”。）"
_NONE = "-"
_DIGITS = 6  # what is nearer is the noise of doubles


class Remark(NamedTuple):
    """One row's 处理意见. ``listed``: fingerprint of the finding of the row; ``answers``: of the one it accepts."""

    rule: str = ""
    place: str = ""
    text: str = ""
    listed: str = ""
    answers: str = ""

    def accepts(self, finding: Finding) -> bool:
        return bool(self.text) and self.answers == identity(finding)

    @property
    def trace(self) -> str:
        """What the hidden column holds."""
        return f"{self.listed or _NONE} {self.answers or _NONE} {fingerprint(self.text)}" if self.text else self.listed


def accepted(grid: Grid, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, those a person has accepted on the 校验 sheet with the remark.

    Where the figures have changed since, the finding is open again and its message says so. Tails need no accepting.
    """
    sheet = grid.by_name.get(CHECK_SHEET)
    if sheet is None:
        return tuple(findings)
    remarks, _ = match(sheet, findings)
    return tuple(_judged(finding, remark) for finding, remark in zip(findings, remarks, strict=True))


def _judged(finding: Finding, remark: Remark) -> Finding:
    if not remark.text or finding.severity is Severity.TAIL:
        return finding
    if remark.accepts(finding):
        return replace(finding, accepted=remark.text)
    return replace(finding, message=finding.message + CHANGED)


def match(sheet: Sheet, findings: Sequence[Finding]) -> tuple[list[Remark], list[Remark]]:
    """The remark of every finding, and the remarks that belong to none.

    They belong together when rule and first cell are the same; among such, what was listed for the very same figures
    comes first, the others go by their order.
    """
    rows = _rows(sheet)
    found: list[Remark | None] = [None] * len(findings)
    for same_figures in (True, False):
        waiting: dict[tuple[str, ...], list[Remark]] = {}
        for row in rows:
            waiting.setdefault(_key(row.rule, row.place, row.listed, same_figures), []).append(row)
        for number, finding in enumerate(findings):
            place = place_of(finding.cells[0]) if finding.cells else ""
            candidates = waiting.get(_key(finding.rule, place, identity(finding), same_figures))
            if found[number] is None and candidates:
                found[number] = candidates.pop(0)
        rows = [row for left in waiting.values() for row in left]
    return [remark or Remark() for remark in found], rows


def _key(rule: str, place: str, listed: str, same_figures: bool) -> tuple[str, ...]:
    return (rule, place, listed) if same_figures else (rule, place)


def _rows(sheet: Sheet) -> list[Remark]:
    """Every row of findings; those without a remark keep the place of findings that are alike.

    What is written beside more links of a finding belongs to it.
    """
    told: list[list[str]] = []
    columns = [column_number(column) for column in ("C", "E", REMARK_COLUMN, TRACE_COLUMN)]
    for row in sheet.rows:
        if row >= FIRST_ROW:
            rule, place, text, trace = (sheet[row, column].text.strip() for column in columns)
            if told and not rule and sheet[row, columns[1]].formula:
                told[-1][2] += text
            else:
                told.append([rule, place, text, trace])
    return [_remark(*row) for row in told]


def _remark(rule: str, place: str, text: str, trace: str) -> Remark:
    listed, answers, written = ["" if part == _NONE else part for part in (*trace.split(), "", "", "")][:3]
    return Remark(rule, place, text, listed, answers if written == fingerprint(text) else listed)


def identity(finding: Finding) -> str:
    """What tells this finding from the same one over other figures: rule, cells, and the figures in them."""
    return fingerprint("\n".join(_told(finding)))


def _told(finding: Finding) -> list[str]:
    figures = (finding.expected, finding.actual, finding.difference)
    lines = [finding.rule, *("" if figure is None else _figure(figure) for figure in figures)]
    lines += [f"{place_of(cell)}={_figure(cell.value) if cell.is_number else cell.text}" for cell in finding.cells]
    for caused in finding.caused:
        lines += _told(caused)
    return lines


def _figure(value: Decimal) -> str:
    return f"{round(value, _DIGITS).normalize():f}"


def place_of(cell: Cell) -> str:
    """As the 校验 sheet names a cell: 收入决算表!C13."""
    return f"{cell.sheet}!{cell.address}"
