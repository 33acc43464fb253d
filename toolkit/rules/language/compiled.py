"""A profile's rules, parsed and checked against its forms: a name misspelt is told when the profile is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ...errors import ProfileError
from ...profiles import Profile, RuleSpec, read_toml, states
from ...profiles.rule_entries import STATEMENTS
from ...report import LEVELS
from .check_names import CHECK_NAMES, TOLERANT_CHECKS
from .grammar import (
    FACTS,
    THIS_FORM,
    Binary,
    Expr,
    Identity,
    NamedCheck,
    Number,
    Pick,
    Ref,
    RuleSyntaxError,
    Sum,
    UnknownNameError,
    parse,
)
from .inherited import Gone, is_gone
from .scope import Scope, Scopes, find_scope, nearest, pick_columns, scopes
from .wordings import ALL_TABLES, Wording, wording


class Rule(NamedTuple):
    """A rule read: its spec and what it states."""

    spec: RuleSpec
    statement: Identity | NamedCheck | Wording


@lru_cache(maxsize=32)
def compiled(profile: Profile) -> tuple[Rule, ...]:
    """All rules of a profile, parsed. Raises ProfileError naming file, rule and place when one is malformed or names a
    table, row or column that the profile does not have."""
    read = (rule_of(profile, spec) for spec in profile.rules.values())
    return tuple(rule for rule in read if isinstance(rule, Rule))


def rule_faults(profile: Profile) -> list[ProfileError]:
    """What is wrong with the rules, one fault a rule, all at once."""
    faults = []
    for spec in profile.rules.values():
        if not spec.wording:
            continue  # that it states nothing is told where it is read
        try:
            rule_of(profile, spec)
        except ProfileError as error:
            faults.append(error)
    return faults


def gone_rules(profile: Profile) -> list[Gone]:
    """The rules of a base that are not used, for the profile's forms do not have what they name."""
    gone: list[Gone] = []
    for spec in profile.rules.values():
        try:
            rule = rule_of(profile, spec)
        except ProfileError:  # told by rule_faults
            continue
        if isinstance(rule, Gone):
            gone.append(rule)
    return gone


def rule_of(profile: Profile, spec: RuleSpec) -> Rule | Gone | None:
    """One rule; what an inherited one names that a form of the profile does not have; None for one about what the profile
    leaves out. Raises ProfileError as :func:`compiled` does."""
    try:
        statement = _statement(spec)
        if isinstance(statement, Identity):
            if _is_left_out(profile, spec, statement):
                return None
            try:
                _Names(scopes(profile), statement).check()
            except UnknownNameError as error:
                if spec.id in profile.own_rules or not is_gone(profile, error):
                    raise
                return Gone(spec.id, error.table, error.name)
        elif isinstance(statement, Wording) and statement.tables and not _tables_of(profile, statement):
            return None
        _check_tolerance(spec, statement)
        if spec.severity not in ("error", "warning"):
            raise RuleSyntaxError(0, f"severity 只能是 error 或 warning，不能是“{spec.severity}”")
        if spec.last_digit not in ("error", "warning", "tail"):
            raise RuleSyntaxError(0, f"last_digit 只能是 error、warning 或 tail，不能是“{spec.last_digit}”")
    except RuleSyntaxError as error:
        place = f"第 {error.position} 个字处：" if error.position else ""
        message = f"规则“{spec.id}”（{spec.wording}）{place}{error}。"
        path = _home(profile, spec)
        raise ProfileError(message, path=path, line=_line(path, spec, error.position)) from None
    return Rule(spec, statement)


def _is_left_out(profile: Profile, spec: RuleSpec, statement: Identity) -> bool:
    """A rule about a form that the profile does not list, and an inherited one about a fact that it has dropped, says
    nothing here."""
    refs = [*references(statement), *(binding.source for binding in statement.bindings)]
    found = scopes(profile)
    unknown = {ref.table for ref in refs} - {table for table, _ in found}
    if not unknown and spec.id not in profile.own_rules:
        facts = [pick for ref in refs if ref.table == FACTS for pick in ref.rows or ()]
        unknown = {name for pick in facts for name in (pick.name, pick.last) if name} - {*found[FACTS, ""].keys}
    return bool(unknown & profile.dropped)


def _tables_of(profile: Profile, statement: Wording) -> list[str]:
    """The tables of the profile whose notes a rule is about; those that it has dropped are gone."""
    named = [table for table in statement.tables if table != ALL_TABLES]
    for table in named:
        if table not in profile.tables and table not in profile.dropped:
            raise RuleSyntaxError(0, f"notes 里的“{table}”不是表{nearest(table, tuple(profile.tables))}")
    return [table for table in profile.tables if statement.is_about(table)]


