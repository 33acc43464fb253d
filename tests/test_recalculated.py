"""LibreOffice as the referee: what we build opens, and every formula we stored a value for recalculates to it."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from toolkit import workflow
from toolkit.profiles import samples

TOLERANCE = Decimal("0.0000001")


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after recalculating everything (fullCalcOnLoad makes it)."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "again"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "again" / path.name


@pytest.mark.parametrize("sample", samples(), ids=lambda path: path.stem)
def test_every_stored_value_and_live_check_is_what_libreoffice_computes(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / sample.name
    workflow.save_workbook(workflow.fill(workflow.check(sample)), target)
    formulas = load_workbook(target)
    stored = load_workbook(target, data_only=True)
    computed = load_workbook(recalculated(target, tmp_path), data_only=True)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                ours, theirs = (book[sheet.title][cell.coordinate].value for book in (stored, computed))
                place = f"{sheet.title}!{cell.coordinate} {cell.value}"
                if isinstance(ours, str):
                    assert ours == theirs, place
                else:
                    assert abs(Decimal(str(ours or 0)) - Decimal(str(theirs or 0))) <= TOLERANCE, place
                compared += 1
    assert compared > 100
