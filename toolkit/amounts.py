"""Amounts of money: Decimal with a unit, the interval a printed figure stands for, and figures as text.

A published figure is rounded. 12.34 万元 stands for every true amount, in 分, that prints so:
[12.335, 12.344999] 万元. Because a true amount is a whole number of 分, such an interval is a closed range of
integers, and sums of intervals are exact. 元 with two decimals leaves no room: the range is one single amount.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Unit(Enum):
    """The unit a sheet states (``单位：万元``): its word, and how many decimals of it a whole 分 takes.

    Nothing else knows which units there are: another one is one line here.
    """

    YUAN = "元", 2
    QIAN = "千元", 5
    WAN = "万元", 6

    decimals: int

    def __new__(cls, word: str, decimals: int) -> Unit:
        unit = object.__new__(cls)
        unit._value_ = word
        unit.decimals = decimals
        return unit

    def __init__(self, word: str, decimals: int) -> None:
        self.fen: int = 10**decimals
        """How many 分 one unit is."""

    @classmethod
    def called(cls, word: str) -> Unit | None:
        """The unit of that name; None for any other word."""
        return _UNITS.get(word)

    @classmethod
    def named_in(cls, words: str) -> Unit | None:
        """The unit that the words of a form name: 全年预算数（元）, 金额单位：千元; None when they name none."""
        found = _NAMED.search(words)
        return _UNITS[found[1]] if found else None


_UNITS = {unit.value: unit for unit in Unit}
_NAMED = re.compile(rf"(?:[（(]|单位[：:])\s*(?:人民币)?({'|'.join(_UNITS)})\s*(?:[）)]|$)")
#: Figures are published with two decimals, whatever the unit.
PRINTED_DECIMALS = 2
_EXCEL_PRECISION = Context(prec=15, rounding=ROUND_HALF_UP)
#: Room for whatever a cell can hold: 1E+308 has 309 digits, which the usual 28 cannot round.
_ROOMY = Context(prec=1000, rounding=ROUND_HALF_UP)
_LONGEST_NUMBER = 100  # characters of a number typed as text


class Interval(NamedTuple):
    """A closed range of whole 分. Adding two ranges adds their ends."""

    low: int
    high: int

    def plus(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def meets(self, other: Interval) -> bool:
        """True when some amount lies in both."""
        return max(self.low, other.low) <= min(self.high, other.high)


#: What a blank cell stands for: exactly nothing.
NOTHING = Interval(0, 0)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as it stands in a cell: its value, its unit and the decimals it is given with (at least two).

    Adding amounts of different units raises ``ValueError``; convert with :meth:`to` first.
    """

    value: Decimal
    unit: Unit
    decimals: int = PRINTED_DECIMALS

    def interval(self, *, signed: bool = False) -> Interval:
        """The true amounts, in 分, that are printed as this figure (half-up, away from zero).

        A printed zero stands for [0, 0.004999] 万元; where the form allows negative amounts (``signed``) for
        [-0.004999, 0.004999].
        """
        fen = self.value * self.unit.fen
        step = Decimal(self.unit.fen).scaleb(-self.decimals)
        if step <= 1:  # printed to the 分 or finer: the amount itself
            exact = int(fen.to_integral_value(ROUND_HALF_UP))
            return Interval(exact, exact)
        middle, half = int(fen), int(step) // 2
        if middle > 0:
            return Interval(middle - half, middle + half - 1)
        if middle < 0:
            return Interval(middle - half + 1, middle + half)
        return Interval(-half + 1 if signed else 0, half - 1)

    def to(self, unit: Unit) -> Amount:
        """The same amount in another unit, nothing rounded."""
        if unit is self.unit:
            return self
        value = self.value * self.unit.fen / unit.fen
        return Amount(value, unit, max(PRINTED_DECIMALS, self.decimals + unit.decimals - self.unit.decimals))

    @property
    def wan(self) -> Decimal:
        """The value in 万元, nothing rounded."""
        return self.to(Unit.WAN).value

    def __add__(self, other: Amount) -> Amount:
        self._same_unit(other)
        return Amount(self.value + other.value, self.unit, max(self.decimals, other.decimals))

    def __sub__(self, other: Amount) -> Amount:
        self._same_unit(other)
        return Amount(self.value - other.value, self.unit, max(self.decimals, other.decimals))

    def _same_unit(self, other: Amount) -> None:
        if self.unit is not other.unit:
            raise ValueError(f"cannot combine {self.unit.value} with {other.unit.value}")


