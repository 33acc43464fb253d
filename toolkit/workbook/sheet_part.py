"""One worksheet part, edited in place: cells found by an index, created in order, everything else left as it stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from ..errors import WorkbookError
from .cell_xml import MAX_FORMULA, MAX_TEXT, Content, cell_xml, clean_text, too_long
from .grid import Area, address, area_of, column_number, position


def _holds(area: Area, row: int, column: int) -> bool:
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def _reference(area: Area) -> str:
    return f"{address(area.top, area.left)}:{address(area.bottom, area.right)}"


@dataclass(slots=True)
class _Written:
    """What is to stand in a cell. ``style`` counts only where the part has no such cell yet."""

    style: int
    type: str = ""
    children: str = ""


class SheetPart:
    """The cells of one sheet. ``touched`` tells whether anything was changed.

    What is written is kept aside and put in by :meth:`finish`, all of it parsed at once: a cell at a time takes several
    times as long. ``path`` and ``name`` are for messages only. Raises WorkbookError for a part without cells (a chart
    sheet).
    """

    def __init__(self, root: etree._Element, name: str, path: Path) -> None:
        namespace = etree.QName(root).namespace
        self._namespace = namespace
        self._tags = {tag: f"{{{namespace}}}{tag}" for tag in ("sheetData", "row", "c", "f", "v", "is")}
        self._content_tags = {self._tags[tag] for tag in ("f", "v", "is")}
        self._root, self._name, self._path = root, name, path
        data = root.find(self._tags["sheetData"])
        if data is None:
            raise WorkbookError("这不是普通工作表，无法写入。", path=path, sheet=name)
        self._rows = _Line(data, self._tags["row"], lambda element: int(element.get("r", 0)))
        self._cells: dict[int, _Line] = {}
        self._written: dict[int, dict[int, _Written]] = {}
        self._heights: dict[int, float] = {}  # of rows that the part does not have yet
        self._merged = [area_of(e.get("ref", "")) for e in self._children("mergeCells")]
        self._columns = [
            (int(e.get("min", 0)), int(e.get("max", 0)), int(e.get("style", 0))) for e in self._children("cols")
        ]
        self._column_styles: dict[int, int] = {}
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
        areas = self._merged_at.get(row)
        if areas is None:
            areas = self._merged_at[row] = [area for area in self._merged if area.top <= row <= area.bottom]
        for area in areas:
            if area.left <= column <= area.right:
                return area
        return None

    def _is_covered(self, row: int, column: int) -> bool:
        area = self.merged_area(row, column)
        return area is not None and (row, column) != (area.top, area.left)

    def _objection(self, row: int, column: int, value: Content, formula: str | None) -> str:
        area = self.merged_area(row, column)
        if area is not None and (row, column) != area[:2]:
            return f"在合并单元格 {_reference(area)} 之中，只能写入左上角的 {address(*area[:2])}；请取消合并。"
        for array in self._arrays:
            if _holds(array, row, column):
                return f"属于数组公式 {_reference(array)}，不能单独改写；请先改为普通公式。"
        if isinstance(value, str) and too_long(value, MAX_TEXT):
            return f"文字太长，Excel 一个单元格最多 {MAX_TEXT} 个字符；请缩短。"
        if formula is not None and too_long(formula, MAX_FORMULA):
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
        objection = self._objection(row, column, value, formula)
        if objection:
            raise WorkbookError(objection, path=self._path, sheet=self._name, cell=address(row, column))
        cell = self._find(row, column)
        if cell is not None:
            self._clear(cell)
        elif empties:
            self._written.get(row, {}).pop(column, None)
            return
        written = self._cell(row, column)
        written.type, written.children = cell_xml(value, formula)
        self.touched = True

    def style(self, row: int, column: int) -> int:
        """The style a cell shows, also when it does not exist yet: its own, else its row's, else its column's."""
        cell = self._find(row, column)
        if cell is not None:
            return int(cell.get("s", 0))
        written = self._written.get(row, {}).get(column)
        return written.style if written else self._inherited_style(row, column)

    def set_style(self, row: int, column: int, style: int) -> None:
        cell = self._find(row, column)
        if cell is not None:
            cell.set("s", str(style))
        else:
            self._cell(row, column).style = style
        self.touched = True

    def set_height(self, row: int, points: float) -> None:
        """Fix the height of a row that holds something."""
        element = self._rows.elements.get(row)
        if element is None:
            if row in self._written:
                self._heights[row] = points
        elif element.get("ht") != f"{points:g}":
            element.set("ht", f"{points:g}")
            element.set("customHeight", "1")
            self.touched = True

    def finish(self) -> None:
        """Put in what was written, and bring the sheet's stated extent in line. Call once, after the last change."""
        text = "".join(self._row_xml(row, cells) for row, cells in sorted(self._written.items()) if cells)
        if not text:
            return
        created = []
        for row in etree.fromstring(f'<sheetData xmlns="{self._namespace}">{text}</sheetData>'):
            number = int(row.get("r", 0))
            created += [(number, column) for column in self._put_in(number, row)]
        dimension = self._root.find("{*}dimension")
        if dimension is None or not created:
            return
        old = area_of(dimension.get("ref", "A1"))
        rows, columns = zip(*created, (old.top, old.left), (old.bottom, old.right), strict=True)
        first, last = address(min(rows), min(columns)), address(max(rows), max(columns))
        dimension.set("ref", f"{first}:{last}")

    def _row_xml(self, row: int, cells: dict[int, _Written]) -> str:
        height = f' ht="{self._heights[row]:g}" customHeight="1"' if row in self._heights else ""
        written = []
        for column, cell in sorted(cells.items()):
            style = f' s="{cell.style}"' if cell.style else ""
            kind = f' t="{cell.type}"' if cell.type else ""
            written.append(f'<c r="{address(row, column)}"{style}{kind}>{cell.children}</c>')
        return f'<row r="{row}"{height}>{"".join(written)}</row>'

    def _put_in(self, number: int, row: etree._Element) -> Sequence[int]:
        """Take over the cells of a written row, or the row itself; gives the columns where cells were created."""
        columns = sorted(self._written[number])
        line = self._line(number)
        if line is None:
            self._rows.add(number, row)
            return columns
        created = []
        for column, cell in zip(columns, list(row), strict=True):
            existing = line.elements.get(column)
            if existing is None:
                line.add(column, cell)
                created.append(column)
            else:
                existing[0:0] = list(cell)  # what stayed in it, an extLst, comes last
                if "t" in cell.attrib:
                    existing.set("t", cell.get("t", ""))
        if created:
            line.parent.attrib.pop("spans", "")  # an optional hint that would now be wrong
        return created

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

    def _cell(self, row: int, column: int) -> _Written:
        cells = self._written.setdefault(row, {})
        if column not in cells:
            cells[column] = _Written(self._inherited_style(row, column))
        return cells[column]

    def _inherited_style(self, row: int, column: int) -> int:
        element = self._rows.elements.get(row)
        if element is not None and element.get("customFormat") in ("1", "true"):
            return int(element.get("s", 0))
        if column not in self._column_styles:
            styles = (style for first, last, style in self._columns if first <= column <= last)
            self._column_styles[column] = next(styles, 0)
        return self._column_styles[column]

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


class _Line:
    """Numbered children of one element (rows of a sheet, cells of a row), kept in order."""

    def __init__(self, parent: etree._Element, tag: str, number_of: Callable[[etree._Element], int]) -> None:
        self.parent = parent
        self.elements: dict[int, etree._Element] = {}
        number = 0
        for element in parent.iterchildren(tag):
            number = number_of(element) or number + 1  # without a number it follows the one before
            self.elements[number] = element
        self._numbers = list(self.elements)

    def add(self, number: int, element: etree._Element) -> None:
        place = bisect_left(self._numbers, number)
        if place < len(self._numbers):
            self.elements[self._numbers[place]].addprevious(element)
        elif self._numbers:
            self.elements[self._numbers[-1]].addnext(element)
        else:
            self.parent.insert(0, element)
        self._numbers.insert(place, number)
        self.elements[number] = element
