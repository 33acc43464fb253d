"""The five steps in order, and nothing else: read → check → fill → render → write.

Every step but the first and the last is a plain function from frozen data to frozen data. The command line, the Excel
button and the batch are three doors to what stands here.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from . import narrative, rules, word, workbook
from .document import Document
from .edits import Edit, NewRows
from .errors import OutputError, ProfileError, ToolkitError, UnfinishedError, WorkbookError
from .files import make_folder, require_free, require_suffix, write_text
from .findings import Coverage, Finding, Severity, YearChange
from .findings_report import as_html, as_json, json_text
from .profiles import Library, Profile, default_library
from .report import Report
from .run import current, made_from
from .word import Ask

_ONLY_READ = "只能读取，不能写回；请先用 juesuan adopt 补成 .xlsx，或在 Excel、WPS 中另存为 .xlsx，再填报。"
#: How the rules of the 情况说明 begin.
_NARRATIVE = "NR-"
P = ParamSpec("P")
T = TypeVar("T")


def _uncollected(step: Callable[P, T]) -> Callable[P, T]:
    """The step with Python's search for cyclic garbage put off: making records by the ten thousand sets it off again
    and again, for a fifth of the time of many workbooks in a row, and there is no such garbage among records."""

    @wraps(step)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if not gc.isenabled():
            return step(*args, **kwargs)
        gc.disable()
        try:
            return step(*args, **kwargs)
        finally:
            gc.enable()

    return run


class Checked(NamedTuple):
    """A workbook read and checked. ``equations``: what the rules make of it and of last year's (``prior``).

    ``findings`` come in the order of the sheets, errors and tails alike.
    """

    reading: workbook.Reading
    prior: Report | None
    equations: rules.Expanded
    drafts: narrative.Drafts
    findings: tuple[Finding, ...]

    @property
    def grid(self) -> workbook.Grid:
        return self.reading.grid

    @property
    def profile(self) -> Profile:
        return self.reading.profile

    @property
    def report(self) -> Report:
        return self.reading.report

    @property
    def path(self) -> Path:
        return self.report.path

    def count(self, severity: Severity) -> int:
        """How many findings of a severity are open: not accepted by a person."""
        return sum(finding.severity is severity and not finding.accepted for finding in self.findings)

    @property
    def has_errors(self) -> bool:
        return self.count(Severity.ERROR) > 0

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What was checked: every form and every rule with its state."""
        has_prior = self.prior is not None
        return rules.coverage(self.report, self.profile, self.equations, self.findings, has_prior=has_prior)


@_uncollected
def check(
    path: Path,
    *,
    prior: Path | Report | None = None,
    profile_id: str = "",
    library: Library | None = None,
    folder: Path | None = None,
) -> Checked:
    """Read a workbook and cross-validate it.

    ``prior`` is last year's workbook (or what was read of it), for what must carry over; without it the one that
    基本信息 names is taken, from the folder that the workbook lies in (``folder`` when ``path`` is but a copy of it).
    ``profile_id`` names the profile when it is not to be recognised; ``library`` is where profiles are looked for,
    besides the folder beside the workbook. Raises WorkbookError when a file cannot be used.
    """
    library = (library or default_library()).beside(path)
    reading = workbook.read_workbook(workbook.read_grid(path), profile_id, library=library)
    missing: tuple[Finding, ...] = ()
    if prior is None:
        prior, missing = workbook.named_last_year(reading.report, folder or path.parent)
    last_year = read_last_year(prior, library=library) if isinstance(prior, Path) else prior
    checked = check_reading(reading, last_year)
    return checked._replace(findings=(*missing, *checked.findings))


def read_last_year(path: Path, *, library: Library | None = None) -> Report:
    """Last year's workbook, for what must carry over. Raises WorkbookError when it cannot be used."""
    return workbook.read_workbook(workbook.read_grid(path), library=library).report


@_uncollected
def check_grid(grid: workbook.Grid, prior: Report | None = None) -> Checked:
    """:func:`check` for a workbook whose cells are read already."""
    return check_reading(workbook.read_workbook(grid), prior)


@_uncollected
def check_reading(reading: workbook.Reading, prior: Report | None = None) -> Checked:
    """:func:`check` for a workbook that is read and recognised already.

    Totals left blank are worked out first, so that what is found is not that they are blank: that is told by itself,
    in one line for a workbook that was never filled.
    """
    return _check_equations(reading, rules.expand(reading.report, reading.profile, prior=prior), prior)


