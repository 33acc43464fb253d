"""Live checks: every equation as Excel formulas that come to our verdict, recalculated with no Python near.

The slack formulas count signs: a positive figure may really be up to 0.005 less or 0.004999 more, a negative one the
other way round, a zero only more (less too where negative amounts are legal), a blank nothing. ``COUNTIF`` and ``COUNT``
pass over words and dashes in Excel, WPS and LibreOffice alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ...amounts import PRINTED_DECIMALS, Unit
from ...cells import Cell, CellKind
from ...findings import LiveCheck
from ..equations.equation import WHOLE, Equation, Figure, Ratio, Term
from .translation import linear, quoted_sheet, references

#: Decimals of what is no amount: it is counted in millionths.
_DECIMALS = 6


def live_checks(items: Iterable[Equation | Ratio]) -> tuple[LiveCheck, ...]:
    """One record for each equation that must hold, of the workbook as it stands: read again after ``fill_edits``.

    ``left ≤ right`` is shown as left against the smaller of both, so that the difference is what left has too much.
    What need not hold (severity warning) and equations with last year's workbook have none.
    """
    found = []
    formulas = _Formulas()
    for item in items:
        if item.rule.severity != "error" or item.looks_back:
            continue
        if isinstance(item, Equation):
            found.append(_equation(item, formulas))
        elif not item.left.cell.is_empty:
            found.append(_ratio(item))
    return tuple(found)


#: Shape of an equation → its formulas, with a sign for the name of each sheet. Forms of one kind (18 自评表) have the same
#: equations, and so has one unit's workbook after another's.
_known: dict[str, tuple[str, ...]] = {}
_MOST_KNOWN = 4096
#: Signs that no formula holds.
_SIGNS = "\x01\x02\x03\x04\x05\x06\x07\x08"


class _Formulas:
    """The left side, the right side, the least and the greatest difference of the equations of one workbook, as formulas."""

    def __init__(self) -> None:
        self._shapes: dict[int, str] = {}  # by the identity of the figure

    def of(self, item: Equation, unit: Unit | None) -> tuple[str, ...]:
        terms = (*item.left, *item.right)
        sheets = list(dict.fromkeys([figure.cell.sheet for _, figure in terms]))
        if len(sheets) > len(_SIGNS) or any("'" in sheet for sheet in sheets):
            return _formulas(item, unit)
        shapes = self._shapes
        parts = [shapes.get(id(figure)) or self._shape(figure) for _, figure in terms]
        if any(k != 1 for k, _ in terms):
            parts += [f"{k}" for k, _ in terms]
        if len(sheets) > 1:
            parts += [f"{sheets.index(figure.cell.sheet)}" for _, figure in terms]
        last_digit = item.rule.last_digit != "error"
        shape = f"{item.relation}{item.constant}/{item.tolerance}/{last_digit}/{len(item.left)}/{';'.join(parts)}"
        names = [f"{quoted_sheet(sheet)}!" for sheet in sheets]
        known = _known.get(shape)
        if known is None:
            written = _formulas(item, unit)
            known = tuple([_replaced(formula, names, _SIGNS) for formula in written])
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[shape] = known
        return tuple([_replaced(formula, _SIGNS, names) for formula in known])

    def _shape(self, figure: Figure) -> str:
        """All of a figure that formulas depend on, but for the name of its sheet."""
        amount, unit, dash = figure.cell.amount, figure.unit, figure.cell.kind is CellKind.DASH
        decimals = amount.decimals if amount else ""
        shape = f"{figure.cell.address},{figure.role},{unit.value if unit else ''},{figure.signed:d}{dash:d}{decimals}"
        self._shapes[id(figure)] = shape
        return shape


def _replaced(formula: str, olds: Sequence[str], news: Sequence[str]) -> str:
    for old, new in zip(olds, news, strict=False):
        formula = formula.replace(old, new)
    return formula


def _formulas(item: Equation, unit: Unit | None) -> tuple[str, ...]:
    left, right = linear(item.left, unit), linear(item.right, unit)
    if item.constant:
        constant = _plain(item.constant, unit.fen if unit else WHOLE)
        right = f"{right}+{constant}" if item.right else constant
    more, less = _slack(item.left, item.right, unit)
    if item.tolerance:
        let = _plain(item.tolerance, unit.fen if unit else WHOLE)
        more, less = (f"{sum_}+{let}" if sum_ != "0" else let for sum_ in (more, less))
    if item.relation == "<=":
        # "+0", for MIN passes over a blank cell that it is given by itself
        return left, f"MIN({left}+0,{right}+0)", "0", less
    if item.rule.last_digit != "error" and item.may_print_one_amount:
        beside = _one_amount(item, unit)
        more, less = f"{more}+{beside}", f"{less}+{beside}"
    return left, right, "0" if more == "0" else f"-({more})", less


def _one_amount(item: Equation, unit: Unit | None) -> str:
    """The smallest amount there is where each side shows one figure, so that the last digit may differ by one; else 0."""
    sides = ([figure.cell for _, figure in side] for side in (item.left, item.right))
    single = ["({}+{}=1)".format(*(_counted(references(side), sign) for sign in (">0", "<0"))) for side in sides]
    return f"{'*'.join(single)}*{_plain(1, unit.fen if unit else WHOLE)}"


def _equation(item: Equation, formulas: _Formulas) -> LiveCheck:
    first = next(item.figures)
    unit, scale = first.unit, first.unit.fen if first.unit else WHOLE
    left, right, (low, high) = item.left_value, item.right_value, item.slack
    if item.relation == "<=":
        right, low = min(left, right), 0
    return LiveCheck(
        item.rule.id,
        item.rule.title,
        _cells(item),
        _number(left, scale),
        _number(right, scale),
        _number(low, scale),
        _number(high, scale),
        item.verdict.value,
        *formulas.of(item, unit),
    )


def _ratio(item: Ratio) -> LiveCheck:
    unit = Unit.WAN
    top, bottom = linear(item.numerator, unit), linear(item.denominator, unit)
    quotient = f"ROUND(({top})/({bottom}),{item.decimals})"
    left = references([item.left.cell])[0]
    down, up = item.left.value - item.left.interval.low, item.left.interval.high - item.left.value
    down, up = down + item.tolerance, up + item.tolerance
    (top_more, top_less), (bottom_more, bottom_less) = (
        _slack(side, (), unit) for side in (item.numerator, item.denominator)
    )

    def bound(numerator: str, denominator: str, own: str) -> str:
        return f"IF({bottom}=0,0,ROUND(({top}{numerator})/({bottom}{denominator})-{quotient}{own},6))"

    return LiveCheck(
        item.rule.id,
        item.rule.title,
        _cells(item),
        item.left.cell.value,
        _number(item.right_value, WHOLE),
        _number(item.slack.low, WHOLE),
        _number(item.slack.high, WHOLE),
        item.verdict.value,
        left,
        f"IF({bottom}=0,{left},{quotient})",
        bound(f"-({top_less})", f"+({bottom_more})", f"-{_number(up, WHOLE)}"),
        bound(f"+({top_more})", f"-({bottom_less})", f"+{_number(down, WHOLE)}"),
    )


def _cells(item: Equation | Ratio) -> tuple[Cell, ...]:
    return tuple({figure.cell.place: figure.cell for figure in item.figures}.values())


@lru_cache(maxsize=4096)
def _number(value: int, scale: int) -> Decimal:
    return Decimal(value) / scale


def _plain(value: int, scale: int) -> str:
    return f"{_number(value, scale).normalize():f}"


class _Kind(NamedTuple):
    """Figures whose slack is written alike, with what each adds to it: half a unit of the last printed decimal, just
    under half, the smallest amount there is."""

    signed: bool
    half: str
    under_half: str
    smallest: str


_Groups = dict[_Kind, list[Cell]]


def _slack(left: Sequence[Term], right: Sequence[Term], unit: Unit | None) -> tuple[str, str]:
    """How much more and how much less left − right may really be, as formulas; "0" when there is no slack."""
    added: _Groups = {}
    taken: _Groups = {}
    for sign, terms in ((1, left), (-1, right)):
        for k, figure in terms:
            kind = _kind_of(abs(k), figure, unit)
            if kind is not None:
                (added if k * sign > 0 else taken).setdefault(kind, []).append(figure.cell)
    raising = [(kind, references(cells)) for kind, cells in added.items()]
    lowering = [(kind, references(cells)) for kind, cells in taken.items()]
    return _total(raising, lowering), _total(lowering, raising)


def _total(raised: Sequence[tuple[_Kind, list[str]]], lowered: Sequence[tuple[_Kind, list[str]]]) -> str:
    return "+".join([*(_upward(*term) for term in raised), *(_downward(*term) for term in lowered)]) or "0"


def _kind_of(k: int, figure: Figure, unit: Unit | None) -> _Kind | None:
    amount, own = figure.cell.amount, figure.unit
    decimals = amount.decimals if amount else PRINTED_DECIMALS
    finest = own.decimals if own else _DECIMALS
    if figure.role == "count" or decimals >= finest:
        return None
    return _kind(k, finest - (unit.decimals if own and unit else finest), decimals, finest, figure.signed)


@lru_cache(maxsize=256)
def _kind(k: int, shift: int, decimals: int, finest: int, signed: bool) -> _Kind:
    """``k`` times a figure whose last possible decimal is the ``finest``, 10 to the ``shift`` times as much in the
    unit of the formula."""
    half, smallest = Decimal(5).scaleb(-decimals - 1), Decimal(1).scaleb(-finest)
    numbers = (half, half - smallest, smallest)
    return _Kind(signed, *(f"{(number * k).scaleb(shift).normalize():f}" for number in numbers))


def _upward(kind: _Kind, areas: Sequence[str]) -> str:
    most = f"COUNT({','.join(areas)})*{kind.under_half}"
    return f"{most}+{_counted(areas, '<0')}*{kind.smallest}"


def _downward(kind: _Kind, areas: Sequence[str]) -> str:
    if kind.signed:
        most = f"COUNT({','.join(areas)})*{kind.under_half}"
        return f"{most}+{_counted(areas, '>0')}*{kind.smallest}"
    return f"{_counted(areas, '>0')}*{kind.half}+{_counted(areas, '<0')}*{kind.under_half}"


def _counted(areas: Sequence[str], condition: str) -> str:
    if len(areas) == 1:
        return f'COUNTIF({areas[0]},"{condition}")'
    return "({})".format("+".join([f'COUNTIF({area},"{condition}")' for area in areas]))
