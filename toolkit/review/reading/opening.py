"""Opening a document: what it is, its content tells; whatever cannot be read is told in one sentence."""

from __future__ import annotations

from pathlib import Path

from ...errors import DocumentError
from ...outputs.files import read_input
from .records import Published

#: Larger files are no 决算公开 document; reading on would only eat the memory.
LARGEST_FILE = 100 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))

_WITHOUT_PDF = "读 PDF 还需要一个组件，请先运行 pip install 'juesuan[pdf]'，或改用 Word 文档。"


def read_document(path: Path) -> Published:
    """Read a .docx or a PDF with text, whatever its suffix.

    Raises DocumentError, saying what to do, for everything else: old .doc, encrypted, scanned, damaged, no document.
    """
    data = read_bytes(path)
    if data.startswith(b"PK"):
        from .word import read_word

        document = read_word(path, data)
    elif b"%PDF-" in data[:1024]:
        document = _read_pdf(path, data)
    else:
        raise DocumentError(_why_not(data), path=path)
    if not document.parts:
        raise DocumentError("文档里没有任何文字，请检查是否选错了文件。", path=path)
    return document


def _read_pdf(path: Path, data: bytes) -> Published:
    try:
        import pypdfium2 as _  # noqa: F401  # an extra: not everybody has PDFs
    except ImportError:
        raise DocumentError(_WITHOUT_PDF, path=path) from None
    from .apart import read_apart

    return read_apart(path, data)


def is_document(path: Path) -> bool:
    """Whether a file is meant as a document (by its name): what a folder of workbooks and documents is sorted by."""
    return path.suffix.lower() in (".docx", ".docm", ".pdf", ".doc", ".wps")


def _why_not(data: bytes) -> str:
    if data.startswith(_OLD_OFFICE):
        if _ENCRYPTED in data:
            return "文档加了密码，请用 Word 或 WPS 打开，去掉密码后另存为 .docx。"
        if any(stream in data for stream in _WORKBOOK_STREAMS) and "WordDocument".encode("utf-16-le") not in data:
            return "这是 Excel 工作簿，不是文档；校验工作簿请用 juesuan check。"
        return "这是旧格式的 .doc 文档，请用 Word 或 WPS 打开，另存为 .docx 后再试。"
    if data.lstrip()[:5].lower() == b"{\\rtf":
        return "这是 RTF 文档，请用 Word 或 WPS 打开，另存为 .docx 后再试。"
    if b"<html" in data[:2000].lower():
        return "这是网页，请用 Word 或 WPS 打开，另存为 .docx 后再试。"
    return "不是 Word 文档（.docx）或 PDF，请检查是否选错了文件。"


def read_bytes(path: Path) -> bytes:
    """The content of a document, which this run never writes over. Raises DocumentError when it cannot be read."""
    data = read_input(
        path, LARGEST_FILE, error=DocumentError, what="决算公开文档", instead="请给出其中的 Word 文档或 PDF"
    )
    if not data:
        raise DocumentError("文件是空的（0 字节），请重新获取或另存。", path=path)
    return data
