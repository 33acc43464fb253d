"""Reading the rows of a block that was found on its sheet: one function a kind, all giving :class:`Row`.

Rows are matched by what they say (official names, 科目编码), never by counting, so blank rows may stand anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ...amounts import Unit
from ...cells import Cell, CellKind
from ...findings import Finding
from ...profiles import NUMBER_ROLES, BlockSpec, ColumnSpec, RowSpec, column_id
from ...report import Block, Row
from ...text import clean, normal_name, one_line
from ..files.grid import Sheet
from .layout import PlacedBlock
from .meaning import cell_at, disguised_problems, figure_problems, holds_figure, words
from .printed_rows import CODE, PrintedRows, by_name, code_and_name, code_in, names_of
from .problems import cell_problem, problem
from .tree_rows import Line, tree_rows

_LONGEST_NUMBER = 6  # digits of a 行次
_NOTE = re.compile(r"(?:注|说明|备注)[：:1-9]")
_INDEX_WORDS = frozenset({"栏次", "档次", "行次"})
#: What numbers the columns of words, those of figures being 1, 2, 3 …
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_GRAND_TOTAL = "总计"
_SOUND = frozenset({CellKind.NUMBER, CellKind.BLANK, CellKind.DASH})


@dataclass
class BlockReader:
    """Reads the blocks of one sheet whose amounts are in ``unit``; collects what is wrong with its cells.

    ``last`` is the last row that was read, ``unread`` what of the last block has no code.
    """

    sheet: Sheet
    unit: Unit
    problems: list[Finding] = field(default_factory=list)
    last: int = 0
    unread: list[tuple[int, Row]] = field(default_factory=list)

    def read(self, block: PlacedBlock) -> Block:
        """The block with its rows; without rows where its headings were not found."""
        self.unread = []
        rows = tuple(_READERS[block.spec.kind](self, block))
        return Block(block.spec.id, _figure_ids(block.spec), rows, tuple(self.unread))

    def cells(
        self, block: PlacedBlock, row: int, places: Mapping[str, int] | None = None, role: str = ""
    ) -> dict[str, Cell]:
        """The cells of one row by column id; ``places`` says where, if not in the block's first part; ``role`` is what its
        figures are, if not what the columns say."""
        places = block.places if places is None else places
        columns = [column.of_role(role) for column in block.spec.columns] if role else block.spec.columns
        return {
            column.id: self.cell(column, row, places[column.id])
            for column in columns
            if column.id in places and column.role != "blank"
        }

    def cell(self, column: ColumnSpec, row: int, place: int) -> Cell:
        """One cell as its column means it; what is wrong with it is noted."""
        self.last = max(self.last, row)
        cell = cell_at(self.sheet, row, place, column, self.unit)
        if column.role == "name" and "\n" in cell.text:
            cell = cell._replace(text=one_line(cell.text))
        if column.role in NUMBER_ROLES and (cell.kind not in _SOUND or cell.number_as_text):
            self.problems += figure_problems(cell, column.role)
        elif column.role == "amount" and cell.kind is CellKind.NUMBER and cell.address:
            self.problems += disguised_problems(self.sheet[row, place], cell)
        return cell

    def text(self, row: int, place: int | None) -> str:
        """The words at a place; where it is blank in a merged area, those that show. "" when the column was not found."""
        return one_line(clean(self.sheet[row, place].text) or clean(self.sheet.shown(row, place).text)) if place else ""

    def data_rows(self, block: PlacedBlock) -> Iterator[int]:
        """The rows of a ruled table: without the 栏次 line, up to the notes."""
        for row in block.rows:
            columns = self.sheet.rows[row]
            if _NOTE.match(clean(self.sheet[row, columns[0]].text)):
                return
            if not is_index_row(self.sheet, row):
                yield row


def is_index_row(sheet: Sheet, row: int) -> bool:
    """True for the line under the headings that numbers the columns: 栏次 1 2 3 …, 类 款 项 栏次 1 2 3 …, 甲 乙 1 2 3 …, or
    the numbers alone, as they may also be written (①, （1）)."""
    if not _INDEX_WORDS.isdisjoint(sheet.words.get(row, {}).values()):
        return True
    texts = [_plain(sheet[row, column].text) for column in sheet.rows[row]]
    if texts[0] == _STEMS[0]:
        texts = [text for text in texts if text not in _STEMS]
        return bool(texts) and texts == [str(number) for number in range(1, len(texts) + 1)]
    counted = [str(number) for number in range(1, len(texts) + 1)]
    # some programs write the number of each row before it
    return (len(texts) > 3 and texts == counted) or (len(texts) > 4 and texts[1:] == counted[:-1])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", clean(text)).removeprefix("(").removesuffix(")")


def _is_sentence(sheet: Sheet, row: int, first: int) -> bool:
    """One text and nothing beside it but the number of the row, left of the form (``first``: its first column)."""
    columns = sheet.rows[row]
    before = columns[0]
    return len(columns) == 1 or (len(columns) == 2 and before < first and sheet[row, before].kind is CellKind.NUMBER)


def _lines(reader: BlockReader, block: PlacedBlock) -> Iterator[Row]:
    """Rows by their official names; names may repeat, and rows may have been added."""
    name_at, line_at = _place(block, "name"), _place(block, "line")
    official = PrintedRows(block.spec.rows)
    if name_at is None:
        return
    rows = list(reader.data_rows(block))
    first = min(place for part in block.parts for place in part.values())
    last = max((row for row in rows if official.knows(reader.text(row, name_at))), default=0)
    for row in rows:
        name, line = reader.text(row, name_at), reader.text(row, line_at)
        name = name or _name_before(reader, row, name_at, official.knows)
        number = int(line) if line.isdecimal() and len(line) <= _LONGEST_NUMBER else None
        if not name:
            cells = reader.cells(block, row)
            if any(cells[column.id].is_number for column in block.spec.figures if column.id in cells):
                yield Row(f"行{number or row}", "", line=number, cells=cells)
            continue
        found = official.next(normal_name(name))
        if found is None and official.is_at_end and row > last and _is_sentence(reader.sheet, row, first):
            return  # a sentence under the table
        cells = reader.cells(block, row, role=found.role if found else "")
        if found is None and block.spec.levels:  # a name in one of the form's blank lines
            yield Row(normal_name(name), name, line=number, cells=cells, rank=block.spec.levels[0])
            continue
        if found is None and not official.knows(name) or found is not None and normal_name(name) not in names_of(found):
            reader.problems.append(_unofficial(cells.get(_id(block, "name"), words(reader.sheet, row, name_at)), found))
        rank = found.level if found else ""
        yield Row(found.called if found else normal_name(name), name, line=number, cells=cells, rank=rank)


def _name_before(reader: BlockReader, row: int, name_at: int, is_name: Callable[[str], bool]) -> str:
    """The name of a row that stands in the column before that of the names: 合计 under 序号."""
    text = reader.text(row, name_at - 1)
    return text if text and is_name(text) else ""


def _unofficial(cell: Cell, official: RowSpec | None) -> Finding:
    difference = f"应为“{official.name}”" if official else "不在本表应有的项目里"
    return cell_problem("RD-04", cell, name=cell.text, difference=difference)


def _codes(reader: BlockReader, block: PlacedBlock) -> Iterator[Row]:
    """Rows by 科目编码; the fixed rows (合计) by name, wherever they stand."""
    name_at, columns = _place(block, "name"), code_columns(block.places, block.spec)
    fixed = by_name(block.spec.rows)
    seen: set[str] = set()
    above, read = "", 0
    for row in reader.data_rows(block):
        code, name = _code(reader, row, columns, above), reader.text(row, name_at)
        if columns:
            code, name = code_and_name(code, name)
        if not (code or name) and name_at:
            name = _name_before(reader, row, name_at, lambda text: normal_name(text) in fixed)
        found = fixed.get(_bare(code)) or (None if CODE.fullmatch(code) else fixed.get(_bare(name)))
        if not found and not read and normal_name(code or name) == _GRAND_TOTAL and len(fixed) == 1:
            found = next(iter(fixed.values()))  # 总计 for 合计
            reader.problems.append(_unofficial(words(reader.sheet, row, columns.start or name_at or 1), found))
        if found:
            read += 1
            yield Row(found.called, name or code, cells=reader.cells(block, row))
        elif CODE.fullmatch(code):
            above = code
            cells = reader.cells(block, row)
            if code in seen:
                reader.problems.append(cell_problem("RD-09", cells[_id(block, "code")], what=f"科目编码 {code} "))
            seen.add(code)
            read += 1
            yield Row(code, name, code=code, cells=cells)
        elif columns and _has_figures(reader, block, row):  # that there is no such column is told already
            cell = words(reader.sheet, row, columns.start or name_at or 1)
            reader.problems.append(problem("RD-10", cell, sheet=cell.sheet, row=row, name=name or code))
            aside = BlockReader(reader.sheet, reader.unit)  # what is wrong with its figures is no news of its own
            reader.unread.append((read, Row("", name or code, cells=aside.cells(block, row))))


def _bare(name: str) -> str:
    """A name without the colon that some write behind it."""
    return normal_name(name).rstrip("：")


def code_columns(places: Mapping[str, int], spec: BlockSpec) -> range:
    """The columns of a 科目编码: up to that of its name, for a code may be split."""
    by_role = {column.role: places[column.id] for column in reversed(spec.columns) if column.id in places}
    code_at = by_role.get("code", 0)
    return range(code_at, max(by_role.get("name", 0), code_at + 1)) if code_at else range(0)


def _code(reader: BlockReader, row: int, columns: range, above: str = "") -> str:
    return code_in(reader.sheet, row, columns, above) if columns else ""


def _has_figures(reader: BlockReader, block: PlacedBlock, row: int) -> bool:
    places = (block.places[column.id] for column in block.spec.figures if column.id in block.places)
    return any(holds_figure(reader.sheet[row, place]) for place in places)


def _groups(reader: BlockReader, block: PlacedBlock) -> Iterator[Row]:
    """Codes in side-by-side groups, one group after the other; then the totals in the last line."""
    groups: list[list[Row]] = [[] for _ in block.parts]
    totals: list[Row] = []
    official = {item.name.partition(" ")[0] for group in block.spec.groups for item in group}
    for row in reader.data_rows(block):
        shown = {reader.sheet.word(row, column): column for column in reader.sheet.rows[row]}
        found = [t for t in block.spec.totals if not shown.keys().isdisjoint(map(normal_name, (t.name, *t.aliases)))]
        for total in found:
            at = next(shown[name] for name in map(normal_name, (total.name, *total.aliases)) if name in shown)
            cells = reader.cells(block, row, block.parts[total.group - 1] or _part_over(block, at))
            totals.append(Row(normal_name(total.name), total.name, cells=cells))
        for group, places in zip(groups, block.parts, strict=True) if not found else ():
            named = reader.text(row, places.get(_id(block, "name")))
            code, name = code_and_name(_code(reader, row, code_columns(places, block.spec)), named)
            if CODE.fullmatch(code):
                cells = reader.cells(block, row, places)
                group.append(Row(code, name, code=code, cells=cells))
                if code not in official:
                    reader.problems.append(_unofficial(cells[_id(block, "code")], None))
    for group in groups:
        yield from group
    yield from totals


def _part_over(block: PlacedBlock, at: int) -> Mapping[str, int]:
    """The last group that begins at or before a sheet column: a form may have fewer groups than the official one."""
    before = [part for part in block.parts if part and min(part.values()) <= at]
    return before[-1] if before else {}


def _cross(reader: BlockReader, block: PlacedBlock) -> Iterator[Row]:
    """One line of figures, each of which is one row × column; nothing filled in yet is a line as well."""
    row = next(reader.data_rows(block), None)
    if row is None:
        row = 1 + max((row for row in block.rows if is_index_row(reader.sheet, row)), default=block.heads_end)
        if row in reader.sheet.rows:
            return  # a note right below the headings
    rows: dict[str, dict[str, Cell]] = {}
    for column in block.spec.columns:
        if column.id in block.places:
            rows.setdefault(column.row, {})[column.column] = reader.cell(column, row, block.places[column.id])
    for name, cells in rows.items():
        yield Row(name, name, cells=cells)


def _tree(reader: BlockReader, block: PlacedBlock) -> Iterator[Row]:
    """Rows by name in levels."""
    names = [column.id for column in block.spec.columns if column.role == "name" and column.id in block.places]
    lines = []
    for row in reader.data_rows(block):
        cells = {name: reader.sheet[row, block.places[name]] for name in names}
        typed = {name: " " * cell.indent + cell.text.strip() for name, cell in cells.items()}
        lines.append(Line(reader.cells(block, row), typed))
    yield from tree_rows(block.spec, lines)


def _grid(reader: BlockReader, block: PlacedBlock) -> Iterator[Row]:
    """Fixed rows found by name in any column; a single row without a name is the one below the headings."""
    if [row.name for row in block.spec.rows] == [""]:
        row = next(iter(block.rows), block.heads_end + 1)
        if block.places:
            yield Row(block.spec.rows[0].called, "", cells=reader.cells(block, row))
        return
    wanted = by_name(block.spec.rows)
    met: set[RowSpec] = set()
    for row in block.rows:
        for column in reader.sheet.rows[row]:
            found = wanted.get(reader.sheet.word(row, column))
            if found is not None and found not in met:
                met.add(found)
                cells = reader.cells(block, row, _beside(reader.sheet, block, row, column))
                yield Row(found.called, found.name, cells=cells)
                break


def _beside(sheet: Sheet, block: PlacedBlock, row: int, name_at: int) -> dict[str, int]:
    """The columns of a row named at ``name_at``: under their headings; where the block has none, one right of another."""
    has_heads = any(column.path[-1].strip() for column in block.spec.columns)
    places: dict[str, int] = {}
    place: int | None = None
    for column in block.spec.columns:
        if column.role == "name":
            place = name_at
        elif column.id in block.places or has_heads or place is None:
            place = block.places.get(column.id)
        else:
            place = beside(sheet, row, place)
        if place is not None:
            places[column.id] = place
    return places


def beside(sheet: Sheet, row: int, column: int) -> int:
    """The place right of a cell (and of its merged area): the next that holds something, else the very next."""
    right = sheet.area(row, column).right + 1
    return next((place for place in sheet.rows.get(row, ()) if place >= right), right)


def _list(reader: BlockReader, block: PlacedBlock) -> Iterator[Row]:
    """Open ended rows, numbered."""
    number = 0
    for row in block.rows:
        cells = reader.cells(block, row)
        if any(cell.kind is not CellKind.BLANK for cell in cells.values()):
            number += 1
            yield Row(str(number), "", cells=cells)


def _pairs(reader: BlockReader, block: PlacedBlock) -> Iterator[Row]:
    """Labels with their values right of them."""
    labels = set(block.labels.values())
    for pair in (pair for line in block.spec.pairs for pair in line):
        if pair.label not in block.labels:
            continue
        row, column = block.labels[pair.label]
        place = beside(reader.sheet, row, column)
        if (row, place) in labels:  # the value is blank, and what follows is the next label
            place = reader.sheet.area(row, column).right + 1
        cell = reader.cell(ColumnSpec(pair.label, role=pair.role), row, place)
        yield Row(pair.called, pair.label, cells={"值": cell})


_READERS = {
    "lines": _lines,
    "codes": _codes,
    "groups": _groups,
    "cross": _cross,
    "tree": _tree,
    "grid": _grid,
    "list": _list,
    "pairs": _pairs,
}


def _figure_ids(spec: BlockSpec) -> tuple[str, ...]:
    """The ids of a block's figures as the report names them."""
    if spec.kind == "cross":
        return tuple(dict.fromkeys(column.column for column in spec.columns))
    return tuple(column.id for column in spec.figures)


def _id(block: PlacedBlock, role: str) -> str:
    return column_id(block.spec.columns, role)


def _place(block: PlacedBlock, role: str) -> int | None:
    return block.places.get(_id(block, role))
