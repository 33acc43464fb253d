"""Reading .xlsx and .xlsm: the parts of the package, one pass each.

The standard library's parser is used, not lxml: it builds its tree in C without a proxy for every element, which makes
this pass a third faster and saves lxml's import when nothing is written. It never loads anything from outside; parts
with a DOCTYPE (the only way to declare entities) are refused.

One odd thing costs one cell: what Excel would read is read, what nobody can know is noted (:class:`Oddity`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from ...addresses import (
    LAST_COLUMN,
    WIDEST,
    Area,
    area_or_none,
    column_or_none,
    length_or_none,
    position_or_none,
)
from ...cells import CellKind
from ...edits import AUTHOR
from ...errors import WorkbookError
from ...office_parts import Parts, chinese_decoder, key_of, pointed_to, rels_name
from ...text import beside
from .blank_looks import BlankLooks
from .blank_rows import BlankCells
from .grid import DEFAULT_WIDTH, Grid, Oddity, RawCell, Sheet, Style, sensible_merges
from .number_formats import is_date
from .sheet_cells import astray, read_cells, rich_text
from .style_sheet import read_styles

_FOREIGN = {
    "word/": "Word 文档",
    "ppt/": "演示文稿",
    "xl/workbook.bin": "二进制工作簿（.xlsb）",
    "ofd.xml": "版式文件（OFD）",
    "uof.xml": "标文通文档（UOF）",
    "index/document.iwa": "苹果 Numbers 表格",
    "index.zip": "苹果 Numbers 表格",
    "content.xml": "OpenDocument 表格（.ods）",
}
_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".et", ".xlsb", ".csv")
_OWN_PROGRAM = {"ofd.xml": "原来的表格", "index/document.iwa": " Numbers ", "index.zip": " Numbers "}
_TYPES = "[Content_Types].xml"
_COMMENTS = "spreadsheetml.comments+xml"
#: From day zero of Excel to 1904-01-01, where some workbooks begin to count.
_DAYS_TO_1904 = 1462
_MOST_COLUMNS = 2 * LAST_COLUMN  # that the widths of a sheet are stated for, columns stated twice among them


def read_xlsx(path: Path, data: bytes) -> Grid:
    """A grid from the bytes of an .xlsx or .xlsm. Raises WorkbookError for any other zip and for a damaged one."""
    return _Reader(Parts(path, data)).grid()


class _Place(NamedTuple):
    """A sheet as the workbook part lists it."""

    name: str
    part: str
    hidden: bool


def _packed(keys: list[str]) -> str:
    """What a zip is that is no Office file, by the names in it, and what to do."""
    if packed := sum(key.endswith(_WORKBOOKS) for key in keys):
        return f"这是压缩包，里面有 {packed} 个表格文件；请解压后选择其中的 Excel 文件。"
    if any(key.endswith("/xl/workbook.xml") for key in keys):
        return "这是解开后又重新压缩的工作簿，里面多了一层文件夹，Excel 打不开；请用原来的文件。"
    return "不是 Excel 工作簿（只是一个压缩包），或文件已损坏；请检查是否选错了文件，或重新获取。"


class _Reader:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.odd: list[Oddity] = []

    def grid(self) -> Grid:
        book_part = self._book_part()
        book = self._xml(book_part)
        targets = dict(self._relationships(book_part))
        parts = dict(targets.values())
        strings = self._shared_strings(parts.get("sharedStrings", ""))
        styles = self._styles(parts.get("styles", ""))
        blanks = BlankCells(int(number) for number, style in styles.items() if style.fill)
        places = list(self._places(book, targets))
        unpacked = [(self.parts.read(place.part, blanks), blanks.hidden_rows) for place in places]
        if strings is None and any(b't="s"' in content for content, _ in unpacked):
            raise self.parts.damaged(parts.get("sharedStrings", "xl/sharedStrings.xml"))
        sheets: list[Sheet] = []
        while unpacked:  # a part is let go of once it is read
            content, hidden_rows = unpacked.pop(0)
            place = places[len(sheets)]
            root = self._parsed(place.part, content)
            sheet = _sheet(root, place, strings or {}, styles, hidden_rows, self.odd)
            sheets.append(replace(sheet, look_of_blank=BlankLooks(self.parts, place.part, styles)))
        if commented := self._parts_with_our_comments():
            comments = [self._our_comments(place.part, commented) for place in places]
            sheets = [replace(sheet, our_comments=ours) for sheet, ours in zip(sheets, comments, strict=True)]
        setup = book.find("{*}workbookPr")
        if setup is not None and setup.get("date1904") in ("1", "true"):
            sheets = list(map(_counted_from_1900, sheets))
        return Grid(self.parts.path, tuple(sheets), odd=tuple(self.odd))

    def _book_part(self) -> str:
        keys = [key_of(name) for name in self.parts]
        for name, what in _FOREIGN.items():
            if any(key.startswith(name) for key in keys):
                raise WorkbookError(
                    f"这是{beside(what)}，不是 Excel 工作簿，请在{_OWN_PROGRAM.get(name, ' Excel 或 WPS ')}中另存为 .xlsx。",
                    path=self.parts.path,
                )
        for _, (kind, part) in self._relationships(""):
            if kind == "officeDocument" and part in self.parts:
                return part
        raise WorkbookError(_packed(keys), path=self.parts.path)

    def _xml(self, part: str) -> ET.Element:
        return self._parsed(part, self.parts.read(part))

    def _parsed(self, part: str, content: bytes) -> ET.Element:
        if b"<!DOCTYPE" in content or b"<\0!\0D" in content or b"\0<\0!\0D" in content:
            raise self.parts.damaged(part)
        try:
            decoder = chinese_decoder(content)
            return ET.fromstring(decoder.decode(content, True) if decoder else content)
        except (ET.ParseError, LookupError, ValueError):
            raise self.parts.damaged(part) from None

    def _relationships(self, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Id → (last word of the type, part) for what a part points to."""
        rels = rels_name(part)
        for element in self._xml(rels) if rels in self.parts else ():
            if element.get("TargetMode") == "External":
                continue
            target = self.parts.name(pointed_to(part, element.get("Target", "")))
            yield element.get("Id", ""), (element.get("Type", "").rpartition("/")[2], target)

    def _places(self, book: ET.Element, targets: Mapping[str, tuple[str, str]]) -> Iterator[_Place]:
        taken: dict[str, str] = {}
        for element in book.iterfind("{*}sheets/{*}sheet"):
            relation = next((value for key, value in element.items() if key.endswith("}id")), "")
            kind, part = targets.get(relation, ("worksheet", ""))
            if kind != "worksheet":  # a chart, a dialog or a macro sheet
                continue
            name = element.get("name", "")
            if name in taken:
                if part != taken[name]:
                    self.odd.append(Oddity("no name", name))
            elif part in self.parts:
                taken[name] = part
                yield _Place(name, part, element.get("state", "visible") != "visible")
            else:
                self.odd.append(Oddity("no part", name))

    def _shared_strings(self, part: str) -> dict[str, str] | None:
        """The words of all cells by their number, as cells write it; None for a workbook without."""
        if part not in self.parts:
            return None
        root = self._xml(part)
        items = root.findall("{*}si")
        if len(root.findall(".//{*}si")) > len(items):  # one left out would give all that follow to other cells
            raise self.parts.damaged(part)
        return {str(number): rich_text(item) for number, item in enumerate(items)}

    def _styles(self, part: str) -> dict[str, Style]:
        return read_styles(self._xml(part)) if part in self.parts else {}

    def _parts_with_our_comments(self) -> set[str]:
        """The keys of the comments parts in which our name stands: in most workbooks none, and no sheet is asked for them."""
        types = self._xml(_TYPES) if _TYPES in self.parts else ()
        names = [line.get("PartName", "") for line in types if line.get("ContentType", "").endswith(_COMMENTS)]
        return {key_of(name) for name in names if name in self.parts and AUTHOR.encode() in self.parts.read(name)}

    def _our_comments(self, part: str, commented: Container[str]) -> dict[tuple[int, int], str]:
        from ...comments import our_block

        found = {}
        for _, (_, name) in self._relationships(part):
            for comment in self._xml(name).iterfind("{*}commentList/{*}comment") if key_of(name) in commented else ():
                place, words = position_or_none(comment.get("ref", "")), comment.find("{*}text")
                if place and words is not None and (block := our_block(rich_text(words))):
                    found[place] = block
        return found


