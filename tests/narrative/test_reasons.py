"""NR-05 and NR-06: changes without a reason, and reasons that say the opposite, through the check of real workbooks."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from samples import block, cell, published, with_facts, written

from toolkit.findings import Severity
from toolkit.narrative import check_narrative, draft
from toolkit.profiles import load_profile, samples
from toolkit.workflow import check

SOURCES = Path(__file__).resolve().parents[2] / "workbooks" / "sources"
HENAN = load_profile("henan-final")
JIYUAN = published(HENAN, SOURCES / "jiyuan-2023.json")
FELL = "收支总计变动原因"  # 7,159.52 → 5,510.47


def told(report, profile=HENAN):
    found = check_narrative(report, profile, draft(report, profile))
    return [f for f in found if f.rule in ("NR-05", "NR-06")]


def reason(text, profile=HENAN):
    return told(with_facts(JIYUAN, HENAN, **{FELL: text}), profile)


def rose(text):
    return told(with_facts(JIYUAN, HENAN, 上年收入总计=5000, 上年支出总计=5000, **{FELL: text}))


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_the_published_reasons_are_reasons(path):
    assert [f.message for f in check(path).findings if f.rule in ("NR-05", "NR-06")] == []


def test_a_change_without_a_reason_is_told_with_both_figures_and_the_cell():
    (finding,) = reason(None)
    assert (finding.rule, finding.severity) == ("NR-05", Severity.ERROR)
    assert finding.message == (
        "“一、收入支出决算总体情况说明”需要“收、支总计比上年增减的主要原因”，还没有填写：上年 7,159.52 万元，本年 5,510.47 万元。"
    )
    assert [cell.address for cell in finding.cells] == [JIYUAN.facts[FELL].address]
    assert finding.cells[0].is_empty


def test_a_missing_reason_is_told_once():
    made = with_facts(JIYUAN, HENAN, **{FELL: None})
    found = check_narrative(made, HENAN, draft(made, HENAN))
    assert [f.rule for f in found if "收、支总计" in f.message] == ["NR-05"]


def test_one_entry_that_explains_two_changes_is_told_once():
    jilin = load_profile("jilin-final")
    made = with_facts(
        published(jilin, SOURCES / "yanbian-2024.json"), jilin, 上年支出总计=500, 收支总计变动原因=None
    )  # 收 and 支 differ now
    rows = made.tables["公开01"].blocks["支出"].rows
    total = next(row for row in rows if row.key == "总计")
    other = replace(total, cells={**total.cells, "决算数": cell(Decimal("600"))})
    blocks = {**made.tables["公开01"].blocks, "支出": replace(made.tables["公开01"].blocks["支出"], rows=(other,))}
    made = replace(made, tables={**made.tables, "公开01": replace(made.tables["公开01"], blocks=blocks)})
    (finding,) = told(made, jilin)
    assert finding.message.count("；") == 1
    assert "上年 500.00 万元，本年 600.00 万元。" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "无",
        "没有",
        "——",
        "/",
        "0",
        "同上。",
        "（无）",
        "不适用",
        "按实际支出",
        "正常浮动。",
        "根据实际情况支出",
        "主要是正常预决算数浮动",
    ],
)
def test_a_filler_is_no_reason(text):
    (finding,) = reason(text)
    assert finding.rule == "NR-05"
    assert f"写的“{text}”不是原因：上年 7,159.52 万元，本年 5,510.47 万元。" in finding.message


def test_a_filler_that_is_not_printed_is_nobodys_business():
    same = with_facts(JIYUAN, HENAN, 上年收入总计=Decimal("5510.47"), 上年支出总计=Decimal("5510.47"), **{FELL: "无"})
    assert told(same) == []


@pytest.mark.parametrize(
    "text", ["公用经费支出增加", "项目支出增长", "人员经费有所增加", "资金大幅增加", "人员增加，经费相应增加"]
)
def test_a_reason_that_says_up_where_the_figures_fell(text):
    (finding,) = reason(text)
    assert finding.rule == "NR-06"
    assert f"写的“{text}”说的与数字相反：上年 7,159.52 万元，本年 5,510.47 万元" in finding.message
    assert rose(text) == []


@pytest.mark.parametrize("text", ["公用经费支出减少", "压减一般性支出", "厉行节约，压缩开支", "项目经费下降"])
def test_a_reason_that_says_down_where_the_figures_rose(text):
    (finding,) = rose(text)
    assert finding.rule == "NR-06"
    assert reason(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "公用经费增加，项目支出减少",  # both
        "事业收入增加，财政负担的支出增加不多",  # another source pays
        "上年一次性项目支出增加",  # the year before
        "结转资金增加",
        "退休人员经费增加",
        "参保人数增加",  # not money
        "人员增加",
        "项目未完成，资金增加",
        "支出增加（减少）0万元",  # WZ-1 tells that
    ],
)
def test_what_may_be_meant_otherwise_is_left_in_peace(text):
    assert reason(text) == []


@pytest.mark.parametrize(
    ("before", "asked"),
    [("5600.00", True), ("5510.00", False), ("5509.47", True), ("0", True), ("5511.46", False)],
)
def test_thresholds_of_a_profile_say_from_when_a_reason_is_asked(before, asked):
    profile = replace(HENAN, thresholds={"变动比例": Decimal(10), "变动金额": Decimal(1)})
    made = with_facts(JIYUAN, HENAN, 上年收入总计=Decimal(before), 上年支出总计=Decimal(before), **{FELL: None})
    assert [f.rule for f in told(made, profile)] == (["NR-05"] if asked else [])


def test_the_national_default_is_a_tenth_or_ten_thousand_yuan():
    assert load_profile("national").thresholds == {"变动比例": 10, "变动金额": 1}


def test_an_item_against_its_budget():
    rows = [[cell.text or None for cell in row.cells.values()] for row in JIYUAN.lists["年初预算"].rows]
    columns = tuple(JIYUAN.lists["年初预算"].rows[0].cells)
    at = columns.index("差异原因")
    figures = [i for i, name in enumerate(columns) if name == "年初预算数"]
    for row in rows:
        row[figures[0]] = Decimal(row[figures[0]]) if row[figures[0]] else None
    rows[0][at] = "无"
    made = replace(JIYUAN, lists={**JIYUAN.lists, "年初预算": block(columns, rows, sheet="补充资料", listed=True)})
    (finding,) = told(made)
    assert finding.rule == "NR-05"
    assert "的差异原因”写的“无”不是原因：预算 " in finding.message


def test_a_paragraph_that_a_person_wrote_gives_its_own_reasons():
    made = with_facts(JIYUAN, HENAN, **{FELL: None})
    (field,) = [item.field for item in HENAN.outline if item.title == "一、收入支出决算总体情况说明"]
    assert told(replace(made, written={field: written(field, "自己写的一段")})) == []
