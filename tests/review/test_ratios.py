"""No true amounts, no alarm: whatever was truly spent, the percentage that it gives is one the printed amounts allow."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolkit.amounts import Amount, Unit, percent, round_half_up
from toolkit.review.statements import ratios

FEN = st.integers(min_value=0, max_value=10**11)
DECIMALS = st.integers(min_value=0, max_value=2)


def printed(fen: int):
    return Amount(round_half_up(Decimal(fen) / Unit.WAN.fen, 2), Unit.WAN).interval()


@given(FEN, FEN, DECIMALS)
def test_a_true_share_is_possible(part, whole, decimals):
    true = percent(Decimal(part), Decimal(whole), decimals)
    possible = ratios.share(printed(part), printed(whole))
    if true is not None and possible is not None:
        assert possible.holds(true, decimals)


@given(FEN, FEN, DECIMALS)
def test_a_true_growth_is_possible(now, before, decimals):
    gap = now - before
    possible = ratios.growth(printed(now), printed(abs(gap)), up=gap >= 0)
    true = percent(Decimal(abs(gap)), Decimal(before), decimals)
    if true is not None and possible is not None:
        assert possible.holds(true, decimals)


@given(st.integers(min_value=10**8, max_value=10**11), st.integers(min_value=1, max_value=9))
def test_a_share_that_is_far_off_is_not(whole, tenths):
    part = whole * tenths // 10
    possible = ratios.share(printed(part), printed(whole))
    assert not possible.holds(Decimal(tenths * 10) + Decimal("0.5"), 2)


def test_without_a_base_there_is_no_percentage():
    nothing = printed(0)
    assert ratios.share(printed(5), Amount(Decimal(0), Unit.YUAN).interval()) is None
    assert ratios.share(printed(10**8), nothing) is not None  # a printed zero may be some 元
    assert (
        ratios.growth(Amount(Decimal(5), Unit.YUAN).interval(), Amount(Decimal(5), Unit.YUAN).interval(), up=True)
        is None
    )
