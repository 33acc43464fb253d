"""The fill: every total that an identity determines becomes a live formula, with its value worked out in Decimal.

A cell has one defining identity, sums within a sheet before links between sheets, never in a circle. What is printed is
kept unless it is the formula's value to the last digit: a 尾差 stays a printed figure, and a wrong figure is a finding,
not something to be repaired in silence. ``recompute`` puts formulas there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from ...amounts import PRINTED_DECIMALS, Unit, amount_from_number
from ...cells import CellKind
from ...edits import Edit
from ..equations.equation import WHOLE, Equation, Figure, Ratio
from .candidates import Candidate, Place, candidates_of, same_formula
from .remainders import Remainders, Value


def fill_edits(
    items: Sequence[Equation | Ratio], *, waiting: Sequence[Ratio] = (), recompute: bool = False
) -> list[Edit]:
    """The formulas to write, each with the value it will show, and numbers typed as text turned into numbers.

    Blank totals get a formula once anything below them is filled in; with nothing below they stay blank. A formula of
    the user's is left alone unless ``recompute``; running twice changes nothing the second time. Values are those the
    workbook holds after all edits. ``items``: what the rules make of the workbook as it stands (``instances``);
    ``waiting``: percentages that have a base only once it is filled in.
    """
    edits = _filled(items, waiting, recompute)
    return [*edits, *_numbers_typed_as_text(items, {(edit.sheet, edit.address) for edit in edits})]


def _filled(items: Sequence[Equation | Ratio], waiting: Sequence[Ratio], recompute: bool) -> list[Edit]:
    """Totals from their parts; then what they leave for a blank part, until nothing follows any more."""
    candidates: Sequence[Candidate] = [*candidates_of(items), *candidates_of(waiting)]
    remainders = Remainders(items, candidates)
    candidates = [*candidates, *remainders.ours]
    fill = Fill(candidates, recompute)
    while remainders.places:
        trials = [Fill([*candidates, more], recompute) for more in remainders.asked(fill.values, fill.written)]
        best = remainders.best(fill.values, [trial.values for trial in trials])
        if best is None:
            break
        fill = trials[best]
        candidates = fill.candidates
    return fill.edits


def _all_candidates(items: Sequence[Equation | Ratio]) -> list[Candidate]:
    candidates = list(candidates_of(items))
    return [*candidates, *Remainders(items, candidates).ours]


def open_totals(items: Sequence[Equation | Ratio]) -> tuple[int, int]:
    """How many cells are blank that an identity works out from figures, and how many such cells are filled.

    Quick, and only what is open at first sight: totals of totals follow.
    """
    filled: dict[Place, bool] = {}
    for candidate in candidates_of(items):
        cell = candidate.target.cell
        if cell.kind is not CellKind.BLANK:
            filled[cell.place] = True
        elif not filled.get(cell.place) and any(figure.value for _, figure in candidate.terms):
            filled[cell.place] = False
    return sum(not each for each in filled.values()), sum(filled.values())


def derived_places(items: Sequence[Equation | Ratio]) -> frozenset[tuple[str, str]]:
    """The cells that hold a formula which the fill would write there: ours, not a person's."""
    if all(figure.cell.formula is None for item in items for figure in item.figures):
        return frozenset()
    return frozenset(
        candidate.target.cell.place
        for candidate in _all_candidates(items)
        if candidate.target.cell.formula is not None and same_formula(candidate.target.cell.formula, candidate.formula)
    )


class Fill:
    """What every cell that a candidate defines will hold. ``values``: of all cells that were asked for; ``written``: the
    cells that get another content than they have."""

    def __init__(self, candidates: Sequence[Candidate], recompute: bool) -> None:
        self.candidates = candidates
        self._recompute = recompute
        self._by_place: dict[Place, list[Candidate]] = {}
        for candidate in sorted(candidates, key=lambda candidate: candidate.leaves_sheet):
            known = self._by_place.setdefault(candidate.target.cell.place, [])
            if not known or known[0].leaves_sheet == candidate.leaves_sheet:  # a total of its sheet is no link
                known.append(candidate)
        self.values: dict[Place, Value] = {}
        self._open: set[Place] = set()
        self.edits: list[Edit] = []
        self.written: set[Place] = set()
        for known in self._by_place.values():
            self._value(known[0].target)

    def _value(self, figure: Figure) -> Value:
        """The value after the fill; decides the cell when it is asked for the first time, what it needs first."""
        place = figure.cell.place
        value = self.values.get(place)
        if value is None:
            self._open.add(place)
            value = self.values[place] = self._decide(figure, self._by_place.get(place, ()))
            self._open.discard(place)
        return value

    def _decide(self, figure: Figure, candidates: Sequence[Candidate]) -> Value:
        cell = figure.cell
        printed = Value(figure.value, not cell.is_empty)
        if not candidates:
            return printed
        worked = [(candidate, value) for candidate in candidates if (value := self._work_out(candidate)) is not None]
        if not worked or cell.kind is CellKind.DASH:
            return printed
        ours = [(c, v) for c, v in worked if cell.formula is not None and same_formula(cell.formula, c.formula)]
        if cell.formula is not None and not ours and not self._recompute:
            return printed  # a user's own formula
        telling = [(c, v) for c, v in worked if (v == printed if printed.filled else v.filled)]
        candidate, value = (ours or telling or worked)[0]
        if not value.filled and not printed.filled:
            return printed
        same = value.number == printed.number
        if printed.filled and not same and not ours and not self._recompute:
            return printed  # a 尾差, or a contradiction that the check tells
        if not (ours and same):
            self.written.add(cell.place)
            self.edits.append(Edit(cell.sheet, cell.address, _decimal(value.number, figure), candidate.formula))
        return Value(value.number, True)

    def _work_out(self, candidate: Candidate) -> Value | None:
        """The candidate's value from what its cells will hold; None when it would go in a circle."""
        needed = (*candidate.terms, *candidate.divisor)
        if any(figure.cell.place in self._open for _, figure in needed):
            return None
        values = [self._value(figure) for _, figure in needed]
        parts = [k * value.number for (k, _), value in zip(needed, values, strict=True)]
        number = sum(parts[: len(candidate.terms)])
        filled = any(value.filled for value in values)
        if candidate.divisor:
            bottom = sum(parts[len(candidate.terms) :])
            if bottom <= 0 and candidate.target.cell.kind is CellKind.BLANK:
                return None  # still without a base
            step = 1 if candidate.is_fraction else WHOLE // 10**PRINTED_DECIMALS
            return Value(_rounded(Decimal(number) * WHOLE / bottom / step) * step if bottom else 0, filled)
        if candidate.converts and candidate.target.unit is not None:
            step = candidate.target.unit.fen // 10**PRINTED_DECIMALS
            number = _rounded(Decimal(number) / step) * step
        return Value(number, filled)


def _rounded(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_UP))


def _decimal(number: int, figure: Figure) -> Decimal:
    return _amount(number, figure.unit.fen if figure.unit else WHOLE)


@lru_cache(maxsize=4096)
def _amount(number: int, scale: int) -> Decimal:
    return amount_from_number(Decimal(number) / scale, Unit.WAN).value


def _numbers_typed_as_text(items: Sequence[Equation | Ratio], written: set[Place]) -> list[Edit]:
    """Excel's SUM passes over text, so what a formula or a live check adds must be numbers."""
    cells = {f.cell.place: f.cell for item in items for f in item.figures if f.cell.number_as_text and not f.prior}
    return [Edit(*place, cell.value) for place, cell in cells.items() if place not in written]
