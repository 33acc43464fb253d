"""On which line of a profile's file something stands: for messages, so near is near enough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from .building import Item, Place

_HEADER = re.compile(r"\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_WORD = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")


def line_of(path: Path, place: Place) -> int | None:
    """The line that a place is on: its own, else that of what it is in. None when nothing of it is in the file."""
    best: tuple[int, int] | None = None  # how many of the keys are known, and the line
    section: Place = ()
    counts: dict[Place, int] = {}
    for number, line in enumerate(lines_of(path), 1):
        header = _HEADER.match(line)
        key = None if header else _KEY.match(line)
        if header:
            section = _keys(header[2])
            if header[1] == "[[":
                counts[section] = counts.get(section, 0) + 1
                section = (*section, Item(counts[section], ""))
            here = section
        elif key:
            here = (*section, *_keys(key[1]))
        else:
            continue
        known = _in_common(here, place)
        if known == len(here) and (best is None or known > best[0]):
            best = (known, number)
    if best is None:
        return None
    return _within(path, best[1], place[best[0] :]) or best[1]


def without_comments(template: str) -> str:
    """A template with blanks where its comments are: what these show as an example is no block of it."""
    return _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), template)


def line_with(path: Path, text: str) -> int | None:
    """The first line that holds a text."""
    return next((number for number, line in enumerate(lines_of(path), 1) if text in line), None) if text else None


def _within(path: Path, first: int, rest: Place) -> int | None:
    """The line of what is left of a place in the lines of its value, up to the next key or table: key after key, item
    after item, each in the lines from the one before it."""
    names = [key.name if isinstance(key, Item) else key for key in rest]
    head, *others = enumerate(lines_of(path)[first - 1 :], first)
    lines = [head, *takewhile(lambda line: not (_HEADER.match(line[1]) or _KEY.match(line[1])), others)]
    found = None
    for name in filter(None, names):
        word = re.compile(rf"""["'{{,\s]{re.escape(name)}["'\s=]""")
        found = next((number for number, line in lines if number >= (found or 0) and word.search(line)), found)
    return found


def _keys(text: str) -> Place:
    return tuple(next(word for word in match.groups() if word is not None) for match in _WORD.finditer(text))


def _in_common(one: Sequence[str | Item], other: Sequence[str | Item]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if not _same(left, right):
            break
        count += 1
    return count


def _same(here: str | Item, wanted: str | Item) -> bool:
    """Whether a key of a file leads where a place leads: an item of a list goes by its number, or by its name."""
    if isinstance(wanted, Item):
        return here.number == wanted.number if isinstance(here, Item) else here == wanted.name
    return here == wanted


def lines_of(path: Path) -> list[str]:
    """Of a file of a profile; none when it is not there."""
    return path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if path.is_file() else []
