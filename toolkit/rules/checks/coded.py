"""The blocks and lists whose rows have 科目编码, as the checks of codes and names look at them."""

from __future__ import annotations

from collections.abc import Iterator

from ...profiles import Profile
from ...report import Report
from ..equations.hierarchy import Hierarchy
from ..language.scope import scopes
from .words import table_label


def coded_blocks(report: Report, profile: Profile) -> Iterator[Hierarchy]:
    """Of the official forms."""
    found = scopes(profile)
    for table in report.tables.values():
        for block_id, block in table.blocks.items():
            scope = found.get((table.kind_id, block_id))
            if scope is not None and scope.coded:
                yield Hierarchy(block, table_label(table, profile))


def coded_lists(report: Report, profile: Profile) -> Iterator[Hierarchy]:
    """Of our own sheets."""
    for group in profile.facts.values():
        if group.id in report.lists and any(column.role == "code" for column in group.columns):
            yield Hierarchy(report.lists[group.id], f"“{group.title}”")
