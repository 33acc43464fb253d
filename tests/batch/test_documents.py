"""Documents among what units hand in: each held to its unit's workbook, told in the summary, and none lost in silence."""

from __future__ import annotations

from pathlib import Path

import docx
from bureau import Unit
from reading import rows_of
from test_running import Said, options

from toolkit import workflow
from toolkit.batch import run_batch


def drawn(workbook: Path, target: Path, old: str = "", new: str = "") -> None:
    """The unit's own document, one figure of it changed by hand."""
    workflow.save_document(workflow.fill(workflow.check(workbook)), target)
    if old:
        document = docx.Document(str(target))
        run = next(run for paragraph in document.paragraphs for run in paragraph.runs if old in run.text)
        run.text = run.text.replace(old, new, 1)
        document.save(str(target))


def test_a_document_is_held_to_its_units_workbook(received: Path, bureau: list[Unit], tmp_path: Path) -> None:
    first, second = sorted(received.iterdir())[:2]
    drawn(first, received / "送审稿.docx", "财政拨款收入", "财政拨款收人")
    drawn(second, received / "某单位公开.docx")
    drawn(bureau[20].path, received / "别处的.docx")
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


def test_a_document_that_changed_is_read_again(received: Path, tmp_path: Path) -> None:
    first = min(received.iterdir())
    drawn(first, received / "送审稿.docx")
    assert run_batch(options(received, tmp_path)).worked == 2
    drawn(first, received / "送审稿.docx", "财政拨款收入", "财政拨款收人")
    again = run_batch(options(received, tmp_path))
    assert (again.worked, again.reused) == (1, 1)


def test_a_document_that_cannot_be_read_is_told(received: Path, tmp_path: Path) -> None:
    (received / "扫描.pdf").write_bytes(b"%PDF-1.4 nothing")
    said = Said()
    batch = run_batch(options(received, tmp_path), said)
    assert len(batch.records) == 2
    assert any(line.startswith("文档“扫描.pdf”没有审读：") for line in said.lines)


def test_documents_alone_are_units_each_held_to_its_own_tables(received: Path, tmp_path: Path) -> None:
    published = tmp_path / "网上下载的"
    published.mkdir()
    first, second = sorted(received.iterdir())[:2]
    drawn(first, published / "甲.docx", "财政拨款收入", "财政拨款收人")
    drawn(second, published / "乙.docx")
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


def test_a_format_that_is_named_is_the_documents_too(received: Path, tmp_path: Path) -> None:
    published = tmp_path / "网上下载的"
    published.mkdir()
    drawn(max(received.iterdir()), published / "甲.docx")
    batch = run_batch(options(published, tmp_path, profile_id="central-final"))
    (profile,) = {record.profile for record in batch.records} | {"没有汇总" for _ in batch.failures}
    assert profile in ("central-final", "没有汇总")
    assert run_batch(options(published, tmp_path)).records[0].profile != "central-final"
