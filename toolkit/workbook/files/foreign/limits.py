"""How much a foreign file may hold: told within a second or two and 300 MB, whatever it claims to be."""

from __future__ import annotations

#: Cells of all sheets together; rows down to the last cell of each, together. The largest export we know has 40,000 cells.
MOST_CELLS, MOST_ROWS = 500_000, 600_000
#: The same for pages and XML, of which a cell takes ten times as long to read; and their bytes.
MOST_CELLS_OF_PAGES, LARGEST_PAGE = 100_000, 24 * 1024 * 1024
#: Characters of one cell: more is no cell. (Excel holds 32,767.)
LONGEST_CELL = 1_000_000
#: The edges of a sheet in Excel.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
TOO_MUCH = "内容过多，不像决算公开工作簿，已停止读取；请检查是否选错了文件。"


class TooMuch(Exception):
    """More than any workbook of the trade has."""
