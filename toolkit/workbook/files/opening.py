"""Opening a file: what it is, its content tells; whatever is no workbook is told in one sentence."""

from __future__ import annotations

from pathlib import Path

from ...errors import WorkbookError
from ...files import read_input
from .grid import Grid

#: Files larger than this are no workbook of ours; reading on would only eat the memory.
LARGEST_FILE = 100 * 1024 * 1024


def read_grid(path: Path) -> Grid:
    """Read an Excel or WPS file; which kind it is its content tells, not its suffix.

    .xlsx and .xlsm whole; .xls, .et, web pages, XML 表格 2003 and .mht without formulas (``complete`` is False). Raises
    WorkbookError, saying what to do, for whatever is not a readable workbook: no such file, a folder, a device, another
    kind of file, damaged, encrypted, empty.
    """
    data = read_input(path, LARGEST_FILE)
    if not data:
        raise WorkbookError("文件是空的（0 字节），请重新获取或另存。", path=path)
    try:
        grid = _read(path, data)
    except MemoryError:
        raise WorkbookError("内容过多，内存不够，已停止读取；请检查是否选错了文件。", path=path) from None
    if not any(sheet.rows for sheet in grid.sheets):
        what = "里面" if grid.kind else "工作簿里"
        raise WorkbookError(f"{grid.introduced}{what}没有任何内容，请检查是否选错了文件。", path=path)
    return grid


def _read(path: Path, data: bytes) -> Grid:
    if data.startswith(b"PK"):
        from .xlsx import read_xlsx

        return read_xlsx(path, data)
    from .foreign.read import read_foreign  # a workbook of today's needs none of it

    return read_foreign(path, data)
