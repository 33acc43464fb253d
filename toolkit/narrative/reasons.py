"""Reasons that people give for a change: held against the change they are to explain.

Two slips are told, and only where the text leaves no doubt: a form's filler instead of a reason (无, 同上, ——), and a
reason that says up where the figures went down, or down where they went up.
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
    return re.sub(r"[\W_]+", "", text) in _FILLERS


def _is_opposite(text: str, gap: Decimal) -> bool:
    if gap == 0 or _TURNS.search(text):
        return False
    if gap > 0:
        return bool(_SHRANK.search(text)) and not _UP.search(text)
    return bool(_GREW.search(text)) and not _DOWN.search(text)
