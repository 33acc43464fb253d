"""Page numbers in the 目录 of finished documents: an office program is asked where our own are missing or a close call.

Our own are worked out while a document is drawn (``paging.py``). No document is ever at risk: one that no program can lay
out stays as it is, and where it has no numbers a person updates it in Word with F9.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from ...outputs.files import scratch_folder
from .. import Ask
from ..contents import entries_of, state_of, write_numbers
from ..package import document_xml, open_word, save_word
from . import office


def number_pages(paths: Sequence[Path], ask: Ask = "auto", *, timeout: float | None = None) -> bool:
    """Have the page numbers, as printed in the footers, in the 目录 of every document.

    True when all of them show numbers; with ``ask="office"`` when all of them show an office program's. False when some
    could not be laid out (they stay as they were). ``timeout`` in seconds is for all documents together. Raises
    OutputError when a document cannot be written.
    """
    states = {path: state_of(document_xml(path)) for path in paths}
    asked = [path for path, state in states.items() if _is_asked(ask, state.numbered and state.sure)]
    numbered = set(_number_by_office(asked, timeout)) if asked else set()
    return all(path in numbered or (state.numbered and ask != "office") for path, state in states.items())


def _is_asked(ask: Ask, known: bool) -> bool:
    return ask == "office" or (ask == "auto" and not known)


def _number_by_office(paths: Sequence[Path], timeout: float | None) -> list[Path]:
    """Those of the documents that now show an office program's numbers."""
    try:
        with scratch_folder() as folder:
            copies = [folder / f"{number}.docx" for number in range(len(paths))]  # plain names, whatever theirs
            for path, copy in zip(paths, copies, strict=True):
                shutil.copyfile(path, copy)
            measured = office.measure(copies, timeout)
    except OSError:  # no room for copies
        return []
    return [path for path, pages in zip(paths, measured, strict=True) if _write(path, pages)]


def _write(path: Path, pages: office.Pages) -> bool:
    """False when a page is missing: a 目录 with gaps would be worse than one without numbers."""
    document = open_word(path)
    wanted = entries_of(document.element)
    if not wanted or not wanted.keys() <= pages.keys():
        return not wanted
    write_numbers(document.element, pages)
    save_word(document, path)
    return True
