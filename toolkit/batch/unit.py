"""The work on one unit, as its worker process does it: read, check, fill, draw, and keep what a summary needs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from .. import review, rules, workbook, workflow
from ..errors import DocumentError, OutputError, ToolkitError, UnfinishedError
from ..findings_report import as_json, json_text
from ..outputs.files import scratch_folder, write_text
from ..outputs.run import command, current, made_from
from ..profiles import Library, Profile, default_library
from ..report import Report
from ..review import Reviewed
from ..text import bare_name
from ..word.contents import state_of
from ..word.package import document_xml
from ..workflow import Filled
from ..workflow.checking import read_last_year
from .figures import summary_figures
from .records import Failure, FindingRecord, Outcome, Place, UnitRecord, finding_records, stated_codes
from .unit_kinds import kind_of_unit


class Task(NamedTuple):
    """One unit to build. ``name``: what its files are called in ``folder``. Paths as text: a task travels as JSON.

    ``prior``: last year's workbook of the unit, "" when there is none. ``strict``: no document that still lacks
    something. ``profile``: by which format it is read, "" for its own. ``document``: the unit's own document, which is
    held to the workbook, "" when there is none.
    """

    source: str
    name: str
    folder: str
    prior: str = ""
    strict: bool = False
    profile: str = ""
    document: str = ""


def build_unit(task: Task) -> Outcome:
    """Write the unit's workbook, document and findings, or what was found in its document where that is all there is.

    Returns what the summary needs, or why the file is no use.
    """
    start = time.perf_counter()
    try:  # the batch has seen to it that what stands there may go; only an input may not
        with command(force=True):
            made = _reviewed_alone(task) if review.is_document(Path(task.source)) else _built(task)
    except OutputError as error:  # the next run may do better with the same file
        return Failure(task.source, "output", f"“{Path(task.source).name}”的结果没有写成：{error}")
    except ToolkitError as error:
        return Failure(task.source, "unusable", _about(Path(task.source), error))
    return made._replace(seconds=round(time.perf_counter() - start, 3))


def _built(task: Task) -> UnitRecord:
    """A unit whose workbook is there."""
    source, folder = Path(task.source), Path(task.folder)
    library = default_library().beside(source)
    with _writable(source, task) as grid:
        last_year, not_last_year = _last_year(task.prior, library)
        reading = workbook.read_workbook(grid, task.profile, library=library)
        filled = workflow.fill_reading(reading, last_year[0] if last_year else None)
        outputs, missing = _save(filled, folder, task)
        reviewed, told = _reviewed(task.document, filled)
    checked = filled.checked
    record = _record(task, checked.report, checked.profile, last_year, not_last_year)
    return record._replace(
        findings=(*finding_records(checked.findings), *told),
        gaps=tuple(dict.fromkeys(missing)),
        reviewed=reviewed,
        outputs=outputs,
        pages_sure="document" not in outputs or _pages_sure(folder / outputs["document"]),
    )


def _reviewed_alone(task: Task) -> UnitRecord:
    """A unit of which only the published document is there: held to its own tables, what was found on a page that draws it."""
    source, folder = Path(task.source), Path(task.folder)
    document = review.read_document(source)
    reviewed = review.held_to(document, review.own_tables(document, task.profile))
    if reviewed.profile is None:
        message = "没有认出官方表格，不能汇总；文字的问题请用 juesuan review 单独看。"
        raise DocumentError(message, path=source)
    outputs = {"findings": f"{task.name}.findings.json", "report": f"{task.name}.html"}
    with made_from(source):
        write_text(folder / outputs["findings"], json_text(review.as_json(reviewed)))
        review.save_html(reviewed, folder / outputs["report"])
    last_year, not_last_year = _last_year(task.prior, default_library().beside(source))
    record = _record(task, reviewed.report, reviewed.profile, last_year, not_last_year)
    said = "只有公开的文档，按文档自己的表核对"
    return record._replace(findings=tuple(_said_where(reviewed)), reviewed=said, outputs=outputs)


def _record(
    task: Task, report: Report, profile: Profile, last_year: tuple[Report, Profile] | None, not_last_year: str
) -> UnitRecord:
    """What a unit's tables say; what was found and made is put in by whoever did it."""
    other = rules.of_another_year(last_year[0], report) if last_year else None
    not_last_year = not_last_year or (f"上年数没有用上：{other.message}" if other else "")
    same = last_year if last_year and not other and _is_of_the_unit(last_year[0], report) else None
    return UnitRecord(
        source=task.source,
        unit=report.unit_name,
        unit_kind=kind_of_unit(report.unit_name, profile),
        year=report.year,
        profile=profile.id,
        region=profile.region,
        kind=profile.kind,
        codes=stated_codes(report),
        findings=(),
        gaps=(),
        figures=summary_figures(report, profile, same),
        prior=not_last_year or (Path(task.prior).name if same else ""),
        outputs={},
        pages_sure=True,
        seconds=0,
        names=rules.code_names_of(report, profile),
    )


