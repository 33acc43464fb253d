"""政府收支分类科目 as far as the profile's files hold them: what a code is called."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..errors import ProfileError
from .specs import Profile

FUNCTIONAL, ECONOMIC = "functional_classification.csv", "economic_classification.csv"


def code_names(profile: Profile, file: str) -> Mapping[str, tuple[str, ...]]:
    """Code → the names it goes by, the usual one first; empty for a profile that has no such file."""
    try:
        return _read(profile.file(file))
    except ProfileError:
        return {}


@lru_cache(maxsize=8)
def _read(path: Path) -> Mapping[str, tuple[str, ...]]:
    """A file of 编码,名称,说明; a code that has several names has several lines."""
    names: dict[str, tuple[str, ...]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.reader(lines):
            if len(line) > 1 and line[0].isdigit():
                names[line[0]] = (*names.get(line[0], ()), line[1])
    return names
