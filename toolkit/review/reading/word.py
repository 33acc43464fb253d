"""The body of a Word document that people have edited, read from its XML.

What a simple reader of paragraphs and tables leaves out or lets in, and what is done here:

  labels counted by Word (一、 （一） 1.)     written out, restarts and levels included
  tracked changes                          read as accepted; a deleted paragraph mark joins two paragraphs
  a table that lays out the page           what stands in its cells, one after another
  content controls, smart tags, links      looked into, also around rows and cells
  text boxes                               once, after the paragraph they hang on
  fields                                   their last result
  footnotes                                apart; hidden text, headers and footers are no part of the body
  line break (Shift+Enter) after 。 or ；    two paragraphs
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import accumulate, islice
from pathlib import Path

from lxml import etree

from .finishing import finished, heading_level, squeezed
from .numbering import Numbers, W, number, value
from .package import WordFile
from .records import Comment, Paragraph, Part, Published, Table, TableCell

#: Word draws no table with more columns.
_MOST_COLUMNS = 63
#: A table that lays out the page has so many cells of inner tables for each cell with words of its own.
_MANY_INNER = 4
#: Tables side by side that are one have so many rows.
_FEWEST_ROWS = 3
#: So many of the words that a comment is about are kept.
_MOST_ABOUT = 200
#: How the hidden bookmarks are called that say which field a paragraph is (``toolkit.word``).
ANCHOR = "_J_"
_INSIDE = {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_SKIPPED = {W + name for name in ("del", "moveFrom", "p", "pPr", "rPr", "sdtPr", "tbl", "rt", "instrText", "delText")}
_SKIPPED.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_TEXT, _BOX = W + "t", W + "txbxContent"
_HIDDEN = f"{W}rPr/{W}vanish"
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_REVISIONS = [W + name for name in ("ins", "del", "moveFrom", "moveTo")]
#: What is said of a cell, found in one step: thousands of them are read.
_OF_CELL, _SPAN, _DOWN, _ACROSS = f"{W}tcPr/*", W + "gridSpan", W + "vMerge", W + "hMerge"
_CONTENTS_ENTRY = re.compile(r"\t\s*[-—–\d]+\s*$")


def read_word(path: Path, data: bytes) -> Published:
    """The body of a .docx. Raises DocumentError when it is damaged or no Word document."""
    opened = WordFile(path, data)
    revisions = sum(1 for _ in opened.body.iter(*_REVISIONS))
    return finished(path, _read(opened), comments=tuple(_comments(opened)), revisions=revisions)


def word_parts(path: Path, data: bytes) -> list[Part]:
    """The paragraphs and tables of a .docx as they stand in the body: the 目录 among them, titles beside their tables."""
    return _read(WordFile(path, data))


def _read(opened: WordFile) -> list[Part]:
    reader = _Reader(Numbers(opened.parts("styles"), opened.parts("numbering")))
    try:
        reader.read(opened.body)
    except RecursionError:  # hundreds of content controls in each other
        raise opened.damaged() from None
    return reader.parts


class _Reader:
    """Goes through the blocks of a body; pages are counted where Word left marks of them."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._page = 0
        self.parts: list[Part] = []

    def read(self, body: etree._Element) -> None:
        self._page = 1 if next(body.iter(W + "lastRenderedPageBreak"), None) is not None else 0
        text, anchor = "", ""
        for item in _on_the_page(body):
            if isinstance(item, list):
                for one in item:
                    self._turn_pages(one)
                self.parts.append(reduce(_beside, (_table(one, self._page) for one in item)))
                continue
            self._turn_pages(item)
            if item.tag == W + "tbl":
                self.parts.append(_table(item, self._page))
                continue
            boxes: list[str] = []
            here = words(item, boxes)
            if here:
                text = text + here if text else self._numbers.label(item) + here
            anchor = anchor or anchor_of(item)
            if not mark_is_deleted(item):  # else the next paragraph goes on here
                self._add(item, text, anchor)
                text, anchor = "", ""
            self.parts += [Paragraph(squeezed(box), page=self._page, raw=box) for box in boxes if squeezed(box)]

    def _turn_pages(self, item: etree._Element) -> None:
        if self._page:
            self._page += sum(1 for _ in item.iter(W + "lastRenderedPageBreak"))

    def _add(self, item: etree._Element, text: str, anchor: str) -> None:
        outline, strong = self._numbers.outline(item), _all_bold(item) or self._numbers.bold_by_style(item)
        for line in re.split(r"(?<=[。；])\n", text):
            if not squeezed(line) and not anchor:
                continue
            entry = squeezed(_CONTENTS_ENTRY.sub("……", line))  # of the 目录: its page number goes
            level = heading_level(squeezed(line), bool(outline) or strong) or outline
            self.parts.append(Paragraph(entry, level, self._page, raw=line, anchor=anchor, styled=bool(outline)))
            anchor = ""


