"""The lists are well formed, and the judge counts neither too much nor too little."""

import zipfile
from pathlib import Path

import judge
import pytest
from judge import Statement

LISTS = sorted(judge.HERE.glob("*.csv"))
HEAD = ",".join(Statement.__slots__)


def a_list(folder: Path, *rows: str) -> Path:
    file = folder / "样例.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return file


def test_every_sample_has_a_list() -> None:
    assert [file.stem for file in LISTS] == [
        "beipiao-2024",
        "fenyang-2024",
        "jilin-province-2024-budget",
        "jiyuan-2023",
        "yanbian-2024",
    ]


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_rows_are_complete(file: Path) -> None:
    for row in judge.read_list(file):
        assert row.section.startswith("第"), row
        assert all((row.what, row.figure, row.source)), row
        assert row.judgement in {"right", "wrong", "unverifiable"}, row
        assert bool(row.expected) == (row.judgement == "wrong"), row
        assert bool(row.reason) == (row.judgement != "right"), row


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_a_document_that_says_everything_once_has_everything(file: Path) -> None:
    rows = [row for row in judge.read_list(file) if row.judgement == "right"]
    result = judge.count(file, written(rows))
    assert (result.found, result.as_printed) == (result.right, len(rows))


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_one_figure_left_out_is_one_figure_missing(file: Path) -> None:
    rows = [row for row in judge.read_list(file) if row.judgement == "right"]
    assert judge.count(file, written(rows[:7] + rows[8:])).found == len(rows) - 1


def written(rows: list[Statement]) -> list[str]:
    """A bare document: the headings of the lists, and under each one its figures."""
    lines, last = [], ["", ""]
    for row in rows:
        path = row.section.split("/")
        same = next((i for i, (a, b) in enumerate(zip(path, last, strict=False)) if a != b), min(len(path), len(last)))
        for label in path[same:] or path[-1:] * (len(last) > len(path)):
            lines.append(label if label[0] in "第（" else label + ("." if label.isdigit() else "、"))
        lines.append(f"数{row.figure}{'1' if row.figure in judge.MOVES else row.unit}；")
        last = path
    return lines


TEXT = """\
第三部分 情况说明
五、支出
（三）具体情况
1. 某项。年初预算为 1,035.50 万元，减少 3.00万元。
2. 某项。年初预算为 7.00万元。
十、绩效
（四）报告
一、基本情况
（一）背景。中央 9.00万元。
十一、其他。支出 5 元。
"""


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("第三部分/五/（三）/1,甲,1035.50,万元,right,,,表", 1),
        ("第三部分/五/（三）,甲,1035.5,万元,right,,,表", 1),
        ("第三部分/五/（三）/2,甲,1035.50,万元,right,,,表", 0),
        ("第三部分/五/（三）/1,甲,35.50,万元,right,,,表", 0),
        ("第三部分/五/（三）/1,甲,1035.50,%,right,,,表", 0),
        ("第三部分/五/（三）/1,甲,减少,,right,,,表", 1),
        ("第三部分/五/（三）/1,甲,增加,,right,,,表", 0),
        ("第三部分/十/（四）/一/（一）,甲,9.00,万元,right,,,表", 1),
        ("第三部分/十一,甲,5,万元,right,,,表", 0),
        ("第三部分/十一,甲,5,元,right,,,表", 1),
    ],
)
def test_figure_unit_and_section_all_count(tmp_path: Path, row: str, found: int) -> None:
    assert judge.count(a_list(tmp_path, row), TEXT).found == found


def test_an_occurrence_serves_one_statement(tmp_path: Path) -> None:
    row = "第三部分/五/（三）/2,甲,7.00,万元,right,,,表"
    result = judge.count(a_list(tmp_path, row, row), TEXT)
    assert (result.right, result.found, len(result.missing)) == (2, 1, 1)


def test_other_style_is_found_but_told_apart(tmp_path: Path) -> None:
    result = judge.count(a_list(tmp_path, '第三部分/五/（三）/1,甲,"1035.5",万元,right,,,表'), TEXT)
    assert (result.found, result.as_printed, len(result.other_style)) == (1, 0, 1)


@pytest.mark.parametrize(
    ("row", "corrected"),
    [
        ("第三部分/五/（三）/2,甲,8.00,万元,wrong,7.00,印错,表", 1),
        ("第三部分/十一,甲,5,万元,wrong,5元,单位,表", 1),
        ("第三部分/五/（三）/2,甲,7.00,万元,wrong,不写,没有基数,表", 0),
        ("第三部分/五/（三）/2,甲,100,%,wrong,不写,没有基数,表", 1),
    ],
)
def test_a_wrong_statement_is_corrected(tmp_path: Path, row: str, corrected: int) -> None:
    assert judge.count(a_list(tmp_path, row), TEXT).corrected == corrected


def test_word_tables_and_the_contents_do_not_count(tmp_path: Path) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    cell = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>1.00万元</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    entry = "<w:p><w:r><w:t>第三部分 说明</w:t><w:tab/><w:t>1</w:t></w:r></w:p>"
    text = "<w:p><w:r><w:t>第三部分 说明</w:t></w:r></w:p><w:p><w:r><w:t>支出 2.0</w:t><w:t>0万元</w:t></w:r></w:p>"
    file = tmp_path / "决算.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{entry}{cell}{text}</w:body></w:document>")
    assert judge.sections(judge.paragraphs(file)) == {"第三部分": "第三部分 说明支出 2.00万元"}