def _check_equations(reading: workbook.Reading, equations: rules.Expanded, prior: Report | None) -> Checked:
    open_, filled = rules.open_totals(equations.items)
    if open_ > filled:
        worked_out = _worked_out(reading, equations, prior, in_order=False)
        found = [workbook.never_filled(reading.grid, worked_out.edits)]
        return _checked_as(worked_out.grid, found, reading, equations, prior)
    checked = _checked(reading, equations, prior)
    if open_:
        edits = [edit for edit in rules.fill_edits(equations.items) if workbook.is_blank(reading.grid, edit)]
        found = workbook.blank_totals(reading.grid, edits)
        grid = workbook.edited(reading.grid, edits)
        worked = _checked_as(grid, found, reading, equations, prior)
        if worked.count(Severity.ERROR) < checked.count(Severity.ERROR):  # else they rest on what is wrong itself
            return worked
    return checked


def _checked_as(
    grid: workbook.Grid,
    found: Sequence[Finding],
    reading: workbook.Reading,
    equations: rules.Expanded,
    prior: Report | None,
) -> Checked:
    """The findings of a workbook as it stands once its blank totals are worked out (``grid``), and those about them."""
    after = workbook.read_by(grid, reading.profile)
    checked = _checked(after, rules.expand(after.report, after.profile, prior=prior), prior)
    return checked._replace(reading=reading, equations=equations, findings=(*found, *checked.findings))


def _checked(reading: workbook.Reading, equations: rules.Expanded, prior: Report | None) -> Checked:
    report, profile = reading.report, reading.profile
    drafts = narrative.draft(report, profile)
    findings = (
        *rules.check(report, profile, prior=prior, expanded=equations),
        *narrative.check_narrative(report, profile, drafts),
    )
    return Checked(reading, prior, equations, drafts, workbook.accepted(reading.grid, findings))


def _made_from(*checked: Checked) -> AbstractContextManager[None]:
    """What results say they were made of: which workbooks, of whom, of which year; not what stands in them."""
    return made_from(*(part for case in checked for part in (case.path.name, case.report.unit_name, case.report.year)))


class _WorkedOut(NamedTuple):
    """A workbook with all that follows from it, and what has to be written for that."""

    new_rows: tuple[NewRows, ...]
    edits: tuple[Edit, ...]
    grid: workbook.Grid


def _worked_out(
    reading: workbook.Reading,
    equations: rules.Expanded,
    prior: Report | None,
    *,
    recompute: bool = False,
    in_order: bool = True,
) -> _WorkedOut:
    source = reading
    rows = workbook.arranged(reading, rules.derived_places(equations.items), in_order=in_order)
    note_rows, notes = workbook.note_edits(reading)
    new_rows = (*rows.new_rows, *note_rows)
    edits = [*workbook.heading_edits(reading.report, reading.profile), *workbook.carried_headings(reading)]
    written = {(edit.sheet, edit.address) for edit in edits}
    edits += [edit for edit in workbook.late_lines(reading) if (edit.sheet, edit.address) not in written]
    edits += [*rows.edits, *notes]
    grid = workbook.with_new_rows(reading.grid, new_rows)
    if rows.edits:
        reading = workbook.read_by(workbook.edited(grid, edits), reading.profile)
        equations = rules.expand(reading.report, reading.profile, prior=prior)
    if prior is not None:
        taken = workbook.prior_edits(rules.from_prior_year(equations.items), prior.path.name)
        if taken:
            edits += taken
            reading = workbook.read_by(workbook.edited(grid, edits), reading.profile)
            equations = rules.expand(reading.report, reading.profile, prior=prior)
    edits += workbook.glossary_edits(reading)
    edits += rules.fill_edits(equations.items, recompute=recompute)
    edits = list(workbook.as_figures(edits, grid, source))
    return _WorkedOut(new_rows, tuple(edits), workbook.edited(grid, edits))


class Filled(NamedTuple):
    """What filling would change, and how the workbook stands once it has: no file was touched yet.

    ``new_rows`` are put in before the edits are written. Every door saves and prints this state, so that a total left
    blank is the same figure in the workbook, in the findings and in the document.
    """

    edits: tuple[Edit, ...]
    checked: Checked
    new_rows: tuple[NewRows, ...] = ()


@_uncollected
def fill(checked: Checked, *, recompute: bool = False) -> Filled:
    """All cells to change: rows of 科目 left out, formulas with their values, narrative drafts, the 校验 sheet, marks,
    comments.

    A printed figure stays unless ``recompute``; a person's text stays always.
    """
    worked = _worked_out(checked.reading, checked.equations, checked.prior, recompute=recompute)
    return _fill(checked, worked)


