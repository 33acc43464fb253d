"""The list of units that have to hand in, held against what came in.

Codes are compared exactly, names as people write them: white space, brackets and punctuation do not count, and a name
that only has more words than the other (a region before it, 服务 in it) is the same unit unless a second one fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from operator import itemgetter
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar

from ...text import bare_name
from ..unit_list import Expected

#: What tells two units apart, however alike their names are.
_TELLING = re.compile(r"[0-9〇零一二三四五六七八九十百甲乙丙丁东南西北中上下新老分第本级]")
#: How the name of a region ends that one of two names begins with.
_REGIONS = tuple("省市县区旗州盟镇乡")
_LEAST, _MOST_MORE = 4, 8
#: A shorter word of a file's name is a number of its own and no code.
_LEAST_CODE = 3
_ALIKE = 0.75
#: A name that the unit had before, or has besides.
_FORMER = re.compile(r"[（(](?:原名?|曾用名|现|现名|简称|又名)[：:]?([^（）()]+)[）)]")


class HandedIn(Protocol):
    """A file that came in: where from, whose it says it is, the codes it states."""

    @property
    def source(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def codes(self) -> tuple[str, ...]: ...


R = TypeVar("R", bound=HandedIn)


class Match(NamedTuple, Generic[R]):
    """A unit of the list and what came in for it. ``note``: how the name differs, or what else it might be."""

    expected: Expected
    records: tuple[R, ...]
    note: str = ""


class Attendance(NamedTuple, Generic[R]):
    """``matches`` in the order of the list; ``unlisted``: what came in and is not on it."""

    matches: tuple[Match[R], ...]
    unlisted: tuple[R, ...]

    @property
    def by_source(self) -> dict[str, Expected]:
        """The line of the list that each file came in for."""
        return {record.source: match.expected for match in self.matches for record in match.records}


def attendance(expected: Sequence[Expected], records: Sequence[R]) -> Attendance[R]:
    """Who of the list came in: by code, by name, by a name with more words; each file for one unit at most."""
    found: list[list[R]] = [[] for _ in expected]
    notes = [""] * len(expected)
    taken: set[str] = set()
    for words_of, word, how in _WAYS:
        index = _index(records, words_of)
        for number, unit in enumerate(expected):
            fitting = [record for name in word(unit) for record in index.get(name, ()) if record.source not in taken]
            found[number] += fitting
            if fitting and bare_name(fitting[0].unit) != bare_name(unit.name):
                notes[number] = f"{how}{_written_otherwise(unit, fitting[0])}"
            taken |= {record.source for record in fitting}
    left = [record for record in records if record.source not in taken]
    missing = [number for number, records_of in enumerate(found) if not records_of]
    for number, record in _by_more_words(expected, missing, left):
        found[number].append(record)
        notes[number] = _written_otherwise(expected[number], record)
        taken.add(record.source)
    left = [record for record in left if record.source not in taken]
    names = Counter(bare_name(unit.name) for unit in expected)
    for number in missing:
        unit = expected[number]
        if not found[number] and names[bare_name(unit.name)] > 1:
            notes[number] = "名单里另有同名的一行，编码不同，收到的算在那一行，请核对名单。"
        notes[number] = notes[number] or _perhaps(unit, left)
    matches = map(Match, expected, map(tuple, found), notes)
    return Attendance(tuple(matches), tuple(left))


def _written_otherwise(unit: Expected, record: HandedIn) -> str:
    return f"名单写作“{unit.name}”，报表写作“{record.unit}”，请核对。"


def _index(records: Sequence[R], words_of: Callable[[HandedIn], Iterable[str]]) -> dict[str, list[R]]:
    index: dict[str, list[R]] = {}
    for record in records:
        for word in dict.fromkeys(words_of(record)):
            index.setdefault(word, []).append(record)
    return index


def _codes(record: HandedIn) -> Iterator[str]:
    """Codes that the workbook itself states, or that the name of the file shows."""
    yield from (*record.codes, *_words_of(Path(record.source).stem))


def _codes_of_folder(record: HandedIn) -> Iterator[str]:
    return _words_of(Path(record.source).parent.name)


def _words_of(name: str) -> Iterator[str]:
    """What may be a code: words of letters and digits of their own."""
    return (word for word in re.findall(r"[0-9A-Za-z]+", name) if len(word) >= _LEAST_CODE)


def _without_zeros(codes: Iterable[str]) -> Iterator[str]:
    """Codes as a sheet keeps them that took them for numbers."""
    return (bare for code in codes if code.isdigit() and len(bare := code.lstrip("0")) >= _LEAST_CODE)


def _names(record: HandedIn) -> Iterator[str]:
    if name := bare_name(record.unit):
        yield name


def _called_before(unit: Expected) -> Iterator[str]:
    """The names within a name: 教育体育局（原教育局）, 教育体育局."""
    if former := _FORMER.search(unit.name):
        yield from filter(None, (bare_name(former[1]), bare_name(_FORMER.sub("", unit.name))))


#: How a file is found for a line, the surest first: the words of a file, those of a line, what is said of names that differ.
_WAYS: tuple[tuple[Callable[[HandedIn], Iterable[str]], Callable[[Expected], Iterable[str]], str], ...] = (
    (_codes, lambda unit: (unit.code,), "编码一致；"),
    (_names, lambda unit: (bare_name(unit.name),), ""),
    (_codes_of_folder, lambda unit: (unit.code,), "文件夹的编码一致；"),
    (
        lambda record: _without_zeros(_codes(record)),
        lambda unit: _without_zeros((unit.code,)),
        "编码一致（不计前面的 0）；",
    ),
    (_names, _called_before, ""),
)


def _by_more_words(expected: Sequence[Expected], missing: Sequence[int], left: Sequence[R]) -> Iterator[tuple[int, R]]:
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


def _perhaps(unit: Expected, left: Sequence[HandedIn]) -> str:
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
