"""科目 names held against those of an office's other units: what nearly all of them write is the best list there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...profiles import Profile
from ...profiles.classification import ECONOMIC, FUNCTIONAL, classification
from ...report import Report
from ...text import normal_name
from .coded import coded_blocks
from .telling import first_cell

UNLIKE_MOST = "KM-8"
UNLIKE_MOST_TITLE = "科目名称与多数单位一致"
#: Fewer units are no majority.
_FEWEST = 3


class CodeName(NamedTuple):
    """How a workbook calls a code: in which form, and the cell of its row to look at ("" where it has none).

    ``is_official``: the 政府收支分类科目 of its format call it so as well.
    """

    code: str
    name: str
    form: str
    sheet: str = ""
    address: str = ""
    is_official: bool = False


def code_names_of(report: Report, profile: Profile) -> tuple[CodeName, ...]:
    """The codes of a workbook, each with every name that it goes by: what a run over many workbooks collects."""
    found: dict[tuple[str, str], CodeName] = {}
    known = [classification(profile, file) for file in (ECONOMIC, FUNCTIONAL)]
    for hierarchy in coded_blocks(report, profile):
        for row in hierarchy.block.rows:
            name = row.name.strip()
            if row.code.isdigit() and name and (row.code, normal_name(name)) not in found:
                cell = first_cell(row)
                names = (each for items in known if row.code in items for each in items[row.code].names)
                official = normal_name(name) in map(normal_name, names)
                place = cell.place if cell else ("", "")
                found[row.code, normal_name(name)] = CodeName(row.code, name, hierarchy.label, *place, official)
    return tuple(found.values())


def usual_names(units: Iterable[Iterable[CodeName]]) -> Mapping[str, str]:
    """Code → the name that more than half of the units give it; codes that fewer than three units have are left out."""
    counts: dict[str, Counter[str]] = {}
    spelt: dict[str, str] = {}
    for names in units:
        for each in names:
            spelt.setdefault(normal_name(each.name), each.name)
            counts.setdefault(each.code, Counter())[normal_name(each.name)] += 1
    usual = {}
    for code, names_of_code in counts.items():
        (name, count), *_ = names_of_code.most_common(1)
        if count >= _FEWEST and 2 * count > names_of_code.total():
            usual[code] = spelt[name]
    return usual


def unlike_most(names: Iterable[CodeName], usual: Mapping[str, str]) -> Iterator[tuple[CodeName, str]]:
    """The codes that a workbook calls otherwise than most units do, each with what is to be said of it; a name that is
    official is right, whatever others write."""
    for each in names:
        most = usual.get(each.code)
        if most and not each.is_official and normal_name(each.name) != normal_name(most):
            message = f"{each.form}“{each.code} {each.name}”与多数单位不同，多数写作“{most}”，请核对。"
            yield each, message
