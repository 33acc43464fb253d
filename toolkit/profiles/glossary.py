"""glossary.toml of a profile: the usual terms of its documents, and which figures of the forms bring each of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ProfileError
from .specs import Profile

GLOSSARY = "glossary.toml"
_PLACE = re.compile(r"(?P<table>[^\[\].]+)(?:\[(?P<row>[^\]]+)\])?(?:\.(?P<column>.+))?")


class Use(NamedTuple):
    """Where a term is used: a form (or 补充资料), one row of it, one column of it; "" for all."""

    table: str
    row: str = ""
    column: str = ""


class Term(NamedTuple):
    """A term, its explanation, and the places of which any figure brings it; ``always``: every document explains it."""

    name: str
    meaning: str
    uses: tuple[Use, ...] = ()
    always: bool = False


def glossary(profile: Profile) -> tuple[Term, ...]:
    """The terms in the order of the file; none for a profile without one. Raises ProfileError for what is malformed."""
    try:
        path = profile.file(GLOSSARY)
    except ProfileError:
        return ()
    return _read(path)


@lru_cache(maxsize=8)
def _read(path: Path) -> tuple[Term, ...]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return tuple(_term(name, entry) for name, entry in entries.items())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ProfileError(
            f'名词解释的写法不对（{error}），每一条要有“解释”和“用于”；都要解释的写 "必有" = true。', path=path
        ) from None


def _term(name: str, entry: Mapping[str, Any]) -> Term:
    always = entry.get("必有", False)
    if not isinstance(always, bool):
        raise TypeError(f"必有 只能写 true 或 false，现为 {always}")
    return Term(name, entry["解释"], tuple(map(_use, entry.get("用于", ()) if always else entry["用于"])), always)


def _use(written: str) -> Use:
    match = _PLACE.fullmatch(written)
    if match is None:
        raise TypeError(written)
    return Use(*(match[part] or "" for part in ("table", "row", "column")))
