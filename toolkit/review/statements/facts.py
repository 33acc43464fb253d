"""What the text says in several places of things that stand in no table: sums of their parts, and one thing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ...amounts import Interval
from ...findings import Finding, Severity
from .figures import Kind
from .sentences import Passage
from .state import Memory, Mention, place_of

_SHARE_OF_CONTRACTS = re.compile(
    r"授予(?:中小|小微)企业(?:的)?合同金额(?:[\d,.]+万元，)?占[^，。；]{2,14}?(?P<percent>\d[\d.]*)%"
)


def judge_facts(memory: Memory) -> Iterator[Finding]:
    """Findings about figures that only the text has."""
    yield from _procurement(memory)
    yield from _vehicles(memory)
    yield from _receptions(memory)


def _procurement(memory: Memory) -> Iterator[Finding]:
    """政府采购: the whole is 货物, 工程 and 服务; 中小企业 is no more than the whole, 小微企业 no more than that."""
    in_topic = "采购"
    kinds = [_one(memory, word, in_topic, Kind.MONEY, "企业") for word in ("货物", "工程", "服务")]
    whole = _one(memory, "采购", in_topic, Kind.MONEY, "货物|工程|服务|企业|集中|分散|自行|节约|节支")
    if whole and all(kinds):
        parts = [part for part in kinds if part]
        yield from _sum(whole, parts, "政府采购支出总额")
    small = _one(memory, "中小企业", in_topic, Kind.MONEY, "货物|工程|服务")
    tiny = _one(memory, "小微企业", in_topic, Kind.MONEY, "货物|工程|服务")
    for part, all_, names in (
        (small, whole, ("授予中小企业合同金额", "政府采购支出总额")),
        (tiny, small, ("授予小微企业合同金额", "授予中小企业合同金额")),
    ):
        if part and all_:
            yield from _no_more(part, all_, *names)
    if small and not small.figure.value:
        yield from _shares_of_nothing(small.passage)


def _shares_of_nothing(passage: Passage) -> Iterator[Finding]:
    """Where 中小企业 got no contract, its shares are none either."""
    for match in _SHARE_OF_CONTRACTS.finditer(passage.plain):
        if match["percent"].strip("0."):
            message = f"授予中小企业合同金额是 0，“{match[0]}”的百分比应当不写或是 0。"
            place = place_of(passage, *match.span("percent"))
            yield Finding("WD-02", Severity.ERROR, "占比与数字不符", message, place=place)


def _vehicles(memory: Memory) -> Iterator[Finding]:
    """Vehicles: the whole is its kinds; those that 财政拨款 pays for are no more than there are."""
    whole = _one(memory, "车辆$", "资产", Kind.COUNT, "用车|购置")
    kinds = [said for said in memory.said("用车$|用车辆$", Kind.COUNT) if said.passage.is_about("资产")]
    if whole and kinds and all(kind.figure.unit == "辆" for kind in kinds):
        yield from _sum(whole, kinds, "车辆总数")
    kept = _one(memory, "保有量", "三公", Kind.COUNT, "")
    if kept and whole and kept.figure.unit == whole.figure.unit == "辆":
        yield from _no_more(kept, whole, "公务用车保有量", "国有资产里的车辆总数")


def _receptions(memory: Memory) -> Iterator[Finding]:
    """公务接待费: foreign and domestic together."""
    foreign = _one(memory, "外宾接待|外事接待|国（?境）?外(?:公务)?接待", "三公", Kind.MONEY, "国内")
    home = _one(memory, "国内(?:公务)?接待", "三公", Kind.MONEY, "")
    whole = _one(memory, "^公务接待$", "三公", Kind.MONEY, "")
    for part, name in ((foreign, "外宾（国外）接待费"), (home, "国内接待费")):
        if part and whole:
            yield from _no_more(part, whole, name, "公务接待费")
    if foreign and home and whole and "其中" not in home.passage.plain[: foreign.figure.start]:
        yield from _sum(whole, [foreign, home], "公务接待费")


def _one(memory: Memory, words: str, topic: str, kind: Kind, but: str) -> Mention | None:
    """The first thing said of a subject with these words in a section about the topic."""
    for said in memory.said(words, kind):
        if said.passage.is_about(topic) and not (but and re.search(but, said.subject)):
            return said
    return None


def _sum(whole: Mention, parts: Sequence[Mention], name: str) -> Iterator[Finding]:
    total = Interval(0, 0)
    for part in parts:
        total = total.plus(part.figure.interval)
    if total.meets(whole.figure.interval) or any(said.passage.has_holes for said in (whole, *parts)):
        return
    added = sum((part.figure.value for part in parts), Decimal(0))
    unit = whole.figure.unit
    items = "、".join(part.figure.text for part in parts if part.figure.value) or parts[0].figure.text
    message = f"{name}写的是 {whole.figure.text}，所列各项（{items}）之和是 {added:,f}{unit}，不相等。"
    place = place_of(whole.passage, whole.figure.start, whole.figure.end)
    yield Finding(
        "WD-09",
        Severity.ERROR,
        "各项之和与总数不符",
        message,
        (),
        added,
        whole.figure.value,
        whole.figure.value - added,
        place=place,
    )


def _no_more(part: Mention, whole: Mention, part_name: str, whole_name: str) -> Iterator[Finding]:
    if part.figure.interval.low <= whole.figure.interval.high:
        return
    message = f"{part_name} {part.figure.text}，大于{whole_name} {whole.figure.text}，部分不能大于全体。"
    place = place_of(part.passage, part.figure.start, part.figure.end)
    yield Finding(
        "WD-09",
        Severity.ERROR,
        "部分大于全体",
        message,
        (),
        whole.figure.value,
        part.figure.value,
        part.figure.value - whole.figure.value,
        place=place,
    )
