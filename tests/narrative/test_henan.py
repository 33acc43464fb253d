"""河南's sentences where the published sample has no case: nothing at all, no base, different totals, what is missing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from samples import block, cross, report, with_facts

from toolkit.narrative import draft
from toolkit.profiles import load_profile

PROFILE = load_profile("henan-final")
CODES = ("编码", "名称")


def D(*numbers):
    return tuple(Decimal(number) for number in numbers)


def small(*, income="30.50", spent="30.50", general="30.50", budget="30.50", **facts):
    """A small unit: one 项, a car, a lunch; every fact given."""
    cross_spec = PROFILE.tables["公开09"].blocks[0]
    filled = {
        fact.id: "因为甲" if fact.kind == "text" else 0 for group in PROFILE.facts.values() for fact in group.facts
    }
    last_year = dict.fromkeys((name for name in filled if name.startswith("上年")), Decimal("30.50"))
    return report(
        PROFILE,
        tables={
            "公开01": {
                "收入": block(("项目", "决算数"), [("总计", *D(income))]),
                "支出": block(("项目", "决算数"), [("总计", *D(spent))]),
            },
            "公开02": {"": block((*CODES, "本年收入合计", "财政拨款收入"), [("", "合计", *D(income, income))])},
            "公开03": {"": block((*CODES, "本年支出合计", "基本支出"), [("", "合计", *D(spent, spent))])},
            "公开04": {
                "收入": block(("项目", "金额"), [("总计", *D(income))]),
                "支出": block(("项目", "合计"), [("总计", *D(spent))]),
            },
            "公开05": {
                "": block(
                    (*CODES, "小计", "基本支出", "项目支出"),
                    [
                        ("", "合计", *D(general, general, "0")),
                        ("229", "其他支出", *D(general, general, "0")),
                        ("22999", "其他支出", *D(general, general, "0")),
                        ("2299999", "其他支出", *D(general, general, "0")),
                    ],
                )
            },
            "公开06": {
                "": block((*CODES, "决算数"), [("301", "工资福利支出", *D("0")), ("", "人员经费合计", *D("0"))])
            },
            "公开07": {"": block((*CODES, "小计"), [("", "合计", *D("0"))])},
            "公开08": {"": block((*CODES, "小计"), [("", "合计", *D("0"))])},
            "公开09": {
                "": cross(
                    cross_spec, {"合计": D("1", "0.8"), "公务接待费": D("1", "0.8"), "因公出国（境）费": D("0", "0")}
                )
            },
        },
        facts={**filled, **last_year, **facts},
        lists={
            "年初预算": block(
                (*CODES, "年初预算数", "差异原因"),
                [("2299999", "其他支出", *D(budget), None)],
                sheet="补充资料",
                listed=True,
            ),
            "项目自评结果": block(("项目名称", "得分", "总体目标"), [("培训项目", *D("96.5"), "完成")], listed=True),
        },
    )


def texts(made):
    return draft(made, PROFILE).texts


@pytest.mark.parametrize(
    ("field", "made", "expected"),
    [
        ("收支总体", {}, "2023年度收、支总计均为30.50万元。与上年度相比，收、支总计持平。"),
        (
            "收支总体",
            {"spent": "30.51"},
            "2023年度收入总计30.50万元，支出总计30.51万元。"
            "与上年度相比，收入总计持平；支出总计增加0.01万元，增长0.03%，主要原因是：因为甲。",
        ),
        (
            "收支总体",
            {"上年收入总计": 0},
            "2023年度收、支总计均为30.50万元。"
            "与上年度相比，收、支总计各增加30.50万元（上年度为零，无法计算增长比例），主要原因是：因为甲。",
        ),
        ("收入", {"income": "0"}, "2023年度收入合计0.00万元。"),
        ("支出", {"spent": "0"}, "2023年度支出合计0.00万元。"),
        ("收入", {}, "2023年度收入合计30.50万元，其中：财政拨款收入30.50万元，占100.00%。"),
        ("一般公共结构", {"general": "0"}, "2023年度一般公共预算财政拨款支出0.00万元。"),
        (
            "一般公共结构",
            {},
            "2023年度一般公共预算财政拨款支出30.50万元，主要用于以下方面：其他（类）支出30.50万元，占100.00%。",
        ),
        (
            "一般公共具体",
            {"一般公共预算年初预算": Decimal("30.50")},
            "2023年度一般公共预算财政拨款支出年初预算为30.50万元，支出决算为30.50万元，完成年初预算的100.00%。其中：\n"
            "1. 其他支出（类）其他支出（款）其他支出（项）。"
            "年初预算为30.50万元，支出决算为30.50万元，完成年初预算的100.00%。决算数与年初预算数持平。",
        ),
        ("基本支出", {}, "2023年度一般公共预算财政拨款基本支出30.50万元。其中：人员经费0.00万元；公用经费0.00万元。"),
        (
            "政府性基金",
            {"政府性基金说明": None},
            "2023年度政府性基金预算财政拨款支出年初预算为0.00万元，支出决算为0.00万元，决算数与年初预算数不存在差异。",
        ),
        (
            "三公总体",
            {},
            "2023年度“三公”经费财政拨款支出预算为1.00万元，支出决算为0.80万元，完成预算的80.00%。"
            "2023年度“三公”经费支出决算数小于预算数，主要原因是因为甲。",
        ),
        ("机关运行经费", {"上年机关运行经费": 0}, "2023年度机关运行经费支出0.00万元，与上年度持平。"),
        (
            "政府采购",
            {},
            "2023年度政府采购支出总额0.00万元，其中：政府采购货物支出0.00万元、政府采购工程支出0.00万元、政府采购服务支出0.00万元。"
            "授予中小企业合同金额0.00万元，占政府采购支出总额的0.00%，"
            "其中：授予小微企业合同金额0.00万元，占授予中小企业合同金额的0.00%。",
        ),
        ("国有资产", {}, "2023年期末，我单位共有车辆0辆；单价100万元（含）以上设备（不含车辆）0台（套）。"),
        (
            "国有资产",
            {"车辆合计": 3, "机要通信用车": 1, "其他用车": 2},
            "2023年期末，我单位共有车辆3辆，其中：机要通信用车1辆、其他用车2辆；单价100万元（含）以上设备（不含车辆）0台（套）。",
        ),
    ],
)
def test_a_sentence_for_every_situation(field, made, expected):
    assert texts(small(**made))[field] == expected


def test_the_items_of_the_self_evaluation_are_numbered_and_counted():
    made = with_facts(
        small(), PROFILE, 未完成指标情况="1. 甲。\n2. 乙", 超额完成指标情况=None, 发现的问题及改进措施=None
    )
    assert texts(made)["绩效自评"].splitlines()[1:] == [
        "1. 项目自评结果：",
        "（1）培训项目96.5分。",
        "2. 预算执行情况分析。因为甲。",
        "3. 总体绩效目标完成情况分析。因为甲。总体绩效目标完成项目1个，未完成项目0个，项目完成率100.00%。",
        "4. 绩效指标完成情况分析。其中：没有完成绩效目标指标2个：",
        "（1）甲；",
        "（2）乙。",
        "没有超额完成30%及以上的指标。",
    ]


def test_a_filled_report_misses_nothing():
    assert draft(small(), PROFILE).missing == {}


def test_a_reason_that_is_due_and_not_given_is_asked_for():
    drafts = draft(small(budget="30.00"), PROFILE)
    assert drafts.texts["一般公共具体"].endswith(
        "完成年初预算的101.67%。决算数与年初预算数存在差异的主要原因是【待补充：“其他支出”的差异原因（补充资料!D1）】。"
    )
    assert [gap.label for gap in drafts.missing["一般公共具体"]] == ["“其他支出”的差异原因"]


#: Facts that no sentence of 河南 is made of; they stand on the cover, in the headings of the forms, or serve rules.
ELSEWHERE = {"适用格式", "单位名称", "年度"}


@pytest.mark.parametrize(
    "fact",
    [
        fact.id
        for group in PROFILE.facts.values()
        for fact in group.facts
        if fact.required and fact.id not in ELSEWHERE | {"上年支出总计", "上年财政拨款支出总计"}
    ],
)
def test_every_required_fact_leaves_its_marker_when_it_is_blank(fact):
    drafts = draft(with_facts(small(), PROFILE, **{fact: None}), PROFILE)
    label = PROFILE.fact(fact).label
    assert f"【待补充：{label}（" in "".join(drafts.texts.values())
    assert label in [gap.label for gaps in drafts.missing.values() for gap in gaps]


@pytest.mark.parametrize(
    "table", ["公开01", "公开02", "公开03", "公开04", "公开05", "公开06", "公开07", "公开08", "公开09"]
)
def test_a_form_that_is_missing_is_never_told_as_zero(table):
    made = small()
    without = replace(made, tables={key: value for key, value in made.tables.items() if key != table})
    assert f"【待补充：{PROFILE.tables[table].label}" in "".join(texts(without).values())


def test_nothing_filled_in_gives_markers_and_no_empty_phrase():
    written = "\n".join(texts(report(PROFILE)).values())
    for empty in ("为，", "为。", "是：。", "是。", "（减少）", "，，", "。。", "；。", "用于。", "None", "0.00万元"):
        assert empty not in written
