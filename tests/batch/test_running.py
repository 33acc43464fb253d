"""Workers that are ended, folders that are remembered, what people changed is kept."""

from __future__ import annotations

import os
import shutil
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import filelock
import pytest
import wicked
from bureau import Unit
from libreoffice import saved_as
from reading import results, rows_of

from toolkit import workbook
from toolkit.batch import BatchOptions, run_batch
from toolkit.batch.records import Failure
from toolkit.batch.run import Batch
from toolkit.batch.running.child import Child, Limits, Trouble
from toolkit.batch.running.fingerprints import of_file
from toolkit.batch.running.progress import Silent
from toolkit.batch.running.remembering import Done, Memory
from toolkit.edits import Edit
from toolkit.errors import OutputError


class Said(Silent):
    """What a person would read."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


class Once(NamedTuple):
    """A folder with two units in ``收到`` that were done once, into ``结果``."""

    home: Path
    batch: Batch

    @property
    def received(self) -> Path:
        return self.home / "收到"

    @property
    def out(self) -> Path:
        return self.home / "结果"

    def again(self, said: Said | None = None, **more: object) -> Batch:
        return run_batch(options(self.received, self.home, **more), said)


@pytest.fixture(scope="module")
def first(bureau: list[Unit], tmp_path_factory: pytest.TempPathFactory) -> Once:
    """The first run that most tests go on from, and a copy of what it left."""
    home = tmp_path_factory.mktemp("一次")
    (home / "收到").mkdir()
    for unit in bureau[:2]:
        shutil.copy(unit.path, home / "收到")
    batch = run_batch(options(home / "收到", home))
    shutil.copytree(home, home.with_name("原样"))
    return Once(home, batch)


@pytest.fixture
def once(first: Once) -> Once:
    """As the first run left it, in its very place, by which it is remembered."""
    shutil.rmtree(first.home)
    shutil.copytree(first.home.with_name("原样"), first.home)
    return first


def options(received: Path, tmp_path: Path, **more: object) -> BatchOptions:
    """With one worker, unless more are asked for: starting one takes as long as two units."""
    return BatchOptions((received,), tmp_path / "结果", **{"pages": "own", "jobs": 1, **more})  # type: ignore[arg-type]


def change(path: Path, amount: str = "77.70") -> None:
    report = workbook.read_workbook(workbook.read_grid(path)).report
    cell = report.tables["公开05"].blocks[""]["合计"]["小计"]
    workbook.apply_edits(path, path, [Edit(cell.sheet, cell.address, Decimal(amount))])


@pytest.mark.parametrize(
    ("name", "limits", "kind"),
    [(wicked.HANGS, Limits(2), "time"), (wicked.ENDS, Limits(), "crash"), (wicked.EATS, Limits(60, 300), "memory")],
)
def test_a_wicked_file_costs_only_itself(
    name: str, limits: Limits, kind: str, bureau: list[Unit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", wicked.install(tmp_path / "wicked")["PYTHONPATH"])
    wicked_file = tmp_path / f"{name}.xlsx"
    shutil.copy(bureau[0].path, wicked_file)
    child = Child(limits)
    trouble = child.ask("look", {"source": str(wicked_file)})
    assert isinstance(trouble, Trouble)
    assert trouble.kind == kind
    child.limits = Limits()
    assert child.ask("look", {"source": str(bureau[0].path)})["unit"] == bureau[0].name
    child.close()


def test_only_what_changed_is_done_again(once: Once) -> None:
    assert (once.batch.worked, once.batch.reused) == (2, 0)
    [one, *_] = sorted(once.received.iterdir())
    change(one)
    said = Said()
    second = once.again(said)
    assert (second.worked, second.reused) == (1, 1)
    assert not said.lines
    changed = [row for row in rows_of(once.out / "汇总.xlsx", "与上次比") if row["变化"] == "新增"]
    assert {row["单位"] for row in changed} == {second.records[0].unit}
    one.unlink()
    assert once.again().worked == 0
    assert once.again(fresh=True).worked == 1


def test_a_result_that_is_gone_is_made_again(once: Once) -> None:
    next((once.out / "单位").glob("*.docx")).unlink()
    assert once.again().worked == 1


def test_what_people_changed_is_kept(once: Once) -> None:
    from docx import Document

    [edited, *_] = sorted((once.out / "单位").glob("*.docx"))
    document = Document(str(edited))
    document.add_paragraph("局长加的一句话")
    document.save(str(edited))
    change(once.received / f"{edited.stem}.xlsx")
    said = Said()
    once.again(said)
    kept = edited.with_name(f"{edited.stem}（改动过1）.docx")
    assert Document(str(kept)).paragraphs[-1].text == "局长加的一句话"
    assert any(kept.name in line for line in said.lines)
    assert "局长加的一句话" not in "".join(p.text for p in Document(str(edited)).paragraphs)


def test_two_at_once_are_told_apart(received: Path, tmp_path: Path) -> None:
    (tmp_path / "结果" / ".juesuan").mkdir(parents=True)
    with filelock.FileLock(tmp_path / "结果" / ".juesuan" / "lock"), pytest.raises(OutputError, match="另一个批量处理"):
        run_batch(options(received, tmp_path))


def test_a_line_that_was_cut_off_costs_one_unit(once: Once) -> None:
    memory = once.out / ".juesuan" / "results.jsonl"
    memory.write_bytes(memory.read_bytes()[:-100])
    assert once.again().worked == 1


def test_results_do_not_depend_on_the_number_of_workers(once: Once) -> None:
    other = once.home / "两个进程"
    run_batch(BatchOptions((once.received,), other, jobs=2, pages="own"))
    assert results(other) == results(once.out)
    for path in (once.out / "单位").iterdir():
        assert (other / "单位" / path.name).read_bytes() == path.read_bytes()


def test_an_old_xls_is_built_too(once: Once, tmp_path: Path) -> None:
    [one, *_] = sorted(once.received.iterdir())
    [old] = saved_as("xls", tmp_path / "旧", one)
    done = run_batch(BatchOptions((old,), tmp_path / "结果", pages="own", jobs=1))
    assert done.failures == []
    [record] = done.records
    assert record.figures == once.batch.records[0].figures
    assert (tmp_path / "结果" / "单位" / f"{old.stem}.xlsx").exists()


def a_year_off(source: Path, target: Path, years: int) -> None:
    year = workbook.read_workbook(workbook.read_grid(source)).report.facts["年度"]
    workbook.apply_edits(source, target, [Edit(year.sheet, year.address, int(year.text) + years)])


def test_last_year_by_name_of_the_file_and_by_content(bureau: list[Unit], received: Path, tmp_path: Path) -> None:
    shutil.copy(bureau[2].path, received)
    priors = tmp_path / "上年"
    priors.mkdir()
    a_year_off(bureau[0].path, priors / bureau[0].path.name, -1)  # the same name
    a_year_off(bureau[1].path, priors / "别的文件名.xlsx", -1)  # the same unit inside
    shutil.copy(bureau[2].path, priors)  # of this very year
    a_year_off(bureau[3].path, priors / bureau[3].path.name, -1)  # of a unit that handed nothing in
    said = Said()
    done = run_batch(options(received, tmp_path, prior=priors), said)
    assert f"上年的 1 个没有用上，没有唯一对应的单位：{bureau[3].path.name}。" in said.lines
    assert not [line for line in said.lines if "没有找到上年的" in line]
    used = {record.unit: record.prior for record in done.records}
    assert used[bureau[0].name] == bureau[0].path.name
    assert used[bureau[1].name] == "别的文件名.xlsx"
    assert used[bureau[2].name].startswith("上年数没有用上：所给的上年工作簿")
    for record in done.records[:2]:
        assert all(figure.now == figure.last for figure in record.figures.values())


def test_last_year_is_taken_from_the_results_of_last_years_batch(
    bureau: list[Unit], once: Once, tmp_path: Path
) -> None:
    """Of one unit only the published document is left; the 退回单 and the summary beside the units are nobody's account."""
    for path in once.received.iterdir():
        a_year_off(path, path, 1)
    (once.out / "单位" / bureau[1].path.name).unlink()
    shutil.copy(bureau[3].path, once.received)
    said = Said()
    done = run_batch(options(once.received, tmp_path, prior=once.out), said)
    assert f"1 个没有找到上年的，年初数等没有与上年核对：{bureau[3].path.name}。" in said.lines
    used = {record.unit: record.prior for record in done.records}
    assert used[bureau[0].name] == bureau[0].path.name
    assert used[bureau[1].name] == f"{bureau[1].path.stem}.docx"
    for record in (record for record in done.records if record.prior):
        tables = [figure for name, figure in record.figures.items() if name != "机关运行经费"]  # no table prints it
        assert len([figure for figure in tables if figure.last is not None]) >= 3
        assert [figure for figure in tables if figure.now != figure.last] == []


