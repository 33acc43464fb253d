"""上年数 taken from last year's workbook, marked and commented with where each came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path, PureWindowsPath
from typing import Protocol

from ...amounts import read_number
from ...cells import Cell
from ...edits import Edit, Mark
from ...findings import Finding
from ...report import Report
from ..files.grid import RawCell
from ..forms.problems import cell_problem

#: The fact of 基本信息 that names last year's workbook, and the problem that it is not there.
LAST_YEAR, NO_LAST_YEAR = "上年工作簿", "RD-46"
_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et")
_PUBLISHED = (".docx", ".docm", ".pdf")
_ORIGIN = re.compile(r"取自上年(?:工作簿|公布的)“[^”\n]*”：[^\n]* (-?[\d,]+(?:\.\d+)?)", re.MULTILINE)


class Taken(Protocol):
    """What the rules take from last year (``rules.FromPriorYear``)."""

    @property
    def cell(self) -> Cell: ...

    @property
    def value(self) -> Decimal: ...

    @property
    def source(self) -> str: ...


def prior_edits(taken: Iterable[Taken], workbook: str) -> list[Edit]:
    """The figures, in the colour of what a person is to look over. ``workbook``: the name of last year's file, or of the
    document that was published."""
    what = "上年公布的" if workbook.lower().endswith(_PUBLISHED) else "上年工作簿"
    return [
        Edit(
            each.cell.sheet,
            each.cell.address,
            each.value,
            mark=Mark.DRAFT,
            comment=f"取自{what}“{workbook}”：{each.source} {each.value:,f}",
        )
        for each in taken
    ]


def named_last_year(report: Report, folder: Path) -> tuple[Path | None, tuple[Finding, ...]]:
    """The workbook that 基本信息 names as last year's, in this folder; and that it is not there.

    The name is taken for nothing but a file of this folder: with a way to another one it names none.
    """
    cell = report.facts.get(LAST_YEAR)
    if cell is None or not cell.text:
        return None, ()
    if cell.text == PureWindowsPath(cell.text).name and cell.text not in (".", ".."):
        for suffix in ("", *_SUFFIXES):  # Windows shows names without their endings
            path = folder / f"{cell.text}{suffix}"
            if path.suffix.lower() in _SUFFIXES and path.is_file():
                return path, ()
    return None, (cell_problem(NO_LAST_YEAR, cell),)


def origin(comment: str, cell: RawCell) -> str:
    """The line of our comment that says where a figure came from; "" when there is none or the figure is another now."""
    found = _ORIGIN.search(comment)
    if found is None or read_number(found[1]) != read_number(cell.text):
        return ""
    return found[0]
