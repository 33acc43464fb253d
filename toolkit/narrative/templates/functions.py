"""What templates can do besides the phrases: functions and filters over what a view hands them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ...amounts import round_half_up
from ...patterns import without_lead
from ...report import LEVELS
from ..missing import Missing
from ..phrases import PhraseError, Phrases, clause, lines, listing, number_of, said_of
from ..view import BlockView, RowView

#: How a text ends that needs no full stop.
_CLOSED = re.compile("[。！？；：…）)”】.!?;:]$")


def _table(value: object) -> BlockView:
    if isinstance(value, BlockView):
        return value
    raise PhraseError(f"这里要的是一张表，得到的是{said_of(value)}")


def planned_rows(table: object, plan: object, level: str = "项") -> tuple[RowView, ...]:
    """逐项: the rows of a level of ``table``, and those that only the list ``plan`` has money for, with figures of 0."""
    if level not in LEVELS:
        raise PhraseError(f"没有“{level}”这一级，可用：{'、'.join(LEVELS)}")
    return _table(table).with_rows_of(_table(plan), level)


def about(rows: object, table: object) -> list[RowView | Missing]:
    """对应: for each row of one form the row of ``table`` that it is about, punctuation of the names aside."""
    if not isinstance(rows, tuple):
        raise PhraseError("“对应”要的是一张表的某一级，如 绩效目标表.项目")
    return [_table(table).about(row) for row in rows]


def total_of(rows: object, column: str, *only: str) -> Decimal | Missing:
    """求和: a column over the rows, or over those that say ``only[1]`` in the column ``only[0]``. A blank keeps it missing."""
    total: Decimal | Missing = Decimal(0)
    for row in rows if isinstance(rows, (BlockView, list, tuple)) else (None,):
        if isinstance(row, Missing):
            total += row
            continue
        if not isinstance(row, RowView) or len(only) not in (0, 2):
            raise PhraseError("“求和”要的是一张表或几行、一栏，可以再加一栏和其中的文字")
        if not only or row[only[0]] == only[1]:
            total += number_of(row[column])
    return total


def count_of(rows: object, *only: str) -> Decimal | Missing:
    """计数: how many rows there are, or how many say ``only[1]`` in the column ``only[0]``."""
    if not isinstance(rows, (BlockView, list, tuple)) or len(only) not in (0, 2):
        raise PhraseError("“计数”要的是一张表或几行，可以再加一栏和其中的文字")
    missing = [row for row in rows if isinstance(row, Missing)]
    if missing:
        return missing[0]
    return Decimal(sum(not only or isinstance(row, RowView) and row[only[0]] == only[1] for row in rows))


def items(rows: object, column: str, *groups: str) -> str:
    """列举: names of the rows with an amount whose codes belong to ``groups``, group by group: 基本工资、津贴补贴."""
    if not isinstance(rows, tuple):
        raise PhraseError("“列举”要的是一张表的某一级，如 公开06.款")
    return listing((row.name, number_of(row[column])) for group in groups for row in rows if row.code.startswith(group))


def full_name(phrases: Phrases) -> Callable[[object], str]:
    def name_of(row: object) -> str:
        if not isinstance(row, RowView):
            raise PhraseError(f"“全称”要的是一行，得到的是{said_of(row)}")
        return phrases.subject((row.level_name("类"), row.level_name("款"), row.name))

    return name_of


def typed_clause(value: object, lead: str = "") -> object:
    """A typed text as part of a sentence, without the words ``lead`` that the sentence begins with."""
    if isinstance(value, Missing):
        return str(value)
    return without_lead(clause(str(value)), lead)


def typed_paragraphs(value: object) -> str:
    """A typed text that stands by itself: its last sentence is closed, as people often leave it open in a cell."""
    text = str(value).rstrip()
    return text if isinstance(value, Missing) or not text or _CLOSED.search(text) else f"{text}。"


def typed_lines(value: object) -> list[str]:
    if isinstance(value, Missing):
        return [str(value)] if value.needed else []
    return lines(str(value))


def without_tail(text: object, tail: str) -> str:
    return str(text).removesuffix(tail)


def or_zero(value: Decimal | Missing) -> Decimal:
    """A figure whose blank means none."""
    return Decimal(0) if isinstance(value, Missing) else value


def rounded(value: Decimal | Missing, decimals: int = 2) -> Decimal | Missing:
    """A figure that was worked out (an average score), half-up."""
    number = number_of(value)
    return number if isinstance(number, Missing) else round_half_up(number, decimals)
