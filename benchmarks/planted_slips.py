"""Slips of the hand in one figure, as Decimal in and out, and whether an identity can tell them."""

from __future__ import annotations

from decimal import Decimal

from toolkit.amounts import Unit, amount_from_number
from toolkit.cells import CellKind
from toolkit.rules.equations.equation import Equation, Figure, Ratio, Verdict, measure, span

#: Of the first six together 99 % are to be found; the last is provable only where few figures are added up.
WAYS = ("一位数字", "两位颠倒", "乘以十", "正负号", "漏填", "加0.07", "加0.02")


def retyped(figure: Figure, value: Decimal | None) -> Figure:
    """The figure as it reads when another value (or none) stands in its cell."""
    unit = figure.cell.amount.unit if figure.cell.amount else Unit.WAN
    amount = None if value is None else amount_from_number(value, unit)
    kind = CellKind.NUMBER if amount else CellKind.BLANK
    cell = figure.cell._replace(kind=kind, text="" if value is None else f"{value}", amount=amount)
    number, interval = measure(amount, figure.role, signed=figure.signed)
    return figure._replace(cell=cell, value=number, interval=interval)


def slips(way: str, figure: Figure) -> list[Decimal | None]:
    """All the figures that one may find instead when it was typed wrong in this way; None is an empty cell."""
    value = figure.cell.value
    text = f"{value:f}" if figure.role == "count" else f"{value:.{max(2, figure.cell.amount.decimals)}f}"
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    if way == "一位数字":
        return [Decimal(text[:i] + d + text[i + 1 :]) for i in places for d in "0123456789" if d != text[i]]
    if way == "两位颠倒":
        pairs = zip(places, places[1:], strict=False)
        return [_swapped(text, i, j) for i, j in pairs if text[i] != text[j]]
    if way.startswith("加"):
        return [] if figure.role == "count" else [value + Decimal(way[1:])]
    return {"乘以十": [value * 10], "正负号": [-value], "漏填": [None]}[way]


def _swapped(text: str, i: int, j: int) -> Decimal:
    return Decimal(text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :])


def is_error(item: Equation | Ratio) -> bool:
    """Wrong, where it must hold. Without a base there is no quotient."""
    if isinstance(item, Ratio) and (span(item.denominator).low <= 0 or span(item.numerator).low < 0):
        return False
    return item.rule.severity == "error" and item.verdict is Verdict.WRONG
