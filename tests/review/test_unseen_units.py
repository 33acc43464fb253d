"""Documents of units made up with other figures: nothing is told that is not so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from toolkit import workflow
from toolkit.findings import Severity
from toolkit.review.reading.opening import read_document
from toolkit.review.reviewing import basis_of, held_to, own_tables

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

from bureau import make_bureau

#: What the made-up figures are at odds with: words that a sample wrote of its own figures.
CARRIED_OVER = ("文中的项目",)


@pytest.mark.parametrize(
    "sample", ["jiyuan-2023", "beipiao-2024", "fenyang-2024", "yanbian-2024", "jilin-province-2024-budget"]
)
def test_a_document_with_other_figures_is_silent(sample: str, tmp_path: Path) -> None:
    for unit in make_bureau(tmp_path, 1, samples=(sample,), wrong=0, doubtful=0):
        filled = workflow.fill(workflow.check(unit.path))
        assert not [one for one in filled.checked.findings if one.severity is not Severity.TAIL]
        workflow.save_document(filled, tmp_path / "文档.docx")
        document = read_document(tmp_path / "文档.docx")
        for basis in (basis_of(filled), own_tables(document)):
            found = [one for one in held_to(document, basis).findings if one.rule.startswith("WD-")]
            told = [one.message for one in found if one.severity is not Severity.TAIL]
            assert not [message for message in told if not message.startswith(CARRIED_OVER)]
