"""科目: codes and names, the same and sensible in every form, and in the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...cells import Cell
from ...findings import Finding
from ...profiles import Profile, column_id
from ...profiles.classification import ECONOMIC, FUNCTIONAL, classification
from ...report import LEVELS, Report, Row
from ...text import normal_name
from ..equations.hierarchy import Hierarchy
from .coded import coded_blocks, coded_blocks_with_levels, coded_lists, named_trees
from .telling import Tell, first_cell, official

#: So many codes are named in one finding.
_LISTED = 5


#: The level above each.
_ABOVE = {"款": "类", "项": "款"}


def missing_parents(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A 款 or 项 stands below its 类 and 款 in the same form."""
    for hierarchy, listed in coded_blocks_with_levels(report, profile):
        codes = {row.code for row in hierarchy.block.rows}
        below: dict[str, list[Row]] = {}
        for row in hierarchy.block.rows:
            if _ABOVE.get(row.level) in listed and row.code[:-2] not in codes:
                below.setdefault(row.code[:-2], []).append(row)
        for parent, rows in below.items():
            named = f"“{hierarchy.name(rows[0])}”" + (f"等 {len(rows)} 个科目" if len(rows) > 1 else "")
            its = "它们" if len(rows) > 1 else "它"
            yield tell(f"{hierarchy.label}有{named}，却没有{its}的上级科目 {parent}。", *map(first_cell, rows))


def code_names(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """One code has one name in all forms and lists (spaces and width of letters aside)."""
    first: dict[str, tuple[Hierarchy, Row]] = {}
    for hierarchy in (*coded_blocks(report, profile), *coded_lists(report, profile)):
        for row in hierarchy.block.rows:
            if not row.code.isdigit() or not row.name:
                continue
            other, known = first.setdefault(row.code, (hierarchy, row))
            if normal_name(known.name) != normal_name(row.name):
                yield tell(
                    f"科目 {row.code} 在{hierarchy.label}叫“{row.name}”，在{other.label}叫“{known.name}”。",
                    first_cell(row),
                    first_cell(known),
                )


def nameless_codes(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A code with figures and without a name, which no other form and no classification names: filling cannot name it."""
    known = {*classification(profile, ECONOMIC), *classification(profile, FUNCTIONAL)}
    known |= {row.code for block in (*report.blocks, *report.lists.values()) for row in block.rows if row.name}
    without: dict[str, list[Cell]] = {}
    for table, spec in official(report, profile):
        for block in spec.blocks:
            name = column_id(block.columns, "name")
            for row in table.blocks[block.id].rows if block.id in table.blocks else ():
                if row.code.isdigit() and not row.name and row.code not in known and name in row.cells:
                    without.setdefault(row.code, []).append(row.cells[name])
    if without:
        codes = "、".join(list(without)[:_LISTED])
        more = f" 等 {len(without)} 个" if len(without) > _LISTED else ""
        message = f"科目 {codes}{more}没有名称，通行的科目里也没有列入，“填报”写不出，请填上名称。"
        yield tell(message, *(cell for cells in without.values() for cell in cells))


def repeated_codes(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A code stands once in a form, and in a list of ours that follows a form."""
    for hierarchy in (*coded_blocks(report, profile), *coded_lists(report, profile, follow_forms=True)):
        seen: dict[str, Row] = {}
        for row in hierarchy.block.rows:
            if row.code.isdigit() and seen.setdefault(row.code, row) is not row:
                yield tell(
                    f"{hierarchy.label}里科目 {row.code} 出现不止一次。", first_cell(row), first_cell(seen[row.code])
                )


def namesakes(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A 类 with an amount has its line in the summary forms, a name in levels its row in the form of all of them, or
    sums between them cannot be judged."""
    yield from _not_in_the_whole(report, profile, tell)
    lines = _line_names(report, profile)
    if not lines:
        return
    for hierarchy in coded_blocks(report, profile):
        functional = any(row.level == "项" for row in hierarchy.block.rows)
        for row in hierarchy.tops if functional else ():
            if (
                row.level == "类"
                and normal_name(row.name) not in lines
                and any(cell.value for cell in row.cells.values())
            ):
                yield tell(
                    f"{hierarchy.label}的“{hierarchy.name(row)}”在总表里没有同名的行，请核对科目名称。", first_cell(row)
                )


def _not_in_the_whole(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """Forms of names in the same levels: the first lists them all (支出预算总表), the others a part (一般公共预算)."""
    wholes: dict[tuple[str, ...], Hierarchy] = {}
    for hierarchy, levels in named_trees(report, profile):
        whole = wholes.setdefault(levels, hierarchy)
        known = {_normal_path(row) for row in whole.block.rows if row.path}
        if whole is hierarchy or not known:
            continue
        for row in hierarchy.block.rows:
            path = _normal_path(row)
            parent_is_known = len(path) == 1 or path[:-1] in known
            if path and path not in known and parent_is_known and any(cell.value for cell in row.cells.values()):
                yield tell(
                    f"{hierarchy.label}的“{hierarchy.name(row)}”在{whole.label}里没有同名的{row.level}，请核对科目名称。",
                    first_cell(row),
                )


def _normal_path(row: Row) -> tuple[str, ...]:
    return tuple(map(normal_name, row.path))


def explained_items(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A 科目 that the 名词解释 names with its 类 and 款 stands so in the forms."""
    paths = _name_paths(report, profile)
    by_last = {path[-1]: path for path in paths}
    for glossary in (item.glossary for item in profile.outline if item.glossary in report.lists):
        for row in report.lists[glossary].rows:
            names = tuple(normal_name(part) for part in _STEP.split(row.name) if part)
            if len(names) < 2 or any(names == path[-len(names) :] for path in paths):
                continue
            known = by_last.get(names[-1])
            found = f"表中是“{'—'.join(known)}”" if known else "各表里没有这个科目"
            yield tell(f"名词解释的“{row.name}”，{found}，请核对。", first_cell(row))


_STEP = re.compile(r"[—\-－]+|（[类款项]）")


def _name_paths(report: Report, profile: Profile) -> set[tuple[str, ...]]:
    """The names from 类 down to each row of the forms by code."""
    paths = set()
    for hierarchy in coded_blocks(report, profile):
        names = {row.code: normal_name(row.name) for row in hierarchy.block.rows if row.level}
        paths |= {tuple(names.get(code[:end], "") for end in range(3, len(code) + 1, 2)) for code in names}
    return paths


def _line_names(report: Report, profile: Profile) -> set[str]:
    """The row names of the summary forms: those with fixed lines, some of which are 类."""
    kinds = {
        normal_name(name)
        for code, item in classification(profile, FUNCTIONAL).items()
        if len(code) == LEVELS["类"]
        for name in item.names
    }
    names: set[str] = set()
    for table, spec in official(report, profile):
        for block in spec.blocks:
            sums_up = "类" in block.levels or any(normal_name(row.name) in kinds for row in block.rows)
            if block.kind == "lines" and sums_up and block.id in table.blocks:
                names |= {normal_name(row.name or row.key) for row in table.blocks[block.id].rows}
    return names
