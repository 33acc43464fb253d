"""An Office package (the zip behind .xlsx and .xlsm): its parts, how they relate, and writing it back losslessly.

Nothing here knows cells. A part that nobody changed goes out byte for byte, in its old place, with its old date.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.parsers import expat

from lxml import etree

from ....errors import WorkbookError
from ....office_parts import Parts, chinese_decoder, key_of, pointed_to, rels_name
from ....outputs.files import PACKING_LEVEL, reason, zip_entry

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: A workbook is data from anywhere: no entities, no network, no files. How much there is of it :class:`Parts` bounds.
#: Processing instructions mean nothing to Excel; ours hold places (``SheetPart``).
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_pis=True)
_AT_ONCE = 1 << 24


@dataclass(frozen=True, slots=True)
class Relationship:
    """One line of a .rels part. ``kind`` is the last word of its type (``worksheet``); ``target`` a part name."""

    id: str
    kind: str
    target: str


@dataclass
class Package:
    """The parts of one workbook file, held in memory; source and target may therefore be the same file.

    ``part(name)`` parses on first use; call ``changed(name)`` for a part whose tree was edited. Names are compared as
    Office does, without case. Every method raises WorkbookError for a part that is missing or damaged.
    """

    path: Path
    parts: Parts
    _trees: dict[str, etree._Element] = field(default_factory=dict)
    #: By the key of their names: their names, and what is written in place of what was there.
    _changed: dict[str, tuple[str, Callable[[], Iterable[bytes]]]] = field(default_factory=dict)
    _dropped: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, path: Path) -> Package:
        """Raises WorkbookError when the file is missing, protected by a password, an old .xls, or no workbook at all."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise WorkbookError("找不到这个文件，请检查文件名和文件夹。", path=path) from None
        except OSError as error:
            raise WorkbookError(f"读取失败（{reason(error)}），请换个位置或文件名再试。", path=path) from None
        if data.startswith(_OLE_MAGIC):
            if _ENCRYPTED in data:
                raise WorkbookError("文件设了打开密码，请先在 Excel 或 WPS 中取消密码再试。", path=path)
            raise WorkbookError("这是旧格式（.xls 或 .et），无法写入；请先在 Excel 或 WPS 中另存为 .xlsx。", path=path)
        return cls(path, Parts(path, data))

    def __contains__(self, name: str) -> bool:
        key = key_of(name)
        return key not in self._dropped and (key in self._changed or name in self.parts)

    def free_name(self, pattern: str) -> str:
        """A name that no part bears: ``pattern`` with a number in it."""
        taken = {*map(key_of, self.parts), *self._changed}
        numbers = range(1, len(taken) + 2)
        return next(name for number in numbers if key_of(name := pattern.format(number)) not in taken)

    def read(self, name: str) -> bytes:
        """A part as it lies in the file."""
        return self.parts.read(name)

    def replace(self, name: str, content: bytes) -> None:
        """New bytes for a part that is no XML to be parsed."""
        self._changed[key_of(name)] = name, partial(iter, (content,))

    def part(self, name: str, kept: Callable[[Iterable[bytes]], Iterable[bytes]] | None = None) -> etree._Element:
        """The root element of an XML part; with ``kept`` read anew, without what that takes away of its bytes."""
        key = key_of(name)
        tree = self._trees.get(key)
        if tree is None or kept:
            try:
                tree = self._trees[key] = etree.fromstring(self.parts.read(name, kept), _PARSER)
            except (etree.XMLSyntaxError, ValueError, LookupError):
                raise self.parts.damaged(name) from None
        return tree

    def changed(self, name: str, finished: Callable[[bytes], Iterable[bytes]] = lambda part: (part,)) -> None:
        """The tree of this part was edited: write it anew. ``finished`` has the last hand on what is written."""
        self._changed[key_of(name)] = name, partial(_written, self._trees[key_of(name)], finished)

    def is_changed(self, name: str) -> bool:
        return key_of(name) in self._changed

    def relationships(self, name: str) -> Iterator[Relationship]:
        """What a part (``""``: the package itself) points to inside the package."""
        rels = rels_name(name)
        if rels not in self:
            return
        for element in self.part(rels):
            if not isinstance(element.tag, str) or element.get("TargetMode") == "External":
                continue
            target = self.parts.name(pointed_to(name, element.get("Target", "")))
            yield Relationship(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target)

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
        return next((e.get("ContentType", "") for e in self._declared(name)), "")

    def declare(self, name: str, content_type: str) -> None:
        """State another type for a part that has one."""
        for element in self._declared(name):
            element.set("ContentType", content_type)
            self.changed(CONTENT_TYPES)

    def _declared(self, name: str) -> list[etree._Element]:
        """The lines of the content types that speak of a part."""
        key = key_of(name)
        return [e for e in self.part(CONTENT_TYPES).iterfind("{*}Override") if key_of(e.get("PartName", "")) == key]

    def add(self, name: str, content: etree._Element | bytes, content_type: str) -> None:
        """A new part. Nothing points to it yet: see ``relate``."""
        if self._declared(name):  # of a part that the package lacked
            self.declare(name, content_type)
        else:
            _append(self.part(CONTENT_TYPES), "Override", PartName=f"/{name}", ContentType=content_type)
            self.changed(CONTENT_TYPES)
        if isinstance(content, bytes):
            self.replace(name, content)
        else:
            self._trees[key_of(name)] = content
            self.changed(name)

    def relate(self, owner: str, kind: str, target: str, rel_id: str = "") -> str:
        """Let a part point to another; ``kind`` is the whole type. Returns the id, a free one unless it is given."""
        rels = rels_name(owner)
        if rels not in self:
            self._dropped.discard(key_of(rels))
            self._trees[key_of(rels)] = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})  # type: ignore[dict-item]
        used = {rel.get("Id") for rel in self.part(rels)}
        free = next(name for number in range(len(used) + 1) if (name := f"rIdNew{number + 1}") not in used)
        _append(self.part(rels), "Relationship", Id=rel_id or free, Type=kind, Target=f"/{target}")
        self.changed(rels)
        return rel_id or free

    def drop(self, owner: str, kind: str, part: str = "") -> None:
        """Remove the parts of one kind that ``owner`` points to (or one ``part`` of them): part, relationship and
        content type, and the list of relationships when it is empty then. Absent: nothing."""
        for rel in [rel for rel in self.relationships(owner) if rel.kind == kind and part in ("", rel.target)]:
            self._dropped |= {key_of(rel.target), key_of(rels_name(rel.target))}
            rels = rels_name(owner)
            lines = [line for line in self.part(rels) if line.get("Id") == rel.id]
            for name, elements in ((rels, lines), (CONTENT_TYPES, self._declared(rel.target))):
                for element in elements:
                    self.part(name).remove(element)
                    self.changed(name)
            if not len(self.part(rels)):
                self._dropped.add(key_of(rels))
                self._changed.pop(key_of(rels))

    def write(self, target: Path) -> None:
        """Write the whole package: the parts in their order, with their dates; new ones at the end.

        A part that is only copied is unpacked as well, so that damage in it is told and not passed on. OSError passes
        through.
        """
        with zipfile.ZipFile(target, "w") as out:
            for name in self.parts:
                key = key_of(name)
                if key not in self._dropped:
                    old = self.parts.entry(name)
                    entry = zip_entry(name, old.date_time, old.compress_type)
                    _write(out, entry, self._changed[key][1]() if key in self._changed else self._copied(name))
            for name, content in self._changed.values():
                if name not in self.parts:
                    _write(out, zip_entry(name), content())

    def _copied(self, name: str) -> Iterator[bytes]:
        """A part as it is. What nobody has read so far (sheets were, the drawings of comments are no proper XML) is proved
        to be XML where it should be."""
        if not name.endswith((".xml", ".rels")) or name.startswith("xl/worksheets/sheet"):
            yield from self.parts.chunks(name)
            return
        parser, decoder = expat.ParserCreate(), None
        try:
            for number, piece in enumerate(self.parts.chunks(name)):
                decoder = decoder if number else chinese_decoder(piece)
                parser.Parse(decoder.decode(piece) if decoder else piece, False)
                yield piece
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError):
            raise self.parts.damaged(name) from None


