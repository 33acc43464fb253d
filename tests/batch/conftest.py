"""A made-up bureau, made once for all tests of batch."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "benchmarks"))

from bureau import Unit, make_bureau  # noqa: E402

#: Samples whose own words, counts and scores bring no error along.
QUIET = ("example-2025", "beipiao-2024")


@pytest.fixture(scope="session")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> list[Unit]:
    """Forty units, the same in every run. Tests copy what they want to change."""
    return make_bureau(tmp_path_factory.mktemp("县"), 40, samples=QUIET)


@pytest.fixture
def received(bureau: list[Unit], tmp_path: Path) -> Path:
    """A folder with the first two units."""
    folder = tmp_path / "收到"
    folder.mkdir()
    for unit in bureau[:2]:
        shutil.copy(unit.path, folder)
    return folder
