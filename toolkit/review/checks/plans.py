"""Items of which the text tells how far they used up their budgets, and not the budgets: these follow from what was spent.

No item's budget is more than is left of the whole one (基本支出, 项目支出), which follows in the same way, by the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...findings import Finding, Severity
from ..statements.figures import Figure, Kind, figures
from ..statements.names import core
from ..statements.sentences import Passage
from .context import Context, about

_RATE = r"完成年初预算的(?P<rate>\d+(?:\.\d+)?)%"
_ITEM = re.compile(r"（款）(?P<name>[^，。；（）]+)（项）(?P<amount>[\d,.]+)万元[^。；]*?" + _RATE)
_WHOLE = re.compile(r"(?P<name>基本支出|项目支出)" + _RATE)
_FULL = 100
_FEN = Decimal(1_000_000)  # in one 万元


class Told(NamedTuple):
    """What was spent and the rate printed for it. ``least``, ``most``: the budgets that they allow, in 分.

    Rates are often cut off or rounded up, so the last digit may be one more or one less.
    """

    passage: Passage
    name: str
    spent: Figure
    rate: Figure
    least: Decimal
    most: Decimal


def plans_by_rates(context: Context) -> Iterator[Finding]:
    """Items whose budgets add up to more than the budget that they are parts of."""
    if context.is_budget:
        return
    items = [told for passage in context.narrative for told in _found(passage, _ITEM)]
    for whole in (told for passage in context.narrative for told in _found(passage, _WHOLE)):
        other = "项目支出" if whole.name == "基本支出" else "基本支出"
        parts = [item for item in items if _is_all(context, item, whole.name, other)]
        yield from _judged(whole, parts)


def _judged(whole: Told, parts: Sequence[Told]) -> Iterator[Finding]:
    together = sum((part.least for part in parts), Decimal(0))
    if together <= whole.most:
        return
    might_be = [part for part in parts if _could_be(part, whole.most - (together - part.least))]
    plan = f"{whole.name}的年初预算（{whole.spent.text}÷{whole.rate.text}）约 {_wan(whole.most)} 万元"
    if len(might_be) == 1:
        (part,) = might_be
        message = (
            f"按“{part.name}”{part.spent.text}、完成 {part.rate.text}推算，它的年初预算至少 {_wan(part.least)} 万元，"
            f"各项之和就超过{plan}，请核对这个完成率。"
        )
        place = part.passage, part.rate.start, part.rate.end
    else:
        message = f"按各项的完成率推算，年初预算之和至少 {_wan(together)} 万元，超过{plan}，请核对完成率。"
        place = whole.passage, whole.rate.start, whole.rate.end
    yield about(*place, "WD-04", "完成率与预算数、决算数不符", message, Severity.ERROR)


def _could_be(part: Told, room: Decimal) -> bool:
    """Whether another rate, of up to all of the budget, would leave room for the others."""
    return room > 0 and part.spent.amount.interval().low * _FULL <= room * _FULL


def _found(passage: Passage, pattern: re.Pattern[str]) -> Iterator[Told]:
    known = {figure.start: figure for figure in figures(passage.plain)}
    for match in pattern.finditer(passage.plain):
        rate = known.get(match.start("rate"))
        spent = known.get(match.start("amount")) if "amount" in match.groupdict() else _said(passage, match)
        if rate is None or spent is None or spent.kind is not Kind.MONEY or not rate.value or not spent.value:
            continue
        step, amount = Decimal(1).scaleb(-rate.decimals), spent.amount.interval()
        least = Decimal(amount.low) * _FULL / (rate.value + step)
        most = Decimal(amount.high) * _FULL / max(rate.value - step, step / 2)
        yield Told(passage, match["name"], spent, rate, least, most)


def _said(passage: Passage, match: re.Match[str]) -> Figure | None:
    """The amount said of the same thing before, in the same paragraph."""
    before = [figure for figure in figures(passage.plain) if figure.end <= match.start()]
    return next((one for one in reversed(before) if passage.plain[: one.start].endswith(match["name"])), None)


def _is_all(context: Context, item: Told, column: str, other: str) -> bool:
    """Whether all of an item is of this kind, by the table of 一般公共预算."""
    for table in context.names.tables.get("一般公共", ()):
        for block in table.blocks.values():
            for row in block.rows:
                if core(row.name) == core(item.name) and column in row.cells and other in row.cells:
                    return bool(row.cells[column].value) and not row.cells[other].value
    return False


def _wan(amount: Decimal) -> str:
    return f"{amount / _FEN:,.2f}"
