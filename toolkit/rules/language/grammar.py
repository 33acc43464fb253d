"""The rule language: one 勾稽关系 as a clerk writes it, read into a small frozen statement. Nothing is ever evaluated as code.

::

    规则   ::= 式 关系 式 [ "其中" 取值 { "，" 取值 } ]
    关系   ::= "=" | "<=" | ">=" | "有则有" | "同有同无"     (also ≤ ≥)
    式     ::= 项 { ("+" | "-") 项 }
    项     ::= 因子 { ("*" | "/") 因子 }
    因子   ::= 数字 | 引用 | "SUM(" 引用 { "," 引用 } ")" | "(" 式 ")"
    引用   ::= [ "上年." ] 表 [ "." 块 ] "[" 行 { 、 行 } "]" [ "." 列 ]
    列     ::= 名称 | "*" | "[" 列 [ ".." 列 ] { 、 … } "]"
    行     ::= 名称 | 名称 ".." 名称 | "*" | "本表" | 函数 "(" 名称 ")"      函数: 下级 上方 同名
    取值   ::= 名称 "取自" ( 表[.块]"["行"]" | 表[.块]"."列 )

Names are the words of the form; one with punctuation in it is put into 「」. Commas and brackets of operators may be
full-width where the name before them cannot contain them. docs/rules.md tells the same to a clerk, with examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeVar

from ...profiles import FACTS_SHEET

T = TypeVar("T")

#: The word that stands for the facts of 补充资料 and 基本信息 where a table's id would stand.
FACTS = FACTS_SHEET
PRIOR = "上年"
#: The row that bears the name of the form (the project) the rule is just being applied to.
THIS_FORM = "本表"
FUNCTIONS = ("下级", "上方", "同名")
#: Relations between what is there and what is not, whatever the unit: 有则有 goes one way, 同有同无 both.
IMPLIES, TOGETHER = "有则有", "同有同无"


class RuleSyntaxError(ValueError):
    """``position`` counts characters of the rule's text from 1."""

    def __init__(self, position: int, message: str) -> None:
        self.position = position
        super().__init__(message)


class UnknownNameError(RuleSyntaxError):
    """A ``table`` has no column, or no row or block, of that ``name``; those that it has are ``known``."""

    def __init__(
        self, position: int, message: str, table: str, name: str, known: Iterable[str], *, is_column: bool = False
    ) -> None:
        self.table, self.name, self.known, self.is_column = table, name, tuple(known), is_column
        super().__init__(position, message)


class Pick(NamedTuple):
    """Some rows or columns: one name, a range of the form's order (``last``), all (``*``) or a function of a row."""

    name: str
    last: str = ""
    function: str = ""
    position: int = 0

    @property
    def everything(self) -> bool:
        return self.name == "*"


class Ref(NamedTuple):
    """Cells of one block. ``rows`` is None in a column source, ``columns`` is () where the only column is meant."""

    table: str
    block: str
    rows: tuple[Pick, ...] | None
    columns: tuple[Pick, ...]
    prior: bool = False
    position: int = 0


class Number(NamedTuple):
    value: Decimal
    position: int = 0


class Sum(NamedTuple):
    refs: tuple[Ref, ...]
    position: int = 0


class Binary(NamedTuple):
    operator: str
    left: Expr
    right: Expr
    position: int = 0


Expr = Ref | Number | Sum | Binary


class Binding(NamedTuple):
    """``行 取自 公开02[类、款]``: the variable takes each row (or column) of ``source`` in turn."""

    name: str
    source: Ref
    position: int = 0

    @property
    def of_columns(self) -> bool:
        return self.source.rows is None


class Identity(NamedTuple):
    """``left relation right`` for every combination of ``bindings``.

    ``relation``: ``=``, ``<=``, ``>=``, ``有则有`` or ``同有同无``.
    """

    left: Expr
    relation: str
    right: Expr
    bindings: tuple[Binding, ...] = ()

    @property
    def is_about_presence(self) -> bool:
        return self.relation in (IMPLIES, TOGETHER)


class NamedCheck(NamedTuple):
    """``check = "表号"``: one of the checks of :mod:`toolkit.rules.checks.by_name`."""

    name: str


class _Token(NamedTuple):
    kind: str  # name | number | quoted | sign | end
    text: str
    position: int


_TOKENS = re.compile(
    r"\s*(?:"
    r"(?P<quoted>「[^」]*」)"
    r"|(?P<number>\d+(?:\.\d+)?(?![^\s\[\]().,，、+\-*/=<>≤≥：]))"
    r"|(?P<sign>\.\.|<=|>=|[\[\]().,，、+\-*/=≤≥])"
    r"|(?P<name>[^\s\[\]().,，、+\-*/=<>≤≥「」]+)"
    r")"
)
_SAME = {"，": ",", "、": ",", "≤": "<=", "≥": ">="}


def _tokens(text: str) -> list[_Token]:
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _TOKENS.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            raise RuleSyntaxError(len(text) - len(rest) + 1, f"不认识的符号“{rest[0]}”")
        kind = match.lastgroup or ""
        word = match.group(kind)
        tokens.append(_Token(kind, _SAME.get(word, word), match.start(kind) + 1))
        at = match.end()
    tokens.append(_Token("end", "", end + 1))
    return tokens


