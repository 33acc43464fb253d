"""The list of who has to hand in: codes exactly, names as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import write_list
from records_for_tests import record

from toolkit.batch.records import UnitRecord
from toolkit.batch.summary.expected import Attendance, attendance
from toolkit.batch.unit_list import read_expected
from toolkit.errors import WorkbookError


def held(tmp_path: Path, rows: list[tuple[str, str]], *records: object) -> Attendance[UnitRecord]:
    listed = write_list(tmp_path / "名单.xlsx", [(code, name, "", "") for code, name in rows])
    return attendance(read_expected(listed).units, records)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "临川县教育局",
        " 临川县 教育局",
        "临川县教育局（本级）".replace("（本级）", ""),
        "江西省抚州市临川县教育局",
        "临川县教育体育局",
    ],
)
def test_names_as_people_write_them(tmp_path: Path, written: str) -> None:
    found = held(tmp_path, [("", "临川县教育局"), ("", "临川县财政局")], record(written))
    assert [len(match.records) for match in found.matches] == [1, 0]
    assert not found.unlisted


@pytest.mark.parametrize(
    "other",
    ["临川县第二中学", "临川县第一中学分校", "临川县第一中学幼儿园", "临川县东第一中学", "临川县第一中", "教育局"],
)
def test_another_unit_is_not_taken_for_it(tmp_path: Path, other: str) -> None:
    found = held(tmp_path, [("", "临川县第一中学")], record(other))
    assert [unit.unit for unit in found.unlisted] == [other]
    assert not found.matches[0].records


def test_a_name_that_fits_two_fits_none(tmp_path: Path) -> None:
    found = held(tmp_path, [("", "县教育局机关")], record("临川县教育局机关"), record("永安县教育局机关"))
    assert not found.matches[0].records
    assert "名称相近" in found.matches[0].note


def test_codes_are_exact_and_come_before_names(tmp_path: Path) -> None:
    rows = [("101001", "甲局"), ("1010010", "乙局")]
    found = held(tmp_path, rows, record("改了名的局", "/收到/101001 甲.xlsx"), record("乙局", "/收到/x.xlsx"))
    assert [match.records[0].unit for match in found.matches] == ["改了名的局", "乙局"]
    assert "编码一致" in found.matches[0].note


def test_a_workbook_that_states_its_code(tmp_path: Path) -> None:
    found = held(tmp_path, [("257", "某厅")], record("别的名字", codes=("257",)))
    assert found.matches[0].records


def test_two_of_one_unit_are_both_its_own(tmp_path: Path) -> None:
    found = held(tmp_path, [("", "甲局")], record("甲局", "/a.xlsx"), record("甲局", "/b.xlsx"))
    assert len(found.matches[0].records) == 2


def test_a_list_without_names_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="单位名称"):
        read_expected(Path(__file__).parents[2] / "workbooks" / "jiyuan-2023.xlsx")


@pytest.mark.parametrize(
    ("code", "name", "written", "source", "note"),
    [
        ("257001", "甲局", "改了名的局", "/收到/0257001 甲.xlsx", "不计前面的 0"),
        ("", "教育体育局（原教育局）", "教育局", "/收到/x.xlsx", "名单写作"),
        ("", "教育体育局（原教育局）", "教育体育局", "/收到/x.xlsx", "名单写作"),
    ],
)
def test_codes_without_their_zeros_and_names_with_the_former_one(
    tmp_path: Path, code: str, name: str, written: str, source: str, note: str
) -> None:
    found = held(tmp_path, [(code, name), ("", "乙局")], record(written, source))
    assert [len(match.records) for match in found.matches] == [1, 0]
    assert note in found.matches[0].note


def test_the_code_of_a_folder_is_the_departments_its_units_are_their_own(tmp_path: Path) -> None:
    rows = [("257", "教育局"), ("257001", "第一中学")]
    folder = "/收到/257 教育局"
    found = held(tmp_path, rows, record("教育局", f"{folder}/局.xlsx"), record("第一中学", f"{folder}/校.xlsx"))
    assert [[one.unit for one in match.records] for match in found.matches] == [["教育局"], ["第一中学"]]
    assert not any(match.note for match in found.matches)


def test_of_two_lines_of_one_name_the_other_says_so(tmp_path: Path) -> None:
    found = held(tmp_path, [("901", "甲局"), ("902", "甲局")], record("甲局"))
    assert "编码不同" in found.matches[1].note
