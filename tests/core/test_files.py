"""Results are written whole or not at all, and what prevents it is told in Chinese."""

import os
from pathlib import Path

import pytest

from toolkit.errors import OutputError
from toolkit.files import replacing, write_text


def test_a_result_appears_whole(tmp_path: Path) -> None:
    write_text(tmp_path / "结果.json", "内容")
    assert (tmp_path / "结果.json").read_text(encoding="utf-8") == "内容"
    assert os.listdir(tmp_path) == ["结果.json"]


def test_a_failure_leaves_the_old_file_and_nothing_half_written(tmp_path: Path) -> None:
    target = tmp_path / "结果.json"
    target.write_text("旧", encoding="utf-8")

    def half() -> None:
        with replacing(target) as temporary:
            temporary.write_text("新", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert target.read_text(encoding="utf-8") == "旧"
    assert os.listdir(tmp_path) == ["结果.json"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="不存在，请先建立"):
        write_text(tmp_path / "没有" / "结果.json", "")


def test_a_folder_in_the_place_of_the_result_is_told(tmp_path: Path) -> None:
    (tmp_path / "结果.json").mkdir()
    with pytest.raises(OutputError, match="这是一个文件夹"):
        write_text(tmp_path / "结果.json", "")
