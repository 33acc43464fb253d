"""Reading our own sheets by their words: facts, lists, texts, and what people wrote in 情况说明."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..amounts import Unit
from ..profiles import NUMBER_ROLES, FactGroup, FactSpec, Profile
from ..report import Block, Cell, CellKind, Problem, Row, WrittenField, normal_name
from .cells import clean, figure, words
from .grid import Grid, Sheet
from .heads import find_heads
from .problems import problem

_FACT_HEADS = frozenset({"项目", "内容"})
_FIELD_HEADS = ("章节", "字段", "自动生成稿", "人工改写", "状态", "底稿指纹")


class _Place(NamedTuple):
    """Where a group stands: its title's row, and the row of the next group (or one past the sheet's end)."""

    sheet: Sheet
    top: int
    end: int


def read_facts(grid: Grid, profile: Profile) -> dict[str, Cell]:
    """Every declared fact → its cell; blank, at no address, where its row is missing."""
    found: dict[str, Cell] = {}
    for group, place in _groups(grid, profile):
        for fact in group.facts:
            found[fact.id] = _fact(place, fact) if place else Cell(group.sheet, "", CellKind.BLANK)
    return found


def read_lists(grid: Grid, profile: Profile) -> dict[str, Block]:
    """Every declared list → its filled rows. Rows are keyed by their code, else their name, else a running number."""
    found: dict[str, Block] = {}
    for group, place in _groups(grid, profile):
        if group.kind == "list":
            ids = tuple(column.id for column in group.columns if column.role in NUMBER_ROLES)
            found[group.id] = Block("", ids, tuple(_list(group, place)) if place else ())
    return found


def read_texts(grid: Grid, profile: Profile) -> dict[str, tuple[str, ...]]:
    """Every declared text → its paragraphs."""
    found: dict[str, tuple[str, ...]] = {}
    for group, place in _groups(grid, profile):
        if group.kind == "texts":
            found |= dict.fromkeys(group.texts, ())
            if place:
                found |= _texts(group, place)
    return found


def read_written(grid: Grid) -> dict[str, WrittenField]:
    """情况说明: every field → its draft and what a person wrote."""
    for sheet in grid.sheets:
        for row in list(sheet.rows)[:20]:
            heads = {sheet.word(row, column): column for column in sheet.rows[row]}
            if all(head in heads for head in _FIELD_HEADS[1:4]):
                return {field.id: field for field in _written(sheet, row, heads)}
    return {}


def _written(sheet: Sheet, top: int, heads: dict[str, int]) -> Iterator[WrittenField]:
    draft, person = heads["自动生成稿"], heads["人工改写"]
    state, base = heads.get("状态", person + 1), heads.get("底稿指纹", person + 2)
    for row in sheet.rows:
        name = clean(sheet[row, heads["字段"]].text) if row > top else ""
        if name:
            cells = [words(sheet, row, column) for column in (draft, person, state, base)]
            yield WrittenField(name, cells[0].text, cells[1].text, cells[3].text, *cells)


def _groups(grid: Grid, profile: Profile) -> Iterator[tuple[FactGroup, _Place | None]]:
    """Every group of the profile with its place: on its own sheet, else wherever its title stands."""
    titles = {normal_name(group.title): group for group in profile.facts.values()}
    starts: dict[tuple[str, str], _Place] = {}
    for sheet in grid.sheets:
        rows = list(sheet.rows)
        tops = []
        for row, following in zip(rows, rows[1:], strict=False):
            group = titles.get(sheet.word(row, sheet.rows[row][0]))
            if group and _heads_of(group) <= set(sheet.words.get(following, {}).values()):
                tops.append((row, group.id))
        ends = [*(row for row, _ in tops[1:]), rows[-1] + 1 if rows else 0]
        for (top, name), end in zip(tops, ends, strict=True) if tops else ():
            starts.setdefault((sheet.name, name), _Place(sheet, top, end))
    for group in profile.facts.values():
        elsewhere = (place for (_, name), place in starts.items() if name == group.id)
        yield group, starts.get((group.sheet, group.id)) or next(elsewhere, None)


def _heads_of(group: FactGroup) -> set[str]:
    """The words of the heading row right below a group's title."""
    if group.kind == "list":
        return {normal_name(column.path[-1]) for column in group.columns}
    return {"项目", "内容"} if group.kind == "facts" else {"栏目", "内容"}


def _fact(place: _Place, fact: FactSpec) -> Cell:
    sheet = place.sheet
    value_at = 2
    for row, columns in sheet.rows.items():
        if not place.top < row < place.end:
            continue
        heads = {sheet.word(row, column): column for column in columns}
        if heads.keys() >= _FACT_HEADS:
            value_at = heads["内容"]
        elif sheet.word(row, columns[0]) == normal_name(fact.label):
            if fact.kind in ("amount", "count", "percent"):
                unit = Unit.YUAN if clean(sheet[row, value_at + 1].text) == "元" else Unit.WAN
                return figure(sheet, row, value_at, unit, fact.kind)
            return words(sheet, row, value_at)
    return Cell(sheet.name, "", CellKind.BLANK)


def _list(group: FactGroup, place: _Place) -> Iterator[Row]:
    heads = find_heads(place.sheet, group.columns, place.top)
    if heads is None:
        return
    number = 0
    for row in place.sheet.rows:
        if not heads.bottom < row < place.end:
            continue
        cells = {}
        for column, at in zip(group.columns, heads.columns, strict=True):
            if at is not None:
                unit = Unit.YUAN if "（元）" in column.head else Unit.WAN
                is_figure = column.role in NUMBER_ROLES
                cells[column.id] = (
                    figure(place.sheet, row, at, unit, column.role) if is_figure else words(place.sheet, row, at)
                )
        if all(cell.kind is CellKind.BLANK for cell in cells.values()):
            continue
        number += 1
        by_role = {column.role: cells[column.id].text for column in group.columns if column.id in cells}
        code, name = by_role.get("code", ""), by_role.get("name", "")
        yield Row(code or normal_name(name) or str(number), name, code=code, cells=cells)


def _texts(group: FactGroup, place: _Place) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    current = ""
    known = {normal_name(text): text for text in group.texts}
    for row, columns in place.sheet.rows.items():
        if not place.top < row < place.end:
            continue
        first = place.sheet.rows[row][0]
        name = place.sheet.word(row, first)
        if name in known:
            current = known[name]
        body = [
            clean(place.sheet[row, column].text) for column in columns if place.sheet.word(row, column) not in known
        ]
        if current and body:
            found.setdefault(current, []).extend(body)
    return {text: tuple(paragraphs) for text, paragraphs in found.items()}


def missing_sheets(grid: Grid, profile: Profile) -> Iterator[Problem]:
    """Which of our sheets the workbook has not, all in one problem: a bare export of the filing system has none."""
    found = {group.sheet for group, place in _groups(grid, profile) if place}
    missing = {group.sheet: None for group in profile.facts.values() if group.sheet not in found}
    if missing:
        yield problem("RD-14", sheets="、".join(f"工作表“{name}”" for name in missing))
