"""An equation between cells, in whole 分, and its verdict.

A printed figure stands for every true amount that prints so, hence a sum is wrong only when no true amounts could have
produced the figures (:class:`Verdict`). Counts are exact; scores and percentages have the slack of their decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ...amounts import NOTHING, Amount, Interval, Unit
from ...cells import Cell
from ...lazily import derived
from ...profiles import RuleSpec
from ..language.grammar import PRIOR

#: One whole of a count, score or percentage, so that integers carry six decimals, as 分 do for 万元.
WHOLE = 10**6


#: How the names of forms begin of which there may be several: 工作表“自评表1”.
REPEATED_FORM = "工作表“"


class Verdict(Enum):
    """What the 校验 sheet says of an equation."""

    EXACT = "相符"
    TAIL = "尾差"
    WRONG = "不符"


class Figure(NamedTuple):
    """One cell in an equation. ``value`` and ``interval`` are in 分 (amounts) or millionths (all else).

    ``prior``: the cell is last year's workbook's. ``form``, ``row`` and ``column`` say where it is.
    """

    cell: Cell
    role: str
    value: int
    interval: Interval
    signed: bool
    prior: bool
    form: str
    row: str
    column: str

    @property
    def place(self) -> str:
        """Where the cell is, in Chinese: ``公开03表“210 卫生健康支出”的基本支出``."""
        year = PRIOR if self.prior else ""
        return f"{year}{self.form}“{self.row}”" + (f"的{self.column}" if self.column else "")

    @property
    def is_in_repeated_form(self) -> bool:
        """Whether it stands on a form of which there is one for each 项目; such a form goes by the name of its sheet."""
        return self.form.startswith(REPEATED_FORM)

    @property
    def unit(self) -> Unit | None:
        """None for counts, scores and percentages."""
        if self.role != "amount":
            return None
        return self.cell.amount.unit if self.cell.amount else self.cell.unit


class Term(NamedTuple):
    coefficient: int
    figure: Figure

    @property
    def cell(self) -> Cell:
        return self.figure.cell


class _Sides(NamedTuple):
    rule: RuleSpec
    relation: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    constant: int = 0
    absent: tuple[str, ...] = ()
    adds: bool = True


class Equation(_Sides):
    """``left relation right`` between cells. ``constant`` is added to the right side (millionths or 分).

    ``absent``: rows that a table does not list; they stand for nothing. ``adds``: the rule writes a sum on the right, so
    the left is a total; otherwise two figures are just compared.

    What follows from the figures is worked out once: the check, the solver, the fill and the live checks all ask for it.
    """

    @derived
    def left_value(self) -> int:
        return sum([k * figure.value for k, figure in self.left])

    @derived
    def right_value(self) -> int:
        return sum([k * figure.value for k, figure in self.right]) + self.constant

    @derived
    def looks_back(self) -> bool:
        """Whether it is about last year's workbook, too."""
        return any(figure.prior for _, figure in (*self.left, *self.right))

    @property
    def tolerance(self) -> int:
        """What the rule lets both sides differ by besides, in 分 or millionths."""
        return _tolerance(self.rule, next(self.figures)) if self.rule.tolerance else 0

    @property
    def slack(self) -> Interval:
        """The printed differences left − right that the rule lets pass: what rounding explains, and its tolerance."""
        return _widened(self.rounding, self.tolerance)

    @property
    def rounding(self) -> Interval:
        """The printed differences left − right that rounding explains (both sides' slack together).

        Of one amount printed in two tables the last place may differ by one besides, where the rule lets it.
        """
        low = high = 1 if self.prints_one_amount and self.rule.last_digit != "error" else 0
        low = -low
        for sign, terms in ((1, self.left), (-1, self.right)):
            for k, figure in terms:
                down, up = figure.value - figure.interval.low, figure.interval.high - figure.value
                if k * sign > 0:
                    high, low = high + abs(k) * down, low - abs(k) * up
                else:
                    high, low = high + abs(k) * up, low - abs(k) * down
        return Interval(low, high)

    @derived
    def may_print_one_amount(self) -> bool:
        """Whether it sets rounded amounts of one sheet, only added up, against those of another, all printed alike.

        Last year's figures were printed once for all.
        """
        if self.relation != "=" or self.constant or not (self.left and self.right):
            return False
        left, right = ({figure.cell.sheet for _, figure in side} for side in (self.left, self.right))
        amounts = [figure.cell.amount for figure in self.figures if figure.cell.amount]
        return (
            left.isdisjoint(right)
            and all(k == 1 and f.role == "amount" and not f.prior for k, f in (*self.left, *self.right))
            and len({(amount.unit, amount.decimals) for amount in amounts}) == 1
            and amounts[0].decimals < amounts[0].unit.decimals
        )

    @property
    def prints_one_amount(self) -> bool:
        """Whether it sets one printed amount against another, in two tables; the other figures beside them are nothing."""
        filled = [sum([1 for _, figure in side if figure.value]) for side in (self.left, self.right)]
        return filled == [1, 1] and self.may_print_one_amount

    @property
    def differs_in_last_digit(self) -> bool:
        """One amount that two tables print with a difference of one in the last place, and neither rounding nor the rule's
        tolerance explains it."""
        difference = self.left_value - self.right_value
        if not difference or abs(difference) <= self.tolerance or not self.prints_one_amount:
            return False
        amount = next(figure.cell.amount for figure in self.figures if figure.value and figure.cell.amount)
        return abs(difference) == int(Decimal(amount.unit.fen).scaleb(-amount.decimals))

    @derived
    def verdict(self) -> Verdict:
        difference = self.left_value - self.right_value
        if difference == 0 or (difference < 0 and self.relation == "<="):
            return Verdict.EXACT
        slack = self.slack
        return Verdict.TAIL if slack.low <= difference <= slack.high else Verdict.WRONG

    @property
    def figures(self) -> Iterator[Figure]:
        for _, figure in (*self.left, *self.right):
            yield figure


