"""A .docx as its parts: the body, and what it points to, within the bounds of a document that people read.

By the reader of Office packages that also opens workbooks: names are compared as Office does, and nothing unpacks to more
than is reasonable.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ...errors import DocumentError
from ...office_parts import Kind, Parts
from ...workbook.files.writing.package import Package, is_strict
from .finishing import MOST_CHARACTERS, too_long
from .numbering import W

#: A document of 200 pages with all its tables has a third of this.
DOCUMENT = Kind(
    error=DocumentError,
    other="不是完整的 Word 文档，请用 Word 或 WPS 打开，另存为 .docx 后再试。",
    too_much="超过一千页的份量",
    unlike="不像决算公开文档，请检查是否选错了文件。",
    programs="Word 或 WPS",
    most_bytes=64 * 1024 * 1024,
    most_tags=1_500_000,
    most_attributes=1_200_000,
)


class WordFile:
    """An opened .docx. Every method raises DocumentError for a part that is damaged or holds too much."""

    def __init__(self, path: Path, data: bytes) -> None:
        """Raises DocumentError when it is no Word document."""
        self._package = Package(path, Parts(path, data, DOCUMENT))
        if "xl/workbook.xml" in self._package:
            raise DocumentError("这是 Excel 工作簿，不是文档；校验工作簿请用 juesuan check。", path=path)
        if "mimetype" in self._package and "content.xml" in self._package:
            raise DocumentError("这是 .odt 文档，请用 Word 或 WPS 打开，另存为 .docx 后再试。", path=path)
        self._main = next((rel.target for rel in self._package.relationships("") if rel.kind == "officeDocument"), "")
        if self._main not in self._package:
            raise DocumentError(DOCUMENT.other, path=path)
        root = self._package.part(self._main)
        body = root.find(W + "body")
        if body is None and is_strict(root):
            message = "文档存成了“Strict Open XML”，请用 Word 另存为普通的 .docx 后再试。"
            raise DocumentError(message, path=path)
        if body is None:
            raise DocumentError("文档没有正文，请用 Word 打开并另存一次。", path=path)
        if sum(len(text.text or "") for text in body.iter(W + "t")) > MOST_CHARACTERS:
            raise too_long(path)
        self.body = body

    def damaged(self) -> Exception:
        """The sentence that the body cannot be read."""
        return self._package.parts.damaged(self._main)

    def parts(self, *kinds: str) -> Iterator[etree._Element]:
        """The roots of the parts of these kinds (``styles``) that the document points to."""
        for relation in self._package.relationships(self._main):
            if relation.kind in kinds and relation.target in self._package:
                yield self._package.part(relation.target)
