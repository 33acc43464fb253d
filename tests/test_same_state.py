"""One state of the workbook behind every door: the button and the command line make the same document and findings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
import xlwings_engine
from click.testing import CliRunner
from smaller import smaller

from cli import main
from toolkit import excel_button, rules, workbook, workflow
from toolkit.edits import Edit
from toolkit.outputs.marks import unsigned
from toolkit.profiles import samples

SAMPLES = {path.stem: smaller(path.stem, keep=1) for path in samples()}


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    temporary = tmp_path / "temp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    before = xlwings.engines.active
    yield xlwings_engine.start().impl
    xlwings.engines.active = before
    xlwings.Book._mock_caller = None  # so that there is one to delete
    del xlwings.Book._mock_caller


def _without_totals(source: Path, target: Path) -> None:
    """A sample as a clerk leaves it: every total that an identity determines is blank."""
    checked = workflow.check(source)
    totals = rules.fill_edits(checked.equations.items, recompute=True)
    assert len(totals) > 50
    workbook.apply_edits(source, target, [Edit(total.sheet, total.address) for total in totals])


#: Of which ``word`` and ``fill`` are held to ``build``, too: one whose totals are blank, one as it was published.
COMMANDED = ("jiyuan-2023", "jilin-province-2024-budget")
STATES = [(name, ("totals blank", "as published")[number % 2]) for number, name in enumerate(SAMPLES)]


@pytest.fixture(params=STATES, ids=" ".join)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name, state = request.param
    target = tmp_path / "in" / f"{name}.xlsx"
    target.parent.mkdir()
    if state == "totals blank":
        _without_totals(SAMPLES[name], target)
    else:
        shutil.copy(SAMPLES[name], target)
    return target


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert not isinstance(result.exception, Exception), result.output
    return result.stdout


def test_button_and_command_line_make_the_same(
    excel: Any, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow, "number_pages", lambda *_: False)  # page numbers have a test of their own
    _run("build", path, "--out", tmp_path / "built")
    built = tmp_path / "built" / path.name
    same_looks(path, built)
    book = xlwings.apps.active.books.open(str(path))
    book.set_mock_caller()

    excel_button.word()
    document = path.with_suffix(".docx").read_bytes()
    beside = built.with_suffix(".docx").read_bytes()
    assert unsigned(document, ".docx") == unsigned(beside, ".docx")  # the mark says from where it is seen

    excel_button.fill()
    assert _listed(book.impl.workbook) == _listed(openpyxl.load_workbook(built))
    if path.stem not in COMMANDED:
        return
    _run("word", path, "-o", path.with_name("word.docx"))
    assert document == path.with_name("word.docx").read_bytes()
    _run("fill", path, "-o", tmp_path / "filled.xlsx")
    assert unsigned((tmp_path / "filled.xlsx").read_bytes(), ".xlsx") == unsigned(built.read_bytes(), ".xlsx")


def _listed(book: openpyxl.Workbook) -> list[tuple[Any, ...]]:
    """Everything that stands on the 校验 sheet: verdict, findings with their cells, live checks."""
    return [tuple(cell.value for cell in row) for row in book["校验"].iter_rows() if any(cell.value for cell in row)]


def test_a_blank_total_is_printed_as_the_figure_it_determines(tmp_path: Path) -> None:
    path = tmp_path / "jiyuan-2023.xlsx"
    _without_totals(SAMPLES["jiyuan-2023"], path)
    filled = workflow.fill(workflow.check(path))
    cell = filled.checked.report.tables["公开01"].blocks["收入"]["总计"]["决算数"]
    text = " ".join(item.text for item in workflow.document(filled).items if hasattr(item, "text"))
    assert f"{cell.value:,.2f}万元" in text.replace(" ", "")


def same_looks(path: Path, built: Path) -> None:
    """Forms drawn before saving look as those of the saved workbook, also in cells that were blank: reading passes over
    them with their looks (a share in a 自评表: 82.05%, centred)."""
    drawn = workbook.draw_forms(workflow.fill(workflow.check(path)).checked.reading)
    assert drawn == workbook.draw_forms(workflow.check(built).reading)
