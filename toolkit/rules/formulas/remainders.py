"""Blank amounts that no identity defines but that one leaves room for: the grant in 公开04, once all that is paid from it is known.

A printed total is never made to fit so: only one that was blank and is worked out asks for a part. Such a cell is filled
when that lets more identities hold and breaks none; where two cells would do equally well, neither is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...cells import CellKind
from ..equations.equation import Equation, Figure, Ratio
from .candidates import Candidate, Place, same_formula, solved


class Value(NamedTuple):
    """What a cell will hold: ``number`` in 分 or millionths, and whether anything stands there at all."""

    number: int
    filled: bool


#: What cells will hold.
Values = Mapping[Place, Value]


class Remainders:
    """``places``: the blank cells in question. ``ours``: what was written into such cells before, worked out anew."""

    def __init__(self, items: Sequence[Equation | Ratio], candidates: Sequence[Candidate]) -> None:
        self._equations = [item for item in items if isinstance(item, Equation) and _must_be_equal(item)]
        defined = {candidate.target.cell.place for candidate in candidates}
        self._users: dict[Place, list[Equation]] = {}
        figures: dict[Place, Figure] = {}
        for equation in self._equations:
            for figure in equation.figures:
                self._users.setdefault(figure.cell.place, []).append(equation)
                figures[figure.cell.place] = figure
        undefined = [place for place in figures if place not in defined]
        self.places = [place for place in undefined if figures[place].cell.kind is CellKind.BLANK]
        self.ours = [
            candidate
            for place in undefined
            if (formula := figures[place].cell.formula) is not None
            for equation in self._users[place]
            if (candidate := solved(equation, place)) and same_formula(formula, candidate.formula)
        ]

    def asked(self, values: Values, written: set[Place]) -> Iterator[Candidate]:
        """Each blank cell with what an identity asks for it that does not hold and that a worked-out total is part of."""
        for place in self.places:
            if place in written:
                continue
            lacking = [
                equation
                for equation in self._users[place]
                if not _holds(equation, values)
                and any(f.cell.kind is CellKind.BLANK and f.cell.place in written for f in equation.figures)
            ]
            within = [equation for equation in lacking if len({f.cell.sheet for f in equation.figures}) == 1]
            candidate = solved((within or lacking)[0], place) if lacking else None
            if candidate and sum(k * _value(figure, values) for k, figure in candidate.terms) > 0:
                yield candidate

    def best(self, values: Values, trials: Sequence[Values]) -> int | None:
        """The number of the trial that breaks no identity and leaves fewest that do not hold; None when none is best."""
        before = {id(equation) for equation in self._equations if not _holds(equation, values)}
        left = [{id(e) for e in self._equations if not _holds(e, trial)} for trial in trials]
        good = sorted((len(after), number) for number, after in enumerate(left) if after < before)
        if not good or len(good) > 1 and good[0][0] == good[1][0]:
            return None
        return good[0][1]


def _must_be_equal(equation: Equation) -> bool:
    return (
        equation.rule.severity == "error"
        and equation.relation == "="
        and not equation.constant
        and not equation.looks_back
        and all(figure.role == "amount" for _, figure in (*equation.left, *equation.right))
    )


def _value(figure: Figure, values: Values) -> int:
    known = values.get(figure.cell.place)
    return known.number if known else figure.value


def _holds(equation: Equation, values: Values) -> bool:
    """Both sides are equal but for what rounding explains: half a printed step of each figure."""
    difference = sum(k * _value(figure, values) for k, figure in equation.left)
    difference -= sum(k * _value(figure, values) for k, figure in equation.right)
    return difference == 0 or abs(difference) <= sum(
        abs(k) * (figure.unit.fen // 200 if figure.unit else 0) for k, figure in (*equation.left, *equation.right)
    )
