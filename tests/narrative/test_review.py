"""What is told about the text: what is missing, and people's texts against the figures."""

from dataclasses import replace
from decimal import Decimal

import pytest
from samples import block, cell, report, written

from toolkit.amounts import Unit
from toolkit.findings import Severity
from toolkit.narrative import Drafts, check_narrative
from toolkit.narrative.checking import check_person_text, missing_findings
from toolkit.narrative.missing import Gap
from toolkit.profiles import OutlineItem, load_profile
from toolkit.text import fingerprint

OUTLINE = (
    OutlineItem("第三部分", level=1),
    OutlineItem("一、总体", level=2, field="甲"),
    OutlineItem("二、结构", level=2),
    OutlineItem("（一）具体。", level=3, field="乙"),
)
PROFILE = replace(load_profile("henan-final"), outline=OUTLINE)
TABLE = {
    "": block(
        ("编码", "名称", "小计", "基本支出", "项目支出"), [("", "合计", Decimal("5303.72"), 0, Decimal("2246.39"))]
    )
}


def told(person, draft="草稿 1,326.54万元，下降20.01%", *, base=None, **parts):
    """The rule ids of what is told about one person's text."""
    made = report(PROFILE, tables={"公开05": TABLE}, facts={"上年收入总计": Decimal("7159.5")}, **parts)
    field = written("甲", person, base=fingerprint(draft) if base is None else base)
    made = replace(made, written={"甲": field})
    return check_person_text(made, PROFILE, Drafts({"甲": draft}, {}))


@pytest.mark.parametrize(
    "person",
    [
        "支出5,303.72万元",  # a figure of the tables
        "支出5303.72 万元",
        "支出５３０３.７２万元",
        "上年7,159.50万元",  # a fact, printed with another decimal
        "减少1,326.54万元，下降20.01%",  # from the draft
        "2023年有3个项目，14人，第1-6级",  # no amounts
        "减少-1,326.54万元",
        "",
    ],
)
def test_figures_that_the_workbook_or_the_draft_has_are_fine(person):
    assert told(person) == ()


@pytest.mark.parametrize(
    ("person", "figure"),
    [
        ("支出5,303.73万元", "5,303.73万元"),
        ("下降20.1%", "20.1%"),
        ("占5303.72%", "5303.72%"),  # an amount is no percentage
        ("减少13.2654万元、减少13.2654万元", "里的 13.2654万元 在"),  # told once
    ],
)
def test_a_figure_found_nowhere_is_told(person, figure):
    (finding,) = told(person)
    assert (finding.rule, finding.severity) == ("NR-02", Severity.WARNING)
    assert figure in finding.message
    assert "“一、总体”" in finding.message
    assert finding.cells[0].sheet == "情况说明"


def test_figures_of_a_workbook_in_yuan_are_looked_up_in_wan_yuan():
    in_yuan = {"": block(("编码", "名称", "小计"), [("", "合计", Decimal("53037249.99"))], unit=Unit.YUAN)}
    made = replace(report(PROFILE, tables={"公开05": in_yuan}), written={"甲": written("甲", "支出5,303.72万元")})
    assert check_person_text(made, PROFILE, Drafts({"甲": ""}, {})) == ()


def test_a_text_written_against_an_older_draft_is_told():
    assert [finding.rule for finding in told("没有数字", base=fingerprint("旧草稿"))] == ["NR-03"]


def test_a_text_that_was_confirmed_since_is_not():
    field = replace(
        written("甲", "没有数字", base=fingerprint("旧草稿")), draft="草稿", state_cell=cell("已核对", "情况说明", "E3")
    )
    made = replace(report(PROFILE), written={"甲": field})
    assert check_person_text(made, PROFILE, Drafts({"甲": "草稿"}, {})) == ()


def test_a_marker_left_in_a_persons_text_is_told():
    findings = told("上年【待补充：上年度收入总计（补充资料!B4）】")
    assert [(finding.rule, finding.severity) for finding in findings] == [("NR-04", Severity.ERROR)]


def test_what_is_missing_is_told_once_with_all_its_places_and_its_cell():
    needed, wanted = Gap("上年度收入总计", cell(None, "补充资料", "B7")), Gap("变动原因")
    drafts = Drafts({"甲": "", "乙": ""}, {"甲": (needed,), "乙": (needed, wanted)})
    first, second = missing_findings(report(PROFILE), PROFILE, drafts)
    assert (first.rule, first.severity, second.severity) == ("NR-01", Severity.ERROR, Severity.ERROR)
    assert first.message == "“一、总体”、“二、结构（一）具体”需要“上年度收入总计”，还没有填写。"
    assert [c.address for c in first.cells] == ["B7"]
    assert second.cells == ()
    lenient = replace(PROFILE, unfinished="warning")
    assert {finding.severity for finding in missing_findings(report(lenient), lenient, drafts)} == {Severity.WARNING}


def test_a_paragraph_that_a_person_wrote_misses_nothing():
    made = replace(report(PROFILE), written={"甲": written("甲", "自己写的一段")})
    assert check_narrative(made, PROFILE, Drafts({"甲": ""}, {"甲": (Gap("上年度收入总计"),)})) == ()


def test_empty_texts_and_an_empty_glossary_are_missing():
    outline = (OutlineItem("一、职责", 2, text="职责"), OutlineItem("名词解释", 1, glossary="名词解释"))
    profile = replace(PROFILE, outline=outline)
    findings = missing_findings(report(profile, texts={"职责": ()}), profile, Drafts({}, {}))
    assert [finding.message for finding in findings] == [
        "“一、职责”需要“职责”，还没有填写。",
        "“名词解释”需要“名词解释”，还没有填写。",
    ]
    assert [finding.severity for finding in findings] == [Severity.ERROR, Severity.WARNING], "a person may empty it"


@pytest.mark.parametrize(
    ("draft", "person", "said"),
    [
        ("保有量为2辆，购置数为0辆", "年末保有量3辆", "3辆，补充资料里是 2辆"),
        ("国内接待0批次、0人次", "国内接待1批次", "1批次，补充资料里是 0批次"),
        ("保有量为２辆", "保有量 2 辆", ""),
        ("保有量为2辆，购置数为0辆", "原有3辆，上交1辆，年末保有量2辆", ""),
        ("保有量为2辆，购置数为0辆", "没有购置，保有量2辆", ""),
        ("保有量为2辆", "公务用车情况见附件", ""),
        ("出国0人次；国内接待12人次", "国内接待12人次，其中8人次为检查组", ""),
        ("没有数", "另有3辆租用", ""),
    ],
)
def test_counts_that_a_person_states_otherwise_are_told(draft, person, said):
    assert [f.rule for f in told(person, draft)] == (["NR-02"] if said else [])
    assert all(said in f.message for f in told(person, draft))


@pytest.mark.parametrize(
    ("person", "is_told"),
    [
        ("支出5,303.72元", True),
        ("支出 5303.72 元", True),
        ("支出5,303.72万元", False),
        ("单价12.50元", False),  # no amount of the workbook
        ("补助5303元", False),  # a round figure may be anything
        ("支出0.00元", False),
    ],
)
def test_yuan_written_for_wan_yuan_is_told(person, is_told):
    assert [f.rule for f in told(person)] == (["NR-07"] if is_told else [])
