"""Reading 单个网页文件（.mht）: web pages, one a sheet, in one MIME message, as Excel writes them."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

from ....errors import WorkbookError
from ..grid import Grid, Sheet
from . import kinds
from .html_tables import sheets_of
from .page_text import decoded

_NOTHING = "这是单个网页文件（.mht），里面没有表格；请用 Excel 打开后另存为 .xlsx。"
_MAIL = "这是邮件，请在邮件软件里打开它，把附件中的工作簿另存出来。"
#: What a mail says of a file that comes with it, and a page saved in one file never does.
_ATTACHED = re.compile(rb"\bfile(?:name\*?)?\s*=|;\s*name\*?\s*=|Content-Disposition:\s*attachment", re.IGNORECASE)
_SOURCES = re.compile(r"""<x:Name>([^<]{1,100})</x:Name>\s*<x:WorksheetSource\s+HRef=["']([^"']+)["']""", re.IGNORECASE)


def read_web_archive(path: Path, data: bytes) -> Grid:
    """A grid from the bytes of a message of pages. Raises WorkbookError when none of them holds a table."""
    try:
        pages = _pages(data)
    except Exception:  # the parser of messages meets damage with whatever error it happens upon
        raise WorkbookError(_NOTHING, path=path) from None
    sources = [source for page in pages.values() for source in _SOURCES.findall(page)]
    named = [(name, pages[_last(href)]) for name, href in sources if _last(href) in pages]
    sheets: list[Sheet] = []
    if named:
        for name, page in named:
            sheets += [_called(name, sheet) for sheet in sheets_of(page, path) if sheet.cells]
    else:
        for page in pages.values():
            sheets += [sheet for sheet in sheets_of(page, path) if sheet.cells]
    if not sheets:
        raise WorkbookError(_MAIL if _ATTACHED.search(data) else _NOTHING, path=path)
    return Grid(path, tuple(sheets), complete=False, kind=kinds.SINGLE_FILE_PAGE)


def _pages(data: bytes) -> dict[str, str]:
    """Last word of the address → text, for every page of HTML in the message."""
    message = message_from_bytes(data.lstrip(), policy=policy.compat32)
    found = {}
    for number, part in enumerate(_parts(message)):
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                found[_last(str(part.get("Content-Location") or number))] = decoded(content)
    return found


def _parts(message: Message) -> list[Message]:
    return [part for part in message.walk() if not part.is_multipart()]


def _last(address: str) -> str:
    return address.replace("\\", "/").rpartition("/")[2].lower()


def _called(name: str, sheet: Sheet) -> Sheet:
    return replace(sheet, name=name)
