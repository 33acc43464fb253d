"""A PDF read in a process of its own: a few KB of it may hold gigabytes of drawing, and what its reader then does, in a
library that is no Python, nobody can stop from within.

Run by :func:`read_apart` in a folder of ours: the PDF goes in as a file, the record comes back as one. That process may take
so much time and, where the system lets us say it, so much memory.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ...errors import DocumentError
from ...outputs.files import reason, scratch_folder
from ...programs.children import run_to_end
from .records import Published

#: Seconds of the processor and on the clock, and bytes of address space (what is really used is far less). A document of
#: 150 pages takes 4 seconds and 150 MB.
MOST_SECONDS, MOST_WAITING, MOST_BYTES = 20, 90, 700 << 20
TOO_MUCH = "PDF 里的内容过多，不像决算公开文档，已停止读取；请检查是否选错了文件，或改用 Word 文档。"
_TOOLKIT = Path(__file__).resolve().parents[3]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from toolkit.review.reading.apart import answer; answer(sys.argv[2])"
)
_PDF, _ANSWER = "in.pdf", "answer"


def read_apart(path: Path, data: bytes) -> Published:
    """What :func:`.pdf.read_pdf` gives. Raises DocumentError as it does, and when the PDF holds more than a document."""
    if getattr(sys, "frozen", False):  # no interpreter to start
        from .pdf import read_pdf

        return read_pdf(path, data)
    try:
        with scratch_folder() as folder:
            (folder / _PDF).write_bytes(data)
            with suppress(subprocess.TimeoutExpired):
                run_to_end([sys.executable, "-P", "-c", _PROGRAM, str(_TOOLKIT), str(folder)], MOST_WAITING, folder)
            with suppress(FileNotFoundError):
                found = pickle.loads((folder / _ANSWER).read_bytes())  # our own words, in our own folder
                if isinstance(found, Published):
                    return replace(found, path=path)
                raise DocumentError(found, path=path)
    except OSError as error:
        raise DocumentError(f"PDF 没有读成（{reason(error)}），请检查临时文件夹的磁盘空间。", path=path) from None
    raise DocumentError(TOO_MUCH, path=path)


def answer(folder: str) -> None:
    """The other side: read the PDF in the folder and leave there what it says, or why it cannot be read.

    No answer is left when the limits end this process.
    """
    from .pdf import read_pdf

    _limit()
    home = Path(folder)
    found = _said(lambda: read_pdf(Path(_PDF), (home / _PDF).read_bytes()))
    (home / "half").write_bytes(pickle.dumps(found))
    os.replace(home / "half", home / _ANSWER)


def _said(read: Callable[[], Published]) -> Published | str:
    try:
        return read()
    except DocumentError as error:
        return error.message
    except (MemoryError, RecursionError):
        return TOO_MUCH


def _limit() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
