"""What a rule may name: the tables, rows and columns of a profile."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from ...profiles import NUMBER_ROLES, BlockSpec, ColumnSpec, FactGroup, Profile
from ...profiles.classification import ECONOMIC, classification
from ...report import LEVELS
from .grammar import FACTS, Pick, Ref, RuleSyntaxError, UnknownNameError

#: The only column of a block of values beside their labels.
VALUE = "值"


class Figures(NamedTuple):
    """How the figures of a column are to be read. ``role``: amount, count, score or percent. ``part``: they are part of
    those of the column before (其中：…), and are never added to them."""

    role: str = "amount"
    signed: bool = False
    part: bool = False


@dataclass(frozen=True)
class Scope:
    """One block (or list, or the facts) as rules see it.

    ``keys``: the fixed rows in the order of the form. ``coded``: rows have 科目编码, and a row that is not there stands
    for nothing. ``levels``: what its rows can be picked by. ``nested``: rows stand below each other, so 下级 makes sense.
    ``open``: more rows than ``keys``. ``optional``: rows and columns that a layout may do without; they stand for nothing.
    ``labelled``: how each value beside a label (``pairs``) is to be read. ``main``: the column that is meant where none is
    named. ``codes``: 科目 that the form may print, whether its rows hold them or not. ``roles``: rows whose figures are
    not what their columns say.
    """

    table: str
    block: str
    label: str
    columns: Mapping[str, Figures]
    keys: tuple[str, ...] = ()
    signed_keys: frozenset[str] = frozenset()
    coded: bool = False
    levels: tuple[str, ...] = ()
    nested: bool = False
    open: bool = False
    repeated: bool = False
    optional: frozenset[str] = frozenset()
    facts: Mapping[str, Figures] = field(default_factory=dict)
    labelled: Mapping[str, Figures] = field(default_factory=dict)
    main: str = ""
    codes: frozenset[str] = frozenset()
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_row(self) -> Mapping[str, Figures]:
        """How figures are to be read where every row has its own kind; empty where the columns say so."""
        return self.facts or self.labelled

    def figures(self, key: str, column: str) -> Figures:
        """How the figure in that row and column is to be read."""
        if self.by_row:
            return self.by_row[key]
        figures = self.columns[column]
        if key in self.roles:
            figures = figures._replace(role=self.roles[key])
        return figures._replace(signed=True) if key in self.signed_keys else figures


Scopes = Mapping[tuple[str, str], Scope]


@lru_cache(maxsize=32)
def scopes(profile: Profile) -> Scopes:
    """Everything rules of this profile can name, by (table, block); "" stands for the only block."""
    found = {(FACTS, ""): _facts_scope(profile)}
    for group in profile.facts.values():
        if group.kind == "list":
            found[group.id, ""] = _list_scope(group)
    for table in profile.tables.values():
        for block in table.blocks:
            scope = replace(_block_scope(block), table=table.id, label=f"{table.label or table.title}{block.id}")
            codes = frozenset(classification(profile, ECONOMIC)) if block.kind == "groups" else frozenset()
            found[table.id, block.id] = replace(scope, repeated=table.repeated, codes=codes)
    return found


def _facts_scope(profile: Profile) -> Scope:
    facts = list(profile.all_facts)
    numbers = {fact.id: Figures(fact.kind) for fact in facts if fact.kind in NUMBER_ROLES}
    return Scope(FACTS, "", FACTS, {FACTS: Figures()}, tuple(numbers), facts=numbers)


def _list_scope(group: FactGroup) -> Scope:
    coded = any(column.role == "code" for column in group.columns)
    levels = tuple(LEVELS) if coded else ()
    return Scope(
        group.id, "", group.title, _columns(group.columns), coded=coded, levels=levels, nested=coded, open=True
    )


def _pairs_scope(block: BlockSpec) -> Scope:
    """Values beside their labels: rows of one column, each figure of its own kind."""
    pairs = [pair for line in block.pairs for pair in line if pair.role in NUMBER_ROLES]
    labelled = {pair.called: Figures(pair.role) for pair in pairs}
    return Scope("", block.id, "", {VALUE: Figures("")}, tuple(labelled), labelled=labelled)


def _block_scope(block: BlockSpec) -> Scope:
    if block.kind == "pairs":
        return _pairs_scope(block)
    keys = tuple(row.called for row in block.rows if row.called)
    signed = frozenset(row.called for row in block.rows if row.signed)
    columns = _columns(block.columns)
    if block.kind == "cross":
        figures = [column for column in block.figures if column.row]
        keys = tuple(dict.fromkeys(column.row for column in figures))
        columns = {column.column: Figures(column.role, column.signed) for column in figures}
    elif block.kind == "groups":
        keys = tuple(item.name.split(maxsplit=1)[0] for group in block.groups for item in group)
        keys += tuple(total.name for total in block.totals)
    coded = block.kind in ("codes", "groups")
    levels = block.levels or tuple(LEVELS) if coded else block.levels
    nested = coded or block.kind == "tree"
    is_open = block.kind in ("codes", "list", "tree")
    optional = {row.called for row in block.rows if row.optional}
    optional |= {column.row or column.id for column in block.columns if column.optional}
    main = next((column.column or column.id for column in block.columns if column.main), "")
    seen = Scope("", block.id, "", columns, keys, signed, coded, levels, nested, is_open, main=main)
    return replace(seen, optional=frozenset(optional - {""}), roles=block.row_roles)


def _columns(columns: Iterable[ColumnSpec]) -> dict[str, Figures]:
    return {
        column.id: Figures(column.role, column.signed, column.path[-1].startswith("其中"))
        for column in columns
        if column.role in NUMBER_ROLES
    }


def find_scope(found: Scopes, ref: Ref) -> Scope:
    """The block a reference names. Raises RuleSyntaxError when there is none, or several to choose from."""
    scope = found.get((ref.table, ref.block))
    if scope is not None:
        return scope
    blocks = [block for table, block in found if table == ref.table]
    if not blocks:
        raise RuleSyntaxError(ref.position, f"没有编号为“{ref.table}”的表{nearest(ref.table, {t for t, _ in found})}")
    if not ref.block and len(blocks) == 1:
        return found[ref.table, blocks[0]]
    if not ref.block:
        raise RuleSyntaxError(ref.position, f"“{ref.table}”有几个部分，要写明是哪一个：{'、'.join(blocks)}")
    message = f"“{ref.table}”没有“{ref.block}”这一部分{nearest(ref.block, blocks)}"
    raise UnknownNameError(ref.position, message, ref.table, ref.block, blocks)


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of an error: the known name that was probably meant, else all of them."""
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    return f"，是不是“{near[0]}”" if near else f"；可用：{'、'.join(sorted(known))}"


