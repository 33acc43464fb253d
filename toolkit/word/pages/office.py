"""Office programs that can lay out pages: LibreOffice (all documents in one start), else Word through COM on Windows.

They work on copies, and a failure only means that numbers are missing.
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
from functools import cache
from pathlib import Path

from ...programs.children import run_to_end
from ..contents import BODY_START
from ..looks import LATIN
from ..package import open_word
from .glyphs import SAME_WIDTHS

#: The printed page of each bookmark.
Pages = Mapping[str, int]

_TO_PDF = 'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
_START, _EACH = 90, 20  # seconds: a slow office PC's first start, and one document
_ANSWER = 10  # seconds for a program that only says what is installed
_USUAL_PLACES = (
    "{ProgramFiles}/LibreOffice/program/soffice.com",
    "{ProgramFiles(x86)}/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice*/program/soffice",
    "/usr/lib/libreoffice/program/soffice",
)


def measure(copies: Sequence[Path], timeout: float | None = None) -> list[Pages]:
    """The pages of all bookmarks in each of these documents, which lie in a folder that may be written to.

    Nothing for one that could not be laid out. ``timeout`` in seconds is for all of them together.
    """
    program = find_libreoffice()
    if program is not None and has_our_widths():
        return _by_libreoffice(program, copies, timeout or _START + _EACH * len(copies))
    if sys.platform == "win32":
        return _by_word(copies)
    return [{} for _ in copies]


@cache
def has_our_widths() -> bool:
    """Whether LibreOffice here sets letters and figures as wide as Times New Roman's.

    Where neither that nor a font of its widths is installed it takes a wider one, and every fourteenth page number is
    not the one that a reader's Word shows.
    """
    if sys.platform in ("win32", "darwin"):  # both come with it
        return True
    try:
        command = ["fc-match", "--format=%{family}", LATIN]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=_ANSWER, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return any(family.strip() in SAME_WIDTHS for family in answer.split(","))


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
    return [_pages_in(copy.with_suffix(".pdf"), _first_number(copy)) for copy in copies]


def as_pdf(copy: Path) -> Path | None:
    """A PDF beside a document that lies in a folder of its own; None when no program here makes one."""
    pdf = copy.with_suffix(".pdf")
    program = find_libreoffice()
    if program is not None:
        _by_libreoffice(program, [copy], _START + _EACH)
    elif sys.platform == "win32":
        _exported_by_word(copy, pdf)
    return pdf if pdf.is_file() else None


def _first_number(copy: Path) -> int | None:
    """The number that the first page of the body is given; None when its pages count on from those before."""
    stated = open_word(copy).element.xpath(
        f"(//w:bookmarkStart[@w:name='{BODY_START}']/ancestor::w:p/w:pPr/w:sectPr"
        f" | //w:bookmarkStart[@w:name='{BODY_START}']/following::w:sectPr)[1]/w:pgNumType/@w:start"
    )
    return int(stated[0]) if stated else None


def _pages_in(pdf: Path, first_number: int | None) -> Pages:
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
    if first is None:
        return {}
    before = 1 if first_number is None else first_number - first
    return {name: sheet + before for name, sheet in sheets.items() if sheet is not None}


def _exported_by_word(copy: Path, pdf: Path) -> None:
    """Written from Word's documentation, as below."""
    as_fixed_format = 17  # wdExportFormatPDF
    with contextlib.suppress(Exception):
        word = importlib.import_module("win32com.client").DispatchEx("Word.Application")
        try:
            word.Documents.Open(str(copy), ReadOnly=True, AddToRecentFiles=False).ExportAsFixedFormat(
                str(pdf), as_fixed_format
            )
        finally:
            word.Quit(False)


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
