"""Accepting and the HTML report by the real doors: a workbook is filled, a person writes, it is checked again."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import html
from smaller import smaller

from cli import main
from toolkit.edits import Edit
from toolkit.workbook import apply_edits, marked_cells, read_grid

SAMPLE = smaller(keep=1)
INCOME = "收入决算表"
REASON = "张三：原表如此，已核实"


def run(*args: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def change(workbook: Path, address: str, value: Decimal | str, sheet: str = INCOME) -> None:
    apply_edits(workbook, workbook, [Edit(sheet, address, value)])


def findings(workbook: Path, severity: str = "error") -> tuple[int, dict[str, int], list[dict[str, Any]]]:
    result = run("check", workbook, "--json")
    (told,) = json.loads(result.stdout)
    return result.exit_code, told["summary"], [one for one in told["findings"] if one["severity"] == severity]


def remark(workbook: Path, text: str) -> None:
    """Typed beside every error on the 校验 sheet."""
    sheet = read_grid(workbook)["校验"]
    for row in sheet.rows:
        if sheet[row, 2].text == "错误":
            change(workbook, f"H{row}", text, "校验")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A workbook with errors, filled, so that they stand on its 校验 sheet."""
    broken, filled = tmp_path / "错.xlsx", tmp_path / "已填.xlsx"
    apply_edits(SAMPLE, broken, [Edit(INCOME, "C29", Decimal("2118.37"))])
    assert run("fill", broken, "-o", filled).exit_code == 3
    return filled


def test_a_person_accepts_errors_until_the_figures_change(wrong: Path) -> None:
    code, before, errors = findings(wrong)
    assert code == 3
    assert before["error"] == len(errors) > 0
    remark(wrong, REASON)

    code, counts, errors = findings(wrong)
    assert (code, counts) == (0, before | {"error": 0})
    assert {one["accepted"] for one in errors} == {REASON}

    assert run("fill", wrong, "--in-place").exit_code == 0
    sheet = read_grid(wrong)["校验"]
    assert [sheet[row, 8].text for row in sheet.rows if sheet[row, 2].text == "已认可"] == [REASON] * len(errors)
    assert not {place for place, mark in marked_cells(read_grid(wrong)).items() if place[0] == INCOME}
    assert findings(wrong)[0] == 0

    change(wrong, "C29", Decimal("2218.37"))
    code, counts, errors = findings(wrong)
    assert code == 3
    assert all("accepted" not in one for one in errors)
    assert any("数据已变，请重新确认" in one["message"] for one in errors)

    change(wrong, "C29", Decimal("2018.37"))
    code, _, errors = findings(wrong)
    assert (code, errors) == (0, [])


def test_check_saves_one_page_for_all_workbooks(wrong: Path, tmp_path: Path) -> None:
    target = tmp_path / "报告.html"
    result = run("check", SAMPLE, wrong, "--html", target)
    assert result.exit_code == 3
    assert str(target) in result.stdout
    page = html.parse(str(target))
    assert page.xpath("//header/@class") == ["warning", "error"]
    assert page.xpath("//td[contains(@class, 'error')]/@id")


def test_json_stays_json_beside_a_page(tmp_path: Path) -> None:
    result = run("check", SAMPLE, "--json", "--html", tmp_path / "报告.html")
    assert len(json.loads(result.stdout)) == 1
    assert (tmp_path / "报告.html").is_file()


def test_a_workbook_is_never_overwritten_by_a_page(wrong: Path) -> None:
    before = wrong.read_bytes()
    result = run("check", SAMPLE, "--html", wrong)
    assert result.exit_code == 1
    assert ".html" in result.stderr
    assert wrong.read_bytes() == before
