"""Reasons that people give for a change: held against the change they are to explain.

Two slips are told, and only where the text leaves no doubt: a form's filler instead of a reason (无, 同上, ——) or words
that would explain anything (按实际支出, 正常浮动), and a reason that says up where the figures went down, or down where
they went up.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ..cells import Cell
from .missing import Change, Doubt, Gaps

#: What stands in a cell for want of a reason, punctuation aside.
_FILLERS = frozenset(
    {
        "",
        "0",
        "无",
        "没有",
        "暂无",
        "同上",
        "不适用",
        "不涉及",
        "无原因",
        "原因",
        "主要原因",
        "主要原因是",
        "原因是",
        "主要是",
        "待定",
    }
)
_DONE = "(?:支出|开支|列支|安排|执行|使用|结算|发生)"
#: A whole text, punctuation aside, that would explain any change and so explains none: 按实际支出, 正常预决算数浮动.
_SAYS_NOTHING = re.compile(
    "(?:主要)?(?:原因)?[是为系因]?(?:"
    f"(?:按照?|根据|依据|依照)(?:实际|工作|业务)?(?:情况|需要|需求|{_DONE})+|(?:据实|按需){_DONE}*|实际(?:情况|需要|{_DONE})"
    "|属?于?正常的?(?:预决算数?|预算数?|年度|经费|收支|支出)?(?:浮动|变动|波动|增减|增减变动|调整|变化)"
    ")(?:所致|引起|导致|造成)?"
)
_SPENT = "(?:支出|经费|费|资金|拨款|投入)"
_GREW = re.compile(
    f"{_SPENT}(?:相应|有所|略有|大幅)?(?:增加|增长|上升|上涨|增多)|(?:增加|加大)了?[^，。；]{{0,6}}(?:支出|投入)"
)
_SHRANK = re.compile(
    f"{_SPENT}(?:相应|有所|略有|大幅)?(?:减少|下降|降低)|(?:压减|压缩|缩减|减少|节约)了?[^，。；]{{0,6}}(?:支出|开支)"
)
#: Words of the other direction, and words that may turn a direction round: what then?
_UP, _DOWN = re.compile("[增升提涨扩追多新]"), re.compile("[减降压缩省退停撤少节]")
_TURNS = re.compile(
    "收入|结转|结余|上年|去年|往年|以前|年初|年度|基数|自筹|自有|其他|上级|非财政|未|不|调|延|推迟|预算|占|率"
)


class Entered(str):
    """A text that people typed, which knows its cell. To a template it is nothing but the text."""

    _label: str
    _cell: Cell
    _log: Gaps

    @classmethod
    def of(cls, cell: Cell, label: str, log: Gaps) -> Entered:
        made = cls(cell.text)
        made._label, made._cell, made._log = label, cell, log
        return made


def weigh(reason: str, change: Change) -> None:
    """Note what is doubtful about a reason that is about to be printed."""
    if not isinstance(reason, Entered):
        return
    opposite = _is_opposite(reason, change.gap)
    if opposite or _is_filler(reason):
        reason._log.doubts[Doubt(reason._label, reason._cell, change, opposite)] = None


def _is_filler(text: str) -> bool:
    words = re.sub(r"[\W_]+", "", text)
    return words in _FILLERS or _SAYS_NOTHING.fullmatch(words) is not None


def _is_opposite(text: str, gap: Decimal) -> bool:
    if gap == 0 or _TURNS.search(text):
        return False
    if gap > 0:
        return bool(_SHRANK.search(text)) and not _UP.search(text)
    return bool(_GREW.search(text)) and not _DOWN.search(text)
