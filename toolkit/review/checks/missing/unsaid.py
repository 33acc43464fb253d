"""What every account says, and this one does not: totals of a section's table, the change since last year, the counts that
are to be published, and anything at all below a heading.

Which sections there are, the document itself says; so a document in anybody's words may be asked for this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from ....document import Text, Title
from ....findings import Finding, Place, Severity
from ....text import normal_name
from ...reading.records import Paragraph, Part
from ...statements.figures import Kind, figures, plain
from ...statements.names import ACTUAL, Named, core
from ...statements.roles import last_piece
from ...statements.sentences import Passage
from ...statements.state import shown
from ...statements.vocabulary import Needed, vocabulary
from ..context import Context, about
from ..outline import counted

#: The tables whose totals their sections tell.
_WITH_TOTALS = frozenset({"总表", "收入", "支出", "财拨", "一般公共", "基本", "三公", "基金", "国资"})
#: What a section may tell instead of all with what is carried over.
_OF_THE_YEAR = ("本年收入合计", "本年支出合计", "本年收入", "本年支出")
_OVERALL = re.compile("总体情况|总体说明")
_ITEM = "（项）"
#: So many other items show what is told of one.
_FEWEST = 3


def unsaid(context: Context) -> Iterator[Finding]:
    """All of it; each in the section where it should stand."""
    if context.is_budget:
        return
    yield from _nothing_below(context)
    spoken = [passage for passage in context.narrative if not passage.level]
    asked = _asked(context)
    by_topic: dict[str, list[Passage]] = {}
    for passage in spoken:
        if passage.topic is not None:
            by_topic.setdefault(passage.topic.id, []).append(passage)
    for topic, passages in by_topic.items():
        yield from _totals(context, passages)
        if any(passage.has_holes for passage in passages):
            continue  # what is to be filled in is asked for already
        text = "\n".join(passage.plain for passage in passages)
        for needed in (one for one in asked if one.topic == topic):
            if _is_needed(context, needed, text) and not needed.words.search(text):
                yield _told(passages, needed.what)
    yield from _bare_items(spoken)


def _nothing_below(context: Context) -> Iterator[Finding]:
    """Headings of the 情况说明 with neither a paragraph, nor a table, nor a heading of their own below."""
    narrative = {passage.part: passage for passage in context.narrative if passage.level}
    parts = context.document.parts
    for number, passage in narrative.items():
        after = parts[number + 1] if number + 1 < len(parts) else None
        ends = after is None or (isinstance(after, Paragraph) and 0 < after.level <= passage.level)
        if (
            ends
            and not _begins_below(passage, after)
            and not re.search("[。；]", passage.text)
            and "表" not in passage.text
        ):
            yield about(
                passage, 0, len(passage.text), "WD-23", "应有的话没有写", f"“{passage.text}”下面没有内容，是不是漏了？"
            )


def _begins_below(heading: Passage, after: Part | None) -> bool:
    """Whether what follows a heading is the first of others counted in another way: below it, whatever the signs say."""
    own, other = counted(heading.plain), counted(plain(after.text)) if isinstance(after, Paragraph) else None
    return own is not None and other is not None and other[0] != own[0] and other[0] > 0 and other[1] == 1


def _totals(context: Context, passages: Sequence[Passage]) -> Iterator[Finding]:
    """The total of the section's own table; under a heading 总体情况 in that very place."""
    topic = passages[0].topic
    if topic is None or not topic.kinds or topic.kinds[0] not in _WITH_TOTALS:
        return
    kinds = topic.kinds[:1]
    totals = context.names.total(kinds) + [named for name in _OF_THE_YEAR for named in context.names.find(name, kinds)]
    totals = [named for named in totals if named.role == ACTUAL and named.cell.value]
    if not totals:
        return
    groups = [list(group) for _, group in groupby(passages, key=lambda passage: passage.headings)]
    titles = tuple(normal_name(table.title) for table in context.document.tables if table.title)
    groups = [one for one in groups if not normal_name(one[0].headings[-1]).endswith(titles)]  # that stand over a table
    if not groups:
        return
    overall = [group for group in groups if _OVERALL.search(group[0].headings[-1])]
    for group in overall or [[passage for one in groups for passage in one]]:
        if not any(passage.has_holes or _says(context, passage, totals, topic.kinds[0]) for passage in group):
            yield _told(group, f"{totals[0].label}（{shown(totals[0].cell)} 万元）")


def _says(context: Context, passage: Passage, totals: Sequence[Named], kind: str) -> bool:
    """Whether it states one of the totals, rightly or wrongly."""
    before = 0
    cells = [named.cell for named in totals]
    for figure in figures(passage.plain):
        words, before = last_piece(passage.plain[before : figure.start]), figure.end
        if figure.kind is not Kind.MONEY:
            continue
        amount = figure.amount.interval()
        if any(cell.amount is not None and cell.amount.interval().meets(amount) for cell in cells):
            return True
        if core(words) and any(named.cell in cells for named in context.names.find(words, [kind])):
            return True
    return False


def _asked(context: Context) -> Sequence[Needed]:
    """What every account says; where the format is known that the workbook has, only what that says too, in a section
    about the same, or asks for."""
    words = vocabulary(context.profile)
    if context.written is None:
        return words.needed
    own: dict[str, str] = {}
    heads: list[Title] = []
    for item in context.written.items:
        if isinstance(item, Title):
            heads = [*(head for head in heads if head.level < item.level), item]
        elif isinstance(item, Text) and (topic := words.topic_of([head.text for head in heads])) is not None:
            own[topic.id] = f"{own.get(topic.id, '')}\n{item.text}"
    return [needed for needed in words.needed if needed.is_own or needed.words.search(own.get(needed.topic, ""))]


def _is_needed(context: Context, needed: Needed, text: str) -> bool:
    if needed.when is not None:
        return bool(needed.when.search(text))
    found = context.names.find(needed.row, [needed.topic])
    return any(named.role == ACTUAL and named.cell.value for named in found)


def _bare_items(passages: Sequence[Passage]) -> Iterator[Finding]:
    """Items of expenditure, named in full, without an amount where the others have one."""
    for _, group in groupby(passages, key=lambda passage: passage.topic):
        found = list(group)
        items = [passage for passage in found if _ITEM in passage.plain]
        goes_on = {one.part for one, after in pairwise(found) if _ITEM not in after.plain}
        bare = [one for one in items if one.part not in goes_on and not _has_amount(one) and not one.has_holes]
        if bare and sum(_has_amount(one) for one in items) >= _FEWEST:
            for passage in bare:
                message = "别的科目都写了支出决算数，这一项没有写，是不是漏了一句？"
                yield about(passage, 0, len(passage.text), "WD-23", "应有的话没有写", message)


def _has_amount(passage: Passage) -> bool:
    return any(figure.kind is Kind.MONEY for figure in figures(passage.plain))


def _told(passages: Sequence[Passage], what: str) -> Finding:
    first = passages[0]
    message = f"“{first.headings[-1].rstrip('。：')}”里没有写{what}，是不是漏了一句？"
    return Finding("WD-23", Severity.WARNING, "应有的话没有写", message, place=Place(first.section, page=first.page))
