"""Drawing our own sheets into a new workbook, as the layouts of ``toolkit.workbook.ours`` say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from ...amounts import Unit
from ...numerals import chinese_number
from ...profiles import NUMBER_ROLES, ColumnSpec, FactGroup, Profile
from ...text_size import line_count, row_height
from ..files.writing.page_fit import PAGE_POINTS, PAGE_UNITS
from ..ours import check_sheet, narrative_sheet, steps_sheet
from ..ours.fact_sheets import FACT_COLUMNS, OPEN_PARAGRAPHS, TEXT_COLUMNS, headings
from ..ours.layout import GAP, SheetLayout
from . import help_texts
from .contents import Filling, Line, Value
from .looks import (
    AMOUNT,
    FORMATS,
    GROUP,
    HINT,
    INPUT_COLOUR,
    OUR_BODY,
    OUR_HEAD,
    OUR_INPUT,
    OURS,
    TITLE,
    Look,
    put,
    set_page,
    set_widths,
)

#: The widest that texts get in the columns beyond the usual ones.
_BEYOND = 28.0
_FIGURES = 14.0
#: Points of a row of one line, and how far down a page it is too low to begin a group.
_USUAL_HEIGHT, _LOW = 15.0, 0.62
#: Of so many lines one more may be needed where another font, whose figures are wider, takes the place of 宋体.
_ONE_MORE = 8
#: The first row of a list that has a sheet of its own.
_ALONE = 3
_CHECK_ROWS = 700  # that findings and live checks may take
_STEP_ROWS = 60
#: The look of a column of a layout: of new cells in an open column, and of the cells of ruled rows.
_PLAIN = Look(vertical="top")
_RIGHT = {
    "align": "right",
    "indent": 1,
    "wrap": False,
    "shrink": True,
}  # of a figure: it does not touch the next column
_OPEN = {
    "words": _PLAIN,
    "person": _PLAIN,
    "centre": _PLAIN.but(align="center"),
    "link": _PLAIN.but(color="FF0563C1", underline=True),
    "figure": _PLAIN.but(format=AMOUNT, **_RIGHT),
}
_BOXED = {"words": OUR_BODY, "person": OUR_INPUT, "centre": OUR_BODY.but(align="center")}


def draw_groups(sheet: Worksheet, groups: Sequence[FactGroup], filling: Filling) -> None:
    """A sheet of facts, lists and texts. Groups are numbered when there are several; otherwise the title stands alone."""
    widths = _widths(groups)
    set_widths(sheet, widths)
    row, tops = 1, []
    for number, group in enumerate(groups, 1):
        title = f"{chinese_number(number)}、{group.title}" if len(groups) > 1 else group.title
        tops.append(row)
        row = _group(sheet, group, title, row, filling) + 1
    set_page(sheet, landscape=True, repeat=(1, 2) if len(groups) == 1 else None)
    _keep_titles_with_rows(sheet, tops, sum(widths))
    sheet.freeze_panes = "A3" if len(groups) == 1 else None


def _widths(groups: Sequence[FactGroup]) -> list[float]:
    if all(group.kind == "list" for group in groups):
        return _fitted([_column_width(column, groups[0]) for column in groups[0].columns])
    if all(group.kind == "texts" for group in groups):
        return list(TEXT_COLUMNS.values())
    lists = [group.columns for group in groups]
    beyond = [
        min(max(_FIGURES, *(each[place].width for each in lists if place < len(each))), _BEYOND)
        for place in range(len(FACT_COLUMNS), max(map(len, lists)))
    ]
    return _fitted([*FACT_COLUMNS.values(), *beyond])


def _column_width(column: ColumnSpec, group: FactGroup) -> float:
    """The more columns a list has, the narrower its texts, so that it prints in a readable size."""
    many = len(group.columns) > len(FACT_COLUMNS)
    most = (_FIGURES if column.role in NUMBER_ROLES or column.options else _BEYOND) if many else column.width
    return max(min(column.width, most), 10)


def _fitted(widths: Sequence[float]) -> list[float]:
    """The widths, those of texts made narrower so that a page holds all columns at full size."""
    texts = sum(width for width in widths if width > _FIGURES)
    room = PAGE_UNITS[True] - sum(widths) + texts
    share = min(1.0, room / texts) if texts else 1.0
    return [max(round(width * share, 1), _FIGURES) if width > _FIGURES else width for width in widths]


def _keep_titles_with_rows(sheet: Worksheet, tops: Sequence[int], width: float) -> None:
    """A group that would begin low on a page begins a new one: its rows may grow taller as a clerk types, and its title
    must not stay behind at the foot."""
    page = PAGE_POINTS[True] * max(1.0, width / PAGE_UNITS[True])
    used = 0.0
    for row in range(1, sheet.max_row + 1):
        height = sheet.row_dimensions[row].height or _USUAL_HEIGHT
        if row in tops and used > page * _LOW:
            sheet.row_breaks.append(Break(id=row - 1))
            used = 0.0
        used = height if used + height > page else used + height


def _group(sheet: Worksheet, group: FactGroup, title: str, row: int, filling: Filling) -> int:
    """Draw one group from ``row`` on; returns the row below it."""
    heads = tuple(headings(group))
    for place in range(1, max(len(heads), 2) + 1):
        put(sheet, row, place, None, GROUP)
    put(sheet, row, 1, title, GROUP.but(wrap=True))  # the help stands beside it
    put(sheet, row, 2, group.help, HINT.but(fill="group"))
    lines = line_count(title, sheet.column_dimensions["A"].width * Look().size / GROUP.size)
    sheet.row_dimensions[row].height = 22 if lines == 1 else 17 * lines
    for place, head in enumerate(heads, 1):
        put(sheet, row + 1, place, head, OUR_HEAD)
    _fit(sheet, row + 1)
    draw = {"facts": _facts, "list": _list, "texts": _texts}[group.kind]
    return draw(sheet, group, row + 2, filling)


def _facts(sheet: Worksheet, group: FactGroup, row: int, filling: Filling) -> int:
    for fact in group.facts:
        value: Value = filling.facts.get(fact.id)
        if value is None and fact.default:
            value = fact.default
        figure = fact.kind in ("amount", "count", "percent")
        look = OUR_INPUT.but(format=FORMATS.get(fact.kind, "General"), **(_RIGHT if figure else {}))
        put(sheet, row, 1, fact.label, OUR_BODY)
        cell = put(sheet, row, 2, value, look)
        put(sheet, row, 3, fact.unit, OUR_BODY.but(align="center"))
        put(sheet, row, 4, ("必填。" if fact.required else "") + fact.help, OUR_BODY.but(color="FF7F7F7F", size=10))
        help_texts.check_fact(sheet, cell, fact)
        _fit(sheet, row)
        row += 1
    return row


def _list(sheet: Worksheet, group: FactGroup, row: int, filling: Filling) -> int:
    rows: Sequence[Line] = filling.lists.get(group.id) or [{} for _ in range(group.open_rows)]
    last = row + len(rows) - 1
    if row == _ALONE and not filling.lists.get(group.id):
        _unprinted_rows(sheet, group, row, last)
        rows = ()
    for offset, line in enumerate(rows):
        for place, column in enumerate(group.columns, 1):
            put(sheet, row + offset, place, line.get(column.id), _input_look(column))
        _fit(sheet, row + offset)
    for place, column in enumerate(group.columns, 1):
        letter = get_column_letter(place)
        area, name = f"{letter}{row}:{letter}{last}", column.head or column.id
        if column.options:
            help_texts.check_options(sheet, area, name, column.options)
        elif column.role == "amount":
            help_texts.check_amounts(sheet, area, name, column.unit or Unit.WAN)
        elif column.role in FORMATS and column.role != "code":
            help_texts.check_numbers(sheet, area, name)
    return last + 1


def _unprinted_rows(sheet: Worksheet, group: FactGroup, first: int, last: int) -> None:
    """Rows to fill that are seen but not printed while they are empty: their looks are those of the columns."""
    for place, column in enumerate(group.columns, 1):
        letter = get_column_letter(place)
        _input_look(column).but(box="", fill="", vertical="top").dress(sheet.column_dimensions[letter])
    area = f"A{first}:{get_column_letter(len(group.columns))}{last}"
    rule = FormulaRule(  # type: ignore[no-untyped-call]
        formula=["TRUE"], fill=PatternFill(bgColor=INPUT_COLOUR), border=OURS
    )
    sheet.conditional_formatting.add(area, rule)


def _input_look(column: ColumnSpec) -> Look:
    figure = column.role in ("amount", "count", "percent", "score")
    usual = AMOUNT if column.role == "amount" else FORMATS.get(column.role, "General")
    return OUR_INPUT.but(format=column.format or usual, **(_RIGHT if figure else {}))


def _texts(sheet: Worksheet, group: FactGroup, row: int, filling: Filling) -> int:
    for text_id in group.texts:
        given = list(filling.texts.get(text_id, ()))
        for number, paragraph in enumerate(given or [""] * OPEN_PARAGRAPHS):
            put(sheet, row, 1, text_id if number == 0 else None, OUR_BODY.but(bold=True, vertical="top"))
            put(sheet, row, 2, paragraph, OUR_INPUT.but(vertical="top"))
            _fit(sheet, row)
            row += 1
    return row


def _fit(sheet: Worksheet, row: int) -> None:
    """The height the texts of a row need; programs other than Excel do not find it themselves."""
    lines = 1
    for cell in sheet[row]:
        if isinstance(cell.value, str):
            lines = max(lines, line_count(cell.value, sheet.column_dimensions[cell.column_letter].width))
    sheet.row_dimensions[row].height = row_height(lines + lines // _ONE_MORE)


def draw_narrative(sheet: Worksheet, profile: Profile, names: Mapping[str, str]) -> None:
    """情况说明, with a row for each field of the outline. ``names`` fill the titles' tags."""
    draw_layout(sheet, narrative_sheet.LAYOUT)
    boxed = {column.id: _BOXED[column.look].but(vertical="top") for _, column in narrative_sheet.LAYOUT.named}
    first = narrative_sheet.LAYOUT.head_row + 1
    for row, (section, field) in enumerate(narrative_sheet.fields(profile, names), first):
        says: Line = {"section": section, "field": field}
        for number, column in narrative_sheet.LAYOUT.named:
            put(sheet, row, number, says.get(column.id), boxed[column.id])
        sheet.row_dimensions[row].height = narrative_sheet.NEW_ROW_HEIGHT


