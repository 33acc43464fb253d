"""The samples hold the published figures, each at its place on the official form, and print as the form does."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from libreoffice import saved_as
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from smaller import smaller

from toolkit.profiles import BlockSpec, ColumnSpec, TableSpec, in_year, load_profile
from toolkit.text import normal_name
from tools import workbooks

WORKBOOKS = Path(__file__).resolve().parent.parent / "workbooks"
SAMPLES = sorted(path.stem for path in (WORKBOOKS / "sources").glob("*.json"))

# openpyxl knows no print area of whole columns (校验: as far down as there are findings)
pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def source(name: str) -> dict[str, Any]:
    read: dict[str, Any] = workbooks.read_source(WORKBOOKS / "sources" / f"{name}.json")
    return read


@pytest.mark.parametrize("name", SAMPLES)
def test_the_committed_sample_is_up_to_date(name: str, tmp_path: Path) -> None:
    fresh, committed = parts(workbooks.build_sample(name, tmp_path)), parts(WORKBOOKS / f"{name}.xlsx")
    stale = [part for part in fresh | committed if fresh.get(part) != committed.get(part)]
    assert not stale, "run: python -m tools samples"


@pytest.mark.parametrize("name", SAMPLES)
def test_every_published_figure_stands_in_its_row_and_column(name: str) -> None:
    """Places are found as a person finds them: by sheet, row name or 行次 or code, and the words above the column."""
    data = source(name)
    profile = load_profile(data["profile"])
    book = load_workbook(WORKBOOKS / f"{name}.xlsx")
    found = 0
    for table_id, blocks in data["tables"].items():
        kind, _, number = table_id.partition("#")
        spec = profile.tables[kind]
        grid = Sheet(book[f"{spec.sheet or spec.title}{number}"])
        for block_id, content in blocks.items():
            for expected, actual, place in figures(grid, spec, spec.block(block_id), content, str(data["year"])):
                assert actual == expected, f"{table_id} {place}"
                found += 1
    assert found == sum(
        isinstance(value, (int, Decimal)) and column != "行次"
        for blocks in data["tables"].values()
        for content in blocks.values()
        for row in content["rows"]
        for column, value in zip(content["columns"], row, strict=True)
    )


class Sheet:
    """A sheet as a person sees it: merged areas show one value everywhere."""

    def __init__(self, sheet: Worksheet) -> None:
        self.values: dict[tuple[int, int], Any] = {
            (cell.row, cell.column): cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None
        }
        for area in sheet.merged_cells.ranges:
            value = sheet.cell(area.min_row, area.min_col).value
            self.values.update({place: value for line in area.rows for place in line})
        self.rows, self.columns = range(1, sheet.max_row + 1), range(1, sheet.max_column + 1)

    def find(self, text: str, rows: range | None = None, after: int = 0) -> tuple[int, int]:
        for row in rows or self.rows:
            for column in self.columns:
                value = self.values.get((row, column))
                if column > after and isinstance(value, str) and normal_name(value) == normal_name(text):
                    return row, column
        raise AssertionError(f"no cell says {text}")

    def under(self, path: tuple[str, ...]) -> int:
        """The column under these heading words, one below the other."""
        for row in self.rows:
            for column in self.columns:
                above = [self.values.get((row + level, column)) for level in range(len(path))]
                if above == list(path):
                    return column
        raise AssertionError(f"no column under {path}")


def figures(
    grid: Sheet, spec: TableSpec, block: BlockSpec, content: dict[str, Any], year: str
) -> Iterator[tuple[Decimal, Decimal, str]]:
    """(published, on the sheet, where) for each figure of a block."""
    order: dict[str, int] = {}
    lines = [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]
    for pair in (pair for pairs in block.pairs for pair in pairs):
        value = lines[0].get(pair.called)
        if isinstance(value, (int, Decimal)):
            yield Decimal(value), Decimal(str(beside(grid, pair.label))), pair.label
    for line in lines:
        for column in block.columns:
            value = line.get(column.id)
            if isinstance(value, (int, Decimal)) and column.role != "line":
                in_order = block.kind == "tree" or (
                    block.kind == "lines" and not any(one.role == "line" for one in block.columns)
                )
                place = (
                    below(grid, column, lines[0], order, year) if in_order else where(grid, block, column, line, order)
                )
                yield Decimal(value), Decimal(str(grid.values.get(place))), f"{line} {column.id}"
        order["row"] = order.get("row", 0) + 1


def beside(grid: Sheet, label: str) -> Any:
    """The value right of a label."""
    row, column = grid.find(label)
    return next(grid.values[row, c] for c in grid.columns if c > column and grid.values.get((row, c)) != label)


def below(grid: Sheet, column: ColumnSpec, first: dict[str, Any], order: dict[str, int], year: str) -> tuple[int, int]:
    """Rows without code or number: as many lines below the first one as in the published table."""
    name = next(value for value in first.values() if isinstance(value, str) and value)
    return grid.find(name)[0] + order.get("row", 0), grid.under(tuple(in_year(words, year) for words in column.path))


def heads(column: ColumnSpec) -> tuple[str, ...]:
    """The words above a column; one without a head of its own stands under the same column of the block above."""
    return column.path if column.path[-1].strip() else (column.id,)


def where(
    grid: Sheet, block: BlockSpec, column: ColumnSpec, line: dict[str, Any], order: dict[str, int]
) -> tuple[int, int]:
    match block.kind:
        case "lines":
            across = grid.under(heads(column))
            numbers = grid.under(next(heads(c) for c in block.columns if c.role == "line"))
            return next(row for row in grid.rows if grid.values.get((row, numbers)) == line["行次"]), across
        case "codes":
            key = line["编码"] or line["名称"]
            return grid.find(key)[0], grid.under(column.path)
        case "groups":
            row, label = grid.find(line["编码"] or line["名称"])
            cells = [c for c in grid.columns if c > label and not isinstance(grid.values.get((row, c)), str)]
            return row, cells[0]
        case "cross":
            across = grid.under(column.path)
            return max(
                row for row, c in grid.values if c == across and isinstance(grid.values[row, c], (int, float))
            ), across
        case "list":
            head, left = grid.find(block.columns[0].id)
            last = head
            while grid.values.get((last + 1, left)) == grid.values[head, left]:  # heads of two rows
                last += 1
            return last + 1 + order.get("row", 0), grid.find(column.id, range(head, last + 1))[1]
        case _:  # a grid in a form, rows by their printed names
            row = grid.find(block.rows[order.get("row", 0)].name)[0]
            words = column.path[-1].strip() or column.id
            head = next(r for r in range(row, 0, -1) if any(grid.values.get((r, c)) == words for c in grid.columns))
            return row, grid.find(words, range(head, head + 1))[1]


def test_slips_of_the_published_form_are_kept() -> None:
    sheet = load_workbook(WORKBOOKS / "jiyuan-2023.xlsx")["收入支出决算总表"]
    assert sheet["D35"].value == "年末结转与结余"  # the form says 年末结转和结余


def test_indicator_values_are_words() -> None:
    sheet = load_workbook(WORKBOOKS / "jiyuan-2023.xlsx")["自评表1"]
    cell = sheet["D19"]
    assert (cell.value, cell.data_type, cell.number_format) == ("=154人", "s", "@")


def test_printed_pages(tmp_path: Path) -> None:
    """LibreOffice prints every official form on A4, none wider than a page; only long tables take a second one."""
    [printed] = saved_as("pdf", tmp_path, smaller("jiyuan-2023", keep=1))
    reader = PdfReader(printed)
    sizes = {tuple(sorted((round(page.mediabox.width), round(page.mediabox.height)))) for page in reader.pages}
    assert sizes == {(595, 842)}
    texts = [page.extract_text() for page in reader.pages]
    data = source("jiyuan-2023")
    tables = load_profile(data["profile"]).tables
    for table_id, pages in {"公开01": 1, "公开02": 2, "公开03": 2, "公开04": 1, "公开05": 1, "公开06": 1}.items():
        first = next(n for n, text in enumerate(texts) if tables[table_id].label in text and "填报顺序" not in text)
        note = next(n for n, text in enumerate(texts) if n >= first and "注：本表反映" in text)
        assert note - first + 1 == pages, table_id
    assert sum("项目支出绩效自评情况表" in text for text in texts) == 1
