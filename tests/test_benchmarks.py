"""The benchmarks still run on the workbooks as they are now: each script's own parts, on as little as they take."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "workbooks" / "jiyuan-2023.xlsx"


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    sys.modules.pop("plain", None)
    return importlib.import_module("plain")


def test_the_plain_version_does_what_it_is_measured_for(plain: ModuleType, tmp_path: Path) -> None:
    tables = plain.read(SAMPLE)
    found, texts = plain.sums(tables), plain.drafts(tables)
    assert len(found) > 100
    assert len(texts) == 60
    plain.fill(SAMPLE, tmp_path / "plain.xlsx", tables, plain.check(tables), texts)
    checks = load_workbook(tmp_path / "plain.xlsx")["校验"]
    assert sum(str(row[0].value).startswith("=IF(ABS(N") for row in checks["Q5:Q2000"]) == len(found)
    plain.make_template(tables, tmp_path / "template.docx")
    assert (tmp_path / "template.docx").stat().st_size > 10_000
