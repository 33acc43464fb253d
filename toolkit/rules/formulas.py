"""Identities as Excel formulas: cell ranges compressed, sheets quoted, units converted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from ..amounts import Unit
from ..report import Cell, CellKind
from .equations import Term

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")


@lru_cache(maxsize=65536)
def split_address(address: str) -> tuple[int, int]:
    """``"C33"`` → (3, 33)."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"not a cell address: {address!r}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(match[2])


def column_letters(column: int) -> str:
    """3 → ``"C"``, 28 → ``"AB"``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas write it; always in quotes, which is always right."""
    return "'" + name.replace("'", "''") + "'"


def references(cells: Iterable[Cell], home: str = "") -> list[str]:
    """The cells as few references: ``["C8:C38", "F40"]``; those of other sheets than ``home`` with their sheet."""
    cells = list(cells)
    if len(cells) == 1:
        return [_prefix(cells[0].sheet, home) + cells[0].address]
    by_sheet: dict[str, list[tuple[int, int]]] = {}
    for cell in cells:
        by_sheet.setdefault(cell.sheet, []).append(split_address(cell.address))
    found = []
    for sheet, places in by_sheet.items():
        prefix = _prefix(sheet, home)
        found += [prefix + area for area in _areas(places)]
    return found


def _prefix(sheet: str, home: str) -> str:
    return "" if sheet == home else quoted_sheet(sheet) + "!"


def _areas(places: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Runs along the rows when all stand in one row, else down the columns."""
    if len({row for _, row in places}) == 1:
        runs = _runs(sorted(places))
    else:
        turned = [(row, column) for column, row in places]
        columns = groupby(sorted(turned, key=lambda place: (place[1], place[0])), key=lambda place: place[1])
        runs = [run for _, column in columns for run in _runs(list(column))]
        runs = [((first[1], first[0]), (last[1], last[0])) for first, last in runs]
    for (column, row), (last_column, last_row) in runs:
        first, last = f"{column_letters(column)}{row}", f"{column_letters(last_column)}{last_row}"
        yield first if first == last else f"{first}:{last}"


def _runs(places: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Neighbours (first number growing by one) as (first, last)."""
    runs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for place in places:
        if runs and runs[-1][1][0] + 1 == place[0]:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def linear(terms: Sequence[Term], unit: Unit | None, home: str = "") -> str:
    """The sum of the terms as a formula without "=", in ``unit``: ``SUM(C8:C38)``, ``C8+D8-E8``, ``'表 三'!C9``.

    A term in another unit is converted; a single cell that holds a dash counts as 0 instead of breaking the sum.
    """
    groups: dict[tuple[int, str], list[Cell]] = {}
    for k, figure in terms:
        groups.setdefault((k, _conversion(figure.unit, unit)), []).append(figure.cell)
    written = "".join(_group(k, conversion, cells, home) for (k, conversion), cells in groups.items())
    return written.removeprefix("+") or "0"


def _group(k: int, conversion: str, cells: Sequence[Cell], home: str) -> str:
    sign = "+" if k > 0 else "-"
    factor = "" if abs(k) == 1 else f"{abs(k)}*"
    if factor or len(cells) > 2:
        return f"{sign}{factor}SUM({','.join(references(cells, home))}){conversion}"
    singles = [(references([cell], home)[0], cell.kind is CellKind.DASH) for cell in cells]
    return "".join(f"{sign}{f'N({area})' if dash else area}{conversion}" for area, dash in singles)


def _conversion(unit: Unit | None, wanted: Unit | None) -> str:
    if unit is wanted or unit is None or wanted is None:
        return ""
    return "/10000" if wanted is Unit.WAN else "*10000"
