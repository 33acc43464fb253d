"""Texts longer than a cell, a formula or a sheet's name can be: their beginning is read, at once, and what was cut is told."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from packages import part_of, parts_of, put
from smaller import smaller

from toolkit import workflow
from toolkit.addresses import position
from toolkit.edits import Edit
from toolkit.errors import WorkbookError
from toolkit.word.pages.line_breaks import Measure, count_lines
from toolkit.workbook import read_grid, read_workbook
from toolkit.workbook.files.writing.patch import apply_edits

SAMPLE = smaller()
FORM, NARRATIVE = "收入支出决算总表", "情况说明"
MOST = 32_767


def changed(path: Path, *cells: tuple[str, str, str]) -> Path:
    """The sample with some cells put in others' places: sheet, place, cell."""
    parts = parts_of(SAMPLE)
    for sheet, place, cell in cells:
        part = part_of(parts, sheet)
        text, count = re.subn(rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)', rf'<c r="{place}"\1 {cell}', parts[part].decode(), count=1)  # fmt: skip
        assert count == 1
        parts[part] = text.encode()
    return put(path, parts)


def words(text: str) -> str:
    return f't="inlineStr"><is><t>{text}</t></is></c>'


#: A title, the name of a row, an amount, the result of a formula, a person's text.
LONG = [
    (FORM, "A1", words(FORM + "甲" * 1_000_000)),
    (FORM, "A10", words("，" * 1_000_000)),
    (FORM, "C10", words("甲" * 1_000_000)),
    (FORM, "C11", f't="str"><v>{"甲" * 1_000_000}</v></c>'),
    (NARRATIVE, "D7", words("增加1.00万元，" * 100_000)),
]


def test_texts_longer_than_a_cell_are_told_and_cost_no_time(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xlsx", *LONG)
    begin = time.process_time()
    checked = workflow.check(path)
    told = [finding.message for finding in checked.findings if finding.rule == "RD-65"]
    assert len(told) == len(LONG)
    for sheet, place, _ in LONG:
        assert any(f"工作表“{sheet}” {place} 的文字有 " in message for message in told)
        assert len(checked.grid[sheet][position(place)].text) == MOST
    filled = workflow.fill(checked)
    workflow.save_document(filled, tmp_path / "a.docx")
    workflow.save_html([filled.checked], tmp_path / "a.html")
    workflow.save_workbook(filled, tmp_path / "b.xlsx")
    assert read_grid(tmp_path / "b.xlsx").odd == checked.grid.odd  # the file keeps all of it
    assert time.process_time() - begin < 20


def test_a_formula_longer_than_any_is_read_as_far_as_one_goes(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xlsx", (FORM, "C10", f"><f>{'1+' * 1_000_000}1</f><v>1</v></c>"))
    begin = time.process_time()
    checked = workflow.check(path)
    assert len(checked.grid[FORM][10, 3].formula or "") == 8192
    workflow.save_document(workflow.fill(checked), tmp_path / "a.docx")
    assert time.process_time() - begin < 20


def test_a_sheets_name_that_is_none_is_told(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    book = parts["xl/workbook.xml"].replace(f'name="{FORM}'.encode(), f'name="{FORM}{"甲" * 300}'.encode())
    with pytest.raises(WorkbookError, match=r"工作表“收入支出决算总表甲+…”的名称有 308 个字"):
        read_grid(put(tmp_path / "a.xlsx", parts | {"xl/workbook.xml": book}))


def test_one_long_text_in_many_cells_is_told(tmp_path: Path) -> None:
    """A few KB: the text stands once in the file, and a thousand cells say it."""
    parts = parts_of(SAMPLE)
    strings = re.sub(
        rb"<si>.*?</si>", f"<si><t>{'甲' * MOST}</t></si>".encode(), parts["xl/sharedStrings.xml"], count=1
    )
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(500, 1500))
    sheet = parts["xl/worksheets/sheet3.xml"].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    path = put(tmp_path / "a.xlsx", parts | {"xl/sharedStrings.xml": strings, "xl/worksheets/sheet3.xml": sheet})
    with pytest.raises(WorkbookError, match="文字过多（超过 500 万字）"):
        read_grid(path)


@pytest.mark.parametrize("signs", ["，" * MOST, "（" * MOST, "-" * MOST, "甲，" * (MOST // 2), "%" * MOST])
def test_lines_of_signs_are_counted_at_once(signs: str) -> None:
    begin = time.process_time()
    assert count_lines(signs, Measure(9, 120, 120)).usual > 500
    assert time.process_time() - begin < 5


def repeated(sign: str) -> str:
    """As many as a cell holds; of two signs with a bar between them as many of the one, then of the other."""
    return "甲" + "".join(each * (30_000 // len(sign) // len(each)) for each in sign.split("|")) + "甲"


SIGNS = (
    "1", "1,", "20", "1.", "0、", "【|待", "【待", "。", "，", "…", "_", "（", "（|）", "（如", " ", "\u3000", "占", "1辆", "9|辆", "9|万元，占总支出的|9|%",
    "2023年度比", "原因是 ", "预算数为1万元，", "其中：", "（类）", "“", "1个", "第1", "项目1个", "增加", "比上年", "万元", "-", "一、", "第|一|部分",
)  # fmt: skip


@pytest.mark.parametrize("signs", [SIGNS[:18], SIGNS[17:]], ids=["first", "second"])
def test_whatever_a_person_repeats_for_a_whole_cell_costs_no_time(tmp_path: Path, signs: tuple[str, ...]) -> None:
    """Most ways to look for something are tried anew at every sign, some for every pair or three of them."""
    cells = [each.person_cell for each in read_workbook(read_grid(SAMPLE)).report.written.values()]
    path = tmp_path / "a.xlsx"
    edits = [Edit(cell.sheet, cell.address, repeated(sign)) for cell, sign in zip(cells, signs, strict=True)]
    apply_edits(SAMPLE, path, edits)
    begin = time.process_time()
    workflow.fill(workflow.check(path))
    assert time.process_time() - begin < 15
