"""Acts of people, done to the figures of a sample: what several cells hold once someone has mistyped one figure wherever
it stands, moved rows, interchanged two lines, copied a total, filled a column in 元, copied it, or turned its signs.

Every act is a function of the figures and of a lot; it returns the cells it changes with what they then hold, or nothing
where the lot has fallen on a place at which there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from toolkit.addresses import position
from toolkit.cells import Cell
from toolkit.report import Report, Row
from toolkit.rules.equations.equation import Equation, Figure

#: What a cell then holds, by the identity of its figure; None is an empty cell.
Planted = dict[int, Decimal | None]


class Forms:
    """The official figures as they lie on the sheets."""

    def __init__(self, figures: Sequence[Figure], equations: Sequence[Equation]) -> None:
        self.figures = {id(figure): figure for figure in figures}
        self.equations = equations
        self.columns: dict[tuple[str, str, int], list[Figure]] = {}
        self.rows: dict[tuple[str, str, int], list[Figure]] = {}
        for figure in sorted(figures, key=lambda figure: (figure.cell.sheet, position(figure.cell.address))):
            row, column = position(figure.cell.address)
            self.columns.setdefault((figure.cell.sheet, figure.form, column), []).append(figure)
            self.rows.setdefault((figure.cell.sheet, figure.form, row), []).append(figure)

    def beside(self, figure: Figure) -> list[list[Figure]]:
        """The columns of its form that have the same rows."""
        own = self.column_of(figure)
        rows = [position(other.cell.address)[0] for other in own]
        return [
            column
            for (sheet, form, _), column in self.columns.items()
            if (sheet, form) == (figure.cell.sheet, figure.form)
            and (figure.column or column is own)  # columns without a name are lists beside each other
            and [position(other.cell.address)[0] for other in column] == rows
        ]

    def column_of(self, figure: Figure) -> list[Figure]:
        return self.columns[figure.cell.sheet, figure.form, position(figure.cell.address)[1]]

    def row_of(self, figure: Figure) -> list[Figure]:
        return self.rows[figure.cell.sheet, figure.form, position(figure.cell.address)[0]]

    def same_amount(self, figure: Figure) -> list[Figure]:
        """Where the amount stands again: rows of its code, and what an identity with one other figure says it equals."""
        found, new = {id(figure): figure}, [figure]
        while new:
            at = new.pop()
            near = [other for other in self.figures.values() if other.row == at.row and other.row[:1].isdigit()]
            for equation in self.equations:
                filled = [one for one in equation.figures if one.value]
                if equation.relation == "=" and len(filled) == 2 and any(one is at for one in filled):
                    near += [one for one in filled if id(one) in self.figures]
            for other in near:
                if other.value == figure.value and id(other) not in found and not other.prior:
                    found[id(other)] = other
                    new.append(other)
        return list(found.values())


def _value(figure: Figure) -> Decimal | None:
    return figure.cell.amount.value if figure.cell.amount else None


def everywhere(forms: Forms, lot: Random) -> Planted:
    """One figure mistyped wherever it stands: a digit changed, two interchanged or one lost."""
    figure = lot.choice([figure for figure in forms.figures.values() if figure.value > 0])
    same = forms.same_amount(figure)
    text = f"{_value(figure):.2f}"
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    way = lot.choice(("digit", "swap", "lost"))
    if way == "digit":
        at = lot.choice(places)
        text = text[:at] + lot.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1 :]
    elif way == "swap":
        at = lot.choice(range(len(places) - 1))
        one, other = places[at], places[at + 1]
        text = text[:one] + text[other] + text[one + 1 : other] + text[one] + text[other + 1 :]
    else:
        at = lot.choice(places)
        text = text[:at] + text[at + 1 :]
    wrong = Decimal(text if text.strip(".") else "0")
    return {id(other): wrong for other in same} if len(same) > 1 and wrong != _value(figure) else {}


def rows_moved(forms: Forms, lot: Random) -> Planted:
    """All amounts of a form from a row on moved by one or two rows, up or down."""
    columns = forms.beside(lot.choice(list(forms.figures.values())))
    count = len(columns[0])
    if count < 6:
        return {}
    start, by = lot.randrange(1, count - 3), lot.choice((-2, -1, 1, 2))
    planted: Planted = {}
    for column in columns:
        for place in range(start, count):
            source = place - by
            planted[id(column[place])] = _value(column[source]) if start <= source < count else None
    if by < 0:  # only blank rows are closed up over
        lost = [figure for column in columns for figure in column[start : start - by] if figure.value]
        if lost and lot.random() < 0.5:
            return {}
    return planted


def closed_up(forms: Forms, lot: Random) -> Planted:
    """The amounts of one column from a row on closed up over blank rows."""
    column = forms.column_of(lot.choice(list(forms.figures.values())))
    start = lot.randrange(len(column))
    filled = [_value(figure) for figure in column[start:] if figure.value]
    moved = [*filled, *[None] * (len(column) - start - len(filled))]
    return {id(figure): value for figure, value in zip(column[start:], moved, strict=True)} if len(filled) > 1 else {}


def figures_interchanged(forms: Forms, lot: Random) -> Planted:
    """Two figures of one column or one row."""
    one = lot.choice([figure for figure in forms.figures.values() if figure.value])
    other = lot.choice(lot.choice((forms.column_of(one), forms.row_of(one))))
    return {id(one): _value(other), id(other): _value(one)}


def rows_interchanged(forms: Forms, lot: Random) -> Planted:
    columns = forms.beside(lot.choice(list(forms.figures.values())))
    one, other = (lot.randrange(len(columns[0])) for _ in range(2))
    return {id(column[to]): _value(column[at]) for column in columns for at, to in ((one, other), (other, one))}


def columns_interchanged(forms: Forms, lot: Random) -> Planted:
    columns = forms.beside(lot.choice(list(forms.figures.values())))
    one, other = lot.choice(columns), lot.choice(columns)
    return {id(a): _value(b) for to, at in ((one, other), (other, one)) for a, b in zip(to, at, strict=True)}


def total_copied(forms: Forms, lot: Random) -> Planted:
    """A total in the place of one of its parts, or a part in the place of the total."""
    equation = lot.choice([one for one in forms.equations if one.relation == "=" and len(one.left) == 1])
    total = equation.left[0].figure
    parts = [figure for _, figure in equation.right if figure.value and id(figure) in forms.figures]
    if len(parts) < 2 or id(total) not in forms.figures:
        return {}
    part = lot.choice(parts)
    to, at = lot.choice(((part, total), (total, part)))
    return {id(to): _value(at)}


def _in_yuan(figures: Sequence[Figure]) -> Planted:
    filled = [figure for figure in figures if figure.value]
    return {id(figure): figure.cell.amount.value * 10_000 for figure in filled} if len(filled) > 1 else {}


def column_in_yuan(forms: Forms, lot: Random) -> Planted:
    return _in_yuan(forms.column_of(lot.choice(list(forms.figures.values()))))


def form_in_yuan(forms: Forms, lot: Random) -> Planted:
    sheet = lot.choice(sorted({figure.cell.sheet for figure in forms.figures.values()}))
    return _in_yuan([figure for figure in forms.figures.values() if figure.cell.sheet == sheet])


def column_copied(forms: Forms, lot: Random) -> Planted:
    """A column filled from the one beside it."""
    columns = forms.beside(lot.choice(list(forms.figures.values())))
    at = lot.randrange(len(columns))
    near = [other for other in (at - 1, at + 1) if 0 <= other < len(columns)]
    near = [other for other in near if any(figure.value for figure in columns[other])]
    if not near:
        return {}
    return {id(a): _value(b) for a, b in zip(columns[at], columns[lot.choice(near)], strict=True)}


def column_of_last_year(forms: Forms, lot: Random) -> Planted:
    """A column that still holds what last year's workbook has there."""
    column = forms.column_of(lot.choice(list(forms.figures.values())))
    before = {id(figure): last_years(figure.cell) for figure in column}
    return before if sum(1 for value in before.values() if value) > 1 else {}