def _is_of_the_unit(prior: Report, report: Report) -> bool:
    return bare_name(prior.unit_name) == bare_name(report.unit_name)


def look_at(source: str) -> dict[str, Any]:
    """Whose workbook or document a file is: unit, year and kind; nothing of it is checked. Raises ToolkitError."""
    path = Path(source)
    if review.is_document(path):
        told = review.own_tables(review.read_document(path))
        return {
            "unit": told.report.unit_name,
            "year": told.report.year,
            "kind": told.profile.kind if told.profile else "",
        }
    reading = workbook.read_workbook(workbook.read_grid(path), library=default_library().beside(path))
    report, profile = reading.report, reading.profile
    return {"unit": report.unit_name, "year": report.year, "kind": profile.kind}


@contextmanager
def _writable(source: Path, task: Task) -> Iterator[workbook.Grid]:
    """The file read; of an old .xls or .et, which nothing can be written into, a copy in the new format."""
    grid = workbook.read_grid(source)
    if grid.complete:
        yield grid
        return
    with scratch_folder() as folder:
        copy = folder / f"{task.name}.xlsx"
        workflow.adopt(source, copy, profile_id=task.profile)
        current().note_copy(copy, source)
        yield workbook.read_grid(copy)


def _reviewed(document: str, filled: Filled) -> tuple[str, tuple[FindingRecord, ...]]:
    """What is said of the unit's own document in the summary, and what was found in it, with where it stands."""
    if not document:
        return "", ()
    path = Path(document)
    try:
        reviewed = review.held_to(review.read_document(path), review.basis_of(filled))
    except ToolkitError as error:
        return f"文档没有审读：{error}", ()
    return f"已审读文档“{path.name}”", tuple(_said_where(reviewed, f"文档“{path.name}”"))


def _said_where(reviewed: Reviewed, before: str = "") -> Iterator[FindingRecord]:
    """What was found in a document: where no cell is named, the section stands for it. ``before``: what each begins with."""
    for record, finding in zip(finding_records(reviewed.findings), reviewed.findings, strict=True):
        section = finding.place.section if finding.place else ""
        places = record.places or ((Place(section, "", ""),) if section else ())
        yield record._replace(places=places, message=f"{before}：{record.message}" if before else record.message)


def _last_year(prior: str, library: Library) -> tuple[tuple[Report, Profile] | None, str]:
    """Last year's report with its profile. A last year's workbook or document that is of no use costs the comparison only."""
    if not prior:
        return None, ""
    path = Path(prior)
    try:
        if review.is_document(path):
            return review.account_of(path), ""
        reading = read_last_year(path, library=library)
    except ToolkitError as error:
        return None, f"上年数没有用上：{error}"
    return (reading.report, reading.profile), ""


def _save(filled: Filled, folder: Path, task: Task) -> tuple[dict[str, str], tuple[str, ...]]:
    """All files of the unit, their names by role; and what the document lacks (it is not written then, if strict)."""
    outputs = {"workbook": f"{task.name}{filled.checked.path.suffix.lower()}", "findings": f"{task.name}.findings.json"}
    workflow.save_workbook(filled, folder / outputs["workbook"])
    name = Path(task.source).name
    found = {**as_json(filled.checked), "workbook": name}
    with made_from(Path(task.source)):
        write_text(folder / outputs["findings"], json_text(found))
    if filled.checked.drafts.fault is not None:  # told among the findings
        return outputs, ()
    try:
        missing = workflow.save_document(filled, folder / f"{task.name}.docx", strict=task.strict)
    except UnfinishedError as error:
        return outputs, error.missing
    return {**outputs, "document": f"{task.name}.docx"}, missing


def _pages_sure(document: Path) -> bool:
    """True when the 目录 has page numbers and none is a close call."""
    state = state_of(document_xml(document))
    return state.numbered and state.sure


def _about(source: Path, error: ToolkitError) -> str:
    """The error's sentence, about the file that the user knows and not about a copy of it."""
    if error.path is not None and error.path.stem == source.stem:
        error.path = source
    return str(error)
