"""汇总.xlsx: the tables as sheets with frozen headings, filters, links, and charts that Excel and WPS draw themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ...findings import LEVELS
from ...outputs.files import replacing, undated, write_zip
from ...text import clean_text
from ...text_size import line_count
from ..records import LISTED
from .frames import Link, is_share
from .overview import COMMON, OVERVIEW, UNITS, Count, Todo

_FONT = "宋体"
_LONGEST_TEXT = 32_000
#: Excel links no more than this in a sheet.
_MOST_LINKS = 60_000
#: Excel holds no more rows than this; what is beyond is told in the last one.
_MOST_ROWS = 1_000_000
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_LEVELS = {"有错误": "FFC7CE", "错误": "FFC7CE", "无法读取": "FFC7CE", "缺报": "FFC7CE", "待补充": "FFEB9C"} | {
    "只有提示": "FFEB9C", "提示": "FFEB9C", "重报": "FFEB9C", "无问题": "C6EFCE", "新增": "FFEB9C", "已消除": "C6EFCE"
}  # fmt: skip
_LINE = Side(style="thin", color="BFBFBF")
_RULED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WIDE = {"说明": 70, "问题": 40, "位置": 36, "单位": 24, "处理意见": 30, "最多的位置": 40, "判断": 26, "文件": 30}
_WIDE |= {
    "工作簿": 30,
    "Word": 30,
    "主管部门": 20,
    "格式": 14,
    "收到时间": 17,
    "指标": 28,
    "列": 20,
    "行": 32,
    "原因": 60,
    "各单位": 60,
}
_USUAL, _NARROW = 14.0, 8.0
_NARROWS = (
    "序号",
    "级别",
    "年度",
    "错误",
    "提示",
    "待补充",
    "已认可",
    "尾差",
    "连带不符",
    "处数",
    "单位数",
    "变化",
    "应报",
    "已报",
)
_LEVEL = "级别"
_WRAPPED_LINE = 15.0
#: So many characters side by side can still be read on a page.
_PAGE_WIDTH = 180.0
#: Columns wider than this wrap their words, up to so many lines.
_WRAPS, _MOST_LINES = 24, 12
#: The first screen: its columns, the tables' first one, and where the charts stand beside them.
_OVERVIEW_WIDTHS = (2, 20, 15, 15, 15, 15, 15, 15, 12, 12, 12, 12, 12, 12, 12, 12)
_FIRST, _CHART_COLUMN, _CHART_ROWS = 2, 8, 17
_MOST_CHARTED = 8


def save_workbook(
    target: Path,
    title: str,
    todos: Sequence[Todo],
    counts: Sequence[Count],
    overview: Mapping[str, pd.DataFrame],
    sheets: Mapping[str, pd.DataFrame],
    frozen: Mapping[str, int],
) -> None:
    """Write the workbook. ``overview``: further tables of the first sheet by heading; ``frozen``: how many columns of a
    sheet stay in view. Raises OutputError when it cannot be written."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    first, pen = _sheet(book, OVERVIEW), _Pen()
    counted = _overview(first, title, todos, counts, overview, pen)
    for name, frame in sheets.items():
        _table(_sheet(book, name), frame, frozen.get(name, 0), pen)
    _draw_charts(first, counts, counted, _named(book, COMMON), len(sheets[COMMON]))
    packed = BytesIO()
    book.save(packed)
    with replacing(target) as temporary:
        write_zip(temporary, undated(packed))


def _sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.create_sheet(name)
    assert isinstance(sheet, Worksheet)
    return sheet


