"""One worksheet part, edited in place: cells found by an index, created in order, everything else left as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from lxml import etree

from ....addresses import (
    Area,
    address,
    area_or_none,
    column_letters,
    column_or_none,
    position_or_none,
)
from ....edits import Content, EditedRows
from ....errors import WorkbookError
from ....text import clean_text
from ..blank_rows import HeldRows
from ..grid import MAX_FORMULA, MAX_TEXT
from .cell_xml import cell_xml, too_long
from .fills import number_in
from .numbered import Line, Merges, column_of, row_of

#: What is to stand in a cell: its style (which counts only where the part has no such cell yet), type and children.
_Written = tuple[int, str, str]
#: Its type as an attribute.
_TYPED = {"": "", "str": ' t="str"', "inlineStr": ' t="inlineStr"'}
_SHORT = 4000  # characters that are never too many, however they are counted


class _Row:
    """A row as the part has it (``cells`` None: not yet), and what is to be put into it."""

    def __init__(self, number: int, cells: Line | None, merged: Sequence[Area]) -> None:
        self.number, self.cells, self.merged = number, cells, merged
        self.written: dict[int, _Written] = {}
        self.stretches: list[
            tuple[int, int, str]
        ] = []  # of cells in a row that is new: first, last, as the part has them
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
        cells = [(first, text) for first, _, text in self.stretches]
        if self.written:
            cells += [(column, self._cell_xml(column, *written)) for column, written in self.written.items()]
            cells.sort()
        return f'<row{xmlns} r="{self.number}"{self.height}>{"".join([text for _, text in cells])}</row>'

    def _cell_xml(self, column: int, style: int, kind: str, children: str) -> str:
        s, t = f' s="{style}"' if style else "", f' t="{kind}"' if kind else ""
        return f'<c r="{column_letters(column)}{self.number}"{s}{t}>{children}</c>'

    @property
    def extent(self) -> tuple[int, int]:
        """The first and the last column that something was put into."""
        columns = [*self.written]
        for first, last, _ in self.stretches:
            columns += (first, last)
        return min(columns), max(columns)


class SheetPart:
    """The cells of one sheet. ``touched`` tells whether anything was changed.

    What is written is kept aside until :meth:`finish`. Cells of rows that are there are then parsed all at once (a cell
    at a time takes several times as long); rows that are not there yet are never parsed, they are ``held`` until the
    part is serialised (:meth:`HeldRows.put_back`). ``path`` and ``name`` are for messages only. Raises WorkbookError for
    a part without cells (a chart sheet).
    """

    def __init__(self, root: etree._Element, name: str, path: Path, held: HeldRows) -> None:
        namespace = etree.QName(root).namespace
        self._namespace = namespace
        self._tags = {tag: f"{{{namespace}}}{tag}" for tag in ("sheetData", "row", "c", "f", "extLst")}
        self._root, self._name, self._path = root, name, path
        data = root.find(self._tags["sheetData"])
        if data is None:
            raise WorkbookError("这不是普通工作表，无法写入。", path=path, sheet=name)
        self._elements = Line(data, self._tags["row"], row_of)
        self._rows: dict[int, _Row] = {}
        self._held = held
        self._merges = Merges(root)
        self._columns = [
            (first, last, number_in(each, "style"))
            for each in self._children("cols")
            if (first := column_or_none(each.get("min", ""))) and (last := column_or_none(each.get("max", "")))
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
                array = area_or_none(formula.get("ref", ""))
                if array and array[:2] != array[2:]:  # one in a single cell can be replaced like any formula
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

        Raises WorkbookError for a cell covered by a merged area or a part of an array formula (unless emptied; of an
        array all cells are to be), and for text that Excel cannot hold.
        """
        line = self._rows.get(row) or self._row(row)
        kind, children = self._content(row, column, value, formula)
        empties = not children
        if line.merged and (area := line.area(column)) is not None and (row, column) != (area.top, area.left):
            if empties:
                return  # nothing can stand there anyway
            first = address(area.top, area.left)
            raise self._refused(row, column, f"在合并单元格 {area} 之中，只能写入左上角的 {first}；请取消合并。")
        if self._arrays and not empties:
            self._spare_arrays(row, column)
        if line.cells is not None and (cell := line.cells.elements.get(column)) is not None:
            self._clear(cell, row, column)
        elif empties:
            line.written.pop(column, None)
            return
        line.written[column] = (self._style_of_new(line, column), kind, children)
        self.touched = True

    def set_rows(self, table: EditedRows) -> None:
        """:meth:`set_content` of all its cells; those of rows that are not there yet are written down at once."""
        first, last = table.columns[0], table.columns[-1]
        stretch = table.columns == tuple(range(first, last + 1)) and not self._arrays
        starts = [
            (f'<c r="{column_letters(column)}', f'" s="{number}"' if (number := self._style_of_column(column)) else '"')
            for column in table.columns
        ]
        known: dict[Content, str] = {}  # the same words in row after row
        for row, contents in enumerate(table.rows, table.first):
            line = self._row(row)
            if not stretch or line.cells is not None or line.merged:
                for column, (value, formula) in zip(table.columns, contents, strict=True):
                    self.set_content(row, column, value, formula)
                continue
            cells = []
            for (start, style), column, (value, formula) in zip(starts, table.columns, contents, strict=True):
                written = known.get(value) if formula is None else None
                if written is None:
                    kind, children = self._content(row, column, value, formula)
                    written = f"{_TYPED[kind]}>{children}</c>" if children else ""
                    if formula is None:
                        known[value] = written
                if written:
                    cells.append(f"{start}{row}{style}{written}")
            if cells:
                line.stretches.append((first, last, "".join(cells)))
                self.touched = True

    def _content(self, row: int, column: int, value: Content, formula: str | None) -> tuple[str, str]:
        """Type and children of a cell ("" for an empty one), its words as a file can hold them."""
        if isinstance(value, str):
            value = clean_text(value)
            if len(value) > _SHORT and too_long(value, MAX_TEXT):
                raise self._refused(row, column, f"文字太长，Excel 一个单元格最多 {MAX_TEXT} 个字符；请缩短。")
            if not value and formula is None:
                return "", ""
        if formula is not None:
            formula = clean_text(formula).strip()
            if len(formula) > _SHORT and too_long(formula, MAX_FORMULA):
                why = f"公式太长，Excel 最多 {MAX_FORMULA} 个字符；请减少引用的单元格。"
                raise self._refused(row, column, why)
        return cell_xml(value, formula)

    def style(self, row: int, column: int) -> int:
        """The style a cell shows, also when it does not exist yet: its own, else its row's, else its column's."""
        line = self._row(row)
        cell = line.cell(column)
        if cell is not None:
            return number_in(cell, "s")
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
            cells = None if element is None else self._cells_of(element, number)
            for earlier in reversed(self._elements.again.get(number, ())):
                assert cells is not None
                cells.join(self._cells_of(earlier, number))
            row = self._rows[number] = _Row(number, cells, self._merges.of_row(number))
        return row

    def _cells_of(self, row: etree._Element, number: int) -> Line:
        return Line(row, self._tags["c"], lambda cell: column_of(cell, number))

    def _style_of_new(self, row: _Row, column: int) -> int:
        written = row.written.get(column)
        if written is not None:
            return written[0]
        if row.cells is not None and row.cells.parent.get("customFormat") in ("1", "true"):
            return number_in(row.cells.parent, "s")
        return self._style_of_column(column)

    def _style_of_column(self, column: int) -> int:
        if column not in self._column_styles:
            styles = (style for first, last, style in self._columns if first <= column <= last)
            self._column_styles[column] = next(styles, 0)
        return self._column_styles[column]

    # -- putting in ---------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Put in what was written, and bring the sheet's stated extent in line. Call once, after the last change."""
        rows = sorted((row for row in self._rows.values() if row.written or row.stretches), key=lambda row: row.number)
        new = [row for row in rows if row.cells is None]
        created = [*self._put_in([row for row in rows if row.cells is not None]), *self._make_room(new)]
        dimension = self._root.find("{*}dimension")
        if dimension is None or not created:
            return
        old = area_or_none(dimension.get("ref", "")) or Area(*created[0], *created[0])
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
            new = list(stretch)
            attributes = self._held.hold(new[0].number, "".join(row.xml(xmlns) for row in new).encode())
            self._elements.insert(place, self._root.makeelement(self._tags["row"], attributes))
            yield from ((row.number, column) for row in new for column in row.extent)

    # -- elements -----------------------------------------------------------------------------------------------------

    def _clear(self, cell: etree._Element, row: int, column: int) -> None:
        for child in list(cell):
            if child.tag == self._tags["f"] and child.get("t") == "shared" and child.text:
                self._expand(child, row, column)
            if child.tag != self._tags["extLst"]:  # a stranger's element hides what is written beside it
                cell.remove(child)
        for attribute in ("t", "cm", "vm"):  # type, dynamic-array and rich-value data of the old content
            cell.attrib.pop(attribute, "")

    def _expand(self, master: etree._Element, row: int, column: int) -> None:
        """Give each follower of a shared formula its own text, because the cell that holds the text goes away."""
        from openpyxl.formula.tokenizer import TokenizerError
        from openpyxl.formula.translate import Translator  # 70 ms to import, and rarely needed

        area = area_or_none(master.get("ref", ""))
        for follower in self._shared[master.get("si", "")]:
            owner = follower.getparent()
            if owner is None or follower.get("t") != "shared" or follower.text:
                continue  # overwritten or expanded by now, or the master of another range
            place = self._place_of(owner)
            if place is None or area is not None and not area.holds(*place):
                continue
            try:
                translator = Translator(f"={master.text}", origin=address(row, column))
                text = translator.translate_formula(address(*place))
            except (TokenizerError, ValueError, IndexError):
                why = (
                    f"是其他单元格共用的公式（“{(master.text or '')[:30]}”），读不懂，不能单独改写；请先改为普通公式。"
                )
                raise self._refused(row, column, why) from None
            follower.text = text.removeprefix("=")
            follower.attrib.clear()

    def _place_of(self, cell: etree._Element) -> tuple[int, int] | None:
        """Where a cell stands, also one that does not say it."""
        if stated := cell.get("r"):
            return position_or_none(stated)
        parent = cell.getparent()
        row = next((row for row, element in self._elements.elements.items() if element is parent), None)
        line = self._row(row).cells if row else None
        columns = line.elements.items() if line else ()
        return next(((row, column) for column, each in columns if row and each is cell), None)
