"""What a sentence calls a figure → the cells that it may be: the names of rows, columns and totals of the official tables.

A name is compared in its :func:`core`: without brackets, years, and the words that say nothing about which figure is meant
(决算数, 合计, 支出 at the end). A name that some words go before still names the figure when those words only say whose or
what fund it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...cells import Cell
from ...profiles import Profile
from ...report import Block, Report, Row, Table
from ...text import clean, normal_name
from .vocabulary import vocabulary

#: Which figure of a row it is; EACH: one of several that nothing tells apart.
BUDGET, ACTUAL, OPENING, EACH = "预算", "决算", "年初", "各栏"
_LEVELS = re.compile(r"[（(](?:类|款|项|科目)[）)]")
_NUMBER = re.compile(r"^[（(]?\d{1,2}[）)]|^\d{1,2}[.．、]")
_SIGNS = re.compile(r"[\W_]+")
_FRONT = re.compile(
    r"^(?:其中|包括|主要|主要是|主要用于|用于|分别为|分别是|[一二三四五六七八九十]+是|按|从|截至|全年|今年|当年|本年度|本年(?!收入|支出|预算)|"
    r"本部门|本单位|我部门|我单位|我局|我中心|共有|共计|共|安排|列支|实现|完成|(?:19|20)\d\d年度|(?:19|20)\d\d年|年度)"
)
_BACK = re.compile(
    r"(?:均为|合计为|共计|分别为|各|共|为|是|达到|达|约|有|预计|安排|数|额|金额|总额|合计|决算|预算|执行|支出|费用|费|总体情况|情况)$"
)
_QUALIFIERS = re.compile(
    r"(?:财政拨款|财政拨款安排的|安排的|一般公共预算财政拨款|一般公共预算拨款|一般公共预算|政府性基金预算财政拨款|政府性基金预算|政府性基金|国有资本经营预算财政拨款|"
    r"国有资本经营预算|国有资本经营|预算|部门|单位|年初|年末|的|中|支出|收入|使用|用|全部|各项|本|我|占|及|和|与|在)*"
)


#: Shorter names are one letter apart from too many others.
_SHORTEST_NAME = 4
#: The tables that are of one fund only: what names that fund may be called there by the rest of its name.
OF_A_FUND = frozenset({"一般公共", "基金", "国资", "基本", "三公"})
#: What stood at the beginning of the year, and at its end.
_OPENING, _CLOSING = re.compile("^[年期]初(?:数|余额|数量)?$"), re.compile("^[年期]末(?:数|余额|数量)?$")
#: A column that holds all of a row: what is meant where no column is named.
_TELLING = re.compile("小计|合计|总计|决算|金额|统计|预算数")
_OF_ANOTHER_YEAR = re.compile("上年|去年|上一年|增减")
_PLAN = re.compile("(?:年初|全年|调整后?的?|变动后?的?)预算数?$")
#: The budget before the year, and the one that it came to.
_WHICH_PLAN = re.compile("(?P<first>年初)|全年|调整|变动")


class Named(NamedTuple):
    """A figure of a table as sentences may call it."""

    cell: Cell
    kind: str
    role: str
    row: str
    label: str
    code: str = ""
    name: str = ""
    column: str = ""


def meant_plans(plans: Sequence[Named], words: str) -> list[Named]:
    """Of a row's budgets that which the words mean: 年初预算, or 全年, 调整预算; all where neither says."""
    asked = _which(words)
    found = [one for one in plans if _which(one.column) == asked]
    return found or [one for one in plans if not _which(one.column)] or list(plans)


def _which(words: str) -> str:
    found = list(_WHICH_PLAN.finditer(words))
    return "" if not found else "年初" if found[-1]["first"] else "全年"


@lru_cache(maxsize=8192)
def core(name: str) -> str:
    """``2023年度社会保障和就业（类）支出`` → ``社会保障和就业``: what two ways of calling a figure agree on."""
    text = _LEVELS.sub("", normal_name(name))
    for written, same in vocabulary().same:
        text = text.replace(written, same)
    text = _SIGNS.sub("", _NUMBER.sub("", text))
    text = _stripped(_FRONT, text)
    return _stripped(_BACK, text)


def _stripped(pattern: re.Pattern[str], text: str) -> str:
    """Stripped as often as it can be, but never to nothing or one character."""
    while True:
        shorter = pattern.sub("", text, count=1)
        if shorter == text or len(shorter) < 2:
            return text
        text = shorter


