"""What people typed: reasons and other facts, lists, paragraphs, 自评表, 人工改写. What a text should not hold is data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...cells import Cell
from ...findings import Finding, Severity
from ...profiles import Profile, RuleSpec
from ...report import Report, Table
from ..language.wordings import Wording
from .telling import table_label

#: How much of the text beside what was found is shown.
_BESIDE = 8
_TEXT_ROLES = frozenset({"text", "name"})


class Typed(NamedTuple):
    """A text and where it stands; paragraphs of our sheets have no cell of their own."""

    place: str
    text: str
    cell: Cell | None = None


def ill_worded(rules: Sequence[tuple[RuleSpec, Wording]], report: Report, profile: Profile) -> Iterator[Finding]:
    """One finding for each text or note that holds what a rule does not want, and for each table without a wanted note."""
    texts = list(typed_texts(report, profile))
    everything = "\n".join(typed.text for typed in texts)
    for rule, statement in rules:
        if statement.names_year and not report.year:  # told by itself
            continue
        if statement.tables:
            yield from _notes(rule, statement, report, profile)
        else:
            pattern = statement.read(report.year, report.unit)
            if pattern.search(everything):  # hardly ever: one look at all of it is cheaper than one at each
                yield from _unwanted(rule, pattern, texts)


def _notes(rule: RuleSpec, statement: Wording, report: Report, profile: Profile) -> Iterator[Finding]:
    """Of every table that the rule is about and whose notes were read."""
    for table in report.tables.values():
        if statement.is_about(table.kind_id) and table.notes is not None:
            pattern, place = statement.read(report.year, table.unit), f"{table_label(table, profile)}下面的注"
            if not statement.wanted:
                yield from _unwanted(rule, pattern, [Typed(place, note, _place(table)) for note in table.notes])
            elif not any(pattern.search(note) for note in table.notes):
                message = f"{place}里没有应有的文字：{rule.advice or rule.title}。"
                cells = tuple(filter(None, [_place(table)]))
                yield Finding(rule.id, Severity(rule.severity), rule.title, message, cells)


def _place(table: Table) -> Cell | None:
    """Where a note under a table is told: at its title, for notes are read without their cells."""
    return table.heading.title


def _unwanted(rule: RuleSpec, pattern: re.Pattern[str], texts: Sequence[Typed]) -> Iterator[Finding]:
    for typed in texts:
        quoted = [f"“{_excerpt(line, match)}”" for line in typed.text.splitlines() for match in pattern.finditer(line)]
        if quoted:
            found = "".join(dict.fromkeys(quoted))
            message = f"{typed.place}里有{found}，{rule.advice or rule.title}。"
            cells = (typed.cell,) if typed.cell else ()
            yield Finding(rule.id, Severity(rule.severity), rule.title, message, cells)


def _excerpt(line: str, match: re.Match[str]) -> str:
    start, end = max(0, match.start() - _BESIDE), match.end() + _BESIDE
    return f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"


def typed_texts(report: Report, profile: Profile) -> Iterator[Typed]:
    """All texts that people typed, in the order of our sheets. What a form prints itself is none of theirs."""
    yield from _facts(report, profile)
    yield from _lists(report, profile)
    for name, paragraphs in report.texts.items():
        for number, paragraph in enumerate(paragraphs, 1):
            yield Typed(f"“{name}”第 {number} 段", paragraph)
    yield from _tables(report, profile)
    for field in report.written.values():
        if field.person:
            yield Typed(f"情况说明“{field.id}”的自写内容", field.person, field.person_cell)


def _facts(report: Report, profile: Profile) -> Iterator[Typed]:
    for group in profile.facts.values():
        for fact in group.facts:
            cell = report.facts.get(fact.id)
            if fact.kind == "text" and cell is not None and cell.text:
                yield Typed(f"{group.sheet}“{fact.label.strip()}”", cell.text, cell)


def _lists(report: Report, profile: Profile) -> Iterator[Typed]:
    for group in profile.facts.values():
        for row in report.lists[group.id].rows if group.id in report.lists else ():
            for column in group.columns:
                cell = row.cells.get(column.id)
                if column.role in _TEXT_ROLES and cell is not None and cell.text:
                    about = f"“{row.name}”的" if column.role == "text" and row.name else ""
                    yield Typed(f"“{group.title}”{about}{column.path[-1]}", cell.text, cell)


def _tables(report: Report, profile: Profile) -> Iterator[Typed]:
    for table in report.tables.values():
        spec = profile.tables[table.kind_id]
        for block in spec.blocks:
            pairs = [pair for line in block.pairs for pair in line if pair.role == "text" and not pair.printed]
            names = {pair.called for pair in pairs}
            names |= {column.id for column in block.columns if column.role == "text"}
            for row in table.blocks[block.id].rows if names and block.id in table.blocks else ():
                for name, cell in row.cells.items():
                    if name in names and cell.text:
                        yield Typed(f"{table_label(table, profile)}的{name}", cell.text, cell)
