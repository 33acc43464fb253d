"""Any file that is no .xlsx: given to the reader of its format, or called by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from ....errors import WorkbookError
from ....text import beside, clean_text
from ..grid import Grid, Sheet
from . import kinds, ole
from .limits import LARGEST_PAGE, TOO_MUCH
from .records import BARE

_NOT_IN_NAMES = re.compile(r"[\\/?*\[\]:\x00-\x1f]+")
_LONGEST_NAME = 31


def read_foreign(path: Path, data: bytes) -> Grid:
    """A grid from the bytes of an .xls, .et, web page, XML 表格 2003 or .mht.

    Raises WorkbookError for everything else, naming what it is.
    """
    grid = _read(path, data)
    return replace(grid, sheets=tuple(_well_named(grid.sheets)))


def _well_named(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """Every sheet under a name that Excel allows and that no other bears."""
    taken: set[str] = set()
    for sheet in sheets:
        name = _NOT_IN_NAMES.sub("", clean_text(sheet.name))[:_LONGEST_NAME].strip("'") or "Sheet"
        free, number = name, 1
        while free.lower() in taken:
            number += 1
            free = f"{name[: _LONGEST_NAME - len(str(number))]}{number}"
        taken.add(free.lower())
        yield sheet if free == sheet.name else replace(sheet, name=free)


def _read(path: Path, data: bytes) -> Grid:
    if data.startswith((ole.SIGNATURE[:4], *BARE)):
        from .xls import read_xls

        return read_xls(path, data)
    if kinds.is_owner_file(path, data):
        raise WorkbookError(
            "这是 Excel、WPS 打开文件时留下的临时文件（~$…），不是工作簿，请选择同名而没有“~$”的文件。", path=path
        )
    kind = kinds.table_kind(data)
    if not kind:
        _tell(path, data)
    if len(data) > LARGEST_PAGE:
        raise WorkbookError(TOO_MUCH, path=path)
    if kind == kinds.HTML:
        from .html_tables import read_html

        return read_html(path, data)
    if kind == kinds.XML_2003:
        from .xml_2003 import read_xml_2003

        return read_xml_2003(path, data)
    from .web_archive import read_web_archive

    return read_web_archive(path, data)


def _tell(path: Path, data: bytes) -> NoReturn:
    what, advice = kinds.what_is(data)
    actually = f"实际是{beside(what)}" if what else "内容与 .xlsx、.xls 不符"
    raise WorkbookError(f"不是 Excel 工作簿（{actually}），{advice}。", path=path)
