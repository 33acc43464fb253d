"""Live checks: every equation as Excel formulas that come to our verdict, recalculated with no Python near.

The slack formulas count signs: a positive figure may really be up to 0.005 less or 0.004999 more, a negative one the
other way round, a zero only more (less too where negative amounts are legal), a blank nothing. ``COUNTIF`` and ``COUNT``
pass over words and dashes in Excel, WPS and LibreOffice alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ..amounts import PRINTED_DECIMALS, Unit
from ..findings import LiveCheck
from ..profiles import Profile
from ..report import Cell, Report
from .equations import WHOLE, Equation, Figure, Ratio, Term
from .expansion import instances
from .formulas import linear, references

#: 1 分 in 万元; a millionth of anything else.
_SMALLEST = Decimal("0.000001")


def live_checks(report: Report, profile: Profile) -> tuple[LiveCheck, ...]:
    """One record for each equation that must hold, of the workbook as it stands: read again after ``fill_edits``.

    ``left ≤ right`` is shown as left against the smaller of both, so that the difference is what left has too much.
    What need not hold (severity warning) and equations with last year's workbook have none. Raises ProfileError when a rule of the profile is malformed.
    """
    found = []
    for item in instances(report, profile):
        if item.rule.severity != "error" or any(figure.prior for figure in item.figures):
            continue
        if isinstance(item, Equation):
            found.append(_equation(item))
        elif not item.left.cell.is_empty:
            found.append(_ratio(item))
    return tuple(found)


def _equation(item: Equation) -> LiveCheck:
    first = next(item.figures)
    unit, scale = first.unit, first.unit.fen if first.unit else WHOLE
    left, right, slack = item.left_value, item.right_value, item.slack
    left_formula, right_formula = linear(item.left, unit), linear(item.right, unit)
    if item.constant:
        constant = f"{Decimal(item.constant) / scale:f}"
        right_formula = f"{right_formula}+{constant}" if item.right else constant
    low, high = slack.low, slack.high
    low_formula = "-(" + _slack(item.left, item.right, unit, up=True) + ")"
    high_formula = _slack(item.left, item.right, unit, up=False)
    if item.relation == "<=":
        # "+0", for MIN passes over a blank cell that it is given by itself
        right, right_formula = min(left, right), f"MIN({left_formula}+0,{right_formula}+0)"
        low, low_formula = 0, "0"
    return LiveCheck(
        item.rule.id,
        item.rule.title,
        _cells(item),
        _number(left, scale),
        _number(right, scale),
        _number(low, scale),
        _number(high, scale),
        item.verdict.value,
        left_formula,
        right_formula,
        "0" if low_formula == "-(0)" else low_formula,
        high_formula,
    )


def _ratio(item: Ratio) -> LiveCheck:
    unit = Unit.WAN
    top, bottom = linear(item.numerator, unit), linear(item.denominator, unit)
    quotient = f"ROUND(({top})/({bottom}),{item.decimals})"
    left = references([item.left.cell])[0]
    down, up = item.left.value - item.left.interval.low, item.left.interval.high - item.left.value

    def bound(top_up: bool, sign: str, more: int) -> str:
        numerator = f"({top}{'+' if top_up else '-'}({_slack(item.numerator, (), unit, up=top_up)}))"
        denominator = f"({bottom}{'-' if top_up else '+'}({_slack(item.denominator, (), unit, up=not top_up)}))"
        return f"IF({bottom}=0,0,ROUND({numerator}/{denominator}-{quotient}{sign}{_number(more, WHOLE)},6))"

    return LiveCheck(
        item.rule.id,
        item.rule.title,
        _cells(item),
        item.left.cell.value,
        _number(item.right_value, WHOLE),
        _number(item.slack.low, WHOLE),
        _number(item.slack.high, WHOLE),
        item.verdict.value,
        left,
        f"IF({bottom}=0,{left},{quotient})",
        bound(False, "-", up),
        bound(True, "+", down),
    )


def _cells(item: Equation | Ratio) -> tuple[Cell, ...]:
    return tuple(dict.fromkeys(figure.cell for figure in item.figures))


def _number(value: int, scale: int) -> Decimal:
    return Decimal(value) / scale


class _Kind(NamedTuple):
    """Cells whose slack is written alike. ``half``: half a unit of the last printed decimal."""

    factor: Decimal
    half: Decimal
    signed: bool


def _slack(left: Sequence[Term], right: Sequence[Term], unit: Unit | None, *, up: bool) -> str:
    """How much more (``up``) or less left − right may really be, as a formula; "0" when there is no slack."""
    raised: dict[_Kind, list[Cell]] = {}
    lowered: dict[_Kind, list[Cell]] = {}
    for sign, terms in ((1, left), (-1, right)):
        for k, figure in terms:
            kind = _kind(abs(k), figure, unit)
            if kind is not None:
                ((raised if (k * sign > 0) == up else lowered).setdefault(kind, [])).append(figure.cell)
    parts = [_upward(kind, cells) for kind, cells in raised.items()]
    parts += [_downward(kind, cells) for kind, cells in lowered.items()]
    return "+".join(parts) or "0"


def _kind(k: int, figure: Figure, unit: Unit | None) -> _Kind | None:
    amount = figure.cell.amount
    own = figure.unit
    decimals = amount.decimals if amount else PRINTED_DECIMALS
    if figure.role == "count" or own is Unit.YUAN or decimals >= 6:
        return None
    factor = Decimal(k) * (10000 if own is Unit.WAN and unit is Unit.YUAN else 1)
    return _Kind(factor, Decimal(5).scaleb(-decimals - 1), figure.signed)


def _upward(kind: _Kind, cells: Sequence[Cell]) -> str:
    areas = references(cells)
    most = f"COUNT({','.join(areas)})*{_coefficient(kind, kind.half - _SMALLEST)}"
    return f"{most}+{_counted(areas, '<0')}*{_coefficient(kind, _SMALLEST)}"


def _downward(kind: _Kind, cells: Sequence[Cell]) -> str:
    areas = references(cells)
    if kind.signed:
        most = f"COUNT({','.join(areas)})*{_coefficient(kind, kind.half - _SMALLEST)}"
        return f"{most}+{_counted(areas, '>0')}*{_coefficient(kind, _SMALLEST)}"
    positive = f"{_counted(areas, '>0')}*{_coefficient(kind, kind.half)}"
    return f"{positive}+{_counted(areas, '<0')}*{_coefficient(kind, kind.half - _SMALLEST)}"


def _counted(areas: Sequence[str], condition: str) -> str:
    counted = "+".join(f'COUNTIF({area},"{condition}")' for area in areas)
    return f"({counted})" if len(areas) > 1 else counted


def _coefficient(kind: _Kind, number: Decimal) -> str:
    return f"{(number * kind.factor).normalize():f}"
