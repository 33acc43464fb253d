"""大于, 小于, 持平: what a sentence says of an actual figure against its budget, held to the two figures."""

from __future__ import annotations

import re

from ...findings import Severity
from .names import core
from .state import State

_COMPARED = re.compile(
    r"(?P<of>[^，。；：]{0,60}?)(?:支出)?决算数?(?:比|较|与|同|和)?(?:全年|年初|调整)?(?:预算数?)?(?:相比)?(?:基本)?"
    r"(?P<word>大于|高于|超过|多于|小于|低于|少于|等于|持平|一致|相同|不存在差异|无差异|存在差异)(?:于)?(?:全年|年初|调整)?(?:预算数?)?"
)
MORE, LESS = ("大于", "高于", "超过", "多于"), ("小于", "低于", "少于")


def judge_comparisons(state: State, lead: str, start: int) -> None:
    for match in _COMPARED.finditer(lead):
        if "预算" in match[0].replace(match["of"], "", 1):
            _judge(state, match, start)


def _judge(state: State, match: re.Match[str], start: int) -> None:
    if core(match["of"]):
        subject = state.subject_of(match["of"])
        if subject.named or not state.subject.words:
            state.subject = subject
    plan, now = state.plan(match[0].replace(match["of"], "", 1)), state.now()
    if plan is None or now is None or state.is_open:
        return
    word = match["word"]
    if now.interval == plan.interval or (now.is_zero and plan.is_zero):
        if word in (*MORE, *LESS, "存在差异"):
            _tell(state, match, start, plan.text, now.text, "持平", Severity.WARNING)
        return
    is_more = now.interval.low > plan.interval.low
    right = "大于" if is_more else "小于"
    if word in (LESS if is_more else MORE) or word not in (*MORE, *LESS, "存在差异"):
        _tell(state, match, start, plan.text, now.text, right, Severity.ERROR)


def _tell(state: State, match: re.Match[str], start: int, plan: str, now: str, right: str, severity: Severity) -> None:
    message = f"预算数{plan}，决算数{now}，应为“{right}”，文中写的是“{match['word']}”。"
    state.tell(start + match.start("word"), start + match.end("word"), "WD-06", severity, "方向词与数字相反", message)
