"""A bounded part of benchmarks/attack.py: workbooks made wrong by a seeded hand, each in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "benchmarks"))

from attack import doors  # noqa: E402
from mutations import mutated  # noqa: E402
from trials import WELL, attempt  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="a process is copied as Unix does")]
SAMPLES = [ROOT / "workbooks" / name for name in ("example-2025.xlsx", "jilin-province-2024-budget.xlsx")]
#: Workbooks a sample; `python benchmarks/attack.py` tries 2000 of all samples.
_COUNT = 5


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_workbook_made_wrong_ends_in_a_result_or_a_sentence(sample: Path, tmp_path: Path) -> None:
    assert attempt(lambda: doors(sample, tmp_path)).kind == "结果"
    data, badly = sample.read_bytes(), []
    for number in range(_COUNT):
        wrong, told = mutated(data, Random(f"{sample.stem} {number}"))
        source = tmp_path / f"in{sample.suffix}"
        source.write_bytes(wrong)
        outcome = attempt(lambda: doors(source, tmp_path))  # noqa: B023  # done before the next
        if outcome.kind not in WELL:
            badly.append(f"{number} {told}: {outcome}")
    assert badly == []
