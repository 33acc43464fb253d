"""Figures in a sentence: money, percentages, counts and numbers that lack their unit; years, dates and numbering are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from ...amounts import PRINTED_DECIMALS, Amount, Interval, Unit
from ...document import UNFINISHED_MARKS

_NUMBER = re.compile(r"(?<![\d.,A-Za-z])(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?![\dA-Za-z])")
_MONEY = {"万元": Unit.WAN, "元": Unit.YUAN}
#: Units that are printed as so many digits more of another.
_SCALED = {"亿元": (Unit.WAN, 4), "千万元": (Unit.WAN, 3), "百万元": (Unit.WAN, 2), "千元": (Unit.YUAN, 3)}
_UNIT = re.compile(
    r"(万元|亿元|千万元|百万元|千元|元|个百分点|%|‰|人次|批次|个批次|辆次|辆|台（套）|台/套|台套|台|套|个|家|名|人|项|次|分|平方米|平方公里|㎡|公顷|万亩|亩|公里|千米|立方米|万立方米|千瓦时|千瓦|米|户|"
    r"张|件|批|条|期|场|册|份|所|岁|倍|折|小时|分钟|万人|万(?!元)|亿|级|支|位|篇|例|所|栋|间|吨|种|类|款|天|处|宗|起|座|头|只|部|篇|幢)"
)
#: What may stand between an amount and its unit: ①, 〔1〕, （含上年结转）.
_BEFORE_UNIT = re.compile(r"(?:[①-⑳*]|〔\d{1,2}〕|（[^（）\d]{1,9}）) ?(?=(?:万元|亿元|元))")
#: What follows a number that is a year, a date, a document's number or a rank, and no figure.
_NOT_A_FIGURE = re.compile(
    r"[年月日时号级届期%]?[〕\]】]|年|月|日|号|[-—~～至]\d|届|栏|行次|款第|条第|\.\d|：\d[\d.]*(?:[，。；、）]|$)|[.．、）)]"
)
_BEFORE_A_DATE = re.compile(r"[〔\[【第]$|\d[-—~～：]$|[（(]$")
#: So many letters after a number tell what it is.
_AFTER = 12
#: 表1 部门收支决算总表, （见附表2）: the number of a table.
_NUMBER_OF_A_TABLE = re.compile(r"(?:^|[（(见附])表$")
#: One letter for one, so that places in the text stay what they are.
_ONE_WIDTH = {
    ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９．％－−\u3000", "0123456789.%-- ", strict=True)
}
_ONE_WIDTH |= {ord(narrow): wide for narrow, wide in zip("()[]:;?!", "（）〔〕：；？！", strict=True)}
_ONE_WIDTH |= {ord(quote): "“" for quote in "”\"‘’'＂"}


#: Where a figure is still to be filled in: our marks as :func:`without_marks` leaves them, XX万元, ____%.
HOLE = re.compile(
    "【□++】|(?:(?<![A-Za-z0-9Ｘｘ×])[XxＸｘ×]{2,}+(?:[.．][XxＸｘ×]++)?|(?<![A-Za-z0-9_＿])[_＿]{2,}+)"
    "(?=(?:万元|亿元|千元|元|个|%|人|辆|批|台|套))"
)


class Kind(Enum):
    MONEY = "金额"
    PERCENT = "百分比"
    COUNT = "个数"
    BARE = "没有单位"


class Figure(NamedTuple):
    """A figure as printed. ``start`` and ``end`` are its place in the sentence, with its unit.

    ``value`` of a percentage is in percent. ``grouped``: written with thousands separators.
    """

    kind: Kind
    value: Decimal
    unit: str
    decimals: int
    grouped: bool
    start: int
    end: int
    text: str

    @property
    def amount(self) -> Amount:
        """Of money: with at least two decimals, for zeros at the end are dropped in many formats; of 亿元 as printed."""
        if self.unit in _SCALED:
            unit, digits = _SCALED[self.unit]
            return Amount(self.value.scaleb(digits), unit, self.decimals - digits)
        return Amount(self.value, _MONEY.get(self.unit, Unit.WAN), max(PRINTED_DECIMALS, self.decimals))

    @property
    def wan(self) -> Decimal:
        """Of money: in 万元."""
        return self.amount.wan

    @property
    def as_in_tables(self) -> Decimal:
        """Money in 万元, all else as it is printed."""
        return self.wan if self.kind is Kind.MONEY else self.value

    @property
    def interval(self) -> Interval:
        """Of money its true amounts; of a count itself, in hundredths."""
        if self.kind is Kind.MONEY:
            return self.amount.interval()
        exact = int(self.value * 100)
        return Interval(exact, exact)


#: 1 260.00 and 1'260.00 with blanks and signs of other languages between thousands; 1，260.00 with a comma of Chinese.
_OTHER_THOUSANDS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[\u00a0\u2007-\u2009\u202f“]\d{3})+(?=\.\d|万元|亿元|元)|(?<![\d.,])\d{1,3}(?:[ ，]\d{3})+(?=\.\d\d(?!\d))"
)
_BETWEEN_THOUSANDS = re.compile(r"\D")


def plain(text: str) -> str:
    """The sentence with letters and signs of one width; every place stays where it is."""
    swapped = text.translate(_ONE_WIDTH)
    swapped = _OTHER_THOUSANDS.sub(lambda figure: _BETWEEN_THOUSANDS.sub(",", figure[0]), swapped)
    return re.sub(r"(?<!\d),|,(?!\d{3}(?!\d))", "，", swapped)


def without_marks(text: str) -> str:
    """The text with nothing said in what is still to be filled in (【待补充：…】); every place stays where it is."""
    return UNFINISHED_MARKS.sub(lambda mark: f"【{'□' * (len(mark[0]) - 2)}】", text)


def figures(text: str) -> Iterator[Figure]:
    """The figures of a :func:`plain` sentence, from the left."""
    for match in _NUMBER.finditer(text):
        start, end = match.span(1)
        before, after = text[max(start - 2, 0) : start], text[end : end + _AFTER]
        if mark := _BEFORE_UNIT.match(text, end):
            end = mark.end()
            after = text[end : end + _AFTER]
        unit = _UNIT.match(after)
        number = match[1].replace(",", "")
        if start == 0 and re.match(r"[.．、](?!\d)", after):  # 3.
            continue
        if _NUMBER_OF_A_TABLE.search(before):
            continue
        is_of_a_list = after[:1] == "、" and ("." in number or "," in match[1])  # 10.00、20.00万元, but not 3、
        if unit is None and not is_of_a_list and (_NOT_A_FIGURE.match(after) or _BEFORE_A_DATE.search(before)):
            continue
        if unit and unit[1] == "级" or _BEFORE_A_DATE.search(before) and after[:1] in "）)〕":
            continue
        value = Decimal(number)
        name = unit[1] if unit else ""
        decimals = len(number.partition(".")[2])
        stop = end + len(name)
        yield Figure(_kind(name), value, name, decimals, "," in match[1], start, stop, text[start:stop])


def _kind(unit: str) -> Kind:
    if unit in _MONEY or unit in _SCALED:
        return Kind.MONEY
    if unit in ("%", "个百分点"):
        return Kind.PERCENT
    return Kind.COUNT if unit else Kind.BARE
