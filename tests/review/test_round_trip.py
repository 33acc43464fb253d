"""Our documents printed to PDF, or saved by another program, say the same: every cell, every paragraph, every finding."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from toolkit.profiles import samples
from toolkit.review import read_document, review
from toolkit.review.reading.records import Published

pytestmark = pytest.mark.slow
SAMPLES = [path.stem for path in samples()]
#: The formats a document is saved in, one after the other.
WAYS = {"印成PDF": ["pdf"], "另存docx": ["docx"], "经odt": ["odt", "docx"], "经doc": ["doc", "docx"]}


@pytest.fixture(scope="module")
def saved(drawn: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of all samples' documents, saved in each of these ways."""
    folders = {}
    for way, formats in WAYS.items():
        paths = [drawn(name) for name in SAMPLES]
        for kind in formats:
            folder = tmp_path_factory.mktemp(way)
            _converted(paths, kind, folder)
            paths = [folder / f"{name}.{kind}" for name in SAMPLES]
        folders[way] = folder
    return folders


def _converted(paths: Sequence[Path], kind: str, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _tables(document: Published) -> list[object]:
    return [(table.title, table.captions, table.notes, table.rows) for table in document.tables]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("way", WAYS)
def test_a_document_from_another_program_reads_as_ours(
    way: str, name: str, drawn: Callable[[str], Path], saved: dict[str, Path]
) -> None:
    path = saved[way] / f"{name}.{WAYS[way][-1]}"
    ours, theirs = read_document(drawn(name)), read_document(path)
    assert [(part.text, part.level) for part in theirs.paragraphs] == [
        (part.text, part.level) for part in ours.paragraphs
    ]
    assert theirs.contents == ours.contents
    assert _tables(theirs) == _tables(ours)
    workbook = Path(__file__).resolve().parents[2] / "workbooks" / f"{name}.xlsx"
    for held_to in (None, workbook):
        told = [review(one, workbook_path=held_to).findings for one in (drawn(name), path)]
        assert [(finding.rule, finding.message) for finding in told[1]] == [
            (finding.rule, finding.message) for finding in told[0]
        ]
