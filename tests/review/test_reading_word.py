"""What people and programs leave in a Word document, and what is read of it."""

from __future__ import annotations

import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from toolkit.errors import DocumentError
from toolkit.review.reading.opening import read_document
from toolkit.review.reading.records import Paragraph
from toolkit.review.reviewing import own_tables

W = nsdecls("w")


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p {W}><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def read(tmp_path, *blocks: str):
    document = docx.Document()
    for block in blocks:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(block))
    path = tmp_path / "文档.docx"
    document.save(path)
    return read_document(path)


def texts(published):
    return [part.text for part in published.parts if isinstance(part, Paragraph)]


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        (paragraph(run("甲") + f"<w:ins>{run('乙')}</w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del>"), ["甲乙"]),
        (paragraph(f"<w:moveTo>{run('甲')}</w:moveTo><w:moveFrom>{run('甲')}</w:moveFrom>"), ["甲"]),
        (paragraph(run("甲") + run("看不见", "<w:vanish/>") + run("乙")), ["甲乙"]),
        (paragraph(f"<w:sdt><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"), ["甲"]),
        (paragraph(f'<w:fldSimple w:instr="PAGE">{run("12")}</w:fldSimple>{run("页")}'), ["12页"]),
        (paragraph('<w:r><w:instrText> REF x </w:instrText></w:r>' + run("甲")), ["甲"]),
        (paragraph(run("第一句。") + "<w:r><w:br/></w:r>" + run("第二句。")), ["第一句。", "第二句。"]),
        (paragraph(run("5,510.32 万元")), ["5,510.32万元"]),
        (f"<w:sdt {W}><w:sdtContent>{paragraph(run('甲'))}</w:sdtContent></w:sdt>", ["甲"]),
    ],
)  # fmt: skip
def test_what_a_reader_sees(tmp_path, block, wanted):
    assert texts(read(tmp_path, block)) == wanted


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path):
    first = paragraph(run("上半"), "<w:rPr><w:del/></w:rPr>")
    assert texts(read(tmp_path, first, paragraph(run("下半")))) == ["上半下半"]


def test_labels_that_word_counts_are_written_out(tmp_path):
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for text in ("收入", "支出"):
        counted = document.add_paragraph(text)
        counted._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
        )
    document.save(tmp_path / "a.docx")
    assert texts(read_document(tmp_path / "a.docx")) == ["一、收入", "二、支出"]


def test_text_boxes_and_notes_and_comments_are_apart(tmp_path):
    document = docx.Document()
    body = document.add_paragraph("正文")
    body._p.append(
        parse_xml(
            f'<w:r {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
            f"<w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    document.add_comment(body.runs[0], text="请核对", author="张三")
    document.save(tmp_path / "a.docx")
    published = read_document(tmp_path / "a.docx")
    assert texts(published) == ["正文", "框里"]
    assert [(one.author, one.text, one.about) for one in published.comments] == [("张三", "请核对", "正文")]


def test_merged_cells_and_the_title_above_a_table(tmp_path):
    document = docx.Document()
    document.add_paragraph("收入决算表")
    document.add_paragraph("部门：某局\t2023年度\t金额单位：万元")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "合计"
    table.cell(2, 2).text = "1,234.50"
    document.add_paragraph("注：本表反映收入。")
    document.save(tmp_path / "a.docx")
    (read,) = read_document(tmp_path / "a.docx").tables
    assert (read.title, read.captions, read.notes) == (
        "收入决算表",
        ("部门：某局", "2023年度", "金额单位：万元"),
        ("注：本表反映收入。",),
    )
    assert read.rows == (("项目", None, ""), ("合计", "", ""), (None, "", "1,234.50"))


def test_headings_by_style_or_by_their_numbers_and_the_contents_apart(held):
    document = held("jiyuan-2023").document
    levels = {part.text: part.level for part in document.paragraphs}
    assert levels["第三部分2023年度单位决算情况说明"] == 1
    assert levels["五、一般公共预算财政拨款支出决算情况说明"] == 2
    assert levels["（二）结构情况。"] == 3
    assert document.contents[:2] == ("第一部分济源市社会医疗保险中心概况", "一、单位职责")
    assert "目录" not in levels


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "旧格式的 .doc"),
        ("密.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        ("表.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "Excel 工作簿"),
        ("富.doc", b"{\\rtf1 x}", "RTF"),
        ("页.doc", b"<html><body>x</body></html>", "网页"),
        ("空.docx", b"", "空的"),
        ("坏.docx", b"PK\x03\x04 nothing", "不是完整的 Word 文档"),
        ("别.txt", "第一部分".encode(), "不是 Word 文档"),
    ],
)
def test_what_is_no_document_is_told_in_one_sentence(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=message) as told:
        read_document(path)
    assert str(told.value).startswith(f"文件“{name}”")
    assert "\n" not in str(told.value)


