"""吉林 部门决算: the mistakes of the published sample, all of them and nothing else, and what its own rules find."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from filled import Filled, alarms

from toolkit import rules, workflow
from toolkit.findings import Severity
from toolkit.profiles import load_profile

SAMPLE = Path(__file__).resolve().parents[2] / "workbooks" / "yanbian-2024.xlsx"
FORM_06, FORM_09 = "一般公共预算财政拨款基本支出决算明细表", "一般公共预算财政拨款“三公”经费支出决算表"

#: Judged one by one against the published document (docs/samples.md).
ERRORS = {
    ("GK02-1", "收入决算表!C8"),  # 297.44 and 297.43 for the same income
    ("GK02-1", "收入决算表!C10"),  # 261.63 and 261.62
    ("BT-1", "支出决算表!A3"),  # the unit's name without 医疗
    ("BT-1", "一般公共预算财政拨款支出决算表!A3"),
    ("BT-1", f"{FORM_06}!A3"),
    ("GK06-1", f"{FORM_06}!C5"),  # 301 is 0.20 more than its items: 住房公积金 24.68 for 24.88
    ("BT-3", f"{FORM_09}!L2"),  # 公开07表 printed on the ninth form
    *(("BT-2", f"自评表{number}!A2") for number in (1, 2, 3, 4)),  # 2025 printed over the year 2024
    ("ZP-4", "自评表1!G13"),  # weights of 80 where 90 belong
    ("ZP-5", "自评表1!H23"),  # 70.26 where the parts make 60.26
}
WARNINGS = {
    ("GK05-06.3", f"{FORM_06}!C16"),  # 住房公积金 24.68 beside 24.88 in 公开05
    *(("ZP-9", f"项目自评结果!A{row}") for row in (3, 5, 6)),  # projects called otherwise in text and forms
    *(("KM-5", f"名词解释!A{row}") for row in (12, 14, 15, 19)),  # 科目 the unit has not, or under another 款
    *(("ZP-10", f"自评表{number}!I4") for number in (1, 3)),  # the unit's name without 医疗
}


def faults(filled):
    """The rules of every error and warning that the published figures do not have."""
    return {rule for rule, _ in told(filled) - as_published()}


def told(one):
    found = alarms(rules.check(one.report(), one.profile))
    return {(f.rule, f"{f.cells[0].sheet}!{f.cells[0].address}") for f in found if f.severity is not Severity.TAIL}


@cache
def as_published():
    return told(Filled("yanbian-2024"))


def test_every_true_mistake_of_the_sample_and_no_tail_among_them():
    checked = workflow.check(SAMPLE)
    found = {severity: set() for severity in Severity}
    for one in alarms(checked.findings):
        found[one.severity].add((one.rule, f"{one.cells[0].sheet}!{one.cells[0].address}"))
    assert found[Severity.ERROR] == ERRORS
    assert found[Severity.WARNING] == WARNINGS
    assert checked.count(Severity.TAIL) == 18


@pytest.mark.parametrize(
    ("table", "block", "row", "column", "value", "expected"),
    [
        ("公开05", "", "2101103", "人员经费", "3.88", {"GK05-3"}),
        ("公开05", "", "合计", "公用经费", "31.59", {"GK05-2", "GK05-3", "GK05-06.2"}),
        ("公开06", "", "人员经费合计", "决算数", "301.15", {"GK06-2", "GK05-06", "GK05-06.1"}),
        ("自评表#2", "资金", "当年财政拨款", "全年执行数", "30", {"ZP-1", "ZP-3"}),
        ("自评表#3", "指标", "2", "自评得分", "20.35", {"ZP-5", "ZP-6.2"}),
        ("项目自评结果", "", "运行经费", "得分", "99", {"ZP-8.1"}),
        ("项目自评结果", "", "运行经费", "全年预算数", "31.2", {"ZP-8.2"}),
        ("项目自评结果", "", "运行经费", "全年执行数", "31", {"ZP-8.3", "BC-9.1"}),
    ],
)
def test_what_the_rules_of_the_format_find(table, block, row, column, value, expected):
    assert faults(Filled("yanbian-2024").put(table, block, row, column, Decimal(value))) == expected


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("上年三公经费", 1, {"BC-7.1"}),
        ("上年项目支出", 447, {"BC-7.2"}),
        ("上年财政拨款收入", 795, {"BC-7.3"}),
        ("中小企业货物合同", 1, {"BC-8.1"}),
        ("自评金额", 265, {"BC-9.1", "BC-9.2"}),
    ],
)
def test_what_the_rules_find_in_the_supplement(fact, value, expected):
    assert faults(Filled("yanbian-2024").fact(fact, value)) == expected


@pytest.mark.parametrize(
    ("rate", "severity"),
    [("66.31", None), ("66.3", Severity.TAIL), ("66.32", Severity.ERROR), ("6.63", Severity.ERROR)],
)
def test_a_rate_in_percentage_points_is_the_quotient_as_printed(rate, severity):
    filled = Filled("yanbian-2024").put("自评表#1", "资金", "年度资金总额", "执行率", Decimal(rate))
    found = [f for f in rules.check(filled.report(), filled.profile) if f.rule == "ZP-3"]
    assert [f.severity for f in found] == ([severity] if severity else [])
    assert all("应为 198.92 万元÷300.00 万元×100＝66.31" in f.message for f in found)


def test_a_blank_rate_and_a_blank_line_of_the_list_are_filled_from_the_form():
    filled = Filled("yanbian-2024").put("自评表#2", "资金", "年度资金总额", "执行率", None)
    filled.put("项目自评结果", "", "运行经费", "得分", None)
    written = {
        edit.address: edit for edit in rules.fill_edits(rules.instances(filled.report(), load_profile("jilin-final")))
    }
    rate = next(edit for edit in written.values() if edit.formula and "/" in edit.formula)
    assert rate.formula.startswith("IF(")
    assert "ROUND(100*SUM(" in rate.formula
    score = next(edit for edit in written.values() if edit.sheet == "项目自评结果" and edit.value == 100)
    assert score.formula.startswith("'自评表2'!")
