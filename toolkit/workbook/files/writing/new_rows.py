"""Rows put into a sheet: in the grid, and in the parts of a file, where whatever names a row further down follows it.

New rows are blank and look like a row beside them (style of cells, height, cells merged side by side).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from ....addresses import LAST_ROW, Area, address, area_or_none, count_or_none, position_or_none, row_or_none
from ....edits import NewRows
from ..grid import NOTHING_THERE, Grid, Sheet, Style
from .package import Package
from .references import Move, moved_area, moved_formula, references

#: Attributes of a sheet part that name cells, by the element they are of.
_AREAS = {
    "mergeCell": ("ref",),
    "conditionalFormatting": ("sqref",),
    "dataValidation": ("sqref",),
    "hyperlink": ("ref",),
    "autoFilter": ("ref",),
    "sortState": ("ref",),
    "sortCondition": ("ref",),
    "ignoredError": ("sqref",),
    "protectedRange": ("sqref",),
    "pane": ("topLeftCell",),
    "selection": ("activeCell", "sqref"),
    "sheetView": ("topLeftCell",),
    "dimension": ("ref",),
    "cellWatch": ("r",),
    "inputCells": ("r",),
    "customSheetView": ("topLeftCell",),
    "location": ("ref",),
    "f": ("ref", "r1", "r2"),
}
#: Elements whose text is a formula, and those whose text names cells.
_FORMULAS = frozenset(
    {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"}
)
#: Attributes that are formulas: what a shape shows, what a control is bound to.
_LINKS = ("textlink", "fmlaLink", "fmlaRange", "fmlaTxbx")
_PLACES = frozenset({"sqref"})
_VML_ROW = re.compile(rb"(<(?:\w+:)?Row>\s*)(\d+)(\s*<)")
_VML_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>)([^<]*)(<)")


def moves_of(new_rows: Iterable[NewRows]) -> dict[str, Move]:
    """Where the rows of each sheet go. All ``before`` are as the sheet stands before anything is put in."""
    sheets: dict[str, list[NewRows]] = {}
    for new in new_rows:
        sheets.setdefault(new.sheet, []).append(new)
    return {sheet: _move(found) for sheet, found in sheets.items()}


def _move(new_rows: Sequence[NewRows]) -> Move:
    return lambda row: row + sum(new.rows for new in new_rows if row >= new.before)


def with_new_rows(grid: Grid, new_rows: Sequence[NewRows]) -> Grid:
    """The grid as it will stand once the rows are put in."""
    moves = moves_of(new_rows)
    return replace(grid, sheets=tuple(_sheet(sheet, new_rows, moves) for sheet in grid.sheets)) if moves else grid


def _numbers(new: NewRows, move: Move) -> range:
    """The numbers of the rows that were put in."""
    return range(move(new.before) - new.rows, move(new.before))


def _looks_like(row: int, new_rows: Iterable[NewRows], move: Move) -> int:
    """The row, as it was numbered before, whose looks a row has now: its own, or those of the one it was made like."""
    above = 0
    for new in new_rows:
        if row in _numbers(new, move):
            return new.like
        above += new.rows if row >= move(new.before) else 0
    return row - above


def _sheet(sheet: Sheet, new_rows: Sequence[NewRows], moves: Mapping[str, Move]) -> Sheet:
    cells = dict(sheet.cells)
    for place, cell in sheet.cells.items():
        if cell.formula is not None:
            formula = moved_formula(cell.formula, sheet.name, moves)
            if formula != cell.formula:
                cells[place] = cell._replace(formula=formula)
    move = moves.get(sheet.name)
    if move is None:
        return replace(sheet, cells=cells)
    moved = {(move(row), column): cell for (row, column), cell in cells.items()}
    here = [new for new in new_rows if new.sheet == sheet.name]

    def look_of_blank(place: tuple[int, int]) -> Style:
        return sheet.look_of_blank((_looks_like(place[0], here, move), place[1]))

    merges = [Area(move(area.top), area.left, move(area.bottom), area.right) for area in sheet.merges]
    for new in here:
        for (row, column), cell in cells.items():
            if row == new.like:
                looks = NOTHING_THERE._replace(style=cell.style._replace(fill=""))
                moved |= {(number, column): looks for number in _numbers(new, move)}
        beside = [area for area in sheet.merges if area.top == area.bottom == new.like]
        merges += [Area(n, area.left, n, area.right) for area in beside for n in _numbers(new, move)]
    return replace(
        sheet,
        cells=moved,
        merges=tuple(merges),
        hidden_rows=frozenset(map(move, sheet.hidden_rows)),
        look_of_blank=look_of_blank,
        our_comments={(move(row), column): text for (row, column), text in sheet.our_comments.items()},
    )


def put_in_rows(package: Package, book: str, sheets: Mapping[str, str], new_rows: Sequence[NewRows]) -> None:
    """The same in the parts of a file. ``sheets``: name → part."""
    moves = moves_of(new_rows)
    for name, part in sheets.items():
        root = package.part(part)
        changed = _unshare(root, name, moves) | _formulas(root, name, moves)
        if name in moves:
            _put_in(root, [new for new in new_rows if new.sheet == name], moves[name])
            _follow(package, part, moves[name])
            changed = True
        if changed:
            package.changed(part)
        _drawn(package, part, name, moves)
    if _formulas(package.part(book), "", moves):
        package.changed(book)
    for cache in _targets(package, book, ("pivotCacheDefinition",)):
        if _pivot_source(package.part(cache), moves):
            package.changed(cache)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _pivot_source(cache: etree._Element, moves: Mapping[str, Move]) -> bool:
    """Let a pivot table find its figures; True when they moved."""
    changed = False
    for source in cache.iterfind("{*}cacheSource/{*}worksheetSource[@ref]"):
        move = moves.get(source.get("sheet", ""))
        area = source.get("ref", "")
        moved = moved_area(area, move) if move else area
        if moved != area:
            source.set("ref", moved)
            changed = True
    return changed


def _formulas(root: etree._Element, home: str, moves: Mapping[str, Move]) -> bool:
    """Let every formula below an element follow the rows; True when one did."""
    changed = False
    for element in root.iter():
        if element.text and _local(element) in _FORMULAS:
            text = moved_formula(element.text, home, moves)
            if text != element.text:
                element.text, changed = text, True
    return changed


def _unshare(root: etree._Element, home: str, moves: Mapping[str, Move]) -> bool:
    """Formulas that share their text get one each where rows that it names move: some of them do, and others not."""
    changed = False
    shared = [f for f in root.iter() if _local(f) == "f" and f.get("t") == "shared"]
    for master in [f for f in shared if f.text]:
        if not any((each.sheet or home) in moves for each in references(master.text or "")):
            continue
        from openpyxl.formula.translate import Translator  # 70 ms to import, and rarely needed

        first = master.getparent()
        translator = Translator(f"={master.text}", origin="A1" if first is None else first.get("r", "A1"))
        for formula in [f for f in shared if f.get("si") == master.get("si")]:
            owner = formula.getparent()
            if formula is not master and owner is not None and not formula.text:
                formula.text = translator.translate_formula(owner.get("r", "A1")).removeprefix("=")
        for formula in [f for f in shared if f.get("si") == master.get("si")]:
            formula.attrib.clear()
        changed = True
    return changed


def _put_in(root: etree._Element, new_rows: Sequence[NewRows], move: Move) -> None:
    data = next(element for element in root if _local(element) == "sheetData")
    _areas(root, move)
    by_number: dict[int, etree._Element] = {}
    number = 0
    for row in data:
        number = row_or_none(row.get("r", "")) or number + 1
        by_number[number] = row
    for number, row in by_number.items():
        _renumber(row, move(number))
    for new in new_rows:
        like = by_number.get(new.like)
        if like is not None:  # else the rows there look like nothing, and so do the new ones
            put = like.addnext if new.like_above else like.addprevious
            numbers = _numbers(new, move)
            for blank in reversed(numbers) if new.like_above else numbers:
                put(_blank_like(like, blank))
    _merge_beside(root, new_rows, move)


def _areas(root: etree._Element, move: Move) -> None:
    """Whatever names cells of the sheet: merged areas, validations, filters, page breaks, newer things in their own wrapping."""
    for element in root.iter():
        name = _local(element)
        for attribute in _AREAS.get(name, ()):
            if attribute in element.attrib:
                element.set(attribute, moved_area(element.get(attribute, ""), move))
        if name in _PLACES and element.text:
            element.text = moved_area(element.text, move)
        if name == "row" and _local(element.getparent()) in ("from", "to"):  # type: ignore[arg-type]
            element.text = str(_moved_from_0(element.text or "", move))  # where a control or an object stands
        if name == "brk" and _local(element.getparent()) == "rowBreaks":  # type: ignore[arg-type]
            element.set("id", str(_moved_from_0(element.get("id", ""), move)))


def _renumber(row: etree._Element, number: int) -> None:
    row.set("r", str(number))
    column = 0
    for cell in row:
        if _local(cell) == "c":
            place = position_or_none(cell.get("r", ""))
            column = place[1] if place else column + 1
            cell.set("r", address(number, column))


def _blank_like(row: etree._Element, number: int) -> etree._Element:
    """A row that looks the same and holds nothing."""
    blank = deepcopy(row)
    for cell in list(blank):
        if _local(cell) != "c":
            blank.remove(cell)
            continue
        cell[:] = []
        for attribute in ("t", "cm", "vm"):
            cell.attrib.pop(attribute, "")
    blank.tail = None
    _renumber(blank, number)
    return blank


def _merge_beside(root: etree._Element, new_rows: Sequence[NewRows], move: Move) -> None:
    """Cells merged side by side in the row are merged in the new ones too."""
    merged = next((element for element in root if _local(element) == "mergeCells"), None)
    if merged is None:
        return
    for element in list(merged):
        area = area_or_none(element.get("ref", ""))
        for new in new_rows:
            if area and area.top == area.bottom == move(new.like):
                for number in _numbers(new, move):
                    ref = str(Area(number, area.left, number, area.right))
                    etree.SubElement(merged, element.tag, ref=ref)
    if "count" in merged.attrib:
        merged.set("count", str(len(merged)))


def _follow(package: Package, sheet: str, move: Move) -> None:
    """What hangs on the sheet's cells in parts of its own: comments and their boxes, drawings, tables."""
    for rel in list(package.relationships(sheet)):
        if rel.target not in package:
            continue
        if rel.kind in ("comments", "threadedComment", "table"):
            root = package.part(rel.target)
            for element in root.iter():
                if "ref" in element.attrib:
                    element.set("ref", moved_area(element.get("ref", ""), move))
            package.changed(rel.target)
        elif rel.kind == "pivotTable":
            _areas(package.part(rel.target), move)
            package.changed(rel.target)
        elif rel.kind == "vmlDrawing":
            package.replace(rel.target, _moved_boxes(package.read(rel.target), move))
        elif rel.kind == "drawing":
            for element in package.part(rel.target).iter():
                if _local(element) == "row" and _local(element.getparent()) in ("from", "to"):  # type: ignore[arg-type]
                    element.text = str(_moved_from_0(element.text or "", move))
            package.changed(rel.target)


