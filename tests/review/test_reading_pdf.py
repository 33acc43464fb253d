"""PDFs that cannot be read; those that can: test_round_trip.py."""

from __future__ import annotations

import pytest

from toolkit.errors import DocumentError
from toolkit.review.reading.opening import read_document


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