def draw_checks(sheet: Worksheet) -> None:
    """校验: room for findings and live checks, both written by ``fill``."""
    layout = check_sheet.LAYOUT
    draw_layout(sheet, layout)
    first, last = _open_rows(sheet, layout, _CHECK_ROWS)
    number = get_column_letter(next(number for number, column in layout.named if column.id == "number"))
    for place, column in layout.named:
        if column.look == "person":  # beside a finding
            _colour(
                sheet,
                f"{get_column_letter(place)}{first}:{get_column_letter(place)}{last}",
                f'${number}{first}<>""',
                "EFF7E8",
            )


def draw_steps(sheet: Worksheet) -> None:
    """填报顺序: room for the steps, which are written once all other sheets stand."""
    draw_layout(sheet, steps_sheet.LAYOUT)
    _open_rows(sheet, steps_sheet.LAYOUT, _STEP_ROWS)


def _open_rows(sheet: Worksheet, layout: SheetLayout, count: int) -> tuple[int, int]:
    """The looks and colours of rows to come; returns the first and the last of them."""
    first, last = layout.head_row + 1, layout.head_row + count
    for place, column in layout.named:
        letter = get_column_letter(place)
        area = f"{letter}{first}:{letter}{last}"
        if not column.hidden:  # of the column, so that every new cell has it without hundreds of styled blank rows
            _OPEN[column.look].dress(sheet.column_dimensions[letter])
        for words, color in column.colours.items():
            begun = words.removesuffix("*")
            if begun == words:
                rule = CellIsRule(  # type: ignore[no-untyped-call]
                    operator="equal", formula=[f'"{words}"'], fill=PatternFill(bgColor=f"FF{color}")
                )
                sheet.conditional_formatting.add(area, rule)
            else:
                _colour(sheet, area, f'LEFT({letter}{first},{len(begun)})="{begun}"', color)
    return first, last


