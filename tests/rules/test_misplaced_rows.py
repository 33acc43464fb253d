"""A row under a wrong code, written twice or without a code that can be read is told as that: no figure is blamed for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from toolkit import workbook, workflow
from toolkit.edits import Edit
from toolkit.findings import Finding, Severity
from toolkit.workbook import Grid

SAMPLE = Path(__file__).resolve().parents[2] / "workbooks" / "example-2025.xlsx"
INCOME, SPENDING, OF_BUDGET = "收入决算表", "支出决算表", "一般公共预算财政拨款支出决算表"
SLIP = [Edit(SPENDING, "C14", 33)]


@cache
def sample() -> Grid:
    return workbook.read_grid(SAMPLE)


def codes(sheets: list[str], old: str, new: str) -> list[Edit]:
    """A code typed otherwise on some sheets."""
    return [
        Edit(name, f"A{row}", new)
        for name in sheets
        for (row, column), cell in sample()[name].cells.items()
        if column == 1 and cell.text == old
    ]


TWICE = [Edit(INCOME, "A30"), *(Edit(INCOME, f"{c}30", v) for c, v in (("A", "2080501"), ("C", 20), ("D", 20)))]
CASES = {
    "no such 款": (codes([INCOME], "2080505", "2080777"), "“2080777 机关事业单位基本养老保险缴费支出”的编码可能写错了：别处“机关事业单位基本养老保险缴费支出”的编码是 2080505"),
    "two digits interchanged": (codes([SPENDING], "2210108", "2201008"), "的编码可能写错了：别处“老旧小区改造”的编码是 2210108"),
    "another 款": (codes([SPENDING], "2210108", "2210208"), "别处“老旧小区改造”的编码是 2210108"),
    "on every form": (codes([INCOME, SPENDING, OF_BUDGET], "2210108", "2210208"), "公开02表、公开03表、公开05表“2210208 老旧小区改造”的编码可能写错了"),
    "a 款 itself": (codes([INCOME], "22101", "22110"), "别处“保障性安居工程支出”的编码是 22101"),
    "a 类 itself": (codes([INCOME], "210", "211"), "别处“卫生健康支出”的编码是 210"),
    "a name nobody else has": ([Edit(INCOME, "A11", "2080777"), Edit(INCOME, "B11", "某项支出")], "本表没有它的上级科目 20807，按它所在的位置应属 20805"),
    "twice": ([*TWICE], "“2080501”写了两次（A10、A30）"),
    "no code": ([Edit(INCOME, "A10", "甲")], "“行政单位离退休”一行（A10）没有可识别的科目编码，没有读取，下列 2 处关系因此不符"),
}  # fmt: skip


def errors(grid: Grid) -> list[Finding]:
    return [one for one in workflow.check_grid(grid).findings if one.severity is Severity.ERROR]


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_as_such_and_all_that_it_sets_off_beneath(case: str) -> None:
    edits, said = CASES[case]
    found = [one for one in errors(workbook.edited(sample(), edits)) if not one.rule.startswith("NR-")]
    assert [one.rule for one in found] == ["LH-4"], [one.message for one in found]
    assert said in found[0].message
    assert found[0].caused


def test_another_slip_is_looked_for_as_if_it_were_right() -> None:
    found = errors(workbook.edited(sample(), [*CASES["no code"][0], *SLIP]))
    assert [one.rule for one in found] == ["LH-4", "LH-1"]
    assert "应为 30.00 万元，现 33.00" in found[1].message


def test_a_slip_of_a_figure_is_none_of_a_code() -> None:
    assert [one.rule for one in errors(workbook.edited(sample(), SLIP))] == ["LH-1"]


def test_what_has_no_bearing_is_no_error_of_sums() -> None:
    subtotal = workbook.edited(sample(), [Edit(INCOME, "B30", "小计"), Edit(INCOME, "A30"), Edit(INCOME, "C30", 5)])
    assert {one.rule for one in errors(subtotal)} <= {"RD-10"}


@pytest.mark.parametrize("case", ["no such 款", "two digits interchanged", "a 款 itself", "a 类 itself"])
def test_filling_puts_in_nothing_for_a_code_that_is_wrong(case: str) -> None:
    edits, said = CASES[case]
    filled = workflow.fill(workflow.check_grid(workbook.edited(sample(), edits)))
    found = [one for one in filled.checked.findings if one.severity is Severity.ERROR]
    assert [one.rule for one in found if not one.rule.startswith("NR-")] == ["LH-4"]
    assert said in found[0].message
    assert not filled.new_rows or all(new.sheet not in (INCOME, SPENDING) for new in filled.new_rows)
