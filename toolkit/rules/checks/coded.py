"""The blocks and lists whose rows have 科目编码, or names in levels instead, as the checks of these look at them."""

from __future__ import annotations

from collections.abc import Iterator

from ...profiles import Profile
from ...report import Report
from ..equations.hierarchy import Hierarchy
from ..language.scope import scopes
from .telling import table_label


def coded_blocks(report: Report, profile: Profile) -> Iterator[Hierarchy]:
    """Of the official forms."""
    return (hierarchy for hierarchy, _ in coded_blocks_with_levels(report, profile))


def coded_blocks_with_levels(report: Report, profile: Profile) -> Iterator[tuple[Hierarchy, tuple[str, ...]]]:
    """The same, each with the levels that it lists."""
    found = scopes(profile)
    for table in report.tables.values():
        for block_id, block in table.blocks.items():
            scope = found.get((table.kind_id, block_id))
            if scope is not None and scope.coded:
                yield Hierarchy(block, table_label(table, profile)), scope.levels


def named_trees(report: Report, profile: Profile) -> Iterator[tuple[Hierarchy, tuple[str, ...]]]:
    """Of the official forms, those of names without codes in levels, with the levels."""
    for table in report.tables.values():
        spec = profile.tables.get(table.kind_id)
        for block in spec.blocks if spec else ():
            if block.kind == "tree" and block.level_by == "ordinal" and block.id in table.blocks:
                yield Hierarchy(table.blocks[block.id], table_label(table, profile), by_names=True), block.levels


def coded_lists(report: Report, profile: Profile, *, follow_forms: bool = False) -> Iterator[Hierarchy]:
    """Of our own sheets; ``follow_forms``: those only that have a line for each 科目 of a form."""
    for group in profile.facts.values():
        if (
            (group.source or not follow_forms)
            and group.id in report.lists
            and any(column.role == "code" for column in group.columns)
        ):
            yield Hierarchy(report.lists[group.id], f"“{group.title}”")
