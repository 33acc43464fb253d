"""The rows of the forms by 科目编码 that a clerk leaves to the tool: 类 and 款 above each 项, the order of the codes, the names.

A clerk types the code and the amounts of the 项. What was typed moves with its code and is never changed; names already
there stay. A form is left as it is where a row cannot be told by its code, or where a person's own formula would have
to move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from ...addresses import address, position
from ...cells import CellKind
from ...edits import Edit, NewRows
from ...profiles import FactGroup, column_id
from ...profiles.classification import ECONOMIC, FUNCTIONAL, classification
from ...report import LEVELS, Block, Report, Row
from ..files.grid import RawCell
from ..files.writing.new_rows import moves_of
from ..files.writing.references import Move, Reference, moved_formula, references
from ..forms.blocks import code_columns
from ..forms.columns import find_heads
from ..forms.layout import PlacedBlock
from ..forms.reading import FoundForm, Reading
from ..ours.check_sheet import check_sheet
from ..ours.fact_sheets import Place, find_groups

_LEVELS = tuple(LEVELS.values())  # digits of a 类, a 款 and a 项

#: Value and formula of a cell, as an edit states them.
Content = tuple[Decimal | int | str | None, str | None]
_NOTHING: Content = (None, None)
Names = Mapping[str, str]
#: Sheet and address of cells.
Places = Container[tuple[str, str]]


class Arranged(NamedTuple):
    """Rows to put in, and then what to write: codes, names, amounts that move with their code, formulas that follow them."""

    new_rows: tuple[NewRows, ...] = ()
    edits: tuple[Edit, ...] = ()


def arranged(
    reading: Reading, derived: Places, *, in_order: bool = True, mistyped: Mapping[str, str] = MappingProxyType({})
) -> Arranged:
    """The forms with all 类 and 款, in order and named; lists of 补充资料 with the rows of the form they follow.

    Not ``in_order`` what is missing comes last and every row stays where it is: enough to work the totals out.

    ``derived``: the cells that hold a formula of ours. One that would have to follow a row is left out: the fill writes
    it anew. ``mistyped``: codes that should be others, with these; nothing is put in above the ones or for the others.
    """
    names = _names(reading)
    checks = check_sheet(reading.grid)
    formulas = [
        _Formula(sheet.name, place, cell)
        for sheet in reading.grid.sheets
        if not checks or sheet.name != checks.sheet.name  # its formulas are written anew whatever happens
        for place, cell in sheet.cells.items()
        if cell.formula is not None
    ]
    people = [formula for formula in formulas if (formula.sheet, address(*formula.place)) not in derived]
    new_rows: list[NewRows] = []
    edits: list[Edit] = []
    places: dict[str, Mapping[int, int]] = {}
    codes: dict[str, Sequence[tuple[str, str]]] = {}
    for form in reading.forms:
        for placed in form.layout.blocks:
            if placed.spec.kind not in ("codes", "groups"):
                continue
            block = form.table.blocks[placed.spec.id]
            rows = _Rows(form, placed, block, names, in_order, mistyped)
            if placed.spec.kind == "codes" and rows.can_be_arranged(people):
                new_rows += rows.new_rows
                edits += rows.edits()
                places[form.sheet.name] = rows.places
                codes[form.table.id] = [(code, names.get(code, "")) for code in rows.wanted]
            else:
                edits += _missing_names(block, placed, names)
                codes[form.table.id] = [(row.code, names.get(row.code, "")) for row in block.rows if row.code]
    for group, place in find_groups(reading.grid, reading.profile):
        if group.kind == "list":
            edits += _names_in_list(group, reading.report, names, new_rows)
        if place and group.source:
            edits += _listed(group, place, reading.report, codes, new_rows if in_order else None)
    return Arranged(tuple(new_rows), (*_following(formulas, people, places, new_rows), *edits))


class _Formula(NamedTuple):
    sheet: str
    place: tuple[int, int]
    cell: RawCell

    def names(self, sheet: str) -> Iterator[Reference]:
        """The references to a sheet."""
        return (each for each in references(self.cell.formula or "") if (each.sheet or self.sheet) == sheet)


def _following(
    formulas: Sequence[_Formula],
    people: Sequence[_Formula],
    places: Mapping[str, Mapping[int, int]],
    new_rows: Sequence[NewRows],
) -> Iterator[Edit]:
    """Formulas that name a row which moves: a person's follows it, ours is emptied."""
    shifts = moves_of(new_rows)
    moves = {name: _moves(rows, shifts.get(name, int)) for name, rows in places.items()}
    kept = set(map(id, people))
    for formula in formulas:
        if any((each.sheet or formula.sheet) in places for each in references(formula.cell.formula or "")):
            row, column = formula.place
            where = address(shifts.get(formula.sheet, int)(row), column)
            if id(formula) not in kept:
                yield Edit(formula.sheet, where)
                continue
            shifted = moved_formula(formula.cell.formula or "", formula.sheet, shifts)
            moved = moved_formula(shifted, formula.sheet, moves)
            if moved != shifted:
                number = formula.cell.kind is CellKind.NUMBER
                yield Edit(
                    formula.sheet, where, Decimal(formula.cell.text) if number else formula.cell.text or None, moved
                )


