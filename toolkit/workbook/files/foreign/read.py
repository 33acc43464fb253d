"""Any file that is no .xlsx: given to the reader of its format, or called by its name."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from ....errors import WorkbookError
from ..grid import Grid
from . import kinds, ole
from .limits import TOO_MUCH
from .records import BARE


def read_foreign(path: Path, data: bytes, largest_text: int) -> Grid:
    """A grid from the bytes of an .xls, .et, web page, XML 表格 2003 or .mht.

    Raises WorkbookError for everything else, naming what it is.
    """
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
    if len(data) > largest_text:
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
    actually = f"实际是{what}" if what else "内容与 .xlsx、.xls 不符"
    raise WorkbookError(f"不是 Excel 工作簿（{actually}），{advice}。", path=path)