def pick_columns(scope: Scope, ref: Ref, variables: Mapping[str, str]) -> Iterator[str]:
    """The columns a reference means, in the order of the form. Raises RuleSyntaxError for an unknown one."""
    order = list(scope.columns)
    if not ref.columns:
        if scope.main:
            order = [scope.main]
        if len(order) != 1:
            said = f"“{scope.label}”有几列数，要写明是哪一列：{'、'.join(order)}；不写时总是指其中一列的，在 tables.toml 里给它写 main = true"
            raise RuleSyntaxError(ref.position, said)
        yield order[0]
    for pick in ref.columns:
        if pick.everything:
            yield from _all_to_add_up(scope, order)
        elif pick.last:
            first, last = _column(scope, pick, pick.name), _column(scope, pick, pick.last)
            if first > last:
                raise RuleSyntaxError(pick.position, f"“{pick.name}”在“{pick.last}”右边，范围要从左往右写")
            yield from (
                name
                for name in order[first : last + 1]
                if name in (pick.name, pick.last) or not scope.columns[name].part
            )
        elif pick.name in variables:
            yield variables[pick.name]
        else:
            yield order[_column(scope, pick, pick.name)]


def _all_to_add_up(scope: Scope, columns: Sequence[str]) -> Sequence[str]:
    """All columns but those of rates (完成率, 得分) beside others: nothing that holds of amounts holds of them."""
    return [name for name in columns if scope.columns[name].role not in ("percent", "score")] or columns


def _column(scope: Scope, pick: Pick, name: str) -> int:
    if name not in scope.columns:
        message = f"“{scope.label}”没有“{name}”这一列{nearest(name, scope.columns)}"
        raise UnknownNameError(pick.position, message, scope.table, name, scope.columns, is_column=True)
    return list(scope.columns).index(name)
