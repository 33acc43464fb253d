"""Ruled tables on a page of a PDF: rules are strokes, thin filled boxes, or a piece for each cell; tables may be open at
the sides. Every connected set of rules is a grid; its cells reach from each corner to the right and down until a wall."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from .page import Box, Char, GridCell, RuledGrid, baselines, turned, written
from .side_labels import with_side_labels

#: A rule: where it stands (y of a horizontal one, x of a vertical one), from, to. In points.
Rule = list[float]
_THICKEST = 2.5
_NEAR = 3.0
#: Grids side by side that are one table: no further apart, in points, and of more rows than this.
_WIDEST_GAP, _FEWEST_ROWS = 60.0, 2
#: Letters of one word stand no further apart, in ems.
_TIGHT = 0.12
#: Letters beyond it are 汉字 and other wide ones, as wide as an em.
_LAST_NARROW = "\u2e7f"
#: Only the last so many rules are looked at for one that goes on: they come sorted.
_RECENT = 60
#: A drawing with more rules, or cells, is no table.
_MOST_RULES, _MOST_CELLS = 2_000, 6_000


def rules(page: Any, quarter: int) -> tuple[list[Rule], list[Rule]]:
    """Horizontal [y, x0, x1] and vertical [x, y0, y1] rules of a page."""
    across: list[Rule] = []
    down: list[Rule] = []
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5):
        raw.FPDFPath_GetDrawMode(path, fill, stroke)
        if not (fill.value or stroke.value):
            continue
        for points in _outlines(path, quarter):
            xs, ys = zip(*points, strict=True)
            ends = points if stroke.value else [(min(xs), min(ys)), (max(xs), max(ys))]
            for (xa, ya), (xb, yb) in pairwise(ends):
                if abs(yb - ya) <= _THICKEST < abs(xb - xa):
                    across.append([(ya + yb) / 2, min(xa, xb), max(xa, xb)])
                elif abs(xb - xa) <= _THICKEST < abs(yb - ya):
                    down.append([(xa + xb) / 2, min(ya, yb), max(ya, yb)])
    across, down = _joined(across), _joined(down)
    return (across, down) if len(across) + len(down) <= _MOST_RULES else ([], [])


def grids(
    across: Sequence[Rule], down: Sequence[Rule], chars: Sequence[Char], page: int
) -> Iterator[tuple[RuledGrid, list[Char]]]:
    """Every connected set of rules as a grid, with the characters inside; two of the same rows side by side are one."""
    found: list[_Found] = []
    for grid in _separate(across, down, chars, page):
        beside = next((one for one in found if _is_beside(one, grid)), None)
        if beside is None:
            found.append(grid)
        else:
            found[found.index(beside)] = _side_by_side(*sorted((beside, grid), key=lambda one: one.x0))
    for one in found:
        yield one.grid, one.inside


class _Found(NamedTuple):
    """A grid with where it stands: its left and right side, and the heights of its rules."""

    x0: float
    x1: float
    ys: tuple[float, ...]
    grid: RuledGrid
    inside: list[Char]


def _is_beside(one: _Found, other: _Found) -> bool:
    """Whether two grids have the same rows, and nothing but a small gap between them."""
    left, right = sorted((one, other), key=lambda grid: grid.x0)
    gap = right.x0 - left.x1
    alike = len(one.ys) == len(other.ys) and all(abs(a - b) <= _NEAR for a, b in zip(one.ys, other.ys, strict=True))
    return alike and len(one.ys) > _FEWEST_ROWS and 0 <= gap <= _WIDEST_GAP


def _side_by_side(left: _Found, right: _Found) -> _Found:
    """One grid of two, without the gap between them."""
    width = left.grid.edges[-1]
    moved = tuple(
        cell._replace(
            x0=cell.x0 + width,
            x1=cell.x1 + width,
            box=cell.box and cell.box._replace(x0=cell.box.x0 + width, x1=cell.box.x1 + width),
        )
        for cell in right.grid.cells
    )
    edges = (*left.grid.edges, *(edge + width for edge in right.grid.edges[1:]))
    cells = tuple(sorted((*left.grid.cells, *moved), key=lambda cell: (cell.row, cell.x0)))
    grid = left.grid._replace(edges=edges, cells=cells)
    return _Found(left.x0, right.x1, left.ys, grid, [*left.inside, *right.inside])


def _separate(across: Sequence[Rule], down: Sequence[Rule], chars: Sequence[Char], page: int) -> Iterator[_Found]:
    for horizontal, vertical in _connected(across, down):
        xs = clustered([v[0] for v in vertical] + [min(h[1] for h in horizontal), max(h[2] for h in horizontal)])
        ys = clustered([h[0] for h in horizontal] + [min(v[1] for v in vertical), max(v[2] for v in vertical)])[::-1]
        if len(xs) <= 2 and len(ys) <= 2:
            continue  # a frame
        if len(xs) * len(ys) > _MOST_CELLS:
            continue
        inside = [
            char for char in chars if xs[0] < (char.x0 + char.x1) / 2 < xs[-1] and ys[-1] < char.y + char.em / 3 < ys[0]
        ]
        if _is_open(ys, horizontal, inside):
            ys = ys[:-1]
        cells = with_side_labels(list(_cells(xs, ys, horizontal, vertical, inside)), ys)
        grid = RuledGrid(page, ys[0], tuple(x - xs[0] for x in xs), len(ys) - 1, cells)
        yield _Found(xs[0], xs[-1], tuple(ys), grid, inside)


def _is_open(ys: Sequence[float], across: Sequence[Rule], chars: Sequence[Char]) -> bool:
    """Whether what stands below the last rule is no row: no rule under it, no word in it."""
    ruled = any(abs(rule[0] - ys[-1]) <= _NEAR for rule in across)
    return len(ys) > 2 and not ruled and not any(char.y + char.em / 3 < ys[-2] for char in chars)


def clustered(values: Iterable[float], near: float = _NEAR) -> list[float]:
    """The middles of values that lie near each other."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if not groups or value - groups[-1][-1] > near:
            groups.append([])
        groups[-1].append(value)
    return [median(group) for group in groups]


