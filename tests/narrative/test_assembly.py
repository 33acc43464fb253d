"""The document in order: titles, drafts or people's texts, leads, forms, glossary."""

from dataclasses import replace

import pytest
from samples import block, report

from toolkit.document import Form, FormItem, Text, Title, carrier, read_carrier
from toolkit.errors import ProfileError
from toolkit.narrative import Drafts, assemble
from toolkit.narrative.checking import missing_findings
from toolkit.profiles import OutlineItem, load_profile

HENAN = load_profile("henan-final")


def form(table_id):
    return Form(table_id, table_id, 1, 1, (10.0,), ())


def items(*outline, drafts=None, forms=(), **parts):
    profile = replace(HENAN, outline=outline)
    made = assemble(report(profile, **parts), profile, Drafts(drafts or {}, {}), {f.table_id: f for f in forms})
    return [item._replace(carrier="") if isinstance(item, Text) else item for item in made.items]


def test_titles_take_the_year_the_unit_and_the_words_of_the_format():
    found = items(
        OutlineItem("第三部分 {年度}年度{文种}情况说明", level=1, new_page=True), OutlineItem("一、{主体}职责", 2)
    )
    assert found == [Title(1, "第三部分 2023年度单位决算情况说明", True), Title(2, "一、单位职责")]


def test_an_unknown_placeholder_is_told_with_the_nearest():
    with pytest.raises(ProfileError, match="{单位名}.*是不是“单位名称”"):
        items(OutlineItem("{单位名}概况", 1))


def test_a_draft_is_split_into_paragraphs_and_its_leads_are_set_apart():
    entry = OutlineItem(field="甲", leads=("公务用车购置", "公务用车购置支出"))
    found = items(entry, drafts={"甲": "公务用车购置支出0.00万元。\n其中公务用车购置支出无。"})
    assert found == [Text("0.00万元。", "公务用车购置支出"), Text("其中公务用车购置支出无。")]


def test_every_paragraph_knows_its_field_and_what_was_written_there():
    profile = replace(HENAN, outline=(OutlineItem(field="甲（乙）"), OutlineItem("一、职责", 2, text="职责")))
    made = assemble(report(profile, texts={"职责": ("甲。",)}), profile, Drafts({"甲（乙）": "一。\n二。"}, {}), {})
    carriers = [item.carrier for item in made.items if isinstance(item, Text)]
    assert [read_carrier(name).name for name in carriers] == ["甲乙", "甲乙", "职责"]
    assert carriers[0] == carriers[1] == carrier("段", "甲（乙）", ["一。", " 二。"])  # blanks say nothing


def test_a_persons_text_stands_instead_of_the_draft_as_typed():
    found = items(OutlineItem(field="甲"), drafts={"甲": "草稿"}, person={"甲": "第一段 A&B<5\r\n\n  {{ x }}\n"})
    assert found == [Text("第一段 A&B<5"), Text("{{ x }}")]


def test_a_person_s_blank_leaves_the_draft():
    assert items(OutlineItem(field="甲"), drafts={"甲": "草稿"}, person={"甲": " \n"}) == [Text("草稿")]


def test_a_title_stands_right_before_its_form_and_repeated_forms_follow_one_another():
    forms = [form("公开01"), form("自评表#1"), form("自评表#2")]
    found = items(OutlineItem("一、总表", 2, table="公开01"), OutlineItem("附", 1, table="自评表"), forms=forms)
    assert found == [Title(2, "一、总表"), FormItem(forms[0]), Title(1, "附"), FormItem(forms[1]), FormItem(forms[2])]


def test_a_form_that_is_not_there_is_said_unless_it_is_optional():
    found = items(OutlineItem(table="公开01"), OutlineItem(table="自评表"))
    assert found[:1] == [Text("【待补充：收入支出决算总表】")]
    assert not any(isinstance(item, FormItem) for item in found)


