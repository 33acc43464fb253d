"""What the macro buttons call: 校验, 填报, 生成 Word and 加自评表 for the workbook that is open in Excel.

A thin door to :mod:`toolkit.workflow`. The workbook as it stands, unsaved changes too, is copied to a temporary folder
and read from there; the same edits that the command line writes into a file are applied to the open workbook. Nothing
is saved: closing without saving takes everything back. However a button ends, a readable message box says so.
"""

from __future__ import annotations

import operator
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from . import workflow
from .addresses import position
from .comments import WIDTH, block_of, box_height, changed_text, our_block
from .edits import TEXT_FORMAT, Edit, EditedRows, Mark, NewRows, cell_edits
from .errors import OutputError, ToolkitError, WorkbookError
from .files import scratch_folder
from .findings import Severity, by_level
from .findings_report import places, verdict
from .former_results import former_results
from .run import command
from .text import clean_text

TITLE = "部门决算公开工具"
FAILED = """程序出错，这次操作没有完成。
打开着的工作簿可能只改了一部分；关闭时选“不保存”，就回到上次保存的样子。
请把下面的日志文件交给维护人员："""
#: How many findings a message box lists; the 校验 sheet has them all.
LISTED = 5
#: An array holding a longer text is refused by Excel; such a cell is written alone.
LONGEST_IN_ARRAY = 8000

_COLOURS = frozenset(tuple(bytes.fromhex(mark.value)) for mark in Mark if mark is not Mark.NONE)

_POINTS = 0.75  # a pixel

#: The open workbook and cells of it (``xlwings.Book``, ``xlwings.Range``); xlwings is imported when a button is pressed.
Book = Any
Range = Any
#: Row and column, both from 1.
Place = tuple[int, int]
#: What Excel is given for one cell.
Content = float | int | str | None
T = TypeVar("T")


@dataclass(frozen=True)
class Message:
    """What a button says when it is done."""

    text: str
    critical: bool = False


def check() -> None:
    """校验: the findings into the 校验 sheet and as marks, a summary on the screen."""
    _press(_check)


def fill() -> None:
    """填报: formulas, narrative drafts, the 校验 sheet and marks into the open workbook."""
    _press(_fill)


def word() -> None:
    """生成 Word: the document beside the workbook, under the same name."""
    _press(_word)


def add_form() -> None:
    """加自评表: one more blank sheet of the form that is shown, else of 自评表, behind those there are."""
    _press(_add_form)


def _check(book: Book) -> Message:
    with _copy(book) as path:
        checked = workflow.check(path, folder=_beside(book))
        apply_edits(book, workflow.check_sheet(checked))
    return Message(
        _summary(checked) + "\n\n结果已写入“校验”工作表，有关单元格已标色、加了批注；工作簿尚未保存。",
        checked.has_errors,
    )


def _fill(book: Book) -> Message:
    with _copy(book) as path:
        filled = workflow.fill(workflow.check(path, folder=_beside(book)))
        apply_edits(book, filled.edits, filled.new_rows)
    text = "填报完成，已写入公式、情况说明的草稿和“校验”工作表；工作簿尚未保存。"
    return Message(f"{text}\n\n{_summary(filled.checked)}", filled.checked.has_errors)


def _word(book: Book) -> Message:
    target = _folder(book) / f"{Path(book.name).stem}.docx"
    if target.exists() and book.app.alert(f"“{target.name}”已经存在，要覆盖它吗？", TITLE, "yes_no", "info") != "yes":
        return Message("没有生成 Word 文档，原有的文件没有改动。")
    original = target.with_name(book.name)
    with _copy(book) as path, command(force=True) as run:  # the person has been asked
        run.note_copy(path, original)
        filled = workflow.fill(workflow.check(path, folder=_beside(book)))
        unfinished = workflow.save_document(filled, target)
        numbered = workflow.number_pages([target])
        former = "".join(f"\n{each.sentence}" for each in former_results(target, original))
    contents = "" if numbered else "\n打开后请按 Ctrl+A、F9 更新目录的页码。"
    missing = f"\n文档还没有写完：{len(unfinished)} 处【待补充】已标成黄色。" if unfinished else ""
    return Message(
        f"已生成：\n{target}{contents}{missing}{former}\n\n{_summary(filled.checked)}", filled.checked.has_errors
    )


def _add_form(book: Book) -> Message:
    with _copy(book) as path:
        blank = workflow.blank_form(path, book.sheets.active.name)
        donor_path = path.with_name(f"juesuan-{blank.names[0]}.xlsx")
        donor_path.write_bytes(blank.book)
        donor = book.app.books.open(str(donor_path))
        try:
            donor.sheets[0].copy(after=book.sheets[blank.behind])
        finally:
            donor.close()
    return Message(f"已加上工作表“{blank.names[0]}”，在“{blank.behind}”后面；工作簿尚未保存。")


