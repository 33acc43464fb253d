"""A workbook or a document as what can be compared: the figures of its forms by name, and its sentences in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ... import workbook, workflow
from ...cells import Cell
from ...document import Document, Text, Title
from ...report import Block, Report, Row, Table
from ...text import normal_name
from ..reading.finishing import squeezed
from ..reading.opening import is_document, read_document
from ..reviewing import own_tables
from ..statements.sentences import Passage, passages, split


class Sentence(NamedTuple):
    section: str
    text: str


class Figure(NamedTuple):
    """A cell of a form. ``value`` is in 万元 for amounts; ``text`` what a cell of words says."""

    table: str
    row: str
    column: str
    cell: Cell
    value: Decimal | None


#: In the place of a row: a sentence below a form.
NOTE = "注"
#: Where a figure stands, in both versions: table, block, row, column.
Key = tuple[str, str, str, str]


class Content(NamedTuple):
    """One version. ``figures`` are those of the official forms; ``sentences`` all its paragraphs, cut at 。 and ；.

    ``words``: what the forms of a workbook say besides, the names of rows, labels and notes; None for a document, which is
    drawn anew. ``left_out``: what of a workbook was not read, a sentence each.
    """

    path: Path
    unit_name: str
    year: int
    figures: Mapping[Key, Figure]
    sentences: tuple[Sentence, ...]
    words: Mapping[Key, Sentence] | None = None
    left_out: tuple[str, ...] = ()


def content_of(path: Path) -> Content:
    """A file as what can be compared. Raises DocumentError or WorkbookError when it cannot be read."""
    if is_document(path):
        document = read_document(path)
        basis = own_tables(document)
        return _content(path, basis.report, tuple(_of_passages(list(passages(document, basis.profile)))))
    filled = workflow.fill(workflow.check(path))
    report = filled.checked.report
    content = _content(path, report, tuple(_of_document(workflow.document(filled))))
    return content._replace(words=dict(_words(report)), left_out=workbook.left_out(report.problems))


def _content(path: Path, report: Report, sentences: tuple[Sentence, ...]) -> Content:
    return Content(path, report.unit_name, report.year, dict(_figures(report)), sentences)


def _of_passages(found: Sequence[Passage]) -> Iterator[Sentence]:
    """The paragraphs below headings: what stands before the first is the cover."""
    has_headings = any(passage.level for passage in found)
    for passage in found:
        if not passage.level and (passage.headings or not has_headings):
            yield from (Sentence(passage.section, text) for text, _ in split(passage.text))


def _of_document(document: Document) -> Iterator[Sentence]:
    path: dict[int, str] = {}
    for item in document.items:
        if isinstance(item, Title):
            path = {level: text for level, text in path.items() if level < item.level} | {item.level: item.text}
        elif isinstance(item, Text):
            names = [squeezed(text).rstrip("。：") for level, text in path.items() if level > 1 or len(path) == 1]
            for line in (item.lead + item.text).split("\n"):
                yield from (Sentence("".join(names[-2:]), text) for text, _ in split(squeezed(line)))


def _figures(report: Report) -> Iterator[tuple[Key, Figure]]:
    for table in report.tables.values():
        for block in table.blocks.values():
            yield from _of_block(table, block)


def _words(report: Report) -> Iterator[tuple[Key, Sentence]]:
    """Names of rows, and of headings those that are not what the workbook as a whole says; what stands below the forms."""
    for table in report.tables.values():
        title = _title(table)
        others = (table.unit_name if normal_name(table.unit_name) != normal_name(report.unit_name) else "",)
        year = f"{table.year}年度" if table.year not in (None, report.year) else ""
        for place, text in zip(("单位名称", "年度", "表号"), (*others, year, table.label), strict=True):
            yield (title, "", "", place), Sentence(title, text)
        for number, note in enumerate(table.notes or ()):
            yield (title, "", NOTE, str(number)), Sentence(title, squeezed(note))
        for block in table.blocks.values():
            for key, row in _told_apart(block):
                yield (title, block.id, key, ""), Sentence(title, f"{row.code} {normal_name(row.name)}".strip())


def _title(table: Table) -> str:
    return normal_name(table.title) + (f"#{table.id.partition('#')[2]}" if "#" in table.id else "")


def _told_apart(block: Block) -> Iterator[tuple[str, Row]]:
    """The rows by their keys; one that comes again has its own."""
    seen = Counter[str]()
    for row in block.rows:
        seen[row.key] += 1
        yield (row.key if seen[row.key] == 1 else f"{row.key}#{seen[row.key]}"), row


def _of_block(table: Table, block: Block) -> Iterator[tuple[Key, Figure]]:
    title = _title(table)
    for place, row in _told_apart(block):
        for column, cell in row.cells.items():
            if cell.is_number or column in block.columns:
                key = (title, block.id, place, column)
                yield key, Figure(title, _row_name(row, block), column, cell, _value(cell))


def _row_name(row: Row, block: Block) -> str:
    name = f"{row.code} {row.name}".strip() or row.key
    return f"{block.id}：{name}" if block.id else name


def _value(cell: Cell) -> Decimal | None:
    return cell.amount.wan if cell.amount is not None else None
