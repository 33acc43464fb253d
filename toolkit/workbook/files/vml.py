"""The hidden boxes of comments in a VML drawing, put in and taken out as bytes.

Excel's own VML is not always well-formed (``<br>``), and buttons and other people's boxes live in the same part: what is
not our box stays byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

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

_SHAPE = re.compile(rb"<((?:\w+:)?)shape\s(?:[^>]*[^/>])?>.*?</\1shape>", re.DOTALL)
_TYPE_USED = re.compile(rb"""<(?:\w+:)?shapetype\s[^>]*\bid=["']_x0000_t202["']""")
_NUMBER = re.compile(rb"_x0000_s(\d+)")
_END = re.compile(rb"</(?:\w+:)?xml\s*>\s*\Z")
_PLACE = rb"<(?:\w+:)?Row>\s*%d\s*<.*?<(?:\w+:)?Column>\s*%d\s*<"
_HEIGHT = re.compile(rb"(?<![\w-])height:\s*([\d.]+)(px|pt)")
_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>(?:[^<,]*,){6}\s*)(\d+)(\s*,\s*\d+\s*<)")
_ROW_HEIGHT, _COLUMN_WIDTH, _DIGIT_WIDTH, _PADDING = 20, 72, 8, 5  # pixels, of a Chinese Excel (宋体, 11 points)


def can_hold_boxes(drawing: bytes) -> bool:
    return _END.search(drawing) is not None


def with_box(drawing: bytes, ruler: Ruler, row: int, column: int, size: tuple[int, int]) -> bytes:
    """The drawing with a hidden box for the comment of a cell, ``size`` (width, height) in pixels."""
    end = _END.search(drawing)
    assert end is not None
    numbers = [int(number) for number in _NUMBER.findall(drawing)]
    box = _BOX.format(
        namespaces=_NAMESPACES,
        id=max([_FIRST_SHAPE - 1, *numbers]) + 1,
        order=len(set(numbers)) + 1,
        width=size[0],
        height=size[1],
        anchor=ruler.anchor(row, column, size),
        row=row - 1,
        column=column - 1,
    )
    shape_type = b"" if _TYPE_USED.search(drawing) else _BOX_TYPE
    return drawing[: end.start()] + shape_type + box.encode() + drawing[end.start() :]


def without_box(drawing: bytes, row: int, column: int) -> bytes:
    """The drawing without the box of a cell's comment, and without our definition of boxes when it was the last."""
    for box in _boxes(drawing, row, column):
        drawing = drawing.replace(box, b"", 1)
    return drawing if b"#_x0000_t202" in drawing else drawing.replace(_BOX_TYPE, b"", 1)


def with_taller_box(drawing: bytes, row: int, column: int, pixels: int) -> bytes:
    """The drawing with the box of a cell's comment so much taller (or lower, again), never moved."""
    rows = round(pixels / _ROW_HEIGHT)
    for box in _boxes(drawing, row, column):
        taller = _HEIGHT.sub(lambda found: _taller(found, pixels), box, count=1)
        taller = _ANCHOR.sub(lambda found: b"%s%d%s" % (found[1], max(0, int(found[2]) + rows), found[3]), taller)
        drawing = drawing.replace(box, taller, 1)
    return drawing


def has_shapes(drawing: bytes) -> bool:
    return re.search(rb"<(?:\w+:)?(?:shape|group|rect|oval|line|image)[\s>]", drawing) is not None


def _boxes(drawing: bytes, row: int, column: int) -> Iterator[bytes]:
    place = re.compile(_PLACE % (row - 1, column - 1), re.DOTALL)
    for shape in _SHAPE.finditer(drawing):
        if b"Note" in shape[0] and place.search(shape[0]):
            yield shape[0]


def _taller(height: re.Match[bytes], pixels: int) -> bytes:
    now = float(height[1]) + (pixels if height[2] == b"px" else pixels * 0.75)
    return f"height:{max(now, 0):g}{height[2].decode()}".encode()


class Ruler:
    """Where things stand on a sheet, by the widths of its columns and the heights of its rows."""

    def __init__(self, sheet: etree._Element) -> None:
        self._widths = {
            number: _pixels(each, "width", _DIGIT_WIDTH, _PADDING)
            for each in sheet.iterfind("{*}cols/{*}col[@width]")
            for number in range(int(each.get("min", 1)) - 1, min(int(each.get("max", 1)), 1000))
        }
        rows = sheet.iterfind("{*}sheetData/{*}row[@ht]")
        self._heights = {int(each.get("r", 0)) - 1: _pixels(each, "ht", 4 / 3) for each in rows}

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
    while pixels >= (size := sizes.get(start, usual)):
        pixels -= size
        start += 1
    return start, pixels
