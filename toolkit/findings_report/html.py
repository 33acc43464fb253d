"""Findings as one HTML file: no script, nothing fetched, every text escaped. The tables are drawn as they look.

The records below are what ``report.html.j2`` draws; anchors tie every finding to its cells and every cell to its findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..cells import Cell
from ..document import Chart, Form, FormCell
from ..findings import Coverage, Finding, Severity, State, YearChange, by_level, verdict
from .page_templates import STYLES, page_templates
from .pictures import as_svg
from .records import Checked

_MARKED = ("error", "warning")  # the graver first
_WORKBOOK = "整个工作簿"
_PIXELS = 7  # on the screen, for one unit of an Excel column's width


@dataclass(frozen=True)
class Place:
    """A cell as a finding names it, with the anchor of where it is drawn ("" when it is not)."""

    name: str
    anchor: str


@dataclass(frozen=True)
class Entry:
    """A finding as it is listed, with what it set off."""

    number: int
    anchor: str
    finding: Finding
    places: tuple[Place, ...]
    caused: tuple[Entry, ...]


@dataclass(frozen=True)
class Level:
    """All findings of one level, by the sheet of their first cell."""

    name: str
    style: str
    folded: bool
    sheets: Mapping[str, list[Entry]]

    @property
    def count(self) -> int:
        return sum(len(entries) for entries in self.sheets.values())


@dataclass(frozen=True)
class DrawnCell:
    """A cell of a form with the findings shown at it, the gravest first."""

    cell: FormCell
    anchor: str
    style: str
    entries: tuple[Entry, ...]

    @property
    def tip(self) -> str:
        return "\n".join(f"{entry.number}　{entry.finding.message}" for entry in self.entries)


@dataclass(frozen=True)
class DrawnForm:
    """``titled``: the findings at what stands above its ruled area; ``marked``: the styles of all errors and warnings."""

    form: Form
    anchor: str
    head: tuple[tuple[DrawnCell, ...], ...]
    body: tuple[tuple[DrawnCell, ...], ...]
    titled: DrawnCell
    marked: tuple[str, ...]

    @property
    def pixels(self) -> int:
        return round(sum(self.form.widths) * _PIXELS)

    @property
    def shares(self) -> list[str]:
        """The widths of its columns."""
        total = sum(self.form.widths) or 1
        return [f"{100 * width / total:.2f}%" for width in self.form.widths]


@dataclass(frozen=True)
class Book:
    """One checked workbook as it is drawn."""

    checked: Checked
    verdict: str
    style: str
    levels: tuple[Level, ...]
    forms: tuple[DrawnForm, ...]
    charts: tuple[tuple[str, Markup], ...]
    changes: tuple[YearChange, ...]

    @property
    def coverage(self) -> dict[str, list[Coverage]]:
        """What was checked, the forms first, then the rules by their state: what was not looked at before what was."""
        found: dict[str, list[Coverage]] = {"表": [entry for entry in self.checked.coverage if entry.kind == "form"]}
        for state in (State.UNREADABLE, State.NOT_APPLICABLE, State.ACCEPTED, State.DONE):
            found[f"规则：{state.label}"] = [
                entry for entry in self.checked.coverage if entry.kind == "rule" and entry.state is state
            ]
        return {name: entries for name, entries in found.items() if entries}


def as_html(
    workbooks: Sequence[tuple[Checked, Mapping[str, Form]]],
    charts: Sequence[Sequence[Chart]] = (),
    changes: Sequence[Sequence[YearChange]] = (),
) -> str:
    """The page for these checked workbooks, each with its official forms as they look, by table id, its charts, and how
    its figures have changed since last year."""
    environment = page_templates()
    books = [
        _Drawing(checked, forms, f"{number + 1}-").book(
            charts[number] if charts else (), changes[number] if changes else ()
        )
        for number, (checked, forms) in enumerate(workbooks)
    ]
    return environment.get_template("report.html.j2").render(books=books)


class _Drawing:
    """One workbook's anchors: where every form and cell is drawn, and which findings stand at which cell."""

    def __init__(self, checked: Checked, forms: Mapping[str, Form], prefix: str) -> None:
        self._checked = checked
        self._prefix = prefix
        self._forms = list(forms.values())
        named = {cell.place for finding in checked.findings for cell in finding.all_cells()}
        self._drawn = {
            (form.sheet, cell.address): f"{prefix}{number}-{cell.address}"
            for number, form in enumerate(self._forms)
            for cell in form.cells
            if (form.sheet, cell.address) in named
        }
        self._sheets = {
            form.sheet: self._form_anchor(number) for number, form in reversed(list(enumerate(self._forms)))
        }
        self._levels = tuple(self._list_levels())
        self._at = self._entries_by_cell()

    def book(self, charts: Sequence[Chart] = (), changes: Sequence[YearChange] = ()) -> Book:
        marked = [level.style for level in self._levels if level.style in _MARKED]
        return Book(
            self._checked,
            verdict(self._checked.findings),
            marked[0] if marked else "clean",
            self._levels,
            tuple(self._form(number, form) for number, form in enumerate(self._forms)),
            tuple((chart.caption, as_svg(chart)) for chart in charts),
            tuple(changes),
        )

    def _form_anchor(self, number: int) -> str:
        return f"{self._prefix}form-{number}"

    def _list_levels(self) -> Iterator[Level]:
        order = {sheet: number for number, sheet in enumerate(self._checked.report.sheets)}
        number = 0
        for name, findings in by_level(self._checked.findings).items():
            sheets: dict[str, list[Entry]] = {}
            for finding in sorted(findings, key=lambda f: order.get(f.cells[0].sheet, -1) if f.cells else -1):
                number += 1
                sheet = finding.cells[0].sheet if finding.cells else _WORKBOOK
                sheets.setdefault(sheet, []).append(self._entry(number, finding))
            yield Level(name, STYLES[name], name == Severity.TAIL.label, sheets)

    def _entry(self, number: int, finding: Finding) -> Entry:
        caused = tuple(self._entry(number, one) for one in finding.caused)
        return Entry(number, f"{self._prefix}finding-{number}", finding, tuple(map(self._place, finding.cells)), caused)

    def _place(self, cell: Cell) -> Place:
        """Where a cell is drawn; what stands above the ruled area is found at the form."""
        anchor = self._drawn.get(cell.place) or self._sheets.get(cell.sheet, "")
        return Place(f"{cell.sheet}!{cell.address}", anchor)

    def _entries_by_cell(self) -> dict[tuple[str, str], dict[Entry, str]]:
        """The findings at every cell, the gravest first, each with its style: a tail shows at its first cell only."""
        found: dict[tuple[str, str], dict[Entry, str]] = {}
        for level in self._levels:
            for entry in (entry for entries in level.sheets.values() for entry in entries):
                for cell in entry.finding.cells[: 1 if level.folded else None]:
                    found.setdefault(cell.place, {})[entry] = level.style
        return found

    def _form(self, number: int, form: Form) -> DrawnForm:
        rows: list[list[DrawnCell]] = [[] for _ in range(form.row_count)]
        found: dict[Entry, str] = {}
        for cell in form.cells:
            at = self._at.get((form.sheet, cell.address), {})
            anchor = self._drawn.get((form.sheet, cell.address), "")
            rows[cell.row].append(DrawnCell(cell, anchor, next(iter(at.values()), ""), tuple(at)))
            found |= at
        drawn = tuple(tuple(row) for row in rows)
        above = self._above(number, form)
        found |= above
        return DrawnForm(
            form,
            self._form_anchor(number),
            drawn[: form.header_rows],
            drawn[form.header_rows :],
            DrawnCell(FormCell(0, 0, form.title), "", next(iter(above.values()), ""), tuple(above)),
            tuple(style for style in found.values() if style in _MARKED),
        )

    def _above(self, number: int, form: Form) -> dict[Entry, str]:
        """The findings at a sheet's cells that no form draws: title, unit, year. The first form of the sheet shows them."""
        if self._sheets[form.sheet] != self._form_anchor(number):
            return {}
        return {
            entry: style
            for (sheet, address), at in self._at.items()
            if sheet == form.sheet and (sheet, address) not in self._drawn
            for entry, style in at.items()
        }
