"""What a table has and the text leaves out, where the text goes through the table row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....findings import Finding, Place, Severity
from ....report import Row
from ...statements.names import core
from ...statements.sentences import Passage
from ..context import Context

#: A section that names fewer rows than this share of a level does not go through it.
_MOST = 0.6
_LEVELS = ((7, "（项）"), (3, "（类）"))


def unspoken(context: Context) -> Iterator[Finding]:
    """Items of expenditure with money that 具体情况 does not mention though it mentions nearly all others."""
    passages = [p for p in context.narrative if p.is_about("一般公共") and not p.level]
    rows = [
        row
        for table in context.names.tables.get("一般公共", ())
        for block in table.blocks.values()
        for row in block.rows
    ]
    for length, sign in _LEVELS:
        wanted = [row for row in rows if len(row.code) == length and _spent(row)]
        in_full = [passage for passage in passages if sign in passage.plain]
        missing = [row for row in wanted if not _is_named(row, in_full or passages, rows)]
        if missing and len(wanted) > 1 and len(missing) <= len(wanted) * (1 - _MOST):
            where = (in_full or passages)[0]
            names = "、".join(f"“{row.code} {row.name}”" for row in missing)
            message = f"文中逐项说明了一般公共预算支出，没有说到{names}，表里有金额。"
            yield Finding(
                "WD-23", Severity.WARNING, "表里有的文中没有说", message, place=Place(where.section, page=where.page)
            )


def _spent(row: Row) -> bool:
    return any(cell.amount is not None and cell.value for cell in row.cells.values())


def _is_named(row: Row, passages: Sequence[Passage], rows: Sequence[Row]) -> bool:
    """By its own name; where several rows go by one name, with the name of the row above."""
    name = core(row.name)
    found = [passage for passage in passages if name in core(passage.text) or row.name in passage.text]
    if sum(core(other.name) == name and len(other.code) == len(row.code) for other in rows) < 2:
        return bool(found)
    above = next((core(other.name) for other in rows if other.code == row.code[:5]), "")
    return any(above in passage.text for passage in found)
