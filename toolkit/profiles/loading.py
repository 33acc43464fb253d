"""Profile folders read, with their bases, and everything wrong with them told."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ..amounts import NumberStyle
from ..errors import ProfileError
from .specs import ALWAYS, FOREVER, FactGroup, OutlineItem, Profile, RuleSpec, SummarySpec, TableSpec

T = TypeVar("T")

#: What is done with a fault in a profile: raised when the profile is used, collected when its author asks for all.
Tell = Callable[[ProfileError], None]
#: Where the folder of a base is, by its id.
Home = Callable[[str], Path | None]


def stop_at_once(error: ProfileError) -> None:
    raise error


def read_profile(folder: Path, home_of: Home, tell: Tell = stop_at_once) -> Profile:
    """The profile in a folder with its bases, wherever those are.

    Raises ProfileError when profile.toml cannot be read or names a base that is not there.
    """
    chain = list(_chain(folder, home_of))
    home = folder / "profile.toml"
    head = _merged(chain, "profile.toml", tell)
    head.pop("base", None)
    tables = _specs(TableSpec, _merged(chain, "tables.toml", tell), folder / "tables.toml", tell)
    order = head.pop("tables", list(tables))
    for name in order:
        if name not in tables:
            near = difflib.get_close_matches(name, tables, 1)
            hint = f"是不是“{near[0]}”？" if near else f"已定义：{'、'.join(tables)}。"
            tell(ProfileError(f"tables 列出的“{name}”没有定义，{hint}", path=home))
    numbers = _build(NumberStyle, head.pop("numbers", {}), home, "numbers", tell)
    percent = _build(NumberStyle, head.pop("percent", {}), home, "percent", tell)
    facts = _specs(FactGroup, _merged(chain, "facts.toml", tell), folder / "facts.toml", tell)
    rules = _specs(RuleSpec, _merged(chain, "rules.toml", tell), folder / "rules.toml", tell)
    items = _merged(chain, "outline.toml", tell).get("item", [])
    outline = _build_all(OutlineItem, items, folder / "outline.toml", "item", tell)
    known = {"region", "kind", "description", "first_year", "last_year", "words", "phrases", "thresholds", "unfinished"}
    for key in (key for key in head if key not in known):
        near = difflib.get_close_matches(key, known, 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用：{'、'.join(sorted(known))}。"
        tell(ProfileError(f"不认识的键“{key}”，{hint}", path=home))
    unfinished = head.get("unfinished", "error")
    if unfinished not in ("error", "warning"):
        tell(ProfileError(f"unfinished 写的是“{unfinished}”，只能是 error 或 warning。", path=home))
        unfinished = "error"
    return Profile(
        id=folder.name,
        folder=folder,
        folders=tuple(reversed(chain)),
        region=head.get("region", ""),
        kind=head.get("kind", "决算"),
        description=head.get("description", ""),
        first_year=head.get("first_year", ALWAYS),
        last_year=head.get("last_year", FOREVER),
        words=head.get("words", {}),
        numbers=numbers or NumberStyle(),
        percent_style=percent or NumberStyle(),
        phrases=head.get("phrases", {}),
        tables={name: tables[name] for name in order if name in tables},
        facts={key: group for key, group in facts.items() if group.facts or group.columns or group.texts},
        rules={key: rule for key, rule in rules.items() if rule.enabled},
        outline=outline,
        thresholds={key: Decimal(str(value)) for key, value in head.get("thresholds", {}).items()},
        summary=_specs(SummarySpec, _merged(chain, "summary.toml", tell), folder / "summary.toml", tell),
        unfinished=unfinished,
    )


def _chain(folder: Path, home_of: Home, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    """The folder's bases, the most general first, then the folder itself."""
    base = read_toml(folder / "profile.toml").get("base")
    if base:
        found = home_of(base) if isinstance(base, str) else None
        if found is None or found.resolve() in (one.resolve() for one in (folder, *above)):
            why = "不存在" if found is None else "又以它为底，绕成了圈"
            raise ProfileError(f"base 指向的“{base}”{why}。", path=folder / "profile.toml")
        yield from _chain(found, home_of, (folder, *above))
    yield folder


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"文件写法有误：{error}。", path=path) from None


