"""Rules about rows by name in levels: 下级, levels and 同名 on the published budget, and on it with one thing changed."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from filled import alarms

from toolkit import rules
from toolkit.cells import Cell, CellKind
from toolkit.edits import Edit
from toolkit.findings import Severity
from toolkit.profiles import load_profile
from toolkit.report import Block, Row
from toolkit.rules.equations.hierarchy import Hierarchy
from toolkit.workbook import edited, read_grid, read_report

SAMPLE = Path(__file__).resolve().parents[2] / "workbooks" / "jilin-province-2024-budget.xlsx"
PROFILE = load_profile("jilin-budget")
#: The two figures that the published tables misprint.
MISPRINTS = {("支出预算总表", "C4"): "299.39", ("项目支出预算表", "K6"): "1775.07"}


@lru_cache
def grid():
    return read_grid(SAMPLE)


def found(edits=(), *severities):
    """(rule, sheet, cell) of every error and warning, the two misprints put right first."""
    right = [Edit(sheet, place, Decimal(value)) for (sheet, place), value in MISPRINTS.items()]
    report = read_report(edited(grid(), [*right, *edits]), PROFILE)
    wanted = severities or (Severity.ERROR, Severity.WARNING)
    told = [finding for finding in alarms(rules.check(report, PROFILE)) if finding.severity in wanted]
    return {(one.rule, one.cells[0].sheet, one.cells[0].address) for one in told if one.cells}


def place(sheet, *words):
    """The row of the sheet in which these words stand."""
    cells = grid()[sheet].cells
    rows = [{c.text.strip() for (r, _), c in cells.items() if r == row} for row in range(1, 80)]
    return next(number for number, texts in enumerate(rows, 1) if set(words) <= texts)


def test_the_two_misprints_are_found_where_they_stand_and_nothing_else():
    report = read_report(grid(), PROFILE)
    errors = [one for one in alarms(rules.check(report, PROFILE)) if one.severity is Severity.ERROR]
    assert errors
    for one in errors:
        assert MISPRINTS.keys() & {(cell.sheet, cell.address) for cell in one.cells}, one.message
    assert {(cell.sheet, cell.address) for one in errors for cell in one.cells} >= MISPRINTS.keys()


def test_with_the_misprints_put_right_only_labels_and_the_differing_target_are_told():
    assert found() == {
        ("YS10-12", "项目支出绩效目标表", f"C{place('项目支出绩效目标表', '207.6')}"),
        ("BT-3", "支出预算总表", f"A{place('支出预算总表', '二、住房保障支出')}"),
        ("BT-3", "一般公共预算支出预算表", f"A{place('一般公共预算支出预算表', '二、住房保障支出')}"),
    }


SPENT, PROJECTS, UNITS, ORDERED = "支出预算总表", "项目支出预算表", "收入预算总表", "财政拨款委托业务费支出预算表"


@pytest.mark.parametrize(
    ("sheet", "words", "column", "value", "rule"),
    [
        (SPENT, ("信息化建设",), "D", "2955.11", "YS03-2"),  # 项 below its 款
        (SPENT, ("医疗保障管理事务",), "C", "2410.85", "YS03-2"),  # 款 below its 类
        (UNITS, ("吉林省医药价格指导中心",), "D", "513.25", "YS02-4"),  # a unit of the department
        (UNITS, ("合计", "14654.69"), "D", "12554.64", "YS02-4"),  # the total of the departments
        (PROJECTS, ("提升医保惠民效能项目经费",), "F", "200", "YS10-2"),  # 二级 below its 一级
        (PROJECTS, ("医疗保障综合事务管理",), "K", "375.32", "YS10-2"),  # 一级 below its 类型
        (ORDERED, ("吉林省社会医疗保险管理局",), "D", "105", "YS11-2"),  # 单位 below its 部门
        ("一般公共预算基本支出预算表", ("办公费",), "D", "155.6", "YS06-2"),
        ("一般公共预算“三公”经费支出预算表", ("2、公务接待费",), "B", "11.36", "YS07-1"),
    ],
)
def test_a_figure_that_does_not_add_up_is_found(sheet, words, column, value, rule):
    edit = Edit(sheet, f"{column}{place(sheet, *words)}", Decimal(value))
    assert rule in {one for one, _, _ in found([edit], Severity.ERROR)}


def test_forms_are_compared_by_names_without_ordinals():
    row = place("财政拨款收支预算总表", "（一）社会保障和就业支出")
    told = found([Edit("财政拨款收支预算总表", f"F{row}", Decimal("298.39"))], Severity.ERROR)
    assert ("YS04-05.2", "财政拨款收支预算总表", f"F{row}") in told


def test_a_name_spelt_otherwise_is_not_taken_for_nothing():
    row = place("一般公共预算支出预算表", "二、卫生健康支出")
    told = found([Edit("一般公共预算支出预算表", f"A{row}", "二、卫生健康的支出")], Severity.ERROR)
    assert "YS04-05.2" not in {rule for rule, _, _ in told}


def test_a_target_is_held_against_its_project_whatever_the_punctuation():
    row = place("项目支出绩效目标表", "324.8")  # 综合事务管理（含…、…）-…（本级） is written without brackets here
    told = found([Edit("项目支出绩效目标表", f"C{row}", Decimal("325.8"))])
    assert ("YS10-12", "项目支出绩效目标表", f"C{row}") in told


def test_weights_are_summed_project_by_project():
    row = place("项目支出绩效目标表", "员额人员数")
    edit = Edit("项目支出绩效目标表", f"J{row}", 65)
    assert {"YS12-1", "YS12-2"} <= {rule for rule, _, _ in found([edit])}


def test_a_unit_orders_no_more_than_it_has():
    row = place(ORDERED, "吉林省社会医疗保险管理局")
    assert "YS02-11" in {rule for rule, _, _ in found([Edit(ORDERED, f"C{row}", Decimal(9000))])}


def test_totals_of_trees_become_formulas():
    row = place(PROJECTS, "医疗保障事业管理")
    blank = [Edit(PROJECTS, f"F{row}")]
    report = read_report(edited(grid(), blank), PROFILE)
    filled = {(one.sheet, one.address): one for one in rules.fill_edits(rules.instances(report, PROFILE))}
    assert filled[PROJECTS, f"F{row}"].formula == f"SUM(F{row + 1}:F{row + 4})"
    assert filled[PROJECTS, f"F{row}"].value == Decimal("70.93")


# -- the tree itself


def tree(*rows: Row) -> Hierarchy:
    return Hierarchy(Block("", ("金额",), rows), "某表")


def row(*path: str, rank: str = "", full_name: str = "") -> Row:
    cells = {"金额": Cell("表", "B1", CellKind.BLANK)}
    return Row("/".join(path), path[-1], cells=cells, rank=rank, path=path, full_name=full_name)


def test_rows_of_equal_names_keep_their_own_rows_below():
    first, second = row("甲"), row("甲")
    one, other = row("甲", "子"), row("甲", "丑")
    made = tree(first, one, second, other)
    assert made.children(first) == [one]
    assert made.children(second) == [other]
    assert list(made.tops) == [first, second]


def test_the_total_stands_above_the_highest_rows():
    total = Row("合计", "合计")
    top, below = row("甲"), row("甲", "子")
    assert tree(top, below, total).children(total) == [top]


def test_a_name_is_looked_for_among_rows_of_its_level():
    unit, same = row("某局", "某局", rank="单位"), row("某局", rank="部门")
    made = tree(same, unit)
    assert made.namesake(row("某局", rank="单位")) is unit
    assert made.namesake(row("某局", rank="部门")) is same


def test_a_tree_without_rows_has_nothing_of_any_name():
    empty = Hierarchy(Block("", ("金额",), (Row("合计", "合计"),)), "某表", by_names=True)
    assert empty.namesake(row("甲", rank="类")) is None
    assert empty.all_named_in(tree(row("甲", rank="类")), "类")


def test_full_names_go_before_names():
    made = tree(row("类", "培训", full_name="培训（一期）-某局"), row("类", "培训#2", full_name="培训（一期）-中心"))
    assert made.namesake(row("培训一期-中心")) is made.block.rows[1]
    assert made.namesake(row("培训")) is None
