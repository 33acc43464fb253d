"""What is wrong in a sentence is found there, and nothing is where nothing is wrong."""

from __future__ import annotations

import pytest

from toolkit.findings import Severity
from toolkit.review.reviewing import held_to, own_tables

SAMPLES = ["beipiao-2024", "example-2025", "fenyang-2024", "jilin-province-2024-budget", "jiyuan-2023", "yanbian-2024"]
#: What is at odds in a sample itself: fenyang's 3 cars of 2, and projects that go by two names.
KNOWN = {"fenyang-2024": {"WD-09", "WD-10"}, "jiyuan-2023": {"WD-10"}, "yanbian-2024": {"WD-10"}}


def told(reviewed):
    return {
        finding.rule
        for finding in reviewed.findings
        if finding.rule.startswith("WD-") and finding.severity is not Severity.TAIL
    }


@pytest.mark.parametrize("to_workbook", [False, True])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_document_as_it_was_drawn_is_silent(held, name, to_workbook):
    reviewed = held(name, to_workbook=to_workbook)
    assert told(reviewed) <= KNOWN.get(name, set())
    assert sum(binding.right is True for binding in reviewed.bindings) > 50


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("财政拨款收入5,510.12万元", "财政拨款收入5,510.21万元", "WD-01"),
        ("项目支出2,452.79万元", "项目支出2,452.79元", "WD-08"),
        ("项目支出2,452.79万元", "项目支出2,452.79", "WD-07"),
        ("占44.51%", "占44.51", "WD-07"),
        ("占44.51%", "占45.51%", "WD-02"),
        ("基本支出3,057.68万元，占55.49%；项目支出2,452.79", "基本支出2,452.79万元，占55.49%；项目支出3,057.68", "WD-01"),
        ("下降23.03%", "下降23.30%", "WD-03"),
        ("各减少1,649.05万元，下降", "各增加1,649.05万元，下降", "WD-06"),
        ("完成年初预算的63.83%", "完成年初预算的63.38%", "WD-04"),
        ("支出决算为0.00万元，决算数与年初预算数不存在差异", "支出决算为0.00万元，完成年初预算的0.00%", "WD-05"),
        ("2023年度收入合计", "2022年度收入合计", "WD-12"),
        ("2023年度收入合计", "203年度收入合计", "WD-12"),
        ("事业单位离退休（项）。年初预算为15.30万元，支出决算为14.66", "行政单位离退休（项）。年初预算为15.30万元，支出决算为14.66", "WD-01"),
        ("公用经费105.13万元，主要包括：办公费、印刷费", "公用经费105.13万元，主要包括：办公费、租赁费", "WD-11"),
        ("政府采购服务支出781.93万元", "政府采购服务支出781.39万元", "WD-09"),
        ("授予中小企业合同金额690.92万元", "授予中小企业合同金额790.92万元", "WD-09"),
        ("公务用车保有量为1辆", "公务用车保有量为2辆", "WD-09"),
        ("（不包括陪同人员）", "（不包括陪同人员", "WD-16"),
        ("二、收入决算情况说明", "二、收入情况说明", "WD-17"),
        ("2.社会保障和就业支出（类）", "3.社会保障和就业支出（类）", "WD-18"),
        ("一般公共预算财政拨款基本支出3,057.33", "一般公用预算财政拨款基本支出3,057.33", "WD-10"),
        ("与上年度相比，财政拨款收、支总计", "与上年度相比，财理拨款收、支总计", "WD-10"),
        ("单价100万元", "单价110万元", "WD-27"),
        ("单价100万元", "单价100元", "WD-08"),
        ("单价100万元", "单价100", "WD-07"),
        ("各减少1,649.05万元，下降", "各减少1,649.05，下降", "WD-07"),
    ],
)  # fmt: skip
def test_a_slip_is_found_by_the_documents_own_tables(held, old, new, rule):
    reviewed = held("jiyuan-2023", old, new)
    untouched = {finding.message for finding in held("jiyuan-2023").findings}
    found = [finding for finding in reviewed.findings if finding.rule == rule and finding.message not in untouched]
    assert found
    if rule not in ("WD-17", "WD-09"):
        assert any(
            finding.place.sentence.rstrip("。")[-6:] in new or new[-6:] in finding.place.sentence for finding in found
        )


