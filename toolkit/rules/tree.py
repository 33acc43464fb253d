"""One block's rows as rules look at them: by order, by level, by 科目编码 and by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from ..report import Block, Row, Table, normal_name


@lru_cache(maxsize=16384)
def plain_name(text: str) -> str:
    """What two sheets agree on: no white space, no ordinal, brackets of one width."""
    return normal_name(unicodedata.normalize("NFKC", text))


def form_name(table: Table) -> str:
    """What a repeated form is about (项目名称): the first value that it asks for; "" when that is blank."""
    for block in table.blocks.values():
        for row in block.rows:
            for cell in row.cells.values():
                return cell.text
    return ""


class BlockTree:
    """Made once for a block and asked often. ``label`` names the block in messages (``公开01表支出``)."""

    def __init__(self, block: Block, label: str) -> None:
        self.block = block
        self.label = label

    def name(self, row: Row) -> str:
        """The row as a person would call it: ``210 卫生健康支出``, ``本年支出合计``."""
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
    def _levels(self) -> dict[str, list[Row]]:
        levels: dict[str, list[Row]] = {}
        for row in self.block.rows:
            levels.setdefault(row.level, []).append(row)
        return levels

    @cached_property
    def tops(self) -> Sequence[Row]:
        """The rows that names are compared by: the highest codes; every row where there are no codes."""
        return self._children.get("", []) or self.named

    @cached_property
    def _tops_by_name(self) -> dict[str, Row]:
        return {plain_name(row.name or row.key): row for row in reversed(self.tops)}

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(plain_name(row.name or row.key) for row in self.block.rows)

    def children(self, row: Row) -> Sequence[Row]:
        """The rows directly below: of a row without code (合计), the highest ones."""
        return self._children.get(row.code, ())

    def level(self, name: str) -> Sequence[Row]:
        return self._levels.get(name, ())

    def above(self, row: Row) -> Sequence[Row]:
        return self.block.rows[: self._position[id(row)]]

    def between(self, first: Row, last: Row) -> Sequence[Row]:
        return self.block.rows[self._position[id(first)] : self._position[id(last)] + 1]

    def namesake(self, name: str) -> Row | None:
        return self._tops_by_name.get(plain_name(name))

    def by_name(self, name: str) -> Row | None:
        """The first row of that name, spaces, ordinals and brackets aside."""
        wanted = plain_name(name)
        return (
            next((row for row in self.block.rows if plain_name(row.name or row.key) == wanted), None)
            if wanted
            else None
        )

    def all_named_in(self, other: BlockTree) -> bool:
        """True when every highest row has its namesake there, so that a name missing here is really nothing."""
        return self._tops_by_name.keys() <= other._names
