"""Facts of 补充资料 as a table of the document: a line a fact, or a list with its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..amounts import NumberStyle, Unit
from ..cells import Cell
from ..document import UNFINISHED_START, Form, FormCell
from ..profiles import NUMBER_ROLES, ColumnSpec, FactGroup, FactSpec, OutlineItem, Profile
from ..report import Block, Report
from .missing import Gap, marker
from .phrases import plain

_STYLE = NumberStyle()
#: Widths as of Excel columns: of the names, of the units, of the figures or words.
_NAME, _UNIT, _VALUE = 40.0, 12.0, 18.0
#: The headings of what is entered: of amounts in one unit, of figures, of figures and words.
VALUE_HEADS = ("金额", "数量", "内容")


class _Line(NamedTuple):
    """A row of the table: its texts, which of them are figures, and where it is entered."""

    texts: Sequence[str]
    cell: Cell | None


def placed_facts(item: OutlineItem, profile: Profile) -> list[FactSpec]:
    """The facts of an item in order: those it names, and the figures of the groups it names."""
    facts: list[FactSpec] = []
    for name in item.facts:
        group, fact = profile.facts.get(name), profile.fact(name)
        if group is not None:
            facts += [one for one in group.facts if one.kind != "text" or one.options]
        elif fact is not None:
            facts.append(fact)
    return facts


def placed_list(item: OutlineItem, profile: Profile) -> FactGroup | None:
    """The list that an item prints; None when it prints facts."""
    groups = (profile.facts.get(name) for name in item.facts)
    return next((group for group in groups if group is not None and group.kind == "list"), None)


def is_known(name: str, profile: Profile) -> bool:
    """Whether an item may name it: a fact, a group of facts or a list."""
    group = profile.facts.get(name)
    return profile.fact(name) is not None or (group is not None and group.kind != "texts")


def fact_form(item: OutlineItem, title: str, report: Report, profile: Profile) -> Form:
    """The table of an item, called ``title``."""
    group = placed_list(item, profile)
    if group is not None:
        return _of_list(group, title, report.lists.get(group.id), profile)
    facts = placed_facts(item, profile)
    unit = _common_unit(facts)
    lines = [
        _Line(
            [fact.label.strip(), *([] if unit else [_unit(fact)]), _shown(fact, report, profile)],
            report.facts.get(fact.id),
        )
        for fact in facts
    ]
    figures = all(fact.kind not in ("text", "date", "year") for fact in facts)
    amounts, counts, contents = VALUE_HEADS
    heads = ["项目", amounts] if unit else ["项目", "单位", counts if figures else contents]
    widths = [_NAME, _VALUE] if unit else [_NAME, _UNIT, _VALUE]
    aligned = ["left", *([] if unit else ["center"]), "right" if figures else "left"]
    above = (("", "", f"单位：{unit}"),) if unit else ()
    return _form(item.facts[0], title, heads, widths, aligned, lines, above)


def _common_unit(facts: Sequence[FactSpec]) -> str:
    """The unit of them all where all are amounts in one."""
    units = {_unit(fact) for fact in facts if fact.kind == "amount"}
    return units.pop() if len(units) == 1 and all(fact.kind == "amount" for fact in facts) else ""


def _unit(fact: FactSpec) -> str:
    return fact.unit or (Unit.WAN.value if fact.kind == "amount" else "")


def _shown(fact: FactSpec, report: Report, profile: Profile) -> str:
    """As it is entered; the mark of what is missing where it must not be."""
    cell = report.facts.get(fact.id)
    if cell is None or cell.is_empty:
        return fact.default or (marker([Gap(fact.label.strip(), cell)]) if fact.required else "")
    return _text(cell, fact.kind, profile)


def _text(cell: Cell, kind: str, profile: Profile) -> str:
    if not cell.is_number or kind in ("text", "date", "year", "score"):
        return cell.text
    if kind == "amount":
        return _STYLE.text(cell.value)
    return f"{profile.percent_style.text(cell.value * 100)}%" if kind == "percent" else plain(cell.value)


def _of_list(group: FactGroup, title: str, block: Block | None, profile: Profile) -> Form:
    """The rows of a list that say something."""
    rows = [row for row in block.rows if any(not cell.is_empty for cell in row.cells.values())] if block else []
    lines = [
        _Line(
            [
                _text(cell, column.role, profile) if (cell := row.cells.get(column.id)) else ""
                for column in group.columns
            ],
            next((cell for cell in row.cells.values() if cell.address), None),
        )
        for row in rows
    ]
    heads = [column.path[-1] for column in group.columns]
    aligned = [_aligned(column) for column in group.columns]
    return _form(group.id, title, heads, [column.width for column in group.columns], aligned, lines)


def _aligned(column: ColumnSpec) -> str:
    return "right" if column.role in NUMBER_ROLES else "left"


def _form(
    table_id: str,
    title: str,
    heads: Sequence[str],
    widths: Sequence[float],
    aligned: Sequence[str],
    lines: Sequence[_Line],
    above: tuple[tuple[str, str, str], ...] = (),
) -> Form:
    cells = [FormCell(0, column, head, align="center", bold=True) for column, head in enumerate(heads)]
    cells += _cells(lines, aligned)
    sheet = next((line.cell.sheet for line in lines if line.cell), "")
    return Form(table_id, title, 1, len(lines) + 1, tuple(widths), tuple(cells), above, sheet=sheet)


def _cells(lines: Sequence[_Line], aligned: Sequence[str]) -> Iterator[FormCell]:
    for row, (texts, cell) in enumerate(lines, 1):
        for column, (text, align) in enumerate(zip(texts, aligned, strict=True)):
            side = "left" if text.startswith(UNFINISHED_START) else align
            yield FormCell(row, column, text, align=side, address=cell.address if cell else "")
