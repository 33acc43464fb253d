"""A comparison as lines, as JSON and as one HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from ... import findings_report
from ...amounts import NumberStyle
from ...outputs.files import require_suffix, write_text
from ...text import matcher
from ..comparing.contents import Content, Figure
from ..comparing.differences import Changed, Comparison

_STYLE = NumberStyle()
_NOTHING = "（没有）"
_LETTERS = re.compile(r"-?\d[\d,.]*%?|.", re.DOTALL)


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """What differs, by table and by section."""
    yield f"甲：{_name(comparison.a)}　乙：{_name(comparison.b)}"
    yield verdict(comparison)
    yield from unread(comparison)
    for table, figures in groupby(comparison.figures, key=lambda one: one.table):
        yield f"【{table}】"
        for changed in figures:
            yield f"  {changed.row}，{changed.column}：{_shown(changed.old)} → {_shown(changed.new)}（{_change(changed)}）"
    for section, sentences in groupby(comparison.sentences, key=lambda one: one.section):
        yield f"〔{section or '正文'}〕"
        for one in sentences:
            yield f"  甲：{one.old or _NOTHING}"
            yield f"  乙：{one.new or _NOTHING}"


def verdict(comparison: Comparison) -> str:
    """The comparison in one sentence; what was not read may differ all the same."""
    if comparison.alike:
        return f"两份{'读到的' if any(unread(comparison)) else ''}内容相同。"
    return f"表格里有 {len(comparison.figures)} 个数不同，文字里有 {len(comparison.sentences)} 句不同。"


def unread(comparison: Comparison) -> list[str]:
    """What was not read of one of them, and so was not compared; what neither could read in the same words is no news."""
    sides = (("甲", comparison.a, comparison.b), ("乙", comparison.b, comparison.a))
    return [
        f"{name}有没读到、没有比较的：{note}"
        for name, one, other in sides
        for note in one.left_out
        if note not in other.left_out
    ]


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Both versions, the figures that differ (as strings, in 万元) and the sentences that do."""
    return {
        "a": _content(comparison.a),
        "b": _content(comparison.b),
        "figures": [
            {
                "table": one.table,
                "row": one.row,
                "column": one.column,
                "a": _value(one.old),
                "b": _value(one.new),
                "change": None if one.change is None else f"{one.change:f}",
            }
            for one in comparison.figures
        ],
        "unread": unread(comparison),
        "sentences": [{"section": one.section, "a": one.old, "b": one.new} for one in comparison.sentences],
    }


def save_comparison(comparison: Comparison, target: Path) -> None:
    """One HTML page. Raises OutputError unless ``target`` is .html, and when it cannot be written."""
    require_suffix(target, ".html", ".htm", what="报告")
    environment = findings_report.page_templates(Path(__file__).parent)
    page = environment.get_template("comparison.html.j2").render(
        comparison=comparison,
        names=(_name(comparison.a), _name(comparison.b)),
        tables=[(table, list(group)) for table, group in groupby(comparison.figures, key=lambda one: one.table)],
        sections=[(name, list(group)) for name, group in groupby(comparison.sentences, key=lambda one: one.section)],
        verdict=verdict(comparison),
        unread=unread(comparison),
        shown=_shown,
        change=_change,
        apart=apart,
    )
    write_text(target, page)


class Piece(NamedTuple):
    """Some words of a sentence; ``differs`` when the other version has others there."""

    text: str
    differs: bool


def apart(old: str, new: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Both wordings in pieces, those that differ told apart; a figure differs as a whole."""
    left: list[Piece] = []
    right: list[Piece] = []
    a, b = _LETTERS.findall(old), _LETTERS.findall(new)
    for tag, i1, i2, j1, j2 in matcher(a, b).get_opcodes():
        if i2 > i1:
            left.append(Piece("".join(a[i1:i2]), tag != "equal"))
        if j2 > j1:
            right.append(Piece("".join(b[j1:j2]), tag != "equal"))
    return left, right


def _name(content: Content) -> str:
    year = f"　{content.year}年度" if content.year else ""
    return f"{content.path.name}　{content.unit_name}{year}"


def _content(content: Content) -> dict[str, Any]:
    return {"file": content.path.name, "unit": content.unit_name, "year": content.year}


def _shown(figure: Figure | None) -> str:
    if figure is None:
        return _NOTHING
    return "空白" if figure.value is None else _STYLE.text(figure.value)


def _value(figure: Figure | None) -> str | None:
    return None if figure is None or figure.value is None else f"{figure.value:f}"


def _change(changed: Changed) -> str:
    change = changed.change or Decimal(0)
    return f"{'多' if change > 0 else '少'} {_STYLE.text(abs(change))}"
