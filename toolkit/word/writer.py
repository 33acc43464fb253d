"""A Document drawn into a skeleton: tags filled, 目录 and 正文 put in their places, saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docx.document import Document as WordFile
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.oxml.section import CT_SectPr
from docx.oxml.text.paragraph import CT_P
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import etree

from ..document import ChartItem, Document
from ..errors import TemplateError
from .body import draw_body
from .charts import add_charts
from .contents import ContentsRoom, draw_contents
from .markup import NAMESPACE, qn
from .package import open_word, save_word
from .pages.paging import number_blocks
from .pages.reckonable import may_count_pages
from .sections import room_of
from .styles import Styles
from .tags import BODY, CONTENTS, NO_BODY, fill_tags, fill_text, only_tag

#: What would tell who edited the skeleton and when: none of the published document's business.
_PERSONAL = {"created", "modified", "lastModifiedBy", "lastPrinted", "revision"}


def render(document: Document, skeleton: Path, target: Path) -> None:
    """Draw ``document`` into a copy of ``skeleton`` and save it as ``target``; the same input gives the same bytes.

    The skeleton is an ordinary Word file. ``{{ 名称 }}`` anywhere in it (body, headers, footers, text boxes, title and
    author of the file) is filled from ``document.fields``, as text; a paragraph holding only ``{{ 正文 }}`` gives way to
    the items and one holding only ``{{ 目录 }}`` to the table of contents with its page numbers, unless the skeleton lays
    its pages out in a way that only an office program can reckon with (:func:`toolkit.word.number_pages`). Raises
    TemplateError when the skeleton cannot be used, naming the tag or
    style, WorkbookError when a form's merged cells overlap, and OutputError when ``target`` cannot be written.
    """
    word_file = open_word(skeleton)
    try:
        drawn = _draw(document, word_file)
    except TemplateError as error:
        raise TemplateError(error.message, path=error.path or skeleton) from None
    save_word(word_file, target, drawn)


def _draw(document: Document, word_file: WordFile) -> dict[bytes, str]:
    """Fill the tags; the pieces drawn, by the marks left in their places."""
    root = word_file.element
    styles = Styles(word_file)
    if root.nsmap.get("w") != NAMESPACE:  # what is drawn is spelt with this prefix
        raise TemplateError("不是 Word 写出的文档；请用 Word 打开后另存为 .docx 再试。")
    # In the body itself, not in a table or a text box.
    places = {only_tag(paragraph._p): paragraph for paragraph in reversed(word_file.paragraphs)}
    place, contents = places.get(BODY), places.get(CONTENTS)
    if place is None:
        raise TemplateError(NO_BODY)
    section = _section_of(place._p)
    if section is None:
        raise TemplateError("没有页面设置；请在 Word 中打开并保存一次。")
    mark_id = _first_free_id(root)
    charts = [item.chart for item in document.items if isinstance(item, ChartItem)]
    is_known = may_count_pages(word_file, place._p, section, styles)
    body = draw_body(document, word_file, styles, section, mark_id + 1, add_charts(word_file, charts))
    numbering = number_blocks(body.flow) if is_known and styles.known else None
    drawn: dict[bytes, str] = {}
    room = _contents_room(contents._p, styles) if contents is not None else None
    for paragraph, xml in (
        (contents, draw_contents(body.entries, styles, numbering, mark_id, document.contents_levels, room)),
        (place, body.xml),
    ):
        if paragraph is not None:
            drawn[_leave_gap(paragraph, len(drawn))] = xml
    fill_tags(root, document.fields)
    section.getparent().replace(section, body.last_section)  # type: ignore[union-attr]
    _fill_other_parts(word_file, document.fields)
    return drawn


def _section_of(paragraph: CT_P) -> CT_SectPr | None:
    """The section that a paragraph of the body stands in: its properties close it."""
    closing = paragraph.xpath(
        "(w:pPr/w:sectPr | following-sibling::w:p/w:pPr/w:sectPr | following-sibling::w:sectPr)[1]"
    )
    return closing[0] if closing else None


def _contents_room(paragraph: CT_P, styles: Styles) -> ContentsRoom | None:
    """What there is for the 目录 below what stands above it on its page; None where that cannot be known."""
    section = _section_of(paragraph)
    above, before = 0.0, paragraph.getprevious()
    while isinstance(before, CT_P):
        if before.xpath("w:pPr/w:sectPr"):
            break
        style = styles.by_id(before.style)
        if not style.known or before.xpath("w:pPr/w:spacing | .//w:br | .//w:drawing | .//w:pict"):
            return None
        above += style.before + style.line + style.after
        if style.new_page:
            break
        before = before.getprevious()
    if section is None or (before is not None and not isinstance(before, CT_P)):
        return None
    page = room_of(section)
    return ContentsRoom(page.width, page.height - above, page.height)


def _first_free_id(root: etree._Element) -> int:
    taken = (int(mark.get(qn("w:id"), "0")) for mark in root.iter(qn("w:bookmarkStart")))
    return max(taken, default=0) + 1


def _leave_gap(paragraph: Paragraph, number: int) -> bytes:
    """Put a mark in the place of a paragraph, for text to be put there; a section that ends in it must not get lost."""
    mark = etree.ProcessingInstruction("drawn", str(number))
    paragraph._p.addprevious(mark)
    if paragraph._p.xpath("w:pPr/w:sectPr"):
        paragraph.text = ""
        paragraph.paragraph_format.line_spacing = Pt(1)  # so that it does not push an empty page behind a full one
    else:
        paragraph._p.getparent().remove(paragraph._p)  # type: ignore[union-attr]
    return etree.tostring(mark, with_tail=False)


def _fill_other_parts(word_file: WordFile, fields: Mapping[str, str]) -> None:
    """The tags in headers and footers, of whatever section, and in the properties of the file."""
    for part in word_file.part.package.iter_parts():
        if isinstance(part, HeaderPart | FooterPart):
            fill_tags(part.element, fields)
        elif isinstance(part, CorePropertiesPart):
            for element in list(part.element):
                if etree.QName(element).localname in _PERSONAL:
                    part.element.remove(element)
                elif element.text:
                    element.text = fill_text(element.text, fields)
