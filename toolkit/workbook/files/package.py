"""An Office package (the zip behind .xlsx and .xlsm): its parts, how they relate, and writing it back losslessly.

Nothing here knows cells. A part that nobody changed goes out byte for byte, in its old place, with its old date.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from ...errors import WorkbookError
from .archive import UNREADABLE, Archive

_CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: A workbook is data from anywhere: no entities, no network, no files.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One line of a .rels part. ``kind`` is the last word of its type (``worksheet``); ``target`` a part name."""

    id: str
    kind: str
    target: str


@dataclass
class Package:
    """The parts of one workbook file, held in memory; source and target may therefore be the same file.

    ``part(name)`` parses on first use; call ``changed(name)`` for a part whose tree was edited.
    """

    path: Path
    archive: Archive
    _trees: dict[str, etree._Element] = field(default_factory=dict)
    _replaced: dict[str, bytes] = field(default_factory=dict)
    _changed: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    _dropped: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, path: Path) -> Package:
        """Raises WorkbookError when the file is missing, protected by a password, an old .xls, or no workbook at all."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise WorkbookError("文件不存在。", path=path) from None
        except OSError as error:
            raise WorkbookError(f"文件打不开（{error.strerror}）。", path=path) from None
        if data.startswith(_OLE_MAGIC):
            if _ENCRYPTED in data:
                raise WorkbookError("文件设了打开密码，请先在 Excel 或 WPS 中取消密码再试。", path=path)
            raise WorkbookError("这是旧格式（.xls 或 .et），无法写入；请先在 Excel 或 WPS 中另存为 .xlsx。", path=path)
        try:
            return cls(path, Archive(data))
        except zipfile.BadZipFile:
            raise WorkbookError("不是 Excel 工作簿（.xlsx、.xlsm），或文件已损坏。", path=path) from None

    def __contains__(self, name: str) -> bool:
        return name not in self._dropped and (name in self.archive or name in self._trees or name in self._replaced)

    def free_name(self, pattern: str) -> str:
        """A name that no part bears: ``pattern`` with a number in it. Names are compared as Windows does."""
        names = {name.lower() for name in (*self.archive.names, *self._trees, *self._replaced)}
        return next(
            name for number in range(1, len(names) + 2) if (name := pattern.format(number)).lower() not in names
        )

    def read(self, name: str) -> bytes:
        """A part as it lies in the file. Raises WorkbookError when it is missing or damaged."""
        try:
            return self.archive.read(name)
        except UNREADABLE:
            raise self._damaged(name) from None

    def replace(self, name: str, content: bytes) -> None:
        """New bytes for a part that is no XML to be parsed."""
        self._replaced[name] = content

    def part(self, name: str) -> etree._Element:
        """The root element of an XML part. Raises WorkbookError when it is missing or damaged."""
        tree = self._trees.get(name)
        if tree is None:
            try:
                tree = self._trees[name] = etree.fromstring(self.archive.read(name), _PARSER)
            except (etree.XMLSyntaxError, *UNREADABLE):
                raise self._damaged(name) from None
        return tree

    def changed(self, name: str, finished: Callable[[bytes], bytes] = bytes) -> None:
        """The tree of this part was edited: write it anew. ``finished`` has the last hand on what is written."""
        self._changed[name] = finished

    def relationships(self, name: str) -> Iterator[Relationship]:
        """What a part (``""``: the package itself) points to inside the package."""
        rels = _rels_name(name)
        if rels not in self:
            return
        for element in self.part(rels):
            if not isinstance(element.tag, str) or element.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), element.get("Target", "")))
            kind = element.get("Type", "").rpartition("/")[2]
            yield Relationship(element.get("Id", ""), kind, target.lstrip("/"))

    def main_part(self) -> str:
        """The name of the workbook part. Raises WorkbookError when there is none that we can read."""
        name = next((rel.target for rel in self.relationships("") if rel.kind == "officeDocument"), "")
        if name.endswith(".bin"):
            raise WorkbookError("这是二进制工作簿（.xlsb），请先在 Excel 中另存为 .xlsx。", path=self.path)
        if name not in self:
            raise WorkbookError("不是 Excel 工作簿（.xlsx、.xlsm），或文件已损坏。", path=self.path)
        return name

    def content_type(self, name: str) -> str:
        """The declared type of a part, "" when only its suffix has one."""
        part = "/" + name
        return next((e.get("ContentType", "") for e in self.part(_CONTENT_TYPES) if e.get("PartName") == part), "")

    def add(self, name: str, content: etree._Element | bytes, content_type: str) -> None:
        """A new part. Nothing points to it yet: see ``relate``."""
        _append(self.part(_CONTENT_TYPES), "Override", PartName=f"/{name}", ContentType=content_type)
        self.changed(_CONTENT_TYPES)
        if isinstance(content, bytes):
            self.replace(name, content)
        else:
            self._trees[name] = content
            self.changed(name)

    def relate(self, owner: str, kind: str, target: str, rel_id: str = "") -> str:
        """Let a part point to another; ``kind`` is the whole type. Returns the id, a free one unless it is given."""
        rels = _rels_name(owner)
        if rels not in self:
            self._trees[rels] = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})  # type: ignore[dict-item]
        used = {rel.get("Id") for rel in self.part(rels)}
        free = next(name for number in range(len(used) + 1) if (name := f"rIdNew{number + 1}") not in used)
        _append(self.part(rels), "Relationship", Id=rel_id or free, Type=kind, Target=f"/{target}")
        self.changed(rels)
        return rel_id or free

    def drop(self, owner: str, kind: str, part: str = "") -> None:
        """Remove the parts of one kind that ``owner`` points to (or one ``part`` of them): part, relationship and
        content type, and the list of relationships when it is empty then. Absent: nothing."""
        for rel in [rel for rel in self.relationships(owner) if rel.kind == kind and part in ("", rel.target)]:
            self._dropped.add(rel.target)
            self._remove(_rels_name(owner), "Id", rel.id)
            self._remove(_CONTENT_TYPES, "PartName", "/" + rel.target)
            if not len(self.part(_rels_name(owner))):
                self._dropped.add(_rels_name(owner))
                self._changed.pop(_rels_name(owner))

    def _remove(self, name: str, attribute: str, value: str) -> None:
        root = self.part(name)
        for element in root:
            if element.get(attribute) == value:
                root.remove(element)
                self.changed(name)

    def write(self, target: Path) -> None:
        """Write the whole package, compression and dates as they were. OSError passes through."""
        changed = {
            name: _DECLARATION + finished(etree.tostring(self._trees[name].getroottree(), encoding="UTF-8"))
            for name, finished in self._changed.items()
        } | self._replaced
        try:
            self.archive.write(target, changed, self._dropped)
        except UNREADABLE:
            raise self._damaged("目录") from None

    def _damaged(self, name: str) -> WorkbookError:
        message = f"文件已损坏（内部的 {name} 读不出来），请用 Excel 或 WPS 打开并另存一份再试。"
        return WorkbookError(message, path=self.path)


def _append(root: etree._Element, tag: str, **attributes: str) -> None:
    etree.SubElement(root, f"{{{etree.QName(root).namespace}}}{tag}", attributes)


def _rels_name(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", base + ".rels")