def _merged(chain: list[Path], name: str, tell: Tell) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for folder in chain:
        path = folder / name
        if path.is_file():
            try:
                _merge(merged, read_toml(path), path, tell)
            except ProfileError as error:
                tell(error)
    return merged


def _merge(into: dict[str, Any], new: Mapping[str, Any], path: Path, tell: Tell) -> None:
    for key, value in new.items():
        known = into.get(key)
        if isinstance(value, dict) and isinstance(known, list):
            known = {item.get("id", ""): item for item in known if isinstance(item, dict)}
            for unknown in (key for key in value if key not in known):
                tell(ProfileError(f"“{key}”里没有“{unknown}”；可以修改的有：{'、'.join(known)}。", path=path))
        if isinstance(value, dict) and isinstance(known, dict):
            _merge(known, value, path, tell)  # changes the items of a list in their places
        else:
            into[key] = value


def _specs(cls: type[T], data: Mapping[str, Any], path: Path, tell: Tell) -> dict[str, T]:
    """A file of named tables: each key becomes the ``id`` of its spec."""
    built = {}
    for key, value in data.items():
        spec = _build(cls, {**value, "id": key} if isinstance(value, dict) else value, path, key, tell)
        if spec is not None:
            built[key] = spec
    return built


def _build_all(cls: type[T], data: list[Any], path: Path, where: str, tell: Tell) -> tuple[T, ...]:
    built = (_build(cls, value, path, f"{where}[{number}]", tell) for number, value in enumerate(data, 1))
    return tuple(spec for spec in built if spec is not None)


def _build(cls: type[T], data: Any, path: Path, where: str, tell: Tell) -> T | None:
    """A frozen spec from plain TOML data; unknown, missing and ill-typed keys are told with their place."""
    if isinstance(data, str):  # the short form: a bare name
        data = {dataclasses.fields(cls)[0].name: data}  # type: ignore[arg-type]
    if not isinstance(data, dict):
        tell(ProfileError(f"“{where}”应是一组键值。", path=path))
        return None
    hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
    for key in (key for key in data if key not in hints):
        near = difflib.get_close_matches(key, hints, 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用：{'、'.join(hints)}。"
        tell(ProfileError(f"“{where}”里有不认识的键“{key}”，{hint}", path=path))
    values = {}
    for key in (key for key in data if key in hints):
        value = _value(hints[key], data[key], path, f"{where}.{key}", tell)
        if value is not None:
            values[key] = value
    missing = [
        f.name
        for f in dataclasses.fields(cls)  # type: ignore[arg-type]
        if f.name not in values and f.default is f.default_factory is dataclasses.MISSING
    ]
    if missing:
        tell(ProfileError(f"“{where}”缺少必填的键：{'、'.join(missing)}。", path=path))
        return None
    return cls(**values)


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _value(hint: Any, value: Any, path: Path, where: str, tell: Tell) -> Any:
    """A value of the type a spec wants; None when it is not, which is told."""
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            tell(ProfileError(f"“{where}”应是一个列表。", path=path))
            return None
        inner = typing.get_args(hint)[0]
        items = (_value(inner, item, path, f"{where}[{n}]", tell) for n, item in enumerate(value, 1))
        return tuple(item for item in items if item is not None)
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, path, where, tell)  # type: ignore[arg-type]
    if isinstance(hint, types.UnionType):
        return value
    if hint is float and isinstance(value, (int, Decimal)):
        return float(value)
    if not isinstance(value, hint):
        tell(ProfileError(f"“{where}”的值“{value}”类型不对。", path=path))
        return None
    return value
