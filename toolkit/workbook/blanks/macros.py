"""Macro buttons put into a finished workbook, without Excel. For maintainers: users open the result.

The VBA project holds the modules of ``templates/national/macros`` and the stand-alone ``RunPython`` of the installed
xlwings, so that a user needs no add-in. Everything else in the package stays byte for byte, except what must know of
the project or the buttons: content types, relationships, code names of the sheets, and the one VML part. The same
input gives the same bytes.
"""

from __future__ import annotations

import re
import struct
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from ...errors import ToolkitError, WorkbookError
from ...outputs.files import replacing
from ...profiles import templates_folder
from ..files.writing.comment_parts import add_legacy_drawing
from ..files.writing.package import Package
from ..files.writing.patch import sheet_parts

if TYPE_CHECKING:
    from pyopenvba.vba import VBAProject

#: Caption and macro of each button. Captions are Chinese; macro names are ASCII, because a Chinese name resolves only
#: where Windows' own code page is Chinese.
BUTTONS = (
    ("校验", "JuesuanCheck"),
    ("填报", "JuesuanFill"),
    ("生成 Word", "JuesuanWord"),
    ("收回 Word", "JuesuanAbsorb"),
    ("加自评表", "JuesuanAddForm"),
)

#: Simplified Chinese (GBK), what a Chinese Windows expects of the text in a VBA project.
CODE_PAGE = 936

_V, _O, _X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_XLSM = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_BUTTON_WIDTH, _DEFAULT_WIDTH = 72, 64  # pixels: of a button, and of a column that states no width

_EMPTY_VML = f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"/>'
_LAYOUT = """<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>"""
_SHAPE_TYPE = """<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe">\
<v:stroke joinstyle="miter"/>\
<v:path shadowok="f" o:extrusionok="f" strokeok="f" fillok="f" o:connecttype="rect"/>\
<o:lock v:ext="edit" shapetype="t"/></v:shapetype>"""
_SHAPE = """<v:shape id="_x0000_s{id}" type="#_x0000_t201" style="position:absolute;z-index:{z}" o:button="t" \
fillcolor="buttonFace [67]" strokecolor="windowText [64]" o:insetmode="auto">\
<v:fill color2="buttonFace [67]" o:detectmouseclick="t"/><o:lock v:ext="edit" rotation="t"/>\
<v:textbox style="mso-direction-alt:auto" o:singleclick="f"><div style="text-align:center">\
<font face="宋体" size="220" color="#000000">{caption}</font></div></v:textbox>\
<x:ClientData ObjectType="Button"><x:Anchor>{anchor}</x:Anchor><x:PrintObject>False</x:PrintObject>\
<x:AutoFill>False</x:AutoFill><x:FmlaMacro>[0]!{macro}</x:FmlaMacro>\
<x:TextHAlign>Center</x:TextHAlign><x:TextVAlign>Center</x:TextVAlign></x:ClientData></v:shape>"""


def add_buttons(source: Path, target: Path, sheet: str) -> None:
    """Write ``source`` (.xlsx) as ``target`` (.xlsm) with the VBA project and the buttons on ``sheet``.

    The buttons stand below what the sheet holds and are not printed. Raises WorkbookError when the source cannot be
    read, has no such sheet or has macros already, ToolkitError when the maintainer's packages are not installed.
    """
    if target.suffix != ".xlsm":
        raise WorkbookError("带宏按钮的工作簿只能存为 .xlsm 文件，请改一下文件名。", path=target)
    package = Package.open(source)
    book = package.main_part()
    if any(rel.kind == "vbaProject" for rel in package.relationships(book)):
        raise WorkbookError("已经含有宏，请用不带宏的 .xlsx 作为来源。", path=source)
    part = sheet_parts(package, book).get(sheet)
    if part is None:
        raise WorkbookError(f"没有名为“{sheet}”的工作表，无处放置按钮。", path=source)
    package.declare(book, _XLSM)
    _draw_buttons(package, part)
    with replacing(target) as temporary:
        package.write(temporary)
        _add_project(temporary)


