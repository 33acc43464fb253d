"""Documents of the samples, drawn once and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from toolkit import workflow
from toolkit.review.reading.opening import read_document
from toolkit.review.reading.records import Paragraph, Published
from toolkit.review.reviewing import Basis, Reviewed, from_workbook, held_to, own_tables

WORKBOOKS = Path(__file__).resolve().parents[2] / "workbooks"


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The Word document of a sample workbook."""
    return drawing(tmp_path_factory, lambda name: WORKBOOKS / f"{name}.xlsx")


def drawing(tmp_path_factory: pytest.TempPathFactory, sample: Callable[[str], Path]) -> Callable[[str], Path]:
    """Draws the document of each sample once."""

    @cache
    def draw(name: str) -> Path:
        target = tmp_path_factory.mktemp("drawn") / f"{name}.docx"
        workflow.save_document(workflow.fill(workflow.check(sample(name))), target)
        return target

    return draw


@pytest.fixture(scope="session")
def held(drawn: Callable[[str], Path]) -> Callable[..., Reviewed]:
    """A sample's document, with some words changed, held to its own tables or to its workbook."""

    @cache
    def read(name: str) -> Published:
        return read_document(drawn(name))

    @cache
    def basis(name: str, to_workbook: bool) -> Basis:
        return from_workbook(WORKBOOKS / f"{name}.xlsx") if to_workbook else own_tables(read(name))

    def hold(name: str, old: str = "", new: str = "", *, to_workbook: bool = False) -> Reviewed:
        document = read(name)
        if old:
            assert any(old in paragraph.text for paragraph in document.paragraphs), old
            document = replace(document, parts=tuple(_swapped(part, old, new) for part in document.parts))
        return held_to(document, basis(name, to_workbook))

    return hold


def _swapped(part: object, old: str, new: str) -> object:
    return part._replace(text=part.text.replace(old, new, 1)) if isinstance(part, Paragraph) else part


def rules(reviewed: Reviewed) -> set[str]:
    """The rules that the text itself has broken."""
    return {finding.rule for finding in reviewed.findings if finding.rule.startswith("WD-")}