def _moved_boxes(drawing: bytes, move: Move) -> bytes:
    """Boxes and buttons of a VML drawing; rows count from 0 there."""

    def row(match: re.Match[bytes]) -> bytes:
        return match[1] + str(_moved_from_0(match[2].decode(), move)).encode() + match[3]

    def anchor(match: re.Match[bytes]) -> bytes:
        parts = [part.strip() for part in match[2].split(b",")]
        if len(parts) == 8 and all(part.lstrip(b"-").isdigit() for part in parts):
            for at in (2, 6):
                parts[at] = str(_moved_from_0(parts[at].decode(), move)).encode()
        return match[1] + b", ".join(parts) + match[3]

    return _VML_ANCHOR.sub(anchor, _VML_ROW.sub(row, drawing))


def _moved_from_0(row: str, move: Move) -> int:
    """A row that is counted from 0; what is no number is the first."""
    return move((count_or_none(row, LAST_ROW) or 0) + 1) - 1


def _drawn(package: Package, sheet: str, home: str, moves: Mapping[str, Move]) -> None:
    """The cells that charts, shapes, controls and columns of tables take what they show from."""
    parts = _targets(package, sheet, ("drawing", "ctrlProp", "table"))
    charts = [chart for part in parts for chart in _targets(package, part, ("chart", "chartEx"))]
    for part in (*parts, *charts):
        root = package.part(part)
        if _links(root, home, moves) | _formulas(root, home if part in parts else "", moves):
            package.changed(part)


def _links(root: etree._Element, home: str, moves: Mapping[str, Move]) -> bool:
    """Let the attributes that are formulas follow the rows; True when one did."""
    changed = False
    for element in root.iter():
        for link in _LINKS:
            text = element.get(link, "")
            if text and (moved := moved_formula(text, home, moves)) != text:
                element.set(link, moved)
                changed = True
    return changed


def _targets(package: Package, part: str, kinds: Iterable[str]) -> list[str]:
    names = [posixpath.normpath(rel.target) for rel in package.relationships(part) if rel.kind in kinds]
    return [name for name in names if name in package]
