"""“三公”经费: what the whole changed by is what its kinds changed by together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ...findings import Finding, Severity
from ..statements.sentences import Passage
from .context import Context, about

_SUBJECTS = (
    ("购运", re.compile("公务用车购置[及和与]运行(?:维护)?费?|公务用车费")),
    ("购置", re.compile("公务用车购置费?|车辆购置费")),
    ("运行", re.compile("公务用车运行(?:维护)?费?")),
    ("出国", re.compile("因公出国（?境?）?")),
    ("接待", re.compile("公务接待费")),
    ("三公", re.compile("“?三公“?经费|[“‘]三公[“’”]经费")),
)
_SAID = re.compile(r"(?P<way>增加|减少)(?:了|额)?(?P<amount>[\d,]+(?:\.\d+)?)万元|(?P<same>持平)")
_CLAUSE = re.compile("[^，。；：（）]+")
_BUDGET = re.compile("预算")
#: Every printed change may be rounded, from figures that are.
_ROUNDING = Decimal("0.01")


class Change(NamedTuple):
    """A change that is said: signed, in 万元, and where."""

    amount: Decimal
    passage: Passage
    start: int
    end: int


def parts_of_changes(context: Context) -> Iterator[Finding]:
    """A change of “三公” that is not the sum of the changes of all its kinds, as far as rounding allows."""
    said: dict[str, Change] = {}
    for passage in context.narrative:
        if passage.is_about("三公"):
            for subject, change in _changes(passage, is_budget=context.is_budget):
                said.setdefault(subject, change)
    whole = said.get("三公")
    names = ["出国", "接待", "购运"] if "购运" in said else ["出国", "接待", "购置", "运行"]
    parts = [said[name] for name in names if name in said]
    if whole is None or len(parts) < len(names):
        return
    added = sum((part.amount for part in parts), Decimal(0))
    if abs(added - whole.amount) > _ROUNDING * (len(parts) + 1):
        message = f"“三公”经费总数写的是{_shown(whole.amount)}，各项合起来是{_shown(added)}，不相等。"
        for change in (whole, *(part for part in parts if part.amount)):
            yield about(
                change.passage, change.start, change.end, "WD-09", "各项增减与总数不符", message, Severity.ERROR
            )


def _changes(passage: Passage, *, is_budget: bool) -> Iterator[tuple[str, Change]]:
    subject = _subject(passage.headings[-1]) if passage.headings else ""
    for clause in _CLAUSE.finditer(passage.plain):
        subject = _subject(clause[0]) or subject
        match = _SAID.search(clause[0])
        if not subject or match is None or (not is_budget and _BUDGET.search(clause[0])):
            continue
        amount = Decimal(0) if match["same"] else Decimal(match["amount"].replace(",", ""))
        amount = -amount if match["way"] == "减少" else amount
        yield subject, Change(amount, passage, clause.start() + match.start(), clause.start() + match.end())


def _subject(words: str) -> str:
    return next((name for name, pattern in _SUBJECTS if pattern.search(words)), "")


def _shown(amount: Decimal) -> str:
    return "持平" if not amount else f"{'增加' if amount > 0 else '减少'} {abs(amount):,f} 万元"
