"""Writing into a user's workbook without Excel: only the sheet parts that change are touched, all else stays as it was.

openpyxl's load and save would drop stored results, shapes, newer validations and more; a patch keeps every other part
byte for byte. Each formula is written with its stored result, and Excel is told to recalculate when it opens the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lxml import etree

from ...addresses import position
from ...edits import Edit, Mark
from ...errors import OutputError, WorkbookError
from ...files import replacing
from .fills import Styles
from .package import Package
from .schema_order import put_in_order
from .sheet_part import SheetPart

_SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
}


def apply_edits(source: Path, target: Path, edits: Sequence[Edit]) -> None:
    """Write ``edits`` into a copy of the workbook ``source`` at ``target`` (which may be ``source`` itself).

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
    for sheet, changes in _merged(edits).items():
        if sheet not in sheets:
            raise WorkbookError(f"没有名为“{sheet}”的工作表；是不是改过名？", path=source)
        part = SheetPart(package.part(sheets[sheet]), sheet, source)
        for row, column in sorted(changes):
            _apply(part, row, column, changes[row, column], styles)
        texts = {place: edit.comment for place, edit in changes.items() if edit.comment is not None}
        if texts:
            from .comment_parts import set_comments  # a clean workbook has none

            part.touched |= set_comments(package, sheets[sheet], texts)
        part.finish()
        if part.touched:
            package.changed(sheets[sheet], part.with_new_rows)
    styles.finish()
    if not all(edit.keep_value for edit in edits):
        package.drop(book, "calcChain")  # Excel rebuilds it; a stale one makes it "repair" the file
        _recalculate_on_load(package, book)
    with replacing(target) as temporary:
        package.write(temporary)


def sheet_parts(package: Package, book: str) -> dict[str, str]:
    """Sheet name → name of its part, in the order of the tabs."""
    parts = {rel.id: rel.target for rel in package.relationships(book)}
    return {
        sheet.get("name", ""): parts[rel_id]
        for sheet in package.part(book).iterfind("{*}sheets/{*}sheet")
        for key, rel_id in sheet.attrib.items()
        if etree.QName(key).localname == "id" and rel_id in parts
    }


def style_part_name(package: Package, book: str) -> str:
    """The name of the styles part, "" when the workbook has none."""
    return next((rel.target for rel in package.relationships(book) if rel.kind == "styles"), "")


class _StyleSheet:
    """The styles part, read when the first mark asks for it."""

    def __init__(self, package: Package, book: str) -> None:
        self._package, self._name = package, style_part_name(package, book)
        self._styles: Styles | None = None

    def marked(self, style: int, mark: Mark) -> int:
        if self._styles is None:
            self._styles = self._read()
        return self._styles.marked(style, mark)

    def _read(self) -> Styles:
        try:
            if self._name:
                return Styles(self._package.part(self._name))
        except KeyError:
            pass
        raise WorkbookError("工作簿的样式表不完整，请用 Excel 或 WPS 另存一份再试。", path=self._package.path)

    def finish(self) -> None:
        if self._styles is not None and self._styles.touched:
            self._package.changed(self._name)


def check_suffix(package: Package, book: str, target: Path) -> None:
    """Excel refuses a file whose suffix and content disagree about macros."""
    suffix = _SUFFIXES.get(package.content_type(book))
    if suffix is not None and target.suffix.lower() != suffix:
        raise OutputError(f"原文件是 {suffix} 格式，结果也请以 {suffix} 为扩展名。", path=target)


def _merged(edits: Iterable[Edit]) -> Mapping[str, Mapping[tuple[int, int], Edit]]:
    """One edit a cell, by sheet and place: the last content, mark and comment win."""
    sheets: dict[str, dict[tuple[int, int], Edit]] = {}
    for edit in edits:
        cells = sheets.setdefault(edit.sheet, {})
        place = position(edit.address)
        before = cells.get(place)
        if before is not None:
            content = before if edit.keep_value else edit
            mark = before.mark if edit.mark is None else edit.mark
            comment = before.comment if edit.comment is None else edit.comment
            edit = content._replace(mark=mark, height=edit.height or before.height, comment=comment)
        cells[place] = edit
    return sheets


def _apply(part: SheetPart, row: int, column: int, edit: Edit, styles: _StyleSheet) -> None:
    if not edit.keep_value:
        part.set_content(row, column, edit.value, edit.formula)
    if edit.height is not None:
        part.set_height(row, edit.height)
    if edit.mark is not None:
        area = part.merged_area(row, column)
        if area is not None:  # the anchor's style is what a merged area shows
            row, column = area.top, area.left
        style = part.style(row, column)
        marked = styles.marked(style, edit.mark)
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
