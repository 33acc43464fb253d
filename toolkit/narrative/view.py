"""What a narrative template sees of a Report: tables, lists and facts by their Chinese names, amounts as Decimal in 万元.

    公开01.收入["总计"].决算数      公开05["合计"].小计      {% for 项 in 公开05.项 %} … {{ 项.款名 }} … {% endfor %}
    年初预算[项.编码].差异原因       年初预算[项].差异原因    上年收入总计    单位名称

A blank cell of an official table is nothing (0); a row the profile knows but this workbook does not have is 0 too. A
blank fact, a blank figure in a list, a cell that holds no number where one belongs, and a form that is not there at all
are missing: see :class:`~toolkit.narrative.missing.Missing`. A name the profile does not know is the template's fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from ..cells import Cell, CellKind
from ..patterns import nearest
from ..profiles import NUMBER_ROLES, BlockSpec, ColumnSpec, FactSpec, Profile, TableSpec, slot_values
from ..report import LEVELS, Block, Report, Row, Table
from ..text import bare_name, normal_name
from .missing import Gap, Gaps, Missing
from .phrases import PhraseError
from .reasons import Entered

Shown = Decimal | str | Missing


class Score(Decimal):
    """A score: printed as the sheet shows it (96.50), and a number to all who count with it."""

    shown: str

    @classmethod
    def of(cls, cell: Cell) -> Score:
        score = cls(cell.value)
        score.shown = cell.text
        return score

    def __str__(self) -> str:
        return self.shown


#: What every row can be asked besides its columns.
_ROW_NAMES = ("编码", "名称", "类名", "款名", "项名")
_CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")
#: Facts that a sentence cannot do without, and those that are figures.
_NEEDED_FACTS = frozenset({"amount", "count", "percent"})
_NUMERIC_FACTS = _NEEDED_FACTS | {"score"}


#: Told where a template prints what is no value.
NOT_PRINTED = "表、行和列表不能直接印出来，请写明要哪一行哪一列"


class UnknownName(Exception):
    """A template names a row, column or block that the profile does not have. The message is Chinese, for the user."""

    def __init__(self, place: str, what: str, name: object, known: Iterable[str]) -> None:
        super().__init__(f"{place}没有名为“{name}”的{what}。{nearest(str(name), known)}")


class View:
    """Base of what templates may ask by name; ``view.X`` and ``view["X"]`` are the same."""

    def __getitem__(self, name: str) -> object:
        raise NotImplementedError

    def __str__(self) -> str:
        raise PhraseError(NOT_PRINTED)


class RowView(View):
    """One row: its columns, and 编码, 名称, 类名, 款名, 项名 (the names of the 类, 款, 项 its code belongs to)."""

    def __init__(self, owner: BlockView, row: Row | None, code: str = "", name: str = "") -> None:
        self._owner, self._row = owner, row
        self.code = row.code if row else code
        self.name = _plain_name(row) if row else name

    def __getitem__(self, name: str) -> Shown:
        owner = self._owner
        column = owner.columns.get(name)
        if column is None:
            if name == "编码":
                return self.code
            if name == "名称":
                return self.name
            if name in _ROW_NAMES:
                return self.level_name(name[0]) or Missing([Gap(f"科目{self.code}的{name}")], owner.world.gaps)
            raise UnknownName(owner.place, "列", name, (*owner.columns, *_ROW_NAMES))
        if column.role == "code" and self.code and owner.has_one_code:
            return self.code  # whole, where the form splits it over 类, 款 and 项
        if self._row is None and column.role in ("code", "name"):
            return self.code if column.role == "code" else self.name
        cell = self._row.cells.get(name) if self._row else None
        if self._row and owner.row_roles:
            column = column.of_role(owner.row_roles.get(self._row.key, ""))
        return owner.world.shown(cell, column, owner, f"“{self.name or self.code}”的{name}")

    @property
    def full_name(self) -> str:
        """The name by which another form speaks of this row."""
        return (self._row.full_name if self._row else "") or self.name

    @property
    def level(self) -> str:
        return self._row.level if self._row else ""

    @property
    def has_money(self) -> bool:
        """True when some figure of the row is not zero."""
        return self._row is not None and any(cell.value for cell in self._row.cells.values())

    def level_name(self, level: str) -> str | None:
        """The name of this row's 类, 款 or 项; None when no table of the workbook names it."""
        if self._row is not None and self._row.path:
            return dict(zip(self._owner.levels, self._row.path, strict=False)).get(level)
        length = LEVELS[level]
        if len(self.code) == length:
            return self.name
        return self._owner.name_of(self.code[:length]) if len(self.code) > length else None