@lru_cache(maxsize=8192)  # most figures of a workbook are alike: zero
def amount_from_number(number: Decimal, unit: Unit) -> Amount:
    """An amount from a cell's number: binary noise beyond Excel's 15 digits and digits below 分 are dropped."""
    number = _EXCEL_PRECISION.plus(number)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > unit.decimals:
        number = round_half_up(number, unit.decimals)
    number = trimmed(number)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return Amount(number, unit, max(PRINTED_DECIMALS, -exponent))


def trimmed(number: Decimal) -> Decimal:
    """Without trailing zeros and never in exponent form: 100, not 1E+2."""
    number = number.normalize()
    exponent = number.as_tuple().exponent
    return number.quantize(Decimal(1), context=_ROOMY) if isinstance(exponent, int) and exponent > 0 else number


_DASHES = frozenset("-—–－―─一_") - {"一"}
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")


def is_dash(text: str) -> bool:
    """True for 「—」「——」「-」: not applicable, which is not the same word as blank or zero."""
    text = text.strip()
    return bool(text) and all(ch in _DASHES for ch in text)


def read_number(text: str) -> Decimal | None:
    """The number a text cell shows, or None when it is not one.

    Understands thousands separators, full-width digits, spaces around and inside, a leading or full-width minus, and
    accounting brackets: ``"５,３０３.７２ "`` → 5303.72, ``"(1,000.00)"`` → -1000.00.
    """
    if len(text) > _LONGEST_NUMBER:
        return None
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"\s", "", plain).replace("，", ",").replace("−", "-").replace("¥", "")
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    if not plain or not _NUMBER.fullmatch(plain) or not any(ch.isdigit() for ch in plain):
        return None
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None


def round_half_up(number: Decimal, decimals: int) -> Decimal:
    """四舍五入: 2.675 → 2.68, -2.675 → -2.68; never a negative zero."""
    rounded = number.quantize(Decimal(1).scaleb(-decimals), context=_ROOMY)
    return rounded if rounded else abs(rounded)


def without_zeros(text: str) -> str:
    """12.30 → 12.3, 12.00 → 12."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed_decimals(number: Decimal) -> int:
    """As many decimals as an exact number has, two at the least."""
    exponent = number.as_tuple().exponent
    return max(PRINTED_DECIMALS, -exponent) if isinstance(exponent, int) else PRINTED_DECIMALS


def percent(part: Decimal, whole: Decimal, decimals: int = 2) -> Decimal | None:
    """``part / whole`` in percent, half-up; None when ``whole`` is 0: such a percentage does not exist."""
    if whole == 0:
        return None
    return round_half_up(part * 100 / whole, decimals)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a profile writes figures: ``5,510.47`` / ``5510.47`` / ``5510.5``, and what a zero looks like.

    ``whole_plain``: a whole number is written without decimals (209), any other with all of them (263.70).
    """

    decimals: int = 2
    separator: bool = True
    drop_zeros: bool = False
    zero: str | None = None
    whole_plain: bool = False

    def text(self, number: Decimal) -> str:
        """The figure as text, rounded half-up."""
        rounded = round_half_up(number, self.decimals)
        if rounded == 0 and self.zero is not None:
            return self.zero
        text = f"{rounded:,f}" if self.separator else f"{rounded:f}"
        if self.drop_zeros:
            text = without_zeros(text)
        return text.partition(".")[0] if self.whole_plain and rounded == rounded.to_integral_value() else text
