"""Web pages as text: which coding they are in, whether they say it or not; and what their cells' words amount to."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ....amounts import without_zeros
from ....cells import CellKind
from ..grid import RawCell, Style

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_HEAD = 4096
#: Codings that are parts of a larger one; files rarely keep to what they declare.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}
_NUMBER = re.compile(r"([¥￥]?)\s{0,9}([+-]?)\s{0,9}(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?\s{0,9}(%?)")
_LONGEST = 15  # digits that Excel keeps; longer ones are numbers of documents and accounts


def decoded(data: bytes) -> str:
    """The text of a page: by its byte order mark, by what it declares, else as UTF-8 or GBK, whichever it can be."""
    for mark, coding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(coding, errors="replace").removeprefix("\ufeff")
    if data[1:2] == b"\0" or data[:1] == b"\0":
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace")
    for coding in (*_declared(data[:_HEAD]), "utf-8", "gb18030"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    return data.decode(next(_declared(data[:_HEAD]), "gb18030"), errors="replace")


def _declared(head: bytes) -> Iterator[str]:
    for match in _DECLARED.finditer(head):
        try:
            name = codecs.lookup(match[1].decode("ascii")).name
        except LookupError:
            continue
        if not name.startswith("utf-16"):  # it was read as single bytes just now
            yield _LARGER.get(name, name)


class Number(NamedTuple):
    """A figure typed as text: its value in plain digits and the format it was typed in."""

    text: str
    format: str


def number_in(text: str) -> Number | None:
    """What Excel takes for a number when it opens a page: 1,234.50, 12.5%, (3.00), ¥8; None for words.

    Not codes (0101) and numbers of documents, which would lose their zeros.
    """
    is_negative = text.startswith(("(", "（")) and text.endswith((")", "）"))
    match = _NUMBER.fullmatch(text[1:-1].strip() if is_negative else text)
    if match is None or not (match[3] or match[4]) or (is_negative and match[2]):
        return None
    currency, sign, whole, fraction, percent = match.groups(default="")
    plain = whole.replace(",", "")
    if len(plain) > _LONGEST or (len(plain) > 1 and plain.startswith("0")):
        return None
    value = Decimal(f"{plain or 0}{fraction}") * (-1 if is_negative or sign == "-" else 1)
    places = len(fraction) - 1 if fraction else 0
    shown = ("#,##0" if "," in whole else "0") + ("." + "0" * places if places else "")
    if percent:
        return Number(without_zeros(f"{value / 100:f}"), shown + "%")
    return Number(
        without_zeros(f"{value:f}"), "¥" + shown if currency else shown if places or "," in whole else "General"
    )


def cell_of(text: str, style: Style, *, stated: str | None = None) -> RawCell | None:
    """A cell of a page from its words; None for nothing.

    ``stated``: the number that the page states beside its words. A cell formatted as text stays text.
    """
    if stated is not None and (number := number_in(stated.strip())):
        own = number_in(text.strip())
        shown = style.number_format if style.number_format != "General" else own.format if own else "General"
        return RawCell(CellKind.NUMBER, number.text, None, style._replace(number_format=shown))
    if not text.strip():
        return None
    number = None if style.number_format == "@" else number_in(text.strip())
    if number is None:
        return RawCell(CellKind.TEXT, text, None, style)
    shown = number.format if style.number_format == "General" else style.number_format
    return RawCell(CellKind.NUMBER, number.text, None, style._replace(number_format=shown))
