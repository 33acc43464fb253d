"""What is told of several projects one after the other: each says what all others say, and the mean is theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from ...amounts import round_half_up
from ...findings import Finding, Severity
from ...text import listed
from ..statements.figures import figures
from ..statements.sentences import Passage
from .context import Context, about
from .projects import NAMED

#: So many projects show what is told of one.
_FEWEST = 3
_FIGURES = re.compile(r"(?:全年预算数?|全年执行数?|执行数)(?=(?:为|是)?\d)|得分(?=(?:为|是)?\d)")
_LABEL = re.compile(r"(?:^|(?<=[。；]))([^，。；：\d“]{4,14})：")
#: What a project may well have none of.
_NOT_OF_ALL = re.compile("问题|措施|原因|建议|不足|打算")
#: What is done besides, of some projects or of the unit.
_OF_OTHERS = re.compile("部门评价|财政评价|重点评价|整体")
_SCORE = re.compile(r"得分(?:为|是)?(?P<score>\d+(?:\.\d+)?)分")
_MEAN = re.compile(r"平均(?:得)?分[^\d。；]{0,60}(?P<mean>\d+(?:\.\d+)?)分")
_COUNT = re.compile(r"项目[^，。；\d（]{0,6}(?P<after>\d{1,4})个|(?<!\d)(?P<before>\d{1,4})个[^，。；\d]{0,8}项目")


class Told(NamedTuple):
    """A paragraph about one project; ``says``: the names of the figures and the labels in it."""

    passage: Passage
    says: frozenset[str]
    score: Decimal | None


def project_results(context: Context) -> Iterator[Finding]:
    """What is told of one project and left out of another, a mean of scores that is none, no word of how many there are."""
    found = [one for one in context.narrative if one.is_about("绩效") and not one.level]
    told: list[Told] = []
    for _, group in groupby(found, key=lambda passage: passage.headings):
        of_section = list(_told(list(group)))
        yield from _left_out(of_section)
        told += of_section
    scores = [one.score for one in told if one.score is not None]
    yield from _mean(found, scores)
    is_said = any(_is_of_all(sentence) for passage in found for sentence in passage.plain.split("。"))
    if scores and not is_said and not any(passage.has_holes for passage in found):
        message = (
            f"写了 {len(scores)} 个项目的自评结果，没有写一共对几个项目开展了绩效自评、涉及多少资金，是不是漏了一句？"
        )
        passage = next(one.passage for one in told if one.score is not None)
        yield about(passage, 0, len(passage.text), "WD-23", "应有的话没有写", message)


def _is_of_all(sentence: str) -> bool:
    """Whether it says of how many projects the results were looked at, and what they cost."""
    return bool(_COUNT.search(sentence)) and "万元" in sentence and not _OF_OTHERS.search(sentence)


def _told(passages: Sequence[Passage]) -> Iterator[Told]:
    """The paragraphs about single projects: those that name one, and those that say of one what these say."""
    named = {passage.part for passage in passages if NAMED.match(passage.plain)}
    for passage in passages:
        says = frozenset(_says(passage.plain))
        planned = "全年预算" in "".join(says) and "整体" not in passage.plain
        if _FIGURES.search(passage.plain) and (passage.part in named or (named and planned)):
            score = _SCORE.search(passage.plain)
            yield Told(passage, says, Decimal(score["score"]) if score else None)


def _says(text: str) -> Iterator[str]:
    yield from (match[0] for match in _FIGURES.finditer(text))
    yield from (match[1] for match in _LABEL.finditer(text) if not _NOT_OF_ALL.search(match[1]))


def _left_out(told: Sequence[Told]) -> Iterator[Finding]:
    """What all but one of the projects have."""
    counts = Counter(name for one in told for name in one.says)
    usual = [name for name, number in counts.items() if number == len(told) - 1]
    for one in told if len(told) >= _FEWEST else ():
        lacking = [name for name in usual if name not in one.says]
        if lacking:
            names = listed(sorted(lacking))
            message = f"别的项目都写了{names}，这个项目没有写，是不是漏了一句？"
            yield about(one.passage, 0, len(one.passage.text), "WD-23", "应有的话没有写", message)


def _mean(passages: Sequence[Passage], scores: Sequence[Decimal]) -> Iterator[Finding]:
    """The mean of the scores of as many projects as the sentence says there are."""
    for passage in passages:
        for match in _MEAN.finditer(passage.plain):
            low, _ = passage.sentence(match.start())
            lead = passage.plain[low : match.start()]
            count = _COUNT.search(lead)
            if count is None or "整体" in lead or int(count["after"] or count["before"]) != len(scores):
                continue
            figure = next(one for one in figures(passage.plain) if one.start == match.start("mean"))
            should = sum(scores, Decimal(0)) / len(scores)
            if figure.value not in (round_half_up(should, figure.decimals), should):
                message = (
                    f"下面 {len(scores)} 个项目的得分平均是 {round_half_up(should, 2)} 分，文中写的是 {figure.text}。"
                )
                yield about(
                    passage, figure.start, figure.end, "WD-09", "平均分与各项目得分不符", message, Severity.WARNING
                )
