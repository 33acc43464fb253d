"""Acts: what one person does in one go to several cells, tried as explanations of many alarms at once.

The least number of operations that could have made right figures wrong, each of which may change several cells, is the
generalised error localisation of S. Scholtus ("A generalised Fellegi–Holt paradigm for automatic error localisation",
Survey Methodology 42-1, 2016). An act here says what every cell would hold had it not happened; what cannot be known
any more may be anything. Only what ends at least two alarms and sets off none is brought before the solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import combinations
from typing import NamedTuple

from ...amounts import NOTHING, Interval, Unit
from ..equations.equation import Equation, Figure, Ratio
from ..language.grammar import FACTS
from ..solving.arithmetic import Arithmetic, Changes
from ..solving.system import System
from .closed_up import spreads
from .layout import Field, Layout, Row
from .slips import other_unit
from .surroundings import Surroundings, in_steps


class Kind(Enum):
    """Kinds of acts with the word a report shows, the surest first: what hardly ever fits by chance."""

    SHIFTED = "错行"
    ROWS = "两行对调"
    COLUMNS = "两列对调"
    FIGURES = "两数对调"
    SIGN = "正负号相反"
    UNIT = "单位混用"
    COPIED_COLUMN = "照抄另一列"
    COPIED_PRIOR = "照抄上年"
    CLOSED_UP = "跳过空行"
    REPEATED = "同一个数各处都录错"
    UNFILLED = "整张表没有填"


class Act(NamedTuple):
    """``changes``: what each cell would hold otherwise, the first cell first; ``by``: rows moved, down if positive.

    ``about``: the figures that a sentence names, such as the first of each row that was interchanged. ``is_loose``:
    that the figures of ``about`` are out of place is certain, but the changes are only one of several ways to place them.
    """

    kind: Kind
    changes: Changes
    about: tuple[Figure, ...] = ()
    by: int = 0
    is_loose: bool = False

    @property
    def cells(self) -> tuple[int, ...]:
        return tuple(self.changes)


class Candidate(NamedTuple):
    """An act and the alarms it ends; ``sure``: how many of them by what is known that the cells would hold."""

    act: Act
    mended: frozenset[int]
    sure: int = 0


#: A shift moves by no more rows.
_FARTHEST = 3
#: How many alarms an act has to end, where it is not two: a shift has many ways to end two by chance, a sign has none.
_FEWEST = {
    Kind.SHIFTED: 3,
    Kind.SIGN: 1,
    Kind.UNFILLED: 3,
    Kind.FIGURES: 1,
    Kind.ROWS: 1,
    Kind.COLUMNS: 1,
    Kind.CLOSED_UP: 1,
}
#: A figure could as well stand in many a blank cell.
_FEWEST_INTO_BLANK = 2
#: So few cells change when one figure stands in another's place: more, and rows have moved.
_PAIR = 2
#: In a form with more blank rows than these nobody can tell which of them figures have left.
_MOST_BLANK = 6
#: So many alarms are asked first whether a shift ends one of them.
_PROBES = 8
#: Of a copied column, so large a part may have changed since.
_CHANGED_SINCE = 8


def _ends(blank: Sequence[bool], start: int, by: int) -> Iterator[int]:
    """Before which rows figures that moved may end: at the foot of the form, or where rows stand that they have left, with
    what is above them when they moved up, and with what they cover when they moved down."""
    yield len(blank)
    if blank.count(True) > _MOST_BLANK:
        return  # a form with a line for everything
    if by < 0 and not blank[start]:
        yield from (
            end
            for end in range(start + 1 - by, len(blank))
            if all(blank[end + by : end]) and not blank[end + by - 1] and not blank[end]
        )
    elif by > 0 and all(blank[start : start + by]) and not any(blank[start - 1 : start]):
        yield from range(start + by + 1, len(blank))


class Acts:
    """All acts that could explain some of the alarms of a system. Made once for it."""

    def __init__(
        self, items: Sequence[Equation | Ratio], system: System, arithmetic: Arithmetic, surroundings: Surroundings
    ) -> None:
        self._system, self._arithmetic, self._surroundings = system, arithmetic, surroundings
        self._figures = system.figures
        self._layout = Layout(system, items)

    def candidates(self, alarms: frozenset[int]) -> list[Candidate]:
        """What ends enough alarms and sets off none, by the number of alarms it ends."""
        touched = {cell for alarm in alarms for cell in self._system.cells_of(alarm)}
        found: dict[tuple[Kind, frozenset[int]], Candidate] = {}
        for act in (
            *self._interchanged(alarms),
            *self._shifted(alarms),
            *self._rescaled(touched),
            *self._closed_up(touched),
        ):
            self._keep(found, act, alarms)
        for sheet in self._empty_sheets():
            about = frozenset(alarm for alarm in alarms if not sheet.isdisjoint(self._system.terms(alarm)))
            if len(about) >= _FEWEST[Kind.UNFILLED]:
                found[Kind.UNFILLED, sheet] = Candidate(self._unfilled(sheet, about), about)
        for act in self._copied(touched):
            self._keep_open(found, act, alarms)
        for cells in (*self._layout.repeats, *self._layout.omitted(alarms)):
            reach = self._arithmetic.reach(cells, alarms)
            if reach:
                needed = self._needed(cells, reach.mended)
                act = Act(Kind.REPEATED, dict.fromkeys(needed), (self._figures[needed[0]],))
                found[act.kind, frozenset(needed)] = Candidate(act, reach.mended)
        return sorted(found.values(), key=lambda candidate: (-len(candidate.mended), -candidate.sure))

    def _needed(self, cells: tuple[int, ...], mended: frozenset[int]) -> tuple[int, ...]:
        """Without those that no alarm is about, where the others may change and leave them: alike by chance."""
        touched = {cell for alarm in mended for cell in self._system.terms(alarm)}
        for cell in cells:
            if cell not in touched and len(cells) > _PAIR:
                others = tuple(other for other in cells if other != cell)
                reach = self._arithmetic.reach(others, mended)
                if reach and reach.mended >= mended:
                    cells = others
        return cells

    def unfilled(self, alarms: frozenset[int]) -> list[Candidate]:
        """Forms of a project that are not filled in yet: nothing else that the alarms about them say is worth a look."""
        found = []
        for cells in self._empty_sheets():
            about = frozenset(alarm for alarm in alarms if not cells.isdisjoint(self._system.terms(alarm)))
            if about and self._figures[min(cells)].is_in_repeated_form:
                found.append(Candidate(self._unfilled(cells, about), about))
        return found

    def _empty_sheets(self) -> Iterator[frozenset[int]]:
        """The cells of sheets on which nothing stands where figures belong."""
        sheets: dict[str, list[int]] = {}
        for cell, figure in enumerate(self._figures):
            if not figure.prior and figure.form != FACTS:
                sheets.setdefault(figure.cell.sheet, []).append(cell)
        for cells in sheets.values():
            if all(self._figures[cell].cell.is_empty for cell in cells):
                yield frozenset(cells)

    def _unfilled(self, cells: frozenset[int], about: frozenset[int]) -> Act:
        first = next(cell for alarm in sorted(about) for cell in self._system.terms(alarm) if cell in cells)
        return Act(Kind.UNFILLED, dict.fromkeys((first, *sorted(cells - {first}))), (self._figures[first],))

    def _keep(self, found: dict[tuple[Kind, frozenset[int]], Candidate], act: Act, alarms: frozenset[int]) -> None:
        if self._arithmetic.ended(alarms, act.changes) < self._fewest(act):
            return
        mended = self._arithmetic.mended(act.changes)
        if mended is None or (act.kind is Kind.UNIT and not self._is_about_others(mended & alarms, act.changes)):
            return
        key = act.kind, frozenset(act.changes)
        if key not in found or len(found[key].mended) < len(mended & alarms):
            unknown = {cell for cell, new in act.changes.items() if new is None}
            sure = sum(unknown.isdisjoint(self._system.terms(alarm)) for alarm in mended & alarms)
            found[key] = Candidate(act, mended & alarms, sure)

    def _fewest(self, act: Act) -> int:
        if act.kind is Kind.FIGURES and not all(figure.value for figure in act.about):
            return _FEWEST_INTO_BLANK
        return _FEWEST.get(act.kind, 2)

    def _is_about_others(self, alarms: frozenset[int], changes: Changes) -> bool:
        """Whether one of the alarms holds the changed figures against others: sums hold in any unit, the coarser the better."""
        return any(
            self._figures[cell].value and cell not in changes for alarm in alarms for cell in self._system.terms(alarm)
        )

    def _keep_open(self, found: dict[tuple[Kind, frozenset[int]], Candidate], act: Act, alarms: frozenset[int]) -> None:
        """An act whose right figures only the solver can tell: all alarms about its cells are taken as ended."""
        about = frozenset(alarm for alarm in alarms if not act.changes.keys().isdisjoint(self._system.terms(alarm)))
        if len(about) > 1:
            found.setdefault((act.kind, frozenset(act.changes)), Candidate(act, about))

    # -- two figures, rows or columns interchanged --------------------------------------------------------------------

    def _interchanged(self, alarms: frozenset[int]) -> Iterator[Act]:
        rows = dict[frozenset[Row], tuple[int, int]]()
        for one, other in self._exchangeable(alarms):
            yield self._exchange(Kind.FIGURES, [(one, other)])
            if self._layout.row_of(one) != self._layout.row_of(other):
                rows.setdefault(frozenset((self._layout.row_of(one), self._layout.row_of(other))), (one, other))
        for one, other in rows.values():
            first, second = (self._layout.rows[self._layout.row_of(cell)] for cell in (one, other))
            pairs = [(first[name], second[name]) for name in first if name in second]
            if len(pairs) > 1:
                yield self._exchange(Kind.ROWS, pairs)
        for (form, column), (same_form, other_column) in combinations(self._layout.columns, 2):
            if form == same_form:
                lines = [row for (of, _, _), row in self._layout.rows.items() if of == form]
                pairs = [(row[column], row[other_column]) for row in lines if column in row and other_column in row]
                if len(pairs) > 1:
                    yield self._exchange(Kind.COLUMNS, pairs)

    def _exchange(self, kind: Kind, pairs: Sequence[tuple[int, int]]) -> Act:
        changes: dict[int, Interval | None] = {}
        for one, other in pairs:
            if self._figures[one].value != self._figures[other].value:
                changes[one], changes[other] = self._figures[other].interval, self._figures[one].interval
        return Act(kind, changes, tuple(self._figures[cell] for cell in pairs[0]))

    def _exchangeable(self, alarms: frozenset[int]) -> Iterator[tuple[int, int]]:
        """Pairs of figures in one row or one column whose interchange would end an alarm by itself."""
        seen = set[tuple[int, int]]()
        formulas = self._system.recalculation.formulas
        for alarm in sorted(alarms):
            for cell in self._system.terms(alarm):
                figure = self._figures[cell]
                if figure.prior or figure.role != "amount" or not figure.cell.address or cell in formulas:
                    continue
                for other in self._layout.beside(cell):
                    pair = (min(cell, other), max(cell, other))
                    if other == cell or pair in seen or other in formulas or self._figures[other].value == figure.value:
                        continue
                    if self._arithmetic.ends(alarm, {cell: self._figures[other].interval, other: figure.interval}):
                        seen.add(pair)
                        yield pair

    # -- rows moved up or down ----------------------------------------------------------------------------------------

    def _shifted(self, alarms: frozenset[int]) -> Iterator[Act]:
        for field in self._layout.fields:
            cells = {cell for column in field.columns for cell in column}
            if not cells.isdisjoint(self._system.recalculation.formulas):
                continue
            probes = [alarm for alarm in alarms if not cells.isdisjoint(self._system.terms(alarm))]
            probes = sorted(probes, key=lambda alarm: len(self._system.terms(alarm)))[:_PROBES]
            if len(probes) > 1:
                blank = [
                    all(self._figures[cell].cell.is_empty for cell in row) for row in zip(*field.columns, strict=True)
                ]
                for start in range(len(blank) - 1):
                    for by in (*range(-_FARTHEST, 0), *range(1, _FARTHEST + 1)):
                        for stop in _ends(blank, start, by):
                            yield from self._moved(field, start, stop, by, probes)

    def _moved(self, field: Field, start: int, stop: int, by: int, probes: Sequence[int]) -> Iterator[Act]:
        """What would have stood there had the figures from a row on, before another, not moved ``by`` rows.

        What moved up has gone over blank rows, or over figures that nobody knows any more.
        """
        about = (self._figures[field.columns[0][start]],)
        for lost in (NOTHING, None) if by < 0 else (None,):
            changes: dict[int, Interval | None] = {}
            for column in field.columns:
                for place in range(start, stop):
                    source = place + by
                    known = start <= source < stop
                    new = self._figures[column[source]].interval if known else lost
                    if new != self._figures[column[place]].interval:
                        changes[column[place]] = new
            moved = sum(1 for new in changes.values() if new and new.high > 0)
            if (moved > 1 or (moved and len(changes) > _PAIR)) and any(
                self._arithmetic.ends(alarm, changes) for alarm in probes
            ):
                yield Act(Kind.SHIFTED, changes, about, by)

    # -- all figures of a column, a row or a form in another unit, or with the other sign ------------------------------

    def _rescaled(self, touched: set[int]) -> Iterator[Act]:
        for cells in (
            *self._layout.sheets.values(),
            *self._layout.columns.values(),
            *self._layout.forms.values(),
            *(tuple(row.values()) for row in self._layout.rows.values()),
        ):
            filled = [cell for cell in cells if self._figures[cell].value]
            if len(filled) > 1 and not touched.isdisjoint(filled):
                first = (self._figures[filled[0]],)
                if all(self._figures[cell].unit not in (None, Unit.YUAN) for cell in filled):
                    rescaled = {cell: self._from_yuan(cell) for cell in filled}
                    if sum(right.low > 0 for right in rescaled.values()) * 2 > len(filled):
                        yield Act(Kind.UNIT, dict(rescaled), first)
                negative = [cell for cell in filled if self._figures[cell].value < 0]
                if len(negative) > 1:
                    yield Act(Kind.SIGN, {cell: _negated(self._figures[cell].interval) for cell in negative}, first)

    def _from_yuan(self, cell: int) -> Interval:
        """What a figure in 元 is in the sheet's unit, as a form prints it, give or take one in the last place."""
        figure = self._figures[cell]
        step, (_, times) = self._surroundings.step(figure), other_unit(figure.unit)
        middle = in_steps(figure.value, step * times) * step
        return Interval(max(0, middle - 3 * step // 2), middle + (3 * step - 1) // 2)

    # -- a column that is another one, or last year's ------------------------------------------------------------------

    def _copied(self, touched: set[int]) -> Iterator[Act]:
        columns = self._layout.columns
        for line, cells in columns.items():
            filled = [cell for cell in cells if self._figures[cell].value]
            if len(filled) < 2 or touched.isdisjoint(filled):
                continue
            about = self._figures[filled[0]]
            for other, sources in columns.items():
                if other[0] == line[0] and other != line and len(sources) == len(cells):
                    alike = [
                        cell for cell, source in zip(cells, sources, strict=True) if self._print_alike(cell, source)
                    ]
                    if self._is_most(alike, filled):
                        yield Act(Kind.COPIED_COLUMN, dict.fromkeys(alike), (about, self._figures[sources[0]]))
            prior = [cell for cell in filled if self._surroundings.is_last_years(self._figures[cell])]
            if self._is_most(prior, filled):
                blank = [cell for cell in cells if not self._figures[cell].value]
                yield Act(Kind.COPIED_PRIOR, dict.fromkeys((*prior, *blank)), (about,))

    def _is_most(self, copied: Sequence[int], filled: Sequence[int]) -> bool:
        """Whether a column was copied but for a few figures, which have something else the matter with them."""
        own = sum(1 for cell in copied if self._figures[cell].value)
        return own > 1 and own >= len(filled) - len(filled) // _CHANGED_SINCE

    def _print_alike(self, one: int, other: int) -> bool:
        return self._figures[one].value == self._figures[other].value

    # -- figures of a column closed up over blank rows -----------------------------------------------------------------

    def _closed_up(self, touched: set[int]) -> Iterator[Act]:
        for field in self._layout.fields:
            if len(field.columns) == 1 and not touched.isdisjoint(field.columns[0]):
                for spread in spreads(field.columns[0], self._system, self._arithmetic):
                    run = tuple(self._figures[cell] for cell in spread.run)
                    yield Act(Kind.CLOSED_UP, dict(spread.changes), run, is_loose=not spread.is_only_way)


def _negated(interval: Interval) -> Interval:
    return Interval(-interval.high, -interval.low)
