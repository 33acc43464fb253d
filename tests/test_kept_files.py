"""Nothing of the user's is written over unasked, by any command; a refused write says what to do."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from smaller import smaller

from cli import main
from toolkit import workbook
from toolkit.edits import Edit
from toolkit.outputs.marks import unsigned
from toolkit.profiles import samples

SAMPLE = next(path for path in samples() if path.stem == "example-2025")
REFUSED = "确实要覆盖请加 --force"


def run(*args: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook of the user's in a folder of its own; no office program, which these tests do not need."""
    monkeypatch.setattr("toolkit.word.pages.office.find_libreoffice", lambda: None)
    return Path(shutil.copy(SAMPLE, tmp_path / "我的.xlsx"))


#: Command → what it writes beside the workbook, and its arguments for that.
WRITERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "new": ("空白.xlsx", ("henan-final", "空白.xlsx")),
    "adopt": ("补齐.xlsx", ("我的.xlsx", "-o", "补齐.xlsx")),
    "fill": ("我的-已填.xlsx", ("我的.xlsx",)),
    "word": ("我的.docx", ("我的.xlsx",)),
    "check": ("校验.html", ("我的.xlsx", "--html", "校验.html")),
    "build": ("结果/我的.findings.json", ("我的.xlsx", "--out", "结果")),
}


