"""科目 held against the 《政府收支分类科目》 as far as the profile's files hold it: which name belongs to which code, and since when.

The lists are not complete. A code that they lack says nothing, unless it is nearly the code that the name belongs to.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ...cells import Cell
from ...errors import ProfileError
from ...findings import Finding
from ...profiles import Profile
from ...profiles.classification import ECONOMIC, FUNCTIONAL, code_names
from ...report import Report, Row
from ...text import normal_name
from .coded import coded_blocks, coded_lists
from .telling import Tell, first_cell

#: Names that codes used to have.
_FORMER = "former_names.csv"
_WRONG_CODE = "的编码应为"


def functional_names(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A functional 类, 款 or 项 bears the name that its code has in the workbook's year."""
    return _names(report, profile, tell, FUNCTIONAL)


def economic_names(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """An economic 类 or 款 bears a name that the published classification gives its code (brackets of either width)."""
    return _names(report, profile, tell, ECONOMIC)


class _Former(NamedTuple):
    name: str
    last_year: int


def _names(report: Report, profile: Profile, tell: Tell, file: str) -> Iterator[Finding]:
    known = code_names(profile, file)
    former = _former_names(profile) if file == FUNCTIONAL else {}
    codes = {normal_name(name): code for code, names in known.items() for name in names}
    told: set[tuple[str, str]] = set()
    for hierarchy in (*coded_blocks(report, profile), *coded_lists(report, profile)):
        listed = {row.code for row in hierarchy.block.rows}
        for row in hierarchy.block.rows:
            name = normal_name(row.name)
            if not name or not row.code.isdigit() or name in map(normal_name, known.get(row.code, ())):
                continue
            fault = _outdated(row, former.get(row.code, ()), known, report.year) or _misnamed(row, known, codes, listed)
            if fault and (row.code, name) not in told:
                told.add((row.code, name))
                yield tell(
                    f"{hierarchy.label}“{hierarchy.name(row)}”{fault}。",
                    _cell(row, row.code if fault.startswith(_WRONG_CODE) else row.name),
                )


def _outdated(row: Row, former: tuple[_Former, ...], known: Mapping[str, tuple[str, ...]], year: int) -> str:
    for name, last_year in former:
        if normal_name(name) == normal_name(row.name):
            now = f"，现为“{known[row.code][0]}”" if row.code in known else ""
            return f"用的是旧名称，{last_year} 年以后已经改了{now}" if year > last_year else ""
    return ""


def _misnamed(row: Row, known: Mapping[str, tuple[str, ...]], codes: Mapping[str, str], listed: set[str]) -> str:
    """What is wrong with a name that its code does not have; "" where the lists do not tell."""
    name, meant = normal_name(row.name), codes.get(normal_name(row.name), "")
    if row.code in known:
        usual = "”或“".join(known[row.code])
        fault = f"的名称应为“{usual}”"
        if any(normal_name(right).startswith(name) for right in known[row.code]):
            return f"的名称不全，应为“{usual}”"
        return f"{fault}；“{row.name}”的编码是 {meant}，请核对编码和名称" if meant else f"{fault}，请核对编码和名称"
    if meant and meant not in listed and _are_near(row.code, meant):
        return f"{_WRONG_CODE} {meant}，请核对编码和名称"
    return ""


def _are_near(code: str, other: str) -> bool:
    """True when one digit differs, or two neighbours are interchanged, below the same 类."""
    if len(code) != len(other) or code[:3] != other[:3]:
        return False
    differing = [place for place, (a, b) in enumerate(zip(code, other, strict=True)) if a != b]
    if len(differing) == 1:
        return True
    return len(differing) == 2 and differing[1] - differing[0] == 1 and sorted(code) == sorted(other)


def _cell(row: Row, words: str) -> Cell | None:
    return next((cell for cell in row.cells.values() if cell.text == words), first_cell(row))


def _former_names(profile: Profile) -> Mapping[str, tuple[_Former, ...]]:
    try:
        return _read_former(profile.file(_FORMER))
    except ProfileError:
        return {}


@lru_cache(maxsize=8)
def _read_former(path: Path) -> Mapping[str, tuple[_Former, ...]]:
    """A file of 编码,旧名称,用到的年度,说明."""
    names: dict[str, tuple[_Former, ...]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for code, name, year, *_ in csv.reader(lines):
            if code.isdigit():
                names[code] = (*names.get(code, ()), _Former(name, int(year)))
    return names