def test_typed_texts_and_the_glossary_numbered_by_us():
    terms = block(("名词", "解释"), [("基本支出", "指甲。"), ("项目支出", None)], sheet="名词解释", listed=True)
    found = items(
        OutlineItem("一、职责", 2, text="职责"),
        OutlineItem("二、机构", 2, text="机构设置"),
        OutlineItem("名词", 1, glossary="名词解释"),
        texts={"职责": ("（一）甲；", "（二）乙。")},
        lists={"名词解释": terms},
    )
    assert [item.text for item in found if isinstance(item, Text)] == [
        "（一）甲；",
        "（二）乙。",
        "【待补充：机构设置】",
        "一、基本支出：指甲。",
        "二、项目支出：【待补充：项目支出的解释（名词解释!B2）】",
    ]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (OutlineItem(table="公开1"), "公开1.*是不是“公开0"),
        (OutlineItem(text="职则"), "职则.*是不是“职责”"),
        (OutlineItem(glossary="名词"), "名词.*是不是“名词解释”"),
        (OutlineItem("甲", when="职则"), "when、unless 写的“职则”没有定义。是不是“职责”"),
    ],
)
def test_what_the_outline_asks_for_must_be_defined(entry, words):
    with pytest.raises(ProfileError, match=words):
        items(entry)


def test_the_skeleton_gets_the_words_of_the_format_and_the_basic_facts():
    made = report(HENAN, facts={"编制日期": "二〇二四年十月"})
    fields = assemble(made, replace(HENAN, outline=()), Drafts({}, {}), {}).fields
    assert fields["单位名称"] == "某某中心"
    assert fields["年度"] == "2023"
    assert fields["文种"] == "单位决算"
    assert fields["编制日期"] == "二〇二四年十月"
    assert fields["自评月份"] == ""


def test_a_title_without_any_of_its_forms_says_that_there_are_none():
    outline = (OutlineItem("附件", 1, table="自评表"), OutlineItem(table="自评表"), OutlineItem("后", 1))
    none = Text("没有需要公开的项目支出绩效自评情况表。")
    assert items(*outline) == [Title(1, "附件"), none, Title(1, "后")]
    assert items(*outline[:1])[-1] == none
    assert none not in items(*outline, forms=[form("自评表#1")])


def test_a_part_without_forms_takes_no_page_of_its_own():
    entry = OutlineItem("附件", 1, new_page=True, table="自评表")
    assert items(entry) == [Title(1, "附件", new_page=False), Text("没有需要公开的项目支出绩效自评情况表。")]
    assert items(entry, forms=[form("自评表#1")])[0] == Title(1, "附件", new_page=True)
    assert items(replace(entry, table=""), OutlineItem(table="自评表"))[0].new_page


SPENT = {"公开07": {"": block(("项目", "本年支出小计"), [("合计", 3)])}}
NOTHING = {"公开07": {"": block(("项目", "本年支出小计"), [("合计", 0)])}}
TERMS = {"名词解释": block(("名词", "解释"), [("甲", "乙。")], listed=True)}


@pytest.mark.parametrize(
    ("name", "parts", "filled"),
    [
        ("公开07", {"tables": SPENT}, True),
        ("公开07", {"tables": NOTHING}, False),
        ("公开07", {}, False),
        ("上年收入总计", {"facts": {"上年收入总计": 5}}, True),
        ("上年收入总计", {"facts": {"上年收入总计": 0}}, False),
        ("收支总计变动原因", {"facts": {"收支总计变动原因": "甲"}}, True),
        ("收支总计变动原因", {}, False),
        ("职责", {"texts": {"职责": ("甲。",)}}, True),
        ("职责", {}, False),
        ("名词解释", {"lists": TERMS}, True),
        ("名词解释", {}, False),
    ],
)
def test_an_item_with_a_condition(name, parts, filled):
    found = items(OutlineItem("有", 2, when=name), OutlineItem("无", 2, unless=name), **parts)
    assert found == [Title(2, "有" if filled else "无")]


def test_nobody_is_asked_for_what_the_document_does_not_have():
    asks = OutlineItem("职责", 2, text="职责")
    for item, told in ((asks, 1), (replace(asks, when="公开07"), 0), (replace(asks, unless="公开07"), 1)):
        profile = replace(HENAN, outline=(item,))
        assert len(missing_findings(report(profile), profile, Drafts({}, {}))) == told


def test_a_condition_on_a_form_that_the_profile_dropped_never_holds():
    profile = replace(HENAN, outline=(OutlineItem("有", 2, when="公开99"),), dropped=frozenset({"公开99"}))
    assert assemble(report(profile), profile, Drafts({}, {}), {}).items == ()
