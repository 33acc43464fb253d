"""One slip, one finding: the alarms that a single wrong cell sets off are told under the cell and its right value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ..amounts import NumberStyle
from ..findings import Finding, Severity
from ..report import Report
from .equations import WHOLE, Equation, Ratio
from .joint import Contradiction, Repair, contradictions
from .simplex import FAR
from .surroundings import Surroundings, is_open, nearest

WRONG_CELL = "LH-1"
CONTRADICTION = "LH-2"
_TITLES = {WRONG_CELL: "改正一个数，有关的关系就都相符", CONTRADICTION: "几条关系不能同时成立"}
#: A message names so many relations, and so many other cells that might be the wrong one.
_NAMED_RULES, _NAMED_CELLS = 6, 4
#: Up to so many printed steps, the middle of an interval stands for all of it.
_NARROW = 20
#: In an interval of so few, the figure that a likely slip was made from is told rather than the middle.
_TELLING = 2


def explain(
    report: Report,
    items: Sequence[Equation | Ratio],
    told: Iterable[tuple[Equation | Ratio, Finding]],
    *,
    prior: Report | None = None,
) -> list[Finding]:
    """The findings of a workbook's equations, every heap of alarms gathered under the one cell that explains it.

    ``items`` are all equations, ``told`` those that are not exact with what they say. An alarm stays as it is when
    nothing speaks for one of its cells rather than another. Figures that satisfy every identity by itself, but not all
    of them together, are told too. ``prior`` is last year's workbook, to recognise figures copied from it.
    """
    words = {id(item): finding for item, finding in told}
    surroundings = Surroundings(items, report, prior)
    found = []
    for one in contradictions(items, surroundings):
        if _is_clear(one):
            caused = [words.pop(id(alarm), None) for alarm in (*one.alarms, *one.repairs[0].also)]
            found.append(_wrong_cell(one, tuple(finding for finding in caused if finding), surroundings))
        elif not one.alarms:
            found.append(_contradiction(one, surroundings))
    return [*words.values(), *found]


def _is_clear(one: Contradiction) -> bool:
    """True when something speaks for a cell: no other would do, several relations point to it, a usual slip explains it."""
    if not one.repairs:
        return False
    best = one.repairs[0]
    return len(one.repairs) == 1 or len(one.alarms) + len(best.also) > 1 or best.slip is not None


def _wrong_cell(one: Contradiction, caused: tuple[Finding, ...], surroundings: Surroundings) -> Finding:
    best = _Words(one.repairs[0], surroundings)
    mended = (*one.alarms, *one.repairs[0].also)
    if mended:
        effect = (
            f"改正后下列 {len(mended)} 处关系都相符：{_rules(mended)}"
            if len(mended) > 1
            else f"改正后相符：{_rules(mended)}"
        )
    else:
        effect = f"现在下列 {len(one.identities)} 处关系各自相符，合在一起却不能同时成立：{_rules(one.identities)}"
    parts = [f"{best.place}{best.should}，{best.now}", effect]
    if len(one.repairs) > 1:
        parts.append(f"如这个数没有录错，请核对{_suspects(one.repairs[1:], surroundings)}")
    return Finding(
        WRONG_CELL,
        Severity.ERROR,
        _TITLES[WRONG_CELL],
        "；".join(parts) + "。",
        tuple(repair.figure.cell for repair in one.repairs),
        best.expected,
        best.actual,
        None if best.expected is None else best.actual - best.expected,
        caused,
    )


def _contradiction(one: Contradiction, surroundings: Surroundings) -> Finding:
    parts = [f"下列 {len(one.identities)} 处关系各自相符，合在一起却没有真实金额能同时满足：{_rules(one.identities)}"]
    figures = [repair.figure for repair in one.repairs]
    if figures:
        parts.append(f"请核对{_suspects(one.repairs, surroundings)}")
    else:
        figures = [
            figure for equation in one.identities for figure in equation.figures if figure.value and not figure.prior
        ]
    cells = tuple(dict.fromkeys(figure.cell for figure in figures))
    return Finding(CONTRADICTION, Severity.ERROR, _TITLES[CONTRADICTION], "；".join(parts) + "。", cells)


def _suspects(repairs: Sequence[Repair], surroundings: Surroundings) -> str:
    words = [_Words(repair, surroundings) for repair in repairs[:_NAMED_CELLS]]
    more = f"等 {len(repairs)} 处" if len(repairs) > _NAMED_CELLS else ""
    return "、".join(f"{one.place}（{one.should}）" for one in words) + more


def _rules(items: Sequence[Equation | Ratio]) -> str:
    told = list(dict.fromkeys(f"{item.rule.id} {item.rule.title}" for item in items))
    return "、".join(told[:_NAMED_RULES]) + (f"等 {len(told)} 条" if len(told) > _NAMED_RULES else "")


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
    def expected(self) -> Decimal | None:
        """The right value, within a few printed steps; None when it is not known so well."""
        return self._number(self._center) if self._is_known else None

    @property
    def actual(self) -> Decimal:
        return self._number(self._figure.value // self._step)

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
