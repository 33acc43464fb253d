"""References in formulas when rows move: B7, $B$7, B2:B9, 3:5, 表!B7, '我 的表'!$B$2:$B$9; words in quotes are no references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

#: Where a row of a sheet goes.
Move = Callable[[int], int]

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?
     (?:(?P<c1>\$?[A-Za-z]{1,3})(?P<r1>\$?\d{1,7})(?:(?P<colon>:)(?P<c2>\$?[A-Za-z]{1,3})(?P<r2>\$?\d{1,7}))?
       |(?P<w1>\$?\d{1,7}):(?P<w2>\$?\d{1,7}))(?![\w(.!\[])""",
    re.VERBOSE,
)
_IN_A_WORD = re.compile(r"[\w.\[\]'!]$")


class Reference(NamedTuple):
    """A reference of a formula: the sheet it names ("" for its own), and its first and last row."""

    sheet: str
    first: int
    last: int


def references(formula: str) -> Iterator[Reference]:
    """All references of a formula but those to other files."""
    for match in _TOKEN.finditer(formula):
        if _is_reference(formula, match):
            rows = [_number(match[key]) for key in ("r1", "r2", "w1", "w2") if match[key]]
            yield Reference(_sheet(match), min(rows), max(rows))


def moved_formula(formula: str, home: str, moves: Mapping[str, Move]) -> str:
    """The formula of a cell on sheet ``home`` once the rows of the sheets in ``moves`` have gone where they go."""

    def moved(match: re.Match[str]) -> str:
        move = moves.get(_sheet(match) or home)
        if move is None or not _is_reference(formula, match):
            return match[0]
        sheet = match["sheet"] or ""
        if match["w1"]:
            first, last = _moved(match["w1"], move), _moved(match["w2"], move)
            return f"{sheet}{first}:{last}"
        first = match["c1"] + _moved(match["r1"], move)
        return f"{sheet}{first}:{match['c2']}{_moved(match['r2'], move)}" if match["colon"] else sheet + first

    return _TOKEN.sub(moved, formula)


def moved_area(reference: str, move: Move) -> str:
    """A cell or an area without a sheet, as merged areas and validations name them; several with spaces between."""
    return " ".join(moved_formula(area, "", {"": move}) for area in reference.split())


def _is_reference(formula: str, match: re.Match[str]) -> bool:
    """Not a text, no part of a longer name, and not in another file ([1]Sheet1!A1)."""
    return not match["text"] and not _IN_A_WORD.search(formula[: match.start()][-1:]) and "[" not in _sheet(match)


def _sheet(match: re.Match[str]) -> str:
    name = (match["sheet"] or "").removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _number(row: str) -> int:
    return int(row.lstrip("$"))


def _moved(row: str, move: Move) -> str:
    fixed = "$" if row.startswith("$") else ""
    return f"{fixed}{move(_number(row))}"