def test_words_are_quoted_as_they_stand_there(held):
    reviewed = held("jiyuan-2023", "各减少1,649.05万元，下降23.03%", "各增加1,649.05万元，降低23.03%")
    assert any("后面说“降低23.03%”" in finding.message for finding in reviewed.findings)


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("beipiao-2024", "资金606.70万元（其中：一般公共预算资金606.70", "资金606.70万元（其中：一般公共预算资金66.70", "WD-09"),
        ("beipiao-2024", "完成预算的69.75%，决算数小于", "完成预算的69.75%，决算数大于", "WD-06"),
        ("beipiao-2024", "“2024年医保基金监管经费”", "“2034年医保基金监管经费”", "WD-10"),
        ("fenyang-2024", "市级补助30.5万元", "市级补助40.5万元", "WD-09"),
        ("fenyang-2024", "补助率达到100%", "补助率达到100", "WD-07"),
        ("fenyang-2024", "覆盖地区100%", "覆盖地区140%", "WD-27"),
        ("fenyang-2024", "其中一般公共预算支出2262.43万元、政府性基金预算支出0万元", "其中一般公共预算支出0万元、政府性基金预算支出2262.43万元", "WD-01"),
        ("fenyang-2024", "项目全年预算数为19.88万元，执行数为19.88万元，完成预算的100%。", "", "WD-23"),
        ("jilin-province-2024-budget", "2.公务接待费1.36万元，2024年本年预算数比2023年当年预算数增加", "2.公务接待费1.36万元，2024年本年预算数比2023年当年预算数减少", "WD-09"),
        ("jilin-province-2024-budget", "公务用车运行维护费15.3万元，2024年本年", "公务用车运行维护费15.3万元，2034年本年", "WD-12"),
        ("jilin-province-2024-budget", "当年预算数持平；", "当年预算数大于；", "WD-06"),
        ("yanbian-2024", "较2023年度增加0.16万元（上年度没有此项支出", "较2023年度减少0.16万元（上年度没有此项支出", "WD-06"),
        ("yanbian-2024", "主要是差旅费等日常开支减少", "主要是差旅费等日常开支增加", "WD-06"),
        ("jiyuan-2023", "年初预算为0.00万元，支出决算为150.00", "年初预算为34.33万元，支出决算为150.00", "WD-23"),
        ("jiyuan-2023", "外宾接待支出0.00万元", "外宾接待支出646.53万元", "WD-09"),
        ("jiyuan-2023", "其他收入0.20万元，占0.00%。", "", "WD-23"),
        ("fenyang-2024", "住房保障支出年初预算50.65万元，支出决算43.93万元，完成年初预算的86.73%，用于缴纳职工住房公积金。", "", "WD-23"),
        ("beipiao-2024", "完成年初预算的92%", "完成年初预算的82%", "WD-04"),
        ("beipiao-2024", "完成年初预算的95%，", "完成年初预算的05%，", "WD-27"),
        ("beipiao-2024", "自评平均分（开展绩效自评的项目分数总和/开展绩效自评的项目数）85.87分", "自评平均分（开展绩效自评的项目分数总和/开展绩效自评的项目数）87.85分", "WD-09"),
        ("beipiao-2024", "2024年机关运行经费支出", "2024公机关运行经费支出", "WD-12"),
        ("beipiao-2024", "反映2024年医保基金监管经费", "反映2025年医保基金监管经费", "WD-12"),
        ("example-2025", "政府采购工程支出200.00", "政府采购工基支出200.00", "WD-10"),
        ("example-2025", "项目全年预算数为420.00万元，执行数为400.00万元，完成预算的95.24%。", "", "WD-23"),
        ("example-2025", "1.老旧小区改造项目绩效自评得分为96分。", "", "WD-23"),
        ("example-2025", "3.公务接待费预算数为3.00万元，支出决算数为2.00万元，完成预算的66.67%。", "", "WD-23"),
        ("example-2025", "其中：一般公共预算项目2个，涉及资金550.00万元，占一般公共预算项目支出总额的100.00%；政府性基金预算项目1个，涉及资金280.00万元，占政府性基金预算项目支出总额的100.00%。", "", "WD-23"),
    ],
)  # fmt: skip
def test_what_the_text_alone_belies(held, name, old, new, rule):
    untouched = {finding.message for finding in held(name).findings}
    assert rule in {one.rule for one in held(name, old, new).findings if one.message not in untouched}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("团组0个，累计0人次", "团组1个，累计0人次", "WD-14"),
        ("医疗费超支缺口项目100分", "医疗费超支缺口项目90分", "WD-01"),
        ("来宾7人次", "来宾17人次", "WD-21"),
        ("三是上级提前下达的城乡医疗救助补助资金规模下降", "三是上级提前下达的城乡医疗救助补助资金规模上升", "WD-22"),
        ("其他收入0.20万元，占0.00%。", "", "WD-23"),
    ],
)
def test_what_no_table_has_is_found_by_the_workbook(held, old, new, rule):
    reviewed = held("jiyuan-2023", old, new, to_workbook=True)
    assert rule in told(reviewed)