def _draw_buttons(package: Package, sheet_part: str) -> None:
    sheet = package.part(sheet_part)
    vml_part = _vml_part(package, sheet_part)
    vml = package.part(vml_part) if vml_part else etree.fromstring(_EMPTY_VML)
    taken = [int(number) for number in re.findall(r"_x0000_s(\d+)", etree.tostring(vml, encoding="unicode"))]
    # Office numbers shapes in blocks of 1024, one block a sheet; comments have begun one when they are there.
    first = max(taken, default=1024) + 1
    if vml.find(f"{{{_O}}}shapelayout") is None:
        vml.insert(0, _vml_element(_LAYOUT.format(block=first // 1024)))
    vml.append(_vml_element(_SHAPE_TYPE))
    for place, (caption, macro) in enumerate(BUTTONS):
        shape = _SHAPE.format(
            id=first + place, z=len(taken) + place + 1, caption=caption, macro=macro, anchor=_anchor(sheet, place)
        )
        vml.append(_vml_element(shape))
    drawn = etree.tostring(vml, encoding="UTF-8")
    if vml_part:
        package.replace(vml_part, drawn)
    else:
        add_legacy_drawing(package, sheet_part, drawn)
        package.changed(sheet_part)


def _vml_part(package: Package, sheet_part: str) -> str:
    """The VML part that the comments of the sheet are drawn in, "" when it has none."""
    ids = {
        value for drawing in package.part(sheet_part).iterfind("{*}legacyDrawing") for value in drawing.attrib.values()
    }
    return next((rel.target for rel in package.relationships(sheet_part) if rel.id in ids), "")


def _anchor(sheet: etree._Element, place: int) -> str:
    """Where a button stands: all in one line, two rows high, below the last row that the sheet uses.

    Left column and offset in it, top row and offset, then right and bottom; counted from 0, offsets in pixels.
    """
    row = max((int(row.get("r", 0)) for row in sheet.iterfind("{*}sheetData/{*}row")), default=0) + 1
    left = 8 + place * (_BUTTON_WIDTH + 8)
    (first, start), (last, end) = (_column_at(sheet, pixel) for pixel in (left, left + _BUTTON_WIDTH))
    return f"{first}, {start}, {row}, 0, {last}, {end}, {row + 2}, 0"


def _column_at(sheet: etree._Element, pixel: int) -> tuple[int, int]:
    """Column (from 0) and offset in it of a distance from the left edge, at 7 pixels a character and 5 of padding."""
    widths = {
        column - 1: round(float(spec.get("width", 8)) * 7 + 5)
        for spec in sheet.iterfind("{*}cols/{*}col")
        for column in range(int(spec.get("min", 1)), int(spec.get("max", 1)) + 1)
    }
    column = 0
    while pixel >= (width := widths.get(column, _DEFAULT_WIDTH)):
        pixel -= width
        column += 1
    return column, pixel


def _vml_element(text: str) -> etree._Element:
    return etree.fromstring(_EMPTY_VML.replace("/>", f">{text}</xml>"))[0]


def _add_project(workbook: Path) -> None:
    """Give the macro-enabled workbook its VBA project."""
    try:
        from pyopenvba import ExcelFile
    except ImportError:
        raise ToolkitError("重新生成宏按钮需要 pyOpenVBA，请运行 pip install juesuan[build]。") from None
    with ExcelFile(workbook) as book:
        project = book.add_vba_project()
        _set_code_page(project)
        for source in _modules():
            name = re.match(r'Attribute VB_Name = "(\w+)"', source)
            assert name, "every .bas begins with its name"
            project.add_module(name[1], source)
        book.save()


def _set_code_page(project: VBAProject) -> None:
    """PROJECTCODEPAGE of the dir stream ([MS-OVBA] 2.3.4.2.1.4): without it Chinese text becomes question marks."""
    record = struct.pack("<HIH", 3, 2, project.code_page)
    project.dir_raw = project.dir_raw.replace(record, struct.pack("<HIH", 3, 2, CODE_PAGE), 1)
    project.code_page = CODE_PAGE


def _modules() -> list[str]:
    """Our modules in the order of their names, then xlwings' own; VBA wants CRLF."""
    try:
        xlwings = Path(str(distribution("xlwings").locate_file("xlwings/xlwings.bas")))
    except PackageNotFoundError:
        raise ToolkitError("重新生成宏按钮需要 xlwings，请运行 pip install juesuan[build]。") from None
    files = [*sorted((templates_folder() / "national" / "macros").glob("*.bas")), xlwings]
    return ["\r\n".join(file.read_text(encoding="utf-8").splitlines()) + "\r\n" for file in files]
