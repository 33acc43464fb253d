"""The figures of one workbook that can be added up over units, as plain data: every table by block, row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .. import workbook
from ..amounts import Interval
from ..profiles import Profile, default_library
from ..report import Block, Report
from ..rules.equations.equation import measure
from ..rules.language.grammar import FACTS
from ..rules.language.scope import Figures, Scope, scopes
from ..workflow.working_out import with_totals

#: What adds up: amounts in 分, counts in millionths. Scores and percentages do not.
ADDED = ("amount", "count")
#: Where a figure stands: table, block, row, column.
Place = tuple[str, str, str, str]


class Added(NamedTuple):
    """One figure with the true values it stands for. ``text`` and ``address`` as on the sheet."""

    value: int
    low: int
    high: int
    text: str
    address: str

    @property
    def interval(self) -> Interval:
        return Interval(self.low, self.high)

    def and_more(self, value: int, interval: Interval) -> Added:
        """With another figure of the same row: a code that stands twice has both."""
        low, high = interval
        return self._replace(value=self.value + value, low=self.low + low, high=self.high + high)


class Amounts(NamedTuple):
    """What one workbook adds. ``names``: (table, block, row) → the row's name as printed; ``sheets``: table → sheet;
    ``units``: table → 元 or 万元; ``roles``: (table, block, column) → amount or count; ``notes``: what was not read, a
    sentence each."""

    source: str
    unit: str
    year: int
    kind: str
    profile: str
    figures: Mapping[Place, Added]
    names: Mapping[tuple[str, str, str], str]
    sheets: Mapping[str, str]
    units: Mapping[str, str]
    roles: Mapping[Place, str]
    notes: tuple[str, ...] = ()


def read_amounts(path: Path, profile_id: str = "") -> Amounts:
    """``profile_id``: by which format, "" for its own. Totals that are blank are worked out, as filling would. Raises
    ToolkitError when it is no workbook of a known format."""
    reading = workbook.read_workbook(workbook.read_grid(path), profile_id, library=default_library().beside(path))
    notes = [*workbook.left_out(reading.report.problems)]
    reading, blank = with_totals(reading)
    if blank:
        notes.append(f"有 {blank} 处合计空着，按已填的各项算出后汇总。")
    return of_report(reading.report, reading.profile)._replace(notes=tuple(notes))


def of_report(report: Report, profile: Profile) -> Amounts:
    """The figures of the official tables and of 补充资料. Forms that repeat (自评表) are each unit's own."""
    figures: dict[Place, Added] = {}
    roles: dict[Place, str] = {}
    names: dict[tuple[str, str, str], str] = {}
    for table, block, scope, rows in _blocks(report, profile):
        for row in rows:
            names[table, block, row.key] = row.name
            for column, cell in row.cells.items():
                how = _how(scope, row.key, column)
                if how is None or how.role not in ADDED or cell.amount is None:
                    continue
                value, interval = measure(cell.amount, how.role, signed=how.signed)
                place = (table, block, row.key, column)
                if (before := figures.get(place)) is None:
                    figures[place] = Added(value, *interval, cell.text, cell.address)
                elif row.code:  # of a total that comes again the first counts, as everywhere
                    figures[place] = before.and_more(value, interval)
                roles[place] = how.role
    for fact, cell in report.facts.items():
        how = _how(scopes(profile)[FACTS, ""], fact, FACTS)
        if how is not None and _adds(profile, fact) and cell.amount is not None:
            value, interval = measure(cell.amount, how.role)
            place = (FACTS, "", fact, FACTS)
            figures[place], roles[place] = Added(value, *interval, cell.text, cell.address), how.role
    return Amounts(
        source=str(report.path),
        unit=report.unit_name,
        year=report.year,
        kind=profile.kind,
        profile=profile.id,
        figures=figures,
        names=names,
        sheets={table.id: table.sheet for table in report.tables.values()},
        units={table.id: table.unit.value for table in report.tables.values()},
        roles=roles,
    )


def _blocks(report: Report, profile: Profile) -> Iterator[tuple[str, str, Scope, Block]]:
    known = scopes(profile)
    for table in report.tables.values():
        for name, block in table.blocks.items():
            scope = known[table.kind_id, name]
            if not scope.repeated:
                yield table.id, name, scope, block
    for name, block in report.lists.items():
        if known[name, ""].coded:
            yield name, "", known[name, ""], block


def _how(scope: Scope, key: str, column: str) -> Figures | None:
    """How a figure there is to be read; None where none belongs."""
    if scope.by_row:
        return scope.by_row.get(key)
    return scope.figures(key, column) if column in scope.columns else None


def _adds(profile: Profile, fact: str) -> bool:
    """Amounts and counts add; scores do not, whatever they are written as, nor does a year."""
    spec = profile.fact(fact)
    return spec is not None and spec.kind in ADDED and spec.unit not in ("分", "%")


def amounts_of(source: str) -> dict[str, Any]:
    """:func:`read_amounts` as JSON can hold it; :func:`from_data` makes the same again."""
    amounts = read_amounts(Path(source))
    data = amounts._asdict()
    data["figures"] = [[*place, *figure, amounts.roles[place]] for place, figure in amounts.figures.items()]
    data["names"] = [[*row, name] for row, name in amounts.names.items()]
    del data["roles"]
    return {**data, "source": source}


def from_data(data: Mapping[str, Any]) -> Amounts:
    figures = {(t, b, r, c): Added(*rest) for t, b, r, c, *rest, _ in data["figures"]}
    roles = {(t, b, r, c): role for t, b, r, c, *_, role in data["figures"]}
    names = {(t, b, r): name for t, b, r, name in data["names"]}
    return Amounts(**{**data, "figures": figures, "names": names, "roles": roles})
