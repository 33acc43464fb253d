"""Macro buttons put into a finished workbook, without Excel. For maintainers: users open the result.

The VBA project holds the modules of ``templates/national/macros`` and the stand-alone ``RunPython`` of the installed
xlwings, so that a user needs no add-in. Everything else in the package stays byte for byte, except what must know of
the project or the buttons: content types, relationships, code names of the sheets, and the one VML part. The same
input gives the same bytes.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from ...errors import ToolkitError, WorkbookError
from ...files import replacing
from ...profiles import templates_folder

if TYPE_CHECKING:
    from pyopenvba.vba import VBAProject

#: Caption and macro of each button. Captions are Chinese; macro names are ASCII, because a Chinese name resolves only
#: where Windows' own code page is Chinese.
BUTTONS = (("校验", "JuesuanCheck"), ("填报", "JuesuanFill"), ("生成 Word", "JuesuanWord"))

#: Simplified Chinese (GBK), what a Chinese Windows expects of the text in a VBA project.
CODE_PAGE = 936

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_V, _O, _X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_XLSM = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
#: What the schema of a worksheet allows after legacyDrawing.
_AFTER = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_BUTTON_WIDTH, _DEFAULT_WIDTH = 96, 64  # pixels: of a button, and of a column that states no width
#: ZIP knows no earlier moment; a fixed one keeps the result reproducible.
_EPOCH = (1980, 1, 1, 0, 0, 0)

_EMPTY_VML = f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"/>'
_EMPTY_RELS = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'
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

Parts = dict[str, bytes]


def add_buttons(source: Path, target: Path, sheet: str) -> None:
    """Write ``source`` (.xlsx) as ``target`` (.xlsm) with the VBA project and the three buttons on ``sheet``.

    The buttons stand below what the sheet holds and are not printed. Raises WorkbookError when the source
    has no such sheet or has macros already, ToolkitError when the maintainer's packages are not installed.
    """
    if target.suffix != ".xlsm":
        raise WorkbookError("带宏按钮的工作簿必须以 .xlsm 为扩展名。", path=target)
    try:
        with zipfile.ZipFile(source) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise WorkbookError(f"无法读取（{error}）。", path=source) from None
    if "xl/vbaProject.bin" in parts:
        raise WorkbookError("已经含有宏，请用不带宏的 .xlsx 作为来源。", path=source)
    _declare(parts)
    _draw_buttons(parts, _sheet_part(parts, sheet, source))
    with replacing(target) as temporary:
        with zipfile.ZipFile(temporary, "w") as package:
            for name, data in parts.items():
                package.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
        _add_project(temporary)


def _declare(parts: Parts) -> None:
    """Content types: a workbook with macros, and VML parts."""
    types = etree.fromstring(parts["[Content_Types].xml"])
    for override in types.iterfind(f"{{{_PACKAGE}/content-types}}Override[@ContentType='{_XLSX}']"):
        override.set("ContentType", _XLSM)
    default = f"{{{_PACKAGE}/content-types}}Default"
    if not any(known.get("Extension") == "vml" for known in types.iterfind(default)):
        types.insert(0, etree.Element(default, Extension="vml", ContentType=_VML))
    parts["[Content_Types].xml"] = _xml(types)


def _sheet_part(parts: Parts, sheet: str, source: Path) -> str:
    """The part of the sheet with that name."""
    targets = {
        rel.get("Id"): posixpath.normpath(posixpath.join("/xl", rel.get("Target", "")))[1:]
        for rel in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    for found in etree.fromstring(parts["xl/workbook.xml"]).iterfind(f".//{{{_MAIN}}}sheet"):
        if found.get("name") == sheet:
            return targets[found.get(f"{{{_REL}}}id")]
    raise WorkbookError(f"没有名为“{sheet}”的工作表，无处放置按钮。", path=source)


def _draw_buttons(parts: Parts, sheet_part: str) -> None:
    vml_part = _vml_part(parts, sheet_part)
    vml = etree.fromstring(parts.get(vml_part, _EMPTY_VML.encode()))
    taken = [int(number) for number in re.findall(r"_x0000_s(\d+)", etree.tostring(vml, encoding="unicode"))]
    # Office numbers shapes in blocks of 1024, one block a sheet; comments have begun one when they are there.
    first = max(taken, default=1024) + 1
    if vml.find(f"{{{_O}}}shapelayout") is None:
        vml.insert(0, _vml_element(_LAYOUT.format(block=first // 1024)))
    vml.append(_vml_element(_SHAPE_TYPE))
    for place, (caption, macro) in enumerate(BUTTONS):
        anchor = _anchor(etree.fromstring(parts[sheet_part]), place)
        shape = _SHAPE.format(id=first + place, z=len(taken) + place + 1, caption=caption, macro=macro, anchor=anchor)
        vml.append(_vml_element(shape))
    parts[vml_part] = etree.tostring(vml, encoding="UTF-8")


def _vml_part(parts: Parts, sheet_part: str) -> str:
    """The sheet's VML part: the one its comments are drawn in, else a new one that the sheet is made to point to."""
    folder, name = posixpath.split(sheet_part)
    rels_part = f"{folder}/_rels/{name}.rels"
    sheet = etree.fromstring(parts[sheet_part])
    rels = etree.fromstring(parts.get(rels_part, _EMPTY_RELS.encode()))
    drawing = sheet.find(f"{{{_MAIN}}}legacyDrawing")
    if drawing is not None:
        target = next(rel.get("Target", "") for rel in rels if rel.get("Id") == drawing.get(f"{{{_REL}}}id"))
        return posixpath.normpath(posixpath.join("/" + folder, target))[1:]
    part = f"xl/drawings/buttons-{Path(name).stem}.vml"
    etree.SubElement(
        rels, f"{{{_PACKAGE}/relationships}}Relationship", Id="rIdButtons", Type=f"{_REL}/vmlDrawing", Target=f"/{part}"
    )
    drawing = etree.Element(f"{{{_MAIN}}}legacyDrawing", {f"{{{_REL}}}id": "rIdButtons"}, nsmap={"r": _REL})
    later = next((child for child in sheet if etree.QName(child).localname in _AFTER), None)
    sheet.insert(len(sheet) if later is None else sheet.index(later), drawing)
    parts[sheet_part], parts[rels_part] = _xml(sheet), _xml(rels)
    return part


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


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


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
