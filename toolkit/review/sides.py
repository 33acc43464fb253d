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
    """A sentence (or a part up to ；) in its place: ``passage`` is None for an expected one."""

    text: str
    section: str
    passage: Passage | None = None
    start: int = 0

    @property
    def known(self) -> bool:
        return MARKER.search(self.text) is None


def expected_sentences(document: Document) -> Iterator[Sentence]:
    section = ""
    for item in document.items:
        if isinstance(item, Title):
            section = squeezed(item.text)
            yield Sentence(section, section)
        elif isinstance(item, Text):
            for line in (item.lead + item.text).split("\n"):
                for piece, _ in split(squeezed(line)):
                    yield Sentence(piece, section)


def actual_sentences(found: Sequence[Passage]) -> Iterator[Sentence]:
    section = ""
    for passage in found:
        if passage.level:
            section = passage.text
        if passage.level and "。" not in passage.text:
            yield Sentence(passage.text, section, passage)
            continue
        for piece, start in split(passage.text):
            yield Sentence(piece, section, passage, start)
