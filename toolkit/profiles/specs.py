"""What a profile says, as records: facts, rules, outline, and the whole. Every field is a key of the profile's TOML files."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ..amounts import NumberStyle, Unit
from ..errors import ProfileError
from .form_specs import ALWAYS, FOREVER, ColumnSpec, TableSpec, table_of_year

#: The word for a table that a rule names elsewhere: 表[行].列, never the end of a name (支出表[行]).
_THIS_TABLE = re.compile(r"(?<![\w」])表(?=[.\[])")
#: The sheet of ours for whatever the official forms do not have; rules call all facts by it.
FACTS_SHEET = "补充资料"


@dataclass(frozen=True)
class FactSpec:
    """One fact on a sheet of ours. ``kind``: amount, count, percent, text, date, year. ``unit`` is what the clerk sees.

    ``options``: the only words it may be given.
    """

    id: str
    label: str
    kind: str = "amount"
    unit: str = ""
    help: str = ""
    required: bool = False
    default: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactGroup:
    """A titled group on a sheet of ours.

    ``kind``: ``facts`` (one row a fact), ``list`` (rows × ``columns``; ``source`` such as ``公开05:项`` says which rows are
    prepared), ``texts`` (paragraphs under each of ``texts``).
    """

    title: str
    kind: str = "facts"
    id: str = ""
    sheet: str = FACTS_SHEET
    help: str = ""
    facts: tuple[FactSpec, ...] = ()
    columns: tuple[ColumnSpec, ...] = ()
    source: str = ""
    open_rows: int = 20
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSpec:
    """One rule as written in rules.toml (docs/rules.md). It states one of four things.

    ``identity``: a 勾稽关系; in it 表 stands for ``table``, where the rule is one over several tables. ``check``: the name
    of a check that is no equation. ``unwanted``: what no text that people typed should hold, as a regular expression; with
    ``notes``, what no note under these tables should. ``wanted``: what some note under each of them should hold.
    ``last_digit``: how grave it is that two tables print one amount with a difference of one in the last place.
    ``tolerance``: what both sides may differ by besides what rounding explains, in the unit of the rule's first cell, of
    percentages in points.
    """

    title: str
    identity: str = ""
    id: str = ""
    check: str = ""
    unwanted: str = ""
    wanted: str = ""
    notes: tuple[str, ...] = ()
    table: str = ""
    severity: str = "error"
    basis: str = ""
    since: int = ALWAYS
    until: int = FOREVER
    enabled: bool = True
    advice: str = ""
    last_digit: str = "warning"
    tolerance: Decimal = Decimal(0)

    def is_of(self, year: int) -> bool:
        """Whether it is in force in a year."""
        return self.since <= year <= self.until

    @property
    def relation(self) -> str:
        """The ``identity`` with the table that it is about."""
        return _THIS_TABLE.sub(lambda _: self.table, self.identity) if self.table else self.identity

    @property
    def wording(self) -> str:
        """What the rule states, as people read it."""
        if self.check:
            return f"检查 {self.check}"
        if self.wanted or self.unwanted:
            where = "注里" if self.notes else "文字"
            return f"{where}应有 {self.wanted}" if self.wanted else f"{where}不应有 {self.unwanted}"
        return self.relation


@dataclass(frozen=True)
class SummarySpec:
    """One figure that the summary of many units lists, as summary.toml says it.

    ``now``: where it stands, in the language of rules.toml (``公开05[合计].小计``); ``last``: where last year's stands in the
    same workbook, for want of last year's workbook. ``of``: the figure that its share is taken of.
    """

    id: str
    now: str
    last: str = ""
    of: str = ""


@dataclass(frozen=True)
class OutlineItem:
    """One item of the Word document: a title, and what stands under it (a field, a table, texts, the glossary, a chart,
    facts as a table).

    ``contents``: the title is listed in the 目录, as ``contents_title`` where that words it otherwise. ``leads``: run-in
    openings, set bold where a paragraph of the
    field starts with one. ``chart``: the block of charts.j2 that lists its figures, drawn as ``shape`` (饼图, 柱形图,
    条形图) with ``caption`` under it. ``facts``: facts, groups of them or a list, printed as a table called ``caption``.
    ``when``, ``unless``: a table, fact, list or text; the item is there only where that
    is filled in, or is not.
    """

    title: str = ""
    level: int = 0
    new_page: bool = False
    chart: str = ""
    shape: str = "柱形图"
    caption: str = ""
    field: str = ""
    table: str = ""
    text: str = ""
    glossary: str = ""
    facts: tuple[str, ...] = ()
    contents: bool = True
    contents_title: str = ""
    leads: tuple[str, ...] = ()
    when: str = ""
    unless: str = ""


class PlacedLabel(NamedTuple):
    """The label of a form; ``over``: it stands above the title, at the ``side`` left or right."""

    text: str
    over: bool
    side: str


@dataclass(frozen=True, eq=False)
class Profile:
    """One official format. Mappings keep the order of the form. Compared by identity, so that it can key a cache.

    ``version``: of the profile itself, as its author counts. ``words``: how this format calls things (``主体``: 单位 or 部门
    …). ``phrases``: sentence patterns for the narrative
    helpers. ``thresholds``: figures such as the change from which a reason is required. ``dropped``: tables, lists and
    facts that its bases define and it does not; ``own_rules``: the rules that it states itself. ``other_layouts``: a form as
    others draw it, by its id. ``contents_levels``: titles down to this level stand in the 目录. ``label_place``: where the
    forms have their label, seen from the title. ``unfinished``: the
    severity of
    what is missing in the document (error | warning).
    """

    id: str
    folder: Path
    folders: tuple[Path, ...]
    region: str
    kind: str
    description: str
    first_year: int
    last_year: int
    words: Mapping[str, str]
    numbers: NumberStyle
    percent_style: NumberStyle
    phrases: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, TableSpec]
    facts: Mapping[str, FactGroup]
    rules: Mapping[str, RuleSpec]
    outline: tuple[OutlineItem, ...]
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    summary: Mapping[str, SummarySpec] = field(default_factory=dict)
    version: str = ""
    unfinished: str = "error"
    contents_levels: int = 2
    label_place: str = "右下"
    dropped: frozenset[str] = frozenset()
    other_layouts: Mapping[str, tuple[TableSpec, ...]] = field(default_factory=dict)
    own_rules: frozenset[str] = frozenset()
    _in_years: dict[int, Profile] = field(default_factory=dict, init=False, repr=False)

    def file(self, name: str) -> Path:
        """The nearest file of that name: the profile's own, else its base's. Raises ProfileError when there is none."""
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        raise ProfileError(f"格式“{self.id}”缺少文件 {name}。", path=self.folder / name)

    def fault(self, name: str, text: str, message: str) -> ProfileError:
        """What is wrong with a text, at its place: in the nearest file of that name that holds it."""
        from .lines import line_with  # hardly ever needed

        places = ((folder / name, line_with(folder / name, text)) for folder in self.folders)
        path, line = next((place for place in places if place[1]), (self.folder / name, None))
        return ProfileError(message, path=path, line=line)

    @property
    def is_general(self) -> bool:
        """True for the format of those whose region has none of its own: it names no region."""
        return not self.region

    @property
    def stated(self) -> str:
        """What a workbook says of its format: the id, and the version where the profile has one."""
        return f"{self.id} {self.version}".strip()

    def unit_line(self, table: TableSpec) -> str:
        """How a form states the unit of its amounts: 单位：万元."""
        return table.unit_line or self.words.get("金额单位", f"单位：{Unit.WAN.value}")

    def label_of(self, table: TableSpec) -> PlacedLabel:
        """The label of a form as it is printed: 公开01表, below the title at the right."""
        place = table.label_place or self.label_place
        return PlacedLabel(table.label, place.endswith("上"), "left" if place.startswith("左") else "right")

    @property
    def all_facts(self) -> Iterator[FactSpec]:
        """The facts of all groups, in order."""
        return (fact for group in self.facts.values() for fact in group.facts)

    def fact(self, fact_id: str) -> FactSpec | None:
        return next((fact for fact in self.all_facts if fact.id == fact_id), None)

    def covers(self, year: int) -> bool:
        """True for a year that this format is made for."""
        return self.first_year <= year <= self.last_year

    @property
    def years(self) -> str:
        """The years this format is made for, as people say it: ``2021–2026 年度``, ``2021 年度起``."""
        if self.last_year == FOREVER:
            return f"{self.first_year} 年度起" if self.first_year else "各年度"
        return f"{self.first_year}–{self.last_year} 年度" if self.first_year else f"{self.last_year} 年度及以前"

    def for_year(self, year: int | None) -> Profile:
        """This format as it is in one year: rows, items and rules of other years left out.

        The very same profile where nothing in it is dated otherwise, and for a year that is not known.
        """
        if not year:
            return self
        if year not in self._in_years:
            self._in_years[year] = _for_year(self, year)
        return self._in_years[year]


def _for_year(profile: Profile, year: int) -> Profile:
    tables = {name: table_of_year(table, year) for name, table in profile.tables.items()}
    rules = {name: rule for name, rule in profile.rules.items() if rule.is_of(year)}
    others = {
        name: tuple(table_of_year(table, year) for table in layouts) for name, layouts in profile.other_layouts.items()
    }
    if tables == profile.tables and len(rules) == len(profile.rules) and others == profile.other_layouts:
        return profile
    return dataclasses.replace(profile, tables=tables, rules=rules, other_layouts=others)
