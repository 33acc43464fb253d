"""The items of a document drawn in order: headings with bookmarks, paragraphs, forms, and the sections they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import Any

from docx.document import Document as WordFile
from docx.oxml.section import CT_SectPr
from lxml import etree

from ..document import UNFINISHED_MARKS, Chart, ChartItem, Document, FormItem, Text, Title
from ..text import normal_name, ordinal_kind
from .charts import drawing, height
from .contents import BODY_START, Entry, bookmark_name, bookmarked, entry_mark
from .forms.placing import GAP, FormBlock, Pages
from .forms.table import draw_table, lines_above, lines_over, notes_below
from .looks import BODY, FORM_LINE, FORM_NOTE, FORM_TITLE
from .markup import HIGHLIGHT, TWIPS, clean, paragraph, run
from .pages.line_breaks import ONE_LINE
from .pages.paging import Paragraph, Section, few_lines_alone, room_left
from .pieces import Piece, centred, tiny, whole, with_next, written
from .sections import TURNED, UPRIGHT, Kind, counting_on, first_number, kinds_of, room_of, turn_footers
from .styles import Style, Styles

_ROUND_CHART = 10.0  # points: more than a line of text needs below its baseline, so that the pitch is just this
_CENTRED = '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>'
#: A longer paragraph is not moved to the next page for the sake of the line after it.
_FEW_LINES = 8
#: So many titles and paragraphs below the last form of a part do not stand on a page by themselves, nor so many lines
#: at the end of any part.
_LITTLE = 2
#: What names the text below it: a short line with an ordinal and no mark at its end, or with a colon.
_LEADS = 30
_OPEN, _ENDS = "：", "。；，、！？…”）"

#: How the names of the hidden bookmarks begin that say which field paragraphs are; what stands where a field has ended.
CARRIER, CARRIER_END = "_J_", "完"


@dataclass(frozen=True)
class Body:
    """The drawn body: XML of its blocks (the last section's ``w:sectPr`` not among them) and the lines of the 目录.

    ``flow`` is what its blocks take on the pages, section by section.
    """

    xml: str
    last_section: CT_SectPr
    entries: tuple[Entry, ...]
    flow: tuple[Section, ...]


def draw_body(
    document: Document,
    word_file: WordFile,
    styles: Styles,
    section: CT_SectPr,
    first_id: int,
    charts: Sequence[str] = (),
) -> Body:
    """Draw all items for ``word_file``, which turned pages may bring footers of their own.

    ``section`` is the ``w:sectPr`` of the skeleton that the body stands in; bookmarks count from ``first_id``; ``charts``
    are the relationship ids of the document's charts.

    Raises TemplateError when the skeleton lacks a style that an item needs.
    """
    writer = _Writer(word_file, styles, section, first_id, charts, document.contents_levels)
    blocks = list(_with_rests(list(_blocks(document))))
    writer.agree(blocks)
    for block, following in zip_longest(blocks, blocks[1:]):
        writer.draw(block, following)
    return writer.finish()


_Block = Title | Text | ChartItem | FormBlock


def _with_rests(blocks: Sequence[_Block]) -> Iterator[_Block]:
    """The blocks, each form knowing what little stands below it at the end of its part."""
    for number, block in enumerate(blocks):
        following = blocks[number + 1 : number + _LITTLE + 2]
        end = next((n for n, item in enumerate(following) if isinstance(item, Title) and item.new_page), len(following))
        rest = tuple(item for item in following[:end] if isinstance(item, Title | Text))
        if isinstance(block, FormBlock) and len(rest) == end <= _LITTLE:
            yield replace(block, rest=rest)
        else:
            yield block


def _blocks(document: Document) -> Iterator[_Block]:
    """The items, each form together with its titles; a title before one that starts a page stays alone."""
    titles: list[Title] = []
    for item in document.items:
        if isinstance(item, Title):
            if item.new_page:
                yield from titles
                titles = []
            titles.append(item)
        elif isinstance(item, FormItem):
            yield FormBlock(tuple(titles), item.form)
            titles = []
        else:
            yield from titles
            titles = []
            yield item
    yield from titles


class _Writer:
    """Draws block after block, opening a section where the page turns."""

    def __init__(
        self,
        word_file: WordFile,
        styles: Styles,
        section: CT_SectPr,
        first_id: int,
        charts: Sequence[str],
        levels: int,
    ) -> None:
        self._levels = levels  # of titles in the 目录
        self._styles = styles
        self._word_file = word_file
        self._sections = kinds_of(section)
        self._pages = Pages({kind: room_of(section) for kind, section in self._sections.items()}, styles)
        self._is_turned = False  # whether a page has been turned yet
        self._kind: Kind | None = None  # of the running pages; None before the first block
        self._chunks: list[str] = []  # one block element each
        self._flow: list[Section] = []
        self._entries: list[Entry] = []
        self._next_id = first_id
        self._charts = iter(enumerate(charts, 1))
        self._after_form = self._after_text = False
        self._carried = CARRIER_END

    def agree(self, blocks: Sequence[_Block]) -> None:
        self._pages.agree(block for block in blocks if isinstance(block, FormBlock))

    def draw(self, block: _Block, following: _Block | None) -> None:
        if not isinstance(block, Text):
            self._carried = CARRIER_END
        if isinstance(block, FormBlock):
            self._draw_form(block)
            self._after_form, self._after_text = True, False
            return
        turns = self._turn(UPRIGHT)
        if isinstance(block, Title):
            if block.new_page and not turns:
                self._end_page()
            apart = self._after_form or (self._after_text and block.level == 1)
            space = GAP if apart and not (turns or block.new_page) else 0.0
            self._add(self._title(block, new_page=block.new_page and not turns, space=space))
        elif isinstance(block, ChartItem):
            self._draw_chart(block.chart)
        else:
            self._draw_text(block, following.lead + following.text if isinstance(following, Text) else "")
        self._after_form, self._after_text = False, isinstance(block, Text)

    def finish(self) -> Body:
        if self._kind is None:
            self._turn(UPRIGHT)
        self._end_page()
        last = self._section()
        self._close_with("")
        return Body("".join(self._chunks), last, tuple(self._entries), tuple(self._flow))

    @property
    def _width(self) -> float:
        return self._pages.rooms[self._kind or UPRIGHT].width

    def _draw_text(self, text: Text, below: str) -> None:
        """``below``: the text that follows it."""
        style, lead, mark = self._styles[BODY], clean(text.lead), self._carrier(text)
        for line, following in pairwise([*clean(text.text).split("\n"), clean(below)]):
            if line or lead:
                runs = mark + (run(lead, "<w:b/>") if lead else "") + _words(line)
                alone = not line or _leads(line, following)  # an opening by itself is a heading
                self._add(written(style, lead + line, self._width, runs=runs, bold=len(lead), with_next=alone))
                lead = mark = ""

    def _carrier(self, text: Text) -> str:
        """The hidden bookmark before the first paragraph of a field; it reaches to the next one or to a heading."""
        name, before = text.carrier or CARRIER_END, self._carried
        self._carried = name
        return bookmarked("", CARRIER + name, self._take_id()) if name != before else ""

    def _draw_chart(self, chart: Chart) -> None:
        """The chart on a line of its own height, its caption kept with it."""
        body, (number, relation) = self._styles[BODY], next(self._charts)
        pitch = height(chart) + _ROUND_CHART
        line = f'<w:spacing w:before="0" w:after="0" w:line="{round(pitch * TWIPS)}" w:lineRule="atLeast"/>'
        keep = "<w:keepNext/>" if chart.caption else ""
        end = bookmarked("", CARRIER + CARRIER_END, self._take_id())  # its caption is no text of the field above
        xml = paragraph(body.id, end + drawing(chart, relation, number, self._width), keep + line + _CENTRED)
        self._add(Piece(xml, Paragraph(ONE_LINE, pitch, with_next=bool(chart.caption))))
        if chart.caption:
            self._add(written(replace(body, first=0.0), clean(chart.caption), self._width, properties=_CENTRED))

    def _draw_form(self, block: FormBlock) -> None:
        placing = self._pages.place(block, self._running())
        setting, form = placing.setting, block.form
        turns = self._turn(placing.kind)
        new_page = not (turns or placing.shares) and (self._after_form or block.starts_page)
        space = GAP if placing.shares else 0.0
        if new_page:
            self._end_page()
        room = placing.room - space - self._pages.height_above(block, placing.kind)
        width = sum(setting.widths) / TWIPS
        self._add(
            *self._titles(block, new_page, space, width),
            *lines_above(form, width, self._styles[FORM_LINE]),
            *draw_table(form, setting, self._styles, room),
            *notes_below(form, self._width, self._styles[FORM_NOTE]),
        )

    def _titles(self, block: FormBlock, new_page: bool, space: float, width: float) -> Iterator[Piece]:
        """The titles of a form, with the lines over its own, which are ``width`` points long.

        The first begins the page, or stands ``space`` points below the form before it.
        """
        start: dict[str, Any] = {"new_page": new_page, "space": space}
        form, (above, heading) = block.form, block.headings()
        if not (block.titles or form.title) and (new_page or space or not form.above) and not form.over:
            yield written(self._styles[FORM_LINE], "", self._width, **start)
        for title in above:
            yield self._title(title, **start)
            start = {}
        if form.over:
            yield from lines_over(form, width, self._styles[FORM_LINE], **start)
            start = {}
        if heading:  # looks as all titles of tables do, and is listed in the 目录
            yield self._title(heading, style=self._styles[FORM_TITLE], **start)
            start = {}
        if form.title and (heading is None or normal_name(form.title) not in normal_name(heading.text)):
            yield centred(self._styles[FORM_TITLE], clean(form.title), self._width, **start)

    def _running(self) -> tuple[Kind, float] | None:
        """The page that ends with a form, and the points left on it."""
        return (self._kind, room_left(self._flow[-1])) if self._after_form and self._kind else None

    def _title(self, title: Title, *, new_page: bool = False, space: float = 0.0, style: Style | None = None) -> Piece:
        """A heading; ``style`` when it is set as a table's title, which then carries the outline level itself."""
        text = clean(title.text).replace("\n", " ")
        own = self._styles.heading(title.level, title.lists_itself)
        outline = f'<w:outlineLvl w:val="{title.level - 1}"/>' if style and title.lists_itself else ""
        runs, name = run(text), ""
        if title.in_contents and title.level <= self._levels:
            name = bookmark_name(len(self._entries) + 1)
            listed = clean(title.listed).replace("\n", " ")
            self._entries.append(Entry(title.level, listed or text, name, marked=bool(listed)))
            runs = bookmarked(runs, name, self._take_id())
            if listed:
                runs += entry_mark(listed, title.level)
        draw = centred if style or title.level == 1 else written
        flags: dict[str, Any] = {"new_page": new_page, "space": space}
        return draw(style or own, text, self._width, runs=runs, properties=outline, mark=name, **flags)

    def _take_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _add(self, *pieces: Piece) -> None:
        chunks = [piece.xml for piece in pieces]
        if not self._chunks and chunks:  # where page 1 begins
            mark = bookmarked("", BODY_START, self._take_id())
            chunks[0] = chunks[0].replace("</w:pPr>", f"</w:pPr>{mark}", 1)
        self._chunks += chunks
        self._flow[-1].blocks.extend(piece.block for piece in pieces)

    def _turn(self, kind: Kind) -> bool:
        """Make pages lie as asked. True when a new page was begun by it."""
        if kind.turned and not self._is_turned:
            self._is_turned = True
            others = [page for other, page in self._sections.items() if other.turned and other != TURNED]
            turn_footers(self._word_file, self._sections[UPRIGHT], self._sections[TURNED], others)
        if self._kind == kind:
            return False
        start = None
        if self._kind is None:
            start = first_number(self._sections[kind])
        else:
            self._end_page()
            self._close_with(etree.tostring(self._section(), encoding="unicode", with_tail=False))
        self._kind = kind
        self._flow.append(Section(self._pages.rooms[kind].height, start))
        return True

    def _end_page(self) -> None:
        """What follows begins a page: if a line or two would stand alone on the last one, what is before them goes along."""
        blocks = self._flow[-1].blocks if self._flow else []
        for _ in range(_LITTLE if blocks else 0):
            last = few_lines_alone(self._flow[-1], _LITTLE)
            number = last.block - (not last.within) if last else 0
            if not last or -number > len(blocks):
                return
            before = blocks[number]
            if not isinstance(before, Paragraph) or before.lines.most > _FEW_LINES:
                return
            blocks[number] = before._replace(whole=True) if last.within else before._replace(with_next=True)
            if blocks[number] == before:
                return
            self._chunks[number] = (whole if last.within else with_next)(self._chunks[number])

    def _section(self) -> CT_SectPr:
        """The running section's properties; only the first one starts the page count."""
        section = self._sections[self._kind or UPRIGHT]
        self._sections = {kind: counting_on(section) for kind, section in self._sections.items()}
        return section

    def _close_with(self, section: str) -> None:
        """End the section: its properties live in its last paragraph, and a table is none."""
        if not self._chunks or self._chunks[-1].startswith("<w:tbl>"):
            self._add(tiny(self._styles[FORM_NOTE]))
        if section:
            self._chunks[-1] = self._chunks[-1].replace("</w:pPr>", f"{section}</w:pPr>", 1)


def _leads(line: str, following: str) -> bool:
    """Whether a line of a text names what stands below it, and so stays with it; one item of a list does not."""
    if not following or len(line) > _LEADS:
        return False
    kind = ordinal_kind(line)
    return line.endswith(_OPEN) or (kind != "" and line[-1] not in _ENDS and kind != ordinal_kind(following))


def _words(line: str) -> str:
    """The runs of a line; what is still to be filled in is highlighted, so that nobody publishes it unseen."""
    runs, end = [], 0
    for mark in UNFINISHED_MARKS.finditer(line):
        if mark.start() > end:
            runs.append(run(line[end : mark.start()]))
        runs.append(run(mark[0], HIGHLIGHT))
        end = mark.end()
    if end < len(line):
        runs.append(run(line[end:]))
    return "".join(runs)
