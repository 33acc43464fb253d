"""One command from beginning to end: what it read, what it wrote, what it may write over.

Readers report here what they read, and the one place that writes (:mod:`toolkit.outputs.files`) asks here. A door opens a run;
without one (a test, a script) nothing is held against anybody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from ..text import fingerprint


@dataclass
class Run:
    """``guarded``: existing files are kept; ``force``: except that the user wants them replaced; ``in_place``: the input
    is to be changed itself."""

    guarded: bool = False
    force: bool = False
    in_place: bool = False
    _inputs: set[object] = field(default_factory=set)
    _written: set[str] = field(default_factory=set)
    _copies: dict[str, Path] = field(default_factory=dict)

    def note_input(self, path: Path) -> None:
        """A file of the user's that this run reads: it is never written over."""
        if self.guarded:
            self._inputs |= _identities(path)

    def is_input(self, path: Path) -> bool:
        """True also for another name of the same file: a link, another way through the folders."""
        return not _identities(path).isdisjoint(self._inputs)

    def note_copy(self, copy: Path, original: Path) -> None:
        """What is made of a temporary copy is made of the file that the user knows."""
        if self.guarded:
            self._copies[_name(copy)] = original

    def original_of(self, path: Path) -> Path:
        return self._copies.get(_name(path), path)

    def note_written(self, path: Path) -> None:
        if self.guarded:
            self._written.add(_name(path))

    def has_written(self, path: Path) -> bool:
        return _name(path) in self._written


_current: ContextVar[Run] = ContextVar("run", default=Run())  # noqa: B039  # never changed unless guarded
_source: ContextVar[tuple[object, ...]] = ContextVar("source", default=())


def current() -> Run:
    return _current.get()


@contextmanager
def command(*, force: bool = False, in_place: bool = False) -> Iterator[Run]:
    """A run of one command: nothing that exists is replaced in it unasked."""
    token = _current.set(Run(guarded=True, force=force, in_place=in_place))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


@contextmanager
def made_from(*source: object) -> Iterator[None]:
    """What is written in this block is made of ``source``: files (as paths) and words.

    A file is known by the way to it from where the result stands, not by what it says: a result may be replaced by what
    is made of the same workbook once its figures, its unit or its year were corrected.
    """
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def source(folder: Path | None = None) -> str:
    """The twelve hex digits that stand for what results in a folder are made of; "" when nobody said."""
    parts = _source.get()
    return source_of(*parts, folder=folder) if parts else ""


def source_of(*parts: object, folder: Path | None = None) -> str:
    """The digits that stand for these files and words in the mark of a result in ``folder``."""
    return fingerprint("\n".join(_way(part, folder) if isinstance(part, Path) else str(part) for part in parts))


def _way(path: Path, folder: Path | None) -> str:
    """How a file is reached from a folder; its name alone where there is no way, or nobody said from where."""
    original = current().original_of(path)
    try:
        way = os.path.relpath(os.path.realpath(original), os.path.realpath(folder)) if folder else original.name
    except ValueError:  # on another drive
        way = os.path.realpath(original)
    return os.path.normcase(way).replace("\\", "/")


def _name(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def _identities(path: Path) -> set[object]:
    """What tells a file from all others: its name without links and, where there is one, its number on the disk."""
    found: set[object] = {_name(path)}
    try:
        status = path.stat()
    except (OSError, ValueError):
        return found
    if status.st_ino:
        found.add((status.st_dev, status.st_ino))
    return found
