"""A button from being pressed to its message box, and the workbook it was pressed in."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutputError, ToolkitError
from ..outputs.files import scratch_folder
from .writing import Book

TITLE = "部门决算公开工具"
FAILED = """程序出错，这次操作没有完成。
打开着的工作簿可能只改了一部分；关闭时选“不保存”，就回到上次保存的样子。
请把下面的日志文件交给维护人员："""


@dataclass(frozen=True)
class Message:
    """What a button says when it is done."""

    text: str
    critical: bool = False


def press(action: Callable[[Book], Message]) -> None:
    """Run a button's action on the workbook it was pressed in; every end of it is a message box."""
    import xlwings

    try:
        book = xlwings.Book.caller()
    except Exception:
        app = xlwings.apps.active
        if app is None:
            raise
        text = f"找不到按下按钮的工作簿。文件名中如有等号（=），请改名后再试。\n详情已记入：\n{_log()}"
        app.alert(text, TITLE, mode="critical")
        return
    try:
        message = action(book)
    except ToolkitError as error:
        message = Message(str(error), critical=True)
    except Exception:
        message = Message(f"{FAILED}\n{_log()}", critical=True)
    book.app.alert(message.text, TITLE, mode="critical" if message.critical else "info")


def _log() -> Path:
    """Write the exception being handled into the user's temporary folder (with a BOM, for Notepad)."""
    path = Path(tempfile.gettempdir()) / "juesuan-error.log"
    path.write_text(traceback.format_exc(), encoding="utf-8-sig")
    return path


@contextmanager
def copy_of(book: Book) -> Iterator[Path]:
    """The open workbook as it stands now, as a file of the same name in a temporary folder."""
    name = book.name if Path(book.name).suffix else f"{book.name}.xlsx"  # never saved: 工作簿1
    with scratch_folder() as folder:
        path = folder / name
        book.app.calculate()  # under manual calculation results may be behind what was typed
        book.api.SaveCopyAs(str(path))
        yield path


def beside(book: Book) -> Path | None:
    """The folder where last year's workbook may lie; None for one that is not on this computer."""
    try:
        return folder_of(book)
    except OutputError:
        return None


def folder_of(book: Book) -> Path:
    """The folder the workbook lies in. Raises OutputError when there is none on this computer."""
    try:
        fullname = book.fullname
    except Exception as error:  # xlwings raises one of several when it cannot map a cloud address to a folder
        raise OutputError(
            "工作簿在网盘（OneDrive、SharePoint）上，找不到它在本机的位置；请另存到本机文件夹后再试。", path=book.name
        ) from error
    folder = Path(fullname).parent
    if "://" in fullname or not Path(fullname).is_absolute():
        raise OutputError("工作簿还没有保存到本机，不知道把 Word 文档放在哪里；请先保存再试。", path=book.name)
    return folder
