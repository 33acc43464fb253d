"""The texts of a document put into a Report, so that the rules about words and about the 名词解释 run on them too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ..cells import Cell, CellKind
from ..findings import Finding, Place
from ..profiles import Profile
from ..report import Block, Report, Row
from .statements.figures import plain
from .statements.sentences import Passage
from .statements.state import place_of

_QUOTED = re.compile("“…?([^…]+?)…?”")
_ENTRY = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[）)]?[、.．]?|\d+[.．、])?(?P<name>[^：]{2,80})：(?P<meaning>.+)$"
)


class Texts(NamedTuple):
    """Where the texts stand: how a finding about a paragraph begins → the paragraph; a cell of the 名词解释 → its paragraph."""

    paragraphs: dict[str, Passage]
    entries: dict[tuple[str, str], Passage]

    def said_here(self, message: str) -> str:
        """A finding's words without those for the paragraph, which its place tells."""
        start = next((start for start in self.paragraphs if message.startswith(start)), "")
        return message.replace(start, "这一段里", 1) if start else message

    def place_of(self, finding: Finding) -> Place | None:
        """Where the words stand that a finding quotes; None when it is about no text."""
        for cell in finding.cells[:1]:
            if entry := self.entries.get(cell.place):
                return place_of(entry, 0, len(entry.text))
        start = next((start for start in self.paragraphs if finding.message.startswith(start)), None)
        if start is None:
            return None
        passage = self.paragraphs[start]
        quoted = (plain(match[1]) for match in _QUOTED.finditer(finding.message, len(start)))
        at = next(((place, len(words)) for words in quoted if (place := passage.plain.find(words)) >= 0), (0, 0))
        return place_of(passage, at[0], at[0] + at[1])


def with_texts(report: Report, profile: Profile, found: Sequence[Passage]) -> tuple[Report, Texts]:
    """The report with all paragraphs as texts and the glossary as the list it is in a workbook, and where they stand."""
    texts: dict[str, list[str]] = {}
    places = Texts({}, {})
    for passage in found:
        section = passage.section or "正文"
        paragraphs = texts.setdefault(section, [])
        paragraphs.append(passage.text)
        places.paragraphs[f"“{section}”第 {len(paragraphs)} 段里"] = passage
    lists = dict(report.lists)
    for glossary in (item.glossary for item in profile.outline if item.glossary):
        lists[glossary] = _glossary(glossary, found, places)
    told = {name: tuple(paragraphs) for name, paragraphs in texts.items()}
    return replace(report, texts=told, lists=lists), places


def _glossary(name: str, found: Sequence[Passage], places: Texts) -> Block:
    rows: list[Row] = []
    for passage in found:
        if passage.is_about("名词解释") and (entry := _ENTRY.match(passage.text)):
            number = str(len(rows) + 1)
            cells = {
                column: Cell(name, f"{letter}{number}", CellKind.TEXT, entry[group])
                for column, letter, group in (("名词", "A", "name"), ("解释", "B", "meaning"))
            }
            rows.append(Row(number, entry["name"], cells=cells))
            places.entries.update({cell.place: passage for cell in cells.values()})
    return Block(name, (), tuple(rows))
