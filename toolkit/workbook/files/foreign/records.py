"""The records of an .xls ([MS-XLS], BIFF): which of them matter, and how many there may be.

A record is two bytes of kind, two of length, and its content. Of some two hundred kinds a grid needs twenty-five; all
others are given a kind that readers pass over, so that a damaged picture, name or condition costs no figure. Counting
them beforehand bounds what reading can cost: a cell in row 65536 is cheap, half a million cells are no 决算.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .limits import MOST_CELLS, MOST_ROWS, TooMuch

_HEADER = struct.Struct("<HH")
_FIRST_OF_CELL = struct.Struct("<H")

#: How a workbook without container begins: Excel 2 to 4, and what some web systems still write.
BARE = (b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0", b"\x09\x08\x08\0", b"\x09\x08\x10\0")

BOF, EOF, CONTINUE, FILEPASS, BOUNDSHEET, CODEPAGE = 0x809, 0x0A, 0x3C, 0x2F, 0x85, 0x42
_FORMULA, _SST, _STRING, _LABEL, _RSTRING, _MULRK = 0x06, 0xFC, 0x207, 0x204, 0xD6, 0xBD
_FONT, _FORMAT, _XF = 0x31, 0x41E, 0xE0
_MERGED = 0xE5
_CELLS = {_FORMULA, _LABEL, _RSTRING, _MULRK, 0xFD, 0x203, 0x27E, 0x205}  # LABELSST, NUMBER, RK, BOOLERR
_LOOKS = {_FONT, _FORMAT, _XF}
_SHARED_FORMULAS = {0x4BC, 0x221, 0x236}  # stand between a formula and the text it results in
_NEEDED = {
    *_CELLS, *_LOOKS, *_SHARED_FORMULAS,
    BOF, EOF, BOUNDSHEET, CODEPAGE, FILEPASS, _SST, _STRING, _MERGED,
    0x22,  # DATEMODE
    0x208, 0x7D, 0x55, 0x99, 0x200,  # ROW, COLINFO, DEFCOLWIDTH, STANDARDWIDTH, DIMENSIONS
}  # fmt: skip
_CONTINUED = {_SST, _STRING, _LABEL, _RSTRING}
_PASSED_OVER = 0xE2  # INTERFACEEND, which says nothing
#: More than this is an attack or a mistake.
_MOST_RECORDS, _MOST_MERGES, _MOST_COLUMNS = 2_000_000, 100_000, 20_000


class Cut(Exception):
    """The stream ends within a record, or before the workbook does."""


def records(stream: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """(where, kind, length) of every record; ``where`` is that of its content. Raises Cut, TooMuch."""
    at, end, number = 0, len(stream), 0
    while at + 4 <= end:
        kind, length = _HEADER.unpack_from(stream, at)
        if kind == length == 0:  # zeros fill up the last sector
            return
        at += 4
        if at + length > end:
            raise Cut
        yield at, kind, length
        at += length
        number += 1
        if number > _MOST_RECORDS:
            raise TooMuch


def readable(stream: bytes, *, looks: bool = True) -> bytes:
    """The stream with all that matters; with ``looks`` false also without fonts, number formats and styles.

    Raises Cut, TooMuch.
    """
    kept = bytearray(stream)
    cells = rows = merges = columns = last_row = 0
    needed = _NEEDED if looks else _NEEDED - _LOOKS
    before = 0
    for at, kind, length in records(stream):
        if kind in needed:
            before = kind
            if kind in _CELLS and length >= 6:
                count = max(1, (length - 6) // 6) if kind == _MULRK else 1
                cells += count
                last_row = max(last_row, *_FIRST_OF_CELL.unpack_from(stream, at))
                if not looks:
                    for number in range(count):  # the plain style, the only one then
                        kept[at + 4 + 6 * number : at + 6 + 6 * number] = b"\0\0"
            elif kind == BOF:
                rows, last_row = rows + last_row, 0
            elif kind == _MERGED:
                merges += length // 8
            elif kind == 0x7D:
                columns += 1
        elif kind != CONTINUE or before not in _CONTINUED:
            before = 0
            _HEADER.pack_into(kept, at - 4, _PASSED_OVER, length)
        if cells > MOST_CELLS or rows > MOST_ROWS or merges > _MOST_MERGES or columns > _MOST_COLUMNS:
            raise TooMuch
    return bytes(kept)
