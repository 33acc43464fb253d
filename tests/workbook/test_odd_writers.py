"""What programs other than Excel write and Excel reads: indented XML, parts in a Chinese coding, words in any kind of cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from oddly import ORIGINAL, SAMPLE, filled, messages
from packages import parts_of, put

from toolkit.cells import CellKind
from toolkit.workbook import read_grid

FORM, FORM_PART = "收入支出决算总表", "xl/worksheets/sheet3.xml"


@pytest.fixture(scope="module")
def told_once_filled(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is told of the sample once it is filled."""
    return messages(filled(SAMPLE, tmp_path_factory.mktemp("sample") / "a.xlsx"))


def with_cell(path: Path, cell: str) -> Path:
    """The sample with another C10 on its first form."""
    parts = parts_of(SAMPLE)
    text, count = re.subn(r'(<c r="C10" s="\d+").*?</c>', rf"\1 {cell}</c>", parts[FORM_PART].decode(), count=1)
    assert count == 1
    return put(path, parts | {FORM_PART: text.encode()})


@pytest.mark.parametrize("number", [rb"\n      \1\n    ", rb"00\1", rb"\1 "], ids=["indented", "zeros", "blank"])
def test_the_number_of_a_text_however_it_is_written(tmp_path: Path, told_once_filled: list[str], number: bytes) -> None:
    parts = {
        name: re.sub(rb'(?<=t="s"><v>)(\d+)(?=</v>)', number, content) if "/sheet" in name else content
        for name, content in parts_of(SAMPLE).items()
    }
    path = put(tmp_path / "a.xlsx", parts)
    assert messages(path) == ORIGINAL
    assert messages(filled(path, tmp_path / "b.xlsx")) == told_once_filled


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ('t="inlineStr"><v>77.77</v>', CellKind.TEXT, "77.77"),
        ("><is><t>77.77</t></is>", CellKind.TEXT, "77.77"),
        ('t="s"><is><t>77.77</t></is>', CellKind.TEXT, "77.77"),
        ('t="str"><is><r><t>77</t></r><r><t>.77</t></r></is>', CellKind.TEXT, "77.77"),
        ('t="s"><v> 99999 </v>', CellKind.ERROR, "#文字丢失"),
        ('t="s"><v> </v>', CellKind.BLANK, ""),
        ('t="e"><v> #N/A </v>', CellKind.ERROR, "#N/A"),
        ('t="b"><v> 1 </v>', CellKind.TEXT, "TRUE"),
        ('t="d"><v>2023-05-01T00:00:00Z</v>', CellKind.TEXT, "2023-05-01"),
        ('t="d"><v>2023-05-01T08:30:00.000</v>', CellKind.TEXT, "2023-05-01 08:30:00"),
        ('t="d"><v>五月</v>', CellKind.TEXT, "五月"),
    ],
)
def test_what_a_cell_holds_is_read_whatever_it_calls_itself(
    tmp_path: Path, cell: str, kind: CellKind, text: str
) -> None:
    found = read_grid(with_cell(tmp_path / "a.xlsx", cell))[FORM][10, 3]
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("><is><t>77.77</t></is>", "RD-08 .*C10 的“77.77”是文本形式的数字"),
        ('t="d"><v>2023-05-01T00:00:00</v>', "RD-51 .*C10 应填数字，现为日期 2023-05-01"),
    ],
)
def test_what_is_read_is_told(tmp_path: Path, cell: str, told: str) -> None:
    path = with_cell(tmp_path / "a.xlsx", cell)
    assert any(re.match(told, message) for message in messages(path))
    filled(path, tmp_path / "b.xlsx")


def coded(content: bytes, declared: str, coding: str) -> bytes:
    text = re.sub(r"^<\?xml.*?\?>\s*", "", content.decode())
    return (f'<?xml version="1.0" encoding="{declared}"?>' + text).encode(coding, "xmlcharrefreplace")


CODINGS = [("gb2312", "gbk"), ("GBK", "gbk"), ("GB18030", "gb18030"), ("UTF-16", "utf-16")]
ALL, THE_WORDS = (".xml", ".rels"), ("sharedStrings.xml",)


@pytest.mark.parametrize(
    ("wanted", "declared", "coding"),
    [*((ALL, *each) for each in CODINGS), (THE_WORDS, "GBK", "gbk"), (THE_WORDS, "UTF-16", "utf-16")],
)
def test_parts_in_a_coding_that_excel_reads(
    tmp_path: Path, told_once_filled: list[str], wanted: tuple[str, ...], declared: str, coding: str
) -> None:
    parts = {
        name: coded(part, declared, coding) if name.endswith(wanted) else part
        for name, part in parts_of(SAMPLE).items()
    }
    path = put(tmp_path / "a.xlsx", parts)
    assert messages(path) == ORIGINAL
    assert messages(filled(path, tmp_path / "b.xlsx")) == told_once_filled


def test_a_sheet_that_lies_outside_is_none(tmp_path: Path) -> None:
    parts = parts_of(SAMPLE)
    rels = "xl/_rels/workbook.xml.rels"
    outside = re.sub(rb'(Target="[^"]*sheet3\.xml")', rb'\1 TargetMode="External"', parts[rels])
    path = put(tmp_path / "a.xlsx", parts | {rels: outside})
    assert any(message.startswith("RD-55") and f"“{FORM}”" in message for message in messages(path))
    filled(path, tmp_path / "b.xlsx")
