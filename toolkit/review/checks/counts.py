"""Counts beside money, and remarks that the figures belie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Severity
from ..statements.figures import Kind, figures
from ..statements.roles import last_piece
from ..statements.sentences import Passage
from .context import Context, about

_NO_PLAN = re.compile(r"年初(?:未|没有|无)[^，。；]{0,4}预算")
_COVERAGE = re.compile(
    r"(?<!\d)(?P<count>\d{1,4})个[^。]{0,80}?自评覆盖率[^。]{0,40}?达到?(?P<percent>\d{1,3}(?:\.\d{1,4})?)%"
)
_UNFINISHED = re.compile(r"没有完成绩效目标指标(?P<count>\d{1,4})个")
_INDICATOR = re.compile("(?:数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|满意度)指标")
_OTHER_CARS = re.compile(r"其他用车0辆，其他用车主要")
_WRONG_FUND = re.compile(r"原因[^。]{0,200}?(?P<fund>政府性基金预算?|国有资本经营预算)")
_FILLER = re.compile(
    r"原因(?:是|为|：)?(?P<reason>(?:正常)?(?:预决算|预算)(?:数)?(?:浮动|差异)|(?:根据|按照?)(?:实际|工作)(?:情况|需要)(?:支出|安排)?|据实(?:支出|列支)|正常(?:支出|变动|波动|增长|减少))(?=[，。；])"
)
_FUNDS = (("政府性基金预算", "基金"), ("国有资本经营预算", "国资"))
_NOT_DONE = re.compile(
    r"(?:未|没有)(?:组织)?开展[^。；]{0,80}?涉及[^。；]{0,80}?(?<![\d,.])(?P<amount>[\d,]{0,15}[1-9][\d,.]{0,20})万元"
)


def counts_and_money(context: Context) -> Iterator[Finding]:
    """Groups and guests where no money was spent, or money where there were none."""
    for passage in context.narrative:
        if not passage.is_about("三公") or "预算" in passage.plain and "；" in passage.plain:
            continue
        money = [f for f in figures(passage.plain) if f.kind is Kind.MONEY]
        counts = [
            f for f in figures(passage.plain) if f.kind is Kind.COUNT and f.unit in ("个", "批次", "人次", "人", "批")
        ]
        if not money or not counts or re.search("原因|其中|主要用于", passage.plain):
            continue
        spent, busy = any(f.value for f in money), any(f.value for f in counts)
        if spent != busy:
            figure = counts[0]
            message = "没有支出，却有团组、批次或人次。" if busy else "有支出，团组、批次或人次却都是 0。"
            yield about(passage, figure.start, figure.end, "WD-14", "个数与金额矛盾", message)


def remarks(context: Context) -> Iterator[Finding]:
    """Sentences that their own figures belie."""
    for passage in context.narrative:
        yield from _plan(passage)
        yield from _coverage(passage)
        for match in _OTHER_CARS.finditer(passage.plain):
            message = "其他用车是 0 辆，不应再说明其他用车的用途。"
            yield about(passage, *match.span(), "WD-14", "说明与数字矛盾", message)
        if passage.is_about("一般公共"):
            for match in _WRONG_FUND.finditer(passage.plain):
                message = f"这一节说的是一般公共预算，原因里写的是“{match['fund']}”，请核对是不是从别处照搬的。"
                yield about(passage, *match.span("fund"), "WD-15", "原因与本节无关", message)
        for match in _FILLER.finditer(passage.plain):
            message = f"“{match['reason']}”没有说出原因，请写明具体原因。"
            yield about(passage, *match.span("reason"), "WD-15", "原因没有内容", message)
    yield from _unfinished(context)


def funds_without_money(context: Context) -> Iterator[Finding]:
    """Projects paid from a fund that, by its table, paid for nothing."""
    empty = [fund for fund, kind in _FUNDS if _is_empty(context, kind)]
    for passage in context.narrative:
        if not passage.is_about("绩效") or not empty:
            continue
        before = 0
        for figure in figures(passage.plain):
            words, before = last_piece(passage.plain[before : figure.start]), figure.end
            fund = next((fund for fund in empty if fund in words), None)
            if fund and figure.value and figure.kind in (Kind.MONEY, Kind.COUNT):
                message = f"“{words}{figure.text}”：{fund}的表里本年没有支出，请核对。"
                yield about(passage, figure.start, figure.end, "WD-01", "文中的数与表不符", message)


def _is_empty(context: Context, kind: str) -> bool:
    """Whether the table of a fund is there and has no figure but zeros."""
    tables = context.names.tables.get(kind, ())
    cells = [
        cell for table in tables for block in table.blocks.values() for row in block.rows for cell in row.cells.values()
    ]
    return bool(tables) and not any(cell.amount is not None and cell.value for cell in cells)


def not_done(context: Context) -> Iterator[Finding]:
    """What was not done cannot have cost anything."""
    for passage in context.narrative:
        for match in _NOT_DONE.finditer(passage.plain):
            if any(digit in "123456789" for digit in match["amount"]):
                message = f"说没有开展，却写了 {match['amount']}万元，请核对。"
                yield about(passage, match.start("amount"), match.end("amount"), "WD-14", "个数与金额矛盾", message)


def _plan(passage: Passage) -> Iterator[Finding]:
    """A completion of a budget that there was not."""
    for match in re.finditer(r"完成年初预算的(?P<percent>0(?:\.0+)?%)", passage.plain):
        low, high = passage.sentence(match.start())
        sentence = passage.plain[low:high]
        spent = any(f.kind is Kind.MONEY and f.value for f in figures(passage.plain[low : match.start()]))
        if spent or _NO_PLAN.search(sentence):
            why = "年初没有安排预算，" if _NO_PLAN.search(sentence) else "有支出而完成率是 0，"
            message = f"{why}没有基数，“{match['percent']}”这个百分比不存在，应当不写。"
            yield about(passage, *match.span("percent"), "WD-05", "没有基数的百分比", message, Severity.ERROR)


def _coverage(passage: Passage) -> Iterator[Finding]:
    """So many projects of some whole number of them."""
    for match in _COVERAGE.finditer(passage.plain):
        count, percent = int(match["count"]), float(match["percent"])
        decimals = len(match["percent"].partition(".")[2])
        if count and not any(round(100 * count / whole, decimals) == percent for whole in range(count, count * 50)):
            message = f"自评 {count} 个项目，无论共有几个项目，覆盖率都不会是 {match['percent']}%。"
            yield about(
                passage,
                match.start("percent"),
                match.end("percent") + 1,
                "WD-02",
                "覆盖率与个数不符",
                message,
                Severity.ERROR,
            )


def _unfinished(context: Context) -> Iterator[Finding]:
    """The number of indicators not met, and those listed below."""
    passages = list(context.narrative)
    for at, passage in enumerate(passages):
        match = _UNFINISHED.search(passage.plain)
        if match is None:
            continue
        listed = 0
        for below in passages[at + 1 :]:
            if not re.match(r"（\d+）", below.plain):
                break
            listed += len(_INDICATOR.findall(below.plain.partition("原因")[0]))
        if listed > int(match["count"]):
            message = f"写的是 {match['count']} 个，下面列出了 {listed} 个指标。"
            yield about(
                passage,
                match.start("count"),
                match.end("count") + 1,
                "WD-14",
                "个数与所列不符",
                message,
                Severity.ERROR,
            )