def distance(one: str, other: str) -> int:
    """How many letters must be changed, added or dropped to make one word of the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(before + (a != b), row[j] + 1, row[j - 1] + 1)
    return row[-1]


def nearly(name: str, known: Iterable[str]) -> str:
    """The name of which one letter is another here; "" when there is none, or several."""
    if len(name) < _SHORTEST_NAME:
        return ""
    near = [one for one in known if len(one) == len(name) and sum(a != b for a, b in zip(one, name, strict=True)) == 1]
    return near[0] if len(near) == 1 else ""


class Names:
    """The index of one report."""

    def __init__(self, report: Report, profile: Profile | None = None) -> None:
        self._words = vocabulary(profile)
        self._known: dict[str, dict[str, list[Named]]] = {}
        self.rows: dict[str, list[Named]] = {}  # code → the figures of that row
        self.tables: dict[str, list[Table]] = {}
        own_name = core(report.unit_name) if report.unit_name else ""
        self._own = re.compile(f"^(?:{re.escape(own_name)})?" if own_name else "")
        for table in report.tables.values():
            kind = self._words.kind_of(table.title)
            self.tables.setdefault(kind, []).append(table)
            if kind not in ("", "自评"):
                for block in table.blocks.values():
                    self._learn(table, block, kind)
        self._basic_total()

    def find(self, subject: str, kinds: Sequence[str]) -> list[Named]:
        """The figures that a subject means, in the first of these kinds of tables that knows it; [] when none does."""
        name = core(subject)
        if not name:
            return []
        ordered = self._of_fund(subject, kinds)
        exact = next((found for kind in ordered if (found := self._known.get(kind, {}).get(name))), None)
        if exact:
            return exact
        whole = "拨款" not in subject and not any(fund in subject for fund in self._words.funds)
        return next((found for kind in ordered if (whole or kind in OF_A_FUND) and (found := self._in(kind, name))), [])

    def total(self, kinds: Sequence[str]) -> list[Named]:
        """The totals of these kinds of tables."""
        found = []
        for kind in kinds:
            for block_names in self._words.totals.get(kind, {}).values():
                found += self._known.get(kind, {}).get(core(block_names[0]), [])
        return found

    def all_names(self, kinds: Iterable[str]) -> set[str]:
        """The cores of all names in these kinds of tables."""
        return {name for kind in kinds for name in self._known.get(kind, {})}

    def _of_fund(self, subject: str, kinds: Sequence[str]) -> list[str]:
        for fund, own in self._words.funds.items():
            if fund in subject:
                return [kind for kind in kinds if kind in own] + [kind for kind in own if kind not in kinds]
        return list(kinds)

    def _in(self, kind: str, name: str) -> list[Named]:
        """By the end of a name, where the words before it only say whose it is."""
        known = self._known.get(kind, {})
        endings = (ending for ending in known if len(ending) > 1 and name.endswith(ending))
        longest = max(endings, key=len, default="")
        before = self._own.sub("", name[: len(name) - len(longest)], count=1)
        return known[longest] if longest and _QUALIFIERS.fullmatch(before) else []

    # -- learning

    def _learn(self, table: Table, block: Block, kind: str) -> None:
        columns = _default_columns(block)
        for row in block.rows:
            is_total = _is_total(row)
            for role, column in columns:
                if column in row.cells:
                    named = self._named(table, kind, row, column, role)
                    for name in self._row_names(row, block, kind, is_total=is_total):
                        self._add(kind, name, named)
                    if row.code:
                        self.rows.setdefault(row.code, []).append(named)
            if is_total:
                for column in block.columns:
                    if column in row.cells and column not in (BUDGET + "数", ACTUAL + "数"):
                        for name in (column, *self._words.columns.get(column, ())):
                            self._add(kind, name, self._named(table, kind, row, column, ACTUAL))

    def _row_names(self, row: Row, block: Block, kind: str, *, is_total: bool) -> Iterator[str]:
        if is_total and (names := self._words.totals.get(kind, {}).get(block.id)) and _is_grand(row):
            yield from names
            return
        yield from self._words.rows.get(f"{kind}/{block.id}/{row.key}", ())
        yield from (name for name in dict.fromkeys((row.key.rsplit("/", 1)[-1], row.name)) if not name.isdigit())
        if is_total and row.name.startswith("本年") and "本年预算" not in block.columns:
            yield row.name.removeprefix("本年")
        if block.id not in ("", "收入", "支出"):  # 政府采购 货物
            yield f"{block.id}{row.name}"

    def _named(self, table: Table, kind: str, row: Row, column: str, role: str) -> Named:
        place = table.label or f"“{clean(table.title)}”"
        name = f"{row.code} {row.name}".strip()
        return Named(row.cells[column], kind, role, row.key, f"{place}“{name}”的{column}", row.code, row.name, column)

    def _add(self, kind: str, name: str, named: Named) -> None:
        found = self._known.setdefault(kind, {}).setdefault(core(name), [])
        if named not in found:
            found.append(named)

    def _basic_total(self) -> None:
        """公开06表 has no line for all basic expenditure: 公开05表 has."""
        basic = self._known.setdefault("基本", {})
        for name in self._words.totals.get("基本", {}).get("", ()):
            found = self._known.get("一般公共", {}).get(core("基本支出"), [])
            if found:
                basic.setdefault(core(name), found)


def _default_columns(block: Block) -> list[tuple[str, str]]:
    """The columns that a row's name alone means: its budgets and its actual figure, that of the year's end (the one of its
    beginning is meant where 年初 is said), else any of them."""
    both = [(role, column) for role in (BUDGET, ACTUAL) for column in block.columns if column == f"{role}数"]
    if len(both) == 2:
        return both + [(BUDGET, column) for column in block.columns if _PLAN.search(column)]
    telling = [column for column in block.columns if _TELLING.search(column) and not _OF_ANOTHER_YEAR.search(column)]
    plans = [column for column in telling if _PLAN.search(column)]
    spent = [column for column in telling if column not in plans]
    if plans and spent:  # 年初预算数, 调整预算数 beside 决算数
        return [*((BUDGET, plan) for plan in plans), (ACTUAL, spent[0])]
    if telling:
        return [(ACTUAL, telling[0])]
    opening, closing = ([c for c in block.columns if pattern.match(c)][:1] for pattern in (_OPENING, _CLOSING))
    if opening and closing:
        return [(ACTUAL, closing[0]), (OPENING, opening[0])]
    return [(ACTUAL if len(block.columns) == 1 else EACH, column) for column in block.columns]


def _is_total(row: Row) -> bool:
    return not row.code and bool(re.search("(?:合计|总计)$", normal_name(row.name)))


def _is_grand(row: Row) -> bool:
    """合计, 总计, 收入总计: the line for all, not 人员经费合计."""
    return bool(re.fullmatch("(?:收入|支出)?(?:合计|总计)", normal_name(row.name)))
