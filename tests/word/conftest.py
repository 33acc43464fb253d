"""Shared by the tests of the word room: rendering to a temporary file, and looking at the XML."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from toolkit import word
from toolkit.document import Document

from . import samples

NAMESPACES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


@pytest.fixture
def rendered(tmp_path: Path) -> Callable[[Document], Path]:
    """Renders into the national skeleton."""

    def render(document: Document) -> Path:
        target = tmp_path / "out.docx"
        word.render(document, samples.SKELETON, target)
        return target

    return render


def body_of(path: Path, part: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(part))


def find(root: etree._Element, path: str) -> list[etree._Element]:
    return root.xpath(path, namespaces=NAMESPACES)  # type: ignore[return-value]


def values(root: etree._Element, path: str) -> list[str]:
    """The texts or attributes a path selects."""
    return [str(value) for value in root.xpath(path, namespaces=NAMESPACES)]  # type: ignore[union-attr]


def rewritten(source: Path, target: Path, change: Callable[[str, str], str]) -> Path:
    """A copy of a Word file; ``change`` gets each part's name and text."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode()))
    return target
