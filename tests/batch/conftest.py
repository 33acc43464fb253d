"""A made-up bureau, made once for all tests of batch."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "benchmarks"))

from bureau import Unit, make_bureau  # noqa: E402

#: Samples whose own words, counts and scores bring no error along.
QUIET = ("example-2025", "beipiao-2024")


@pytest.fixture(scope="session")
def make_units() -> Callable[[Path, int], list[Unit]]:
    """Writes so many units into a folder, the same in every run."""
    return partial(make_bureau, samples=QUIET)


@pytest.fixture(scope="session")
def bureau(make_units: Callable[[Path, int], list[Unit]], tmp_path_factory: pytest.TempPathFactory) -> list[Unit]:
    """Five units. Tests copy what they want to change."""
    return make_units(tmp_path_factory.mktemp("县"), 5)


@pytest.fixture
def received(bureau: list[Unit], tmp_path: Path) -> Path:
    """A folder with the first two units."""
    folder = tmp_path / "收到"
    folder.mkdir()
    for unit in bureau[:2]:
        shutil.copy(unit.path, folder)
    return folder
