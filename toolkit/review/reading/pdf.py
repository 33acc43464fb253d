"""A PDF with text read: the lines of its pages joined to paragraphs, its ruled grids to tables over the pages.

A line goes on the paragraph if its first unbreakable piece (a figure, a bracketed word, a 汉字 with its 。) had no room on
the line before; that the line is full is no sign. Running heads are told by standing outside the area of text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from ...errors import DocumentError
from .finishing import LABEL, LEADERS, LEVELS, NUMERAL, PART, finished, heading_level, squeezed
from .over_pages import goes_on, one_table
from .page import Line, Page, RuledGrid, read_page
from .records import Paragraph, Part, Published
from .ruled import clustered

#: 第一部分 …, and how such a heading ends.
_PART, _PART_ENDS = re.compile(rf"第{NUMERAL}{PART}"), re.compile("概况|情况|说明|表|解释|附件|简介|职责|文件$")
_PAGE_NUMBER = re.compile(r"[-—–－·]*\d{1,3}[-—–－·]*|第\d+页([，,]?共\d+页)?|\d+/\d+")
_MOST_PAGES = 2_000
#: By how much the type of a title is larger than what stands below it.
_TITLE_SIZE = 1.3


def read_pdf(path: Path, data: bytes) -> Published:
    """Raises DocumentError when it is encrypted, damaged or holds no text."""
    try:
        pdf = pdfium.PdfDocument(data)
        if len(pdf) > _MOST_PAGES:
            raise DocumentError(f"PDF 有 {len(pdf)} 页，不像决算公开文档，请检查是否选错了文件。", path=path)
        pages: list[Page] = []
        for number, page in enumerate(pdf, 1):
            pages.append(read_page(page, number, after_unruled=bool(pages) and pages[-1].unruled))
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise DocumentError("PDF 加了密码，请用不加密的 PDF 或 Word 文档。", path=path) from None
        raise DocumentError("PDF 已损坏，打不开，请重新导出。", path=path) from None
    unread = {page.number: page.unread for page in pages if page.unread}
    body = [page for page in pages if not page.unread]
    parts = list(_with_tables(_paragraphs(_without_running_heads(body), _margins(body))))
    unruled = tuple(page.number for page in body if page.unruled)
    return finished(path, _with_levels(parts), unread=unread, unruled=unruled)


def _without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """Each page without page numbers and lines that return on many pages outside the area of text."""
    outer = [[page.parts[at] for at in sorted({0, len(page.parts) - 1})] if page.parts else [] for page in pages]
    count = Counter(_masked(part) for parts in outer for part in parts)
    often = {text for text in count if text and count[text] > max(2, 0.2 * len(pages))}
    result = []
    for page, ends in zip(pages, outer, strict=True):
        area = [
            part.y
            for other in pages
            if abs(other.width - page.width) < 2
            for part in other.parts
            if not (_is_page_number(part) or _masked(part) in often)
        ]
        top, foot = (max(area), min(area)) if area else (0.0, 0.0)
        running = [
            part
            for part in ends
            if _is_page_number(part) or (_masked(part) in often and not foot - 3 < part.y < top + 3)
        ]
        result.append(page._replace(parts=tuple(part for part in page.parts if part not in running)))
    return result


def _masked(part: Line | RuledGrid) -> str:
    """The words of a line that may return, whatever its figures; the label of a form is its own."""
    if not isinstance(part, Line) or LABEL.fullmatch(squeezed(part.text)):
        return ""
    return re.sub(r"\d+", "#", part.text)


def _is_page_number(part: Line | RuledGrid) -> bool:
    return isinstance(part, Line) and bool(_PAGE_NUMBER.fullmatch(part.text))


def _margins(pages: Sequence[Page]) -> list[tuple[float, float]]:
    """Left and right margin of each page, found over all pages of its width."""
    found = {}
    for width in {round(page.width) for page in pages}:
        lines = [part for page in pages if round(page.width) == width for part in page.parts if isinstance(part, Line)]
        long = [line for line in lines if line.x1 - line.x0 > 0.55 * width] or lines
        enough = max(2, 0.1 * len(long))
        lefts = [
            x for x in clustered([one.x0 for one in long], 2) if sum(abs(one.x0 - x) < 3 for one in long) >= enough
        ]
        left = lefts[0] if lefts else min((line.x0 for line in long), default=0.0)
        right = sorted([line.x1 for line in long] or [width])[int(0.95 * (len(long) - 1))]
        found[width] = left, right
    return [found[round(page.width)] for page in pages]


def _paragraphs(pages: Sequence[Page], margins: Sequence[tuple[float, float]]) -> Iterator[Paragraph | RuledGrid]:
    """Lines joined to paragraphs; grids pass through."""
    open_one: Paragraph | None = None
    before: Line | None = None
    for page, margin in zip(pages, margins, strict=True):
        for part in page.parts:
            if isinstance(part, Line) and open_one and before and _continues(open_one.text, before, part, *margin):
                open_one = open_one._replace(text=open_one.text + part.text, raw=open_one.raw + part.text)
                before = part
                continue
            if open_one:
                yield open_one
            open_one, before = None, None
            if isinstance(part, RuledGrid):
                yield part
            else:
                open_one, before = Paragraph(part.text, 0, part.page, part.font, part.text), part
    if open_one:
        yield open_one


def _continues(text: str, before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a line goes on the paragraph, ``text`` so far: its first piece had no room left on the line before."""
    middle, room, ended = (left + right) / 2, right - line.em, before.text[-1] in "。；："
    alike = abs(before.em - line.em) < 0.5 and before.font == line.font
    if LEADERS.search(before.text) and before.text[-1] != "…" or LABEL.fullmatch(squeezed(line.text)):
        return False
    if before.em > _TITLE_SIZE * line.em:  # the title of a table, and what stands below it
        return False
    if any(pattern.match(line.text) for pattern in LEVELS) and (ended or not alike):
        return False
    if _PART.match(text) and alike and before.x0 > left + line.em and line.x0 > left + line.em:
        return not _PART_ENDS.search(text)  # a part's heading on several lines, each in the middle
    if line.x0 > left + line.em and abs((line.x0 + line.x1) / 2 - middle) < 0.6 * line.em:  # centred
        both = abs(before.x0 - line.x0) > line.em and abs((before.x0 + before.x1) / 2 - middle) < line.em
        return alike and both and before.x1 - before.x0 + line.head > room - left - 2 * line.em
    return line.x0 < left + 0.8 * line.em and before.x0 < middle and before.x1 + line.head > room


