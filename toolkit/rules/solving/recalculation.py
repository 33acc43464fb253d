"""What a change of a typed figure carries with it: the cells whose formulas add it up.

A formula is never the slip of whoever typed the figures below it: its cell follows. What it follows, and how often each
figure counts in it, is told by the identity that the formula works out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ...addresses import Area, column_number, position
from ..equations.equation import Equation, Figure

_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'!|([^\s'!(),+\-*/^&=<>:;\"]+)!)?\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?(?![\w(])"
)
_QUOTED_TEXT = re.compile(r'"[^"]*"')


def places_in(formula: str, home: str) -> Iterator[tuple[str, Area]]:
    """The areas a formula refers to, each with its sheet; ``home`` is the sheet it stands on."""
    for quoted, plain, left, top, right, bottom in _REFERENCE.findall(_QUOTED_TEXT.sub("", formula)):
        sheet = quoted.replace("''", "'") or plain or home
        first, last = column_number(left), column_number(right or left)
        yield sheet, Area(int(top), min(first, last), int(bottom or top), max(first, last))


def _within(cells: Mapping[tuple[int, int], int], area: Area) -> Iterator[int]:
    """Those of a sheet's cells that an area holds, however large it is."""
    if area.size > len(cells):
        yield from (cell for (row, column), cell in cells.items() if area.holds(row, column))
        return
    for row in area.rows:
        for column in area.columns:
            if (row, column) in cells:
                yield cells[row, column]


class Recalculation:
    """Cells by their numbers in ``figures``. ``formulas``: the cells that are worked out from others of them."""

    def __init__(
        self, figures: Sequence[Figure], equations: Sequence[Equation], users: Sequence[Sequence[int]]
    ) -> None:
        self._figures, self._equations, self._users = figures, equations, users
        self._numbers = {id(figure): number for number, figure in enumerate(figures)}
        referred = self._referred() if any(figure.cell.formula for figure in figures) else {}
        self.formulas = frozenset(referred)
        direct: dict[int, dict[int, int | None]] = {}
        for formula, cells in referred.items():
            weights = self._weights(formula, cells)
            blank = None if "-" in (figures[formula].cell.formula or "") else 1  # what is only added counts once
            for cell in cells:
                direct.setdefault(cell, {})[formula] = weights.get(cell, blank) if weights else None
        self._direct = direct
        self._carried: dict[int, dict[int, int | None]] = {}

    def carried(self, cell: int) -> Mapping[int, int | None]:
        """The formula cells that follow a cell, with how often it counts in each; None where that is not known."""
        if cell not in self._direct:
            return {}
        if cell not in self._carried:
            self._carried[cell] = {}  # a circle of formulas ends here
            found: dict[int, int | None] = {}
            for formula, weight in self._direct[cell].items():
                _add(found, formula, weight)
                for further, times in self.carried(formula).items():
                    _add(found, further, None if weight is None or times is None else weight * times)
            self._carried[cell] = found
        return self._carried[cell]

    def sources(self, cell: int) -> frozenset[int]:
        """The typed cells that a formula cell follows; the cell itself where it was typed."""
        if cell not in self.formulas:
            return frozenset((cell,))
        return self._sources.get(cell, frozenset())

    @cached_property
    def _sources(self) -> Mapping[int, frozenset[int]]:
        found: dict[int, set[int]] = {}
        for cell in self._direct.keys() - self.formulas:
            for follower in self.carried(cell):
                found.setdefault(follower, set()).add(cell)
        return {follower: frozenset(cells) for follower, cells in found.items()}

    def _referred(self) -> dict[int, frozenset[int]]:
        """For each cell with a formula over others: those others."""
        by_sheet: dict[str, dict[tuple[int, int], int]] = {}
        for number, figure in enumerate(self._figures):
            if not figure.prior and figure.cell.address:
                by_sheet.setdefault(figure.cell.sheet, {})[position(figure.cell.address)] = number
        found = {}
        for number, figure in enumerate(self._figures):
            if figure.cell.formula and not figure.prior:
                areas = places_in(figure.cell.formula, figure.cell.sheet)
                cells = {
                    cell for sheet, area in areas for cell in _within(by_sheet.get(sheet, {}), area) if cell != number
                }
                if cells:
                    found[number] = frozenset(cells)
        return found

    def _weights(self, formula: int, cells: frozenset[int]) -> dict[int, int] | None:
        """How often each cell counts in the formula: as in the identity over the very same figures, zeros aside."""
        filled = {cell for cell in cells if self._figures[cell].value}
        for number in dict.fromkeys(self._users[formula]):
            equation = self._equations[number]
            if equation.relation != "=" or equation.constant:
                continue
            weights = self._as_sum(equation, formula)
            if weights is not None and {cell for cell in weights if self._figures[cell].value} == filled:
                return weights
        return None

    def _as_sum(self, equation: Equation, formula: int) -> dict[int, int] | None:
        """The identity solved for the formula's cell; None where that takes a fraction."""
        weights: dict[int, int] = {}
        for sign, side in ((1, equation.left), (-1, equation.right)):
            for k, figure in side:
                cell = self._numbers[id(figure)]
                weights[cell] = weights.get(cell, 0) + sign * k
        own = weights.pop(formula, 0)
        return {cell: -k * own for cell, k in weights.items() if k} if own in (1, -1) else None


def _add(found: dict[int, int | None], cell: int, weight: int | None) -> None:
    before = found.get(cell, 0)
    found[cell] = None if weight is None or before is None else before + weight


def closure(cells: Iterable[int], recalculation: Recalculation) -> set[int]:
    """The cells and all that follow them."""
    return {follower for cell in cells for follower in (cell, *recalculation.carried(cell))}