def _fill(checked: Checked, worked: _WorkedOut) -> Filled:
    # A wrong cell is looked for among the typed ones: where something is wrong, formulas change what is told.
    suspects_change = _has_wrong_figures(checked) and any(edit.formula for edit in worked.edits)
    if not suspects_change and _says_the_same(worked, checked.reading):
        return _filled(worked, checked)
    after = check_reading(workbook.read_by(worked.grid, checked.profile), checked.prior)
    known = tuple(finding for finding in checked.findings if finding.rule == workbook.NO_LAST_YEAR)
    return _filled(worked, after._replace(findings=(*known, *after.findings)))


@_uncollected
def fill_reading(reading: workbook.Reading, prior: Report | None = None, *, recompute: bool = False) -> Filled:
    """``fill(check_reading(…))``, the very same, for whoever wants the filled workbook only: where filling changes what
    is told, it is not looked for before filling."""
    equations = rules.expand(reading.report, reading.profile, prior=prior)
    worked = _worked_out(reading, equations, prior, recompute=recompute)
    wrong = any(
        item.rule.severity == Severity.ERROR.value and item.verdict is rules.Verdict.WRONG for item in equations.items
    )
    suspects_change = wrong and any(edit.formula for edit in worked.edits) and not workbook.has_remarks(reading.grid)
    if suspects_change or not _says_the_same(worked, reading):
        return _filled(worked, check_reading(workbook.read_by(worked.grid, reading.profile), prior))
    return _fill(_check_equations(reading, equations, prior), worked)


def _has_wrong_figures(checked: Checked) -> bool:
    """Whether an error is open that is about figures: what the 情况说明 lacks makes no cell suspect."""
    open_ = (finding for finding in checked.findings if not finding.accepted)
    return any(finding.severity is Severity.ERROR and not finding.rule.startswith(_NARRATIVE) for finding in open_)


def _says_the_same(worked: _WorkedOut, reading: workbook.Reading) -> bool:
    return not worked.new_rows and workbook.says_the_same(worked.grid, reading.grid, worked.edits)


def _filled(worked: _WorkedOut, after: Checked) -> Filled:
    drafts = workbook.narrative_sheet_edits(after.grid, after.report, after.drafts.texts)
    ours = (*drafts, *check_sheet(after))
    words = [edit for edit in ours if edit.formula is None]  # the steps look at words, not at live checks
    steps = workbook.steps_edits(after.reading, workbook.edited(after.grid, words))
    return Filled((*worked.edits, *ours, *steps), after, worked.new_rows)


def changes(checked: Checked) -> tuple[YearChange, ...]:
    """This year beside last year, where last year's workbook is known."""
    if checked.prior is None:
        return ()
    return rules.changes_since(checked.prior, checked.report, checked.profile)


def check_sheet(checked: Checked) -> tuple[Edit, ...]:
    """The 校验 sheet with its live checks, and the marks and comments on the cells concerned."""
    live = rules.live_checks(checked.equations.items)
    return (
        *workbook.check_sheet_edits(
            checked.grid, checked.report, checked.findings, live, changes(checked), checked.coverage
        ),
        *workbook.mark_edits(checked.report, checked.findings, workbook.marked_cells(checked.grid)),
        *workbook.comment_edits(checked.grid, checked.report, checked.findings),
    )


def document(filled: Filled) -> Document:
    """The Word document of a workbook as it stands once it is filled, as data."""
    checked = filled.checked
    return narrative.assemble(checked.report, checked.profile, checked.drafts, workbook.draw_forms(checked.reading))


@_uncollected
def save_workbook(filled: Filled, target: Path) -> None:
    """Write the edits into a copy of the workbook at ``target`` (or into itself, when that is the target).

    Raises WorkbookError when the workbook is of a kind that is only read, OutputError when ``target`` cannot be written.
    """
    if not filled.checked.grid.complete:
        raise WorkbookError(filled.checked.grid.introduced + _ONLY_READ, path=filled.checked.path)
    with _made_from(filled.checked):
        workbook.apply_edits(filled.checked.path, target, filled.edits, filled.new_rows)