class BlockView(View):
    """Rows by key (科目编码 or row name) and, where the form has levels, the rows of one level: 类, 款, 项."""

    def __init__(
        self,
        world: World,
        block: Block | None,
        columns: Mapping[str, ColumnSpec],
        place: str,
        known_rows: frozenset[str] | None,
        *,
        levels: tuple[str, ...] = (),
        is_list: bool = False,
        row_roles: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.world, self.columns, self.place, self.levels = world, columns, place, levels
        self.absent, self.is_list, self.row_roles = block is None, is_list, row_roles
        self._block, self._known_rows = block, known_rows

    @cached_property
    def has_one_code(self) -> bool:
        """True where the profile writes a 科目编码 as one column, however this layout splits it."""
        return sum(column.role == "code" for column in self.columns.values()) == 1

    @cached_property
    def _rows(self) -> tuple[RowView, ...]:
        rows = self._block.rows if self._block else ()
        return tuple(RowView(self, row) for row in rows if not self.is_list or not _is_blank(row))

    @cached_property
    def _by_key(self) -> Mapping[str, RowView]:
        """First come, first served; list rows go by their code or name, for their own key is a running number."""
        keyed: dict[str, RowView] = {}
        for row in self._rows:
            assert row._row is not None
            key = (row.code or row.name) if self.is_list else row._row.key
            keyed.setdefault(key, row)
        for row in self._rows if self.levels else ():  # a tree's rows also go by their own names
            keyed.setdefault(row.name, row)
        return keyed

    def __iter__(self) -> Iterator[RowView]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __bool__(self) -> bool:
        return bool(self._rows)

    def __getitem__(self, name: str | RowView) -> RowView | tuple[RowView, ...]:
        """Rows by key, or the row here of the same code, else of the same name, as a row of another table."""
        if isinstance(name, RowView):
            name = name.code or name.name
        name = str(name)
        if name in self.levels:
            return tuple(row for row in self._rows if row.level == name)
        if name in LEVELS:
            return tuple(row for row in self._rows if len(row.code) == LEVELS[name] and row.code.isdigit())
        found = self._by_key.get(name)
        if found is not None:
            return found
        known = self._known_rows
        if known is not None and name not in known and not _CODE.fullmatch(name):
            raise UnknownName(self.place, "行", name, (*known, *LEVELS))
        return RowView(self, None, name if _CODE.fullmatch(name) else "", self.name_of(name) or name)

    @cached_property
    def _by_full_name(self) -> Mapping[str, RowView]:
        return {bare_name(row.full_name): row for row in reversed(self._rows)}

    def about(self, row: RowView) -> RowView | Missing:
        """The row here that another form's row is about, punctuation aside; missing when no row has that name."""
        found = self._by_full_name.get(bare_name(row.full_name))
        return found or Missing([Gap(f"{self.place}里的“{row.full_name}”")], self.world.gaps)

    def nothing(self) -> Missing:
        """What an empty list is where the text needs its rows."""
        return Missing([Gap(self.place)], self.world.gaps)

    def name_of(self, code: str) -> str | None:
        """The name of a code: this block's own, else as another table of the workbook has it."""
        row = self._by_key.get(code)
        return row.name if row else self.world.code_names.get(code)

    def with_rows_of(self, plan: BlockView, level: str = "项") -> tuple[RowView, ...]:
        """This table's rows of a level and, with figures of 0, those that only the list ``plan`` has money for; by code."""
        own = self[level]
        assert isinstance(own, tuple)
        codes = {row.code for row in own}
        extra = [
            RowView(self, None, row.code, row.name)
            for row in plan
            if len(row.code) == LEVELS[level] and row.code not in codes and row.has_money
        ]
        return tuple(sorted((*own, *extra), key=lambda row: row.code)) if extra else own


class TableView(View):
    """A form of several blocks: ``公开01.收入``. Where one has no name, its rows are those of the form itself."""

    def __init__(self, blocks: Mapping[str, BlockView], place: str) -> None:
        self._blocks, self._place = blocks, place

    def __getitem__(self, name: str | RowView) -> View | tuple[RowView, ...]:
        if isinstance(name, str) and name in self._blocks:
            return self._blocks[name]
        if "" not in self._blocks:
            raise UnknownName(self._place, "栏", str(name), self._blocks)
        return self._blocks[""][name]

    def __iter__(self) -> Iterator[RowView]:
        return iter(self._blocks.get("", ()))


class World:
    """One report as the templates see it."""

    def __init__(self, report: Report, profile: Profile, gaps: Gaps) -> None:
        self.report, self.profile, self.gaps = report, profile, gaps

    @cached_property
    def names(self) -> dict[str, object]:
        """Everything a template can name, by name."""
        report = self.report
        facts = {name: cell.text for name, cell in report.facts.items()}
        texts = slot_values(self.profile, facts, report.unit_name, report.year)
        seen: dict[str, object] = {name: texts[name] for name in self.profile.words}
        for group in self.profile.facts.values():
            if group.kind == "list":
                columns = {column.id: column for column in group.columns}
                block = self.report.lists.get(group.id)
                seen[group.id] = BlockView(self, block, columns, group.id, None, is_list=True)
            for spec in group.facts:
                seen[spec.id] = self._fact(spec)
        for table_id, table in self.profile.tables.items():
            if not table.repeated:
                seen[table_id] = self._table(table, self.report.tables.get(table_id))
        seen |= {"单位名称": report.unit_name, "年度": str(report.year), "上年": str(report.year - 1)}
        return seen

    @cached_property
    def code_names(self) -> Mapping[str, str]:
        """Names of all 科目编码 in the workbook's official tables."""
        return {
            row.code: row.name
            for table in reversed(tuple(self.report.tables.values()))
            for block in table.blocks.values()
            for row in block.rows
            if row.code and row.name
        }

    def shown(self, cell: Cell | None, column: ColumnSpec, block: BlockView, label: str) -> Shown:
        """One cell as a template sees it, by its column's role."""
        if column.role in NUMBER_ROLES:
            if cell is not None and cell.amount is not None:
                return _number(cell, column.role)
            if not block.absent and not block.is_list and (cell is None or cell.is_empty):
                return Decimal(0)
        elif cell is not None and cell.text:
            return Entered.of(cell, label, self.gaps)
        needed = column.role in NUMBER_ROLES
        place = block.place if block.absent else label if cell else f"{block.place}{label}"
        return Missing([Gap(place, cell)], self.gaps, needed=needed)

    def _fact(self, spec: FactSpec) -> Shown:
        cell = self.report.facts.get(spec.id)
        if spec.kind in _NUMERIC_FACTS:
            if cell is not None and cell.amount is not None:
                number = _number(cell, spec.kind)
                return number * 100 if spec.kind == "percent" else number
        elif (cell is not None and cell.text) or spec.default:
            return Entered.of(cell, spec.label, self.gaps) if cell is not None and cell.text else spec.default
        needed = spec.kind in _NEEDED_FACTS or spec.required
        return Missing([Gap(spec.label, cell)], self.gaps, needed=needed)

    def _table(self, spec: TableSpec, table: Table | None) -> View:
        place = f"{spec.label}（{spec.title}）" if spec.label else spec.title
        blocks = {
            block.id: BlockView(
                self,
                table.blocks.get(block.id) if table else None,
                _columns(block),
                place,
                _known_rows(block),
                levels=block.levels,
                row_roles=block.row_roles,
            )
            for block in spec.blocks
        }
        return blocks[""] if set(blocks) == {""} else TableView(blocks, place)


def known_names(profile: Profile) -> frozenset[str]:
    """The names a template of this profile may use, without looking at any workbook."""
    facts = [fact.id for fact in profile.all_facts]
    lists = [group.id for group in profile.facts.values() if group.kind == "list"]
    tables = [table.id for table in profile.tables.values() if not table.repeated]
    return frozenset({*profile.words, *facts, *lists, *tables, "单位名称", "年度", "上年"})


def _number(cell: Cell, role: str) -> Decimal:
    """Amounts in 万元 whatever the sheet's unit; counts and scores as they are."""
    assert cell.amount is not None
    if role == "score":
        return Score.of(cell)
    return cell.amount.wan if role == "amount" else cell.amount.value


def _plain_name(row: Row) -> str:
    """The name without the ordinal (一、) that shows a row's level."""
    return row.path[-1] if row.path else normal_name(row.name) if row.rank else row.name


def _is_blank(row: Row) -> bool:
    return all(cell.kind is CellKind.BLANK for cell in row.cells.values())


def _columns(spec: BlockSpec) -> dict[str, ColumnSpec]:
    """Column id → spec. A cross table is read as rows × columns, so its columns are named by ``column``."""
    key: Callable[[ColumnSpec], str] = (lambda c: c.column) if spec.kind == "cross" else (lambda c: c.id)
    return {key(column): column for column in spec.columns}


def _known_rows(spec: BlockSpec) -> frozenset[str] | None:
    """The rows the form prints; codes are open ended and always known. None: any name may stand there."""
    rows = {row.called for row in spec.rows if row.called}
    totals = {total.name for total in spec.totals}
    if spec.kind == "tree":  # names are as open ended as codes
        return None
    return frozenset(rows | totals | {column.row for column in spec.columns if column.row})
