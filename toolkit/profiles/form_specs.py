"""What a profile says of the official forms, as records: forms, blocks, columns, rows. Every field is a key of tables.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..amounts import Unit
from ..patterns import fill
from ..text import normal_name

#: An item with its code: 30101 基本工资.
_ITEM = re.compile(r"(\d{3,7})\s+(\S.*)")
_SINGLE_SLASH = re.compile(r"(?<!/)/(?!/)")
#: Roles of columns that hold figures.
NUMBER_ROLES = frozenset({"amount", "count", "percent", "score"})


#: A year that heading words begin with or hold, and what is said of last year's where the year is not known.
_YEAR_SLOT = re.compile(r"\{(年度|上年)\}年度?")
#: What a title ends with once its last slot, and the 年度 after it, are left out: the words that stay from year to year.
_LAST_SLOT = re.compile(r".*\}(?:年度|年(?![末初中终底]))?", re.DOTALL)


def optional_year(words: str) -> str:
    """Heading words as a pattern: ``{年度}年预算数`` is 预算数 while the year is not known, as ``[{年度}年]预算数``."""
    return _YEAR_SLOT.sub(r"[\g<0>]", words) if "[" not in words else words


def in_year(words: str, year: str) -> str:
    """Heading words with their year filled in: ``2024年预算数``; without a year ``预算数``, and 上年预算数 of last year's."""
    if "{" not in words:
        return words
    if not year:
        words = re.sub(r"\{上年\}年度?", "上年", words)
    return fill(optional_year(words), {"年度": year, "上年": str(int(year) - 1) if year else ""}, words)


def _path(head: str) -> tuple[str, ...]:
    return tuple(words.replace("//", "/") for words in _SINGLE_SLASH.split(head))


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a form.

    ``head`` is the path of heading words from the top row down (``本年支出/小计``); empty means the id is the heading.
    ``role``: code, name, line (行次), amount, count, percent, score, text, blank. In cross tables ``row``/``column`` say
    which figure the column holds. ``span`` counts grid columns in self-evaluation forms. ``signed``: negative amounts
    are legal here. ``format``: the Excel number format where it is not the usual one of the role. ``options``: the only
    words the cell may hold. ``level``: the level of a tree's rows that the column belongs to, where not to all.
    ``heads``: what else the form calls the column in another of its layouts, each a path. ``optional``: a layout may do
    without the column; its figures are nothing then. ``main``: of several columns the one that rules mean by a row alone.

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
    heads: tuple[str, ...] = ()
    optional: bool = False
    main: bool = False

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The heading words from the top row down."""
        return _path(self.head or self.id)

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The path of the usual heading, then those of ``heads``."""
        return (self.path, *map(_path, self.heads))

    @cached_property
    def unit(self) -> Unit | None:
        """The unit that the heading names for this column alone: 年初预算数（元）."""
        return Unit.named_in(self.head)

    def of_role(self, role: str) -> ColumnSpec:
        """The column as it is in a row whose figures are of a kind of their own, with its usual number format; "": as it is."""
        if not role or self.role not in NUMBER_ROLES or role == self.role:
            return self
        return replace(self, role=role, format="")


#: Years before and after all others, for what is not dated.
ALWAYS, FOREVER = 0, 9999


def column_id(columns: Iterable[ColumnSpec], role: str) -> str:
    """The id of the first column of a role; "" when there is none."""
    return next((column.id for column in columns if column.role == role), "")


@dataclass(frozen=True)
class RowSpec:
    """A row the form prints, from the year ``since`` to the year ``until``.

    ``key`` defaults to the name without its ordinal (``normal_name``). In ``groups`` and ``codes`` the name may be the
    code and the name of an item: ``30101 基本工资``. Blank rows may be written together: ``{ blank = 18 }``,
    rows alike too: ``{ names = […], optional = true }``. ``aliases``: what else a form
    prints for the name. ``optional``: a form may do without the row, which is nothing then. ``printed``: the words that
    the form itself has in other columns of the row (计量单位: 辆). ``role``: what the row's figures are, where they are
    not what the columns say (amounts and counts in one column). ``level``: the row is one of those that the block's
    ``levels`` name, as the rows are which a unit adds.
    """

    name: str
    key: str = ""
    signed: bool = False
    since: int = ALWAYS
    until: int = FOREVER
    aliases: tuple[str, ...] = ()
    optional: bool = False
    printed: Mapping[str, str] = field(default_factory=dict, hash=False)
    role: str = ""
    level: str = ""

    @cached_property
    def called(self) -> str:
        """What rules and sentences call the row; "" for a blank one."""
        return self.key or normal_name(self.name)

    @property
    def item(self) -> tuple[str, str]:
        """The code and the name of an item; no code for any other row."""
        found = _ITEM.fullmatch(self.name)
        return (found[1], found[2]) if found else ("", self.name)

    def is_of(self, year: int) -> bool:
        """Whether the form prints it in a year."""
        return self.since <= year <= self.until

    @property
    def is_dated(self) -> bool:
        """True for a row that the form prints in some years only."""
        return self.since != ALWAYS or self.until != FOREVER


