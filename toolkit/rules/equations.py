"""Rules applied to one workbook: every 勾稽关系 becomes equations between cells, in whole 分.

An equation is decided by intervals: a printed figure stands for every true amount that prints so, hence a sum is wrong
only when no true amounts could have produced the figures (:class:`Verdict`). Counts are exact; scores and percentages
have the slack of their printed decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from ..amounts import NOTHING, Amount, Interval, Unit
from ..profiles import Profile, RuleSpec
from ..report import Block, Cell, CellKind, Report, Row, Table
from .language import FACTS, THIS_FORM, Binary, Binding, Expr, Identity, Number, Pick, Ref
from .scope import LEVELS, Rule, Scope, compiled, find_scope, pick_columns, scopes, walk
from .tree import BlockTree, form_name

#: One whole of a count, score or percentage, so that integers carry six decimals, as 分 do for 万元.
WHOLE = Unit.WAN.fen
_UNREADABLE = frozenset({CellKind.TEXT, CellKind.ERROR, CellKind.PENDING})


class Verdict(Enum):
    """What the 校验 sheet says of an equation."""

    EXACT = "相符"
    TAIL = "尾差"
    WRONG = "不符"


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell in an equation. ``value`` and ``interval`` are in 分 (amounts) or millionths (all else).

    ``place`` says in Chinese where it is. ``prior``: the cell is last year's workbook's.
    """

    cell: Cell
    place: str
    role: str
    value: int
    interval: Interval
    signed: bool = False
    prior: bool = False

    @property
    def unit(self) -> Unit | None:
        """None for counts, scores and percentages."""
        return None if self.role != "amount" else self.cell.amount.unit if self.cell.amount else Unit.WAN


class Term(NamedTuple):
    coefficient: int
    figure: Figure

    @property
    def cell(self) -> Cell:
        return self.figure.cell


@dataclass(frozen=True)
class Equation:
    """``left relation right`` between cells. ``constant`` is added to the right side (millionths or 分).

    ``absent``: rows that a table does not list; they stand for nothing.
    """

    rule: RuleSpec
    relation: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    constant: int = 0
    absent: tuple[str, ...] = ()

    @property
    def left_value(self) -> int:
        return sum(k * figure.value for k, figure in self.left)

    @property
    def right_value(self) -> int:
        return sum((k * figure.value for k, figure in self.right), self.constant)

    @property
    def slack(self) -> Interval:
        """The printed differences left − right that rounding explains (both sides' slack together)."""
        low = high = 0
        for sign, terms in ((1, self.left), (-1, self.right)):
            for k, figure in terms:
                down, up = figure.value - figure.interval.low, figure.interval.high - figure.value
                if k * sign > 0:
                    high, low = high + abs(k) * down, low - abs(k) * up
                else:
                    high, low = high + abs(k) * up, low - abs(k) * down
        return Interval(low, high)

    @property
    def verdict(self) -> Verdict:
        difference, slack = self.left_value - self.right_value, self.slack
        if self.relation == "<=":
            return Verdict.EXACT if difference <= 0 else Verdict.TAIL if difference <= slack.high else Verdict.WRONG
        if difference == 0:
            return Verdict.EXACT
        return Verdict.TAIL if slack.low <= difference <= slack.high else Verdict.WRONG

    @property
    def figures(self) -> Iterator[Figure]:
        for _, figure in (*self.left, *self.right):
            yield figure


@dataclass(frozen=True)
class Ratio:
    """``left = numerator / denominator`` (执行率). All amounts are taken as not negative."""

    rule: RuleSpec
    left: Figure
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]

    @property
    def _quotient(self) -> Fraction:
        top, bottom = (sum(k * figure.value for k, figure in side) for side in (self.numerator, self.denominator))
        return Fraction(top * WHOLE, bottom)

    @property
    def right_value(self) -> int:
        """The quotient of the printed figures, in whole millionths."""
        return half_up(self._quotient)

    @property
    def slack(self) -> Interval:
        """The differences left − right, in whole millionths, that rounding explains."""
        top, bottom = _span(self.numerator), _span(self.denominator)
        down, up = self.left.value - self.left.interval.low, self.left.interval.high - self.left.value
        low = Fraction(top.low * WHOLE, bottom.high) - self._quotient - up
        return Interval(half_up(low), half_up(Fraction(top.high * WHOLE, bottom.low) - self._quotient + down))

    @property
    def verdict(self) -> Verdict:
        difference = self.left.value - self.right_value
        if difference == 0 or self.left.cell.is_empty:
            return Verdict.EXACT
        return Verdict.TAIL if self.slack.low <= difference <= self.slack.high else Verdict.WRONG

    @property
    def figures(self) -> Iterator[Figure]:
        yield self.left
        for _, figure in (*self.numerator, *self.denominator):
            yield figure