@pytest.mark.parametrize("command", WRITERS)
def test_results_are_kept_once_a_person_touched_them(mine: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.chdir(mine.parent)
    name, arguments = WRITERS[command]
    target = mine.parent / name
    assert run(command, *arguments).exit_code == 0
    first = target.read_bytes()
    assert run(command, *arguments).exit_code == 0  # unchanged and of the same source: no need to ask
    assert target.read_bytes() == first
    target.write_bytes(first + b"\n")  # a person saved it
    kept = {path: path.read_bytes() for path in mine.parent.rglob("*") if path.is_file()}
    refused = run(command, *arguments)
    assert refused.exit_code == 1
    assert REFUSED in refused.stderr
    assert target.name in refused.stderr
    assert {path: path.read_bytes() for path in mine.parent.rglob("*") if path.is_file()} == kept
    assert run(command, *arguments, "--force").exit_code == 0
    assert target.read_bytes() == first


def test_results_of_another_workbook_are_kept(mine: Path, tmp_path: Path) -> None:
    other = shutil.copy(smaller(), tmp_path / "别的.xlsx")
    assert run("word", mine, "-o", tmp_path / "说明.docx").exit_code in (0, 3)
    assert REFUSED in run("word", other, "-o", tmp_path / "说明.docx").stderr
    (tmp_path / "同名").mkdir()
    namesake = shutil.copy(smaller(), tmp_path / "同名" / mine.name)
    assert REFUSED in run("word", namesake, "-o", tmp_path / "说明.docx").stderr


def test_a_corrected_workbook_renews_its_results(mine: Path) -> None:
    assert run("word", mine).exit_code in (0, 3)
    before = mine.with_suffix(".docx").read_bytes()
    assert run("fill", mine, "--in-place").exit_code in (0, 3)
    assert run("word", mine).exit_code in (0, 3)
    assert mine.with_suffix(".docx").read_bytes() == before  # the same figures, the same document


@pytest.mark.parametrize(
    "arguments",
    [
        ("word", "我的.xlsx", "-o", "我的.xlsx"),
        ("fill", "我的.xlsx", "-o", "我的.xlsx"),
        ("fill", "我的.xlsx", "-o", "链接.xlsx"),
        ("fill", "链接.xlsx", "-o", "我的.xlsx"),
        ("adopt", "我的.xlsx", "-o", "我的.xlsx"),
        ("check", "网页.html", "--html", "网页.html"),
        ("check", "我的.xlsx", "--prior", "网页.html", "--html", "网页.html"),
        ("build", "我的.xlsx", "--out", "."),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
def test_no_command_writes_over_its_input(
    mine: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], force: tuple[str, ...]
) -> None:
    monkeypatch.chdir(mine.parent)
    Path("链接.xlsx").symlink_to(mine)
    Path("网页.html").write_text("<table><tr><td>收入决算表</td><td>1</td></tr></table>", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in mine.parent.iterdir()}
    result = run(*arguments, *force)
    assert result.exit_code == 1
    assert "无法完成：" in result.stderr
    assert {path.name: path.read_bytes() for path in mine.parent.iterdir()} == before


def test_a_link_is_filled_where_its_file_is(mine: Path, tmp_path: Path) -> None:
    link = tmp_path / "桌面.xlsx"
    link.symlink_to(mine)
    before = mine.read_bytes()
    assert run("fill", link, "--in-place").exit_code in (0, 3)
    assert link.is_symlink()
    assert mine.read_bytes() != before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("word", "我的.xlsx", "-o", "Z.pdf"), "只能存为 .docx"),
        (("word", "我的.xlsx", "-o", "说明"), "只能存为 .docx"),
        (("fill", "我的.xlsx", "-o", "Z.pdf"), "以 .xlsx 为扩展名"),
        (("fill", "我的.xlsx", "-o", "Z.xlsm"), "以 .xlsx 为扩展名"),
        (("check", "我的.xlsx", "--html", "Z.txt"), "只能存为 .html"),
        (("new", "henan-final", "Z.xls"), "只能存为 .xlsx、.xlsm"),
        (("word", "我的.xlsx", "-o", "CON.docx"), "设备名"),
        (("word", "我的.xlsx", "-o", "长" * 120 + ".docx"), "文件名过长"),
        (("word", "我的.xlsx", "-o", "没有/Z.docx"), "不存在"),
        (("word", "我的.xlsx", "-o", "管道.docx"), "管道或设备"),
        (("build", "我的.xlsx", "--out", "我的.xlsx"), "同名的文件"),
        (("word", ""), "文件夹"),
        (("profile", "new", "../../x", "--from", "henan-final"), "不能用作格式编号"),
        (("profile", "new", "NUL", "--from", "henan-final"), "设备名"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_cannot_be_a_result_is_one_sentence(
    mine: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(mine.parent)
    os.mkfifo("管道.docx")
    before = sorted(os.listdir())
    result = run(*arguments, "--force") if arguments[0] != "word" or arguments[1] else run(*arguments)
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert sorted(os.listdir()) == before
    assert stat.S_ISFIFO(Path("管道.docx").stat().st_mode)


def test_owner_files_are_passed_over_where_many_are_named(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mine.parent)
    Path("~$我的.xlsx").write_bytes(b"\x05admin" + b" " * 158)
    for arguments in (("check", "我的.xlsx", "~$我的.xlsx"), ("build", "~$我的.xlsx", "我的.xlsx", "--out", "结果")):
        result = run(*arguments)
        assert result.exit_code in (0, 3)
        assert "跳过“~$我的.xlsx”" in result.stderr
    assert run("check", "~$我的.xlsx").exit_code == 1


def test_a_started_profile_is_kept(tmp_path: Path) -> None:
    arguments = ("profile", "new", "x-final", "--from", "henan-final", "--out", tmp_path)
    assert run(*arguments).exit_code == 0
    own = tmp_path / "x-final" / "profile.toml"
    own.write_text("# 我写的\n", encoding="utf-8")
    assert REFUSED in run(*arguments).stderr
    assert own.read_text(encoding="utf-8") == "# 我写的\n"
    assert run(*arguments, "--force").exit_code == 0
    assert "base" in own.read_text(encoding="utf-8")


# -- the same workbook, corrected -------------------------------------------------------------------------------------


def correct(path: Path, fact: str, value: str | int) -> None:
    """Another unit or year on 基本信息, as a person saves it."""
    cell = workbook.read_workbook(workbook.read_grid(path)).report.facts[fact]
    workbook.apply_edits(path, path, [Edit(cell.sheet, cell.address, value)])
    path.write_bytes(unsigned(path.read_bytes(), path.suffix))


@pytest.mark.parametrize(("fact", "value"), [("单位名称", "某某市另一个局"), ("年度", 2026)])
@pytest.mark.parametrize("command", ["fill", "word", "check", "build"])
def test_a_corrected_name_or_year_needs_no_force(
    mine: Path, monkeypatch: pytest.MonkeyPatch, command: str, fact: str, value: str | int
) -> None:
    monkeypatch.chdir(mine.parent)
    name, arguments = WRITERS[command]
    assert run(command, *arguments).exit_code == 0
    before = (mine.parent / name).read_bytes()
    correct(mine, fact, value)
    again = run(command, *arguments)
    assert again.exit_code in (0, 3), again.stderr  # check finds headings that do not agree yet
    assert (mine.parent / name).read_bytes() != before
    assert "以免拿错" not in again.stdout


def test_a_blank_for_the_wrong_unit_gives_way_until_it_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    assert run("new", "henan-final", path, "--year", "2024", "--unit", "某某中新").exit_code == 0
    assert run("new", "henan-final", path, "--year", "2024", "--unit", "某某中心").exit_code == 0
    correct(path, "单位名称", "某某中心（本级）")
    assert REFUSED in run("new", "henan-final", path, "--year", "2024", "--unit", "某某中心").stderr


def test_documents_of_a_former_name_are_told_and_stay(mine: Path) -> None:
    assert run("word", mine).exit_code == 0
    second = run("word", mine, "-o", mine.with_name("定稿.docx")).stdout
    assert "旁边的“我的.docx”也是本工具由同一份工作簿生成的" in second
    renamed = mine.rename(mine.with_name("新名称.xlsx"))
    said = run("word", renamed).stdout
    assert "旁边的“我的.docx”也是本工具由已改名或移走的“我的.xlsx”生成的" in said
    assert "定稿.docx" not in said  # nothing tells which workbook that was made of
    old = mine.with_suffix(".docx")
    old.write_bytes(old.read_bytes() + b"\n")  # edited by hand: that person knows it
    assert "以免拿错" not in run("word", renamed, "--force").stdout
    assert old.exists()


def test_what_was_filled_under_a_former_name_is_told(mine: Path) -> None:
    assert run("fill", mine).exit_code == 0
    renamed = mine.rename(mine.with_name("新名称.xlsx"))
    assert "旁边的“我的-已填.xlsx”也是本工具由已改名或移走的“我的.xlsx”生成的" in run("fill", renamed).stdout


def test_results_moved_with_their_workbook_are_still_known(mine: Path, tmp_path: Path) -> None:
    assert run("word", mine).exit_code == 0
    (tmp_path / "存档").mkdir()
    for path in (mine, mine.with_suffix(".docx")):
        path.rename(tmp_path / "存档" / path.name)
    assert run("word", tmp_path / "存档" / mine.name).exit_code == 0