def test_rates_that_leave_no_room_are_told_of_the_item_that_can_be_wrong(held):
    """The budgets of what is 基本支出 follow from the rates; at 82% the largest item alone would take more than is left."""
    (finding,) = [
        one for one in held("beipiao-2024", "完成年初预算的92%", "完成年初预算的82%").findings if one.rule == "WD-04"
    ]
    assert finding.message.startswith("按“事业运行”352.57万元、完成 82%推算")
    assert "事业运行（项）352.57万元" in finding.place.sentence


@pytest.mark.parametrize(
    ("amount", "percent", "is_wrong"),
    [("400.00", "72.73", False), ("400.00", "99.00", False), ("550.00", "90.00", True), ("0.00", "100.00", True)],
)
def test_no_amount_is_a_share_of_itself(held, amount, percent, is_wrong):
    """占一般公共预算项目支出总额: of the table's total, which may also be meant of budgets; never of the amount before 占."""
    old, new = (
        "550.00万元，占一般公共预算项目支出总额的100.00%",
        f"{amount}万元，占一般公共预算项目支出总额的{percent}%",
    )
    assert (told(held("example-2025", old, new)) == {"WD-02"}) is is_wrong
    assert told(held("example-2025", old, new)) <= {"WD-02"}


def test_a_wrong_figure_is_no_missing_sentence_and_is_told_by_one_rule(held):
    reviewed = held(
        "example-2025", "支出决算为10.00万元，完成年初预算的100.00%", "支出决算为12.00万元，完成年初预算的100.00%"
    )
    reviewed = held_to(reviewed.document, own_tables(reviewed.document))
    assert {"WD-01", "WD-04"} <= {one.rule for one in reviewed.findings}
    assert not {"WD-23", "WZ-17"} & {one.rule for one in reviewed.findings}


def test_the_finding_says_where_and_what(held):
    reviewed = held("jiyuan-2023", "住房保障（类）支出67.19万元", "住房保障（类）支出67.91万元")
    finding = next(finding for finding in reviewed.findings if finding.rule == "WD-01")
    assert finding.severity is Severity.ERROR
    assert finding.message == "公开05表“221 住房保障支出”的小计是 67.19 万元，文中写的是 67.91万元。"
    assert finding.place.section == "五、一般公共预算财政拨款支出决算情况说明（二）结构情况"
    assert "住房保障（类）支出67.91万元" in finding.place.sentence
    assert (str(finding.expected), str(finding.actual), str(finding.difference)) == ("67.19", "67.91", "0.72")
    assert [cell.sheet for cell in finding.cells] == ["一般公共预算财政拨款支出决算表"]


def test_a_percentage_that_true_amounts_could_have_made_is_a_tail(held):
    """27.06% is 612.10 of 2,262.43 when both are taken in 元, 27.05% as they are printed."""
    reviewed = held("fenyang-2024", "占比27.05%", "占比27.06%")
    tails = [finding for finding in reviewed.findings if finding.rule == "WD-02"]
    assert [finding.severity for finding in tails] == [Severity.TAIL]


def test_a_figure_that_cannot_be_bound_is_listed_and_no_alarm(held):
    reviewed = held("jiyuan-2023", "年初预算为0.00万元，支出决算为150.00", "年初预算为10.00万元，支出决算为150.00")
    assert any(binding.figure.text == "10.00万元" for binding in reviewed.unbound)


def test_what_the_rules_say_of_tables_and_words_is_told_too(held):
    reviewed = held("yanbian-2024", "较2023年度持平", "较2023年度增加（减少）0万元，。")
    reviewed = held_to(reviewed.document, own_tables(reviewed.document))
    assert {"GK02-1", "LH-1", "WZ-1", "WZ-5", "KM-5"} <= {finding.rule for finding in reviewed.findings}
    residue = next(finding for finding in reviewed.findings if finding.rule == "WZ-1")
    assert "增加（减少）" in residue.place.sentence
