"""A document printed to PDF says the same as in Word, and is reviewed the same."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from toolkit.errors import DocumentError
from toolkit.review.reading.opening import read_document
from toolkit.review.reviewing import review

pytest.importorskip("pypdfium2")


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_a_printed_document_reads_as_the_word_file(drawn, tmp_path):
    source = drawn("jiyuan-2023")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, source],
        check=True,
        capture_output=True,
        timeout=180,
    )
    word, pdf = read_document(source), read_document(tmp_path / "jiyuan-2023.pdf")
    # LibreOffice drops a comma that hangs over the margin.
    assert [p.text.replace("，", "") for p in word.paragraphs] == [p.text.replace("，", "") for p in pdf.paragraphs]
    assert [p.level for p in word.paragraphs] == [p.level for p in pdf.paragraphs]
    assert all(p.page > 2 for p in pdf.paragraphs if p.level)
    for one, other in zip(word.tables, pdf.tables, strict=True):
        assert (one.title, one.captions, one.notes, one.rows) == (other.title, other.captions, other.notes, other.rows)
    told = [[(f.rule, f.message) for f in review(path).findings] for path in (source, tmp_path / "jiyuan-2023.pdf")]
    assert told[0] == told[1]


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
