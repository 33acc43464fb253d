"""What an equation says when it does not hold, as one Chinese sentence with the figures and the sum written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ...amounts import NumberStyle, Unit, printed_decimals
from ...cells import Cell
from ...findings import Finding, Severity
from ...numerals import chinese_number
from ...text import normal_name
from .equation import WHOLE, Equation, Figure, Ratio, Term, Verdict

#: A longer sum is told by its number of terms and its total.
LONGEST_SUM = 8
_STYLE = NumberStyle()
_TAIL_NOTE = "属于四舍五入的尾差，不必修改"
_LAST_DIGIT_NOTE = "印数末位差 1，公布前宜改一致"


def finding_of(item: Equation | Ratio, verdict: Verdict) -> Finding:
    """The finding of an equation that is not exact. Amounts are in the unit of the first cell."""
    severity = Severity.TAIL if verdict is Verdict.TAIL else Severity(item.rule.severity)
    if isinstance(item, Ratio):
        return _ratio(item, severity)
    if verdict is Verdict.TAIL and item.differs_in_last_digit:
        return _last_digit(item)
    return _equation(item, severity)


def _last_digit(item: Equation) -> Finding:
    """One amount in two tables: how grave it is, the rule says."""
    scale = _Scale(next(item.figures))
    left, right = item.left_value, item.right_value
    return Finding(
        item.rule.id,
        Severity(item.rule.last_digit),
        item.rule.title,
        f"{item.rule.title}：{_prints([item])}；两处{_LAST_DIGIT_NOTE}。",
        _printed_cells([item]),
        scale.number(right),
        scale.number(left),
        scale.number(left - right),
    )


def with_last_digits_gathered(
    items: Iterable[Equation | Ratio], findings: Mapping[int, Finding]
) -> tuple[Finding, ...]:
    """``findings`` (by the identity of the equation), in which one amount that some tables print with another last digit
    is one finding, however many relations compare it."""
    left = dict(findings)
    groups: dict[tuple[frozenset[int], str], list[Equation]] = {}
    for item in items:
        if id(item) in left and isinstance(item, Equation) and item.differs_in_last_digit:
            printed = [figure for figure in item.figures if figure.value]
            name = min((normal_name(figure.row.partition(" ")[2] or figure.row) for figure in printed), key=len)
            groups.setdefault((frozenset(figure.value for figure in printed), name), []).append(item)
    for alike in groups.values():
        if len(alike) > 1:
            gathered = [left.pop(id(item)) for item in alike]
            left[id(alike[0])] = _same_last_digit(gathered, alike)
    return tuple(left.values())


def _same_last_digit(findings: Sequence[Finding], items: Sequence[Equation]) -> Finding:
    """One amount in several tables, two figures of it: what each of the equations says becomes one finding."""
    first, number = findings[0], chinese_number(len(_printed_cells(items)))
    message = f"{first.title}：{_prints(items)}；{number}处{_LAST_DIGIT_NOTE}。"
    return replace(first, message=message, cells=_printed_cells(items))


def _prints(items: Sequence[Equation]) -> str:
    places = {
        id(figure.cell): f"{figure.place} {shown(figure)}" for item in items for figure in item.figures if figure.value
    }
    return "，".join(places.values())


def _printed_cells(items: Sequence[Equation]) -> tuple[Cell, ...]:
    figures = [figure for item in items for figure in item.figures if figure.value and not figure.prior]
    return tuple(dict.fromkeys(figure.cell for figure in figures))


def _equation(item: Equation, severity: Severity) -> Finding:
    scale = _Scale(next(item.figures))
    left, right = item.left_value, item.right_value
    gap = scale.text(abs(left - right))
    left_side, right_side = _side(item.left, left, scale), _side(item.right, right, scale, item.constant)
    if item.relation == "<=":
        statement = f"{left_side}，{_led('不应大于', right_side)}，多了 {gap}"
    elif len(item.left) == 1:
        lead = "应为" if len(item.right) > 1 or item.constant else "应等于"
        statement = f"{left_side}，{_led(lead, right_side)}，{'多' if left > right else '少'} {gap}"
    else:
        statement = f"{left_side}，{_led('与', right_side)} 相差 {gap}"
    parts = [f"{item.rule.title}：{statement}", *item.absent]
    return Finding(
        item.rule.id,
        severity,
        item.rule.title,
        _sentence(parts, severity, item),
        _cells(item.left, item.right),
        scale.number(right),
        scale.number(left),
        scale.number(left - right),
    )


def _ratio(item: Ratio, severity: Severity) -> Finding:
    quotient = Decimal(item.right_value) / WHOLE
    actual = item.left.cell.value
    text = _percent if item.left.role == "percent" else _STYLE.text
    times = item.numerator[0].coefficient  # 100 where the form prints percentage points
    sums = [
        _Scale(side[0].figure).sum(side, sum(k * f.value for k, f in side))
        for side in ([Term(k // times, figure) for k, figure in item.numerator], item.denominator)
    ]
    quotation = f"{sums[0]}÷{sums[1]}{f'×{times}' if times > 1 else ''}＝{text(quotient)}"
    statement = f"{item.left.place} {text(actual)}，应为 {quotation}"
    return Finding(
        item.rule.id,
        severity,
        item.rule.title,
        _sentence([f"{item.rule.title}：{statement}"], severity, item),
        _cells((Term(1, item.left),), (*item.numerator, *item.denominator)),
        quotient,
        actual,
        actual - quotient,
    )


def shown(figure: Figure) -> str:
    """One figure as a message prints it: ``3.20 万元``, ``2``."""
    return _Scale(figure).text(figure.value)


def _sentence(parts: Sequence[str], severity: Severity, item: Equation | Ratio) -> str:
    if severity is Severity.TAIL:
        return "；".join([*parts, _why_it_passes(item)]) + "。"
    beyond = [f"超出本条规则容许的 {_tolerance(item)}"] if item.tolerance else []
    return "；".join([*parts, *beyond, *filter(None, [item.rule.advice])]) + "。"


def _why_it_passes(item: Equation | Ratio) -> str:
    left = item.left_value if isinstance(item, Equation) else item.left.value
    if item.rounding.low <= left - item.right_value <= item.rounding.high:
        return _TAIL_NOTE
    return f"在本条规则容许的 {_tolerance(item)}以内，不必修改"


def _tolerance(item: Equation | Ratio) -> str:
    """The tolerance as people say it: ``0.02 万元``, ``0.02 个百分点``, ``1``."""
    first = next(item.figures)
    unit = "个百分点" if first.role == "percent" else first.unit.value if first.unit else ""
    return f"{item.rule.tolerance.normalize():f} {unit}".rstrip()


def _percent(value: Decimal) -> str:
    return f"{_STYLE.text(value * 100)}%"


def _cells(left: Sequence[Term], right: Sequence[Term]) -> tuple[Cell, ...]:
    """The left side, then the figures that make up the right one while there are not too many to look at."""
    filled = [term for term in right if term.figure.value] or list(right)
    concerned = [*left, *(filled if len(filled) <= LONGEST_SUM else [])]
    return tuple(dict.fromkeys(figure.cell for _, figure in concerned if not figure.prior))


def _led(word: str, side: str) -> str:
    """A space between Chinese and a figure, none between Chinese and Chinese."""
    return f"{word} {side}" if side[0].isdigit() or side[0] == "-" else word + side


def _side(terms: Sequence[Term], total: int, scale: _Scale, constant: int = 0) -> str:
    """``公开01表收入“总计” 5,510.47 万元``, or the sum written out."""
    if not terms:
        return scale.text(constant)
    if len(terms) == 1 and terms[0].coefficient == 1 and not constant:
        return f"{terms[0].figure.place} {scale.text(total)}"
    return scale.sum(terms, total, constant)


class _Scale:
    """How figures of an equation are shown: in the unit of its first cell."""

    def __init__(self, first: Figure) -> None:
        self._unit = first.unit
        self._whole = first.role == "count"

    def number(self, value: int) -> Decimal:
        return Decimal(value) / (self._unit.fen if self._unit else WHOLE)

    def bare(self, value: int) -> str:
        number = self.number(value)
        if self._unit is None:
            return f"{number.normalize():f}"
        return NumberStyle(printed_decimals(number)).text(number)

    def text(self, value: int) -> str:
        unit: Unit | None = self._unit
        return f"{self.bare(value)} {unit.value}" if unit else self.bare(value)

    def sum(self, terms: Sequence[Term], total: int, constant: int = 0) -> str:
        """``995.19＋4,241.43－0.26＝5,236.36 万元``; zeros are left out, long sums shortened."""
        filled = [(k * figure.value) for k, figure in terms if figure.value] + ([constant] if constant else [])
        if not filled:
            return f"{len(terms)} 项之和 {self.text(total)}"
        if len(filled) > LONGEST_SUM:
            return f"{len(filled)} 项之和 {self.text(total)}"
        if len(filled) == 1:
            return self.text(total)
        written = "".join(f"{'－' if value < 0 else '＋'}{self.bare(abs(value))}" for value in filled)
        return f"{written.removeprefix('＋')}＝{self.text(total)}"
