"""科目 names held against those of an office's other units: what nearly all of them write is the best list there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ...findings import Finding, Severity
from ...profiles import Profile
from ...report import Report
from ...text import normal_name
from .coded import coded_blocks
from .words import first_cell

UNLIKE_MOST = "KM-8"
TITLE = "科目名称与多数单位一致"
#: Fewer units are no majority.
_FEWEST = 3


def code_names_of(report: Report, profile: Profile) -> frozenset[tuple[str, str]]:
    """The codes of a workbook, each with its name: what a run over many workbooks collects."""
    return frozenset(
        (row.code, row.name.strip())
        for hierarchy in coded_blocks(report, profile)
        for row in hierarchy.block.rows
        if row.code.isdigit() and row.name.strip()
    )


def usual_names(units: Iterable[Iterable[tuple[str, str]]]) -> Mapping[str, str]:
    """Code → the name that more than half of the units give it; codes that fewer than three units have are left out."""
    counts: dict[str, Counter[str]] = {}
    spelt: dict[str, str] = {}
    for pairs in units:
        for code, name in pairs:
            spelt.setdefault(normal_name(name), name)
            counts.setdefault(code, Counter())[normal_name(name)] += 1
    usual = {}
    for code, names in counts.items():
        (name, count), *_ = names.most_common(1)
        if count >= _FEWEST and 2 * count > names.total():
            usual[code] = spelt[name]
    return usual


def unlike_most(report: Report, profile: Profile, usual: Mapping[str, str]) -> Iterator[Finding]:
    """One hint for each code that the workbook calls otherwise than most units do."""
    told = set[str]()
    for hierarchy in coded_blocks(report, profile):
        for row in hierarchy.block.rows:
            name = usual.get(row.code)
            if name and row.name and row.code not in told and normal_name(row.name) != normal_name(name):
                told.add(row.code)
                message = f"{hierarchy.label}“{hierarchy.name(row)}”与多数单位不同，多数写作“{name}”，请核对。"
                cell = first_cell(row)
                yield Finding(UNLIKE_MOST, Severity.WARNING, TITLE, message, (cell,) if cell else ())
