"""Parts that openpyxl never writes, put into a workbook: pivots, tables, shapes, controls, threads, WPS pictures, macros …"""

from __future__ import annotations

import re

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XDR = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def _anchor(row: int, inside: str) -> str:
    corners = "".join(
        f"<xdr:{corner}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{at}</xdr:row><xdr:rowOff>0"
        f"</xdr:rowOff></xdr:{corner}>"
        for corner, column, at in (("from", 6, row), ("to", 8, row + 2))
    )
    return f"<xdr:twoCellAnchor>{corners}{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def _shape(number: int, link: str = "") -> str:
    return (
        f'<xdr:sp macro="[0]!Check" textlink="{link}"><xdr:nvSpPr><xdr:cNvPr id="{number}" name="形状 {number}"/><xdr:cNvSpPr/>'
        "</xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>说明 &amp; 注意</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )


def _shapes(sheet: str) -> str:
    connector = '<xdr:cxnSp macro=""><xdr:nvCxnSpPr><xdr:cNvPr id="9" name="线"/><xdr:cNvCxnSpPr/></xdr:nvCxnSpPr><xdr:spPr/></xdr:cxnSp>'
    group = f'<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="7" name="组"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr/>{_shape(8)}</xdr:grpSp>'
    return _anchor(9, _shape(5, f"'{sheet}'!$A$6")) + _anchor(1, group) + _anchor(9, connector)


def put_every_part(parts: dict[str, bytes], sheet_part: str, sheet: str, comments: str) -> set[str]:
    """Add one of each to a sheet of a workbook, given by its part, its name and the name of its comments part.

    Returns the names of the parts that no fill may ever touch.
    """
    number = re.findall(r"\d+", sheet_part)[-1]
    sheet_rels = f"xl/worksheets/_rels/sheet{number}.xml.rels"
    book_rels = "xl/_rels/workbook.xml.rels"
    before = set(parts)

    def add(name: str, content: str | bytes, rels: str, kind: str, type_: str = "", id_: str = "") -> None:
        parts[name] = content if isinstance(content, bytes) else content.encode()
        whole = kind if kind.startswith("http") else f"{_OFFICE}/{kind}"
        line = f'<Relationship Id="{id_ or "rE" + kind[-9:]}" Type="{whole}" Target="/{name}"/></Relationships>'
        start = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        parts[rels] = parts.get(rels, start).replace(b"</Relationships>", line.encode())
        if type_:
            override = f'<Override PartName="/{name}" ContentType="{type_}"/></Types>'
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())

    source = f'<cacheSource type="worksheet"><worksheetSource ref="A2:B6" sheet="{sheet}"/></cacheSource>'
    fields = '<cacheFields count="1"><cacheField name="项目"><sharedItems><s v="甲"/></sharedItems></cacheField></cacheFields>'
    cache = f'<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_OFFICE}" r:id="rE1" recordCount="1">{source}{fields}</pivotCacheDefinition>'
    add(
        "xl/pivotCache/pivotCacheDefinition1.xml",
        cache,
        book_rels,
        "pivotCacheDefinition",
        f"{_TYPE}.pivotCacheDefinition+xml",
    )
    add("xl/pivotCache/pivotCacheRecords1.xml", f'<pivotCacheRecords xmlns="{_MAIN}" count="1"><r><x v="0"/></r></pivotCacheRecords>',
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", "pivotCacheRecords", f"{_TYPE}.pivotCacheRecords+xml", "rE1")  # fmt: skip
    pivot = f'<pivotTableDefinition xmlns="{_MAIN}" name="透视" cacheId="1"><location ref="L12:M15" firstHeaderRow="1"/></pivotTableDefinition>'
    add("xl/pivotTables/pivotTable1.xml", pivot, sheet_rels, "pivotTable", f"{_TYPE}.pivotTable+xml")
    column = f'<tableColumn id="1" name="甲"><calculatedColumnFormula>\'{sheet}\'!$A$6</calculatedColumnFormula></tableColumn>'
    table = (
        f'<table xmlns="{_MAIN}" id="77" name="表77" displayName="表77" ref="O12:O15"><autoFilter ref="O12:O15"/>'
        f'<tableColumns count="1">{column}</tableColumns></table>'
    )
    add("xl/tables/table77.xml", table, sheet_rels, "table", f"{_TYPE}.table+xml", "rEtable")
    control = f'<formControlPr xmlns="{_X14}" objectType="CheckBox" fmlaLink="$A$6" checked="Checked"/>'
    add(
        "xl/ctrlProps/ctrlProp1.xml",
        control,
        sheet_rels,
        "ctrlProp",
        "application/vnd.ms-excel.controlproperties+xml",
        "rEcontrol",
    )
    add("xl/printerSettings/printerSettings9.bin", bytes(range(250)), sheet_rels, "printerSettings",
        f"{_TYPE}.printerSettings")  # fmt: skip
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B6" personId="{1}" id="{2}"><text>请核对</text></threadedComment></ThreadedComments>'
    )
    microsoft = "http://schemas.microsoft.com/office/2017/10/relationships"
    add("xl/threadedComments/threadedComment1.xml", thread, sheet_rels, f"{microsoft}/threadedComment",
        "application/vnd.ms-excel.threadedcomments+xml")  # fmt: skip
    person = '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person id="{1}" displayName="李四"/></personList>'
    add("xl/persons/person.xml", person, book_rels, f"{microsoft}/person", "application/vnd.ms-excel.person+xml")
    images = '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"><etc:cellImage/></etc:cellImages>'
    add(
        "xl/cellimages.xml",
        images,
        book_rels,
        "http://www.wps.cn/officeDocument/2020/cellImage",
        "application/vnd.wps-officedocument.cellimage+xml",
    )
    add("xl/media/image9.png", _PICTURE, "xl/_rels/cellimages.xml.rels", "image")
    add("xl/connections.xml", f'<connections xmlns="{_MAIN}"><connection id="1" type="5"/></connections>', book_rels, "connections",
        f"{_TYPE}.connections+xml")  # fmt: skip
    add(
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{_MAIN}"/>',
        book_rels,
        "externalLink",
        f"{_TYPE}.externalLink+xml",
    )
    add("customXml/item9.xml", "<root><!-- 留 --><密级>内部</密级></root>", "_rels/.rels", "customXml", id_="rEcustom")
    add(
        "xl/embeddings/oleObject1.bin",
        b"\xd0\xcf\x11\xe0" + bytes(500),
        sheet_rels,
        "oleObject",
        "application/vnd.openxmlformats-officedocument.oleObject",
    )
    untouched = set(parts) - before - {sheet_rels}
    if b'Extension="png"' not in parts["[Content_Types].xml"]:
        parts["[Content_Types].xml"] = re.sub(
            rb"(<Types[^>]*>)",
            rb'\1<Default Extension="png" ContentType="image/png"/>',
            parts["[Content_Types].xml"],
            count=1,
        )
    _on_the_sheet(parts, sheet_part, sheet)
    parts[comments] = parts[comments].replace(
        b"</commentList>",
        '<comment ref="B6" authorId="0"><text><t>[线程批注] 请核对</t></text></comment></commentList>'.encode(),
    )
    drawings = re.findall(rb'Target="[^"]*?(drawings/drawing\d+\.xml)"', parts[sheet_rels])
    if drawings:
        name = f"xl/{drawings[0].decode()}"
        prefix = re.search(rb"</((?:\w+:)?)wsDr>", parts[name])
        assert prefix is not None
        shapes = _shapes(sheet).replace("<xdr:twoCellAnchor>", f"<xdr:twoCellAnchor {_XDR}>")
        parts[name] = parts[name].replace(prefix[0], shapes.encode() + prefix[0])
    return untouched


