"""Adding whole sheets to a user's workbook without touching the others: their parts and looks move over, nothing else.

The donor is a workbook that openpyxl has just written: every text inside its cell, no part but sheets and styles that a
sheet depends on. The recipient is any .xlsx or .xlsm; of its parts only the workbook part, its relationships, the
content types and the styles part (to which looks are appended) change.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from ...errors import WorkbookError
from ..files.writing.fills import fill_up, largest_in, number_in, section
from ..files.writing.package import Package
from ..files.writing.patch import largest_style, style_part
from ..files.writing.schema_order import put_in_order
from .finish import finished_sheet, finished_styles

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TYPES = "[Content_Types].xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
#: What a sheet points to that is its own and goes with it.
_OF_A_SHEET = ("comments", "threadedComment", "vmlDrawing", "drawing", "printerSettings", "table")
_FIRST_OWN_FORMAT = 164  # number formats below are built in (ECMA-376, 18.8.30)


def transplant(donor: bytes, package: Package, leading: int, behind: int | None = None) -> None:
    """Add all sheets of the workbook ``donor``: the first ``leading`` before the sheets there are, the others behind the
    first ``behind`` of them (None: behind all).

    Their names must be free. Raises WorkbookError for a recipient that is saved as "Strict Open XML".
    """
    book_part, book, styles = _recipient(package)
    with zipfile.ZipFile(io.BytesIO(donor)) as archive:
        donor_book = etree.fromstring(archive.read("xl/workbook.xml"))
        donor_styles = etree.fromstring(finished_styles(archive.read("xl/styles.xml")))
        looks = _Looks(package.part(styles), donor_styles, largest_style(package, book_part))
        added = []
        for number, sheet in enumerate(donor_book.iterfind("{*}sheets/{*}sheet"), 1):
            part = _move_sheet(archive, f"xl/worksheets/sheet{number}.xml", package, looks)
            added.append((sheet.get("name", ""), package.relate(book_part, f"{_RELATIONS}/worksheet", part)))
    there = len(book.findall("{*}sheets/{*}sheet"))
    where = _Places(leading, len(added) - leading, there if behind is None else behind)
    _list_sheets(book, added, where)
    _move_names(book, donor_book, where)
    package.changed(book_part)
    package.changed(styles)


def _recipient(package: Package) -> tuple[str, etree._Element, str]:
    """The workbook part with its root, and the name of the part with the looks."""
    book_part = package.main_part()
    book = package.part(book_part)
    if etree.QName(book).namespace != _MAIN:
        raise WorkbookError("工作簿存成了“Strict Open XML”，请用 Excel 另存为普通的 .xlsx 后再试。", path=package.path)
    return book_part, book, style_part(package, book_part)


def replace_sheets(donor: bytes, package: Package) -> None:
    """Put each sheet of the workbook ``donor`` in the place of the one of its name: place among the tabs, number and
    name for macros stay.

    Raises WorkbookError for a recipient that is saved as "Strict Open XML".
    """
    book_part, book, styles = _recipient(package)
    lines = {line.get("name", ""): (number, line) for number, line in enumerate(book.iterfind("{*}sheets/{*}sheet"))}
    targets = {rel.id: rel.target for rel in package.relationships(book_part)}
    with zipfile.ZipFile(io.BytesIO(donor)) as archive:
        donor_book = etree.fromstring(archive.read("xl/workbook.xml"))
        donor_styles = etree.fromstring(finished_styles(archive.read("xl/styles.xml")))
        looks = _Looks(package.part(styles), donor_styles, largest_style(package, book_part))
        places = []
        for number, sheet in enumerate(donor_book.iterfind("{*}sheets/{*}sheet"), 1):
            place, line = lines[sheet.get("name", "")]
            places.append(place)
            old = targets[line.get(f"{{{_RELATIONS}}}id", "")]
            part = _move_sheet(archive, f"xl/worksheets/sheet{number}.xml", package, looks)
            _name_for_macros(package.part(old), package.part(part))
            for kind in _OF_A_SHEET:
                package.drop(old, kind)
            package.drop(book_part, "worksheet", old)
            line.set(f"{{{_RELATIONS}}}id", package.relate(book_part, f"{_RELATIONS}/worksheet", part))
    _take_names(book, donor_book, places)
    package.drop(book_part, "calcChain")
    package.changed(book_part)
    package.changed(styles)


def _name_for_macros(old: etree._Element, new: etree._Element) -> None:
    """What macros call a sheet is a property of its part."""
    properties = old.find("{*}sheetPr")
    name = properties.get("codeName") if properties is not None else None
    here = new.find("{*}sheetPr")
    if name and here is not None:
        here.set("codeName", name)


def _take_names(book: etree._Element, donor_book: etree._Element, places: Sequence[int]) -> None:
    """Print areas and repeated rows of the sheets that came; those of the sheets that went go."""
    names = book.find("{*}definedNames")
    if names is None:
        names = etree.Element(f"{{{_MAIN}}}definedNames")
        put_in_order(book, names)
    for name in names.findall("{*}definedName[@localSheetId]"):
        if number_in(name, "localSheetId") in places:
            names.remove(name)
    for name in donor_book.findall("{*}definedNames/{*}definedName[@localSheetId]"):
        name.set("localSheetId", str(places[number_in(name, "localSheetId")]))
        names.append(name)


def _move_sheet(archive: zipfile.ZipFile, name: str, package: Package, looks: _Looks) -> str:
    """Add a donor's sheet with the parts it points to (notes); returns the name of its part here."""
    types = {each.get("PartName"): each.get("ContentType", "") for each in etree.fromstring(archive.read(_TYPES))}
    root = etree.fromstring(finished_sheet(archive.read(name)))
    looks.dress(root)
    for view in root.iterfind("{*}sheetViews/{*}sheetView"):
        _drop(view, "tabSelected")
    part = package.free_name("xl/worksheets/sheetNew{}.xml")
    package.add(part, root, _SHEET_TYPE)
    rels = name.replace("worksheets/", "worksheets/_rels/") + ".rels"
    for rel in etree.fromstring(archive.read(rels)) if rels in archive.namelist() else ():
        target = rel.get("Target", "")
        pointed = package.free_name("xl/notes/part{}" + posixpath.splitext(target)[1])
        content = etree.fromstring(archive.read(target.lstrip("/")))
        package.add(pointed, content, types.get(target) or _DRAWING_TYPE)
        package.relate(part, rel.get("Type", ""), pointed, rel.get("Id", ""))
    return part