def _outlines(path: Any, quarter: int) -> Iterator[list[tuple[float, float]]]:
    """The outlines of a path, where they stand on the page."""
    x, y = ctypes.c_float(), ctypes.c_float()
    matrix, outer = path.get_matrix(), path.container
    while outer:
        matrix, outer = matrix.multiply(outer.get_matrix()), outer.container
    points: list[tuple[float, float]] = []
    for at in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        px, py = matrix.on_point(x.value, y.value)
        points.append(turned(px, py, quarter))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Sets of horizontal and vertical rules that touch each other."""
    sets: list[tuple[list[Rule], list[Rule]]] = []
    for h in across:
        hs, vs = [h], [v for v in down if h[1] - 3 <= v[0] <= h[2] + 3 and v[1] - 3 <= h[0] <= v[2] + 3]
        for other in [one for one in sets if any(v is w for v in one[1] for w in vs)]:
            sets.remove(other)
            hs = hs + other[0]
            vs = vs + [v for v in other[1] if not any(v is w for w in vs)]
        if vs:
            sets.append((hs, vs))
    return sets


def _joined(pieces: Iterable[Rule]) -> list[Rule]:
    result: list[Rule] = []
    for at, start, end in sorted(pieces):
        near = (r for r in reversed(result[-_RECENT:]) if at - r[0] <= 1.5 and start <= r[2] + 4 and end >= r[1] - 4)
        rule = next(near, None)
        if rule:
            rule[1], rule[2] = min(rule[1], start), max(rule[2], end)
        else:
            result.append([at, start, end])
    return result


def _wall(walls: Sequence[Rule], at: float, start: float, end: float) -> bool:
    return any(
        abs(rule[0] - at) <= _NEAR and min(rule[2], end) - max(rule[1], start) > 0.6 * (end - start) for rule in walls
    )


def _cuts(row: Sequence[Char], x: float) -> bool:
    """Whether a wall would go through the words of a row, from the left on: then it belongs to a cell above, drawn too far
    down."""
    return any(
        abs(a.y - b.y) < 1 and a.x0 < x - 1 and b.x1 > x + 1 and (a.x1 > x + 1 or b.x0 - a.x1 < _TIGHT * a.em)
        for a, b in pairwise(row)
        if a.x1 > x - a.em and b.x0 < x + a.em
    )


def _cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule], chars: Sequence[Char]
) -> Iterator[GridCell]:
    width, height = len(xs) - 1, len(ys) - 1
    used: set[tuple[int, int]] = set()
    usual = median([char.em for char in chars if char.text > _LAST_NARROW] or [char.em for char in chars] or [1.0])
    in_row = _by_rows(chars, ys)
    across_row = [sorted(row, key=lambda char: char.x0) for row in in_row]
    at_x = [[rule for rule in down if abs(rule[0] - x) <= _NEAR] for x in xs]
    at_y = [[rule for rule in across if abs(rule[0] - y) <= _NEAR] for y in ys]
    for row in range(height):
        for column in (c for c in range(width) if (row, c) not in used):
            right, low = column + 1, row + 1
            while right < width and not (
                _wall(at_x[right], xs[right], ys[row + 1], ys[row]) and not _cuts(across_row[row], xs[right])
            ):
                right += 1
            while low < height and not any(_wall(at_y[low], ys[low], xs[k], xs[k + 1]) for k in range(column, right)):
                low += 1
            used.update((i, k) for i in range(row, low) for k in range(column, right))
            within = (char for k in range(row, low) for char in in_row[k])
            mine = [char for char in within if xs[column] < (char.x0 + char.x1) / 2 <= xs[right]]
            mine.sort(key=lambda char: char.at)
            lines = baselines(mine)
            left, end = xs[column] - xs[0], xs[right] - xs[0]
            text, box = "".join(map(written, lines)), _box(lines, xs[0], end - left, usual) if lines else None
            yield GridCell(row, left, end, low - row, text, box)


def _by_rows(chars: Sequence[Char], ys: Sequence[float]) -> list[list[Char]]:
    """The characters of each row; ``ys``: where the rows begin, and the last one ends, from the top."""
    rows: list[list[Char]] = [[] for _ in ys]
    upwards = [-y for y in ys]
    for char in chars:
        row = bisect_right(upwards, -(char.y + char.em / 3)) - 1  # before the first: the last, which is none
        rows[row].append(char)
    return rows[:-1]


def _box(lines: Sequence[Sequence[Char]], origin: float, width: float, usual: float) -> Box:
    """``lines`` of letters in a cell of this width, in a grid that begins at ``origin``. ``usual``: the em of its 汉字."""
    first, last = lines[0][0], lines[-1]
    em = first.em if first.text > _LAST_NARROW else usual  # of figures it is not known
    x0, x1 = min(line[0].x0 for line in lines), max(line[-1].x1 for line in lines)
    room = width - (last[-1].x1 - last[0].x0)
    return Box(x0 - origin, first.y + 0.8 * em, x1 - origin, last[0].y - 0.2 * em, em, room)
