"""Sums inside one sentence: 采购总额 2.2 万元，其中：货物 …、工程 …、服务 …. A part is no more than the whole, and kinds that
leave nothing out (``[[partition]]`` of review.toml) add up to it, over the true amounts behind what is printed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...amounts import Interval
from ...findings import Finding, Severity
from ...profiles import Profile
from .figures import HOLE, Figure, Kind, figures
from .roles import Role, last_piece, said
from .sentences import Passage
from .state import place_of
from .vocabulary import Partition, vocabulary

_OPENS = re.compile(r"（?其中[：，、]?")
_NOT_A_PART = re.compile("上年|去年|年初|预算数|比上年|较上年|人均|平均|以上|以下|占")
_FEWEST = 3


class Sum(NamedTuple):
    """A whole with the parts that follow its 其中, each with the words before it."""

    whole: tuple[str, Figure]
    parts: tuple[tuple[str, Figure], ...]


def judge_sums(
    passages: Sequence[Passage], year: int, *, is_budget: bool, profile: Profile | None = None
) -> Iterator[Finding]:
    """Wholes that are not their parts, and parts that are more than their whole. ``profile``: whose kinds of parts."""
    partitions = vocabulary(profile).partitions
    for passage in passages:
        if passage.is_silent:
            continue
        for found in _sums(passage, year, is_budget=is_budget):
            yield from _judged(passage, found, partitions)


def _sums(passage: Passage, year: int, *, is_budget: bool) -> Iterator[Sum]:
    text = passage.plain
    all_figures = list(figures(text))
    ends = [figure.end for figure in all_figures]
    for opening in _OPENS.finditer(text):
        end = _end(text, opening)
        at = bisect_right(ends, opening.start()) - 1
        while at >= 0 and all_figures[at].kind not in (Kind.MONEY, Kind.COUNT):
            at -= 1
        if at < 0 or re.search("[。；）]", text[ends[at] : opening.start()]) or HOLE.search(text, ends[at], end):
            continue
        whole = all_figures[at]
        lead = text[ends[at - 1] if at else 0 : whole.start]
        if said(lead, whole.kind, year, is_budget=is_budget).role is not Role.AMOUNT:
            continue
        parts = tuple(_parts(text, opening.end(), end, whole, all_figures))
        if parts:
            yield Sum((last_piece(lead), whole), parts)


def _end(text: str, opening: re.Match[str]) -> int:
    """Where the parts end: at the bracket that opened them, else with the sentence or at the next 其中."""
    stop = "）" if opening[0].startswith("（") else "[。；]"
    match = re.compile(f"{stop}|其中").search(text, opening.end())
    return match.start() if match else len(text)


def _parts(
    text: str, start: int, end: int, whole: Figure, all_figures: Sequence[Figure]
) -> Iterator[tuple[str, Figure]]:
    """The figures of the whole's unit, each with its own words; those in brackets are parts of parts."""
    before, depth_from = start, start
    first = bisect_left(all_figures, start, key=lambda figure: figure.start)
    for figure in all_figures[first:]:
        if figure.start >= end:
            break
        lead, before = text[before : figure.start], figure.end
        inside = text[depth_from : figure.start]
        if inside.count("（") > inside.count("）") or figure.kind is not whole.kind or figure.unit != whole.unit:
            continue
        words = last_piece(lead)
        if len(words) > 1 and not _NOT_A_PART.search(words):
            yield words, figure


def _judged(passage: Passage, found: Sum, partitions: Sequence[Partition]) -> Iterator[Finding]:
    words, whole = found.whole
    limit = whole.interval
    for part, figure in found.parts:
        if figure.interval.low > limit.high:
            message = f"“{part}”{figure.text}，大于它所属的“{words}”{whole.text}，部分不能大于全体。"
            yield _finding(passage, figure, "部分大于全体", message, whole.value)
            return
    total = Interval(0, 0)
    for _, figure in found.parts:
        total = total.plus(figure.interval)
    added = sum((figure.value for _, figure in found.parts), Decimal(0))
    if total.meets(limit):
        return
    if any(_is_whole(partition, found) for partition in partitions):
        message = f"“{words}”写的是 {whole.text}，所列各项之和是 {added:,f}{whole.unit}，不相等。"
        yield _finding(passage, whole, "各项之和与总数不符", message, added)
    elif len(found.parts) >= _FEWEST and _one_digit_apart(found, added):
        message = f"“{words}”写的是 {whole.text}，所列各项之和是 {added:,f}{whole.unit}，只差一位数字，请核对。"
        yield _finding(passage, whole, "各项之和与总数不符", message, added, Severity.WARNING)


def _is_whole(partition: Partition, found: Sum) -> bool:
    """Whether the parts are of such a kind, each another one, and as many as leave nothing out."""
    named = {match[0] for part, _ in found.parts if (match := partition.parts.search(part))}
    return (
        partition.whole.search(found.whole[0]) is not None
        and len(named) == len(found.parts)
        and len(named) >= partition.fewest
    )


def _one_digit_apart(found: Sum, added: Decimal) -> bool:
    """Whether one digit, changed in the whole or in a part, makes the sum right."""
    apart = abs(added - found.whole[1].value).normalize()
    digits = apart.as_tuple().digits
    if len(digits) != 1 or not added:
        return False
    change = added - found.whole[1].value
    return any(
        _differ_by_one(figure.value, figure.value + sign * change)
        for sign, figure in ((1, found.whole[1]), *((-1, figure) for _, figure in found.parts))
    )


def _differ_by_one(one: Decimal, other: Decimal) -> bool:
    a, b = f"{one:f}", f"{other:f}"
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _finding(
    passage: Passage,
    figure: Figure,
    title: str,
    message: str,
    expected: Decimal,
    severity: Severity = Severity.ERROR,
) -> Finding:
    place = place_of(passage, figure.start, figure.end)
    gap = figure.value - expected
    return Finding("WD-09", severity, title, message, (), expected, figure.value, gap, place=place)
