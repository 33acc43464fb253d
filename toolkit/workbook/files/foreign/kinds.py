"""What a file is, by how it begins: so that whoever chose the wrong file is told which kind he chose."""

from __future__ import annotations

import re
from pathlib import Path

OLD_WORKBOOK, HTML, XML_2003, SINGLE_FILE_PAGE = "旧格式（.xls、.et）", "网页", "XML 表格 2003", "单个网页文件（.mht）"
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx"
_WRONG_FILE = "请检查是否选错了文件"
#: First bytes → what begins so, what to do.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", _WRONG_FILE),
    (b"{\\rtf", "RTF 文档", _WRONG_FILE),
    (b"\x89PNG", "图片", _WRONG_FILE),
    (b"\xff\xd8\xff", "图片", _WRONG_FILE),
    (b"GIF8", "图片", _WRONG_FILE),
    (b"II*\0", "图片", _WRONG_FILE),
    (b"MM\0*", "图片", _WRONG_FILE),
    (b"Rar!", "压缩包（RAR）", "请解压后选择其中的 Excel 文件"),
    (b"7z\xbc\xaf", "压缩包（7z）", "请解压后选择其中的 Excel 文件"),
    (b"\x1f\x8b", "压缩包（gzip）", "请解压后选择其中的 Excel 文件"),
    (b"MZ", "程序", _WRONG_FILE),
    (b"\x7fELF", "程序", _WRONG_FILE),
    (b"SQLite format 3", "数据库", _WRONG_FILE),
    (b"%TSD-Header", "加密软件的文件", "请先在装有加密软件的电脑上解密"),
    (b"\x62\x14\x23\x65", "加密软件的文件", "请先在装有加密软件的电脑上解密"),
)
_ENCRYPTING = (b"E-SafeNet", b"TSD-Header")  # names that such software leaves near the beginning
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style)[\s>/]", re.IGNORECASE)
_WORKBOOK = re.compile(rb"<(?:\w+:)?Workbook[\s>]")
_MIME = re.compile(rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
#: This much of a file is looked at.
_HEAD = 64 * 1024


def is_owner_file(path: Path, data: bytes) -> bool:
    """Excel and WPS leave ``~$name`` beside a workbook while it is open: the name of who opened it, nothing else."""
    return path.name.startswith(("~$", ".~", "._")) and not data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))


def table_kind(data: bytes) -> str:
    """Which kind of page with tables this is: HTML, XML_2003, SINGLE_FILE_PAGE; "" for none of them."""
    head = as_ascii(data[:_HEAD]).lstrip()
    if _MIME.match(head):
        return SINGLE_FILE_PAGE
    if not head.startswith(b"<"):
        return ""
    if _SPREADSHEET in head and _WORKBOOK.search(head):
        return XML_2003
    return HTML if _HTML.search(head) else ""


def what_is(data: bytes) -> tuple[str, str]:
    """What these bytes are in a Chinese noun ("" when nobody knows), and what to do, without a full stop."""
    for signature, what, advice in _SIGNATURES:
        if data.startswith(signature):
            return what, advice
    if any(name in data[:4096] for name in _ENCRYPTING):
        return "加密软件的文件", "请先在装有加密软件的电脑上解密"
    if data[:4] == b"RIFF" or (data[:2] == b"BM" and data[6:10] == bytes(4)):
        return "图片", _WRONG_FILE
    head = as_ascii(data[:_HEAD]).lstrip()
    if head.startswith(b"<"):
        return ("XML 文件" if head.startswith(b"<?xml") else "标记语言的文本"), _SAVE_AS
    text = _text(data[:_HEAD])
    if text is None:
        return "", "可能已损坏，或被加密软件加密；" + _SAVE_AS
    lines = [line for line in text.splitlines() if line.strip()][:20]
    if lines and all("\t" in line or "," in line or "，" in line for line in lines):
        return "文本（CSV）", _SAVE_AS
    return "文本文件", _SAVE_AS


def as_ascii(data: bytes) -> bytes:
    """Enough to look for tags: a text in UTF-16 without its zeros."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:2] == b"\0" or (data[:1] == b"\0" and data[1:2] == b"<"):
        data = data.replace(b"\0", b"")
    return data.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").removeprefix(b"\xef\xbb\xbf")


def _text(data: bytes) -> str | None:
    """The words, when these bytes are a text; None when they are not."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(coding)
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4:  # not merely cut within a character
                continue
            text = data[: error.start].decode(coding)
        return None if _CONTROL.search(text) else text
    return None
