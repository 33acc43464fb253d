"""Opening a file: what it is, its content tells; whatever is no workbook is told in one sentence."""

from __future__ import annotations

from pathlib import Path

from ...errors import WorkbookError
from .grid import Grid

#: Files larger than this are no workbook of ours; reading on would only eat the memory.
LARGEST_FILE = 100 * 1024 * 1024


def read_grid(path: Path) -> Grid:
    """Read an Excel or WPS file; which kind it is its content tells, not its suffix.

    .xlsx and .xlsm whole; .xls and .et without formulas and error values. Raises WorkbookError, saying what to do, for
    whatever is not a readable workbook: no such file, a folder, another kind of file, damaged, encrypted, empty.
    """
    data = _read_bytes(path)
    if data.startswith(b"PK"):
        from .xlsx import read_xlsx

        grid = read_xlsx(path, data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        from .xls import read_xls

        grid = read_xls(path, data)
    else:
        kind = "PDF 文件" if data.startswith(b"%PDF") else "网页" if b"<html" in data[:2000].lower() else ""
        what = f"实际是{kind}，" if kind else ""
        raise WorkbookError(
            f"不是 Excel 工作簿（{what}内容与 .xlsx、.xls 不符），请用 Excel 或 WPS 另存为 .xlsx。", path=path
        )
    if not any(sheet.rows for sheet in grid.sheets):
        raise WorkbookError("工作簿里没有任何内容，请检查是否选错了文件。", path=path)
    return grid


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise WorkbookError("这是一个文件夹，请给出其中的 Excel 文件。", path=path)
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise WorkbookError(
                f"文件过大（{size // 1024 // 1024} MB），不像决算公开工作簿，请检查是否选错了文件。", path=path
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise WorkbookError("找不到这个文件，请检查文件名和文件夹。", path=path) from None
    except PermissionError:
        advice = (
            "文件正在 Excel 或 WPS 中打开，请关闭后再试" if _owner_file(path) else "请关闭打开它的程序，或检查读取权限"
        )
        raise WorkbookError(f"没有权限读取，{advice}。", path=path) from None
    except (OSError, ValueError) as error:
        raise WorkbookError(
            f"读取失败（{getattr(error, 'strerror', None) or error}），请换个位置再试。", path=path
        ) from None
    if not data:
        raise WorkbookError("文件是空的（0 字节），请重新获取或另存。", path=path)
    return data


def _owner_file(path: Path) -> bool:
    """Excel leaves ``~$name`` beside a workbook while it is open."""
    return (path.parent / f"~${path.name}").exists()
