"""A label written down the left side of a table (绩效指标), as an office program draws it where the table goes over pages.

LibreOffice draws the broken cell of such a label too far down: over the rows that follow it, or open below the table. The
words stay where they belong, in the middle of their own cell: they tell which cell it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .page import Box, GridCell

#: What is written down the side: words.
_LABEL = re.compile("[\u4e00-\u9fff（）()、]+")
#: Points by which words in the middle of a cell may be off.
_MIDDLE = 3.0
#: A letter that reaches so far, in ems, over a rule is written over it.
_OVER = 0.15


def with_side_labels(cells: Sequence[GridCell], ys: Sequence[float]) -> tuple[GridCell, ...]:
    """The cells of a grid with such labels in one cell. ``ys``: where its rows begin, and the last one ends, from the top."""
    return tuple(_downwards(_leftwards(cells), ys))


def _leftwards(cells: Sequence[GridCell]) -> list[GridCell]:
    """Without the empty cells that a label drawn too far down cuts off from rows below it."""
    result: list[GridCell] = []
    for cell in cells:
        left = result[-1] if result else None
        if left is not None and _belongs_left(left, cell, result[:-1]):
            result[-1] = cell._replace(x0=left.x0)
        else:
            result.append(cell)
    return result


def _downwards(cells: Sequence[GridCell], ys: Sequence[float]) -> list[GridCell]:
    """With the pieces of one label as one cell."""
    result: list[GridCell] = []
    side: int | None = None  # the last cell of the first column in ``result``
    for cell in cells:
        if not cell.x0 and side is not None and _is_one(result[side], cell, ys):
            result[side] = _united(result[side], cell)
            continue
        if not cell.x0:
            side = len(result)
        result.append(cell)
    return result


def _is_one(above: GridCell, cell: GridCell, ys: Sequence[float]) -> bool:
    """Whether two cells of the first column are one: words over the rule between them, or in the middle of both."""
    if cell.row != above.row + above.rowspan:
        return False
    if not _LABEL.fullmatch(above.text + cell.text):
        return False
    if above.box and cell.box:
        return cell.box.top > ys[cell.row] + _OVER * cell.box.em
    written = cell if cell.box else above
    if written.box is None or max(above.rowspan, cell.rowspan) < 2:
        return False
    middle = (written.box.top + written.box.foot) / 2
    own = (ys[written.row] + ys[written.row + written.rowspan]) / 2
    both = (ys[above.row] + ys[cell.row + cell.rowspan]) / 2
    return abs(middle - both) < _MIDDLE < abs(middle - own)


def _united(above: GridCell, cell: GridCell) -> GridCell:
    box = cell.box if above.box is None or cell.box is None else _around(above.box, cell.box)
    return above._replace(rowspan=above.rowspan + cell.rowspan, text=above.text + cell.text, box=box)


def _around(one: Box, other: Box) -> Box:
    return other._replace(
        x0=min(one.x0, other.x0), top=max(one.top, other.top), x1=max(one.x1, other.x1), foot=min(one.foot, other.foot)
    )


def _belongs_left(left: GridCell, cell: GridCell, before: Sequence[GridCell]) -> bool:
    """Whether the rule between an empty first cell and the next one is that of a label above, drawn too far down."""
    if left.x0 or left.box is not None or cell.box is None:
        return False
    labelled = any(not above.x0 and above.rowspan > 1 for above in before)
    beside = cell.row == left.row and cell.rowspan == left.rowspan and cell.x0 == left.x1
    middle = (cell.box.x0 + cell.box.x1) / 2
    return (
        labelled and beside and abs(middle - (left.x0 + cell.x1) / 2) < _MIDDLE < abs(middle - (cell.x0 + cell.x1) / 2)
    )
