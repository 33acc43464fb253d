"""Drawing the official forms into a new workbook: heads from the column paths, rows from the profile, print set-up.

Two families. Ruled tables (公开01–09表): one heading over the whole width, blocks side by side, or in bands below each
other. Grid forms (绩效自评表, specs with ``grid``): blocks one under the other on a fixed set of grid columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ....amounts import Unit
from ....patterns import fill
from ....profiles import (
    NUMBER_ROLES,
    BlockSpec,
    ColumnSpec,
    Profile,
    RowSpec,
    TableSpec,
    column_id,
    in_year,
    of_form,
    optional_year,
    slot_values,
)
from ....text import normal_name
from ....text_size import line_count
from ...files.writing.page_fit import FORM_SIZE, PAGE_POINTS, PAGE_UNITS
from .. import help_texts
from ..contents import Filling, Line, Value
from ..looks import BODY, HEAD, LINE, TITLE, put, set_page, set_widths
from .grid import GridForm
from .heads import draw_heads, draw_label, draw_notes
from .rows import LINE_HEIGHT, LOWEST, ROW_HEIGHT, cell_look, draw_tree, is_total

NOT_APPLICABLE = "——"


def draw_form(
    sheet: Worksheet,
    profile: Profile,
    spec: TableSpec,
    filling: Filling,
    *,
    table_id: str,
    year: int | None,
    unit_name: str,
) -> None:
    """Draw one official form with its contents. ``table_id`` names the filling (``公开02``, ``自评表#2``)."""
    contents = {block.id: filling.rows(table_id, block.id) for block in spec.blocks}
    spec = _in_format(spec, profile.words.get("金额格式", ""))
    line = {label: value for rows in contents.values() for label, value in next(iter(rows), {}).items()}
    known = {**slot_values(profile, filling.facts, unit_name, year), **of_form(spec, line)}
    known |= filling.headings.get(table_id, {})
    spec = _with_slots_filled(spec, known)
    if spec.grid:
        GridForm(sheet, spec, contents).draw(profile.label_of(spec))
    else:
        _RuledTable(sheet, profile, spec, contents).draw(known)


def _in_format(spec: TableSpec, amounts: str) -> TableSpec:
    """The form with the number format that this profile's forms use for amounts, where it is not the usual one."""

    def column_in_format(column: ColumnSpec) -> ColumnSpec:
        usual = column.role == "amount" and not column.format
        return replace(column, format=amounts) if usual else column

    def block_in_format(block: BlockSpec) -> BlockSpec:
        return replace(block, columns=tuple(map(column_in_format, block.columns)))

    return replace(spec, blocks=tuple(map(block_in_format, spec.blocks))) if amounts else spec


def _with_slots_filled(spec: TableSpec, known: Mapping[str, str]) -> TableSpec:
    """The form with the texts around it as they are printed; what is not known yet leaves its place empty."""
    return replace(
        spec,
        above=tuple(fill(line, known, f"{spec.id}.above") for line in spec.above),
        notes=tuple(fill(note, known, f"{spec.id}.notes") for note in spec.notes),
        empty_note=fill(spec.empty_note, known, f"{spec.id}.empty_note"),
        printed_title=fill(optional_year(spec.printed_title), known, f"{spec.id}.printed_title"),
    )


class _RuledTable:
    """公开01–09表: title, label, 单位/年度/单位：万元, merged heads, 栏次, rows, notes."""

    def __init__(
        self,
        sheet: Worksheet,
        profile: Profile,
        spec: TableSpec,
        contents: Mapping[str, Sequence[Line]],
    ):
        self.sheet, self.profile, self.spec, self.contents = sheet, profile, spec, contents
        self.bands = list(_bands(spec.blocks))
        self.columns = [column for block in self.bands[0] for _ in block.groups or (1,) for column in block.columns]
        self.width = len(self.columns)
        self.row = 1

    def draw(self, heading: Mapping[str, str]) -> None:
        """``heading``: 单位名称, 年度, 表号 and whatever else the head of the form names."""
        set_widths(self.sheet, [column.width for column in self.columns])
        self._heading(heading)
        heads = self.row
        first, *_ = [self._band(band, heading["年度"]) for band in self.bands]
        self._notes()
        help_texts.explain_table(self.sheet, self.spec, heads)
        open_ended = any(block.kind in ("codes", "tree") for block in self.spec.blocks)
        leading = next((place for place, column in enumerate(self.columns) if column.role in NUMBER_ROLES), 0)
        self.sheet.freeze_panes = f"{get_column_letter(leading + 1) if open_ended else 'A'}{first}"
        self._tighten()
        set_page(
            self.sheet,
            landscape=self.spec.landscape,
            repeat=(heads, first - 1),
            area=(self.row - 1, self.width),
            pages=int(not open_ended),
        )

    def _tighten(self) -> None:
        """Lower rows, where the form would else go a little over a page or be printed small on one."""
        rows = [self.sheet.row_dimensions[row] for row in range(1, self.row)]
        usual = [row for row in rows if row.height == ROW_HEIGHT]
        width = sum(column.width for column in self.columns)
        room = PAGE_POINTS[self.spec.landscape] * max(1.0, width / PAGE_UNITS[self.spec.landscape])
        over = sum(row.height or ROW_HEIGHT for row in rows) - room
        if usual and over > 0:
            for row in usual:
                row.height = max(LOWEST, ROW_HEIGHT - over / len(usual))

    def _band(self, band: Sequence[BlockSpec], year: str) -> int:
        """Draw blocks that stand side by side, with their heads; returns their first row."""
        parts = [(block, copy) for block in band for copy in range(len(block.groups) or 1)]
        columns = [column for block, _ in parts for column in block.columns]
        paths = [(*b.group_heads[copy : copy + 1], *column.path) for b, copy in parts for column in b.columns]
        if band[0].caption:
            put(self.sheet, self.row, 1, band[0].caption, HEAD.but(bold=True, align="left"), columns=self.width)
            self.sheet.row_dimensions[self.row].height = ROW_HEIGHT
            self.row += 1
        if any(words.strip() for path in paths for words in path):  # else the band stands under the heads above it
            paths = [tuple(in_year(words, year) for words in path) for path in paths]
            self.row += draw_heads(self.sheet, self.row, 1, columns, paths, [column.width for column in columns])
        if self.spec.index_row:
            self._index_row(columns)
        first = self.row
        left = 1
        for block, copy in parts:
            self.row = max(self.row, self._block(block, copy, first, left))
            left += len(block.columns)
        for block in band:
            if block.totals:
                self._totals(block)
        unit = Unit.named_in(self.profile.unit_line(self.spec)) or Unit.WAN
        mixed = [column for block in band if block.row_roles for column in block.figures]
        # Excel lets any number be typed where amounts and counts stand in one column.
        columns = [column.of_role("score") if column in mixed else column for column in columns]
        help_texts.check_columns(self.sheet, columns, first, self.row - 1, unit)
        return first

    def _heading(self, heading: Mapping[str, str]) -> None:
        sheet = self.sheet
        label = self.profile.label_of(self.spec)._replace(text=heading["表号"])
        if label.text and label.over:
            draw_label(self.sheet, self.row, self.width, label)
            self.row += 1
        put(sheet, self.row, 1, self.spec.printed_title or self.spec.title, TITLE, columns=self.width)
        sheet.row_dimensions[self.row].height = 32
        self.row += 1
        is_short = not {"名称", "年度"} & {*self.spec.heading}
        if not label.over and (label.text or not is_short):
            draw_label(self.sheet, self.row, self.width, label)
            self.row += 1
        if is_short:
            self._short_heading(unit=self.profile.unit_line(self.spec))
            return
        name = f"{self.spec.name_label or heading.get('名称栏') or heading.get('主体', '单位')}：{heading['单位名称']}"
        year = heading.get("表头年度", f"{heading['年度']}年度")
        unit = self.profile.unit_line(self.spec)
        name, year, unit = (
            text if part in self.spec.heading else ""
            for part, text in (("名称", name), ("年度", year), ("金额单位", unit))
        )
        row = self.row
        self.row += 1
        if self.width < 3:
            self._narrow_heading(row, name, year, unit)
            return
        (first, second), (third, fourth), (fifth, last) = self._thirds()
        if year:
            look = LINE.but(align="center", shrink=True)  # it may stand over a narrow column
            put(sheet, row, third, year, look, columns=fourth - third + 1)
        else:  # the name has the room of the year
            second = fourth
        put(sheet, row, first, name, LINE, columns=second - first + 1)
        put(sheet, row, fifth, unit, LINE.but(align="right"), columns=last - fifth + 1)

    def _narrow_heading(self, row: int, name: str, year: str, unit: str) -> None:
        """One or two columns have no room for three texts: what shares a cell has wide spaces between."""
        texts = [name, f"{year}　{unit}".strip("　")] if self.width == 2 else [f"{name}　{year}　{unit}".strip("　")]
        for place, text in enumerate(texts, 1):
            put(self.sheet, row, place, text, LINE.but(align="right" if place == 2 else "left"))

    def _short_heading(self, unit: str) -> None:
        """Forms that print no unit name and no year: the lines the form has of its own, then 单位：万元."""
        lines = [(line, "left") for line in self.spec.above]
        lines += [(unit, "right")] if "金额单位" in self.spec.heading else []
        for text, align in lines:
            put(self.sheet, self.row, 1, text, LINE.but(align=align), columns=self.width)
            self.row += 1

    def _thirds(self) -> list[tuple[int, int]]:
        """The columns of the left, middle and right text: the middle is as near the middle of the form as columns allow."""
        ends = list(accumulate(column.width for column in self.columns))
        goal = ends[-1]
        first = min(range(1, self.width - 1), key=lambda n: abs(ends[n - 1] - goal * 0.40))
        second = min(range(first + 1, self.width), key=lambda n: abs(ends[n - 1] - goal * 0.62))
        return [(1, first), (first + 1, second), (second + 1, self.width)]

    def _index_row(self, columns: Sequence[ColumnSpec]) -> None:
        number = 0
        for place, column in enumerate(columns, 1):
            text: Value = None
            if column.role in NUMBER_ROLES:
                number += 1
                text = number
            if column.role != "name":
                put(self.sheet, self.row, place, text, HEAD)
                continue
            coded = place > 1 and columns[place - 2].role == "code"
            put(self.sheet, self.row, place - coded, "栏次", HEAD, columns=1 + coded)
        self.sheet.row_dimensions[self.row].height = ROW_HEIGHT
        self.row += 1

    def _block(self, block: BlockSpec, copy: int, top: int, left: int) -> int:
        """Draw the rows of a block; returns the row below it."""
        if block.kind == "tree":
            return draw_tree(self.sheet, block, top, left, self.contents[block.id])
        rows = list(self._rows(block, copy))
        roles = {row.name: row.role for row in block.rows}
        for offset, line in enumerate(rows):
            role = roles.get(str(line.get(column_id(block.columns, "name"))), "")
            columns = [column.of_role(role) for column in block.columns]
            self._line(columns, top + offset, left, line, printed=block.kind == "groups")
        if block.kind == "groups":  # all groups are ruled down to the longest
            longest = max(map(len, block.groups))
            for offset in range(len(rows), longest):
                self._line(block.columns, top + offset, left, {})
            return top + longest
        return top + len(rows)

    def _rows(self, block: BlockSpec, copy: int) -> Iterator[Line]:
        given = self.contents[block.id]
        name = column_id(block.columns, "name")
        match block.kind:
            case "lines":
                line = column_id(block.columns, "line")
                if given and not line:  # without 行次 the lines are as many as needed
                    yield from given
                    return
                for number, row in enumerate(block.rows):
                    printed = {name: row.name, line: block.first_line + number if block.first_line else None}
                    yield {**printed, **row.printed, **(given[number] if number < len(given) else {})}
            case "codes":
                yield from given or _open_ended(block, name)
            case "groups":
                code = column_id(block.columns, "code")
                by_code = {row.get(code): row for row in given}
                figure = block.figures[0].id
                for item in block.groups[copy]:
                    number_, _, words = item.name.partition(" ")
                    mark = NOT_APPLICABLE if number_.startswith(block.dashes) else None
                    yield {code: number_, name: words, figure: mark, **by_code.get(number_, {})}
            case "cross":
                yield given[0] if given else {}

    def _line(self, columns: Sequence[ColumnSpec], row: int, left: int, line: Line, *, printed: bool = False) -> None:
        """``printed``: its name is the form's own, so that it is known to need a second line."""
        names = [str(line.get(column.id) or "") for column in columns if column.role == "name"]
        total = bool(names) and is_total(names[0])
        height = max(ROW_HEIGHT, self.sheet.row_dimensions[row].height or 0)  # of what stands beside it
        for place, column in enumerate(columns, left):
            look = cell_look(column, total=total)
            lines = line_count(names[0], column.width) if printed and column.role == "name" else 1
            if lines > 1:
                look, height = look.but(wrap=True, shrink=False), max(height, lines * LINE_HEIGHT)
            put(self.sheet, row, place, line.get(column.id), look)
        code, name = columns[0], columns[min(1, len(columns) - 1)]
        if total and code.role == "code" and name.role == "name" and not line.get(code.id):
            put(self.sheet, row, left, names[0], cell_look(name, total=True), columns=2)  # over both, as printed
        self.sheet.row_dimensions[row].height = height

    def _totals(self, block: BlockSpec) -> None:
        """The last line of side-by-side groups: each label fills the room left of its amount."""
        name, figure = column_id(block.columns, "name"), block.figures[0]
        given = {normal_name(str(row.get(name))): row for row in self.contents[block.id] if row.get(name)}
        each = len(block.columns)
        for place in range(1, self.width + 1):
            put(self.sheet, self.row, place, None, BODY)
        start = 1 if block.group_heads else 2  # without such heads the first code column stays blank, as printed
        for total in block.totals:
            amount = total.group * each
            bold = HEAD.but(bold=True)
            put(self.sheet, self.row, start, total.name, bold, columns=amount - start)
            value = given.get(normal_name(total.name), {}).get(figure.id)
            put(self.sheet, self.row, amount, value, cell_look(figure, total=True))
            start = amount + 1
        self.sheet.row_dimensions[self.row].height = ROW_HEIGHT
        self.row += 1

    def _notes(self) -> None:
        notes = list(self.spec.notes)
        if self.spec.empty_note:  # a row is kept for it until it is known whether there are data
            notes.append(self.spec.empty_note if self._is_known_empty() else "")
        self.row += draw_notes(self.sheet, self.row, notes, [column.width for column in self.columns])

    def _is_known_empty(self) -> bool:
        """Contents were given, and no figure in them is other than zero."""
        rows = [(block, row) for block in self.spec.blocks for row in self.contents[block.id]]
        return bool(rows) and not any(row.get(column.id) for block, row in rows for column in block.figures)


def printed_size(spec: TableSpec) -> float:
    """The points that the type of a form has on its page, which it is fitted to by its width."""
    widths = [sum(spec.grid)] if spec.grid else [_width(band) for band in _bands(spec.blocks)]
    return FORM_SIZE * min(1.0, PAGE_UNITS[spec.landscape] / max(widths))


def _width(band: Sequence[BlockSpec]) -> float:
    return sum(column.width for block in band for _ in block.groups or (1,) for column in block.columns)


def _bands(blocks: Sequence[BlockSpec]) -> Iterator[Sequence[BlockSpec]]:
    """The blocks that stand side by side; what begins below begins a new band."""
    starts = [number for number, block in enumerate(blocks) if block.begins_below or number == 0]
    for start, stop in zip(starts, [*starts[1:], None], strict=True):
        yield blocks[start:stop]


def _open_ended(block: BlockSpec, name: str) -> Iterator[Line]:
    """The rows that a code table prints, and room for the others: where a row without a name stands, else below them."""
    code = column_id(block.columns, "code")
    for row in block.rows if any(not row.name for row in block.rows) else (*block.rows, RowSpec("")):
        printed = {code: row.item[0], name: row.item[1]} if row.item[0] else {name: row.name}
        yield from [printed] if row.name else [{}] * block.open_rows
