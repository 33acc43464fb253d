"""Amounts, counts, and numbers that lack their unit: held to the cells of what they are of."""

from __future__ import annotations

import re
from decimal import Decimal

from ...amounts import round_half_up
from ...cells import Cell
from ...findings import Severity
from .figures import Figure, Kind
from .names import ACTUAL, BUDGET, EACH, OPENING, Named, core, meant_plans, nearly
from .roles import Role, Said, last_piece, pieces, said
from .state import State, Subject, shown

_MONEY_WORD = re.compile(
    r"(?:支出|收入|决算|预算|金额|总额|合计|总计|费|拨款|结余)(?:数|额)?(?:各|均|共)?(?:为|是|共)?$"
)
#: Several amounts with one unit: 收、支总计分别为 10.00、20.00 万元.
_UNIT_FOLLOWS = re.compile(r"(?:(?:[，、/]|[和与及])-?\d[\d,]*(?:\.\d+)?)+\s*(?:万元|亿元|千元|元)")
_LETTERS_CUT = re.compile(r"^\d*年?度?")
_AT_FIRST = re.compile("[年期]初(?!预算)")
#: The tables that hold counts.
_WITH_COUNTS = ("信息", "自评")
#: What was spent of what was planned just before.
_SPENT = re.compile("(?:全年|当年|本年|年度|本年度)?(?:实际)?支出数?")
#: Words before a figure that name nothing by themselves.
_GENERIC = frozenset(
    {"项目", "单位", "部门", "资金", "涉及资金", "共涉及资金", "全年", "项目全年", "金额", "该项目", "本项目"}
)


def judge_amount(state: State, figure: Figure, told: Said, lead: str) -> None:
    """An amount or a count: of the subject it names, or of the last one."""
    if told.role is not Role.GAP or told.subject:
        speak_of(state, told, lead)
    state.unbound(figure)
    if told.role is Role.GAP:
        state.gap = state.gaps[state.subject.key] = figure, told
        if figure.value == 0 and told.up is not None:
            way = "增加" if told.up else "减少"
            message = f"没有增减，应当写“持平”，不写“{way}{figure.text}”。"
            state.wrong(figure, "WD-06", "增减为零应写持平", message, severity=Severity.WARNING)
        elif told.planned and told.up is not None:
            _judge_against_plan(state, figure, up=told.up)
        return
    state.note(figure, told.role)
    if told.role is Role.BEFORE:
        return
    state.main = state.main if state.main.words else state.subject
    if told.role is Role.AMOUNT:
        state.last, state.gap = figure, None
    if figure.kind is Kind.MONEY:
        state.amounts.append(figure)
    is_plan = told.role is Role.BUDGET
    cells = meant_plans(state.subject.cells(BUDGET), last_piece(lead)) if is_plan else state.subject.cells(ACTUAL)
    cells = cells or state.subject.cells(EACH)
    if _AT_FIRST.search(last_piece(lead)):
        cells = state.subject.cells(OPENING) or cells
    if figure.kind is Kind.COUNT:  # 公务用车购置数 is no 公务用车购置费
        cells = [named for named in cells if named.kind in _WITH_COUNTS or figure.unit in named.label]
    if not cells:
        _misspelt(state, figure, told)
        return
    if any(_is_same(state, figure, named.cell) for named in cells):
        state.right(figure, cells[0].label)
    elif state.subject.sure:
        _wrong(state, figure, cells[0])


def _judge_against_plan(state: State, figure: Figure, *, up: bool) -> None:
    """So much more or less than was planned: the difference of the two amounts, where the sentence or a table has both."""
    plan, now = state.plan(), state.now()
    if plan is None or now is None or state.is_open:
        return
    more, less = (now.interval, plan.interval) if up else (plan.interval, now.interval)
    if figure.interval.meets(more.minus(less)):
        state.right(figure, "与预算的差额相符")
    elif more.low <= less.high:  # of something else, or the way is wrong, which the words for it tell
        return
    else:
        should = Decimal(more.low - less.low) / figure.amount.unit.fen
        message = (
            f"按预算{plan.text}、决算{now.text}计算，{'多' if up else '少'} {should:,.2f} {figure.amount.unit.value}，"
            f"文中写的是 {figure.text}。"
        )
        state.wrong(figure, "WD-03", "增减额与预算数、决算数不符", message)


