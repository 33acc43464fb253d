"""Reading .xls and .et: values, merged areas and looks, no formulas.

Three steps, each bounded: the container gives one stream (:mod:`.ole`), the stream keeps the records that matter
(:mod:`.records`), xlrd makes sheets of them. xlrd is written in Python: whatever a damaged file holds, the worst it can
do is to raise. The readers written in compiled languages are faster by some milliseconds, but on such files they end
the whole program or take all memory, and hide error values, indents and number formats.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from ....addresses import Area
from ....cells import CellKind
from ....errors import WorkbookError
from ..grid import PLAIN, Grid, RawCell, Sheet, Style
from . import kinds, ole
from .limits import MOST_CELLS, MOST_ROWS, TOO_MUCH, TooMuch
from .records import BARE, CODEPAGE, Cut, readable, records
from .unlock import is_locked, unlocked

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet as OldSheet

_PROTECTED = "文件设了打开密码，或者是工作簿结构受保护的旧格式；请在 Excel 或 WPS 中取消密码或保护，另存为 .xlsx 再试。"
#: From day zero of Excel to 1904-01-01, where some workbooks begin to count.
_DAYS_TO_1904 = 1462
_ALIGNMENTS = {1: "left", 2: "center", 3: "right", 6: "center", 7: "center"}
#: What xlrd calls the kinds of cells (``xlrd.XL_CELL_…``), and the errors that a file holds as numbers.
_NOTHING, _TEXT, _DATE, _BOOLEAN, _ERROR, _BLANK = 0, 1, 3, 4, 5, 6
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOLD = 600  # of weights from 100 to 1000
_CHINESE = "gb18030"  # of a file that does not say in which code page its words are


def read_xls(path: Path, data: bytes) -> Grid:
    """A grid from the bytes of an .xls or .et. Raises WorkbookError when it is encrypted, damaged or no workbook."""
    stream = ole.workbook_stream(path, data) if data.startswith(ole.SIGNATURE) else data
    try:
        if is_locked(stream):
            clear = unlocked(stream)
            if clear is None:
                raise WorkbookError(_PROTECTED, path=path)
            stream = clear
        return Grid(path, tuple(_read(stream)), complete=False, kind=kinds.OLD_WORKBOOK)
    except TooMuch:
        raise WorkbookError(TOO_MUCH, path=path) from None
    except Cut:
        raise WorkbookError(ole.DAMAGED, path=path) from None
    except WorkbookError:
        raise
    except Exception:  # xlrd meets damage with whatever error it happens upon
        raise WorkbookError(ole.DAMAGED, path=path) from None


def _read(stream: bytes) -> list[Sheet]:
    """All worksheets; without their looks when only these are damaged: nobody's figures are refused for their looks."""
    bare = stream[:4] in BARE[:3]  # older kinds of records, a single sheet
    kept = stream if bare else readable(stream)
    says_its_encoding = any(kind == CODEPAGE for _, kind, _ in records(stream))
    try:
        return list(_sheets(kept, None if says_its_encoding else _CHINESE))
    except TooMuch:
        raise
    except Exception:
        if bare:
            raise
        return list(_sheets(readable(stream, looks=False), _CHINESE))


def _sheets(stream: bytes, encoding: str | None) -> Iterator[Sheet]:
    import xlrd

    book = xlrd.open_workbook(
        file_contents=stream,
        logfile=io.StringIO(),  # what it finds odd is nobody's business
        encoding_override=encoding,  # since Excel 97 words are in Unicode, whatever is said here
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,  # a cell far away costs no rectangle
    )
    styles = [_style(book, number) for number in range(len(book.xf_list))]
    cells = rows = 0
    for number, name in enumerate(book.sheet_names()):
        old = book.sheet_by_index(number)
        sheet = _sheet(old, name, styles, book.datemode)
        book.unload_sheet(number)
        cells, rows = cells + len(sheet.cells), rows + old.nrows
        if cells > MOST_CELLS or rows > MOST_ROWS:  # one sheet listed a thousand times
            raise TooMuch
        yield sheet


def _sheet(old: OldSheet, name: str, styles: list[Style], datemode: int) -> Sheet:
    cells: dict[tuple[int, int], RawCell] = {}
    for row in range(old.nrows):
        kinds = old.row_types(row)
        if not kinds:
            continue
        looks = [old.cell_xf_index(row, column) for column in range(len(kinds))]
        for column, (kind, value, look) in enumerate(zip(kinds, old.row_values(row), looks, strict=True), 1):
            style = styles[look] if 0 <= look < len(styles) else PLAIN
            cell = _cell(kind, value, style, datemode)
            if cell is not None:
                cells[row + 1, column] = cell
    columns = {number + 1: column for number, column in old.colinfo_map.items()}
    return Sheet(
        name=name,
        cells=cells,
        merges=tuple(
            Area(top + 1, left + 1, bottom, right)
            for top, bottom, left, right in old.merged_cells
            if top < bottom and left < right
        ),
        widths={number: column.width / 256 for number, column in columns.items()},
        hidden_rows=frozenset(number + 1 for number, row in old.rowinfo_map.items() if row.hidden),
        hidden_columns=frozenset(number for number, column in columns.items() if column.hidden or not column.width),
        hidden=old.visibility != 0,
    )


def _cell(kind: int, value: str | float, style: Style, datemode: int) -> RawCell | None:
    """One value as xlrd gives it; None for nothing."""
    if kind in (_NOTHING, _BLANK) or value == "":
        return None
    if kind == _TEXT:
        return RawCell(CellKind.TEXT, str(value), None, style)
    if kind == _BOOLEAN:
        return RawCell(CellKind.TEXT, "TRUE" if value else "FALSE", None, style)
    if kind == _ERROR:
        return RawCell(CellKind.ERROR, _ERRORS.get(int(value), "#N/A"), None, style)
    number = float(value)
    if not isfinite(number):
        return RawCell(CellKind.ERROR, "#NUM!", None, style)
    if kind == _DATE and datemode:
        number += _DAYS_TO_1904
    return RawCell(CellKind.NUMBER, f"{Decimal(repr(number)):f}".removesuffix(".0"), None, style)


def _style(book: Book, number: int) -> Style:
    look = book.xf_list[number]
    font = book.font_list[look.font_index] if look.font_index < len(book.font_list) else None
    form = book.format_map.get(look.format_key)
    return Style(
        align=_ALIGNMENTS.get(look.alignment.hor_align, ""),
        bold=bool(font and (font.weight or 0) >= _BOLD),
        number_format=form.format_str if form else "General",
        indent=look.alignment.indent_level,
    )
