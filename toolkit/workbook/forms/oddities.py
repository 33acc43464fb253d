"""What a file holds that could not be read as it stands, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...cells import Cell, CellKind
from ...findings import Finding
from ..files.grid import LOST, MAX_TEXT, Oddity
from .problems import and_more, cell_problem, problem, short


def odd_problems(odd: Iterable[Oddity]) -> Iterator[Finding]:
    """What a file holds that could not be read as it stands."""
    nowhere: dict[str, list[str]] = {}
    for kind, sheet, place, texts in odd:
        if kind == "twice":
            yield cell_problem("RD-53", Cell(sheet, place, CellKind.TEXT, texts[1]), before=short(texts[0]))
        elif kind == "too long":
            cell = Cell(sheet, place, CellKind.TEXT, texts[0][:MAX_TEXT])
            yield cell_problem("RD-65", cell, count=f"{len(texts[0]):,}")
        elif kind == "nowhere":
            nowhere.setdefault(sheet, []).append(f"“{short(place)}”处的“{short(texts[0])}”")
        elif kind == "lost":
            yield cell_problem("RD-57", Cell(sheet, place, CellKind.ERROR, LOST))
        elif kind == "unfinished":
            yield problem("RD-68", sheet=sheet)
        elif kind == "no part":
            yield problem("RD-55", sheet=sheet)
        elif kind == "no name":
            yield problem("RD-60", sheet=sheet)
        else:
            yield problem("RD-56", sheet=sheet, areas=and_more([f"“{short(text)}”" for text in texts], "处"))
    for sheet, contents in nowhere.items():
        yield problem("RD-54", sheet=sheet, contents=and_more(contents, "处"))
