"""A workbook as the parts in its zip, for tests that change one of them by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Parts = dict[str, bytes]


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def part_of(parts: Mapping[str, bytes], sheet: str) -> str:
    """The name of a sheet's part."""
    sheets = etree.fromstring(parts["xl/workbook.xml"]).iter("{*}sheet")
    entry = next(each for each in sheets if each.get("name") == sheet)
    relations = etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    target = next(each.get("Target") for each in relations if each.get("Id") == entry.get(RELATION))
    return f"xl/{target.removeprefix('/xl/')}"
