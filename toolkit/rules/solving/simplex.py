"""An exact solver for bounded linear identities: can all cells and all sums stay within their bounds at once?

The general simplex method of SMT solvers (Dutertre and de Moura, "A Fast Linear-Arithmetic Solver for DPLL(T)", CAV
2006) over Python integers: nothing is rounded, a bound can be changed and the answer asked for again at the price of a
few pivots, and "no" comes with the bounds that contradict each other, none of them superfluous. Fractions appear only
when a pivot is not ±1, which sums of cells hardly ever bring about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import count

Number = int | Fraction

#: Stands for "no bound". An amount in 分 never comes near it.
FAR = 10**18
#: After so many pivots the rule that surely ends takes over from the rule that is usually fast.
_PATIENCE = 200


class Simplex:
    """Variables 0 … n−1 are cells; every sum over them is a further variable, bounded like a cell.

    A basic variable is a row, written as a sum of the others; every other variable stays within its bounds always, and
    :meth:`conflict` moves values until the basic ones do so too. Bland's rule makes every search end: the lowest number
    wins, so the caller should number the cells that appear in few sums first.
    """

    def __init__(self, values: Iterable[int], bounds: Iterable[tuple[int, int]], uses: Iterable[int]) -> None:
        #: What the variables hold: after an answer "yes", amounts that satisfy everything.
        self.values: list[Number] = list(values)
        #: Variables whose value has changed since the caller last cleared this.
        self.changed: set[int] = set()
        self._uses = list(uses)
        self._low: list[int] = []
        self._high: list[int] = []
        for low, high in bounds:
            self._low.append(low)
            self._high.append(high)
        self._rows: dict[int, dict[int, Number]] = {}
        self._columns: list[set[int]] = [set() for _ in self.values]
        self._strained: set[int] = set()  # basic variables out of bounds

    def add(self, terms: Mapping[int, int], low: int, high: int) -> int:
        """A further sum that must lie in [low, high]; its number."""
        row: dict[int, Number] = {}
        for other, k in terms.items():
            for leaf, part in self._rows.get(other, {other: 1}).items():
                row[leaf] = row.get(leaf, 0) + k * part
        variable = len(self.values)
        self._rows[variable] = {other: k for other, k in row.items() if k}
        for other in self._rows[variable]:
            self._columns[other].add(variable)
        self._uses.append(len(terms))
        self.values.append(sum(k * self.values[other] for other, k in terms.items()))
        self._columns.append(set())
        self._low.append(low)
        self._high.append(high)
        self._look(variable)
        return variable

    def bounds(self, variable: int) -> tuple[int, int]:
        return self._low[variable], self._high[variable]

    def bound(self, variable: int, low: int, high: int) -> None:
        """Replace the bounds of a variable."""
        self._low[variable], self._high[variable] = low, high
        if variable in self._rows:
            self._look(variable)
        else:
            value = self.values[variable]
            self._move(variable, min(max(value, low), high) - value)

    def conflict(self) -> frozenset[int] | None:
        """None when everything fits; else variables whose bounds cannot all hold, though without any one they could."""
        for turn in count():
            if not self._strained:
                break
            basic = min(self._strained)
            value = self.values[basic]
            up = value < self._low[basic]
            entering = self._entering(basic, up, careful=turn > _PATIENCE)
            if entering is None:
                return frozenset((basic, *self._rows[basic]))
            target = self._low[basic] if up else self._high[basic]
            self._move(entering, _exact(target - value, self._rows[basic][entering]))
            self._pivot(basic, entering)
        return None

    def least(self, variable: int) -> Number:
        """The least value the variable can take while everything fits; ask :meth:`conflict` first."""
        return self._extreme(variable, up=False)

    def most(self, variable: int) -> Number:
        """The greatest value the variable can take while everything fits; ask :meth:`conflict` first."""
        return self._extreme(variable, up=True)

    def _extreme(self, variable: int, *, up: bool) -> Number:
        end = self._high[variable] if up else self._low[variable]
        if variable not in self._rows:
            if not self._columns[variable]:
                return end
            self._pivot(min(self._columns[variable]), variable)
        for turn in count():
            if self.values[variable] == end:
                break
            entering = self._entering(variable, up, careful=turn > _PATIENCE)
            if entering is None:
                break
            self._push(entering, rising=(self._rows[variable][entering] > 0) == up)
            if variable not in self._rows:  # it reached its own bound
                break
        return self.values[variable]

    def _entering(self, basic: int, up: bool, *, careful: bool = False) -> int | None:
        """A variable of the row with room to move the basic one up or down.

        One with a coefficient of ±1, in few rows now and few sums at large; ``careful``: the first by number.
        """
        values, low, high = self.values, self._low, self._high
        columns, uses = self._columns, self._uses
        best, lightest = None, (True, 0, 0)
        for other, k in self._rows[basic].items():
            if values[other] < high[other] if (k > 0) == up else values[other] > low[other]:
                weight = (
                    (False, 0, other) if careful else (k != 1 and k != -1, len(columns[other]) + uses[other], other)
                )
                if best is None or weight < lightest:
                    best, lightest = other, weight
        return best

    def _push(self, entering: int, *, rising: bool) -> None:
        """Move a variable as far as it and all rows allow; the row that stops it leaves the basis."""
        values, low, high = self.values, self._low, self._high
        room: Number = high[entering] - values[entering] if rising else values[entering] - low[entering]
        stop = -1
        for basic in sorted(self._columns[entering]):
            k = self._rows[basic][entering]
            slack = high[basic] - values[basic] if (k > 0) == rising else values[basic] - low[basic]
            step = _exact(slack, k if k > 0 else -k)
            if step < room:
                room, stop = step, basic
        self._move(entering, room if rising else -room)
        if stop >= 0:
            self._pivot(stop, entering)

    def _move(self, variable: int, by: Number) -> None:
        """Change a variable that is not basic, and with it every row it stands in."""
        if not by:
            return
        self.values[variable] += by
        self.changed.add(variable)
        self.changed |= self._columns[variable]
        for basic in self._columns[variable]:
            self.values[basic] += self._rows[basic][variable] * by
            self._look(basic)

    def _look(self, basic: int) -> None:
        if self._low[basic] <= self.values[basic] <= self._high[basic]:
            self._strained.discard(basic)
        else:
            self._strained.add(basic)

    def _pivot(self, leaving: int, entering: int) -> None:
        """Exchange the two: ``entering`` becomes a row, and is replaced by it in all other rows. No value changes."""
        row = self._rows.pop(leaving)
        self._strained.discard(leaving)
        pivot = row.pop(entering)
        solved: dict[int, Number] = {other: _exact(-k, pivot) for other, k in row.items()}
        solved[leaving] = _exact(1, pivot)
        columns = self._columns
        for other in row:
            columns[other].discard(leaving)
        users = columns[entering]
        users.discard(leaving)
        for basic in users:
            target = self._rows[basic]
            factor = target.pop(entering)
            for other, k in solved.items():
                before = target.get(other)
                if before is None:
                    product = factor * k
                    target[other] = product if type(product) is int else _plain(product)
                    columns[other].add(basic)
                elif after := before + factor * k:
                    target[other] = after if type(after) is int else _plain(after)
                else:
                    del target[other]
                    columns[other].discard(basic)
        columns[entering] = set()
        for other in solved:
            columns[other].add(entering)
        self._rows[entering] = solved
        self._look(entering)


def _exact(number: Number, divisor: Number) -> Number:
    """The quotient, an integer whenever it is one."""
    if divisor == 1:
        return number
    if divisor == -1:
        return -number
    return _plain(Fraction(number) / divisor)


def _plain(number: Number) -> Number:
    """An integer as an int, for fractions are many times slower to reckon with."""
    return number.numerator if number.denominator == 1 else number
