"""山西 部门决算: its sentences where the sample, whose whole text is in tests/golden, has no case."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from samples import block, published, put, report, with_facts

from toolkit.narrative import draft
from toolkit.profiles import load_profile

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "workbooks" / "sources" / "fenyang-2024.json"
PROFILE = load_profile("shanxi-final")


def sample(**facts):
    return with_facts(published(PROFILE, SOURCE), PROFILE, **facts)


def planned(*rows):
    columns = ("编码", "名称", "年初预算数", "上年决算数", "用途", "变动原因")
    return replace(sample(), lists={**sample().lists, "年初预算": block(columns, rows, sheet="补充资料", listed=True)})


def graded(*rows):
    columns = ("公开名称", "级次", "个数", "项目名称", "得分", "等级", "全年预算数", "全年执行数", "完成情况")
    return replace(
        sample(), lists={**sample().lists, "项目自评结果": block(columns, rows, sheet="补充资料", listed=True)}
    )


def texts(made):
    return draft(made, PROFILE).texts


D = Decimal


@pytest.mark.parametrize(
    ("field", "made", "said"),
    [
        (
            "收支总体",
            sample(上年收入总计=D(2000), 上年支出总计=D(2000), 收支总计变动原因="新增项目。"),
            "收入总计增加262.43万元，增长13.12%，支出总计增加262.43万元，增长13.12%。主要原因是新增项目。",
        ),
        (
            "收支总体",
            sample(上年收入总计=D("2262.43"), 上年支出总计=D("2262.43")),
            "与上年相比，收入总计与上年相同，支出总计与上年相同。",
        ),
        ("三公总体", sample(上年运行=D("4.60")), "公务用车运行维护费支出4.60万元，完成全年预算的100.00%，与上年相同，主要原因是："),
        (
            "三公总体",
            put(sample(接待变动原因="来访增加"), "公开09", "", "公务接待费", "决算数", "1"),
            "公务接待费支出1.00万元，比上年度增加1.00万元（上年度为零，无法计算增长比例），主要原因是：来访增加。",
        ),
        (
            "三公具体",
            sample(出国团组=1, 出国人次=2, 出国用途="主要用于学术交流。"),
            "出国（境）团组共1个，2人次。主要用于：学术交流。",
        ),
        (
            "三公具体",
            sample(国内接待支出=D("0.5"), 国内接待批次=2, 国内接待人次=9, 国内接待用途="外市交流人员"),
            "共接待2批次，9人次。国内接待费0.50万元，共接待2批次，9人次，其中外事接待费0万元，共接待0批次，0人次，主要是接待外市交流人员；",
        ),
        ("机关运行经费", sample(上年机关运行经费=D("4.14")), "支出4.14万元，与上年相同。"),
        (
            "机关运行经费",
            put(sample(上年机关运行经费=D(4)), "公开10", "机关运行经费", "参照公务员法管理事业单位", "统计数", "1"),
            "支出5.14万元，比2023年增加1.14万元，增长28.50%，主要原因是",
        ),
        (
            "国有资产",
            put(sample(其他用车用途="下乡检查"), "公开10", "国有资产", "其他用车", "统计数", "1"),
            "其他用车1辆，其他用车主要是下乡检查。单价",
        ),
        (
            "国有资产",
            put(sample(), "公开10", "国有资产", "车辆数合计（辆）", "统计数", "0"),
            "共有车辆0辆。单价100万元",
        ),
        (
            "政府性基金",
            put(sample(政府性基金说明="用于社会福利"), "公开07", "", "合计", "小计", "3"),
            "本年支出3.00万元，年末结转和结余0万元。用于社会福利。",
        ),
        ("国有资本经营", put(sample(), "公开08", "", "合计", "小计", "3"), "国有资本经营预算财政拨款支出3.00万元，其中："),
        (
            "一般公共具体",
            planned(("208", "社会保障和就业支出", D(0), D("82.46"), None, None), ("206", "科学技术支出", D(5), D(0), "科普", None)),
            "科学技术支出年初预算5.00万元，支出决算0万元，完成年初预算的0.00%，用于科普。与上年相同。\n"
            "社会保障和就业支出年初预算0万元，支出决算82.46万元，用于行政事业单位养老支出82.46万元。与上年相同。",
        ),
        (
            "项目自评",
            graded(
                ("甲项目", "一级", 2, None, D("88.5"), "良", D(1500), D("1234.5"), "完成"),
                ("乙", "一级", 1, "乙", D(60), "中", D(10), D(10), "完成"),
            ),
            "一级项目绩效自评个数3个，涉及资金1244.50万元：0个项目自评等级为“优”，2个项目自评等级为“良”，"
            "1个项目自评等级为“中”，0个项目自评等级为“差”。对于自评结果为“中”和“差”的项目",
        ),
        (
            "项目自评",
            graded(("甲项目", "一级", 1, None, D("88.5"), "良", D(1500), D("1234.5"), "完成")),
            "\n甲项目绩效自评综述：根据年初设定的绩效目标，项目绩效自评得分为88.5分。"
            "项目全年预算数为1500.00万元，执行数为1234.50万元，完成预算的82.3%。项目绩效目标完成情况：完成。",
        ),
        (
            "绩效管理",
            sample(部门评价个数=0, 部门评价项目=None),
            "社会保险基金预算支出0万元。",
        ),
    ],
)  # fmt: skip
def test_a_sentence_for_every_situation(field, made, said):
    assert said in texts(made)[field]


def test_improvements_are_told_for_graded_projects_only():
    good = graded(("甲", "一级", 1, None, D(95), "优", D(1), D(1), "完成"))
    silent = with_facts(good, PROFILE, 一级改进措施=None, 二级改进措施=None)
    assert "改进管理措施" not in texts(silent)["项目自评"]
    poor = graded(("甲", "一级", 1, None, D(65), "中", D(1), D(1), "完成"))
    asked = texts(with_facts(poor, PROFILE, 一级改进措施=None))["项目自评"]
    assert "本单位采取的改进管理措施为【待补充：一级项目" in asked


def test_the_annex_is_named_only_for_projects_that_have_a_form():
    said = texts(graded(("甲", "二级", 1, "甲", D(95), "优", D(1), D(1), "完成")))["项目自评"]
    assert said.endswith("完成。（项目自评表见附件）。")


#: Facts that no sentence is made of: they head the forms.
ELSEWHERE = {"适用格式", "单位名称", "年度"}


@pytest.mark.parametrize(
    "fact", [f.id for g in PROFILE.facts.values() for f in g.facts if f.required and f.id not in ELSEWHERE]
)
def test_every_required_fact_leaves_its_marker_when_it_is_blank(fact):
    drafts = draft(sample(**{fact: None}), PROFILE)
    label = PROFILE.fact(fact).label
    assert label.strip() in "".join(drafts.texts.values())
    assert label in [gap.label for gaps in drafts.missing.values() for gap in gaps]


@pytest.mark.parametrize("table", [key for key, spec in PROFILE.tables.items() if not spec.repeated])
def test_a_form_that_is_missing_is_never_told_as_zero(table):
    made = sample()
    without = replace(made, tables={key: value for key, value in made.tables.items() if key != table})
    assert f"【待补充：{PROFILE.tables[table].label}" in "".join(texts(without).values())


def test_nothing_filled_in_gives_markers_and_no_empty_phrase():
    written = "\n".join(texts(report(PROFILE)).values())
    for empty in (
        "为，",
        "为。",
        "是：。",
        "是。",
        "（减少）",
        "，，",
        "。。",
        "；。",
        "用于。",
        "None",
        "0.00万元",
        "（类）0",
    ):
        assert empty not in written
