"""退回单: for each unit with errors one Word page or two that says what is wrong, and the same as a message to paste.

Slips are the bureau's own letters and no 决算说明: drawn here with python-docx, from the record of the unit alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..amounts import NumberStyle, read_number
from ..findings import Severity
from ..outputs.files import replacing, undated, write_zip
from ..outputs.run import made_from
from ..text import clean_text
from .records import FindingRecord, UnitRecord, places_text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

#: So many errors fill two pages; the rest is in the workbook that goes back with the slip.
_MOST = 24
_MOST_HINTS = 6
_LONGEST = 220
_ONCE_CORRECTED = "改正后"
_BLANK_DAY = "　　　年　　月　　日"
_LETTERS, _WORDS = "Times New Roman", "仿宋"
_WIDTHS = (1.0, 3.5, 6.9, 2.6, 2.6)  # cm; the figures have room for eight digits and two decimals
_SIGNATURES = (144, 288)  # pt: where the second and the third of what is signed begin


class Slip(NamedTuple):
    """One slip as data. ``rows``: number, place, trouble, figure on the form, right figure."""

    unit: str
    opening: str
    rows: tuple[tuple[str, str, str, str, str], ...]
    more: str
    hints: tuple[str, ...]


def slip_of(record: UnitRecord, due: str = "") -> Slip:
    """What a unit is told: its errors in plain words. ``due``: until when it has to hand in again, in words."""
    errors = [finding for finding in record.findings if finding.level == Severity.ERROR.label]
    hints = [finding.message for finding in record.findings if finding.level == Severity.WARNING.label]
    workbook = record.outputs.get("workbook", "")
    listed = f"工作簿“{workbook}”的“校验”表" if workbook else f"网页“{record.outputs.get('report', '')}”"
    how = "在工作簿“校验”表的“处理意见”里写明" if workbook else "书面说明"
    opening = (
        f"你单位报送的{record.year}年度部门{record.kind}公开材料（{Path(record.source).name}）经校验，"
        f"有错误 {len(errors)} 处{f'、提示 {len(hints)} 处' if hints else ''}。请逐条核对改正，于{due or _BLANK_DAY}前重新报送；"
        f"确属原表如此的，请{how}谁核实、什么原因。"
    )
    rows = tuple(_row(number, finding) for number, finding in enumerate(errors[:_MOST], 1))
    left = len(errors) - len(rows)
    more = f"其余 {left} 处错误见所附{listed}。" if left else ""
    shown = tuple(_short(hint) for hint in hints[:_MOST_HINTS])
    if len(hints) > len(shown):
        shown += (f"其余 {len(hints) - len(shown)} 处提示见所附{listed}。",)
    return Slip(record.called, opening, rows, more, shown)


def _row(number: int, finding: FindingRecord) -> tuple[str, str, str, str, str]:
    places = places_text(finding.places, 3)
    shown = finding.actual or (finding.places[0].value if finding.places else "")
    return str(number), places, _short(finding.message), _figure(shown), _figure(finding.expected)


def _short(text: str) -> str:
    """As much as fits, cut between two clauses where it can be. What comes right once it is corrected is the bureau's to know."""
    whole = clean_text(text)
    clauses = [clause for clause in whole.split("；") if not clause.startswith(_ONCE_CORRECTED)]
    plain = "；".join(clauses)
    if len(plain) <= _LONGEST:
        return plain + ("。" if whole.endswith("。") and not plain.endswith("。") else "")
    while len(clauses) > 1 and len("；".join(clauses)) >= _LONGEST:
        clauses.pop()
    return "；".join(clauses)[: _LONGEST - 1] + "……"


def _figure(text: str) -> str:
    number = read_number(text) if text else None
    return NumberStyle().text(number) if number is not None else ""


def message_of(slip: Slip) -> str:
    """The same as a message to paste into a chat."""
    rows = (f"{number}. {place + '：' if place else ''}{words}" for number, place, words, _, _ in slip.rows)
    return "\n".join([f"【退回修改】{slip.unit}", slip.opening, *rows, *([slip.more] if slip.more else [])]) + "\n"


def draw_slip_of(slip: Mapping[str, Any], folder: str, name: str, program: str) -> None:
    """Draw one slip that travelled as JSON. ``program``: the toolkit's fingerprint, which its mark tells with it."""
    rows = tuple(tuple(row) for row in slip["rows"])
    drawn = Slip(slip["unit"], slip["opening"], rows, slip["more"], tuple(slip["hints"]))
    with made_from(drawn, program):
        draw_slip(drawn, Path(folder) / name)


def draw_slip(slip: Slip, target: Path) -> None:
    """The slip as a Word document. Raises OutputError when it cannot be written."""
    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    _set_fonts(document)
    _paragraph(document, "部门决算公开材料退回修改单", size=18, centred=True, bold=True)
    _paragraph(document, f"{slip.unit}：", bold=True)
    _paragraph(document, slip.opening, indent=True)
    _draw_table(document, slip.rows)
    for line in filter(None, (slip.more, "提示（请核对，属实的可以不改）：" if slip.hints else "")):
        _paragraph(document, line)
    for number, hint in enumerate(slip.hints, 1):
        _paragraph(document, f"{number}. {hint}", size=10)
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True  # no page with nothing but names
    _signatures(document, ("审核人：", "联系电话：", f"退回日期：{_BLANK_DAY}"), first=True)
    _signatures(document, ("单位经办人：", "单位负责人：", f"重报日期：{_BLANK_DAY}"))
    packed = BytesIO()
    document.save(packed)
    with replacing(target) as temporary:
        write_zip(temporary, undated(packed))


def _set_fonts(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name, style.font.size = _LETTERS, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _WORDS)
    document.core_properties.author = ""
    document.core_properties.title = "部门决算公开材料退回修改单"


def _paragraph(
    document: Document, words: str, *, size: float = 12, centred: bool = False, bold: bool = False, indent: bool = False
) -> Paragraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(clean_text(words))
    run.bold, run.font.size = bold, Pt(size)
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(3), Pt(3), 1.25
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        shape.first_line_indent = Pt(2 * size)
    return paragraph


def _signatures(document: Document, fields: Sequence[str], *, first: bool = False) -> None:
    """What people fill in by hand, side by side; the two lines of it stay on one page."""
    from docx.shared import Pt

    paragraph = _paragraph(document, "\t".join(fields))
    for points in _SIGNATURES:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(points))
    if first:
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(12), True


def _draw_table(document: Document, rows: Sequence[tuple[str, ...]]) -> None:
    from docx.shared import Cm

    heads = ("序号", "在哪里", "问题", "表中数", "应为")
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    for cells, words in zip(_rows_of(table, len(rows)), (heads, *rows), strict=True):
        for number, (cell, text) in enumerate(zip(cells, words, strict=True)):
            cell.width = Cm(_WIDTHS[number])
            _fill(cell, text, head=words is heads, right=number > 2)
    _repeat_heading(table)


def _rows_of(table: Table, more: int) -> Iterator[Sequence[_Cell]]:
    yield table.rows[0].cells
    for _ in range(more):
        yield table.add_row().cells  # type: ignore[no-untyped-call]


def _fill(cell: _Cell, words: str, *, head: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(clean_text(words))
    run.font.size, run.bold = Pt(10), head
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    if head or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if head else WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_heading(table: Table) -> None:
    """The heading again on the second page; no row is cut in two by the end of a page."""
    from docx.oxml import OxmlElement

    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
