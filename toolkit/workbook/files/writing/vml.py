"""The hidden boxes of comments in a VML drawing, put in and taken out as bytes.

Excel's own VML is not always well-formed (``<br>``), and buttons and other people's boxes live in the same part: what is
not our box stays byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ....addresses import column_or_none, row_or_none

_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
#: Office numbers shapes in blocks of 1024, one block a sheet.
EMPTY = (
    f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
).encode()
_FIRST_SHAPE = 1025
_BOX_TYPE = (
    f'<v:shapetype {_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
).encode()
_BOX = """<v:shape {namespaces} id="_x0000_s{id}" type="#_x0000_t202" \
style="position:absolute;margin-left:60pt;margin-top:2pt;width:{width}px;height:{height}px;z-index:{order};\
visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>\
<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>\
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>\
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>\
<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""

_SHAPE_TAG = re.compile(rb"<(/?)((?:\w+:)?)shape(?=[\s/>])[^<>]*>")
_TYPE_USED = re.compile(rb"""<(?:\w+:)?shapetype\s[^<>]*\bid=["']_x0000_t202["']""")
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})(?!\d)")
_END = re.compile(rb"</(?:\w+:)?xml\s*>\s*\Z")
_PLACE = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*(\d{1,7})\s*<")
_HEIGHT = re.compile(rb"(?<![\w-])height:\s*(\d{1,6}(?:\.\d{1,9})?)(px|pt)")
_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>(?:[^<,]*,){6}\s*)(\d{1,7})(\s*,\s*\d+\s*<)")
_ANY_SHAPE = re.compile(rb"<(?:\w+:)?(?:shape|group|rect|oval|line|image)[\s>]")
_ROW_HEIGHT, _COLUMN_WIDTH, _DIGIT_WIDTH, _PADDING = 20, 72, 8, 5  # pixels, of a Chinese Excel (宋体, 11 points)
_MOST_LINES = 1000  # hidden ones that a box is laid over


class Boxes:
    """A drawing, taken apart once: what is no box of a comment stays byte for byte. Cells count from 1."""

    def __init__(self, drawing: bytes) -> None:
        self._pieces: list[bytes] = []
        self._by_place: dict[tuple[int, int], list[int]] = {}
        self._new: list[bytes] = []
        end = _END.search(drawing, max(drawing.rfind(b"</"), 0))
        #: False for a drawing that we cannot find our way in.
        self.is_usable = end is not None
        body = drawing[: end.start()] if end else drawing
        self._end = drawing[len(body) :]
        numbers = {int(number) for number in _NUMBER.findall(body)}
        self._last_number, self._count = max(numbers, default=_FIRST_SHAPE - 1), len(numbers)
        self._has_type = _TYPE_USED.search(body) is not None
        start = 0
        for begin, stop in _shapes(body):
            self._pieces += [body[start:begin], body[begin:stop]]
            start = stop
            if (place := _place_of(self._pieces[-1])) is not None:
                self._by_place.setdefault(place, []).append(len(self._pieces) - 1)
        self._pieces.append(body[start:])

    def add(self, ruler: Ruler, row: int, column: int, size: tuple[int, int]) -> None:
        """A hidden box for the comment of a cell, ``size`` (width, height) in pixels."""
        self._last_number = max(self._last_number, _FIRST_SHAPE - 1) + 1
        self._count += 1
        box = _BOX.format(
            namespaces=_NAMESPACES,
            id=self._last_number,
            order=self._count,
            width=size[0],
            height=size[1],
            anchor=ruler.anchor(row, column, size),
            row=row - 1,
            column=column - 1,
        )
        self._new.append(box.encode())

    def remove(self, row: int, column: int) -> None:
        """Without the box of a cell's comment."""
        for number in self._by_place.get((row, column), ()):
            self._pieces[number] = b""

    def keep_one(self, row: int, column: int) -> None:
        """Without all boxes of a cell but the first."""
        for number in self._by_place.get((row, column), [])[1:]:
            self._pieces[number] = b""

    def make_taller(self, row: int, column: int, pixels: int) -> None:
        """The box of a cell's comment so much taller (or lower, again), never moved."""
        rows = round(pixels / _ROW_HEIGHT)
        for number in self._by_place.get((row, column), ()):
            taller = _HEIGHT.sub(lambda found: _taller(found, pixels), self._pieces[number], count=1)
            self._pieces[number] = _ANCHOR.sub(
                lambda found: b"%s%d%s" % (found[1], max(0, int(found[2]) + rows), found[3]), taller
            )

    def drawing(self) -> bytes:
        """The drawing as it is now: without our definition of boxes when the last of them has gone."""
        shape_type = _BOX_TYPE if self._new and not self._has_type else b""
        drawing = b"".join([*self._pieces, shape_type, *self._new, self._end])
        return drawing if b"#_x0000_t202" in drawing else drawing.replace(_BOX_TYPE, b"", 1)


