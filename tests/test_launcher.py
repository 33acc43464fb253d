"""The launcher for WPS: a batch file that cmd.exe reads in any code page, calling a command that exists."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main

ROOT = Path(__file__).resolve().parent.parent
LAUNCHERS = ROOT / "templates" / "national" / "launcher"
LAUNCHER, FOLDERS = LAUNCHERS / "拖放工作簿.bat", LAUNCHERS / "拖放文件夹.bat"


@pytest.mark.parametrize("launcher", [LAUNCHER, FOLDERS], ids=lambda path: path.stem)
def test_cmd_can_read_it_in_any_code_page(launcher: Path) -> None:
    data = launcher.read_bytes()
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n"), "cmd.exe loses its way in a file without CRLF"


def test_it_calls_the_build_command_as_that_takes_its_arguments(tmp_path: Path) -> None:
    command = re.search(r"^%TOOL% (.*%\*.*)$", LAUNCHER.read_text("ascii").replace("\r\n", "\n"), re.MULTILINE)
    assert command is not None
    dropped = [tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"]
    words = [word for part in command[1].split() for word in (map(str, dropped) if part == "%*" else [part])]
    out = tmp_path / "juesuan-out"
    result = CliRunner().invoke(main, [str(out) if word == '"%OUT%"' else word for word in words])
    assert result.exit_code == 1, "the files do not exist; any other code means that the call is wrong"
    assert "甲.xlsx" in result.output
    assert "乙.xlsx" in result.output


def test_a_dropped_folder_goes_to_batch(tmp_path: Path) -> None:
    command = re.search(r"^%TOOL% (.*%\*.*)$", FOLDERS.read_text("ascii").replace("\r\n", "\n"), re.MULTILINE)
    assert command is not None
    folder = tmp_path / "收到"
    folder.mkdir()
    (folder / "坏的.xlsx").write_bytes(b"no workbook")
    given = {"%*": str(folder), '"%OUT%"': str(tmp_path / "juesuan-batch"), "%EXPECT%": ""}
    words = [given.get(word, word) for word in command[1].split()]
    result = CliRunner().invoke(main, [word for word in words if word])
    assert result.exit_code == 1, result.output
    assert "坏的.xlsx" in result.output
    assert (tmp_path / "juesuan-batch" / "汇总.xlsx").exists()


def test_the_module_it_falls_back_to_is_there() -> None:
    assert "python -m cli" in LAUNCHER.read_text("ascii")
    assert (ROOT / "cli.py").read_text("utf-8").rstrip().endswith("main()")
