"""Drawing the rows of trees: rows by name in levels, with wrapped words, and records that take several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil

from openpyxl.worksheet.worksheet import Worksheet

from ....profiles import NUMBER_ROLES, BlockSpec, ColumnSpec, column_id
from ....text import normal_name
from ....text_size import at_most, line_count
from ..contents import Line, Value
from ..looks import BODY, FIGURE, FORMATS, HEAD, TEXT_FORMAT, Look, put

ROW_HEIGHT = 18.0
LOWEST = 13.5  # that a row of one line may be: Excel's own for this type
LINE_HEIGHT = 14.0  # of wrapped text
#: 一、 （二） 3. before a name.
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]")


def draw_tree(sheet: Worksheet, block: BlockSpec, top: int, left: int, given: Sequence[Line]) -> int:
    """Draw the rows of a tree, as given or blank with the form's fixed rows at the end; returns the row below."""
    name = column_id(block.columns, "name")
    lines = list(given) or [{} for _ in range(block.open_rows)] + [{name: row.name} for row in block.rows]
    if block.level_by == "records":
        for start, stop in _records(block, lines):
            _record(sheet, block, top + start, left, lines[start:stop])
    else:
        for number, line in enumerate(lines):
            _row(sheet, block, top + number, left, line)
    return top + len(lines)


def is_total(name: str) -> bool:
    """本年收入合计, 合计, 总计: printed bold and centred; 一、车辆合计 is a line among others."""
    return normal_name(name).endswith(("合计", "总计")) and _NUMBERED.match(name.strip()) is None


def cell_look(column: ColumnSpec, *, total: bool = False) -> Look:
    """How a cell of that column looks in a ruled table."""
    if column.role in NUMBER_ROLES:
        return FIGURE.but(format=column.format or FORMATS[column.role], bold=total)
    if column.role == "line":
        return HEAD
    look = BODY.but(format=column.format or (TEXT_FORMAT if column.role == "code" else "General"))
    return look.but(bold=True, align="center") if total and column.role == "name" else look


def _row(sheet: Worksheet, block: BlockSpec, row: int, left: int, line: Line) -> None:
    first = next((str(line[column.id]) for column in block.columns if line.get(column.id)), "")
    wraps = len([column for column in block.columns if column.role in ("name", "text")]) > 1
    for place, column in enumerate(block.columns, left):
        look = cell_look(column, total=is_total(first))
        put(sheet, row, place, line.get(column.id), _wrapped(look, column) if wraps else look)
    if not wraps:
        sheet.row_dimensions[row].height = ROW_HEIGHT
    elif line:  # a row yet to be typed has the height that its words will need, which Excel works out
        sheet.row_dimensions[row].height = _height(block.columns, line)


def _wrapped(look: Look, column: ColumnSpec) -> Look:
    if column.role == "text":
        return look.but(wrap=True, shrink=False, format=TEXT_FORMAT)
    return look.but(wrap=True, shrink=False) if column.role == "name" else look


def _height(columns: Sequence[ColumnSpec], line: Line) -> float:
    """What the longest wrapped words of a row need."""
    words = [(line.get(column.id), column.width) for column in columns if column.role in ("name", "text")]
    lines = max(line_count(str(value or ""), width) for value, width in words)
    return max(ROW_HEIGHT, at_most(lines) * LINE_HEIGHT + 4)


def _records(block: BlockSpec, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where each record begins and ends: the lines from one that names it (or is blank) up to the next."""
    heads = [column.id for column in block.columns if column.level == block.levels[0]]
    starts = [number for number, line in enumerate(lines) if not line or any(line.get(name) for name in heads)]
    yield from zip(starts, [*starts[1:], len(lines)], strict=True)


def _record(sheet: Worksheet, block: BlockSpec, top: int, left: int, lines: Sequence[Line]) -> None:
    """One record: what belongs to its first level merged down all its lines, equal leading words merged too."""
    below = [column for column in block.columns if column.level != block.levels[0]]
    heights = [_height(below, line) for line in lines]
    lack = _height([column for column in block.columns if column not in below], lines[0]) - sum(heights)
    more = max(0, ceil(lack / len(lines)))
    for number, height in enumerate(heights if lines[0] else ()):
        sheet.row_dimensions[top + number].height = height + more
    for place, column in enumerate(block.columns, left):
        look = _wrapped(cell_look(column), column)
        if column not in below:
            put(sheet, top, place, lines[0].get(column.id), look, rows=len(lines))
            continue
        leading = [one.id for one in below[: below.index(column) + 1]] if column.role == "text" else []
        for start, stop, value in _runs(lines, column.id, leading):
            put(sheet, top + start, place, value, look, rows=stop - start)


def _runs(lines: Sequence[Line], column: str, leading: Sequence[str]) -> Iterator[tuple[int, int, Value]]:
    """Equal neighbours in a leading column of words (and in all columns left of it) as one run; else line by line."""
    start = 0
    for key, run in groupby(enumerate(lines), key=lambda item: [item[1].get(name) for name in leading] or item[0]):
        size = len(list(run))
        if size > 1 and not (isinstance(key, list) and key[-1]):
            yield from ((start + n, start + n + 1, lines[start + n].get(column)) for n in range(size))
        else:
            yield start, start + size, lines[start].get(column)
        start += size
