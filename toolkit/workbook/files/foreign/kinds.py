"""What a file is, by how it begins: so that whoever chose the wrong file is told which kind he chose."""

from __future__ import annotations

import re
from pathlib import Path

from .texts import AGAIN, SAVE_AS, WRONG_FILE, as_text, what_text_is

OLD_WORKBOOK, HTML, XML_2003, SINGLE_FILE_PAGE = "旧格式（.xls、.et）", "网页", "XML 表格 2003", "单个网页文件（.mht）"
_UNPACK = "请解压后选择其中的 Excel 文件"
#: First bytes → what begins so, what to do.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", WRONG_FILE),
    (b"{\\rtf", "RTF 文档", WRONG_FILE),
    (b"\x89PNG", "图片", WRONG_FILE),
    (b"\xff\xd8\xff", "图片", WRONG_FILE),
    (b"GIF8", "图片", WRONG_FILE),
    (b"II*\0", "图片", WRONG_FILE),
    (b"MM\0*", "图片", WRONG_FILE),
    (b"Rar!", "压缩包（RAR）", _UNPACK),
    (b"7z\xbc\xaf", "压缩包（7z）", _UNPACK),
    (b"\x1f\x8b", "压缩包（gzip）", _UNPACK),
    (b"\xfd7zXZ\0", "压缩包（xz）", _UNPACK),
    (b"BZh", "压缩包（bzip2）", _UNPACK),
    (b"MSCF", "压缩包（CAB）", _UNPACK),
    (b"L\0\0\0\x01\x14\x02\0", "快捷方式", "请选择它指着的文件"),
    (b"ID;P", "SYLK 表格", SAVE_AS),
    (b"TABLE\r\n0,1\r\n", "DIF 表格", SAVE_AS),
    (b"MZ", "程序", WRONG_FILE),
    (b"\x7fELF", "程序", WRONG_FILE),
    (b"SQLite format 3", "数据库", WRONG_FILE),
    (b"%TSD-Header", "加密软件的文件", "请先在装有加密软件的电脑上解密"),
    (b"\x62\x14\x23\x65", "加密软件的文件", "请先在装有加密软件的电脑上解密"),
)
_ENCRYPTING = (b"E-SafeNet", b"TSD-Header")  # names that such software leaves near the beginning
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style)[\s>/]", re.IGNORECASE)
_WORKBOOK = re.compile(rb"<(?:\w+:)?Workbook[\s>]")
_MIME = re.compile(rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:", re.IGNORECASE)
#: A .dbf begins with its version, the day it was last written, its length and that of its head (of 32 bytes a field).
_DBF = re.compile(rb"[\x03\x30\x83\xf5].[\x01-\x0c][\x01-\x1f].{4}.{2}.{2}\0\0", re.DOTALL)
#: Text that begins with its own line, as pages begin that print the day before the table.
_TABLE = re.compile(rb"<table[\s>].{0,2000}<t[rd][\s>]", re.IGNORECASE | re.DOTALL)
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
        return HTML if _TABLE.search(head) and b"PK\3\4" not in head and head[:1] not in (b"{", b"[") else ""
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
    if data.find(b"PK\3\4", 0, _HEAD) > 0 and b"[Content_Types].xml" in data:
        return "前面多了别的内容的 Excel 文件", "多半是下载时混进去的，" + AGAIN
    if not data[:_HEAD].strip(b"\0"):
        return "只有空字节的文件", "多半是复制或下载时中断了，" + AGAIN
    if data[:4] == b"RIFF" or (data[:2] == b"BM" and data[6:10] == bytes(4)) or data[4:11] in (b"ftyphei", b"ftypmif"):
        return "图片", WRONG_FILE
    if data[257:262] == b"ustar":
        return "压缩包（tar）", _UNPACK
    if _DBF.match(data):
        return "数据库文件（.dbf）", SAVE_AS
    text = as_text(data[:_HEAD])
    if text is None:
        return "", "可能已损坏，或被加密软件加密；" + SAVE_AS
    return what_text_is(text)


def as_ascii(data: bytes) -> bytes:
    """Enough to look for tags: a text in UTF-16 without its zeros."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:2] == b"\0" or (data[:1] == b"\0" and data[1:2] == b"<"):
        data = data.replace(b"\0", b"")
    return data.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").removeprefix(b"\xef\xbb\xbf")
