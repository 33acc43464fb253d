"""Phrases: which situation holds, in the words of five regions, one line a case."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.amounts import NumberStyle
from toolkit.errors import ProfileError
from toolkit.narrative.missing import Gap, Gaps, Missing
from toolkit.narrative.phrases import PhraseError, Phrases, clause, lines, listing, ordinal, plain
from toolkit.narrative.templates.functions import typed_paragraphs
from toolkit.numerals import chinese_number
from toolkit.profiles import load_profile, profile_ids

HENAN = load_profile("henan-final")
AMOUNT = {"金额": "{数}万元", "百分比": "{数}%"}


def phrases(numbers=None, percent=None, thresholds=None, **tables):
    """Phrases of a made-up format: its number styles, thresholds and phrase tables."""
    return Phrases(
        replace(
            HENAN,
            numbers=numbers or NumberStyle(),
            percent_style=percent or NumberStyle(separator=False),
            thresholds={key: Decimal(value) for key, value in (thresholds or {}).items()},
            phrases={"数字": AMOUNT, **tables},
        )
    )


def missing(label="上年度收入总计"):
    return Missing([Gap(label)], Gaps())


def D(text):
    return missing() if text == "?" else Decimal(text)


# -- 河南, as the profile states it


@pytest.mark.parametrize(
    ("form", "now", "before", "reason", "text"),
    [
        ("各同比", "5510.47", "7159.52", "甲", "各减少1,649.05万元，下降23.03%，主要原因是：甲"),
        ("各同比", "7159.52", "5510.47", "甲。", "各增加1,649.05万元，增长29.93%，主要原因是：甲"),
        ("各同比", "5510.47", "5510.47", "甲", "持平"),
        ("同比", "5303.72", "6630.26", "甲", "减少1,326.54万元，下降20.01%，主要原因是：甲"),
        ("同比", "10", "0", "甲", "增加10.00万元（上年度为零，无法计算增长比例），主要原因是：甲"),
        ("同比", "0", "0", None, "持平"),
        ("同比", "0", "10", None, "减少10.00万元，下降100.00%"),
        ("同比", "1.004", "1.001", None, "持平"),  # what prints the same is the same
        ("同比", "1.005", "1.004", None, "增加0.01万元，增长1.00%"),  # and what prints 0.01 apart is 0.01 apart
        ("同比", "5", "-5", None, "增加10.00万元"),  # no percentage on a negative base
        ("同比", "5", "?", "甲", "【待补充：上年度收入总计】"),
        ("同比", "?", "?", None, "【待补充：上年度收入总计】"),
        ("机关运行同比", "105.13", "106.77", "甲", "与上年度相比，减少1.64万元，下降1.54%，主要原因是：甲"),
        ("机关运行同比", "0", "0", None, "与上年度持平"),
    ],
)
def test_change_against_last_year(form, now, before, reason, text):
    assert Phrases(HENAN).change(form, D(now), D(before), reason) == text


@pytest.mark.parametrize(
    ("form", "budget", "actual", "reason", "text"),
    [
        (
            "项预决算",
            "35",
            "22.34",
            "甲",
            "年初预算为35.00万元，支出决算为22.34万元，完成年初预算的63.83%。决算数与年初预算数存在差异的主要原因是甲。",
        ),
        (
            "项预决算",
            "0",
            "150",
            "甲",
            "年初预算为0.00万元，支出决算为150.00万元。决算数与年初预算数存在差异的主要原因是甲。",
        ),
        (
            "项预决算",
            "31",
            "31",
            "甲",
            "年初预算为31.00万元，支出决算为31.00万元，完成年初预算的100.00%。决算数与年初预算数持平。",
        ),
        ("项预决算", "0", "0", None, "年初预算为0.00万元，支出决算为0.00万元。决算数与年初预算数持平。"),
        ("项预决算", "?", "3", "甲", "年初预算为【待补充：上年度收入总计】，支出决算为3.00万元。"),
        (
            "预决算合计",
            "6175.8",
            "5303.72",
            None,
            "年初预算为6,175.80万元，支出决算为5,303.72万元，完成年初预算的85.88%",
        ),
        ("预决算合计", "0", "0", None, "年初预算为0.00万元，支出决算为0.00万元，决算数与年初预算数不存在差异"),
        ("国有资本预决算", "0", "0", None, "年初预算数为0.00万元，支出决算为0.00万元，决算数与年初预算数不存在差异"),
        ("三公差异", "1.27", "1.27", "甲", "决算数与预算数持平"),
        ("三公差异", "1.27", "1.20", "甲", "决算数小于预算数，主要原因是甲"),
        ("三公单项", "0", "0", None, "预算数为0.00万元，支出决算数为0.00万元。决算数与预算数持平。"),
        (
            "三公单项",
            "1",
            "1.2",
            "甲",
            "预算数为1.00万元，支出决算数为1.20万元，完成预算的120.00%。决算数大于预算数，主要原因是甲。",
        ),
    ],
)
def test_actual_against_budget(form, budget, actual, reason, text):
    assert Phrases(HENAN).budget(form, D(budget), D(actual), reason) == text


@pytest.mark.parametrize(
    ("part", "whole", "of", "text"),
    [
        ("5510.12", "5510.32", None, "，占100.00%"),
        ("0.20", "5510.32", None, "，占0.00%"),
        ("690.92", "781.93", "政府采购支出总额", "，占政府采购支出总额的88.36%"),
        ("0", "0", None, "，占0.00%"),
        ("1", "0", None, ""),
        ("?", "1", None, ""),
    ],
)
def test_share(part, whole, of, text):
    assert Phrases(HENAN).share(D(part), D(whole), of) == text


def test_shares_of_nothing_are_left_out_where_a_format_does_not_print_them():
    assert phrases(占比={"占": "占{比例}"}).share(Decimal(0), Decimal(0)) == ""


# -- the other regions' words are data: notes of what each of their published texts prints

JILIN = phrases(
    numbers=NumberStyle(separator=False, zero="0"),
    percent=NumberStyle(decimals=1, separator=False, drop_zeros=True),
    各同比={"增": "各增加{差额}[，增长{比例}]", "减": "各减少{差额}[，下降{比例}]", "平": "与上年持平"},
    预决算={
        "大于": "年初预算为{预算:去零}，支出决算为{决算}[，完成年初预算的{完成率}]。[决算数大于预算数的主要原因是{原因}。]",
        "小于": "年初预算为{预算:去零}，支出决算为{决算}[，完成年初预算的{完成率}]。[决算数小于预算数的主要原因是{原因}。]",
        "相等": "年初预算为{预算:去零}，支出决算为{决算}[，完成年初预算的{完成率}]。",
        "缺": "{预算}",
    },
)
SHANXI = phrases(
    numbers=NumberStyle(zero="0"),
    同比={
        "增": "较上年决算增加{差额}[，增长{比例}][，主要原因是{原因}]",
        "减": "较上年决算减少{差额}[，下降{比例}][，主要原因是{原因}]",
        "平": "与上年相同[，主要原因是：{原因}]",
    },
    预决算={
        "大于": "年初预算{预算}，支出决算{决算}[，完成年初预算的{完成率}]",
        "小于": "年初预算{预算}，支出决算{决算}[，完成年初预算的{完成率}]",
        "相等": "年初预算{预算}，支出决算{决算}[，完成年初预算的{完成率}]",
        "缺": "{预算}",
    },
    占比={"占": "，占比{比例}"},
)
LIAONING = phrases(
    numbers=NumberStyle(separator=False),
    同比={
        "增": "增加{差额}[，增长{比例}][，主要原因：{原因}]",
        "减": "减少{差额}[，降低{比例}][，主要是{原因}等原因]",
        "平": "与上年持平",
    },
    预决算={
        "大于": "{决算}[，完成年初预算的{完成率:0}][，决算数与年初预算数存在差异的主要原因是{原因}]",
        "小于": "{决算}[，完成年初预算的{完成率:0}][，决算数与年初预算数存在差异的主要原因是{原因}]",
        "相等": "{决算}[，完成年初预算的{完成率:0}]，决算数持平预算数",
        "缺": "{决算}",
    },
    占比={"占": "，占[{全体}的]{比例}"},
)
BUDGET = phrases(
    numbers=NumberStyle(separator=False, drop_zeros=True),
    percent=NumberStyle(separator=False, drop_zeros=True),
    同比={
        "增": "2024年本年预算数比2023年当年预算数增加{差额}[，主要原因是{原因}]",
        "减": "2024年本年预算数比2023年当年预算数减少{差额}[，主要原因是{原因}]",
        "平": "2024年本年预算数与2023年当年预算数持平",
    },
    占比={"占": "，占{比例}"},
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (JILIN.change("各同比", D("596.94"), D("794.05")), "各减少197.11万元，下降24.8%"),
        (JILIN.budget("预决算", D("300"), D("198.92"), "甲"), "年初预算为300万元，支出决算为198.92万元，完成年初预算的66.3%。决算数小于预算数的主要原因是甲。"),
        (JILIN.budget("预决算", D("3.87"), D("3.87")), "年初预算为3.87万元，支出决算为3.87万元，完成年初预算的100%。"),
        (JILIN.budget("预决算", D("0"), D("17.49"), "甲"), "年初预算为0万元，支出决算为17.49万元。决算数大于预算数的主要原因是甲。"),
        (SHANXI.change("同比", D("82.46"), D("506.75"), "甲"), "较上年决算减少424.29万元，下降83.73%，主要原因是甲"),
        (SHANXI.change("同比", D("0"), D("0"), "我部门无此项支出"), "与上年相同，主要原因是：我部门无此项支出"),
        (SHANXI.budget("预决算", D("5997.45"), D("2262.43")), "年初预算5,997.45万元，支出决算2,262.43万元，完成年初预算的37.72%"),
        (SHANXI.share(D("1650.32"), D("2262.43")), "，占比72.94%"),
        (SHANXI.money(D("0")), "0万元"),
        (LIAONING.change("同比", D("1459.71"), D("637.14"), "甲"), "增加822.57万元，增长129.10%，主要原因：甲"),
        (LIAONING.change("同比", D("1.66"), D("2.50"), "甲"), "减少0.84万元，降低33.60%，主要是甲等原因"),
        (LIAONING.budget("预决算", D("9"), D("4.81"), "甲"), "4.81万元，完成年初预算的53%，决算数与年初预算数存在差异的主要原因是甲"),
        (LIAONING.budget("预决算", D("0"), D("19.70"), "甲"), "19.70万元，决算数与年初预算数存在差异的主要原因是甲"),
        (LIAONING.share(D("564.96"), D("1459.71"), "支出总计"), "，占支出总计的38.70%"),
        (BUDGET.change("同比", D("1.36"), D("0"), "甲"), "2024年本年预算数比2023年当年预算数增加1.36万元，主要原因是甲"),
        (BUDGET.change("同比", D("15.3"), D("15.30")), "2024年本年预算数与2023年当年预算数持平"),
        (BUDGET.share(D("2419.43"), D("2979.53")), "，占81.2%"),
        (BUDGET.money(D("560.10")), "560.1万元"),
    ],
)  # fmt: skip
def test_the_words_of_other_regions(text, expected):
    assert text == expected


# -- reasons


@pytest.mark.parametrize(
    ("thresholds", "now", "before", "asked"),
    [
        ({}, "100.01", "100", True),  # no threshold: every difference is explained
        ({}, "100", "100", False),
        ({"变动比例": 10, "变动金额": 5}, "104", "100", False),
        ({"变动比例": 10, "变动金额": 5}, "105", "100", True),  # by the amount
        ({"变动比例": 10, "变动金额": 5}, "1.1", "1", True),  # by the percentage
        ({"变动比例": 10, "变动金额": 5}, "0.01", "0", True),  # no base: any change is large
        ({"变动金额": 5}, "104.99", "100", False),
    ],
)
def test_a_reason_is_asked_for_from_the_thresholds_on(thresholds, now, before, asked):
    made = phrases(thresholds=thresholds, 同比={"增": "增[，因{原因}]", "减": "减", "平": "平"})
    text = made.change("同比", D(now), D(before), missing("变动原因"))
    assert ("因【待补充：变动原因】" in text) is asked


def test_a_reason_that_was_given_stands_below_the_thresholds_too():
    made = phrases(thresholds={"变动金额": 5}, 同比={"增": "增[，因{原因}]", "减": "减", "平": "平"})
    assert made.change("同比", D("101"), D("100"), "人员增加；") == "增，因人员增加"


# -- laws


@given(st.decimals("0", "99999", places=2), st.decimals("0.01", "99999", places=2))
def test_a_change_never_says_both_directions_and_always_its_amount(now, before):
    text = Phrases(HENAN).change("同比", now, before)
    assert ("增加" in text) == (now > before)
    assert ("减少" in text) == (now < before)
    assert (text == "持平") == (now == before)
    assert now == before or f"{abs(now - before):,.2f}万元" in text


@given(st.decimals("0", "99999", places=2), st.decimals("0", "99999", places=2))
def test_no_percentage_without_a_base(actual, budget):
    text = Phrases(HENAN).budget("项预决算", budget, actual)
    assert ("%" in text) == (budget > 0)
    assert "（减少）" not in text
    assert "为，" not in text


# -- what a profile may write


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"增": "增{差额}", "减": "减{差额}"}, ["phrases.例", "缺少“平”"]),
        ({"增": "增", "减": "减", "平": "平", "持平": "平"}, ["phrases.例", "“持平”"]),
        ({"增": "增{差额", "减": "减", "平": "平"}, ["phrases.例.增", "不成对"]),
        ({"增": "增{差异}", "减": "减", "平": "平"}, ["phrases.例.增", "{差异}", "差额"]),
        ({"增": "增{差额}，增长{比例}", "减": "减", "平": "平"}, ["phrases.例.增", "{比例}", "方括号"]),
    ],
)
def test_a_faulty_phrase_is_told_before_any_workbook_is_read(table, words):
    with pytest.raises(ProfileError) as error:
        Phrases(replace(HENAN, phrases={"数字": AMOUNT, "例": table}))
    for word in (*words, "profile.toml"):
        assert word in str(error.value)


def test_an_unknown_phrase_is_named_with_the_nearest():
    with pytest.raises(PhraseError, match="三公预算.*是不是“三公预决算”"):
        Phrases(HENAN).budget("三公预算", Decimal(1), Decimal(1))


def test_a_phrase_of_another_kind_is_refused():
    with pytest.raises(PhraseError, match="不能用在这里"):
        Phrases(HENAN).budget("同比", Decimal(1), Decimal(2))


@pytest.mark.parametrize("value", ["5,303.72", 1.5, None])
def test_only_exact_numbers_are_amounts(value):
    with pytest.raises(PhraseError, match="要的是数"):
        Phrases(HENAN).money(value)


# -- words of every region


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (32, "三十二"), (100, "一百"), (108, "一百零八"), (110, "一百一十"), (999, "九百九十九")],
)  # fmt: skip
def test_chinese_numbers(number, text):
    assert chinese_number(number) == text


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [(3, "1. ", "3. "), (12, "（1）", "（12）"), (12, "（一）", "（十二）"), (4, "一、", "四、")],
)
def test_ordinals(number, style, text):
    assert ordinal(number, style) == text


def test_listing_leaves_out_what_prints_as_zero():
    rows = [("甲", Decimal("1")), ("乙", Decimal("0")), ("丙", Decimal("0.004")), ("丁", Decimal("0.005"))]
    assert listing(rows) == "甲、丁"


@pytest.mark.parametrize(
    ("typed", "text"),
    [("甲。", "甲"), (" 甲；\n 乙。 \n", "甲；乙"), ("", ""), ("A&B<5", "A&B<5"), ("{{ x }}", "{{ x }}")],
)
def test_a_typed_text_becomes_part_of_a_sentence(typed, text):
    assert clause(typed) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("主要是压缩了开支", "减少，主要原因是压缩了开支。"),
        ("主要原因是：压缩了开支。", "减少，主要原因是压缩了开支。"),
        ("原因为压缩了开支", "减少，主要原因是压缩了开支。"),
        ("一是压缩开支；二是人员减少", "减少，主要原因是：一是压缩开支；二是人员减少。"),
        ("主要是：（1）压缩开支；（2）人员减少", "减少，主要原因是：（1）压缩开支；（2）人员减少。"),
        ("主要道路养护费减少", "减少，主要原因是主要道路养护费减少。"),
    ],
)
def test_a_reason_brings_no_second_lead_and_a_list_gets_its_colon(typed, text):
    form = {"增": "增加[，主要原因是{原因}]。", "减": "减少[，主要原因是{原因}]。", "平": "持平。"}
    assert phrases(同比=form).change("同比", Decimal(1), Decimal(2), typed) == text


def test_lines_lose_the_numbers_people_type_before_them():
    assert lines("1. 甲\n（2）乙\n\n 三、丙\n3.5万元的丁\n2023年的戊") == [
        "甲",
        "乙",
        "丙",
        "3.5万元的丁",
        "2023年的戊",
    ]


@pytest.mark.parametrize(("number", "text"), [("14", "14"), ("100.00", "100"), ("98.35", "98.35"), ("1E+2", "100")])
def test_counts_and_scores_are_printed_as_people_write_them(number, text):
    assert plain(Decimal(number)) == text


def test_lines_of_a_reason_are_parted_and_a_paragraph_is_closed():
    assert clause("人员增加\n工资调整。\n\n物价上涨；") == "人员增加；工资调整。物价上涨"
    assert typed_paragraphs("工作按计划开展\n没有问题") == "工作按计划开展\n没有问题。"
    assert [typed_paragraphs(text) for text in ("完成。", "如下：", "见附件（略）", "")] == [
        "完成。",
        "如下：",
        "见附件（略）",
        "",
    ]


@pytest.mark.parametrize("profile_id", [name for name in profile_ids() if load_profile(name).kind == "决算"])
def test_a_document_has_one_word_for_a_fall(profile_id):
    profile = load_profile(profile_id)
    source = (profile.folder / "narrative.j2").read_text("utf-8")
    own = {name: table for name, table in profile.phrases.items() if f'"{name}"' in source}
    said = {word for table in own.values() for text in table.values() for word in ("下降", "降低") if word in text}
    assert len(said) <= 1
