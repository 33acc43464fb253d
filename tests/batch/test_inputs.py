"""Which files a batch takes, and what it calls the files that it makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.batch.running.inputs import find_inputs, find_others, output_names, safe_name
from toolkit.errors import OutputError


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_folders_are_searched_and_what_is_no_input_is_passed_over(tmp_path: Path) -> None:
    wanted = [
        tmp_path / "甲.xlsx",
        tmp_path / "下级" / "乙.XLSM",
        tmp_path / "下级" / "更下级" / "丙.xls",
        tmp_path / "丁.et",
    ]
    touch(*wanted)
    touch(tmp_path / "~$甲.xlsx", tmp_path / ".甲.xlsx", tmp_path / "说明.docx", tmp_path / ".隐藏" / "戊.xlsx")
    touch(
        tmp_path / "结果" / "己.xlsx",
        tmp_path / "上次的结果" / ".juesuan" / "lock",
        tmp_path / "上次的结果" / "庚.xlsx",
    )
    touch(
        tmp_path / "做过的.xlsx",
        tmp_path / "做过的.findings.json",
        tmp_path / "名单.xlsx",
        tmp_path / "去年" / "辛.xlsx",
    )
    besides = [tmp_path / "名单.xlsx", tmp_path / "去年"]
    assert set(find_inputs([tmp_path], tmp_path / "结果", besides)) == set(wanted)


def test_a_file_meant_twice_is_one_and_a_file_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    touch(tmp_path / "甲.xlsx", tmp_path / "乙.csv")
    found = find_inputs([tmp_path, tmp_path / "甲.xlsx", tmp_path / "乙.csv"], tmp_path / "结果")
    assert [path.name for path in found] == ["乙.csv", "甲.xlsx"]


def test_what_came_in_and_what_was_made_of_it_in_one_folder(tmp_path: Path) -> None:
    touch(
        tmp_path / "甲.xlsx",
        tmp_path / ".juesuan" / "lock",
        tmp_path / "单位" / "甲.xlsx",
        tmp_path / "退回" / "甲.xlsx",
    )
    touch(tmp_path / "汇总.xlsx", tmp_path / "汇总（改动过1）.xlsx", tmp_path / "汇总表.xlsx")
    assert [path.name for path in find_inputs([tmp_path], tmp_path)] == ["汇总表.xlsx", "甲.xlsx"]


def test_what_is_passed_over_and_may_be_all_that_a_unit_handed_in_is_known(tmp_path: Path) -> None:
    touch(tmp_path / "甲.xlsx", tmp_path / "乙.zip", tmp_path / "下级" / "丙.doc", tmp_path / "~$丙.doc")
    touch(tmp_path / "丁.xlsx", tmp_path / "丁.findings.json", tmp_path / "上次" / ".juesuan" / "lock")
    touch(
        tmp_path / "上次" / "单位" / "甲.xlsx", tmp_path / "上次" / "单位" / "甲.findings.json", tmp_path / "说明.txt"
    )
    others, built = find_others([tmp_path, tmp_path / "说明.txt"], tmp_path / "结果")
    assert [path.name for path in others] == ["丙.doc", "乙.zip"]
    assert [path.name for path in built] == ["丁.xlsx"]


def test_nothing_found_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="没有找到工作簿"):
        find_inputs([tmp_path], tmp_path / "结果")


def test_names_tell_where_files_of_one_name_came_from() -> None:
    sources = [
        Path("/县/甲局/决算.xlsx"),
        Path("/县/乙局/决算.xlsx"),
        Path("/县/丙局/别的.xlsx"),
        Path("/县/丙局/别的.xls"),
    ]
    names = output_names(sources)
    assert [names[source] for source in sources] == ["甲局-决算", "乙局-决算", "xlsx-丙局-别的", "xls-丙局-别的"]


@given(st.lists(st.text(max_size=90), min_size=1, max_size=20))
def test_every_name_is_a_file_s_own(stems: list[str]) -> None:
    names = output_names([Path("/收到") / f"{safe_name(stem)}{number}.xlsx" for number, stem in enumerate(stems)])
    assert len({name.casefold() for name in names.values()}) == len(names)


@given(st.text(max_size=200))
def test_words_from_anywhere_never_become_a_path(words: str) -> None:
    name = safe_name(words)
    assert name
    assert Path(name).name == name
    assert not set(name) & set('<>:"/\\|?*\n\r\t\0')
    assert not name.endswith((" ", "."))
    assert name.upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}
