"""辽宁's sentences for which the published sample (its text is in tests/golden) has no case."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from toolkit import workbook, workflow
from toolkit.edits import Edit

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "workbooks" / "beipiao-2024.xlsx"


@lru_cache
def grid():
    return workbook.read_grid(SAMPLE)


@lru_cache
def report():
    return workbook.read_workbook(grid()).report


def texts(*changes, **facts):
    """All paragraphs once cells and facts hold something else (None: nothing)."""
    cells = [*changes, *((report().facts[name], value) for name, value in facts.items())]
    edits = [Edit(cell.sheet, cell.address, typed(value)) for cell, value in cells]
    return workflow.check_grid(workbook.edited(grid(), edits)).drafts.texts


def typed(value):
    try:
        return None if value is None else Decimal(value)
    except ArithmeticError:
        return value


def place(table, row, column, block=""):
    return report().tables[table].blocks[block][row][column]


def listed(list_id, row, column):
    return next(one for one in report().lists[list_id] if row in (one.code, one.name))[column]


def test_nothing_is_missing_in_the_sample():
    checked = workflow.check(SAMPLE)
    assert not checked.drafts.missing
    assert "【" not in "".join(checked.drafts.texts.values())


def test_figures_of_the_whole():
    said = texts()
    assert "7. 使用非财政拨款结余0.00万元，占收入总计的0.00%。" in said["收入总体"].splitlines()
    assert (
        "2. 项目支出894.75万元，占支出总计的61.30%。主要包括城乡医疗救助资金等业务支出。"
        in said["支出总体"].splitlines()
    )
    assert (
        "完成年初预算的63.58%，其中：基本支出完成年初预算的94.93%，项目支出完成年初预算的52.62%。"
        in said["财政拨款总体"]
    )


def test_completion_of_an_item_is_a_whole_percentage():
    item = texts()["一般公共"].splitlines()[2]
    assert item.startswith(
        "（1）社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构（项）4.81万元，主要是"
    )
    assert "等支出，完成年初预算的53%，决算数与年初预算数存在差异的主要原因是" in item


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ("0", "年初没有安排预算，不计算完成比例，决算数与年初预算数存在差异的主要原因是"),
        ("4.81", "完成年初预算的100%，决算数与年初预算数持平。"),
        (None, "年初预算为【待补充："),
    ],
)
def test_an_item_without_budget_and_one_that_met_it(budget, said):
    assert said in texts((listed("年初预算", "2080109", "年初预算数"), budget))["一般公共"].splitlines()[2]


def test_an_item_that_was_only_planned():
    row = [place("公开05", "2101599", column) for column in ("编码", "名称", "小计", "基本支出", "项目支出")]
    planned = (listed("年初预算", "2101599", "年初预算数"), "2")
    said = texts(planned, *((cell, None) for cell in row))["一般公共"]
    assert "（7）卫生健康支出（类）医疗保障管理事务（款）其他医疗保障管理事务支出（项）0.00万元，" in said
    assert "完成年初预算的0%，" in said


def test_government_funds():
    changes = [(place("公开07", "合计", column), "3") for column in ("小计", "项目支出")]
    said = texts(*changes, 政府性基金用途="主要用于排水设施。", 政府性基金年初预算="2", 政府性基金差异原因="追加了项目")
    assert said["政府性基金"] == (
        "2024年度政府性基金预算财政拨款支出3.00万元，主要用于排水设施，完成年初预算的150%，"
        "决算数与年初预算数存在差异的主要原因是追加了项目。"
    )
    assert said["国有资本经营"] == "本部门2024年度无国有资本经营预算财政拨款支出。"


def test_state_capital_planned_but_not_spent():
    said = texts(国有资本经营年初预算="2", 国有资本经营差异原因="项目取消")["国有资本经营"]
    assert said == (
        "2024年度国有资本经营预算财政拨款支出0.00万元，完成年初预算的0%，决算数与年初预算数存在差异的主要原因是项目取消。"
    )


def test_vehicles_over_budget_and_reception_without_one():
    said = texts(
        (place("公开09", "公务接待费", "决算数"), "0.5"),
        (place("公开09", "公务用车购置及运行维护费", "决算数"), "3"),
        (place("公开09", "合计", "决算数"), "3.5"),
        上年公务用车费="0",
    )["三公"].splitlines()
    assert "完成预算的147.06%，决算数大于预算数的主要原因是" in said[0]
    assert "2. 公务接待费0.50万元，占“三公”经费支出的14.29%。没有安排预算，不计算完成比例，决算数大于预算数" in said[2]
    assert "2024年公务用车购置及运行费比上年增加3.00万元（上年为零，不计算增长比例）" in said[3]


def test_a_share_of_nothing_is_not_printed():
    nothing = [
        (place("公开09", row, "决算数"), None) for row in ("合计", "公务用车购置及运行维护费", "公务用车运行维护费")
    ]
    assert "“三公”经费支出的" not in texts(*nothing)["三公"]
    assert "%" not in texts()["政府采购"]


def test_procurement():
    said = texts(
        政府采购总额="40",
        政府采购货物="30",
        政府采购服务="10",
        中小企业合同金额="25",
        小微企业合同金额="5",
        中小企业货物="25",
        中小企业服务="0",
    )
    assert said["政府采购"].endswith(
        "授予中小企业合同金额25.00万元，占政府采购支出总额的62.50%，其中：授予小微企业合同金额5.00万元，占中小企业采购支出总额的20.00%；"
        "货物采购授予中小企业合同金额25.00万元，占货物支出金额的83.33%；服务采购授予中小企业合同金额0.00万元，占服务支出金额的0.00%。"
    )


def test_the_average_is_rounded_half_up():
    scores = ["89", "98.21", "59", "100", "69", "99.99"]  # 515.20 ÷ 6 = 85.8666…
    names = [row.name for row in report().lists["项目自评结果"]]
    changes = [(listed("项目自评结果", name, "得分"), score) for name, score in zip(names, scores, strict=True)]
    assert "自评平均分（开展绩效自评的项目分数总和/开展绩效自评的项目数）85.87分" in texts(*changes)["绩效自评"]
    changes[-1] = (changes[-1][0], "99.94")  # 515.15 ÷ 6 = 85.858333…
    assert "）85.86分" in texts(*changes)["绩效自评"]


def test_coverage_and_where_there_was_no_evaluation():
    assert "达到75%，" in texts(年初批复项目数="8")["绩效自评"]
    assert "达到【待补充" not in texts(年初批复项目数=None)["绩效自评"]
    assert "【待补充：年初批复绩效目标的项目数" in texts(年初批复项目数=None)["绩效自评"]
    assert texts(整体自评部门数="0")["绩效自评"].endswith("本年没有组织开展部门整体绩效自评。")
