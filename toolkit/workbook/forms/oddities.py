"""What a file holds that could not be read as it stands, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...cells import Cell, CellKind
from ...findings import Finding
from ...text import and_more
from ..files.grid import LOST, MAX_TEXT, Oddity
from .problems import cell_problem, problem, short

#: Problems with a form for which figures may be missing among those that were read.
_LEFT_OUT = frozenset(f"RD-{number:02}" for number in (1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 15, 51, 52, 53, 54, 60))
_TOLD = 3


def left_out(problems: Iterable[Finding]) -> tuple[str, ...]:
    """What a workbook holds that may not have been read as it was meant, a sentence each, for those who do not check it."""
    told = [problem.message for problem in problems if problem.rule in _LEFT_OUT]
    more = [f"还有 {len(told) - _TOLD} 处没有读到，请先校验。"] if len(told) > _TOLD else []
    return (*told[:_TOLD], *more)


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
