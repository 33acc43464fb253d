"""Phrases of the 情况说明: how a change, a share, a completion is put into words. Plain functions, Decimal in, text out.

Which words a format uses stands in its ``[phrases]`` (docs/narrative.md); here is only which situation holds.
A sentence agrees with itself: differences and percentages are taken from the figures as the sentence prints them. A
percentage without a base does not exist and is left out, never 0% or 100%.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from ..amounts import NumberStyle, round_half_up, without_zeros
from ..numerals import chinese_number
from ..patterns import Typed, Value, fill, nearest, restyled
from ..profiles import Profile
from ..report import LEVELS
from .missing import Change, Missing, note
from .phrase_kinds import KINDS, phrase_faults
from .reasons import weigh

Number = Decimal | int | Missing
Words = str | Missing | None


class Asked(NamedTuple):
    """What a template says of a phrase besides its figures: the years, what the base is called (全年预算; "" as usual),
    and whether a percentage is wanted."""

    year: str = ""
    last_year: str = ""
    base: str = ""
    with_rate: bool = True

    def slots(self, usual_base: str) -> dict[str, Value]:
        return {"年度": self.year, "上年": self.last_year, "基数": self.base or usual_base}


_ASKED = Asked()


class PhraseError(ValueError):
    """A template hands a phrase something it cannot put into words: a text for an amount, an unknown phrase."""


class Phrases:
    """The phrases of one profile. Amounts are Decimal in 万元; a :class:`Missing` gives its marker."""

    def __init__(self, profile: Profile, *, faulty: bool = False) -> None:
        """Raises ProfileError for a phrase that is malformed, but where ``faulty`` ones are told otherwise."""
        if not faulty and (fault := next(phrase_faults(profile), None)):
            raise fault
        self._tables = profile.phrases
        self._numbers = profile.numbers
        self._percent = profile.percent_style
        self._thresholds = profile.thresholds

    # -- figures

    def money(self, amount: Number, style: str = "") -> str:
        """5510.47 → ``5,510.47万元``, in the profile's number style; ``style`` as in a slot (``去零``)."""
        return self._figure(amount, "金额", self._numbers, style)

    def rate(self, percentage: Number, style: str = "") -> str:
        """23.0331 → ``23.03%``"""
        return self._figure(percentage, "百分比", self._percent, style)

    def ratio(self, part: Number, whole: Number, style: str = "") -> str:
        """``part`` in percent of ``whole``: 100.00%. Raises PhraseError when ``whole`` is 0: ask before."""
        some, all_ = number_of(part), number_of(whole)
        if isinstance(some, Missing) or isinstance(all_, Missing):
            return str(some if isinstance(some, Missing) else all_)
        if all_ == 0:
            raise PhraseError("比率的分母是 0，请先用 {% if %} 判断")
        return self.rate(some * 100 / all_, style)

    def _figure(self, number: Number, key: str, style: NumberStyle, spec: str) -> str:
        checked = number_of(number)
        if isinstance(checked, Missing):
            return str(checked)
        return self._phrase("数字", key, {"数": restyled(style, spec).text(checked)})

    def _printed(self, amount: Number) -> Decimal | Missing:
        """The amount as a reader sees it."""
        checked = number_of(amount)
        return checked if isinstance(checked, Missing) else round_half_up(checked, self._numbers.decimals)

    # -- phrases

    def change(self, form: str, now: Number, before: Number, reason: Words = None, *, asked: Asked = _ASKED) -> str:
        """同比: a change against last year, in the words of the phrase table ``form``.

        Situations 增, 减, 平, 无基数 (nothing last year, something now). When a figure is missing its marker stands for
        the whole phrase. A reason that is not entered is asked for when the change reaches the profile's thresholds.
        """
        new, old = self._printed(now), self._printed(before)
        gap: Decimal | Missing = new - old
        if isinstance(new, Missing) or isinstance(old, Missing) or isinstance(gap, Missing):
            return str(gap)
        situation = "平" if gap == 0 else "无基数" if gap > 0 and old == 0 else "增" if gap > 0 else "减"
        values: dict[str, Value] = {
            "本期": partial(self.money, new),
            "上期": partial(self.money, old),
            "差额": partial(self.money, abs(gap)),
            "比例": partial(self.rate, abs(gap) * 100 / old) if old > 0 and asked.with_rate else None,
            **asked.slots("上年"),
            "原因": self._reason(form, situation, reason, Change(("上年", "本年"), old, new)),
        }
        return self._phrase(form, situation, values)

    def budget(self, form: str, budget: Number, actual: Number, reason: Words = None, *, asked: Asked = _ASKED) -> str:
        """预决算: actual expenditure against its budget, with 完成率 (none when the budget is 0).

        Situations 大于, 小于, 相等, 无预算 (budget 0, spent), 均为零, 缺 (a figure is missing).
        """
        plan, spent = self._printed(budget), self._printed(actual)
        gap: Decimal | Missing = spent - plan
        values: dict[str, Value] = {
            "预算": partial(self.money, plan),
            "决算": partial(self.money, spent),
            "差额": partial(self.money, gap if isinstance(gap, Missing) else abs(gap)),
            "完成率": None,
            "原因": None,
            **asked.slots("年初预算"),
        }
        if isinstance(plan, Missing) or isinstance(spent, Missing) or isinstance(gap, Missing):
            return self._phrase(form, "缺", values)
        if plan == 0:
            situation = "均为零" if spent == 0 else "无预算"
        else:
            situation = "相等" if gap == 0 else "大于" if gap > 0 else "小于"
        if plan > 0 and asked.with_rate:
            values["完成率"] = partial(self.rate, spent * 100 / plan)
        values["原因"] = self._reason(form, situation, reason, Change(("预算", "决算"), plan, spent))
        return self._phrase(form, situation, values)

    def share(self, part: Number, whole: Number, of: str | None = None, form: str = "占比") -> str:
        """占比: ``part`` in percent of ``whole`` (named ``of``). Shares are rounded each on its own.

        Nothing where there is no base. 0 of 0 is 0% only in a format that states 均为零.
        """
        some, all_ = self._printed(part), self._printed(whole)
        if isinstance(some, Missing) or isinstance(all_, Missing):
            note(some, all_)  # the amount beside it carries the marker already
            return ""
        if all_ <= 0 and (some != 0 or "均为零" not in self._table(form)):
            return ""
        rate = some * 100 / all_ if all_ > 0 else Decimal(0)
        values: dict[str, Value] = {"数": partial(self.money, some), "全体": of, "比例": partial(self.rate, rate)}
        return self._phrase(form, "占" if all_ > 0 else "均为零", values)

    def subject(self, names: tuple[str | None, str | None, str], form: str = "科目") -> str:
        """The full name of a functional item: 类（类）款（款）项（项）."""
        return self._phrase(form, "全称", dict(zip(LEVELS, names, strict=True)))

    def term(self, number: int, name: str, meaning: str | Missing, form: str = "名词解释") -> str:
        """One entry of the glossary, numbered 一 or 1 as the phrase says."""
        values: dict[str, Value] = {
            "一": chinese_number(number),
            "1": str(number),
            "名词": name,
            "解释": Typed(meaning) if isinstance(meaning, str) else meaning,
        }
        return self._phrase(form, "条", values)

    def _reason(self, form: str, situation: str, reason: Words, change: Change) -> str | Missing | None:
        """The reason as part of a sentence; missing where one is required; None where none is given or asked."""
        if isinstance(reason, Missing):
            return reason.explaining(str(change)) if self._must_explain(change) else None
        if reason is None:
            return None
        pattern = self._table(form)[self._stated(form, situation)]
        if "{原因" in pattern:
            weigh(reason, change)
        said = _OWN_LEAD.sub("", clause(reason))  # the sentence has the words itself
        colon = "：" if "是{原因" in pattern and _LISTED.match(said) else ""
        return Typed(colon + said) if said else None

    def _must_explain(self, change: Change) -> bool:
        gap, base = change.gap, change.before
        if gap == 0:
            return False
        amount, ratio = self._thresholds.get("变动金额"), self._thresholds.get("变动比例")
        if amount is None and ratio is None:
            return True
        return (amount is not None and abs(gap) >= amount) or (
            ratio is not None and (base <= 0 or abs(gap) * 100 / base >= ratio)
        )

    def _phrase(self, form: str, situation: str, values: Mapping[str, Value]) -> str:
        stated = self._stated(form, situation)
        return fill(self._table(form)[stated], values, f"phrases.{form}.{stated}")

    def _stated(self, form: str, situation: str) -> str:
        """The situation itself, or the one that stands in for it where the format does not state it."""
        table = self._table(form)
        kind = next(kind for kind in KINDS if situation in kind.situations)
        stated = kind.stated(situation, table)
        if stated is None:
            raise PhraseError(f"句式“{form}”不能用在这里，它只有：{'、'.join(table)}。")
        return stated

    def _table(self, form: str) -> Mapping[str, str]:
        if form not in self._tables:
            raise PhraseError(f"没有名为“{form}”的句式。{nearest(form, self._tables)}")
        return self._tables[form]


