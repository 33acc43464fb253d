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
from .figures import HOLE, plain, without_marks
from .vocabulary import Topic, Vocabulary, vocabulary

#: What a paragraph is about that no heading tells of: it is held to what it says itself, and to what it names in full.
ANYTHING = Topic("正文", re.compile(""), loose=True)

#: A line that can be a heading by itself: short, a number before it or none, no sentence.
_BARE_HEADING = re.compile(r"(?:\d+[.、])?[^。；：，、]{2,30}")
_END = re.compile(r"(?<=[。！？])(?![”）)」』])")


_PIECE = re.compile(r"(?:【待补充：[^】]*】|[^。；：])*[。；：]?")


def split(text: str) -> Iterator[tuple[str, int]]:
    """A paragraph cut at 。 ； and ：, which stay with what they end: the pieces and their places. What is still to be
    filled in (【待补充：…】) is never cut."""
    for match in _PIECE.finditer(text):
        if match[0]:
            yield match[0], match.start()


class Passage(NamedTuple):
    """A paragraph in its place. ``plain`` has one width of letters and signs and no words in what is still to be filled
    in, place for place the same as ``text``."""

    part: int
    text: str
    plain: str
    page: int
    level: int
    headings: tuple[str, ...]
    topic: Topic | None

    @property
    def has_holes(self) -> bool:
        """Whether figures or words are still to be filled in."""
        return HOLE.search(self.plain) is not None

    def is_about(self, topic: str) -> bool:
        """Whether its section is about this topic, by its id in review.toml."""
        return self.topic is not None and self.topic.id == topic

    @property
    def is_silent(self) -> bool:
        """Whether its section is about nothing known, or about nothing whose figures are looked at."""
        return self.topic is None or self.topic.silent

    @property
    def section(self) -> str:
        """Where it stands, as people say it: 三、支出决算情况说明."""
        names = [heading.rstrip("。：") for heading in self.headings[-2 if len(self.headings) > 2 else -1 :]]
        return "".join(name if len(name) < 40 else name[:39] + "…" for name in names)

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
    """All paragraphs in order, headings too; ``profile``: whose words its headings are in.

    Where no numbered heading says what an account is about, short lines without a number do (收入决算情况说明), and what
    stands under none is of anything.
    """
    words = vocabulary(profile)
    found = list(_under_headings(document, words))
    if any(one.topic is not None and not one.topic.silent for one in found):
        yield from found
        return
    headings: tuple[str, ...] = ()
    topic = ANYTHING
    for one in found:
        if one.level:
            headings, topic = one.headings, one.topic or ANYTHING
        elif _BARE_HEADING.fullmatch(one.plain) and (told := words.topic_of((one.plain,))):
            headings, topic = (one.text,), told
        yield one._replace(headings=headings, topic=topic)


def _under_headings(document: Published, words: Vocabulary) -> Iterator[Passage]:
    for number, (part, headings) in enumerate(sections(document)):
        if isinstance(part, Paragraph) and part.text:
            topic = words.topic_of(headings)
            yield Passage(number, part.text, without_marks(plain(part.text)), part.page, part.level, headings, topic)
