"""Results are written whole or not at all, and what prevents it is told in Chinese."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from toolkit.errors import OutputError
from toolkit.outputs import run
from toolkit.outputs.files import read_input, replacing, scratch_folder, write_text


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


# -- what is never written over -------------------------------------------------------------------------------------


def test_an_existing_file_is_kept_in_a_run_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "我的.json"
    target.write_text("[1]", encoding="utf-8")
    with run.command(), pytest.raises(OutputError, match="--force"):
        write_text(target, "[2]")
    assert target.read_text(encoding="utf-8") == "[1]"
    with run.command(force=True):
        write_text(target, "[2]")
    assert target.read_text(encoding="utf-8") == "[2]"
    assert os.listdir(tmp_path) == ["我的.json"]


def test_our_own_result_gives_way_to_a_new_one_of_the_same_source(tmp_path: Path) -> None:
    target = tmp_path / "结果.json"

    def write(text: str, source: str) -> None:
        with run.command(), run.made_from(source):
            write_text(target, text)

    write("[1]", "甲.xlsx")
    write("[2]", "甲.xlsx")
    assert target.read_text(encoding="utf-8").rstrip() == "[2]"
    with pytest.raises(OutputError, match="--force"):
        write("[3]", "乙.xlsx")
    target.write_text(target.read_text(encoding="utf-8").replace("2", "9"), encoding="utf-8")
    with pytest.raises(OutputError, match="--force"):
        write("[3]", "甲.xlsx")


def test_the_same_content_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "结果.json").write_text("[1]", encoding="utf-8")
    with run.command():
        write_text(tmp_path / "结果.json", "[1]")


def test_a_run_may_write_its_own_results_again(tmp_path: Path) -> None:
    with run.command():
        for text in ("[1]", "[2]"):
            write_text(tmp_path / "结果.json", text)


@pytest.mark.parametrize("force", [False, True])
def test_an_input_is_never_written_over_under_any_of_its_names(tmp_path: Path, force: bool) -> None:
    source, link, twin = tmp_path / "原.html", tmp_path / "链.html", tmp_path / "同.html"
    source.write_text("<p>", encoding="utf-8")
    link.symlink_to(source)
    os.link(source, twin)
    (tmp_path / "间").mkdir()
    with run.command(force=force):
        read_input(link, 100)
        for target in (source, link, twin, tmp_path / "间" / ".." / "原.html"):
            with pytest.raises(OutputError, match="会覆盖原文件"):
                write_text(target, "")
    assert source.read_text(encoding="utf-8") == "<p>"


def test_a_link_is_followed_when_its_file_is_to_be_changed(tmp_path: Path) -> None:
    source, link = tmp_path / "里" / "原.json", tmp_path / "链.json"
    source.parent.mkdir()
    source.write_text("[1]", encoding="utf-8")
    link.symlink_to(source)
    with run.command(in_place=True):
        read_input(link, 100)
        write_text(link, "[2]")
    assert link.is_symlink()
    assert source.read_text(encoding="utf-8") == "[2]"
    assert os.listdir(source.parent) == ["原.json"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes that are files")
def test_only_a_regular_file_is_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.json")
    (tmp_path / "圈.json").symlink_to(tmp_path / "圈.json")
    for target, words in ((tmp_path / "管道.json", "管道或设备"), (Path("/dev/null"), "管道或设备")):
        with run.command(force=True), pytest.raises(OutputError, match=words):
            write_text(target, "")
    with pytest.raises(OutputError):
        write_text(tmp_path / "圈.json", "")
    assert stat.S_ISFIFO((tmp_path / "管道.json").stat().st_mode)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize(
    "name", ["CON.json", "nul", "com1.findings.json", "LPT9.txt", "长" * 100 + ".json", "a\nb.json"]
)
def test_names_that_not_every_system_has_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="不能用作文件名"):
        write_text(tmp_path / name, "")
    assert os.listdir(tmp_path) == []


def test_names_that_only_look_like_devices_are_fine(tmp_path: Path) -> None:
    for name in ("CONTRACT.json", "auxiliary.json", "com.json"):
        write_text(tmp_path / name, "[]")
    assert len(os.listdir(tmp_path)) == 3


def test_a_folder_that_is_not_there_is_told_even_when_the_way_leads_back(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="不存在"):
        write_text(tmp_path / "没有" / ".." / "结果.json", "")


# -- what killed runs left --------------------------------------------------------------------------------------------


def test_what_dead_processes_left_is_cleared_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with replacing(tmp_path / "名.json") as temporary:
        ours = temporary.name.rpartition("-")[0]  # computer and process
        temporary.write_bytes(b"[]")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    theirs = ours.replace(str(os.getpid()), str(dead.pid))
    folder, room = tmp_path / "结果", tmp_path / "临时"
    kept = [f"{ours}-abc.docx", f".juesuan-000000-{dead.pid}-abc.docx", ".juesuan-notes.txt"]
    folder.mkdir()
    for name in (f"{theirs}-abc.docx", *kept):
        (folder / name).touch()
    write_text(folder / "结果.json", "")
    assert sorted(os.listdir(folder)) == sorted([*kept, "结果.json"])
    (room / f"{theirs[1:]}-abc" / "profile").mkdir(parents=True)
    (room / "juesuan-mine").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    with scratch_folder() as scratch:
        assert sorted(os.listdir(room)) == sorted([scratch.name, "juesuan-mine"])
    assert os.listdir(room) == ["juesuan-mine"]