# -- words that are the same in every region


def number_of(value: object) -> Decimal | Missing:
    """The number a template hands over. Raises PhraseError for anything else (floats included)."""
    if isinstance(value, (Decimal, Missing)):
        return value
    if isinstance(value, int):
        return Decimal(value)
    raise PhraseError(f"这里要的是数，得到的是{said_of(value)}")


def said_of(value: object) -> str:
    """What a template handed over instead of what was wanted."""
    what = {"BlockView": "一张表", "TableView": "一张表", "RowView": "一行", "tuple": "几行", "list": "几行"}
    return what.get(type(value).__name__) or f"“{value}”"


def listing(rows: Iterable[tuple[str, Decimal | Missing]]) -> str:
    """列举: the names of those with an amount, in order: 基本工资、津贴补贴、奖金."""
    return "、".join(name for name, amount in rows if isinstance(amount, Missing) or round_half_up(amount, 2))


def plain(number: Decimal) -> str:
    """A count or a score as people write it: 14, 98.35, never 14.00 or 1E+2."""
    return without_zeros(f"{number:f}")


def clause(text: str) -> str:
    """A typed text as part of a sentence: one line, without the full stop that the sentence brings itself.

    Lines that end without a mark are parted by one.
    """
    stripped = [line.strip() for line in text.splitlines()]
    joined = "".join(line if line[-1] in _MARKS else f"{line}；" for line in stripped if line)
    return joined.rstrip("。；;，, ")


