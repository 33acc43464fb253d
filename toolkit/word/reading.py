"""A Word file read back: what a reader would see in its body, for tests and checks of what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from .markup import qn
from .package import DOCUMENT, STYLES, open_package, parse_part
from .styles import Styles

#: What no finished document may hold: tags left open, and the mark of a missing text.
UNFINISHED = ("{{", "}}", "【待补充")
_HEADING = re.compile(r"heading (\d)")
_TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")


@dataclass(frozen=True)
class ReadBack:
    """A document's body. ``titles`` are (level, text) in order, the titles of forms that are headings among them.

    ``paragraphs`` are the others that say something. ``tables`` are rows of texts; each row has one text per grid
    column, and a merged cell says its text once, at its top left.
    """

    titles: tuple[tuple[int, str], ...]
    paragraphs: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


def read_back(path: Path) -> ReadBack:
    """The titles, paragraphs and tables of a Word file. Raises TemplateError when it cannot be read."""
    parts = open_package(path)
    styles = Styles(parse_part(parts, STYLES, path), path)
    titles: list[tuple[int, str]] = []
    paragraphs: list[str] = []
    tables: list[tuple[tuple[str, ...], ...]] = []
    for element in parse_part(parts, DOCUMENT, path)[0]:
        if element.tag == qn("w:tbl"):
            tables.append(tuple(_row(row) for row in element.iterfind(qn("w:tr"))))
        elif element.tag == qn("w:p") and (text := _text(element)):
            level = _level(element, styles)
            if level:
                titles.append((level, text))
            else:
                paragraphs.append(text)
    return ReadBack(tuple(titles), tuple(paragraphs), tuple(tables))


def leftovers(path: Path) -> tuple[str, ...]:
    """The paragraphs, anywhere in the file, that still hold ``{{``, ``}}`` or ``【待补充``."""
    parts = open_package(path)
    texts = (
        _text(paragraph)
        for name in parts
        if _TEXT_PARTS.fullmatch(name)
        for paragraph in parse_part(parts, name, path).iter(qn("w:p"))
    )
    return tuple(text for text in texts if any(mark in text for mark in UNFINISHED))


def _level(paragraph: etree._Element, styles: Styles) -> int:
    """1–9 for a heading, by its own outline level or its style's name; 0 for body text."""
    outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if outline is not None:
        return (int(outline.get(qn("w:val"), "9")) + 1) % 10
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = styles.name_of(style.get(qn("w:val"), "")) if style is not None else ""
    match = _HEADING.fullmatch(name)
    if match:
        return int(match[1])
    return int(name[-1]) if re.fullmatch(r"无目录标题\d", name) else 0


def _row(row: etree._Element) -> tuple[str, ...]:
    return tuple(text for cell in row.iterfind(qn("w:tc")) for text in _cell(cell))


def _cell(cell: etree._Element) -> Iterator[str]:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    yield "\n".join(_text(paragraph) for paragraph in cell.iterfind(qn("w:p")))
    yield from [""] * (int(span.get(qn("w:val"), "1")) - 1 if span is not None else 0)


def _text(paragraph: etree._Element) -> str:
    shown = {qn("w:t"): None, qn("w:br"): "\n", qn("w:tab"): "\t"}
    runs = paragraph.iter(qn("w:r"))
    return "".join(shown[piece.tag] or piece.text or "" for run in runs for piece in run if piece.tag in shown)