def _summary(checked: workflow.Checked) -> str:
    """How the workbook stands, and the first findings with their places."""
    levels = by_level(checked.findings)
    serious = [finding for severity in (Severity.ERROR, Severity.WARNING) for finding in levels.get(severity.label, ())]
    lines = [verdict(checked.findings)]
    for finding in serious[:LISTED]:
        place = f"（{places(finding.cells, 3)}）" if finding.cells else ""
        lines.append(f"【{finding.severity.label}】{finding.message}{place}")
    if len(serious) > LISTED:
        lines.append(f"……另有 {len(serious) - LISTED} 处。")
    return "\n".join(lines)


# -- the button as a whole ------------------------------------------------------------------------------------------


def _press(action: Callable[[Book], Message]) -> None:
    """Run a button's action on the workbook it was pressed in; every end of it is a message box."""
    import xlwings

    try:
        book = xlwings.Book.caller()
    except Exception:
        app = xlwings.apps.active
        if app is None:
            raise
        text = f"找不到按下按钮的工作簿。文件名中如有等号（=），请改名后再试。\n详情已记入：\n{_log()}"
        app.alert(text, TITLE, mode="critical")
        return
    try:
        message = action(book)
    except ToolkitError as error:
        message = Message(str(error), critical=True)
    except Exception:
        message = Message(f"{FAILED}\n{_log()}", critical=True)
    book.app.alert(message.text, TITLE, mode="critical" if message.critical else "info")


def _log() -> Path:
    """Write the exception being handled into the user's temporary folder (with a BOM, for Notepad)."""
    path = Path(tempfile.gettempdir()) / "juesuan-error.log"
    path.write_text(traceback.format_exc(), encoding="utf-8-sig")
    return path


# -- reading the open workbook --------------------------------------------------------------------------------------


@contextmanager
def _copy(book: Book) -> Iterator[Path]:
    """The open workbook as it stands now, as a file of the same name in a temporary folder."""
    name = book.name if Path(book.name).suffix else f"{book.name}.xlsx"  # never saved: 工作簿1
    with scratch_folder() as folder:
        path = folder / name
        book.app.calculate()  # under manual calculation results may be behind what was typed
        book.api.SaveCopyAs(str(path))
        yield path


def _beside(book: Book) -> Path | None:
    """The folder where last year's workbook may lie; None for one that is not on this computer."""
    try:
        return _folder(book)
    except OutputError:
        return None


def _folder(book: Book) -> Path:
    """The folder the workbook lies in. Raises OutputError when there is none on this computer."""
    try:
        fullname = book.fullname
    except Exception as error:  # xlwings raises one of several when it cannot map a cloud address to a folder
        raise OutputError(
            "工作簿在网盘（OneDrive、SharePoint）上，找不到它在本机的位置；请另存到本机文件夹后再试。", path=book.name
        ) from error
    folder = Path(fullname).parent
    if "://" in fullname or not Path(fullname).is_absolute():
        raise OutputError("工作簿还没有保存到本机，不知道把 Word 文档放在哪里；请先保存再试。", path=book.name)
    return folder


# -- writing into the open workbook ---------------------------------------------------------------------------------


@dataclass
class _Changes:
    """What is to change in one sheet, by (row, column): contents as Excel takes them, marks, our comments."""

    contents: dict[Place, Content] = field(default_factory=dict)
    marks: dict[Place, Mark] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)


def apply_edits(book: Book, edits: Iterable[Edit | EditedRows], new_rows: Sequence[NewRows] = ()) -> None:
    """Write ``edits`` into the open workbook, in as few calls as its columns allow; nothing is saved.

    ``new_rows`` are put in first, by Excel itself, so that whatever names a row follows it. Of several edits of one cell the last content, mark and comment win. Raises WorkbookError, before anything is
    written, when a sheet is missing or protected.
    """
    changes = _by_sheet(cell_edits(edits))
    for name in dict.fromkeys([*changes, *(new.sheet for new in new_rows)]):
        _require_writable(book, name)
    updating = book.app.screen_updating
    book.app.screen_updating = False
    try:
        for new in sorted(new_rows, key=lambda new: -new.before):  # from below: each is named as the sheet stands
            beside = "format_from_left_or_above" if new.like_above else "format_from_right_or_below"
            book.sheets[new.sheet].range(f"{new.before}:{new.before + new.rows - 1}").insert("down", beside)
        for name, change in changes.items():
            sheet = book.sheets[name]
            for first, last, contents in _runs(change.contents, _written_together):
                _write(sheet.range(first, last), contents, change.formats)
            for first, last, marks in _runs(change.marks, operator.eq):
                _paint(sheet.range(first, last), marks[0])
            for row, points in change.heights.items():
                sheet.range((row, 1)).row_height = points
            if change.comments and not sheet.api.ProtectDrawingObjects:
                for place, text in change.comments.items():
                    _comment(sheet.range(place), text)
    finally:
        book.app.screen_updating = updating


