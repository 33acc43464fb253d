"""The texts of a document put into a Report, so that the rules about words and about the 名词解释 run on them too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..cells import Cell, CellKind
from ..findings import Finding, Severity
from ..profiles import Profile
from ..report import Block, Report, Row
from .statements.sentences import Passage
from .statements.state import place_of

_ENTRY = re.compile(r"^(?:[（(]?[一二三四五六七八九十]+[）)]?[、.．]?|\d+[.．、])?(?P<name>[^：]{2,80})：(?P<meaning>.+)$")


def with_texts(report: Report, profile: Profile, found: Sequence[Passage]) -> tuple[Report, dict[str, Finding]]:
    """The report with all paragraphs as texts, and how a finding about each begins → a finding with its place."""
    texts: dict[str, list[str]] = {}
    places: dict[str, Finding] = {}
    for passage in found:
        section = passage.section or "正文"
        paragraphs = texts.setdefault(section, [])
        paragraphs.append(passage.text)
        start = f"“{section}”第 {len(paragraphs)} 段"
        places[start] = Finding("", Severity.WARNING, "", "", place=place_of(passage, 0, len(passage.text)))
    lists = dict(report.lists)
    for glossary in (item.glossary for item in profile.outline if item.glossary):
        lists[glossary] = _glossary(glossary, found)
    told = {name: tuple(paragraphs) for name, paragraphs in texts.items()}
    return replace(report, texts=told, lists=lists), places


def _glossary(name: str, found: Sequence[Passage]) -> Block:
    rows = []
    for passage in found:
        if passage.topic is not None and passage.topic.id == "名词解释" and (entry := _ENTRY.match(passage.text)):
            number = str(len(rows) + 1)
            cells = {
                column: Cell(name, f"{letter}{number}", CellKind.TEXT, entry[group])
                for column, letter, group in (("名词", "A", "name"), ("解释", "B", "meaning"))
            }
            rows.append(Row(number, entry["name"], cells=cells))
    return Block(name, (), tuple(rows))
