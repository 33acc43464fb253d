"""A sample with fewer 自评表: for tests to which one of a kind is as good as eighteen, in a third of the time."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from lxml import etree
from packages import RELATION, Parts, parts_of, put

from toolkit.profiles import samples

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@cache
def smaller(stem: str = "jiyuan-2023", suffix: str = ".xlsx", keep: int = 0) -> Path:
    """The sample with its first ``keep`` 自评表 only, else as it stands, part by part; not to be written to."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sample = next(path for path in samples() if path.stem == stem).with_suffix(suffix)
    target = folder / sample.name
    _without_forms(sample, target, keep)
    return target


def _without_forms(source: Path, target: Path, keep: int) -> None:
    parts = parts_of(source)
    book, relations = (etree.fromstring(parts[name]) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    sheets = book.find(f"{{{_MAIN}}}sheets")
    assert sheets is not None
    stays = [not re.fullmatch(r"自评表\d+", sheet.get("name", "")) for sheet in sheets]
    for number in [at for at, kept in enumerate(stays) if not kept][:keep]:
        stays[number] = True
    gone = set()
    for sheet, kept in zip(list(sheets), stays, strict=True):
        if not kept:
            gone.add(sheet.get(RELATION))
            sheets.remove(sheet)
    for relation in list(relations):
        if relation.get("Id") in gone:
            relations.remove(relation)
            _drop(parts, f"xl/{relation.get('Target', '').removeprefix('/xl/')}")
    for name in book.findall(f"{{{_MAIN}}}definedNames/{{{_MAIN}}}definedName"):
        at = name.get("localSheetId")
        if at is not None and not stays[int(at)]:
            name.getparent().remove(name)  # type: ignore[union-attr]
        elif at is not None:
            name.set("localSheetId", str(sum(stays[: int(at)])))
    types = etree.fromstring(parts["[Content_Types].xml"])
    for entry in list(types):
        if entry.get("PartName", "/").removeprefix("/") not in parts and entry.get("PartName"):
            types.remove(entry)
    for part, root in (
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        ("[Content_Types].xml", types),
    ):
        parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    put(target, parts)


def _drop(parts: Parts, sheet: str) -> None:
    """A sheet's part with what only it refers to: comments and their boxes."""
    folder, name = sheet.rsplit("/", 1)
    del parts[sheet]
    for relation in etree.fromstring(parts.pop(f"{folder}/_rels/{name}.rels", b"<none/>")):
        target = relation.get("Target", "")
        parts.pop(target.removeprefix("/") if target.startswith("/") else f"xl/{target.removeprefix('../')}", None)
