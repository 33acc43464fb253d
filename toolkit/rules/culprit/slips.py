"""What a person probably did when a figure is wrong: pure functions of the printed figure and what it should be.

All figures are whole numbers of the last printed decimal (24.68 is 2468), so that digits can be compared as typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from ...amounts import Unit


class Kind(Enum):
    """Kinds of slips, the surest explanation first: what hardly ever happens by chance outranks what often does."""

    SWAPPED = "相邻两位数字颠倒"
    SIGN = "正负号相反"
    UNIT = "元与万元混用"
    COPIED_TOTAL = "照抄了合计"
    COPIED_PART = "合计照抄了其中一项"
    POINT = "小数点错位"
    LOST_END = "漏录末位数字"
    MISSING_DIGIT = "漏录一位数字"
    EXTRA_DIGIT = "多录一位数字"
    DIGIT = "录错一位数字"
    OMITTED = "漏填"
    COPIED_NEIGHBOUR = "照抄了旁边的数"
    COPIED_PRIOR = "照抄了上年的数"


class Slip(NamedTuple):
    """A likely slip. ``right`` is the figure that was meant, None when the slip does not tell it."""

    kind: Kind
    right: int | None = None


#: A sheet in 元 is mixed up with one in the unit that is usual, and a sheet in another unit with 元.
_USUAL = Unit.WAN


def other_unit(unit: Unit | None) -> tuple[Unit, int]:
    """The unit that a sheet's own is mixed up with, and how many of the smaller one the larger is."""
    own = unit or _USUAL
    other = _USUAL if own is Unit.YUAN else Unit.YUAN
    return other, max(own.fen, other.fen) // min(own.fen, other.fen)


def slip_title(kind: Kind, unit: Unit | None) -> str:
    """The kind as a message names it, on a sheet in this unit: ``元与千元混用，差 1,000 倍``."""
    if kind is not Kind.UNIT:
        return str(kind.value)
    other, times = other_unit(unit)
    small, large = sorted((unit or _USUAL, other), key=lambda each: each.fen)
    return f"{small.value}与{large.value}混用，差 {times:,} 倍"


_ORDER = {kind: place for place, kind in enumerate(Kind)}
#: Where a total and its part are alike, either may be the copy.
_ORDER[Kind.COPIED_PART] = _ORDER[Kind.COPIED_TOTAL]


def sureness(slip: Slip | None) -> int:
    """0 for the surest kind; an unexplained figure comes last."""
    return _ORDER[slip.kind] if slip else len(_ORDER)


def likely(
    printed: int,
    low: int,
    high: int,
    neighbours: frozenset[int] = frozenset(),
    prior: int | None = None,
    *,
    is_amount: bool = False,
    totals: frozenset[int] = frozenset(),
    parts: frozenset[int] = frozenset(),
    unit: Unit | None = None,
) -> Slip | None:
    """The surest slip that turns a figure within [low, high] into ``printed``; None when no usual one does.

    An amount seldom ends in 0 by itself, as counts and scores do: its last place may well have been left out.
    Of several figures that one kind of slip could have come from, the one nearest to the middle is taken.
    """
    middle = low + high  # doubled
    if printed and printed in totals:
        return Slip(Kind.COPIED_TOTAL)
    if printed and printed in parts:
        return Slip(Kind.COPIED_PART)
    for kind, meant in _reversals(printed, low, high, is_amount, other_unit(unit)[1]):
        fitting = [figure for figure in meant if low <= figure <= high and figure not in (0, printed)]
        if fitting:
            return Slip(kind, min(fitting, key=lambda figure: abs(2 * figure - middle)))
    if printed == 0:
        return Slip(Kind.OMITTED)
    if printed in neighbours:
        return Slip(Kind.COPIED_NEIGHBOUR)
    if printed == prior:
        return Slip(Kind.COPIED_PRIOR)
    return None


def _reversals(printed: int, low: int, high: int, is_amount: bool, times: int) -> Iterator[tuple[Kind, list[int]]]:
    """For each kind, all figures that it could have turned into ``printed``."""
    if printed == 0:
        return
    sign, digits = (-1 if printed < 0 else 1), f"{abs(printed):03d}"
    places = range(len(digits))

    def figures(texts: Iterator[str]) -> list[int]:
        return [sign * int(text) for text in texts]

    pairs = places[1:-1] if "0" in digits[:2] else places[:-1]  # nobody types 060.00
    yield Kind.SWAPPED, figures(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in pairs)
    yield Kind.SIGN, [-printed]
    yield Kind.UNIT, _in_other_unit(printed, low, high, times)
    shifted = [printed // shift for shift in (10, 100, 1000) if printed % shift == 0]
    yield Kind.POINT, [*shifted, printed * 10, printed * 100, printed * 1000]
    if is_amount and digits.endswith("0"):  # the last place is blank, and shown as a nought
        yield Kind.LOST_END, figures(digits[:-1] + new for new in "123456789")
    yield Kind.DIGIT, figures(digits[:i] + new + digits[i + 1 :] for i in places for new in "0123456789")
    between = range(len(digits) + 1)
    missed = [digits[:i] + new + digits[i:] for i in between for new in "0123456789"]
    if digits.endswith("0"):  # 299.9 for 299.39: the decimals after the missing one have moved up
        missed += [digits[:-2] + new + digits[-2] for new in "0123456789"]
    yield Kind.MISSING_DIGIT, figures(iter(missed))
    yield Kind.EXTRA_DIGIT, figures(digits[:i] + digits[i + 1 :] for i in places)


def _in_other_unit(printed: int, low: int, high: int, times: int) -> list[int]:
    """元 typed as 万元 are the amount with more decimals than it should have; 万元 typed as 元 have lost some."""
    smaller = (2 * abs(printed) + times) // (2 * times)
    larger = min(max(printed * times, low), high)
    rounds_to_printed = abs(larger - printed * times) <= times // 2
    return [smaller if printed > 0 else -smaller, *([larger] if rounds_to_printed else [])]