def half_up(number: Fraction) -> int:
    """四舍五入 to a whole number, away from zero."""
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return whole if number >= 0 else -whole


def _span(terms: Sequence[Term]) -> Interval:
    low = sum(k * (figure.interval.low if k > 0 else figure.interval.high) for k, figure in terms)
    return Interval(low, sum(k * (figure.interval.high if k > 0 else figure.interval.low) for k, figure in terms))


@dataclass(frozen=True)
class Expanded:
    """``crashed``: rules that could not be applied because of a fault of ours, with what was raised."""

    items: tuple[Equation | Ratio, ...]
    crashed: tuple[tuple[RuleSpec, Exception], ...] = ()


def instances(report: Report, profile: Profile, *, prior: Report | None = None) -> tuple[Equation | Ratio, ...]:
    """Every equation that the profile's rules make of this workbook, in the order of the rules.

    A rule about a table, row or column that this workbook does not have makes none (the reader tells what is missing),
    nor does one that touches a cell with words, an error or a formula without result. Raises ProfileError when a rule
    of the profile is malformed.
    """
    return expand(report, profile, prior=prior).items


def expand(report: Report, profile: Profile, *, prior: Report | None = None) -> Expanded:
    """:func:`instances`, with the rules that crashed told apart: one bad rule never stops the others."""
    items: list[Equation | Ratio] = []
    crashed: list[tuple[RuleSpec, Exception]] = []
    expansion = _Expansion(report, profile, prior)
    for rule in compiled(profile):
        if isinstance(rule.tree, Identity) and rule.spec.since <= report.year <= rule.spec.until:
            try:
                items += expansion.apply(rule, rule.tree)
            except Exception as error:  # a fault in one rule is told and the run goes on
                crashed.append((rule.spec, error))
    return Expanded(tuple(items), tuple(crashed))


class _NotApplicableError(Exception):
    """This rule says nothing about this workbook."""


_Linear = tuple[list[Term], Decimal]


@dataclass
class _Env:
    """Variables and the table of the repeated form that a rule is being applied to."""

    rows: dict[str, tuple[BlockTree, Row]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    repeated: Mapping[str, Table] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)