def has_shapes(drawing: bytes) -> bool:
    return _ANY_SHAPE.search(drawing) is not None


def _shapes(drawing: bytes) -> Iterator[tuple[int, int]]:
    """Where each shape begins and ends."""
    begin, prefix = -1, b""
    for tag in _SHAPE_TAG.finditer(drawing):
        if tag[1] and begin >= 0 and tag[2] == prefix:
            yield begin, tag.end()
            begin = -1
        elif not tag[1] and begin < 0 and not tag[0].endswith(b"/>"):
            begin, prefix = tag.start(), tag[2]


def _place_of(shape: bytes) -> tuple[int, int] | None:
    """The cell whose comment a shape is the box of."""
    found = dict(_PLACE.findall(shape)) if b"Note" in shape else {}
    return (int(found[b"Row"]) + 1, int(found[b"Column"]) + 1) if len(found) == 2 else None


def _taller(height: re.Match[bytes], pixels: int) -> bytes:
    now = float(height[1]) + (pixels if height[2] == b"px" else pixels * 0.75)
    return f"height:{max(now, 0):g}{height[2].decode()}".encode()


class Ruler:
    """Where things stand on a sheet, by the widths of its columns and the heights of its rows."""

    def __init__(self, sheet: etree._Element) -> None:
        self._widths: dict[int, int] = {}
        for each in sheet.iterfind("{*}cols/{*}col[@width]"):
            first, last = column_or_none(each.get("min", "")), column_or_none(each.get("max", ""))
            if first and last and last not in self._widths:
                width = _pixels(each, "width", _DIGIT_WIDTH, _PADDING)
                self._widths |= dict.fromkeys(range(first - 1, min(last, _MOST_LINES)), width)
        self._heights = {
            row - 1: _pixels(each, "ht", 4 / 3)
            for each in sheet.iterfind("{*}sheetData/{*}row[@ht]")
            if (row := row_or_none(each.get("r", "")))
        }

    def anchor(self, row: int, column: int, size: tuple[int, int]) -> str:
        """A box right of its cell and a little above, as Excel puts it. Cells from 0, offsets in pixels."""
        right, right_offset = _after(column, 15 + size[0], self._widths, _COLUMN_WIDTH)
        top, top_offset = max(row - 2, 0), 8 if row > 1 else 2
        bottom, bottom_offset = _after(top, top_offset + size[1], self._heights, _ROW_HEIGHT)
        return f"{column}, 15, {top}, {top_offset}, {right}, {right_offset}, {bottom}, {bottom_offset}"


def _pixels(line: etree._Element, attribute: str, factor: float, padding: int = 0) -> int:
    """The width of a column, the height of a row; 0 for what Excel would not show."""
    try:
        stated = float(line.get(attribute, 0)) * factor + padding
    except ValueError:
        stated = 0
    return round(stated) if 0 < stated < 2000 and line.get("hidden") not in ("1", "true") else 0


def _after(start: int, pixels: int, sizes: dict[int, int], usual: int) -> tuple[int, int]:
    """The line (from 0), and the offset in it, that lies so many pixels behind the beginning of ``start``."""
    for line in range(start, start + _MOST_LINES):
        size = sizes.get(line, usual)
        if pixels < size:
            return line, pixels
        pixels -= size
    return start + _MOST_LINES, 0
