"""From a raw cell to what it says: blank, dash, number, words; and the words as the forms compare them."""

from __future__ import annotations

import re
from decimal import Decimal

from ..amounts import Unit, amount_from_number, is_dash, read_number
from ..report import Cell, CellKind
from .grid import RawCell, Sheet, address

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PERCENT = re.compile(r"^(.+)[%％]$")


def clean(text: str) -> str:
    """A cell's words: trimmed, control characters gone."""
    return _CONTROL.sub("", text).strip()


def words(sheet: Sheet, row: int, column: int) -> Cell:
    """A cell that holds words (names, codes, sentences): a number in it is its text."""
    raw = sheet[row, column]
    text = clean(raw.text)
    kind = CellKind.TEXT if raw.kind is CellKind.NUMBER else raw.kind
    return Cell(
        sheet.name,
        address(row, column),
        CellKind.BLANK if not text and kind is CellKind.TEXT else kind,
        text,
        formula=raw.formula,
    )


def figure(sheet: Sheet, row: int, column: int, unit: Unit, role: str) -> Cell:
    """A cell where a number belongs: an amount in ``unit``, a count, a score, a percentage (95% → 95)."""
    raw = sheet[row, column]
    return _figure(raw, sheet.name, address(row, column), unit, role)


def _figure(raw: RawCell, sheet: str, place: str, unit: Unit, role: str) -> Cell:
    if raw.kind is CellKind.NUMBER:
        number = Decimal(raw.text)
        return Cell(sheet, place, CellKind.NUMBER, raw.text, amount_from_number(number, unit), raw.formula)
    if raw.kind is not CellKind.TEXT:
        return Cell(sheet, place, raw.kind, raw.text, formula=raw.formula)
    text = clean(raw.text)
    if not text:
        return Cell(sheet, place, CellKind.BLANK, formula=raw.formula)
    if is_dash(text):
        return Cell(sheet, place, CellKind.DASH, text, formula=raw.formula)
    percent = _PERCENT.match(text) if role == "percent" else None
    number_read = read_number(percent[1] if percent else text)
    if number_read is None:
        return Cell(sheet, place, CellKind.TEXT, text, formula=raw.formula)
    value = number_read / 100 if percent else number_read
    return Cell(sheet, place, CellKind.NUMBER, text, amount_from_number(value, unit), raw.formula, number_as_text=True)
