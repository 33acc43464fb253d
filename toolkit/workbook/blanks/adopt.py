"""The filing system's bare export becomes a workbook of ours: its forms stay as they are, our sheets are added.

An .xlsx or .xlsm keeps every part of its sheets byte for byte. An .xls holds values and merged areas only (what we can
read of it): its sheets are drawn anew, the same words and figures in the same cells, ruled and set like the forms.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from ...addresses import Area
from ...amounts import read_number
from ...cells import CellKind
from ...errors import OutputError
from ...outputs.files import replacing
from ...profiles import FactGroup, Profile, column_id, slot_values
from ...report import Report
from ..files.grid import Grid, RawCell, Sheet
from ..files.writing.package import Package
from ..files.writing.patch import check_suffix
from ..filling.text_cells import amount_format
from ..forms.reading import FoundForm, Reading
from ..ours.check_sheet import CHECK_SHEET, check_sheet
from ..ours.fact_sheets import find_groups
from ..ours.narrative_sheet import NARRATIVE_SHEET
from ..ours.steps_sheet import STEPS_SHEET
from .blank import add_sheet, empty_book, groups_by_sheet
from .contents import Filling, Line, Value
from .finish import finished
from .looks import BODY, FIGURE, FORMATS, HEAD, LINE, TEXT_FORMAT, TITLE, Look, put, set_page
from .our_sheets import draw_checks, draw_groups, draw_narrative, draw_steps
from .steps import with_steps
from .transplant import transplant

#: Cells of a merged area, and of all on a sheet: more is a slip of whoever drew it.
_LARGEST_MERGE, _MOST_MERGED = 5000, 200_000


def adopt(reading: Reading, target: Path) -> tuple[str, ...]:
    """Write the workbook that was read with the sheets of ours that it lacks to ``target``; returns the names of the sheets added.

    基本信息 is filled from the headings of the forms, lists such as 年初预算 get the rows that a form has. Raises
    WorkbookError when the source cannot be used, OutputError when the target cannot be written or has the wrong suffix;
    nothing is left then.
    """
    grid, profile, report = reading.grid, reading.profile, reading.report
    forms = (*reading.forms, *reading.unfilled)
    book = empty_book(f"{report.unit_name}{report.year or ''}年度{profile.kind}公开工作簿")
    if not grid.complete:
        if target.suffix.lower() != ".xlsx":
            raise OutputError(f"原文件是{grid.kind}，补齐后只能存为 .xlsx，请改一下文件名。", path=target)
        for sheet in grid.sheets:
            _copy(book, sheet, next((form for form in forms if form.sheet is sheet), None), profile)
        added = _draw_ours(book, grid, report, profile, before=len(grid.sheets))
        content = finished(with_steps(_saved(book), profile))
        with replacing(target) as temporary:
            temporary.write_bytes(content)
        return added
    package = Package.open(grid.path)
    check_suffix(package, package.main_part(), target)
    added = _draw_ours(book, grid, report, profile, before=0)
    if added:
        transplant(_saved(book), package, leading=sum(name in _leading(profile) for name in added))
    with replacing(target) as temporary:
        package.write(temporary)
        if added:
            temporary.write_bytes(with_steps(temporary.read_bytes(), profile, target.suffix.lower()))
    return added


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _leading(profile: Profile) -> tuple[str, ...]:
    """The sheets of ours that stand before the forms: 填报顺序 and 基本信息."""
    return (STEPS_SHEET, *tuple(groups_by_sheet(profile))[:1])


def _draw_ours(book: Workbook, grid: Grid, report: Report, profile: Profile, *, before: int) -> tuple[str, ...]:
    """Draw the sheets of ours that the workbook lacks; 基本信息 goes to the front, the others behind ``before`` sheets."""
    found = {group.sheet for group, place in find_groups(grid, profile) if place}
    filling = _filling(report, profile)
    added = []
    if STEPS_SHEET not in grid.by_name:
        added.append(STEPS_SHEET)
        draw_steps(add_sheet(book, STEPS_SHEET))
        book.move_sheet(STEPS_SHEET, -before)
    for name, groups in groups_by_sheet(profile).items():
        if name not in found:
            added.append(_free(name, grid))
            draw_groups(add_sheet(book, added[-1]), groups, filling)
            if name in _leading(profile):
                book.move_sheet(added[-1], -before)
    if not report.written:
        added.append(_free(NARRATIVE_SHEET, grid))
        facts = {name: cell.text for name, cell in report.facts.items()}
        names = slot_values(profile, facts, report.unit_name, report.year)
        draw_narrative(add_sheet(book, added[-1]), profile, names)
    if check_sheet(grid) is None:
        added.append(_free(CHECK_SHEET, grid))
        draw_checks(add_sheet(book, added[-1]))
    return tuple(added)


def _free(name: str, grid: Grid) -> str:
    """The name, or 名2, 名3 … when a sheet that is none of ours has it."""
    names = {sheet.name.casefold() for sheet in grid.sheets}
    return next(one for n in range(1, 1000) if (one := f"{name}{n if n > 1 else ''}").casefold() not in names)


def _filling(report: Report, profile: Profile) -> Filling:
    facts: dict[str, Value] = {
        "适用格式": profile.stated,
        "单位名称": report.unit_name or None,
        "年度": report.year or None,
    }
    lists = {group.id: _prepared(group, report) for group in profile.facts.values() if group.source}
    return Filling(facts=facts, lists={name: rows for name, rows in lists.items() if rows})


def _prepared(group: FactGroup, report: Report) -> Sequence[Line]:
    """The rows a list is prepared with: code and name of the rows of one level of a form (``公开05:项``)."""
    table_id, _, level = group.source.partition(":")
    code, name = (column_id(group.columns, role) for role in ("code", "name"))
    table = report.tables.get(table_id)
    rows = [row for block in table.blocks.values() for row in block if row.level == level] if table else []
    return [{one: value for one, value in ((code, row.code), (name, row.name)) if one} for row in rows]


def _number_formats(form: FoundForm, profile: Profile) -> dict[int, str]:
    """The number format of each column with figures: its own, else that of its role."""
    formats = {**FORMATS, "amount": amount_format(profile)}
    return {
        places[column.id]: column.format or formats[column.role]
        for block in form.layout.blocks
        for places in block.parts
        for column in block.spec.figures
        if column.id in places
    }


def _copy(book: Workbook, sheet: Sheet, form: FoundForm | None, profile: Profile) -> None:
    """Draw a sheet of an .xls anew: the same cells, looking as what they are in the form."""
    new = add_sheet(book, sheet.name)
    first, last = (form.layout.first, form.last) if form else (1, 0)
    filled = {place for place, raw in sheet.cells.items() if raw.kind is not CellKind.BLANK}
    columns = range(1, max((column for row, column in filled if first <= row <= last), default=0) + 1)
    ruled = {(row, column) for row in range(first, last + 1) for column in columns}
    figures = _number_formats(form, profile) if form else {}
    for row, column in sorted(filled | ruled):
        raw = sheet[row, column]
        put(new, row, column, _value(raw), _look(raw, row, form, figures.get(column, "")))
    for area in _apart(sheet.merges):
        new.merge_cells(start_row=area.top, start_column=area.left, end_row=area.bottom, end_column=area.right)
    if form:
        for block in form.layout.blocks:
            for places in block.parts:
                for spec in block.spec.columns:
                    if spec.id in places:
                        new.column_dimensions[get_column_letter(places[spec.id])].width = spec.width
        set_page(
            new, landscape=form.spec.landscape, repeat=(first, max(first, form.layout.heads_end)) if first else None
        )


def _apart(areas: Sequence[Area]) -> Iterator[Area]:
    """Merged areas but those that overlap an earlier one, with which Excel refuses the file, or are no part of a form."""
    taken: set[tuple[int, int]] = set()
    for area in areas:
        if area.size > _LARGEST_MERGE or len(taken) > _MOST_MERGED:
            continue
        cells = {(row, column) for row in area.rows for column in area.columns}
        if taken.isdisjoint(cells):
            taken |= cells
            yield area


def _value(raw: RawCell) -> Value:
    if raw.kind is CellKind.NUMBER:
        return Decimal(raw.text)
    return raw.text or None


def _look(raw: RawCell, row: int, form: FoundForm | None, usual: str) -> Look:
    """A title, a line above the table, a heading, a figure or words. ``usual``: the number format where figures stand.

    Words stand where they stood, left or right; a figure keeps the number format it has. One typed as text looks as the figures of its column: filling puts a formula
    there.
    """
    if form is None:
        return replace(LINE, format=raw.style.number_format)
    title = form.table.heading.title
    if row < form.layout.first:
        return TITLE if title and raw.text.strip() == title.text else _as_it_stood(LINE, raw)
    if row > form.last:
        return LINE
    if row <= form.layout.heads_end:
        return HEAD
    own = raw.style.number_format
    if raw.kind is CellKind.NUMBER or usual and (not raw.text or read_number(raw.text) is not None):
        return FIGURE.but(format=own if own not in ("General", TEXT_FORMAT) else usual or "General")
    return _as_it_stood(BODY, raw).but(format=TEXT_FORMAT if raw.text else "General")


def _as_it_stood(look: Look, raw: RawCell) -> Look:
    return look.but(align=raw.style.align) if raw.style.align in ("left", "center", "right") else look
