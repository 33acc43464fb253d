"""A zip file in memory, written back with a few entries replaced: the others are copied as they lie.

The standard library can only unpack an entry and pack it again, which for a workbook of a hundred parts takes longer
than the change itself.
"""

from __future__ import annotations

import copy
import struct
import zipfile
import zlib
from collections.abc import Collection, Container, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

#: What reading a damaged, truncated or encrypted entry may raise, from zipfile and from below it.
UNREADABLE = (KeyError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, NotImplementedError)

_LOCAL_SIGNATURE, _CENTRAL_SIGNATURE, _END_SIGNATURE = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL = struct.Struct("<4s2B4H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_LENGTHS = struct.Struct("<26x2H")  # of the file name and of the extra field
_STREAMED = 0x08  # sizes stand behind the data; ours stand before it
_UTF8 = 0x800
_EPOCH_YEAR = 1980
_LEVEL = 3  # half the time of the usual 6 and 15 % longer; Excel itself packs at 1


class Archive:
    """Raises ``zipfile.BadZipFile`` when the data is no zip file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._zip = zipfile.ZipFile(BytesIO(data))

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    @property
    def names(self) -> Collection[str]:
        return self._zip.NameToInfo.keys()

    def read(self, name: str) -> bytes:
        """The content of an entry. Raises one of :data:`UNREADABLE`."""
        return self._zip.read(name)

    def write(self, target: Path, changed: Mapping[str, bytes], dropped: Container[str]) -> None:
        """All entries in their order, with their dates and ways of compression; new ones at the end.

        Raises one of :data:`UNREADABLE`.
        """
        written = []
        with target.open("wb") as out:
            for original in self._zip.infolist():
                if original.filename not in dropped:
                    info = copy.copy(original)
                    packed = self._packed(info, changed.get(info.filename))
                    info.header_offset = out.tell()
                    info.flag_bits &= ~_STREAMED
                    out.write(_local_header(info) + packed)
                    written.append(info)
            for name in changed:
                if name not in self:
                    info = zipfile.ZipInfo(name)
                    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                    info.flag_bits = 0 if name.isascii() else _UTF8
                    packed = self._packed(info, changed[name])
                    info.header_offset = out.tell()
                    out.write(_local_header(info) + packed)
                    written.append(info)
            _write_directory(out, written)

    def _packed(self, info: zipfile.ZipInfo, content: bytes | None) -> bytes:
        """The entry as it lies in the file; ``info`` is brought in line with new content."""
        if content is None:
            return self._as_it_lies(info)
        info.CRC, info.file_size = zlib.crc32(content), len(content)
        if info.compress_type != zipfile.ZIP_STORED:
            info.compress_type = zipfile.ZIP_DEFLATED
            packer = zlib.compressobj(_LEVEL, wbits=-zlib.MAX_WBITS)
            content = packer.compress(content) + packer.flush()
        info.compress_size = len(content)
        return content

    def _as_it_lies(self, info: zipfile.ZipInfo) -> bytes:
        start = info.header_offset
        name, extra = _LOCAL_LENGTHS.unpack_from(self._data, start)
        start += _LOCAL.size + name + extra
        packed = self._data[start : start + info.compress_size]
        if self._data[info.header_offset :][:4] != _LOCAL_SIGNATURE or len(packed) != info.compress_size:
            raise zipfile.BadZipFile(info.filename)
        return packed


def _name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def _described(info: zipfile.ZipInfo) -> tuple[int, ...]:
    """What local header and directory say alike: flags, compression, time, date, checksum, sizes, length of the name,
    no extra field (padding and 64-bit sizes, which no workbook needs)."""
    year, month, day, hour, minute, second = info.date_time
    time, date = hour << 11 | minute << 5 | second // 2, (year - _EPOCH_YEAR) << 9 | month << 5 | day
    sizes = info.CRC, info.compress_size, info.file_size
    return info.flag_bits, info.compress_type, time, date, *sizes, len(_name(info)), 0


def _local_header(info: zipfile.ZipInfo) -> bytes:
    return _LOCAL.pack(_LOCAL_SIGNATURE, info.extract_version, info.reserved, *_described(info)) + _name(info)


def _write_directory(out: BinaryIO, entries: list[zipfile.ZipInfo]) -> None:
    """The list of entries that closes a zip file (APPNOTE 4.3.12 and 4.3.16)."""
    start = out.tell()
    for info in entries:
        versions = info.create_version, info.create_system, info.extract_version, info.reserved
        rest = len(info.comment), 0, info.internal_attr, info.external_attr, info.header_offset
        out.write(_CENTRAL.pack(_CENTRAL_SIGNATURE, *versions, *_described(info), *rest) + _name(info) + info.comment)
    size = out.tell() - start
    out.write(_END.pack(_END_SIGNATURE, 0, 0, len(entries), len(entries), size, start, 0))
