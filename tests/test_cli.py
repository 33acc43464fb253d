"""The doors: commands, files, JSON, exit codes and what is said when the input cannot be used."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import docx
import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader
from smaller import smaller

from cli import COMMANDS, main
from toolkit import workbook, workflow
from toolkit.edits import Edit

SAMPLE = smaller(keep=1)


def run(*args: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_build_writes_the_three_files_of_the_contract(tmp_path: Path) -> None:
    result = run("build", SAMPLE, "--out", tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == ["jiyuan-2023.docx", "jiyuan-2023.findings.json", "jiyuan-2023.xlsx"]
    findings = json.loads((tmp_path / "out" / "jiyuan-2023.findings.json").read_text(encoding="utf-8"))
    assert set(findings) == {"workbook", "profile", "unit", "year", "summary", "findings", "checked"}
    assert findings["profile"] == "henan-final"
    assert findings["unit"] == "济源市社会医疗保险中心"
    assert findings["year"] == 2023
    assert result.exit_code == (3 if findings["summary"]["error"] else 0)


def _commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*names, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *names, name)


@pytest.mark.parametrize("names", [(), *_commands(main)], ids=" ".join)
def test_help_is_in_chinese_and_has_an_example(names: tuple[str, ...]) -> None:
    text = run(*names, "--help").output
    assert "例：juesuan" in text
    prose = re.sub(r"例：.*|--?[a-z-]+|\.[a-z]+|[A-Za-z]+\.(py|toml|docx|xlsx)", "", text)
    foreign = (
        set(re.findall(r"[A-Za-z]{2,}", prose))
        - {"main", "juesuan", "out", "profiles", "Excel", "Word", "JSON", "PDF", "Dask", "MB", "LibreOffice", *names}
        - {"auto", "own", "office", "add", "install", "show", "tcp"}  # of --pages, of sheet, of profile, an address
        - set(COMMANDS)
    )
    assert not foreign


def test_an_unfinished_document_says_so_and_strict_refuses_it(tmp_path: Path) -> None:
    checked = workflow.check(SAMPLE)
    cell = checked.report.facts["上年收入总计"]
    path, document = tmp_path / "未完.xlsx", tmp_path / "未完.docx"
    workbook.apply_edits(SAMPLE, path, [Edit(cell.sheet, cell.address)])

    refused = run("word", path, "--strict")
    assert (refused.exit_code, document.exists()) == (3, False)
    assert f"{cell.sheet}!{cell.address}" in refused.output

    result = run("word", path)
    assert result.exit_code == 3
    assert "处【待补充】" in result.output
    assert f"{cell.sheet}!{cell.address}" in result.output
    marked = [
        run.text
        for paragraph in docx.Document(document).paragraphs
        for run in paragraph.runs
        if run.font.highlight_color
    ]
    assert marked
    assert all(text.startswith("【待补充：") and text.endswith("】") for text in marked)

    built = run("build", path, "--out", tmp_path / "out", "--strict")
    assert built.exit_code == 3
    assert sorted(os.listdir(tmp_path / "out")) == ["未完.findings.json", "未完.xlsx"]


def test_a_workbook_of_no_known_format_is_told_so_and_a_format_can_be_named(tmp_path: Path) -> None:
    book = Workbook()
    for name, title in (("部门收入总表", "2026年部门收入预算总表"), ("部门支出总表", "2026年部门支出预算总表")):
        sheet = book.create_sheet(name)
        sheet["A1"], sheet["A2"] = title, "编制部门：某某局"
        sheet.append(["功能分类科目编码", "功能分类科目名称", "合计", "基本支出", "项目支出"])
    book.save(tmp_path / "外省.xlsx")
    for command in (("check",), ("adopt", "-o", tmp_path / "a.xlsx"), ("word",), ("build", "--out", tmp_path / "out")):
        result = run(command[0], tmp_path / "外省.xlsx", *command[1:])
        assert result.exit_code == 1
        assert "不像现有的任何一种格式" in result.output or "没有认出任何官方表格" in result.output
    result = run("check", SAMPLE, "--profile", "jilin-final")
    assert result.exit_code == 3  # read by the forms of another region, as it was asked to be
    assert run("check", SAMPLE, "--profile", "jilin-fianl").exit_code == 1


def test_the_pdf_is_made_beside_the_document(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLE, tmp_path / "a.xlsx"))
    for _ in range(2):  # ours, and nobody changed it: made again without asking
        assert run("word", path, "--pdf").exit_code == 0
    reader = PdfReader(tmp_path / "a.pdf")
    assert len(reader.pages) > 20
    assert "济源市社会医疗保险中心" in reader.pages[0].extract_text()
    (tmp_path / "a.pdf").write_bytes((tmp_path / "a.pdf").read_bytes() + b"x")
    assert run("word", path, "--pdf").exit_code == 1


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        run("build", SAMPLE, "--out", tmp_path / folder)
    for name in os.listdir(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_the_original_is_never_changed(tmp_path: Path) -> None:
    mine = shutil.copy(SAMPLE, tmp_path / "我的.xlsx")
    before = mine.read_bytes()
    run("build", mine, "--out", tmp_path / "out")
    run("fill", mine)
    run("word", mine)
    assert mine.read_bytes() == before
    assert (tmp_path / "我的-已填.xlsx").is_file()
    assert (tmp_path / "我的.docx").is_file()


def test_in_place_changes_the_original_because_it_was_asked_for(tmp_path: Path) -> None:
    mine = shutil.copy(SAMPLE, tmp_path / "我的.xlsx")
    before = mine.read_bytes()
    run("fill", mine, "--in-place")
    assert mine.read_bytes() != before
    assert os.listdir(tmp_path) == ["我的.xlsx"]


def test_filling_a_filled_workbook_changes_nothing(tmp_path: Path) -> None:
    run("fill", SAMPLE, "-o", tmp_path / "一.xlsx")
    run("fill", tmp_path / "一.xlsx", "-o", tmp_path / "二.xlsx")
    with zipfile.ZipFile(tmp_path / "一.xlsx") as one, zipfile.ZipFile(tmp_path / "二.xlsx") as two:
        assert one.namelist() == two.namelist()
        for name in one.namelist():
            assert one.read(name) == two.read(name), name


def test_one_bad_file_costs_only_itself(tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"not a workbook")
    result = run("build", bad, SAMPLE, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "坏.xlsx" in result.stderr
    assert sorted(os.listdir(tmp_path / "out")) == ["jiyuan-2023.docx", "jiyuan-2023.findings.json", "jiyuan-2023.xlsx"]


def test_two_files_of_one_name_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    twin = shutil.copy(SAMPLE, tmp_path / "b" / SAMPLE.name)
    result = run("build", SAMPLE, twin, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "同名" in result.stderr
    assert not (tmp_path / "out").exists()


def test_check_as_json_is_an_array_of_one_object_a_file() -> None:
    result = run("check", SAMPLE, SAMPLE, "--json")
    objects = json.loads(result.stdout)
    assert [one["workbook"] for one in objects] == ["jiyuan-2023.xlsx"] * 2
    for finding in objects[0]["findings"]:
        assert finding["severity"] in {"error", "warning", "tail"}
        assert finding["message"]
        assert all(set(cell) == {"sheet", "address", "value"} for cell in finding["cells"])


def test_tails_are_counted_but_listed_only_when_asked_for() -> None:
    assert "【尾差】" not in run("check", SAMPLE).stdout
    assert "【尾差】" in run("check", SAMPLE, "--tails").stdout


@pytest.fixture
def unusable(tmp_path: Path) -> dict[str, Path]:
    """Files that cannot be used, by what is wrong with them."""
    files = {name: tmp_path / f"{name}.xlsx" for name in ("empty", "text", "docx", "truncated", "xml", "macro")}
    files["empty"].write_bytes(b"")
    files["text"].write_text("单位,金额\n", encoding="utf-8")
    with zipfile.ZipFile(files["docx"], "w") as package:
        package.writestr("word/document.xml", "<w/>")
    files["truncated"].write_bytes(SAMPLE.read_bytes()[:5000])
    with zipfile.ZipFile(SAMPLE) as source, zipfile.ZipFile(files["xml"], "w") as package:
        for name in source.namelist():
            package.writestr(name, b"<broken" if name.startswith("xl/worksheets/sheet2") else source.read(name))
    files["macro"] = tmp_path  # a folder
    files["missing"] = tmp_path / "没有.xlsx"
    return files


@pytest.mark.parametrize("case", ["empty", "text", "docx", "truncated", "xml", "macro", "missing"])
@pytest.mark.parametrize("command", ["check", "fill", "word"])
def test_unusable_input_is_one_chinese_sentence(unusable: dict[str, Path], command: str, case: str) -> None:
    before = sorted(os.listdir(unusable["macro"]))
    result = run(command, unusable[case])
    assert result.exit_code == 1
    assert result.stdout == ""
    message = result.stderr.strip()
    assert message.startswith("无法完成：")
    assert "\n" not in message
    assert "Traceback" not in message
    assert unusable[case].name in message
    assert sorted(os.listdir(unusable["macro"])) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    result = run("word", SAMPLE, "-o", tmp_path / "x.docx")
    assert result.exit_code == 1
    assert "权限" in result.stderr


def test_a_missing_output_folder_is_told(tmp_path: Path) -> None:
    result = run("word", SAMPLE, "-o", tmp_path / "没有" / "x.docx")
    assert result.exit_code == 1
    assert "不存在" in result.stderr


@pytest.mark.parametrize(
    "args", [[], ["buidl"], ["build", "a.xlsx"], ["check"], ["check", "--jsn", "a.xlsx"], ["new", "henan-final"]]
)
def test_wrong_usage_is_exit_code_2_and_speaks_chinese(args: list[str]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert "用法" in result.output
    assert "Error" not in result.output
    assert "Missing" not in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "例：juesuan" in result.output


@pytest.mark.parametrize("name", ["新.xlsx", "新.xlsm"])
def test_new_gives_a_workbook_that_the_other_commands_take(tmp_path: Path, name: str) -> None:
    result = run("new", "henan-final", tmp_path / name, "--year", "2024", "--unit", "某某中心")
    assert result.exit_code == 0
    with zipfile.ZipFile(tmp_path / name) as package:
        assert ("xl/vbaProject.bin" in package.namelist()) == name.endswith("m")
    checked = run("check", tmp_path / name, "--json")
    (one,) = json.loads(checked.stdout)
    assert (one["unit"], one["year"], one["profile"]) == ("某某中心", 2024, "henan-final")


def test_an_unknown_profile_names_the_nearest(tmp_path: Path) -> None:
    result = run("new", "henan-finl", tmp_path / "新.xlsx")
    assert result.exit_code == 1
    assert "是不是“henan-final”" in result.stderr


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """What a filing system gives: the official forms alone."""
    book = load_workbook(SAMPLE)
    for name in ("基本信息", "补充资料", "部门概况", "名词解释", "情况说明", "校验"):
        del book[name]
    book.save(tmp_path / "系统导出.xlsx")
    return tmp_path / "系统导出.xlsx"


def test_a_bare_export_is_adopted_and_can_be_filled(export: Path, tmp_path: Path) -> None:
    before = export.read_bytes()
    result = run("adopt", export, "-o", tmp_path / "我的.xlsx")
    assert result.exit_code == 0, result.output
    assert "henan-final" in result.output
    assert "补充资料" in result.output
    assert export.read_bytes() == before
    (checked,) = json.loads(run("check", tmp_path / "我的.xlsx", "--json").stdout)
    assert (checked["unit"], checked["year"], checked["profile"]) == ("济源市社会医疗保险中心", 2023, "henan-final")
    assert run("build", tmp_path / "我的.xlsx", "--out", tmp_path / "out").exit_code == 3  # facts are still missing
    assert sorted(os.listdir(tmp_path / "out")) == ["我的.docx", "我的.findings.json", "我的.xlsx"]


def test_a_bare_export_can_be_checked_and_printed_saying_what_is_missing(export: Path, tmp_path: Path) -> None:
    checked = run("check", export)
    assert checked.exit_code == 3
    assert "请用 juesuan adopt 补上" in checked.stdout
    written = run("word", export, "-o", tmp_path / "说明.docx")
    assert written.exit_code == 3
    assert (tmp_path / "说明.docx").is_file()


def test_adopting_never_writes_over_the_export(export: Path) -> None:
    result = run("adopt", export, "-o", export)
    assert result.exit_code == 1
    assert "覆盖原文件" in result.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("开展“送法进村、以案释法”宣讲”活动三次。", "没有配对的 “"),
        ("本年收入（含上级补助收入，均已入账。", "没有配对的 ）"),
        ("会议费与上年持平，主要原因是。", "请写明原因"),
    ],
)
def test_what_inspectors_write_down_is_told_of_a_persons_own_text(tmp_path: Path, text: str, told: str) -> None:
    written = next(iter(workflow.check(SAMPLE).report.written.values()))
    path = tmp_path / SAMPLE.name
    cell = written.person_cell
    workbook.apply_edits(SAMPLE, path, [Edit(cell.sheet, cell.address, text)])
    lines = run("check", path).output.splitlines()
    (at,) = [number for number, line in enumerate(lines) if "的自写内容里有" in line]
    assert told in lines[at]
    assert lines[at + 1].strip() == f"{cell.sheet}!{cell.address}"


@pytest.mark.parametrize("name", [".", ""])
def test_the_folder_one_stands_in_is_named(name: str) -> None:
    assert run("check", name).output.startswith("无法完成：文件“.”：这是一个文件夹，")
