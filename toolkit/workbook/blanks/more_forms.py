"""More blank sheets of a form that stands once for each 项目 (自评表), put into a user's workbook behind those there are."""

from __future__ import annotations

import io
from pathlib import Path

from ...errors import WorkbookError
from ...outputs.files import replacing
from ...profiles import Profile, TableSpec
from ..files.grid import Grid
from ..files.writing.package import Package
from ..files.writing.patch import check_suffix
from ..forms.reading import Reading
from .blank import add_sheet, empty_book, sheet_name
from .contents import NOTHING
from .forms.sheets import draw_form
from .steps import with_steps
from .transplant import transplant

#: So many sheets of a form are plenty, and more are a slip of the keyboard.
MOST = 200


def blank_forms(reading: Reading, kind: str, count: int) -> tuple[bytes, tuple[str, ...]]:
    """A workbook of ``count`` blank sheets of a form, and their names, which are free in the workbook that was read.

    Raises WorkbookError when the profile has no such form, or it stands only once.
    """
    profile, report = reading.profile, reading.report
    spec = _form(profile, kind, reading.grid)
    if not 1 <= count <= MOST:
        raise WorkbookError(f"一次可以加 1 到 {MOST} 张，请改一下张数。", path=reading.grid.path)
    book = empty_book(f"{report.unit_name}{report.year or ''}")
    taken = {sheet.name.casefold() for sheet in reading.grid.sheets}
    names: list[str] = []
    number = 1
    while len(names) < count:
        name = f"{sheet_name(spec)}{number}"
        number += 1
        if name.casefold() not in taken:
            names.append(name)
            draw_form(
                add_sheet(book, name),
                profile,
                spec,
                NOTHING,
                table_id=f"{spec.id}#{number}",
                year=report.year or None,
                unit_name=report.unit_name,
            )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), tuple(names)


def add_forms(reading: Reading, kind: str, count: int, target: Path) -> tuple[str, ...]:
    """Write the workbook with ``count`` more blank sheets of a form to ``target``; returns their names.

    Everything else stays as it is. Raises WorkbookError as :func:`blank_forms`, OutputError when ``target`` cannot be
    written.
    """
    donor, names = blank_forms(reading, kind, count)
    package = Package.open(reading.grid.path)
    check_suffix(package, package.main_part(), target)
    transplant(donor, package, 0, last_place(reading, kind))
    with replacing(target) as temporary:
        package.write(temporary)
        temporary.write_bytes(with_steps(temporary.read_bytes(), reading.profile, target.suffix.lower()))
    return names


def last_place(reading: Reading, kind: str) -> int:
    """How many sheets stand up to the last one of the form; up to the last form when there is none yet."""
    forms = [*reading.forms, *reading.unfilled]
    sheets = [form.sheet.name for form in forms if form.table.kind_id == kind] or [form.sheet.name for form in forms]
    return max(number for number, sheet in enumerate(reading.grid.sheets, 1) if sheet.name in sheets)


def _form(profile: Profile, kind: str, grid: Grid) -> TableSpec:
    """The form of that id, title or sheet name."""
    repeated = {name: spec for name, spec in profile.tables.items() if spec.repeated}
    for name, spec in repeated.items():
        if kind in (name, spec.title, spec.sheet):
            return spec
    if not repeated:
        raise WorkbookError(f"格式“{profile.id}”没有一个项目一张的表，不能加张数。", path=grid.path)
    raise WorkbookError(
        f"格式“{profile.id}”没有可以加张数的“{kind}”，可以加的有：{'、'.join(repeated)}。",
        path=grid.path,
    )
