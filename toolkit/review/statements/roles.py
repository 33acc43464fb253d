"""What the words before a figure say of it: an amount of what, a budget, a change, a share of what, a completion."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from .figures import Kind

_PIECES = re.compile(r"[，；。：]|(?<!收)、")
#: What a change of figures is called; other rooms add the words of reasons.
UPWARD = "增加|增长|上升|提高|上涨|增幅|涨幅|增支|扩大"
DOWNWARD = "减少|下降|降低|下滑|降幅|减幅|减支|压减|压缩|节约"
_TO_BE = "(?:为|是|达到|达|约为|约|共计|共|合计)?"
#: 超出年初预算3万元.
_PLANNED = "(?=(?:年初|全年|调整后?)?预算)"
_PAST_PLAN = f"(?:超出|超过|超|高于|多于){_PLANNED}"
_SHORT_OF_PLAN = f"(?:低于|少于){_PLANNED}"
_VS_PLAN = re.compile(f"(?:与|较|比|同|超出|超过|超|高于|多于|低于|少于){_PLANNED}")
_GAP = re.compile(
    rf"(?:各|均|共|再|同比)?(?P<way>{UPWARD}|{DOWNWARD}|(?<!至)少|多|{_PAST_PLAN}|{_SHORT_OF_PLAN})(?P<both>[（(](?:{UPWARD}|{DOWNWARD})[）)])?"
    rf"(?:了|额|支出|收入|经费|年初|全年|调整后?|预算|数|金额|资金)*{_TO_BE}$"
)
_GROWTH = re.compile(rf"(?:各|均|同比)?(?P<way>{UPWARD}|{DOWNWARD})(?:了|率|幅度|比例|幅)*{_TO_BE}$")
_SHARE = re.compile(rf"占(?P<whole>[^占，；。：]*?)的?(?:比重|比例|比率|比)?{_TO_BE}$")
_COMPLETION = re.compile(
    rf"(?:完成(?:了)?(?P<what>[^，；。：完]*?)的?|(?P<rate>(?:预算)?(?:完成率|执行率|执行进度)))(?:比例|比率)?{_TO_BE}$"
)
_BUDGET = re.compile(
    rf"(?:年初|全年|调整后?|当年|本年|年度|部门)*(?:安排|下达|批复)?(?:财政拨款|支出|收入)?预算(?:数|总额|金额|安排)?{_TO_BE}$"
)
_ACTUAL = re.compile(
    rf"(?:(?<!本年)(?:支出|收入)|全年)?(?:决算|执行|实际支出|实际完成)(?:支出|收入)?(?:数|总额|金额)?(?:中)?{_TO_BE}$"
)
_BEFORE = re.compile(r"上年|去年|上一年|往年|以前年度")
_BASE = re.compile(
    r"(?:与|较|比|同|和|相比)?(?:上年度?|上一年度?|去年|(?:19|20)\d\d年度?|年初预算|全年预算|调整预算|预算)"
    r"(?:当年)?(?:决算|预算|支出|收入|执行)?(?:数|安排)?(?:相比|比较|比|对比)?"
)
_COMPARED_WITH = re.compile("与|较|比|同|和")
_YEAR = re.compile(r"((?:19|20)\d\d)年")


class Role(Enum):
    AMOUNT = "数"
    BUDGET = "预算"
    GAP = "增减额"
    BEFORE = "上年数"
    SHARE = "占比"
    GROWTH = "增减幅"
    COMPLETION = "完成率"
    OTHER = "其他"


class Said(NamedTuple):
    """``subject``: the words for what the figure is of, "" when it goes on with the last one. ``up``: the way of a change.

    ``whole``: what a share or a completion is of, "" when it is not named. ``planned``: a change against the budget.
    """

    role: Role
    subject: str = ""
    up: bool | None = None
    whole: str = ""
    planned: bool = False


def said(lead: str, kind: Kind, year: int, *, is_budget: bool) -> Said:
    """What stands before a figure, since the figure before it. ``is_budget``: the document is a budget itself."""
    tail = last_piece(lead)
    if kind in (Kind.PERCENT, Kind.BARE) and (found := _of_percent(tail, kind)):
        return found
    if kind is Kind.PERCENT:
        return Said(Role.OTHER)
    gap = _GAP.search(tail) if kind in (Kind.MONEY, Kind.BARE) else None
    if gap:
        subject = _without_base(tail[: gap.start()])
        way = None if gap["both"] else is_up(gap["way"])  # 增加（减少）: not made up
        return Said(Role.GAP, subject, way, planned=bool(_VS_PLAN.search(tail)))
    if _is_before(tail, year):
        return Said(Role.BEFORE, tail)
    for pattern, role in ((_ACTUAL, Role.AMOUNT), (_BUDGET, Role.AMOUNT if is_budget else Role.BUDGET)):
        match = pattern.search(tail)
        if match:
            return Said(role, tail[: match.start()] if not is_budget else tail)
    return Said(Role.AMOUNT, tail)


def last_piece(lead: str) -> str:
    """The words since the last sign."""
    return _PIECES.split(lead)[-1]


def pieces(lead: str) -> list[str]:
    return [piece for piece in _PIECES.split(lead) if piece]


def is_up(way: str) -> bool:
    return bool(re.fullmatch(f"多|超|超出|超过|高于|多于|{UPWARD}", way))


def _of_percent(tail: str, kind: Kind) -> Said | None:
    if match := _SHARE.search(tail):
        return Said(Role.SHARE, tail[: match.start()], whole=match["whole"])
    if match := _COMPLETION.search(tail):
        return Said(Role.COMPLETION, tail[: match.start()], whole=match["what"] or "")
    match = _GROWTH.search(tail)
    if match and match["way"] == "节约":  # 节约率: of what was planned
        return Said(Role.OTHER)
    if match and (kind is Kind.PERCENT or match["way"] in ("增长", "下降", "降低", "上升", "增幅", "降幅")):
        return Said(Role.GROWTH, _without_base(tail[: match.start()]), is_up(match["way"]))
    return None


def _without_base(words: str) -> str:
    """The subject without the words for what it is compared with."""
    for match in _BASE.finditer(words):
        if _COMPARED_WITH.match(match[0]):
            return words[: match.start()] or words[match.end() :]
    return words


def _is_before(tail: str, year: int) -> bool:
    """An amount of another year than the document's."""
    years = {int(found) for found in _YEAR.findall(tail)}
    carried = "结转" in tail or "结余" in tail
    return bool(year and years and year not in years) or bool(_BEFORE.search(tail) and not carried)
