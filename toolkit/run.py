"""One command from beginning to end: what it read, what it wrote, what it may write over.

Readers report here what they read, and the one place that writes (:mod:`toolkit.files`) asks here. A door opens a run;
without one (a test, a script) nothing is held against anybody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from .text import fingerprint


@dataclass
class Run:
    """``guarded``: existing files are kept; ``force``: except that the user wants them replaced; ``in_place``: the input
    is to be changed itself."""

    guarded: bool = False
    force: bool = False
    in_place: bool = False
    _inputs: set[object] = field(default_factory=set)
    _written: set[str] = field(default_factory=set)

    def note_input(self, path: Path) -> None:
        """A file of the user's that this run reads: it is never written over."""
        if self.guarded:
            self._inputs |= _identities(path)

    def is_input(self, path: Path) -> bool:
        """True also for another name of the same file: a link, another way through the folders."""
        return not _identities(path).isdisjoint(self._inputs)

    def note_written(self, path: Path) -> None:
        if self.guarded:
            self._written.add(_name(path))

    def has_written(self, path: Path) -> bool:
        return _name(path) in self._written


_current: ContextVar[Run] = ContextVar("run", default=Run())  # noqa: B039  # never changed unless guarded
_source: ContextVar[str] = ContextVar("source", default="")


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
    """What is written in this block is made of ``source``: the name of a workbook, its unit, its year.

    Not of the workbook's content: a result may be replaced by what is made of the same workbook, corrected.
    """
    token = _source.set(fingerprint("\n".join(map(str, source))))
    try:
        yield
    finally:
        _source.reset(token)


def source() -> str:
    """The twelve hex digits that stand for what results are made of; "" when nobody said."""
    return _source.get()


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
