"""One worksheet part, edited in place: cells found by an index, created in order, everything else left as it stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from lxml import etree

from ..errors import WorkbookError
from .grid import Area, address, area_of, column_number, position

Content = Decimal | int | str | None

#: What Excel holds in one cell; more makes it "repair" the file.
MAX_TEXT, MAX_FORMULA = 32767, 8192
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


def clean_text(text: str) -> str:
    """Text as a cell can hold it: line ends as Excel has them, characters that XML forbids removed."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _too_long(text: str, most: int) -> bool:
    """As Excel counts characters: an emoji is two."""
    return 2 * len(text) > most and len(text) + sum(character > "\uffff" for character in text) > most


def _holds(area: Area, row: int, column: int) -> bool:
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def _reference(area: Area) -> str:
    return f"{address(area.top, area.left)}:{address(area.bottom, area.right)}"


class SheetPart:
    """The cells of one sheet. ``touched`` tells whether anything was changed.

    ``path`` and ``name`` are for messages only. Raises WorkbookError for a part without cells (a chart sheet).
    """

    def __init__(self, root: etree._Element, name: str, path: Path) -> None:
        namespace = etree.QName(root).namespace
        self._tags = {tag: f"{{{namespace}}}{tag}" for tag in ("sheetData", "row", "c", "f", "v", "is", "t")}
        self._content_tags = {self._tags[tag] for tag in ("f", "v", "is")}
        self._root, self._name, self._path = root, name, path
        data = root.find(self._tags["sheetData"])
        if data is None:
            raise WorkbookError("这不是普通工作表，无法写入。", path=path, sheet=name)
        self._rows = _Line(data, self._tags["row"], lambda element: int(element.get("r", 0)))
        self._cells: dict[int, _Line] = {}
        self._created: list[tuple[int, int]] = []
        self._merged = [area_of(e.get("ref", "")) for e in self._children("mergeCells")]
        self._columns = [
            (int(e.get("min", 0)), int(e.get("max", 0)), int(e.get("style", 0))) for e in self._children("cols")
        ]
        self._merged_at: dict[int, list[Area]] = {}
        self._arrays: list[Area] = []
        self._shared: dict[str, list[etree._Element]] = {}
        self._index_formulas()
        self.touched = False

    def _children(self, tag: str) -> Sequence[etree._Element]:
        return self._root.findall(f"{{*}}{tag}/{{*}}*")

    def _index_formulas(self) -> None:
        for formula in self._root.iter(self._tags["f"]):
            kind = formula.get("t", "normal")
            if kind in ("array", "dataTable"):
                array = area_of(formula.get("ref", "A1"))
                if array[:2] != array[2:]:  # one in a single cell can be replaced like any formula
                    self._arrays.append(array)
            elif kind == "shared":
                self._shared.setdefault(formula.get("si", ""), []).append(formula)

    # -- what may be written ------------------------------------------------------------------------------------------

    def merged_area(self, row: int, column: int) -> Area | None:
        """The merged area that covers a cell."""
        if row not in self._merged_at:
            self._merged_at[row] = [area for area in self._merged if area.top <= row <= area.bottom]
        return next((area for area in self._merged_at[row] if area.left <= column <= area.right), None)

    def _is_covered(self, row: int, column: int) -> bool:
        area = self.merged_area(row, column)
        return area is not None and (row, column) != (area.top, area.left)

    def _check_writable(self, row: int, column: int, value: Content, formula: str | None) -> None:
        message = self._objection(row, column, value, formula)
        if message:
            raise WorkbookError(message, path=self._path, sheet=self._name, cell=address(row, column))

    def _objection(self, row: int, column: int, value: Content, formula: str | None) -> str:
        area = self.merged_area(row, column)
        if area is not None and (row, column) != area[:2]:
            return f"在合并单元格 {_reference(area)} 之中，只能写入左上角的 {address(*area[:2])}；请取消合并。"
        for array in self._arrays:
            if _holds(array, row, column):
                return f"属于数组公式 {_reference(array)}，不能单独改写；请先改为普通公式。"
        if isinstance(value, str) and _too_long(value, MAX_TEXT):
            return f"文字太长，Excel 一个单元格最多 {MAX_TEXT} 个字符；请缩短。"
        if formula is not None and _too_long(formula, MAX_FORMULA):
            return f"公式太长，Excel 最多 {MAX_FORMULA} 个字符；请减少引用的单元格。"
        return ""

    # -- writing ------------------------------------------------------------------------------------------------------

    def set_content(self, row: int, column: int, value: Content, formula: str | None) -> None:
        """Value, or formula with its stored result; the cell keeps its style. Both None empty the cell.

        Raises WorkbookError for a cell covered by a merged area (unless emptied), for a part of an array formula,
        and for text that Excel cannot hold.
        """
        if isinstance(value, str):
            value = clean_text(value)
        if formula is not None:
            formula = clean_text(formula).strip()
        elif value == "":
            value = None
        empties = value is None and formula is None
        if empties and self._is_covered(row, column):
            return  # nothing can stand there anyway
        self._check_writable(row, column, value, formula)
        cell = self._find(row, column)
        if cell is None:
            if empties:
                return
            cell = self._create(row, column)
        self._clear(cell)
        self._fill(cell, value, formula)
        self.touched = True

    def style(self, row: int, column: int) -> int:
        """The style a cell shows, also when it does not exist yet: its own, else its row's, else its column's."""
        cell = self._find(row, column)
        return int(cell.get("s", 0)) if cell is not None else self._inherited_style(row, column)

    def set_style(self, row: int, column: int, style: int) -> None:
        cell = self._find(row, column)
        if cell is None:
            cell = self._create(row, column)
        cell.set("s", str(style))
        self.touched = True

    def set_height(self, row: int, points: float) -> None:
        """Fix the height of a row that holds something."""
        element = self._rows.elements.get(row)
        if element is not None and element.get("ht") != f"{points:g}":
            element.set("ht", f"{points:g}")
            element.set("customHeight", "1")
            self.touched = True

    def finish(self) -> None:
        """Bring the sheet's stated extent in line with the cells created. Call once, after the last change."""
        dimension = self._root.find("{*}dimension")
        if dimension is None or not self._created:
            return
        old = area_of(dimension.get("ref", "A1"))
        rows, columns = zip(*self._created, (old.top, old.left), (old.bottom, old.right), strict=True)
        first, last = address(min(rows), min(columns)), address(max(rows), max(columns))
        dimension.set("ref", f"{first}:{last}")

    # -- elements -----------------------------------------------------------------------------------------------------

    def _line(self, row: int) -> _Line | None:
        if row not in self._cells:
            element = self._rows.elements.get(row)
            if element is None:
                return None
            self._cells[row] = _Line(
                element, self._tags["c"], lambda e: column_number(e.get("r", "").rstrip("0123456789"))
            )
        return self._cells[row]

    def _find(self, row: int, column: int) -> etree._Element | None:
        line = self._line(row)
        return None if line is None else line.elements.get(column)

    def _create(self, row: int, column: int) -> etree._Element:
        style = self._inherited_style(row, column)
        line = self._line(row)
        if line is None:
            self._rows.add(row, {"r": str(row)})
            line = self._line(row)
            assert line is not None
        line.parent.attrib.pop("spans", "")  # an optional hint that would now be wrong
        attributes = {"r": address(row, column)}
        if style:
            attributes["s"] = str(style)
        self._created.append((row, column))
        return line.add(column, attributes)

    def _inherited_style(self, row: int, column: int) -> int:
        element = self._rows.elements.get(row)
        if element is not None and element.get("customFormat") in ("1", "true"):
            return int(element.get("s", 0))
        return next((style for first, last, style in self._columns if first <= column <= last), 0)

    def _clear(self, cell: etree._Element) -> None:
        for child in list(cell):
            if child.tag == self._tags["f"] and child.get("t") == "shared" and child.get("ref"):
                self._expand(cell, child)
            if child.tag in self._content_tags:
                cell.remove(child)
        for attribute in ("t", "cm", "vm"):  # type, dynamic-array and rich-value data of the old content
            cell.attrib.pop(attribute, "")

    def _expand(self, cell: etree._Element, master: etree._Element) -> None:
        """Give each follower of a shared formula its own text, because the cell that holds the text goes away."""
        from openpyxl.formula.translate import Translator  # 70 ms to import, and rarely needed

        translator = Translator("=" + (master.text or ""), origin=cell.get("r", ""))
        area = area_of(master.get("ref", ""))
        for follower in self._shared[master.get("si", "")]:
            owner = follower.getparent()
            if owner is None or follower.get("t") != "shared" or follower.get("ref"):
                continue  # overwritten or expanded by now, or the master of another range
            place = owner.get("r", "")
            if _holds(area, *position(place)):
                follower.text = translator.translate_formula(place).removeprefix("=")
                follower.attrib.clear()

    def _fill(self, cell: etree._Element, value: Content, formula: str | None) -> None:
        rest = list(cell)  # an extLst, which comes last
        if formula is not None:
            self._add(cell, "f", formula)
        if isinstance(value, str):
            text = _LOOKS_ESCAPED.sub("_x005F_", value)
            cell.set("t", "inlineStr" if formula is None else "str")
            if formula is None:
                self._add(etree.SubElement(cell, self._tags["is"]), "t", text)
            else:
                self._add(cell, "v", text)
        elif value is not None:
            self._add(cell, "v", plain_digits(value))
        cell.extend(rest)

    def _add(self, parent: etree._Element, tag: str, text: str) -> None:
        element = etree.SubElement(parent, self._tags[tag])
        element.text = text
        if text != text.strip():
            element.set(_PRESERVE, "preserve")


class _Line:
    """Numbered children of one element (rows of a sheet, cells of a row), kept in order."""

    def __init__(self, parent: etree._Element, tag: str, number_of: Callable[[etree._Element], int]) -> None:
        self.parent, self._tag = parent, tag
        self.elements: dict[int, etree._Element] = {}
        number = 0
        for element in parent.iterchildren(tag):
            number = number_of(element) or number + 1  # without a number it follows the one before
            self.elements[number] = element
        self._numbers = list(self.elements)

    def add(self, number: int, attributes: dict[str, str]) -> etree._Element:
        element = etree.Element(self._tag, attributes)
        place = bisect_left(self._numbers, number)
        if place < len(self._numbers):
            self.elements[self._numbers[place]].addprevious(element)
        elif self._numbers:
            self.elements[self._numbers[-1]].addnext(element)
        else:
            self.parent.insert(0, element)
        self._numbers.insert(place, number)
        self.elements[number] = element
        return element


def plain_digits(value: Decimal | int) -> str:
    """A number as the file holds it: no exponent, no needless zeros, never through a float. ValueError unless finite."""
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
