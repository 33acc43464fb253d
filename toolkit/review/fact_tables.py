"""Facts that a document prints as a table, read back: then sentences and rules about them have figures to be held to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..amounts import Unit
from ..cells import Cell
from ..narrative.fact_tables import VALUE_HEADS, placed_facts
from ..profiles import NUMBER_ROLES, FactSpec, Profile
from ..report import Report
from ..text import normal_name
from ..workbook.files.grid import Grid, Sheet
from ..workbook.forms.meaning import figure, words

#: A table with so many of the facts in its first column is the one that prints them.
_ENOUGH = 0.6


def with_printed_facts(report: Report, profile: Profile, grid: Grid) -> Report:
    """The report with the facts that the outline prints as tables, as far as ``grid`` has them."""
    found: dict[str, Cell] = {}
    for item in profile.outline:
        facts = placed_facts(item, profile) if item.facts else []
        if facts and (sheet := _table_of(facts, grid.sheets)):
            found |= _read(sheet, {normal_name(fact.label): fact for fact in facts})
    return replace(report, facts={**report.facts, **found}) if found else report


def _table_of(facts: Iterable[FactSpec], sheets: Iterable[Sheet]) -> Sheet | None:
    labels = {normal_name(fact.label) for fact in facts}
    shares = ((len(labels & {sheet.word(row, 1) for row in sheet.rows}) / len(labels), sheet) for sheet in sheets)
    best = max(shares, key=lambda share: share[0], default=None)
    return best[1] if best and best[0] >= _ENOUGH else None


def _read(sheet: Sheet, facts: Mapping[str, FactSpec]) -> dict[str, Cell]:
    """What stands beside the names of facts, under the heading of figures or words; blank places are not read."""
    cells: dict[str, Cell] = {}
    at = 0
    for row, columns in sheet.rows.items():
        at = at or next((column for column in columns if sheet.word(row, column) in VALUE_HEADS), 0)
        fact = facts.get(sheet.word(row, 1))
        if at and fact is not None and fact.id not in cells:
            unit = Unit.called(fact.unit) or Unit.WAN
            cell = figure(sheet, row, at, unit, fact.kind) if fact.kind in NUMBER_ROLES else words(sheet, row, at)
            if not cell.is_empty:
                cells[fact.id] = cell
    return cells
