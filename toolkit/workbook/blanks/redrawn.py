"""The forms of next year drawn into a rolled workbook, where they are not those of the year before."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ...errors import WorkbookError
from ...outputs.files import replacing
from ...profiles import Profile
from ..files.writing.package import Package
from ..forms.reading import FoundForm, Reading
from ..ours.fact_sheets import find_groups
from .blank import add_sheet, empty_book
from .contents import NOTHING
from .forms.sheets import draw_form
from .transplant import replace_sheets


def forms_to_redraw(last: Reading, profile: Profile, year: int) -> list[FoundForm]:
    """The forms of last year's workbook that ``profile``, the format as it is in ``year``, has otherwise.

    Raises WorkbookError where one of them shares its sheet with something else, which would go with it.
    """
    forms = [
        form
        for form in last.forms
        if not form.spec.repeated and form.table.kind_id in profile.tables
        and profile.tables[form.table.kind_id] != last.profile.tables[form.table.kind_id]
    ]  # fmt: skip
    on_sheet = Counter(form.sheet.name for form in (*last.forms, *last.unfilled))
    on_sheet.update(place.sheet.name for _, place in find_groups(last.grid, last.profile) if place)
    shared = [form.sheet.name for form in forms if on_sheet[form.sheet.name] > 1]
    if shared:
        raise WorkbookError(
            f"工作表“{shared[0]}”上不止一张表，而 {year} 年度的表样有变，换不了；请用 juesuan new {profile.id} --year {year} "
            "新建，再用 juesuan fill --prior 取上年数。",
            path=last.grid.path,
        )
    return forms


def redraw_forms(path: Path, forms: Sequence[FoundForm], profile: Profile, year: int, unit_name: str) -> None:
    """Put the forms as they are in ``year``, blank, in the place of their sheets in the workbook at ``path``."""
    book = empty_book("")
    for form in forms:
        sheet = add_sheet(book, form.sheet.name)
        spec = profile.tables[form.table.kind_id]
        draw_form(sheet, profile, spec, NOTHING, table_id=spec.id, year=year, unit_name=unit_name)
    buffer = io.BytesIO()
    book.save(buffer)
    package = Package.open(path)
    replace_sheets(buffer.getvalue(), package)
    with replacing(path) as temporary:
        package.write(temporary)