class _Expansion:
    """Applies rules to one report; figures and block trees are made once and shared."""

    def __init__(self, report: Report, profile: Profile, prior: Report | None) -> None:
        self._report = report
        self._prior = prior
        self._scopes = scopes(profile)
        self._trees: dict[int, BlockTree] = {}
        self._figures: dict[int, Figure] = {}  # by the identity of the cell

    def apply(self, rule: Rule, tree: Identity) -> Iterator[Equation | Ratio]:
        for env in self._environments(tree):
            for variables in product(*(self._values(binding, env) for binding in tree.bindings)):
                bound = _Env(dict(env.rows), dict(env.columns), env.repeated)
                for binding, value in zip(tree.bindings, variables, strict=True):
                    if isinstance(value, str):
                        bound.columns[binding.name] = value
                    else:
                        bound.rows[binding.name] = value
                try:
                    item = self._item(rule.spec, tree, bound)
                except _NotApplicableError:
                    continue
                if all(figure.cell.kind not in _UNREADABLE for figure in item.figures):
                    yield item

    def _environments(self, tree: Identity) -> Iterator[_Env]:
        """One for each table of the repeated form that the rule speaks of; one in all when it speaks of none."""
        sides = [tree.left, tree.right, *(binding.source for binding in tree.bindings)]
        for table in _tables(sides):
            if any(scope.repeated for (name, _), scope in self._scopes.items() if name == table):
                yield from (_Env(repeated={table: form}) for form in self._report.repeated(table))
                return
        yield _Env()

    def _values(self, binding: Binding, env: _Env) -> list[str | tuple[BlockTree, Row]]:
        scope = find_scope(self._scopes, binding.source)
        if binding.of_columns:
            return list(pick_columns(scope, binding.source, {}))
        try:
            tree = self._tree(scope, binding.source, env)
            return [(tree, row) for pick in binding.source.rows or () for row in self._rows(pick, scope, tree, env)]
        except _NotApplicableError:
            return []

    def _item(self, spec: RuleSpec, tree: Identity, env: _Env) -> Equation | Ratio:
        left, left_constant = self._linear(tree.left, env)
        if isinstance(tree.right, Binary) and tree.right.operator == "/":
            return self._ratio(spec, left[0].figure, tree.right, env)
        right, constant = self._linear(tree.right, env)
        relation = tree.relation
        if relation == ">=":
            left, right, left_constant, constant, relation = right, left, constant, left_constant, "<="
        scaled = int((constant - left_constant) * WHOLE)
        return Equation(spec, relation, tuple(left), tuple(right), scaled, tuple(env.absent))

    def _ratio(self, spec: RuleSpec, left: Figure, quotient: Binary, env: _Env) -> Ratio:
        top, _ = self._linear(quotient.left, env)
        bottom, _ = self._linear(quotient.right, env)
        ratio = Ratio(spec, left, tuple(top), tuple(bottom))
        if _span(bottom).low <= 0 or _span(top).low < 0:
            raise _NotApplicableError  # without a base there is no such percentage
        return ratio

    def _linear(self, expr: Expr, env: _Env) -> _Linear:
        if isinstance(expr, Number):
            return [], expr.value
        if isinstance(expr, Binary):
            return self._binary(expr, env)
        if isinstance(expr, Ref):
            return [Term(1, figure) for figure in self._select(expr, env)], Decimal(0)
        return [Term(1, figure) for ref in expr.refs for figure in self._select(ref, env)], Decimal(0)

    def _binary(self, expr: Binary, env: _Env) -> _Linear:
        (left, left_constant), (right, constant) = self._linear(expr.left, env), self._linear(expr.right, env)
        if expr.operator == "*":
            return [Term(int(left_constant) * k, figure) for k, figure in right], left_constant * constant
        sign = 1 if expr.operator == "+" else -1
        together: dict[int, Term] = {}
        for k, figure in (*left, *(Term(sign * k, figure) for k, figure in right)):
            before = together.get(id(figure))
            together[id(figure)] = Term(k + before.coefficient if before else k, figure)
        return [term for term in together.values() if term.coefficient], left_constant + sign * constant

    def _select(self, ref: Ref, env: _Env) -> list[Figure]:
        scope = find_scope(self._scopes, ref)
        if scope.facts:
            return self._facts(ref, scope, env)
        tree = self._tree(scope, ref, env)
        rows = [row for pick in ref.rows or () for row in self._rows(pick, scope, tree, env)]
        columns = list(pick_columns(scope, ref, env.columns))
        return [
            self._figure(scope, tree, row, column, prior=ref.prior)
            for row in rows
            for column in columns
            if row.key or column in row.cells  # a blank line of the form may have no cells
        ]

    def _tree(self, scope: Scope, ref: Ref, env: _Env) -> BlockTree:
        report = self._prior if ref.prior else self._report
        if report is None:
            raise _NotApplicableError
        table = env.repeated.get(ref.table) or report.tables.get(ref.table)
        block = table.blocks.get(scope.block) if table else report.lists.get(ref.table)
        if block is None:
            raise _NotApplicableError
        tree = self._trees.get(id(block))
        if tree is None:
            tree = self._trees[id(block)] = BlockTree(block, _label(scope, table, block))
        return tree

    def _rows(self, pick: Pick, scope: Scope, tree: BlockTree, env: _Env) -> Sequence[Row]:
        if pick.everything:
            return tree.named
        if pick.last:
            return tree.between(self._row(pick.name, scope, tree, env), self._row(pick.last, scope, tree, env))
        if pick.name == THIS_FORM and env.repeated:
            row = tree.by_name(form_name(next(iter(env.repeated.values()))))
            if row is None:
                raise _NotApplicableError
            return (row,)
        if pick.function == "同名":
            return self._namesake(pick, tree, env)
        if pick.function:
            row = self._row(pick.name, scope, tree, env)
            found = tree.above(row) if pick.function == "上方" else tree.children(row)
            if not found and row.code:
                raise _NotApplicableError  # the lowest level that this table lists
            return found
        if pick.name in LEVELS and scope.coded:
            return tree.level(pick.name)
        if pick.name in env.rows and env.rows[pick.name][0] is tree:
            return (env.rows[pick.name][1],)
        try:
            return (self._row(pick.name, scope, tree, env),)
        except _NotApplicableError:
            bound = env.rows.get(pick.name)
            if not (scope.coded and (bound[1].code if bound else pick.name.isdigit())):
                raise
            env.absent.append(f"{tree.label}没有“{tree.name(bound[1]) if bound else pick.name}”这一行")
            return ()

    def _row(self, name: str, scope: Scope, tree: BlockTree, env: _Env) -> Row:
        bound = env.rows.get(name)
        if bound and bound[0] is tree:
            return bound[1]
        key = bound[1].key if bound else env.columns.get(name, name)
        row = tree.block.by_key.get(key)
        if row is None:
            raise _NotApplicableError
        return row

    def _namesake(self, pick: Pick, tree: BlockTree, env: _Env) -> Sequence[Row]:
        source, row = env.rows[pick.name]
        found = tree.namesake(row.name or row.key)
        if found is None:
            if not tree.all_named_in(source):
                raise _NotApplicableError  # a name spelt otherwise: 检查 同名行 tells it, the sums cannot be judged
            env.absent.append(f"{tree.label}没有“{row.key}”这一行")
            return ()
        return (found,)

    def _facts(self, ref: Ref, scope: Scope, env: _Env) -> list[Figure]:
        report = self._prior if ref.prior else self._report
        if report is None:
            raise _NotApplicableError
        keys: list[str] = []
        for pick in ref.rows or ():
            if pick.last:
                order = list(scope.keys)
                keys += order[order.index(pick.name) : order.index(pick.last) + 1]
            else:
                keys.append(env.columns.get(pick.name, pick.name))
        figures = []
        for key in keys:
            if key not in report.facts:
                raise _NotApplicableError
            figures.append(self._made(report.facts[key], f"{FACTS}“{key}”", scope, key, "", prior=ref.prior))
        return figures

    def _figure(self, scope: Scope, tree: BlockTree, row: Row, column: str, *, prior: bool) -> Figure:
        cell = row.cells.get(column)
        if cell is None:
            raise _NotApplicableError
        figure = self._figures.get(id(cell))
        if figure is None:
            place = f"{tree.label}“{tree.name(row)}”" + (f"的{column}" if len(scope.columns) > 1 else "")
            figure = self._made(cell, place, scope, row.key, column, prior=prior)
        return figure

    def _made(self, cell: Cell, place: str, scope: Scope, key: str, column: str, *, prior: bool) -> Figure:
        known = self._figures.get(id(cell))
        if known is not None:
            return known
        how = scope.figures(key, column)
        value, interval = measure(cell.amount, how.role, signed=how.signed)
        place = f"上年{place}" if prior else place
        figure = self._figures[id(cell)] = Figure(cell, place, how.role, value, interval, how.signed, prior)
        return figure


def measure(amount: Amount | None, role: str, *, signed: bool = False) -> tuple[int, Interval]:
    """A figure in whole 分 or millionths, with the true values it stands for. ``amount`` None is nothing."""
    if amount is None:
        return 0, NOTHING
    if role == "amount":
        return int(amount.value * amount.unit.fen), amount.interval(signed=signed)
    value = int(amount.value * WHOLE)
    if role == "count":
        return value, Interval(value, value)
    return value, Amount(amount.value, Unit.WAN, amount.decimals).interval(signed=signed)


def _label(scope: Scope, table: Table | None, block: Block) -> str:
    if table is None:
        return scope.label
    name = f"工作表“{table.sheet}”" if scope.repeated else table.label or scope.label
    return f"{name}{block.id}" if block.id else name


def _tables(sides: Sequence[Expr]) -> Iterator[str]:
    for side in sides:
        yield from (node.table for node in walk(side) if isinstance(node, Ref) and not node.prior)

