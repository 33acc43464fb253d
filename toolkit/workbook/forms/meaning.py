"""From a raw cell to what it says: blank, dash, number, words; and the words as the forms compare them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from ...addresses import address
from ...amounts import Amount, Unit, amount_from_number, is_dash, read_number
from ...cells import Cell, CellKind
from ...findings import Finding
from ...profiles import NUMBER_ROLES, ColumnSpec
from ...text import clean, normal_name
from ..files.grid import LOST, RawCell, Sheet
from ..files.number_formats import day_or_time, disguised, is_date, shown_number
from .problems import cell_problem

_PERCENT_SIGNS = ("%", "％")
#: An amount of more digits than Excel can hold to the 分 is none: an account number, a formula that ran away.
_ABSURD = Decimal(10) ** 15
#: So much of a cell tells whether figures are all that it holds.
_FEW = 400
#: Figures that stood below each other in one cell, as documents are read: 20.0060.00.
_PACKED = re.compile(r"(?:-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d){2,}")
_DAY = re.compile(r"\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?(?: \d{1,2}:\d\d(?::\d\d)?)?")
_TIME = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
#: What people write behind a number of things or persons.
_COUNTED = ("人次", "批次", "辆", "批", "人", "个", "次", "台", "套", "家", "项", "户")
_POWER_OF_TEN, _SHORT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[Ee][+-]?[0-9]{1,3}"), 30


def holds_figure(raw: RawCell) -> bool:
    """Whether a cell holds a number, be it typed as text: exports of databases write all their amounts so. Of several,
    one a line, the cell holds figures as well."""
    if raw.kind is not CellKind.TEXT:
        return raw.kind is CellKind.NUMBER
    lines = [line for line in raw.text[:_FEW].split("\n") if line.strip()]
    return bool(lines) and all(read_number(line) is not None or _PACKED.fullmatch(line) for line in lines)


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
        text, amount = _number(raw.text, raw.style.number_format, unit)
        kind = CellKind.TEXT if amount is None else CellKind.NUMBER
        if role == "score" and amount is not None:  # sentences print it as the sheet does
            text = shown_number(Decimal(text), raw.style.number_format)
        return Cell(sheet.name, place, kind, text, amount, raw.formula, unit=unit)
    if raw.kind is CellKind.TEXT:
        return _typed(raw, sheet.name, place, unit, role)
    return Cell(sheet.name, place, raw.kind, raw.text, formula=raw.formula, unit=unit)


@lru_cache(maxsize=16384)
def _number(text: str, number_format: str, unit: Unit) -> tuple[str, Amount | None]:
    """What a stored number says and the amount it stands for; none for a day and for an absurd figure.

    The same figure stands in many forms.
    """
    number = Decimal(text)
    if day := day_or_time(number, number_format):
        return day, None
    return text, amount_from_number(number, unit) if abs(number) < _ABSURD else None


def _typed(raw: RawCell, sheet: str, place: str, unit: Unit, role: str) -> Cell:
    """A figure typed as text: a dash, a number with separators or full-width digits, a percentage, or no number."""
    text = clean(raw.text)
    if not text:
        return Cell(sheet, place, CellKind.BLANK, formula=raw.formula, unit=unit)
    if is_dash(text):
        return Cell(sheet, place, CellKind.DASH, text, formula=raw.formula, unit=unit)
    is_percent = role == "percent" and text.endswith(_PERCENT_SIGNS)
    number = _with_power_of_ten(text) or read_number(text[:-1] if is_percent else _without_unit(text, unit, role))
    if number is None or abs(number) >= _ABSURD:
        return Cell(sheet, place, CellKind.TEXT, text, formula=raw.formula, unit=unit)
    amount = amount_from_number(number / 100 if is_percent else number, unit)
    return Cell(sheet, place, CellKind.NUMBER, text, amount, raw.formula, number_as_text=True, unit=unit)


def _without_unit(text: str, unit: Unit, role: str) -> str:
    """A figure without its unit where that is the one it has anyhow: 12.50万元 in a form in 万元, 3 辆 where vehicles are
    counted. Another unit stays, for then nobody knows which was meant."""
    units = (unit.value, unit.value.removesuffix("元")) if role == "amount" else _COUNTED if role == "count" else ()
    found = next((word for word in units if word and text.endswith(word)), "")
    return text.removesuffix(found)


def _with_power_of_ten(text: str) -> Decimal | None:
    """5.30372E+03, as Excel and databases write a number when its column is too narrow or is cast to text."""
    return Decimal(text) if _POWER_OF_TEN.fullmatch(text) and len(text) < _SHORT else None


def cell_at(sheet: Sheet, row: int, place: int, column: ColumnSpec, unit: Unit) -> Cell:
    """The cell at a place as its column means it: words, or a figure in the column's own unit or the ``unit`` of all."""
    if column.role in NUMBER_ROLES:
        return figure(sheet, row, place, column.unit or unit, column.role)
    return words(sheet, row, place)


def figure_problems(cell: Cell, role: str) -> Iterator[Finding]:
    """What is wrong with a cell where a number belongs."""
    if cell.kind is CellKind.TEXT and (what := _day_or_time(cell.text)):
        yield cell_problem("RD-51", cell, what=what)
    elif cell.kind is CellKind.TEXT and (read_number(cell.text) is not None or _POWER_OF_TEN.fullmatch(cell.text)):
        yield cell_problem("RD-52", cell)
    elif cell.kind is CellKind.TEXT:
        yield cell_problem("RD-05", cell)
    elif cell.kind is CellKind.ERROR and cell.text != LOST:  # words that are lost are told wherever they were
        yield cell_problem("RD-06", cell)
    elif cell.kind is CellKind.PENDING:
        yield cell_problem("RD-07", cell)
    elif cell.number_as_text and role == "amount":
        yield cell_problem("RD-08", cell)


def not_among(options: Sequence[str], label: str, cell: Cell | None) -> Iterator[Finding]:
    """A drop-down list refuses what is typed, not what is pasted. A figure may be an option: 1 is read as 1."""
    if options and cell and cell.text and normal_name(cell.text) not in map(normal_name, options):
        yield cell_problem("RD-62", cell, label=label.strip(), options="、".join(options))


def disguised_problems(raw: RawCell, cell: Cell) -> Iterator[Finding]:
    """A number that its cell shows as another one: what is published is what one sees."""
    if raw.kind is CellKind.NUMBER and (shown := disguised(Decimal(raw.text), raw.style.number_format)) is not None:
        yield cell_problem("RD-67", cell, shown=f"显示成“{shown}”" if shown else "不显示")


def _day_or_time(text: str) -> str:
    return "日期" if _DAY.fullmatch(text) else "时间" if _TIME.fullmatch(text) else ""