class _Places(NamedTuple):
    """Where sheets are once some are added: ``leading`` in front, ``others`` behind the first ``behind`` there were."""

    leading: int
    others: int
    behind: int

    def of_old(self, number: int) -> int:
        return number + self.leading + (self.others if number >= self.behind else 0)

    def of_new(self, number: int) -> int:
        return number if number < self.leading else number + self.behind


def _list_sheets(book: etree._Element, added: Sequence[tuple[str, str]], where: _Places) -> None:
    """The sheets in the order of the tabs. The sheet that was open stays the open one."""
    sheets = book.find("{*}sheets")
    assert sheets is not None
    next_id = max((number_in(sheet, "sheetId") for sheet in sheets), default=0) + 1
    for number, (name, relation) in enumerate(added):
        attributes = {"name": name, "sheetId": str(next_id + number), f"{{{_RELATIONS}}}id": relation}
        sheets.insert(where.of_new(number), etree.Element(f"{{{_MAIN}}}sheet", attributes))
    for view in book.iterfind("{*}bookViews/{*}workbookView"):
        view.set("activeTab", str(where.of_old(number_in(view, "activeTab"))))
        _drop(view, "firstSheet")


def _drop(element: etree._Element, attribute: str) -> None:
    if attribute in element.attrib:
        del element.attrib[attribute]


def _move_names(book: etree._Element, donor_book: etree._Element, where: _Places) -> None:
    """Names that belong to one sheet (print areas, repeated rows) count the sheets: the donor's come along."""
    names = book.find("{*}definedNames")
    if names is None:
        names = etree.Element(f"{{{_MAIN}}}definedNames")
        put_in_order(book, names)
    for name in names.iterfind("{*}definedName[@localSheetId]"):
        name.set("localSheetId", str(where.of_old(number_in(name, "localSheetId"))))
    for name in donor_book.iterfind("{*}definedNames/{*}definedName[@localSheetId]"):
        name.set("localSheetId", str(where.of_new(number_in(name, "localSheetId"))))
        names.append(name)
    if not len(names):
        book.remove(names)


class _Looks:
    """The recipient's styles, with the donor's appended; ``dress`` makes a donor's sheet point to where they are now."""

    def __init__(self, styles: etree._Element, donor: etree._Element, largest_used: int) -> None:
        self._styles, self._donor = styles, donor
        for kind in ("font", "fill", "border"):
            fill_up(styles, f"{kind}s", largest_in(styles, f"{kind}Id"))
        fill_up(styles, "cellXfs", largest_used)
        formats = self._formats()
        shifts = {f"{kind}Id": self._append(f"{kind}s") for kind in ("font", "fill", "border")}
        self._xf_shift = self._append("cellXfs")
        self._dxf_shift = self._append("dxfs")
        for xf in list(section(styles, "cellXfs"))[self._xf_shift :]:
            xf.set("xfId", "0")
            xf.set("numFmtId", formats.get(xf.get("numFmtId", "0"), xf.get("numFmtId", "0")))
            for attribute, shift in shifts.items():
                xf.set(attribute, str(number_in(xf, attribute) + shift))
                xf.set(f"apply{attribute[0].upper()}{attribute[1:-2]}", "1")

    def dress(self, sheet: etree._Element) -> None:
        """Shift every reference of a sheet to a look."""
        for tag, attribute in (("c", "s"), ("row", "s"), ("col", "style")):
            for element in sheet.iter(f"{{{_MAIN}}}{tag}"):
                if attribute in element.attrib:
                    element.set(attribute, str(number_in(element, attribute) + self._xf_shift))
        for rule in sheet.iter(f"{{{_MAIN}}}cfRule"):
            if "dxfId" in rule.attrib:
                rule.set("dxfId", str(number_in(rule, "dxfId") + self._dxf_shift))

    def _append(self, kind: str) -> int:
        """Append the donor's looks of one kind; returns how many there were before."""
        looks = section(self._styles, kind)
        before = len(looks)
        looks.extend(deepcopy(child) for child in section(self._donor, kind))
        looks.set("count", str(len(looks)))
        return before

    def _formats(self) -> Mapping[str, str]:
        """The donor's own number formats, added under free numbers: their number there → their number here."""
        formats = section(self._styles, "numFmts")
        known = {each.get("formatCode", ""): each.get("numFmtId", "") for each in formats}
        free = max((number_in(each, "numFmtId") for each in formats), default=_FIRST_OWN_FORMAT - 1) + 1
        numbers = {}
        for each in section(self._donor, "numFmts"):
            code = each.get("formatCode", "")
            if code not in known:
                known[code] = str(max(free, _FIRST_OWN_FORMAT))
                free = int(known[code]) + 1
                etree.SubElement(formats, f"{{{_MAIN}}}numFmt", numFmtId=known[code], formatCode=code)
            numbers[each.get("numFmtId", "")] = known[code]
        formats.set("count", str(len(formats)))
        if not len(formats):
            self._styles.remove(formats)
        return numbers
