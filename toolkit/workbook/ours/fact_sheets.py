"""基本信息, 补充资料, 部门概况, 名词解释: sheets of titled groups of facts, lists and texts, laid out and read here.

They are read by their words (titles, labels, headings), so a person may insert rows anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...addresses import Area, address
from ...amounts import Unit
from ...cells import Cell, CellKind
from ...edits import Edit
from ...findings import Finding
from ...profiles import NUMBER_ROLES, FactGroup, FactSpec, Profile
from ...report import Block, Row
from ...text import clean, listed, normal_name
from ..files.grid import Grid, Sheet
from ..forms.columns import find_heads
from ..forms.meaning import cell_at, figure, figure_problems, not_among, words
from ..forms.printed_rows import plain_code
from ..forms.problems import problem

#: The headings of a group of facts and of a group of texts, with the widths of their columns in a new file.
_LABEL, _CONTENT, _UNIT, _TEXT = "项目", "内容", "单位", "栏目"
FACT_COLUMNS = {_LABEL: 36.0, _CONTENT: 36.0, _UNIT: 13.0, "填写说明": 44.0}
TEXT_COLUMNS = {_TEXT: 22.0, _CONTENT: 110.0}
#: The column of a list that says of words of ours that a person should look them over, and what it says.
REVIEW, TO_REVIEW = "核对", "请核对"
#: So many paragraphs have room under each text of a new file.
OPEN_PARAGRAPHS = 8


class Place(NamedTuple):
    """Where a group stands: its title's row, and the row of the next group (or one past the sheet's end)."""

    sheet: Sheet
    top: int
    end: int


#: The groups of a profile, each with its place (None when it is missing).
Groups = Sequence[tuple[FactGroup, Place | None]]


def read_facts(groups: Groups) -> dict[str, Cell]:
    """Every declared fact → its cell; blank, at no address, where its row is missing."""
    found: dict[str, Cell] = {}
    for group, place in groups:
        read = _facts(group, place) if place and group.facts else {}
        for fact in group.facts:
            found[fact.id] = read.get(fact.id) or Cell(group.sheet, "", CellKind.BLANK)
    return found


def read_lists(groups: Groups) -> dict[str, Block]:
    """Every declared list → its filled rows. Rows are keyed by their code, else their name, else a running number."""
    found: dict[str, Block] = {}
    for group, place in groups:
        if group.kind == "list":
            ids = tuple(column.id for column in group.columns if column.role in NUMBER_ROLES)
            found[group.id] = Block("", ids, tuple(_list(group, place)) if place else ())
    return found


def read_texts(groups: Groups) -> dict[str, tuple[str, ...]]:
    """Every declared text → its paragraphs."""
    found: dict[str, tuple[str, ...]] = {}
    for group, place in groups:
        if group.kind == "texts":
            found |= dict.fromkeys(group.texts, ())
            if place:
                found |= _texts(group, place)
    return found


def find_groups(grid: Grid, profile: Profile) -> list[tuple[FactGroup, Place | None]]:
    """Every group of the profile with its place: on its own sheet, else wherever its title stands."""
    found: dict[tuple[str, str], Place] = {}
    for sheet in grid.sheets:
        for group_id, place in _places(sheet, profile):
            found.setdefault((group_id, sheet.name), place)
            found.setdefault((group_id, ""), place)
    groups = profile.facts.values()
    return [(group, found.get((group.id, group.sheet)) or found.get((group.id, ""))) for group in groups]


def _places(sheet: Sheet, profile: Profile) -> Iterator[tuple[str, Place]]:
    """The groups on one sheet: a title, and right below it the headings of that group."""
    titles = {normal_name(group.title): group for group in profile.facts.values()}
    rows = list(sheet.rows)
    tops: list[tuple[int, str]] = []
    for row, following in zip(rows, rows[1:], strict=False):
        group = titles.get(sheet.first_word(row))
        if group and _stand_in(group, sheet.words.get(following, {}).values()):
            tops.append((row, group.id))
    ends = [*(row for row, _ in tops[1:]), rows[-1] + 1 if rows else 0]
    for (top, group_id), end in zip(tops, ends, strict=False):
        yield group_id, Place(sheet, top, end)


def _stand_in(group: FactGroup, words: Collection[str]) -> bool:
    """The headings of a group stand in a row; of a list's at least half, for a later version may have more of them."""
    heads = _heads_of(group)
    there = len(heads.intersection(words))
    return 2 * there >= len(heads) if group.kind == "list" else there == len(heads)


def _heads_of(group: FactGroup) -> set[str]:
    """The words of the heading row right below a group's title."""
    if group.kind == "list":
        return {normal_name(column.path[-1]) for column in group.columns}
    return {_LABEL, _CONTENT} if group.kind == "facts" else {_TEXT, _CONTENT}


