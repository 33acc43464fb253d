"""What differs between two versions: each figure with both values, each sentence with both wordings, in the order of B."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ...text import matcher
from .contents import NOTE, Content, Figure, Sentence

#: Two sentences as alike as this are versions of one.
_ALIKE = 0.5
#: So many pairs of sentences are looked at in one stretch that differs: of a longer one, each with the next ones only.
_MOST_PAIRS = 200_000


class Changed(NamedTuple):
    """A figure of a form; None where one of the versions has no such row. ``change`` is B less A, in 万元."""

    table: str
    row: str
    column: str
    old: Figure | None
    new: Figure | None
    change: Decimal | None


class Reworded(NamedTuple):
    """A sentence; "" where one of the versions does not have it."""

    section: str
    old: str
    new: str


class Comparison(NamedTuple):
    a: Content
    b: Content
    figures: tuple[Changed, ...]
    sentences: tuple[Reworded, ...]

    @property
    def alike(self) -> bool:
        return not self.figures and not self.sentences


def compare(a: Content, b: Content) -> Comparison:
    """All differences. Forms that only one of the two has are compared row by row with nothing."""
    return Comparison(a, b, tuple(_figures(a, b)), (*_words(a, b), *_sentences(a.sentences, b.sentences)))


def _words(a: Content, b: Content) -> Iterator[Reworded]:
    """What two workbooks say in their forms otherwise. A row that only one has is told by its figures."""
    if a.words is None or b.words is None:
        return
    for key in dict.fromkeys((*a.words, *b.words)):
        old, new = a.words.get(key), b.words.get(key)
        known = new or old
        assert known is not None
        if (old and new or key[2] == NOTE) and (old and old.text) != (new and new.text):
            yield Reworded(known.section, old.text if old else "", new.text if new else "")


def _figures(a: Content, b: Content) -> Iterator[Changed]:
    for key in dict.fromkeys((*a.figures, *b.figures)):
        old, new = a.figures.get(key), b.figures.get(key)
        known = new or old
        assert known is not None
        if old is None or new is None:
            if known.value:
                yield Changed(known.table, known.row, known.column, old, new, _signed(old, new))
        elif (old.value or 0) != (new.value or 0):
            yield Changed(new.table, new.row, new.column, old, new, _signed(old, new))


def _signed(old: Figure | None, new: Figure | None) -> Decimal:
    before = old.value if old and old.value is not None else Decimal(0)
    after = new.value if new and new.value is not None else Decimal(0)
    return after - before


def _sentences(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[Reworded]:
    texts = [one.text for one in old], [one.text for one in new]
    for tag, i1, i2, j1, j2 in matcher(*texts).get_opcodes():
        if tag != "equal":
            yield from _paired(old[i1:i2], new[j1:j2])


def _paired(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[Reworded]:
    """Versions of one sentence side by side, in order; what has no other stands alone."""
    free = list(old)
    window = max(_MOST_PAIRS // max(len(new), 1), 10)
    likeness = cache(_likeness)  # one sentence may stand there a thousand times
    for one in new:
        ranked = [(likeness(other.text, one.text), -at) for at, other in enumerate(free[:window])]
        best, at = max(ranked, default=(0.0, 0))
        if best >= _ALIKE:
            yield from (Reworded(other.section, other.text, "") for other in free[:-at])
            yield Reworded(one.section, free[-at].text, one.text)
            free = free[1 - at :]
        else:
            yield Reworded(one.section, "", one.text)
    yield from (Reworded(other.section, other.text, "") for other in free)


def _likeness(one: str, other: str) -> float:
    if 2 * min(len(one), len(other)) < _ALIKE * (len(one) + len(other)):  # too short, whatever it says
        return 0.0
    alike = matcher(one, other)
    if alike.quick_ratio() < _ALIKE:
        return 0.0
    return alike.ratio()
