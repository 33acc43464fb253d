"""Reading web pages that are called .xls: what web systems export by writing tables of HTML.

Laid out as Excel lays them out: one table below the other, words between them in column A, rowspan and colspan as merged
areas. The page is parsed piece by piece, never held as a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any

from lxml import etree

from ....addresses import Area
from ....cells import CellKind
from ....errors import WorkbookError
from ..grid import PLAIN, Grid, Oddity, RawCell, Sheet, Style
from . import kinds
from .forms_of_a_page import LaidOut, sheets_from
from .limits import LAST_COLUMN, LONGEST_CELL, MOST_CELLS_OF_PAGES, MOST_ROWS, TOO_MUCH, TooMuch
from .page_text import cell_of, decoded

_NO_TABLES = "这是网页，里面没有表格（可能是登录页或出错页），请重新从系统导出，或在 Excel 中另存为 .xlsx。"
_ELSEWHERE = "这是网页，表格在它旁边的文件夹里；请用 Excel 打开后另存为 .xlsx。"
_DAMAGED = "这是网页，标记层层相套，读不完整；请用 Excel 打开后另存为 .xlsx。"

_UNSEEN = {"script", "style", "head", "title", "xml", "noscript", "select", "textarea", "template", "comment"}
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "center", "pre", "form", "body"}
_STYLE_TAG = re.compile(r"<(/?)style\b[^<>]{0,200}>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_FORMAT = re.compile(
    r"""(?:mso-number-format|vnd\.ms-excel\.numberformat)\s*:\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^;]+)"""
)
_NAME = re.compile(r"<x:Name>([^<]{1,100})</x:Name>", re.IGNORECASE)
#: LibreOffice writes all sheets into one page, each under its name.
_SHEET_OF_CALC = re.compile(r"""<a name="table\d+"><h1>[^<]*<em>([^<]*)</em></h1></a>""", re.IGNORECASE)
_NAMED_FORMATS = {
    "general": "General",
    "fixed": "0.00",
    "standard": "#,##0.00",
    "percent": "0.00%",
    "text": "@",
    "short date": "yyyy/m/d",
    "medium date": "d-mmm-yy",
}
_ALIGN = {"left": "left", "center": "center", "right": "right", "middle": "center"}
#: Columns that one row may claim, as browsers hold it.
_MOST_SPANNED = 1000


def read_html(path: Path, data: bytes) -> Grid:
    """A grid from the bytes of a page. Raises WorkbookError when it holds no table or far too much."""
    text = decoded(data)
    parts = _SHEET_OF_CALC.split(text)
    if len(parts) > 1:  # what stands before the first sheet is a list of them
        pages = [
            replace(sheet, name=unescape(name))
            for name, page in zip(parts[1::2], parts[2::2], strict=True)
            for sheet in sheets_of(page, path)
        ]
    else:
        pages = sheets_of(text, path)
    if not any(sheet.cells for sheet in pages):
        raise WorkbookError(_ELSEWHERE if "<frameset" in text.lower() else _NO_TABLES, path=path)
    odd = () if _is_finished(text) else (Oddity("unfinished", pages[-1].name),)
    return Grid(path, tuple(pages), complete=False, odd=odd, kind=kinds.HTML)


def _is_finished(text: str) -> bool:
    """Whether the last table has its end: a download that broke off has not."""
    lower = text.lower()
    return lower.rfind("</table") > lower.rfind("<table")


def sheets_of(text: str, path: Path) -> list[Sheet]:
    """The sheets of one page; empty ones when it holds no table."""
    target: Any = _Page(_formats_of_classes(text), _NAME.findall(text))
    if text.count("<td") + text.count("<TD") + text.count("<th") + text.count("<TH") > 2 * MOST_CELLS_OF_PAGES:
        raise WorkbookError(TOO_MUCH, path=path)  # half of them may be blank
    parser: Any = etree.HTMLParser(target=target, encoding="utf-8", remove_comments=True)
    try:
        parser.feed(text.replace("\0", "").encode("utf-8", errors="replace"))
        sheets: list[Sheet] = parser.close()
    except TooMuch:
        raise WorkbookError(TOO_MUCH, path=path) from None
    except etree.ParserError:  # nothing at all
        return []
    except etree.XMLSyntaxError:
        raise WorkbookError(_DAMAGED, path=path) from None
    return sheets


def _formats_of_classes(text: str) -> Mapping[str, str]:
    """Class → its declarations, from the style sheet that Excel writes into the head of a page."""
    found = {}
    start = -1
    for tag in _STYLE_TAG.finditer(text):
        if not tag[1]:
            start = tag.end()
            continue
        for rule in text[start : tag.start()].split("}") if start >= 0 else ():
            names, _, declarations = rule.partition("{")
            for name in names.split(","):
                if "." in name:
                    found[name.rpartition(".")[2].strip().lower()] = declarations
        start = -1
    return found


@dataclass
class _Table:
    """A table being read: how far down each column is taken by a cell above."""

    taken: dict[int, int] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    column: int = 0
    in_row: bool = False
    last: int = 0


@dataclass
class _Cell:
    """A cell being read."""

    style: Style
    columns: int
    rows: int
    stated: str | None
    words: list[str] = field(default_factory=list)


#: Kinds of fields whose value one sees.
_TYPED_INTO = ("text", "number")


class _Page:
    """What the parser reports to: tags and words in their order."""

    def __init__(self, classes: Mapping[str, str], names: list[str]) -> None:
        self._classes, self._names = classes, names
        self._looks: dict[tuple[str, ...], Style] = {}
        self._laid_out = LaidOut()
        self._row = 0
        self._tables: list[_Table] = []
        self._cells: list[_Cell | None] = []  # of each open table the open cell
        self._loose: list[str] = []
        self._length = self._unseen = self._count = self._spanned = self._number = 0

    # -- what the parser calls --------------------------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            if not self._tables:
                self._flush()
                self._number += 1
            self._tables.append(_Table(last=self._row))
            self._cells.append(None)
        elif tag == "tr" and self._tables:
            self._begin_row(attributes)
        elif tag in ("td", "th") and self._tables:
            self._begin_cell(tag, attributes)
        elif tag == "br":
            self._words().append("\n")
        elif tag == "input" and attributes.get("type", "text").lower() in _TYPED_INTO:
            self.data(attributes.get("value", ""))  # a page that was saved while people could type into it
        elif tag in ("b", "strong") and self._tables and (cell := self._cells[-1]) and not cell.words:
            cell.style = cell.style._replace(bold=True)
        elif tag in _BLOCKS:
            self._break()

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("td", "th") and self._tables:
            self._end_cell()
        elif tag == "tr" and self._tables:
            self._end_row()
        elif tag == "table" and self._tables:
            self._end_row()
            table = self._tables.pop()
            self._cells.pop()
            self._laid_out.merges += _clipped(table.merges, table.last)
        elif tag in _BLOCKS:
            self._break()

    def data(self, text: str) -> None:
        if not self._unseen:
            self._words().append(_SPACE.sub(" ", text))
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise TooMuch

    def close(self) -> list[Sheet]:
        self._flush()
        while self._tables:
            self.end("table")
        return list(sheets_from(self._laid_out, self._names))

    # -- rows and cells ---------------------------------------------------------------------------------------------

    def _words(self) -> list[str]:
        cell = self._cells[-1] if self._cells else None
        return cell.words if cell is not None else self._loose

    def _break(self) -> None:
        """A block begins or ends: a new line in a cell, a new row outside of cells."""
        cell = self._cells[-1] if self._cells else None
        if cell is None:
            self._flush()
        elif cell.words and cell.words[-1] != "\n":
            cell.words.append("\n")

    def _flush(self) -> None:
        """Words outside of cells stand in column A of a row of their own."""
        text = _tidy(self._loose)
        self._loose.clear()
        self._length = 0
        if text.strip():
            self._next_row()
            self._put(1, RawCell(CellKind.TEXT, text))

    def _next_row(self) -> None:
        self._row += 1
        if self._row > MOST_ROWS:
            raise TooMuch
        if self._tables:
            self._laid_out.table_of[self._row] = self._number

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._end_row()
        table = self._tables[-1]
        table.in_row, table.column = True, 0
        self._next_row()
        table.last = self._row
        if _is_hidden(attributes):
            self._laid_out.hidden.add(self._row)

    def _begin_cell(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._tables[-1].in_row:
            self._begin_row({})
        self._end_cell()
        rows, columns = _span(attributes, "rowspan"), min(_span(attributes, "colspan"), _MOST_SPANNED)
        stated = attributes.get("x:num", attributes.get("num", attributes.get("sdval")))  # Excel's, LibreOffice's
        style = self._style(tag, attributes)
        if style.number_format == "General" and (shown := attributes.get("sdnum", "").split(";", 2)[2:]):
            style = style._replace(number_format=shown[0])
        if "x:str" in attributes or "str" in attributes:
            style = style._replace(number_format="@")
        self._cells[-1] = _Cell(style, columns, rows, stated or None)
        self._length = 0

    def _end_cell(self) -> None:
        table, cell = self._tables[-1], self._cells[-1]
        if cell is None:
            return
        self._cells[-1] = None
        column = table.column + 1
        while table.taken.get(column, 0) >= self._row:
            column += 1
        last = column
        while last < min(column + cell.columns - 1, LAST_COLUMN) and table.taken.get(last + 1, 0) < self._row:
            last += 1
        table.column = last
        self._spanned += last - column + 1
        if column > LAST_COLUMN or self._spanned > 4 * MOST_CELLS_OF_PAGES:
            raise TooMuch
        if cell.rows > 1:
            for number in range(column, last + 1):
                table.taken[number] = self._row + cell.rows - 1
        if cell.rows > 1 or last > column:
            table.merges.append(Area(self._row, column, self._row + cell.rows - 1, last))
        found = cell_of(_tidy(cell.words), cell.style, stated=cell.stated)
        if found is not None:
            self._put(column, found)

    def _end_row(self) -> None:
        self._end_cell()
        self._tables[-1].in_row = False

    def _put(self, column: int, cell: RawCell) -> None:
        self._count += 1
        if self._count > MOST_CELLS_OF_PAGES:
            raise TooMuch
        self._laid_out.cells[self._row, column] = cell

    # -- looks ------------------------------------------------------------------------------------------------------

    def _style(self, tag: str, attributes: Mapping[str, str]) -> Style:
        stated = (tag, attributes.get("class", ""), attributes.get("style", ""), attributes.get("align", ""))
        style = self._looks.get(stated)
        if style is None:
            of_class = (self._classes.get(name.lower(), "") for name in stated[1].split())
            style = _look(";".join((*of_class, stated[2])), tag, stated[3])
            self._looks[stated] = style
        return style


def _look(declarations: str, tag: str, align: str) -> Style:
    stated = declarations.lower()
    match = _FORMAT.search(declarations)
    number_format = _number_format(match[1]) if match else "General"
    aligned = re.search(r"text-align\s*:\s*(\w+)", stated)
    indent = re.search(r"mso-char-indent-count\s*:\s*(\d{1,2})", stated)
    return PLAIN._replace(
        align=_ALIGN.get((aligned[1] if aligned else align).lower(), "center" if tag == "th" else ""),
        bold=tag == "th" or re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", stated) is not None,
        number_format=number_format,
        indent=int(indent[1]) if indent else 0,
    )


def _number_format(stated: str) -> str:
    r"""``"0\.00"`` → 0.00: in a style sheet everything that is no letter stands behind a backslash."""
    plain = re.sub(r"\\(.)", r"\1", stated.strip().strip("\"'"))
    return _NAMED_FORMATS.get(plain.lower(), plain)


def _span(attributes: Mapping[str, str], name: str) -> int:
    match = re.match(r"\s*(\d{1,6})", attributes.get(name, ""))
    return max(1, int(match[1])) if match else 1


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return re.search(r"display\s*:\s*none", attributes.get("style", ""), re.IGNORECASE) is not None


def _clipped(merges: list[Area], last: int) -> Iterator[Area]:
    """Areas that end with the table, whatever they claim."""
    for area in merges:
        area = area._replace(bottom=min(area.bottom, max(last, area.top)))
        if area.bottom > area.top or area.right > area.left:
            yield area


def _tidy(words: list[str]) -> str:
    """Words as they are shown: white space as one space, the spaces that a page keeps as they are, lines trimmed."""
    text = "".join(words)
    lines = (re.sub(" +", " ", line).strip(" ").replace("\xa0", " ") for line in text.split("\n"))
    return "\n".join(line.rstrip() for line in lines).strip("\n")
