"""What a unit reads on its slip: where, what, cut where a sentence can be cut."""

from __future__ import annotations

import pytest
from records_for_tests import finding, record

from toolkit.batch.records import Place, places_text
from toolkit.batch.slips import message_of, slip_of

_WRONG = "公开03表“合计”的基本支出（D7）应为 28.44 万元，现 82.44，可能是把 28.44 录成了 82.44：相邻两位数字颠倒"
_RELATIONS = "改正后下列 9 处关系都相符：" + "、".join(f"GK03-{n} 各行本年支出合计等于各项支出之和" for n in range(9))
_OTHERS = "如这个数没有录错，请核对公开03表“208 社会保障和就业支出”的基本支出（D8，现 12.00）"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (f"{_WRONG}；{_RELATIONS}；{_OTHERS}。", f"{_WRONG}；{_OTHERS}。"),
        (f"{_WRONG}；{_RELATIONS}。", f"{_WRONG}。"),
        (f"{_WRONG}；{_OTHERS}；{_OTHERS}；{_OTHERS}；{_OTHERS}。", f"{_WRONG}；{_OTHERS}；{_OTHERS}；{_OTHERS}……"),
        ("字" * 400 + "。", "字" * 219 + "……"),
        ("少 3.00 万元", "少 3.00 万元"),
    ],
)
def test_what_is_wrong_in_whole_clauses(message: str, shown: str) -> None:
    [row] = slip_of(record("甲局", findings=(finding(message=message),))).rows
    assert row[2] == shown


def test_each_sheet_is_named_once() -> None:
    places = [
        Place("支出决算表", "C7", ""),
        Place("支出决算表", "D7", ""),
        Place("三公表", "B5", ""),
        Place("三", "", ""),
    ]
    assert places_text(places, 4) == "支出决算表!C7、D7；三公表!B5；三"
    assert places_text(places, 3) == "支出决算表!C7、D7；三公表!B5 等 4 处"


def test_the_opening_speaks_of_hints_where_there_are_any() -> None:
    hint = finding(level="提示")
    assert "有错误 1 处。请" in message_of(slip_of(record("甲局", findings=(finding(),))))
    assert "有错误 1 处、提示 1 处。请" in message_of(slip_of(record("甲局", findings=(finding(), hint))))
