"""From a raw cell to what it says: blank, dash, number, words; and the words as the forms compare them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ...addresses import address
from ...amounts import Amount, Unit, amount_from_number, is_dash, read_number
from ...cells import Cell, CellKind
from ...findings import Finding
from ...profiles import NUMBER_ROLES, ColumnSpec
from ..files.grid import RawCell, Sheet
from ..files.number_formats import is_date, shown_number
from .problems import cell_problem

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PERCENT_SIGNS = ("%", "％")


def clean(text: str) -> str:
    """A cell's words: trimmed, control characters gone."""
    if text.isprintable():  # nearly all
        return text.strip()
    return _CONTROL.sub("", text).strip()


def words(sheet: Sheet, row: int, column: int) -> Cell:
    """A cell that holds words (names, codes, sentences): a number in it is its text, a day what the sheet shows."""
    raw = sheet[row, column]
    text = clean(raw.text)
    if raw.kind is CellKind.NUMBER and is_date(raw.style.number_format):
        text = shown_number(Decimal(raw.text), raw.style.number_format)
    kind = raw.kind
    if kind in (CellKind.NUMBER, CellKind.TEXT):
        kind = CellKind.TEXT if text else CellKind.BLANK
    return Cell(sheet.name, address(row, column), kind, text, formula=raw.formula)


def figure(sheet: Sheet, row: int, column: int, unit: Unit, role: str) -> Cell:
    """A cell where a number belongs: an amount in ``unit``, a count, a score, a percentage (95% → 0.95).

    Words that are no number stay a TEXT cell: the caller tells them (``figure_problems``).
    """
    if role != "amount":
        unit = Unit.WAN  # 95.36% is 0.9536 on a sheet in 元 as well, where an amount has two decimals
    raw = sheet[row, column]
    place = address(row, column)
    if raw.kind is CellKind.NUMBER:
        return Cell(sheet.name, place, CellKind.NUMBER, raw.text, _amount(raw.text, unit), raw.formula, unit=unit)
    if raw.kind is CellKind.TEXT:
        return _typed(raw, sheet.name, place, unit, role)
    return Cell(sheet.name, place, raw.kind, raw.text, formula=raw.formula, unit=unit)


@lru_cache(maxsize=16384)
def _amount(number: str, unit: Unit) -> Amount:
    """The amount a stored number stands for; the same figure stands in many forms."""
    return amount_from_number(Decimal(number), unit)


def _typed(raw: RawCell, sheet: str, place: str, unit: Unit, role: str) -> Cell:
    """A figure typed as text: a dash, a number with separators or full-width digits, a percentage, or no number."""
    text = clean(raw.text)
    if not text:
        return Cell(sheet, place, CellKind.BLANK, formula=raw.formula, unit=unit)
    if is_dash(text):
        return Cell(sheet, place, CellKind.DASH, text, formula=raw.formula, unit=unit)
    is_percent = role == "percent" and text.endswith(_PERCENT_SIGNS)
    number = read_number(text[:-1] if is_percent else text)
    if number is None:
        return Cell(sheet, place, CellKind.TEXT, text, formula=raw.formula, unit=unit)
    amount = amount_from_number(number / 100 if is_percent else number, unit)
    return Cell(sheet, place, CellKind.NUMBER, text, amount, raw.formula, number_as_text=True, unit=unit)


def cell_at(sheet: Sheet, row: int, place: int, column: ColumnSpec, unit: Unit) -> Cell:
    """The cell at a place as its column means it: words, or a figure in the column's own unit or the ``unit`` of all."""
    if column.role in NUMBER_ROLES:
        return figure(sheet, row, place, column.unit or unit, column.role)
    return words(sheet, row, place)


def figure_problems(cell: Cell, role: str) -> Iterator[Finding]:
    """What is wrong with a cell where a number belongs."""
    if cell.kind is CellKind.TEXT:
        yield cell_problem("RD-05", cell)
    elif cell.kind is CellKind.ERROR:
        yield cell_problem("RD-06", cell)
    elif cell.kind is CellKind.PENDING:
        yield cell_problem("RD-07", cell)
    elif cell.number_as_text and role == "amount":
        yield cell_problem("RD-08", cell)
