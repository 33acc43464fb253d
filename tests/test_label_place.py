"""公开01表 above the title: the Word tables have it there, and a document that has it there is read alike."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from openpyxl.styles import Alignment

sys.path.insert(0, str(Path(__file__).resolve().parent / "workbook"))
from libreoffice import saved_as

from cli import main
from toolkit.profiles import samples
from toolkit.review.reading.opening import read_document
from toolkit.workbook import draw_forms, read_grid, read_workbook


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "juesuan-profiles"
    assert run("profile", "new", "local-final", "--from", "central-final", "--out", folder).exit_code == 0
    return folder / "local-final"


def place(profile: Path, where: str) -> None:
    path = profile / "profile.toml"
    path.write_text(f'label_place = "{where}"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")


def moved(sample: Path, target: Path) -> Path:
    """The sample with the labels of its forms where other regions print them: above the titles, at the left."""
    book = load_workbook(sample)
    for sheet in book.worksheets:
        label = next((cell for cell in sheet[2] if str(cell.value).startswith("公开")), None)
        if label is not None:
            text, label.value = label.value, None
            merges = [area for area in sheet.merged_cells.ranges if area.min_row == 1]
            for area in merges:
                sheet.unmerge_cells(str(area))
            sheet["A2"].value, sheet["A1"].value = sheet["A1"].value, text
            sheet["A1"].alignment = Alignment(horizontal="left")
    book.save(target)
    return target


def above(document: Path, title: str) -> list[str]:
    """The two paragraphs over the table of that title and the title's own."""
    blocks = list(docx.Document(str(document)).iter_inner_content())
    at = next(
        n
        for n, block in enumerate(blocks)
        if isinstance(block, Paragraph) and block.text == title and block.style and block.style.name == "表题"
    )
    assert any(isinstance(block, Table) for block in blocks[at : at + 4])
    return [block.text for block in blocks[at - 1 : at + 2] if isinstance(block, Paragraph)]


def test_where_the_label_stands_is_one_of_four_places(profile: Path) -> None:
    place(profile, "上左")
    result = run("profile", "check", profile)
    assert result.exit_code == 3
    assert "label_place 写的是“上左”，可用：左上、右上、左下、右下。" in result.output


def reviewed(document: Path) -> dict[str, object]:
    said = json.loads(run("review", document, "--json").stdout)
    one = said[0] if isinstance(said, list) else said
    return {"figures": one["figures"], "findings": one["findings"]}


def test_the_word_table_has_it_above_its_title_and_review_reads_it(tmp_path: Path) -> None:
    sample = next(path for path in samples() if path.stem == "example-2025")
    workbook, document = moved(sample, tmp_path / "a.xlsx"), tmp_path / "a.docx"
    assert run("word", workbook, "-o", document).exit_code == 0
    label, title, line = above(document, "二、收入决算表")
    assert label == "公开02表"
    assert "公开" not in line
    usual = tmp_path / "b.docx"
    assert run("word", sample, "-o", usual).exit_code == 0
    before = reviewed(usual)
    assert before["findings"] == []
    saved_as("pdf", tmp_path, document)
    for path in (document, document.with_suffix(".pdf")):
        assert reviewed(path) == before
        tables = [part for part in read_document(path).parts if not hasattr(part, "level")]
        captions = [table.captions[0] for table in tables if table.title.endswith("表")]
        assert captions[:9] == [f"公开{number:02}表" for number in range(1, 10)]


def test_what_exports_spread_over_their_columns_stands_so_in_the_document(tmp_path: Path) -> None:
    """编制单位, 年度 and 金额单位 in cells that do not say where their words stand: left, middle and right by their columns."""
    sample = next(path for path in samples() if path.stem == "example-2025")
    book = load_workbook(sample)
    sheet = book["收入决算表"]
    row = next(cell.row for cell in sheet["A"] if str(cell.value).endswith("示例市住房保障局"))
    for area in [area for area in sheet.merged_cells.ranges if area.min_row == row]:
        sheet.unmerge_cells(str(area))
    for cell in sheet[row]:
        cell.alignment = Alignment()
    path = tmp_path / "a.xlsx"
    book.save(path)
    form = draw_forms(read_workbook(read_grid(path)))["公开02"]
    assert [tuple(bool(text) for text in line) for line in form.above][-1] == (True, True, True)


@pytest.mark.parametrize(
    ("printed", "told"),
    [("公开02表", []), ("表号：公开02表", []), ("公开03表", ["BT-3"])],
    ids=["its own", "announced", "another"],
)
def test_a_label_under_the_table_is_held_to_the_form(tmp_path: Path, printed: str, told: list[str]) -> None:
    sample = next(path for path in samples() if path.stem == "example-2025")
    book = load_workbook(sample)
    sheet = book["收入决算表"]
    label = next(cell for row in sheet.iter_rows(max_row=3) for cell in row if cell.value == "公开02表")
    label.value = None
    sheet.cell(sheet.max_row + 1, 1, printed)
    path = tmp_path / "a.xlsx"
    book.save(path)
    found = json.loads(run("check", path, "--json").stdout)[0]["findings"]
    assert [one["rule"] for one in found if one["rule"].startswith("BT-")] == told
