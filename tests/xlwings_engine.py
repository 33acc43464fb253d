"""A desktop Excel for tests: the smallest xlwings engine that runs our button on any system, over openpyxl.

The code under test is the real xlwings; only what Excel itself does stands here: how it takes a value (an apostrophe
keeps text as typed, "=" begins a formula, a string that looks like a number or a date becomes one), sheet protection,
message boxes (recorded) and ``SaveCopyAs``.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import xlwings
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from xlwings import base_classes, utils

from toolkit.edits import NewRows
from toolkit.workbook import apply_edits

LONGEST_ARRAY_TEXT = 8203
#: In whose name Excel signs comments.
USER = "张三"


class ExcelError(Exception):
    """Stands for the COM errors of Excel."""


class Engine:
    name, type = "openpyxl", "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(element: Any, options: Any) -> Any:
        return "" if element is None else element

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any
    ) -> list[list[Any]]:
        return [[empty_as if value is None else value for value in row] for row in data]


class Apps(base_classes.Apps):
    def __init__(self, engine: Engine) -> None:
        self.apps = [App(engine)]

    def __iter__(self) -> Iterator[App]:
        return iter(self.apps)

    def __len__(self) -> int:
        return len(self.apps)

    def __getitem__(self, key: int) -> App:
        return self.apps[0]

    def keys(self) -> list[int]:
        return [app.pid for app in self.apps]


class App(base_classes.App):
    engine = books = None  # the base classes have these as read-only properties
    visible = screen_updating = True
    pid = -7

    def __init__(self, engine: Engine) -> None:
        self.engine, self.books = engine, Books(self)
        self.alerts: list[SimpleNamespace] = []
        self.answer: str | list[str] = "ok"
        self.picked: str | bool = False
        self.calculated = 0

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(GetOpenFilename=lambda *_: self.picked)

    def calculate(self) -> None:
        self.calculated += 1

    def alert(self, prompt: str, title: str, buttons: str | None, mode: str | None, callback: Any) -> str:
        self.alerts.append(SimpleNamespace(text=prompt, title=title, buttons=buttons, mode=mode))
        if buttons in (None, "ok"):
            return "ok"
        return self.answer.pop(0) if isinstance(self.answer, list) else self.answer


class Books(base_classes.Books):
    app = None

    def __init__(self, app: App) -> None:
        self.app, self.books = app, []

    def __len__(self) -> int:
        return len(self.books)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.books)

    def __call__(self, name: str) -> Book:
        found = [book for book in self.books if name.lower() in (book.name.lower(), book.fullname.lower())]
        if not found:
            raise KeyError(name)
        return found[0]

    def open(self, fullname: str, *args: Any, **kwargs: Any) -> Book:
        path = os.path.abspath(fullname)
        self.books.append(Book(self.app, openpyxl.load_workbook(path, keep_vba=path.endswith("m")), path))
        return self.books[-1]


class Book(base_classes.Book):
    """An open workbook. ``fullname`` may be set by a test: a cloud address, or a bare name when never saved."""

    app = fullname = None

    def __init__(self, app: App, workbook: openpyxl.Workbook, fullname: str) -> None:
        self.app, self.workbook, self.fullname = app, workbook, fullname

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(SaveCopyAs=self._save_copy)

    def _save_copy(self, path: str) -> None:
        self.workbook.save(path)
        self.workbook = openpyxl.load_workbook(path, keep_vba=path.endswith("m"))  # openpyxl saves an archive once

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    def close(self) -> None:
        self.app.books.books.remove(self)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)


class Sheets(base_classes.Sheets):
    book = None

    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, key: int | str) -> Sheet:
        worksheets = self.book.workbook.worksheets
        return Sheet(self.book, worksheets[key - 1].title if isinstance(key, int) else key)

    def __len__(self) -> int:
        return len(self.book.workbook.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, worksheet.title) for worksheet in self.book.workbook.worksheets)

    def __contains__(self, name: str) -> bool:
        return name in self.book.workbook.sheetnames

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.workbook.active.title)


class Sheet(base_classes.Sheet):
    book = name = None

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name = book, name

    @property
    def cells(self) -> Any:
        return self.book.workbook[self.name]

    def copy(self, before: Sheet | None, after: Sheet) -> None:
        """Values and merged cells; what it looks like matters to nobody here."""
        assert before is None
        workbook = after.book.workbook
        new = workbook.create_sheet(self.name, workbook.sheetnames.index(after.name) + 1)
        for row in self.cells.iter_rows():
            for cell in row:
                if cell.value is not None:
                    new[cell.coordinate] = cell.value
        for area in self.cells.merged_cells.ranges:
            new.merge_cells(str(area))

    @property
    def api(self) -> SimpleNamespace:
        protection = self.cells.protection
        return SimpleNamespace(ProtectContents=protection.sheet, ProtectDrawingObjects=protection.objects)

    def range(self, first: Any, last: Any = None) -> Range:
        return Range(self, first, last)


class Range(base_classes.Range):
    sheet = options = None

    def __init__(self, sheet: Sheet, first: Any, last: Any = None) -> None:
        self.sheet, self.options = sheet, {}
        if isinstance(first, str):
            first, last = utils.a1_to_tuples(first)
        if isinstance(first, Range):
            first, last = first.first, (last or first).last
        if len(first) == 4:
            first, last = first[:2], (first[0] + first[2] - 1, first[1] + first[3] - 1)
        self.first, self.last = first, last or first

    @property
    def api(self) -> Note:
        return Note(self._cells()[0][0])

    @property
    def note(self) -> Note | None:
        note = Note(self._cells()[0][0])
        return note if note.cell.comment else None

    @property
    def row(self) -> int:
        return self.first[0]

    @property
    def column(self) -> int:
        return self.first[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1

    @property
    def coords(self) -> tuple[Any, ...]:
        return (self.sheet.name, *self.first, *self.shape)

    @property
    def address(self) -> str:
        first, last = (f"${get_column_letter(column)}${row}" for row, column in (self.first, self.last))
        return first if first == last else f"{first}:{last}"

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = divmod(row - 1, self.shape[1])
            row, column = row + 1, column + 1
        return Range(self.sheet, (self.row + row - 1, self.column + column - 1))

    def _cells(self) -> list[list[Any]]:
        (top, left), (bottom, right) = self.first, self.last
        cell = self.sheet.cells.cell
        return [[cell(row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)]

    @property
    def raw_value(self) -> list[list[Any]]:
        return [[cell.value for cell in row] for row in self._cells()]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.sheet.cells.protection.sheet:
            raise ExcelError("the sheet is protected")
        for r, row in enumerate(self._cells()):
            for c, cell in enumerate(row):
                value = data[r][c] if isinstance(data, (list, tuple)) else data
                if len(self) > 1 and isinstance(value, str) and len(value) > LONGEST_ARRAY_TEXT:
                    raise ExcelError("the text is too long for an array")
                if not isinstance(cell, MergedCell):
                    take(cell, value)

    def insert(self, shift: str, copy_origin: str) -> None:
        """Rows put in, as the file's own tool does it: openpyxl lets no formula follow."""
        assert shift == "down"
        rows = self.last[0] - self.first[0] + 1
        new = NewRows(self.sheet.name, self.first[0], rows, like_above=copy_origin == "format_from_left_or_above")
        book = self.sheet.book
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"book{Path(book.fullname).suffix}"
            book.workbook.save(path)
            apply_edits(path, path, [], [new])
            book.workbook = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")

    @property
    def number_format(self) -> str | None:
        formats = {cell.number_format for row in self._cells() for cell in row}
        return formats.pop() if len(formats) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        for row in self._cells():
            for cell in row:
                cell.number_format = value

    @property
    def row_height(self) -> float | None:
        return self.sheet.cells.row_dimensions[self.first[0]].height

    @row_height.setter
    def row_height(self, points: float) -> None:
        self.sheet.cells.row_dimensions[self.first[0]].height = points

    @property
    def color(self) -> tuple[int, ...] | None:
        fill = self._cells()[0][0].fill
        return utils.hex_to_rgb("#" + fill.fgColor.rgb[-6:]) if fill.fill_type == "solid" else None

    @color.setter
    def color(self, colour: Any) -> None:
        fill = PatternFill("solid", fgColor=f"FF{colour.lstrip('#')}") if colour else PatternFill()
        for row in self._cells():
            for cell in row:
                cell.fill = fill


