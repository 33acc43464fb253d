"""The figures as they lie on the forms: rows, columns, what stands below what, and where one figure is printed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from ...addresses import position
from ...text import normal_name
from ..equations.equation import Equation, Figure, Ratio
from ..solving.system import System

#: A form (``公开05表``) and one of its columns.
Column = tuple[str, str]
#: A form, one of its rows, and which of them it is where several bear one name.
Row = tuple[str, str, int]


class Field(NamedTuple):
    """A form's columns that have figures in the same rows, cells by their numbers, from the top row down."""

    form: str
    columns: tuple[tuple[int, ...], ...]


class Layout:
    """Made once for a system. Last year's figures are not on these forms.

    ``items`` are all relations of the workbook: those outside the system say as well what is the same amount.
    """

    def __init__(self, system: System, items: Sequence[Equation | Ratio] = ()) -> None:
        self._system, self._items = system, items
        strips: dict[tuple[str, str, int], list[tuple[int, int]]] = {}
        places: dict[tuple[str, str, str], set[int]] = {}
        lying = []
        for cell, figure in enumerate(system.figures):
            if figure.role == "amount" and not figure.prior and figure.cell.address:
                row, column = position(figure.cell.address)
                lying.append((cell, figure, row))
                strips.setdefault((figure.cell.sheet, figure.form, column), []).append((row, cell))
                places.setdefault((figure.form, figure.row, _column_name(figure)), set()).add(row)
        namesakes = {(form, row) for (form, row, _), rows in places.items() if len(rows) > 1}
        self._row_of = {
            cell: (figure.form, figure.row, row if (figure.form, figure.row) in namesakes else 0)
            for cell, figure, row in lying
        }
        self.rows: dict[Row, dict[str, int]] = {}
        for cell, figure, _ in lying:
            self.rows.setdefault(self._row_of[cell], {})[_column_name(figure)] = cell
        self._strips = {key: sorted(strip) for key, strip in strips.items()}

    @cached_property
    def columns(self) -> Mapping[Column, Sequence[int]]:
        """The cells below each other, by form and column."""
        found: dict[Column, list[int]] = {}
        for (form, _, _), cells in self.rows.items():
            for name, cell in cells.items():
                found.setdefault((form, name), []).append(cell)
        return found

    @cached_property
    def fields(self) -> Sequence[Field]:
        """What can be moved up or down together: the columns of a form, side by side, each by itself, of few some."""
        together: dict[tuple[str, str, tuple[int, ...]], list[tuple[int, ...]]] = {}
        for (sheet, form, _), strip in self._strips.items():
            rows, cells = zip(*strip, strict=True)
            if len(rows) > _FEWEST_ROWS:
                together.setdefault((sheet, form, rows), []).append(cells)
        fields = [Field(form, tuple(columns)) for (_, form, _), columns in together.items()]
        parts = [
            Field(field.form, field.columns[first : first + width])
            for field in fields
            for width in (range(len(field.columns) - 1, 0, -1) if len(field.columns) <= _FEW_COLUMNS else (1,))
            for first in range(len(field.columns) - width + 1)
            if width < len(field.columns)
        ]
        return [*fields, *parts]

    @cached_property
    def forms(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for (form, _), cells in self.columns.items():
            found.setdefault(form, []).extend(cells)
        return found

    @cached_property
    def sheets(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for cells in self.forms.values():
            for cell in cells:
                found.setdefault(self._system.figures[cell].cell.sheet, []).append(cell)
        return found

    def row_of(self, cell: int) -> Row:
        return self._row_of[cell]

    def beside(self, cell: int) -> Iterator[int]:
        """The cells of its row and of its column; lists without names of columns are all one column."""
        figure = self._system.figures[cell]
        yield from self.rows[self._row_of[cell]].values()
        yield from self.columns[figure.form, _column_name(figure)] if figure.column else self.forms[figure.form]

    @cached_property
    def repeats(self) -> Sequence[tuple[int, ...]]:
        """Cells that print one figure again and again: identities force them equal, or they are about the same thing.

        About the same thing are rows of one code or name. Cells with formulas repeat nothing; they follow.
        """
        groups = _Groups(len(self._system.figures))
        for one, other in self._equal_by_identity():
            groups.join(one, other)
        seen: dict[tuple[str, int], int] = {}
        for (_, row, _), cells in self.rows.items():
            for cell in cells.values():
                value = self._system.figures[cell].value
                if value and not self._follows(cell):
                    for name in names_of(row):
                        groups.join(cell, seen.setdefault((name, value), cell))
        return [group for group in groups.all() if len(group) > 1]

    def _equal_by_identity(self) -> Iterator[tuple[int, int]]:
        """Pairs of printed figures that one relation says are the same amount, and that print alike."""
        for item in self._items:
            if isinstance(item, Equation) and _says_equal(item):
                filled = [figure for figure in item.figures if figure.value]
                cells = [cell for figure in filled if (cell := self._system.number_of(figure)) is not None]
                if len(cells) == len(filled) == 2 and not any(map(self._follows, cells)):
                    one, other = cells
                    if self._system.figures[one].value == self._system.figures[other].value:
                        yield one, other

    def omitted(self, alarms: Iterable[int]) -> Iterator[tuple[int, ...]]:
        """Blank cells of one code that alarms are about, with those that have to hold the same."""
        found: dict[str, set[int]] = {}
        for alarm in alarms:
            for cell in self._system.terms(alarm):
                figure = self._system.figures[cell]
                if not figure.value and not figure.prior and figure.row[:1].isdigit() and not self._follows(cell):
                    found.setdefault(figure.row, set()).add(cell)
        for cells in found.values():
            group = self._with_the_same(cells)
            if len(group) > 1:
                yield tuple(sorted(group))

    def _with_the_same(self, cells: Iterable[int]) -> set[int]:
        found, new = set(cells), list(cells)
        while new:
            for other in self._only_others.get(new.pop(), ()):
                if other not in found:
                    found.add(other)
                    new.append(other)
        return found

    @cached_property
    def _only_others(self) -> Mapping[int, Sequence[int]]:
        """For each cell those that an identity between these two alone says are the same: 类 and its only 款."""
        found: dict[int, list[int]] = {}
        for number, equation in enumerate(self._system.equations):
            cells = [cell for cell in self._system.terms(number) if not self._follows(cell)]
            if len(cells) == len(self._system.terms(number)) == 2 and _says_equal(equation):
                for one, other in (cells, cells[::-1]):
                    found.setdefault(one, []).append(other)
        return found

    def _follows(self, cell: int) -> bool:
        return cell in self._system.recalculation.formulas


def _column_name(figure: Figure) -> str:
    return figure.column or str(position(figure.cell.address)[1])


#: Of so many columns those beside each other are looked at as well.
_FEW_COLUMNS = 4
#: Fewer rows below each other are not looked at for a shift.
_FEWEST_ROWS = 3


def names_of(row: str) -> Iterator[str]:
    """What a row may be known by in other tables: its code, and its name without it."""
    code, _, name = row.partition(" ")
    if code.isdigit():
        yield code
        if len(code) != 3:
            return  # names of 款 and 项 (行政运行) stand for several things
        row = name
    yield normal_name(row)


def _says_equal(equation: Equation) -> bool:
    return equation.relation == "=" and not equation.constant


class _Groups:
    """Union-find over numbers."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def join(self, one: int, other: int) -> None:
        self._parent[self._root(one)] = self._root(other)

    def all(self) -> list[tuple[int, ...]]:
        found: dict[int, list[int]] = {}
        for number in range(len(self._parent)):
            found.setdefault(self._root(number), []).append(number)
        return [tuple(group) for group in found.values()]

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number