@_uncollected
def save_document(filled: Filled, target: Path, *, strict: bool = False) -> tuple[str, ...]:
    """Draw the Word document; returns what is still missing in it (``Document.unfinished``).

    Its 目录 has page numbers unless the skeleton is laid out in a way that we do not know; :func:`number_pages` asks an
    office program then. Raises UnfinishedError, and writes nothing, when ``strict`` and anything is missing.
    """
    require_suffix(target, ".docx", what="Word 文档")
    made = document(filled)
    if strict and made.unfinished:
        raise UnfinishedError(made.unfinished, path=filled.checked.path)
    skeleton = filled.checked.profile.file("document.docx")
    current().note_input(skeleton)
    with _made_from(filled.checked):
        word.render(made, skeleton, target)
    return made.unfinished


@_uncollected
def save_pdf(filled: Filled, document_path: Path) -> Path:
    """The PDF of a document of ours, beside it. Raises OutputError when no office program is at hand."""
    target = document_path.with_suffix(".pdf")
    with _made_from(filled.checked):
        word.save_pdf(document_path, target)
    return target


def save_html(checked: Sequence[Checked], target: Path) -> None:
    """One HTML page of findings and tables for all these workbooks. Raises OutputError unless ``target`` is .html."""
    require_suffix(target, ".html", ".htm", what="报告")
    with _made_from(*checked):
        write_text(
            target,
            as_html(
                [(case, workbook.draw_forms(case.reading)) for case in checked],
                [narrative.pictures(case.report, case.profile) for case in checked],
                [changes(case) for case in checked],
            ),
        )


def number_pages(documents: Sequence[Path], ask: Ask = "auto") -> bool:
    """Have an office program number the pages in the 目录 of these documents: of those whose numbers are missing or a
    close call (``"auto"``), of none (``"own"``), or of all (``"office"``).

    False when some show no numbers afterwards, or (``"office"``) not that program's.
    """
    return word.number_pages(documents, ask) if documents else True


def new_workbook(profile: Profile, target: Path, *, year: int | None = None, unit_name: str = "") -> None:
    """A blank official workbook to fill, with the buttons when ``target`` ends in .xlsm.

    Raises OutputError when ``target`` has another ending or cannot be written, ProfileError when the format is not
    made for the year.
    """
    if year is not None and not profile.covers(year):
        message = f"格式“{profile.id}”适用于 {profile.years}，不能用于 {year} 年度，请核对年度或换一个格式。"
        raise ProfileError(message)
    require_suffix(target, ".xlsx", ".xlsm", what="空白工作簿（.xlsm 带按钮）")
    with made_from(profile.id, unit_name, year):
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


def roll(source: Path, target: Path, *, library: Library | None = None) -> workbook.Reading:
    """Next year's workbook from this year's: the layout, 部门概况 and 名词解释 stay, figures become 上年数, all else is
    emptied, with last year's words beside the empty cells. Returns what it says then.

    ``library`` as in :func:`check`. Raises WorkbookError when the source cannot be used or states no year, ProfileError
    when its format is not made for the next year, OutputError when ``target`` cannot be written.
    """
    library = (library or default_library()).beside(source)
    last = workbook.read_workbook(workbook.read_grid(source), library=library)
    year = last.report.year + 1
    profile = library.load(last.profile.id)
    if not last.report.year:
        raise WorkbookError("没有写明年度，不知道下一年是哪一年；请先在“基本信息”填写年度。", path=source)
    if not profile.covers(year):
        message = f"格式“{profile.id}”适用于 {profile.years}，不能用于 {year} 年度，请换用适用的格式新建。"
        raise ProfileError(message)
    edits = list(workbook.roll_edits(last, year))
    now = workbook.read_by(workbook.edited(last.grid, edits), profile)
    equations = rules.expand(now.report, now.profile, prior=last.report)
    edits += workbook.carried_headings(now)
    edits += workbook.prior_edits(rules.from_prior_year(equations.items), source.name)
    after = workbook.read_by(workbook.edited(last.grid, edits), profile)
    edits += workbook.steps_edits(after)
    with made_from(source.name, after.report.unit_name, year):
        workbook.apply_edits(source, target, edits)
    return after


def add_forms(source: Path, kind: str, count: int, target: Path, *, library: Library | None = None) -> tuple[str, ...]:
    """``source`` with ``count`` more blank sheets of a form that stands once for each 项目 (自评表), at ``target``.

    Returns the names of the sheets. ``library`` as in :func:`check`. Raises WorkbookError when the source cannot be used
    or its format has no such form, OutputError when ``target`` cannot be written.
    """
    from .workbook.blanks.more_forms import add_forms as add  # draws sheets

    library = (library or default_library()).beside(source)
    reading = workbook.read_workbook(workbook.read_grid(source), library=library)
    with made_from(source.name, kind, count):
        return add(reading, kind, count, target)


