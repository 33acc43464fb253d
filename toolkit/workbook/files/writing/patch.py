"""Writing into a user's workbook without Excel: only the sheet parts that change are touched, all else stays as it was.

openpyxl's load and save would drop stored results, shapes, newer validations and more; a patch keeps every other part
byte for byte. Each formula is written with its stored result, and Excel is told to recalculate when it opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path

from lxml import etree

from ....addresses import position
from ....edits import Edit, EditedRows, NewRows, cell_edits
from ....errors import OutputError, WorkbookError
from ....outputs.files import replacing
from ..blank_rows import HeldRows
from .fills import Styles
from .numbered import tops_of_merges
from .package import Package, relation_type
from .page_fit import Printed, fitted, is_ours, printed_parts
from .schema_order import put_in_order
from .sheet_part import SheetPart

#: What a workbook without looks gets when a cell is marked: one plain font, fill, border and cell format.
_NO_STYLES = (
    '<styleSheet xmlns="{}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><borders count="1">'
    '<border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>'
)
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
#: No more digits than Excel has formats.
_STYLE_NUMBER = re.compile(rb"""\s(?:s|style)=["']([0-9]{1,5})["']""")
_LONGEST_NUMBER = len(" style='12345'")
_SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
}


def apply_edits(
    source: Path, target: Path, edits: Sequence[Edit | EditedRows], new_rows: Sequence[NewRows] = ()
) -> None:
    """Write ``edits`` into a copy of the workbook ``source`` at ``target`` (which may be ``source`` itself).

    ``new_rows`` are put in first; the addresses of the edits are those of afterwards.
    Cells keep their style; later edits of one cell override earlier ones, value, mark and comment each for itself.
    Sheets must exist. Raises WorkbookError when the source cannot be used or a cell cannot be written (array formulas,
    cells covered by a merged area, too long texts), OutputError when the target cannot be written; nothing is left
    then.
    """
    package = Package.open(source)
    book = package.main_part()
    check_suffix(package, book, target)
    sheets = sheet_parts(package, book)
    styles = _StyleSheet(package, book)
    merged, tables = _merged(edits)
    if missing := next((sheet for sheet in merged if sheet not in sheets), ""):
        raise WorkbookError(f"没有名为“{missing}”的工作表；是不是改过名？", path=source)
    held = {
        sheet: _parsed(package, part, _rows_before(sheet, merged.get(sheet, ()), tables.get(sheet), new_rows))
        for sheet, part in sheets.items()
        if sheet in merged or new_rows
    }
    if new_rows:
        from .new_rows import put_in_rows  # few workbooks need any

        put_in_rows(package, book, sheets, new_rows)
        for sheet, rows in held.items():
            if package.is_changed(sheets[sheet]):
                package.changed(sheets[sheet], rows.put_back)
    printed, numbers = printed_parts(package.part(book)), {sheet: number for number, sheet in enumerate(sheets)}
    for sheet, changes in merged.items():
        part = SheetPart(package.part(sheets[sheet]), sheet, source, held[sheet])
        if table := tables.get(sheet):
            part.set_rows(table)
        for (row, column), edit in sorted(changes.items()):
            if not edit.keep_value:
                part.set_content(row, column, edit.value, edit.formula)
            if edit.mark is not None or edit.height is not None or edit.number_format:
                _dress(part, row, column, edit, styles)
        texts = {place: edit.comment for place, edit in changes.items() if edit.comment is not None}
        if texts:
            from .comment_parts import set_comments  # a clean workbook has none

            part.touched |= set_comments(package, sheets[sheet], texts)
        part.finish()
        if part.touched:
            finish = held[sheet].put_back
            root = package.part(sheets[sheet])
            if is_ours(root):
                finish = partial(_on_pages, finish, root, printed.get(numbers[sheet], Printed()))
            package.changed(sheets[sheet], finish)
    styles.finish()
    if tables or not all(edit.keep_value for changes in merged.values() for edit in changes.values()):
        package.drop(book, "calcChain")  # Excel rebuilds it; a stale one makes it "repair" the file
        _recalculate_on_load(package, book)
    with replacing(target) as temporary:
        package.write(temporary)


def _rows_before(
    sheet: str, places: Iterable[tuple[int, int]], table: EditedRows | None, new_rows: Sequence[NewRows]
) -> set[int]:
    """The rows that will be edited as they are numbered before any are put in, and where those go (maybe some more)."""
    new = [each for each in new_rows if each.sheet == sheet]
    steps = [0, *accumulate(each.rows for each in new)]
    rows = {row for row, _ in places}.union(range(table.first, table.first + len(table.rows)) if table else ())
    return {row - step for row in rows for step in steps} | {row for each in new for row in (each.before, each.like)}


def _parsed(package: Package, part: str, rows: set[int]) -> HeldRows:
    """Have a sheet part parsed of which these rows will be edited; long runs of blank ones elsewhere are held back."""
    held = HeldRows(rows)
    root = package.part(part, held)
    more = set() if held.is_empty else tops_of_merges(root, rows) - rows  # a merged area's first cell bears its mark
    return _parsed(package, part, rows | more) if more else held


def _on_pages(
    finish: Callable[[bytes], Iterable[bytes]], root: etree._Element, printed: Printed, part: bytes
) -> Iterator[bytes]:
    yield fitted(b"".join(finish(part)), root, printed)


