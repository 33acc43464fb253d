"""A tiny format of its own and hand-made sheets, for tests of reading: (row, column) → what is typed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.addresses import Area
from toolkit.cells import CellKind
from toolkit.profiles import Library
from toolkit.workbook.files.grid import Grid, RawCell, Sheet

TABLES = """
["收支"]
title = "收入支出决算总表"
label = "公开01表"
[["收支".blocks]]
id = "收入"
kind = "lines"
first_line = 1
columns = [{ id = "项目", head = "收入/项目", role = "name" }, { id = "行次", head = "收入/行次", role = "line" }, { id = "决算数", head = "收入/决算数" }]
rows = ["一、财政拨款收入", "二、事业收入", "本年收入合计", "年初结转和结余", "总计"]

["支出"]
title = "支出决算表"
label = "公开03表"
[["支出".blocks]]
kind = "codes"
rows = ["合计"]
columns = [
    { id = "编码", head = "项目/功能分类科目编码", role = "code" },
    { id = "名称", head = "项目/科目名称", role = "name" },
    { id = "合计", head = "本年支出合计" },
    { id = "基本支出" },
]
"""
PROFILE = 'region = "某地"\nkind = "决算"\ndescription = "试用"\n'
FACTS = """
["基本信息"]
sheet = "基本信息"
title = "基本信息"
facts = [{ id = "适用格式", label = "适用格式", kind = "text" }, { id = "人数", label = "年末人数", kind = "count", required = true }]
"""


_FOLDER = TemporaryDirectory()  # removed when the tests end


@cache
def small_library() -> Library:
    """A library of nothing but the format ``small``."""
    folder = Path(_FOLDER.name, "small")
    folder.mkdir()
    for name, text in (("profile", PROFILE), ("tables", TABLES), ("facts", FACTS)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return Library(folder.parent)


def sheet(name: str, rows: Sequence[Sequence[object]], merges: Sequence[Area] = ()) -> Sheet:
    """A sheet from rows of words, numbers (as ``Decimal`` or int) and None."""
    cells = {
        (row, column): raw(value)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value is not None
    }
    return Sheet(name, cells, tuple(merges))


def raw(value: object) -> RawCell:
    if isinstance(value, RawCell):
        return value
    if isinstance(value, str):
        return RawCell(CellKind.TEXT, value)
    assert isinstance(value, Decimal | int)
    return RawCell(CellKind.NUMBER, str(value))


def grid(*sheets: Sheet) -> Grid:
    return Grid(Path("样例.xlsx"), sheets)


INCOME: list[list[object]] = [
    ["收入支出决算总表"],
    [None, None, "公开01表"],
    ["单位：某局", "2023年度", "单位：万元"],
    ["收入"],
    ["项目", "行次", "决算数"],
    ["栏次", None, 1],
    ["一、财政拨款收入", 1, Decimal("10.50")],
    ["二、事业收入", 2, None],
    ["本年收入合计", 3, Decimal("10.50")],
    ["年初结转和结余", 4, 0],
    ["总计", 5, Decimal("10.50")],
    ["注：本表反映收支情况。"],
]
SPENDING: list[list[object]] = [
    ["支出决算表"],
    ["单位：某局", "2023年度", "单位：万元", "公开03表"],
    ["项目", None, "本年支出合计", "基本支出"],
    ["功能分类科目编码", "科目名称"],
    ["栏次", None, 1, 2],
    [None, "合计", Decimal("7.10"), Decimal("7.10")],
    ["208", "社会保障和就业支出", Decimal("7.10"), Decimal("7.10")],
    ["20801", "人力资源和社会保障管理事务", Decimal("7.10"), Decimal("7.10")],
    ["2080101", "行政运行", Decimal("7.10"), Decimal("7.10")],
]
BASICS: list[list[object]] = [
    ["基本信息"],
    ["项目", "内容", "单位", "填写说明"],
    ["适用格式", "small"],
    ["年末人数", 12],
]


def replaced(rows: Sequence[Sequence[object]], changes: Mapping[tuple[int, int], object]) -> list[list[object]]:
    """The rows with some cells changed: (row, column) from 1 → what is typed."""
    new = [list(row) for row in rows]
    for (row, column), value in changes.items():
        new[row - 1] += [None] * (column - len(new[row - 1]))
        new[row - 1][column - 1] = value
    return new
