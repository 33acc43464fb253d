"""Skeletons as clerks leave them: text boxes, headers, pictures, several sections, saved by Word, WPS or LibreOffice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt
from libreoffice import saved_as
from openxml_audit import OpenXmlValidator
from PIL import Image
from word_back import leftovers, read_back

from toolkit import word
from toolkit.document import FormItem, Text, Title
from toolkit.errors import TemplateError

from .conftest import body_of, find, rewritten, values
from .samples import SKELETON, UNIT, form, full_document, small_document

TEXT_BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><mc:AlternateContent><mc:Choice Requires="wps">'
    '<w:drawing><wp:inline><wp:extent cx="1800000" cy="360000"/><wp:docPr id="7" name="文本框 7"/><a:graphic><a:graphicData'
    ' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/>'
    "<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>"
    '</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape id="s7" style="width:140pt;height:28pt"><v:textbox><w:txbxContent>'
    "{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Callable[[WordFile], None]], Path]:
    """The national skeleton with a clerk's changes."""

    def edit(change: Callable[[WordFile], None]) -> Path:
        document = docx.Document(str(SKELETON))
        change(document)
        document.save(str(tmp_path / "底稿.docx"))
        return tmp_path / "底稿.docx"

    return edit


Edited = Callable[[Callable[[WordFile], None]], Path]


def _drawn(skeleton: Path, *items: Title | Text | FormItem, **fields: str) -> Path:
    target = skeleton.with_name("out.docx")
    word.render(small_document(*items, **fields), skeleton, target)
    read_back(target)  # python-docx opens it
    return target


def picture() -> io.BytesIO:
    picture = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(picture, "PNG")
    picture.seek(0)
    return picture


def test_tags_in_a_text_box_are_filled_in_both_its_drawings(edited: Edited) -> None:
    inner = "<w:p><w:r><w:t>{{ 单位名称 }}</w:t></w:r></w:p>"

    def change(document: WordFile) -> None:
        document.paragraphs[0]._p.append(parse_xml(TEXT_BOX.format(inner=inner)))

    out = _drawn(edited(change), Text("文"), 单位名称="A&B<5局")
    assert values(body_of(out), "//w:txbxContent//w:t/text()") == ["A&B<5局"] * 2
    assert values(body_of(out), "(//w:p)[1]/w:r/w:t/text()") == ["2023年度"]
    assert OpenXmlValidator().validate(out).errors == []


def test_headers_of_every_kind_are_filled_and_keep_their_pictures(edited: Edited) -> None:
    def change(document: WordFile) -> None:
        body = document.sections[-1]
        body.different_first_page_header_footer = True
        document.settings.odd_and_even_pages_header_footer = True
        for header in (body.header, body.first_page_header, body.even_page_header):
            header.is_linked_to_previous = False
            header.paragraphs[0].text = "{{ 单位名称 }}{{ 文种 }}"
        body.header.paragraphs[0].add_run().add_picture(picture(), width=Mm(5))

    out = _drawn(edited(change), Text("文"))
    opened = docx.Document(str(out)).sections[-1]
    for header in (opened.header, opened.first_page_header, opened.even_page_header):
        assert header.paragraphs[0].text == f"{UNIT}单位决算"
    assert len(opened.header.part.related_parts) == 1
    assert leftovers(out) == ()


def test_pages_put_between_contents_and_body_stay_with_their_own_layout(edited: Edited) -> None:
    def change(document: WordFile) -> None:
        place = next(p for p in document.paragraphs if p.text == "{{ 正文 }}")
        letter = place.insert_paragraph_before("致读者：{{ 单位名称 }}")
        last = place.insert_paragraph_before("")
        section = docx.oxml.parser.parse_xml(
            docx.oxml.parser.etree.tostring(document.sections[0]._sectPr)  # a copy of the front's
        )
        last._p.get_or_add_pPr().append(section)
        docx.section.Section(section, document.part).orientation = WD_ORIENTATION.LANDSCAPE
        letter.style = document.styles["Normal"]

    out = _drawn(edited(change), Title(1, "第一部分", new_page=True), Text("文"))
    sections = docx.Document(str(out)).sections
    assert [section.orientation for section in sections] == [0, 1, 0]
    assert f"致读者：{UNIT}" in read_back(out).paragraphs
    assert values(body_of(out), "//w:pgNumType/@w:start") == ["1"]


