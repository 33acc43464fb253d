"""What a text is that was taken for a workbook: a table, data of a web service, or what a web site had to say instead."""

from __future__ import annotations

import re

from ....text import clean

SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx"
WRONG_FILE = "请检查是否选错了文件"
AGAIN = "请重新下载或重新导出"
_NOT_WHAT_WAS_ASKED = f"{WRONG_FILE}；是下载来的，多半没有下载成功，{AGAIN}"

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_JSON = re.compile(r'(?:[\w.$]{1,60}\()?\s*(?:\{\s*(?:\}|"[^"]{0,200}"\s*:)|\[\s*[\]\[{"\d-])')
_MAIL = re.compile(r"(?:Received|Return-Path|Delivered-To|Message-ID|X-[\w-]+|DKIM-Signature): ", re.IGNORECASE)
_FIELDS = ("\t", ",", ";", "|", "，")
#: The first tag → what such a file is, what to do.
_ROOTS = {
    "office:document": ("OpenDocument 表格（.fods）", SAVE_AS),
    "uof:UOF": ("标文通文档（UOF）", SAVE_AS),
    "pkg:package": ("Word 的 XML 文档", WRONG_FILE),
    "w:wordDocument": ("Word 的 XML 文档", WRONG_FILE),
}
_ROOT = re.compile(r"<(?![?!])([\w:.-]+)")
_LONGEST = 30


def as_text(data: bytes) -> str | None:
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


def what_text_is(text: str) -> tuple[str, str]:
    """What a text is, and what to do, without a full stop. One that is no table is quoted: it often says what went wrong."""
    text = text.strip()
    if not text:
        return "空白的文本文件", _NOT_WHAT_WAS_ASKED
    begins = f"开头是“{_beginning(text)}”"
    if text.startswith("<"):
        root = _ROOT.search(text)
        if root and root[1] in _ROOTS:
            return _ROOTS[root[1]]
        return f"{'XML 文件' if text.startswith('<?xml') else '标记语言的文本'}，{begins}", _NOT_WHAT_WAS_ASKED
    if _JSON.match(text):
        return f"程序之间交换的数据（JSON），{begins}", _NOT_WHAT_WAS_ASKED
    if _MAIL.match(text):
        return "邮件", "请在邮件软件里打开它，把附件中的工作簿另存出来"
    lines = [line for line in text.splitlines() if line.strip()][:20]
    fields = [mark for mark in _FIELDS if all(mark in line for line in lines)]
    if "\t" in fields or (fields and len(lines) > 1):  # one line with commas is a sentence
        return "文本（CSV）", SAVE_AS
    return f"文本文件，{begins}", _NOT_WHAT_WAS_ASKED


def _beginning(text: str) -> str:
    """The first words, in one line; of a file of tags what they enclose."""
    words = re.sub(r"<[^<>]*>?", " ", text) if text.startswith("<") else text
    line = " ".join(clean((words if words.strip() else text)[:2000]).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
