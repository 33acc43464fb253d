"""What stands on the sheets of facts, lists and texts otherwise than they are read: told, for nobody sees it in the result."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...amounts import Unit
from ...findings import Finding
from ...profiles import FactGroup, Profile
from ...text import normal_name
from ..files.grid import Grid
from ..forms.columns import find_heads, head_word, is_needed
from ..forms.meaning import words
from ..forms.problems import cell_problem, problem, short
from .fact_sheets import REVIEW, Groups, Place, content_cells, fact_rows, rows_of, stated_unit
from .narrative_sheet import written_rows


def strange_entries(grid: Grid, groups: Groups, profile: Profile) -> Iterator[Finding]:
    """Rows that are there twice, units and headings that are not known, names of texts that are none."""
    yield from _strange_words(grid, {item.field for item in profile.outline if item.field})
    for group, place in groups:
        if place is not None:
            kinds = {"facts": _strange_facts, "list": _strange_heads, "texts": _strange_names}
            yield from kinds[group.kind](group, place)


def _strange_words(grid: Grid, known: Collection[str]) -> Iterator[Finding]:
    """What a person wrote on 情况说明 that is not printed: beside no field of the format, or beside one that has words already."""
    seen = set[str]()
    for field in written_rows(grid):
        if field.person and field.id not in known:
            goes = "所在的一行不是本格式的段落，不会印进文档"
            yield cell_problem("RD-04", field.person_cell, name=short(field.person), difference=goes)
        elif field.person and field.id in seen:
            yield cell_problem("RD-09", field.person_cell, what=f"“{field.id}”一行")
        elif field.person:
            seen.add(field.id)


def _strange_facts(group: FactGroup, place: Place) -> Iterator[Finding]:
    sheet, first = place.sheet, dict[str, str]()
    for fact, row, heads in fact_rows(group, place):
        content = words(sheet, row, heads["内容"])
        if content.text and first.setdefault(fact.id, content.text) != content.text:
            yield cell_problem("RD-09", content, what=f"“{fact.label}”一行")
        unit = stated_unit(sheet, row, heads)
        if fact.kind == "amount" and content.text and unit not in ("", fact.unit) and Unit.called(unit) is None:
            yield cell_problem("RD-12", words(sheet, row, heads["单位"]), unit=Unit.WAN.value)


def _strange_heads(group: FactGroup, place: Place) -> Iterator[Finding]:
    """A column that was not found, where a heading stands that no column has; a list of an earlier version has fewer."""
    heads = find_heads(place.sheet, group.columns, place.top)
    if heads is None:
        return
    known = {head_word(path[-1]) for column in group.columns for path in column.paths}
    there = place.sheet.words.get(heads.bottom, {})
    last = max((at for at in heads.columns if at), default=0)
    if any(head_word(word) not in known for at, word in there.items() if at <= last + 1):
        for column, at in zip(group.columns, heads.columns, strict=True):
            if at is None and column.id != REVIEW and is_needed(column):
                yield problem("RD-03", sheet=place.sheet.name, head=column.path[-1])


def _strange_names(group: FactGroup, place: Place) -> Iterator[Finding]:
    """A text that is called as none is: what stands beside it goes on with the one above, or is not read at all."""
    area = content_cells(group, place)
    if area is None:
        return
    known, current = {normal_name(text) for text in group.texts}, ""
    for row in rows_of(place):
        name = place.sheet.first_word(row) if row >= area.top else ""
        cell = words(place.sheet, row, place.sheet.rows[row][0])
        if name in known:
            current = cell.text
        elif name and place.sheet.rows[row][0] < area.left:
            goes = f"右边的文字接在“{current}”之后" if current else "右边的文字没有读取"
            yield cell_problem("RD-04", cell, name=cell.text, difference=f"不是这里的栏目，{goes}")
