"""The Word skeletons, ``templates/*/document.docx``: made here, committed, then anybody's to edit in Word.

Maintainer's command: ``python -m tools skeleton`` makes the skeleton of every profile that has one of its own anew. A
test says when one is out of date. Styles and fonts are in ``toolkit/word/looks.py``; a profile's ``[words]`` may name
other fonts, and say how the year stands on the cover (``"封面年度" = "年"``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Pt, Twips
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from toolkit.profiles import Profile, load_profile, templates_folder
from toolkit.word.looks import BODY, FONTS, FORM_TABLE, LATIN, LOOKS, MARGINS, NORMAL, PAGE, SUBSTITUTES, Look
from toolkit.word.package import save_word

SKELETON = "document.docx"
#: Parts of python-docx's own template that no skeleton needs.
_UNUSED = (
    "stylesWithEffects",
    "webSettings",
    "fontTable",
    "customXml",
    "numbering",
    "thumbnail",
    "extended-properties",
)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_COMPATIBLE = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": "15"}
_TEXT_WIDTH = PAGE["width"] - MARGINS["left"] - MARGINS["right"]


def make(words: Mapping[str, str]) -> WordFile:
    """The skeleton of a profile with these words (``Profile.words``), the same on every run."""
    fonts = {key: words.get(key, font) for key, font in FONTS.items()}
    document = docx.Document()
    _drop_unused(document)
    _set_styles(document, fonts)
    _set_settings(document)
    _add_font_table(document, fonts)
    _write_pages(document, words.get("封面年度", "年度"))
    _set_properties(document)
    return document


def skeletons() -> list[tuple[Path, Profile]]:
    """Every skeleton among the templates, with the profile that it belongs to."""
    return [(path, load_profile(path.parent.name)) for path in sorted(templates_folder().glob(f"*/{SKELETON}"))]


def make_all() -> list[Path]:
    """Make all skeletons anew, over those that are there."""
    for path, profile in skeletons():
        save_word(make(profile.words), path)
    return [path for path, _ in skeletons()]


def _element(tag: str, **attributes: object) -> Any:
    """An element for what python-docx has no name for."""
    return OxmlElement(tag, {qn(f"w:{name}"): str(value) for name, value in attributes.items()})


def _drop_unused(document: WordFile) -> None:
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rsplit("/", 1)[1] in _UNUSED:
                del relations[key]


# --- styles ----------------------------------------------------------------------------------------------------------


def _set_styles(document: WordFile, fonts: Mapping[str, str]) -> None:
    """What a reader's own Normal template says must not matter: everything is stated."""
    styles = document.styles
    for style in list(styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table"):
            style.delete()
    for unused in styles.element.xpath("w:latentStyles | w:style/w:rsid"):
        unused.getparent().remove(unused)
    _set_defaults(styles.element, fonts[NORMAL.font])
    normal = styles["Normal"]
    _apply(normal, NORMAL, fonts)
    normal.paragraph_format.widow_control = False
    for look in LOOKS:
        style = styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, builtin=look.name.isascii())
        style.element.styleId = look.id
        style.base_style = styles[look.based]
        style.quick_style = True
        _apply(style, look, fonts)
    for look in LOOKS:
        if look.outline is not None:
            styles[look.name].next_paragraph_style = styles[BODY]
    _add_table_style(document)


