"""Ruled blank cells, by the million when somebody formatted whole columns: passed over while a sheet is read and written.

They are cut out of the bytes of a sheet part before it is parsed, a piece at a time, so that neither time nor memory
follows what holds nothing. Only what programs really write is known here (no prefixes, ``r`` first); all else is parsed.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from ...addresses import LAST_ROW

_CELL = (
    rb'<c r="[A-Z]+[0-9]+"(?: s="%s[0-9]+")?(?: t="n")?'  # as Excel, WPS and openpyxl write it
    rb"(?: ?/>|>(?:<v ?/>|<v></v>)?</c>)"
)
_BLANK = (
    _CELL + rb"(?=<c r=|</row>)"
)  # a cell without an address stands right of the one before it, be that blank or not
_ATTRIBUTES = rb'(?: [\w:]+="[^"<>]*")*+ ?'
#: A row without cells that says nothing; one that is hidden does.
_HIDING = rb'(?:hidden="(?:1|true)"|ht="0")'
_ROW = re.compile(rb'<row r="[0-9]+"(?: (?!%s)[\w:]+="[^"<>]*")*+ ?(?:/>|></row>)(?=<row r=|</sheetData>)' % _HIDING)
_HIDDEN_ROW = re.compile(
    rb'<row r="([0-9]{1,7})"(?=[^<>]* %s)%s(?:/>|></row>)(?=<row r=|</sheetData>)' % (_HIDING, _ATTRIBUTES)
)
#: Rows of blank cells, as many as follow one another.
_RULED = re.compile(rb'(?:<row r="[0-9]{1,7}"%s(?:/>|>(?:%s)*+</row>))++' % (_ATTRIBUTES, _CELL % b""))
_NUMBERS = re.compile(rb'<row r="([0-9]+)"')
_NUMBER = re.compile(rb' r="([0-9]+)"')
_ADDRESSES = re.compile(rb'(<row r="|<c r="[A-Z]+)([0-9]+)')
_BEGIN, _NUMBERED = b"<row ", b"<row r="
#: A row longer than this is taken as it comes.
_LONGEST = 1 << 24
#: Fewer bytes of ruled rows than that are parsed like any other.
_WORTH_IT = 1 << 14
#: More bytes of rows than that are held packed.
_LONG = 1 << 22
#: The attribute of a row that stands for a stretch of rows: the number of the stretch.
_STANDS_FOR = "juesuan-rows"
_ROOM = re.compile(rb' %s="([0-9]{1,9})"' % _STANDS_FOR.encode())
_CDATA = b"<![CDATA["  # words that may look like cells


class BlankCells:
    """Cuts the blank cells out of sheets, but for cells of these styles. ``hidden_rows``: the blank ones of the last."""

    def __init__(self, kept_styles: Iterable[int]) -> None:
        kept = b"|".join(b"%d" % style for style in kept_styles)
        self._cell = re.compile(_BLANK % (b'(?!(?:%s)")' % kept if kept else b""))
        self.hidden_rows: set[int] = set()

    def __call__(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        self.hidden_rows = set()
        for piece in _at_rows(chunks):
            if _CDATA in piece:
                yield piece
                continue
            left = _ROW.sub(b"", self._cell.sub(b"", piece))
            if hidden := _HIDDEN_ROW.findall(left):
                self.hidden_rows.update(map(int, hidden))
                left = _HIDDEN_ROW.sub(b"", left)
            yield left


class HeldRows:
    """Stretches of rows kept aside while a sheet part is parsed and edited: runs of ruled blank rows but the ``wanted``
    ones, and rows that are new. A row stands for each; :meth:`put_back` has them in the serialised part again.
    """

    def __init__(self, wanted: Iterable[int] = ()) -> None:
        self._wanted = sorted(wanted)
        self._stretches: list[tuple[int, bytes]] = []

    @property
    def is_empty(self) -> bool:
        return not self._stretches

    def hold(self, first: int, rows: bytes) -> dict[str, str]:
        """Keep a stretch aside that begins with row ``first``; returns the attributes of the row that stands for it."""
        self._stretches.append((first, zlib.compress(rows, 1) if len(rows) > _LONG else rows))
        return {"r": str(first), _STANDS_FOR: str(len(self._stretches) - 1)}

    def put_back(self, part: bytes) -> Iterator[bytes]:
        """The serialised part (UTF-8) with all stretches, a piece at a time; moved as far as the rows that stand for them."""
        start = 0
        for room in _ROOM.finditer(part) if self._stretches else ():
            begin, end = part.rfind(b"<", 0, room.start()), part.find(b">", room.end()) + 1
            if part.find(b">", begin, room.start()) < 0 and int(room[1]) < len(self._stretches):  # not in words
                first, packed = self._stretches[int(room[1])]
                yield part[start:begin]
                rows = packed if packed.startswith(_BEGIN) else zlib.decompress(packed)
                yield _moved(rows, _number(part, begin) - first)
                start = end
        yield part[start:]

    def __call__(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for piece in _at_rows(chunks):
            yield piece if len(piece) < _WORTH_IT or _CDATA in piece else _RULED.sub(self._without_run, piece)

    def _without_run(self, run: re.Match[bytes]) -> bytes:
        rows, next_row = run[0], run.string[run.end() : run.end() + len(_NUMBERED)]
        if len(rows) < _WORTH_IT or next_row.startswith(_BEGIN) and next_row != _NUMBERED:
            return rows
        first, last = _number(rows, 0), _number(rows, rows.rfind(_BEGIN))
        wanted = self._wanted[bisect_left(self._wanted, first) : bisect_right(self._wanted, last)]
        if not wanted and rows.count(_BEGIN) == last - first + 1:  # nearly always
            return self._held(rows)
        places = {int(row[1]): row.start() for row in _NUMBERS.finditer(rows)}
        numbers = list(places)
        if numbers != sorted(numbers) or len(numbers) != rows.count(_BEGIN):
            return rows  # out of order, or one number twice: nothing to be clever with
        ends = [*places.values(), len(rows)]
        pieces, start = [], 0
        for number in wanted:
            at = bisect_left(numbers, number)  # of the row itself, or of the next where a new one goes
            stays = rows[ends[at] : ends[at + 1]] if number in places else b""
            pieces += [self._held(rows[start : ends[at]]), stays]
            start = ends[at] + len(stays)
        return b"".join([*pieces, self._held(rows[start:])])

    def _held(self, rows: bytes) -> bytes:
        if not rows:
            return b""
        attributes = self.hold(_number(rows, 0), rows)
        return b"<row %s/>" % " ".join(f'{name}="{value}"' for name, value in attributes.items()).encode()


def _moved(rows: bytes, by: int) -> bytes:
    """The same rows so much further down; those below the sheet's last are gone, as Excel has it."""
    if not by:
        return rows
    last = min(_number(rows, rows.rfind(_BEGIN)), LAST_ROW - by)
    end = rows.find(b'<row r="%d"' % (last + 1))
    return _ADDRESSES.sub(lambda place: place[1] + b"%d" % (int(place[2]) + by), rows if end < 0 else rows[:end])


def _number(rows: bytes, start: int) -> int:
    """The number of the row that begins there."""
    row = _NUMBER.search(rows, start)
    assert row is not None
    return int(row[1])


def _at_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that end where a row ends."""
    rest = b""
    for chunk in chunks:
        if rest:
            at = rest.rfind(_BEGIN)
            if at <= 0 and len(rest) < _LONGEST:
                rest += chunk
                continue
            yield rest[:at] if at > 0 else rest
            rest = rest[at:] if at > 0 else b""
        rest += chunk
    yield rest