def test_the_body_takes_the_page_of_its_own_section_not_of_an_appendix_behind_it(edited: Edited) -> None:
    def change(document: WordFile) -> None:
        appendix = document.add_section(WD_SECTION.NEW_PAGE)
        appendix.orientation = WD_ORIENTATION.LANDSCAPE
        appendix.page_width, appendix.page_height = Mm(420), Mm(297)
        document.add_paragraph("附件：{{ 编制日期 }}")

    drawn = form("表", ["甲", "乙"], [["一", "1.00"]], [10, 10])
    out = _drawn(edited(change), Title(1, "第一部分"), FormItem(drawn), Text("末"))
    opened = docx.Document(str(out))
    assert [round(section.page_width.mm) for section in opened.sections] == [210, 210, 420]
    assert sum(int(width) for width in values(body_of(out), "//w:gridCol/@w:w")) == 11906 - 1474 - 1588
    assert [p.text for p in opened.paragraphs][-1] == "附件：二〇二四年十月"
    assert read_back(out).titles == ((1, "第一部分"),)


def test_a_body_that_ends_its_section_leaves_a_line_too_low_to_turn_a_page(edited: Edited) -> None:
    def change(document: WordFile) -> None:
        place = next(p for p in document.paragraphs if p.text == "{{ 正文 }}")
        section = parse_xml(docx.oxml.parser.etree.tostring(document.sections[-1]._sectPr))
        place._p.get_or_add_pPr().append(section)
        document.add_paragraph("封底")

    out = _drawn(edited(change), Text("文"))
    text, end, cover = docx.Document(str(out)).paragraphs[-3:]
    assert (text.text, end.text, cover.text) == ("文", "", "封底")
    assert end.paragraph_format.line_spacing == Pt(1)


def test_what_word_and_wps_add_of_their_own_stays_and_does_no_harm(edited: Edited) -> None:
    """Comments, bookmarks, proofing marks, an empty paragraph between, a number of WPS in the properties."""

    def change(document: WordFile) -> None:
        first = document.paragraphs[0]
        document.add_comment(first.runs, "请核对", "张三", "张")
        mark = OxmlElement("w:bookmarkStart", {docx.oxml.ns.qn("w:id"): "41", docx.oxml.ns.qn("w:name"): "_GoBack"})
        first._p.append(mark)
        first._p.append(OxmlElement("w:bookmarkEnd", {docx.oxml.ns.qn("w:id"): "41"}))
        first._p.append(OxmlElement("w:proofErr", {docx.oxml.ns.qn("w:type"): "spellStart"}))

    out = _drawn(edited(change), Title(1, "一"), Text("文"))
    ids = values(body_of(out), "//w:bookmarkStart/@w:id")
    assert len(ids) == len(set(ids)) == 3
    assert [comment.text for comment in docx.Document(str(out)).comments] == ["请核对"]


def test_a_skeleton_without_properties_gets_none(tmp_path: Path) -> None:
    """python-docx would make some, with the day of making."""

    def change(name: str, text: str) -> str:
        if name == "_rels/.rels":
            start = text.index("<Relationship ", text.index("core-properties") - 200)
            start = max(text.rfind("<Relationship ", 0, text.index("core-properties")), start)
            return text[:start] + text[text.index("/>", start) + 2 :]
        return text

    out = _drawn(rewritten(SKELETON, tmp_path / "底稿.docx", change), Text("文"))
    with zipfile.ZipFile(out) as archive:
        assert "docProps/core.xml" not in archive.namelist()


def test_a_skeleton_saved_by_another_office_program_works(tmp_path: Path) -> None:
    """LibreOffice writes every part anew, as WPS does: other ids, other order, styles of its own."""
    [skeleton] = saved_as("docx:MS Word 2007 XML", tmp_path, SKELETON)
    word.render(full_document(), skeleton, tmp_path / "out.docx")
    read = read_back(tmp_path / "out.docx")
    assert len(read.tables) == 27
    assert read.titles[0] == (1, f"第一部分 {UNIT}概况")
    assert len(find(body_of(tmp_path / "out.docx"), "//w:hyperlink")) == 29


def test_a_template_or_a_macro_file_is_told_to_be_saved_as_docx(tmp_path: Path) -> None:
    def change(name: str, text: str) -> str:
        return text.replace("document.main+xml", "template.main+xml") if name == "[Content_Types].xml" else text

    with pytest.raises(TemplateError, match="文件“底稿.docx”：打不开，.*另存为 .docx"):
        _drawn(rewritten(SKELETON, tmp_path / "底稿.docx", change), Text("文"))
