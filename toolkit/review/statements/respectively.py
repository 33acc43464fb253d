"""Several names and then as many figures: 人员经费、公用经费分别为 935.20 万元、160.85 万元，分别占 85.32%、14.68%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .figures import Figure, Kind
from .roles import DOWNWARD, UPWARD

_WAY = f"{UPWARD}|{DOWNWARD}"
#: 分别为, 各增加; not 各项, 各部门.
_EACH = re.compile(
    rf"(?:分别|各自|各)(?P<way>(?:占|为|是|{_WAY}|支出|收入|完成|安排|列支|达|共|有|比|较)[^，；。：]*)?$"
)
#: A clause without them that goes on with the names said before: 占全国的比重为 31.2%、52.9%.
_GOES_ON = re.compile(f"占|同比|比|较|完成|{_WAY}")
#: What stands between two figures of a group: 、 和, and the way where it is not the same: 分别增长 3.91%、下降 3.68%.
_BETWEEN = re.compile(rf"[，、/]?[和与及]?(?P<way>{_WAY})?")
_CLAUSE = re.compile("[，；。：]")
_NAMES = re.compile("[、和与及]")
#: What only the last name says and all are: 收入、支出总计.
_TOTAL = re.compile("(?:总计|合计|总额)$")
_SHARED_END = re.compile("(?:总计|合计|总额|支出|收入|经费|费)$")
_SHORT = {"收": "收入", "支": "支出"}


class Meant(NamedTuple):
    """A figure with the unit that stands at the last one of its group, and the words it is read with; "" when nothing says
    what it is of."""

    figure: Figure
    words: str


def respectively(text: str, found: Sequence[Figure]) -> Mapping[int, Meant]:
    """The figures of such groups, by where they start in the :func:`~.figures.plain` text."""
    told: dict[int, Meant] = {}
    names: tuple[str, ...] = ()
    at = before = 0
    while at < len(found):
        run = list(_run(text, found, at))
        lead = text[before : run[0].start]
        clause = _CLAUSE.split(lead)[-1]
        each = _EACH.search(clause)
        if "。" in lead:
            names = ()
        if len(run) > 1 and (each or run[0].kind is Kind.PERCENT):
            if each:
                names = _names(clause[: each.start()]) or names
            said = (each["way"] or "") if each else clause
            fitting = len(names) == len(run) and (each or _GOES_ON.match(clause))
            for number, figure in enumerate(run):
                way = _BETWEEN.fullmatch(text, run[number - 1].end, figure.start) if number else None
                words = (way and way["way"]) or said
                told[figure.start] = Meant(figure, f"{names[number]}{words}" if fitting else "")
        before = run[-1].end
        at += len(run)
    return told


def _run(text: str, found: Sequence[Figure], at: int) -> Iterator[Figure]:
    """The figures from one on with nothing of their own between them: of one kind, or without the unit of the last."""
    end = at + 1
    while end < len(found):
        one, other = found[end - 1], found[end]
        between = _BETWEEN.fullmatch(text, one.end, other.start)
        if between is None or one.kind is not other.kind and (one.kind is not Kind.BARE or between["way"]):
            break  # 各增加 135.00，增长 9.31%: the first has no unit
        end += 1
    last = found[end - 1]
    for figure in found[at:end]:
        yield figure._replace(kind=last.kind, unit=last.unit) if figure.kind is Kind.BARE else figure


def _names(words: str) -> tuple[str, ...]:
    """The names before 分别, in full; () when it is one, or none."""
    *first, last = [_SHORT.get(name, name) for name in _NAMES.split(words) if name] or [""]
    shared = _SHARED_END.search(last)
    if shared is None or not first:
        return (*first, last) if first else ()
    missing = _TOTAL if _TOTAL.search(last) else _SHARED_END
    return (*(name if missing.search(name) else name + shared[0] for name in first), last)
