"""A .docx as a zip of parts: opened whole, written back byte for byte the same for the same content."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from ..errors import TemplateError
from ..files import replacing

DOCUMENT = "word/document.xml"
STYLES = "word/styles.xml"
PROPERTIES = "docProps/core.xml"

# Zip cannot say "no date"; this is its earliest one.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# Table XML repeats itself: level 3 packs nearly as small as level 6 in half the time.
_LEVEL = 3
# Skeletons come from people's disks: no entities, no network.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)

Parts = dict[str, bytes]


def open_package(path: Path) -> Parts:
    """The parts of a Word file by name, in their order.

    Raises TemplateError when the file is missing or is no .docx (an old .doc, a half copied file).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except FileNotFoundError:
        raise TemplateError("文件不存在。", path=path) from None
    except (OSError, zipfile.BadZipFile, RuntimeError):
        raise TemplateError("打不开，它不是 .docx 文件或已损坏；请用 Word 另存为 .docx 后再试。", path=path) from None
    if DOCUMENT not in parts or STYLES not in parts:
        raise TemplateError("不是 Word 文档（缺少正文或样式）；请用 Word 另存为 .docx 后再试。", path=path)
    return parts


def parse_part(parts: Mapping[str, bytes], name: str, path: Path) -> etree._Element:
    """One part as XML. Raises TemplateError when it is damaged."""
    try:
        return etree.fromstring(parts[name], _PARSER)
    except etree.XMLSyntaxError:
        raise TemplateError(f"其中的 {name} 已损坏，请换一份完好的文件。", path=path) from None


def serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def save_package(parts: Mapping[str, bytes], target: Path) -> None:
    """Write the parts to ``target``, all of it or nothing. Raises OutputError as :func:`toolkit.files.replacing` does."""
    with replacing(target) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for part, content in parts.items():
            entry = zipfile.ZipInfo(part, _NO_DATE)
            entry.create_system = 0  # the same bytes on Windows and Linux
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, _LEVEL)
