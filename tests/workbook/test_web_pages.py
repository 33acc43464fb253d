"""What web systems export under .xls: pages with tables, XML 表格 2003, .mht are read like the workbook they stand for."""

from __future__ import annotations

import base64
from decimal import Context, Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner

from cli import main
from toolkit import workflow
from toolkit.addresses import Area
from toolkit.cells import CellKind
from toolkit.errors import WorkbookError
from toolkit.profiles import default_library, samples
from toolkit.workbook import read_grid
from toolkit.workbook.files.grid import Grid, RawCell, Sheet
from toolkit.workbook.files.number_formats import shown_number
from toolkit.workbook.forms.oddities import odd_problems

DIGITS = Context(prec=15)
SAMPLE = samples()[-1]
OFFICE = "urn:schemas-microsoft-com:office"


def page(path: Path, body: str, *, head: str = "", coding: str = "utf-8") -> Grid:
    path.write_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(coding))
    return read_grid(path)


def words(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {place: cell.text for place, cell in sheet.cells.items()}


def content(sheet: Sheet) -> dict[tuple[int, int], Decimal | str]:
    """What a sheet says; numbers as exact as a double, words without white space at their ends."""
    return {
        place: DIGITS.plus(Decimal(cell.text)) if cell.kind is CellKind.NUMBER else cell.text.strip()
        for place, cell in sheet.cells.items()
        if cell.text.strip()
    }


# -- web pages ------------------------------------------------------------------------------------------------------


def test_every_cell_of_a_page_that_libreoffice_wrote_is_read(saved_otherwise: Path) -> None:
    read, new = read_grid(saved_otherwise / f"{SAMPLE.stem}.html"), read_grid(SAMPLE)
    assert [sheet.name for sheet in read.sheets] == [sheet.name for sheet in new.sheets]
    for before, after in zip(new.sheets, read.sheets, strict=True):
        if before.hidden_columns:
            continue  # a page has no hidden columns: they are left out
        assert content(after).keys() == content(before).keys(), before.name
        assert set(after.merges) == set(before.merges)
        for place, value in content(before).items():
            assert content(after)[place] == value or str(value) == str(content(after)[place]), (before.name, place)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("declared", [True, False])
def test_words_are_read_in_any_coding_declared_or_not(tmp_path: Path, coding: str, declared: bool) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={coding}">' if declared else ""
    grid = page(
        tmp_path / "表.xls", "<table><tr><td>医疗卫生与计划生育支出决算</td></tr></table>", head=meta, coding=coding
    )
    assert words(grid.sheets[0]) == {(1, 1): "医疗卫生与计划生育支出决算"}


def test_a_wrongly_declared_coding_does_no_harm(tmp_path: Path) -> None:
    grid = page(
        tmp_path / "表.xls", "<table><tr><td>项目</td></tr></table>", head='<meta charset="utf-8">', coding="gbk"
    )
    assert words(grid.sheets[0]) == {(1, 1): "项目"}


def test_spans_become_merged_areas_and_push_cells_aside(tmp_path: Path) -> None:
    rows = """<table><tr><td rowspan=2>项目</td><td colspan="2">收入</td><td>备注</td></tr>
    <tr><td>预算</td><td>决算</td><td rowspan=9>无</td></tr><tr><td>合计</td><td>1</td><td>2</td></tr></table>"""
    (sheet,) = page(tmp_path / "表.xls", rows).sheets
    assert words(sheet) == {
        (1, 1): "项目", (1, 2): "收入", (1, 4): "备注", (2, 2): "预算", (2, 3): "决算", (2, 4): "无",
        (3, 1): "合计", (3, 2): "1", (3, 3): "2",
    }  # fmt: skip
    assert set(sheet.merges) == {Area(1, 1, 2, 1), Area(1, 2, 1, 3), Area(2, 4, 3, 4)}  # ends with the table


@pytest.mark.parametrize(
    ("cell", "kind", "text", "shown"),
    [
        ("<td>1,234.50</td>", CellKind.NUMBER, "1234.5", "1,234.50"),
        ("<td>-12.5%</td>", CellKind.NUMBER, "-0.125", "-12.5%"),
        ("<td>(3.20)</td>", CellKind.NUMBER, "-3.2", "-3.20"),
        ("<td>￥8.00</td>", CellKind.NUMBER, "8", "¥8.00"),
        ("<td>2080501</td>", CellKind.NUMBER, "2080501", "2080501"),
        ("<td>0101</td>", CellKind.TEXT, "0101", ""),
        ("<td>12345678901234567890</td>", CellKind.TEXT, "12345678901234567890", ""),
        ("<td>——</td>", CellKind.TEXT, "——", ""),
        ("<td>2023年5月1日</td>", CellKind.TEXT, "2023年5月1日", ""),
        ('<td style="mso-number-format:\'\\@\'">12.30</td>', CellKind.TEXT, "12.30", ""),
        ("<td style=\"vnd.ms-excel.numberformat:@\">208</td>", CellKind.TEXT, "208", ""),
        ("<td class=xl65>301</td>", CellKind.TEXT, "301", ""),
        ("<td class=xl66>48.416</td>", CellKind.NUMBER, "48.416", "48.42"),
        ('<td x:num="48.416">48.4</td>', CellKind.NUMBER, "48.416", "48.4"),
        ("<td x:num>7</td>", CellKind.NUMBER, "7", "7"),
        ("<td x:str>7</td>", CellKind.TEXT, "7", ""),
    ],
)  # fmt: skip
def test_figures_are_those_that_excel_would_see(
    tmp_path: Path, cell: str, kind: CellKind, text: str, shown: str
) -> None:
    style = r'<style>.xl65{mso-number-format:"\@";} td.xl66 {color:red; mso-number-format:"\#\,\#\#0\.00"}</style>'
    (sheet,) = page(tmp_path / "表.xls", f"<table><tr>{cell}</tr></table>", head=style).sheets
    read = sheet[1, 1]
    assert (read.kind, read.text) == (kind, text)
    if kind is CellKind.NUMBER:
        assert shown_number(Decimal(read.text), read.style.number_format) == shown


def test_spaces_that_a_page_keeps_are_indents_and_others_are_none(tmp_path: Path) -> None:
    cells = "<td>  一、收入\n   合计 </td><td>&nbsp;&nbsp;其中：</td><td>一<br>二</td><td><p>甲</p><p>乙</p></td><th>&nbsp;</th>"
    (sheet,) = page(tmp_path / "表.xls", f"<table><tr>{cells}</tr></table>").sheets
    assert words(sheet) == {(1, 1): "一、收入 合计", (1, 2): "  其中：", (1, 3): "一\n二", (1, 4): "甲\n乙"}
    assert sheet[1, 2].indent == 2


def test_what_was_typed_into_a_page_is_read(tmp_path: Path) -> None:
    cells = '<td><input type="text" value="12.5"></td><td><input type="hidden" value="9"><INPUT value="甲"></td>'
    (tmp_path / "a.xls").write_text(f"<table><tr>{cells}</tr></table>")
    sheet = read_grid(tmp_path / "a.xls").sheets[0]
    assert (sheet[1, 1].text, sheet[1, 1].kind, sheet[1, 2].text) == ("12.5", CellKind.NUMBER, "甲")


def test_a_page_that_breaks_off_is_told(tmp_path: Path) -> None:
    whole = "<table><tr><td>甲</table><table><tr><td>乙</table>"
    for text, told in ((whole, 0), (whole[:-8], 1), (whole + "<p>x", 0)):
        (tmp_path / "a.xls").write_text(text)
        assert len(list(odd_problems(read_grid(tmp_path / "a.xls").odd))) == told


def test_what_nobody_sees_is_not_read(tmp_path: Path) -> None:
    body = """<script>var a = "<td>x</td>";</script><!-- <td>y</td> --><table><tr style="display:none"><td>隐</td></tr>
    <tr><td>见<style>p{}</style></td></tr></table>"""
    (sheet,) = page(tmp_path / "表.xls", body, head="<title>标题</title>").sheets
    assert words(sheet) == {(1, 1): "隐", (2, 1): "见"}
    assert sheet.hidden_rows == {1}


def test_forms_one_below_the_other_become_sheets(tmp_path: Path) -> None:
    def form(title: str, label: str) -> str:
        rows = "".join(f"<tr><td>{n}</td><td>行{n}</td><td>{n}.5</td></tr>" for n in range(1, 6))
        return f"<h2>{title}</h2><div>{label}</div><table>{rows}</table><p>注：本表反映情况。</p>"

    body = form("收入决算表", "公开02表") + form("支出决算表", "公开03表") + form("收入决算表", "公开02表")
    sheets = page(tmp_path / "表.xls", body).sheets
    assert [sheet.name for sheet in sheets] == ["收入决算表", "支出决算表", "收入决算表2"]
    for sheet in sheets:
        assert [sheet[row, 1].text for row in (1, 2)] in (["收入决算表", "公开02表"], ["支出决算表", "公开03表"])
        assert [sheet[row, 3].text for row in range(3, 8)] == [f"{n}.5" for n in range(1, 6)]
        assert sheet[8, 1].text == "注：本表反映情况。"


def test_a_head_and_its_body_in_two_tables_stay_one_sheet(tmp_path: Path) -> None:
    head = "".join("<tr><td>一</td><td>二</td><td>三</td></tr>" for _ in range(4))
    body = "".join(f"<tr><td>{n}</td><td>2</td><td>3</td></tr>" for n in range(5))
    grid = page(tmp_path / "表.xls", f"<p>收入决算表</p><table>{head}</table><table>{body}</table>")
    assert [sheet.name for sheet in grid.sheets] == ["收入决算表"]


def test_tables_within_tables_are_read_in_their_order(tmp_path: Path) -> None:
    inner = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    (sheet,) = page(tmp_path / "表.xls", f"<table><tr><td>题</td></tr><tr><td>{inner}</td></tr></table>").sheets
    assert [cell.text for _, cell in sorted(sheet.cells.items())] == ["题", "甲", "1", "乙", "2"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p></p>", "没有表格"),
        ("<form><input name=user></form>", "没有表格"),
        ("<frameset><frame src=a.htm></frameset>", "旁边的文件夹"),
        ("<table>" + "<tr><td colspan=1000>a</td></tr>" * 3000 + "</table>", "内容过多"),
        ("<table><tr>" + "<td>1</td>" * 20_000 + "</tr></table>", "内容过多"),
    ],
)
def test_pages_that_are_no_workbook_are_told(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(WorkbookError, match=message):
        page(tmp_path / "页.xls", body)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<table><tr><td>收入支出决算总表</td></tr><tr><td>公开01表</td></tr></table>", "网页"),
        (f"<!DOCTYPE HTML><!--{'x' * 2500}--><html><body><table><tr><td>甲</td></tr></table>", "网页"),
        (
            f'<Workbook xmlns="{OFFICE}:spreadsheet"><Worksheet><Table><Row><Cell><Data>甲</Data></Cell></Row></Table>'
            "</Worksheet></Workbook>",
            "XML 表格 2003",
        ),
        (f'<Workbook xmlns="{OFFICE}:spreadsheet"/>', "XML 表格 2003"),
        ("MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n", "单个网页文件"),
    ],
)
def test_what_holds_no_forms_is_called_by_its_name(tmp_path: Path, text: str, kind: str) -> None:
    path = tmp_path / "表.xls"
    path.write_text(text, encoding="gbk")
    with pytest.raises(WorkbookError, match=f"：这是 ?{kind}"):
        workflow.check(path)


