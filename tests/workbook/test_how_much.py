"""How much a workbook may hold, and that what it takes to read and to write follows how much that is."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import pytest

from toolkit import workflow
from toolkit.edits import Edit, Mark
from toolkit.errors import WorkbookError
from toolkit.profiles import samples
from toolkit.workbook import read_grid
from toolkit.workbook.files.writing.patch import apply_edits

SAMPLE = next(path for path in samples() if path.stem == "jiyuan-2023")
LIST = "收入决算表"
TYPES = "[Content_Types].xml"


def changed(path: Path, part: str, end: str, more: str) -> Path:
    with zipfile.ZipFile(SAMPLE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if part == LIST:
        names = re.findall(r'<sheet [^>]*?name="([^"]*)"', parts["xl/workbook.xml"].decode())
        part = f"xl/worksheets/sheet{names.index(LIST) + 1}.xml"
    assert end.encode() in parts[part]
    parts[part] = parts[part].replace(end.encode(), (more + end).encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def codes(count: int) -> str:
    """Rows of a list of codes below what is there."""
    words = '<c r="A{0}"><v>{1}</v></c><c r="B{0}" t="inlineStr"><is><t>项</t></is></c><c r="C{0}"><v>1.5</v></c>'
    return "".join(f'<row r="{row}">{words.format(row, 2080000 + row)}</row>' for row in range(200, 200 + count))


@pytest.mark.parametrize(("count", "said"), [(6_000, "公开的官方表格不会这么长"), (60_000, "内容过多")])
def test_a_form_longer_than_any_is_told_at_once(tmp_path: Path, count: int, said: str) -> None:
    path = changed(tmp_path / "a.xlsx", LIST, "</sheetData>", codes(count))
    begin = time.process_time()
    with pytest.raises(WorkbookError, match=said):
        workflow.check(path)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("more", "is_read"),
    [
        ("<Override " + " " * 3_000_000, False),
        ('<Override PartName="/x"' * 200_000, False),
        ('<Override PartName="/x.xml" ContentType="a"/>' * 100_000, True),
    ],
    ids=["blanks", "never closed", "many"],
)
def test_a_list_of_types_that_never_ends_costs_no_time(tmp_path: Path, more: str, is_read: bool) -> None:
    path = changed(tmp_path / "a.xlsx", TYPES, "</Types>", more)
    begin = time.process_time()
    if is_read:
        apply_edits(path, tmp_path / "b.xlsx", [Edit(LIST, "C9", mark=Mark.ERROR, comment="核对", keep_value=True)])
        assert read_grid(tmp_path / "b.xlsx")[LIST].our_comments
    else:
        with pytest.raises(WorkbookError, match=r"已损坏.*Content_Types"):
            apply_edits(path, tmp_path / "b.xlsx", [Edit(LIST, "C9", comment="核对", keep_value=True)])
    assert time.process_time() - begin < 10


def test_saving_takes_as_long_as_there_is_to_save(tmp_path: Path) -> None:
    """Three thousand comments; boxes that were looked for among all others took minutes."""
    edits = [
        Edit(LIST, f"{column}{row}", "核", mark=Mark.ERROR, comment="核对")
        for row in range(100, 1100)
        for column in "ABC"
    ]
    begin = time.process_time()
    apply_edits(SAMPLE, tmp_path / "a.xlsx", edits)
    assert time.process_time() - begin < 10
    assert len(read_grid(tmp_path / "a.xlsx")[LIST].our_comments) >= 3000
