"""Our fill colours and number formats in a workbook's style sheet: a cell keeps everything of its style but these."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from ....addresses import count_or_none
from ....edits import Mark
from ....text import clean_text
from .schema_order import put_in_order

_COLOURS = {mark.value: mark for mark in Mark if mark is not Mark.NONE}
_MOST = 2**31 - 1
#: Number formats that every workbook has, and the first number that one of its own may have.
_BUILT_IN = {"General": 0, "0.00": 2, "#,##0.00": 4, "0.00%": 10}
_FIRST_OWN_FORMAT = 164
_GENERAL, _TEXT = 0, 49
_MOST_LOOKS = 65_000  # Excel holds some 65,490 cell formats
_XfKey = tuple[tuple[tuple[str, str], ...], bytes]


class Styles:
    """The root of a styles part, extended by clones. ``touched`` tells whether anything was added.

    Taking a mark away leaves the cell without a fill: what it had before the mark is not recorded anywhere. What is
    missing of the part is put in; a style that is not there looks like the first, the plain one. ``largest_used`` tells
    the largest number that a cell of the workbook bears; it is asked only when a style is added.
    """

    def __init__(self, root: etree._Element, largest_used: Callable[[], int] = lambda: 0) -> None:
        self._root, self._largest_used = root, largest_used
        self._fills, self._xfs = (section(root, kind) for kind in ("fills", "cellXfs"))
        for pattern in ("none", "gray125") if not len(self._fills) else ():  # the format reserves these two
            etree.SubElement(_child(self._fills, "fill"), _tag(self._fills, "patternFill"), patternType=pattern)
        if not len(self._xfs):
            _child(self._xfs, "xf")
        self._cache: dict[tuple[int, Mark], int] = {}
        self._known: dict[_XfKey, int] | None = None
        self.touched = False

    def marked(self, style: int, mark: Mark) -> int:
        """The style that looks like ``style`` under ``mark``; ``style`` itself when nothing would change."""
        if (style, mark) not in self._cache:
            self._cache[style, mark] = self._marked(style, mark)
        return self._cache[style, mark]

    def mark_of(self, style: int) -> Mark | None:
        """The mark a style bears: a solid fill in one of our colours. None for every other fill."""
        fill_id = number_in(self._xf(style), "fillId")
        if fill_id >= len(self._fills):
            return None
        pattern = self._fills[fill_id].find("{*}patternFill[@patternType='solid']")
        colour = pattern.find("{*}fgColor") if pattern is not None else None
        return _COLOURS.get(colour.get("rgb", "")[-6:].upper()) if colour is not None else None

    def _xf(self, style: int) -> etree._Element:
        return self._xfs[style if style < len(self._xfs) else 0]

    def _marked(self, style: int, mark: Mark) -> int:
        current = self.mark_of(style)
        if current is mark or (mark is Mark.NONE and current is None):
            return style
        return self._like(style, fillId=str(self._fill(mark)), applyFill="1")

    def formatted(self, style: int, number_format: str) -> int:
        """The style that looks like ``style``, which is one of text or says nothing, with a number format; every other
        style as it is."""
        now = number_in(self._xf(style), "numFmtId")
        if now not in (_GENERAL, _TEXT) or now == _BUILT_IN.get(number_format):
            return style
        return self._like(style, numFmtId=str(self._number_format(number_format)), applyNumberFormat="1")

    def _like(self, style: int, **changes: str) -> int:
        """The style like another but for some attributes; added where there is none yet."""
        xf = deepcopy(self._xf(style))
        xf.tail = None
        for attribute, value in changes.items():
            xf.set(attribute, value)
        if self._known is None:
            self._known = {_key(known): number for number, known in reversed(list(enumerate(self._xfs)))}
        key = _key(xf)
        if key not in self._known:
            self._make_ready()
            self._xfs.append(xf)
            self._xfs.set("count", str(len(self._xfs)))
            self._known[key] = len(self._xfs) - 1
        return self._known[key]

    def _number_format(self, number_format: str) -> int:
        code = clean_text(number_format)
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        formats = section(self._root, "numFmts")
        known = {each.get("formatCode"): number_in(each, "numFmtId") for each in formats}
        if code not in known:
            self._make_ready()
            known[code] = max([_FIRST_OWN_FORMAT - 1, *known.values()]) + 1
            each = etree.SubElement(formats, _tag(formats, "numFmt"), numFmtId=str(known[code]))
            each.set("formatCode", code)
            formats.set("count", str(len(formats)))
        return known[code]

    def _fill(self, mark: Mark) -> int:
        if mark is Mark.NONE:
            return 0  # the format reserves fill 0 for "none"
        for number, fill in enumerate(self._fills):
            colour = fill.find("{*}patternFill[@patternType='solid']/{*}fgColor")
            if colour is not None and colour.get("rgb") == "FF" + mark.value:
                return number
        self._make_ready()
        pattern = etree.SubElement(_child(self._fills, "fill"), _tag(self._fills, "patternFill"), patternType="solid")
        etree.SubElement(pattern, _tag(pattern, "fgColor"), rgb="FF" + mark.value)
        etree.SubElement(pattern, _tag(pattern, "bgColor"), indexed="64")
        self._fills.set("count", str(len(self._fills)))
        return len(self._fills) - 1

    def _make_ready(self) -> None:
        """Called before anything is added."""
        if not self.touched:
            fill_up(self._root, "fills", largest_in(self._root, "fillId"))
            fill_up(self._root, "cellXfs", self._largest_used())
            self.touched = True


def number_in(element: etree._Element, attribute: str) -> int:
    """The number that an attribute states, of a style as a rule; 0, the first, for what is no number."""
    return count_or_none(element.get(attribute, ""), _MOST) or 0


def section(styles: etree._Element, kind: str) -> etree._Element:
    """A section of a styles part, added in its place when it is absent."""
    found = styles.find(f"{{*}}{kind}")
    if found is None:
        found = etree.Element(_tag(styles, kind), count="0")
        put_in_order(styles, found)
    return found


def fill_up(styles: etree._Element, kind: str, largest: int) -> None:
    """Looks as plain as the first one for every number up to ``largest`` that has none: what points to a look that is not
    there shows the plain one, and must not show what is added next."""
    looks = section(styles, kind)
    if len(looks):
        looks.extend(deepcopy(looks[0]) for _ in range(len(looks), min(largest, _MOST_LOOKS) + 1))
        looks.set("count", str(len(looks)))


def largest_in(styles: etree._Element, attribute: str) -> int:
    """The largest number of a font, fill or border that a cell format names."""
    sections = (styles.find(f"{{*}}{kind}") for kind in ("cellXfs", "cellStyleXfs"))
    numbers = (number_in(xf, attribute) for looks in sections if looks is not None for xf in looks)
    return max((number for number in numbers if number < _MOST_LOOKS), default=0)


def _child(parent: etree._Element, tag: str) -> etree._Element:
    return etree.SubElement(parent, _tag(parent, tag))


def _tag(near: etree._Element, tag: str) -> str:
    return f"{{{etree.QName(near).namespace}}}{tag}"


def _key(xf: etree._Element) -> _XfKey:
    """What makes two cell formats look the same; ``applyFill`` only says where the fill came from."""
    attributes = tuple(sorted((str(k), str(v)) for k, v in xf.attrib.items() if k != "applyFill"))
    return attributes, b"".join(etree.tostring(child, with_tail=False) for child in xf)
