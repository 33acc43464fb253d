"""A Word document as data: what stands in it, in order. The narrative room writes it down, the word room draws it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from .text import fingerprint, plain


class FormCell(NamedTuple):
    """One drawn cell of a form; a merged area is one cell with its spans."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    align: str = "left"  # left | center | right
    bold: bool = False
    address: str = ""  # of the first cell it covers


@dataclass(frozen=True)
class Form:
    """An official form as it looks, for drawing it outside Excel.

    ``sheet`` is the worksheet it was drawn from. ``lists`` are parts with headings of their own, further down, as (first
    row, rows of headings). ``cells`` cover the ruled area only, row by row; rows and columns
    count from 0 within it. ``header_rows`` repeat on every page. ``widths`` are the Excel column widths. ``above``
    holds the (left, middle, right) texts of the lines between title and table, ``over`` those of the lines above the
    title; ``below`` the notes under it.
    """

    table_id: str
    title: str
    header_rows: int
    row_count: int
    widths: tuple[float, ...]
    cells: tuple[FormCell, ...]
    above: tuple[tuple[str, str, str], ...] = ()
    below: tuple[str, ...] = ()
    landscape: bool = False
    sheet: str = ""
    lists: tuple[tuple[int, int], ...] = ()
    over: tuple[tuple[str, str, str], ...] = ()


#: What stands in a text instead of a thing nobody entered. The same for every region; drawn highlighted.
UNFINISHED = "【待补充：{}】"
UNFINISHED_START = UNFINISHED.partition("{")[0]
UNFINISHED_MARKS = re.compile("【待补充：?([^】]*)】")


class Title(NamedTuple):
    """A heading that appears in the 目录. ``level`` 1: 第一部分 …; 2: 一、…; 3: （一）….

    ``listed``: its words in the 目录 where they are others.
    """

    level: int
    text: str
    new_page: bool = False
    in_contents: bool = True
    listed: str = ""

    @property
    def lists_itself(self) -> bool:
        """Whether a 目录 that Word makes anew finds it by its style or level, in its own words."""
        return self.in_contents and not self.listed


class Text(NamedTuple):
    """A body paragraph. ``lead`` is a bold run-in opening (**1. 因公出国（境）费**).

    ``carrier`` (:func:`carrier`) says which field of the workbook it belongs to; "" for none.
    """

    text: str
    lead: str = ""
    carrier: str = ""


class Carrier(NamedTuple):
    """Which field of the workbook some paragraphs are: ``kind`` 段 of 情况说明, 文 of 部门概况, 词 of 名词解释.

    ``name`` is the field's id as a bookmark can hold it; ``written`` the fingerprint of what was written there.
    """

    kind: str
    name: str
    written: str


_CARRIER = re.compile(r"(段|文|词)_(\w+)_([0-9a-f]{8})(?:_Copy_\d+)?")
#: A bookmark's name has at most 40 letters, signs and brackets none.
_LONGEST_NAME = 22


def carrier(kind: str, field_id: str, paragraphs: Sequence[str]) -> str:
    """What is kept in a Word document of a field and its text: 段_收支总体_3f2a91bc."""
    return f"{kind}_{carrier_name(field_id)}_{carried_text(paragraphs)}"


def carrier_name(field_id: str) -> str:
    """A field's id as it stands in its carrier."""
    return re.sub(r"\W", "", field_id)[:_LONGEST_NAME]


def carried_text(paragraphs: Sequence[str]) -> str:
    """The fingerprint of a field's paragraphs: blanks and widths of letters aside, which other programs change."""
    return fingerprint(plain("\n".join(paragraphs)))[:8]


def read_carrier(name: str) -> Carrier | None:
    """What a carrier says; None for any other name."""
    match = _CARRIER.fullmatch(name)
    return Carrier(match[1], match[2], match[3]) if match else None


class FormItem(NamedTuple):
    """An official form drawn as a table, with its title line, label, unit and notes.

    A :class:`Title` of the same name right before it (``一、收入支出决算总表``) is the title line, and stands in the 目录.
    """

    form: Form


class Shape(Enum):
    """How a chart is drawn; the word is what a profile writes."""

    PIE = "饼图"
    COLUMNS = "柱形图"
    BARS = "条形图"


class Chart(NamedTuple):
    """Figures of the workbook as a picture: what each series has for each category, in 万元 as the forms print it."""

    caption: str
    shape: Shape
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[Decimal, ...]], ...]


class ChartItem(NamedTuple):
    """A chart that stands between the paragraphs, its caption under it."""

    chart: Chart


Item = Title | Text | FormItem | ChartItem


class Document(NamedTuple):
    """``fields`` fill the tags of the skeleton document.docx (cover, header): 年度, 单位名称, 文种, 编制日期.

    ``contents_levels``: titles down to this level stand in the 目录.
    """

    fields: Mapping[str, str]
    items: tuple[Item, ...]
    contents_levels: int = 2

    @property
    def unfinished(self) -> tuple[str, ...]:
        """What is still missing, as each mark names it, in the order of the document: a document with any is no document yet."""
        return tuple(missing for text in self._texts() for missing in UNFINISHED_MARKS.findall(text))

    def _texts(self) -> Iterator[str]:
        for item in self.items:
            if isinstance(item, Text):
                yield item.text
            elif isinstance(item, FormItem):
                yield from (cell.text for cell in item.form.cells if UNFINISHED_START in cell.text)
