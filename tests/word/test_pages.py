"""Page numbers in the 目录: they are the ones printed on the pages, whoever worked them out, and a failing office program
costs nothing else.

These tests need LibreOffice and pdftotext and fail without them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from libreoffice import saved_as
from openxml_audit import OpenXmlValidator

from toolkit import word
from toolkit.document import FormItem, Text, Title
from toolkit.word.pages import office

from .conftest import body_of, find, values
from .samples import SKELETON, form, full_document, small_document, wide


class Laid(NamedTuple):
    """A numbered document, and its pages as printed."""

    path: Path
    pages: list[str]


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Laid]:
    """Three documents (sixty titles in a row are a close call), printed by LibreOffice to see what stands where."""
    folder = tmp_path_factory.mktemp("有 空格")
    # Text before the first title, a landscape start, a 目录 of several pages, titles deep in the text.
    turned = [Text("前言。" * 400), FormItem(wide()), *(Title(2, f"第{n}节") for n in range(60))]
    lines = "\n".join(f"第{number}行" for number in range(1, 108))
    long_row = form("表", ["项", "数"], [*[["一", "1.00"]] * 6, [lines, "2.00"], ["末", "3.00"]], [30, 10])
    documents = {
        "整本": full_document(),
        "横向 开头": small_document(FormItem(wide(60)), *turned),
        "长行": small_document(Title(1, "甲"), FormItem(long_row), Title(1, "乙"), Text("文")),
    }
    paths = {name: folder / f"{name}.docx" for name in documents}
    for name, document in documents.items():
        word.render(document, SKELETON, paths[name])
    assert word.number_pages(list(paths.values()))
    saved_as("pdf", folder, *paths.values())
    return {name: Laid(path, _text(path.with_suffix(".pdf"))) for name, path in paths.items()}


def _text(pdf: Path) -> list[str]:
    """The text of each page without white space: pdftotext parts figures from 汉字."""
    result = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True)
    return [re.sub(r"\s", "", page) for page in result.stdout.decode().split("\f")[:-1]]


def _contents(path: Path) -> list[tuple[str, int]]:
    links = find(body_of(path), "//w:hyperlink")
    return [(values(link, "w:r/w:t/text()")[0], int(values(link, "w:r/w:t/text()")[1])) for link in links]


@pytest.mark.parametrize("name", ["整本", "横向 开头", "长行"])
def test_every_number_is_the_one_printed_where_the_heading_stands(laid: dict[str, Laid], name: str) -> None:
    footers = [re.search(r"—(\d+)—", page) for page in laid[name].pages]  # of a turned page amidst its lines
    printed = {int(footer[1]): page for footer, page in zip(footers, laid[name].pages, strict=True) if footer}
    assert list(printed) == list(range(1, len(printed) + 1))
    entries = _contents(laid[name].path)
    assert len(entries) == {"整本": 29, "横向 开头": 60, "长行": 2}[name]
    for title, number in entries:
        assert re.sub(r"\s", "", title) in printed[number]
    assert [number for _, number in entries] == sorted(number for _, number in entries)


def test_cover_and_contents_carry_no_number(laid: dict[str, Laid]) -> None:
    cover, contents, first = laid["整本"].pages[:3]
    assert "济源市社会医疗保险中心单位决算" in cover
    assert contents.startswith("目录第一部分")
    assert [bool(re.search(r"—\d+—$", page)) for page in (cover, contents, first)] == [False, False, True]


def test_heads_are_printed_again_where_a_table_goes_on(laid: dict[str, Laid]) -> None:
    first, second = [page for page in laid["横向 开头"].pages if "208甲" in page][:2]
    assert first.startswith("宽表")
    assert "编码名称合计" in first
    assert "编码名称合计" in second


def test_a_row_higher_than_a_page_goes_on_and_loses_nothing(laid: dict[str, Laid]) -> None:
    printed = [int(number) for page in laid["长行"].pages for number in re.findall(r"第(\d+)行", page)]
    assert printed == list(range(1, 108))


def test_every_form_has_its_own_pages_and_no_page_is_empty(laid: dict[str, Laid]) -> None:
    pages_of = laid["整本"].pages
    evaluations = [page for page in pages_of if page.startswith("项目支出绩效自评情况表2024年09月")]
    assert len(evaluations) == 17  # the first stands below the heading of its part
    assert all(page.count("项目名称") == 1 and "总分" in page for page in evaluations)
    assert [page for page in pages_of if re.fullmatch(r"(?:—\d+—)?", page)] == []


def test_the_numbered_document_is_valid_and_asks_nothing(laid: dict[str, Laid]) -> None:
    for one in laid.values():
        assert OpenXmlValidator().validate(one.path).errors == []
    root = body_of(laid["整本"].path)
    codes = [code.strip() for code in values(root, "//w:instrText/text()")]
    assert codes[0] == 'TOC \\o "1-2" \\h \\z \\u'
    anchors = values(root, "//w:hyperlink/@w:anchor")
    assert codes[1:] == [f"PAGEREF {anchor} \\h" for anchor in anchors]
    assert set(anchors) <= set(values(root, "//w:bookmarkStart/@w:name"))
    assert values(root, "//w:fldChar/@w:fldCharType").count("begin") == values(
        root, "//w:fldChar/@w:fldCharType"
    ).count("end")


def test_an_office_program_finds_the_same_numbers(laid: dict[str, Laid], tmp_path: Path) -> None:
    copies = [Path(shutil.copy(one.path, tmp_path)) for one in laid.values()]
    assert word.number_pages(copies, "office")
    for copy, one in zip(copies, laid.values(), strict=True):
        assert _contents(copy) == _contents(one.path)


def test_numbering_again_changes_nothing(laid: dict[str, Laid]) -> None:
    before = laid["整本"].path.read_bytes()
    assert word.number_pages([laid["整本"].path])
    assert laid["整本"].path.read_bytes() == before


# --- when there is no program, or it fails ---------------------------------------------------------------------------


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "文.docx"
    word.render(small_document(Title(1, "第一部分"), Text("文")), SKELETON, path)
    return path


def _program(folder: Path, script: str) -> Path:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    "script",
    ["exec sleep 60", "sleep 60 & wait", "exit 1", 'for last; do :; done; echo "no pdf" > "${last%.docx}.pdf"'],
    ids=["hangs", "child hangs", "fails", "writes nonsense"],
)
def test_a_failing_program_leaves_the_document_as_it_was(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: _program(tmp_path, script))
    before = plain.read_bytes()
    assert word.number_pages([plain], "office", timeout=0.5) is False
    assert plain.read_bytes() == before


def test_without_a_program_the_numbers_are_our_own(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: None)
    assert word.number_pages([plain])
    assert word.number_pages([plain], "office") is False
    assert _contents(plain) == [("第一部分", 1)]


def test_a_sure_document_asks_no_program(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "measure", lambda *_: pytest.fail("asked"))
    assert word.number_pages([plain])


def test_libreoffice_is_not_asked_where_its_letters_would_be_too_wide(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = tmp_path / "fc-match"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    for family, expected in (("DejaVu Serif", False), ("Liberation Serif", True), ("Times New Roman,Times", True)):
        answer.write_text(f'#!/bin/sh\nprintf "{family}"\n')
        answer.chmod(0o755)
        office.has_our_widths.cache_clear()
        assert office.has_our_widths() is expected
    answer.write_text("#!/bin/sh\nexit 1\n")
    office.has_our_widths.cache_clear()
    assert word.number_pages([plain], "office") is False
    office.has_our_widths.cache_clear()


def test_on_windows_word_itself_is_asked(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for Word: it shows that its numbers reach the 目录, not that Word answers so."""
    closed = []

    class Bookmarks(list[SimpleNamespace]):
        ShowHidden = False

    def start(name: str) -> SimpleNamespace:
        mark = SimpleNamespace(
            Name="_Toc000000001", Range=SimpleNamespace(Information=lambda kind: 7 if kind == 1 else 0)
        )
        document = SimpleNamespace(Bookmarks=Bookmarks([mark]), Close=lambda save: closed.append((name, save)))
        opened = SimpleNamespace(Open=lambda path, **how: document if how["ReadOnly"] else None)
        return SimpleNamespace(Documents=opened, Quit=lambda save: closed.append(("Quit", save)))

    monkeypatch.setattr(office, "find_libreoffice", lambda: None)
    monkeypatch.setattr(office, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setitem(sys.modules, "win32com", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "win32com.client", SimpleNamespace(DispatchEx=start))
    assert word.number_pages([plain], "office")
    assert _contents(plain) == [("第一部分", 7)]
    assert closed == [("Word.Application", False), ("Quit", False)]


def test_the_program_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = _program(tmp_path, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office.find_libreoffice() == program


def test_the_program_is_found_where_installers_put_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "Program Files (x86)" / "LibreOffice" / "program" / "soffice.com"
    place.parent.mkdir(parents=True)
    place.touch()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path / "Program Files (x86)"))
    assert office.find_libreoffice() == place


def test_nothing_to_number_is_no_failure() -> None:
    assert word.number_pages([]) is True
