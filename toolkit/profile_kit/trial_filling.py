"""A workbook of a profile with something in every cell, to try whether it can be filled and printed at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..profiles import NUMBER_ROLES, BlockSpec, ColumnSpec, FactSpec, Profile
from ..report import LEVELS
from ..workbook.blanks.contents import Filling, Line, Value

#: What stands in cells and entries by their role or kind.
_FIGURES: dict[str, Value] = {
    "amount": Decimal("1.00"),
    "percent": Decimal("0.5"),
    "count": 1,
    "score": 90,
    "year": 2023,
}
_WORDS = "试填"
#: A 类, a 款 and a 项 that nearly every unit has.
_ITEMS = (
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
)
#: What the workbook says of itself.
_BASICS = ("适用格式", "单位名称", "年度", "上年工作簿")


def trial_filling(profile: Profile) -> Filling:
    """One figure in every place, words in every text."""
    groups = profile.facts.values()
    return Filling(
        facts={fact.id: _fact(fact) for group in groups for fact in group.facts if fact.id not in _BASICS},
        lists={group.id: [_line(group.columns, group.source)] for group in groups if group.kind == "list"},
        texts={text: [_WORDS] for group in groups for text in group.texts},
        tables={
            f"{table.id}#1" if table.repeated else table.id: {block.id: list(_lines(block)) for block in table.blocks}
            for table in profile.tables.values()
        },
    )


def _fact(fact: FactSpec) -> Value:
    return fact.options[0] if fact.options else _FIGURES.get(fact.kind, _WORDS)


def _line(columns: Sequence[ColumnSpec], source: str = "", name: str = _WORDS) -> Line:
    """A row of a list; where it is one of 科目 (``公开05:项``), the one of that level that the forms have too."""
    words: dict[str, Value] = {**_FIGURES, "name": name}
    if any(column.role == "code" for column in columns):
        level = source.rpartition(":")[2]
        words["code"], words["name"] = next((item for item in _ITEMS if len(item[0]) == LEVELS.get(level)), _ITEMS[-1])
    return {column.id: column.options[0] if column.options else words.get(column.role, _WORDS) for column in columns}


def _added(block: BlockSpec) -> Iterator[Line]:
    """What a unit writes into the blank lines of a form whose rows it names itself: one row."""
    if block.levels:
        names = {row.called for row in block.rows}
        name = next((name for code, name in _ITEMS if LEVELS.get(block.levels[0]) == len(code)), _WORDS)
        yield from [] if name in names else [_line(block.columns, name=name)]


def _lines(block: BlockSpec) -> Iterator[Line]:
    figures = {column.id: _FIGURES[column.role] for column in block.figures}
    by_role = {column.role: column.id for column in reversed(block.columns)}
    match block.kind:
        case "codes":
            for code, name in _ITEMS:
                yield {by_role.get("code", ""): code, by_role.get("name", ""): name, **figures}
            yield from (
                {by_role.get("name", ""): row.name, **figures} for row in block.rows if row.name and not row.item[0]
            )
        case "lines":
            added = _added(block)
            for row in block.rows:
                yield {by_role.get("name", ""): row.name, **figures} if row.name else next(added, {})
        case "groups":
            codes = [item.name.partition(" ")[0] for group in block.groups for item in group]
            yield from ({by_role.get("code", ""): code, **figures} for code in codes[:3])
        case "cross":
            yield {column.id: _FIGURES[column.role] for column in block.columns if column.role in NUMBER_ROLES}
        case "list":
            yield _line(block.columns)
