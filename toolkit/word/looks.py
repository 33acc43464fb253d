"""Every style of the Word files in one table: its name, font, size, pitch and spaces. The fonts are set here only.

``tools/skeleton.py`` makes the skeletons from it; what draws looks a style up by its name in whatever skeleton it is
given (``styles.py``), so that a clerk may change all but the names in Word.

Page and type follow GB/T 9704-2012: A4, body 三号 仿宋 at a fixed pitch of 28 pt, 22 lines of 28 characters. Every pitch
is exact, so that pages do not depend on the fonts at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

# Names as Word stores them, whatever language it shows them in.
BODY = "Normal Indent"
FORM_TITLE = "表题"
FORM_LINE = "表头行"
FORM_NOTE = "表注"
FORM_TABLE = "公开表"
CELL_PREFIX = "表格文字"

#: Figures and Latin letters, everywhere.
LATIN = "Times New Roman"
#: The Chinese fonts by what they are for. A profile's ``[words]`` may name others.
FONTS = {
    "标题字体": "方正小标宋简体",
    "一级标题字体": "黑体",
    "二级标题字体": "楷体_GB2312",
    "正文字体": "仿宋_GB2312",
    "表格字体": "宋体",
}
#: What Word may take where the official font is not installed (Windows has 仿宋, not 仿宋_GB2312).
SUBSTITUTES = {
    "方正小标宋简体": "小标宋",
    "黑体": "SimHei",
    "楷体_GB2312": "楷体",
    "仿宋_GB2312": "仿宋",
    "宋体": "SimSun",
}

_TITLE, _FIRST, _SECOND, _TEXT, _TABLE = FONTS

#: Twips: A4 and the margins 37/26/35/28 mm; header and footer as far from the edge.
PAGE = {"width": 11906, "height": 16838}
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588, "header": 851, "footer": 1270}


@dataclass(frozen=True)
class Look:
    """A paragraph style. ``font`` is a key of :data:`FONTS`; size, pitch and spaces in points, indents in characters.

    What is "" or 0 is inherited from ``based``. ``outline`` counts from 1 as titles do; 0 is body text, None inherited.
    """

    name: str
    id: str
    font: str = ""
    size: float = 0
    line: float = 0
    before: float = 0
    after: float = 0
    align: str = ""
    first: int = 0
    left: int = 0
    outline: int | None = None
    together: bool = False  # its lines stay on one page, and with the next paragraph
    new_page: bool = False
    dots: bool = False  # a line of dots to a page number on the right
    dense: bool = False  # no space between 汉字 and figures: cells are reckoned so
    widows: bool = False  # no line of it stands alone on a page
    based: str = "Normal"


# heading 1 and 21 lines of text are 636 pt: they fill the 637.8 pt of a page without a close call.
# Cells are not justified: before a long word a narrow line would be spread out (吉 林 省).
LOOKS = (
    Look(BODY, "NormalIndent", first=2, widows=True),
    Look("封面年度", "CoverYear", _TITLE, 26, 44, before=150, after=30, align="center"),
    Look("Title", "Title", _TITLE, 26, 44, align="center"),
    Look("封面文种", "CoverKind", _TITLE, 36, 56, before=20, align="center"),
    Look("封面日期", "CoverDate", _SECOND, 16, 28, before=180, align="center"),
    Look("TOC Heading", "TOCHeading", _FIRST, 22, 36, after=14, align="center", new_page=True),
    Look("toc 1", "TOC1", _FIRST, 14, 20, dots=True),
    Look("toc 2", "TOC2", _TEXT, 14, 20, left=2, dots=True),
    Look("toc 3", "TOC3", _TEXT, 14, 20, left=4, dots=True),
    Look("heading 1", "Heading1", _TITLE, 22, 36, after=12, align="center", outline=1, together=True),
    Look("heading 2", "Heading2", _FIRST, 16, 28, first=2, outline=2, together=True),
    Look("heading 3", "Heading3", _SECOND, 16, 28, first=2, outline=3, together=True),
    Look("无目录标题1", "PlainHeading1", outline=0, based="heading 1"),
    Look("无目录标题2", "PlainHeading2", outline=0, based="heading 2"),
    Look("无目录标题3", "PlainHeading3", outline=0, based="heading 3"),
    Look(FORM_TITLE, "FormTitle", _TITLE, 18, 30, align="center", together=True),
    Look(FORM_LINE, "FormLine", _TABLE, 10.5, 16, align="left", together=True),
    Look(FORM_NOTE, "FormNote", _TABLE, 9, 14, before=2),
    Look(f"{CELL_PREFIX}1", "Cell1", _TABLE, 10.5, 13, align="left", dense=True),
    Look(f"{CELL_PREFIX}2", "Cell2", _TABLE, 9, 11.5, align="left", dense=True),
    Look(f"{CELL_PREFIX}3", "Cell3", _TABLE, 8.5, 10.5, align="left", dense=True),
    Look(f"{CELL_PREFIX}4", "Cell4", _TABLE, 7.5, 9.5, align="left", dense=True),
    Look(f"{CELL_PREFIX}5", "Cell5", _TABLE, 6, 8, align="left", dense=True),
    Look("footer", "Footer", _TABLE, 14, 16, align="center"),
)  # fmt: skip
#: What every other style is based on.
NORMAL = Look("Normal", "Normal", _TEXT, 16, 28, align="both")
