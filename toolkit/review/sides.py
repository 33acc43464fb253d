"""The sentences that a document should say, and those that it says, each with the heading that it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..document import Document, Text, Title
from .reading.finishing import squeezed
from .statements.sentences import Passage, split

#: What stands for a fact that is not known.
MARKER = re.compile("【待补充：[^】]*】")


class Sentence(NamedTuple):
    """A sentence (or a part up to ；) in its place: ``passage`` is None for an expected one.

    ``turns``: an expected one is written otherwise as soon as something is known that none of its words are about.
    """

    text: str
    section: str
    passage: Passage | None = None
    start: int = 0
    turns: bool = False

    @property
    def known(self) -> bool:
        return MARKER.search(self.text) is None


def expected_sentences(document: Document) -> Iterator[Sentence]:
    """The headings and sentences of a document that is drawn from a workbook or from tables, in order."""
    section = ""
    under: list[Sentence] = []
    for item in document.items:
        if isinstance(item, Title):
            yield from _turning(under)
            section, under = squeezed(item.text), []
            yield Sentence(section, section)
        elif isinstance(item, Text):
            for line in (item.lead + item.text).split("\n"):
                under += (Sentence(piece, section) for piece, _ in split(squeezed(line)))
    yield from _turning(under)


def _turning(under: Sequence[Sentence]) -> Iterator[Sentence]:
    """What stands under one heading. A marker all by itself says that it turns on something that is not known."""
    turns = any(MARKER.fullmatch(one.text) for one in under)
    return (one._replace(turns=turns) for one in under)


def actual_sentences(found: Sequence[Passage]) -> Iterator[Sentence]:
    """The headings and sentences of a document as it is, in order."""
    section = ""
    for passage in found:
        if passage.level:
            section = passage.text
        if passage.level and "。" not in passage.text:
            yield Sentence(passage.text, section, passage)
            continue
        for piece, start in split(passage.text):
            yield Sentence(piece, section, passage, start)
