"""Rates and differences that a typed sentence states, worked out again from the other figures of the same sentence.

Only what the sentence leaves no doubt about: two amounts and their rate, or an amount, its change and the rate of it. A
figure that is printed stands for all that round to it, as everywhere; no base, no rate.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ...amounts import NumberStyle
from ...findings import Finding
from ...profiles import Profile
from ...report import Report
from .telling import Tell
from .texts import typed_texts

#: From its first digit on: a number that does not fit is not tried again from each of its digits.
_NUMBER = r"(?<![\d,])(\d[\d,]*(?:\.\d+)?)"
_MONEY = rf"{_NUMBER}\s*万?元"
_RATE = rf"{_NUMBER}\s*%"
_GAP = r"[^。；\d]{0,24}?"
_STYLE = NumberStyle()

#: 年初预算 100 万元 … 支出决算 90 万元，完成年初预算的 90%
_COMPLETED = re.compile(
    rf"预算(?:数|安排)?(?:为|是|合计)?\s*{_MONEY}[，,]{_GAP}(?:支出|决算|执行)(?:决算|数)?{_GAP}\s*{_MONEY}[，,]?{_GAP}"
    rf"(?:完成|执行率){_GAP}{_RATE}"
)
#: 收入总计 120 万元，比上年增加 20 万元，增长 20%
_GREW = re.compile(
    rf"{_MONEY}[，,]{_GAP}(?:比|较|与|同)[^。；\d]{{0,12}}?(?:20\d\d)?[^。；\d]{{0,12}}?"
    rf"(增加|增长|减少|下降|降低)(?:了)?\s*{_MONEY}[，,]\s*(?:增长|上升|提高|下降|降低|减少|增幅|降幅){_GAP}{_RATE}"
)
#: 合同金额 100 万元，占采购总额的 50%: what it is a share of stands earlier in the sentence, by the same name.
_SHARE = re.compile(rf"{_MONEY}[，,]\s*占([^，,。；：:\d]{{2,24}}?)(?:的比重|的比例|比重|比例)?(?:的|为|是)?\s*{_RATE}")
#: 上年 100 万元，本年 120 万元，增加 20 万元
_DIFFERENCE = re.compile(
    rf"上年(?:度|决算)?(?:数|支出|收入)?(?:为|是)?\s*{_MONEY}[，,]{_GAP}(?:本年|今年){_GAP}{_MONEY}[，,]{_GAP}"
    rf"(增加|减少)(?:了)?\s*{_MONEY}"
)
_DOWN = ("减少", "下降", "降低")


class Slack(NamedTuple):
    """All that a printed number may stand for."""

    low: Decimal
    high: Decimal

    def meets(self, other: Slack) -> bool:
        return max(self.low, other.low) <= min(self.high, other.high)


def stated_rates(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """Completion, growth, share and difference as a sentence states them agree with its own amounts."""
    for typed in typed_texts(report, profile):
        for line in unicodedata.normalize("NFKC", typed.text).splitlines():
            for stated, right in wrong_statements(line, tell.rule.tolerance):
                yield tell(
                    f"{typed.place}里有“{stated}”，与同一句的数不符，按句中的数应为 {right}，请核对。", typed.cell
                )


def wrong_statements(line: str, tolerance: Decimal = Decimal(0)) -> Iterator[tuple[str, str]]:
    """What a line states and what its own figures make of it, where no true amounts could be printed so.

    ``tolerance``: what a rate may be off by besides, in points, and a difference, in the unit of the sentence.
    """
    for match in _COMPLETED.finditer(line):
        budget, spent, rate = match.groups()
        yield from _rate(match[0], spent, budget, rate, tolerance)
    for match in _SHARE.finditer(line):
        part, name, rate = match.groups()
        sentence = line[line.rfind("。", 0, match.start()) + 1 : match.start()]
        wholes = re.findall(rf"{re.escape(name.strip())}(?:总额|金额|合计)?(?:为|是|共计)?\s*{_MONEY}", sentence)
        if len(wholes) == 1:
            yield from _rate(match[0], part, wholes[0], rate, tolerance)
    for match in _GREW.finditer(line):
        now, direction, change, rate = match.groups()
        yield from _growth(match[0], now, change, rate, tolerance, falls=direction in _DOWN)
    for match in _DIFFERENCE.finditer(line):
        before, now, direction, change = match.groups()
        yield from _difference(match[0], before, now, change, tolerance, falls=direction in _DOWN)


def _rate(stated: str, part: str, whole: str, rate: str, tolerance: Decimal) -> Iterator[tuple[str, str]]:
    top, bottom, said = _slack(part), _slack(whole), _slack(rate, tolerance)
    if bottom.low > 0 and not Slack(top.low / bottom.high * 100, top.high / bottom.low * 100).meets(said):
        yield _shown(stated), f"{_STYLE.text(_value(part) / _value(whole) * 100)}%"


def _growth(
    stated: str, now: str, change: str, rate: str, tolerance: Decimal, *, falls: bool
) -> Iterator[tuple[str, str]]:
    amount, by, said = _slack(now), _slack(change), _slack(rate, tolerance)
    base = (
        Slack(amount.low + by.low, amount.high + by.high)
        if falls
        else Slack(amount.low - by.high, amount.high - by.low)
    )
    if base.low > 0 and not Slack(by.low / base.high * 100, by.high / base.low * 100).meets(said):
        before = _value(now) + _value(change) * (1 if falls else -1)
        yield _shown(stated), f"{_STYLE.text(_value(change) / before * 100)}%"


def _difference(
    stated: str, before: str, now: str, change: str, tolerance: Decimal, *, falls: bool
) -> Iterator[tuple[str, str]]:
    first, second = (before, now) if falls else (now, before)
    larger, smaller = _slack(first), _slack(second)
    if not Slack(larger.low - smaller.high, larger.high - smaller.low).meets(_slack(change, tolerance)):
        right = _value(first) - _value(second)
        yield _shown(stated), f"{_STYLE.text(abs(right))}" + ("" if right >= 0 else "，方向也相反")


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _slack(text: str, tolerance: Decimal = Decimal(0)) -> Slack:
    number = _value(text)
    exponent = number.as_tuple().exponent
    half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1) + tolerance
    return Slack(number - half, number + half)


def _shown(stated: str) -> str:
    return stated if len(stated) <= _LONGEST else f"…{stated[-_LONGEST:]}"


_LONGEST = 40
