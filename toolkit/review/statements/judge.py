"""Every figure of a paragraph bound and judged, from the left: what it is of goes on from one to the next.

A figure that cannot be bound is neither right nor wrong. What stands in a reason (主要原因是 …) is not bound: amounts there
are of anything.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import NamedTuple

from ...findings import Severity
from .amounts_said import judge_amount, judge_bare, speak_of
from .comparisons import judge_comparisons
from .figures import HOLE, Figure, Kind, figures
from .names import Named, core, nearly
from .percents import judge_completion, judge_growth, judge_share, named_whole
from .respectively import Meant, respectively
from .roles import Role, last_piece, said
from .state import State, Subject, printed

_REASON = re.compile("原因|由于|因为")
_REASON_ENDS = re.compile(r"。|；(?!(?:[一二三四五六七八九]|\d)(?:是|、))")
_ITEM = re.compile(
    r"(?<![^，。；：（）])([^，。；：（）]+)（类）(?:支出)?([^，。；：（）]+)（款）([^，。；：（）]+)（项）"
)
_NUMBERED = re.compile(r"^[\d.．、（）]+")
#: A counted point that begins in the middle of a paragraph: what follows is about that, no more about the whole.
_NEXT_POINT = re.compile(
    r"[。；](?:\d{1,2}[.．、](?!\d)|（(?:\d{1,2}|[一二三四五六七八九十]+)）|[一二三四五六七八九十]+、)"
)
_PARTS_FOLLOW = re.compile(r"其中[：，、]?|主要用于以下方面|包括[：，]|具体(?:包括|情况)|分别是")
_OF = re.compile(r"([^，。；：、]{2,40})中[，：]")
#: Between two figures of a list.
_LISTED_ON = re.compile("[，、/]?[和与及]?")
_NOT_OF_THE_UNIT = re.compile("人均|每人|平均|标准|以上|以下|单价|单位价值|限额")


class _Hole(NamedTuple):
    """A place where a figure is still to be filled in."""

    start: int
    end: int


def judge(state: State) -> None:
    """Fill the state's bindings and findings."""
    text, before, reason, is_after_hole = state.passage.plain, 0, -1, False
    found = list(figures(text))
    grouped = respectively(text, found)
    holes = [_Hole(*match.span()) for match in HOLE.finditer(text)]
    spots: list[Figure | _Hole] = [*found, *holes]
    for spot in sorted(spots, key=attrgetter("start")):
        lead = text[before : spot.start]
        for match in _REASON.finditer(lead):
            reason = before + match.end()
        if reason >= 0 and _REASON_ENDS.search(text, reason, spot.start):
            reason = -1
        _turn(state, lead, before)
        if isinstance(spot, Figure):
            meant, words = grouped.get(spot.start, Meant(spot, lead))
            is_of_hole = is_after_hole and _LISTED_ON.fullmatch(lead) is not None
            if (
                reason >= 0
                or is_of_hole
                or not words
                and spot.start in grouped
                or _NOT_OF_THE_UNIT.search(last_piece(words))
            ):
                state.unbound(spot)
            else:
                _figure(state, meant, words)
        elif reason < 0:
            _pass_hole(state, lead)
        before, is_after_hole = spot.end, isinstance(spot, _Hole)
    _turn(state, text[before:], before)


def _pass_hole(state: State, lead: str) -> None:
    """What is not filled in yet is of something too: what follows is of that, and no more of what was said before."""
    told = said(lead, Kind.MONEY, state.year, is_budget=state.is_budget)
    if "。" in lead and state.main.words and not core(told.subject):
        state.subject = state.main
    if told.role is not Role.GAP or told.subject:
        speak_of(state, told, lead)
    state.main = state.main if state.main.words else state.subject
    state.said.pop((state.subject.key, told.role), None)
    state.gaps.pop(state.subject.key, None)
    state.last = state.gap = state.whole = None
    state.whole_words, state.is_open = "", True


def _turn(state: State, lead: str, start: int) -> None:
    """What the words between two figures change."""
    judge_comparisons(state, lead, start)
    if _NEXT_POINT.search(lead):
        state.main = Subject()
    if item := _last(_ITEM, lead):
        state.subject = state.main = item_subject(state, item)
        if not state.subject.named and not state.topic.loose:
            _tell_item(state, item, start)
        state.last = state.gap = None
    if _parts_follow(lead) and state.last is not None and state.last.kind is Kind.MONEY:
        state.whole, state.whole_words = printed(state.last), state.subject.words
    if (of := _last(_OF, lead)) and (wholes := named_whole(state, of[1])):
        state.whole, state.whole_words = wholes[0], of[1]


def _parts_follow(lead: str) -> bool:
    """Whether what comes is part of the last amount: 主要包括：基本工资；公用经费 lists names, and is over."""
    found = list(_PARTS_FOLLOW.finditer(lead))
    return bool(found) and not re.search("[；。]", lead[found[-1].end() :])


def _figure(state: State, figure: Figure, lead: str) -> None:
    told = said(lead, figure.kind, state.year, is_budget=state.is_budget)
    if "。" in lead:
        state.amounts.clear()
    if "。" in lead and state.main.words and not core(told.subject):
        state.subject = state.main  # a new sentence goes on with what the paragraph is about
    if told.role is Role.SHARE:
        judge_share(state, figure, told)
    elif told.role is Role.GROWTH:
        judge_growth(state, figure, told)
    elif told.role is Role.COMPLETION:
        judge_completion(state, figure, told)
    elif figure.kind in (Kind.MONEY, Kind.COUNT):
        judge_amount(state, figure, told, lead)
    elif figure.kind is Kind.BARE:
        judge_bare(state, figure, lead)
    else:
        state.unbound(figure)


def item_subject(state: State, match: re.Match[str]) -> Subject:
    """A functional item named in full: its row is the one whose 类 and 款 have these names too."""
    for kind in state.topic.kinds:
        rows = [named for named in state.names.find(match[3], [kind]) if _is_under(state, named, match)]
        if rows:
            return Subject(match[0], tuple(rows), not state.topic.loose)
    return Subject(match[0])


def _tell_item(state: State, match: re.Match[str], start: int) -> None:
    """An item that the section's table does not have under this name, where it has others with items."""
    kind = state.topic.kinds[0] if state.topic.kinds else ""
    if not state.names.all_names([kind]):
        return
    rows = [named for named in state.names.find(match[3], [kind]) if len(named.code) == 7 or not named.code]
    if rows and rows[0].code:
        codes = (rows[0].code[:3], rows[0].code[:5])
        above = [known[0].name for code in codes if (known := state.names.rows.get(code))]
        message = f"“{match[3]}”在表里属于“{'—'.join(above)}”，文中写的是“{match[1]}—{match[2]}”，请核对名称。"
    elif rows:
        return
    else:
        near = nearly(core(match[3]), state.names.all_names([kind]))
        message = f"表里没有“{match[3]}”这个科目，{f'是不是“{near}”？' if near else ''}请核对名称。"
    place = start + match.start(), start + match.end()
    state.tell(*place, "WD-10", Severity.WARNING, "科目名称与表不同", message)


def _is_under(state: State, named: Named, match: re.Match[str]) -> bool:
    """Whether the rows above are called as the text says; a tree's rows (no codes) go by their own names."""
    if not named.code:
        return True
    if len(named.code) != 7:
        return False
    above = ((named.code[:3], _NUMBERED.sub("", match[1])), (named.code[:5], match[2]))
    known = ((state.names.rows.get(code), name) for code, name in above)
    return all(not rows or core(rows[0].name) == core(name) for rows, name in known)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[-1] if found else None