def _by_sheet(edits: Iterable[Edit]) -> dict[str, _Changes]:
    sheets: dict[str, _Changes] = {}
    for edit in edits:
        place = position(edit.address)
        change = sheets.setdefault(edit.sheet, _Changes())
        if not edit.keep_value:
            change.contents[place] = _content(edit)
        if edit.mark is not None:
            change.marks[place] = edit.mark
        if edit.comment is not None:
            change.comments[place] = edit.comment
        if edit.number_format:
            change.formats[place] = edit.number_format
        if edit.height is not None:
            change.heights[place[0]] = edit.height
    return sheets


def _content(edit: Edit) -> Content:
    """What Excel is given. Text goes behind an apostrophe, which Excel takes as "as typed" and does not show: else it
    would turn 2023-1 into a date and =1+1 into a formula. A cell in Excel holds a double, so a Decimal ends here.
    """
    if edit.formula is not None:
        return f"={edit.formula}"
    if isinstance(edit.value, str):
        text = clean_text(edit.value)
        return f"'{text}" if text else None
    return edit.value if edit.value is None or isinstance(edit.value, int) else float(edit.value)


def _require_writable(book: Book, name: str) -> None:
    if name not in [sheet.name for sheet in book.sheets]:
        raise WorkbookError("没有这个工作表；是不是改过名？", path=book.name, sheet=name)
    if book.sheets[name].api.ProtectContents:
        raise WorkbookError(
            "受保护，无法写入；请先在“审阅”中撤销工作表保护，再按一次按钮。", path=book.name, sheet=name
        )


def _runs(cells: Mapping[Place, T], together: Callable[[T, T], bool]) -> Iterator[tuple[Place, Place, list[T]]]:
    """Stretches of cells that lie one under the other and go together: first place, last place, what they hold."""
    first, held = (0, 0), list[T]()
    for row, column in sorted(cells, key=lambda place: (place[1], place[0])):
        cell = cells[row, column]
        if held and (row, column) == (first[0] + len(held), first[1]) and together(held[-1], cell):
            held.append(cell)
            continue
        if held:
            yield first, (first[0] + len(held) - 1, first[1]), held
        first, held = (row, column), [cell]
    if held:
        yield first, (first[0] + len(held) - 1, first[1]), held


def _written_together(one: Content, other: Content) -> bool:
    if _is_text(one) != _is_text(other):
        return False
    return not any(isinstance(content, str) and len(content) > LONGEST_IN_ARRAY for content in (one, other))


def _is_text(content: Content) -> bool:
    return isinstance(content, str) and content.startswith("'")


def _write(cells: Range, contents: list[Content], formats: Mapping[Place, str]) -> None:
    if not _is_text(contents[0]):
        _lift_text_format(cells, formats)
    cells.value = [[content] for content in contents]


def _lift_text_format(cells: Range, formats: Mapping[Place, str]) -> None:
    """Cells formatted as text would show a formula's letters and store a number as text."""
    if cells.number_format in (TEXT_FORMAT, None):  # None: not all cells have the same format
        for cell in cells:
            if cell.number_format == TEXT_FORMAT:
                cell.number_format = formats.get((cell.row, cell.column)) or "General"


def _paint(cells: Range, mark: Mark) -> None:
    if mark is not Mark.NONE:
        cells.color = f"#{mark.value}"
        return
    for cell in cells:
        if cell.color in _COLOURS:
            cell.color = None


def _comment(cell: Range, text: str) -> None:
    """Let our comment on a cell say ``text`` ("": nothing). Excel signs it with the user's name; our block names us.

    A comment of anyone else and a conversation (threaded comments; older Excel has none) stay as they are.
    """
    if getattr(cell.api, "CommentThreaded", None) is not None:
        return
    note, block = cell.note, block_of(text)
    before: str | None = None if note is None else note.text
    now = changed_text(before, "" if note is None else note.api.Author, block)
    if now == (before or ""):
        return
    if before is None:
        shape = cell.api.AddComment(now).Shape
        shape.Width, shape.Height = WIDTH * _POINTS, box_height(block) * _POINTS
    elif now:
        note.text = now
        note.api.Shape.Height += (box_height(block) - box_height(our_block(before))) * _POINTS
    else:
        note.delete()