def _with_levels(parts: Sequence[Part]) -> list[Part]:
    """Headings told by their numbers; one in another font than the body may end with 。 and may be of the lower levels."""
    fonts: Counter[str] = Counter()
    for part in parts:
        if isinstance(part, Paragraph):
            fonts[part.font] += len(part.text)
    body = fonts.most_common(1)[0][0] if fonts else ""
    return [
        part._replace(level=heading_level(part.text, bool(part.font) and part.font != body))
        if isinstance(part, Paragraph)
        else part
        for part in parts
    ]


# -- tables ------------------------------------------------------------------------------------------------------------


def _with_tables(parts: Iterator[Paragraph | RuledGrid]) -> list[Part]:
    """Grids to tables; a grid that goes on with the last one of the page before is joined to it."""
    result: list[Paragraph | list[RuledGrid]] = []
    for part in parts:
        if isinstance(part, Paragraph):
            result.append(part)
            continue
        last = max((at for at, one in enumerate(result) if isinstance(one, list)), default=None)
        if last is not None:
            pieces = result[last]
            between = [one.text for one in result[last + 1 :] if isinstance(one, Paragraph)]
            above = [one.text for one in result[max(0, last - 4) : last] if isinstance(one, Paragraph)]
            if isinstance(pieces, list) and goes_on(pieces, part, between, above):
                del result[last + 1 :]
                pieces.append(part)
                continue
        result.append([part])
    return [one_table(part) if isinstance(part, list) else part for part in result]
