"""What a summary says, read back for tests."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook


@lru_cache(maxsize=4)
def _book(path: Path, written: int) -> Workbook:
    return load_workbook(path)


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by heading."""
    head, *rows = _book(path, path.stat().st_mtime_ns)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def results(out: Path) -> list[dict[str, Any]]:
    """What was found in each unit, without what differs from run to run."""
    units = json.loads((out / "汇总.json").read_text("utf-8"))["units"]
    return [{key: value for key, value in unit.items() if key != "seconds"} for unit in units]


def write_list(target: Path, rows: list[tuple[str, ...]]) -> Path:
    """A bureau's list of units, with a title above its headings."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2024年度决算公开应报单位"])
    sheet.append(["单位编码", "单位名称", "主管部门", "单位类型"])
    for row in rows:
        sheet.append(list(row))
    book.save(target)
    return target


def plain(value: Any) -> Decimal | None:
    """A number of a sheet as a Decimal."""
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.000001"))
