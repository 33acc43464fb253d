"""What a new workbook is filled with: plain data, named as the profile names it. A JSON source file has this shape too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

#: What a cell of a new workbook may be given; ``None`` leaves it empty.
Value = Decimal | int | str | None
#: One row of figures and words by column id.
Line = Mapping[str, Value]


@dataclass(frozen=True)
class Filling:
    """The contents of a new workbook; everything left out stays empty.

    ``tables``: table id (``公开02``, ``自评表#1``) → block id → rows by column id. Rows of ``lines`` and ``grid`` blocks stand
    in the order of the form (a name in them replaces the form's own), ``codes`` and ``list`` rows are taken as given,
    ``groups`` rows are found by code (totals by name), ``cross`` and ``pairs`` blocks have one row. ``headings``: table
    id → what the head of that one form says otherwise than the others: 单位名称, 年度, 表号.
    """

    facts: Mapping[str, Value] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Sequence[Line]]] = field(default_factory=dict)
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def rows(self, table: str, block: str) -> Sequence[Line]:
        return self.tables.get(table, {}).get(block, ())

    def count(self, table: str) -> int:
        """How many sheets a repeated form fills."""
        return sum(1 for name in self.tables if name.startswith(f"{table}#"))


NOTHING = Filling()
