"""Official forms as they look, for drawing them outside Excel: spans, alignment, and numbers as they print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from ..amounts import round_half_up
from ..profiles import Profile
from ..report import CellKind, Form, FormCell, Report
from .cells import clean
from .grid import Grid, RawCell, Sheet
from .reading import FoundForm, read_forms

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')


def draw_forms(grid: Grid, report: Report, profile: Profile) -> dict[str, Form]:
    """Every recognised form → how it looks, by table id. Hidden rows and columns and unused rows are left out."""
    forms, _ = read_forms(grid, profile)
    return {form.table.id: _draw(form) for form in forms if form.table.id in report.tables}


def _draw(form: FoundForm) -> Form:
    sheet = form.sheet
    columns = _columns(sheet, form)
    rows = [row for row in range(form.first, form.last + 1) if _is_drawn(sheet, row, form, columns)]
    row_at = {row: number for number, row in enumerate(rows)}
    column_at = {column: number for number, column in enumerate(columns)}
    return Form(
        table_id=form.table.id,
        title=clean(form.table.title),
        header_rows=sum(row <= form.head_bottom for row in rows) + _index_rows(sheet, form, rows)
        if _repeats(form)
        else 0,
        row_count=len(rows),
        widths=tuple(sheet.widths.get(column, sheet.default_width) for column in columns),
        cells=tuple(_cells(sheet, rows, columns, row_at, column_at)),
        above=tuple(_above(sheet, form)),
        below=form.table.notes or (),
        landscape=sheet.landscape,
    )


def _repeats(form: FoundForm) -> bool:
    """Headings repeat over pages, but not those of a self-evaluation form, which has one for each of its parts."""
    return not any(block.kind in ("pairs", "grid", "list") for block in form.spec.blocks)


def _index_rows(sheet: Sheet, form: FoundForm, rows: Sequence[int]) -> int:
    """1 when the line under the headings numbers the columns (栏次)."""
    under = next((row for row in rows if row > form.head_bottom), None)
    if under is None:
        return 0
    numbers = [
        sheet[under, column].text
        for column in sheet.rows.get(under, ())
        if sheet[under, column].kind is CellKind.NUMBER
    ]
    return int(
        bool(numbers)
        and numbers == [str(n) for n in range(1, len(numbers) + 1)]
        and not sheet.words.get(under, {}).keys() - _index_places(sheet, under)
    )


def _index_places(sheet: Sheet, row: int) -> set[int]:
    return {column for column, word in sheet.words.get(row, {}).items() if word in ("栏次", "档次", "行次")}


def _columns(sheet: Sheet, form: FoundForm) -> list[int]:
    """The visible columns that the form's ruled area covers."""
    used = {column for row in sheet.rows if form.first <= row <= form.last for column in sheet.rows[row]}
    for row in range(form.first, form.head_bottom + 1):
        for column in sheet.rows.get(row, ()):
            area = sheet.area(row, column)
            used.update(range(area.left, area.right + 1))
    left, right = min(used, default=1), max(used, default=1)
    return [
        column
        for column in range(left, right + 1)
        if column not in sheet.hidden_columns
        and (
            column in used or any(a.left <= column <= a.right for a in sheet.merges if form.first <= a.top <= form.last)
        )
    ]


def _is_drawn(sheet: Sheet, row: int, form: FoundForm, columns: Sequence[int]) -> bool:
    if row in sheet.hidden_rows:
        return False
    return row in sheet.rows or any(sheet.area(row, column).top < row for column in columns)


def _cells(
    sheet: Sheet, rows: Sequence[int], columns: Sequence[int], row_at: Mapping[int, int], column_at: Mapping[int, int]
) -> Iterator[FormCell]:
    for row in rows:
        for column in columns:
            area = sheet.area(row, column)
            top = next(one for one in rows if one >= area.top)
            left = next(one for one in columns if one >= area.left)
            if (row, column) != (top, left):
                continue
            raw = sheet[area.top, area.left]
            yield FormCell(
                row=row_at[row],
                column=column_at[column],
                text=_indented(raw),
                rowspan=sum(area.top <= one <= area.bottom for one in rows),
                colspan=sum(area.left <= one <= area.right for one in columns),
                align=raw.style.align or ("right" if raw.kind is CellKind.NUMBER else "left"),
                bold=raw.style.bold,
            )


def _above(sheet: Sheet, form: FoundForm) -> Iterator[tuple[str, str, str]]:
    """The lines between the title and the ruled area: left, middle and right text of each."""
    title = form.table.heading.title
    for row, places in sheet.rows.items():
        if row >= form.first or row in sheet.hidden_rows:
            continue
        texts = ["", "", ""]
        for column in places:
            raw = sheet[row, column]
            text = shown(raw)
            if title is not None and text == title.text:
                continue
            side = {"right": 2, "center": 1}.get(raw.style.align, 0)
            texts[side] = f"{texts[side]}　{text}" if texts[side] else text
        if any(texts):
            yield (texts[0], texts[1], texts[2])


def _indented(raw: RawCell) -> str:
    """What a cell shows, with the spaces that indent a name: a level of the form. Two narrow ones are a wide one."""
    text = shown(raw)
    if raw.kind is not CellKind.TEXT or raw.style.align not in ("", "left") or not text:
        return text
    spaces = raw.text[: len(raw.text) - len(raw.text.lstrip())]
    return "\u3000" * (sum(1 if space.isascii() else 2 for space in spaces if space != "\n") // 2) + text


def shown(raw: RawCell) -> str:
    """A cell's text as Excel shows it."""
    if raw.kind is not CellKind.NUMBER:
        return clean(raw.text)
    return number_text(Decimal(raw.text), raw.style.number_format)


def number_text(number: Decimal, number_format: str) -> str:
    """A number in an Excel number format: decimals, thousands, percent, and the sections for negatives and zero."""
    sections = _sections(number_format)
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    literal = _QUOTED.sub(lambda found: found[1] or found[2] or "", section)
    if section.lower() in ("general", "@", ""):
        return "" if section == "" and len(sections) > 1 else _general(number)
    pattern = re.search(r"[#0?][#0?,.]*", _QUOTED.sub("", section))
    if pattern is None:
        return literal.strip()
    figure = pattern[0]
    decimals = len(figure.partition(".")[2])
    if "%" in section:
        number *= 100
    rounded = round_half_up(number, decimals)
    text = f"{rounded:,f}" if "," in figure.partition(".")[0] else f"{rounded:f}"
    for _ in range(figure.partition(".")[2].count("#")):
        text = text[:-1] if text.endswith("0") else text
    return literal.replace(figure, text.rstrip("."), 1).strip()


@lru_cache(maxsize=256)
def _sections(number_format: str) -> tuple[str, ...]:
    return tuple(number_format.split(";"))


def _general(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
