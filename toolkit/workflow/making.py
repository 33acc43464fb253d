"""Workbooks that are not there yet: new ones, next year's, adopted exports, more forms of one kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from .. import rules, workbook
from ..edits import Edit
from ..errors import OutputError, ProfileError, WorkbookError
from ..outputs.files import require_suffix, scratch_folder
from ..outputs.run import made_from
from ..profiles import Library, Profile, default_library
from .checking import require_writable
from .working_out import with_totals


def new_workbook(profile: Profile, target: Path, *, year: int | None = None, unit_name: str = "") -> None:
    """A blank official workbook to fill, with the buttons when ``target`` ends in .xlsm.

    Raises OutputError when ``target`` has another ending or cannot be written, ProfileError when the format is not
    made for the year.
    """
    if year is not None and not profile.covers(year):
        message = f"格式“{profile.id}”适用于 {profile.years}，不能用于 {year} 年度，请核对年度或换一个格式。"
        raise ProfileError(message)
    require_suffix(target, ".xlsx", ".xlsm", what="空白工作簿（.xlsm 带按钮）")
    with made_from("new", profile.id):  # a blank that nobody touched gives way to one for the right unit
        if target.suffix.lower() == ".xlsx":
            workbook.build_blank(profile, target, year=year, unit_name=unit_name)
        else:
            _new_with_buttons(profile, target, {"单位名称": unit_name or None, "年度": year})


def _new_with_buttons(profile: Profile, target: Path, facts: Mapping[str, str | int | None]) -> None:
    """The profile's committed blank with macros, its first facts and the headings of its forms filled in."""
    grid = workbook.read_grid(profile.file("workbook.xlsm"))
    cells = workbook.read_report(grid, profile).facts
    edits = [Edit(cells[name].sheet, cells[name].address, value) for name, value in facts.items() if value is not None]
    reading = workbook.read_by(workbook.edited(grid, edits), profile)
    headings = workbook.heading_edits(reading.report, profile)
    workbook.apply_edits(grid.path, target, [*edits, *headings, *workbook.steps_edits(reading)])


class Rolled(NamedTuple):
    """Next year's workbook: what it says, the names of the forms that were drawn anew, being others in that year, and the
    areas that still say what last year's did, for one formula fills them together with other cells; what of last year's
    was not read, a sentence each."""

    reading: workbook.Reading
    redrawn: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def roll(source: Path, target: Path, *, library: Library | None = None) -> Rolled:
    """Next year's workbook from this year's: the layout, 部门概况 and 名词解释 stay, figures become 上年数, all else is
    emptied, with last year's words beside the empty cells. Forms that are others in the next year are drawn anew.

    ``library`` as in :func:`check`. Raises WorkbookError when the source cannot be used or states no year, ProfileError
    when its format is not made for the next year, OutputError when ``target`` cannot be written.
    """
    from ..workbook.blanks.redrawn import forms_to_redraw, redraw_forms  # draws sheets

    library = (library or default_library()).beside(source)
    last = workbook.read_workbook(workbook.read_grid(source), library=library)
    require_writable(last.grid)
    year = last.report.year + 1
    profile = library.load(last.profile.id)
    if not last.report.year:
        raise WorkbookError("没有写明年度，不知道下一年是哪一年；请先在“基本信息”填写年度。", path=source)
    if not profile.covers(year):
        message = f"格式“{profile.id}”适用于 {profile.years}，不能用于 {year} 年度，请换用适用的格式新建。"
        raise ProfileError(message)
    forms = forms_to_redraw(last, profile.for_year(year), year)
    sheets = {form.sheet.name for form in forms}
    emptied = list(workbook.roll_edits(last, year))
    emptied += workbook.carried_headings(workbook.read_by(workbook.edited(last.grid, emptied), profile))
    emptied, spared = workbook.sparing_arrays([edit for edit in emptied if edit.sheet not in sheets], last.grid)
    with scratch_folder() as folder:
        copy = folder / f"rolled{source.suffix}"
        workbook.apply_edits(source, copy, emptied)
        if forms:
            redraw_forms(copy, forms, profile.for_year(year), year, last.report.unit_name)
        now = workbook.read_by(workbook.read_grid(copy), profile)
        equations = rules.expand(now.report, now.profile, prior=with_totals(last)[0].report)
        edits = workbook.prior_edits(rules.from_prior_year(equations.items), source.name)
        after = workbook.read_by(workbook.edited(now.grid, edits), profile)
        edits += workbook.steps_edits(after)
        with made_from("roll", source):
            workbook.apply_edits(copy, target, edits)
    return Rolled(
        after,
        tuple(form.spec.label or form.spec.title for form in forms),
        spared,
        workbook.left_out(last.report.problems),
    )


def add_forms(source: Path, kind: str, count: int, target: Path, *, library: Library | None = None) -> tuple[str, ...]:
    """``source`` with ``count`` more blank sheets of a form that stands once for each 项目 (自评表), at ``target``.

    Returns the names of the sheets. ``library`` as in :func:`check`. Raises WorkbookError when the source cannot be used
    or its format has no such form, OutputError when ``target`` cannot be written.
    """
    from ..workbook.blanks.more_forms import add_forms as add  # draws sheets

    library = (library or default_library()).beside(source)
    reading = workbook.read_workbook(workbook.read_grid(source), library=library)
    require_writable(reading.grid)
    with made_from("sheet add", kind, source):
        return add(reading, kind, count, target)


class BlankForms(NamedTuple):
    """A workbook (its bytes) of blank sheets for another one, their names, and the sheet there that they go behind."""

    book: bytes
    names: tuple[str, ...]
    behind: str


def blank_form(
    source: Path, showing: str = "", *, library: Library | None = None, folder: Path | None = None
) -> BlankForms:
    """One more blank sheet of the form that the sheet ``showing`` is; else of the form of single 项目.

    ``library`` and ``folder`` as in :func:`check`. Raises WorkbookError when the format has no such form.
    """
    from ..workbook.blanks.more_forms import blank_forms, last_place

    library = (library or default_library()).beside(folder / source.name if folder else source)
    reading = workbook.read_workbook(workbook.read_grid(source), library=library)
    shown = [form.table.kind_id for form in (*reading.forms, *reading.unfilled) if form.sheet.name == showing]
    repeated = [name for name, spec in reading.profile.tables.items() if spec.repeated]
    kind = next((name for name in shown if name in repeated), repeated[-1] if repeated else "")
    book, names = blank_forms(reading, kind, 1)
    return BlankForms(book, names, reading.grid.sheets[last_place(reading, kind) - 1].name)


def adopt(
    source: Path, target: Path, *, profile_id: str = "", library: Library | None = None
) -> tuple[Profile, tuple[str, ...]]:
    """The filing system's bare export with our sheets added; returns its profile and the names of the sheets added.

    The profile is the one whose forms these are, unless ``profile_id`` names it; ``library`` as in :func:`check`.
    Raises WorkbookError when the source
    cannot be used, ProfileError for an unknown profile, OutputError when ``target`` cannot be written.
    """
    if target.exists() and target.samefile(source):
        raise OutputError("输出会覆盖原文件，请换一个文件名。", path=target)
    from ..workbook.blanks.adopt import adopt as add_our_sheets  # draws sheets, which nothing else here does

    library = (library or default_library()).beside(source)
    reading = workbook.read_workbook(workbook.read_grid(source), profile_id, library=library)
    with made_from("adopt", source):
        return reading.profile, add_our_sheets(reading, target)
