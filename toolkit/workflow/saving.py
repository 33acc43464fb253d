"""A filled workbook, its Word document and the page of what was found are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .. import narrative, word, workbook
from ..document import Document
from ..errors import UnfinishedError
from ..findings_report import as_html
from ..outputs.files import require_suffix, write_text
from ..outputs.run import current
from ..word import Ask
from .checking import Checked, changes, made_of, require_writable
from .collecting import uncollected
from .filling import Filled


def document(filled: Filled) -> Document:
    """The Word document of a workbook as it stands once it is filled, as data.

    Raises what kept the sentences from being written (``Drafts.fault``): a document without them is none.
    """
    checked = filled.checked
    if checked.drafts.fault is not None:
        raise checked.drafts.fault
    return narrative.assemble(checked.report, checked.profile, checked.drafts, workbook.draw_forms(checked.reading))


@uncollected
def save_workbook(filled: Filled, target: Path) -> None:
    """Write the edits into a copy of the workbook at ``target`` (or into itself, when that is the target).

    Raises WorkbookError when the workbook is of a kind that is only read, OutputError when ``target`` cannot be written.
    """
    require_writable(filled.checked.grid)
    with made_of(filled.checked):
        workbook.apply_edits(filled.checked.path, target, filled.edits, filled.new_rows)


@uncollected
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
    with made_of(filled.checked):
        word.render(made, skeleton, target)
    return made.unfinished


@uncollected
def save_pdf(filled: Filled, document_path: Path) -> Path:
    """The PDF of a document of ours, beside it. Raises OutputError when no office program is at hand."""
    target = document_path.with_suffix(".pdf")
    with made_of(filled.checked):
        word.save_pdf(document_path, target)
    return target


def save_html(checked: Sequence[Checked], target: Path) -> None:
    """One HTML page of findings and tables for all these workbooks. Raises OutputError unless ``target`` is .html."""
    require_suffix(target, ".html", ".htm", what="报告")
    with made_of(*checked):
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