def _sheet(
    root: ET.Element,
    place: _Place,
    strings: Mapping[str, str],
    styles: Mapping[str, Style],
    hidden_rows: set[int],
    odd: list[Oddity],
) -> Sheet:
    data = root.find("{*}sheetData")
    arrays: list[Area] = []
    cells = {} if data is None else read_cells(data, place.name, strings, styles, hidden_rows, odd, arrays)
    for child in root:
        if child is not data and child.find(".//{*}c") is not None:
            odd += astray(place.name, child, strings)
    widths, hidden_columns = _columns(root.iterfind("{*}cols/{*}col"))
    setup, defaults = root.find("{*}pageSetup"), root.find("{*}sheetFormatPr")
    usual = length_or_none(defaults.get("defaultColWidth", ""), WIDEST) if defaults is not None else None
    return Sheet(
        name=place.name,
        cells=cells,
        merges=_merges(root, place.name, cells, odd),
        arrays=tuple(arrays),
        widths=widths,
        default_width=usual or DEFAULT_WIDTH,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        hidden=place.hidden,
        landscape=setup is not None and setup.get("orientation") == "landscape",
    )


def _columns(lines: Iterable[ET.Element]) -> tuple[dict[int, float], set[int]]:
    """The widths that are stated, and the columns that are hidden."""
    widths: dict[int, float] = {}
    hidden: set[int] = set()
    left = _MOST_COLUMNS
    for line in lines:
        first, last = column_or_none(line.get("min", "1")), column_or_none(line.get("max", "1"))
        if first is None or last is None or left <= 0:
            continue
        width = length_or_none(line.get("width", ""), WIDEST)
        columns = range(first, last + 1)
        left -= len(columns)
        widths |= dict.fromkeys(columns, DEFAULT_WIDTH if width is None else width)
        if line.get("hidden") in ("1", "true") or width == 0:
            hidden.update(columns)
    return widths, hidden


def _counted_from_1900(sheet: Sheet) -> Sheet:
    """The days of a workbook that counts them from 1904, as Excel for Mac once did, counted as everywhere else."""

    def counted(cell: RawCell) -> RawCell:
        if cell.kind is CellKind.NUMBER and is_date(cell.style.number_format):
            return cell._replace(text=str(Decimal(cell.text) + _DAYS_TO_1904))
        return cell

    return replace(sheet, cells={place: counted(cell) for place, cell in sheet.cells.items()})


def _merges(
    root: ET.Element, sheet: str, cells: Mapping[tuple[int, int], RawCell], odd: list[Oddity]
) -> tuple[Area, ...]:
    stated = [merge.get("ref", "") for merge in root.iterfind("{*}mergeCells/{*}mergeCell")]
    areas = [area for reference in stated if (area := area_or_none(reference))]
    if len(areas) < len(stated):
        strange = tuple(reference for reference in stated if area_or_none(reference) is None)
        odd.append(Oddity("no area", sheet, texts=strange))
    return sensible_merges(areas, cells)
