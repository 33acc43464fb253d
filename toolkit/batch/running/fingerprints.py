"""By what is known whether a unit has to be done again: contents of files, of its profile, of the toolkit itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ...errors import ToolkitError
from ...profiles import load_profile, templates_folder

_TOOLKIT = Path(__file__).resolve().parents[2]


def of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def of_file(path: Path) -> str:
    """Of the content; "" for a file that cannot be read, which is like no other content."""
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


@lru_cache(maxsize=64)
def of_profile(profile_id: str) -> str:
    """Of a profile's folder and of its bases'; of all profiles for "" and for one that is not there."""
    try:
        folders = load_profile(profile_id).folders if profile_id else (templates_folder(),)
    except ToolkitError:
        folders = (templates_folder(),)
    return _of_files(path for folder in folders for path in folder.rglob("*") if path.is_file())


def _of_files(paths: Iterable[Path]) -> str:
    return of_parts(*(f"{path.name} {of_file(path)}" for path in sorted(paths)))
