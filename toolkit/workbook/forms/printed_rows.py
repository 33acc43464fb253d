"""The rows a form prints, met as a sheet is read downwards; and 科目编码, in one cell or split over several."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from ...profiles import RowSpec
from ...text import clean, normal_name
from ..files.grid import Sheet

CODE = re.compile(r"\d{3,7}")
#: One whose parts are set apart, or that went through a program as a number.
_IN_PARTS = re.compile(r"(\d{3,7})\.0+|(\d{3})[ .·-]+(\d\d)(?:[ .·-]+(\d\d))?", re.ASCII)
#: A code with its name behind it, in one cell.
_WITH_NAME = re.compile(r"(\d{7}|\d{5}|\d{3})[ .、:_—-]*([^\W\d].*)", re.DOTALL)
_DIGITS = 2  # of a 款 or 项 in a column of its own; a number cell shows 05 as 5
#: Where the 款 and the 项 begin in a code.
_STARTS = (0, 3, 5)
#: How alike two names are of which one is a slip (年末结转与结余).
_ALIKE = 0.8


def names_of(row: RowSpec) -> tuple[str, ...]:
    """The name a form prints and its aliases, as they are compared."""
    return tuple(map(normal_name, (row.name, *row.aliases)))


def by_name(rows: Iterable[RowSpec]) -> Mapping[str, RowSpec]:
    """The rows that have a name, by every name they go by."""
    return {name: row for row in rows if row.name for name in names_of(row)}


class PrintedRows:
    """The rows a form prints, met one after the other. Names may repeat: the next of that name is meant, else one passed over."""

    def __init__(self, rows: Sequence[RowSpec]) -> None:
        self.rows: list[RowSpec] = [row for row in rows if row.name]
        self.names = [names_of(row) for row in self.rows]
        self.known = {name for names in self.names for name in names}
        self.position = 0
        self.met: set[int] = set()

    @property
    def is_at_end(self) -> bool:
        return self.position == len(self.rows)

    def knows(self, name: str) -> bool:
        return normal_name(name) in self.known

    def next(self, name: str) -> RowSpec | None:
        """The row that is called so, or so but for a slip."""
        ahead = range(self.position, len(self.rows))
        if name not in self.known:
            left = [known for at in ahead for known in self.names[at]]
            alike = difflib.get_close_matches(name, left, 1, _ALIKE)
            if not alike:
                return None
            name = alike[0]
        passed_over = (at for at in range(self.position) if at not in self.met)
        at = next((at for at in (*ahead, *passed_over) if name in self.names[at]), -1)
        if at < 0:
            return None
        self.met.add(at)
        self.position = max(self.position, at + 1)
        return self.rows[at]


def plain_code(text: str) -> str:
    """A code as one writes it: not 208.05.01, 208 05 01, '2080501 or 2080501.0, as programs and people do."""
    word = unicodedata.normalize("NFKC", clean(text)).removeprefix("'").removeprefix("`")
    parts = _IN_PARTS.fullmatch(word)
    return "".join(parts.groups(default="")) if parts else word


def code_and_name(code: str, name: str) -> tuple[str, str]:
    """The two apart where one cell holds both: ("2080501 行政单位离退休", "") or ("", "2080501 行政单位离退休"). Where the
    other cell holds something else, too, they stay as they are."""
    if CODE.fullmatch(code):
        return code, "" if name == code else name  # a merged cell shows the code where the name should stand
    both = {text for text in (code, name) if text}
    if len(both) != 1 and not (name and code.endswith(name)):
        return code, name
    found = _WITH_NAME.fullmatch(unicodedata.normalize("NFKC", code or name).strip())
    return (found[1], (code or name).strip()[found.start(2) :]) if found else (code, name)


def code_in(sheet: Sheet, row: int, columns: range, above: str = "") -> str:
    """The digits of a 科目编码, also when 类, 款 and 项 stand in columns of their own: "208" "05" "01" or "208" "20805".

    ``above``: the code in the row above, of which a row leaves out what is the same ("" "05" "02"). Words are given back
    as they are.
    """
    code = ""
    for number, column in enumerate(columns):
        part = plain_code(sheet[row, column].text)
        if not part:
            continue
        if not part.isdecimal():
            return clean(sheet.shown(row, columns[0]).text)
        if not code and 0 < number < len(_STARTS) and len(part) <= _DIGITS and len(above) >= _STARTS[number]:
            code = above[: _STARTS[number]]
        code = part if part.startswith(code) else code + part.zfill(_DIGITS)
    return code or clean(sheet.shown(row, columns[0]).text)
