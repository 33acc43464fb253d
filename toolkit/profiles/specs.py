"""What a profile says, as records: forms, facts, rules, outline. Every field is a key of the profile's TOML files."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from ..amounts import NumberStyle, Unit
from ..errors import ProfileError
from ..patterns import fill
from ..text import normal_name

_SINGLE_SLASH = re.compile(r"(?<!/)/(?!/)")
#: The word for a table that a rule names elsewhere: 表[行].列, never the end of a name (支出表[行]).
_THIS_TABLE = re.compile(r"(?<![\w」])表(?=[.\[])")
#: The sheet of ours for whatever the official forms do not have; rules call all facts by it.
FACTS_SHEET = "补充资料"
#: Roles of columns that hold figures.
NUMBER_ROLES = frozenset({"amount", "count", "percent", "score"})


def optional_year(words: str) -> str:
    """Heading words as a pattern: ``{年度}年预算数`` is 预算数 while the year is not known, as ``[{年度}年]预算数``."""
    return words.replace("{年度}年", "[{年度}年]") if "[" not in words else words


def in_year(words: str, year: str) -> str:
    """Heading words with their ``{年度}`` filled in: ``2024年预算数``; without a year ``预算数``."""
    return fill(optional_year(words), {"年度": year}, words) if "{" in words else words


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a form.

    ``head`` is the path of heading words from the top row down (``本年支出/小计``); empty means the id is the heading.
    ``role``: code, name, line (行次), amount, count, percent, score, text, blank. In cross tables ``row``/``column`` say
    which figure the column holds. ``span`` counts grid columns in self-evaluation forms. ``signed``: negative amounts
    are legal here. ``format``: the Excel number format where it is not the usual one of the role. ``options``: the only
    words the cell may hold. ``level``: the level of a tree's rows that the column belongs to, where not to all.

    A heading may name the year (``{年度}年预算数``); ``//`` in it is a slash of its own.
    """

    id: str
    head: str = ""
    role: str = "amount"
    row: str = ""
    column: str = ""
    width: float = 14
    span: int = 1
    signed: bool = False
    format: str = ""
    options: tuple[str, ...] = ()
    level: str = ""

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The heading words from the top row down."""
        return tuple(words.replace("//", "/") for words in _SINGLE_SLASH.split(self.head or self.id))

    @cached_property
    def unit(self) -> Unit | None:
        """The unit that the heading names for this column alone: 年初预算数（元）."""
        return Unit.named_in(self.head)


#: Years before and after all others, for what is not dated.
ALWAYS, FOREVER = 0, 9999


@dataclass(frozen=True)
class RowSpec:
    """A row the form prints, from the year ``since`` to the year ``until``.

    ``key`` defaults to the name without its ordinal (``normal_name``). In ``groups`` the name is the code and the name
    of an item: ``30101 基本工资``. Blank rows may be written together: ``{ blank = 18 }``.
    """

    name: str
    key: str = ""
    signed: bool = False
    since: int = ALWAYS
    until: int = FOREVER

    @cached_property
    def called(self) -> str:
        """What rules and sentences call the row; "" for a blank one."""
        return self.key or normal_name(self.name)

    @property
    def is_dated(self) -> bool:
        """True for a row that the form prints in some years only."""
        return self.since != ALWAYS or self.until != FOREVER


@dataclass(frozen=True)
class PairSpec:
    """A label with its value to the right of it, in self-evaluation forms.

    ``printed``: what the form itself prints in the place of the value (（ ）优秀 （ ）良好 …).
    """

    label: str
    key: str = ""
    label_span: int = 1
    value_span: int = 1
    role: str = "text"
    printed: str = ""

    @property
    def called(self) -> str:
        """What rules and sentences call the value."""
        return self.key or self.label


@dataclass(frozen=True)
class TotalSpec:
    """A total in the last line of side-by-side groups (公开06表): its name, and the group whose amount column holds it."""

    name: str
    group: int = 1


@dataclass(frozen=True)
class BlockSpec:
    """One block of a form.

    ``kind``: ``lines`` (rows with fixed names and 行次), ``codes`` (rows by 科目编码, open ended, fixed ``rows`` such as 合计
    above them, or around a row without a name), ``groups`` (codes in side-by-side groups), ``cross`` (one row of
    figures, 三公), ``pairs`` (label → value), ``grid`` (fixed rows × columns inside a form), ``list`` (open ended rows up
    to the row named ``until``). ``tree`` (rows by name in ``levels``, open ended, fixed ``rows`` besides).

    ``levels``: what the levels of a tree are called, the highest first; in ``lines``, what the rows are called that
    stand in its blank lines. ``level_by`` says how a tree's rows show their level: ``ordinal`` (一、 marks the highest,
    below it the indentation), ``first`` (the first row is the highest; rows with words in the column ``leaf`` are of
    the lowest), ``columns`` (each level has a name column, called as the level), ``records`` (one line of the sheet
    holds rows of several levels; a column says its ``level``). ``full_name``: the columns that together name a row
    where another form speaks of it (项目, 单位).

    ``continues``: the 行次 go on from the block before it, which has as many rows as its year wants; ``first_line`` is
    known once the year is (``Profile.for_year``).

    ``side`` is the vertical caption left of a grid in a form. ``group_heads``: a heading word above each of the groups
    (人员经费, 公用经费). ``dashes``: codes whose amount the form prints as ``——`` (not applicable), with all below them.
    """

    kind: str
    id: str = ""
    columns: tuple[ColumnSpec, ...] = ()
    rows: tuple[RowSpec, ...] = ()
    first_line: int = 0
    continues: bool = False
    groups: tuple[tuple[RowSpec, ...], ...] = ()
    group_heads: tuple[str, ...] = ()
    dashes: tuple[str, ...] = ()
    totals: tuple[TotalSpec, ...] = ()
    pairs: tuple[tuple[PairSpec, ...], ...] = ()
    side: str = ""
    caption: str = ""
    until: str = ""
    open_rows: int = 20
    levels: tuple[str, ...] = ()
    level_by: str = "ordinal"
    leaf: str = ""
    full_name: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[ColumnSpec, ...]:
        """The columns that hold figures."""
        return tuple(column for column in self.columns if column.role in NUMBER_ROLES)


@dataclass(frozen=True)
class TableSpec:
    """One official form. ``repeated``: there is one sheet for each 项目. ``index_row``: the form has a 栏次 line.

    ``heading``: what stands between title and table: 名称, 年度, 金额单位, or fewer; ``above``: further lines there.
    ``printed_title``: the title of a self-evaluation form where it names a value of the form (``{项目名称}…自评表``).
    ``empty_note`` is the sentence printed under the table when it holds no data. ``name_label`` and ``unit_line`` are
    what this form prints before the unit's name and for its unit, where it is not what the format prints elsewhere.
    """

    title: str
    id: str = ""
    label: str = ""
    sheet: str = ""
    aliases: tuple[str, ...] = ()
    landscape: bool = False
    index_row: bool = True
    printed_title: str = ""
    notes: tuple[str, ...] = ()
    empty_note: str = ""
    name_label: str = ""
    unit_line: str = ""
    heading: tuple[str, ...] = ("名称", "年度", "金额单位")
    repeated: bool = False
    optional: bool = False
    grid: tuple[float, ...] = ()
    above: tuple[str, ...] = ()
    blocks: tuple[BlockSpec, ...] = ()

    def block(self, block_id: str) -> BlockSpec:
        return next(block for block in self.blocks if block.id == block_id)


@dataclass(frozen=True)
class FactSpec:
    """One fact on a sheet of ours. ``kind``: amount, count, percent, text, date, year. ``unit`` is what the clerk sees."""

    id: str
    label: str
    kind: str = "amount"
    unit: str = ""
    help: str = ""
    required: bool = False
    default: str = ""


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
    """One rule as written in rules.toml (docs/rules.md). It states one of three things.

    ``identity``: a 勾稽关系; in it 表 stands for ``table``, where the rule is one over several tables. ``check``: the name
    of a check that is no equation. ``unwanted``: what no text that people typed should hold, as a regular expression.
    ``last_digit``: how grave it is that two tables print one amount with a difference of one in the last place.
    """

    title: str
    identity: str = ""
    id: str = ""
    check: str = ""
    unwanted: str = ""
    table: str = ""
    severity: str = "error"
    basis: str = ""
    since: int = ALWAYS
    until: int = FOREVER
    enabled: bool = True
    advice: str = ""
    last_digit: str = "warning"

    @property
    def relation(self) -> str:
        """The ``identity`` with the table that it is about."""
        return _THIS_TABLE.sub(lambda _: self.table, self.identity) if self.table else self.identity

    @property
    def wording(self) -> str:
        """What the rule states, as people read it."""
        if self.check:
            return f"检查 {self.check}"
        return f"文字不应有 {self.unwanted}" if self.unwanted else self.relation


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
    """One item of the Word document: a title, and what stands under it (a field, a table, texts, the glossary, a chart).

    ``contents``: the title is listed in the 目录. ``leads``: run-in openings, set bold where a paragraph of the
    field starts with one. ``chart``: the block of charts.j2 that lists its figures, drawn as ``shape`` (饼图, 柱形图,
    条形图) with ``caption`` under it.
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
    contents: bool = True
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Profile:
    """One official format. Mappings keep the order of the form. Compared by identity, so that it can key a cache.

    ``version``: of the profile itself, as its author counts. ``words``: how this format calls things (``主体``: 单位 or 部门 …). ``phrases``: sentence patterns for the narrative
    helpers. ``thresholds``: figures such as the change from which a reason is required. ``dropped``: tables, lists and
    facts that its bases define and it does not; ``own_rules``: the rules that it states itself. ``unfinished``: the
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
    dropped: frozenset[str] = frozenset()
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

    def fact(self, fact_id: str) -> FactSpec | None:
        return next((fact for group in self.facts.values() for fact in group.facts if fact.id == fact_id), None)

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
    tables = {name: _table_of_year(table, year) for name, table in profile.tables.items()}
    rules = {name: rule for name, rule in profile.rules.items() if rule.since <= year <= rule.until}
    if tables == profile.tables and len(rules) == len(profile.rules):
        return profile
    return dataclasses.replace(profile, tables=tables, rules=rules)


def _table_of_year(table: TableSpec, year: int) -> TableSpec:
    def of_year(rows: tuple[RowSpec, ...]) -> tuple[RowSpec, ...]:
        kept = (row for row in rows if row.since <= year <= row.until)
        return tuple(dataclasses.replace(row, since=ALWAYS, until=FOREVER) if row.is_dated else row for row in kept)

    blocks: list[BlockSpec] = []
    for block in table.blocks:
        first = blocks[-1].first_line + len(blocks[-1].rows) if block.continues and blocks else block.first_line
        rows, groups = of_year(block.rows), tuple(map(of_year, block.groups))
        blocks.append(dataclasses.replace(block, rows=rows, groups=groups, first_line=first, continues=False))
    return dataclasses.replace(table, blocks=tuple(blocks))
