"""Reading the blocks of one official form from its sheet: rows × columns with their cells."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..amounts import Unit
from ..profiles import NUMBER_ROLES, BlockSpec, ColumnSpec, TableSpec
from ..report import Block, Cell, CellKind, Problem, Row, normal_name
from .cells import clean, figure, words
from .grid import Sheet, address, position
from .heads import Heads, find_heads
from .trees import Line, tree_rows

_CODE = re.compile(r"\d{3,7}")
_NOTE = re.compile(r"^(?:注|说明|备注)[：:1-9]")
#: Kinds of blocks that stand below each other inside a self-evaluation form.
_BELOW = frozenset({"grid", "list"})
_INDEX = ("栏次", "档次", "行次")


@dataclass
class FormReader:
    """Reads one sheet as one form. ``first``/``last``: the rows of the ruled area; ``head_bottom``: its heading's end."""

    sheet: Sheet
    spec: TableSpec
    unit: Unit
    problems: list[Problem] = field(default_factory=list)
    first: int = 0
    last: int = 0
    head_bottom: int = 0
    _end: int = 0

    def blocks(self) -> dict[str, Block]:
        """All blocks of the form, in its order; a block whose headings are not found is empty, and that is told.

        Blocks of a form's main kinds stand side by side under one heading, or in bands of such blocks below each other,
        each under its caption; the grids and lists of a self-evaluation form stand below each other, each under its own.
        """
        bands = _bands([spec for spec in self.spec.blocks if spec.kind not in (*_BELOW, "pairs")])
        heads: Heads | None = None
        blocks: dict[str, Block] = {}
        start = after = 0
        above: tuple[BlockSpec, Heads] | None = None
        for spec in self.spec.blocks:
            if spec.kind == "pairs":
                blocks[spec.id] = self._pairs(spec)
                continue
            if spec.kind in _BELOW:
                found = self._heads(spec.columns, after) if _is_named(spec) else _borrowed(spec, above)
                above = (spec, found) if found else above
                after = found.bottom if found and _is_named(spec) else after
            else:
                if bands and bands[0][0] is spec:
                    start, after = 0, self._caption(spec.caption, after) or after
                    heads = self._heads(_across(bands.pop(0)), after) if _is_named(spec) else heads
                    self._end = self._caption(bands[0][0].caption, after) if bands else 0
                found = heads.part(start, len(_columns(spec))) if heads else None
                start += len(_columns(spec))
            rows = tuple(self._rows(spec, found, found.bottom if _is_named(spec) else after)) if found else ()
            blocks[spec.id] = Block(spec.id, _ids(spec), rows)
            after = self._reach(found, rows, after)
        return blocks

    def _caption(self, caption: str, after: int) -> int:
        """The row below ``after`` that says so, 0 when there is none."""
        said = [
            row for row, words in self.sheet.words.items() if row > after and normal_name(caption) in words.values()
        ]
        if said:
            self.first = min(self.first or said[0], said[0])
        return said[0] if caption and said else 0

    def _heads(self, columns: Sequence[ColumnSpec], after: int) -> Heads | None:
        heads = find_heads(self.sheet, columns, after)
        if heads is None:
            names = "、".join(column.path[-1] for column in columns if column.path[-1].strip())
            message = f"{self.place}没有找到表头（{names}），请不要改动官方表格的表头文字。"
            self.problems.append(Problem("RD-02", "error", message))
            return None
        self.first = min(self.first or heads.top, heads.top)
        self.head_bottom = self.head_bottom or heads.bottom
        for column, place in zip(columns, heads.columns, strict=True):
            if place is None and column.path[-1].strip():
                message = f"{self.place}没有找到“{'／'.join(column.path)}”列，请检查表头文字。"
                self.problems.append(Problem("RD-03", "error", message))
        return heads

    def _reach(self, heads: Heads | None, rows: Sequence[Row], after: int) -> int:
        """Note how far down the form goes; returns the last row read."""
        bottom = max((position(c.address)[0] for row in rows for c in row.cells.values()), default=after)
        self.last = max(self.last, bottom, heads.bottom if heads else 0)
        return max(bottom, after)

    @property
    def place(self) -> str:
        return f"工作表“{self.sheet.name}”"

    def _rows(self, spec: BlockSpec, heads: Heads, after: int) -> Iterator[Row]:
        readers = {
            "lines": self._lines,
            "codes": self._codes,
            "groups": self._groups,
            "cross": self._cross,
            "grid": self._grid,
            "list": self._list,
            "tree": self._tree,
        }
        return readers[spec.kind](spec, heads, after)

    def _data_rows(self, after: int) -> Iterator[int]:
        """The rows below the headings, without the 栏次 line, up to the notes."""
        for row, columns in self.sheet.rows.items():
            if row <= after:
                continue
            first = clean(self.sheet[row, columns[0]].text)
            if row >= (self._end or row + 1) or _NOTE.match(first):
                return
            if any(self.sheet.word(row, column) in _INDEX for column in columns[:2]) or self._is_index(row, columns):
                continue
            yield row

    def _is_index(self, row: int, columns: Sequence[int]) -> bool:
        """The line 1 2 3 … under the headings."""
        texts = [self.sheet[row, column].text for column in columns]
        return len(texts) > 3 and texts == [str(number) for number in range(1, len(texts) + 1)]

    def _cells(self, spec: BlockSpec, places: Iterable[int | None], row: int) -> dict[str, Cell]:
        cells = {}
        for column, place in zip(spec.columns, places, strict=False):
            if place is None or column.role == "blank":
                continue
            cells[column.id] = self._cell(column, row, place)
        return cells

    def _cell(self, column: ColumnSpec, row: int, place: int) -> Cell:
        if column.role not in NUMBER_ROLES:
            return words(self.sheet, row, place)
        cell = figure(self.sheet, row, place, self.unit, column.role)
        self._tell(cell, column)
        return cell

    def _tell(self, cell: Cell, column: ColumnSpec) -> None:
        where = f"{self.place} {cell.address}"
        if cell.kind is CellKind.TEXT:
            message = f"{where} 应填数字，现为“{cell.text[:30]}”，请改成数字或清空。"
            self.problems.append(Problem("RD-05", "error", message, (cell,)))
        elif cell.kind is CellKind.ERROR:
            message = f"{where} 的公式出错（{cell.text}），请改正公式或直接填数。"
            self.problems.append(Problem("RD-06", "error", message, (cell,)))
        elif cell.kind is CellKind.PENDING:
            message = f"{where} 的公式还没有算出结果，请在 Excel 或 WPS 中打开并保存一次。"
            self.problems.append(Problem("RD-07", "error", message, (cell,)))
        elif cell.number_as_text and column.role == "amount":
            message = f"{where} 的“{cell.text}”是文本形式的数字，Excel 求和时会漏掉它，请改成数字。"
            self.problems.append(Problem("RD-08", "warning", message, (cell,)))

    def _lines(self, spec: BlockSpec, heads: Heads, after: int) -> Iterator[Row]:
        name_at = _place(spec, heads, "name")
        line_at = _place(spec, heads, "line")
        spec_rows = [row for row in spec.rows if row.name]
        expected = [(normal_name(row.name), row.key or normal_name(row.name)) for row in spec_rows]
        position = 0
        if name_at is None:
            return
        for row in self._data_rows(after):
            name = clean(self.sheet.shown(row, name_at).text)
            line = self.sheet[row, line_at].text if line_at else ""
            cells = self._cells(spec, heads.columns, row)
            number = int(line) if line.isdigit() else None
            if not name:
                if any(cell.kind is CellKind.NUMBER for key, cell in cells.items() if key in _ids(spec)):
                    yield Row(f"行{number or row}", "", line=number, cells=cells)
                continue
            key = normal_name(name)
            ahead = next((n for n in range(position, len(expected)) if expected[n][0] == key), None)
            if ahead is None and not any(one == key for one, _ in expected):
                ahead = self._nearly(key, expected, position)
                if ahead is None and spec.levels:  # a name in one of the form's blank lines
                    yield Row(key, name, line=number, cells=cells, rank=spec.levels[0])
                    continue
                official = (
                    f"，应为“{spec_rows[ahead].name}”" if ahead is not None else "不在本表应有的项目里，请核对名称"
                )
                message = f"{self.place} {address(row, name_at)} 的“{name}”{official}。"
                self.problems.append(Problem("RD-04", "warning", message, (words(self.sheet, row, name_at),)))
            if ahead is not None:
                key, position = expected[ahead][1], ahead + 1
            yield Row(key, name, line=number, cells=cells)

    @staticmethod
    def _nearly(key: str, expected: Sequence[tuple[str, str]], position: int) -> int | None:
        """The row still to come whose official name differs by a slip (年末结转与结余)."""
        near = difflib.get_close_matches(key, [name for name, _ in expected[position:]], 1, 0.8)
        return next((n for n in range(position, len(expected)) if near and expected[n][0] == near[0]), None)

    def _code(self, row: int, place: int, limit: int) -> str:
        """The digits of a code, also when it is split over several columns (类 款 项)."""
        area = self.sheet.area(row, place)
        texts = [clean(self.sheet[row, column].text) for column in range(place, max(place + 1, limit))]
        return (
            "".join(texts)
            if all(text.isdigit() or not text for text in texts)
            else clean(self.sheet[area.top, area.left].text)
        )

    def _codes(self, spec: BlockSpec, heads: Heads, after: int) -> Iterator[Row]:
        name_at, code_at = _place(spec, heads, "name"), _place(spec, heads, "code")
        fixed = {normal_name(row.name): row.key or normal_name(row.name) for row in spec.rows}
        seen: set[str] = set()
        for row in self._data_rows(after):
            code = self._code(row, code_at, min(name_at or code_at + 1, code_at + 3)) if code_at else ""
            name = clean(self.sheet.shown(row, name_at).text) if name_at else ""
            total = (
                normal_name(code)
                if normal_name(code) in fixed
                else normal_name(name)
                if normal_name(name) in fixed and not _CODE.fullmatch(code)
                else ""
            )
            if total:
                yield Row(fixed[total], name or code, cells=self._cells(spec, heads.columns, row))
            elif _CODE.fullmatch(code):
                if code in seen:
                    message = f"{self.place} {address(row, code_at or 1)} 的科目编码 {code} 重复，请核对。"
                    self.problems.append(Problem("RD-09", "error", message, (words(self.sheet, row, code_at or 1),)))
                seen.add(code)
                yield Row(code, name, code=code, cells=self._cells(spec, heads.columns, row))
            elif any(c.is_number for key, c in self._cells(spec, heads.columns, row).items() if key in _ids(spec)):
                message = f"{self.place}第 {row} 行有金额，但没有可识别的科目编码（“{code or name}”），请补上编码。"
                self.problems.append(
                    Problem("RD-04", "error", message, (words(self.sheet, row, code_at or name_at or 1),))
                )

    def _tree(self, spec: BlockSpec, heads: Heads, after: int) -> Iterator[Row]:
        lines = []
        for row in self._data_rows(after):
            cells = self._cells(spec, heads.columns, row)
            names = {
                column.id: self.sheet[row, place].text
                for column, place in zip(spec.columns, heads.columns, strict=True)
                if place is not None and column.role == "name"
            }
            lines.append(Line(cells, names))
        yield from tree_rows(spec, lines)

    def _groups(self, spec: BlockSpec, heads: Heads, after: int) -> Iterator[Row]:
        width = len(spec.columns)
        groups = [heads.columns[n : n + width] for n in range(0, len(heads.columns), width)]
        rows: dict[int, list[Row]] = {n: [] for n in range(len(groups))}
        totals: list[Row] = []
        for row in self._data_rows(after):
            shown = {self.sheet.word(row, column) for column in self.sheet.rows[row]}
            found = [total for total in spec.totals if normal_name(total.name) in shown]
            for total in found:
                totals.append(
                    Row(normal_name(total.name), total.name, cells=self._cells(spec, groups[total.group - 1], row))
                )
            if found:
                continue
            for number, places in enumerate(groups):
                part = Heads(heads.top, heads.bottom, tuple(places))
                code_at, name_at = _place(spec, part, "code"), _place(spec, part, "name")
                code = clean(self.sheet[row, code_at].text) if code_at else ""
                if _CODE.fullmatch(code):
                    name = clean(self.sheet[row, name_at].text) if name_at else ""
                    rows[number].append(Row(code, name, code=code, cells=self._cells(spec, places, row)))
        for group in rows.values():
            yield from group
        yield from totals

    def _cross(self, spec: BlockSpec, heads: Heads, after: int) -> Iterator[Row]:
        row = next(self._data_rows(after), None)
        if row is None:
            return
        cells: dict[str, dict[str, Cell]] = {}
        for column, place in zip(spec.columns, heads.columns, strict=True):
            if place is not None:
                cells.setdefault(column.row, {})[column.column] = self._cell(column, row, place)
        for name, found in cells.items():
            yield Row(name, name, cells=found)

    def _grid(self, spec: BlockSpec, heads: Heads, after: int) -> Iterator[Row]:
        if [row.name for row in spec.rows] == [""]:
            yield Row(spec.rows[0].key, "", cells=self._cells(spec, heads.columns, heads.bottom + 1))
            return
        wanted = {normal_name(row.name): row for row in spec.rows}
        for row in self.sheet.rows:
            if row <= after or not wanted:
                continue
            for column in self.sheet.rows[row]:
                found = wanted.pop(self.sheet.word(row, column), None)
                if found is not None:
                    cells = self._cells(spec, self._beside(spec, heads.columns, row, column), row)
                    yield Row(found.key or normal_name(found.name), found.name, cells=cells)
                    break

    def _beside(self, spec: BlockSpec, places: Sequence[int | None], row: int, name_at: int) -> Iterator[int | None]:
        """The columns of a row named at ``name_at``: under their headings; without such, right of the one before."""
        place: int | None = None
        for column, under in zip(spec.columns, places, strict=True):
            if column.role == "name":
                place = name_at
            elif under is not None or _is_named(spec) or place is None:
                place = under
            else:
                place = self.sheet.area(row, place).right + 1
            yield place

    def _list(self, spec: BlockSpec, heads: Heads, after: int) -> Iterator[Row]:
        number = 0
        for row in self.sheet.rows:
            if row <= after:
                continue
            if spec.until and self.sheet.word(row, self.sheet.rows[row][0]) == normal_name(spec.until):
                return
            cells = self._cells(spec, heads.columns, row)
            if all(cell.kind is CellKind.BLANK for cell in cells.values()):
                continue
            number += 1
            yield Row(str(number), "", cells=cells)

    def _pairs(self, spec: BlockSpec) -> Block:
        rows = []
        places = {
            self.sheet.word(row, column): (row, column)
            for row in reversed(list(self.sheet.rows))
            for column in self.sheet.rows[row]
        }
        for pair in (pair for line in spec.pairs for pair in line):
            place = places.get(normal_name(pair.label))
            if place is None:
                self.problems.append(Problem("RD-03", "error", f"{self.place}没有找到“{pair.label}”一栏。"))
                continue
            right = self.sheet.area(*place).right + 1
            column = ColumnSpec(pair.label, role=pair.role)
            rows.append(Row(pair.key or pair.label, pair.label, cells={"值": self._cell(column, place[0], right)}))
            self.first = min(self.first or place[0], place[0])
            self.last = max(self.last, place[0])
        return Block(spec.id, (), tuple(rows))