def _check_tolerance(spec: RuleSpec, statement: Identity | NamedCheck | Wording) -> None:
    if spec.tolerance < 0:
        raise RuleSyntaxError(0, "tolerance 是容许两边相差多少，不能是负数")
    adds_up = isinstance(statement, Identity) and not statement.is_about_presence
    compares = isinstance(statement, NamedCheck) and statement.name in TOLERANT_CHECKS
    if spec.tolerance and not (adds_up or compares):
        raise RuleSyntaxError(0, f"只有算式（=、<=、>=）和 check = {'、'.join(TOLERANT_CHECKS)} 能写 tolerance")


def _line(path: Path, spec: RuleSpec, position: int) -> int | None:
    """The line of what the rule states where that is at fault, else of its head; of a rule over several tables that of
    the table."""
    from ...profiles.lines import line_of, line_with

    stated = next((key for key in STATEMENTS if getattr(spec, key)), "")
    line = line_of(path, (spec.id, stated)) if position and stated else None
    return line or line_with(path, f'"{spec.id}"')


def _home(profile: Profile, spec: RuleSpec) -> Path:
    """The file a rule stands in: the nearest one that says what it states, for the profile may inherit it."""
    for folder in profile.folders:
        path = folder / "rules.toml"
        if path.is_file() and states(read_toml(path), spec.id):
            return path
    return profile.folder / "rules.toml"


def _statement(spec: RuleSpec) -> Identity | NamedCheck | Wording:
    if spec.unwanted or spec.wanted:
        return wording(spec)
    if spec.notes:
        raise RuleSyntaxError(0, "notes 只能与 wanted 或 unwanted 一起写")
    if not spec.check:
        return parse(spec.relation)
    if spec.check not in CHECK_NAMES:
        raise RuleSyntaxError(0, f"没有“{spec.check}”这项检查{nearest(spec.check, CHECK_NAMES)}")
    return NamedCheck(spec.check)