_MARKS = "，。；：、！？,;:!?（(—"
#: How people begin a reason although the sentence does, and how they begin a list of reasons.
_OWN_LEAD = re.compile(
    r"^\s*(?:其?(?:主要)?原因(?:是|为|系|在于|有)\s*+[：:，,]?+|其?(?:主要)?原因\s*[：:]|主要(?:是|为|系|因为|由于)\s*+[：:，,]?+)\s*(?=\S)"
)
_LISTED = re.compile(r"一是|一方面|其一|第一[，,、]|[（(]?[1１一①][）)]|[1１][.．、]|①")
_ORDINAL = re.compile(
    r"^\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、)\s*"
)


def lines(text: str) -> list[str]:
    """The lines of a typed text (一行一条), without the numbers people put before them: the document numbers them."""
    stripped = (_ORDINAL.sub("", line).strip() for line in text.splitlines())
    return [line for line in stripped if line]


def ordinal(number: int, style: str) -> str:
    """``number`` in the style of a sample: ``（1）`` → （3）, ``1.`` → 3., ``（一）`` → （三）."""
    if "一" in style:
        return style.replace("一", chinese_number(number), 1)
    if "1" not in style:
        raise PhraseError(f"序号样式“{style}”里没有 1 或 一")
    return style.replace("1", str(number), 1)
