"""Percentages over exact intervals: whether any true amounts behind printed figures give the printed percentage.

Intervals are whole 分 (:class:`~toolkit.amounts.Interval`). ``None`` means that there is no base: the percentage does not
exist, whatever is printed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ...amounts import Interval, round_half_up

#: Of a base that may be next to nothing.
_MANY = Decimal("Infinity")


class Range(NamedTuple):
    """The percentages that are possible."""

    low: Decimal
    high: Decimal

    def holds(self, percent: Decimal, decimals: int) -> bool:
        """Whether one of them is printed so, with that many decimals, half-up."""
        half = Decimal(5).scaleb(-decimals - 1)
        return self.low <= percent + half and self.high >= percent - half

    def middle(self, decimals: int) -> Decimal:
        """What should be printed, about."""
        middle = (self.low + self.high) / 2 if self.high.is_finite() else self.low
        return round_half_up(middle, decimals)


def share(part: Interval, whole: Interval) -> Range | None:
    """``part`` in percent of ``whole``."""
    if whole.high <= 0:
        return None
    low = Decimal(max(part.low, 0)) * 100 / whole.high
    return Range(low, Decimal(part.high) * 100 / whole.low if whole.low > 0 else _MANY)


def growth(now: Interval, gap: Interval, *, up: bool) -> Range | None:
    """The change in percent of what was before: ``now`` less the rise ``gap``, or with the fall."""
    before = now.minus(gap) if up else now.plus(gap)
    if before.high <= 0:
        return None
    corners = [
        (gap.low, (now.high - gap.low) if up else (now.high + gap.low)),
        (gap.high, (now.low - gap.high) if up else (now.low + gap.high)),
    ]
    low, high = (Decimal(change) * 100 / base if base > 0 else _MANY for change, base in corners)
    return Range(low, high)


def change(now: Interval, before: Interval) -> Range | None:
    """The change from ``before`` to ``now`` in percent, its size without a sign."""
    if before.high <= 0:
        return None
    ends = [(Decimal(a) / b - 1) * 100 if b > 0 else _MANY for a, b in ((now.low, before.high), (now.high, before.low))]
    if ends[0] <= 0 <= ends[1]:
        return Range(Decimal(0), max(abs(ends[0]), abs(ends[1])))
    low, high = sorted(map(abs, ends))
    return Range(low, high)