def test_other_packages_are_told_apart(tmp_path):
    for part, message in (("xl/workbook.xml", "Excel 工作簿"), ("mimetype content.xml", ".odt")):
        with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
            for name in part.split():
                package.writestr(name, "<x/>")
        with pytest.raises(DocumentError, match=message):
            read_document(tmp_path / "a.docx")
    with pytest.raises(DocumentError, match="找不到"):
        read_document(tmp_path / "没有.docx")
    with pytest.raises(DocumentError, match="文件夹"):
        read_document(tmp_path)


def test_a_form_drawn_in_several_tables_is_one(drawn):
    """And so the format is known by all of its forms."""
    document = read_document(drawn("beipiao-2024"))
    forms = [table for table in document.tables if table.title.endswith("绩效自评表")]
    assert len(forms) == 4  # two of the 整体自评表, two of the 自评表
    assert own_tables(document).profile.id == "liaoning-final"


def _form(title: str, label: str, *, below: bool) -> list[str]:
    lines = [
        f"<w:tr><w:tc><w:p>{run(f'{a}{n}')}</w:p></w:tc><w:tc><w:p>{run('1.00')}</w:p></w:tc></w:tr>"
        for n in (1, 2)
        for a in "项"
    ]
    table = f"<w:tbl {W}><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{''.join(lines)}</w:tbl>"
    marks = [] if below else [paragraph(run(label))]
    return [
        *marks,
        paragraph(run(title)),
        table,
        paragraph(run("注：本表反映收支。")),
        *([paragraph(run(label))] if below else []),
    ]


@pytest.mark.parametrize("below", [True, False], ids=["below", "above"])
def test_a_label_belongs_to_the_form_that_it_stands_by(tmp_path, below):
    """财决公开02表 between two forms: of the one before it where labels stand under the forms, else of the next."""
    forms = [("收入决算表", "财决公开01表"), ("支出决算表", "财决公开02表"), ("三公经费表", "财决公开03表")]
    blocks = [block for title, label in forms for block in _form(title, label, below=below)]
    tables = list(read(tmp_path, paragraph(run("第一部分 概况")), *blocks, paragraph(run("第四部分 名词解释"))).tables)
    around = [(table.title, table.notes if below else table.captions) for table in tables]
    assert [(title, label) for title, label in forms] == [
        (title, next(word for word in words if "公开" in word)) for title, words in around
    ]
    assert sum("公开" in word for table in tables for word in (*table.captions, *table.notes)) == 3


@pytest.mark.parametrize(
    ("label", "line", "captions"),
    [
        ("图决05表", "部门名称：某馆\t2025年\t单位：千元", ["图决05表", "部门名称：某馆", "2025年", "单位：千元"]),
        ("附表1-1", "单位：某馆附表1-2\t单位：百元", ["附表1-1", "单位：某馆", "附表1-2", "单位：百元"]),
    ],
)
def test_labels_and_units_of_any_kind_stand_above_a_table(tmp_path, label, line, captions):
    said = [paragraph(run(text).replace("\t", "</w:t><w:tab/><w:t>")) for text in (label, "收入决算表", line)]
    rows = "".join(
        f"<w:tr><w:tc>{paragraph(run(one))}</w:tc><w:tc>{paragraph(run(two))}</w:tc></w:tr>"
        for one, two in (("项目", "决算数"), ("合计", "1.00"))
    )
    table = f"<w:tbl {W}><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{rows}</w:tbl>"
    (read_table,) = [part for part in read(tmp_path, *said, table).parts if not isinstance(part, Paragraph)]
    assert (read_table.title, list(read_table.captions)) == ("收入决算表", captions)


def _rows(*rows: str) -> str:
    cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    lines = "".join(f"<w:tr>{''.join(map(cell.format, row.split()))}</w:tr>" for row in rows)
    return f"<w:tbl {W}><w:tblPr/>{lines}</w:tbl>"


@pytest.mark.parametrize(
    "between", [["（续表）"], ["收入决算表（续）", "金额单位：万元"], ["接上表"], ["收入决算表（续二）"]]
)
def test_a_table_that_goes_on_after_a_word_for_that_is_one(tmp_path, between):
    halves = _rows("项目 金额", "甲 1.00"), _rows("项目 金额", "乙 2.00")
    published = read(
        tmp_path, paragraph(run("收入决算表")), halves[0], *(paragraph(run(one)) for one in between), halves[1]
    )
    (table,) = published.tables
    assert ([cell.text for cell in table.cells][-2:], texts(published)) == (["乙", "2.00"], [])


def test_a_table_that_stands_there_twice_is_not_as_long_again(tmp_path):
    table = _rows("项目 金额", "甲 1.00")
    published = read(tmp_path, paragraph(run("收入决算表")), table, table)
    assert [one.height for one in published.tables] == [2, 2]
