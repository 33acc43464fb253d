"""OLE files (compound files, [MS-CFB]): the container of .xls and .et, and of much that only looks like them.

What a file is its root directory tells: names that occur somewhere in its bytes may belong to an embedded object.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ....errors import WorkbookError
from ....office_parts import WORKBOOK

if TYPE_CHECKING:
    from olefile import OleFileIO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PASSWORD = "文件设了打开密码，请先在 Excel 或 WPS 中取消密码再试。"
DAMAGED = WORKBOOK.other
#: The names of the stream with the cells: since Excel 97, and before.
_CELLS = ("workbook", "book")
#: What else the root directory may name, and what the file is then.
_OTHERS = {
    "worddocument": "Word 文档",
    "powerpoint document": "演示文稿",
    "visiodocument": "Visio 绘图",
    "__properties_version1.0": "Outlook 邮件",
    "!_stringdata": "安装程序（.msi）",
    "catalog": "缩略图缓存（Thumbs.db）",
}
_FAT_SECTORS = (0xFFFFFFFD, 0xFFFFFFFC)  # a sector of the allocation table, of the list of its sectors


def workbook_stream(path: Path, data: bytes) -> bytes:
    """The stream of BIFF records that an .xls or .et is.

    Raises WorkbookError when the file is encrypted, is another kind of document, or is damaged: cut short, or with a
    list of sectors that leads nowhere or in a circle.
    """
    import olefile

    try:
        ole = olefile.OleFileIO(BytesIO(data))
        names = {entry.name.lower(): entry for entry in ole.root.kids}
        if "encryptedpackage" in names:
            raise WorkbookError(_protected(names), path=path)
        name = next((name for name in _CELLS if name in names), "")
        if not name:
            raise WorkbookError(_what_else(names), path=path)
        _follow(ole)
        stream = ole.openstream(names[name].name).read()
        if len(stream) < names[name].size or _lacks_its_end(ole, len(data)):
            raise WorkbookError(DAMAGED, path=path)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, MemoryError):
        raise WorkbookError(DAMAGED, path=path) from None  # olefile's errors are OSErrors; the others are its slips
    return bytes(stream)


def _protected(names: Mapping[str, object]) -> str:
    """A package (.xlsx) in an OLE file: behind a password, or under rights management."""
    if "\tdrmcontent" in names:
        return "文件设了权限保护（IRM），只有被授权的人能打开，请向制作人要一份不受限的。"
    return PASSWORD


def _what_else(names: Mapping[str, object]) -> str:
    if "\tdrmcontent" in names:
        return _protected(names)
    what = next((what for name, what in _OTHERS.items() if name in names), "")
    if what:
        return f"这是{what}，不是 Excel 工作簿，请检查是否选错了文件。"
    return "不是 Excel 工作簿（里面没有工作表），请检查是否选错了文件。"


def _follow(ole: OleFileIO) -> tuple[set[int], set[int]]:
    """The sectors of the directory and of the table of small sectors. Raises ValueError when they run in a circle."""
    return _chain(ole, ole.first_dir_sector), _chain(ole, ole.first_mini_fat_sector)


def _chain(ole: OleFileIO, sector: int) -> set[int]:
    seen: set[int] = set()
    while sector < len(ole.fat):
        if sector in seen:
            raise ValueError(sector)
        seen.add(sector)
        sector = ole.fat[sector]
    return seen


def _lacks_its_end(ole: OleFileIO, size: int) -> bool:
    """True when the last sector is cut off and holds the directory or the allocation table. Some programs never fill
    up the last sector of a stream; what lacks there was nothing."""
    if (size - 512) % ole.sector_size == 0:
        return False
    last = ole.nb_sect - 1
    return (last < len(ole.fat) and ole.fat[last] in _FAT_SECTORS) or any(last in chain for chain in _follow(ole))
