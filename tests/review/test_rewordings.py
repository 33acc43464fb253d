"""Our sentences written otherwise by people: what is said rightly in other words is no wrong figure, what is wrong still is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from toolkit.findings import Severity
from toolkit.review.reviewing import Reviewed

Held = Callable[..., Reviewed]

TOTAL = "收、支总计均为1,585.00万元"
RISE = "各增加135.00万元，增长9.31%"
PARTS = "财政拨款收入1,520.00万元，占99.35%；其他收入10.00万元，占0.65%"
ITEM = "年初预算为58.00万元，支出决算为60.00万元，完成年初预算的103.45%"
HOSTING = "公务接待费支出决算2.00万元，完成预算的66.67%"

RIGHT = [
    (TOTAL, "收、支总计均为1,585.00①万元"),
    (TOTAL, "收、支总计均为1,585.00[1]万元"),
    (TOTAL, "收、支总计均为1,585.00（含上年结转）万元"),
    (TOTAL, "收、支总计均为1.585千万元"),
    (RISE, "由2024年度的1,450.00万元增加到2025年度的1,585.00万元，增加135.00万元，增长9.31%"),
    (RISE, "各增加135.00万元，增长约9%"),
    (RISE, "各增加135.00万元，增幅9.31%"),
    (PARTS, "财政拨款收入1,520.00万元（占99.35%）、其他收入10.00万元（占0.65%）"),
    (PARTS, "财政拨款收入、其他收入分别为1,520.00万元、10.00万元，分别占99.35%、0.65%"),
    ("占本年支出合计的81.27%", "占本年支出合计（1,538.00万元）的81.27%"),
    ("占本年支出合计的81.27%", "占本年支出合计的八成以上"),
    (ITEM, "年初预算58万元，决算60万元，超出年初预算2万元，完成103.45%"),
    ("人员经费560.00万元", "人员经费560.00万元（其中基本工资180.00万元、津贴补贴120.00万元）"),
    ("主要包括：办公费", "主要包括：办公费25.00万元"),
    (HOSTING, "公务接待费支出决算2.00万元，比预算减少1.00万元，下降33.33%"),
    ("来宾160人次", "来宾一百六十人次"),
    ("共有车辆3辆", "共有车辆三辆"),
]
WRONG = [
    (TOTAL, "收、支总计均为1,558.00①万元", "WD-01"),
    (TOTAL, "收、支总计均为1.558千万元", "WD-01"),
    (RISE, "由2023年度的1,450.00万元增加到2025年度的1,585.00万元，增加153.00万元，增长9.31%", "WD-03"),
    ("占本年支出合计的81.27%", "占本年支出合计（1,583.00万元）的81.27%", "WD-01"),
    ("完成年初预算的99.21%。其中", "完成年初预算的99.21%，比年初预算少100.00万元。其中", "WD-03"),
    (ITEM, "年初预算58万元，决算60万元，超出年初预算3万元，完成103.45%", "WD-03"),
    ("主要包括：办公费", "主要包括：办公费52.00万元", "WD-01"),
]


@pytest.mark.parametrize("to_workbook", [False, True])
@pytest.mark.parametrize(("old", "new"), RIGHT)
def test_what_is_right_in_other_words_is_no_error(held: Held, old: str, new: str, to_workbook: bool) -> None:
    found = held("example-2025", old, new, to_workbook=to_workbook).findings
    told = [finding for finding in found if finding.severity in (Severity.ERROR, Severity.WARNING)]
    assert {finding.rule for finding in told} <= {"WD-22", "WD-23"}, [finding.message for finding in told]
    assert not [finding for finding in told if finding.severity is Severity.ERROR]
    assert not [one for one in told if one.rule == "WD-23" and old != ITEM], "said, if in another sentence"


@pytest.mark.parametrize("to_workbook", [False, True])
@pytest.mark.parametrize(("old", "new", "rule"), WRONG)
def test_what_is_wrong_in_other_words_is_one(held: Held, old: str, new: str, rule: str, to_workbook: bool) -> None:
    found = held("example-2025", old, new, to_workbook=to_workbook).findings
    assert rule in {finding.rule for finding in found if finding.severity is Severity.ERROR}


def test_another_number_in_numerals_is_another_figure(held: Held) -> None:
    found = held("example-2025", "共有车辆3辆", "共有车辆四辆", to_workbook=True).findings
    assert [finding.rule for finding in found if finding.severity is Severity.ERROR] == ["WD-21"]


def test_a_growth_in_percentage_points_is_told(held: Held) -> None:
    found = held("example-2025", RISE, "各增加135.00万元，增长9.31个百分点").findings
    assert any("请改成“9.31%”" in finding.message for finding in found)
