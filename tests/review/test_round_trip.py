"""Our documents printed to PDF, or saved by another program, say the same: every cell, every paragraph, every finding."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from libreoffice import saved_as
from smaller import smaller

from toolkit.profiles import samples
from toolkit.review import read_document
from toolkit.review.reading.records import Published
from toolkit.review.reviewing import Basis, Reviewed, from_workbook, held_to, own_tables

from .conftest import drawing

pytestmark = pytest.mark.slow
WORKBOOKS = {path.stem: smaller(path.stem, keep=2) for path in samples()}
SAMPLES = [*WORKBOOKS]
#: The formats a document is saved in, one after the other.
WAYS = {"印成PDF": ["pdf"], "另存docx": ["docx"], "经odt": ["odt", "docx"], "经doc": ["doc", "docx"]}
#: Which samples: every one printed; of those saved by a program some, another three or two each way.
NAMES = {"印成PDF": SAMPLES, "另存docx": SAMPLES[1::2], "经odt": SAMPLES[::3], "经doc": SAMPLES[2::3]}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The document of a sample with two 自评表 at most."""
    return drawing(tmp_path_factory, WORKBOOKS.__getitem__)


@pytest.fixture(scope="module")
def saved(drawn: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of all samples' documents, saved in each of these ways."""
    folders = {}
    for way, formats in WAYS.items():
        paths = [drawn(name) for name in NAMES[way]]
        for kind in formats:
            folder = tmp_path_factory.mktemp(way)
            paths = saved_as(kind, folder, *paths)
        folders[way] = folder
    return folders


def _tables(document: Published) -> list[object]:
    return [(table.title, table.captions, table.notes, table.rows) for table in document.tables]


@pytest.mark.parametrize(("way", "name"), [(way, name) for way in WAYS for name in NAMES[way]])
def test_a_document_from_another_program_reads_as_ours(
    way: str, name: str, drawn: Callable[[str], Path], saved: dict[str, Path]
) -> None:
    ours, theirs = read(drawn(name)), read_document(saved[way] / f"{name}.{WAYS[way][-1]}")
    assert [(part.text, part.level) for part in theirs.paragraphs] == [
        (part.text, part.level) for part in ours.paragraphs
    ]
    assert theirs.contents == ours.contents
    assert _tables(theirs) == _tables(ours)
    assert told_by_own_tables(theirs) == told_by_own_tables_of_ours(drawn(name))
    assert told_by_workbook(theirs, name) == told_by_workbook_of_ours(drawn(name), name)


# What is asked of a sample once, however many ways it was saved in.


@cache
def read(path: Path) -> Published:
    return read_document(path)


@cache
def of_workbook(name: str) -> Basis:
    return from_workbook(WORKBOOKS[name])


@cache
def told_by_own_tables_of_ours(path: Path) -> list[tuple[str, str]]:
    return told_by_own_tables(read(path))


@cache
def told_by_workbook_of_ours(path: Path, name: str) -> list[tuple[str, str]]:
    return told_by_workbook(read(path), name)


def told_by_own_tables(document: Published) -> list[tuple[str, str]]:
    return _told(held_to(document, own_tables(document)))


def told_by_workbook(document: Published, name: str) -> list[tuple[str, str]]:
    return _told(held_to(document, of_workbook(name)))


def _told(reviewed: Reviewed) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in reviewed.findings]