class _Names:
    """Walks one rule and looks up every name in it."""

    def __init__(self, found: Scopes, statement: Identity) -> None:
        self._scopes = found
        self._statement = statement
        self._rows: dict[str, Scope] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._used: set[str] = set()
        self._repeated: set[str] = set()
        self._this_form: Pick | None = None

    def check(self) -> None:
        for binding in self._statement.bindings:
            scope = self._scope(binding.source)
            if binding.name in scope.keys or binding.name in scope.columns:
                raise RuleSyntaxError(binding.position, f"变量“{binding.name}”与表里的行名或列名相同，请换一个字")
            if binding.of_columns:
                self._columns[binding.name] = tuple(pick_columns(scope, binding.source, {}))
            else:
                self._check_rows(binding.source, scope)
                self._rows[binding.name] = scope
        self._check_expression(self._statement.left)
        self._check_expression(self._statement.right)
        for binding in self._statement.bindings:
            if binding.name not in self._used:
                raise RuleSyntaxError(binding.position, f"变量“{binding.name}”没有用到")
        if len(self._repeated) > 1:
            raise RuleSyntaxError(1, f"一条规则里只能有一种重复的表，这里有：{'、'.join(sorted(self._repeated))}")
        if self._this_form and not self._repeated:
            raise RuleSyntaxError(self._this_form.position, f"“{THIS_FORM}”只能与一个项目一张的表写在同一条规则里")
        roles = {self._role(ref) for ref in references(self._statement)}
        both = [node for side in (self._statement.left, self._statement.right) for node in walk(side)]
        quotient = any(isinstance(node, Binary) and node.operator == "/" for node in both)
        if not quotient and len(roles) > 1 and not self._statement.is_about_presence:
            raise RuleSyntaxError(1, "金额、数量、得分和百分比不能放在一个式子里相加")
        if quotient and not _is_quotient(self._statement):
            raise RuleSyntaxError(1, "除法只能写成“一个格子 = 式 / 式”")

    def _scope(self, ref: Ref) -> Scope:
        scope = find_scope(self._scopes, ref)
        if scope.repeated:
            self._repeated.add(ref.table)
        return scope

    def _role(self, ref: Ref) -> str:
        scope = self._scope(ref)
        if scope.by_row:
            keys = self._fixed_keys(scope, ref)
            return scope.by_row[keys[0]].role
        columns = self._check_columns(scope, ref)
        named = next((pick.name for pick in ref.rows or () if pick.name in scope.keys and not pick.function), "")
        return scope.figures(named, columns[0]).role

    def _check_expression(self, expr: Expr) -> None:
        summed = {id(ref) for node in walk(expr) if isinstance(node, Sum) for ref in node.refs}
        for node in walk(expr):
            if isinstance(node, Ref):
                self._check_ref(node)
                if id(node) not in summed and not self._is_single(node):
                    raise RuleSyntaxError(node.position, "这里指了不止一个格子，要写在 SUM( ) 里")
            elif isinstance(node, Binary) and node.operator == "*" and not _is_whole(node.left):
                raise RuleSyntaxError(node.position, "乘法只能写成“整数 * 式”")

    def _is_single(self, ref: Ref) -> bool:
        levels = self._scope(ref).levels
        rows, columns = ref.rows or (), ref.columns
        many = any(pick.everything or pick.last for pick in (*rows, *columns))
        many |= any(pick.function in ("下级", "上方") or (pick.name in levels and not pick.function) for pick in rows)
        return not many and len(rows) == 1 and len(columns) <= 1

    def _check_ref(self, ref: Ref) -> None:
        scope = self._scope(ref)
        self._check_rows(ref, scope)
        self._check_columns(scope, ref)

    def _check_columns(self, scope: Scope, ref: Ref) -> tuple[str, ...]:
        self._used |= {pick.name for pick in ref.columns if pick.name in self._columns}
        first = {name: columns[:1] for name, columns in self._columns.items()}
        names = tuple(pick_columns(scope, ref, {name: only[0] for name, only in first.items()}))
        for pick in ref.columns:
            for name in self._columns.get(pick.name, ()):
                if name not in scope.columns:
                    message = f"“{scope.label}”没有“{name}”这一列"
                    raise UnknownNameError(pick.position, message, scope.table, name, scope.columns, is_column=True)
        return names

    def _check_rows(self, ref: Ref, scope: Scope) -> None:
        for pick in ref.rows or ():
            if pick.function == "下级" and not scope.nested:
                raise RuleSyntaxError(pick.position, "下级( ) 只能用于有科目编码的表，或按名称分级的表")
            if pick.name in self._rows or pick.name in self._columns:
                self._used.add(pick.name)
                for column in self._columns.get(pick.name, ()):
                    self._check_key(column, pick, scope)
            elif pick.name == THIS_FORM:
                self._this_form = pick
            elif pick.function == "同名":
                raise RuleSyntaxError(pick.position, f"同名( ) 里要写取行的变量，“{pick.name}”不是")
            elif pick.name in scope.levels and not pick.function and not pick.last:
                pass
            elif pick.name in LEVELS and not pick.function and not pick.last:
                why = f"只列“{'、'.join(scope.levels)}”" if scope.coded else "没有科目编码"
                raise RuleSyntaxError(pick.position, f"“{scope.label}”{why}，不能按“{pick.name}”取行")
            elif not pick.everything:
                self._check_key(pick.name, pick, scope)
                if pick.function == "上方" and scope.keys[:1] == (pick.name,) and not (scope.open or scope.coded):
                    message = f"“{scope.label}”的“{pick.name}”是第一行，上方没有可加的行：请写明加哪几行，如 [甲..乙]"
                    raise RuleSyntaxError(pick.position, message)
                if pick.last:
                    self._check_key(pick.last, pick, scope)
                    self._check_order(pick, scope)

    @staticmethod
    def _check_order(pick: Pick, scope: Scope) -> None:
        places = [scope.keys.index(key) for key in (pick.name, pick.last) if key in scope.keys]
        if places != sorted(places):
            raise RuleSyntaxError(pick.position, f"“{pick.name}”在“{pick.last}”下面，范围要从上往下写")

    @staticmethod
    def _check_key(key: str, pick: Pick, scope: Scope) -> None:
        known = key in scope.keys or key in scope.codes or (scope.open and (key.isdigit() or not scope.coded))
        if not known:
            message = f"“{scope.label}”没有“{key}”这一行{nearest(key, scope.keys)}"
            raise UnknownNameError(pick.position, message, scope.table, key, scope.keys)

    def _fixed_keys(self, scope: Scope, ref: Ref) -> list[str]:
        keys = []
        for pick in ref.rows or ():
            keys += [pick.name] if pick.name in scope.by_row else list(scope.by_row)[:1]
        return keys


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything in it."""
    yield expr
    if isinstance(expr, Binary):
        yield from walk(expr.left)
        yield from walk(expr.right)
    elif isinstance(expr, Sum):
        yield from expr.refs


def references(statement: Identity) -> list[Ref]:
    """All references of both sides, left to right."""
    return [node for side in (statement.left, statement.right) for node in walk(side) if isinstance(node, Ref)]


def _is_whole(expr: Expr) -> bool:
    return isinstance(expr, Number) and expr.value == int(expr.value)


def _is_quotient(statement: Identity) -> bool:
    right = statement.right
    if not (isinstance(statement.left, Ref) and isinstance(right, Binary) and right.operator == "/"):
        return False
    inner = [*walk(right.left), *walk(right.right)]
    return statement.relation == "=" and not any(isinstance(node, Binary) and node.operator == "/" for node in inner)
