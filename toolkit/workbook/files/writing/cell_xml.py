"""How a cell's content is written: the one place that turns a value or a formula into the XML of a worksheet."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from ....edits import Content

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_xml(value: Content, formula: str | None) -> tuple[str, str]:
    """The ``t`` attribute of a cell ("" for none) and its children, unprefixed.

    A value, or a formula with its stored result; text is clean (:func:`clean_text`). Both None: an empty cell.
    """
    written = "" if formula is None else f"<f>{_escaped(formula)}</f>"
    if isinstance(value, str):
        text = _LOOKS_ESCAPED.sub("_x005F_", value) if "_x" in value else value
        if formula is None:
            return "inlineStr", f"<is>{_element('t', text)}</is>"
        return "str", written + _element("v", text)
    return "", written if value is None else f"{written}<v>{plain_digits(value)}</v>"


def _element(tag: str, text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<{tag}{space}>{_escaped(text)}</{tag}>"


def _escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def too_long(text: str, most: int) -> bool:
    """As Excel counts characters: an emoji is two."""
    return 2 * len(text) > most and len(text) + sum(character > "\uffff" for character in text) > most


@lru_cache(maxsize=4096)  # most figures of a workbook are alike: zero
def plain_digits(value: Decimal | int) -> str:
    """A number as the file holds it: no exponent, no needless zeros, never through a float. ValueError unless finite."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    text = str(value)
    if "E" in text:
        text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
