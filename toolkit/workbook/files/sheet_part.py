"""One worksheet part, edited in place: cells found by an index, created in order, everything else left as it stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from lxml import etree

from ...addresses import Area, address, area_of, column_letters, column_number, position
from ...errors import WorkbookError
from ...text import clean_text
from .cell_xml import MAX_FORMULA, MAX_TEXT, Content, cell_xml, too_long

#: What is to stand in a cell: its style (which counts only where the part has no such cell yet), type and children.
_Written = tuple[int, str, str]
#: The placeholder of a stretch of rows.
_ROOMS = "juesuan-rows"
_ROOM = re.compile(rb"<\?" + _ROOMS.encode() + rb" (\d+)\?>")


class _Row:
    """A row as the part has it (``cells`` None: not yet), and what is to be put into it."""

    def __init__(self, number: int, cells: _Line | None, merged: Sequence[Area]) -> None:
        self.number, self.cells, self.merged = number, cells, merged
        self.written: dict[int, _Written] = {}
        self.height = ""  # stated in a row that the part does not have yet

    def area(self, column: int) -> Area | None:
        """The merged area that covers a cell."""
        for area in self.merged:
            if area.left <= column <= area.right:
                return area
        return None

    def cell(self, column: int) -> etree._Element | None:
        return None if self.cells is None else self.cells.elements.get(column)

    def xml(self, namespace: str = "") -> str:
        """What was written, as a row by itself."""
        xmlns = f' xmlns="{namespace}"' if namespace else ""
        parts = [f'<row{xmlns} r="{self.number}"{self.height}>']
        for column, (style, kind, children) in sorted(self.written.items()):
            s, t = f' s="{style}"' if style else "", f' t="{kind}"' if kind else ""
            parts.append(f'<c r="{column_letters(column)}{self.number}"{s}{t}>{children}</c>')
        return "".join([*parts, "</row>"])


class SheetPart:
    """The cells of one sheet. ``touched`` tells whether anything was changed.

    What is written is kept aside until :meth:`finish`. Cells of rows that are there are then parsed all at once (a cell
    at a time takes several times as long); rows that are not there yet are never parsed, they wait for the serialised
    part: :meth:`with_new_rows`. ``path`` and ``name`` are for messages only. Raises WorkbookError for a part without
    cells (a chart sheet).
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
        self._elements = _Line(data, self._tags["row"], lambda element: int(element.get("r", 0)))
        self._rows: dict[int, _Row] = {}
        self._stretches: list[str] = []  # of new rows; a placeholder with its number stands for each
        self._merged = [area_of(e.get("ref", "")) for e in self._children("mergeCells")]
        self._last_merged = max((area.bottom for area in self._merged), default=0)
        self._columns = [
            (int(e.get("min", 0)), int(e.get("max", 0)), int(e.get("style", 0))) for e in self._children("cols")
        ]
        self._column_styles: dict[int, int] = {}
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
        return self._row(row).area(column)

    def _spare_arrays(self, row: int, column: int) -> None:
        for array in self._arrays:
            if array.holds(row, column):
                raise self._refused(row, column, f"属于数组公式 {array}，不能单独改写；请先改为普通公式。")

    def _refused(self, row: int, column: int, why: str) -> WorkbookError:
        return WorkbookError(why, path=self._path, sheet=self._name, cell=address(row, column))

    # -- writing ------------------------------------------------------------------------------------------------------

    def set_content(self, row: int, column: int, value: Content, formula: str | None) -> None:
        """Value, or formula with its stored result; the cell keeps its style. Both None empty the cell.

        Raises WorkbookError for a cell covered by a merged area (unless emptied), for a part of an array formula,
        and for text that Excel cannot hold.
        """
        if isinstance(value, str):
            value = clean_text(value)
            if too_long(value, MAX_TEXT):
                raise self._refused(row, column, f"文字太长，Excel 一个单元格最多 {MAX_TEXT} 个字符；请缩短。")
        if formula is not None:
            formula = clean_text(formula).strip()
            if too_long(formula, MAX_FORMULA):
                why = f"公式太长，Excel 最多 {MAX_FORMULA} 个字符；请减少引用的单元格。"
                raise self._refused(row, column, why)
        elif isinstance(value, str) and not value:
            value = None
        empties = value is None and formula is None
        line = self._rows.get(row) or self._row(row)
        if line.merged and (area := line.area(column)) is not None and (row, column) != (area.top, area.left):
            if empties:
                return  # nothing can stand there anyway
            first = address(area.top, area.left)
            raise self._refused(row, column, f"在合并单元格 {area} 之中，只能写入左上角的 {first}；请取消合并。")
        if self._arrays:
            self._spare_arrays(row, column)
        cell = line.cell(column)
        if cell is not None:
            self._clear(cell)
        elif empties:
            line.written.pop(column, None)
            return
        line.written[column] = (self._style_of_new(line, column), *cell_xml(value, formula))
        self.touched = True

    def style(self, row: int, column: int) -> int:
        """The style a cell shows, also when it does not exist yet: its own, else its row's, else its column's."""
        line = self._row(row)
        cell = line.cell(column)
        if cell is not None:
            return int(cell.get("s", 0))
        return self._style_of_new(line, column)

    def set_style(self, row: int, column: int, style: int) -> None:
        line = self._row(row)
        cell = line.cell(column)
        if cell is not None:
            cell.set("s", str(style))
        else:
            line.written[column] = (style, *line.written.get(column, (0, "", ""))[1:])
        self.touched = True

    def set_height(self, row: int, points: float) -> None:
        """Fix the height of a row that holds something."""
        line = self._row(row)
        if line.cells is None:
            line.height = f' ht="{points:g}" customHeight="1"'
        elif line.cells.parent.get("ht") != f"{points:g}":
            line.cells.parent.set("ht", f"{points:g}")
            line.cells.parent.set("customHeight", "1")
            self.touched = True

    def _row(self, number: int) -> _Row:
        row = self._rows.get(number)
        if row is None:
            element = self._elements.elements.get(number)
            cells = None if element is None else _Line(element, self._tags["c"], _column_of)
            merged = self._merged if number <= self._last_merged else ()
            row = self._rows[number] = _Row(
                number, cells, [area for area in merged if area.top <= number <= area.bottom]
            )
        return row

    def _style_of_new(self, row: _Row, column: int) -> int:
        written = row.written.get(column)
        if written is not None:
            return written[0]
        if row.cells is not None and row.cells.parent.get("customFormat") in ("1", "true"):
            return int(row.cells.parent.get("s", 0))
        if column not in self._column_styles:
            styles = (style for first, last, style in self._columns if first <= column <= last)
            self._column_styles[column] = next(styles, 0)
        return self._column_styles[column]

    # -- putting in ---------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Put in what was written, and bring the sheet's stated extent in line. Call once, after the last change."""
        rows = sorted((row for row in self._rows.values() if row.written), key=lambda row: row.number)
        new = [row for row in rows if row.cells is None]
        created = [*self._put_in([row for row in rows if row.cells is not None]), *self._make_room(new)]
        dimension = self._root.find("{*}dimension")
        if dimension is None or not created:
            return
        old = area_of(dimension.get("ref", "A1"))
        numbers, columns = zip(*created, (old.top, old.left), (old.bottom, old.right), strict=True)
        dimension.set("ref", f"{address(min(numbers), min(columns))}:{address(max(numbers), max(columns))}")

    def _put_in(self, rows: Sequence[_Row]) -> Iterator[tuple[int, int]]:
        """Give rows that are there what was written into them; yields the places where cells were created."""
        text = "".join(row.xml() for row in rows)
        parsed = etree.fromstring(f'<sheetData xmlns="{self._namespace}">{text}</sheetData>')
        for row, element in zip(rows, parsed, strict=True):
            line, created = row.cells, []
            assert line is not None
            for column, cell in zip(sorted(row.written), list(element), strict=True):
                existing = line.elements.get(column)
                if existing is None:
                    line.add(column, cell)
                    created.append((row.number, column))
                else:
                    existing[0:0] = list(cell)  # what stayed in it, an extLst, comes last
                    if "t" in cell.attrib:
                        existing.set("t", cell.get("t", ""))
            if created:
                line.parent.attrib.pop("spans", "")  # an optional hint that would now be wrong
            yield from created

    def _make_room(self, rows: Sequence[_Row]) -> Iterator[tuple[int, int]]:
        """A placeholder for each stretch of rows that are not there; yields the first and the last place in each row."""
        xmlns = "" if self._root.nsmap.get(None) == self._namespace else self._namespace
        for place, stretch in groupby(rows, key=lambda row: self._elements.place(row.number)):
            held = list(stretch)
            self._elements.insert(place, etree.ProcessingInstruction(_ROOMS, str(len(self._stretches))))
            self._stretches.append("".join(row.xml(xmlns) for row in held))
            yield from ((row.number, column) for row in held for column in (min(row.written), max(row.written)))

    def with_new_rows(self, part: bytes) -> Iterator[bytes]:
        """The serialised part (UTF-8) with the rows that it did not have, a piece at a time."""
        for number, piece in enumerate(_ROOM.split(part)):
            yield self._stretches[int(piece)].encode() if number % 2 else piece

    # -- elements -----------------------------------------------------------------------------------------------------

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
            if area.holds(*position(place)):
                follower.text = translator.translate_formula(place).removeprefix("=")
                follower.attrib.clear()


def _column_of(cell: etree._Element) -> int:
    return column_number(cell.get("r", "").rstrip("0123456789"))


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

    def place(self, number: int) -> int:
        """How many come before this number."""
        return bisect_left(self._numbers, number)

    def insert(self, place: int, element: etree._Element) -> None:
        if place < len(self._numbers):
            self.elements[self._numbers[place]].addprevious(element)
        elif self._numbers:
            self.elements[self._numbers[-1]].addnext(element)
        else:
            self.parent.insert(0, element)

    def add(self, number: int, element: etree._Element) -> None:
        place = self.place(number)
        self.insert(place, element)
        self._numbers.insert(place, number)
        self.elements[number] = element
