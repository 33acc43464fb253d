"""The 情况说明 sheet: its columns, what people wrote there, and the drafts and states that renew it.

A person's text (人工改写) is never written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...addresses import position
from ...cells import Cell
from ...edits import Edit
from ...patterns import fill
from ...profiles import Profile
from ...report import Report, WrittenField
from ...text import clean, fingerprint
from ...text_size import line_count, row_height
from ..files.grid import Grid
from ..forms.meaning import words
from .layout import Column, Found, SheetLayout, find

NARRATIVE_SHEET = "情况说明"
#: The row of a new field: six lines; five rows stand on a page.
NEW_ROW_HEIGHT = 94
LAYOUT = SheetLayout(
    NARRATIVE_SHEET,
    (
        NARRATIVE_SHEET,
        "“自动生成稿”每次填报都会重写；要改就写在“人工改写”里，不会被覆盖。数据变动后看“状态”，核对无误就填“已核对”。",
    ),
    (
        Column("section", "章节", 18, from_the_start=True),
        Column("field", "字段", 12, from_the_start=True),
        Column("draft", "自动生成稿", 53, from_the_start=True),
        Column("person", "人工改写", 53, "person", from_the_start=True),
        Column("state", "状态", 10, "centre", from_the_start=True),
        Column("base", "底稿指纹", 12, hidden=True, from_the_start=True),
    ),
    frozen=2,
)


def fields(profile: Profile, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Section and id of every field of the outline: the rows of a new sheet. ``names`` fill the tags of titles."""
    titles: dict[int, str] = {}
    for item in profile.outline:
        if item.title:
            titles = {level: title for level, title in titles.items() if level < item.level}
            titles[item.level] = fill(item.title, names, f"outline.toml：{item.title}")
        if item.field:
            yield (
                "\n".join(title for level, title in sorted(titles.items()) if level > 1 or len(titles) == 1),
                item.field,
            )


def read_written(grid: Grid) -> dict[str, WrittenField]:
    """Every field → its draft and what a person wrote; empty when the workbook has no such sheet.

    Of two rows of one field the first counts, but one in which nobody wrote anything gives way to one in which somebody did.
    """
    fields: dict[str, WrittenField] = {}
    for field in written_rows(grid):
        if field.id and (field.id not in fields or field.person and not fields[field.id].person):
            fields[field.id] = field
    return fields


def written_rows(grid: Grid) -> Iterator[WrittenField]:
    """Every row of the sheet, with "" for the id of one that names no field."""
    for sheet in grid.sheets:
        found = find(LAYOUT, sheet)
        if found and found.columns.keys() >= {"field", "draft", "person"}:
            yield from _written(found)
            return


def _written(found: Found) -> Iterator[WrittenField]:
    beyond = max(*found.sheet.words[found.head_row], *found.columns.values()) + 1
    state = found.columns.get("state", beyond)
    columns = (
        found.columns["draft"],
        found.columns["person"],
        state,
        found.columns.get("base", max(beyond, state + 1)),
    )
    for row in found.sheet.rows:
        if row >= found.first:
            cells = [words(found.sheet, row, column) for column in columns]
            name = clean(found.text("field", row))
            yield WrittenField(name, cells[0].text, cells[1].text, cells[3].text, *cells)


def narrative_sheet_edits(grid: Grid, report: Report, drafts: Mapping[str, str]) -> list[Edit]:
    """The drafts that changed, the state of every field, and what a person's text answers.

    The base of a person's text is recorded when first seen, renewed when the person confirmed it by typing 已核对 as the
    state, and forgotten when the text is gone.
    """
    edits: list[Edit] = []
    for field_id, text in drafts.items():
        written = report.written.get(field_id)
        if written is None:
            continue
        draft = text.strip()
        base = (written.answers or fingerprint(draft)) if written.person else ""
        if written.draft != draft:
            height = _height(grid, written.draft_cell, draft)
            edits.append(Edit(written.draft_cell.sheet, written.draft_cell.address, draft or None, height=height))
        edits += _unless_same(written.state_cell, written.state_cell.text, _state(written, draft))
        edits += _unless_same(written.base_cell, written.base, base)
    return edits


def _state(written: WrittenField, draft: str) -> str:
    if not written.person:
        return "自动"
    return "已改写，数据已变，请核对" if written.is_stale(draft) else "已改写"


def _unless_same(cell: Cell, now: str, text: str) -> list[Edit]:
    return [] if now == text else [Edit(cell.sheet, cell.address, text or None)]


def _height(grid: Grid, cell: Cell, text: str) -> float:
    """What the cell's row needs so that ``text`` and all else in the row shows whole."""
    sheet = grid[cell.sheet]
    row, own = position(cell.address)
    texts = {column: sheet[row, column].text for column in sheet.rows.get(row, ())} | {own: text}
    widths = {column: sheet.widths.get(column, sheet.default_width) for column in texts}
    return row_height(max(line_count(text, widths[column]) for column, text in texts.items()))