def _moves(rows: Mapping[int, int], shift: Move) -> Move:
    """Where a row goes once new rows are put in: a code to its new place, any other row stays."""
    places = {shift(old): new for old, new in rows.items()}
    return lambda row: places.get(row, row)


def _names(reading: Reading) -> Names:
    """What each code is called: as most forms of the workbook call it, else as the classification does."""
    profile, report = reading.profile, reading.report
    known = {**classification(profile, ECONOMIC), **classification(profile, FUNCTIONAL)}
    said: dict[str, Counter[str]] = {}
    for block in (*report.blocks, *report.lists.values()):
        for row in block.rows:
            if row.code.isdigit() and row.name:
                said.setdefault(row.code, Counter())[row.name] += 1
    here = {code: names.most_common(1)[0][0] for code, names in said.items()}
    return {code: item.names[0] for code, item in known.items()} | here


def _missing_names(block: Block, placed: PlacedBlock, names: Names) -> Iterator[Edit]:
    name = column_id(placed.spec.columns, "name")
    for row in block.rows:
        if row.code and not row.name and name in row.cells and names.get(row.code):
            yield Edit(row.cells[name].sheet, row.cells[name].address, names[row.code])


def _names_in_list(group: FactGroup, report: Report, names: Names, new_rows: Sequence[NewRows]) -> Iterator[Edit]:
    """Names beside the codes of a list of ours; rows may have been put in above it."""
    name = column_id(group.columns, "name")
    for row in report.lists[group.id].rows:
        cell = row.cells.get(name)
        if row.code and cell is not None and not cell.text and names.get(row.code):
            number, column = position(cell.address)
            move = moves_of(new_rows).get(cell.sheet, int)
            yield Edit(cell.sheet, address(move(number), column), names[row.code])


