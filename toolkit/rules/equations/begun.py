"""Equations over figures that nobody has typed yet are not held against anybody: what is missing is told by itself."""

from __future__ import annotations

from collections.abc import Iterable

from ...report import Report
from .equation import Equation, Term
from .expansion import Expanded


def begun(expanded: Expanded, report: Report) -> Expanded:
    """The equations without those one of whose sides consists of entries of 补充资料 that nobody has begun with."""
    if not report.not_begun:
        return expanded
    cells = {(cell.sheet, cell.address) for fact in report.not_begun if (cell := report.facts[fact]).address}

    def waits(side: Iterable[Term]) -> bool:
        figures = [term.figure for term in side]
        return bool(figures) and all(not f.prior and (f.cell.sheet, f.cell.address) in cells for f in figures)

    kept = [
        item for item in expanded.items if not (isinstance(item, Equation) and (waits(item.left) or waits(item.right)))
    ]
    return expanded._replace(items=tuple(kept))
