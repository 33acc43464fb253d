"""What stands around a figure: the steps it is printed in, its neighbours on the sheet, last year's figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ...addresses import position
from ...amounts import PRINTED_DECIMALS, Amount, Interval
from ...cells import Cell
from ...report import Report
from ..equations.equation import WHOLE, Equation, Figure, Ratio
from ..solving.simplex import FAR
from .slips import Slip, likely

#: In an interval of more printed steps, figures are not told apart: its ends are told, and nothing follows from it.
NARROW = 20


class Surroundings:
    """Made once for a workbook. ``prior`` is last year's, to find figures copied from it."""

    def __init__(
        self, items: Sequence[Equation | Ratio], report: Report | None = None, prior: Report | None = None
    ) -> None:
        self._items, self._report, self._prior = items, report, prior

    @cached_property
    def _figures(self) -> list[Figure]:
        figures = {id(figure): figure for item in self._items for figure in item.figures if not figure.prior}
        return list(figures.values())

    @cached_property
    def _by_place(self) -> dict[tuple[str, int, int], Figure]:
        return {(figure.cell.sheet, *position(figure.cell.address)): figure for figure in self._figures}

    @cached_property
    def _last_year(self) -> Mapping[tuple[str, str], Amount]:
        return _last_years_figures(self._report, self._prior) if self._report and self._prior else {}

    def step(self, figure: Figure) -> int:
        """The last printed decimal in 分 or millionths: 0.01 万元 is 10,000."""
        if figure.role == "count":
            return WHOLE
        unit = figure.unit
        decimals = figure.cell.amount.decimals if figure.cell.amount else PRINTED_DECIMALS
        steps: int = 10**decimals
        return max(1, (unit.fen if unit else WHOLE) // steps)

    def slip(self, figure: Figure, right: Interval) -> Slip | None:
        """What probably happened to a figure that should lie within ``right``, counted in :meth:`step`.

        An interval with an open end is no sign of any way of mistyping.
        """
        if figure.value and is_open(figure, right):
            return None
        step = self.step(figure)
        low, high = (in_steps(end, step) for end in right)
        prior = self._last_year.get(figure.cell.place)
        copied = frozenset(self._neighbours(figure, step))
        before = in_steps(_whole(figure, prior), step) if prior else None
        return likely(
            figure.value // step,
            low,
            high,
            copied,
            before,
            is_amount=figure.role == "amount",
            totals=frozenset(in_steps(total.value, step) for total in self._totals.get(id(figure), ())),
            parts=frozenset(in_steps(part.value, step) for part in self._parts.get(id(figure), ())),
            unit=figure.unit,
        )

    @cached_property
    def _parts(self) -> Mapping[int, Sequence[Figure]]:
        """What a total is the sum of, by its identity; sums of one figure are no sums."""
        found: dict[int, list[Figure]] = {}
        for item in self._items:
            if isinstance(item, Equation) and item.relation == "=" and len(item.left) == 1:
                parts = [figure for k, figure in item.right if k == 1 and figure.value]
                if len(parts) > 1:
                    found.setdefault(id(item.left[0].figure), []).extend(parts)
        return found

    @cached_property
    def _totals(self) -> Mapping[int, Sequence[Figure]]:
        """The sums that a figure is part of, by its identity."""
        figures = {id(figure): figure for figure in self._figures}
        found: dict[int, list[Figure]] = {}
        for total, parts in self._parts.items():
            for part in parts:
                found.setdefault(id(part), []).extend([figures[total]] if total in figures else [])
        return found

    def is_last_years(self, figure: Figure) -> bool:
        """Whether it prints what last year's workbook has in the same place."""
        prior = self._last_year.get(figure.cell.place)
        return prior is not None and in_steps(_whole(figure, prior), self.step(figure)) == in_steps(
            figure.value, self.step(figure)
        )

    def likeness(self, figure: Figure, right: Interval) -> int:
        """1 when a neighbour's figure would do here and the present one is not such, −1 the other way round, else 0."""
        step = self.step(figure)
        near = set(self._neighbours(figure, step))
        low, high = (in_steps(end, step) for end in right)
        return any(low <= other <= high for other in near) - (figure.value // step in near)

    def _neighbours(self, figure: Figure, step: int) -> Iterator[int]:
        """The figures that one copies by mistake: the one before and the one above."""
        row, column = position(figure.cell.address)
        for place in ((row, column - 1), (row - 1, column)):
            neighbour = self._by_place.get((figure.cell.sheet, *place))
            if neighbour is not None and neighbour.value:
                yield in_steps(neighbour.value, step)


def _whole(figure: Figure, amount: Amount) -> int:
    return int(amount.value * (amount.unit.fen if figure.role == "amount" else WHOLE))


def is_open(figure: Figure, right: Interval) -> bool:
    """True when nothing but the form itself limits the right value downwards or upwards."""
    return right.high >= FAR // 2 or right.low <= (-FAR // 2 if figure.signed else 0) < right.high


def in_steps(value: int, step: int) -> int:
    """How a true amount is printed: half-up in whole steps, away from zero."""
    whole = (2 * abs(value) + step) // (2 * step)
    return whole if value >= 0 else -whole


def _last_years_figures(report: Report, prior: Report) -> dict[tuple[str, str], Amount]:
    """Last year's figures by the (sheet, address) that the same table, row and column have this year."""
    same = _same_cells(report, prior)
    return {cell.place: was.amount for cell, was in same if was is not None and was.amount is not None}


def _same_cells(report: Report, prior: Report) -> Iterator[tuple[Cell, Cell | None]]:
    for name in report.tables.keys() & prior.tables.keys():
        blocks, old = report.tables[name].blocks, prior.tables[name].blocks
        for key in blocks.keys() & old.keys():
            for row in blocks[key]:
                if row.key in old[key]:
                    cells = old[key][row.key].cells
                    yield from ((cell, cells.get(column)) for column, cell in row.cells.items())
