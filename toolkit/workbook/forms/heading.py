"""What stands above an official form: title, 公开NN表, 单位 or 部门, year and unit of amounts, in whatever cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from ...amounts import Unit
from ...cells import Cell
from ...profiles import Profile, TableSpec, in_year
from ...report import Heading
from ...text import clean, normal_name, one_line
from ..files.grid import Sheet
from .meaning import words

_LABEL = re.compile(r"(?:财决|公开|财决公开)\d{2}(?:-\d+)?表?")
_YEAR = re.compile(r"（?((?:19|20)\d{2})?年度?）?")  # a blank form leaves room for the figures
_TITLE_YEAR = re.compile(r"((?:19|20)\d{2})(?:年|$)")
_TITLE_YEAR_LAST = re.compile(r"(?:19|20)\d{2}(?:年度?)?$")
_HEAD_YEAR = re.compile(r"((?:19|20)\d{2})年(?:度(?=.))?(.*)")
_NAME = re.compile(r"(?:编制|填报)?(?:单位|部门)(?:（单位）|（部门）)?(?:名称)?：(.*)")
_MONEY = "([十百千万亿]{0,2}元)"
_UNIT = re.compile(rf"（?(?:金额|计量|货币)?单位：(?:人民币)?{_MONEY}）?")
_PIECES = re.compile(r"(\s{2,}|　)")
_HAN = re.compile("[\u4e00-\u9fff]+")


@dataclass
class Above:
    """The heading of a form. ``unit`` is None when none is stated, or none we can use (``foreign_unit``: its cell)."""

    cells: dict[str, Cell] = field(default_factory=dict)
    unit_name: str = ""
    year: int | None = None
    unit: Unit | None = None
    foreign_unit: Cell | None = None

    @property
    def heading(self) -> Heading:
        return Heading(**self.cells)

    def text(self, part: str) -> str:
        """The text of a part of the heading (``title``, ``label``), "" when it is absent."""
        return self.cells[part].text if part in self.cells else ""


class _Patterns(NamedTuple):
    """How the parts of a heading are worded: as everywhere, or as this format has them."""

    label: re.Pattern[str]
    name: re.Pattern[str]
    unit: re.Pattern[str]


@lru_cache(maxsize=256)
def _patterns(label: str, name: str, unit: str) -> _Patterns:
    own_label = re.sub(r"\d+", r"\\d+", re.escape(normal_name(label)))  # another number is another form's, or a slip
    own_unit = re.escape(normal_name(unit))
    if found := Unit.named_in(unit):
        own_unit = own_unit.replace(found.value, _MONEY, 1)
    return _Patterns(
        _either(_LABEL, own_label),
        _either(_NAME, f"{re.escape(normal_name(name))}：(.*)" if name else ""),
        _either(_UNIT, own_unit if _MONEY in own_unit else ""),
    )


def _either(usual: re.Pattern[str], own: str) -> re.Pattern[str]:
    return re.compile(f"(?:{usual.pattern})|(?:{own})") if own else usual


def read_heading(sheet: Sheet, spec: TableSpec, profile: Profile, bottom: int) -> Above:
    """What stands above row ``bottom``. One cell may hold several parts with wide spaces between them.

    A title may have more before it: 某局2023年度收入决算表.
    """
    above = Above()
    patterns = _patterns(spec.label, spec.name_label or profile.words.get("名称栏", ""), profile.unit_line(spec))
    known = titles(spec)
    for row, columns in sheet.rows.items():
        if row >= bottom:
            break
        for number, column in enumerate(columns):
            cell = words(sheet, row, column)
            if "title" not in above.cells and normal_name(cell.text).endswith(known):
                above.cells["title"] = cell
                continue
            beside = clean(sheet[row, columns[number + 1]].text) if number + 1 < len(columns) else ""
            for piece in _pieces(cell.text, patterns):
                _note(above, piece, cell, beside, patterns)
    before = _before_title(above, known)
    if "year" not in above.cells and (found := _TITLE_YEAR.search(before)):
        above.year = int(found[1])  # 2025年度收入决算表, with no year of its own
    if not above.unit_name and "{单位名称}" in spec.printed_title:  # others may shorten it there
        above.unit_name = _TITLE_YEAR_LAST.sub("", before)
    return above


def _before_title(above: Above, known: tuple[str, ...]) -> str:
    """What a title has before the words that it is known by."""
    text = normal_name(above.text("title"))
    return text[: -max((len(title) for title in known if text.endswith(title)), default=0) or None]


def note_year_in_heads(above: Above, sheet: Sheet, spec: TableSpec, bottom: int) -> None:
    """The latest year in heading words such as 2024年预算数 down to row ``bottom``, where the form has words of that kind."""
    parts = {part for block in spec.blocks for column in block.columns for part in column.path}
    wanted = {in_year(part, "") for part in parts if "{年度}" in part} - parts
    for row, columns in sheet.rows.items():
        for column in columns if row <= bottom else ():
            found = _HEAD_YEAR.fullmatch(normal_name(sheet[row, column].text))
            if found and found[2] in wanted:
                above.year = max(int(found[1]), above.year or 0)


def note_label_below(above: Above, sheet: Sheet, spec: TableSpec, last: int) -> None:
    """The label of a form that has it under the table, below row ``last``, and not above."""
    if "label" in above.cells or not spec.label:
        return
    label = _patterns(spec.label, "", "").label
    for row, columns in sheet.rows.items():
        for column in columns if row > last else ():
            cell = words(sheet, row, column)
            for piece in _PIECES.split(cell.text)[::2]:
                if label.fullmatch(word := normal_name(piece).removeprefix("表号：")):
                    above.cells["label"] = cell._replace(text=word)
                    return


def titles(spec: TableSpec) -> tuple[str, ...]:
    """The official title and its aliases as they are compared."""
    return tuple(normal_name(title) for title in (spec.title, *spec.aliases))


def _pieces(text: str, patterns: _Patterns) -> Iterator[str]:
    """The whole text when it is one part of a heading, else what stands between wide spaces."""
    whole = normal_name(text)
    if any(pattern.fullmatch(whole) for pattern in (patterns.label, _YEAR, patterns.unit)):
        yield text
    else:
        yield from _with_whole_name(_PIECES.split(text), patterns)


def _with_whole_name(parts: Sequence[str], patterns: _Patterns) -> Iterator[str]:
    """Pieces and what stands between them, in turn: only the pieces, a name with wide space in it (甲　局) as one."""
    last = parts[0]
    for between, piece in zip(parts[1::2], parts[2::2], strict=True):
        named = patterns.name.fullmatch(normal_name(last))
        begins = named and not any(named.groups())
        other = any(pattern.fullmatch(piece) for pattern in (patterns.label, patterns.unit, _YEAR))
        if named and (begins or between == "　") and _HAN.fullmatch(piece) and not other:
            last += piece if begins else between + piece
        else:
            yield last
            last = piece
    yield last


def _note(above: Above, text: str, cell: Cell, beside: str, patterns: _Patterns) -> None:
    """Add one part to the heading; the first of its kind counts. ``beside`` is what the next cell of the row says."""
    word = normal_name(text)
    if patterns.label.fullmatch(word):
        above.cells.setdefault("label", cell)
    elif found := patterns.unit.fullmatch(word + normal_name(beside) if word.endswith("：") else word):
        above.cells.setdefault("unit", cell)
        above.unit = Unit.called(next(filter(None, found.groups())))
        above.foreign_unit = cell if above.unit is None else None
    elif patterns.name.fullmatch(word) and "unit_name" not in above.cells:
        above.cells["unit_name"] = cell
        above.unit_name = one_line(clean(re.split("[：:]", text, maxsplit=1)[1]) or _name_beside(beside, patterns))
    elif (found := _YEAR.fullmatch(word)) and "year" not in above.cells:
        above.cells["year"] = cell
        above.year = int(found[1]) if found[1] else None


def _name_beside(text: str, patterns: _Patterns) -> str:
    """The text of the cell right of a lone 单位：, unless it is another part of the heading."""
    word = normal_name(text)
    return "" if any(pattern.fullmatch(word) for pattern in (*patterns, _YEAR)) else text
