"""Which way a figure went, by the words alone: a comparison without its figure, a fall from nothing, a share of the budget
that says otherwise, a reason that goes the other way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...findings import Finding, Severity
from ..statements.comparisons import LESS, MORE
from ..statements.roles import DOWNWARD, UPWARD, is_up
from ..statements.sentences import Passage
from .context import Context, about

#: What reasons say besides.
_UP = f"{UPWARD}|增多|新增|加大|追加|多(?=[，；。]|$)"
_DOWN = f"{DOWNWARD}|缩减|厉行节约|节省|从严控制|少(?=[，；。]|$)"
_UNFINISHED = re.compile(
    r"(?:与|较|比|同)(?:上年|去年|(?:19|20)\d\d年)[^，。；]{0,14}?(?P<word>大于|小于|高于|低于|多于|少于)(?=[，。；]|$)"
)
_FROM_NOTHING = re.compile(
    r"(?P<word>减少|下降|降低)(?:了)?[\d,.]+万元[^。；]{0,30}?上年度?(?:没有|未发生|无)(?:此项|此类|该项|这项|安排|发生)?"
)
_COMPLETED = re.compile(
    r"(?:完成(?:了)?(?:年初|全年|调整后?|本年)?预算(?:数)?的?|(?:预算)?(?:完成|执行)率(?:为|是|达到)?)(?P<percent>[\d.]+)%"
)
_AGAINST = re.compile(
    r"(?:支出)?决算数?(?:与|比|较)?(?:全年|年初|调整)?(?:预算数?)?(?:相比)?(?:基本)?"
    rf"(?P<word>{'|'.join((*MORE, *LESS))}|等于|持平|一致)(?:于)?(?:全年|年初|调整)?(?:预算数?)?"
)
_CHANGE = re.compile(rf"(?P<way>{UPWARD}|{DOWNWARD})(?:了)?[\d,.]+(?:万元|%)")
_REASON = re.compile(r"主要(?:原因)?(?:是|为|在于|系|：|:)(?:因为|由于)?：?(?P<reason>[^。；]+)")
#: What is said of the year before, or of something else than what changed, tells nothing.
_OF_ANOTHER = re.compile(
    r"上年|去年|上一年|以前年度|往年|(?:19|20)\d\d年|结转|结余|基数|预算|(?:一|二|三|四)是|调整|但"
)
_COMPARING = re.compile(r"(?:比|较|与)(?:上年|去年)(?:度)?(?:相比)?")


def directions(context: Context) -> Iterator[Finding]:
    """Words for which way a figure went that the words around them contradict."""
    for passage in context.narrative:
        text = passage.plain
        for match in _UNFINISHED.finditer(text):
            message = f"“{match[0]}”没有说多少，也不是“持平”，请核对。"
            yield about(passage, *match.span("word"), "WD-06", "方向词与数字相反", message)
        for match in _FROM_NOTHING.finditer(text):
            message = f"上年没有，不会“{match['word']}”，应为“增加”。"
            yield about(passage, *match.span("word"), "WD-06", "方向词与数字相反", message, Severity.ERROR)
        yield from _completions(passage)
        yield from _reasons(passage)


def _completions(passage: Passage) -> Iterator[Finding]:
    """完成预算的69.75%，决算数大于预算数."""
    text = passage.plain
    for match in _COMPLETED.finditer(text):
        _, end = passage.sentence(match.start())
        following = _AGAINST.match(text[match.end() : end].lstrip("，；"))
        if following is None or "预算" not in following[0]:
            continue
        percent, word = Decimal(match["percent"].rstrip(".")), following["word"]
        start = text.index(following[0], match.end()) + following.start("word")
        right = "大于" if percent > 100 else "小于" if 0 < percent < 100 else ""
        way = "大于" if word in MORE else "小于" if word in LESS else "持平"
        if right and way != right:
            message = f"前面说完成预算的 {percent}%，决算数应“{right}”预算数，文中写的是“{word}”。"
            yield about(passage, start, start + len(word), "WD-06", "方向词与数字相反", message, Severity.ERROR)


def _reasons(passage: Passage) -> Iterator[Finding]:
    """减少2.28万元，主要是日常开支增加: the only way that the reason speaks of is the other one."""
    text = passage.plain
    for match in _REASON.finditer(text):
        low, _ = passage.sentence(match.start())
        changes = list(_CHANGE.finditer(text, low, match.start()))
        reason = _COMPARING.sub("", match["reason"])
        if not changes or _OF_ANOTHER.search(reason):
            continue
        went_up = is_up(changes[-1]["way"])
        ways = [re.search(words, reason) for words in (_UP, _DOWN)]
        if ways[went_up] and not ways[not went_up]:
            word = ways[went_up]
            assert word is not None
            start = text.index(word[0], match.start("reason"))
            message = f"前面说“{changes[-1][0]}”，原因里只说“{word[0]}”，方向相反，请核对。"
            yield about(passage, start, start + len(word[0]), "WD-06", "原因与增减方向相反", message)