def _set_defaults(styles: Any, font: str) -> None:
    defaults = styles.find(qn("w:docDefaults"))
    for old in list(defaults):
        defaults.remove(old)
    look = OxmlElement("w:rPr")
    look.append(_element("w:rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=font, cs=LATIN))
    look.append(_element("w:kern", val=2))
    look.append(_element("w:sz", val=32))
    look.append(_element("w:szCs", val=32))
    look.append(_element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    run_defaults = OxmlElement("w:rPrDefault")
    run_defaults.append(look)
    defaults.append(run_defaults)
    defaults.append(OxmlElement("w:pPrDefault"))


def _apply(style: ParagraphStyle, look: Look, fonts: Mapping[str, str]) -> None:
    layout, letters = style.paragraph_format, style.font
    if look.font:
        letters.name = LATIN
        letters.element.rPr.rFonts.set(qn("w:eastAsia"), fonts[look.font])
        letters.element.rPr.rFonts.set(qn("w:cs"), LATIN)
    if look.size:
        letters.size = Pt(look.size)
        letters.element.rPr.append(_element("w:szCs", val=round(look.size * 2)))
    if look.line:
        layout.line_spacing = Pt(look.line)  # a length is an exact pitch
        layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    if look.align:
        layout.alignment = _ALIGN[look.align]
    if look.together:
        layout.keep_with_next = layout.keep_together = True
    if look.new_page:
        layout.page_break_before = True
    if look.widows:
        layout.widow_control = True
    if look.dots:
        layout.tab_stops.add_tab_stop(Twips(_TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    properties = style.element.get_or_add_pPr()
    if look.first:  # in characters, so that it follows when a clerk changes the size
        layout.first_line_indent = _characters(look.first, look.size or NORMAL.size)
        properties.ind.set(qn("w:firstLineChars"), str(look.first * 100))
    if look.left:
        layout.left_indent = _characters(look.left, look.size)
        properties.ind.set(qn("w:leftChars"), str(look.left * 100))
    if look.dense:
        following = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
        for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
            properties.insert_element_before(_element(tag, val=0), *following)
    if look.outline is not None:
        properties.get_or_add_outlineLvl().val = (look.outline - 1) % 10


def _characters(count: int, size: float) -> Length:
    return Pt(count * size)


def _add_table_style(document: WordFile) -> None:
    style = document.styles.add_style(FORM_TABLE, WD_STYLE_TYPE.TABLE)
    style.element.styleId = "Form"
    style.base_style = document.styles["Normal Table"]
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz=4, space=0, color="auto"))
    margins = OxmlElement("w:tblCellMar")
    for side, width in {"top": 0, "left": 57, "bottom": 0, "right": 57}.items():
        margins.append(_element(f"w:{side}", w=width, type="dxa"))
    properties = OxmlElement("w:tblPr")
    for child in (_element("w:jc", val="center"), borders, margins):
        properties.append(child)
    style.element.append(properties)


# --- the other parts -------------------------------------------------------------------------------------------------


def _set_settings(document: WordFile) -> None:
    settings = document.settings.element
    for old in list(settings):
        settings.remove(old)
    compat = OxmlElement("w:compat")
    compat.append(_element("w:compatSetting", **_COMPATIBLE))
    for child in (
        _element("w:zoom", percent=100),
        _element("w:defaultTabStop", val=420),
        _element("w:characterSpacingControl", val="compressPunctuation"),
        compat,
        _element("w:themeFontLang", val="en-US", eastAsia="zh-CN"),
    ):
        settings.append(child)


def _add_font_table(document: WordFile, fonts: Mapping[str, str]) -> None:
    table = OxmlElement("w:fonts")
    for name in fonts.values():
        font = _element("w:font", name=name)
        if name in SUBSTITUTES:
            font.append(_element("w:altName", val=SUBSTITUTES[name]))
        for child in ({"charset": "86"}, {"family": "auto"}, {"pitch": "variable"}):
            font.extend(_element(f"w:{tag}", val=value) for tag, value in child.items())
        table.append(font)
    latin = _element("w:font", name=LATIN)
    for tag, value in {"charset": "00", "family": "roman", "pitch": "variable"}.items():
        latin.append(_element(f"w:{tag}", val=value))
    table.append(latin)
    xml = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, xml, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _write_pages(document: WordFile, year: str) -> None:
    """Cover and 目录, which carry no page number, and the body, which counts its pages from 1."""
    cover = {
        "封面年度": f"{{{{ 年度 }}}}{year}",
        "Title": "{{ 单位名称 }}",
        "封面文种": "{{ 文种 }}",
        "封面日期": "{{ 编制日期 }}",
    }
    for style, text in cover.items():
        _hint_chinese(document.add_paragraph(text, style).runs[0])
    document.add_paragraph("目　录", "TOC Heading")
    document.add_paragraph("{{ 目录 }}", "toc 1")
    _set_page(document.sections[0])
    body = document.add_section()
    # One point high, so that a full 目录 does not push an empty page in front of the body.
    end = document.paragraphs[-1]
    end.style = document.styles["toc 1"]
    end.paragraph_format.line_spacing = Pt(1)
    document.add_paragraph("{{ 正文 }}", BODY)
    body._sectPr.insert_element_before(_element("w:pgNumType", start=1), "w:cols", "w:docGrid")
    body.footer.is_linked_to_previous = False
    footer = body.footer.paragraphs[0]
    footer.style = document.styles["footer"]
    _write_page_number(footer)


def _hint_chinese(run: Run) -> None:
    """Marks that both scripts share (“ ” —) are Chinese here."""
    run._r.get_or_add_rPr().append(_element("w:rFonts", hint="eastAsia"))


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = Twips(PAGE["width"]), Twips(PAGE["height"])
    section.top_margin, section.bottom_margin = Twips(MARGINS["top"]), Twips(MARGINS["bottom"])
    section.left_margin, section.right_margin = Twips(MARGINS["left"]), Twips(MARGINS["right"])
    section.header_distance, section.footer_distance = Twips(MARGINS["header"]), Twips(MARGINS["footer"])
    for unused in section._sectPr.xpath("w:cols | w:docGrid"):  # lines stand by their pitch, not by a grid
        section._sectPr.remove(unused)
    for attribute in [name for name in section._sectPr.attrib if "rsid" in name]:
        del section._sectPr.attrib[attribute]


def _write_page_number(paragraph: Paragraph) -> None:
    _hint_chinese(paragraph.add_run("— "))
    for kind in ("begin", "PAGE", "separate", "1", "end"):
        run = paragraph.add_run()
        if kind == "PAGE":
            code = OxmlElement("w:instrText")
            code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            code.text = " PAGE "
            run._r.append(code)
        elif kind == "1":
            run.text = kind
        else:
            run._r.append(_element("w:fldChar", fldCharType=kind))
    _hint_chinese(paragraph.add_run(" —"))


def _set_properties(document: WordFile) -> None:
    for old in list(document.core_properties._element):
        document.core_properties._element.remove(old)
    properties = document.core_properties
    properties.title = "{{ 年度 }}年度{{ 单位名称 }}{{ 文种 }}"
    properties.author = "{{ 单位名称 }}"
    properties.language = "zh-CN"
