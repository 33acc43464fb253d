"""Amounts: what a printed figure stands for, and how text becomes a number."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.amounts import (
    NOTHING,
    Amount,
    Interval,
    NumberStyle,
    Unit,
    amount_from_number,
    is_dash,
    percent,
    read_number,
    round_half_up,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5,303.72", "5303.72"),
        ("５，３０３．７２　", "5303.72"),
        (" 1 234.5 ", "1234.5"),
        ("-0.5", "-0.5"),
        ("－12", "-12"),
        ("(1,000.00)", "-1000.00"),
        ("（3）", "-3"),
        (".5", "0.5"),
        ("0.00", "0.00"),
    ],
)
def test_text_that_is_a_number(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "  ", "—", "1,23.4", "12万", "1.2.3", "abc", "NaN", "1e5", "-", "()", "，"])
def test_text_that_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "dash"), [("—", True), ("——", True), ("-", True), ("- ", True), ("", False), ("-1", False), ("一", False)]
)
def test_dashes_mean_not_applicable(text: str, dash: bool) -> None:
    assert is_dash(text) is dash


@pytest.mark.parametrize(
    ("value", "unit", "interval"),
    [
        ("12.34", Unit.WAN, (12_335_000, 12_344_999)),
        ("-12.34", Unit.WAN, (-12_344_999, -12_335_000)),
        ("0", Unit.WAN, (0, 4_999)),
        ("24.6789", Unit.WAN, (24_678_850, 24_678_949)),
        ("12.34", Unit.YUAN, (1_234, 1_234)),
        ("0", Unit.YUAN, (0, 0)),
        ("1.123456", Unit.WAN, (1_123_456, 1_123_456)),
        ("12.34", Unit.QIAN, (1_233_500, 1_234_499)),
        ("0", Unit.QIAN, (0, 499)),
        ("1.12345", Unit.QIAN, (112_345, 112_345)),
    ],
)
def test_the_true_amounts_behind_a_figure(value: str, unit: Unit, interval: tuple[int, int]) -> None:
    assert amount_from_number(Decimal(value), unit).interval() == interval


def test_a_zero_that_may_be_negative_opens_both_ways() -> None:
    assert Amount(Decimal(0), Unit.WAN).interval(signed=True) == (-4_999, 4_999)


amounts_in_fen = st.integers(-(10**12), 10**12)


units = st.sampled_from(Unit)


@given(amounts_in_fen, units)
def test_every_true_amount_lies_in_the_interval_of_its_printed_figure(fen: int, unit: Unit) -> None:
    printed = round_half_up(Decimal(fen) / unit.fen, 2)
    low, high = amount_from_number(printed, unit).interval(signed=True)
    assert low <= fen <= high


@given(amounts_in_fen, units)
def test_no_amount_outside_the_interval_prints_so(fen: int, unit: Unit) -> None:
    printed = round_half_up(Decimal(fen) / unit.fen, 2)
    low, high = amount_from_number(printed, unit).interval(signed=True)
    assert round_half_up(Decimal(low - 1) / unit.fen, 2) != printed
    assert round_half_up(Decimal(high + 1) / unit.fen, 2) != printed


@given(amounts_in_fen, units)
def test_changing_the_unit_and_back_loses_nothing(fen: int, unit: Unit) -> None:
    amount = amount_from_number(Decimal(fen) / Unit.YUAN.fen, Unit.YUAN)
    assert amount.to(unit).interval(signed=True) == amount.interval(signed=True) == (fen, fen)
    assert amount.to(unit).to(Unit.YUAN).value == amount.value


@given(amounts_in_fen, units, units)
def test_a_printed_figure_hides_as_much_in_every_unit(fen: int, unit: Unit, other: Unit) -> None:
    amount = amount_from_number(round_half_up(Decimal(fen) / unit.fen, 2), unit)
    if other.decimals >= unit.decimals:
        assert amount.to(other).interval() == amount.interval()


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("全年预算数（元）", Unit.YUAN),
        ("预算(万元)", Unit.WAN),
        ("金额（单位：千元）", Unit.QIAN),
        ("金额单位：人民币元", Unit.YUAN),
        ("元旦慰问", None),
        ("万元以上设备（台）", None),
        ("单位：美元", None),
    ],
)
def test_the_unit_that_words_name(words: str, unit: Unit | None) -> None:
    assert Unit.named_in(words) is unit


def test_intervals_add_by_their_ends() -> None:
    assert Interval(1, 3).plus(Interval(10, 20)) == (11, 23)
    assert Interval(1, 3).minus(Interval(10, 20)) == (-19, -7)
    assert NOTHING.meets(Interval(0, 4_999))
    assert not Interval(0, 4_999).meets(Interval(5_000, 14_999))


def test_different_units_never_add() -> None:
    with pytest.raises(ValueError, match="元"):
        Amount(Decimal(1), Unit.YUAN) + Amount(Decimal(1), Unit.WAN)


def test_binary_noise_of_a_cell_is_dropped() -> None:
    assert amount_from_number(Decimal("5303.7200000000003"), Unit.WAN).value == Decimal("5303.72")
    assert str(amount_from_number(Decimal("100"), Unit.WAN).value) == "100"


@given(st.decimals(-(10**9), 10**9, places=4))
def test_rounding_is_half_up_and_never_a_negative_zero(number: Decimal) -> None:
    rounded = round_half_up(number, 2)
    assert rounded == number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert not str(rounded).startswith("-0.00")


def test_a_percentage_without_a_base_does_not_exist() -> None:
    assert percent(Decimal(5), Decimal(0)) is None
    assert percent(Decimal("0.20"), Decimal("5510.32")) == Decimal("0.00")


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (NumberStyle(), "5,510.50"),
        (NumberStyle(separator=False), "5510.50"),
        (NumberStyle(separator=False, drop_zeros=True), "5510.5"),
        (NumberStyle(decimals=0), "5,511"),
    ],
)
def test_figures_as_text(style: NumberStyle, text: str) -> None:
    assert style.text(Decimal("5510.5")) == text


def test_a_zero_has_the_look_the_format_gives_it() -> None:
    assert NumberStyle(zero="0").text(Decimal("0.00")) == "0"
    assert NumberStyle(drop_zeros=True).text(Decimal("100")) == "100"
