"""The styles of a skeleton, found by the name people see.

Word gives styles new ids when it saves in another language ("Heading1" becomes "1" in Chinese Word), so an id is never
taken for granted; names stay (``looks.py`` lists them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.styles.style import BaseStyle, ParagraphStyle
from lxml import etree

from ..errors import TemplateError
from .looks import CELL_PREFIX, LATIN
from .markup import NAMESPACE, TWIPS, escape, qn

_USUAL_PITCH = 1.3  # of the size, where the pitch is left to the font
_LINE_UNITS = 240  # a multiple of lines is counted in these
_PREFIX = len(f"{{{NAMESPACE}}}")
# What takes no room of its own, whatever it says. What stands neither here nor in the readers below may take some.
_WEIGHTLESS = {
    "jc", "outlineLvl", "tabs", "autoSpaceDE", "suppressLineNumbers", "suppressAutoHyphens", "adjustRightInd", "snapToGrid",
    "textAlignment", "rPr", "szCs", "lang", "color", "kern", "bCs", "u", "highlight", "noProof", "shd",
}  # fmt: skip
_SWITCHES = {
    "keepNext": "with_next",
    "keepLines": "whole",
    "pageBreakBefore": "new_page",
    "widowControl": "widows",
    "autoSpaceDN": "spaced",
    "b": "bold",
}
_SPACES = {"before": "before", "after": "after"}
_INDENTS = {"left": "left", "start": "left", "right": "right", "end": "right", "firstLine": "first"}
_IN_CHARACTERS = {"leftChars": "left", "startChars": "left", "rightChars": "right", "firstLineChars": "first"}


@dataclass(frozen=True)
class Style:
    """A paragraph style with all that it inherits. Size, pitch (``line``), spaces and indents in points.

    ``known`` is False when it says something that :mod:`.pages.paging` does not reckon with: a pitch that is not exact,
    another Latin font, borders, numbering.
    """

    id: str = ""
    size: float = 10.0
    line: float = 0.0
    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    with_next: bool = False
    whole: bool = False
    new_page: bool = False
    widows: bool = True
    spaced: bool = True
    bold: bool = False
    known: bool = True


class Styles:
    """The styles of one skeleton by name. Asking for one that is not there raises TemplateError."""

    def __init__(self, document: WordFile) -> None:
        self._all = document.styles
        self._styles: dict[str, BaseStyle] = {}
        self._by_id: dict[str, BaseStyle] = {}
        for style in self._all:
            self._styles.setdefault((style.name or "").lower(), style)
            self._by_id[style.style_id] = style
        root = self._all.element
        self._defaults = _with(
            Style(), root.xpath("w:docDefaults/w:rPrDefault/w:rPr | w:docDefaults/w:pPrDefault/w:pPr")
        )
        self._known: dict[str, Style] = {}  # by id, as far as looked up
        self._named: dict[str, Style] = {}

    def __getitem__(self, name: str) -> Style:
        if name not in self._named:
            found = self._style(self._find(name))
            self._named[name] = found if found.line else replace(found, line=found.size * _USUAL_PITCH, known=False)
        return self._named[name]

    def table_id(self, name: str) -> str:
        """The id of a table style."""
        return escape(self._find(name).style_id)

    def by_id(self, style_id: str | None) -> Style:
        """The style of a paragraph that names it; the document's own for one that names none."""
        return self._style(self._all.get_by_id(style_id, WD_STYLE_TYPE.PARAGRAPH))

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

    @property
    def known(self) -> bool:
        """Whether all styles used so far are known."""
        return all(style.known for style in self._named.values())

    def _find(self, name: str) -> BaseStyle:
        style = self._styles.get(name.lower())
        if style is None:
            raise TemplateError(f"缺少样式“{name}”；请从随工具提供的 document.docx 抄回来，或在那一份上修改。")
        return style

    def _style(self, style: BaseStyle | None, seen: frozenset[str] = frozenset()) -> Style:
        if not isinstance(style, ParagraphStyle) or style.style_id in seen:
            return self._defaults
        if style.style_id not in self._known:
            element = style.element
            base = self._style(self._by_id.get(element.basedOn_val or ""), seen | {style.style_id})
            # Indents may be stated in characters, so the size comes first.
            own = _with(base, [part for part in (element.rPr, element.pPr) if part is not None])
            self._known[style.style_id] = replace(own, id=escape(style.style_id))
        return self._known[style.style_id]


def _with(base: Style, parts: Iterable[etree._Element]) -> Style:
    """``base`` with what the ``w:rPr`` and ``w:pPr`` of a style say otherwise."""
    said: dict[str, Any] = {"size": base.size}
    for part in parts:
        for child in part:
            name = child.tag[_PREFIX:]
            if name in _SWITCHES:
                said[_SWITCHES[name]] = child.get(qn("w:val"), "1") not in ("0", "false", "off")
            elif name == "sz":
                said["size"] = float(child.get(qn("w:val"), "20")) / 2
            elif name == "spacing" and part.tag == qn("w:pPr"):
                said |= _spacing(child, said["size"])
            elif name == "ind":
                said |= _indents(child, said["size"])
            elif name not in _WEIGHTLESS and not (name == "rFonts" and _is_ours(child)):
                said["known"] = False
    return replace(base, **said)


def _spacing(element: etree._Element, size: float) -> dict[str, Any]:
    said: dict[str, Any] = {}
    rule = "auto"
    for name, value in _attributes(element):
        if name in _SPACES:
            said[_SPACES[name]] = float(value) / TWIPS
        elif name == "lineRule":
            rule = value
        elif name == "line":
            said["line"] = float(value)
        elif value not in ("0", "false", "off"):  # in lines of a grid, or as much as a web page would leave
            said["known"] = False
    if "line" in said and rule == "auto":
        return said | {"line": said["line"] / _LINE_UNITS * size * _USUAL_PITCH, "known": False}
    if "line" in said:
        said["line"] /= TWIPS
        if rule != "exact":
            said["known"] = False
    return said


def _indents(element: etree._Element, size: float) -> dict[str, Any]:
    said: dict[str, Any] = {}
    stated = dict(_attributes(element))
    for name, value in stated.items():
        if name in _INDENTS:
            said[_INDENTS[name]] = float(value) / TWIPS
        elif name not in _IN_CHARACTERS and value != "0":  # hanging
            said["known"] = False
    for name in stated.keys() & _IN_CHARACTERS.keys():  # they count, where both are stated
        said[_IN_CHARACTERS[name]] = float(stated[name]) / 100 * size
    return said


def _is_ours(fonts: etree._Element) -> bool:
    """Whether letters and figures stay in the font that they are measured in."""
    stated = dict(_attributes(fonts))
    themes = "asciiTheme" in stated or "hAnsiTheme" in stated
    return not themes and all(stated.get(name, LATIN) == LATIN for name in ("ascii", "hAnsi"))


def _attributes(element: etree._Element) -> Iterable[tuple[str, str]]:
    return ((str(name)[_PREFIX:], str(value)) for name, value in element.items())
