"""Reading .xlsx and .xlsm: the zip parts, one pass each.

The standard library's parser is used, not lxml: it builds its tree in C without a proxy for every element, which makes
this pass a third faster and saves lxml's import when nothing is written. It never loads anything from outside; parts
with a DOCTYPE (the only way to declare entities) are refused.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, NoReturn
from xml.etree import ElementTree as ET

from ...addresses import Area, area_of, column_number, position
from ...cells import CellKind
from ...edits import AUTHOR
from ...errors import WorkbookError
from .grid import PLAIN, Grid, RawCell, Sheet, Style
from .number_formats import is_date

#: More than this once unpacked is an attack or a mistake, not a 决算.
LARGEST_CONTENT = 400 * 1024 * 1024
_DAMAGED = "文件已损坏，请用 Excel 或 WPS 打开并另存一份再试"
_FOREIGN = {
    "word/": "Word 文档",
    "ppt/": "演示文稿",
    "xl/workbook.bin": "二进制工作簿（.xlsb）",
    "content.xml": "OpenDocument 表格（.ods）",
}
_TYPES = "[Content_Types].xml"
_COMMENTS_PART = re.compile(rb"<[^>]*spreadsheetml\.comments\+xml[^>]*>")
_PART_NAME = re.compile(rb"""PartName=["']/([^"']+)""")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d{1,3})?")
_BLANK_CELL = (
    rb'<c r="[A-Z]+[0-9]+"(?: s="(?!(?:%s)")[0-9]+")?(?: t="n")?'  # as Excel, WPS and openpyxl write it
    rb"(?: ?/>|>(?:<v ?/>|<v></v>)?</c>)"
    rb"(?=<c r=|</row>)"  # a cell without an address stands right of the one before it, be that blank or not
)
#: From day zero of Excel to 1904-01-01, where some workbooks begin to count.
_DAYS_TO_1904 = 1462
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ALIGNMENTS = {
    "left": "left",
    "center": "center",
    "centerContinuous": "center",
    "distributed": "center",
    "right": "right",
}
_BUILT_IN_FORMATS = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 49: "@",
    50: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip


def read_xlsx(path: Path, data: bytes) -> Grid:
    """A grid from the bytes of an .xlsx or .xlsm. Raises WorkbookError for any other zip and for a damaged one."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _Reader(path, archive).grid()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise WorkbookError(f"{_DAMAGED}。", path=path) from None
    except RuntimeError:  # the zip itself has a password
        raise WorkbookError("文件设了密码，请先取消密码再试。", path=path) from None


class _Place(NamedTuple):
    """A sheet as the workbook part lists it."""

    name: str
    part: str
    hidden: bool


class _Reader:
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self.archive = path, archive
        self.names = set(archive.namelist())
        if sum(info.file_size for info in archive.infolist()) > LARGEST_CONTENT:
            raise WorkbookError("文件解开后过大，不像决算公开工作簿，已停止读取。", path=path)

    def grid(self) -> Grid:
        book_part = self._book_part()
        book = self._xml(book_part)
        targets = dict(self._relationships(book_part))
        parts = dict(targets.values())
        strings = self._shared_strings(parts.get("sharedStrings", ""))
        styles = self._styles(parts.get("styles", ""))
        setup = book.find("{*}workbookPr")
        blanks = _blank_cells(styles)
        places = list(self._places(book, targets))
        sheets = [self._sheet(place, strings, styles, blanks) for place in places]
        if commented := self._parts_with_our_comments():
            comments = [self._our_comments(place.part, commented) for place in places]
            sheets = [replace(sheet, our_comments=ours) for sheet, ours in zip(sheets, comments, strict=True)]
        if setup is not None and setup.get("date1904") in ("1", "true"):
            sheets = list(map(_counted_from_1900, sheets))
        return Grid(self.path, tuple(sheets))

    def _book_part(self) -> str:
        for name, what in _FOREIGN.items():
            if any(part.startswith(name) for part in self.names):
                raise WorkbookError(
                    f"这是{what}，不是 Excel 工作簿，请在 Excel 或 WPS 中另存为 .xlsx。", path=self.path
                )
        for _, (kind, part) in self._relationships(""):
            if kind == "officeDocument" and part in self.names:
                return part
        raise WorkbookError("不是 Excel 工作簿（只是一个压缩包），或文件已损坏。", path=self.path)

    def _xml(self, part: str, without: re.Pattern[bytes] | None = None) -> ET.Element:
        """A part parsed; what matches ``without`` is cut out before, which is much faster than passing over it after."""
        try:
            data = self.archive.read(part)
            if b"<!DOCTYPE" in data or b"<\0!\0D" in data or b"\0<\0!\0D" in data:
                self._damaged(part)
            return ET.fromstring(without.sub(b"", data) if without else data)
        except (KeyError, ET.ParseError, LookupError, ValueError):
            self._damaged(part)

    def _damaged(self, part: str) -> NoReturn:
        raise WorkbookError(f"{_DAMAGED}（内部的 {part} 读不出来）。", path=self.path)

    def _relationships(self, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Id → (last word of the type, part) for what a part points to."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        if rels not in self.names:
            return
        for element in self._xml(rels):
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
            yield element.get("Id", ""), (element.get("Type", "").rpartition("/")[2], target)

    def _places(self, book: ET.Element, targets: Mapping[str, tuple[str, str]]) -> Iterator[_Place]:
        for element in book.iterfind("{*}sheets/{*}sheet"):
            relation = next((value for key, value in element.items() if key.endswith("}id")), "")
            kind, part = targets.get(relation, ("", ""))
            if kind == "worksheet":  # not a chart, a dialog or a macro sheet
                yield _Place(element.get("name", ""), part, element.get("state", "visible") != "visible")

    def _shared_strings(self, part: str) -> list[str]:
        return [_rich_text(item) for item in self._xml(part)] if part in self.names else []

    def _styles(self, part: str) -> list[Style]:
        if part not in self.names:
            return []
        try:
            return list(_styles(self._xml(part)))
        except ValueError:  # an index that is no number
            self._damaged(part)

    def _parts_with_our_comments(self) -> set[str]:
        """The comments parts in which our name stands: in most workbooks none, and no sheet is asked for them."""
        types = self.archive.read(_TYPES) if _TYPES in self.names else b""
        parts = {
            name.decode(errors="replace") for line in _COMMENTS_PART.findall(types) for name in _PART_NAME.findall(line)
        }
        return {part for part in parts & self.names if AUTHOR.encode() in self.archive.read(part)}

    def _our_comments(self, part: str, commented: Container[str]) -> dict[tuple[int, int], str]:
        from ...comments import our_block

        found = {}
        for _, (_, name) in self._relationships(part):
            for comment in self._xml(name).iterfind("{*}commentList/{*}comment") if name in commented else ():
                place, words = comment.get("ref", ""), comment.find("{*}text")
                if words is not None and (block := our_block(_rich_text(words))):
                    found[place] = block
        try:
            return {position(place): block for place, block in found.items()}
        except ValueError:
            self._damaged(part)

    def _sheet(self, place: _Place, strings: list[str], styles: list[Style], blanks: re.Pattern[bytes]) -> Sheet:
        root = self._xml(place.part, without=blanks)
        try:
            return _sheet(root, place, strings, styles)
        except (ValueError, IndexError):  # a reference to nowhere, a row that is no number
            self._damaged(place.part)


def _blank_cells(styles: list[Style]) -> re.Pattern[bytes]:
    """Cells as programs write them that hold nothing, not even a coloured fill: most of a ruled sheet."""
    filled = [str(number).encode() for number, style in enumerate(styles) if style.fill]
    return re.compile(_BLANK_CELL % b"|".join(filled or [b"none"]))


def _sheet(root: ET.Element, place: _Place, strings: list[str], styles: list[Style]) -> Sheet:
    cells: dict[tuple[int, int], RawCell] = {}
    hidden_rows: set[int] = set()
    data = root.find("{*}sheetData")
    if data is not None:
        _read_cells(data, strings, styles, cells, hidden_rows)
    widths: dict[int, float] = {}
    hidden_columns: set[int] = set()
    for column in root.iterfind("{*}cols/{*}col"):
        first, last = int(column.get("min", "1")), int(column.get("max", "1"))
        width = float(column.get("width", "8.43"))
        for number in range(first, min(last, first + 500) + 1):
            widths[number] = width
            if column.get("hidden") in ("1", "true") or width == 0:
                hidden_columns.add(number)
    setup, defaults = root.find("{*}pageSetup"), root.find("{*}sheetFormatPr")
    return Sheet(
        name=place.name,
        cells=cells,
        merges=tuple(_merges(root)),
        widths=widths,
        default_width=float(defaults.get("defaultColWidth", "8.43")) if defaults is not None else 8.43,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        hidden=place.hidden,
        landscape=setup is not None and setup.get("orientation") == "landscape",
    )


def _counted_from_1900(sheet: Sheet) -> Sheet:
    """The days of a workbook that counts them from 1904, as Excel for Mac once did, counted as everywhere else."""

    def counted(cell: RawCell) -> RawCell:
        if cell.kind is CellKind.NUMBER and is_date(cell.style.number_format):
            return cell._replace(text=str(Decimal(cell.text) + _DAYS_TO_1904))
        return cell

    return replace(sheet, cells={place: counted(cell) for place, cell in sheet.cells.items()})


def _merges(root: ET.Element) -> Iterator[Area]:
    for merge in root.iterfind("{*}mergeCells/{*}mergeCell"):
        yield area_of(merge.get("ref", ""))


def _read_cells(
    data: ET.Element,
    strings: list[str],
    styles: list[Style],
    cells: dict[tuple[int, int], RawCell],
    hidden_rows: set[int],
) -> None:
    """The inner loop: everything it needs is local; blank cells without a fill are passed over."""
    namespace = data.tag[: data.tag.index("}") + 1] if data.tag.startswith("{") else ""
    value_tag, formula_tag = namespace + "v", namespace + "f"
    number, words, blank, pending = CellKind.NUMBER, CellKind.TEXT, CellKind.BLANK, CellKind.PENDING
    shared: dict[str, str] = {}
    columns: dict[str, int] = {}
    is_number = _NUMBER.fullmatch
    row_number = 0
    for row in data:
        row_number = int(row.get("r") or row_number + 1)
        if row.get("hidden") in ("1", "true") or row.get("ht") == "0":
            hidden_rows.add(row_number)
        column = 0
        for element in row:
            attributes = element.attrib
            if "r" in attributes:
                letters = attributes["r"].rstrip("0123456789")
                column = columns.get(letters) or columns.setdefault(letters, column_number(letters))
            else:
                column += 1
            style = styles[int(attributes["s"])] if "s" in attributes and styles else PLAIN
            value = formula = inline = None
            for child in element:
                tag = child.tag
                if tag == value_tag:
                    value = child.text
                elif tag == formula_tag:
                    formula = _formula(child, shared)
                else:
                    inline = child
            kind = attributes.get("t", "n")
            if kind == "n":
                if value:
                    if not is_number(value):
                        raise ValueError(value)
                    cells[row_number, column] = RawCell(number, value, formula, style)
                elif formula is not None:
                    cells[row_number, column] = RawCell(pending, "", formula, style)
                elif style.fill:
                    cells[row_number, column] = RawCell(blank, "", None, style)
            elif kind == "s":
                if value:
                    cells[row_number, column] = RawCell(words, strings[int(value)], None, style)
            elif kind == "inlineStr":
                if inline is not None:
                    cells[row_number, column] = RawCell(words, _rich_text(inline), formula, style)
            else:
                cells[row_number, column] = _rare(kind, value, formula, style)


def _rare(kind: str, value: str | None, formula: str | None, style: Style) -> RawCell:
    """Formula results that are text, booleans, errors, ISO dates."""
    if kind == "str":
        return RawCell(CellKind.TEXT, _unescaped(value or ""), formula, style)
    if not value:
        return RawCell(CellKind.BLANK if formula is None else CellKind.PENDING, "", formula, style)
    if kind == "e":
        return RawCell(CellKind.ERROR, value, formula, style)
    if kind == "b":
        return RawCell(CellKind.TEXT, "TRUE" if value in ("1", "true") else "FALSE", formula, style)
    return RawCell(CellKind.TEXT, value, formula, style)


def _formula(element: ET.Element, shared: dict[str, str]) -> str:
    text = _unescaped(element.text or "")
    if element.get("t") == "shared":
        return shared.setdefault(element.get("si", ""), text) if text else shared.get(element.get("si", ""), "")
    return text


def _rich_text(item: ET.Element) -> str:
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


def _unescaped(text: str) -> str:
    """``_x000D_`` is how the format writes a character that XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _styles(root: ET.Element) -> Iterator[Style]:
    formats = dict(_BUILT_IN_FORMATS)
    for element in root.iterfind("{*}numFmts/{*}numFmt"):
        formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "General")
    bold = [_is_bold(font) for font in root.iterfind("{*}fonts/{*}font")]
    fills = [_solid(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    for xf in root.iterfind("{*}cellXfs/{*}xf"):
        alignment = xf.find("{*}alignment")
        font, fill = int(xf.get("fontId", "0")), int(xf.get("fillId", "0"))
        yield Style(
            _ALIGNMENTS.get(alignment.get("horizontal", ""), "") if alignment is not None else "",
            font < len(bold) and bold[font],
            formats.get(int(xf.get("numFmtId", "0")), "General"),
            fills[fill] if fill < len(fills) else "",
            int(alignment.get("indent", "0")) if alignment is not None else 0,
        )


def _is_bold(font: ET.Element) -> bool:
    mark = font.find("{*}b")
    return mark is not None and mark.get("val", "1") not in ("0", "false")


def _solid(fill: ET.Element) -> str:
    pattern = fill.find("{*}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    colour = pattern.find("{*}fgColor")
    return colour.get("rgb", "")[-6:].upper() if colour is not None else ""
