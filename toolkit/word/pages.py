"""Real page numbers for the 目录, from a program that can lay out pages.

LibreOffice when it is installed (all documents in one start), else Word through COM on Windows. Without either the 目录
stays without numbers, which is said, and a person updates it in Word with F9. No document is ever at risk: the
programs work on copies, and a failure only means that numbers are missing.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..children import run_to_end
from ..files import scratch_folder
from .contents import BODY_START, entries_of, write_numbers
from .package import open_word, save_word

#: The printed page of each bookmark.
Pages = Mapping[str, int]

_TO_PDF = 'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
_START, _EACH = 90, 20  # seconds: a slow office PC's first start, and one document
_USUAL_PLACES = (
    "{ProgramFiles}/LibreOffice/program/soffice.com",
    "{ProgramFiles(x86)}/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice*/program/soffice",
    "/usr/lib/libreoffice/program/soffice",
)


def number_pages(paths: Sequence[Path], *, timeout: float | None = None) -> bool:
    """Write the page numbers, as printed in the footers, into the 目录 of every document.

    True when all of them now show real numbers; False when some could not be laid out (they stay as they were).
    ``timeout`` in seconds is for all documents together. Raises OutputError when a document cannot be written.
    """
    if not paths:
        return True
    try:
        with scratch_folder() as folder:
            copies = [folder / f"{number}.docx" for number in range(len(paths))]  # plain names, whatever theirs
            for path, copy in zip(paths, copies, strict=True):
                shutil.copyfile(path, copy)
            measured = _measure(copies, timeout or _START + _EACH * len(paths))
    except OSError:  # no room for temporary files
        return False
    numbered = [_write(path, pages) for path, pages in zip(paths, measured, strict=True)]
    return all(numbered)


def _measure(copies: Sequence[Path], timeout: float) -> list[Pages]:
    program = find_libreoffice()
    if program is not None:
        return _by_libreoffice(program, copies, timeout)
    if sys.platform == "win32":
        return _by_word(copies)
    return [{} for _ in copies]


def _write(path: Path, pages: Pages) -> bool:
    """False when a page is missing: a 目录 with gaps would be worse than one without numbers."""
    document = open_word(path)
    root = document.element
    wanted = entries_of(root)
    if not wanted or not wanted.keys() <= pages.keys():
        return not wanted
    write_numbers(root, pages)
    save_word(document, path)
    return True


def find_libreoffice() -> Path | None:
    """Its program: on PATH, else where its installers put it."""
    for name in ("soffice.com", "soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    for pattern in _USUAL_PLACES:
        with contextlib.suppress(KeyError):
            place = Path(pattern.format_map(os.environ))
            if found_here := sorted(Path(place.anchor).glob(str(place.relative_to(place.anchor)))):
                return found_here[-1]
    return None


def _by_libreoffice(program: Path, copies: Sequence[Path], timeout: float) -> list[Pages]:
    folder = copies[0].parent
    command = [
        str(program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",  # its own, so that an open LibreOffice does not matter
        "--headless",
        "--norestore",
        "--convert-to",
        _TO_PDF,
        "--outdir",
        str(folder),
        *map(str, copies),
    ]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        run_to_end(command, timeout, folder)
    return [_pages_in(copy.with_suffix(".pdf")) for copy in copies]


def _pages_in(pdf: Path) -> Pages:
    """The printed page of every bookmark of ours in a PDF; nothing when it is missing or unreadable."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(pdf)
        # LibreOffice writes the underscore of "_Toc…" as the two letters "5F" in some versions.
        places = {re.sub("^/?(?:_|5F)", "_", name): place for name, place in reader.named_destinations.items()}
        sheets = {name: reader.get_destination_page_number(place) for name, place in places.items()}
    except (OSError, PyPdfError, KeyError, ValueError):
        return {}
    first = sheets.get(BODY_START)
    return {} if first is None else {name: sheet - first + 1 for name, sheet in sheets.items() if sheet is not None}


def _by_word(copies: Sequence[Path]) -> list[Pages]:
    """Word's own page numbers. Written from its documentation; not tried by us, for lack of Windows."""
    try:
        client = importlib.import_module("win32com.client")
    except ImportError:
        return [{} for _ in copies]
    printed_page = 1  # wdActiveEndAdjustedPageNumber
    measured: list[Pages] = [{} for _ in copies]
    with contextlib.suppress(Exception):  # any COM failure: the rest stays without numbers
        word = client.DispatchEx("Word.Application")
        try:
            for number, copy in enumerate(copies):
                document = word.Documents.Open(str(copy), ReadOnly=True, AddToRecentFiles=False)
                document.Bookmarks.ShowHidden = True
                measured[number] = {mark.Name: int(mark.Range.Information(printed_page)) for mark in document.Bookmarks}
                document.Close(False)
        finally:
            word.Quit(False)
    return measured
