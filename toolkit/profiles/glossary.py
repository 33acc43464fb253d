"""glossary.toml of a profile and its bases: the usual terms of its documents, and which figures bring each of them.

A profile states single terms: one that its base has too is changed in the keys that are written, and stands where it stood;
others follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ProfileError
from .building import nearest_key
from .lines import line_of
from .loading import read_toml
from .specs import Profile

GLOSSARY = "glossary.toml"
#: Every key of a term, with what it means: the reference page is made of it.
GLOSSARY_KEYS: Mapping[str, str] = {
    "解释": "名词的解释，一段话",
    "用于": "表里哪些地方有数才补这一条，写成列表：`公开02.财政拨款收入` 表的一栏，`公开01[年初结转和结余]` 一行，`公开09` 整张表，"
    "`补充资料[机关运行经费]` 一项补充资料",
    "必有": "写 true：不看有没有数都补上，可以不写“用于”",
    "不要": "写 true：底稿有而本格式不要的名词",
}
_PLACE = re.compile(r"(?P<table>[^\[\].]+)(?:\[(?P<row>[^\]]+)\])?(?:\.(?P<column>.+))?")


class Use(NamedTuple):
    """Where a term is used: a form (or 补充资料), one row of it, one column of it; "" for all."""

    table: str
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        """As it is written."""
        return self.table + (f"[{self.row}]" if self.row else "") + (f".{self.column}" if self.column else "")


class Term(NamedTuple):
    """A term, its explanation, and the places of which any figure brings it; ``always``: every document explains it."""

    name: str
    meaning: str
    uses: tuple[Use, ...] = ()
    always: bool = False


def glossary(profile: Profile) -> tuple[Term, ...]:
    """The terms in their order; none for a profile without any. Raises ProfileError for what is malformed."""
    paths = [folder / GLOSSARY for folder in reversed(profile.folders) if (folder / GLOSSARY).is_file()]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=8)
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[Term, ...]:
    """``files``: of the most general folder first, with when they were written."""
    entries: dict[str, dict[str, Any]] = {}
    for path, _ in files:
        for name, entry in read_toml(path).items():
            if not isinstance(entry, dict):
                raise _no_entry(path, name)
            entries[name] = {**entries.get(name, {}), **_sound(path, name, entry)}
            if entries[name].get("不要"):
                del entries[name]
            else:
                _complete(path, name, entries[name])
    return tuple(_term(name, entry) for name, entry in entries.items())


def own_faults(profile: Profile) -> Iterator[ProfileError]:
    """Every term of the profile's own that cannot be read, one fault a term. What is no TOML at all is told by
    :func:`glossary`."""
    path = profile.folder / GLOSSARY
    try:
        terms = read_toml(path) if path.is_file() else {}
    except ProfileError:
        return
    for name, entry in terms.items():
        try:
            if not isinstance(entry, dict):
                raise _no_entry(path, name)
            _sound(path, name, entry)
        except ProfileError as error:
            yield error


def _no_entry(path: Path, name: str) -> ProfileError:
    return _fault(path, name, f'要写成一项：["{name}"]，下面写 "解释" 和 "用于"')


def _sound(path: Path, name: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys of a term, each known and of its type."""
    for key, value in entry.items():
        if key not in GLOSSARY_KEYS:
            raise _fault(path, name, f"里有不认识的键“{key}”，{nearest_key(key, GLOSSARY_KEYS)}")
        if key in ("必有", "不要") and not isinstance(value, bool):
            raise _fault(path, name, f"的“{key}”只能写 true 或 false，现为 {value}")
        if key == "解释" and not isinstance(value, str):
            raise _fault(path, name, "的“解释”要写成一段文字")
        if key == "用于" and not isinstance(value, list):
            raise _fault(path, name, '的“用于”要写成列表，如 ["公开02.财政拨款收入"]')
        for place in value if key == "用于" else ():
            if not isinstance(place, str) or not _PLACE.fullmatch(place):
                raise _fault(path, name, f"的“用于”里的“{place}”看不懂，如 公开02.财政拨款收入、公开01[年初结转和结余]")
    return entry


def _complete(path: Path, name: str, entry: Mapping[str, Any]) -> None:
    if "解释" not in entry:
        raise _fault(path, name, "缺少“解释”")
    if "用于" not in entry and not entry.get("必有"):
        raise _fault(path, name, '缺少“用于”：表里哪些地方有数才补这一条；都要解释的写 "必有" = true')


def _fault(path: Path, name: str, message: str) -> ProfileError:
    return ProfileError(f"名词“{name}”{message.rstrip('。')}。", path=path, line=line_of(path, (name,)))


def _term(name: str, entry: Mapping[str, Any]) -> Term:
    return Term(name, entry["解释"], tuple(map(_use, entry.get("用于", ()))), bool(entry.get("必有")))


def _use(written: str) -> Use:
    match = _PLACE.fullmatch(written)
    assert match is not None, "it was looked at when read"
    return Use(*(match[part] or "" for part in ("table", "row", "column")))
