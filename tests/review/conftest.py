"""Documents of the samples, drawn once and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from smaller import smaller

from toolkit import workflow
from toolkit.review.reading.opening import read_document
from toolkit.review.reading.records import Paragraph, Published
from toolkit.review.reviewing import Basis, Reviewed, from_workbook, held_to, own_tables


def sample(name: str) -> Path:
    """A sample workbook with two 自评表 at most."""
    return smaller(name, keep=2)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The Word document of a sample workbook."""

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
        return from_workbook(sample(name)) if to_workbook else own_tables(read(name))

    @cache
    def untouched(name: str, to_workbook: bool) -> Reviewed:
        return held_to(read(name), basis(name, to_workbook))

    def hold(name: str, old: str = "", new: str = "", *, to_workbook: bool = False) -> Reviewed:
        if not old:
            return untouched(name, to_workbook)
        document = read(name)
        assert any(old in paragraph.text for paragraph in document.paragraphs), old
        document = replace(document, parts=tuple(_swapped(part, old, new) for part in document.parts))
        return held_to(document, basis(name, to_workbook))

    return hold


def _swapped(part: object, old: str, new: str) -> object:
    return part._replace(text=part.text.replace(old, new, 1)) if isinstance(part, Paragraph) else part


def rules(reviewed: Reviewed) -> set[str]:
    """The rules that the text itself has broken."""
    return {finding.rule for finding in reviewed.findings if finding.rule.startswith("WD-")}
