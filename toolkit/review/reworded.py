"""Words of ours that somebody wrote otherwise: do they say another figure, or the same in other words, or more?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal

from ..numerals import number_of
from .statements.figures import Figure, figures

#: The mark of a footnote is no figure.
_MARK = re.compile(r"〔\d{1,2}〕")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
#: 三辆, 二十个, but not 八成以上.
_NUMERAL = re.compile("[〇零一二两三四五六七八九十百千]+(?=[辆个批项台家]|人次|万|$)")


def says_another_figure(was: str, now: str, *, known_at: Collection[int]) -> bool:
    """Whether the words ``now`` say another figure than the words ``was`` in their place; all of it left out is one, too.

    ``known_at``: where in ``now`` figures stand that fit what they are said of. What is said in words alone (八成以上), and
    what is said besides, is not another figure.
    """
    was, now = (_MARK.sub(lambda mark: "□" * len(mark[0]), words) for words in (was, now))
    if not now:
        return bool(re.search(r"\d", was))
    if not re.search(r"\d", now):
        return _is_another_number(was, now)
    if not _numbers(was) - _numbers(now):
        return False
    here = list(figures(now))
    is_new = any(figure.start not in known_at for figure in here)
    return is_new or bool(Counter(_others(now, here)) - Counter(_others(was, figures(was))))


def is_said_within(wanted: str, texts: Iterable[str]) -> bool:
    """Whether one of some longer sentences says a sentence: what it begins with, and all its figures."""
    found = list(figures(wanted))
    if not found or not found[0].start:
        return False
    beginning, values = wanted[: found[0].start], _numbers(wanted)
    return any(beginning in text and not values - _numbers(text) for text in texts)


def _is_another_number(was: str, now: str) -> bool:
    said, meant = _NUMERAL.findall(now), _NUMBER.findall(was)
    return len(said) == len(meant) == 1 and bool(number_of(said[0])) and Decimal(number_of(said[0])) != _value(meant[0])


def _numbers(words: str) -> Counter[Decimal]:
    found = list(figures(words))
    return Counter([*(figure.as_in_tables for figure in found), *map(_value, _others(words, found))])


def _others(words: str, found: Iterable[Figure]) -> list[str]:
    """The numbers that are no figures: years, numbering."""
    for figure in found:
        words = words[: figure.start] + "□" * (figure.end - figure.start) + words[figure.end :]
    return _NUMBER.findall(words)


def _value(number: str) -> Decimal:
    return Decimal(number.replace(",", "").rstrip("."))
