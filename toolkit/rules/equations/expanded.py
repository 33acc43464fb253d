"""What the rules make of one workbook, as it stands and as it would be with misplaced rows put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from ...cells import Cell
from ...profiles import RuleSpec
from ...report import Report
from .equation import Equation, Ratio
from .presence import Presence


class Misplaced(NamedTuple):
    """What may be wrong with some rows: the report as it would be otherwise, and the words for it. ``code``: one mistyped,
    ``right``: what it should be."""

    cells: tuple[Cell, ...]
    change: Callable[[Report], Report]
    fault: str
    advice: str
    code: str = ""
    right: str = ""


class Explained(NamedTuple):
    """``found``: what was wrong, each with the alarms it had set off; ``report``, ``expanded``: as if that were put right."""

    found: tuple[tuple[Misplaced, tuple[Equation | Ratio, ...]], ...]
    report: Report
    expanded: Expanded

    @property
    def mistyped(self) -> Mapping[str, str]:
        """The codes that were mistyped, with what they should be: nothing is to be put in above the ones or for the
        others."""
        return {one.code: one.right for one, _ in self.found if one.code}


class Expanded(NamedTuple):
    """What the rules make of one workbook: made once, and handed on to the check, the fill and the live checks.

    ``crashed``: rules that could not be applied because of a fault of ours, with what was raised. ``unread``: how often a
    rule, by its id, could not be applied because a cell of it cannot be read as a figure. ``waiting``: blank percentages
    whose base is blank as well, to be worked out where the fill works out the base. ``held``: the items without those
    that wait for what is still to be typed; only these are held against anybody. ``misplaced``: the rows that sums take
    for others, None until somebody has looked for them.
    """

    items: tuple[Equation | Ratio, ...]
    presences: tuple[Presence, ...] = ()
    crashed: tuple[tuple[RuleSpec, Exception], ...] = ()
    unread: Mapping[str, int] = MappingProxyType({})
    waiting: tuple[Ratio, ...] = ()
    held: tuple[Equation | Ratio, ...] = ()
    misplaced: Explained | None = None
