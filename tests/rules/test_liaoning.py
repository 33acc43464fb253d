"""辽宁 部门决算: the mistakes of the published sample, all of them and nothing else, and what its own rules find."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from filled import alarms

from toolkit import workbook, workflow
from toolkit.edits import Edit
from toolkit.findings import Severity

SAMPLE = Path(__file__).resolve().parents[2] / "workbooks" / "beipiao-2024.xlsx"

#: Judged one by one against the published document (docs/samples.md).
LAST_DIGIT = (
    "GK01-03.2",  # 208: 72.84 in the two summary forms, 72.83 in all others
    ["收入支出决算总表!F14", "支出决算表!C8", "财政拨款收入支出决算总表!G14", "一般公共预算财政拨款支出决算表!C8"],
)
WARNINGS = {
    ("BC-2.2", "一般公共预算年初预算"),  # the published percentages leave budgets of 1.54 that no 项 in the forms has
    ("ZP-9", "定点医疗机构离休干部药费"),  # six projects in the text, five forms
    ("ZP-11", "76"),  # 预算执行率 76 of 100, full score
    ("ZP-11", "1"),  # 固定资产利用率 1 of 100, full score
}


@lru_cache
def grid():
    return workbook.read_grid(SAMPLE)


@lru_cache
def report():
    return workbook.read_workbook(grid()).report


def faults(*changes):
    """The 勾稽关系 that fail when cells (and what they are to hold) are changed."""
    edits = [Edit(cell.sheet, cell.address, value) for cell, value in changes]
    return {rule for rule, _ in told(workbook.edited(grid(), edits)) - as_published()}


def told(changed):
    found = alarms(workflow.check_grid(changed).findings)
    wrong = (f for f in found if f.severity is not Severity.TAIL and not f.rule.startswith("NR"))
    return {(f.rule, tuple(c.address for c in f.cells)) for f in wrong}


@lru_cache
def as_published():
    return told(grid())


def place(table, block, row, column):
    return report().tables[table].blocks[block][row][column]


def test_every_true_mistake_of_the_sample_and_no_tail_among_them():
    checked = workflow.check(SAMPLE)
    assert not checked.has_errors
    hints = [f for f in checked.findings if "印数末位差 1，公布前宜改一致" in f.message]
    assert [(f.rule, [f"{cell.sheet}!{cell.address}" for cell in f.cells]) for f in hints] == [LAST_DIGIT]
    facts = {id(cell): name for name, cell in checked.report.facts.items()}
    warnings = [f for f in checked.findings if f.severity is Severity.WARNING and f not in hints]
    assert {(f.rule, facts.get(id(f.cells[0]), f.cells[0].text)) for f in warnings} == WARNINGS
    assert len(warnings) == len(WARNINGS)
    assert checked.count(Severity.TAIL) == 16


def test_rules_go_by_meaning_and_messages_by_the_printed_number():
    """“三公” is 公开09 in the rules and 公开07表 on the form."""
    cell = place("公开09", "", "公务用车运行维护费", "决算数")
    checked = workflow.check_grid(workbook.edited(grid(), [Edit(cell.sheet, cell.address, Decimal("1.56"))]))
    told = {
        f.rule: f.message for f in alarms(checked.findings) if f.cells and cell.address in [c.address for c in f.cells]
    }
    assert "公开07表“公务用车购置及运行维护费”的决算数 1.66 万元" in told["GK09-2"]
    assert "公开06表" in told["GK06-09.3"]


@pytest.mark.parametrize(
    ("spot", "value", "expected"),
    [
        (("公开09", "", "合计", "预算数"), "2.39", {"GK09-1"}),
        (("公开07", "", "合计", "小计"), "1", {"GK07-1", "GK07-2", "GK07-3", "GK04-07.1"}),
        (("公开08", "", "合计", "基本支出"), "1", {"GK08-1", "GK08-2"}),
        (("整体自评表#1", "任务", "2", "项目执行率"), "0.9", {"ZT-1"}),
        (("整体自评表#1", "任务", "3", "项目执行金额"), "7.9", {"ZT-1", "ZT-2"}),
        (("整体自评表#2", "指标", "4", "得分"), "0.3", {"ZT-3"}),
        (("整体自评表#2", "任务", "1", "分值"), "14.3", {"ZT-4"}),
        (("整体自评表#2", "任务", "1", "得分"), "14.3", {"ZT-3", "ZT-5.1"}),
        (("整体自评表#1", "指标", "1", "得分"), "4.5", {"ZT-3", "ZT-5.2"}),
        (("整体自评表#1", "基本", "部门年初预算支出金额", "值"), "111.19", {"ZT-6"}),
        (("整体自评表#1", "总分", "总评价得分", "得分"), "99", {"ZT-3", "ZT-7"}),
        (("自评表#2", "基本", "执行率", "值"), "0.98", {"ZP-1"}),
        (("自评表#4", "基本", "全年执行数", "值"), "20.41", {"ZP-1", "ZP-2", "ZP-8.2"}),
        (("自评表#3", "总分", "指标自评得分小计", "值"), "91", {"ZP-3", "ZP-4"}),
        (("自评表#4", "总分", "减分项", "值"), "1", {"ZP-4"}),
        (("自评表#5", "指标", "1", "分值"), "8.4", {"ZP-5"}),
        (("自评表#5", "指标", "1", "得分"), "8.4", {"ZP-3", "ZP-6"}),
        (("自评表#1", "基本", "项目名称", "值"), "离休医疗保障", {"ZP-7", "ZP-8.1", "ZP-8.2", "ZP-8.3", "ZP-9"}),
        (("自评表#2", "基本", "项目预算金额", "值"), "273.7", {"ZP-1", "ZP-8.1"}),
        (("自评表#4", "总分", "绩效自评总得分", "值"), "97.21", {"ZP-4", "ZP-8.3"}),
    ],
)
def test_what_the_rules_of_the_format_find(spot, value, expected):
    number = value if any(letter >= "\u4e00" for letter in value) else Decimal(value)
    assert faults((place(*spot), number)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"国内接待支出": "0.1"}, {"BC-5", "SL-4.1"}),
        ({"外事接待支出": "0.1"}, {"BC-5.1", "SL-5.1"}),
        ({"项目支出年初预算": "1700"}, {"BC-7"}),
        ({"中小企业货物": "1"}, {"BC-8.1", "BC-8.2"}),
        ({"中小企业工程": "1"}, {"BC-8.1", "BC-8.3"}),
        ({"中小企业服务": "1", "中小企业合同金额": "1", "政府采购总额": "1", "政府采购货物": "1"}, {"BC-8.4"}),
        ({"其他用车": "2"}, {"BC-4.1"}),
    ],
)
def test_facts(facts, expected):
    assert faults(*((report().facts[name], Decimal(value)) for name, value in facts.items())) == expected


@pytest.mark.parametrize(
    ("sign", "target", "reached", "full"),
    [
        ("=", "40", "39", True),
        ("=", "40", "41", False),  # more than planned
        ("=", "0", "1", True),  # 违规次数
        (">=", "99", "98.9", True),
        ("≥", "99", "99", False),
        ("<=", "5", "5.1", True),
        ("≤", "5", "5", False),
        ("<", "5", "5", True),
        (">=", "较高", "90", False),
        ("约", "99", "1", False),
    ],
)
def test_a_target_that_was_missed_does_not_earn_a_full_score(sign, target, reached, full):
    row = report().tables["自评表#1"].blocks["指标"]["1"]
    changes = [(row["运算符号"], sign), (row["指标值"], target), (row["全年完成值"], reached)]
    assert ("ZP-11" in faults(*changes)) is full
    assert "ZP-11" not in faults(*changes, (row["得分"], Decimal("9.9")))


def test_figures_of_last_year_agree_with_last_years_workbook():
    prior = replace(report(), year=2023)
    found = {f.rule for f in alarms(workflow.check_grid(grid(), prior).findings)}
    assert {"SN-3.1", "SN-3.2", "SN-3.4", "SN-3.6", "SN-3.9"} <= found
    assert not {"SN-3.3", "SN-3.5", "SN-3.7", "SN-3.8"} & found  # all of them nothing in both years


def test_what_was_evaluated_is_no_more_than_all_projects():
    row = next(row for row in report().lists["项目自评结果"].rows if row.cells["执行数"].is_number)
    assert faults((row["执行数"], row["执行数"].value + 900)) == {"BC-7.2", "ZP-8.2"}
