"""Documents among what units hand in: each held to its unit's workbook, told in the summary, and none lost in silence."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest
from bureau import Unit
from reading import rows_of
from test_running import Said, options

from toolkit import workflow
from toolkit.batch import run_batch


@pytest.fixture(scope="module")
def documents(bureau: list[Unit], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The documents of the first three units."""
    folder = tmp_path_factory.mktemp("文档")
    for unit in bureau[:3]:
        workflow.save_document(workflow.fill(workflow.check(unit.path)), folder / f"{unit.path.stem}.docx")
    return sorted(folder.iterdir())


def change(document: Path, old: str, new: str) -> None:
    """One figure changed by hand."""
    made = docx.Document(str(document))
    run = next(run for paragraph in made.paragraphs for run in paragraph.runs if old in run.text)
    run.text = run.text.replace(old, new, 1)
    made.save(str(document))


def test_documents_are_held_to_their_units_workbooks(received: Path, documents: list[Path], tmp_path: Path) -> None:
    first, second = sorted(received.iterdir())[:2]
    for document, name in zip(documents, ("送审稿", "某单位公开", "别处的"), strict=True):
        shutil.copy(document, received / f"{name}.docx")
    (received / "扫描.pdf").write_bytes(b"%PDF-1.4 nothing")
    change(received / "送审稿.docx", "财政拨款收入", "财政拨款收人")
    said = Said()
    batch = run_batch(options(received, tmp_path), said)
    records = {Path(record.source).name: record for record in batch.records}
    in_text = [one for one in records[first.name].findings if one.rule.startswith("WD-")]
    assert in_text
    assert all(one.message.startswith("文档“送审稿.docx”") for one in in_text)
    assert any("财政拨款收" in one.message for one in in_text)
    assert not [one for one in records[second.name].findings if one.rule.startswith("WD-")]
    told = {Path(row["文件"]).name: row["说明"] for row in rows_of(tmp_path / "结果" / "汇总.xlsx", "单位")}
    assert sorted(words for words in told.values() if words) == [
        "已审读文档“某单位公开.docx”",
        "已审读文档“送审稿.docx”",
    ]
    assert any("别处的.docx" in line and "没有唯一对应的工作簿" in line for line in said.lines)
    assert any(line.startswith("文档“扫描.pdf”没有审读：") for line in said.lines)
    shutil.copy(documents[0], received / "送审稿.docx")  # corrected: what it says is read again, and nothing else
    again = run_batch(options(received, tmp_path))
    assert (again.worked, again.reused) == (1, 1)
    assert not [one for record in again.records for one in record.findings if one.rule.startswith("WD-")]


def test_documents_alone_are_units_each_held_to_its_own_tables(
    received: Path, documents: list[Path], tmp_path: Path
) -> None:
    published = tmp_path / "网上下载的"
    published.mkdir()
    first = min(received.iterdir())
    shutil.copy(documents[0], published / "甲.docx")
    change(published / "甲.docx", "财政拨款收入", "财政拨款收人")
    shutil.copy(documents[1], published / "乙.docx")
    (published / "扫描.pdf").write_bytes(b"%PDF-1.4 nothing")
    batch = run_batch(options(published, tmp_path))
    records = {Path(record.source).name: record for record in batch.records}
    assert sorted(records) == ["乙.docx", "甲.docx"]
    assert [Path(failure.source).name for failure in batch.failures] == ["扫描.pdf"]
    found = [one for one in records["甲.docx"].findings if one.rule.startswith("WD-")]
    assert any("财政拨款收" in one.message for one in found)
    assert all(one.places and one.places[0].sheet for one in found)  # a section, where no cell is named
    assert not [one for one in records["乙.docx"].findings if one.rule.startswith("WD-")]
    out = tmp_path / "结果"
    assert {path.name for path in (out / "单位").iterdir()} == {
        f"{name}{ending}" for name in ("甲", "乙") for ending in (".findings.json", ".html")
    }
    rows = {Path(row["文件"]).name: row for row in rows_of(out / "汇总.xlsx", "单位")}
    wanted = workflow.check(first).report
    assert rows["甲.docx"]["单位"] == wanted.unit_name
    total = wanted.tables["公开01"].blocks["收入"]["总计"]["决算数"]
    assert str(rows["甲.docx"]["收入总计"]) == f"{total.value:f}".rstrip("0").rstrip(".")
    assert rows["甲.docx"]["说明"] == "只有公开的文档，按文档自己的表核对"
    again = run_batch(options(published, tmp_path))
    assert (again.worked, again.reused) == (0, 3)
    assert records["乙.docx"].profile != "central-final"
    named = run_batch(options(published, tmp_path, profile_id="central-final"))
    assert [record.profile for record in named.records if record.source.endswith("乙.docx")] == ["central-final"]
