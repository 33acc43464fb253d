"""PDFs that cannot be read; those that can: test_round_trip.py."""

from __future__ import annotations

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from libreoffice import saved_as

from toolkit.errors import DocumentError
from toolkit.review.reading.opening import read_document

LONG_HEADING = "第一部分示例省示例市示例区住房和城乡建设管理服务与保障中心概况"


def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path):
    path = tmp_path / "坏.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(DocumentError, match="已损坏"):
        read_document(path)


def test_a_scanned_page_is_told(tmp_path):
    from PIL import Image

    Image.new("RGB", (300, 400), "white").save(tmp_path / "扫描.pdf")
    with pytest.raises(DocumentError, match="扫描的图片"):
        read_document(tmp_path / "扫描.pdf")


def test_an_encrypted_file_is_told(tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    writer.encrypt("秘密")
    writer.write(tmp_path / "密.pdf")
    with pytest.raises(DocumentError, match="加了密码"):
        read_document(tmp_path / "密.pdf")


def test_two_tables_of_the_same_rows_side_by_side_are_one(tmp_path):
    """收入 and 支出 drawn as a table each: together they are the 总表."""
    halves = [
        [("收入", "决算数"), ("一、一般公共预算财政拨款收入", "100.00"), ("本年收入合计", "100.00")],
        [("支出", "决算数"), ("一、一般公共服务支出", "90.00"), ("本年支出合计", "90.00")],
    ]
    document = docx.Document()
    heading = document.add_paragraph(LONG_HEADING)
    heading.alignment, heading.runs[0].font.size = WD_ALIGN_PARAGRAPH.CENTER, Pt(22)
    heading.paragraph_format.left_indent = heading.paragraph_format.right_indent = Pt(72)
    document.add_paragraph("本单位负责住房保障工作。" * 10)
    outer = document.add_table(1, 2)
    for cell, rows in zip(outer.rows[0].cells, halves, strict=True):
        table = cell.add_table(len(rows), 2)
        table.style = "Table Grid"
        for row, words in zip(table.rows, rows, strict=True):
            row.cells[0].text, row.cells[1].text = words
    document.save(tmp_path / "并排.docx")
    saved_as("pdf", tmp_path, tmp_path / "并排.docx")
    for name in ("并排.pdf", "并排.docx"):
        read = read_document(tmp_path / name)
        (table,) = read.tables
        rows = [[cell.text for cell in table.cells if cell.row == row] for row in range(table.height)]
        assert rows == [[*left, *right] for left, right in zip(*halves, strict=True)]
        assert next(read.paragraphs).text == LONG_HEADING  # of three lines in the PDF
