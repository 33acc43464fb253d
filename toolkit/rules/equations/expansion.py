"""Rules applied to one workbook: every 勾稽关系 becomes equations between its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from ...cells import Cell, CellKind
from ...profiles import Profile, RuleSpec
from ...report import Report, Row, Table
from ..language.compiled import Rule, compiled, walk
from ..language.grammar import FACTS, THIS_FORM, Binary, Binding, Expr, Identity, Number, Pick, Ref
from ..language.scope import Figures, Scope, find_scope, pick_columns, scopes
from .begun import begun
from .equation import REPEATED_FORM, WHOLE, Equation, Figure, Ratio, Term, measure, span
from .expanded import Expanded
from .hierarchy import Hierarchy, form_name
from .presence import Presence

_UNREADABLE = frozenset({CellKind.TEXT, CellKind.ERROR, CellKind.PENDING})


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
    presences: list[Presence] = []
    crashed: list[tuple[RuleSpec, Exception]] = []
    expansion = _Expansion(report, profile, prior)
    for rule in compiled(profile):
        if isinstance(rule.statement, Identity) and rule.spec.is_of(report.year):
            try:
                for item in expansion.apply(rule, rule.statement):
                    if isinstance(item, Presence):
                        presences.append(item)
                    else:
                        items.append(item)
            except Exception as error:  # a fault in one rule is told and the run goes on
                crashed.append((rule.spec, error))
    return Expanded(
        tuple(items),
        tuple(presences),
        tuple(crashed),
        MappingProxyType(dict(expansion.unread)),
        tuple(expansion.waiting),
        begun(items, report, profile),
    )


class _NotApplicableError(Exception):
    """This rule says nothing about this workbook."""


class _UnreadableError(_NotApplicableError):
    """It would, but for a cell that holds words, an error or a formula without result."""


_Linear = tuple[list[Term], Decimal]
_NOTHING = Decimal(0)


class _Plan(NamedTuple):
    """A reference looked up once. ``columns`` is empty where they depend on a variable."""

    scope: Scope
    rows: tuple[Pick, ...]
    columns: tuple[str, ...]


@dataclass
class _Env:
    """Variables and the table of the repeated form that a rule is being applied to."""

    rows: dict[str, tuple[Hierarchy, Row]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    repeated: Mapping[str, Table] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)


class _Expansion:
    """Applies rules to one report; figures and hierarchies of rows are made once and shared."""

    def __init__(self, report: Report, profile: Profile, prior: Report | None) -> None:
        self._report = report
        self._prior = prior
        self._scopes = scopes(profile)
        self._hierarchies: dict[int, Hierarchy] = {}  # by the identity of the block
        self._plans: dict[int, _Plan] = {}  # by the identity of the reference; the rules outlive us
        self._figures: dict[int, Figure] = {}  # by the identity of the cell
        self.unread: Counter[str] = Counter()  # by the rule
        self.waiting: list[Ratio] = []

    def apply(self, rule: Rule, statement: Identity) -> Iterator[Equation | Ratio | Presence]:
        for env in self._environments(statement):
            for variables in product(*(self._values(binding, env) for binding in statement.bindings)):
                bound = _Env(dict(env.rows), dict(env.columns), env.repeated)
                for binding, value in zip(statement.bindings, variables, strict=True):
                    if isinstance(value, str):
                        bound.columns[binding.name] = value
                    else:
                        bound.rows[binding.name] = value
                try:
                    yield self._item(rule.spec, statement, bound)
                except _UnreadableError:
                    self.unread[rule.spec.id] += 1
                except _NotApplicableError:
                    continue

    def _environments(self, statement: Identity) -> Iterator[_Env]:
        """One for each table of the repeated form that the rule speaks of; one in all when it speaks of none."""
        sides = [statement.left, statement.right, *(binding.source for binding in statement.bindings)]
        for table in _tables(sides):
            if any(scope.repeated for (name, _), scope in self._scopes.items() if name == table):
                yield from (_Env(repeated={table: form}) for form in self._report.repeated(table))
                return
        yield _Env()

    def _values(self, binding: Binding, env: _Env) -> Sequence[str | tuple[Hierarchy, Row]]:
        source = binding.source
        if binding.of_columns:
            return self._plan(source).columns
        scope = find_scope(self._scopes, source)
        try:
            hierarchy = self._hierarchy(scope, source, env)
            return [(hierarchy, row) for pick in source.rows or () for row in self._rows(pick, scope, hierarchy, env)]
        except _NotApplicableError:
            return []

    def _plan(self, ref: Ref) -> _Plan:
        plan = self._plans.get(id(ref))
        if plan is None:
            scope = find_scope(self._scopes, ref)
            free = tuple(pick for pick in ref.columns if not pick.everything and not pick.last)
            fixed = all(pick.name in scope.columns for pick in free)
            columns = tuple(pick_columns(scope, ref, {})) if fixed else ()
            plan = self._plans[id(ref)] = _Plan(scope, ref.rows or (), columns)
        return plan

    def _item(self, spec: RuleSpec, statement: Identity, env: _Env) -> Equation | Ratio | Presence:
        left, left_constant = self._linear(statement.left, env)
        if isinstance(statement.right, Binary) and statement.right.operator == "/":
            if not left:
                raise _NotApplicableError  # the layout does without it
            return self._ratio(spec, left[0].figure, statement.right, env)
        right, constant = self._linear(statement.right, env)
        if not left and not right:
            raise _NotApplicableError
        relation = statement.relation
        if statement.is_about_presence:
            return Presence(spec, relation, tuple(f for _, f in left), tuple(f for _, f in right))
        if relation == ">=":
            left, right, left_constant, constant, relation = right, left, constant, left_constant, "<="
        scaled = int((constant - left_constant) * WHOLE)
        adds = not isinstance(statement.right, Ref)
        return Equation(spec, relation, tuple(left), tuple(right), scaled, tuple(env.absent), adds)

    def _ratio(self, spec: RuleSpec, left: Figure, quotient: Binary, env: _Env) -> Ratio:
        top, _ = self._linear(quotient.left, env)
        bottom, _ = self._linear(quotient.right, env)
        ratio = Ratio(spec, left, tuple(top), tuple(bottom))
        if span(bottom).low <= 0 or span(top).low < 0:
            if left.cell.kind is CellKind.BLANK and any(term.cell.kind is CellKind.BLANK for term in bottom):
                self.waiting.append(ratio)
            raise _NotApplicableError  # without a base there is no such percentage
        return ratio

    def _linear(self, expr: Expr, env: _Env) -> _Linear:
        if isinstance(expr, Number):
            return [], expr.value
        if isinstance(expr, Binary):
            return self._binary(expr, env)
        if isinstance(expr, Ref):
            return [Term(1, figure) for figure in self._select(expr, env)], _NOTHING
        return [Term(1, figure) for ref in expr.refs for figure in self._select(ref, env)], _NOTHING

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
        plan = self._plan(ref)
        scope = plan.scope
        if scope.facts:
            return self._facts(ref, scope, env)
        hierarchy = self._hierarchy(scope, ref, env)
        columns = plan.columns or tuple(pick_columns(scope, ref, env.columns))
        found, known = [], self._figures
        for pick in plan.rows:
            for row in self._rows(pick, scope, hierarchy, env):
                for column in columns:
                    cell = row.cells.get(column)
                    if cell is not None:
                        found.append(known.get(id(cell)) or self._figure(scope, hierarchy, row, column, ref, cell))
                    elif row.key and column not in scope.optional:  # a blank line of the form may have no cells
                        raise _NotApplicableError
        return found

    def _hierarchy(self, scope: Scope, ref: Ref, env: _Env) -> Hierarchy:
        report = self._prior if ref.prior else self._report
        if report is None:
            raise _NotApplicableError
        table = (None if ref.prior else env.repeated.get(ref.table)) or report.tables.get(ref.table)
        block = table.blocks.get(scope.block) if table else report.lists.get(ref.table)
        if block is None:
            raise _NotApplicableError
        hierarchy = self._hierarchies.get(id(block))
        if hierarchy is None:
            by_names = scope.nested and not scope.coded
            hierarchy = self._hierarchies[id(block)] = Hierarchy(block, _label(scope, table), by_names=by_names)
        return hierarchy

    def _rows(self, pick: Pick, scope: Scope, hierarchy: Hierarchy, env: _Env) -> Sequence[Row]:
        if pick.everything:
            return hierarchy.named
        if pick.last:
            return self._range(pick, scope, hierarchy, env)
        if pick.name == THIS_FORM and env.repeated:
            row = hierarchy.by_name(form_name(next(iter(env.repeated.values()))))
            if row is None:
                raise _NotApplicableError
            return (row,)
        if pick.function == "同名":
            return self._namesake(pick, hierarchy, env)
        if pick.function:
            row = self._row(pick.name, scope, hierarchy, env)
            found = self._above(row, scope, hierarchy) if pick.function == "上方" else hierarchy.children(row)
            if not found and (row.code or row.path):
                raise _NotApplicableError  # the lowest level that this table lists
            return found
        if pick.name in scope.levels:
            return hierarchy.level(pick.name)
        if pick.name in env.rows and env.rows[pick.name][0] is hierarchy:
            return (env.rows[pick.name][1],)
        try:
            return (self._row(pick.name, scope, hierarchy, env),)
        except _NotApplicableError:
            bound = env.rows.get(pick.name)
            if self._is_left_out(bound[1].key if bound else env.columns.get(pick.name, pick.name), scope, hierarchy):
                return ()
            if not (scope.coded and (bound[1].code if bound else pick.name.isdigit())):
                raise
            env.absent.append(f"{hierarchy.label}没有“{hierarchy.name(bound[1]) if bound else pick.name}”这一行")
            return ()

    @staticmethod
    def _above(row: Row, scope: Scope, hierarchy: Hierarchy) -> Sequence[Row]:
        """What stands above a row; where a layout prints a total before its items, what the form has above it."""
        found = hierarchy.above(row)
        if found or row.key not in scope.keys:
            return found
        before = scope.keys[: scope.keys.index(row.key)]
        return [one for one in hierarchy.block.rows if one.key in before or one.rank in scope.levels]

    def _range(self, pick: Pick, scope: Scope, hierarchy: Hierarchy, env: _Env) -> Sequence[Row]:
        """From a row to a row; for an optional one that is not there, from what follows the row before it, up to the next."""

        def end(name: str) -> Row | None:
            return None if self._is_left_out(name, scope, hierarchy) else self._row(name, scope, hierarchy, env)

        first, last = end(pick.name), end(pick.last)
        at = scope.keys.index
        before = None if first else _nearest(reversed(scope.keys[: at(pick.name)]), hierarchy)
        after = None if last else _nearest(scope.keys[at(pick.last) :], hierarchy)
        return hierarchy.between(first, last, before=before, after=after)

    def _is_left_out(self, name: str, scope: Scope, hierarchy: Hierarchy) -> bool:
        """True for a row that this layout does without."""
        return name in scope.optional and name not in hierarchy.block.by_key

    def _row(self, name: str, scope: Scope, hierarchy: Hierarchy, env: _Env) -> Row:
        bound = env.rows.get(name)
        if bound and bound[0] is hierarchy:
            return bound[1]
        key = bound[1].key if bound else env.columns.get(name, name)
        row = hierarchy.block.by_key.get(key) or (hierarchy.by_name(key) if scope.nested and not scope.coded else None)
        if row is None:
            raise _NotApplicableError
        return row

    def _namesake(self, pick: Pick, hierarchy: Hierarchy, env: _Env) -> Sequence[Row]:
        source, row = env.rows[pick.name]
        found = hierarchy.namesake(row)
        if found is None:
            if hierarchy.goes_by_full_names or not hierarchy.all_named_in(source, row.rank):
                raise _NotApplicableError  # a name spelt otherwise: 检查 同名行 tells it, the sums cannot be judged
            env.absent.append(f"{hierarchy.label}没有“{row.key}”这一行")
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
            cell = report.facts[key]
            figure = self._figures.get(id(cell))
            figures.append(figure or self._made(cell, scope.facts[key], FACTS, key, prior=ref.prior))
        return figures

    def _figure(self, scope: Scope, hierarchy: Hierarchy, row: Row, column: str, ref: Ref, cell: Cell) -> Figure:
        shown = column if len(scope.columns) > 1 else ""
        how = scope.figures(row.key, column)
        return self._made(cell, how, hierarchy.label, hierarchy.name(row), shown, prior=ref.prior)

    def _made(self, cell: Cell, how: Figures, form: str, row: str, column: str = "", *, prior: bool) -> Figure:
        if cell.kind in _UNREADABLE:
            raise _UnreadableError
        if not cell.address:  # an entry whose sheet is missing has no place
            raise _NotApplicableError
        value, interval = measure(cell.amount, how.role, signed=how.signed)
        figure = Figure(cell, how.role, value, interval, how.signed, prior, form, row, column)
        self._figures[id(cell)] = figure
        return figure


def _nearest(keys: Iterable[str], hierarchy: Hierarchy) -> Row | None:
    return next((hierarchy.block.by_key[key] for key in keys if key in hierarchy.block.by_key), None)


def _label(scope: Scope, table: Table | None) -> str:
    return f"{REPEATED_FORM}{table.sheet}”{scope.block}" if table and scope.repeated else scope.label


def _tables(sides: Sequence[Expr]) -> Iterator[str]:
    for side in sides:
        yield from (node.table for node in walk(side) if isinstance(node, Ref) and not node.prior)
