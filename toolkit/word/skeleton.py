"""Makes the Word skeleton, ``document.docx``: run once by a maintainer, then committed; clerks edit the result in Word.

    python -m toolkit.word.skeleton templates/national/document.docx

Page and type follow GB/T 9704-2012: A4, margins 37/26/35/28 mm, body 三号 仿宋 at a fixed pitch of 28 pt, 22 lines of 28
characters. Every paragraph style has an exact pitch, so that pages do not depend on the fonts at hand.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from .markup import DECLARATIONS, EAST_ASIAN, escape, field_char, instruction, paragraph, run
from .package import Parts, save_package
from .styles import BODY, CELL_PREFIX, FORM_LINE, FORM_NOTE, FORM_TABLE, FORM_TITLE

XIAOBIAOSONG, HEI, KAI, FANGSONG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
LATIN = "Times New Roman"

#: What Word may take where the official font is not installed (Windows has 仿宋, not 仿宋_GB2312).
_SUBSTITUTES = {XIAOBIAOSONG: "小标宋", HEI: "SimHei", KAI: "楷体", FANGSONG: "仿宋", SONG: "SimSun"}

_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"'
    ' w:header="851" w:footer="1270" w:gutter="0"/>'
)
_TEXT_WIDTH = 11906 - 1474 - 1588  # twips: 156 mm
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _fonts(east_asian: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{east_asian}" w:cs="{LATIN}"/>'


@dataclass(frozen=True)
class _Style:
    """A paragraph style; size, pitch and spaces in points. ``flags``: raw properties that stand before the spacing."""

    id: str
    name: str
    font: str = ""
    size: float = 0
    line: float = 0
    before: float = 0
    after: float = 0
    align: str = ""
    indent: str = ""
    outline: int | None = None
    flags: str = ""
    based: str = "Normal"

    def xml(self) -> str:
        ours = "" if self.name.isascii() else ' w:customStyle="1"'
        edges = f'w:before="{self.before * 20:.0f}" w:after="{self.after * 20:.0f}"'
        layout = [
            self.flags,
            f'<w:spacing {edges} w:line="{self.line * 20:.0f}" w:lineRule="exact"/>' if self.line else "",
            f"<w:ind {self.indent}/>" if self.indent else "",
            f'<w:jc w:val="{self.align}"/>' if self.align else "",
            f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
        ]
        look = _fonts(self.font) if self.font else ""
        if self.size:
            look += f'<w:sz w:val="{self.size * 2:.0f}"/><w:szCs w:val="{self.size * 2:.0f}"/>'
        following = '<w:next w:val="NormalIndent"/>' if self.outline is not None else ""
        return (
            f'<w:style w:type="paragraph"{ours} w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f'<w:basedOn w:val="{self.based}"/>{following}<w:qFormat/>'
            f"<w:pPr>{''.join(layout)}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
        )


_KEEP = "<w:keepNext/><w:keepLines/>"
_TWO = 'w:firstLineChars="200" w:firstLine="640"'  # two characters of 16 pt
_DOTS = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{_TEXT_WIDTH}"/></w:tabs>'
_DENSE = (
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'  # no space between 汉字 and figures: cells are reckoned so
)

_STYLES = (
    _Style("NormalIndent", BODY, indent=_TWO),
    _Style("CoverYear", "封面年度", XIAOBIAOSONG, 26, 44, before=150, after=30, align="center"),
    _Style("Title", "Title", XIAOBIAOSONG, 26, 44, align="center"),
    _Style("CoverKind", "封面文种", XIAOBIAOSONG, 36, 56, before=20, align="center"),
    _Style("CoverDate", "封面日期", KAI, 16, 28, before=180, align="center"),
    _Style("TOCHeading", "TOC Heading", HEI, 22, 36, after=14, align="center", flags="<w:pageBreakBefore/>"),
    _Style("TOC1", "toc 1", HEI, 14, 20, flags=_DOTS),
    _Style("TOC2", "toc 2", FANGSONG, 14, 20, indent='w:leftChars="200" w:left="280"', flags=_DOTS),
    _Style("TOC3", "toc 3", FANGSONG, 14, 20, indent='w:leftChars="400" w:left="560"', flags=_DOTS),
    _Style("Heading1", "heading 1", XIAOBIAOSONG, 22, 36, after=14, align="center", outline=0, flags=_KEEP),
    _Style("Heading2", "heading 2", HEI, 16, 28, indent=_TWO, outline=1, flags=_KEEP),
    _Style("Heading3", "heading 3", KAI, 16, 28, indent=_TWO, outline=2, flags=_KEEP),
    _Style("PlainHeading1", "无目录标题1", outline=9, based="Heading1"),
    _Style("PlainHeading2", "无目录标题2", outline=9, based="Heading2"),
    _Style("PlainHeading3", "无目录标题3", outline=9, based="Heading3"),
    _Style("FormTitle", FORM_TITLE, XIAOBIAOSONG, 18, 30, align="center", flags=_KEEP),
    _Style("FormLine", FORM_LINE, SONG, 10.5, 16, flags=_KEEP),
    _Style("FormNote", FORM_NOTE, SONG, 9, 14, before=2),
    _Style("Cell1", f"{CELL_PREFIX}1", SONG, 10.5, 13, flags=_DENSE),
    _Style("Cell2", f"{CELL_PREFIX}2", SONG, 9, 11.5, flags=_DENSE),
    _Style("Cell3", f"{CELL_PREFIX}3", SONG, 8, 10, flags=_DENSE),
    _Style("Cell4", f"{CELL_PREFIX}4", SONG, 7, 9, flags=_DENSE),
    _Style("Cell5", f"{CELL_PREFIX}5", SONG, 6, 8, flags=_DENSE),
    _Style("Footer", "footer", SONG, 14, 16, align="center"),
)


def _styles() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    # What a reader's own Normal template says must not matter: everything is stated.
    return (
        f"{_HEAD}<w:styles {DECLARATIONS}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANGSONG)}"
        '<w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:spacing w:before="0" w:after="0" w:line="560" w:lineRule="exact"/>'
        '<w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{_cell_margins(108)}</w:tblPr></w:style>'
        + "".join(style.xml() for style in _STYLES)
        + f'<w:style w:type="table" w:customStyle="1" w:styleId="Form"><w:name w:val="{FORM_TABLE}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f"{_cell_margins(57)}</w:tblPr></w:style></w:styles>"
    )


def _cell_margins(width: int) -> str:
    sides = {"top": 0, "left": width, "bottom": 0, "right": width}
    margins = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in sides.items())
    return f"<w:tblCellMar>{margins}</w:tblCellMar>"


def _document() -> str:
    cover = [
        ("CoverYear", "{{ 年度 }}年度"),
        ("Title", "{{ 单位名称 }}"),
        ("CoverKind", "{{ 文种 }}"),
        ("CoverDate", "{{ 编制日期 }}"),
    ]
    front = "".join(paragraph(style, run(text, EAST_ASIAN)) for style, text in cover)
    front += paragraph("TOCHeading", run("目　录")) + paragraph("TOC1", run("{{ 目录 }}"))
    # The body counts its pages from 1; cover and 目录 carry no number.
    # One point high, so that a full 目录 does not push an empty page in front of the body.
    front += paragraph("TOC1", "", f'<w:spacing w:line="20" w:lineRule="exact"/><w:sectPr>{_PAGE}</w:sectPr>')
    body = paragraph("NormalIndent", run("{{ 正文 }}"))
    section = f'<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>{_PAGE}<w:pgNumType w:start="1"/></w:sectPr>'
    return f"{_HEAD}<w:document {DECLARATIONS}><w:body>{front}{body}{section}</w:body></w:document>"


def _footer() -> str:
    number = field_char("begin") + instruction("PAGE") + field_char("separate") + run("1") + field_char("end")
    return f"{_HEAD}<w:ftr {DECLARATIONS}>{paragraph('Footer', run('— ') + number + run(' —'))}</w:ftr>"


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in _SUBSTITUTES.items()
    )
    latin = (
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    return f"{_HEAD}<w:fonts {DECLARATIONS}>{fonts}{latin}</w:fonts>"


def _settings() -> str:
    compatible = "http://schemas.microsoft.com/office/word"
    return (
        f'{_HEAD}<w:settings {DECLARATIONS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{compatible}" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _theme() -> str:
    """The least theme Word accepts; no style refers to it, but a document without one counts as damaged."""
    dark, light = '<a:sysClr val="windowText" lastClr="000000"/>', '<a:sysClr val="window" lastClr="FFFFFF"/>'
    shades = {"dk1": dark, "lt1": light, "dk2": dark, "lt2": light}
    accents = [*(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink"]
    colours = "".join(f"<a:{name}>{shades.get(name, dark)}</a:{name}>" for name in [*shades, *accents])
    face = f'<a:latin typeface="{LATIN}"/><a:ea typeface="{SONG}"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        f'{_HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements>'
        f'<a:clrScheme name="Office">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Office"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Office"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def build() -> Parts:
    """The parts of the skeleton, the same on every run."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    related = {"styles": "styles", "settings": "settings", "fontTable": "fontTable", "footer1": "footer"}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{word}.{kind}+xml"/>' for name, kind in related.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{name}.xml"/>'
        for number, (name, kind) in enumerate(related.items(), 1)
    )
    relations += f'<Relationship Id="rId9" Type="{office}/theme" Target="theme/theme1.xml"/>'
    texts = {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{word}.document.main+xml"/>{types}'
            '<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
            '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{package}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
        ),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer(),
        "word/theme/theme1.xml": _theme(),
        "docProps/core.xml": (
            f'{_HEAD}<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape('{{ 年度 }}年度{{ 单位名称 }}{{ 文种 }}')}</dc:title><dc:creator>{escape('{{ 单位名称 }}')}</dc:creator>"
            "<dc:language>zh-CN</dc:language></cp:coreProperties>"
        ),
    }
    return {name: text.encode() for name, text in texts.items()}


if __name__ == "__main__":
    save_package(build(), Path(sys.argv[1]))
