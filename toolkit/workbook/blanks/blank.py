"""A new official workbook, drawn from the profile alone: every sheet a clerk fills, nothing read from an existing file.

The bytes depend on the arguments only (fixed dates, no machine names), so that a committed workbook can be compared
with a fresh one.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.worksheet import Worksheet

from ...outputs.files import replacing
from ...profiles import FactGroup, Profile, TableSpec, slot_values
from ...text import clean, clean_text
from ..ours.check_sheet import CHECK_SHEET
from ..ours.narrative_sheet import NARRATIVE_SHEET
from ..ours.steps_sheet import STEPS_SHEET
from .as_grid import as_grid
from .contents import NOTHING, Filling
from .finish import EPOCH, finished
from .forms.sheets import draw_form
from .looks import WIDTH_FONT, Look
from .our_sheets import draw_checks, draw_groups, draw_narrative, draw_steps
from .steps import with_steps

_SHEET_NAME_LIMIT = 31  # set by Excel
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def build_blank(profile: Profile, target: Path, *, year: int | None = None, unit_name: str = "") -> None:
    """Write the profile's official workbook, ready to fill, to ``target`` (replaced when it exists).

    ``year`` and ``unit_name`` go into 基本信息 and into the heading of every form. Raises OutputError when ``target``
    cannot be written.
    """
    build_workbook(profile, target, NOTHING, year=year, unit_name=unit_name)


def build_workbook(
    profile: Profile, target: Path, filling: Filling, *, year: int | None = None, unit_name: str = ""
) -> None:
    """The same, with contents: samples, and workbooks made from figures that come from elsewhere."""
    book, buffer = drawn_workbook(profile, filling, year=year, unit_name=unit_name), io.BytesIO()
    grid = as_grid(book, target)
    book.save(buffer)
    content = finished(with_steps(buffer.getvalue(), _in_year(profile, year), grid=grid))
    with replacing(target) as temporary:
        temporary.write_bytes(content)


def drawn_workbook(profile: Profile, filling: Filling, *, year: int | None = None, unit_name: str = "") -> Workbook:
    """The same workbook with its 填报顺序 still blank, for whoever only looks at it: to find the steps and to pack it takes
    longer than to draw it."""
    profile = _in_year(profile, year)
    unit_name = clean(clean_text(unit_name))  # it comes from a command line, or is a file's name
    book = empty_book(f"{unit_name}{year or ''}年度{profile.kind}公开工作簿")
    basics = {"适用格式": profile.stated, "单位名称": unit_name or None, "年度": year}
    filled = replace(filling, facts={**basics, **filling.facts})
    groups = groups_by_sheet(profile)
    basic_sheet = next(iter(groups))  # the first sheet of facts leads the workbook, the others follow the forms
    draw_steps(add_sheet(book, STEPS_SHEET))
    draw_groups(add_sheet(book, basic_sheet), groups.pop(basic_sheet), filled)
    _draw_forms(book, profile, filled, year, unit_name, repeated=False)
    for name, groups_of_sheet in groups.items():
        draw_groups(add_sheet(book, name), groups_of_sheet, filled)
    _draw_forms(book, profile, filled, year, unit_name, repeated=True)
    names = slot_values(profile, filled.facts, unit_name, year)
    draw_narrative(add_sheet(book, NARRATIVE_SHEET), profile, names)
    draw_checks(add_sheet(book, CHECK_SHEET))
    return book


def _in_year(profile: Profile, year: int | None) -> Profile:
    """Without a year: the forms as they are now."""
    return profile.for_year(year or profile.last_year)


def _draw_forms(
    book: Workbook, profile: Profile, filling: Filling, year: int | None, unit_name: str, *, repeated: bool
) -> None:
    for spec in profile.tables.values():
        if spec.repeated is not repeated:
            continue
        for number in range(1, filling.count(spec.id) + 1) if repeated and filling.count(spec.id) else (1,):
            suffix, table_id = (f"{number}", f"{spec.id}#{number}") if repeated else ("", spec.id)
            sheet = add_sheet(book, sheet_name(spec) + suffix)
            draw_form(sheet, profile, spec, filling, table_id=table_id, year=year, unit_name=unit_name)


def sheet_name(spec: TableSpec) -> str:
    """The sheet of a form: its official title unless the profile names one, within Excel's rules."""
    return _FORBIDDEN.sub("", spec.sheet or spec.title)[:_SHEET_NAME_LIMIT]


def empty_book(title: str) -> Workbook:
    """A workbook without sheets, in our font, that tells neither who made it nor when."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    usual = Font(name=WIDTH_FONT, size=Look().size)
    book._fonts = IndexedList([usual])  # type: ignore[attr-defined]
    book._named_styles["Normal"].font = usual  # type: ignore[attr-defined]
    book.properties.creator = ""
    book.properties.title = title
    book.properties.created = EPOCH
    return book


def add_sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.create_sheet(name)
    assert isinstance(sheet, Worksheet)
    return sheet


def groups_by_sheet(profile: Profile) -> dict[str, list[FactGroup]]:
    """Our sheets of facts, lists and texts in the order of the profile; the first leads the workbook."""
    sheets: dict[str, list[FactGroup]] = {}
    for group in profile.facts.values():
        sheets.setdefault(group.sheet, []).append(group)
    return sheets