def _named(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # nothing is written into a merged area but its first cell
    return cell


# -- one table a sheet ------------------------------------------------------------------------------------------------


def _table(sheet: Worksheet, frame: pd.DataFrame, frozen: int, pen: _Pen) -> None:
    heads = [str(name) for name in frame.columns]
    names = ["各单位" if name == UNITS and sheet.title == COMMON else name for name in heads]
    for column, name in enumerate(names, 1):
        pen.head(_cell(sheet, 1, column), heads[column - 1])
        sheet.column_dimensions[get_column_letter(column)].width = _width(name)
    sheet.row_dimensions[1].height = 32
    shown = min(len(frame), _MOST_ROWS)
    links = 0
    for row, values in enumerate(frame.head(shown).itertuples(index=False, name=None), 2):
        for column, value in enumerate(values, 1):
            links += isinstance(value, Link)
            pen.put(_cell(sheet, row, column), value, names[column - 1], linked=links <= _MOST_LINKS)
        sheet.row_dimensions[row].height = _height(names, values)
    if len(frame) > shown:
        pen.put(_cell(sheet, shown + 2, 1), f"还有 {len(frame) - shown} 行放不下，见 汇总.json。", "说明")
    if not len(frame):
        pen.put(_cell(sheet, 2, 1), "没有。", "")
    sheet.freeze_panes = _cell(sheet, 2, frozen + 1).coordinate
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{max(shown + 1, 2)}"
    if _LEVEL in names:
        _filter_tails(sheet, names.index(_LEVEL) + 1, shown)
    _page(sheet, pages=round(sum(map(_width, names)) / _PAGE_WIDTH) or 1)
    if frozen:
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"


def _filter_tails(sheet: Worksheet, column: int, shown: int) -> None:
    """Tails need nobody's attention and are thirty times as many as the rest: they are there once the filter is cleared."""
    tails = [row for row in range(2, shown + 2) if sheet.cell(row, column).value == LEVELS[-1]]
    if tails:
        sheet.auto_filter.add_filter_column(column - 1, list(LISTED))
        for row in tails:
            sheet.row_dimensions[row].hidden = True


def _page(sheet: Worksheet, pages: int = 1) -> None:
    """Landscape; as many pages side by side as leave it readable."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = "1:1"


class _Pen:
    """Writes cells. A look is put together once and then copied: openpyxl takes ten times as long to do it anew."""

    def __init__(self) -> None:
        self._looks: dict[tuple[str, bool, str], Any] = {}

    def head(self, cell: Cell, words: str) -> None:
        _write(cell, words)
        self._look(cell, "head", True, "")

    def put(self, cell: Cell, value: Any, column: str, *, linked: bool = True) -> None:
        """A value in its looks: amounts with two decimals, shares as percentages, files as links."""
        _write(cell, value.words if isinstance(value, Link) else value)
        wraps, fill, kind = _WIDE.get(column, 0) > _WRAPS, "", "words"
        if isinstance(value, Link) and linked:
            cell.hyperlink = _address(value.target)
            kind = "link"
        elif isinstance(value, str):
            fill = _LEVELS.get(value, "")
        elif value is not None:
            kind = "share" if is_share(column) else "amount" if isinstance(value, Decimal) else "number"
        self._look(cell, kind, wraps, fill)

    def _look(self, cell: Cell, kind: str, wraps: bool, fill: str) -> None:
        key = (kind, wraps, fill)
        prefixed = cell.quotePrefix
        if key not in self._looks:
            _dress(cell, kind, wraps, fill)
            self._looks[key] = copy(cell._style)  # type: ignore[attr-defined]
        cell._style = copy(self._looks[key])  # type: ignore[attr-defined]
        if prefixed:
            cell.quotePrefix = True


def _dress(cell: Cell, kind: str, wraps: bool, fill: str) -> None:
    cell.border = _RULED
    if kind == "head":
        cell.font, cell.fill = Font(name=_FONT, size=10, bold=True), _HEAD
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        return
    linked = {"color": "0563C1", "underline": "single"} if kind == "link" else {}
    cell.font = Font(name=_FONT, size=10, **linked)  # type: ignore[arg-type]
    side = "left" if kind in ("words", "link") else "right"
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=wraps)
    cell.number_format = {"share": "0.00%", "amount": "#,##0.00"}.get(kind, "General")
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)


def _write(cell: Cell, value: Any) -> None:
    """The value and nothing it might be taken for: words from a workbook never become a formula."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = clean_text(value)[:_LONGEST_TEXT]
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # nor do they when somebody edits the cell


def _address(target: str) -> str:
    """A file's place as Excel writes it into a link: Chinese as it is, what means something in an address encoded."""
    return "".join(sign if not sign.isascii() else quote(sign, safe="/()") for sign in clean_text(target))


def _width(name: str) -> float:
    return _WIDE.get(name, _NARROW if name in _NARROWS else max(_USUAL, 2.0 * len(name)) if len(name) < 9 else _USUAL)


def _height(names: Sequence[str], values: Sequence[Any]) -> float:
    wrapped = [
        _lines(value, _WIDE[name])
        for name, value in zip(names, values, strict=True)
        if isinstance(value, str) and _WIDE.get(name, 0) > _WRAPS
    ]
    return _WRAPPED_LINE * min(max(wrapped, default=1), _MOST_LINES) + 3


def _lines(text: str, width: float) -> int:
    """How many lines it takes: about, for a hundred thousand cells; a Chinese character counts as two."""
    return 1 + int(len(text.encode("gbk", "replace")) / (width - 2))


# -- the first sheet ---------------------------------------------------------------------------------------------------


def _overview(
    sheet: Worksheet,
    title: str,
    todos: Sequence[Todo],
    counts: Sequence[Count],
    tables: Mapping[str, pd.DataFrame],
    pen: _Pen,
) -> tuple[int, int]:
    """Draw the first screen; returns the rows of the counts, heading and last, and what stands below them is free."""
    for column, width in enumerate(_OVERVIEW_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _words(_cell(sheet, 1, _FIRST), title, size=16, bold=True)
    row = _todo_lines(sheet, 3, todos)
    top = row + 2
    row = _count_lines(sheet, row + 1, counts, pen)
    for heading, frame in tables.items():
        if len(frame):
            row = _small_table(sheet, row + 1, heading, frame, pen)
    sheet.sheet_view.showGridLines = False
    _page(sheet)
    sheet.print_title_rows = None
    sheet.print_area = f"A1:{get_column_letter(len(_OVERVIEW_WIDTHS))}{max(row, top + 2 * _CHART_ROWS)}"
    return top, top + len(counts)


def _todo_lines(sheet: Worksheet, row: int, todos: Sequence[Todo]) -> int:
    _words(_cell(sheet, row, _FIRST), "先做什么", size=12, bold=True)
    width = sum(_OVERVIEW_WIDTHS[1:])
    for number, todo in enumerate(todos, 1):
        cell = _cell(sheet, row + number, _FIRST)
        _write(cell, f"{number}. {todo.words}")
        cell.hyperlink = f"#'{todo.sheet}'!A1"
        cell.font = Font(name=_FONT, size=11, color="0563C1")
        last = len(_OVERVIEW_WIDTHS)
        sheet.merge_cells(start_row=row + number, end_row=row + number, start_column=_FIRST, end_column=last)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row + number].height = _WRAPPED_LINE * line_count(str(cell.value), width) + 5
    return row + len(todos) + 1


def _words(cell: Cell, words: str, *, size: int = 10, bold: bool = False) -> None:
    _write(cell, words)
    cell.font = Font(name=_FONT, size=size, bold=bold)


def _count_lines(sheet: Worksheet, row: int, counts: Sequence[Count], pen: _Pen) -> int:
    _words(_cell(sheet, row, _FIRST), "有多少", size=12, bold=True)
    for column, name in enumerate(("", "单位数")):
        pen.head(_cell(sheet, row + 1, _FIRST + column), name)
    for at, count in enumerate(counts, row + 2):
        pen.put(_cell(sheet, at, _FIRST), count.name, "")
        pen.put(_cell(sheet, at, _FIRST + 1), "—" if count.number is None else count.number, "")
        _words(_cell(sheet, at, _FIRST + 2), count.meaning)
        _cell(sheet, at, _FIRST + 2).alignment = Alignment(indent=1)
    return row + 2 + len(counts)


def _small_table(sheet: Worksheet, row: int, heading: str, frame: pd.DataFrame, pen: _Pen) -> int:
    """A table under its heading; returns the row below it."""
    _words(_cell(sheet, row, _FIRST), heading, size=12, bold=True)
    for column, name in enumerate(frame.columns, _FIRST):
        pen.head(_cell(sheet, row + 1, column), str(name))
    sheet.row_dimensions[row + 1].height = 30
    for at, values in enumerate(frame.itertuples(index=False, name=None), row + 2):
        for column, (name, value) in enumerate(zip(frame.columns, values, strict=True), _FIRST):
            pen.put(_cell(sheet, at, column), value, "增减%" if str(name) == "增减%" else "")
    return row + 2 + len(frame)


# -- charts: native ones, drawn from the very cells that the sheets show --------------------------------------------------


def _draw_charts(
    sheet: Worksheet, counts: Sequence[Count], counted: tuple[int, int], common: Worksheet, troubles: int
) -> None:
    """Units by how they stand, and the troubles that most units have, beside the counts."""
    charted = [number for number, count in enumerate(counts, counted[0] + 1) if count.charted]
    place = get_column_letter(_FIRST + _CHART_COLUMN)
    if charted:
        chart = _bars("各结论的单位数", sheet, _FIRST, _FIRST + 1, charted[0], charted[-1])
        sheet.add_chart(chart, f"{place}{counted[0] - 1}")
    if troubles:
        names = {str(cell.value): number for number, cell in enumerate(common[1], 1)}
        last = min(troubles, _MOST_CHARTED) + 1
        chart = _bars("单位最多的问题", common, names["问题"], names["单位数"], 2, last)
        sheet.add_chart(chart, f"{place}{counted[0] - 1 + _CHART_ROWS}")


def _bars(heading: str, sheet: Worksheet, names: int, numbers: int, first: int, last: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.style, chart.title, chart.legend = "bar", 10, heading, None
    chart.add_data(Reference(sheet, min_col=numbers, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=names, min_row=first, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"  # the first on top
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.y_axis.majorGridlines, chart.y_axis.scaling.min = None, 0
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for other in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, other, False)
    chart.gapWidth, chart.width, chart.height = 60, 17, _CHART_ROWS / 2 + 0.5
    return chart
