"""Drawing what stands above and below the rows of a form: the heading words, and the sentences under it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby

from openpyxl.worksheet.worksheet import Worksheet

from ....profiles import ColumnSpec, PlacedLabel
from ....text_size import line_count
from ..looks import HEAD, LINE, NOTE, put
from .rows import LINE_HEIGHT, ROW_HEIGHT


def spans(columns: Sequence[ColumnSpec], start: int = 0) -> list[tuple[int, int]]:
    """Where each column begins and ends among the grid columns, counted from ``start``."""
    ends = list(accumulate((column.span for column in columns), initial=start))
    return list(zip(ends, ends[1:], strict=False))


def draw_heads(
    sheet: Worksheet,
    top: int,
    left: int,
    columns: Sequence[ColumnSpec],
    paths: Sequence[tuple[str, ...]],
    widths: Sequence[float],
    *,
    room: float = 0,
) -> int:
    """The heading words: equal neighbours merge sideways, short paths reach down to the last heading row.

    ``room`` is added to the height of every row. Returns how many rows there are.
    """
    depth = max(map(len, paths))
    places = spans(columns, left)
    heights = [ROW_HEIGHT] * depth
    for level in range(depth):
        for _, run in groupby(enumerate(paths), key=lambda item: _merge_key(item, level)):
            members = list(run)
            path = members[0][1]
            if level < len(path) and not _goes_on(paths, members, level):
                start, stop = places[members[0][0]][0], places[members[-1][0]][1]
                rows = depth - level if level == len(path) - 1 else 1
                while level + rows < len(path) - 1 and _goes_on(paths, members, level + rows):
                    rows += 1
                put(sheet, top + level, start, path[level].strip(), HEAD, rows=rows, columns=stop - start)
                width = sum(widths[number] for number, _ in members)
                lines = line_count(path[level].strip(), width)
                if rows == 1 and level < depth - 1 and lines > 1:  # 非财政拨款结转结余 over two narrow columns
                    heights[level] = max(heights[level], lines * LINE_HEIGHT + 4)
    # the last heading row takes what the longest wrapped words need
    need = max(
        line_count(path[-1], width) * LINE_HEIGHT + 4 - sum(heights[len(path) - 1 : depth - 1])
        for width, path in zip(widths, paths, strict=True)
    )
    heights[-1] = max(ROW_HEIGHT, need)
    for level, height in enumerate(heights):
        sheet.row_dimensions[top + level].height = height + room
    return depth


def draw_label(sheet: Worksheet, row: int, width: int, label: PlacedLabel) -> None:
    """公开01表 on a line of its own, above the title or below it."""
    put(sheet, row, 1 if label.side == "left" else width, label.text, LINE.but(align=label.side))


def draw_notes(sheet: Worksheet, row: int, notes: Sequence[str], widths: Sequence[float]) -> int:
    """The sentences under a form, from ``row`` on; returns how many rows they take."""
    for number, note in enumerate(notes):
        put(sheet, row + number, 1, note, NOTE, columns=len(widths))
        sheet.row_dimensions[row + number].height = line_count(note, sum(widths)) * LINE_HEIGHT + 4
    return len(notes)


def _goes_on(paths: Sequence[tuple[str, ...]], members: Sequence[tuple[int, tuple[str, ...]]], level: int) -> bool:
    """Whether the word above stands over just these columns and reaches down to this row: 合计/合计/预算数."""
    if not level or any(level >= len(path) - 1 or path[level] != path[level - 1] for _, path in members):
        return False
    (first, path), (last, _) = members[0], members[-1]
    above = _merge_key((first, path), level - 1)
    beside = [number for number in (first - 1, last + 1) if 0 <= number < len(paths)]
    return all(_merge_key((number, paths[number]), level - 1) != above for number in beside)


def _merge_key(item: tuple[int, tuple[str, ...]], level: int) -> tuple[str, ...] | tuple[int]:
    """Columns with the same words down to this level form one run, unless the word is the column's own (its last)."""
    number, path = item
    return path[: level + 1] if level < len(path) - 1 else (number,)
