"""Signs and units: brackets and quotes in pairs, 万元 throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....findings import Finding, Severity
from ...statements.figures import Kind, figures
from ...statements.roles import last_piece
from ..context import Context, about

_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("〔", "〕"))
_ITEM_NUMBER = re.compile(r"(?:^|(?<=[。；：，]))\d{1,2}[)）]")
_OWN_WORDS = re.compile("用于|主要是|原因")
_LEADING_ZERO = re.compile(r"-?0\d")
_OF_ONE = re.compile("人均|每人|每月|每天|标准|单价|单位价值|以上|限额|低保|工资|每|收费|定额|补贴")


def brackets(context: Context) -> Iterator[Finding]:
    """Every bracket and quote is closed in its paragraph."""
    for passage in context.passages:
        text = _ITEM_NUMBER.sub(lambda match: "　" * len(match[0]), passage.text.replace("(", "（").replace(")", "）"))
        for opening, closing in _PAIRS:
            place = _unpaired(text, opening, closing)
            if place is not None:
                message = f"“{passage.text[max(0, place - 6) : place + 7]}”里的“{passage.text[place]}”不成对。"
                yield about(passage, place, place + 1, "WD-16", "括号或引号不成对", message)


def _unpaired(text: str, opening: str, closing: str) -> int | None:
    """The place of a sign without its partner. Two opening quotes or two closing ones are another slip than none."""
    if text.count(opening) == text.count(closing):
        return None
    open_at: list[int] = []
    for place, sign in enumerate(text):
        if sign == opening:
            open_at.append(place)
        elif sign == closing:
            if not open_at:
                return place
            open_at.pop()
    return open_at[-1] if open_at else None


def separators(context: Context) -> Iterator[Finding]:
    """Thousands separators in all figures of a paragraph or in none; what is said of uses and reasons is people's own."""
    for passage in context.narrative:
        stated = _OWN_WORDS.split(passage.plain)[0]
        large = [f for f in figures(stated) if f.kind is Kind.MONEY and f.value >= 1000]
        bare = [figure for figure in large if not figure.grouped]
        if bare and len(bare) < len(large):
            message = f"“{bare[0].text}”没有千分号，同一段里其他数有，请改成一致。"
            yield about(passage, bare[0].start, bare[0].end, "WD-24", "千分号不一致", message)


def yuan(context: Context) -> Iterator[Finding]:
    """元 where the rest of the text is in 万元: an amount of the unit, not a price or a rate."""
    money = [
        (passage, figure)
        for passage in context.narrative
        for figure in figures(passage.plain)
        if figure.kind is Kind.MONEY
    ]
    in_yuan = [(passage, figure) for passage, figure in money if figure.unit == "元"]
    if len(in_yuan) * 4 > len(money):
        return
    for passage, figure in in_yuan:
        lead = last_piece(passage.plain[: figure.start])
        after = passage.plain[figure.end : figure.end + 1]
        if not _OF_ONE.search(lead) and after not in "/／每以的" and (figure.value < 10_000):
            message = f"“{lead[-12:]}{figure.text}”的单位是元，全文其余金额都是万元，请核对单位。"
            yield about(passage, figure.start, figure.end, "WD-08", "单位与全文不同", message)


def leading_zeros(context: Context) -> Iterator[Finding]:
    """No amount and no percentage begins with a zero that counts for nothing: 05%, 0312.45万元."""
    for passage in context.narrative:
        for figure in figures(passage.plain):
            if figure.kind in (Kind.MONEY, Kind.PERCENT) and _LEADING_ZERO.match(figure.text):
                message = f"“{figure.text}”多了开头的 0，或者前面漏了数字，请核对。"
                yield about(passage, figure.start, figure.end, "WD-27", "数不合常理", message, severity=Severity.ERROR)