def _on_the_sheet(parts: dict[str, bytes], sheet_part: str, sheet: str) -> None:
    """What stands in the sheet part itself, in the order that the schema wants."""
    anchor = f"<anchor {_XDR}><from><xdr:col>6</xdr:col><xdr:row>9</xdr:row></from><to><xdr:col>8</xdr:col><xdr:row>11</xdr:row></to></anchor>"
    controls = f'<controls><control xmlns:r="{_OFFICE}" shapeId="4097" r:id="rEcontrol"><controlPr defaultSize="0">{anchor}</controlPr></control></controls>'
    tables = f'<tableParts count="1"><tablePart xmlns:r="{_OFFICE}" r:id="rEtable"/></tableParts>'
    lines = (
        f'<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{_X14}"><x14:sparklineGroups '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines><x14:sparkline>'
        f"<xm:f>'{sheet}'!A2:A6</xm:f><xm:sqref>P6</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
        "</x14:sparklineGroups></ext>"
    )
    text = parts[sheet_part].decode()
    protection = '<sheetProtection password="CC1A" sheet="1" objects="1"/>'
    text = text.replace("</sheetData>", "</sheetData>" + protection, 1) if "<sheetProtection" not in text else text
    if "<extLst>" in text:
        text = text.replace("<extLst>", controls + tables + "<extLst>" + lines, 1)
    else:
        text = text.replace("</worksheet>", f"{controls}{tables}<extLst>{lines}</extLst></worksheet>")
    parts[sheet_part] = text.encode()
