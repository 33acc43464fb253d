"""The sentences of a profile as they are written: for the author of another, who takes them over or changes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from ...profiles import Profile
from ...profiles.lines import without_comments

_FILES = ("narrative.j2", "charts.j2")
_TAG = re.compile(r"\{%[-+]?\s*(block|endblock)\b\s*(\w*)[^%]*%\}")


class Source(NamedTuple):
    """A block as it stands in its file, tags and all."""

    file: Path
    text: str


def block_sources(profile: Profile) -> dict[str, Source]:
    """Every block of a profile and its bases by name, the nearest folder's; those within others are in these."""
    found: dict[str, Source] = {}
    for folder in profile.folders:
        for file in (folder / name for name in _FILES if (folder / name).is_file()):
            for name, text in _blocks(file.read_text(encoding="utf-8-sig", errors="replace")):
                found.setdefault(name, Source(file, text))
    return found


def _blocks(text: str) -> list[tuple[str, str]]:
    """The outermost blocks of a file."""
    found, depth, start, name = [], 0, 0, ""
    for tag in _TAG.finditer(without_comments(text)):
        if tag[1] == "block":
            if not depth:
                start, name = tag.start(), tag[2]
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                found.append((name, text[start : tag.end()]))
    return found
