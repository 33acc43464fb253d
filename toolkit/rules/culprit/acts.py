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
from ..equations.equation import Figure
from ..language.grammar import FACTS
from ..solving.arithmetic import Arithmetic, Changes
from ..solving.system import System
from .layout import Field, Layout, Row
from .surroundings import Surroundings, nearest


class Kind(Enum):
    """Kinds of acts with the word a report shows, the surest first: what hardly ever fits by chance."""

    SHIFTED = "错行"
    ROWS = "两行对调"
    COLUMNS = "两列对调"
    FIGURES = "两数对调"
    SIGN = "正负号相反"
    UNIT = "元与万元混用"
    COPIED_COLUMN = "照抄另一列"
    COPIED_PRIOR = "照抄上年"
    CLOSED_UP = "跳过空行"
    REPEATED = "同一个数各处都录错"
    UNFILLED = "整张表没有填"


class Act(NamedTuple):
    """``changes``: what each cell would hold otherwise, the first cell first; ``by``: rows moved, down if positive.

    ``about``: the figures that a sentence names, such as the first of each row that was interchanged.
    """

    kind: Kind
    changes: Changes
    about: tuple[Figure, ...] = ()
    by: int = 0

    @property
    def cells(self) -> tuple[int, ...]:
        return tuple(self.changes)


class Candidate(NamedTuple):
    act: Act
    mended: frozenset[int]


#: A shift moves by no more rows.
_FARTHEST = 3
#: How many alarms an act has to end, where it is not two: a shift has many ways to end two by chance, a sign has none.
_FEWEST = {Kind.SHIFTED: 3, Kind.SIGN: 1, Kind.UNFILLED: 3}
#: So many alarms are asked first whether a shift ends one of them.
_PROBES = 3
#: A column may have so many rows of which nothing tells what they should hold, to be looked at for figures closed up.
_FREE_ROWS = 8
_WAN = Unit.WAN.fen // Unit.YUAN.fen


