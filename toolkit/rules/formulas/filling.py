"""The fill: every total that an identity determines becomes a live formula, with its value worked out in Decimal.

A cell has one defining identity, sums within a sheet before links between sheets, never in a circle. What is printed is
kept unless it is the formula's value to the last digit: a 尾差 stays a printed figure, and a wrong figure is a finding,
not something to be repaired in silence. ``recompute`` puts formulas there too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ...amounts import PRINTED_DECIMALS, Unit, amount_from_number
from ...cells import Cell, CellKind
from ...edits import Edit
from ..equations.equation import WHOLE, Equation, Figure, Ratio, Term
from .translation import linear

_Place = tuple[str, str]


def fill_edits(items: Sequence[Equation | Ratio], *, recompute: bool = False) -> list[Edit]:
    """The formulas to write, each with the value it will show, and numbers typed as text turned into numbers.

    Blank totals get a formula once anything below them is filled in; with nothing below they stay blank. A formula of
    the user's is left alone unless ``recompute``; running twice changes nothing the second time. Values are those the
    workbook holds after all edits. ``items``: what the rules make of the workbook as it stands (``instances``).
    """
    edits = _Fill(items, recompute).edits()
    return [*edits, *_numbers_typed_as_text(items, {(edit.sheet, edit.address) for edit in edits})]


class _Value(NamedTuple):
    """What a cell will hold: ``number`` in 分 or millionths, and whether anything stands there at all."""

    number: int
    filled: bool


@dataclass(frozen=True)
class _Candidate:
    """One identity that could define the cell on its left."""

    target: Figure
    terms: tuple[Term, ...]
    divisor: tuple[Term, ...] = ()

    @property
    def leaves_sheet(self) -> bool:
        return any(term.cell.sheet != self.target.cell.sheet for term in (*self.terms, *self.divisor))

    @property
    def converts(self) -> bool:
        return any(figure.unit is not self.target.unit for _, figure in self.terms)

    @property
    def is_fraction(self) -> bool:
        """A percentage that Excel's number format prints; 执行率(%) holds percentage points, rounded."""
        return self.target.role == "percent"

    def formula(self) -> str:
        unit = self.target.unit
        home = self.target.cell.sheet
        if self.divisor:
            top, bottom = linear(self.terms, Unit.WAN, home), linear(self.divisor, Unit.WAN, home)
            quotient = f"({top})/({bottom})" if len(self.terms) > 1 else f"{top}/{bottom}"
            return f"IF({bottom}=0,0,{quotient if self.is_fraction else f'ROUND({quotient},{PRINTED_DECIMALS})'})"
        written = linear(self.terms, unit, home)
        return f"ROUND({written},{PRINTED_DECIMALS})" if self.converts else written


def _candidates(items: Sequence[Equation | Ratio]) -> Iterator[_Candidate]:
    for item in items:
        if item.rule.severity != "error" or any(figure.prior for figure in item.figures):
            continue  # what need not hold defines nothing
        if isinstance(item, Ratio):
            yield _Candidate(item.left, item.numerator, item.denominator)
        elif item.relation == "=" and len(item.left) == 1 and item.left[0].coefficient == 1 and not item.constant:
            candidate = _Candidate(item.left[0].figure, item.right)
            compared = not item.adds and not candidate.leaves_sheet  # 收入总计 = 支出总计: two totals, no sum
            if item.right and not item.absent and not compared:
                yield candidate


class _Fill:
    def __init__(self, items: Sequence[Equation | Ratio], recompute: bool) -> None:
        self._recompute = recompute
        self._by_place: dict[_Place, list[_Candidate]] = {}
        for candidate in sorted(_candidates(items), key=lambda candidate: candidate.leaves_sheet):
            known = self._by_place.setdefault(_place(candidate.target.cell), [])
            if not known or known[0].leaves_sheet == candidate.leaves_sheet:  # a total of its sheet is no link
                known.append(candidate)
        self._values: dict[_Place, _Value] = {}
        self._open: set[_Place] = set()
        self._edits: list[Edit] = []

    def edits(self) -> list[Edit]:
        for candidates in self._by_place.values():
            self._value(candidates[0].target)
        return self._edits

    def _value(self, figure: Figure) -> _Value:
        """The value after the fill; decides the cell when it is asked for the first time, what it needs first."""
        place = _place(figure.cell)
        value = self._values.get(place)
        if value is None:
            self._open.add(place)
            value = self._values[place] = self._decide(figure, self._by_place.get(place, ()))
            self._open.discard(place)
        return value

    def _decide(self, figure: Figure, candidates: Sequence[_Candidate]) -> _Value:
        cell = figure.cell
        printed = _Value(figure.value, not cell.is_empty)
        if not candidates:
            return printed
        worked = [(candidate, value) for candidate in candidates if (value := self._work_out(candidate)) is not None]
        if not worked or cell.kind is CellKind.DASH:
            return printed
        ours = [(c, v) for c, v in worked if cell.formula is not None and _same_formula(cell.formula, c.formula())]
        if cell.formula is not None and not ours and not self._recompute:
            return printed  # a user's own formula
        agreeing = [(c, v) for c, v in worked if v == printed]
        candidate, value = (ours or agreeing or worked)[0]
        if not value.filled and not printed.filled:
            return printed
        same = value.number == printed.number
        if printed.filled and not same and not ours and not self._recompute:
            return printed  # a 尾差, or a contradiction that the check tells
        if not (ours and same):
            self._edits.append(Edit(cell.sheet, cell.address, _decimal(value.number, figure), candidate.formula()))
        return _Value(value.number, True)

    def _work_out(self, candidate: _Candidate) -> _Value | None:
        """The candidate's value from what its cells will hold; None when it would go in a circle."""
        needed = [figure for _, figure in (*candidate.terms, *candidate.divisor)]
        if any(_place(figure.cell) in self._open for figure in needed):
            return None
        values = [self._value(figure) for figure in needed]
        count = len(candidate.terms)
        number = sum(
            term.coefficient * value.number for term, value in zip(candidate.terms, values[:count], strict=True)
        )
        filled = any(value.filled for value in values)
        if candidate.divisor:
            bottom = sum(
                term.coefficient * value.number for term, value in zip(candidate.divisor, values[count:], strict=True)
            )
            step = 1 if candidate.is_fraction else WHOLE // 10**PRINTED_DECIMALS
            return _Value(_rounded(Decimal(number) * WHOLE / bottom / step) * step if bottom else 0, filled)
        if candidate.converts and candidate.target.unit is not None:
            step = candidate.target.unit.fen // 10**PRINTED_DECIMALS
            number = _rounded(Decimal(number) / step) * step
        return _Value(number, filled)


def _place(cell: Cell) -> _Place:
    return (cell.sheet, cell.address)


def _rounded(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_UP))


def _decimal(number: int, figure: Figure) -> Decimal:
    unit = figure.unit
    return amount_from_number(Decimal(number) / (unit.fen if unit else WHOLE), Unit.WAN).value


def _same_formula(present: str, ours: str) -> bool:
    return present.replace(" ", "").replace("$", "").upper() == ours.replace(" ", "").replace("$", "").upper()


def _numbers_typed_as_text(items: Sequence[Equation | Ratio], written: set[_Place]) -> list[Edit]:
    """Excel's SUM passes over text, so what a formula or a live check adds must be numbers."""
    cells = {_place(f.cell): f.cell for item in items for f in item.figures if f.cell.number_as_text and not f.prior}
    return [Edit(*place, cell.value) for place, cell in cells.items() if place not in written]
