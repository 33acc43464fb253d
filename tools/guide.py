"""The pictures of docs/guide.md, made from real outputs: a sample with a slip in it, filled, checked and printed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import click

from toolkit import workbook, workflow
from toolkit.edits import Edit
from toolkit.profiles import samples

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
_SAMPLE = "yanbian-2024"
_DOTS = 70  # an inch


def make_all() -> list[Path]:
    """The three pictures. LibreOffice (with its Python) and poppler are needed."""
    for program in ("soffice", "pdftoppm"):
        if shutil.which(program) is None:
            raise click.ClickException(f"没有找到 {program}，画不出来。")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = next(path for path in samples() if path.stem == _SAMPLE)
        filled = workflow.fill(workflow.check(_with_a_slip(source, folder / "slip.xlsx")))
        workflow.save_workbook(filled, folder / "filled.xlsx")
        workflow.save_document(filled, folder / "document.docx")
        return [
            _sheet(folder / "filled.xlsx", "填报顺序", FOLDER / "steps.png"),
            _sheet(folder / "filled.xlsx", "校验", FOLDER / "checks.png"),
            _pages(folder / "document.docx", "情况说明", FOLDER / "document.png"),
        ]


def _with_a_slip(source: Path, target: Path) -> Path:
    """The sample with two digits of one figure interchanged, so that there is something to find."""
    row = next(row for row in workflow.check(source).report.tables["公开05"].blocks[""] if row.level == "项")
    cell = row["项目支出"] if row["项目支出"].value else row["小计"]
    workbook.apply_edits(source, target, [Edit(cell.sheet, cell.address, cell.value + Decimal("9.00"))])
    return target


def _sheet(path: Path, sheet: str, target: Path) -> Path:
    """The first printed page of one sheet."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    for name in book.sheetnames:
        if name != sheet:
            book[name].sheet_state = "hidden"
    book.active = book.sheetnames.index(sheet)
    alone = path.with_name(f"{target.stem}.xlsx")
    book.save(alone)
    return _first_page(_as_pdf(alone), target)


def _pages(path: Path, words: str, target: Path) -> Path:
    from pypdf import PdfReader

    pdf = _as_pdf(path)
    page = next(n for n, page in enumerate(PdfReader(pdf).pages, 1) if n > 3 and words in page.extract_text())
    return _first_page(pdf, target, page)


def _as_pdf(path: Path) -> Path:
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    _run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)])
    return path.with_suffix(".pdf")


def _first_page(pdf: Path, target: Path, page: int = 1) -> Path:
    command = ["pdftoppm", "-r", str(_DOTS), "-f", str(page), "-l", str(page), "-singlefile", "-png", str(pdf)]
    _run([*command, str(target.with_suffix(""))])
    return target


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)
