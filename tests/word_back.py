"""A Word file read back: what a reader would see in its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docx.document import Document as WordFile
from docx.opc.part import XmlPart
from docx.oxml.parser import parse_xml
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from toolkit.document import UNFINISHED_START
from toolkit.word.markup import qn
from toolkit.word.package import open_word
from toolkit.word.tags import paragraph_text

#: What no finished document may hold: tags left open, and the mark of a missing text.
UNFINISHED = ("{{", "}}", UNFINISHED_START)
_HEADING = re.compile(r"heading (\d)|无目录标题(\d)", re.IGNORECASE)
_TEXT_PARTS = re.compile(r"word/(?:document|header|footer|footnotes|endnotes)\d*\.xml")


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
    titles: list[tuple[int, str]] = []
    paragraphs: list[str] = []
    tables: list[tuple[tuple[str, ...], ...]] = []
    for item in open_word(path).iter_inner_content():
        if isinstance(item, Table):
            tables.append(_rows(item))
        elif item.text:
            level = _level(item)
            if level:
                titles.append((level, item.text))
            else:
                paragraphs.append(item.text)
    return ReadBack(tuple(titles), tuple(paragraphs), tuple(tables))


def leftovers(path: Path) -> tuple[str, ...]:
    """The paragraphs, anywhere in the file, that still hold ``{{``, ``}}`` or ``【待补充``."""
    texts = (paragraph_text(paragraph) for root in _written(open_word(path)) for paragraph in root.iter(qn("w:p")))
    return tuple(text for text in texts if any(mark in text for mark in UNFINISHED))


def _written(document: WordFile) -> Iterator[etree._Element]:
    """The parts of a file that hold text: body, headers, footers, notes."""
    for part in document.part.package.iter_parts():
        if _TEXT_PARTS.fullmatch(part.partname.membername):
            yield part.element if isinstance(part, XmlPart) else parse_xml(part.blob)


def _level(paragraph: Paragraph) -> int:
    """1–9 for a heading, by its own outline level or its style's name; 0 for body text."""
    outline = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if outline is not None:
        return (int(outline.get(qn("w:val"), "9")) + 1) % 10
    style = paragraph.style
    heading = _HEADING.fullmatch(style.name or "") if style is not None else None
    return int(heading[1] or heading[2]) if heading else 0


def _rows(table: Table) -> tuple[tuple[str, ...], ...]:
    told = set()  # merged cells come again in every row and column that they cover
    rows = []
    for row in table.rows:
        texts = []
        for cell in row.cells:
            texts.append("" if cell._tc in told else cell.text)
            told.add(cell._tc)
        rows.append(tuple(texts))
    return tuple(rows)
