"""The cells of a sheet part: what each holds, where it stands, and what about it nobody can know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from math import isfinite
from xml.etree import ElementTree as ET

from ...addresses import LAST_COLUMN, LAST_ROW, Area, address, area_or_none, position_or_none, row_or_none
from ...cells import CellKind
from ...text import without_halves
from .grid import LOST, MAX_FORMULA, PLAIN, Oddity, RawCell, Style

_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
#: A number that needs no second look, when it has no more characters than that: Excel shows 15 digits.
_PLAIN_NUMBER, _SHORT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?"), 16
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d{1,4})?", re.ASCII)
_LONGEST_NUMBER = 400
_EXCEL_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)  # what binary arithmetic left beyond them says nothing
_MOST_SHARED = 1_000_000  # cells of array formulas that are looked at
_WRITTEN_OUT = 21  # digits; what is larger or smaller is written with a power of ten
#: A day as ISO 8601 writes it, without what says nothing: midnight, parts of a second, the zone.
_ISO_DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?:T(?:00:00(?::00(?:\.0+)?)?|(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)Z?)?\s*")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Cells = dict[tuple[int, int], RawCell]


def read_cells(
    data: ET.Element,
    sheet: str,
    strings: Mapping[str, str],
    styles: Mapping[str, Style],
    hidden_rows: set[int],
    odd: list[Oddity],
    areas: list[Area],
) -> Cells:
    """The cells of ``sheetData`` that hold something or bear a mark of ours; hidden rows and the ``areas`` that one formula
    fills are added to those known.

    The inner loop: everything it needs is local.
    """
    cells: Cells = {}
    namespace = data.tag[: data.tag.index("}") + 1] if data.tag.startswith("{") else ""
    row_tag, cell_tag = namespace + "row", namespace + "c"
    value_tag, formula_tag, inline_tag = namespace + "v", namespace + "f", namespace + "is"
    figure, words, blank, pending = CellKind.NUMBER, CellKind.TEXT, CellKind.BLANK, CellKind.PENDING
    shared: dict[str, str] = {}
    arrays: list[tuple[str, str]] = []
    columns: dict[str, int] = {}
    twice: list[tuple[tuple[int, int], RawCell]] = []
    nowhere: list[tuple[str, ET.Element]] = []
    is_plain_number = _PLAIN_NUMBER.fullmatch
    row_number = last_row = 0
    for row in data:
        if row.tag != row_tag:
            nowhere += _astray(row)
            continue
        stated = row.get("r")
        row_number = row_or_none(stated) or 0 if stated else row_number + 1
        if not 0 < row_number <= LAST_ROW:
            nowhere += [(element.get("r", stated or ""), element) for element in row]
            row_number = last_row
            continue
        if row.get("hidden") in ("1", "true") or row.get("ht") == "0":
            hidden_rows.add(row_number)
        suffix = str(row_number)
        column = 0
        last_column = (
            0 if row_number > last_row else LAST_COLUMN
        )  # a row that comes again may have any of its cells twice
        last_row = max(row_number, last_row)
        for element in row:
            if element.tag != cell_tag:
                nowhere += _astray(element)
                continue
            attributes = element.attrib
            place = attributes.get("r")
            if place:
                letters = place.removesuffix(suffix)
                if letters not in columns:
                    found = position_or_none(place)
                    if found is None or found[0] != row_number:
                        nowhere.append((place, element))
                        continue
                    columns[letters] = found[1]
                column = columns[letters]
            else:
                column += 1
                if column > LAST_COLUMN:
                    nowhere.append(("", element))
                    continue
            if column <= last_column and (row_number, column) in cells:
                twice.append(((row_number, column), cells[row_number, column]))
            last_column = max(column, last_column)
            style = styles.get(attributes["s"], PLAIN) if "s" in attributes else PLAIN
            value = formula = inline = None
            for child in element:
                tag = child.tag
                if tag == value_tag:
                    if value is not None:  # it has one already
                        twice.append(((row_number, column), RawCell(words, _content(element, strings))))
                    value = "".join(child.itertext()) if len(child) else child.text or ""
                elif tag == formula_tag:
                    formula = _formula(child, shared)
                    if child.get("t") in ("array", "dataTable"):
                        arrays.append((child.get("ref", ""), formula))
                elif tag == inline_tag:
                    inline = child
            kind = attributes.get("t", "n")
            if kind == "n":
                if value:
                    if len(value) <= _SHORT and is_plain_number(value):
                        cells[row_number, column] = RawCell(figure, value, formula, style)
                    else:
                        cells[row_number, column] = RawCell(*_odd_value(value), formula, style)
                elif formula is not None:
                    cells[row_number, column] = RawCell(pending, "", formula, style)
                elif style.fill:
                    cells[row_number, column] = RawCell(blank, "", None, style)
            elif kind == "s":
                if value and value in strings:
                    cells[row_number, column] = RawCell(words, strings[value], None, style)
                elif value and (number := _counted(value)):
                    text = strings.get(number)
                    known = (words, text) if text is not None else (CellKind.ERROR, LOST)
                    if text is None:
                        odd.append(Oddity("lost", sheet, address(row_number, column)))
                    cells[row_number, column] = RawCell(*known, None, style)
            elif kind != "inlineStr":
                cells[row_number, column] = _rare(kind, value, formula, style)
            elif inline is None and value:
                cells[row_number, column] = RawCell(words, _unescaped(value), formula, style)
            if inline is not None and (kind == "inlineStr" or not value):  # words, whatever the cell calls itself
                cells[row_number, column] = RawCell(words, rich_text(inline), formula, style)
    if arrays:
        areas += _shared(cells, arrays)
    for place_twice, before in twice:
        texts = before.text, cells[place_twice].text
        if texts[0] != texts[1]:
            odd.append(Oddity("twice", sheet, address(*place_twice), texts))
    odd += [
        Oddity("nowhere", sheet, place, (text,)) for place, element in nowhere if (text := _content(element, strings))
    ]
    return cells


def _shared(cells: Cells, arrays: list[tuple[str, str]]) -> Iterator[Area]:
    """A formula of several cells is written in the first and belongs to all, none of which can be typed over: their areas.

    Of more arrays than any workbook has the rest keep theirs in the first cell.
    """
    left = _MOST_SHARED
    for reference, formula in arrays:
        area = area_or_none(reference)
        if area is None or area[:2] == area[2:]:
            continue
        yield area
        left -= min(area.size, len(cells))
        if left < 0:
            return
        if area.size < len(cells):
            places = [(row, column) for row in area.rows for column in area.columns if (row, column) in cells]
        else:
            places = [place for place in cells if area.holds(*place)]
        for place in places:
            if cells[place].formula is None:
                cells[place] = cells[place]._replace(formula=formula)


def rich_text(item: ET.Element) -> str:
    """The words of a string item, all runs joined, without phonetic hints."""
    if len(item) == 1 and item[0].tag.endswith("}t"):
        return _unescaped(item[0].text or "")
    parts = []
    for child in item:
        tag = child.tag.rpartition("}")[2]
        if tag == "t":
            parts.append(child.text or "")
        elif tag == "r":
            parts.extend(words.text or "" for words in child.iterfind("{*}t"))
    return _unescaped("".join(parts))


def _rare(kind: str, value: str | None, formula: str | None, style: Style) -> RawCell:
    """Formula results that are text, booleans, errors, ISO dates. ``value``: None where the cell has no place for one."""
    if kind == "str" and (value is not None or formula is None):
        return RawCell(CellKind.TEXT, _unescaped(value or ""), formula, style)
    if not value:
        return RawCell(CellKind.BLANK if formula is None else CellKind.PENDING, "", formula, style)
    if kind == "e":
        return RawCell(CellKind.ERROR, value.strip(), formula, style)
    if kind == "b":
        return RawCell(CellKind.TEXT, "TRUE" if value.strip() in ("1", "true") else "FALSE", formula, style)
    if kind == "d" and (day := _ISO_DAY.fullmatch(value)):
        return RawCell(CellKind.TEXT, " ".join(filter(None, day.groups())), formula, style)
    return RawCell(CellKind.TEXT, value, formula, style)


def _counted(value: str) -> str:
    """The number of a shared string as its list has it: a program that indents its XML writes it with white space."""
    text = value.strip()
    return text.lstrip("0") or "0" if text.isascii() and text.isdigit() else text


@lru_cache(maxsize=8192)
def _odd_value(value: str) -> tuple[CellKind, str]:
    """What stands where a cell that states no type has its number: one of many digits, an error, or words."""
    text = value.strip()
    if text in _ERRORS:
        return CellKind.ERROR, text
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text) or not isfinite(float(text)):
        return CellKind.TEXT, value
    number = _EXCEL_DIGITS.plus(Decimal(text)).normalize()
    return CellKind.NUMBER, f"{number:f}" if abs(number.adjusted()) < _WRITTEN_OUT else str(number)


def astray(sheet: str, element: ET.Element, strings: Mapping[str, str]) -> list[Oddity]:
    """What stands in cells within an element that is no place for cells: no program shows it."""
    return [
        Oddity("nowhere", sheet, place, (text,))
        for place, cell in _astray(element)
        if (text := _content(cell, strings))
    ]


def _astray(element: ET.Element) -> list[tuple[str, ET.Element]]:
    return [(cell.get("r", ""), cell) for cell in element.iter() if cell.tag.rpartition("}")[2] == "c"]


def _content(element: ET.Element, strings: Mapping[str, str]) -> str:
    """What a cell holds that has no place: "" for nothing."""
    value, inline = element.findtext("{*}v") or "", element.find("{*}is")
    if inline is not None:
        return rich_text(inline)
    return strings.get(_counted(value), LOST) if value and element.get("t") == "s" else value


def _formula(element: ET.Element, shared: dict[str, str]) -> str:
    text = _unescaped((element.text or "")[:MAX_FORMULA])  # more is no formula, and the file keeps it
    if element.get("t") == "shared":
        return shared.setdefault(element.get("si", ""), text) if text else shared.get(element.get("si", ""), "")
    return text


def _unescaped(text: str) -> str:
    """``_x000D_`` is how the format writes a character that XML cannot hold; some programs write an emoji as two halves."""
    if "_x" not in text:
        return text
    return without_halves(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))