def _ids(spec: BlockSpec) -> tuple[str, ...]:
    if spec.kind == "cross":
        return tuple(dict.fromkeys(column.column for column in spec.columns))
    return tuple(column.id for column in spec.figures)


def _place(spec: BlockSpec, heads: Heads, role: str) -> int | None:
    return next(
        (place for column, place in zip(spec.columns, heads.columns, strict=False) if column.role == role), None
    )


def _columns(spec: BlockSpec) -> tuple[ColumnSpec, ...]:
    """The columns as they stand on the sheet: those of groups once for every group."""
    return spec.columns * max(len(spec.groups), 1)


def _bands(blocks: Sequence[BlockSpec]) -> list[list[BlockSpec]]:
    """The blocks that stand side by side; one with a caption begins a new band below."""
    bands: list[list[BlockSpec]] = []
    for block in blocks:
        if block.caption or not bands:
            bands.append([])
        bands[-1].append(block)
    return bands


def _across(band: Sequence[BlockSpec]) -> list[ColumnSpec]:
    return [column for spec in band for column in _columns(spec)]


def _is_named(spec: BlockSpec) -> bool:
    """False for a block without headings of its own (总分)."""
    return any(column.path[-1].strip() for column in spec.columns)


def _borrowed(spec: BlockSpec, above: tuple[BlockSpec, Heads] | None) -> Heads | None:
    """A block without headings stands under the columns of the same ids in the block above it."""
    if above is None:
        return None
    places = dict(zip((column.id for column in above[0].columns), above[1].columns, strict=True))
    return Heads(above[1].top, above[1].bottom, tuple(places.get(column.id) for column in spec.columns))
