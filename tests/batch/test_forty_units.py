"""As a bureau would: forty units, of which some are broken, wicked, missing or twice; killed midway and run again."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
import wicked
from bureau import Unit
from libreoffice import saved_as
from lxml import html
from openpyxl import load_workbook
from reading import plain, rows_of, write_list

from toolkit import workbook, workflow
from toolkit.edits import Edit
from toolkit.findings import Severity

ROOT = Path(__file__).resolve().parents[2]
#: Where the samples print what the summary lists: the figure's name, the form, the row, the column.
PRINTED = {
    "收入总计": ("公开01", "收入", "总计", "决算数"),
    "支出总计": ("公开01", "支出", "总计", "决算数"),
    "一般公共预算支出": ("公开05", "", "合计", "小计"),
    "“三公”经费": ("公开09", "", "合计", "决算数"),
    "公务接待费": ("公开09", "", "公务接待费", "决算数"),
    "公务用车运行维护费": ("公开09", "", "公务用车运行维护费", "决算数"),
}


class Ran(NamedTuple):
    """The bureau after its second run."""

    out: Path
    inputs: list[Path]
    units: list[Unit]
    slipped: Path
    first: list[str]
    output: str
    code: int


@pytest.fixture(scope="module")
def ran(make_units: Callable[[Path, int], list[Unit]], tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("局")
    folder, out = home / "收到的 决算", home / "结果"
    (folder / "补报").mkdir(parents=True)
    units = make_units(folder, 34)  # with the six below, forty came in
    shutil.copy(units[3].path, folder / "补报" / "再交一次.xlsx")
    for name in (wicked.HANGS, wicked.ENDS):
        shutil.copy(units[0].path, folder / f"{name}.xlsx")
    (folder / "不是工作簿.xlsx").write_bytes(b"%PDF-1.4 nothing")
    (folder / "半截.xlsx").write_bytes(units[1].path.read_bytes()[:20_000])
    (folder / "空的.xlsx").write_bytes(b"")
    (folder / f"~${units[0].path.name}").write_bytes(b"owner")
    slipped = folder / units[5].path.name
    plant_a_slip(slipped)
    names = [(f"{5001 + number}", unit.name, ("教育口", "农业口")[number % 2], "") for number, unit in enumerate(units)]
    names[7] = (names[7][0], names[7][1].replace("县", "县 ", 1), *names[7][2:])  # as people type
    names.append(("5999", "没有报送的水文站", "农业口", ""))
    listed = write_list(home / "名单.xlsx", names)
    command = [sys.executable, str(ROOT / "cli.py"), "batch", str(folder), "--out", str(out), "--expect", str(listed)]
    # The one that hangs comes first: the others are done beside it.
    command += ["--jobs", "2", "--time-limit", "20", "--pages", "own", "--due", "2024年9月20日"]
    environment = wicked.install(home / "wicked")
    first = killed_midway(command, environment, after=9)
    done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, encoding="utf-8")
    inputs = sorted(path for path in folder.rglob("*.xlsx") if not path.name.startswith("~$"))
    return Ran(out, inputs, units, slipped, first, done.stdout + done.stderr, done.returncode)


def plant_a_slip(path: Path) -> None:
    """Two digits of a total interchanged."""
    report = workbook.read_workbook(workbook.read_grid(path)).report
    cell = report.tables["公开03"].blocks[""]["合计"]["基本支出"]
    digits = f"{cell.value:.2f}"
    at = next(i for i in range(len(digits) - 1) if digits[i : i + 2].isdigit() and digits[i] != digits[i + 1])
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    workbook.apply_edits(path, path, [Edit(cell.sheet, cell.address, Decimal(swapped))])


def killed_midway(command: list[str], environment: dict[str, str], after: int) -> list[str]:
    """Run, and kill the program (its workers are left to notice) when so many files are done; returns what it said."""
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if re.match(rf"{after}/\d+　", line):
            break
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()
    process.stderr.close()
    _, left = psutil.wait_procs(workers, timeout=30)
    assert not left, "a worker whose program is gone goes, too, whatever it is doing"
    return said


def test_the_second_run_does_what_the_first_had_not(ran: Ran) -> None:
    assert len(ran.inputs) == 40
    reused = re.search(r"本次新做 (\d+) 个，沿用上次的 (\d+) 个", ran.output)
    assert reused is not None, ran.output
    again, kept = int(reused[1]), int(reused[2])
    assert again + kept == 40
    assert kept >= 7, "of nine that were told at least seven were good or broken for good"
    assert ran.code == 1


def test_every_file_that_is_no_use_is_named_with_its_reason(ran: Ran) -> None:
    expected = {
        "不是工作簿.xlsx": "PDF",
        "半截.xlsx": "损坏",
        "空的.xlsx": "0 字节",
        f"{wicked.HANGS}.xlsx": "20 秒还没有完成",
        f"{wicked.ENDS}.xlsx": "意外结束",
    }
    for name, reason in expected.items():
        [line] = [line for line in ran.output.splitlines() if line.startswith("    文件") and name in line]
        assert reason in line
        assert line.endswith("。")
    assert "Traceback" not in ran.output


def test_counts_of_the_first_screen(ran: Ran) -> None:
    counts = json.loads((ran.out / "汇总.json").read_text("utf-8"))["counts"]
    shown = {row[1].value: row[2].value for row in load_workbook(ran.out / "汇总.xlsx")["总览"].iter_rows(min_row=1)}
    wanted = {"应报": 35, "收到": 40, "缺报": 1, "无法读取": 5, "重报": 2}
    assert {name: counts[name] for name in wanted} == wanted
    assert {name: shown[name] for name in wanted} == wanted
    assert sum(counts[name] for name in ("有错误", "待补充", "只有提示", "无问题", "无法读取")) == 40


def test_every_figure_is_the_input_s(ran: Ran) -> None:
    rows = {row["文件"]: row for row in rows_of(ran.out / "汇总.xlsx", "单位")}
    good = [unit for unit in ran.inputs if rows[unit.name]["结论"] != "无法读取"]
    assert len(good) == 35
    for path in good:
        report = workbook.read_workbook(workbook.read_grid(path)).report
        row = rows[path.name]
        assert (row["单位"], row["年度"], row["格式"]) == (report.unit_name, report.year, report.profile)
        for name, (table, block, key, column) in PRINTED.items():
            value = report.tables[table].blocks[block][key][column].value
            assert plain(row[name]) == plain(value), f"{path.name} {name}"
        last = report.facts["上年收入总计"].value
        assert plain(row["上年收入总计"]) == plain(last)
        assert plain(row["收入总计增减"]) == plain(plain(row["收入总计"]) - last)
        assert plain(row["机关运行经费"]) == plain(report.facts["机关运行经费"].value)


def test_every_finding_is_the_unit_s(ran: Ran) -> None:
    told = rows_of(ran.out / "汇总.xlsx", "发现")
    rows = {row["文件"]: row for row in rows_of(ran.out / "汇总.xlsx", "单位") if row["单位"]}
    found = [json.loads(path.read_text("utf-8")) for path in (ran.out / "单位").glob("*.findings.json")]
    assert len(found) == 35
    for unit in found:
        row = rows[unit["workbook"]]
        assert (row["错误"], row["提示"], row["尾差"]) == tuple(unit["summary"].values())
    assert sorted(row["说明"] for row in told) == sorted(one["message"] for unit in found for one in unit["findings"])
    alone = workflow.fill(workflow.check(ran.slipped)).checked
    assert rows[ran.slipped.name]["错误"] == alone.count(Severity.ERROR) >= 1


def test_what_was_planted_is_told_and_nothing_else(ran: Ran) -> None:
    """As in a real bureau most units are in order; each that is not says so, at the cell that is wrong."""
    found = {path.name.split(".")[0]: json.loads(path.read_text("utf-8")) for path in _findings(ran)}
    planted = {unit.path.stem: unit.planted for unit in ran.units if unit.path.name != ran.slipped.name}
    wrong = {unit.path.stem for unit in ran.units if unit.is_wrong}
    told = {name for name, unit in found.items() if unit["summary"]["error"]}
    assert told - {"再交一次", ran.slipped.stem} == wrong - {ran.slipped.stem}
    assert 0.1 < len(wrong) / len(ran.units) < 0.4
    assert sum(not unit["summary"]["error"] + unit["summary"]["warning"] for unit in found.values()) > len(found) / 2
    for name, slips in planted.items():
        for slip in slips:
            of_level = [one for one in found[name]["findings"] if one["severity"] == slip.told]
            place = slip.sheet if slip.kind == "漏填" else slip.address  # a sum does not name what it lacks
            assert any(place in json.dumps(one, ensure_ascii=False) for one in of_level), (name, slip)


def _findings(ran: Ran) -> list[Path]:
    return list((ran.out / "单位").glob("*.findings.json"))


def test_who_is_missing_and_who_came_twice(ran: Ran) -> None:
    rows = rows_of(ran.out / "汇总.xlsx", "缺报与重报")
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row["情况"], []).append(row["单位"] or row["文件"])
    assert by_kind["缺报"] == ["没有报送的水文站"]
    assert by_kind["重报"] == [ran.units[3].name] * 2
    assert len(by_kind["无法读取"]) == 5
    assert "不在名单" not in by_kind


def test_sheets_can_be_worked_with(ran: Ran) -> None:
    book = load_workbook(ran.out / "汇总.xlsx")
    assert book.sheetnames[:6] == ["总览", "单位", "发现", "同类问题", "缺报与重报", "异常"]
    assert len(book["总览"]._charts) == 2
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert str(sheet.freeze_panes).endswith("2"), name
        assert sheet.auto_filter.ref, name
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], name
    links = [cell.hyperlink for row in book["单位"].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) >= 35 * 3
    for link in links:
        assert (ran.out / link.target.replace("%20", " ")).exists(), link.target
    amounts = [row["收入总计"] for row in rows_of(ran.out / "汇总.xlsx", "单位") if row["单位"]]
    assert all(isinstance(amount, (int, float)) for amount in amounts)


def test_libreoffice_shows_the_same(ran: Ran, tmp_path: Path) -> None:
    [again] = saved_as("xlsx", tmp_path / "again", ran.out / "汇总.xlsx")
    for sheet in ("单位", "发现", "同类问题", "缺报与重报"):
        ours, theirs = rows_of(ran.out / "汇总.xlsx", sheet), rows_of(again, sheet)
        assert [list(map(_as_shown, row.values())) for row in theirs] == [
            list(map(_as_shown, row.values())) for row in ours
        ]
    assert len(load_workbook(again)["总览"]._charts) == 2


def _as_shown(value: object) -> object:
    return round(float(value), 6) if isinstance(value, (int, float)) else value or None


def test_the_page_in_a_browser(ran: Ran, tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    assert browser, "chromium is needed"
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
    command += [f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom", (ran.out / "汇总.html").as_uri()]
    seen = html.fromstring(subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8"))
    assert not seen.xpath("//script")
    assert not seen.xpath("//@src")
    first = seen.xpath("string(//section[@class='todo'])")
    assert "5 个文件无法读取" in first
    assert "没有报送的水文站" in first
    counts = {div.xpath("string(span[1])"): div.xpath("string(b)") for div in seen.xpath("//div[@class='count']")}
    assert (counts["应报"], counts["缺报"], counts["无法读取"]) == ("35", "1", "5")
    heads = [cell.text_content() for cell in seen.xpath("//section[@id='单位']//th")]
    rows = [[cell.text_content() for cell in row.xpath("td")] for row in seen.xpath("//section[@id='单位']//tbody/tr")]
    shown = {row[heads.index("文件")]: row for row in rows}
    for row in rows_of(ran.out / "汇总.xlsx", "单位"):
        mine = shown[row["文件"]]
        if row["单位"]:
            assert mine[heads.index("收入总计")] == f"{Decimal(str(row['收入总计'])):,.2f}"
            assert mine[heads.index("结论")] == row["结论"]
    assert len(seen.xpath("//section[@id='单位']//@href")) >= 35 * 3


def test_slips_for_the_wrong_ones_only(ran: Ran) -> None:
    from docx import Document

    units = json.loads((ran.out / "汇总.json").read_text("utf-8"))["units"]
    wrong = [unit for unit in units if unit["verdict"] == "有错误"]
    slips = sorted(path.name for path in (ran.out / "退回").glob("*.docx"))
    assert len(slips) == len(wrong) > 0
    [slipped] = [unit for unit in wrong if unit["source"].endswith(ran.slipped.name)]
    document = Document(str(ran.out / "退回" / f"{slipped['unit']}.docx"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert slipped["unit"] in text
    assert "2024年9月20日" in text
    [table] = document.tables
    assert len(table.rows) - 1 == sum(finding["level"] == "错误" for finding in slipped["findings"])
    message = (ran.out / "退回" / "通知文字.txt").read_text("utf-8-sig")
    assert message.count("【退回修改】") == len(wrong)


def test_a_third_run_has_nothing_to_do(ran: Ran) -> None:
    """Except the file that hangs and the one that ends its process: another time they may be well."""
    out = ran.out
    before = {path.name: path.read_bytes() for path in (out / "单位").iterdir()}
    command = [sys.executable, str(ROOT / "cli.py"), "batch", str(ran.inputs[0].parent), "--out", str(out)]
    command += ["--expect", str(out.parent / "名单.xlsx"), "--pages", "own", "--due", "2024年9月20日"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # the wicked ones are well now
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert "本次新做 2 个，沿用上次的 38 个" in done.stdout, done.stdout + done.stderr
    assert {name: (out / "单位" / name).read_bytes() for name in before} == before
