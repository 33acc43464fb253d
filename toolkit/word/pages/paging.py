"""Blocks put on pages: which page each title of the 目录 stands on, worked out while a document is drawn.

It can be, for every pitch is exact and every row of a table has a stated height. The rules are LibreOffice's; where a
little more or less room would change a page (a close call), that is said, and an office program may be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .line_breaks import Lines

#: What the rules around a table take on each of its pages, in points.
RULE = 0.5
#: Points more or less on every page within which a page is called a close call.
CLOSE = 0.6
_TOLERANCE = 0.01


class Paragraph(NamedTuple):
    """Lines of one pitch. Heights in points; ``marks`` are the bookmarks of the 目录 in it."""

    lines: Lines
    pitch: float
    before: float = 0.0
    after: float = 0.0
    marks: tuple[str, ...] = ()
    new_page: bool = False
    with_next: bool = False  # stays with the next block
    whole: bool = False  # its lines stay on one page
    widows: bool = False  # none of its lines stands alone

    def height(self, count: int) -> float:
        return self.before + count * self.pitch + self.after


class Row(NamedTuple):
    """A row of a table, in points. One that may break has several ``lines`` of a ``pitch``, else none."""

    height: float
    lines: int = 0
    pitch: float = 0.0


class Table(NamedTuple):
    """``heads``: how many of its first rows are printed again on every page; ``sure``: unless a row may be otherwise."""

    rows: tuple[Row, ...]
    heads: int = 0
    sure: bool = True

    @property
    def head(self) -> float:
        return sum(row.height for row in self.rows[: self.heads])

    @property
    def height(self) -> float:
        return RULE + sum(row.height for row in self.rows)


Block = Paragraph | Table


@dataclass
class Section:
    """Pages of one height; ``start``: the number of its first page, else it counts on."""

    height: float
    start: int | None = None
    blocks: list[Block] = field(default_factory=list)


class Numbering(NamedTuple):
    """The printed page of each bookmark; ``sure`` unless one of them is a close call."""

    pages: Mapping[str, int]
    sure: bool


def number_blocks(sections: Sequence[Section]) -> Numbering:
    """The pages of all bookmarks."""
    pager = _Pager(0, 0.0)
    usual = pager.lay(sections)
    tries = []
    if pager.closest <= CLOSE:
        tries += [_Pager(0, change).lay(sections) for change in (CLOSE, -CLOSE)]
    if any(_varies(block) for section in sections for block in section.blocks):
        tries += [_Pager(kind, 0.0).lay(sections) for kind in (1, 2)]
    known = all(not isinstance(block, Table) or block.sure for section in sections for block in section.blocks)
    return Numbering(usual, known and pager.sure and all(other == usual for other in tries))


def room_left(section: Section) -> float:
    """The points left on the last page of a section: the fewest that may be, where lines cannot be counted for sure."""

    end = _since_page_break(section)

    def left(kind: int) -> float:
        pager = _Pager(kind, 0.0)
        pager.lay([end])
        return pager.left

    return min(map(left, range(3) if any(map(_varies, end.blocks)) else (0,)))


def _since_page_break(section: Section) -> Section:
    """The end of a section from its last stated page break on: what stands before has no say in the last page."""
    numbers = range(len(section.blocks) - 1, 0, -1)
    breaks = (number for number in numbers if getattr(section.blocks[number], "new_page", False))
    return Section(section.height, section.start, section.blocks[next(breaks, 0) :])


class LastPage(NamedTuple):
    """What the last page of a section begins with: ``block`` counts from the end (-1 is the last one); ``within``: the
    page before ends with lines of the same paragraph."""

    block: int
    within: bool


def few_lines_alone(section: Section, most: int) -> LastPage | None:
    """The last page of a section, if it holds ``most`` lines of text at most and nothing else, and is not the only one."""
    last = section.blocks[-1]
    if not isinstance(last, Paragraph):
        return None
    end = _since_page_break(section)
    pager = _Pager(0, 0.0)
    pager.lay([Section(end.height, 1, end.blocks)])
    if pager.page < 2 or pager.filled > most * last.pitch + _TOLERANCE:
        return None
    left = pager.filled
    for number, block in enumerate(reversed(end.blocks), 1):
        if not isinstance(block, Paragraph):
            return None
        left -= block.height(block.lines.usual)
        if left <= _TOLERANCE:
            return LastPage(-number, within=left < -_TOLERANCE)
    return None


def _varies(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.lines.least != block.lines.most


class _Pager:
    """``kind``: which count of :class:`Lines` is taken; ``spare``: points added to every page."""

    def __init__(self, kind: int, spare: float) -> None:
        self._kind = kind
        self._spare = spare
        self.sure = True
        self.closest = 99.0  # points by which a thing had room, or had not
        self._marks: dict[str, int] = {}
        self._page = 0
        self._y = 0.0
        self._room = 0.0

    @property
    def left(self) -> float:
        """Points of the last page."""
        return self._room - self._y

    @property
    def filled(self) -> float:
        """Points of the last page."""
        return self._y

    @property
    def page(self) -> int:
        """The number of the last page."""
        return self._page

    def lay(self, sections: Sequence[Section]) -> dict[str, int]:
        for section in sections:
            self._page = self._page + 1 if section.start is None else section.start
            self._y, self._room = 0.0, section.height + self._spare
            self._lay_blocks(section.blocks)
        return self._marks

    def _lay_blocks(self, blocks: Sequence[Block]) -> None:
        number = 0
        while number < len(blocks):
            last = self._chain_end(blocks, number)
            first = blocks[number]
            if isinstance(first, Paragraph) and first.new_page and self._y > 0:
                self._turn()
            if last > number:
                kept = sum(self._height(block) for block in blocks[number:last]) + self._least(blocks[last])
                if kept > self._room:
                    self.sure = False  # what stays together has no room on any page: every program does as it pleases
                if self._y > 0 and not self._fits(kept):
                    self._turn()
            for block in blocks[number : last + 1]:
                if isinstance(block, Table):
                    self._put_table(block)
                else:
                    self._put_paragraph(block)
            number = last + 1

    @staticmethod
    def _chain_end(blocks: Sequence[Block], number: int) -> int:
        """The block that those which stay together stay with."""
        while number + 1 < len(blocks):
            block, following = blocks[number], blocks[number + 1]
            if not (isinstance(block, Paragraph) and block.with_next):
                break
            if isinstance(following, Paragraph) and following.new_page:
                break
            number += 1
        return number

    def _fits(self, height: float) -> bool:
        left = self._room + _TOLERANCE - self._y - height
        if -self.closest < left < self.closest:
            self.closest = abs(left)
        return left >= 0

    def _turn(self) -> None:
        self._page += 1
        self._y = 0.0

    def _height(self, block: Block) -> float:
        return block.height if isinstance(block, Table) else block.height(block.lines[self._kind])

    def _least(self, block: Block) -> float:
        """What of a block must stand on the page where it begins."""
        if isinstance(block, Table):
            body = block.rows[block.heads] if block.heads < len(block.rows) else Row(0.0)
            return RULE + block.head + (body.pitch if body.lines else body.height)
        count = block.lines[self._kind]
        if not (block.whole or block.with_next):
            count = (count if count <= 3 else 2) if block.widows else min(count, 1)
        return block.before + count * block.pitch

    def _put_paragraph(self, block: Paragraph) -> None:
        if self._y > 0 and not self._fits(self._least(block)):
            self._turn()
        self._y += block.before
        for mark in block.marks:
            self._marks[mark] = self._page
        count = block.lines[self._kind]
        for number in range(count):
            over = not self._fits(block.pitch)
            if not over and block.widows and 0 < number == count - 2:
                over = not self._fits(2 * block.pitch)  # the last line would stand alone
            if over and self._y > 0:
                self._turn()
            self._y += block.pitch
        self._y += block.after

    def _put_table(self, table: Table) -> None:
        """Row by row; the heads again on every page. ``top``: how high a page is filled by what repeats."""
        repeated = table.head + RULE
        self._y += RULE  # half of it above, half below
        top = self._y
        for number, row in enumerate(table.rows):
            if row.lines > 1 and number >= table.heads and not self._fits(row.height):
                if not self._fits(row.pitch) and self._y > top:
                    self._turn()
                    self._y = top = repeated
                self._split(row, repeated)
                continue
            need = row.height
            if number == 0 and table.heads and len(table.rows) > table.heads:
                following = table.rows[table.heads]
                need = table.head + (following.pitch if following.lines else following.height)
            if not self._fits(need) and self._y > (top if number else RULE):
                self._turn()
                self._y = top = repeated if number >= table.heads else RULE
            self._y = min(self._y + row.height, self._room)  # what is higher than a page is cut off

    def _split(self, row: Row, top: float) -> None:
        """A row that breaks over pages: on each as many lines as have room."""
        lines = row.lines
        while not self._fits(lines * row.pitch):
            placed = int((self._room + _TOLERANCE - self._y) / row.pitch)
            self._fits(placed * row.pitch)
            self._fits((placed + 1) * row.pitch)
            if placed < 1 and self._y <= top:
                placed = 1  # no page has room for a line: it is cut off
            lines -= max(placed, 0)
            self._turn()
            self._y = top
        self._y += lines * row.pitch
