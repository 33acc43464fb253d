"""What was probably typed wrong, from the figure as it stands and the interval its right value lies in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.amounts import Unit
from toolkit.rules.culprit.slips import Kind, Slip, likely, slip_title, sureness

#: Figures in whole steps: 24.68 is 2468.
FIGURE = st.integers(101, 10**9)


@pytest.mark.parametrize(
    ("printed", "low", "high", "expected"),
    [
        (2468, 2486, 2486, Slip(Kind.SWAPPED, 2486)),
        (2468, 2484, 2492, Slip(Kind.SWAPPED, 2486)),  # surer than 2488, a digit
        (2468, 2488, 2488, Slip(Kind.DIGIT, 2488)),
        (2468, -2468, -2468, Slip(Kind.SIGN, -2468)),
        (-2468, 2460, 2470, Slip(Kind.SIGN, 2468)),
        (53_037_234_56, 530372, 530373, Slip(Kind.UNIT, 530372)),  # 元 in a sheet of 万元
        (24, 240000, 240000, Slip(Kind.UNIT, 240000)),
        (2468, 24_681_234, 24_681_234, Slip(Kind.UNIT, 24_681_234)),  # 24.68 万元 in a sheet of 元
        (24680, 2468, 2468, Slip(Kind.POINT, 2468)),
        (60000, 6000, 6000, Slip(Kind.POINT, 6000)),  # nobody types 060.00
        (247, 24680, 24720, Slip(Kind.POINT, 24700)),
        (248, 2468, 2468, Slip(Kind.MISSING_DIGIT, 2468)),
        (24688, 2468, 2468, Slip(Kind.EXTRA_DIGIT, 2468)),
        (7, 700, 700, Slip(Kind.POINT, 700)),
        (24685, 2469, 2469, None),  # no shift: that would have ended in 0
        (0, 2468, 2468, Slip(Kind.OMITTED)),
        (2468, 1111, 1112, None),
    ],
)
def test_the_slip_that_explains_a_figure(printed, low, high, expected):
    assert likely(printed, low, high) == expected


def test_a_copied_figure_is_a_slip_only_when_no_typing_slip_explains_it():
    assert likely(2468, 1111, 1112, neighbours=frozenset({2468})) == Slip(Kind.COPIED_NEIGHBOUR)
    assert likely(2468, 1111, 1112, prior=2468) == Slip(Kind.COPIED_PRIOR)
    assert likely(2468, 1111, 1112, frozenset({2468}), 2468) == Slip(Kind.COPIED_NEIGHBOUR)
    assert likely(2468, 2469, 2469, frozenset({2468}), 2468) == Slip(Kind.DIGIT, 2469)


def test_a_zero_is_not_meant_by_any_typing_slip():
    assert likely(7, 0, 0) is None


@given(FIGURE, st.data())
def test_one_wrong_digit_is_always_recognised(right, data):
    text = str(right)
    place = data.draw(st.integers(0, len(text) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))
    wrong = int(text[:place] + digit + text[place + 1 :])
    if wrong >= 100 and len(str(wrong)) == len(text):  # a leading zero is a missing digit
        slip = likely(wrong, right, right)
        assert slip is not None
        assert slip.right == right
        assert sureness(slip) <= sureness(Slip(Kind.DIGIT))


@given(FIGURE, st.data())
def test_two_swapped_neighbours_are_the_surest_slip(right, data):
    text = str(right)
    place = data.draw(st.integers(0, len(text) - 2))
    wrong = int(text[:place] + text[place + 1] + text[place] + text[place + 2 :])
    if wrong != right and len(str(wrong)) == len(text):
        assert likely(wrong, right, right) == Slip(Kind.SWAPPED, right)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(0, 1000))
def test_what_was_meant_lies_in_the_interval_and_is_another_figure(printed, low, width):
    slip = likely(printed, low, low + width)
    if slip is not None and slip.right is not None:
        assert low <= slip.right <= low + width
        assert slip.right != printed


def test_the_surest_kind_comes_first_and_no_explanation_last():
    order = [sureness(Slip(kind)) for kind in Kind]
    assert order == sorted(order)
    assert sureness(None) > max(order)


def test_a_sheet_in_thousands_is_mixed_up_by_a_thousand():
    assert likely(1_234_560_00, 1_234_56, 1_234_56, unit=Unit.QIAN) == Slip(Kind.UNIT, 1_234_56)
    assert likely(1_234_560_00, 1_234_56, 1_234_56, unit=Unit.WAN) != Slip(Kind.UNIT, 1_234_56)
    assert slip_title(Kind.UNIT, Unit.QIAN) == "元与千元混用，差 1,000 倍"
    assert slip_title(Kind.UNIT, Unit.WAN) == slip_title(Kind.UNIT, Unit.YUAN) == "元与万元混用，差 10,000 倍"
