"""Reading XML 表格 2003 (SpreadsheetML): what web systems write when they know no other format of Excel.

Values, merged areas and looks of every sheet; a formula's stored result, not the formula. Parsed piece by piece by the
standard library, which loads nothing from outside; a DOCTYPE, the only way to declare entities, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from ....addresses import Area
from ....amounts import without_zeros
from ....cells import CellKind
from ....errors import WorkbookError
from ..grid import PLAIN, Grid, RawCell, Sheet, Style
from . import kinds
from .limits import LAST_COLUMN, LAST_ROW, MOST_CELLS_OF_PAGES, TOO_MUCH, TooMuch
from .page_text import decoded

_DAMAGED = "XML 表格 2003 已损坏，读不出来，请重新导出，或用 Excel、WPS 打开后另存为 .xlsx 再试。"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NUMBER = re.compile(r"[+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[Ee][+-]?\d{1,3})?")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?.*")
_DAY_ZERO = date(1899, 12, 30)
_FORMATS = {
    "general": "General", "general number": "General", "fixed": "0.00", "standard": "#,##0.00", "percent": "0.00%",
    "currency": "#,##0.00", "general date": "yyyy/m/d", "short date": "yyyy/m/d", "medium date": "d-mmm-yy",
    "long date": 'yyyy"年"m"月"d"日"',
}  # fmt: skip
_ALIGN = {
    "left": "left",
    "center": "center",
    "right": "right",
    "distributed": "center",
    "centeracrossselection": "center",
}
_CHARACTER = 5.25  # points that a character of the usual font is wide
_MOST_SHEETS, _MOST_MERGES, _MOST_WIDTHS = 1000, 100_000, 100_000


def read_xml_2003(path: Path, data: bytes) -> Grid:
    """A grid from the bytes of an XML spreadsheet. Raises WorkbookError when it is damaged or far too large."""
    text = _DECLARATION.sub("", decoded(data).replace("\0", ""), count=1)
    if text.count("Cell ") + text.count("Cell>") > 4 * MOST_CELLS_OF_PAGES:
        raise WorkbookError(TOO_MUCH, path=path)  # each begins and ends, and half of them may be blank
    parser: Any = ET.XMLParser(target=_Workbook(), encoding="utf-8")
    try:
        parser.feed(text.encode("utf-8", errors="replace"))
        sheets: tuple[Sheet, ...] = parser.close()
    except TooMuch:
        raise WorkbookError(TOO_MUCH, path=path) from None
    except (ET.ParseError, ValueError, RecursionError):
        raise WorkbookError(_DAMAGED, path=path) from None
    return Grid(path, sheets, complete=False, kind=kinds.XML_2003)


@dataclass
class _Sheet:
    """A sheet being read; row and column of the cell before."""

    name: str
    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    row: int = 0
    column: int = 0
    next_row: int = 1
    next_column: int = 1  # of the column descriptions
    hidden: bool = False
    landscape: bool = False

    def frozen(self) -> Sheet:
        return Sheet(
            name=self.name,
            cells=self.cells,
            merges=tuple(self.merges),
            widths=self.widths,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            hidden=self.hidden,
            landscape=self.landscape,
        )


class _Workbook:
    """What the parser reports to."""

    def __init__(self) -> None:
        self._sheets: list[_Sheet] = []
        self._styles: dict[str, Style] = {"": PLAIN}
        self._style = ""  # the one being described
        self._look = PLAIN  # of the open cell
        self._kind: str | None = None  # of the open Data
        self._has_formula = self._in_comment = self._is_state = False
        self._words: list[str] = []
        self._count = self._widths = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError(name)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        begin = getattr(self, f"_begin_{name.lower()}", None)
        if begin is not None:
            begin({key.rpartition("}")[2]: value for key, value in attributes.items()})
        elif name == "Visible":
            self._is_state = True
            self._words.clear()

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name == "Data" and self._kind is not None:
            self._end_data()
        elif name == "Cell" and self._sheets:
            self._end_cell()
        elif name == "Comment":
            self._in_comment = False
        elif name == "Visible" and self._sheets:
            self._is_state = False
            self._sheets[-1].hidden = "".join(self._words).strip().lower() in ("sheethidden", "sheetveryhidden")

    def data(self, text: str) -> None:
        if self._kind is not None or self._is_state:
            self._words.append(text)

    def close(self) -> tuple[Sheet, ...]:
        return tuple(sheet.frozen() for sheet in self._sheets)

    # -- styles -----------------------------------------------------------------------------------------------------

    def _begin_style(self, attributes: Mapping[str, str]) -> None:
        self._style = attributes.get("ID", "")
        parent = self._styles.get(attributes.get("Parent", "Default"), PLAIN)
        self._styles[self._style] = parent
        if len(self._styles) > MOST_CELLS_OF_PAGES:
            raise TooMuch

    def _begin_alignment(self, attributes: Mapping[str, str]) -> None:
        indent = attributes.get("Indent", "")
        self._styles[self._style] = self._styles[self._style]._replace(
            align=_ALIGN.get(attributes.get("Horizontal", "").lower(), ""),
            indent=int(indent) if indent.isdecimal() and len(indent) < 4 else 0,
        )

    def _begin_font(self, attributes: Mapping[str, str]) -> None:
        if not self._sheets:  # within a cell it is a word's
            self._styles[self._style] = self._styles[self._style]._replace(bold=attributes.get("Bold") == "1")

    def _begin_numberformat(self, attributes: Mapping[str, str]) -> None:
        stated = attributes.get("Format", "General")
        self._styles[self._style] = self._styles[self._style]._replace(
            number_format=_FORMATS.get(stated.lower(), stated)
        )

    # -- sheets -----------------------------------------------------------------------------------------------------

    def _begin_worksheet(self, attributes: Mapping[str, str]) -> None:
        self._sheets.append(_Sheet(attributes.get("Name", f"Sheet{len(self._sheets) + 1}")))
        if len(self._sheets) > _MOST_SHEETS:
            raise TooMuch

    def _begin_layout(self, attributes: Mapping[str, str]) -> None:
        if self._sheets:
            self._sheets[-1].landscape = attributes.get("Orientation", "").lower() == "landscape"

    def _begin_column(self, attributes: Mapping[str, str]) -> None:
        if not self._sheets:
            return
        sheet = self._sheets[-1]
        first = _index(attributes, sheet.next_column, LAST_COLUMN)
        last = min(first + _count(attributes, "Span"), LAST_COLUMN)
        sheet.next_column = last + 1
        self._widths += last - first + 1
        if self._widths > _MOST_WIDTHS:
            raise TooMuch
        width = attributes.get("Width", "")
        for column in range(first, last + 1):
            if _NUMBER.fullmatch(width):
                sheet.widths[column] = min(float(width), 2000.0) / _CHARACTER
            if attributes.get("Hidden") == "1":
                sheet.hidden_columns.add(column)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        if not self._sheets:
            return
        sheet = self._sheets[-1]
        sheet.row = _index(attributes, sheet.next_row, LAST_ROW)
        span = _count(attributes, "Span")
        sheet.next_row, sheet.column = sheet.row + span + 1, 0
        if attributes.get("Hidden") == "1":
            sheet.hidden_rows.add(sheet.row)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        if not self._sheets:
            return
        sheet = self._sheets[-1]
        sheet.column = _index(attributes, sheet.column + 1, LAST_COLUMN)
        self._look = self._styles.get(attributes.get("StyleID", "Default"), self._styles.get("Default", PLAIN))
        self._has_formula = "Formula" in attributes
        across, down = _count(attributes, "MergeAcross"), _count(attributes, "MergeDown")
        if across or down:
            bottom, right = min(sheet.row + down, LAST_ROW), min(sheet.column + across, LAST_COLUMN)
            sheet.merges.append(Area(sheet.row, sheet.column, bottom, right))
            if len(sheet.merges) > _MOST_MERGES:
                raise TooMuch

    def _begin_comment(self, attributes: Mapping[str, str]) -> None:
        self._in_comment = True

    def _begin_data(self, attributes: Mapping[str, str]) -> None:
        if not self._in_comment and self._sheets:
            self._kind = attributes.get("Type", "String")
            self._words.clear()

    # -- cells ------------------------------------------------------------------------------------------------------

    def _end_data(self) -> None:
        cell = _cell(self._kind or "", "".join(self._words), self._look)
        self._kind = None
        if cell is not None:
            self._put(cell)

    def _end_cell(self) -> None:
        sheet = self._sheets[-1]
        if self._has_formula and (sheet.row, sheet.column) not in sheet.cells:
            self._put(RawCell(CellKind.PENDING, "", None, self._look))
        merge = sheet.merges[-1] if sheet.merges else None
        if merge and (merge.top, merge.left) == (sheet.row, sheet.column):
            sheet.column = merge.right  # the next cell without an index stands right of the merged area

    def _put(self, cell: RawCell) -> None:
        sheet = self._sheets[-1]
        self._count += 1
        if self._count > MOST_CELLS_OF_PAGES:
            raise TooMuch
        sheet.cells[max(sheet.row, 1), max(sheet.column, 1)] = cell


def _index(attributes: Mapping[str, str], usual: int, last: int) -> int:
    """Where a row, column or cell stands: it says so only when some were left out before it."""
    stated = attributes.get("Index", "")
    number = int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 9 else usual
    if not 1 <= number <= last:
        raise ValueError(stated)
    return number


def _count(attributes: Mapping[str, str], name: str) -> int:
    stated = attributes.get(name, "")
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 9 else 0


def _cell(kind: str, text: str, style: Style) -> RawCell | None:
    """A cell by its stated kind; a kind that its content contradicts is words."""
    if kind == "Number" and _NUMBER.fullmatch(text.strip()):
        try:
            return RawCell(CellKind.NUMBER, without_zeros(f"{Decimal(text.strip()):f}"), None, style)
        except InvalidOperation:
            pass
    if kind == "DateTime" and (serial := _serial(text.strip())):
        shown = "yyyy/m/d" if style.number_format == "General" else style.number_format
        return RawCell(CellKind.NUMBER, serial, None, style._replace(number_format=shown))
    if kind == "Boolean":
        return RawCell(CellKind.TEXT, "TRUE" if text.strip() in ("1", "true") else "FALSE", None, style)
    if kind == "Error" and text.strip():
        return RawCell(CellKind.ERROR, text.strip(), None, style)
    return RawCell(CellKind.TEXT, text.replace("\r\n", "\n"), None, style) if text else None


def _serial(text: str) -> str:
    """The day as Excel counts it, "" for what is no day: 45658 for 2025-01-01T00:00:00.000."""
    match = _DAY.fullmatch(text)
    if match is None:
        return ""
    try:
        return str((date(int(match[1]), int(match[2]), int(match[3])) - _DAY_ZERO).days)
    except ValueError:
        return ""
