"""Identities as Excel formulas: cell ranges compressed, sheets quoted, units converted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from ...addresses import Area, position
from ...amounts import Unit
from ...cells import Cell, CellKind
from ..equations.equation import Term


@lru_cache(maxsize=1024)
def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas write it; always in quotes, which is always right."""
    return "'" + name.replace("'", "''") + "'"


def references(cells: Sequence[Cell], home: str = "") -> list[str]:
    """The cells as few references: ``["C8:C38", "F40"]``; those of other sheets than ``home`` with their sheet."""
    if len(cells) == 1:
        (cell,) = cells
        return [cell.address if cell.sheet == home else f"{quoted_sheet(cell.sheet)}!{cell.address}"]
    by_sheet: dict[str, list[str]] = {}
    for cell in cells:
        by_sheet.setdefault(cell.sheet, []).append(cell.address)
    found = []
    for sheet, addresses in by_sheet.items():
        prefix = "" if sheet == home else f"{quoted_sheet(sheet)}!"
        found += [prefix + area for area in _areas(tuple(addresses))]
    return found


@lru_cache(maxsize=4096)  # sheets of one form have the same cells
def _areas(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Runs along the rows when all stand in one row, else down the columns."""
    places = sorted(map(position, addresses))
    if places[0][0] == places[-1][0]:
        areas = [Area(first[0], first[1], last[0], last[1]) for first, last in _runs(places)]
    else:
        turned = sorted((column, row) for row, column in places)
        columns = groupby(turned, key=lambda place: place[0])
        areas = [Area(first[1], first[0], last[1], last[0]) for _, column in columns for first, last in _runs(column)]
    return tuple(map(str, areas))


def _runs(places: Iterable[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Neighbours (second number growing by one) as (first, last)."""
    runs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for place in places:
        if runs and runs[-1][1][1] + 1 == place[1]:
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
    return f"*{unit.fen // wanted.fen}" if unit.fen > wanted.fen else f"/{wanted.fen // unit.fen}"
