"""Reading the old formats .xls and .et through python-calamine: values and merged areas, no formulas, no error values."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from ...addresses import Area
from ...cells import CellKind
from ...errors import WorkbookError
from .grid import Grid, RawCell, Sheet, Style

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_SLIDES = "PowerPoint Document".encode("utf-16-le")
_PASSWORD = "文件设了打开密码，请先在 Excel 或 WPS 中取消密码再试。"
_DATE = Style(number_format='yyyy"年"m"月"d"日"')


def read_xls(path: Path, data: bytes) -> Grid:
    """A grid from the bytes of an OLE file. Raises WorkbookError when it is encrypted, damaged or no workbook."""
    if _ENCRYPTED in data:
        raise WorkbookError(_PASSWORD, path=path)
    for name, what in ((_WORD, "Word 文档"), (_SLIDES, "演示文稿")):
        if name in data:
            raise WorkbookError(f"这是{what}，不是 Excel 工作簿，请检查是否选错了文件。", path=path)
    import python_calamine

    try:
        book = python_calamine.load_workbook(BytesIO(data))
        return Grid(path, tuple(_sheets(book)), complete=False)
    except python_calamine.PasswordError:
        raise WorkbookError(_PASSWORD, path=path) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise WorkbookError(
            "读不出来，可能已损坏或不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 再试。", path=path
        ) from None


def _sheets(book) -> Iterator[Sheet]:  # type: ignore[no-untyped-def]  # calamine's classes are made in Rust
    import python_calamine

    for facts in book.sheets_metadata:
        if facts.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(facts.name)
        cells = {
            (row, column): cell
            for row, values in enumerate(sheet.to_python(skip_empty_area=False), 1)
            for column, value in enumerate(values, 1)
            if (cell := _cell(value)) is not None
        }
        merges = tuple(
            Area(top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        yield Sheet(facts.name, cells, merges, hidden=facts.visible is not python_calamine.SheetVisibleEnum.Visible)


def _cell(value: object) -> RawCell | None:
    """One value as calamine gives it: "" for a blank cell (and, alas, for an error value)."""
    if value == "":
        return None
    if isinstance(value, bool):
        return RawCell(CellKind.TEXT, "TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return RawCell(CellKind.NUMBER, f"{Decimal(repr(value)):f}".removesuffix(".0"))
    if isinstance(value, datetime.datetime | datetime.date):
        return RawCell(CellKind.NUMBER, str(_serial(value)), None, _DATE)
    return RawCell(CellKind.TEXT, str(value))


def _serial(value: datetime.date) -> int:
    """The day as Excel counts it: 45658 for 2025-01-01."""
    return (datetime.date(value.year, value.month, value.day) - datetime.date(1899, 12, 30)).days
