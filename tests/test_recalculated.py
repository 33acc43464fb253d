"""LibreOffice as the referee: what we build opens, and every formula we stored a value for recalculates to it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from libreoffice import saved_as
from openpyxl import load_workbook
from smaller import smaller

from toolkit import workflow
from toolkit.profiles import samples

TOLERANCE = Decimal("0.0000001")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All samples filled, with one 自评表 of each kind; in a folder ``again`` as LibreOffice saves them after working every
    formula out anew."""
    folder = tmp_path_factory.mktemp("filled")
    targets = [folder / sample.name for sample in samples()]
    for target in targets:
        workflow.save_workbook(workflow.fill(workflow.check(smaller(target.stem, keep=1))), target)
    saved_as("xlsx", folder / "again", *targets, always_recalculating=True)
    return folder


@pytest.mark.parametrize("name", [sample.name for sample in samples()])
def test_every_stored_value_and_live_check_is_what_libreoffice_computes(name: str, filled: Path) -> None:
    formulas = load_workbook(filled / name)
    stored = load_workbook(filled / name, data_only=True)
    computed = load_workbook(filled / "again" / name, data_only=True)
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
