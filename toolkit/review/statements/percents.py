"""Shares, growth and completion recomputed over exact intervals from what was said, or from the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...amounts import Interval, round_half_up
from ...findings import Severity
from . import ratios
from .figures import Figure, Kind
from .names import ACTUAL, core
from .roles import DOWNWARD, UPWARD, Role, Said
from .state import Printed, State, printed, printed_cell

_WAYS, _JUST_BEFORE = re.compile(f"{UPWARD}|{DOWNWARD}"), 6
_ROUGHLY = ("约", "近", "超", "逾", "超过")
#: The tables of all that a unit gets and spends.
_OF_ALL_FUNDS = ("支出", "收入", "总表")


def judge_growth(state: State, figure: Figure, told: Said) -> None:
    """增长, 下降: of the last change, whose base is what there was before."""
    if core(told.subject):
        state.subject = state.subject_of(told.subject)
        state.gap = state.gaps.get(state.subject.key, state.gap)
    now = state.now()
    if state.gap is None or told.up is None:
        _unbound(state, figure)
        return
    gap, change = state.gap
    if change.up is not None and change.up != told.up:
        message = (
            f"前面说“{_way(change)}{gap.text}”，后面说“{_as_written(state, figure, told)}{figure.text}”，方向相反。"
        )
        state.wrong(figure, "WD-06", "增减方向前后相反", message)
        return
    if now is None:
        _unbound(state, figure)
        return
    now = _fitting(state, now, figure, gap.amount.interval(), up=told.up)
    said = f"本年{now.text}、{_way(change)}{gap.text}"
    possible = ratios.growth(now.interval, gap.amount.interval(), up=told.up)
    if told.up and gap.amount.interval() == now.interval:
        possible = None  # all of it is new: before, there was nothing
    if possible is None:
        _no_base(state, figure, f"{said}，上年就是 0", certain=True)
        return
    state.used(gap, "增减幅相符")
    state.used(state.said.get((state.subject.key, Role.AMOUNT)), "增减幅相符")
    before = _middle(now) - _middle(printed(gap)) * (1 if told.up else -1)
    ratio = _middle(printed(gap)) * 100 / before if before > 0 else None
    said = f"按{said}计算，{'增长' if told.up else '下降'}"
    _percent(state, figure, possible, ("WD-03", "增减幅与增减额不符"), said, ratio)


def _fitting(state: State, now: Printed, figure: Figure, gap: Interval, *, up: bool) -> Printed:
    """The amount that the change may be of and fits: the last one, one said before it in the sentence (收支总预算 …，含…经费
    …；比上年增加 …), the totals where 支出 alone is named (the year's, or with what is carried over). Else the last one."""
    said = (printed(earlier) for earlier in reversed(state.amounts))
    totals = state.names.total(state.topic.whole) if state.subject.key in ("支出", "收入") else ()
    possible = [
        (meant, found)
        for meant in (now, *said, *(printed_cell(named.cell) for named in totals))
        if (found := ratios.growth(meant.interval, gap, up=up)) is not None
    ]
    fitting = (meant for meant, found in possible if found.holds(figure.value, figure.decimals))
    first = possible[-1][0] if possible and possible[0][0] is not now else now  # no rise is more than what it came to
    return next(fitting, first)


def judge_completion(state: State, figure: Figure, told: Said) -> None:
    """完成预算的: what was spent against its budget."""
    if core(told.subject):
        state.subject = state.subject_of(told.subject)
    plan, now = state.plan(told.whole), state.now()
    if plan is None or now is None:
        _unbound(state, figure)
        return
    if plan.is_zero:
        _no_base(state, figure, f"预算数是{plan.text}", certain=figure.value != 0 or not now.is_zero)
        return
    possible = ratios.share(now.interval, plan.interval)
    assert possible is not None
    state.used(state.said.get((state.subject.key, Role.BUDGET)), "完成率相符")
    state.used(state.said.get((state.subject.key, Role.AMOUNT)), "完成率相符")
    said = f"按预算{plan.text}、决算{now.text}计算，完成"
    _percent(state, figure, possible, ("WD-04", "完成率与预算数、决算数不符"), said, printed_ratio(now, plan))


def judge_share(state: State, figure: Figure, told: Said) -> None:
    """占: right when it fits what is named, or any of the wholes it may be of where none is."""
    part = _part(state, told)
    if len(core(told.subject)) > 1:  # 人员经费占 85.32%，为 935.20 万元
        state.subject = state.subject_of(told.subject)
    wholes = list(_wholes(state, told))
    if not wholes or state.is_open and state.whole is None and not told.whole:
        _unbound(state, figure)
        return
    name = told.whole or state.whole_words or "全体"
    if all(whole.is_zero for whole in wholes):
        _no_base(state, figure, f"{name}是{wholes[0].text}", certain=figure.value != 0)
        return
    if part is None:
        _unbound(state, figure)
        return
    ranges = [(found, whole) for whole in wholes if (found := ratios.share(part.interval, whole.interval)) is not None]
    fitting = [pair for pair in ranges if pair[0].holds(figure.value, figure.decimals)]
    possible, whole = (fitting or ranges)[0]
    is_named = part.interval == whole.interval or part.is_zero or _said_of(state, told.whole) is not None
    if not fitting and state.topic.loose and not is_named:
        _unbound(state, figure)  # a table's total need not be the one that is meant here: of budgets, of other years
        return
    if fitting:
        state.used(state.last, "占比相符")
    said = f"按{part.text}占{name}{whole.text}计算，占"
    _percent(state, figure, possible, ("WD-02", "占比与数字不符"), said, printed_ratio(part, whole))


def _part(state: State, told: Said) -> Printed | None:
    """What has the share: the last amount, unless the sentence names something else just before 占."""
    key = core(told.subject.strip("的"))
    if len(key) < 2:
        return printed(state.last) if state.last is not None and state.last.kind is Kind.MONEY else None
    figure = state.said.get((key, Role.AMOUNT)) or state.memory.last(key, Role.AMOUNT, state.passage.headings)
    if figure is not None and figure.kind is Kind.MONEY:
        return printed(figure)
    subject = state.subject_of(told.subject)
    cells = subject.cells(ACTUAL)
    return printed_cell(cells[0].cell) if cells and subject.sure else None


def _wholes(state: State, told: Said) -> Iterator[Printed]:
    """What a share may be of: what is named; else the amount before 其中, and the totals of the section's tables."""
    if len(core(told.whole)) > 1:
        yield from named_whole(state, told.whole)
        return
    if state.whole is not None:
        yield state.whole
    for named in state.names.total(state.topic.whole):
        if named.role == ACTUAL:
            yield printed_cell(named.cell)


def named_whole(state: State, words: str) -> list[Printed]:
    """What was said of a whole in this section; else what the tables have under its name."""
    said = _said_of(state, words)
    if said is not None:
        return [printed(said)]
    kinds = [*state.topic.kinds, *(kind for kind in state.names.tables if kind not in state.topic.kinds)]
    of_all = [kind for kind in _OF_ALL_FUNDS if kind not in state.topic.kinds[:1]]
    found = [*state.names.find(words, kinds), *state.names.find(words, of_all)]  # 本年支出合计 may be of all funds
    return [printed_cell(named.cell) for named in dict.fromkeys(found) if named.role == ACTUAL]


def _said_of(state: State, words: str) -> Figure | None:
    """The amount said of something in this section; none is a share of itself."""
    key = core(words)
    for known in (key, *_alike(state, key)):
        figure = state.said.get((known, Role.AMOUNT)) or state.memory.last(known, Role.AMOUNT, state.passage.headings)
        if figure is not None and figure.kind is Kind.MONEY and figure is not state.last:
            return figure
    return None


def _alike(state: State, key: str) -> Iterator[str]:
    """What was said here of something that is called so in part: 授予中小企业合同, for 中小企业采购."""
    known = [name for name, role in state.said if role is Role.AMOUNT and len(name) > 1]
    if len(key) > 3:
        yield from (name for name in known if name.endswith(key) or (len(name) > 3 and key.endswith(name)))
    if "企业" in key:
        wanted = "小微" if "小微" in key else "中小"
        yield from (name for name in known if wanted in name)
        return
    for word in ("货物", "工程", "服务"):
        if word in key:
            yield from (name for name in known if word in name and "企业" not in name)


def printed_ratio(part: Printed, whole: Printed) -> Decimal | None:
    """The percentage that the printed figures themselves give."""
    return _middle(part) * 100 / _middle(whole) if _middle(whole) > 0 else None


def _middle(amount: Printed) -> Decimal:
    """The printed amount in 分: a printed zero's range opens upwards only."""
    return Decimal(0) if amount.is_zero else (Decimal(amount.interval.low) + amount.interval.high + 1) / 2


def _percent(
    state: State, figure: Figure, possible: ratios.Range, rule: tuple[str, str], said: str, ratio: Decimal | None
) -> None:
    """Right when some true amounts give it; told as a 尾差 when the printed ones (``ratio``) do not."""
    if _lacks_sign(state, figure):
        return
    if not possible.holds(figure.value, figure.decimals):
        if state.is_open:  # it may be of what is not filled in
            state.unbound(figure)
            return
        should = possible.middle(max(figure.decimals, min(state.style.percent_decimals, 2)))
        message = f"{said} {should}%，文中写的是 {figure.text}。"
        state.wrong(figure, *rule, message, expected=should, actual=figure.value)
        return
    if figure.unit == "个百分点" and rule[0] != "WD-02":
        sign = figure.text.replace("个百分点", "%")
        message = f"{said} {sign}，文中写的是 {figure.text}：两个百分比相差多少才说百分点，请改成“{sign}”。"
        state.wrong(figure, *rule, message, severity=Severity.WARNING)
        return
    state.right(figure, "百分比相符")
    usual = state.style.percent_decimals
    is_rough = state.passage.plain[: figure.start].endswith(_ROUGHLY)
    if figure.decimals < usual and not is_rough and not possible.holds(figure.value, usual):
        message = f"{said} {possible.middle(usual)}%，文中写的是 {figure.text}，少写了小数位。"
        state.wrong(figure, "WD-25", "百分比少写了小数位", message, severity=Severity.WARNING)
    elif ratio is not None and abs(ratio - figure.value) > Decimal("0.5001").scaleb(-figure.decimals):
        message = (
            f"{said} {round_half_up(ratio, figure.decimals)}%，文中写的是 {figure.text}；按元计算可以得出，是尾差。"
        )
        state.tail(figure, *rule, message)


def _unbound(state: State, figure: Figure) -> None:
    if not _lacks_sign(state, figure):
        state.unbound(figure)


def _lacks_sign(state: State, figure: Figure) -> bool:
    """Where a percentage is meant and the sign is not there."""
    if figure.kind is not Kind.BARE:
        return False
    state.wrong(figure, "WD-07", "数字后面缺少单位", f"“{figure.text}”后面缺少“%”。")
    return True


def _no_base(state: State, figure: Figure, why: str, *, certain: bool) -> None:
    if state.is_open:
        state.unbound(figure)
        return
    message = f"{why}，没有基数，“{figure.text}”这个百分比不存在，应当不写。"
    severity = Severity.ERROR if certain else Severity.WARNING
    state.wrong(figure, "WD-05", "没有基数的百分比", message, severity=severity)


def _as_written(state: State, figure: Figure, told: Said) -> str:
    """The word before a figure that says which way."""
    found = _WAYS.findall(state.passage.plain, max(figure.start - _JUST_BEFORE, 0), figure.start)
    return found[-1] if found else _way(told)


def _way(change: Said) -> str:
    return "增加" if change.up else "减少"
