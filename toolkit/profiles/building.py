"""Frozen specs from plain TOML data; every key that is unknown, missing or of another type is told with its place."""

from __future__ import annotations

import collections.abc
import dataclasses
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..errors import ProfileError
from ..patterns import nearest
from .choices import CHOICES
from .form_specs import RowSpec

T = TypeVar("T")
#: What a value of a type is, as people write it.
_WANTED: Mapping[Any, str] = {
    str: "文字，要用半角引号括起来",
    int: "整数，不用引号",
    bool: " true 或 false，不用引号",
    float: "数",
    Decimal: "数",
}


class Item(NamedTuple):
    """An item of a list as part of a place: which one it is, counted from 1, and what it is called ("" for nothing)."""

    number: int
    name: str


#: The keys that lead to a value, and the items of lists.
Place = tuple[str | Item, ...]
#: Of a value that is wrong so many characters are shown.
_LONGEST = 40
#: What is done with a fault in a profile: raised when the profile is used, collected when its author asks for all.
Tell = Callable[[ProfileError], None]


def stop_at_once(error: ProfileError) -> None:
    raise error


class Builder:
    """Builds the specs of one file. What cannot be built is told and left out."""

    def __init__(self, path: Path, tell: Tell) -> None:
        self._path, self._tell = path, tell

    def fault(self, message: str, place: Place = ()) -> None:
        """``place``: the keys that lead to what is wrong; what a base states is not in the file, and has no line."""
        from .lines import line_of  # hardly ever needed

        about = place[0] if place and isinstance(place[0], str) else ""
        line = line_of(self._path, place) if place else None
        self._tell(ProfileError(message, path=self._path, line=line, about=about))

    def named(self, cls: type[T], data: Mapping[str, Any]) -> dict[str, T]:
        """A file of named tables: each key becomes the ``id`` of its spec."""
        built = {}
        for key, value in data.items():
            spec = self.one(cls, {**value, "id": key} if isinstance(value, dict) else value, (key,))
            if spec is not None:
                built[key] = spec
        return built

    def all(self, cls: type[T], data: Any, place: Place) -> tuple[T, ...]:
        if not isinstance(data, list):
            self.fault(f"“{_said(place)}”应是一个列表。", place)
            return ()
        built = (self.one(cls, value, (*place, _item(number, value))) for number, value in enumerate(data, 1))
        return tuple(spec for spec in built if spec is not None)

    def one(self, cls: type[T], data: Any, place: Place) -> T | None:
        shape = _shape(cls)  # type: ignore[arg-type]  # a class is hashable
        if isinstance(data, str):  # the short form: a bare name
            return cls(**{shape.first: data})
        if not isinstance(data, dict):
            self.fault(f"“{_said(place)}”应是一组键值。", place)
            return None
        values = {}
        for key, given in data.items():
            hint = shape.hints.get(key)
            if hint is None:
                lead = f"“{_said(place)}”里有不认识的键" if place else "不认识的键"
                self.fault(f"{lead}“{key}”，{nearest_key(key, shape.hints)}", (*place, key))
            elif type(given) is hint:  # most are plain
                values[key] = given
            else:
                value = self._value(hint, given, (*place, key))
                if value is not None:
                    values[key] = value
        missing = [name for name in shape.required if name not in values]
        if missing:
            self.fault(f"“{_said(place)}”缺少必填的键：{'、'.join(missing)}。", place)
            return None
        built = cls(**values)
        for key in values.keys() & shape.choices.keys():
            self._choose(values[key], shape.choices[key], (*place, key))
        return built

    def _choose(self, value: Any, words: Sequence[str], place: Place) -> None:
        for word in value if isinstance(value, tuple) else (value,):
            if word not in words:
                self.fault(f"“{_said(place)}”写的是“{word}”，{nearest_key(word, words)}", place)

    def _value(self, hint: Any, value: Any, place: Place) -> Any:
        """A value of the type a spec wants; None when it is not, which is told."""
        origin = typing.get_origin(hint)
        if origin is tuple:
            if not isinstance(value, list):
                self.fault(f"“{_said(place)}”应是一个列表。", place)
                return None
            inner = typing.get_args(hint)[0]
            items = self._rows(value, place) if inner is RowSpec else value
            built = (self._value(inner, item, (*place, _item(n, item))) for n, item in enumerate(items, 1))
            return tuple(item for item in built if item is not None)
        if origin is collections.abc.Mapping:
            return self._mapping(typing.get_args(hint)[1], value, place)
        if dataclasses.is_dataclass(hint):
            return self.one(hint, value, place)  # type: ignore[arg-type]
        if isinstance(hint, types.UnionType):
            return value
        if hint in (float, Decimal) and not isinstance(value, bool):
            number = _number(value)
            if number is not None:
                return hint(number)
        if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
            self.fault(f"“{_said(place)}”的值“{_shown(value)}”类型不对，应是{_WANTED.get(hint, '别的')}。", place)
            return None
        return value

    def _mapping(self, inner: Any, value: Any, place: Place) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            self.fault(f"“{_said(place)}”应是一组键值。", place)
            return None
        built = {key: self._value(inner, item, (*place, key)) for key, item in value.items()}
        return {key: item for key, item in built.items() if item is not None}

    def _rows(self, items: list[Any], place: Place) -> Iterator[Any]:
        """The rows of a block one by one: ``{ blank = 18 }`` stands for so many blank ones, ``{ names = […] }`` for rows alike."""
        for number, item in enumerate(items, 1):
            if isinstance(item, dict) and "names" in item:
                yield from self._alike(item, (*place, Item(number, "")))
            elif not isinstance(item, dict) or "blank" not in item:
                yield item
            elif type(item["blank"]) is int and item["blank"] > 0 and "name" not in item:
                row = {"name": "", **{key: value for key, value in item.items() if key != "blank"}}
                yield from [row] * item["blank"]
            else:
                at = (*place, Item(number, ""))
                self.fault(f"“{_said(at)}”的 blank 是空行的行数，要写大于 0 的整数，不写 name。", at)

    def _alike(self, item: Mapping[str, Any], place: Place) -> Iterator[Any]:
        """One row for each of ``names``, with all else that is said of them."""
        names = item["names"]
        if isinstance(names, list) and "name" not in item and "key" not in item:
            shared = {key: value for key, value in item.items() if key != "names"}
            yield from ({**shared, "name": name} for name in names)
        else:
            self.fault(f"“{_said(place)}”的 names 是几行的行名，要写成一个列表，不写 name、key。", place)


