"""吉林 部门决算: its sentences where years or budgets are zero. The sample's whole text is in tests/golden."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from samples import published, put, report, with_facts

from toolkit.narrative import draft
from toolkit.profiles import load_profile

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
SOURCE = HERE.parents[1] / "workbooks" / "sources" / "yanbian-2024.json"
PROFILE = load_profile("jilin-final")


def sample(**facts):
    return with_facts(published(PROFILE, SOURCE), PROFILE, **facts)


def texts(made):
    return draft(made, PROFILE).texts


@pytest.mark.parametrize(
    ("field", "made", "said"),
    [
        ("收支总体", sample(上年收入总计=Decimal("596.94")), "与2023年度相比，收、支总计均持平。"),
        (
            "收支总体",
            sample(上年收入总计=Decimal(500)),
            "收、支总计各增加96.94万元，增长19.4%。主要原因：州本级单位离休人员医疗费支出减少。",
        ),
        (
            "收支总体",
            put(sample(), "公开01", "支出", "总计", "决算数", "596.95"),
            "2024年度收入总计596.94万元，支出总计596.95万元。与2023年度相比，收入总计减少197.11万元，下降24.8%，",
        ),
        ("收入", sample(上年财政拨款收入=Decimal("596.64")), "财政拨款收入596.64万元，与上年持平；上级补助收入0万元；"),
        (
            "支出",
            sample(上年项目支出=0),
            "项目支出264.38万元，比上年增加264.38万元（上年为零，没有可比的基数），主要是",
        ),
        (
            "财政拨款收支",
            sample(上年财政拨款收入总计=Decimal(500)),
            "财政拨款收、支总计各增加96.94万元，增长19.4%。",
        ),
        ("一般公共总体", sample(上年一般公共预算支出=Decimal("596.02")), "一般公共预算财政拨款支出持平。"),
        ("三公具体", sample(上年公务接待费=Decimal("0.20"), 上年三公经费=Decimal("0.20")), "减少0.04万元，下降20%，"),
        ("三公具体", sample(), "公务用车购置及运行费预算为0万元，支出决算为0万元；较2023年度持平。\n（1）"),
        ("绩效工作", sample(整体评价金额=Decimal("596.02")), "组织对本部门开展整体支出绩效评价，涉及一般公共预算支出596.02万元"),
        ("部门评价", sample(部门评价项目数=1, 部门评价结果="评价报告已在门户网站公开。"), "评价报告已在门户网站公开。"),
        ("机关运行经费", sample(上年机关运行经费=Decimal("31.49")), "较2023年度持平。"),
        (
            "政府采购",
            sample(
                政府采购总额=Decimal(20), 政府采购服务=Decimal("17.8"), 中小企业合同金额=Decimal(10),
                小微企业合同金额=Decimal(5), 中小企业服务合同=Decimal(10),
            ),
            "授予中小企业合同金额10万元，占政府采购支出总额的50%，其中：授予小微企业合同金额5万元，"
            "占授予中小企业合同金额的50%；货物采购授予中小企业合同金额占货物支出金额的0%，"
            "服务采购授予中小企业合同金额占服务支出金额的56.2%。",
        ),
        (
            "政府采购",
            sample(政府采购总额=0, 政府采购货物=0),
            "授予中小企业合同金额0万元，其中：授予小微企业合同金额0万元。",
        ),
    ],
)  # fmt: skip
def test_a_sentence_for_every_situation(field, made, said):
    assert said in texts(made)[field]


def test_a_fund_that_was_used_is_told_instead_of_declined():
    made = put(sample(政府性基金说明="主要用于社会福利支出。"), "公开07", "", "合计", "本年收入", "3")
    said = texts(put(made, "公开07", "", "合计", "小计", "3"))["政府性基金"]
    assert said.endswith("本年收入3.00万元；本年支出3.00万元；年末结转和结余0万元。主要用于社会福利支出。")
    assert "不涉及" not in said


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
        "增长100%",
    ):
        assert empty not in written


@pytest.mark.parametrize(
    "folder", [path.parent for path in TEMPLATES.glob("*/narrative.j2")], ids=lambda path: path.name
)
def test_no_paragraph_runs_into_the_next(folder):
    """A line break after a block's tag is swallowed: text that ends in one needs its own line, or the blank line is lost."""
    source = (folder / "narrative.j2").read_text("utf-8")
    assert re.findall(r"^(?!\{%|\])[^\n]*%\}\n\n(?=\S)|^\{% if [^\n]*\{% endif %\}\n\n(?=\S)", source, re.M) == []
