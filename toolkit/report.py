"""What a workbook says, and where it says it: Report → Table → Block → Row → Cell, all frozen.

Every official form is a :class:`Table` of one or more :class:`Block`; a block is rows × named columns. 公开01表 has the
blocks 收入 and 支出, 公开03表 has one block with the id ``""``. Side-by-side groups (公开06表) are one block read in
order. A 三公 table is always read as rows (合计, 因公出国（境）费 …) × columns (预算数, 决算数), whatever way the form lies,
so that one rule serves every region. The same shape holds the 绩效自评表 and the lists of the 补充资料 sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from .amounts import Unit
from .cells import Cell
from .findings import Finding
from .text import fingerprint

#: The levels of 科目编码, the highest first, with their digits.
LEVELS: Mapping[str, int] = {"类": 3, "款": 5, "项": 7}
_LEVEL_OF = {digits: level for level, digits in LEVELS.items()}


@dataclass(frozen=True)
class Row:
    """One line of a block.

    ``key`` is what rules and narrative call it: the 科目编码 in code tables, the row name as the profile spells it in
    line tables (``本年收入合计``), the running number ("1", "2" …) in lists, the path of names in trees
    (``卫生健康支出/医疗保障管理事务/行政运行``). ``name`` is the name as printed on the sheet, trimmed. ``cells`` maps
    column id → Cell (also the name and code cells).

    In a tree ``rank`` is what the form calls the row's level, ``path`` the names from the highest row down to this one
    (``normal_name``), ``full_name`` the name by which other forms speak of it, where that takes more than one column.
    """

    key: str
    name: str
    code: str = ""
    line: int | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    rank: str = ""
    path: tuple[str, ...] = ()
    full_name: str = ""

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]

    @property
    def level(self) -> str:
        """The form's own name of the level; else 类, 款 or 项 by the length of the code (3, 5, 7 digits), else ""."""
        if self.rank:
            return self.rank
        return _LEVEL_OF.get(len(self.code), "") if self.code.isdigit() else ""


@dataclass(frozen=True)
class Block:
    """Rows × columns. ``columns`` are the ids of the number columns in the order of the form.

    ``unread``: rows with figures that have no code, each with how many rows were read before it.
    """

    id: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unread: tuple[tuple[int, Row], ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        return MappingProxyType({row.key: row for row in reversed(self.rows)})

    def __getitem__(self, key: str) -> Row:
        return self.by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self.by_key

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Heading(NamedTuple):
    """What the sheet prints above (and in) its table, each with the cell it stands in (None when absent)."""

    title: Cell | None = None
    label: Cell | None = None  # 公开01表
    unit_name: Cell | None = None  # 单位：… / 部门：… (the name alone is ``Table.unit_name``)
    year: Cell | None = None  # 2023年度
    unit: Cell | None = None  # 单位：万元


@dataclass(frozen=True)
class Table:
    """One official form as filled in. ``id`` is the profile's (``公开01``); repeated forms are ``自评表#1``, ``自评表#2`` …

    ``notes``: the sentences printed under the table; None when they were not read.
    """

    id: str
    sheet: str
    title: str
    unit: Unit
    blocks: Mapping[str, Block]
    unit_name: str = ""
    year: int | None = None
    label: str = ""
    heading: Heading = Heading()
    notes: tuple[str, ...] | None = None

    @property
    def kind_id(self) -> str:
        """The id in the profile: ``自评表`` for ``自评表#3``."""
        return self.id.split("#")[0]

    @property
    def has_figures(self) -> bool:
        """True when some figure of the form is not zero."""
        return any(
            row.cells[column].is_number and row.cells[column].value
            for block in self.blocks.values()
            for row in block.rows
            for column in block.columns
            if column in row.cells
        )

    def cells(self) -> Iterator[Cell]:
        """All cells of all blocks, in the order of the form."""
        for block in self.blocks.values():
            for row in block.rows:
                yield from row.cells.values()


@dataclass(frozen=True)
class WrittenField:
    """One row of the 情况说明 sheet: the draft stored there, what a person wrote instead, and the cells to write to.

    ``base`` is the fingerprint of the draft a person's text was written against ("" when never filled).
    """

    #: What a person types into the state cell to say that their text still holds after the figures changed.
    CONFIRMED: ClassVar[str] = "已核对"

    id: str
    draft: str
    person: str
    base: str
    draft_cell: Cell
    person_cell: Cell
    state_cell: Cell
    base_cell: Cell

    @property
    def answers(self) -> str:
        """The fingerprint of the draft that the person's text answers, "" when there was none.

        That is ``base``; or the draft now beside it, when nothing was recorded yet or the person has confirmed the text.
        """
        if self.base and not self.state_cell.text.startswith(self.CONFIRMED):
            return self.base
        return fingerprint(self.draft) if self.draft else ""

    def is_stale(self, draft: str) -> bool:
        """True when a person's text answers another draft than this one: the figures under it have changed."""
        return bool(self.person) and self.answers not in ("", fingerprint(draft))


@dataclass(frozen=True, eq=False)
class Report:
    """One unit's filled workbook. Two reports are the same only when they are one, so that a report can key a cache.

    ``facts`` maps the id of a 补充资料 entry (and of 基本信息) to its cell: every declared fact is there, blank or not.
    ``lists`` maps the id of a list on 补充资料 (年初预算 by 项 …) to its block. ``texts`` maps an id of 部门概况 and
    名词解释 to paragraphs. ``unit`` is what most official tables state. ``missing_sheets``: sheets of ours that are not
    in the workbook; their facts have no address. ``not_begun``: facts of groups in which nobody has typed anything yet;
    ``untouched_sheets``: sheets of facts where nobody has at all.
    """

    path: Path
    profile: str
    unit_name: str
    year: int
    unit: Unit
    tables: Mapping[str, Table]
    facts: Mapping[str, Cell] = field(default_factory=dict)
    lists: Mapping[str, Block] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    written: Mapping[str, WrittenField] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()
    missing_sheets: tuple[str, ...] = ()
    not_begun: frozenset[str] = frozenset()
    untouched_sheets: tuple[str, ...] = ()

    @property
    def blocks(self) -> Iterator[Block]:
        """Those of all official forms."""
        return (block for table in self.tables.values() for block in table.blocks.values())

    def repeated(self, kind_id: str) -> tuple[Table, ...]:
        """All tables read with one repeated form, in sheet order: 自评表#1, 自评表#2 …"""
        return tuple(table for table in self.tables.values() if table.kind_id == kind_id)