class Ratio(NamedTuple):
    """``left = numerator / denominator`` (执行率). All amounts are taken as not negative.

    The quotient is compared as the left side prints it: rounded to its decimals.
    """

    rule: RuleSpec
    left: Figure
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]

    @property
    def looks_back(self) -> bool:
        """Whether it is about last year's workbook, too."""
        return any(figure.prior for figure in self.figures)

    @property
    def _quotient(self) -> Fraction:
        top, bottom = (sum(k * figure.value for k, figure in side) for side in (self.numerator, self.denominator))
        return Fraction(top * WHOLE, bottom)

    @property
    def decimals(self) -> int:
        """How many decimals the left side has: as printed, at least the two (of the percentage) that forms have room for."""
        amount = self.left.cell.amount
        fewest = 4 if self.left.role == "percent" else 2
        return min(max(amount.decimals if amount else 0, fewest), 6)

    @property
    def right_value(self) -> int:
        """The quotient of the printed figures, rounded as the left side is, in millionths."""
        step: int = 10 ** (6 - self.decimals)
        return half_up(self._quotient / step) * step

    @property
    def tolerance(self) -> int:
        """What the rule lets both sides differ by besides, in millionths."""
        return _tolerance(self.rule, self.left) if self.rule.tolerance else 0

    @property
    def slack(self) -> Interval:
        """The differences left − right, in whole millionths, that the rule lets pass: rounding, and its tolerance."""
        return _widened(self.rounding, self.tolerance)

    @property
    def rounding(self) -> Interval:
        """The differences left − right, in whole millionths, that rounding explains."""
        top, bottom = span(self.numerator), span(self.denominator)
        down, up = self.left.value - self.left.interval.low, self.left.interval.high - self.left.value
        low = Fraction(top.low * WHOLE, bottom.high) - self.right_value - up
        return Interval(half_up(low), half_up(Fraction(top.high * WHOLE, bottom.low) - self.right_value + down))

    @property
    def verdict(self) -> Verdict:
        difference = self.left.value - self.right_value
        if difference == 0 or self.left.cell.is_empty:
            return Verdict.EXACT
        return Verdict.TAIL if self.slack.low <= difference <= self.slack.high else Verdict.WRONG

    @property
    def figures(self) -> Iterator[Figure]:
        yield self.left
        for _, figure in (*self.numerator, *self.denominator):
            yield figure


def _tolerance(rule: RuleSpec, first: Figure) -> int:
    """The tolerance of a rule in 分 or millionths; it is stated in the unit of the first cell, of percentages in points."""
    scale = first.unit.fen if first.unit else WHOLE
    return int(rule.tolerance * scale / (100 if first.role == "percent" else 1))


def _widened(interval: Interval, by: int) -> Interval:
    return Interval(interval.low - by, interval.high + by) if by else interval


def half_up(number: Fraction) -> int:
    """四舍五入 to a whole number, away from zero."""
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return whole if number >= 0 else -whole


def span(terms: Sequence[Term]) -> Interval:
    low = sum(k * (figure.interval.low if k > 0 else figure.interval.high) for k, figure in terms)
    return Interval(low, sum(k * (figure.interval.high if k > 0 else figure.interval.low) for k, figure in terms))


@lru_cache(maxsize=8192)  # most figures of a workbook are alike: zero
def measure(amount: Amount | None, role: str, *, signed: bool = False) -> tuple[int, Interval]:
    """A figure in whole 分 or millionths, with the true values it stands for. ``amount`` None is nothing."""
    if amount is None:
        return 0, NOTHING
    if role == "amount":
        return int(amount.value * amount.unit.fen), amount.interval(signed=signed)
    value = int(amount.value * WHOLE)
    if role == "count":
        return value, Interval(value, value)
    return value, Amount(amount.value, Unit.WAN, amount.decimals).interval(signed=signed)
