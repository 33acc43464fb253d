"""The sentence under a form without data (本表无数据): written where it lacks, taken out again once there are data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...addresses import address
from ...edits import Edit, NewRows
from ...patterns import fill
from ...profiles import Profile, TableSpec, of_form, says_no_data, slot_values_of
from ...report import Report
from ...text import clean
from ..files.grid import Sheet
from ..forms.reading import FoundForm, Reading


def empty_note(spec: TableSpec, report: Report, profile: Profile) -> str:
    """What a form prints below itself when it holds no data, "" when nothing is asked for."""
    if not spec.empty_note:
        return ""
    return fill(spec.empty_note, form_words(spec, report, profile), f"{spec.id}.empty_note")


def form_words(spec: TableSpec, report: Report, profile: Profile) -> dict[str, str]:
    """What the lines printed around a form may name, as the workbook says it."""
    return {**slot_values_of(report, profile), **of_form(spec)}


def late_lines(reading: Reading) -> list[Edit]:
    """The lines above and below the forms that were drawn before their unit, code or year was known, and now say them."""
    edits: list[Edit] = []
    for form in (*reading.forms, *reading.unfilled):
        lines = [line for line in (*form.spec.above, *form.spec.notes) if "{" in line]
        if lines:
            known = form_words(form.spec, reading.report, reading.profile)
            drawn = [(_with_gaps(line, known), fill(line, known, form.spec.id)) for line in lines]
            edits += [
                Edit(form.sheet.name, address(row, column), now)
                for row, columns in form.sheet.rows.items()
                if row < form.layout.first or row > form.last
                for column in columns
                for pattern, now in drawn
                if (text := clean(form.sheet[row, column].text)) and text != now and pattern.fullmatch(text)
            ]
    return edits


def _with_gaps(line: str, known: Mapping[str, str]) -> re.Pattern[str]:
    """What a line says where any of its slots was still blank."""
    parts = re.split(r"\{(\w+)\}", line)
    return re.compile(
        "".join(f"(?:{re.escape(known.get(part, ''))})?" if n % 2 else re.escape(part) for n, part in enumerate(parts))
    )


def note_edits(reading: Reading) -> tuple[list[NewRows], list[Edit]]:
    """The rows to put in, and what to write, so that every form without data says so, and no other does."""
    new_rows: list[NewRows] = []
    edits: list[Edit] = []
    for form in reading.forms:
        note = empty_note(form.spec, reading.report, reading.profile)
        if not note:
            continue
        below = {row: clean(form.sheet[row, columns[0]].text) for row, columns in _below(form)}
        if form.table.has_figures:
            edits += [
                Edit(form.sheet.name, address(row, form.sheet.rows[row][0]))
                for row, words in below.items()
                if words == note
            ]
        elif not _is_begun(form) and not any(says_no_data(form.spec, words) for words in below.values()):
            rows, more = _written(form, note)
            new_rows += rows
            edits += more
    return new_rows, edits


def _below(form: FoundForm) -> Iterator[tuple[int, tuple[int, ...]]]:
    return ((row, columns) for row, columns in form.sheet.rows.items() if row > form.last)


def _is_begun(form: FoundForm) -> bool:
    """Codes are typed, and the amounts are still to come."""
    return any(
        row.code for block in form.spec.blocks if block.kind == "codes" for row in form.table.blocks[block.id].rows
    )


def _written(form: FoundForm, note: str) -> tuple[list[NewRows], list[Edit]]:
    """Below the last sentence under the form, in a row that looks like it; right below a form without any."""
    sheet, rows = form.sheet, dict(_below(form))
    if not rows:
        return [], [Edit(sheet.name, address(form.last + 1, _first_column(form)), note)]
    last = max(rows)
    column = rows[last][0]
    if _alike(sheet, last, last + 1, column):  # the row that a new workbook keeps for it
        return [], [Edit(sheet.name, address(last + 1, column), note)]
    # The new row goes above the last sentence, so that it lies within what is printed: the sentence goes up, the note below.
    said = sheet[last, column].text
    moved = [Edit(sheet.name, address(last, column), said), Edit(sheet.name, address(last + 1, column), note)]
    return [NewRows(sheet.name, last, 1)], moved


def _alike(sheet: Sheet, row: int, other: int, column: int) -> bool:
    """Both rows are merged over the same columns."""
    one, two = sheet.area(row, column), sheet.area(other, column)
    return (one.left, one.right) == (two.left, two.right) and one.left != one.right and two.top == two.bottom == other


def _first_column(form: FoundForm) -> int:
    return min((place for block in form.layout.blocks for part in block.parts for place in part.values()), default=1)
