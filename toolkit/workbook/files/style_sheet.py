"""The looks of cells as a styles part states them. A look that makes no sense is plain: nobody's figures are refused for it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from ...edits import Mark
from .grid import Style

_MARKS = frozenset(mark.value for mark in Mark if mark.value)
_MOST_INDENT, _LONGEST_FORMAT = 250, 255  # Excel's own limits
_ALIGNMENTS = {
    "left": "left",
    "center": "center",
    "centerContinuous": "center",
    "distributed": "center",
    "right": "right",
}
_BUILT_IN_FORMATS = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
    50: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip


def read_styles(root: ET.Element) -> dict[str, Style]:
    """Every cell format by its number, as cells write it."""
    return {str(number): style for number, style in enumerate(_styles(root))}


def _styles(root: ET.Element) -> Iterator[Style]:
    formats = _BUILT_IN_FORMATS | {
        _number(element, "numFmtId"): code
        if len(code := element.get("formatCode", "General")) <= _LONGEST_FORMAT
        else "General"
        for element in root.iterfind("{*}numFmts/{*}numFmt")
    }
    bold = dict(enumerate(map(_is_bold, root.iterfind("{*}fonts/{*}font"))))
    fills = dict(enumerate(map(_mark, root.iterfind("{*}fills/{*}fill"))))
    for xf in root.iterfind("{*}cellXfs/{*}xf"):
        alignment = xf.find("{*}alignment")
        yield Style(
            _ALIGNMENTS.get(alignment.get("horizontal", ""), "") if alignment is not None else "",
            bold.get(_number(xf, "fontId"), False),
            formats.get(_number(xf, "numFmtId"), "General"),
            fills.get(_number(xf, "fillId"), ""),
            min(_number(alignment, "indent"), _MOST_INDENT) if alignment is not None else 0,
        )


def _number(element: ET.Element, attribute: str) -> int:
    """0 for none and for what is no number."""
    stated = element.get(attribute, "")
    return int(stated) if len(stated) < 10 and stated.isascii() and stated.isdecimal() else 0


def _is_bold(font: ET.Element) -> bool:
    mark = font.find("{*}b")
    return mark is not None and mark.get("val", "1") not in ("0", "false")


def _mark(fill: ET.Element) -> str:
    """The colour of a solid fill, if it is one of our marks: no other means anything here."""
    pattern = fill.find("{*}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    colour = pattern.find("{*}fgColor")
    rgb = colour.get("rgb", "")[-6:].upper() if colour is not None else ""
    return rgb if rgb in _MARKS else ""