def blocks(parent: etree._Element, names: Sequence[str] = ("p", "tbl")) -> Iterator[etree._Element]:
    """Paragraphs and tables (or rows, or cells) in order, also those inside content controls and tracked insertions."""
    wanted = {W + name for name in names}
    for item in parent:
        if item.tag in wanted:
            yield item
        elif item.tag in _INSIDE:
            yield from blocks(item, names)


def _on_the_page(parent: etree._Element) -> Iterator[etree._Element | list[etree._Element]]:
    """The blocks as a reader sees them one after another: a table that only lays out the page is what stands in its cells;
    tables that stand there side by side, row by row, come as one list."""
    for item in blocks(parent):
        if item.tag != W + "tbl" or not _only_lays_out(item):
            yield item
            continue
        for row in _rows(item):
            cells = list(blocks(row, ["tc"]))
            if halves := _halves(cells):
                yield halves
            else:
                for cell in cells:
                    yield from _on_the_page(cell)


def _halves(cells: Sequence[etree._Element]) -> list[etree._Element]:
    """The tables of cells side by side that are one: each holds a table alone, all of the same number of rows."""
    tables = [table for cell in cells for table in blocks(cell, ["tbl"])]
    alone = len(tables) == len(cells) > 1 and not any(map(_has_words, cells))
    heights = {sum(1 for _ in _rows(table)) for table in tables}
    return tables if alone and len(heights) == 1 and max(heights) >= _FEWEST_ROWS else []


def _beside(left: Table, right: Table) -> Table:
    cells = sorted((*left.cells, *(cell._replace(column=cell.column + left.width) for cell in right.cells)))
    return replace(left, width=left.width + right.width, cells=tuple(cells), edges=())


