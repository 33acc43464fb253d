"""The pattern language of [phrases]: slots, square brackets, how a figure is written."""

from decimal import Decimal

import pytest

from toolkit.amounts import NumberStyle
from toolkit.errors import ProfileError
from toolkit.narrative.missing import Gap, Gaps, Missing
from toolkit.patterns import Typed, fill, parse, restyled

VALUES = {"甲": "一", "乙": "二", "空": None, "白": "", "数": lambda style: f"<{style}>"}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("没有空位", "没有空位"),
        ("{甲}加{乙}", "一加二"),
        ("{甲}[，{乙}]。", "一，二。"),
        ("{甲}[，{空}]。", "一。"),
        ("{甲}[，{乙}{空}]。", "一。"),  # one slot without a value takes the whole bracket with it
        ("[{空}][{乙}]", "二"),
        ("[不带空位]也行", "[不带空位]也行"),
        ("[不带][{空}]甲[{甲}]", "[不带]甲一"),
        ("{白}甲[（{白}）]", "甲"),  # blank text is no value
        ("{数}和{数:0}和{数:去零}和{数:1去零}", "<>和<0>和<去零>和<1去零>"),
        ("{数:整数去零}和{数:1整数去零无千分号}", "<整数去零>和<1整数去零无千分号>"),
        ("{数:无千分号}和{数:去零无千分号}", "<无千分号>和<去零无千分号>"),
    ],
)
def test_slots_are_filled_and_brackets_without_a_value_fall_away(pattern, text):
    assert fill(pattern, VALUES, "例") == text


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{丙}", ["例", "{丙}", "可用：甲、乙"]),
        ("{空}", ["例", "{空}", "方括号"]),
        ("[{甲}", ["例", "括号不成对"]),
        ("{甲", ["例", "括号不成对"]),
        ("[甲[{乙}]]", ["例", "括号不成对"]),
        ("{数:两位}", ["例", "两位", "去零"]),
    ],
)
def test_a_bad_pattern_is_named_with_what_is_wrong(pattern, words):
    with pytest.raises(ProfileError) as error:
        fill(pattern, VALUES, "例")
    for word in words:
        assert word in str(error.value)


def test_what_stands_in_a_value_is_never_read_as_a_pattern():
    assert fill("{甲}[{乙}]", {"甲": "{乙}[x]", "乙": "{{ y }} A&B<5"}, "例") == "{乙}[x]{{ y }} A&B<5"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("人员减少", "，主要原因是：人员减少"),
        ("主要原因是人员减少", "，主要原因是：人员减少"),
        ("主要原因是：人员减少", "，主要原因是：人员减少"),
        ("主要是人员减少", "，主要原因是：主要是人员减少"),
    ],
)
def test_a_value_does_not_repeat_the_words_that_lead_to_it(reason, text):
    assert fill("[，主要原因是：{原因}]", {"原因": Typed(reason)}, "例") == text


def test_other_values_stay_as_they_are():
    assert fill("河南省{单位}", {"单位": "河南省某局"}, "例") == "河南省河南省某局"


def test_a_missing_value_keeps_its_bracket_and_says_what_is_missing():
    gaps = Gaps()
    text = fill("甲[，原因是{乙}]", {"乙": Missing([Gap("变动原因")], gaps)}, "例")
    assert text == "甲，原因是【待补充：变动原因】"
    assert gaps.all() == (Gap("变动原因"),)


def test_parsing_is_done_once_a_pattern():
    assert parse("{甲}[，{乙}]") is parse("{甲}[，{乙}]")


def test_a_whole_number_may_be_written_without_decimals():
    style = restyled(NumberStyle(), "整数去零")
    assert [style.text(Decimal(text)) for text in ("209", "263.7", "0", "1000.004")] == ["209", "263.70", "0", "1,000"]
