"""Joint consistency: could any true amounts print as all figures at once, and if not, what was done wrong?

First it is asked whether one act explains several alarms (:mod:`.acts`), then which single cells explain the rest
(:mod:`.blame`). The right values are solved for as well: the interval in which each of them lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from ..equations.equation import Equation, Ratio, Verdict
from ..solving.arithmetic import Arithmetic
from ..solving.system import System
from .blame import Blame
from .cases import Contradiction
from .deeds import Deeds
from .repairs import Repairs
from .surroundings import Surroundings


def contradictions(
    items: Sequence[Equation | Ratio], surroundings: Surroundings | None = None, system: System | None = None
) -> list[Contradiction]:
    """Everything that is wrong with the identities of a workbook; an empty list says that true amounts exist.

    Several slips are told apart when each could be put right whatever was meant in the place of the others.
    """
    system = system or System(items)
    if system.is_explained_by_rounding:
        return []
    broken = [n for n, equation in enumerate(system.equations) if equation.verdict is Verdict.WRONG]
    surroundings, arithmetic = surroundings or Surroundings(items), Arithmetic(system)
    repairs = Repairs(items, system, arithmetic, surroundings)
    deeds = Deeds(items, system, arithmetic, repairs, surroundings).explain(broken) if broken else []
    explained = {alarm for deed in deeds for alarm in deed.alarms}
    with ExitStack() as undone:
        for deed in deeds:
            undone.enter_context(deed.undone(system))
        rest = list(Blame(system, repairs).explain([number for number in broken if number not in explained]))
    told = {id(equation) for deed in deeds for equation in deed.contradiction.alarms}
    rest = [case for case in rest if case.alarms or not all(id(equation) in told for equation in case.identities)]
    return [*(deed.contradiction for deed in deeds), *rest]
