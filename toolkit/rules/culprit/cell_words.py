"""What a message says of a cell that should change, in the unit and the decimals of that cell."""

from __future__ import annotations

from decimal import Decimal

from ...amounts import NumberStyle, printed_decimals
from ...findings import RightFigure
from ..equations.equation import WHOLE
from ..solving.simplex import FAR
from .cases import Repair
from .slips import slip_title
from .surroundings import NARROW, Surroundings, in_steps, is_open

#: How an empty cell is told among figures.
EMPTY = "空"
#: In an interval of so few, the figure that a likely slip was made from is told rather than the middle.
_TELLING = 2


class CellWords:
    """Made for one repair."""

    def __init__(self, repair: Repair, surroundings: Surroundings) -> None:
        self._figure, self._slip = repair.figure, repair.slip
        self._unit, self._step = repair.figure.unit, surroundings.step(repair.figure)
        low, high = repair.right
        self._low, self._high = in_steps(low, self._step), in_steps(high, self._step)
        self._center = in_steps((low + high) // 2, self._step)
        if self._slip and self._slip.right is not None and self._high - self._low <= _TELLING:
            self._center = self._slip.right
        self._is_open, self._opens_up = is_open(repair.figure, repair.right), high >= FAR // 2

    @property
    def place(self) -> str:
        return f"{self._figure.place}（{self._figure.cell.address}）"

    @property
    def address(self) -> str:
        return self._figure.cell.address

    @property
    def brief(self) -> str:
        """``公开06表“30101 基本工资”（C6，现 95.01，应为 95.21 万元左右（95.17 至 95.25））``."""
        now = "现为空" if self._figure.cell.is_empty else f"现 {self._text(self._figure.value // self._step)}"
        return f"{self._figure.place}（{self._figure.cell.address}，{now}，{self.should}）"

    @property
    def should(self) -> str:
        """``应为 24.88 万元左右（24.84 至 24.92）``; where the interval is wide, its ends."""
        unit = f" {self._unit.value}" if self._unit else ""
        low, high = self._text(self._low), self._text(self._high)
        if self._is_known:
            about = "" if low == high else f"{'' if unit else ' '}左右（{low} 至 {high}）"
            return f"应为 {self._text(self._center)}{unit}{about}"
        if self._is_open:
            return f"应不小于 {low}{unit}" if self._opens_up else f"应不大于 {high}{unit}"
        return f"应在 {low} 至 {high}{unit}之间"

    @property
    def now(self) -> str:
        """``现 24.68，可能是把 24.86 录成了 24.68（相邻两位数字颠倒）``."""
        printed = self._text(self._figure.value // self._step)
        now = "现为空" if self._figure.cell.is_empty else f"现 {printed}"
        return now + self.likely_slip

    @property
    def likely_slip(self) -> str:
        """``，可能是把 24.86 录成了 24.68：相邻两位数字颠倒``; "" where no usual slip explains the figure."""
        if self._slip is None:
            return ""
        meant = None if self._slip.right is None else self._text(self._slip.right)
        return (
            "，可能是"
            + (f"把 {meant} 录成了 {self.printed}：" if meant else "")
            + slip_title(self._slip.kind, self._unit)
        )

    @property
    def figures(self) -> tuple[Decimal | None, Decimal, Decimal | None]:
        """Right value, present value, difference. What is not known within a few printed steps is None."""
        actual = self._number(self._figure.value // self._step)
        if not self._is_known:
            return None, actual, None
        expected = self._number(self._center)
        return expected, actual, actual - expected

    @property
    def right(self) -> RightFigure:
        """The right figures as data; an end is None where nothing limits it."""
        low, high = self._number(self._low), self._number(self._high)
        if not self._is_open:
            return RightFigure(self._figure.cell, low, high)
        return RightFigure(self._figure.cell, low if self._opens_up else None, None if self._opens_up else high)

    @property
    def printed(self) -> str:
        """``69.26``; ``空`` where nothing stands."""
        return EMPTY if self._figure.cell.is_empty else self._text(self._figure.value // self._step)

    @property
    def _is_known(self) -> bool:
        return self._low == self._high or (not self._is_open and self._high - self._low <= NARROW)

    def _number(self, steps: int) -> Decimal:
        return Decimal(steps * self._step) / (self._unit.fen if self._unit else WHOLE)

    def _text(self, steps: int) -> str:
        number = self._number(steps)
        return NumberStyle(printed_decimals(number), drop_zeros=self._unit is None).text(number)
