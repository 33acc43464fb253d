"""政府收支分类科目 as far as the profile's files hold them: what a code is called, and what it is for."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..errors import ProfileError
from .specs import Profile

FUNCTIONAL, ECONOMIC = "functional_classification.csv", "economic_classification.csv"


class Item(NamedTuple):
    """One 科目: the names it goes by, the usual one first, and the official note on it ("" where the file has none)."""

    names: tuple[str, ...]
    note: str = ""


def classification(profile: Profile, file: str) -> Mapping[str, Item]:
    """Code → 科目; empty for a profile that has no such file. Raises ProfileError for one that cannot be read."""
    try:
        path = profile.file(file)
    except ProfileError:
        return {}
    return _read(path)


def code_names(profile: Profile, file: str) -> Mapping[str, tuple[str, ...]]:
    """Code → the names it goes by, the usual one first."""
    return {code: item.names for code, item in classification(profile, file).items()}


@lru_cache(maxsize=8)
def _read(path: Path) -> Mapping[str, Item]:
    """A file of 编码,名称,说明; a code that has several names has several lines."""
    items: dict[str, Item] = {}
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise ProfileError("不是 UTF-8 编码的 CSV，请用 UTF-8 另存。", path=path) from None
    for line in lines:
        if len(line) > 1 and line[0].isdigit():
            known = items.get(line[0], Item(()))
            note = line[2].strip() if len(line) > 2 else ""
            items[line[0]] = Item((*known.names, line[1]), known.note or note)
    return items
