"""Headings: the same in the 目录 and in the text, counted without gaps, and none of the required parts missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ...findings import Finding, Place, Severity
from ...narrative.drafts import document_fields
from ...narrative.placed import placed
from ...numerals import chinese_number, number_of
from ...patterns import fill
from ...text import most_alike, normal_name
from ..statements.sentences import Passage
from .context import Context, about

_PARTS = {"部门（单位）概况": "概况|职责|职能", "情况说明": "说明|情况", "名词解释": "名词|术语"}
_TOPICS = {
    "“三公”经费": "三公",
    "机关运行经费": "机关运行经费|运行经费",
    "政府采购": "政府采购",
    "国有资产占用": "国有资产|车辆",
    "预算绩效": "绩效",
}
_COUNTED = [
    re.compile(r"第([一二三四五六七八九十]+)(?:部分|篇|编|章)"),
    re.compile(r"([一二三四五六七八九十]+)、"),
    re.compile(r"（([一二三四五六七八九十]+)）"),
    re.compile(r"(\d{1,2})[.．、](?!\d)"),
    re.compile(r"（(\d{1,2})）"),
]
#: From this kind on it is items of lists, which also stand in notes and forms.
_ITEMS = 3
_ALIKE = 0.6


def contents(context: Context) -> Iterator[Finding]:
    """Every entry of the 目录 stands in the text in the same words, or in those that the format has for it there."""
    headings = {normal_name(p.text.rstrip("。")): p.text for p in context.passages if p.level}
    headings |= {normal_name(table.title): table.title for table in context.document.tables if table.title}
    worded = _worded_otherwise(context)
    for entry in context.document.contents:
        name = worded.get(normal_name(entry), normal_name(entry))
        if name in headings or not name or name in ("目录", "目次"):
            continue
        if near := most_alike(name, headings, _ALIKE):
            message = f"目录里写的是“{entry}”，正文的标题是“{headings[near]}”，请改成一致。"
        else:
            message = f"目录里列了“{entry}”，正文里没有这个标题。"
        yield Finding("WD-17", Severity.WARNING, "目录与正文标题不一致", message, place=Place("目录", entry))


def _worded_otherwise(context: Context) -> dict[str, str]:
    """The titles, by how the 目录 words them where the format says that it words them otherwise."""
    if context.profile is None:
        return {}
    items = [item for item in placed(context.report, context.profile) if item.contents_title]
    fields = document_fields(context.report, context.profile) if items else {}
    return {
        normal_name(fill(item.contents_title, fields, "outline.toml")): normal_name(
            fill(item.title, fields, "outline.toml")
        )
        for item in items
    }


def numbering(context: Context) -> Iterator[Finding]:
    """Counted headings and items go up one by one; a lower level starts anew below each higher one.

    Which level is higher, the signs say (一、 before （一） before 1.), or else the document by what it uses first, or by the
    levels of its headings: only what fits none of these is told.
    """
    orders = (_usual, _own_order(context), _by_level)
    faults = [{passage.part: fault for passage, fault in _gaps(context, order)} for order in orders]
    yield from (fault for part, fault in faults[0].items() if all(part in found for found in faults))


#: No heading has so many levels above it.
_BELOW_HEADINGS = 10
#: Where a counted heading or item stands among the levels.
_Order = Callable[[Passage, int], int]


def _usual(_: Passage, kind: int) -> int:
    return kind


def _by_level(passage: Passage, kind: int) -> int:
    """Headings by their level, items of whatever kind (一、 of the 名词 under 三、名词解释) below them all."""
    return passage.level or _BELOW_HEADINGS + kind


def _own_order(context: Context) -> _Order:
    """Headings in the order in which the document first uses their kinds, items below them."""
    headings = (_counted(passage) for passage in context.narrative if passage.level)
    used = dict.fromkeys(found[0] for found in headings if found)
    ranks = {kind: rank for rank, kind in enumerate(used)}
    return lambda passage, kind: ranks[kind] if passage.level and kind in ranks else len(_COUNTED) + kind


def _gaps(context: Context, order: _Order) -> Iterator[tuple[Passage, Finding]]:
    last: dict[int, int] = {}
    for passage in context.passages:
        found = _counted(passage)
        if found is None or (found[0] >= _ITEMS and passage.is_silent):
            continue
        kind, number, numeral, shown = found
        rank = order(passage, kind)
        before = last.get(rank, 0)
        # What came before may be a paragraph without a number; a part of a document may begin anywhere.
        starts = number == 1 or (not before and (number == 2 or kind == 0))
        if not starts and number != before + 1:
            should = shown.replace(numeral, chinese_number(before + 1) if kind < _ITEMS else str(before + 1))
            message = (
                f"序号“{shown}”前面应是“{should}”，请核对。"
                if number > before
                else f"序号“{shown}”重复或倒序，应为“{should}”。"
            )
            yield passage, about(passage, 0, len(shown), "WD-18", "序号不连续", message)
        last = {known: value for known, value in last.items() if known < rank} | {rank: number}


def _counted(passage: Passage) -> tuple[int, int, str, str] | None:
    return counted(passage.plain)


def counted(text: str) -> tuple[int, int, str, str] | None:
    """The kind of the ordinal of a heading or an item (0 for 第一部分 … 4 for （1）), the number, its numeral, and the ordinal
    as it stands there."""
    for kind, pattern in enumerate(_COUNTED):
        if match := pattern.match(text):
            number = number_of(match[1]) if kind < _ITEMS else int(match[1])
            return (kind, number, match[1], match[0]) if number else None
    return None


def missing_parts(context: Context) -> Iterator[Finding]:
    """What every published account has to say; of a known format no more than it has itself."""
    titles = [passage.text for passage in context.passages if passage.level == 1]
    if len(titles) < 2:
        return
    of_format = context.profile.outline if context.profile is not None else ()
    parts = [item.title for item in of_format if item.level == 1]
    for name, pattern in _PARTS.items():
        if _has(parts, pattern) and not _has(titles, pattern):
            yield Finding("WD-19", Severity.ERROR, "缺少应有的部分", f"文档里没有“{name}”这一部分。")
    if not context.is_budget and parts and _has(parts, "表") and not _has(titles, "表"):
        yield Finding("WD-19", Severity.WARNING, "缺少应有的部分", "文档里没有“决算表”这一部分的标题。")
    texts = [p.text for p in context.passages if p.topic is None or not p.topic.silent]  # under any heading that may be
    topics = [word for item in of_format for word in (item.title, item.field)]
    for name, pattern in _TOPICS.items():
        if texts and _has(topics, pattern) and not _has(texts, pattern):
            yield Finding("WD-19", Severity.ERROR, "缺少应有的说明", f"情况说明里没有说到{name}。")


def _has(texts: Sequence[str], pattern: str) -> bool:
    """Whether one of the texts says it, or there are none to go by."""
    return not texts or any(re.search(pattern, text) for text in texts)
