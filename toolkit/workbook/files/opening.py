"""Opening a file: what it is, its content tells; whatever is no workbook is told in one sentence."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from ...addresses import address
from ...errors import WorkbookError
from ...outputs.files import read_input
from .grid import MAX_TEXT, Grid, Oddity, RawCell, Sheet

#: Files larger than this are no workbook of ours; reading on would only eat the memory.
LARGEST_FILE = 100 * 1024 * 1024
#: Characters of all cells, those of one shared text counted in each of its cells: two hundred times what our samples hold.
MOST_CHARACTERS = 5_000_000
#: Characters of the name of a sheet: Excel allows 31, some programs write more.
MOST_OF_A_NAME = 255
_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_TEXT = itemgetter(RawCell._fields.index("text"))


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
    grid = _within_bounds(grid)
    if not any(sheet.rows for sheet in grid.sheets):
        what = "里面" if grid.kind else "工作簿里"
        raise WorkbookError(f"{grid.introduced}{what}没有任何内容，请检查是否选错了文件。", path=path)
    return grid


def _read(path: Path, data: bytes) -> Grid:
    if data.startswith(_ZIP):
        from .xlsx import read_xlsx

        return read_xlsx(path, data)
    from .foreign.read import read_foreign  # a workbook of today's needs none of it

    return read_foreign(path, data)


def _within_bounds(grid: Grid) -> Grid:
    """The grid with texts no longer than Excel holds; what was cut is told.

    Raises WorkbookError for more words than any workbook of the trade holds, and for a sheet's name that is none.
    """
    characters, sheets, odd = 0, list(grid.sheets), list(grid.odd)
    for number, sheet in enumerate(grid.sheets):
        if len(sheet.name) > MOST_OF_A_NAME:
            raise WorkbookError(
                f"工作表“{sheet.name[:15]}…”的名称有 {len(sheet.name):,} 个字，Excel 最多 31 个；请改短后另存一份。",
                path=grid.path,
            )
        lengths = [*map(len, map(_TEXT, sheet.cells.values()))]
        if max(lengths, default=0) > MAX_TEXT:
            sheets[number] = _cut(sheet, odd)
            lengths = [min(length, MAX_TEXT) for length in lengths]
        characters += sum(lengths)
    if characters > MOST_CHARACTERS:
        raise WorkbookError(
            f"文字过多（超过 {MOST_CHARACTERS // 10_000} 万字），不像决算公开工作簿，已停止读取；请检查是否选错了文件。",
            path=grid.path,
        )
    return grid if len(odd) == len(grid.odd) else replace(grid, sheets=tuple(sheets), odd=tuple(odd))


def _cut(sheet: Sheet, odd: list[Oddity]) -> Sheet:
    long = {place: cell.text for place, cell in sheet.cells.items() if len(cell.text) > MAX_TEXT}
    odd += [Oddity("too long", sheet.name, address(*place), (text,)) for place, text in long.items()]
    cut = {place: sheet[place]._replace(text=text[:MAX_TEXT]) for place, text in long.items()}
    return replace(sheet, cells={**sheet.cells, **cut})
