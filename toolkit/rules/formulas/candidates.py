"""What a cell may be worked out from: an identity with that cell alone on one side, as terms and as an Excel formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...amounts import PRINTED_DECIMALS, Unit
from ...lazily import derived
from ..equations.equation import Equation, Figure, Ratio, Term
from .translation import linear

#: Sheet and address.
Place = tuple[str, str]


@dataclass(frozen=True)
class Candidate:
    """One identity that could define the cell on its left."""

    target: Figure
    terms: tuple[Term, ...]
    divisor: tuple[Term, ...] = ()

    @derived
    def leaves_sheet(self) -> bool:
        home = self.target.cell.sheet
        return any(figure.cell.sheet != home for _, figure in (*self.terms, *self.divisor))

    @derived
    def converts(self) -> bool:
        unit = self.target.unit
        return any(figure.unit is not unit for _, figure in self.terms)

    @property
    def is_fraction(self) -> bool:
        """A percentage that Excel's number format prints; 执行率(%) holds percentage points, rounded."""
        return self.target.role == "percent"

    @derived
    def formula(self) -> str:
        """As Excel writes it, without the leading "="."""
        unit = self.target.unit
        home = self.target.cell.sheet
        if self.divisor:
            top, bottom = linear(self.terms, Unit.WAN, home), linear(self.divisor, Unit.WAN, home)
            quotient = f"({top})/({bottom})" if len(self.terms) > 1 else f"{top}/{bottom}"
            return f"IF({bottom}=0,0,{quotient if self.is_fraction else f'ROUND({quotient},{PRINTED_DECIMALS})'})"
        written = linear(self.terms, unit, home)
        return f"ROUND({written},{PRINTED_DECIMALS})" if self.converts else written


def candidates_of(items: Sequence[Equation | Ratio]) -> Iterator[Candidate]:
    """Every identity that must hold and has one cell on its left."""
    for item in items:
        if item.rule.severity != "error" or item.looks_back:
            continue  # what need not hold defines nothing
        if isinstance(item, Ratio):
            yield Candidate(item.left, item.numerator, item.denominator)
        elif item.relation == "=" and len(item.left) == 1 and item.left[0].coefficient == 1 and not item.constant:
            candidate = Candidate(item.left[0].figure, item.right)
            compared = not item.adds and not candidate.leaves_sheet  # 收入总计 = 支出总计: two totals, no sum
            if item.right and not item.absent and not compared:
                yield candidate


def solved(equation: Equation, place: Place) -> Candidate | None:
    """The identity solved for one of its cells; None where that takes a division."""
    terms = [(sign * k, f) for sign, side in ((1, equation.left), (-1, equation.right)) for k, f in side]
    own = [(k, figure) for k, figure in terms if figure.cell.place == place]
    if len(own) != 1 or abs(own[0][0]) != 1:
        return None
    sign = -own[0][0]
    return Candidate(own[0][1], tuple(Term(sign * k, figure) for k, figure in terms if figure.cell.place != place))


def same_formula(one: str, other: str) -> bool:
    """Spaces, signs of fixed references and the width of letters aside."""
    return one.replace(" ", "").replace("$", "").upper() == other.replace(" ", "").replace("$", "").upper()