def headings(group: FactGroup) -> dict[str, float]:
    """The headings of a group with the widths of their columns in a new file."""
    if group.kind == "list":
        return {column.head or column.id: column.width for column in group.columns}
    return FACT_COLUMNS if group.kind == "facts" else TEXT_COLUMNS


def _facts(group: FactGroup, place: Place) -> dict[str, Cell]:
    """The facts of one group; a row is known by its label, its value stands under 内容, its unit under 单位."""
    found: dict[str, Cell] = {}
    for fact, row, heads in fact_rows(group, place):
        if fact.id not in found:
            found[fact.id] = _fact(place.sheet, row, heads, fact)
    return found


def fact_rows(group: FactGroup, place: Place) -> Iterator[tuple[FactSpec, int, Mapping[str, int]]]:
    """The rows of a group that are called as a fact of it is, with where its headings stand."""
    wanted = {normal_name(fact.label): fact for fact in group.facts}
    sheet = place.sheet
    heads: dict[str, int] = {}
    for row in rows_of(place):
        if not heads:
            words_here = {sheet.word(row, column): column for column in sheet.rows[row]}
            heads = words_here if _CONTENT in words_here else {}
        elif fact := wanted.get(sheet.first_word(row)):
            yield fact, row, heads


def stated_unit(sheet: Sheet, row: int, heads: Mapping[str, int]) -> str:
    """What the column of units says of a fact."""
    return clean(sheet[row, heads[_UNIT]].text) if _UNIT in heads else ""


def _fact(sheet: Sheet, row: int, heads: Mapping[str, int], fact: FactSpec) -> Cell:
    if fact.kind in NUMBER_ROLES:
        unit = Unit.called(stated_unit(sheet, row, heads)) or Unit.WAN
        return figure(sheet, row, heads[_CONTENT], unit, fact.kind)
    return words(sheet, row, heads[_CONTENT])


def rows_of(place: Place) -> Iterator[int]:
    """The rows of a group below its title."""
    return (row for row in place.sheet.rows if place.top < row < place.end)


def _list(group: FactGroup, place: Place) -> Iterator[Row]:
    heads = find_heads(place.sheet, group.columns, place.top)
    if heads is None:
        return
    places = [(column, at) for column, at in zip(group.columns, heads.columns, strict=True) if at is not None]
    number = 0
    for row in rows_of(place):
        if row <= heads.bottom:
            continue
        cells = {column.id: cell_at(place.sheet, row, at, column, Unit.WAN) for column, at in places}
        if any(cell.kind is not CellKind.BLANK for cell in cells.values()):
            number += 1
            said = {column.role: cells[column.id].text for column, _ in places}
            code, name = plain_code(said.get("code", "")), said.get("name", "")
            yield Row(code or normal_name(name) or str(number), name, code=code, cells=cells)


def _texts(group: FactGroup, place: Place) -> dict[str, tuple[str, ...]]:
    """The paragraphs under 内容, from the row that names the text under 栏目 to the next that names one."""
    sheet = place.sheet
    known = {normal_name(text): text for text in group.texts}
    heads: dict[str, int] = {}
    found: dict[str, list[str]] = {}
    current = ""
    for row in rows_of(place):
        if not heads:
            heads = {sheet.word(row, column): column for column in sheet.rows[row]}
            continue
        current = known.get(sheet.word(row, heads[_TEXT]), current)
        said = [clean(sheet[row, column].text) for column in sheet.rows[row] if column >= heads[_CONTENT]]
        if current and said:
            found.setdefault(current, []).append(" ".join(said))
    return {text: tuple(paragraphs) for text, paragraphs in found.items()}


def _unreviewed(group: FactGroup, lists: Mapping[str, Block]) -> Iterator[Finding]:
    rows = lists[group.id].rows if group.kind == "list" else ()
    cells = [row.cells[REVIEW] for row in rows if REVIEW in row.cells and row.cells[REVIEW].text == TO_REVIEW]
    if cells:
        yield problem("RD-45", *cells, sheet=cells[0].sheet, count=len(cells))


def content_cells(group: FactGroup, place: Place) -> Area | None:
    """Where the content of a group of texts, or the first column of a list, is written; None without its headings."""
    sheet = place.sheet
    heads = next((row for row in rows_of(place) if _stand_in(group, sheet.words.get(row, {}).values())), 0)
    if not heads:
        return None
    first = _CONTENT if group.kind != "list" else normal_name(group.columns[0].path[-1])
    column = next((column for column, word in sheet.words[heads].items() if word == first), 0)
    if not column:
        return None
    last = max(max(rows_of(place)), heads + (OPEN_PARAGRAPHS * len(group.texts) or group.open_rows))
    return Area(heads + 1, column, min(last, place.end - 1) if place.end in sheet.rows else last, column)


