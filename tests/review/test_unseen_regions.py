"""Documents of regions that have no format here: other words, numbering, units and tables, in Word (as PDF: ``test_round_trip``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.findings import Severity
from toolkit.review import review
from toolkit.review.reading.finishing import squeezed

from .regions import TEXTS, draw

#: A slip in the text, the rule that tells it, and the words beside it.
SLIPS = {
    "表在后-不列行次": [
        ("基本支出1,096.05万元，占34.81%", "基本支出1,069.05万元，占34.81%", "WD-01"),
        ("完成预算102.85%，决算数大于", "完成预算102.85%，决算数小于", "WD-06"),
        ("卫生健康（类）支出51.30万元，占1.72%", "卫生健康（类）支出51.30万元，占1.27%", "WD-02"),
    ],
    "金额为元-列行次": [
        ("公务接待费支出决算23,000.00元", "公务接待费支出决算32,000.00元", "WD-01"),
        ("与2023年相比，财政拨款收、支", "与2022年相比，财政拨款收、支", "WD-12"),
    ],
    "三公竖排-不写千分号": [("公用经费160.85万元", "公用经费160.85元", "WD-08")],
    "先写收入再写支出": [
        ("年初预算1,600.00万元，支出决算1,530.20万元，完成年初预算的95.64%", "年初预算1,600.00万元，支出决算1,530.20万元，完成年初预算的96.54%", "WD-04"),
        ("（二）支出决算总计3,166.00万元", "（二）支出决算总计3,661.00万元", "WD-01"),
        ("2024年度本年支出决算合计", "2024本度本年支出决算合计", "WD-12"),
    ],
    "金额为亿元": [
        ("基本支出0.1096亿元", "基本支出0.1906亿元", "WD-01"),
        ("年初预算0.16亿元，支出决算0.153亿元，完成年初预算的95.64%", "年初预算0.16亿元，支出决算0.153亿元，完成年初预算的59.64%", "WD-04"),
    ],
    "标题不编号": [
        ("基本支出 1096.05 万元，占 34.81 %", "基本支出 1069.05 万元，占 34.81 %", "WD-01"),
        ("增长 8.95 %", "增长 9.85 %", "WD-03"),
        ("占 4.34 %", "占 4.43 %", "WD-02"),
        ("分别占 85.32 %、14.68 %", "分别占 85.23 %、14.68 %", "WD-02"),
        ("分别增长 3.91 %、下降 3.68 %", "分别增长 3.91 %、下降 3.86 %", "WD-03"),
        ("分别为 935.20 万元、160.85 万元", "分别为 953.20 万元、160.85 万元", "WD-01"),
        ("分散采购 0 万元", "分散采购 0 万元，节约 5.00", "WD-07"),
    ],
    "较年初预算增减": [
        ("费用支出较年初预算数减少1.20万元，下降34.29%", "费用支出较年初预算数增加1.20万元，下降34.29%", "WD-06"),
        ("公务车运行维护费18.60万元", "公务车运行维护费16.80万元", "WD-01"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_told_of_a_document_without_slips(name: str, tmp_path: Path) -> None:
    draw(TEXTS[name].read_text(encoding="utf-8"), tmp_path / "决算.docx")
    reviewed = review(tmp_path / "决算.docx")
    assert [finding.message for finding in reviewed.findings if finding.severity is not Severity.TAIL] == []
    assert len(reviewed.report.tables) == 9
    assert sum(binding.right is True for binding in reviewed.bindings) >= 60


@pytest.mark.parametrize("name", SLIPS)
def test_each_slip_is_told_in_its_sentence(name: str, tmp_path: Path) -> None:
    text = TEXTS[name].read_text(encoding="utf-8")
    for right, wrong, _ in SLIPS[name]:
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    draw(text, tmp_path / "决算.docx")
    findings = [one for one in review(tmp_path / "决算.docx").findings if one.severity is not Severity.TAIL]
    for _, wrong, rule in SLIPS[name]:
        line = squeezed(next(line for line in text.splitlines() if wrong in line))
        told = [one for one in findings if one.rule == rule and one.place and one.place.sentence in line]
        assert told, (wrong, [finding.message for finding in findings])


DROPPED = {
    "三公竖排-不写千分号": [
        "2023年本年支出合计3149.00万元，其中：基本支出1096.05万元，占34.81%；项目支出2052.95万元，占65.19%。",
        "与2022年相比，收、支总计各增加260.10万元，增长8.95%。",
        "国内公务接待21批次，168人次，共计支出2.30万元。",
    ],
    "先写收入再写支出": [
        "年初预算51.30万元，支出决算51.30万元，完成年初预算的100.00%。",
        "（二）公用经费160.85万元。",
        "2024年度财政拨款收入、支出决算总计3,109.00万元。",
    ],
    "较年初预算增减": [
        "授予中小企业合同金额70.00万元，占政府采购支出总额的100.00%，其中：授予小微企业合同金额35.00万元，占政府采购支出总额的50.00%。",
        "本部门对3个项目开展了绩效自评，涉及资金1,892.95万元。",
    ],
    "表在后-不列行次": [
        "2024年度收、支总计3,166.00万元。",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", DROPPED)
def test_sentences_that_every_account_has_are_missed(name: str, tmp_path: Path) -> None:
    text = TEXTS[name].read_text(encoding="utf-8")
    for sentence in DROPPED[name]:
        assert sentence in text
        text = text.replace(sentence, "", 1)
    draw("\n".join(line for line in text.splitlines() if line), tmp_path / "决算.docx")
    findings = [one for one in review(tmp_path / "决算.docx").findings if one.severity is not Severity.TAIL]
    assert [finding.rule for finding in findings] == ["WD-23"] * len(DROPPED[name]), [f.message for f in findings]


def test_a_figure_wrong_in_a_table_is_told(tmp_path: Path) -> None:
    text = TEXTS["表在后-不列行次"].read_text(encoding="utf-8")
    wrong = text.replace("2130314|防汛|98.00||98.00", "2130314|防汛|89.00||98.00")
    assert wrong != text
    draw(wrong, tmp_path / "决算.docx")
    assert any(finding.rule in ("LH-1", "GK03-1", "GK05-1") for finding in review(tmp_path / "决算.docx").findings)
