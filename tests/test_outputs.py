"""What each sample becomes, whole: the text of the Word document and all findings, as files a person can read.

New goldens only on purpose: ``pytest tests/test_outputs.py --golden`` writes them, and their diff is reviewed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from word_back import leftovers, read_back

from toolkit import findings_report, workflow
from toolkit.profiles import samples

GOLDEN = Path(__file__).resolve().parent / "golden"


@pytest.fixture(params=samples(), ids=lambda path: path.stem, scope="module")
def filled(request: pytest.FixtureRequest) -> workflow.Filled:
    return workflow.fill(workflow.check(request.param))


def agree(name: str, text: str, write: bool) -> None:
    golden = GOLDEN / name
    if write:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_findings(filled: workflow.Filled, pytestconfig: pytest.Config) -> None:
    lines = findings_report.console(filled.checked, tails=True)
    name = f"{filled.checked.path.stem}.findings.txt"
    agree(name, "\n".join(lines) + "\n", pytestconfig.getoption("--golden"))


def test_word(filled: workflow.Filled, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    target = tmp_path / "说明.docx"
    workflow.save_document(filled, target)
    assert not leftovers(target)
    back = read_back(target)
    tables = ["\n".join("\t".join(row) for row in table) for table in back.tables]
    titles = "\n".join("　" * (level - 1) + title for level, title in back.titles)
    text = titles + "\n\n" + "\n".join(back.paragraphs) + "\n\n" + "\n\n".join(tables) + "\n"
    agree(f"{filled.checked.path.stem}.word.txt", text, pytestconfig.getoption("--golden"))
