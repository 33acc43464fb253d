"""山西 部门决算: the mistakes of the published sample, all of them and nothing else, and what its own rules find."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from filled import Filled, alarms

from toolkit import rules, workflow
from toolkit.findings import Severity

SAMPLE = Path(__file__).resolve().parents[2] / "workbooks" / "fenyang-2024.xlsx"
FORM_10 = "部门决算公开相关信息统计表"

#: Judged one by one against the published document (docs/samples.md).
ERRORS = {("BC-4.2", "补充资料!B46")}  # 保有量 3 beside 2 vehicles in 公开10
WARNINGS = {
    ("BT-6", f"{FORM_10}!B24"),  # 行次 17 after 15
    ("BC-2.2", "补充资料!B23"),  # the budgets of the 类 told make 123.00 less than their total
    ("BC-2.4", "补充资料!B7"),  # last year's 类 make 189.82 less
}
TAILS = 27


def test_every_true_mistake_of_the_sample_and_no_tail_among_them():
    checked = workflow.check(SAMPLE)
    found = {severity: set() for severity in Severity}
    for one in alarms(checked.findings):
        found[one.severity].add((one.rule, f"{one.cells[0].sheet}!{one.cells[0].address}"))
    assert found[Severity.ERROR] == ERRORS
    assert found[Severity.WARNING] == WARNINGS
    assert checked.count(Severity.TAIL) == TAILS


def faults(filled, **more):
    """The rules that find an error or a warning which the published figures do not have."""
    return {rule for rule, _ in told(filled, **more) - as_published()}


def told(one, **more):
    found = alarms(rules.check(one.report(), one.profile, **more))
    return {(f.rule, f"{f.cells[0].sheet}!{f.cells[0].address}") for f in found if f.severity is not Severity.TAIL}


@cache
def as_published():
    return told(Filled("fenyang-2024"))


@pytest.mark.parametrize(
    ("table", "block", "row", "column", "value", "expected"),
    [
        ("公开10", "政府采购", "服务", "统计数", "54.30", {"GK10-1"}),
        ("公开10", "国有资产", "其他用车", "统计数", "1", {"GK10-2"}),
        ("公开10", "机关运行经费", "参照公务员法管理事业单位", "统计数", "20", {"GK06-10"}),
        ("公开06", "", "309", "决算数", "0.5", {"GK06-1", "GK06-3", "GK06-4"}),
        ("公开06", "", "31101", "决算数", "0.5", {"GK06-1"}),
        ("年初预算", "", "210", "上年决算数", "4900", {"BC-2.3"}),
        ("项目自评结果", "", "临时工工资", "得分", "99", {"ZP-8.1"}),
        ("项目自评结果", "", "临时工工资", "全年预算数", "11.89", {"ZP-8.2"}),
        ("项目自评结果", "", "临时工工资", "全年执行数", "11.87", {"ZP-8.3"}),
        ("项目自评结果", "", "城乡医疗救助", "全年执行数", "1370", {"BC-7"}),
        ("项目自评结果", "", "临时工工资", "项目名称", "临时工的工资", {"ZP-9"}),
        ("自评表#3", "资金", "市县区财政资金", "目标申报数", "120", {"ZP-1"}),
        ("自评表#4", "资金", "资金总额", "执行率", "30", {"ZP-3"}),
        ("自评表#5", "总分", "总分", "得分", "96", {"ZP-5", "ZP-8.1"}),
        ("自评表#6", "指标", "1", "得分", "11", {"ZP-5", "ZP-6.2"}),
        ("自评表#7", "指标", "1", "分值", "21", {"ZP-4.1"}),
    ],
)
def test_what_the_rules_of_the_format_find(table, block, row, column, value, expected):
    changed = Decimal(value) if value.replace(".", "").isdigit() else value
    assert faults(Filled("fenyang-2024").put(table, block, row, column, changed)) == expected


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("中小企业合同金额", "59.21", {"BC-3.2"}),
        ("国内接待支出", "0.5", {"BC-5", "SL-4.1"}),
        ("外事接待支出", "0.5", {"BC-5.2", "SL-5.1"}),
        ("上年运行", "7.00", {"BC-1.3"}),
    ],
)
def test_what_the_rules_find_in_the_facts(fact, value, expected):
    assert faults(Filled("fenyang-2024").fact(fact, Decimal(value))) == expected


def test_last_year_is_held_against_its_workbook():
    prior = Filled("fenyang-2024")
    prior.data["year"] = 2023
    found = faults(Filled("fenyang-2024"), prior=prior.report())
    assert {"SN-3.6", "SN-3.7", "SN-4.1", "SN-4.4"} <= found
    assert not {"SN-4.2", "SN-4.3", "SN-4.5"} & found  # nothing in both years


def test_a_project_takes_its_figures_from_its_form():
    blank = Filled("fenyang-2024")
    for column in ("得分", "全年预算数", "全年执行数"):
        blank.put("项目自评结果", "", "医保档案规范化整理经费", column, None)
    written = {(edit.sheet, edit.value) for edit in rules.fill_edits(rules.instances(blank.report(), blank.profile))}
    assert {("项目自评结果", Decimal(95)), ("项目自评结果", Decimal("33.378"))} <= written


def test_what_does_not_apply_stays_a_dash():
    sample = Filled("fenyang-2024")
    dashes = {c.address for c in sample.report().tables["公开06"].cells() if c.text == "——"}
    assert len(dashes) == 16
    assert not dashes & {
        e.address
        for e in rules.fill_edits(rules.instances(sample.report(), sample.profile))
        if e.sheet.endswith("明细表")
    }
