"""A profile from somebody else, installed from its folder or a zip; a workbook says which version it was made with."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from toolkit import workflow
from toolkit.profiles import Library, default_library, installed_folder, templates_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has installed nothing yet."""
    for variable in ("XDG_DATA_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "user"))
    monkeypatch.chdir(tmp_path)
    return installed_folder()


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """What somebody gives away."""
    folder = tmp_path / "given" / "hubei-final"
    folder.mkdir(parents=True)
    head = 'base = "henan-final"\nregion = "某省"\nversion = "1.2"\n'
    (folder / "profile.toml").write_text(head, encoding="utf-8")
    (folder / "readme.exe").write_bytes(b"MZ")
    return folder


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


def packed(folder: Path, *, inside: str = "", name: str = "hubei-final.zip") -> Path:
    target = folder.parent / name
    with zipfile.ZipFile(target, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"{inside}{file.name}")
    return target


def test_a_folder_is_installed_for_all_workbooks(given: Path, home: Path) -> None:
    result = run("profile", "install", given)
    assert result.exit_code == 0
    assert "已安装：hubei-final 1.2　某省" in result.output
    assert sorted(file.name for file in (home / "hubei-final").iterdir()) == ["profile.toml"]
    assert default_library().load("hubei-final").version == "1.2"
    assert "hubei-final 1.2　某省" in run("profiles").output


@pytest.mark.parametrize("inside", ["", "hubei-final/", "下载/hubei-final/", "下载\\hubei-final\\"])
def test_a_zip_is_installed(given: Path, inside: str) -> None:
    assert run("profile", "install", packed(given, inside=inside)).exit_code == 0
    assert default_library().load("hubei-final").region == "某省"


@pytest.mark.parametrize(("inside", "told"), [("", True), ("hubei-final/", False)])
def test_a_zip_that_names_a_profile_by_its_own_name_is_told(given: Path, inside: str, told: bool) -> None:
    """Files at the root have no folder whose name is the id: renamed, such a zip would be another format."""
    output = run("profile", "install", packed(given, inside=inside)).output
    assert ("编号取自压缩包的文件名" in output) is told


def test_what_is_installed_is_never_replaced_unasked(given: Path) -> None:
    run("profile", "install", given)
    (given / "profile.toml").write_text('base = "henan-final"\nregion = "另一省"\n', encoding="utf-8")
    result = run("profile", "install", given)
    assert result.exit_code == 1
    assert "已经装有格式“hubei-final”（1.2），没有改动它；确实要换成这一份（" in result.stderr
    assert run("profile", "install", given, "--force").exit_code == 0
    assert Library(installed_folder(), templates_folder()).load("hubei-final").region == "另一省"


def test_a_faulty_one_is_not_installed(given: Path, home: Path) -> None:
    (given / "tables.toml").write_text('["公开05"]\ntitel = "x"\n', encoding="utf-8")
    result = run("profile", "install", given)
    assert result.exit_code == 1
    assert "格式“hubei-final”有 1 处要改，没有安装" in result.stderr
    assert "是不是“title”" in result.stderr
    assert not home.exists()


def test_what_holds_no_profile_is_told(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "a.zip").write_bytes(b"no zip")
    assert "这里没有格式" in run("profile", "install", tmp_path / "空").stderr
    assert "打不开" in run("profile", "install", tmp_path / "a.zip").stderr
    assert "找不到这个文件" in run("profile", "install", tmp_path / "b.zip").stderr


def test_a_zip_never_writes_elsewhere(given: Path, home: Path, tmp_path: Path) -> None:
    target = packed(given, inside="hubei-final/")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("hubei-final/../../../out.toml", "a = 1")
        archive.writestr("/hubei-final/out.toml", "a = 1")
    before = {path for path in tmp_path.rglob("*") if home not in path.parents}
    assert run("profile", "install", target).exit_code == 0
    assert {path for path in tmp_path.rglob("*") if home not in path.parents} - before <= {*home.parents, home}
    assert os.listdir(home) == ["hubei-final"]


def test_a_workbook_names_the_version_it_was_made_with(given: Path, tmp_path: Path) -> None:
    library = Library(given.parent, templates_folder())
    path = tmp_path / "a.xlsx"
    workflow.new_workbook(library.load("hubei-final"), path, year=2023, unit_name="某某局")
    checked = workflow.check(path, library=library)
    assert (checked.profile.id, checked.report.facts["适用格式"].text) == ("hubei-final", "hubei-final 1.2")
    assert "RD-59" not in {finding.rule for finding in checked.findings}
    newer = tmp_path / "newer" / "hubei-final"
    shutil.copytree(given, newer)
    head = (newer / "profile.toml").read_text(encoding="utf-8").replace("1.2", "1.3")
    (newer / "profile.toml").write_text(head, encoding="utf-8")
    findings = workflow.check(path, library=Library(newer.parent, templates_folder())).findings
    (told,) = [finding.message for finding in findings if finding.rule == "RD-59"]
    assert "是按格式“hubei-final”1.2 版做的，现在用的 1.3 版" in told


@pytest.mark.parametrize("name", ["坏.zip", "半.zip", "密.zip", "管道.zip", "大.zip", "多.zip"])
def test_a_zip_of_any_kind_is_one_sentence(given: Path, home: Path, tmp_path: Path, name: str) -> None:
    whole = packed(given, inside="hubei-final/").read_bytes()
    target = tmp_path / name
    if name == "坏.zip":
        start = whole.index(b"profile.toml") + 12
        target.write_bytes(whole[:start] + bytes(20) + whole[start + 20 :])
    elif name == "半.zip":
        target.write_bytes(whole[: len(whole) // 2])
    elif name == "密.zip":  # the flag of encryption, in the directory
        at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"profile.toml")) + 8
        target.write_bytes(whole[:at] + b"\x01" + whole[at + 1 :])
    elif name == "管道.zip":
        os.mkfifo(target)
    else:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(300 if name == "多.zip" else 1):
                archive.writestr(f"hubei-final/{number}.csv", b"0" * (100 if name == "多.zip" else 30_000_000))
    result = run("profile", "install", target)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"无法完成：文件“{name}”：")
    assert not home.exists()


