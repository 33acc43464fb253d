"""A TOML file with faults read as far as it can be: all faults are told at once, each costs its own statement only."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..errors import ProfileError

#: Where a statement begins: a table, or a key of one. What stands in between is the value of the one above.
_TABLE = re.compile(r"\s*\[+\s*[\"'\w]")
_KEY = re.compile(r"""\s*(?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*\s*=""")
#: A file with more faults is no TOML at all.
_MOST = 20


def read_on(
    text: str, read: Callable[[str], dict[str, Any]], tell: Callable[[ProfileError], None]
) -> dict[str, Any] | None:
    """What ``read`` makes of a text without the statements that it raises ProfileError for. None when nothing is left of it."""
    lines = text.split("\n")
    told: set[int] = set()
    for _ in range(_MOST):
        try:
            return read("\n".join(lines))
        except ProfileError as error:
            if error.line is None or error.line in told or error.line > len(lines):
                tell(error)
                return None
            tell(error)
            told.add(error.line)
            _blank(lines, error.line - 1)
    return None


def _blank(lines: list[str], at: int) -> None:
    """Take out the statement that a line is in; of a table's head, all of the table, for its keys would be another's."""
    start = next((n for n in range(at, -1, -1) if _TABLE.match(lines[n]) or _KEY.match(lines[n])), at)
    ends = _TABLE if _TABLE.match(lines[start]) and not _KEY.match(lines[start]) else None
    end = start + 1
    while end < len(lines) and not _TABLE.match(lines[end]) and (ends or not _KEY.match(lines[end])):
        end += 1
    lines[start:end] = [""] * (end - start)
