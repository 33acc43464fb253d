"""One slip, one finding: the alarms that a single wrong cell sets off are told under the cell and its right value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ...amounts import NumberStyle
from ...findings import Finding, Severity
from ...report import Report
from ..equations.equation import WHOLE, Equation, Ratio
from ..equations.messages import LONGEST_SUM
from .diagnosis import Contradiction, Repair, contradictions, doubts
from .simplex import FAR
from .surroundings import Surroundings, is_open, nearest

WRONG_CELL = "LH-1"
CONTRADICTION = "LH-2"
TITLES = {WRONG_CELL: "录错的数，和它引起的各处不符", CONTRADICTION: "几处关系各自相符，合在一起却不能同时成立"}
#: A message names so many relations, and says what so many cells should be.
_NAMED_RULES, _NAMED_WAYS = 6, 4
#: Up to so many printed steps, the middle of an interval stands for all of it.
_NARROW = 20
#: In an interval of so few, the figure that a likely slip was made from is told rather than the middle.
_TELLING = 2


def explain(
    report: Report,
    items: Sequence[Equation | Ratio],
    alarms: Iterable[tuple[Equation | Ratio, Finding]],
    *,
    prior: Report | None = None,
) -> list[Finding]:
    """The findings of a workbook's equations, every heap of alarms gathered under the one cell that explains it.

    ``items`` are all equations, ``alarms`` those that are not exact with what they say. An alarm stays as it is when
    nothing speaks for one of its cells rather than another. Figures that satisfy every identity by itself, but not all
    of them together, are told too. ``prior`` is last year's workbook, to recognise figures copied from it.
    """
    words = {id(item): finding for item, finding in alarms}
    surroundings = Surroundings(items, report, prior)
    found = []
    contradictory = contradictions(items, surroundings)
    for case in contradictory:
        if _is_clear(case) and not _is_repeated(case, contradictory):
            caused = [words.pop(id(alarm), None) for alarm in (*case.alarms, *_also(case))]
            found.append(_wrong_cells(case, tuple(finding for finding in caused if finding), surroundings))
        elif not case.alarms:
            found.append(_contradiction(case, surroundings))
    return [*words.values(), *found]


def _is_clear(case: Contradiction) -> bool:
    """True when there is more to say than the alarms say themselves.

    Several of them have one cause, or something speaks for one way: no other would do, or a usual slip explains it.
    """
    if not case.ways:
        return False
    if not _is_best(case):
        return len(case.alarms) > 1
    best = case.ways[0]
    return (
        len(case.ways) == 1 or len(case.alarms) > len(best) or bool(_also(case)) or all(repair.slip for repair in best)
    )


def _is_repeated(case: Contradiction, contradictory: Sequence[Contradiction]) -> bool:
    """True when the same figure would have to become the same other one elsewhere, too.

    That is no slip of the hand: two figures stand against each other in several places, and either may be the wrong one.
    A line that was not filled in is left out in all its columns.
    """
    elsewhere = [repair for other in contradictory if other is not case for way in other.ways[:1] for repair in way]
    return any(
        mine.figure.value == other.figure.value != 0 and mine.right.meets(other.right)
        for mine in case.ways[0]
        for other in (*elsewhere, *(repair for repair in case.ways[0] if repair is not mine))
    )


def _is_best(case: Contradiction) -> bool:
    """True when something speaks for the first way rather than the second."""
    return len(case.ways) == 1 or doubts(case.ways[0]) < doubts(case.ways[1])


def _also(case: Contradiction) -> list[Equation | Ratio]:
    """What else would hold if the first way is the right one."""
    return [item for repair in case.ways[0] for item in repair.also] if _is_best(case) else []


def _wrong_cells(case: Contradiction, caused: tuple[Finding, ...], surroundings: Surroundings) -> Finding:
    ways = [[_Words(repair, surroundings) for repair in way] for way in case.ways]
    expected, actual, difference = ways[0][0].figures if _is_best(case) and len(ways[0]) == 1 else (None, None, None)
    shown = case.ways if len(case.ways) <= LONGEST_SUM or not _is_best(case) else case.ways[:1]
    return Finding(
        WRONG_CELL,
        Severity.ERROR,
        TITLES[WRONG_CELL],
        "；".join(_best_first(case, ways) if _is_best(case) else _equally_good(case, ways)) + "。",
        tuple(dict.fromkeys(repair.figure.cell for way in shown for repair in way)),
        expected,
        actual,
        difference,
        caused,
    )


def _best_first(case: Contradiction, ways: Sequence[_Way]) -> Iterator[str]:
    mended = (*case.alarms, *_also(case))
    yield "，并且".join(f"{cell.place}{cell.should}，{cell.now}" for cell in ways[0])
    if len(mended) > 1:
        yield f"改正后下列 {len(mended)} 处关系都相符：{_rules(mended)}"
    else:
        yield f"改正后相符：{_rules(mended)}" if mended else _conflict(case)
    if len(ways) == 1:
        yield "只改一个数的话，本工作簿没有别处可改" if len(ways[0]) == 1 else "少改一个，或者改别处，都不能相符"
    else:
        yield f"如{'这个数' if len(ways[0]) == 1 else '这些数'}没有录错，请核对{_alternatives(ways[1:])}"


def _equally_good(case: Contradiction, ways: Sequence[_Way]) -> Iterator[str]:
    each = "个数改正其中任何一个" if len(ways[0]) == 1 else "种改法任取一种"
    yield f"下列 {len(ways)} {each}，{_rules(case.alarms)}就都相符"
    yield f"请核对{_alternatives(ways)}"


def _conflict(case: Contradiction) -> str:
    return f"下列 {len(case.identities)} 处关系各自在尾差之内，合在一起却不能同时成立：{_rules(case.identities)}"


def _contradiction(case: Contradiction, surroundings: Surroundings) -> Finding:
    parts = [_conflict(case)]
    figures = [repair.figure for repair in case.repairs]
    if figures:
        parts.append(f"请核对{_alternatives([[_Words(repair, surroundings) for repair in way] for way in case.ways])}")
    else:
        figures = [
            figure for equation in case.identities for figure in equation.figures if figure.value and not figure.prior
        ]
    cells = tuple(dict.fromkeys(figure.cell for figure in figures))
    return Finding(CONTRADICTION, Severity.ERROR, TITLES[CONTRADICTION], "；".join(parts) + "。", cells)


def _alternatives(ways: Sequence[_Way]) -> str:
    """Each way with its figures; of many, the likelier ones, and the places of the others."""
    if len(ways[0]) > 1:
        return "；或者".join("和".join(cell.brief for cell in way) for way in ways)
    likelier = "、".join(cell.brief for (cell,) in ways[:_NAMED_WAYS])
    others = "、".join(cell.address for (cell,) in ways[_NAMED_WAYS:])
    return f"{likelier}，以及 {others}" if others else likelier


def _rules(items: Sequence[Equation | Ratio]) -> str:
    titles = list(dict.fromkeys(f"{item.rule.id} {item.rule.title}" for item in items))
    return "、".join(titles[:_NAMED_RULES]) + (f"等 {len(titles)} 条" if len(titles) > _NAMED_RULES else "")


class _Words:
    """What a message says of a cell that should change, in the unit and the decimals of that cell."""

    def __init__(self, repair: Repair, surroundings: Surroundings) -> None:
        self._figure, self._slip = repair.figure, repair.slip
        self._unit, self._step = surroundings.unit(repair.figure), surroundings.step(repair.figure)
        low, high = repair.right
        self._low, self._high = nearest(low, self._step), nearest(high, self._step)
        self._center = nearest((low + high) // 2, self._step)
        if self._slip and self._slip.right is not None and self._high - self._low <= _TELLING:
            self._center = self._slip.right
        self._is_open, self._opens_up = is_open(repair.figure, repair.right), high >= FAR // 2

    @property
    def place(self) -> str:
        return f"{self._figure.place}（{self._figure.cell.address}）"

    @property
    def address(self) -> str:
        return self._figure.cell.address

    @property
    def brief(self) -> str:
        """``公开06表“30101 基本工资”（C6，现 95.01，应为 95.21 万元左右（95.17 至 95.25））``."""
        now = "现为空" if self._figure.cell.is_empty else f"现 {self._text(self._figure.value // self._step)}"
        return f"{self._figure.place}（{self._figure.cell.address}，{now}，{self.should}）"

    @property
    def should(self) -> str:
        """``应为 24.88 万元左右（24.84 至 24.92）``; where the interval is wide, its ends."""
        unit = f" {self._unit.value}" if self._unit else ""
        low, high = self._text(self._low), self._text(self._high)
        if self._is_known:
            about = "" if low == high else f"{'' if unit else ' '}左右（{low} 至 {high}）"
            return f"应为 {self._text(self._center)}{unit}{about}"
        if self._is_open:
            return f"应不小于 {low}{unit}" if self._opens_up else f"应不大于 {high}{unit}"
        return f"应在 {low} 至 {high}{unit}之间"

    @property
    def now(self) -> str:
        """``现 24.68，可能是把 24.86 录成了 24.68（相邻两位数字颠倒）``."""
        printed = self._text(self._figure.value // self._step)
        now = "现为空" if self._figure.cell.is_empty else f"现 {printed}"
        if self._slip is None:
            return now
        meant = None if self._slip.right is None else self._text(self._slip.right)
        return f"{now}，可能是" + (f"把 {meant} 录成了 {printed}：" if meant else "") + self._slip.kind.value

    @property
    def figures(self) -> tuple[Decimal | None, Decimal, Decimal | None]:
        """Right value, present value, difference. What is not known within a few printed steps is None."""
        actual = self._number(self._figure.value // self._step)
        if not self._is_known:
            return None, actual, None
        expected = self._number(self._center)
        return expected, actual, actual - expected

    @property
    def _is_known(self) -> bool:
        return self._low == self._high or (not self._is_open and self._high - self._low <= _NARROW)

    def _number(self, steps: int) -> Decimal:
        return Decimal(steps * self._step) / (self._unit.fen if self._unit else WHOLE)

    def _text(self, steps: int) -> str:
        number = self._number(steps)
        exponent = number.as_tuple().exponent
        style = NumberStyle(max(2, -exponent) if isinstance(exponent, int) else 2, drop_zeros=self._unit is None)
        return style.text(number)


#: The cells that would have to change together.
_Way = list[_Words]
