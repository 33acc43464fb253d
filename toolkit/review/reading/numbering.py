"""The labels that Word counts itself (一、 （一） 1.), and outline levels: a paragraph's own or its style's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from ...numerals import chinese_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "ideographTraditional",
}
_UNTITLED_HEADING = re.compile(r"(?:heading|标题|无目录标题) ?(\d)", re.IGNORECASE)
_NO_OUTLINE = 9
#: Word follows no longer a chain of styles that are based on each other.
_MOST_BASES = 20
_STYLE = f"{W}pPr/{W}pStyle"


class Level(NamedTuple):
    """One level of a list: where it starts, how it counts, and its text (``%1、``)."""

    start: int = 1
    kind: str = "none"
    text: str = ""


def value(node: etree._Element, path: str, default: int) -> int:
    """The number in the ``w:val`` of what stands at ``path`` (``trPr/gridBefore``), else the default."""
    found = node.find(_full(path))
    return default if found is None else number(found.get(W + "val"), default)


@lru_cache(maxsize=32)
def _full(path: str) -> str:
    return "/".join(W + step for step in path.split("/"))


def number(text: str | None, default: int = 0) -> int:
    """A whole number as an attribute has it (some programs write 1200.5); the default for anything else."""
    match = re.fullmatch(r"\s*(-?[0-9]{1,6})(?:\.[0-9]{1,20})?\s*", text or "")
    return int(match[1]) if match else default


class Numbers:
    """Counts through a document: every paragraph must be asked once, in order."""

    def __init__(self, styles: Iterable[etree._Element], numbering: Iterable[etree._Element]) -> None:
        """The roots of the parts with the styles and with the lists."""
        self._styles = {style.get(W + "styleId") or "": style for root in styles for style in root.iter(W + "style")}
        self._chains: dict[str, Sequence[etree._Element]] = {}
        self._levels: dict[tuple[str, int], Level] = {}
        self._starts: dict[tuple[int, int], int] = {}
        self._lists: dict[int, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for root in numbering:
            self._learn(root)

    def label(self, paragraph: etree._Element) -> str:
        """``（二）`` for the second paragraph of such a list; "" for one that is not counted."""
        numbered = next((p for p in self._properties(paragraph) if p.find(W + "numPr") is not None), None)
        if numbered is None:
            return ""
        list_id, depth = value(numbered, "numPr/numId", 0), value(numbered, "numPr/ilvl", 0)
        key = self._lists.get(list_id, "")
        level = self._levels.get((key, depth), Level())
        if not list_id or level.kind in ("none", "bullet"):
            return ""
        counts = self._counts.setdefault(key, {})
        restarted = self._starts.pop((list_id, depth), None)
        counts[depth] = restarted if restarted is not None else counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        return re.sub(r"%(\d)", lambda found: self._numeral(key, int(found[1]) - 1), level.text)

    def outline(self, paragraph: etree._Element) -> int:
        """1–9 for a heading by its outline level or the name of its style, else 0.

        A style that is called a heading is one, also where it is kept out of the 目录.
        """
        for properties in self._properties(paragraph):
            depth = value(properties, "outlineLvl", _NO_OUTLINE)
            if depth < _NO_OUTLINE:
                return depth + 1
        return next(self._named_levels(paragraph), 0)

    def bold_by_style(self, paragraph: etree._Element) -> bool:
        return any(style.find(f"{W}rPr/{W}b") is not None for style in self._styles_of(paragraph))

    def _learn(self, root: etree._Element) -> None:
        for item in root.iter(W + "abstractNum"):
            for lvl in item.iter(W + "lvl"):
                kind, text = (
                    found.get(W + "val") or "" if (found := lvl.find(W + name)) is not None else ""
                    for name in ("numFmt", "lvlText")
                )
                depth = number(lvl.get(W + "ilvl"))
                self._levels[item.get(W + "abstractNumId") or "", depth] = Level(value(lvl, "start", 1), kind, text)
        for item in root.iter(W + "num"):
            abstract = item.find(W + "abstractNumId")
            list_id = number(item.get(W + "numId"))
            self._lists[list_id] = "" if abstract is None else abstract.get(W + "val") or ""
            for over in item.iter(W + "lvlOverride"):
                if over.find(W + "startOverride") is not None:
                    self._starts[list_id, number(over.get(W + "ilvl"))] = value(over, "startOverride", 1)

    def _numeral(self, key: str, depth: int) -> str:
        level = self._levels.get((key, depth), Level())
        count = self._counts[key].get(depth, level.start)
        return chinese_number(count) if level.kind in _CHINESE and 0 < count < 1000 else str(count)

    def _properties(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """The paragraph's own properties, then those of its style and of the styles that one is based on."""
        own = paragraph.find(W + "pPr")
        if own is not None:
            yield own
        for style in self._styles_of(paragraph):
            properties = style.find(W + "pPr")
            if properties is not None:
                yield properties

    def _named_levels(self, paragraph: etree._Element) -> Iterator[int]:
        for style in self._styles_of(paragraph):
            name = style.find(W + "name")
            match = _UNTITLED_HEADING.fullmatch(name.get(W + "val") or "") if name is not None else None
            if match:
                yield int(match[1])

    def _styles_of(self, paragraph: etree._Element) -> Sequence[etree._Element]:
        """The style of a paragraph and those that it is based on."""
        link = paragraph.find(_STYLE)
        return () if link is None else self._chain(link.get(W + "val") or "")

    def _chain(self, name: str) -> Sequence[etree._Element]:
        if name not in self._chains:
            chain: dict[str, etree._Element] = {}
            at: str | None = name
            while at in self._styles and at not in chain and len(chain) <= _MOST_BASES:
                chain[at] = self._styles[at]
                link = chain[at].find(W + "basedOn")
                at = None if link is None else link.get(W + "val")
            self._chains[name] = tuple(chain.values())
        return self._chains[name]