@lru_cache(maxsize=2048)
def parse(text: str) -> Identity:
    """What one relation states. Raises :class:`RuleSyntaxError` saying where and what was expected."""
    return _Parser(_tokens(text)).rule()


class _Parser:
    """Recursive descent, one method a line of the grammar above."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _skip(self, text: str, *, kind: str = "sign") -> bool:
        """Take the next token when it is this one."""
        found = self._next.kind == kind and self._next.text == text
        self._at += found
        return found

    def _expect(self, text: str, after: str) -> None:
        if not self._skip(text):
            raise self._error(f"“{after}”后面应有“{text}”")

    def _error(self, expected: str) -> RuleSyntaxError:
        token = self._next
        found = f"“{token.text}”" if token.text else "结尾"
        return RuleSyntaxError(token.position, f"{expected}，这里却是{found}")

    def rule(self) -> Identity:
        left = self._expression()
        if self._next.text not in ("=", "<=", ">=", IMPLIES, TOGETHER):
            raise self._error(f"应有“=”“<=”“>=”“{IMPLIES}”或“{TOGETHER}”")
        relation = self._take().text
        right = self._expression()
        bindings: list[Binding] = []
        self._skip(",")
        if self._skip("其中", kind="name"):
            bindings = self._list(self._binding)
        self._finish("规则")
        return Identity(left, relation, right, tuple(bindings))

    def _finish(self, what: str) -> None:
        if self._next.kind != "end":
            raise self._error(f"{what}到此应当结束")

    def _list(self, item: Callable[[], T]) -> list[T]:
        items = [item()]
        while self._skip(","):
            items.append(item())
        return items

    def _binding(self) -> Binding:
        position = self._next.position
        name = self._name("变量名（如 行、列）")
        if not self._skip("取自", kind="name"):
            raise self._error(f"“{name}”后面应写“取自”")
        return Binding(name, self._ref(source=True), position)

    def _expression(self) -> Expr:
        expr = self._term()
        while self._next.kind == "sign" and self._next.text in "+-":
            operator = self._take()
            expr = Binary(operator.text, expr, self._term(), operator.position)
        return expr

    def _term(self) -> Expr:
        expr = self._factor()
        while self._next.kind == "sign" and self._next.text in "*/":
            operator = self._take()
            expr = Binary(operator.text, expr, self._factor(), operator.position)
        return expr

    def _factor(self) -> Expr:
        token = self._next
        if token.kind == "number":
            self._take()
            return Number(Decimal(token.text), token.position)
        if self._skip("("):
            expr = self._expression()
            self._expect(")", "括号里的式子")
            return expr
        if token.kind == "name" and token.text.upper() == "SUM":
            self._take()
            self._expect("(", "SUM")
            refs = self._list(self._ref)
            self._expect(")", "SUM 里的引用")
            return Sum(tuple(refs), token.position)
        return self._ref()

    def _ref(self, *, source: bool = False) -> Ref:
        position = self._next.position
        table = self._name("表的编号（如 公开01）、数字或 SUM(")
        prior = table == PRIOR and self._skip(".")
        if prior:
            table = self._name("上年工作簿里的表（如 上年.公开01）")
        block = ""
        rows: tuple[Pick, ...] | None = None
        columns: tuple[Pick, ...] = ()
        if self._skip("."):
            picks = self._columns()
            if self._next.text == "[" and len(picks) == 1 and not picks[0].last:
                block = picks[0].name
            elif self._skip("."):
                block, columns = picks[0].name, self._columns()
            else:
                columns = picks
        if not columns:
            if not self._skip("["):
                raise self._error(f"“{table}”后面应有“[行]”")
            rows = tuple(self._list(self._row))
            self._expect("]", "行名")
            if self._skip("."):
                columns = self._columns()
        elif not source:
            raise self._error(f"“{table}”后面应有“[行]”")
        return Ref(table, block, rows, columns, prior, position)

    def _columns(self) -> tuple[Pick, ...]:
        if self._skip("["):
            picks = tuple(self._list(self._range))
            self._expect("]", "列名")
            return picks
        return (self._one(),)

    def _row(self) -> Pick:
        token = self._next
        pick = self._range()
        if not pick.last and self._skip("("):
            if token.text not in FUNCTIONS:
                raise RuleSyntaxError(token.position, f"没有“{token.text}”这个取行方法；可用：{'、'.join(FUNCTIONS)}")
            pick = Pick(self._name("行名或变量名"), function=token.text, position=token.position)
            self._expect(")", pick.name)
        return pick

    def _range(self) -> Pick:
        first = self._one()
        if not first.everything and self._skip(".."):
            return Pick(first.name, last=self._name("范围的最后一个名称"), position=first.position)
        return first

    def _one(self) -> Pick:
        position = self._next.position
        return Pick("*", position=position) if self._skip("*") else Pick(self._name("行名或列名"), position=position)

    def _name(self, what: str) -> str:
        if self._next.kind not in ("name", "number", "quoted"):
            raise self._error(f"应写{what}")
        token = self._take()
        return token.text.strip("「」") if token.kind == "quoted" else token.text
