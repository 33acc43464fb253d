"""Files as other programs write them, made once by LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest
from libreoffice import saved_as
from openpyxl import load_workbook

from toolkit.profiles import samples

#: The sample that is saved in other formats, and where a stray figure stands in a copy of it.
SAMPLE, FAR_AWAY = samples()[-1], "IV65536"


@pytest.fixture(scope="session")
def saved_otherwise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sample as .xls and .html, and ``far.xls``, in which a cell stands far away on three sheets."""
    folder = tmp_path_factory.mktemp("otherwise")
    book = load_workbook(SAMPLE)
    for sheet in book.worksheets[1:4]:
        sheet[FAR_AWAY] = 1
    book.save(folder / "far.xlsx")
    saved_as("xls", folder, SAMPLE, folder / "far.xlsx")
    saved_as("html", folder, SAMPLE)
    return folder


@pytest.fixture(scope="session")
def old_format(saved_otherwise: Path) -> Path:
    """A sample saved as .xls by LibreOffice."""
    return saved_otherwise / f"{SAMPLE.stem}.xls"
