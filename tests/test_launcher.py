"""The launcher for WPS: a batch file that cmd.exe reads in any code page, calling a command that exists."""

import re
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from cli import main
from toolkit import workflow
from toolkit.profiles import load_profile

ROOT = Path(__file__).resolve().parent.parent
LAUNCHERS = ROOT / "templates" / "national" / "launcher"
LAUNCHER, FOLDERS, EDITED = (LAUNCHERS / f"拖放{what}.bat" for what in ("工作簿", "文件夹", "改过的文档"))


@pytest.mark.parametrize("launcher", [LAUNCHER, FOLDERS, EDITED], ids=lambda path: path.stem)
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


@pytest.mark.parametrize("both", [False, True], ids=["the document alone", "with its workbook"])
def test_an_edited_document_goes_home(tmp_path: Path, both: bool) -> None:
    command = re.search(r"^%TOOL% (.*%DOCUMENT%.*)$", EDITED.read_text("ascii").replace("\r\n", "\n"), re.MULTILINE)
    assert command is not None
    book, document = tmp_path / "甲.xlsx", tmp_path / ("领导改.docx" if both else "甲.docx")
    workflow.new_workbook(load_profile("henan-final"), book, year=2024, unit_name="某局")
    workflow.save_document(workflow.fill(workflow.check(book)), document)
    edited = docx.Document(str(document))
    next(one for one in edited.paragraphs if one.style.name == "Normal Indent" and one.text).runs[0].text = "另行说明。"
    edited.save(str(document))
    given = {"%DOCUMENT%": str(document), "%WORKBOOK%": str(book) if both else ""}
    words = [word for part in command[1].split() if (word := given.get(part, part))]
    result = CliRunner().invoke(main, words, input="y\n")
    assert result.output.index("另行说明。") < result.output.index("写进工作簿吗")
    assert (tmp_path / "甲-已收回.xlsx").exists()
    assert CliRunner().invoke(main, [*words, "--force"], input="n\n").output.endswith("没有收回，什么都没有写。\n")


def test_the_module_it_falls_back_to_is_there() -> None:
    assert "python -m cli" in LAUNCHER.read_text("ascii")
    assert (ROOT / "cli.py").read_text("utf-8").rstrip().endswith("main()")