# -- XML 表格 2003 -----------------------------------------------------------------------------------------------------


def as_xml_2003(grid: Grid) -> str:
    """A workbook as web systems write it: names in the default namespace, attributes as ss:…, gaps by ss:Index."""
    styles, sheets = [], []
    numbers: dict[str, int] = {}
    for sheet in grid.sheets:
        rows = []
        for row in sorted({row for row, _ in sheet.cells}):
            cells = "".join(_xml_cell(sheet, place, numbers) for place in sorted(sheet.cells) if place[0] == row)
            hidden = ' ss:Hidden="1"' if row in sheet.hidden_rows else ""
            rows.append(f'<Row ss:Index="{row}"{hidden}>{cells}</Row>')
        name = escape(sheet.name, {'"': "&quot;"})
        visible = "<Visible>SheetHidden</Visible>" if sheet.hidden else ""
        options = f'<WorksheetOptions xmlns="{OFFICE}:excel">{visible}</WorksheetOptions>'
        sheets.append(f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{options}</Worksheet>')
    for shown, number in numbers.items():
        styles.append(
            f'<Style ss:ID="s{number}"><NumberFormat ss:Format="{escape(shown, {chr(34): "&quot;"})}"/></Style>'
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{OFFICE}:spreadsheet" xmlns:ss="{OFFICE}:spreadsheet"><Styles>{"".join(styles)}</Styles>'
        f"{''.join(sheets)}</Workbook>"
    )


def _xml_cell(sheet: Sheet, place: tuple[int, int], numbers: dict[str, int]) -> str:
    cell = sheet.cells[place]
    kind = {CellKind.NUMBER: "Number", CellKind.ERROR: "Error"}.get(cell.kind, "String")
    area = sheet.area(*place)
    merge = ""
    if (area.top, area.left) == place and area.right > area.left:
        merge += f' ss:MergeAcross="{area.right - area.left}"'
    if (area.top, area.left) == place and area.bottom > area.top:
        merge += f' ss:MergeDown="{area.bottom - area.top}"'
    style = numbers.setdefault(cell.style.number_format, len(numbers))
    data = f'<Data ss:Type="{kind}">{escape(cell.text).replace(chr(10), "&#10;")}</Data>' if cell.text else ""
    return f'<Cell ss:Index="{place[1]}" ss:StyleID="s{style}"{merge}>{data}</Cell>'


def test_a_whole_workbook_in_xml_2003_is_read_and_checked_alike(tmp_path: Path) -> None:
    new = read_grid(SAMPLE)
    path = tmp_path / "导出.xls"
    path.write_text(as_xml_2003(new), encoding="utf-8")
    read = read_grid(path)
    assert [(sheet.name, sheet.hidden) for sheet in read.sheets] == [(sheet.name, sheet.hidden) for sheet in new.sheets]
    for before, after in zip(new.sheets, read.sheets, strict=True):
        assert content(after) == content(before), before.name
    found = {finding.message for finding in workflow.check(path).findings}
    assert found - {finding.message for finding in workflow.check(SAMPLE).findings} == {
        finding.message for finding in workflow.check(path).findings if finding.rule == "RD-21"
    }


def xml(path: Path, inside: str, *, before: str = "") -> Grid:
    text = f'<?xml version="1.0"?>{before}<ss:Workbook xmlns:ss="{OFFICE}:spreadsheet">{inside}</ss:Workbook>'
    path.write_text(text, encoding="utf-8")
    return read_grid(path)


def one_sheet(rows: str) -> str:
    return f'<ss:Worksheet ss:Name="表"><ss:Table>{rows}</ss:Table></ss:Worksheet>'


def test_places_without_an_index_follow_the_ones_before(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f'<ss:Cell{more}><ss:Data ss:Type="String">{text}</ss:Data></ss:Cell>'

    rows = (
        f"<ss:Row>{cell('甲', ' ss:MergeAcross=' + chr(34) + '1' + chr(34))}{cell('乙')}</ss:Row>"
        f'<ss:Row ss:Index="4">{cell("丙", " ss:Index=" + chr(34) + "3" + chr(34))}{cell("丁")}</ss:Row>'
        f"<ss:Row>{cell('戊')}</ss:Row>"
    )
    (sheet,) = xml(tmp_path / "表.xml", one_sheet(rows)).sheets
    assert words(sheet) == {(1, 1): "甲", (1, 3): "乙", (4, 3): "丙", (4, 4): "丁", (5, 1): "戊"}
    assert sheet.merges == (Area(1, 1, 1, 2),)


@pytest.mark.parametrize(
    ("data", "cell"),
    [
        ('<ss:Cell><ss:Data ss:Type="Number">1.5E3</ss:Data></ss:Cell>', (CellKind.NUMBER, "1500")),
        ('<ss:Cell><ss:Data ss:Type="Number">甲</ss:Data></ss:Cell>', (CellKind.TEXT, "甲")),
        ('<ss:Cell><ss:Data ss:Type="Error">#REF!</ss:Data></ss:Cell>', (CellKind.ERROR, "#REF!")),
        ('<ss:Cell><ss:Data ss:Type="DateTime">2025-01-01T00:00:00.000</ss:Data></ss:Cell>', (CellKind.NUMBER, "45658")),
        ('<ss:Cell ss:Formula="=R[1]C"><ss:Data ss:Type="Number">7</ss:Data></ss:Cell>', (CellKind.NUMBER, "7")),
        ('<ss:Cell ss:Formula="=R[1]C"/>', (CellKind.PENDING, "")),
        ('<ss:Cell><ss:Data ss:Type="String"><B>粗</B>体</ss:Data><ss:Comment><ss:Data>批注</ss:Data></ss:Comment></ss:Cell>',
         (CellKind.TEXT, "粗体")),
    ],
)  # fmt: skip
def test_kinds_of_cells_in_xml_2003(tmp_path: Path, data: str, cell: tuple[CellKind, str]) -> None:
    other = '<ss:Cell><ss:Data ss:Type="String">旁</ss:Data></ss:Cell>'
    (sheet,) = xml(tmp_path / "表.xml", one_sheet(f"<ss:Row>{data}{other}</ss:Row>")).sheets
    read: RawCell = sheet[1, 1]
    assert (read.kind, read.text) == cell


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        ('<ss:Row ss:Index="99999999"><ss:Cell/></ss:Row>', ""),
        ('<ss:Row><ss:Cell ss:Index="70000"/></ss:Row>', ""),
        ('<ss:Row><ss:Cell ss:Index="0"/></ss:Row>', ""),
        ("<ss:Row><ss:Cell>", ""),
        ("<ss:Row>&a;</ss:Row>", '<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
    ],
)
def test_damaged_xml_2003_is_told(tmp_path: Path, rows: str, before: str) -> None:
    with pytest.raises(WorkbookError, match="XML 表格 2003 已损坏"):
        xml(tmp_path / "表.xls", one_sheet(rows), before=before)


# -- single-file web pages, and all of them adopted ----------------------------------------------------------------------


def test_a_single_file_page_of_several_sheets(tmp_path: Path) -> None:
    def part(location: str, html: str) -> str:
        packed = base64.encodebytes(html.encode("gbk")).decode()
        head = (
            f"Content-Location: file:///C:/{location}\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/html"
        )
        return f"--B\r\n{head}; charset=gb2312\r\n\r\n{packed}\r\n"

    sheets = "".join(
        f'<x:ExcelWorksheet><x:Name>{name}</x:Name><x:WorksheetSource HRef="book.files/sheet00{n}.htm"/></x:ExcelWorksheet>'
        for n, name in enumerate(("收入", "支出"), 1)
    )
    text = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    text += part("book.htm", f"<html><frameset></frameset><!--{sheets}--></html>")
    for number, figure in ((1, "1.5"), (2, "2.5")):
        text += part(f"book.files/sheet00{number}.htm", f"<table><tr><td>合计</td><td>{figure}</td></tr></table>")
    path = tmp_path / "表.mht"
    path.write_bytes((text + "--B--\r\n").encode())
    grid = read_grid(path)
    assert {sheet.name: sheet[1, 2].text for sheet in grid.sheets} == {"收入": "1.5", "支出": "2.5"}


def test_a_sheets_name_holds_nothing_that_a_workbook_cannot(tmp_path: Path) -> None:
    """What stands in a page may be no character of XML: it ended in a traceback when the sheet was written."""
    one = '<a name="table{0}"><h1>Sheet {0}: <em>表\uffff{0}\x01</em></h1></a><table><tr><td>甲</td><td>1</td></tr></table>'
    path = tmp_path / "导出.xls"
    path.write_text(f"<html><body>{one.format(0)}{one.format(1)}</body></html>", encoding="utf-8")
    assert [sheet.name for sheet in read_grid(path).sheets] == ["表0", "表1"]


def test_an_export_of_a_web_system_is_adopted(tmp_path: Path) -> None:
    """The official forms alone, as XML 2003; what comes out is a workbook of ours with the same figures."""
    new = read_grid(SAMPLE)
    ours = {"填报顺序", "基本信息", "补充资料", "部门概况", "名词解释", "情况说明", "校验"}
    forms = tuple(sheet for sheet in new.sheets if sheet.name not in ours and not sheet.name.startswith("自评表"))
    path, target = tmp_path / "导出.xls", tmp_path / "我的.xlsx"
    path.write_text(as_xml_2003(Grid(path, forms)), encoding="utf-8")
    profile, added = workflow.adopt(path, target, library=default_library())
    assert profile.id == workflow.check(SAMPLE).profile.id
    assert "基本信息" in added
    adopted = read_grid(target)
    for sheet in forms:
        assert content(adopted[sheet.name]) == content(sheet), sheet.name


@pytest.mark.parametrize("command", ["fill", "roll", "sheet"])
def test_what_is_only_read_is_told_so_by_every_command_that_writes_into_it(tmp_path: Path, command: str) -> None:
    path, target = tmp_path / "导出.xls", tmp_path / "我的.xlsx"
    path.write_text(as_xml_2003(read_grid(SAMPLE)), encoding="utf-8")
    more = {"fill": [path, "-o", target], "roll": [path, target], "sheet": ["add", path, "自评表", "-o", target]}
    result = CliRunner().invoke(main, [command, *map(str, more[command])])
    assert result.exit_code == 1
    assert "这是 XML 表格 2003，只能读取，不能写回；请先用 juesuan adopt 补成 .xlsx" in result.output
    assert not target.exists()