def text_edits(grid: Grid, profile: Profile, text_id: str, paragraphs: Sequence[str]) -> list[Edit] | None:
    """The cells under 内容 that make a text say these paragraphs; None where the workbook has no place for it.

    Paragraphs for which there are no rows stand in the last cell, on lines of their own.
    """
    for group, place in find_groups(grid, profile):
        if place is not None and text_id in group.texts and (rows := _text_rows(group, place, text_id)):
            lines = [*paragraphs[: len(rows.places) - 1], "\n".join(paragraphs[len(rows.places) - 1 :])]
            texts = [*lines, *[""] * len(rows.places)]
            return [
                Edit(place.sheet.name, address(row, rows.column), text or None)
                for row, text in zip(rows.places, texts, strict=False)
                if text or place.sheet[row, rows.column].text
            ]
    return None


class _TextRows(NamedTuple):
    """The rows that hold the paragraphs of one text, or have room for them, and their column."""

    places: tuple[int, ...]
    column: int


def _text_rows(group: FactGroup, place: Place, text_id: str) -> _TextRows | None:
    area = content_cells(group, place)
    if area is None:
        return None
    sheet, known = place.sheet, {normal_name(text) for text in group.texts}
    label = next((at for at in range(1, area.left) if sheet.word(area.top - 1, at) == _TEXT), 0)
    starts = [row for row in area.rows if label and sheet.word(row, label) in known]
    start = next((row for row in starts if sheet.word(row, label) == normal_name(text_id)), 0)
    if not start:
        return None
    end = next((row for row in starts if row > start), area.bottom + 1)
    return _TextRows(tuple(range(start, end)), area.left)


def missing_sheets(groups: Groups) -> tuple[str, ...]:
    """Which of our sheets the workbook has not: a bare export of the filing system has none."""
    found = {group.sheet for group, place in groups if place}
    return tuple(dict.fromkeys(group.sheet for group, _ in groups if group.sheet not in found))


def facts_not_begun(groups: Groups, facts: Mapping[str, Cell]) -> frozenset[str]:
    """The facts of groups in which nobody has typed anything yet; what the fill worked out was not typed."""
    return frozenset(fact.id for group, _ in groups if not _is_begun(group, facts) for fact in group.facts)


def untouched_sheets(groups: Groups, facts: Mapping[str, Cell], lists: Mapping[str, Block]) -> tuple[str, ...]:
    """The sheets of facts on which nobody has typed anything yet. The rows of a list that follows a form are the fill's."""
    there = [(group, place.sheet.name) for group, place in groups if place]
    begun = {name for group, name in there if _is_begun(group, facts) or _has_entries(group, lists)}
    return tuple(dict.fromkeys(name for group, name in there if group.facts and name not in begun))


def _is_begun(group: FactGroup, facts: Mapping[str, Cell]) -> bool:
    cells = ((facts[fact.id], fact.default) for fact in group.facts)
    return any(cell.text not in ("", given) and not cell.formula for cell, given in cells)


def _has_entries(group: FactGroup, lists: Mapping[str, Block]) -> bool:
    if group.kind != "list":
        return False
    typed = [column.id for column in group.columns if not (group.source and column.role in ("code", "name"))]
    return any(row.cells[column].text for row in lists[group.id] for column in typed if column in row.cells)


def our_problems(groups: Groups, facts: Mapping[str, Cell], lists: Mapping[str, Block]) -> Iterator[Finding]:
    """What is wrong with our sheets: all that are missing in one problem, groups and rows, words for figures."""
    missing = missing_sheets(groups)
    if missing:
        yield problem("RD-14", sheets=listed(missing))
    for group, place in groups:
        if not place and group.sheet not in missing:
            yield problem("RD-03", sheet=group.sheet, head=group.title)
        for fact in group.facts:
            cell = facts[fact.id]
            if place and not cell.address:
                yield problem("RD-03", sheet=place.sheet.name, head=fact.label)
            if fact.kind in NUMBER_ROLES:
                yield from figure_problems(cell, fact.kind)
            yield from not_among(fact.options, fact.label, cell)
        yield from _unreviewed(group, lists)
        for column in group.columns if group.kind == "list" else ():
            if column.role in NUMBER_ROLES:
                for row in lists[group.id]:
                    yield from figure_problems(row.cells[column.id], column.role) if column.id in row.cells else ()
            for row in lists[group.id] if column.options else ():
                yield from not_among(column.options, column.path[-1], row.cells.get(column.id))
