"""The styles of a skeleton, found by the name people see.

Word gives styles new ids when it saves in another language ("Heading1" becomes "1" in Chinese Word), so an id is never
taken for granted; names stay (``looks.py`` lists them).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from docx.document import Document as WordFile
from docx.shared import Length
from docx.styles.style import BaseStyle, ParagraphStyle

from ..errors import TemplateError
from .looks import CELL_PREFIX
from .markup import escape

#: What Word takes where neither a style nor the document says a size, in points.
_USUAL_SIZE = 10.0
_USUAL_PITCH = 1.3  # of the size, where the pitch is left to the font


@dataclass(frozen=True)
class Style:
    """A paragraph or table style. ``size``, ``line`` (exact pitch), ``before`` and ``after`` are in points."""

    id: str
    size: float
    line: float
    before: float
    after: float


class Styles:
    """The styles of one skeleton by name. Asking for one that is not there raises TemplateError."""

    def __init__(self, document: WordFile) -> None:
        self._styles: dict[str, BaseStyle] = {}
        for style in document.styles:
            self._styles.setdefault((style.name or "").lower(), style)
        self._size = _document_size(document)
        self._known: dict[str, Style] = {}  # by id, as far as looked up
        self._named: dict[str, Style] = {}

    def __getitem__(self, name: str) -> Style:
        if name not in self._named:
            style = self._styles.get(name.lower())
            if style is None:
                raise TemplateError(f"缺少样式“{name}”；请用随工具提供的 document.docx 为底稿修改。")
            found = self._style(style)
            self._named[name] = found if found.line else replace(found, line=found.size * _USUAL_PITCH)
        return self._named[name]

    def heading(self, level: int, in_contents: bool = True) -> Style:
        """The style of a title of that level; those left out of the 目录 have their own, without an outline level."""
        return self[f"heading {level}" if in_contents else f"无目录标题{level}"]

    def contents(self, level: int) -> Style:
        return self[f"toc {level}"]

    @cached_property
    def cells(self) -> tuple[Style, ...]:
        """The sizes a table may be set in, the largest first."""
        names = [name for name in self._styles if name.startswith(CELL_PREFIX)]
        sizes = sorted((self[name] for name in names), key=lambda style: -style.size)
        return tuple(sizes) or (self[f"{CELL_PREFIX}1"],)

    def _style(self, style: BaseStyle | None, seen: frozenset[str] = frozenset()) -> Style:
        """A style with what it inherits. A table style has none of a paragraph's spaces."""
        if not isinstance(style, ParagraphStyle) or style.style_id in seen:
            return Style(escape(style.style_id) if style else "", self._size, 0, 0, 0)
        if style.style_id not in self._known:
            base = self._style(style.base_style, seen | {style.style_id})
            layout, size = style.paragraph_format, style.font.size
            line, before, after = layout.line_spacing, layout.space_before, layout.space_after
            self._known[style.style_id] = Style(
                escape(style.style_id),
                base.size if size is None else size.pt,
                line.pt if isinstance(line, Length) else base.line,
                base.before if before is None else before.pt,
                base.after if after is None else after.pt,
            )
        return self._known[style.style_id]


def _document_size(document: WordFile) -> float:
    """The size of letters that no style states."""
    stated = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:sz/@w:val")
    return float(stated[0]) / 2 if stated else _USUAL_SIZE
