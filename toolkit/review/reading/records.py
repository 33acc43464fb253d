"""What a finished document says, in its order: headings, paragraphs and tables, all frozen.

Texts are without blanks but for those between Latin words; ``raw`` keeps them as typed. Pages count from 1; a Word file
knows its pages only where Word left marks of them (0: unknown).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple


class Paragraph(NamedTuple):
    """One paragraph. ``level``: 0 no heading; 1 第一部分, 2 一、, 3 （一）, 4 1., 5 (1).

    ``anchor``: the name of the hidden bookmark that begins in it, in a document that we wrote. ``styled``: a heading by its
    style in Word, not only by its words.
    """

    text: str
    level: int = 0
    page: int = 0
    font: str = ""
    raw: str = ""
    anchor: str = ""
    styled: bool = False


class TableCell(NamedTuple):
    """A cell of a table, with the rows and columns it covers; both count from 0."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class Table:
    """One table as a grid of ``height`` × ``width``. ``title`` and ``captions`` (单位：万元 …) stand above it, ``notes`` below.

    ``edges``: where its columns begin and the last one ends, as the file has it (twentieths of a point), () unknown.
    """

    height: int
    width: int
    cells: tuple[TableCell, ...]
    title: str = ""
    captions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()

    @property
    def is_grid(self) -> bool:
        """Whether it has rows and columns: a frame around some text has not."""
        return self.height > 1 and self.width > 1

    @cached_property
    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """The texts row by row; None where a merged cell reaches over from another place."""
        grid: list[list[str | None]] = [[""] * self.width for _ in range(self.height)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.rowspan, self.height)):
                for column in range(cell.column, min(cell.column + cell.colspan, self.width)):
                    grid[row][column] = None
            grid[cell.row][cell.column] = cell.text
        return tuple(tuple(row) for row in grid)


class Comment(NamedTuple):
    """A 批注 in a Word file: who wrote what, about which words."""

    author: str
    text: str
    about: str


Part = Paragraph | Table


@dataclass(frozen=True, eq=False)
class Published:
    """A document as read. ``contents`` are the entries of its 目录. ``unread``: page → why nothing could be read there.

    ``revisions`` is how many tracked changes were taken as accepted. ``unruled``: pages with tables without rules, which
    are not read.
    """

    path: Path
    parts: tuple[Part, ...]
    contents: tuple[str, ...] = ()
    unread: Mapping[int, str] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    revisions: int = 0
    unruled: tuple[int, ...] = ()

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        return (part for part in self.parts if isinstance(part, Paragraph))

    @property
    def tables(self) -> Iterator[Table]:
        return (part for part in self.parts if isinstance(part, Table))