class _Rows:
    """The rows of one form by code: as they stand, and as they should."""

    def __init__(
        self,
        form: FoundForm,
        placed: PlacedBlock,
        block: Block,
        names: Names,
        in_order: bool,
        mistyped: Mapping[str, str],
    ) -> None:
        self.sheet, self.names, self.in_order = form.sheet, names, in_order
        self.code_columns = code_columns(placed.places, placed.spec)
        others = {placed.places[c.id] for c in placed.spec.columns if c.id in placed.places}
        self.columns = sorted({*self.code_columns, *others})
        self.name_at = placed.places.get(column_id(placed.spec.columns, "name"), 0)
        self.at = {row.code: _row_number(row) for row in block.rows if row.code}
        codes = [row.code for row in block.rows if row.code]
        listed = [LEVELS[level] for level in placed.spec.levels if level in LEVELS] or _LEVELS
        above = {code[:digits] for code in codes if code not in mistyped for digits in listed if len(code) >= digits}
        self.wanted = sorted(above - {*mistyped.values()} | {*codes})
        if not in_order:
            self.wanted = [*codes, *(code for code in self.wanted if code not in self.at)]
        self.are_told_by_codes = (
            len(set(codes)) == len(codes)
            and all(code.isdigit() and len(code) in _LEVELS for code in codes)
            and len(self.code_columns) in (1, len(_LEVELS))  # in one column, or split into 类, 款 and 项
            and self.code_columns.stop == self.name_at
        )
        self.are_in_order = codes == self.wanted

    def can_be_arranged(self, people: Sequence[_Formula]) -> bool:
        """Every row is told by its code, and nothing of a person's stands in the way."""
        if not self.at or not self.are_told_by_codes or self.are_in_order:
            return False
        first, last = min(self.at.values()), max(self.at.values())
        return not any(self._is_in_the_way(row) for row in range(first, last + 1)) and not any(
            formula.sheet == self.sheet.name
            and first <= formula.place[0] <= last
            or any(
                each.first < each.last
                and each.first <= last
                and first <= each.last  # all of the rows, or none
                and not each.first <= first <= last <= each.last
                for each in formula.names(self.sheet.name)
            )
            for formula in people
        )

    def _is_in_the_way(self, row: int) -> bool:
        """A row among those that move which is not told by its code, or holds what cannot move."""
        if row not in self.at.values():
            return any(self.sheet[row, column].kind is not CellKind.BLANK for column in self.columns)
        return any(
            self.sheet[row, column].kind in (CellKind.ERROR, CellKind.PENDING) or not self._can_leave(row, column)
            for column in self.columns
        )

    def _can_leave(self, row: int, column: int) -> bool:
        """A cell by itself; or one that is merged with cells beside it, in this row as in all."""
        first, area = min(self.at.values()), self.sheet.area(row, column)
        model = self.sheet.area(first, column)
        return area.top == area.bottom and (area.left, area.right) == (model.left, model.right)

    @property
    def _last_free(self) -> int:
        """The last row that a code may stand in: what stands below them begins right after it."""
        last = max(self.at.values())
        return next((row for row in self.sheet.rows if row > last), last + 1) - 1

    @property
    def new_rows(self) -> list[NewRows]:
        """Rows put in above the last one, so that what is said of the rows (sums, input checks) holds of them too."""
        lack = len(self.wanted) - (self._last_free - min(self.at.values()) + 1)
        if lack <= 0:
            return []
        return [NewRows(self.sheet.name, self._last_free + (not self.in_order), lack, like_above=not self.in_order)]

    @property
    def places(self) -> dict[int, int]:
        """Old row → new row of every code."""
        first = min(self.at.values())
        return {self.at[code]: first + number for number, code in enumerate(self.wanted) if code in self.at}

    def edits(self) -> Iterator[Edit]:
        first, last = min(self.at.values()), max(self.at.values()) + sum(new.rows for new in self.new_rows)
        for row, code in enumerate(self.wanted, first):
            for column in self.columns:
                content = self._content(code, column)
                if column in self.code_columns and code not in self.at:
                    content = self._part(code, column), None
                if column == self.name_at and content == _NOTHING:
                    content = self.names.get(code), None
                yield Edit(self.sheet.name, address(row, column), *content)
        for row in range(first + len(self.wanted), last + 1):
            yield from (Edit(self.sheet.name, address(row, column)) for column in self.columns)

    def _part(self, code: str, column: int) -> str | int | None:
        """What stands of a new code in a column, written as the codes that are there: whole, by parts, or each longer."""
        kinds = {self.sheet[row, column].kind for row in self.at.values()}
        number = self.code_columns.index(column)
        first = self.code_columns.start
        whole = any(len(self.sheet[row, first].text.strip()) > _LEVELS[0] for row in self.at.values())
        if len(self.code_columns) == 1 or whole:
            part = code if not number else ""
        else:
            start, stop = (0, *_LEVELS)[number : number + 2]
            longer = any(len(self.sheet[row, first + 1].text.strip()) > _LEVELS[0] for row in self.at.values())
            part = (code[:stop] if longer else code[start:stop]) if len(code) >= stop else ""
        return int(part) if part and CellKind.TEXT not in kinds and CellKind.NUMBER in kinds else part or None

    def _content(self, code: str, column: int) -> Content:
        """What stands beside a code now. A formula of ours is left out: it is filled in again."""
        if code not in self.at or self.sheet[self.at[code], column].formula is not None:
            return _NOTHING
        cell = self.sheet[self.at[code], column]
        return (Decimal(cell.text) if cell.kind is CellKind.NUMBER else cell.text or None), None


def _row_number(row: Row) -> int:
    return next(position(cell.address)[0] for cell in row.cells.values())


def _listed(
    group: FactGroup,
    place: Place,
    report: Report,
    codes: Mapping[str, Sequence[tuple[str, str]]],
    new_rows: list[NewRows] | None,
) -> Iterator[Edit]:
    """The rows of one level of a form (``公开05:项``) that a list does not name yet, in its blank rows or in new ones.

    Without a list of ``new_rows`` none are put in, and what finds no blank row is left out.
    """
    table, _, level = group.source.partition(":")
    known = {row.code for row in report.lists[group.id].rows}
    digits = _LEVELS["类款项".index(level)] if level in "类款项" else 0
    missing = [(code, name) for code, name in codes.get(table, ()) if len(code) == digits and code not in known]
    heads = find_heads(place.sheet, group.columns, place.top)
    if not missing or heads is None:
        return
    by_role = {column.role: at for column, at in zip(group.columns, heads.columns, strict=True)}
    last = max((row for row in place.sheet.rows if heads.bottom < row < place.end), default=heads.bottom)
    if place.end in place.sheet.rows:  # another group stands below, and a blank row above it
        room = place.end - 2 - last
        if new_rows is None:
            missing = missing[: max(room, 0)]
        elif len(missing) > room:
            new_rows.append(NewRows(place.sheet.name, place.end - 1, len(missing) - room, like_above=True))
    move = moves_of(new_rows or ()).get(place.sheet.name, int)
    for row, content in enumerate(missing, move(last) + 1):
        for role, words in zip(("code", "name"), content, strict=True):
            if words and (at := by_role.get(role)):
                yield Edit(place.sheet.name, address(row, at), words)