def _number(value: Any) -> int | Decimal | None:
    """A number, in quotes or not."""
    try:
        number = Decimal(value) if isinstance(value, str) else value
    except InvalidOperation:
        return None
    return number if isinstance(number, int) or isinstance(number, Decimal) and number.is_finite() else None


def _shown(value: Any) -> str:
    """A value as it is written in the file, as far as it fits a sentence."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _item(number: int, item: Any) -> Item:
    if isinstance(item, dict):
        item = next((item[key] for key in ("id", "name", "label", "title") if item.get(key)), "")
    return Item(number, item if isinstance(item, str) else "")


def _said(place: Place) -> str:
    """A place as people read it: 公开01.blocks[支出].columns[3].role."""
    keys = (f"[{key.name or key.number}]" if isinstance(key, Item) else f".{key}" for key in place)
    return "".join(keys).removeprefix(".")


def nearest_key(key: str, known: Iterable[str]) -> str:
    """:func:`..patterns.nearest` of keys and of words to choose from: so short that half of one is no sign of it."""
    return nearest(key, known, alike=0.6)


class _Shape(NamedTuple):
    """What data for a spec may hold: the types by key, the keys that must be there, the key of the short form, the words
    that some keys choose from."""

    hints: Mapping[str, Any]
    required: tuple[str, ...]
    first: str
    choices: Mapping[str, tuple[str, ...]]


@cache
def _shape(cls: Any) -> _Shape:
    fields = dataclasses.fields(cls)
    required = [one.name for one in fields if one.default is one.default_factory is dataclasses.MISSING]
    return _Shape(typing.get_type_hints(cls), tuple(required), fields[0].name, CHOICES.get(cls, {}))
