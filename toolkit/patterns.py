"""Texts with ``{名称}`` slots, and ``[…]`` around what falls away when a slot in it has no value: wherever a profile has them.

    各减少{差额}[，下降{比例}][，主要原因是：{原因}]
    第三部分 {年度}年度{文种}情况说明[（{批次}）]

Square brackets without a slot in them are printed as they are.

A slot may say how its figure is written: ``{完成率:0}`` with no decimals, ``{预算:去零}`` without trailing zeros,
``{预算:无千分号}`` without thousands separators, or several of these in this order.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from .amounts import NumberStyle
from .errors import ProfileError

#: What fills a slot: text or what is printed as text, nothing, or a figure that is written as the slot says.
Value = str | object | None | Callable[[str], str]


class Typed(str):
    """A text that a person typed: it may begin with the very words that the pattern leads to it with."""

    __slots__ = ()


class Slot(NamedTuple):
    """``{name:style}``"""

    name: str
    style: str = ""


class Segment(NamedTuple):
    """Literals and slots in order; ``optional`` when it stands in square brackets."""

    parts: tuple[str | Slot, ...]
    optional: bool

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(part for part in self.parts if isinstance(part, Slot))


#: Square brackets with a slot in them; and those that are printed.
_OPTIONAL = re.compile(r"(\[[^\[\]]*\{[^\[\]]*\])")
_PRINTED = re.compile(r"\[[^\[\]]*\]")
_SLOT = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")
#: How many of the known names a message lists.
_LISTED = 30
_STYLE = re.compile(r"(\d?)(?:(去零)|(整数去零))?(无千分号)?")


@lru_cache(maxsize=1024)
def parse(pattern: str) -> tuple[Segment, ...]:
    """The segments of a pattern. Raises ValueError when brackets or braces do not close, or a style is unknown."""
    segments = []
    for number, piece in enumerate(_OPTIONAL.split(pattern)):
        optional = number % 2 == 1  # what the expression found stands between the rest
        text = piece[1:-1] if optional else piece
        parts: list[str | Slot] = []
        end = 0
        for match in _SLOT.finditer(text):
            parts += [text[end : match.start()], Slot(match[1], match[2] or "")]
            end = match.end()
        parts.append(text[end:])
        literal = "".join(part for part in parts if isinstance(part, str))
        if "{" in literal or "}" in literal or any(ch in _PRINTED.sub("", literal) for ch in "[]"):
            raise ValueError("括号不成对")
        segment = Segment(tuple(part for part in parts if part), optional)
        for slot in segment.slots:
            if not _STYLE.fullmatch(slot.style):
                raise ValueError(f"不认识的写法“{slot.style}”，可用：小数位数、去零、整数去零、无千分号")
        segments.append(segment)
    return tuple(segments)


def restyled(style: NumberStyle, spec: str) -> NumberStyle:
    """The profile's number style, changed as a slot asks."""
    match = _STYLE.fullmatch(spec)
    assert match is not None, "parse() has checked the style"
    if match[1]:
        style = dataclasses.replace(style, decimals=int(match[1]))
    return dataclasses.replace(
        style,
        drop_zeros=style.drop_zeros or bool(match[2]),
        whole_plain=style.whole_plain or bool(match[3]),
        separator=style.separator and not match[4],
    )


def fill(pattern: str, values: Mapping[str, Value], where: str) -> str:
    """The pattern with its slots filled.

    A bracket falls away with a slot that has no value or a blank one. ``where`` names the pattern in messages. Raises
    ProfileError for an unknown slot, and for a slot outside square brackets that has no value.
    """
    try:
        segments = parse(pattern)
    except ValueError as error:
        raise ProfileError(f"“{where}”写法有误：{error}。") from None
    return "".join(_segment(segment, values, where) for segment in segments)


def _segment(segment: Segment, values: Mapping[str, Value], where: str) -> str:
    known = [(slot, _value(slot, values, where)) for slot in segment.slots]
    for slot, value in known:
        if value is None and not segment.optional:
            raise ProfileError(may_be_blank(slot, where))
    if segment.optional and any(value in (None, "") for _, value in known):
        return ""
    texts = iter(known)
    out = ""
    for part in segment.parts:
        if isinstance(part, str):
            out += part
            continue
        slot, value = next(texts)
        if isinstance(value, Typed):
            out += without_lead(value, out)
        else:
            out += value(slot.style) if callable(value) else str(value)
    return out


def _value(slot: Slot, values: Mapping[str, Value], where: str) -> Value:
    if slot.name not in values:
        raise ProfileError(unknown(slot, values, where))
    return values[slot.name]


def unknown(slot: Slot, known: Iterable[str], where: str) -> str:
    """The sentence that nothing fills a slot."""
    return f"“{where}”用到了不存在的“{{{slot.name}}}”。{nearest(slot.name, known)}"


def may_be_blank(slot: Slot, where: str) -> str:
    """The sentence that a slot may have no value and stands outside brackets."""
    return f"“{where}”里的“{{{slot.name}}}”可能没有值，请把它和前后文字一起放进方括号。"


def without_lead(text: str, before: str) -> str:
    """``text`` without the words that already lead to it: people write 主要原因是… where only the reason is asked."""
    lead = re.split(r"[，。；、]", before)[-1].rstrip("：: ")
    if len(lead) > 1 and text.startswith(lead):
        return text[len(lead) :].lstrip("：:，, ")
    return text


def nearest(name: str, known: Iterable[str], alike: float = 0.5) -> str:
    """是不是“…”？ or the list of what there is, for the end of a message. ``alike``: how much of both is the same at least."""
    known = list(known)
    near = difflib.get_close_matches(name, known, 1, alike)
    return (
        f"是不是“{near[0]}”？"
        if near
        else f"可用：{'、'.join(known[:_LISTED])}{'等' if len(known) > _LISTED else ''}。"
    )
