"""Our documents printed to PDF, or saved by another program, say the same: every cell, every paragraph, every finding."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from libreoffice import saved_as

from cli import main
from toolkit.profiles import samples
from toolkit.review import read_document, review
from toolkit.review.reading.records import Published
from toolkit.review.reviewing import Basis, Reviewed, from_workbook, held_to, own_tables

from .conftest import sample
from .regions import TEXTS, draw
from .test_last_year import a_year_on, is_taken_from

pytestmark = pytest.mark.slow
SAMPLES = [path.stem for path in samples()]
#: The formats a document is saved in, one after the other.
WAYS = {"印成PDF": ["pdf"], "另存docx": ["docx"], "经odt": ["odt", "docx"], "经doc": ["doc", "docx"]}
#: Which samples: every one printed; of those saved by a program one each way.
NAMES = {
    "印成PDF": SAMPLES,
    "另存docx": ["jiyuan-2023"],
    "经odt": ["jilin-province-2024-budget"],
    "经doc": ["fenyang-2024"],
}


#: Of those whose tables are laid out alike, one.
REGIONS = ["表在后-不列行次", "金额为元-列行次", "三公竖排-不写千分号", "标题不编号"]


@pytest.fixture(scope="module")
def printed(drawn: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all that is printed to PDF here, and of what it was printed from."""
    folder = tmp_path_factory.mktemp("印")
    for name in REGIONS:
        draw(TEXTS[name].read_text(encoding="utf-8"), folder / f"{name}.docx")
    draw(TEXTS["表在后-不列行次"].read_text(encoding="utf-8"), folder / "没有框线.docx", ruled=False)
    without_borders(drawn("example-2025"), folder / "样例没有框线.docx")
    saved_as("pdf", folder, *folder.iterdir(), *map(drawn, SAMPLES))
    return folder


@pytest.fixture(scope="module")
def saved(drawn: Callable[[str], Path], printed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of all samples' documents, saved in each of these ways."""
    folder = tmp_path_factory.mktemp("另存")
    again = list(map(drawn, NAMES["另存docx"]))
    for way in ("经odt", "经doc"):
        again += saved_as(WAYS[way][0], folder, *map(drawn, NAMES[way]))
    saved_as("docx", folder / "docx", *again)
    return {way: printed if kinds == ["pdf"] else folder / "docx" for way, kinds in WAYS.items()}


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


@pytest.mark.parametrize("name", REGIONS)
def test_a_printed_one_of_a_region_without_a_format_says_the_same(name: str, printed: Path) -> None:
    told = [[f.message for f in review(printed / f"{name}.{kind}").findings] for kind in ("docx", "pdf")]
    assert told[0] == told[1]


@pytest.mark.parametrize("name", ["没有框线", "样例没有框线"])
def test_tables_without_lines_are_told_of_a_printed_one(name: str, printed: Path) -> None:
    unruled = review(printed / f"{name}.pdf").findings
    assert {finding.rule for finding in unruled} == {"WD-00"}, [finding.message for finding in unruled]
    assert any("没有框线的表" in finding.message for finding in unruled)


def without_borders(source: Path, target: Path) -> None:
    document = docx.Document(str(source))
    for root in (document.element, document.styles.element):
        for borders in list(root.iter(qn("w:tblBorders"), qn("w:tcBorders"))):
            borders.getparent().remove(borders)
    document.save(str(target))


def test_a_printed_one_is_last_years_account(printed: Path, tmp_path: Path) -> None:
    """As a .docx is (``test_last_year``); and of ``build``, where that is of ``fill``."""
    this_year = a_year_on(tmp_path)
    done = CliRunner().invoke(
        main, ["build", str(this_year), "--prior", str(printed / "jiyuan-2023.pdf"), "--out", str(tmp_path / "结果")]
    )
    assert done.exit_code in (0, 3), done.output
    is_taken_from("jiyuan-2023.pdf", tmp_path / "结果" / this_year.name)


# What is asked of a sample once, however many ways it was saved in.


@cache
def read(path: Path) -> Published:
    return read_document(path)


@cache
def of_workbook(name: str) -> Basis:
    return from_workbook(sample(name))


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
