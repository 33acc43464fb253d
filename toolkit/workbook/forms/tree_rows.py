"""Reading trees: rows by name whose level shows in an ordinal, the indentation, their order or the column filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...cells import Cell, CellKind
from ...profiles import BlockSpec
from ...report import Row
from ...text import normal_name
from .printed_rows import by_name

_TOP = re.compile(r"\s*[一二三四五六七八九十]+、")
#: How far a name is indented: a wide space counts two.
_SPACES = re.compile(r"\s*")


class Line(NamedTuple):
    """One line of the sheet below the headings: its cells by column id, and its names as typed, spaces included."""

    cells: dict[str, Cell]
    names: dict[str, str]

    def filled(self, column: str) -> bool:
        cell = self.cells.get(column)
        return cell is not None and cell.kind is not CellKind.BLANK


def tree_rows(spec: BlockSpec, lines: Sequence[Line]) -> list[Row]:
    """The rows of a tree in the order of the form, each with its level (``rank``) and its path.

    Rows whose level cannot be told have neither. Lines without a name are left out.
    """
    names = [column.id for column in spec.columns if column.role == "name"]
    fixed = {name: row.called for name, row in by_name(spec.rows).items()}
    if spec.level_by == "records":
        return _unique(_with_paths(spec, _records(spec, lines)))
    kept = [line for line in lines if any(line.names.get(name, "").strip() for name in names)]
    totals = {n for n, line in enumerate(kept) if normal_name(_name(line, names)) in fixed}
    below = [line for n, line in enumerate(kept) if n not in totals]
    depths = iter({"columns": _by_column, "first": _by_order}.get(spec.level_by, _by_ordinal)(spec, names, below))
    rows: list[tuple[Row, int | None]] = []
    for n, line in enumerate(kept):
        name = _name(line, names).strip()
        if n in totals:
            rows.append((Row(fixed[normal_name(name)], name, cells=line.cells), None))
        else:
            full = "-".join(line.cells[column].text for column in spec.full_name if line.filled(column))
            whole = all(line.filled(column) for column in spec.full_name)
            rows.append((Row("", name, cells=line.cells, full_name=full if whole else ""), next(depths)))
    return _unique(_with_paths(spec, rows))


def _name(line: Line, names: Sequence[str]) -> str:
    """The name in the deepest name column filled in."""
    return next((line.names[name] for name in reversed(names) if line.names.get(name, "").strip()), "")


def _by_column(spec: BlockSpec, names: Sequence[str], lines: Sequence[Line]) -> Iterator[int | None]:
    for line in lines:
        yield max(n for n, name in enumerate(names) if line.names.get(name, "").strip())


def _by_order(spec: BlockSpec, names: Sequence[str], lines: Sequence[Line]) -> Iterator[int | None]:
    lowest = len(spec.levels) - 1
    for number, line in enumerate(lines):
        yield 0 if number == 0 else lowest if spec.leaf and line.filled(spec.leaf) else min(1, lowest)


def _by_ordinal(spec: BlockSpec, names: Sequence[str], lines: Sequence[Line]) -> Iterator[int | None]:
    """一、 is the highest level, deeper indentation a lower one. Without enough of either only the highest is told."""
    open_rows: list[int] = []
    depths = []
    for line in lines:
        name = _name(line, names)
        indent = -1 if _TOP.match(name) else _indent(name)
        while open_rows and open_rows[-1] >= indent:
            open_rows.pop()
        depths.append(len(open_rows))
        open_rows.append(indent)
    clear = max(depths, default=0) >= len(spec.levels) - 1
    yield from (depth if clear or depth == 0 else None for depth in depths)


def _indent(name: str) -> int:
    spaces = _SPACES.match(name)
    return sum(1 if space.isascii() else 2 for space in spaces[0]) if spaces else 0


def _records(spec: BlockSpec, lines: Sequence[Line]) -> Iterator[tuple[Row, int | None]]:
    """Each line gives a row of every level that has something in it; a record carried over a page is one record."""
    names = {column.level: column.id for column in spec.columns if column.role == "name"}
    heads = {column.id: normal_name(column.path[-1]) for column in spec.columns}
    last: dict[str, str] = {}
    for line in lines:
        if any(normal_name(line.names.get(name, "")) == heads[name] for name in names.values()):
            continue  # the headings repeated on a new page
        for depth, level in enumerate(spec.levels):
            own = {c.id: line.cells[c.id] for c in spec.columns if c.level == level and c.id in line.cells}
            name = line.names.get(names[level], "").strip()
            if not name or (depth < len(spec.levels) - 1 and name == last.get(level)):
                continue
            last[level] = name
            yield Row("", name, cells=own), depth


def _with_paths(
    spec: BlockSpec, rows: Iterator[tuple[Row, int | None]] | Sequence[tuple[Row, int | None]]
) -> list[Row]:
    path: list[str] = []
    found = []
    for row, depth in rows:
        if depth is None:
            found.append(row if row.key else replace(row, key=normal_name(row.name)))
            continue
        path = [*path[:depth], normal_name(row.name)]
        rank = spec.levels[min(depth, len(spec.levels) - 1)]
        found.append(replace(row, key="/".join(path), rank=rank, path=tuple(path)))
    return found


def _unique(rows: Sequence[Row]) -> list[Row]:
    """No two rows of one key: the second of a name is ``名称#2``."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        seen[row.key] = seen.get(row.key, 0) + 1
        found.append(replace(row, key=f"{row.key}#{seen[row.key]}") if seen[row.key] > 1 else row)
    return found
