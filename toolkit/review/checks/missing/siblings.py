"""Paragraphs of one kind under one heading (items of 支出, projects): what all but a few of them say, the others should."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from ....findings import Finding
from ...statements.comparisons import LESS, MORE
from ...statements.figures import HOLE, figures
from ...statements.roles import DOWNWARD, UPWARD, last_piece
from ...statements.sentences import Passage
from ..context import Context, about

#: A rule of so few paragraphs is none, and one with more exceptions neither.
_FEWEST, _MOST_EXCEPTIONS = 4, 0.25
_KEY_LENGTH = 6
_PLANNED = re.compile(r"预算数?(?:为|是)?(?P<plan>[\d,.]+)万元，(?:支出)?决算数?(?:为|是)?(?P<spent>[\d,.]+)万元")
_WAYS = re.compile("|".join((UPWARD, DOWNWARD, *MORE, *LESS, "持平")))
_REASON = re.compile("原因|主要|用于")


def unlike_siblings(context: Context) -> Iterator[Finding]:
    found = [passage for passage in context.narrative if not passage.level]
    for _, group in groupby(found, key=lambda passage: passage.headings):
        yield from _in_section(list(group))


def _in_section(passages: Sequence[Passage]) -> Iterator[Finding]:
    having: dict[str, set[int]] = defaultdict(set)
    for number, passage in enumerate(passages):
        for key in _keys(passage):
            having[key].add(number)
    unfinished = {number for number, passage in enumerate(passages) if passage.has_holes}
    common = {key: numbers for key, numbers in having.items() if len(numbers) >= _FEWEST}
    told: set[int] = set()
    for key, numbers in common.items():
        for other, all_ in common.items():
            exceptions = all_ - numbers - unfinished
            if other == key or not exceptions or len(exceptions) > len(all_) * _MOST_EXCEPTIONS:
                continue
            for number in sorted(exceptions - told):
                told.add(number)
                message = f"这一节里同样的各段都写了“……{key}……”，这一段没有，是不是漏了一句？"
                yield about(passages[number], 0, len(passages[number].text), "WD-23", "应有的话没有写", message)


def without_rate(context: Context) -> Iterator[Finding]:
    """Items with a budget of which, other than of nearly all such items, no completion is told."""
    told: list[tuple[Passage, re.Match[str]]] = []
    with_rate = 0
    for passage in context.narrative:
        for match in _PLANNED.finditer(passage.plain):
            _, end = passage.sentence(match.start())
            if HOLE.search(passage.plain, match.end()):
                continue
            if match["plan"].strip("0.,") and match["spent"].strip("0.,"):
                # 支出决算为198.92万元。完成年初预算的66.3%: another sentence may tell it
                if "%" in passage.plain[match.end() : end] or passage.plain.startswith("完成", end):
                    with_rate += 1
                else:
                    told.append((passage, match))
    if with_rate >= _FEWEST and len(told) <= (with_rate + len(told)) * _MOST_EXCEPTIONS:
        for passage, match in told:
            message = f"“{match[0]}”后面没有写完成率，别处都写了，请核对年初预算数。"
            yield about(passage, *match.span(), "WD-23", "应有的话没有写", message)


def _keys(passage: Passage) -> set[str]:
    """The words before the first figure of each sentence: what it says a figure of."""
    text, low, keys = passage.plain, 0, set()
    found = list(figures(text))
    starts = [figure.start for figure in found]
    while low < len(text):
        low, high = passage.sentence(low)
        at = bisect_left(starts, low)
        if at < len(starts) and starts[at] < high:
            first = found[at]
            lead = last_piece(text[low : first.start])[-_KEY_LENGTH:]
            if len(lead) >= 4 and not _WAYS.search(lead) and not _REASON.search(text[low : first.start]):
                keys.add(lead)
        low = max(high, low + 1)
    return keys
