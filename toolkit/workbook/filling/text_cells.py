"""How a figure looks in a cell that does not say: 17.70 and not 17.7, also where the cell was formatted as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from ...addresses import position
from ...cells import CellKind
from ...edits import TEXT_FORMAT, Edit
from ...profiles import Profile
from ..files.grid import Grid
from ..forms.reading import FoundForm, Reading

#: The number formats of amounts where the profile names no other, and of shares.
AMOUNTS, PERCENT = "#,##0.00", "0.00%"


def amount_format(profile: Profile) -> str:
    """How amounts are shown in the forms of a profile."""
    return profile.words.get("金额格式") or AMOUNTS


def as_figures(edits: Sequence[Edit], grid: Grid, reading: Reading) -> Iterator[Edit]:
    """The edits; each that puts a figure into a form says how figures look there: as most of its column do.

    ``grid``: the cells as they stand before the edits, ``reading`` before new rows too; blank cells do not tell how they look.
    """
    forms = {form.sheet.name: _Columns(form, reading.profile) for form in (*reading.forms, *reading.unfilled)}
    for edit in edits:
        form = forms.get(edit.sheet)
        is_figure = edit.formula is not None or not isinstance(edit.value, str | None)
        if form is None or not is_figure or edit.keep_value:
            yield edit
            continue
        place = position(edit.address)
        cell = grid[edit.sheet][place]
        if cell.kind is CellKind.NUMBER or cell.style.number_format not in ("General", TEXT_FORMAT):
            yield edit
        else:
            yield edit._replace(number_format=form.number_format(place))


class _Columns:
    """The number formats of a form's columns."""

    def __init__(self, form: FoundForm, profile: Profile) -> None:
        self._form, self._profile = form, profile

    def number_format(self, place: tuple[int, int]) -> str:
        """How a figure looks there: as the profile says of its column, else as others do; "" where there is none."""
        row, column = place
        return self._stated.get((row, column)) or self._formats.get(column, "")

    @cached_property
    def _stated(self) -> dict[tuple[int, int], str]:
        """The formats that the profile itself states; blocks below one another share the columns of the sheet."""
        return {
            (row, places[column.id]): column.format
            for block in self._form.layout.blocks
            for places in block.parts
            for column in block.spec.figures
            if column.format and column.id in places
            for row in block.rows
        }

    @cached_property
    def _formats(self) -> dict[int, str]:
        usual = {"amount": amount_format(self._profile), "percent": PERCENT}
        columns = {
            places[column.id]: usual.get(column.role, "General")
            for block in self._form.layout.blocks
            for places in block.parts
            for column in block.spec.figures
            if column.id in places
        }
        return columns | self._seen()

    def _seen(self) -> dict[int, str]:
        """How most figures that stand in a column look."""
        seen: dict[int, Counter[str]] = {}
        for cell in self._form.table.cells():
            place = position(cell.address)
            number_format = self._form.sheet[place].style.number_format
            if cell.kind is CellKind.NUMBER and number_format != TEXT_FORMAT:
                seen.setdefault(place[1], Counter())[number_format] += 1
        return {column: formats.most_common(1)[0][0] for column, formats in seen.items()}
