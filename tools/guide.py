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
        sheets, document = _as_pdf(folder / "filled.xlsx"), _as_pdf(folder / "document.docx")
        return [
            _page(sheets, "从上往下做", FOLDER / "steps.png"),
            _page(sheets, "左边是最近一次校验", FOLDER / "checks.png"),
            _page(document, "一、收入支出决算总体情况说明2024", FOLDER / "document.png"),
        ]


def _with_a_slip(source: Path, target: Path) -> Path:
    """The sample with two digits of one figure interchanged, so that there is something to find."""
    row = next(row for row in workflow.check(source).report.tables["公开05"].blocks[""] if row.level == "项")
    cell = row["项目支出"] if row["项目支出"].value else row["小计"]
    workbook.apply_edits(source, target, [Edit(cell.sheet, cell.address, cell.value + Decimal("9.00"))])
    return target


def _page(pdf: Path, words: str, target: Path) -> Path:
    """The first page that says ``words``."""
    from pypdf import PdfReader

    plain = ("".join(page.extract_text().split()) for page in PdfReader(pdf).pages)
    return _picture(pdf, next(number for number, text in enumerate(plain, 1) if words in text), target)


def _as_pdf(path: Path) -> Path:
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    _run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)])
    return path.with_suffix(".pdf")


def _picture(pdf: Path, page: int, target: Path) -> Path:
    command = ["pdftoppm", "-r", str(_DOTS), "-f", str(page), "-l", str(page), "-singlefile", "-png", str(pdf)]
    _run([*command, str(target.with_suffix(""))])
    return target


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)
