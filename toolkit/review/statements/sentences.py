"""The paragraphs of a document with their sentences, and what each is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ...profiles import Profile
from ..reading.finishing import sections
from ..reading.records import Paragraph, Published
from .figures import plain
from .vocabulary import Topic, vocabulary

_END = re.compile(r"(?<=[。！？])(?![”）)」』])")


_PIECE = re.compile(r"(?:【待补充：[^】]*】|[^。；：])*[。；：]?")


def split(text: str) -> Iterator[tuple[str, int]]:
    """A paragraph cut at 。 ； and ：, which stay with what they end: the pieces and their places. What is still to be
    filled in (【待补充：…】) is never cut."""
    for match in _PIECE.finditer(text):
        if match[0]:
            yield match[0], match.start()


class Passage(NamedTuple):
    """A paragraph in its place. ``plain`` has one width of letters and signs, place for place the same as ``text``."""

    part: int
    text: str
    plain: str
    page: int
    level: int
    headings: tuple[str, ...]
    topic: Topic | None

    @property
    def section(self) -> str:
        """Where it stands, as people say it: 三、支出决算情况说明."""
        names = [heading.rstrip("。：") for heading in self.headings[-2 if len(self.headings) > 2 else -1 :]]
        return "".join(name if len(name) < 40 else name[:39] + "…" for name in names)

    @property
    def part_title(self) -> str:
        """The highest heading: 第三部分 …"""
        return self.headings[0] if self.headings else ""

    def sentence(self, place: int) -> tuple[int, int]:
        """From where to where the sentence at a place reaches."""
        ends = _ends(self.text)
        after = bisect_right(ends, place)
        return ends[after - 1] if after else 0, ends[after] if after < len(ends) else len(self.text)


@lru_cache(maxsize=8)
def _ends(text: str) -> tuple[int, ...]:
    """Where the sentences of a text end."""
    return tuple(match.start() for match in _END.finditer(text))


def passages(document: Published, profile: Profile | None = None) -> Iterator[Passage]:
    """All paragraphs in order, headings too; ``profile``: whose words its headings are in."""
    words = vocabulary(profile)
    for number, (part, headings) in enumerate(sections(document)):
        if isinstance(part, Paragraph) and part.text:
            topic = words.topic_of(headings)
            yield Passage(number, part.text, plain(part.text), part.page, part.level, headings, topic)
