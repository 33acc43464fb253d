"""Profile folders read, with their bases, and everything wrong with them told."""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from ..amounts import NumberStyle
from ..errors import ProfileError
from .specs import ALWAYS, FOREVER, FactGroup, OutlineItem, Profile, RuleSpec, SummarySpec, TableSpec

T = TypeVar("T")


def templates_folder() -> Path:
    """Where the profiles are: ``JUESUAN_TEMPLATES``, else ``templates/`` beside the package or installed with it."""
    override = os.environ.get("JUESUAN_TEMPLATES")
    return Path(override) if override else _shipped("templates")


def samples() -> tuple[Path, ...]:
    """The sample workbooks that come with the toolkit, sorted."""
    return tuple(sorted(_shipped("workbooks").glob("*.xlsx")))


def _shipped(name: str) -> Path:
    """A data folder of ours: beside the package in a checkout, else where pip put it."""
    beside = Path(__file__).resolve().parents[2] / name
    if beside.is_dir():
        return beside
    import sysconfig

    return Path(sysconfig.get_path("data")) / "share" / "juesuan" / name


def profile_ids() -> tuple[str, ...]:
    """The ids of all profiles (folders with a profile.toml that names a region), sorted."""
    root = templates_folder()
    if not root.is_dir():
        raise ProfileError(f"找不到格式文件夹 {root}，请重新安装本工具。")
    return tuple(sorted(path.parent.name for path in root.glob("*/profile.toml") if "region" in _toml(path)))


@lru_cache(maxsize=32)
def load_profile(profile_id: str) -> Profile:
    """Read one profile with its bases.

    Raises ProfileError when there is no such profile (naming the nearest) or a file says something unknown (naming the
    file, the key and the known ones).
    """
    folder = templates_folder() / profile_id
    if not profile_id or os.path.basename(profile_id) != profile_id or not (folder / "profile.toml").is_file():
        known = profile_ids()
        near = difflib.get_close_matches(profile_id, known, 1)
        hint = f"是不是“{near[0]}”？" if near else ""
        raise ProfileError(f"没有名为“{profile_id}”的格式。{hint}现有格式：{'、'.join(known)}。")
    return _load(folder)


#: What is done with a fault in a profile: raised when the profile is used, collected when its author asks for all.
Tell = Callable[[ProfileError], None]


def faults_of(folder: Path) -> tuple[Profile | None, list[ProfileError]]:
    """Every fault in a profile's TOML files at once, and the profile as far as it can be read (None: not at all)."""
    faults: list[ProfileError] = []
    try:
        return _load(folder, faults.append), faults
    except ProfileError as error:
        return None, [*faults, error]


def _raise(error: ProfileError) -> None:
    raise error


def _load(folder: Path, tell: Tell = _raise) -> Profile:
    chain = list(_chain(folder))
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


def _chain(folder: Path) -> Iterator[Path]:
    """The folder's bases, the most general first, then the folder itself. A base lies beside it or among ours."""
    base = _toml(folder / "profile.toml").get("base")
    if base:
        places = (folder.parent / base, templates_folder() / base)
        found = next((place for place in places if (place / "profile.toml").is_file()), None)
        if found is None or found.resolve() == folder.resolve():
            raise ProfileError(f"base 指向的“{base}”不存在。", path=folder / "profile.toml")
        yield from _chain(found)
    yield folder


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"文件写法有误：{error}。", path=path) from None


def _merged(chain: list[Path], name: str, tell: Tell) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for folder in chain:
        path = folder / name
        if path.is_file():
            try:
                _merge(merged, _toml(path), path, tell)
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
