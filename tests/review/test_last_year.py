"""Last year's publication for this year's workbook: figures are taken from its tables, and told where from."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from libreoffice import saved_as
from openpyxl import load_workbook

from cli import main
from toolkit import workbook, workflow
from toolkit.edits import Edit

from .conftest import WORKBOOKS


@pytest.fixture(scope="module")
def this_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample a year on, nothing said of the year before."""
    source, target = WORKBOOKS / "jiyuan-2023.xlsx", tmp_path_factory.mktemp("next") / "本年.xlsx"
    facts = workflow.check(source).report.facts
    edits = [Edit(facts["年度"].sheet, facts["年度"].address, 2024)]
    edits += [Edit(c.sheet, c.address, None) for name, c in facts.items() if name.startswith("上年") and c.is_number]
    workbook.apply_edits(source, target, edits)
    return target


@pytest.mark.parametrize(("command", "kind"), [("fill", ".docx"), ("build", ".pdf")])
def test_figures_are_taken_from_the_document(drawn, this_year: Path, tmp_path: Path, kind: str, command: str) -> None:
    published = drawn("jiyuan-2023")
    if kind == ".pdf":
        [published] = saved_as("pdf", tmp_path, published)
    out = ["-o", tmp_path / "本年.xlsx"] if command == "fill" else ["--out", tmp_path]
    done = CliRunner().invoke(main, [command, str(this_year), "--prior", str(published), *map(str, out)])
    assert done.exit_code in (0, 3), done.output
    cell = workflow.check(tmp_path / "本年.xlsx").report.facts["上年收入总计"]
    last = workflow.check(WORKBOOKS / "jiyuan-2023.xlsx").report.tables["公开01"].blocks["收入"]["总计"]["决算数"]
    assert cell.value == last.value
    comment = load_workbook(tmp_path / "本年.xlsx")[cell.sheet][cell.address].comment
    assert comment.text.startswith(f"取自上年公布的“{published.name}”：公开01表收入“总计” {last.value:,f}")


def test_a_document_without_forms_is_no_last_year(this_year: Path, tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("没有表格的一段话。")
    document.save(str(tmp_path / "去年.docx"))
    done = CliRunner().invoke(
        main, ["fill", str(this_year), "--prior", str(tmp_path / "去年.docx"), "-o", str(tmp_path / "本年.xlsx")]
    )
    assert done.exit_code == 1
    assert "没有认出官方表格" in done.output
    assert not (tmp_path / "本年.xlsx").exists()