def _colour(sheet: Worksheet, area: str, formula: str, color: str) -> None:
    rule = FormulaRule(formula=[formula], fill=PatternFill(bgColor=f"FF{color}"))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add(area, rule)


def draw_layout(sheet: Worksheet, layout: SheetLayout) -> None:
    """A sheet of ours with headings: title, lines, headings with their help, widths, page."""
    put(sheet, 1, 1, layout.lines[0], TITLE.but(align="left"))
    sheet.row_dimensions[1].height = 30
    for row, line in enumerate(layout.lines[1:], 2):
        put(sheet, row, 1, line, HINT if row == layout.head_row - 1 else Look(size=11, bold=True, wrap=False))
    for number, column in layout.named:
        cell = put(sheet, layout.head_row, number, column.head, OUR_HEAD)
        if column.help:
            help_texts.note(cell, column.help)
        sheet.column_dimensions[get_column_letter(number)].hidden = column.hidden
    set_widths(sheet, [column.width if column else GAP for column in layout.columns])
    sheet.freeze_panes = f"{get_column_letter(layout.frozen + 1)}{layout.head_row + 1}"
    set_page(
        sheet,
        landscape=not layout.one_page,
        repeat=(layout.head_row, layout.head_row),
        pages=int(layout.one_page),
    )
    if layout.printed:  # as far down as there are rows
        last = get_column_letter(layout.printed)
        sheet.defined_names.add(DefinedName("_xlnm.Print_Area", attr_text=f"'{sheet.title}'!$A:${last}"))
