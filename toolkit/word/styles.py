"""The styles of a skeleton, found by the name people see.

Word gives styles new ids when it saves in another language ("Heading1" becomes "1" in Chinese Word), so an id is never
taken for granted; names stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from ..errors import TemplateError
from .markup import NAMESPACE, TWIPS, escape, qn

# The names as Word stores them, whatever language it shows them in.
BODY = "Normal Indent"
FORM_TITLE = "表题"
FORM_LINE = "表头行"
FORM_NOTE = "表注"
FORM_TABLE = "公开表"
CELL_PREFIX = "表格文字"


@dataclass(frozen=True)
class Style:
    """A paragraph style. ``size``, ``line`` (exact pitch), ``before`` and ``after`` are in points."""

    id: str
    name: str
    size: float
    line: float
    before: float
    after: float


class Styles:
    """The styles of one skeleton by name. Asking for one that is not there raises TemplateError."""

    def __init__(self, root: etree._Element, path: Path) -> None:
        self._path = path
        self._elements: dict[str, etree._Element] = {}
        self._by_id: dict[str, etree._Element] = {}
        for element in root.iterfind(qn("w:style")):
            name = element.find(qn("w:name"))
            if name is not None:
                self._elements[name.get(qn("w:val"), "").lower()] = element
                self._by_id[element.get(qn("w:styleId"), "")] = element
        self._known: dict[str, Style] = {}

    def __getitem__(self, name: str) -> Style:
        if name not in self._known:
            element = self._elements.get(name.lower())
            if element is None:
                raise TemplateError(f"缺少样式“{name}”；请用随工具提供的 document.docx 为底稿修改。", path=self._path)
            self._known[name] = self._style(name, element)
        return self._known[name]

    def heading(self, level: int, in_contents: bool = True) -> Style:
        """The style of a title of that level; those left out of the 目录 have their own, without an outline level."""
        return self[f"heading {level}" if in_contents else f"无目录标题{level}"]

    def contents(self, level: int) -> Style:
        return self[f"toc {level}"]

    def cells(self) -> tuple[Style, ...]:
        """The sizes a table may be set in, the largest first."""
        names = [name for name in self._elements if name.startswith(CELL_PREFIX)]
        sizes = sorted((self[name] for name in names), key=lambda style: -style.size)
        return tuple(sizes) or (self[f"{CELL_PREFIX}1"],)

    def name_of(self, style_id: str) -> str:
        """The (lower-case) name of a style id, "" when there is none."""
        element = self._by_id.get(style_id)
        return "" if element is None else element.find(qn("w:name")).get(qn("w:val"), "").lower()  # type: ignore[union-attr]

    def _style(self, name: str, element: etree._Element) -> Style:
        def of(path: str, attribute: str, default: float, unit: int) -> float:
            for ancestor in self._line(element):
                found = ancestor.find(path, {"w": NAMESPACE})
                value = found.get(qn(attribute)) if found is not None else None
                if value is not None:
                    return float(value) / unit
            return default

        size = of("w:rPr/w:sz", "w:val", 10.5, 2)
        return Style(
            id=escape(element.get(qn("w:styleId"), "")),
            name=name,
            size=size,
            line=of("w:pPr/w:spacing", "w:line", size * 1.3, TWIPS),
            before=of("w:pPr/w:spacing", "w:before", 0, TWIPS),
            after=of("w:pPr/w:spacing", "w:after", 0, TWIPS),
        )

    def _line(self, element: etree._Element) -> Iterator[etree._Element]:
        """A style and the ones it is based on."""
        seen = set()
        current: etree._Element | None = element
        while current is not None and current not in seen:
            seen.add(current)
            yield current
            base = current.find(qn("w:basedOn"))
            current = self._by_id.get(base.get(qn("w:val"), "")) if base is not None else None
