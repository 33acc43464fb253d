"""Word documents whose pages are laid out by an outer table: what stands in its cells is read as the body is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from toolkit.review.reading.opening import read_document
from toolkit.review.reading.records import Paragraph, Published
from toolkit.review.reviewing import review

NAME = "example-2025"


def body(document: Document) -> list:
    return [block for block in document.element.body if block.tag in (qn("w:p"), qn("w:tbl"))]


def moved_into(outer: Table, row: int, column: int, blocks: list) -> None:
    cell = outer.cell(row, column)._tc
    cell.remove(cell.find(qn("w:p")))
    for block in blocks:
        cell.append(block)
    if not blocks or blocks[-1].tag == qn("w:tbl"):
        outer.cell(row, column).add_paragraph()  # Word wants one at the end of a cell


def in_one_cell(document: Document) -> None:
    blocks = body(document)
    moved_into(document.add_table(1, 1), 0, 0, blocks)


def in_rows_of_their_own(document: Document) -> None:
    """Each table in a row, what stands between two in another; beside them a margin without words."""
    groups: list[list] = [[]]
    for block in body(document):
        if block.tag == qn("w:tbl"):
            groups += [[block], []]
        else:
            groups[-1].append(block)
    outer = document.add_table(len(groups), 2)
    for row, blocks in enumerate(groups):
        moved_into(outer, row, 1, blocks)


def in_each_other(document: Document) -> None:
    in_one_cell(document)
    in_one_cell(document)


@pytest.mark.parametrize("lay_out", [in_one_cell, in_rows_of_their_own, in_each_other])
def test_a_layout_table_changes_nothing(
    drawn: Callable[[str], Path], tmp_path: Path, lay_out: Callable[[Document], None]
) -> None:
    document = docx.Document(str(drawn(NAME)))
    lay_out(document)
    path = tmp_path / f"{NAME}.docx"
    document.save(str(path))
    plain, laid_out = (read_document(one) for one in (drawn(NAME), path))
    assert said(laid_out) == said(plain)
    reviewed = review(path)
    assert reviewed.profile is not None
    assert not reviewed.findings


def said(document: Published) -> list[object]:
    return [part.text if isinstance(part, Paragraph) else (part.title, part.cells) for part in document.parts]


def test_a_small_table_inside_a_form_stays_in_its_cell(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    form = document.add_table(6, 4)
    for row in range(6):
        for column in range(4):
            form.cell(row, column).text = f"第{row}行第{column}列"
    inner = form.cell(3, 3).add_table(2, 2)
    inner.cell(0, 0).text = "已完成"
    path = tmp_path / "a.docx"
    document.save(str(path))
    (table,) = read_document(path).tables
    assert (table.height, table.width) == (6, 4)
    assert [cell.text for cell in table.cells if (cell.row, cell.column) == (3, 3)] == ["第3行第3列已完成"]
