"""The unit's name and the terms of the field: where a text has nearly that name, it should be that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....findings import Finding
from ...statements.names import distance
from ...statements.sentences import Passage
from ...statements.vocabulary import vocabulary
from ..context import Context, about

#: Shorter names are near too many other words.
_SHORTEST = 6
_MOST_APART = 2
_HAN = re.compile("[\u4e00-\u9fff]")


def unit_name(context: Context) -> Iterator[Finding]:
    name = context.report.unit_name
    if len(name) < _SHORTEST:
        return
    for passage in context.passages:
        if not passage.is_about("名词解释"):
            yield from _in(passage, name)


def terms(context: Context) -> Iterator[Finding]:
    """Terms of the field with one letter wrong: 国有资金经营预算."""
    spelt, meant = vocabulary(context.profile).terms
    for passage in context.narrative:
        taken: set[int] = set()
        for term in spelt:
            for start in _nearly(passage.plain, term):
                end = start + len(term)
                words, places = passage.plain[start:end], set(range(start, end))
                on_purpose = words in spelt or meant.match(words) or "决算" in words
                if not on_purpose and not taken & places:
                    taken |= places
                    message = f"“{passage.text[start:end]}”应为“{term}”，请核对。"
                    yield about(passage, start, end, "WD-10", "名称写错", message)


def _nearly(text: str, term: str) -> list[int]:
    """Where a term stands with one letter of it another one, the last one aside: one half of it is as it should be."""
    half, found = len(term) // 2, set[int]()
    for part, before in ((term[:half], 0), (term[half:], half)):
        at = text.find(part)
        while at >= 0:
            start = at - before
            words = text[start : start + len(term)] if start >= 0 else ""
            wrong = [number for number, (a, b) in enumerate(zip(words, term, strict=False)) if a != b]
            if len(words) == len(term) and len(wrong) == 1 and wrong[0] < len(term) - 1 and _HAN.match(words[wrong[0]]):
                found.add(start)
            at = text.find(part, at + 1)
    return sorted(found)


def _in(passage: Passage, name: str) -> Iterator[Finding]:
    text, at = passage.text, 0
    while (at := text.find(name[:2], at)) >= 0:
        if text.startswith(name, at):
            at += len(name)
            continue
        for length in range(len(name) - _MOST_APART, len(name) + _MOST_APART + 1):
            words = text[at : at + length]
            if words.endswith(name[-2:]) and name not in words and 0 < distance(words, name) <= _MOST_APART:
                message = f"“{words}”与单位名称“{name}”差几个字，请核对。"
                yield about(passage, at, at + length, "WD-13", "单位名称不一致", message)
                at += length - 1
                break
        at += 1
