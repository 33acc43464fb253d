"""What a workbook takes over from last year's: each cell that an identity sets equal to figures of 上年."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ...amounts import PRINTED_DECIMALS, round_half_up
from ...cells import Cell, CellKind
from ...profiles import Profile
from ..equations.equation import WHOLE, Equation, Figure, Ratio
from ..language.compiled import compiled, walk
from ..language.grammar import FACTS, PRIOR, Identity, Ref, RuleSyntaxError
from ..language.scope import find_scope, pick_columns, scopes


class FromPriorYear(NamedTuple):
    """A blank cell, what last year's workbook says belongs there (in the unit of the cell), and where that stands."""

    cell: Cell
    value: Decimal
    source: str


def from_prior_year(items: Sequence[Equation | Ratio]) -> Iterator[FromPriorYear]:
    """The blank cells that last year's workbook fills. A form is given figures only, an entry of ours also its zeros.

    What a person typed stays: the check compares it.
    """
    taken: set[tuple[str, str]] = set()
    for item in items:
        if not isinstance(item, Equation) or item.relation != "=" or item.constant or item.absent:
            continue
        ((k, target), *more) = item.left or ((0, None),)
        if more or k != 1 or target is None or target.prior or target.cell.kind is not CellKind.BLANK:
            continue
        if not item.right or not all(figure.prior for _, figure in item.right):
            continue
        place = (target.cell.sheet, target.cell.address)
        if place in taken or all(figure.cell.kind is CellKind.BLANK for _, figure in item.right):
            continue
        value = _in_unit(sum(k * figure.value for k, figure in item.right), target)
        if value or target.form == FACTS:
            taken.add(place)
            yield FromPriorYear(target.cell, value, "、".join(_place(figure) for _, figure in item.right[:3]))


def carried_over(items: Sequence[Equation | Ratio]) -> frozenset[tuple[str, str]]:
    """Sheet and address of each cell that an identity takes over from figures of last year, whatever stands there."""
    return frozenset(
        (item.left[0].cell.sheet, item.left[0].cell.address)
        for item in items
        if isinstance(item, Equation)
        and item.relation == "="
        and len(item.left) == 1
        and not item.left[0].figure.prior
        and item.right
        and all(figure.prior for _, figure in item.right)
    )


@lru_cache(maxsize=32)
def carrying_columns(profile: Profile) -> frozenset[tuple[str, str, str]]:
    """Table, block and column of all that identities may take over from last year, in some row at least."""
    found: set[tuple[str, str, str]] = set()
    for rule in compiled(profile):
        statement = rule.statement
        if not isinstance(statement, Identity) or not isinstance(statement.left, Ref) or statement.left.prior:
            continue
        taken = [node for node in walk(statement.right) if isinstance(node, Ref)]
        if statement.relation == "=" and taken and all(ref.prior for ref in taken):
            scope = find_scope(scopes(profile), statement.left)
            try:
                columns = tuple(pick_columns(scope, statement.left, {}))
            except RuleSyntaxError:  # a variable that takes several of them
                columns = tuple(scope.columns)
            found.update((scope.table, scope.block, column) for column in columns)
    return frozenset(found)


def _in_unit(number: int, target: Figure) -> Decimal:
    unit = target.unit
    if unit is None:
        return Decimal(number) / WHOLE
    return round_half_up(Decimal(number) / unit.fen, PRINTED_DECIMALS)


def _place(figure: Figure) -> str:
    return figure.place.removeprefix(PRIOR)