class Note(base_classes.Note):
    """The comment of a cell, and what Excel calls a cell as far as comments go. A new one bears the user's name."""

    api = None  # the base class has it as a read-only property

    def __init__(self, cell: Any) -> None:
        self.cell, self.api = cell, self

    def AddComment(self, text: str) -> Note:
        if self.cell.comment or isinstance(self.cell, MergedCell):
            raise ExcelError("there is a comment, or no room for one")
        self.cell.comment = Comment(text, USER)
        return self

    @property
    def CommentThreaded(self) -> Note | None:
        """A conversation, which files hold as a comment of such an author too."""
        return self if self.cell.comment and self.cell.comment.author.startswith("tc=") else None

    @property
    def Author(self) -> str:
        return self.cell.comment.author

    @property
    def Shape(self) -> Shape:
        return Shape(self.cell.comment)

    @property
    def text(self) -> str:
        return self.cell.comment.text

    @text.setter
    def text(self, text: str) -> None:
        self.cell.comment.text = text

    def delete(self) -> None:
        self.cell.comment = None


class Shape:
    """The box of a comment; openpyxl counts in pixels, Excel in points."""

    def __init__(self, comment: Comment) -> None:
        self.comment = comment

    @property
    def Height(self) -> float:
        return self.comment.height * 0.75

    @Height.setter
    def Height(self, points: float) -> None:
        self.comment.height = points / 0.75

    @property
    def Width(self) -> float:
        return self.comment.width * 0.75

    @Width.setter
    def Width(self, points: float) -> None:
        self.comment.width = points / 0.75


def take(cell: Any, value: Any) -> None:
    """Put a value into a cell as Excel does with what is typed or assigned."""
    text_cell = cell.number_format == "@"
    cell.quotePrefix = False
    if not isinstance(value, str):
        cell.value = str(value) if text_cell else value
    elif value.startswith("'"):
        cell.value, cell.data_type = value[1:], "s"
    elif text_cell:
        cell.value, cell.data_type = value, "s"
    elif value.startswith("="):
        cell.value, cell.data_type = value, "f"
    elif re.fullmatch(r"\d{1,4}[-/年]\d{1,2}([-/月]\d{1,2}日?)?", value):
        cell.value = datetime(2000, 1, 1)
    elif re.fullmatch(r"[-+]?[\d,]*\.?\d+%?", value):
        cell.value = float(value.replace(",", "").rstrip("%"))
    else:
        cell.value = value or None


def start() -> xlwings.App:
    """Make this the active engine; a fresh Excel without workbooks."""
    engine = xlwings.Engine(impl=Engine())
    xlwings.engines.add(engine)
    engine.activate()
    return xlwings.apps.active