@dataclass(frozen=True)
class PairSpec:
    """A label with its value to the right of it, in self-evaluation forms.

    ``printed``: what the form itself prints in the place of the value (（ ）优秀 （ ）良好 …). ``aliases``, ``optional``: as
    of a row.
    """

    label: str
    key: str = ""
    label_span: int = 1
    value_span: int = 1
    role: str = "text"
    printed: str = ""
    aliases: tuple[str, ...] = ()
    optional: bool = False

    @property
    def called(self) -> str:
        """What rules and sentences call the value."""
        return self.key or self.label


@dataclass(frozen=True)
class TotalSpec:
    """A total in the last line of side-by-side groups (公开06表): its name, and the group whose amount column holds it.

    ``aliases``: what else a form prints for the name.
    """

    name: str
    group: int = 1
    aliases: tuple[str, ...] = ()


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
    ``below``: the block stands under the one before it, with heads of its own; one with a ``caption`` does in any case.
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
    below: bool = False
    until: str = ""
    open_rows: int = 20
    levels: tuple[str, ...] = ()
    level_by: str = "ordinal"
    leaf: str = ""
    full_name: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind == "codes" and any(row.item[0] for row in self.rows):
            # printed beforehand, not fixed: a unit may leave them out, and goes by the code in any case
            rows = tuple(replace(row, key=row.item[0], optional=True) if row.item[0] else row for row in self.rows)
            object.__setattr__(self, "rows", rows)

    @property
    def begins_below(self) -> bool:
        """True for a block that does not stand beside the one before it."""
        return self.below or bool(self.caption)

    @property
    def figures(self) -> tuple[ColumnSpec, ...]:
        """The columns that hold figures."""
        return tuple(column for column in self.columns if column.role in NUMBER_ROLES)

    @property
    def row_roles(self) -> dict[str, str]:
        """The rows whose figures are not what their columns say, by what they are called."""
        return {row.called: row.role for row in self.rows if row.role}


@dataclass(frozen=True)
class TableSpec:
    """One official form. ``repeated``: there is one sheet for each 项目. ``index_row``: the form has a 栏次 line.

    ``heading``: what stands between title and table: 名称, 年度, 金额单位, or fewer; ``above``: further lines there.
    ``printed_title``: the title as it is printed where it names the year or a value of the form (``{项目名称}…自评表``); a
    title that is written with such slots is this, and the form is known by what stands behind the last of them.
    ``empty_note`` is the sentence printed under the table when it holds no data. ``name_label`` and ``unit_line`` are
    what this form prints before the unit's name and for its unit, where it is not what the format prints elsewhere.
    ``label_place``: where the label stands, likewise: above or below the title, at its left or right. ``summary``: most
    of its lines are taken from other forms (总表), so that it is filled last.
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
    label_place: str = ""
    repeated: bool = False
    optional: bool = False
    summary: bool = False
    grid: tuple[float, ...] = ()
    above: tuple[str, ...] = ()
    blocks: tuple[BlockSpec, ...] = ()

    def __post_init__(self) -> None:
        known_by = _LAST_SLOT.sub("", self.title)
        if "{" in self.title and known_by:
            object.__setattr__(self, "printed_title", self.printed_title or self.title)
            object.__setattr__(self, "title", known_by)
        if any("{" in alias for alias in self.aliases):
            aliases = (_LAST_SLOT.sub("", alias) if "{" in alias else alias for alias in self.aliases)
            object.__setattr__(self, "aliases", tuple(filter(None, aliases)))

    def block(self, block_id: str) -> BlockSpec:
        return next(block for block in self.blocks if block.id == block_id)


def other_layouts(table: TableSpec) -> tuple[TableSpec, ...]:
    """The form as it is and, where a block of it is written more than once, with each of the others in its place.

    One of each is a layout of the form: the same rows and columns, as lines in one and in one line (cross) in another.
    """
    if table.repeated:  # its blocks stand below each other, whatever they are called
        return (table,)
    first = {block.id: block for block in reversed(table.blocks)}
    usual = tuple(block for block in table.blocks if first[block.id] is block)
    others = (block for block in table.blocks if first[block.id] is not block)
    forms = [tuple(other if block.id == other.id else block for block in usual) for other in others]
    return tuple(replace(table, blocks=blocks) for blocks in (usual, *forms)) if forms else (table,)


def table_of_year(table: TableSpec, year: int) -> TableSpec:
    """The form as it is in one year: nothing in it is dated any more, and every 行次 is known."""

    def of_year(rows: tuple[RowSpec, ...]) -> tuple[RowSpec, ...]:
        kept = (row for row in rows if row.is_of(year))
        return tuple(replace(row, since=ALWAYS, until=FOREVER) if row.is_dated else row for row in kept)

    blocks: list[BlockSpec] = []
    for block in table.blocks:
        first = blocks[-1].first_line + len(blocks[-1].rows) if block.continues and blocks else block.first_line
        rows, groups = of_year(block.rows), tuple(map(of_year, block.groups))
        blocks.append(replace(block, rows=rows, groups=groups, first_line=first, continues=False))
    return replace(table, blocks=tuple(blocks))
