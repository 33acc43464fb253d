"""What is told of totals that are blank: each by itself in a filled workbook, all in one line when it was never filled."""

from __future__ import annotations

from collections.abc import Sequence

from ...addresses import position
from ...amounts import PRINTED_DECIMALS
from ...cells import CellKind
from ...edits import Edit
from ...findings import Finding
from ..files.grid import Grid
from ..forms.meaning import words
from ..forms.problems import problem


def is_blank(grid: Grid, edit: Edit) -> bool:
    """True for an edit that gives content to a cell without any."""
    sheet = grid.by_name.get(edit.sheet)
    return edit.value is not None and (sheet is None or sheet[position(edit.address)].kind is CellKind.BLANK)


def blank_totals(grid: Grid, edits: Sequence[Edit]) -> list[Finding]:
    """One problem for each total that stands blank among filled ones. ``edits``: what they are worked out to."""
    return [
        problem(
            "RD-41",
            words(grid[edit.sheet], *position(edit.address)),
            sheet=edit.sheet,
            address=edit.address,
            figure=edit.value if isinstance(edit.value, str) else f"{edit.value:,.{PRINTED_DECIMALS}f}",
        )
        for edit in edits
    ]


def never_filled(grid: Grid, edits: Sequence[Edit]) -> Finding:
    """The one line for a workbook whose totals are blank. ``edits``: all that filling would write."""
    count = sum(edit.formula is not None and is_blank(grid, edit) for edit in edits)
    return problem("RD-42", count=count)


def nothing_filled() -> Finding:
    """The one line for a workbook whose forms hold no figure at all."""
    return problem("RD-64")


def not_begun(count: int) -> Finding:
    """The one line for a workbook that holds nothing but ``count`` figures brought forward from last year."""
    return problem("RD-63", count=count)
