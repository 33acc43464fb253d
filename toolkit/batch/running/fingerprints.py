"""By what is known whether a unit has to be done again: contents of files, of its profile, of the toolkit itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ...errors import ToolkitError
from ...profiles import default_library

_TOOLKIT = Path(__file__).resolve().parents[2]


def of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def of_file(path: Path) -> str:
    """Of the content; "" for a file that cannot be read, which is like no other content, and for what is no file."""
    if not path.is_file():  # a pipe never ends
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def of_parts(*parts: str) -> str:
    return of_bytes("\n".join(parts).encode())


@lru_cache(maxsize=1)
def of_toolkit() -> str:
    """Of the program: its own files say it better than a version number that somebody has to raise."""
    return _of_files(path for path in _TOOLKIT.rglob("*") if path.suffix in (".py", ".j2", ".css"))


def of_profile(profile_id: str, source: Path) -> str:
    """Of the folder of a profile, as the workbook ``source`` finds it, and of its bases; of all folders when it is none."""
    library = default_library().beside(source)
    try:
        return _of_folders(library.load(profile_id).folders)
    except ToolkitError:
        return _of_folders(library.folders)


@lru_cache(maxsize=256)
def _of_folders(folders: tuple[Path, ...]) -> str:
    return _of_files(path for folder in folders for path in folder.rglob("*") if path.is_file())


def _of_files(paths: Iterable[Path]) -> str:
    return of_parts(*(f"{path.name} {of_file(path)}" for path in sorted(paths)))