@pytest.mark.parametrize(
    ("content", "told"), [(b"region = [", "值不对"), ("region = '湖北省的'".encode("gb18030"), "不是 UTF-8 编码")]
)
def test_why_a_file_of_it_cannot_be_read_is_told(given: Path, home: Path, content: bytes, told: str) -> None:
    (given / "profile.toml").write_bytes(content)
    result = run("profile", "install", given)
    said = result.stderr
    assert "有 1 处要改，没有安装" in said, result.exception
    assert told in said.split("第一处：")[1]
    assert not home.exists()


def test_links_of_a_folder_are_left_behind(given: Path, home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("mine", encoding="utf-8")
    (given / "x.csv").symlink_to(tmp_path / "secret")
    assert run("profile", "install", given).exit_code == 0
    assert os.listdir(home / "hubei-final") == ["profile.toml"]


def test_a_skeleton_that_unpacks_to_too_much_is_told(given: Path) -> None:
    skeleton = templates_folder() / "national" / "document.docx"
    with zipfile.ZipFile(skeleton) as old, zipfile.ZipFile(given / "document.docx", "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            blanks = b"<w:p/>" * 2_000_000 if entry == "word/document.xml" else b""
            new.writestr(entry, old.read(entry).replace(b"<w:body>", b"<w:body>" + blanks))
    result = run("profile", "check", given)
    assert result.exit_code == 3
    assert "内容过多" in result.output


def test_a_folder_that_is_named_in_vain_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("profile", "new", "hubei-final", "--from", "henan-final", "--out", tmp_path).exit_code == 0
    named = (tmp_path, tmp_path / "没有", tmp_path / "hubei-final")
    monkeypatch.setenv("JUESUAN_PROFILES", os.pathsep.join(map(str, named)))
    result = run("profiles")
    assert "hubei-final" in result.stdout
    assert f"写的文件夹“{tmp_path / '没有'}”不存在，没有用上。" in result.stderr
    assert f"写的“{tmp_path / 'hubei-final'}”本身是一个格式，要写它上一级的文件夹。" in result.stderr
    assert str(tmp_path / "没有") in run("profile", "show", "hubei").stderr


def test_where_nothing_can_be_installed_another_place_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("profile", "new", "hubei-final", "--from", "henan-final", "--out", tmp_path).exit_code == 0
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr("toolkit.profile_kit.installing.installed_folder", lambda: tmp_path / "file" / "profiles")
    result = run("profile", "install", tmp_path / "hubei-final")
    assert (result.exit_code, "也可以把格式放进工作簿旁边的 juesuan-profiles 文件夹。" in result.stderr) == (1, True)
