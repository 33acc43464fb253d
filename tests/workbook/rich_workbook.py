"""A workbook with everything an official form may carry and openpyxl would lose, for tests of lossless writing."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

FORM, OTHER = "收入支出决算总表", "补充 'A&B'"

_X14 = """<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"
 xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1"
 xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" allowBlank="1">
<x14:formula1><xm:f>'补充 ''A&amp;B'''!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>F2</xm:sqref></x14:dataValidation>
</x14:dataValidations></ext></extLst>"""
_BUTTON = """<v:shape id="_x0000_s4097" type="#_x0000_t201" style="position:absolute;width:80pt;height:20pt;z-index:9"
 o:button="t" fillcolor="buttonFace [67]"><v:textbox><div><font>校验</font></div></v:textbox>
<x:ClientData ObjectType="Button"><x:Anchor>5, 0, 9, 0, 7, 0, 11, 0</x:Anchor><x:FmlaMacro>[0]!Check</x:FmlaMacro>
</x:ClientData></v:shape>"""
_CALC_CHAIN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="C2" i="1"/></calcChain>'
)
_STRINGS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1">'
    "<si><r><rPr><b/></rPr><t>粗</t></r><r><t>细</t></r></si></sst>"
)
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def make_rich(path: Path, *, macros: bool = False) -> Path:
    """Comments, charts, validations (x14 too), formats, a VML button, custom XML, shared and array formulas,
    defined names, merged cells, a calculation chain; with ``macros`` a (made-up) VBA project."""
    parts = _parts(_plain())
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = re.sub(r"</worksheet>", lambda _: _X14 + "</worksheet>", sheet)
    for row in range(2, 7):  # C2:C6 shares A2+B2
        shared = f't="shared" ref="C2:C6" si="0">A2+$B{row}' if row == 2 else 't="shared" si="0">'
        sheet = re.sub(
            rf'(<c r="C{row}"[^>]*>)<f>[^<]*</f><v ?/?>(</v>)?', rf"\1<f {shared}</f><v>{row * 11}</v>", sheet
        )
    sheet = re.sub(r'(<c r="D2" s="\d+") t="inlineStr"><is>.*?</is>', r'\1 t="s"><v>0</v>', sheet)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    parts["xl/sharedStrings.xml"] = _STRINGS.encode()
    _relate(parts, "xl/_rels/workbook.xml.rels", "sharedStrings", "sharedStrings.xml")
    _declare(parts, "/xl/sharedStrings.xml", f"{_SHEETML}.sharedStrings+xml")
    book = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = re.sub("<calcPr[^>]*/>", '<fileRecoveryPr autoRecover="1"/>', book).encode()
    vml = next(name for name in parts if name.endswith(".vml"))
    parts[vml] = parts[vml].replace(b"</xml>", _BUTTON.encode() + b"</xml>")
    parts["customXml/item1.xml"] = "<root><!-- kept --><单位>医保</单位></root>".encode()
    parts["xl/calcChain.xml"] = _CALC_CHAIN.encode()
    _relate(parts, "xl/_rels/workbook.xml.rels", "calcChain", "calcChain.xml")
    _relate(parts, "_rels/.rels", "customXml", "customXml/item1.xml")
    _declare(parts, "/xl/calcChain.xml", f"{_SHEETML}.calcChain+xml")
    if macros:
        parts["xl/vbaProject.bin"] = bytes(range(256)) * 8
        _relate(parts, "xl/_rels/workbook.xml.rels", "vbaProject", "vbaProject.bin")
        _declare(parts, "/xl/vbaProject.bin", "application/vnd.ms-office.vbaProject")
        types = parts["[Content_Types].xml"]
        main = f"{_SHEETML}.sheet.main+xml".encode()
        parts["[Content_Types].xml"] = types.replace(main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2023, 5, 6, 7, 8, 10))
            info.compress_type = zipfile.ZIP_STORED if name.endswith((".bin", ".vml")) else zipfile.ZIP_DEFLATED
            out.writestr(info, data)
    return path


def _plain() -> bytes:
    book = Workbook()
    form = book.active
    form.title = FORM
    form["A1"] = "收入支出决算总表"
    form.merge_cells("A1:D1")
    thin = Side("thin")
    for row in range(2, 7):
        form.cell(row, 1, row * 10)
        form.cell(row, 2, row)
        form.cell(row, 3, f"=A{row}+$B{row}")
        form.cell(row, 4, "文字 ")
        for column in range(1, 5):
            cell = form.cell(row, column)
            cell.border = Border(thin, thin, thin, thin)
            cell.number_format = "#,##0.00"
    form["D6"].fill = PatternFill("solid", fgColor="FFDDDDDD")
    form["A8"].font = Font(bold=True)
    form["E2"] = ArrayFormula("E2:E4", "=A2:A4*2")
    form["E6"] = ArrayFormula("E6", "=SUM(A2:A4*2)")
    form["B3"].comment = Comment("核对过", "财务")
    validation = DataValidation(type="list", formula1='"是,否"')
    validation.add("F3")
    form.add_data_validation(validation)
    form.conditional_formatting.add("A2:A6", CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FF0000")))
    chart = BarChart()
    chart.add_data(Reference(form, min_col=1, min_row=2, max_row=6))
    form.add_chart(chart, "H2")
    form.column_dimensions["J"].number_format = "0.000"
    form.print_title_rows = "1:1"
    form.freeze_panes = "B2"
    other = book.create_sheet(OTHER)
    other["A1"], other["A2"] = "是", "否"
    other["B1"] = f"='{FORM}'!A2"
    book.defined_names["合计区"] = DefinedName("合计区", attr_text=f"'{FORM}'!$A$2:$A$6")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _relate(parts: dict[str, bytes], rels: str, kind: str, target: str) -> None:
    line = f'<Relationship Id="rIdx{kind}" Type="{_TYPE}{kind}" Target="{target}"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", line.encode())


def _declare(parts: dict[str, bytes], name: str, kind: str) -> None:
    line = f'<Override PartName="{name}" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", line.encode())


def parts(path: Path) -> dict[str, bytes]:
    """Everything in a workbook file by the names of its parts."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