class Acts:
    """All acts that could explain some of the alarms of a system. Made once for it."""

    def __init__(self, system: System, arithmetic: Arithmetic, surroundings: Surroundings) -> None:
        self._system, self._arithmetic, self._surroundings = system, arithmetic, surroundings
        self._figures = system.figures
        self._layout = Layout(system)

    def candidates(self, alarms: frozenset[int]) -> list[Candidate]:
        """What ends enough alarms and sets off none, by the number of alarms it ends."""
        touched = {cell for alarm in alarms for cell in self._system.cells_of(alarm)}
        found: dict[tuple[Kind, frozenset[int]], Candidate] = {}
        for act in (*self._interchanged(alarms), *self._shifted(alarms), *self._rescaled(touched), *self._closed_up()):
            self._keep(found, act, alarms)
        for sheet in self._empty_sheets():
            about = frozenset(alarm for alarm in alarms if not sheet.isdisjoint(self._system.terms(alarm)))
            if len(about) >= _FEWEST[Kind.UNFILLED]:
                found[Kind.UNFILLED, sheet] = Candidate(self._unfilled(sheet, about), about)
        for act in self._copied(touched):
            self._keep_open(found, act, alarms)
        for cells in self._layout.repeats:
            reach = self._arithmetic.reach(cells, alarms)
            if reach:
                act = Act(Kind.REPEATED, dict.fromkeys(cells), (self._figures[cells[0]],))
                found[act.kind, frozenset(cells)] = Candidate(act, reach.mended)
        return sorted(found.values(), key=lambda candidate: -len(candidate.mended))

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
        mended = self._arithmetic.mended(act.changes)
        if mended is None or (act.kind is Kind.UNIT and not self._is_about_others(mended & alarms, act.changes)):
            return
        if len(mended & alarms) >= _FEWEST.get(act.kind, 2):
            key = act.kind, frozenset(act.changes)
            if key not in found or len(found[key].mended) < len(mended & alarms):
                found[key] = Candidate(act, mended & alarms)

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
                for start in range(len(field.columns[0]) - 1):
                    for by in (*range(-_FARTHEST, 0), *range(1, _FARTHEST + 1)):
                        yield from self._moved(field, start, by, probes)

    def _moved(self, field: Field, start: int, by: int, probes: Sequence[int]) -> Iterator[Act]:
        """What would have stood there had the figures from a row on not moved ``by`` rows.

        What moved up has gone over blank rows, or over figures that nobody knows any more.
        """
        about = (self._figures[field.columns[0][start]],)
        for lost in (NOTHING, None) if by < 0 else (None,):
            changes: dict[int, Interval | None] = {}
            for column in field.columns:
                for place in range(start, len(column)):
                    source = place + by
                    known = start <= source < len(column)
                    new = self._figures[column[source]].interval if known else lost
                    if new != self._figures[column[place]].interval:
                        changes[column[place]] = new
            moved = sum(1 for new in changes.values() if new and new.high > 0)
            if moved > 1 and any(self._arithmetic.ends(alarm, changes) for alarm in probes):
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
                if all(self._figures[cell].unit is Unit.WAN for cell in filled):
                    in_wan = {cell: self._in_wan(cell) for cell in filled}
                    if sum(right.low > 0 for right in in_wan.values()) * 2 > len(filled):
                        yield Act(Kind.UNIT, dict(in_wan), first)
                negative = [cell for cell in filled if self._figures[cell].value < 0]
                if len(negative) > 1:
                    yield Act(Kind.SIGN, {cell: _negated(self._figures[cell].interval) for cell in negative}, first)

    def _in_wan(self, cell: int) -> Interval:
        """What a figure in 元 is in 万元, as a form prints it, give or take one in the last place."""
        step = self._surroundings.step(self._figures[cell])
        middle = nearest(self._figures[cell].value, step * _WAN) * step
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
                is_beside = other[0] == line[0] and other != line and len(sources) == len(cells)
                if is_beside and self._print_alike(cells, sources):
                    yield Act(Kind.COPIED_COLUMN, dict.fromkeys(cells), (about, self._figures[sources[0]]))
            if all(self._surroundings.is_last_years(self._figures[cell]) for cell in filled):
                yield Act(Kind.COPIED_PRIOR, dict.fromkeys(cells), (about,))

    def _print_alike(self, cells: Sequence[int], others: Sequence[int]) -> bool:
        pairs = zip(cells, others, strict=True)
        return all(self._figures[cell].value == self._figures[other].value for cell, other in pairs)

    # -- figures of a column closed up over blank rows -----------------------------------------------------------------

    def _closed_up(self) -> Iterator[Act]:
        """A column whose figures are, one after the other, those that the rows demand, but without the blanks."""
        for field in self._layout.fields:
            if len(field.columns) == 1:
                yield from self._spread(field.columns[0])

    def _spread(self, column: Sequence[int]) -> Iterator[Act]:
        figures = [self._figures[cell] for cell in column]
        own = frozenset(column)
        demanded = [self._arithmetic.demanded(cell, own) for cell in column]
        wrong = [row for row, right in enumerate(demanded) if right and not right.meets(figures[row].interval)]
        if len(wrong) < 2 or demanded[wrong[0] :].count(None) > _FREE_ROWS:
            return
        start = wrong[0]
        printed = [figure.interval for figure in figures[start:] if figure.value]
        for placed in _placed(demanded[start:], printed):
            changes: dict[int, Interval | None] = {
                cell: new
                for cell, figure, new in zip(column[start:], figures[start:], placed, strict=True)
                if new != figure.interval
            }
            yield Act(Kind.CLOSED_UP, changes, (figures[start],))


def _placed(demanded: Sequence[Interval | None], printed: Sequence[Interval]) -> Iterator[list[Interval]]:
    """The figures, in their order, in the rows that demand them, the other rows blank; where none is demanded, both ways."""
    if not demanded:
        if not printed:
            yield []
        return
    right, *rest = demanded
    if right is None or right.meets(NOTHING):
        yield from ([NOTHING, *further] for further in _placed(rest, printed))
    if printed and (right is None or (right.low > 0 and right.meets(printed[0]))):
        yield from ([printed[0], *further] for further in _placed(rest, printed[1:]))


def _negated(interval: Interval) -> Interval:
    return Interval(-interval.high, -interval.low)
