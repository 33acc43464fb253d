"""Cross-validation of the published figures of a real unit, and of the same figures with one of them changed."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from filled import Filled, alarms, cell

from toolkit import rules
from toolkit.amounts import Unit
from toolkit.cells import CellKind
from toolkit.findings import Finding, Severity
from toolkit.profiles import RuleSpec

GOLDEN = Path(__file__).parent / "golden"


def found(filled, *severities, prior=None):
    wanted = severities or (Severity.ERROR, Severity.WARNING)
    found = alarms(rules.check(filled.report(), filled.profile, prior=prior))
    return [f for f in found if f.severity in wanted]


def faults(filled, **more):
    """(rule, cell to look at first) of every error and warning that the published figures do not have."""
    return {(f.rule, f.cells[0].address) for f in found(filled, **more)} - as_published()


@cache
def as_published():
    return {(f.rule, f.cells[0].address) for f in found(Filled())}


def test_the_published_figures_as_published():
    lines = [
        f"{f.severity.value} {f.rule} {f.cells[0].sheet}!{f.cells[0].address} {f.message}"
        for f in rules.check(Filled().report(), Filled().profile)
    ]
    golden = (GOLDEN / "jiyuan-2023.txt").read_text(encoding="utf-8").splitlines()
    assert lines == golden


@pytest.mark.parametrize(
    ("table", "block", "row", "column", "value", "expected"),
    [
        # sums within a form
        ("公开01", "收入", "其他收入", "决算数", "0.30", {("GK01-1", "C32"), ("GK01-02.3", "C13")}),
        ("公开01", "支出", "结余分配", "决算数", "1.00", {("GK01-4", "F36")}),
        ("公开01", "收入", "总计", "决算数", "5510.57", {("GK01-3", "C36"), ("GK01-5", "C36")}),
        ("公开04", "支出", "年末财政拨款结转和结余", "合计", "2", {("GK04-4", "F33"), ("GK04-6", "F37")}),
        # a column and a row of a code table
        ("公开02", "", "2089999", "其他收入", "1", {("GK02-1", "C17"), ("GK02-2", "I16")}),
        ("公开03", "", "合计", "经营支出", "0.5", {("GK03-1", "C6"), ("GK03-2", "G6")}),
        ("公开05", "", "20805", "项目支出", "7", {("GK05-1", "C12"), ("GK05-2", "E7"), ("GK05-2", "E12"), ("GK03-05.2", "E12")}),
        # 公开06 and its link to 公开05
        ("公开06", "", "30305", "决算数", "1.91", {("GK06-1", "C48")}),
        ("公开06", "", "公用经费合计", "决算数", "106.13", {("GK06-3", "C88"), ("GK05-06", "D6")}),
        ("公开07", "", "212", "年末结转和结余", "1", {("GK07-1", "H7"), ("GK07-3", "H6"), ("GK07-3", "H7")}),
        ("公开08", "", "合计", "小计", "3", {("GK08-1", "C6"), ("GK08-2", "C6"), ("GK04-08.1", "I32")}),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_cell(table, block, row, column, value, expected):
    assert faults(Filled().put(table, block, row, column, Decimal(value))) == expected


def test_a_fault_between_forms_names_both_cells_and_both_figures():
    filled = Filled().put("公开01", "支出", "社会保障和就业支出", "决算数", Decimal("996.19"))
    (finding,) = [f for f in found(filled) if f.rule == "GK01-03.2"]
    assert [(c.sheet, c.address) for c in finding.cells] == [("收入支出决算总表", "F13"), ("支出决算表", "C7")]
    assert finding.message == (
        "总表各功能分类支出与支出决算表的同名类一致：公开01表支出“社会保障和就业支出” 996.19 万元，"
        "应等于公开03表“208 社会保障和就业支出”的本年支出合计 995.19 万元，多 1.00 万元。"
    )
    assert (finding.expected, finding.actual, finding.difference) == (Decimal("995.19"), Decimal("996.19"), 1)


def test_one_amount_printed_twice_has_no_slack():
    filled = Filled().put("公开04", "收入", "政府性基金预算财政拨款", "金额", Decimal("206.41"))
    assert ("GK01-04.2", "C7") in faults(filled)


@pytest.mark.parametrize(
    ("value", "severity"),
    [("5510.46", None), ("5510.47", Severity.TAIL), ("5510.48", Severity.ERROR), ("5510.45", Severity.TAIL), ("5510.44", Severity.ERROR)],
)  # fmt: skip
def test_the_nearest_legal_neighbours_of_a_sum(value, severity):
    """5,510.32＋0.00＋0.14: two addends that are not zero, a zero that can only be more, the total: ±0.01 and no more."""
    filled = Filled().put("公开01", "收入", "总计", "决算数", Decimal(value))
    said = [f.severity for f in alarms(rules.check(filled.report(), filled.profile)) if f.rule == "GK01-3"]
    assert said == ([severity] if severity else [])


def test_a_blank_is_exactly_nothing_and_a_zero_is_not():
    """0.00 may hide up to 0.004999, so three zeros may make 0.01; three blanks may not."""
    zeros = Filled().put("公开07", "", "2120899", "小计", Decimal("3.01"))
    zeros.put("公开07", "", "2120899", "基本支出", 0)
    blanks = Filled().put("公开07", "", "2120899", "小计", Decimal("3.01"))
    blanks.put("公开07", "", "2120899", "基本支出", None)
    assert ("GK07-2", "E10") not in faults(zeros)
    assert ("GK07-2", "E10") in faults(blanks)


def test_a_dash_is_nothing_too():
    filled = Filled().put("公开07", "", "2120899", "基本支出", "——")
    assert faults(filled) == set()


def test_negative_amounts_add_up_and_are_worth_a_look():
    filled = Filled()
    for row in ("合计", "229", "22999", "2299999"):
        filled.put("公开02", "", row, "经营收入", Decimal(-1))
        filled.put("公开02", "", row, "其他收入", Decimal("1.2"))
    filled.put("公开01", "收入", "经营收入", "决算数", Decimal(-1)).put(
        "公开01", "收入", "其他收入", "决算数", Decimal("1.2")
    )
    assert {rule for rule, _ in faults(filled)} == {"FS-1"}


@pytest.mark.parametrize("word", ["见附件", "#REF!"])
def test_a_cell_that_is_no_figure_takes_part_in_no_equation(word):
    report = Filled().report()
    kind = CellKind.ERROR if word.startswith("#") else CellKind.TEXT
    bad = cell("收入决算表", "C6", None)._replace(kind=kind, text=word)
    report = _replaced(report, "公开02", "合计", "本年收入合计", bad)
    concerned = {f.rule for f in alarms(rules.check(report, Filled().profile)) if bad in f.cells}
    assert concerned == set()
    assert not any(
        bad in {figure.cell for figure in item.figures} for item in rules.instances(report, Filled().profile)
    )


def _replaced(report, table_id, key, column, new):
    table = report.tables[table_id]
    block = table.blocks[""]
    rows = tuple(replace(r, cells={**r.cells, column: new}) if r.key == key else r for r in block.rows)
    table = replace(table, blocks={"": replace(block, rows=rows)})
    return replace(report, tables={**report.tables, table_id: table})


def test_a_form_in_yuan_is_compared_exactly_with_one_in_wan():
    filled = Filled()
    filled.units["公开08"] = Unit.YUAN
    for row in ("合计",):
        for column in ("小计", "项目支出"):
            filled.put("公开08", "", row, column, Decimal("1234567.89"))
    filled.put("公开04", "支出", "本年支出合计", "国有资本经营预算财政拨款", Decimal("123.46"))
    assert "GK04-08.1" not in {rule for rule, _ in faults(filled)}
    filled.put("公开04", "支出", "本年支出合计", "国有资本经营预算财政拨款", Decimal("123.45"))
    assert "GK04-08.1" in {rule for rule, _ in faults(filled)}


def test_a_part_is_not_more_than_the_whole():
    filled = Filled().put("公开05", "", "2101501", "基本支出", Decimal("843.63"))
    assert ("GK03-05.2", "D26") in faults(filled)


def test_a_code_that_the_other_form_does_not_list():
    filled = Filled().drop("公开03", "", "2210201")
    messages = {f.rule: f.message for f in found(filled)}
    assert "公开03表没有“2210201 住房公积金”这一行" in messages["GK03-05.1"]


def test_a_form_that_lists_no_such_class_has_nothing_of_it():
    filled = Filled()
    for code in ("221", "22102", "2210201"):
        filled.drop("公开05", "", code)
    (finding,) = [f for f in found(filled) if f.rule == "GK04-05.2"]
    assert finding.message.endswith("应等于 0.00 万元，多 67.19 万元；公开05表没有“住房保障支出”这一行。")


def test_a_class_spelt_otherwise_is_told_once_and_no_sum_is_blamed():
    filled = Filled().put("公开03", "", "210", "名称", "医疗卫生与计划生育支出")
    assert {rule for rule, _ in faults(filled)} == {"KM-2", "KM-4"}
    (names,) = [f for f in rules.check(filled.report(), filled.profile) if f.rule.startswith("KM")]
    assert (names.rule, {f.rule for f in names.caused}) == ("KM-7", {"KM-2", "KM-4"})


def test_the_spelling_of_spaces_and_brackets_does_not_matter():
    filled = Filled().put("公开03", "", "210", "名称", " 卫生 健康支出")
    assert faults(filled) == set()


def test_a_total_without_any_row_below_it():
    filled = Filled().put("公开08", "", "合计", "项目支出", Decimal(3)).put("公开08", "", "合计", "小计", Decimal(3))
    (finding, _) = [f for f in found(filled) if f.rule == "GK08-2"]
    assert "应等于 0.00 万元，多 3.00 万元" in finding.message


def test_a_missing_form_is_the_readers_affair():
    report = Filled().report()
    tables = {name: table for name, table in report.tables.items() if name != "公开05"}
    report = replace(report, tables=tables, problems=(Finding("YB-1", Severity.ERROR, "缺表", "缺少公开05表。"),))
    findings = rules.check(report, Filled().profile)
    assert [f.rule for f in findings if f.severity is Severity.ERROR] == ["YB-1"]


# -- 补充资料 and the self-evaluation forms ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "value", "rule"),
    [
        ("政府采购服务", Decimal("781.94"), "BC-3.1"),
        ("中小企业合同金额", Decimal("781.94"), "BC-3.2"),
        ("小微企业合同金额", Decimal("690.93"), "BC-3.3"),
        ("车辆合计", 2, "BC-4.1"),
        ("公务用车保有量", 2, "BC-4.2"),
        ("国内接待支出", Decimal("0.08"), "BC-5"),
        ("机关运行经费", Decimal("105.14"), "BC-6"),
        ("上年支出总计", Decimal("7159.53"), "BC-1.1"),
        ("一般公共预算年初预算", Decimal("5548.10"), "BC-2.1"),
    ],
)
def test_facts(fact, value, rule):
    assert rule not in {f.rule for f in found(Filled())}
    assert rule in {f.rule for f in found(Filled().fact(fact, value))}


def test_each_self_evaluation_form_is_checked_on_its_own():
    filled = Filled().put("自评表#2", "总分", "总分", "得分", Decimal("97.19"))
    assert {(f.rule, f.cells[0].sheet) for f in found(filled, Severity.ERROR)} == {("ZP-5", "自评表2")}
    filled = Filled().put("自评表#13", "总分", "总分", "得分", 95)
    assert {(f.rule, f.cells[0].sheet) for f in found(filled, Severity.ERROR) if f.rule.startswith("ZP")} == {
        ("ZP-5", "自评表13"),
        ("ZP-8", "项目自评结果"),
    }


@pytest.mark.parametrize(
    ("block", "row", "column", "value", "expected"),
    [
        ("资金", "财政拨款", "全年执行数", 505, {"ZP-1"}),
        ("资金", "财政拨款", "全年执行数", 507, {"ZP-1", "ZP-2"}),
        ("资金", "年度资金总额", "执行率", "98.0%", {"ZP-3"}),
        ("资金", "年度资金总额", "执行率", "100%", set()),
        ("资金", "单位资金", "执行率", "12.00%", set()),  # of nothing there is no percentage to check
        ("管理", "安排科学性", "分值", 10, {"ZP-4.1"}),
        ("总分", "总分", "分值", 105, {"ZP-4.1", "ZP-4.2"}),
        ("管理", "安排科学性", "得分", 6, {"ZP-5", "ZP-6.2"}),
    ],
)
def test_a_self_evaluation_form(block, row, column, value, expected):
    assert {rule for rule, _ in faults(Filled().put("自评表#1", block, row, column, value))} == expected


# -- last year's workbook ---------------------------------------------------------------------------------------------


def _last_year():
    filled = Filled()
    filled.data["year"] = 2022
    for block in ("收入", "支出"):
        filled.put("公开01", block, "总计", "决算数", Decimal("7159.52"))
    filled.put("公开01", "支出", "年末结转和结余", "决算数", Decimal("0.14"))
    filled.put("公开04", "收入", "总计", "金额", Decimal("7159.30"))
    filled.put("公开04", "支出", "总计", "合计", Decimal("7159.30"))
    filled.put("公开05", "", "合计", "小计", Decimal("6630.26"))
    return filled.fact("机关运行经费", Decimal("106.77"))


def test_figures_of_last_year_agree_with_last_years_workbook():
    assert faults(Filled(), prior=_last_year().report()) == set()


def test_a_figure_of_last_year_that_does_not():
    filled = Filled().fact("上年收入总计", Decimal("7159.51"))
    findings = {f.rule: f for f in found(filled, prior=_last_year().report())}
    assert "应等于上年公开01表收入“总计” 7,159.52 万元，少 0.01 万元" in findings["SN-3.1"].message
    assert [c.sheet for c in findings["SN-3.1"].cells] == ["补充资料"]


def test_a_fund_and_the_cars_carry_over_from_last_year():
    prior = _last_year().put("公开07", "", "合计", "年末结转和结余", Decimal("5.00"))
    assert {rule for rule, _ in faults(Filled(), prior=prior.report())} == {"SN-2.2"}
    prior = _last_year().fact("公务用车保有量", 0)
    assert {rule for rule, _ in faults(Filled(), prior=prior.report())} == {"SN-2.3"}
    assert "SN-2.3" not in {rule for rule, _ in faults(Filled().fact("购置车辆", 1), prior=prior.report())}


def test_a_prior_workbook_of_another_year_is_told():
    prior = _last_year()
    prior.data["year"] = 2021
    other = rules.of_another_year(prior.report(), Filled().report())
    assert other is not None
    assert [other.rule, other.message] == [
        "SN-0",
        "所给的上年工作簿“样本.xlsx”是 2021 年度的，本工作簿是 2023 年度的，没有用它核对，也没有取它的数；请换成 2022 年度的。",
    ]


# -- the run as a whole -----------------------------------------------------------------------------------------------


def test_findings_come_in_the_order_of_sheets_rows_columns():
    filled = Filled().put("公开05", "", "20805", "项目支出", 7).put("公开01", "收入", "其他收入", "决算数", 1)
    report = filled.report()
    places = [f.cells[0] for f in rules.check(report, filled.profile)]
    sheets = [report.sheets.index(c.sheet) for c in places]
    assert sheets == sorted(sheets)
    rows = [int(c.address[1:]) for c in places if c.sheet == places[0].sheet]
    assert rows == sorted(rows)


def test_a_rule_that_crashes_is_one_finding_and_the_run_goes_on(monkeypatch):
    from toolkit.rules.checks import by_name as named

    def broken(report, profile, tell):
        raise KeyError("合计")

    monkeypatch.setitem(named.CHECKS, "表号", broken)
    findings = rules.check(Filled().report(), Filled().profile)
    (crash,) = [f for f in findings if f.rule == "BT-3"]
    assert "规则“BT-3 表号与公开格式一致”没有查成（KeyError" in crash.message
    assert len(findings) > 10


def test_a_rule_of_other_years_is_not_applied():
    filled = Filled().put("公开01", "收入", "总计", "决算数", 1)
    spec = filled.profile.rules["GK01-5"]
    for limits, expected in (({"since": 2024}, 0), ({"until": 2022}, 0), ({"since": 2023, "until": 2023}, 1)):
        profile = replace(filled.profile, rules={"GK01-5": replace(spec, **limits)})
        assert len(rules.check(filled.report(), profile)) == expected


def test_multiples_differences_and_at_least():
    def verdict(identity):
        profile = replace(Filled().profile, rules={"T": RuleSpec("试", identity, "T")})
        return [item.verdict.value for item in rules.instances(Filled().report(), profile)]

    assert verdict("2 * 公开05[221].小计 = 公开05[22102].小计 + 公开05[2210201].小计") == ["相符"]
    assert verdict("公开05[合计].小计 >= 公开05[208].小计") == ["相符"]
    assert verdict("公开05[208].小计 >= 公开05[合计].小计") == ["不符"]
    assert verdict("公开05[合计].小计 - 公开05[合计].项目支出 = 公开05[合计].基本支出") == ["相符"]
    assert verdict("公开08[合计].小计 >= 0") == ["相符"]


def test_a_row_that_a_form_lacks_is_told_once():
    """The 款 is gone from 公开03: its 项 still stand there, and 公开05 has it."""
    filled = Filled().drop("公开03", "", "21015")
    findings = rules.check(filled.report(), filled.profile)
    (gone,) = [finding for finding in findings if "没有“21015 医疗保障管理事务”这一行" in finding.message]
    assert (
        gone.message
        == f"公开03表没有“21015 医疗保障管理事务”这一行，下列 {len(gone.caused)} 处关系因此不符；请补上这一行。"
    )
    assert {case.rule for case in gone.caused} == {"GK03-05.1", "GK03-05.2"}
    (parent,) = [finding for finding in findings if finding.rule == "KM-1" and "公开03" in finding.message]
    assert parent.message.endswith("，却没有它们的上级科目 21015。")
    assert len(parent.cells) > 1
