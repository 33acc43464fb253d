"""All of it for one workbook or many: workbook, Word document and findings in one folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import OutputError, ToolkitError, UnfinishedError
from ..findings import Severity
from ..findings_report import as_json, json_text
from ..outputs.files import make_folder, require_free, write_text
from ..report import Report
from ..word import Ask
from .checking import Checked, check, made_of
from .collecting import uncollected
from .filling import fill
from .saving import number_pages, save_document, save_workbook


class Built(NamedTuple):
    """What ``build`` made of one workbook, or why it could not (``error``).

    ``errors``: how many findings are open errors. ``checked``: all that was found, for who is told of the workbook as it
    is done; it is let go of then, for it takes some MB a workbook. ``unfinished``: what is still missing in the
    document; there is no document then, when it had to be finished, nor where its sentences cannot be written.
    """

    source: Path
    workbook: Path | None = None
    document: Path | None = None
    findings: Path | None = None
    checked: Checked | None = None
    errors: int = 0
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
        done = build_one(path, folder, prior, strict=strict, profile_id=profile_id)
        if tell is not None:
            tell(done)
        built.append(done._replace(checked=None))
    documents = [each.document for each in built if each.document]
    numbered = number_pages(documents, pages)
    return [each._replace(pages_numbered=numbered) for each in built]


@uncollected
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
        with made_of(filled.checked):
            require_free(*targets)
        save_workbook(filled, targets[0])
        with made_of(filled.checked):
            write_text(targets[2], json_text(as_json(filled.checked)))
        errors = filled.checked.count(Severity.ERROR)
        done = Built(path, targets[0], None, targets[2], filled.checked, errors)
        if filled.checked.drafts.fault is not None:  # told among the findings; all else is done
            return done
        return done._replace(unfinished=save_document(filled, targets[1], strict=strict), document=targets[1])
    except UnfinishedError as error:
        return done._replace(unfinished=error.missing)
    except ToolkitError as error:
        return Built(path, error=error)