def test_a_name_unlike_most_units_is_a_hint_in_the_summary(bureau: list[Unit], once: Once) -> None:
    """Of four units one calls 住房公积金 otherwise; the next run, that does none of them anew, says it again."""
    for unit in bureau[2:4]:
        shutil.copy(unit.path, once.received)
    odd = min(once.received.iterdir())
    report = workbook.read_workbook(workbook.read_grid(odd)).report
    rows = [row for table in report.tables.values() for block in table.blocks.values() for row in block]
    names = [cell for row in rows for cell in row.cells.values() if cell.text == "住房公积金" and row.code == "2210201"]
    workbook.apply_edits(odd, odd, [Edit(cell.sheet, cell.address, "住房公积金支出") for cell in names])
    for _ in range(2):
        hints = {
            Path(record.source): [finding.message for finding in record.findings if finding.rule == "KM-8"]
            for record in once.again().records
        }
        assert [path for path, messages in hints.items() if messages] == [odd]
        (message,) = hints[odd]
        assert message.endswith("“2210201 住房公积金支出”与多数单位不同，多数写作“住房公积金”，请核对。")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_a_pipe_among_the_files_has_no_content(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.xlsx")
    assert of_file(tmp_path / "管.xlsx") == ""


@pytest.mark.parametrize("option", [{"prior": Path("没有的")}, {"departments": (Path("没有.xlsx"),)}])
def test_what_is_named_and_not_there_is_told_at_once(received: Path, tmp_path: Path, option: dict[str, object]) -> None:
    with pytest.raises(OutputError, match="找不到，请检查名称"):
        run_batch(options(received, tmp_path, **option))
    (tmp_path / "空").mkdir()
    with pytest.raises(OutputError, match="空”里没有找到工作簿"):
        run_batch(options(received, tmp_path, departments=(tmp_path / "空",)))
    assert not (tmp_path / "结果").exists()


def test_a_folder_that_takes_nothing_is_a_sentence(received: Path, tmp_path: Path) -> None:
    (tmp_path / "结果").mkdir()
    (tmp_path / "结果" / "单位").write_bytes(b"")
    with pytest.raises(OutputError, match="“单位”：已经有同名的文件"):
        run_batch(options(received, tmp_path))
    memory = Memory(tmp_path / "没有了" / ".juesuan")
    with pytest.raises(OutputError, match="不能在输出文件夹里写文件（找不到）"):
        memory.note("甲.xlsx", Done("", Failure("甲.xlsx", "unusable", "")))
