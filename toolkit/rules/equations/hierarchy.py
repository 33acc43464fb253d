"""One block's rows as rules look at them: by order, by level, by 科目编码 and by name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ...report import Block, Row, Table
from ...text import bare_name, normal_name


def form_name(table: Table) -> str:
    """What a repeated form is about (项目名称): the first value that it asks for; "" when that is blank."""
    for block in table.blocks.values():
        for row in block.rows:
            for cell in row.cells.values():
                return cell.text
    return ""


class Hierarchy:
    """Made once for a block and asked often. ``label`` names the block in messages (``公开01表支出``).

    ``by_names``: the form is a tree of names, so that what has no level in it (合计) is nobody's namesake.
    """

    def __init__(self, block: Block, label: str, *, by_names: bool = False) -> None:
        self.block = block
        self.label = label
        self._by_names = by_names
        self._named_by_level: dict[str, dict[str, Row]] = {}

    def name(self, row: Row) -> str:
        """The row as a person would call it: ``210 卫生健康支出``, ``本年支出合计``."""
        if row.path:
            return row.full_name or row.path[-1]
        return f"{row.code} {row.name}".strip() if row.code else row.key or row.name

    @cached_property
    def named(self) -> Sequence[Row]:
        """All rows but the blank lines of the form."""
        return [row for row in self.block.rows if row.key]

    @cached_property
    def _position(self) -> dict[int, int]:
        return {id(row): position for position, row in enumerate(self.block.rows)}

    @cached_property
    def _children(self) -> dict[str, list[Row]]:
        """Rows by the nearest code above them that the block lists; "" holds the highest ones."""
        codes = {row.code for row in self.block.rows if row.code.isdigit()}
        found: dict[str, list[Row]] = {}
        for row in self.block.rows:
            if row.code.isdigit():
                parents = (row.code[:end] for end in range(len(row.code) - 1, 0, -1))
                found.setdefault(next((code for code in parents if code in codes), ""), []).append(row)
        return found

    @cached_property
    def _below(self) -> dict[int, list[Row]]:
        """The rows of a tree of names by the identity of the row above; 0 holds the highest ones."""
        found: dict[int, list[Row]] = {}
        above: list[Row] = []
        for row in self.block.rows:
            if row.path:
                del above[len(row.path) - 1 :]
                found.setdefault(id(above[-1]) if above else 0, []).append(row)
                above.append(row)
        return found

    @cached_property
    def _levels(self) -> dict[str, list[Row]]:
        levels: dict[str, list[Row]] = {}
        for row in self.block.rows:
            levels.setdefault(row.level, []).append(row)
        return levels

    @cached_property
    def tops(self) -> Sequence[Row]:
        """The rows that names are compared by: the highest ones; every row where there are no levels."""
        return self._children.get("", []) or self._below.get(0, []) or (() if self._by_names else self.named)

    @cached_property
    def _by_full_name(self) -> dict[str, Row]:
        return {bare_name(row.full_name): row for row in reversed(self.block.rows) if row.full_name}

    @property
    def goes_by_full_names(self) -> bool:
        """True when it takes more than one column to name a row (项目 and 单位)."""
        return bool(self._by_full_name)

    def _by_name(self, level: str) -> dict[str, Row]:
        """The rows that a row of that level is compared with, by name: those of the same level, else the highest."""
        if level not in self._named_by_level:
            rows = self.level(level) if level else ()
            self._named_by_level[level] = {normal_name(row.name or row.key): row for row in reversed(rows or self.tops)}
        return self._named_by_level[level]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(normal_name(row.name or row.key) for row in self.block.rows)

    def children(self, row: Row) -> Sequence[Row]:
        """The rows directly below: of a row without code (合计), the highest ones."""
        if self._below:
            return self._below.get(id(row) if row.path else 0, ())
        return self._children.get(row.code, ())

    def level(self, name: str) -> Sequence[Row]:
        return self._levels.get(name, ())

    def above(self, row: Row) -> Sequence[Row]:
        return self.block.rows[: self._position[id(row)]]

    def between(
        self, first: Row | None, last: Row | None, *, before: Row | None = None, after: Row | None = None
    ) -> Sequence[Row]:
        """From the first row, else what follows the row ``before``, to the last, else up to the row ``after``."""
        start = self._position[id(first)] if first else self._position[id(before)] + 1 if before else 0
        stop = self._position[id(last)] + 1 if last else self._position[id(after)] if after else len(self.block.rows)
        return self.block.rows[start:stop]

    def namesake(self, row: Row) -> Row | None:
        """The row here that another form's row is about: by its full name where rows have one, else by name."""
        if self.goes_by_full_names:
            return self._by_full_name.get(bare_name(row.full_name or row.name))
        return self._by_name(row.rank).get(normal_name(row.name or row.key))

    def by_name(self, name: str) -> Row | None:
        """The first row of that name, spaces, ordinals and brackets aside."""
        wanted = normal_name(name)
        return (
            next((row for row in self.block.rows if normal_name(row.name or row.key) == wanted), None)
            if wanted
            else None
        )

    def all_named_in(self, other: Hierarchy, level: str = "") -> bool:
        """True when every row that could be meant has its namesake there, so that a name missing here is really nothing."""
        return self._by_name(level).keys() <= other._names