def judge_bare(state: State, figure: Figure, lead: str) -> None:
    """A number without a unit: told where an amount belongs."""
    state.unbound(figure)
    told = said(lead, Kind.MONEY, state.year, is_budget=state.is_budget)
    if told.role not in (Role.AMOUNT, Role.BUDGET, Role.GAP) or state.topic.silent or not state.topic.id:
        return
    if _UNIT_FOLLOWS.match(state.passage.plain, figure.end):
        return
    tail = last_piece(lead)
    is_money = figure.decimals == 2 or figure.grouped or told.role is not Role.AMOUNT or _MONEY_WORD.search(tail)
    if is_money and (core(tail) or state.subject.words):
        state.wrong(
            figure,
            "WD-07",
            "数字后面缺少单位",
            f"“{_LETTERS_CUT.sub('', tail[-12:])}{figure.text}”后面缺少单位，如“万元”。",
        )


def _misspelt(state: State, figure: Figure, told: Said) -> None:
    """Where nothing has the name, but a name of the section's tables is one letter apart."""
    words = told.subject.strip()
    names = state.names.all_names(state.topic.kinds)
    if "经费" not in words:
        names |= {f"{name}费" for name in names}  # a core has none
    near = nearly(core(words), names) if words and not state.subject.named else ""
    if near and not state.topic.loose:
        start = state.passage.plain.rfind(words, 0, figure.start)
        message = f"“{words}”在表里没有，是不是“{near}”？请核对名称。"
        state.tell(start, start + len(words), "WD-10", Severity.WARNING, "名称写错", message)


def speak_of(state: State, told: Said, lead: str) -> None:
    """What the figures are of from here on."""
    words = told.subject.rsplit("（项）", 1)[-1].strip("。 ")
    if "（项）" in told.subject and not core(words):
        return  # the item was taken up already
    if words in _GENERIC and state.subject.words:
        return
    planned = (state.subject.key, Role.BUDGET) in state.said and (state.subject.key, Role.AMOUNT) not in state.said
    if planned and lead.startswith("，") and _SPENT.fullmatch(words):  # 教育支出年初预算15万元，全年支出12万元
        return
    if len(core(words)) > 1:
        state.subject = state.subject_of(words)
        return
    for piece in reversed(pieces(lead)[:-1]):  # the words before the last sign
        if (named := state.names.find(piece, state.topic.kinds)) and core(piece):
            state.subject = Subject(piece, tuple(named), not state.topic.loose)
            return


def _is_same(state: State, figure: Figure, cell: Cell) -> bool:
    """The printed figure is the cell's: to the digit, or with fewer decimals where the document does not always write two."""
    if figure.kind is Kind.COUNT:
        return cell.value == figure.value
    exact = cell.amount.wan if cell.amount is not None else Decimal(0)
    if figure.unit == "亿元":
        return figure.value == round_half_up(exact.scaleb(-4), figure.decimals)
    if figure.wan in (exact, round_half_up(exact, 2)):
        return True
    rounded = figure.unit == "万元" and figure.value == round_half_up(exact, figure.decimals)
    return rounded and not state.style.two_decimals


def _wrong(state: State, figure: Figure, named: Named) -> None:
    cell = named.cell
    if figure.unit == "元" and figure.value == cell.value:
        message = f"{named.label}是 {shown(cell)} 万元，文中写的是 {figure.text}，单位应为“万元”。"
        state.wrong(figure, "WD-08", "万元写成了元", message, cells=(cell,))
        return
    unit = "万元" if figure.kind is Kind.MONEY else figure.unit
    message = f"{named.label}是 {shown(cell)} {unit}，文中写的是 {figure.text}。"
    actual = figure.as_in_tables
    expected = Decimal(0)
    if cell.amount is not None:
        expected = cell.amount.wan if figure.kind is Kind.MONEY else cell.value
    state.wrong(figure, "WD-01", "文中的数与表不符", message, expected=expected, actual=actual, cells=(cell,))
