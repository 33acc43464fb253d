"""A reviewed document as one HTML file: findings first, then the document drawn with what was found marked in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ... import findings_report
from ...addresses import address
from ...findings import Finding, by_level
from ...findings_report.page_templates import STYLES
from ...outputs.files import require_suffix, write_text
from ..reading.records import Paragraph, Table, TableCell
from ..reviewing import Reviewed
from ..statements.state import Binding
from ..tables import title_of
from .records import counts

_RIGHT, _UNBOUND = "right-figure", "unbound-figure"


class Entry(NamedTuple):
    """A finding as it is listed. ``target``: the anchor of where it stands in the document."""

    number: int
    style: str
    finding: Finding
    target: str


class Piece(NamedTuple):
    """Some words of a paragraph: ``style`` "" for plain ones; ``entries`` the findings about them; ``tip`` what is shown."""

    text: str
    style: str = ""
    tip: str = ""
    entries: tuple[Entry, ...] = ()


class DrawnParagraph(NamedTuple):
    anchor: str
    level: int
    page: int
    pieces: tuple[Piece, ...]


class DrawnCell(NamedTuple):
    cell: TableCell
    style: str
    tip: str
    entries: tuple[Entry, ...]


class DrawnTable(NamedTuple):
    anchor: str
    table: Table
    rows: tuple[tuple[DrawnCell, ...], ...]


class _Mark(NamedTuple):
    start: int
    end: int
    style: str
    tip: str
    entries: tuple[Entry, ...]


def as_html(reviewed: Reviewed) -> str:
    """The page."""
    environment = findings_report.page_templates(Path(__file__).parent)
    drawing = _Drawing(reviewed)
    levels = {name: [e for e in drawing.entries if e.finding.level == name] for name in by_level(reviewed.findings)}
    return environment.get_template("page.html.j2").render(
        reviewed=reviewed,
        verdict=findings_report.verdict(reviewed.findings),
        style=next((STYLES[name] for name in levels if STYLES[name] in ("error", "warning")), "clean"),
        levels=[(name, STYLES[name], entries) for name, entries in levels.items()],
        counts=counts(reviewed),
        parts=list(drawing.parts()),
        is_table=lambda part: isinstance(part, DrawnTable),
    )


def save_html(reviewed: Reviewed, target: Path) -> None:
    """Raises OutputError unless ``target`` is .html, and when it cannot be written."""
    require_suffix(target, ".html", ".htm", what="报告")
    write_text(target, as_html(reviewed))


class _Drawing:
    """Which findings stand where, and the parts of the document with them."""

    def __init__(self, reviewed: Reviewed) -> None:
        self._reviewed = reviewed
        tables = list(reviewed.document.tables)
        wide = [table for table in tables if table.is_grid]
        self._names = {id(table): name for table, name in zip(wide, title_of(tables), strict=True)}
        self._numbers = {name: number for number, name in enumerate(self._names.values(), 1)}
        self.entries = [self._entry(number, one) for number, one in enumerate(_in_order(reviewed), 1)]
        self._of_part: defaultdict[int, list[Entry]] = defaultdict(list)
        self._of_cell: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.finding.place:
                self._of_part[entry.finding.place.part].append(entry)
            for place in {cell.place for cell in entry.finding.cells[: _shown_cells(entry)]}:
                self._of_cell[place].append(entry)
        self._bindings: defaultdict[int, list[Binding]] = defaultdict(list)
        for binding in reviewed.bindings:
            self._bindings[binding.passage.part].append(binding)

    def _entry(self, number: int, finding: Finding) -> Entry:
        target = ""
        if finding.place and finding.place.part >= 0:
            target = f"p{finding.place.part}"
        elif finding.cells and finding.cells[0].sheet in self._numbers:
            target = f"t{self._numbers[finding.cells[0].sheet]}"
        return Entry(number, STYLES[finding.level], finding, target)

    def parts(self) -> Iterator[DrawnParagraph | DrawnTable]:
        for number, part in enumerate(self._reviewed.document.parts):
            yield self._paragraph(number, part) if isinstance(part, Paragraph) else self._table(part)

    def _paragraph(self, number: int, part: Paragraph) -> DrawnParagraph:
        marks = []
        for entry in self._of_part[number]:
            if place := entry.finding.place:
                start, end = (place.start, place.end) if place.start >= 0 else (0, len(part.text))
                marks.append(_Mark(start, end, entry.style, entry.finding.message, (entry,)))
        for binding in self._bindings[number]:
            if binding.right is not False:
                style = _RIGHT if binding.right else _UNBOUND
                tip = binding.what if binding.right else "没有对上表，不算错"
                marks.append(_Mark(binding.figure.start, binding.figure.end, style, tip, ()))
        return DrawnParagraph(f"p{number}", part.level, part.page, tuple(_pieces(part.text, marks)))

    def _table(self, table: Table) -> DrawnTable:
        name = self._names.get(id(table), "")
        rows: list[list[DrawnCell]] = [[] for _ in range(table.height)]
        for cell in table.cells:
            place = address(cell.row + 1, cell.column + 1)
            at = tuple(self._of_cell.get((name, place), ()))
            style = at[0].style if at else ""
            rows[cell.row].append(DrawnCell(cell, style, "\n".join(entry.finding.message for entry in at), at))
        return DrawnTable(f"t{self._numbers.get(name, 0)}", table, tuple(tuple(row) for row in rows))


def _shown_cells(entry: Entry) -> int | None:
    """A rounding difference shows at its first cell only."""
    return 1 if entry.style == "tail" else None


def _in_order(reviewed: Reviewed) -> Iterator[Finding]:
    for findings in by_level(reviewed.findings).values():
        yield from findings


def _pieces(text: str, marks: list[_Mark]) -> Iterator[Piece]:
    """The text cut where marks begin and end; of several marks the gravest gives the colour."""
    cuts = sorted({0, len(text), *(place for mark in marks for place in (mark.start, mark.end))})
    told: set[int] = set()
    waiting = sorted(enumerate(marks), key=lambda numbered: numbered[1].start, reverse=True)
    reaching: list[tuple[int, _Mark]] = []
    for start, end in pairwise(cuts):
        while waiting and waiting[-1][1].start <= start:
            reaching.append(waiting.pop())
        reaching = [(number, mark) for number, mark in reaching if end <= mark.end]
        over = [mark for _, mark in sorted(reaching, key=itemgetter(0))]
        if not over:
            yield Piece(text[start:end])
            continue
        entries = tuple(
            dict.fromkeys(
                entry for mark in over for entry in mark.entries if mark.end == end and entry.number not in told
            )
        )
        told.update(entry.number for entry in entries)
        tip = "\n".join(dict.fromkeys(mark.tip for mark in over if mark.tip))
        yield Piece(text[start:end], over[0].style, tip, entries)
