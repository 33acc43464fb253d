"""What the templates of a stranger may ask of the computer: no more than the longest honest text needs.

A loop in a loop in a loop, a word times a thousand million, a power of a power, a word doubled forty times: each takes
hours or all memory, and none can be told from an honest sentence before it is run. So the steps are counted, and what
makes long texts and large numbers out of short ones asks here first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from ..phrases import PhraseError

#: Steps of the loops and calls of one field, a call counted as many; the longest of our own takes some 2,000.
MOST_STEPS = 60_000
_A_CALL = 10
#: Characters of a text, members of a list. A cell of Excel holds 32,767.
_LONGEST = 500_000
#: Of what jinja2 brings along, what a sentence may need; its own ways of the others are below.
_KEPT = (
    "abs", "count", "d", "default", "first", "groupby", "int", "last", "length", "list", "map", "max", "min", "reject",
    "rejectattr", "reverse", "select", "selectattr", "sort", "sum", "unique",
)  # fmt: skip
_METHODS = frozenset({"startswith", "endswith", "strip", "lstrip", "rstrip", "split", "find", "count", "isdigit"})
_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\d{3}|\*)")
_STEP, _JOIN = "_step", "_join"


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox that is also bounded: ``begin`` before each field; TemplateRuntimeError when it asks for too much."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._steps = MOST_STEPS
        self.filters = {name: self.filters[name] for name in _KEPT}
        self.filters.update(
            string=_text,
            trim=_trimmed,
            replace=_replaced,
            join=_joined,
            format=_formatted,
            **{_STEP: _counted, _JOIN: _joined},
        )

    def begin(self) -> None:
        """A field of its own: what others used up is not held against it."""
        self._steps = MOST_STEPS

    def step(self, steps: int = 1) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise TemplateRuntimeError("循环或重复的次数太多，请检查循环是否套得太深")

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        __self.step(_A_CALL)
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise TemplateRuntimeError("不能用乘方（**）")
        sizes = [len(each) for each in (left, right) if isinstance(each, (str, list, tuple))]
        if operator == "%" and isinstance(left, str):
            return _formatted(left, *(right if isinstance(right, tuple) else (right,)))
        if operator == "+":
            _hold(sum(sizes))
        elif operator == "*" and sizes:
            times = right if isinstance(right, int) else left
            _hold(sizes[0] * (times if isinstance(times, int) else 1))
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        # before jinja2 lets str.format through in a wrapping of its own, which minds names and not widths
        return self.unsafe_undefined(obj, attribute) if _is_barred(obj, attribute) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self.unsafe_undefined(obj, argument) if _is_barred(obj, argument) else super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return not _is_barred(obj, attr) and super().is_safe_attribute(obj, attr, value)


def _is_barred(obj: Any, attribute: Any) -> bool:
    """True for what a text or a number could be asked for that may take all memory."""
    if not isinstance(attribute, str):
        return False
    return attribute not in _METHODS if isinstance(obj, str) else isinstance(obj, (int, float, Decimal))


class _Counting(NodeTransformer):
    """Every loop counts its steps, every ``~`` the length of what comes out."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        node = self.generic_visit(node)  # type: ignore[assignment]
        node.iter = _filtered(node.iter, _STEP)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        node = self.generic_visit(node)  # type: ignore[assignment]
        return _filtered(nodes.List(node.nodes, lineno=node.lineno, environment=node.environment), _JOIN)


def bounded(tree: nodes.Template) -> nodes.Template:
    """The same template, its loops counted."""
    counted: nodes.Template = _Counting().visit(tree)
    return counted


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno, environment=node.environment)


def joined(parts: Iterable[str]) -> str:
    """Texts one after the other. TemplateRuntimeError when they come to more than a document holds."""
    found, length = [], 0
    for part in parts:
        length += len(part)
        _hold(length)
        found.append(part)
    return "".join(found)


def _hold(length: int) -> None:
    if length > _LONGEST:
        raise TemplateRuntimeError("文字或列表太长，请检查是否重复了太多次")


@pass_context
def _counted(context: Context, items: Any) -> Iterator[Any]:
    environment = context.environment
    assert isinstance(environment, BoundedEnvironment)
    try:
        found = iter(items)
    except TypeError:
        raise PhraseError("for … in 后面要写一张表、一组行或一个列表") from None
    return _stepping(environment, found)


def _stepping(environment: BoundedEnvironment, items: Iterator[Any]) -> Iterator[Any]:
    for item in items:
        environment.step()
        yield item


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple, Mapping)):
        raise PhraseError("列表不能直接当文字用，请用 join 连起来")
    return str(value)


def _trimmed(value: Any) -> str:
    return _text(value).strip()


def _replaced(value: Any, old: Any, new: Any) -> str:
    text, old, new = _text(value), _text(old), _text(new)
    _hold(len(text) + text.count(old) * len(new))
    return text.replace(old, new)


def _joined(values: Iterable[Any], between: Any = "", attribute: str | None = None) -> str:
    texts = [_text(value if attribute is None else value[attribute]) for value in values]
    _hold(sum(map(len, texts)) + len(texts) * len(_text(between)))
    return _text(between).join(texts)


def _formatted(pattern: Any, *values: Any) -> str:
    pattern = _text(pattern)
    if _WIDE.search(pattern):
        raise PhraseError("format 的宽度太大")
    for value in values:
        _text(value)
    return str(pattern % values)
