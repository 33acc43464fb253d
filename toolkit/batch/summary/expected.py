"""The list of units that have to hand in: read from the bureau's own sheet, held against what came in.

Codes are compared exactly, names as people write them: white space, brackets and punctuation do not count, and a name
that only has more words than the other (a region before it, 服务 in it) is the same unit unless a second one fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ... import workbook
from ...errors import WorkbookError
from ...text import bare_name
from ...workbook.files.grid import Sheet
from ..records import UnitRecord

#: Words of a heading that say what its column holds; the first that fits.
_SURE_HEADS = ("单位名称", "部门名称")
_NAME_HEADS = (*_SURE_HEADS, "单位", "部门", "名称")
_CODE_HEADS = ("单位编码", "单位代码", "预算代码", "预算编码", "部门预算编码", "编码", "代码")
_DEPARTMENT_HEADS = ("主管部门", "主管单位", "所属部门", "上级部门")
_KIND_HEADS = ("单位类型", "单位性质", "单位类别", "类型", "性质", "类别")
_HEAD_ROWS = 20
#: What tells two units apart, however alike their names are.
_TELLING = re.compile(r"[0-9〇零一二三四五六七八九十百甲乙丙丁东南西北中上下新老分第本级]")
#: How the name of a region ends that one of two names begins with.
_REGIONS = tuple("省市县区旗州盟镇乡")
_LEAST, _MOST_MORE = 4, 8
#: A shorter word of a file's name is a number of its own and no code.
_LEAST_CODE = 3
_ALIKE = 0.75


class Expected(NamedTuple):
    """One line of the list. ``columns``: everything the line says, by heading."""

    name: str
    code: str
    department: str
    kind: str
    columns: Mapping[str, str]


class Match(NamedTuple):
    """A unit of the list and what came in for it. ``note``: how the name differs, or what else it might be."""

    expected: Expected
    records: tuple[UnitRecord, ...]
    note: str = ""


class Attendance(NamedTuple):
    """``matches`` in the order of the list; ``unlisted``: what came in and is not on it."""

    matches: tuple[Match, ...]
    unlisted: tuple[UnitRecord, ...]

    @property
    def by_source(self) -> dict[str, Expected]:
        """The line of the list that each file came in for."""
        return {record.source: match.expected for match in self.matches for record in match.records}


def read_expected(path: Path) -> list[Expected]:
    """The list in a workbook: the first sheet with a heading 单位名称, each line below it with a name.

    Raises WorkbookError when the file is no workbook or holds no such heading.
    """
    grid = workbook.read_grid(path)
    for sheet in grid.sheets:
        heads = _heads(sheet)
        if heads is not None:
            found = list(_listed(sheet, *heads))
            if found:
                return found
    raise WorkbookError(
        "名单里没有找到“单位名称”一列，请在第一行写上列名（单位名称、单位编码、主管部门、单位类型）。", path=path
    )


def _heads(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """The row of the headings and its words by column."""
    for row in sorted(sheet.rows)[:_HEAD_ROWS]:
        words = {column: re.sub(r"\s", "", sheet[row, column].text) for column in sheet.rows[row]}
        stated = set(words.values())
        if stated & {*_SURE_HEADS} or (
            stated & {*_NAME_HEADS} and stated & {*_CODE_HEADS, *_DEPARTMENT_HEADS, *_KIND_HEADS}
        ):
            return row, {column: word for column, word in words.items() if word}
    return None


def _listed(sheet: Sheet, head: int, heads: Mapping[int, str]) -> Iterator[Expected]:
    for row in sorted(sheet.rows):
        if row > head:
            columns = {word: sheet.shown(row, column).text.strip() for column, word in heads.items()}
            name = _first(columns, _NAME_HEADS)
            if name:
                yield Expected(
                    name,
                    _first(columns, _CODE_HEADS),
                    _first(columns, _DEPARTMENT_HEADS),
                    _first(columns, _KIND_HEADS),
                    columns,
                )


def _first(columns: Mapping[str, str], heads: Sequence[str]) -> str:
    return next((columns[head] for head in heads if columns.get(head)), "")


def attendance(expected: Sequence[Expected], records: Sequence[UnitRecord]) -> Attendance:
    """Who of the list came in: by code, by name, by a name with more words; each file for one unit at most."""
    found: list[list[UnitRecord]] = [[] for _ in expected]
    notes = [""] * len(expected)
    taken: set[str] = set()
    for words_of, word in ((_codes, lambda unit: unit.code), (_names, lambda unit: bare_name(unit.name))):
        index = _index(records, words_of)
        for number, unit in enumerate(expected):
            fitting = [record for record in index.get(word(unit), ()) if record.source not in taken]
            found[number] += fitting
            if fitting and bare_name(fitting[0].unit) != bare_name(unit.name):
                notes[number] = f"编码一致；{_written_otherwise(unit, fitting[0])}"
            taken |= {record.source for record in fitting}
    left = [record for record in records if record.source not in taken]
    missing = [number for number, records_of in enumerate(found) if not records_of]
    for number, record in _by_more_words(expected, missing, left):
        found[number].append(record)
        notes[number] = _written_otherwise(expected[number], record)
        taken.add(record.source)
    left = [record for record in left if record.source not in taken]
    for number in missing:
        notes[number] = notes[number] or _perhaps(expected[number], left)
    matches = map(Match, expected, map(tuple, found), notes)
    return Attendance(tuple(matches), tuple(left))


def _written_otherwise(unit: Expected, record: UnitRecord) -> str:
    return f"名单写作“{unit.name}”，报表写作“{record.unit}”，请核对。"


def fitting(expected: Sequence[Expected], path: Path, unit: str) -> Expected | None:
    """The line of the list that a workbook is, by the code in its name or by the name it states."""
    words = set(_words_of(path))
    by_code = (line for line in expected if line.code and line.code in words)
    return next(by_code, None) or next((line for line in expected if bare_name(line.name) == bare_name(unit)), None)


def _index(
    records: Sequence[UnitRecord], words_of: Callable[[UnitRecord], Iterable[str]]
) -> dict[str, list[UnitRecord]]:
    index: dict[str, list[UnitRecord]] = {}
    for record in records:
        for word in words_of(record):
            index.setdefault(word, []).append(record)
    return index


def _codes(record: UnitRecord) -> Iterator[str]:
    """Codes that the workbook itself states, or that the name of the file or its folder shows."""
    yield from dict.fromkeys((*record.codes, *_words_of(Path(record.source))))


def _words_of(path: Path) -> Iterator[str]:
    """What may be a code: words of letters and digits of their own."""
    words = re.findall(r"[0-9A-Za-z]+", f"{path.parent.name} {path.stem}")
    return (word for word in words if len(word) >= _LEAST_CODE)


def _names(record: UnitRecord) -> Iterator[str]:
    if name := bare_name(record.unit):
        yield name


def _by_more_words(
    expected: Sequence[Expected], missing: Sequence[int], left: Sequence[UnitRecord]
) -> Iterator[tuple[int, UnitRecord]]:
    """Pairs of which one name is the other with more words, and of which neither fits anybody else."""
    pairs = [(n, record) for n in missing for record in left if _has_more_words(expected[n].name, record.unit)]
    for number, record in pairs:
        if sum(one == number for one, _ in pairs) == 1 and sum(one is record for _, one in pairs) == 1:
            yield number, record


def _has_more_words(one: str, other: str) -> bool:
    """The same words, and in one of them a few more in one place; at the end they would name a part of the unit."""
    short, long = sorted((bare_name(one), bare_name(other)), key=len)
    more = len(long) - len(short)
    if len(short) < _LEAST or not 0 < more <= _MOST_MORE:
        return False
    if long.endswith(short) and long[:more].endswith(_REGIONS):
        return True
    places = (at for at in range(len(short)) if short == long[:at] + long[at + more :])
    return any(not _TELLING.search(long[at : at + more]) for at in places)


def _perhaps(unit: Expected, left: Sequence[UnitRecord]) -> str:
    """What came in, is on no line, and might be this one."""
    if not left:
        return ""
    name = bare_name(unit.name)
    alike, best = max(
        ((SequenceMatcher(None, name, bare_name(one.unit)).ratio(), one) for one in left), key=itemgetter(0)
    )
    if alike < _ALIKE:
        return ""
    return f"收到的“{best.unit}”（{Path(best.source).name}）名称相近、不在名单上，请核对是不是这个单位。"