def sheet_parts(package: Package, book: str) -> dict[str, str]:
    """Sheet name → name of its part, in the order of the tabs; of two with one name the first, as they are read."""
    parts = {rel.id: rel.target for rel in package.relationships(book)}
    found: dict[str, str] = {}
    for sheet in package.part(book).iterfind("{*}sheets/{*}sheet"):
        for key, rel_id in sheet.attrib.items():
            if etree.QName(key).localname == "id" and rel_id in parts:
                found.setdefault(sheet.get("name", ""), parts[rel_id])
    return found


def style_part(package: Package, book: str) -> str:
    """The name of the styles part, which a workbook that has none gets."""
    related = next((rel.target for rel in package.relationships(book) if rel.kind == "styles"), "")
    name = related or package.free_name("xl/styles{}.xml")
    if name not in package:
        root = package.part(book)
        package.add(name, etree.fromstring(_NO_STYLES.format(etree.QName(root).namespace)), _STYLES_TYPE)
        if not related:
            package.relate(book, relation_type(root, "styles"), name)
    return name


def largest_style(package: Package, book: str) -> int:
    """The largest number of a cell format that anything in a sheet bears, whether there is such a format or not."""
    numbers: set[bytes] = set()
    for rel in package.relationships(book):
        if rel.kind == "worksheet" and rel.target in package.parts:
            end = b""  # of the piece before, where a number may be cut in two
            for piece in package.parts.chunks(rel.target):
                numbers.update(_STYLE_NUMBER.findall(end + piece))
                end = piece[-_LONGEST_NUMBER:]
    return max(map(int, numbers), default=0)


class _StyleSheet:
    """The styles part, read when the first mark asks for it, made when there is none."""

    def __init__(self, package: Package, book: str) -> None:
        self._package, self._book, self._name = package, book, ""
        self._styles: Styles | None = None

    @property
    def styles(self) -> Styles:
        if self._styles is None:
            self._name = style_part(self._package, self._book)
            root = self._package.part(self._name)
            if etree.QName(root).localname != "styleSheet":  # another part under its name: Excel opens no such file
                raise self._package.parts.damaged(self._name)
            self._styles = Styles(root, partial(largest_style, self._package, self._book))
        return self._styles

    def finish(self) -> None:
        if self._styles is not None and self._styles.touched:
            self._package.changed(self._name)


def check_suffix(package: Package, book: str, target: Path) -> None:
    """Excel refuses a file whose suffix and content disagree about macros."""
    suffix = _SUFFIXES.get(package.content_type(book))
    if suffix is not None and target.suffix.lower() != suffix:
        if package.path.suffix.lower() == suffix:
            raise OutputError(f"原文件是 {suffix} 格式，结果也请以 {suffix} 为扩展名。", path=target)
        why = f"原文件“{package.path.name}”的内容是 {suffix} 格式，扩展名不同的 Excel 打不开；请把原文件和结果的扩展名都改成 {suffix}。"
        raise OutputError(why, path=target)


_Sheets = dict[str, dict[tuple[int, int], Edit]]


def _merged(edits: Sequence[Edit | EditedRows]) -> tuple[_Sheets, Mapping[str, EditedRows]]:
    """One edit a cell, by sheet and place, where the last content, mark and comment win; and by sheet the rows none of
    whose cells anything else is said of."""
    sheets = _by_place(edit for edit in edits if isinstance(edit, Edit))
    tables: dict[str, EditedRows] = {}
    for table in edits:
        if isinstance(table, EditedRows):
            if table.sheet in tables or _meets(table, sheets.get(table.sheet, ())):
                return _by_place(cell_edits(edits)), {}
            tables[table.sheet] = table
    return {**{name: {} for name in tables}, **sheets}, tables


def _meets(table: EditedRows, places: Iterable[tuple[int, int]]) -> bool:
    return any(0 <= row - table.first < len(table.rows) and column in table.columns for row, column in places)


def _by_place(edits: Iterable[Edit]) -> _Sheets:
    sheets: _Sheets = {}
    for edit in edits:
        cells = sheets.setdefault(edit.sheet, {})
        place = position(edit.address)
        before = cells.get(place)
        if before is not None:
            content = before if edit.keep_value else edit
            mark = before.mark if edit.mark is None else edit.mark
            comment = before.comment if edit.comment is None else edit.comment
            number_format = edit.number_format or before.number_format
            edit = content._replace(
                mark=mark, height=edit.height or before.height, comment=comment, number_format=number_format
            )
        cells[place] = edit
    return sheets


def _dress(part: SheetPart, row: int, column: int, edit: Edit, styles: _StyleSheet) -> None:
    """The height, the number format and the mark of a cell that has its content."""
    if edit.height is not None:
        part.set_height(row, edit.height)
    if edit.number_format:
        style = part.style(row, column)
        formatted = styles.styles.formatted(style, edit.number_format)
        if formatted != style:
            part.set_style(row, column, formatted)
    if edit.mark is not None:
        area = part.merged_area(row, column)
        if area is not None:  # the anchor's style is what a merged area shows
            row, column = area.top, area.left
        style = part.style(row, column)
        marked = styles.styles.marked(style, edit.mark)
        if marked != style:
            part.set_style(row, column, marked)


def _recalculate_on_load(package: Package, book: str) -> None:
    root = package.part(book)
    calc = root.find("{*}calcPr")
    if calc is None:
        calc = etree.Element(f"{{{etree.QName(root).namespace}}}calcPr")
        put_in_order(root, calc)
    if calc.get("fullCalcOnLoad") != "1":
        calc.set("fullCalcOnLoad", "1")
        package.changed(book)
