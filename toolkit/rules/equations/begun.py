"""Equations over figures that nobody has typed yet are not held against anybody: what is missing is told by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...profiles import Profile
from ...report import Report
from .equation import Equation, Ratio, Term


def begun(items: Sequence[Equation | Ratio], report: Report, profile: Profile) -> tuple[Equation | Ratio, ...]:
    """The equations without those that wait for entries of 补充资料.

    One waits while all of one side is still blank, or anything in it that must be filled in: a blank among entries that
    may be left out is nothing.
    """
    required = {fact.id for fact in profile.all_facts if fact.required}
    open_cells = {
        cell.place: cell.is_empty and fact in required
        for fact, cell in report.facts.items()
        if cell.address and (cell.is_empty or fact in report.not_begun)
    }
    if not open_cells:
        return tuple(items)

    def waits(side: Iterable[Term]) -> bool:
        found = [None if term.figure.prior else open_cells.get(term.cell.place) for term in side]
        return any(found) or bool(found) and None not in found

    return tuple(item for item in items if not (isinstance(item, Equation) and (waits(item.left) or waits(item.right))))