def last_years(cell: Cell) -> Decimal | None:
    """What the made-up workbook of last year holds in a cell that is filled in this year: some amount drawn by lot."""
    return Decimal(Random(f"{cell.sheet}!{cell.address}").randrange(100, 10**6)) / 100 if cell.amount else None


def aged(report: Report) -> Report:
    """Last year's workbook of the same unit."""

    def older(row: Row) -> Row:
        cells = {
            name: cell._replace(amount=replace(cell.amount, value=last_years(cell))) if cell.amount else cell
            for name, cell in row.cells.items()
        }
        return replace(row, cells=cells)

    tables = {
        name: replace(
            table,
            blocks={key: replace(block, rows=tuple(map(older, block.rows))) for key, block in table.blocks.items()},
        )
        for name, table in report.tables.items()
    }
    return replace(report, year=report.year - 1, tables=tables)


def signs_turned(forms: Forms, lot: Random) -> Planted:
    column = [figure for figure in forms.column_of(lot.choice(list(forms.figures.values()))) if figure.value]
    return {id(figure): -figure.cell.amount.value for figure in column} if len(column) > 1 else {}


def two_at_once(forms: Forms, lot: Random) -> Planted:
    """Two acts, neither of which knows of the other."""
    first, second = (lot.choice(list(ONE_BY_ONE.values()))(forms, lot) for _ in range(2))
    return {**first, **second} if first and second else {}


Act = Callable[[Forms, Random], Planted]
ONE_BY_ONE: Mapping[str, Act] = {
    "一数各处录错": everywhere,
    "错行": rows_moved,
    "跳过空行": closed_up,
    "两数对调": figures_interchanged,
    "两行对调": rows_interchanged,
    "两列对调": columns_interchanged,
    "合计与分项": total_copied,
    "一列填成元": column_in_yuan,
    "一表填成元": form_in_yuan,
    "照抄旁列": column_copied,
    "照抄上年": column_of_last_year,
    "整列反号": signs_turned,
}


ACTS: Mapping[str, Act] = {**ONE_BY_ONE, "两次": two_at_once}


def plants(forms: Forms, act: Act, name: str, count: int) -> Iterator[Planted]:
    """So many times the act, each at a place drawn by lot, where it changes something."""
    made = tried = 0
    while made < count and tried < 40 * count:
        lot = Random(f"{name} {tried}")
        tried += 1
        changed = act(forms, lot).items()
        planted = {key: value for key, value in changed if (value or 0) != forms.figures[key].cell.value}
        if planted:
            made += 1
            yield planted