class BlankForms(NamedTuple):
    """A workbook (its bytes) of blank sheets for another one, their names, and the sheet there that they go behind."""

    book: bytes
    names: tuple[str, ...]
    behind: str


def blank_form(source: Path, showing: str = "", *, library: Library | None = None) -> BlankForms:
    """One more blank sheet of the form that the sheet ``showing`` is; else of the form of single 项目.

    ``library`` as in :func:`check`. Raises WorkbookError when the format has no such form.
    """
    from .workbook.blanks.more_forms import blank_forms, last_place

    library = (library or default_library()).beside(source)
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

    The profile is the one whose forms these are, unless ``profile_id`` names it; ``library`` as in :func:`check`. Raises WorkbookError when the source
    cannot be used, ProfileError for an unknown profile, OutputError when ``target`` cannot be written.
    """
    if target.exists() and target.samefile(source):
        raise OutputError("输出会覆盖原文件，请换一个文件名。", path=target)
    from .workbook.blanks.adopt import adopt as add_our_sheets  # draws sheets, which nothing else here does

    library = (library or default_library()).beside(source)
    reading = workbook.read_workbook(workbook.read_grid(source), profile_id, library=library)
    with made_from(source.name, reading.report.unit_name, reading.report.year):
        return reading.profile, add_our_sheets(reading, target)


class Built(NamedTuple):
    """What ``build`` made of one workbook, or why it could not (``error``).

    ``unfinished``: what is still missing in the document; there is no document then, when it had to be finished.
    """

    source: Path
    workbook: Path | None = None
    document: Path | None = None
    findings: Path | None = None
    checked: Checked | None = None
    error: ToolkitError | None = None
    pages_numbered: bool = False
    unfinished: tuple[str, ...] = ()


def build(
    paths: Sequence[Path],
    folder: Path,
    *,
    prior: Path | Report | None = None,
    strict: bool = False,
    pages: Ask = "auto",
    profile_id: str = "",
    tell: Callable[[Built], None] | None = None,
) -> list[Built]:
    """Check, fill and render every workbook into ``folder``; a file that cannot be used costs only itself.

    ``<stem>.xlsx`` (or .xlsm), ``<stem>.docx`` and ``<stem>.findings.json`` each. Raises OutputError when two files
    would be written under one name or the folder cannot be made. ``strict``: an unfinished document is not written;
    ``pages`` as in :func:`number_pages`; ``tell`` hears of each workbook as it is done.
    """
    stems = [path.stem for path in paths]
    twice = sorted({stem for stem in stems if stems.count(stem) > 1})
    if twice:
        raise OutputError(f"有多个文件同名（{'、'.join(twice)}），结果会互相覆盖，请改名后再试。")
    make_folder(folder)
    built = []
    for path in paths:
        built.append(build_one(path, folder, prior, strict=strict, profile_id=profile_id))
        if tell is not None:
            tell(built[-1])
    documents = [each.document for each in built if each.document]
    numbered = number_pages(documents, pages)
    return [each._replace(pages_numbered=numbered) for each in built]


@_uncollected
def build_one(
    path: Path, folder: Path, prior: Path | Report | None = None, *, strict: bool = False, profile_id: str = ""
) -> Built:
    """Check, fill and render one workbook into a folder that exists; no office program is asked about page numbers.

    What makes it unusable is in ``error``, never raised.
    """
    targets = (
        folder / f"{path.stem}{path.suffix.lower()}",
        folder / f"{path.stem}.docx",
        folder / f"{path.stem}.findings.json",
    )
    try:
        if targets[0].resolve() == path.resolve():
            raise OutputError("输出会覆盖原文件，请把 --out 指到另一个文件夹。", path=path)
        filled = fill(check(path, prior=prior, profile_id=profile_id))
        with _made_from(filled.checked):
            require_free(*targets)
        save_workbook(filled, targets[0])
        with _made_from(filled.checked):
            write_text(targets[2], json_text(as_json(filled.checked)))
        done = Built(path, targets[0], None, targets[2], filled.checked)
        return done._replace(unfinished=save_document(filled, targets[1], strict=strict), document=targets[1])
    except UnfinishedError as error:
        return done._replace(unfinished=error.missing)
    except ToolkitError as error:
        return Built(path, error=error)
