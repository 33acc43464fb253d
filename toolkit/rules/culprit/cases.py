"""What the search for the culprit finds, as records: repairs of cells, and the contradictions that they end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...amounts import Interval
from ..equations.equation import Equation, Figure, Ratio, Term
from .acts import Act
from .slips import Slip

#: What relations outside the identities say (fewer is better), then how sure the kind of slip is, then whether only a
#: formula has to do with the alarms; smaller is likelier.
Doubt = tuple[int, int, bool]


class Repair(NamedTuple):
    """A cell whose change would end a contradiction, the amounts (in 分) it could then hold, and the likely slip.

    ``also``: relations outside the identities (quotients, 提示) that are wrong now and would hold as well. ``doubt``:
    what those relations say, then how sure the kind of slip is; smaller is likelier, and a figure that is in the
    alarms itself is likelier than one of a total that a formula works out, when nothing else is filled in below it.
    """

    figure: Figure
    right: Interval
    slip: Slip | None
    also: tuple[Equation | Ratio, ...]
    doubt: Doubt


class Contradiction(NamedTuple):
    """Figures that no true amounts can have been printed as.

    ``alarms``: the identities that are wrong by themselves; none when they contradict only all together. ``ways``: the
    least changes that would do, best guess first, each the cell or the cells that would have to change; none when it
    would take more. ``identities``: contradictory together, none superfluous. ``acts``: what was done, one for each of
    the ways, where it takes an act to change so many cells together.
    """

    alarms: tuple[Equation, ...]
    ways: tuple[tuple[Repair, ...], ...]
    identities: tuple[Equation, ...]
    acts: tuple[Act, ...] = ()

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Those of all ways."""
        return tuple(repair for way in self.ways for repair in way)


def doubts(way: tuple[Repair, ...]) -> list[Doubt]:
    """How doubtful a way is, its most doubtful repair first. Nothing speaks for one of two ways that are equal in it."""
    return sorted((repair.doubt for repair in way), reverse=True)


def exchanged(item: Equation | Ratio, new: Mapping[int, Figure]) -> Equation | Ratio:
    """The same relation with other figures in the places of its own, by the identity of these."""

    def side(terms: tuple[Term, ...]) -> tuple[Term, ...]:
        return tuple(Term(k, new.get(id(figure), figure)) for k, figure in terms)

    if isinstance(item, Equation):
        return item._replace(left=side(item.left), right=side(item.right))
    left = new.get(id(item.left), item.left)
    return item._replace(left=left, numerator=side(item.numerator), denominator=side(item.denominator))
