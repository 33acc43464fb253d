"""Formulas of a person's that ended in an error where words of ours stand, which would be printed as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...addresses import address
from ...cells import Cell, CellKind
from ...findings import Finding
from ...report import WrittenField
from ..files.grid import LOST, Grid
from ..forms.problems import cell_problem
from .fact_sheets import Groups


def broken_words(
    grid: Grid, groups: Groups, written: Mapping[str, WrittenField], told: Sequence[Finding]
) -> Iterator[Finding]:
    """Errors in a person's words of the 情况说明 and on the sheets of the groups, but for figures ``told`` of already."""
    known = {cell.place for finding in told for cell in finding.cells}
    cells = [field.person_cell for field in written.values() if field.person_cell.kind is CellKind.ERROR]
    for name in dict.fromkeys(place.sheet.name for _, place in groups if place):
        cells += [
            Cell(name, address(*place), raw.kind, raw.text, formula=raw.formula)
            for place, raw in grid[name].cells.items()
            if raw.kind is CellKind.ERROR
        ]
    for cell in cells:
        if cell.text != LOST and cell.place not in known:
            yield cell_problem("RD-06", cell)
