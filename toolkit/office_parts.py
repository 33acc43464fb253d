"""The parts inside an Office file: found as Office compares their names, and unpacked only as far as is reasonable.

A zip states how long each entry is once unpacked; that is held to its word here, and what is to be parsed is counted
first: a few hundred KB can unpack to hundreds of MB of tags, each of which costs a hundred bytes of memory.
"""

from __future__ import annotations

import codecs
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from .errors import ToolkitError, WorkbookError

#: More than this once unpacked is an attack or a mistake, not a 决算.
LARGEST_CONTENT = 400 * 1024 * 1024
#: What all parts that are parsed may come to, without the blank cells of ruled sheets: bytes, tags, attributes. Some
#: 150,000 cells that hold something, twenty times as many as the largest sample has.
MOST_BYTES, MOST_TAGS, MOST_ATTRIBUTES = 64 * 1024 * 1024, 700_000, 450_000
_MOST_ENTRIES = 20_000
_CHUNK = 1 << 20
#: 18030 has all characters of the other two.
_CHINESE = re.compile(rb"<\?xml[^>]{,60} encoding=[\"'](?:gb2312|gbk|gb18030)[\"']", re.IGNORECASE)
#: What reading a damaged, truncated or encrypted entry may raise, from zipfile and from below it.
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, NotImplementedError, OSError)


class Kind(NamedTuple):
    """What an Office file should be: the words for one that is not, and what may be in it (see above)."""

    error: type[ToolkitError]
    other: str
    too_much: str
    unlike: str
    programs: str
    most_bytes: int
    most_tags: int
    most_attributes: int


WORKBOOK = Kind(
    error=WorkbookError,
    other="文件已损坏，读不出来（可能没有下载完整），请重新获取，或用 Excel、WPS 打开后另存为 .xlsx 再试。",
    too_much="有内容的单元格超过十五万个",
    unlike="不像决算公开工作簿，已停止读取；请把官方表格另存为一个单独的工作簿再试。",
    programs="Excel 或 WPS",
    most_bytes=MOST_BYTES,
    most_tags=MOST_TAGS,
    most_attributes=MOST_ATTRIBUTES,
)


class Parts:
    """The entries of a zip file in memory. Every method raises the error of its kind for what is missing or damaged."""

    def __init__(self, path: Path, data: bytes, kind: Kind = WORKBOOK) -> None:
        self.path, self.kind = path, kind
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (*UNREADABLE, ValueError):
            raise kind.error(kind.other, path=path) from None
        entries = self._zip.infolist()
        if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_CONTENT:
            raise kind.error(f"文件解开后过大，{kind.unlike}", path=path)
        self._entries = {key_of(entry.filename): entry for entry in entries if not entry.is_dir()}
        self._doubtful = {
            key
            for entry in entries
            if not entry.is_dir() and entry.CRC != self._entries[key := key_of(entry.filename)].CRC
        }
        self._bytes = self._tags = self._attributes = 0

    def __contains__(self, name: str) -> bool:
        return key_of(name) in self._entries

    def __iter__(self) -> Iterator[str]:
        """The names of all parts as this package spells them, in the order of the file."""
        return (spelled(entry.filename) for entry in self._entries.values())

    def name(self, name: str) -> str:
        """A part's name as this package spells it; ``name`` itself when there is no such part."""
        entry = self._entries.get(key_of(name))
        return name if entry is None else spelled(entry.filename)

    def entry(self, name: str) -> zipfile.ZipInfo:
        """How the part lies in the file."""
        try:
            return self._entries[key_of(name)]
        except KeyError:
            raise self.damaged(name) from None

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a part, a piece at a time, its checksum proved at the end."""
        entry = self.entry(name)
        if key_of(name) in self._doubtful:
            message = (
                f"文件里有两份不同的 {name[:80]}，不知道哪一份是对的，请用 {self.kind.programs} 打开并另存一份再试。"
            )
            raise self.kind.error(message, path=self.path)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # Office knows no other
            raise self.damaged(name)
        try:
            with self._zip.open(entry) as content:
                while piece := content.read(_CHUNK):
                    yield piece
        except (*UNREADABLE, ValueError):
            if entry.flag_bits & 1:
                raise self.kind.error("文件设了密码，请先取消密码再试。", path=self.path) from None
            raise self.damaged(name) from None

    def read(self, name: str, kept: Callable[[Iterable[bytes]], Iterable[bytes]] | None = None) -> bytes:
        """The content of a part that is to be parsed, without what ``kept`` takes away of it.

        Raises the error of the kind when all that was read so far is more than a file of ours can be.
        """
        pieces, kind = [], self.kind
        for piece in kept(self.chunks(name)) if kept else self.chunks(name):
            pieces.append(piece)
            self._bytes += len(piece)
            self._tags += piece.count(b"<")
            self._attributes += piece.count(b"=")
            is_more = self._bytes > kind.most_bytes or self._tags > kind.most_tags
            if is_more or self._attributes > kind.most_attributes:
                raise kind.error(f"文件里的内容过多（{kind.too_much}），{kind.unlike}", path=self.path)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def damaged(self, name: str) -> ToolkitError:
        """The sentence that a part cannot be read."""
        message = f"文件已损坏（内部的 {name[:80]} 读不出来），请用 {self.kind.programs} 打开并另存一份再试。"
        return self.kind.error(message, path=self.path)


def chinese_decoder(beginning: bytes) -> codecs.IncrementalDecoder | None:
    """For a part in a Chinese coding, by how it begins: Office reads them, the parser of the standard library does not."""
    return codecs.getincrementaldecoder("gb18030")() if _CHINESE.match(beginning) else None


def spelled(name: str) -> str:
    """A name in the zip as a part's name: some Windows programs write ``xl\\workbook.xml``."""
    return name.replace("\\", "/").lstrip("/")


@lru_cache(maxsize=1024)  # the same few names again and again, in one workbook after another
def key_of(name: str) -> str:
    """What names of one and the same part have in common: Office compares them without case (ECMA-376 part 2, 6.2.2.3),
    and a relationship may write in percents what the zip spells out."""
    return unquote(posixpath.normpath(spelled(name))).lower()


def pointed_to(owner: str, target: str) -> str:
    """The part that a relationship of ``owner`` (``""``: the package) means by its target."""
    folder = posixpath.dirname(owner)
    return posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")


def rels_name(name: str) -> str:
    """The part with the relationships of a part (``""``: of the package)."""
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", base + ".rels")
