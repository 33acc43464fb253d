"""Last year's publication for this year's workbook: figures are taken from its tables, and told where from."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from openpyxl import load_workbook

from cli import main
from toolkit import workbook, workflow
from toolkit.edits import Edit

from .conftest import sample


def a_year_on(folder: Path) -> Path:
    """The sample a year on, nothing said of the year before."""
    source, target = sample("jiyuan-2023"), folder / "本年.xlsx"
    facts = workflow.check(source).report.facts
    edits = [Edit(facts["年度"].sheet, facts["年度"].address, 2024)]
    edits += [Edit(c.sheet, c.address, None) for name, c in facts.items() if name.startswith("上年") and c.is_number]
    workbook.apply_edits(source, target, edits)
    return target


def is_taken_from(published: str, result: Path) -> None:
    """What the document says of last year's total stands in the workbook, and that it does."""
    cell = workflow.check(result).report.facts["上年收入总计"]
    last = workflow.check(sample("jiyuan-2023")).report.tables["公开01"].blocks["收入"]["总计"]["决算数"]
    assert cell.value == last.value
    comment = load_workbook(result)[cell.sheet][cell.address].comment
    assert comment.text.startswith(f"取自上年公布的“{published}”：公开01表收入“总计” {last.value:,f}")


def test_figures_are_taken_from_the_document(drawn, tmp_path: Path) -> None:
    this_year, result = a_year_on(tmp_path), tmp_path / "已填.xlsx"
    done = CliRunner().invoke(main, ["fill", str(this_year), "--prior", str(drawn("jiyuan-2023")), "-o", str(result)])
    assert done.exit_code in (0, 3), done.output
    is_taken_from("jiyuan-2023.docx", result)


def test_a_document_without_forms_is_no_last_year(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("没有表格的一段话。")
    document.save(str(tmp_path / "去年.docx"))
    done = CliRunner().invoke(
        main,
        ["fill", str(sample("jiyuan-2023")), "--prior", str(tmp_path / "去年.docx"), "-o", str(tmp_path / "本年.xlsx")],
    )
    assert done.exit_code == 1
    assert "没有认出官方表格" in done.output
    assert not (tmp_path / "本年.xlsx").exists()