def _rows(tbl: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, but for those deleted with changes tracked."""
    return (tr for tr in blocks(tbl, ["tr"]) if tr.find(f"{W}trPr/{W}del") is None)


def _has_words(cell: etree._Element) -> bool:
    """Whether a cell says something itself, outside of tables in it."""
    return any(words(p, []).strip() for p in blocks(cell, ["p"]))


def _only_lays_out(tbl: etree._Element) -> bool:
    """Whether the tables inside a table are what it is there for: nearly all the cells that say something are theirs."""
    if next(islice(tbl.iter(W + "tbl"), 1, None), None) is None:
        return False
    cells = [cell for row in _rows(tbl) for cell in blocks(row, ["tc"])]
    own = sum(map(_has_words, cells))
    inner = sum(1 for cell in cells for table in blocks(cell, ["tbl"]) for _ in table.iter(W + "tc"))
    return inner >= _MANY_INNER * max(own, 1)


def words(node: etree._Element, boxes: list[str]) -> str:
    """What a node shows; the paragraphs of text boxes go to ``boxes``."""
    text = ""
    for child in node:
        tag = child.tag
        if tag == _TEXT:
            text += child.text or ""
        elif tag in _SKIPPED or not isinstance(tag, str) or _is_hidden(child):
            continue
        elif tag == _BOX:
            boxes += [words(p, boxes) for p in blocks(child, ["p"])]
        else:
            text += _SIGNS.get(tag, "") or words(child, boxes)
    return text


def mark_is_deleted(paragraph: etree._Element) -> bool:
    """Whether the end of the paragraph was deleted with changes tracked: it goes on in the next one."""
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def anchor_of(paragraph: etree._Element) -> str:
    """The last bookmark of ours that begins in the paragraph, "" when there is none."""
    names = [mark.get(W + "name") or "" for mark in paragraph.iter(W + "bookmarkStart")]
    return next((name for name in reversed(names) if name.startswith(ANCHOR)), "")


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find(_HIDDEN)
    return hidden is not None and hidden.get(W + "val", "1") not in ("0", "false", "off")


def _all_bold(paragraph: etree._Element) -> bool:
    runs = [run for run in paragraph.iter(W + "r") if run.find(W + "t") is not None]
    return bool(runs) and all(run.find(f"{W}rPr/{W}b") is not None for run in runs)


def _table(tbl: etree._Element, page: int) -> Table:
    """The cells with their spans; a row deleted with changes tracked is left out."""
    found: list[TableCell] = []
    above: dict[int, int] = {}  # column → the cell in ``found`` that may reach further down
    row = width = 0
    for tr in _rows(tbl):
        column = min(max(value(tr, "trPr/gridBefore", 0), 0), _MOST_COLUMNS)
        for tc in blocks(tr, ["tc"]):
            said = {item.tag: item for item in tc.iterfind(_OF_CELL)}
            span = min(max(_span(said.get(_SPAN)), 1), _MOST_COLUMNS)
            vertical, across = said.get(_DOWN), said.get(_ACROSS)
            if _goes_on(vertical) and column in above:
                cell = found[above[column]]
                found[above[column]] = cell._replace(rowspan=row - cell.row + 1)
            elif _goes_on(across) and found and found[-1].row == row:
                found[-1] = found[-1]._replace(colspan=found[-1].colspan + span)
            else:
                text = squeezed("".join(words(p, []) for p in tc.iter(W + "p")))
                above[column] = len(found)
                found.append(TableCell(row, column, text, 1, span))
            column += span
        width = max(width, column)
        row += 1
    return Table(row, width, tuple(found), pages=(page,) if page else (), edges=_edges(tbl, width))


def _span(said: etree._Element | None) -> int:
    return 1 if said is None else number(said.get(W + "val"), 1)


def _edges(tbl: etree._Element, width: int) -> tuple[int, ...]:
    """Where the columns begin and end, by the grid of the table; () when that does not say it of all."""
    widths = [number(column.get(W + "w")) for column in tbl.iterfind(f"{W}tblGrid/{W}gridCol")]
    return tuple(accumulate(widths, initial=0)) if len(widths) == width and min(widths, default=0) > 0 else ()


def _goes_on(merge: etree._Element | None) -> bool:
    return merge is not None and merge.get(W + "val", "continue") == "continue"


def _comments(opened: WordFile) -> Iterator[Comment]:
    roots = list(opened.parts("comments"))
    about = _commented(opened.body) if roots else {}
    for root in roots:
        for comment in root.iter(W + "comment"):
            text = "\n".join(words(p, []).strip() for p in comment.iter(W + "p"))
            yield Comment(comment.get(W + "author") or "", text.strip(), about.get(comment.get(W + "id") or "", ""))


def _commented(body: etree._Element) -> dict[str, str]:
    """The words between the marks of each comment, as many as one wants to see."""
    pieces: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    for node in body.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "t"):
        comment = node.get(W + "id") or ""
        if node.tag == W + "t":
            pieces.append((node.text or "")[:_MOST_ABOUT])
        elif node.tag == W + "commentRangeStart":
            spans[comment] = len(pieces), len(pieces) + _MOST_ABOUT
        elif comment in spans:
            start, end = spans[comment]
            spans[comment] = start, min(len(pieces), end)
    return {comment: "".join(pieces[start:end])[:_MOST_ABOUT] for comment, (start, end) in spans.items()}