def _written(root: etree._Element, finished: Callable[[bytes], Iterable[bytes]]) -> Iterator[bytes]:
    yield _DECLARATION
    yield from finished(etree.tostring(root.getroottree(), encoding="UTF-8"))


def _write(out: zipfile.ZipFile, entry: zipfile.ZipInfo, content: Iterable[bytes]) -> None:
    """One part; a long one (a sheet that is ruled to the bottom) is never held whole."""
    pieces, held, size = iter(content), [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > _AT_ONCE:
            break
    else:
        out.writestr(entry, b"".join(held), compresslevel=PACKING_LEVEL)
        return
    with out.open(entry, "w") as part:
        part.writelines(held)
        part.writelines(pieces)


def relation_type(root: etree._Element, word: str) -> str:
    """The whole type of a relationship (``worksheet``), as the part with this root, in its flavour of the format, writes it."""
    return f"{_STRICT if is_strict(root) else _TRANSITIONAL}/{word}"


def is_strict(root: etree._Element) -> bool:
    """Whether a part is written in the strict flavour of the format, with names of its own for everything."""
    return "purl.oclc.org" in (etree.QName(root).namespace or "")


def _append(root: etree._Element, tag: str, **attributes: str) -> None:
    etree.SubElement(root, f"{{{etree.QName(root).namespace}}}{tag}", attributes)
