"""What templates see: units, blanks, rows that are not there, names of codes."""

from decimal import Decimal

import pytest
from samples import block, cell, cross, report

from toolkit.amounts import Unit
from toolkit.cells import Cell, CellKind
from toolkit.narrative.missing import Gaps, Missing
from toolkit.narrative.view import UnknownName, World, known_names
from toolkit.profiles import load_profile

PROFILE = load_profile("henan-final")
COLUMNS = ("编码", "名称", "小计", "基本支出", "项目支出")
TABLE05 = {
    "": block(
        COLUMNS,
        [
            ("", "合计", Decimal("30.50"), Decimal("20"), Decimal("10.5")),
            ("208", "社会保障和就业支出", Decimal("30.50"), Decimal("20"), Decimal("10.5")),
            ("20801", "人力资源和社会保障管理事务", Decimal("10.5"), None, Decimal("10.5")),
            ("2080109", "社会保险经办机构", Decimal("10.5"), None, "10.5元"),
        ],
    )
}
PLAN = block(
    ("编码", "名称", "年初预算数", "差异原因"),
    [
        ("2080109", "社会保险经办机构", Decimal("9"), None),
        ("2080199", "其他人力资源事务", Decimal("4"), None),
        ("2080108", "信息化建设", None, None),
        (None, None, None, None),
    ],
    sheet="补充资料",
    listed=True,
)


def names(**parts):
    gaps = Gaps()
    return World(report(PROFILE, **parts), PROFILE, gaps).names, gaps


def test_amounts_are_in_wan_yuan_whatever_the_sheets_say():
    in_yuan = {"": block(COLUMNS, [("", "合计", Decimal("305000.07"), 0, 0)], unit=Unit.YUAN)}
    seen, _ = names(tables={"公开05": in_yuan}, facts={"出国团组": 3})
    assert seen["公开05"]["合计"]["小计"] == Decimal("30.500007")
    assert seen["出国团组"] == 3


def test_a_blank_cell_and_a_row_this_workbook_does_not_have_are_nothing():
    seen, gaps = names(tables={"公开05": TABLE05})
    assert seen["公开05"]["2080109"]["基本支出"] == 0
    assert seen["公开05"]["2210201"]["小计"] == 0
    assert gaps.all() == ()


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda s: s["公开05"]["合计"]["小记"], ["公开05表", "列", "小记", "小计"]),
        (lambda s: s["公开05"]["总合计"], ["公开05表", "行", "总合计", "合计"]),
        (lambda s: s["公开01"]["收人"], ["公开01表", "栏", "收人", "收入"]),
        (lambda s: s["公开01"]["收入"]["总记"], ["公开01表", "行", "总记", "总计"]),
        (lambda s: s["公开09"]["合计"]["预算书"], ["公开09表", "列", "预算书", "预算数"]),
        (lambda s: s["年初预算"]["2080109"]["原因"], ["年初预算", "列", "原因", "差异原因"]),
    ],
)
def test_a_name_the_profile_does_not_know_is_told_with_the_nearest(ask, words):
    seen, _ = names(tables={"公开05": TABLE05}, lists={"年初预算": PLAN})
    with pytest.raises(UnknownName) as error:
        ask(seen)
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize("odd", ["10.5元", "#REF!"])
def test_a_cell_without_a_number_where_one_belongs_is_missing_and_not_zero(odd):
    kind = CellKind.ERROR if odd.startswith("#") else CellKind.TEXT
    table = {"": block(COLUMNS, [("", "合计", None, 0, 0)])}
    row = table[""].rows[0]
    row.cells["小计"] = Cell("财决公开05", "C7", kind, odd)
    seen, _ = names(tables={"公开05": table})
    assert str(seen["公开05"]["合计"]["小计"]) == "【待补充：“合计”的小计（财决公开05!C7）】"


def test_a_form_that_is_not_there_is_missing_and_not_zero():
    seen, _ = names()
    assert str(seen["公开05"]["合计"]["小计"]) == "【待补充：公开05表（一般公共预算财政拨款支出决算表）】"
    assert isinstance(seen["公开01"]["收入"]["总计"]["决算数"], Missing)


def test_levels_and_the_names_of_a_code():
    seen, _ = names(tables={"公开05": TABLE05})
    (item,) = seen["公开05"]["项"]
    assert [item["类名"], item["款名"], item["项名"], item["编码"]] == [
        "社会保障和就业支出",
        "人力资源和社会保障管理事务",
        "社会保险经办机构",
        "2080109",
    ]
    assert [row["名称"] for row in seen["公开05"]["类"]] == ["社会保障和就业支出"]


def test_a_code_that_only_another_table_names_is_named_after_it():
    funds = {"": block(("编码", "名称", "小计"), [("212", "城乡社区支出", 1)])}
    seen, _ = names(tables={"公开05": TABLE05, "公开07": funds})
    assert seen["公开05"]["2120899"]["类名"] == "城乡社区支出"


def test_list_rows_go_by_code_and_blank_rows_are_no_rows():
    seen, _ = names(lists={"年初预算": PLAN})
    plan = seen["年初预算"]
    assert len(plan) == 3
    assert plan["2080109"]["年初预算数"] == 9
    assert str(plan["2080108"]["年初预算数"]) == "【待补充：“信息化建设”的年初预算数（补充资料!C3）】"
    assert str(plan["2210201"]["年初预算数"]) == "【待补充：年初预算“2210201”的年初预算数】"


def test_items_that_were_only_planned_for_are_not_forgotten():
    seen, _ = names(tables={"公开05": TABLE05}, lists={"年初预算": PLAN})
    rows = seen["公开05"].with_rows_of(seen["年初预算"])
    assert [(row["名称"], row["小计"]) for row in rows] == [
        ("社会保险经办机构", Decimal("10.5")),
        ("其他人力资源事务", 0),
    ]
    assert [row["名称"] for row in seen["公开05"].with_rows_of(seen["年初预算"], "类")] == ["社会保障和就业支出"]


def test_a_cross_table_is_rows_by_budget_and_actual():
    spec = PROFILE.tables["公开09"].blocks[0]
    seen, _ = names(tables={"公开09": {"": cross(spec, {"公务接待费": (Decimal("0.07"), Decimal("0.05"))})}})
    assert seen["公开09"]["公务接待费"]["决算数"] == Decimal("0.05")
    assert seen["公开09"]["合计"]["预算数"] == 0


def test_facts_are_numbers_or_text_and_a_blank_one_says_where_it_belongs():
    seen, _ = names(facts={"上年收入总计": Decimal("7159.52"), "政府性基金用途": "A&B<5 {{ x }}"})
    assert seen["上年收入总计"] == Decimal("7159.52")
    assert seen["政府性基金用途"] == "A&B<5 {{ x }}"
    assert str(seen["上年支出总计"]) == "【待补充：上年度支出总计（补充资料!B5）】"
    assert seen["年度"] == "2023"
    assert seen["上年"] == "2022"
    assert seen["主体"] == "单位"


def test_missing_survives_arithmetic_and_every_comparison_is_false():
    seen, gaps = names()
    lost, other = seen["上年收入总计"], seen["上年支出总计"]
    for outcome in (lost + 1, 1 - lost, abs(lost - other), -lost * 2, Decimal(3) / lost, sum([lost, Decimal(1)])):
        assert isinstance(outcome, Missing)
    assert str(lost + other) == "【待补充：上年度收入总计（补充资料!B4）、上年度支出总计（补充资料!B5）】"
    gaps.start()
    assert not any([lost > 0, lost < 0, lost >= 0, lost <= 0, lost == 0, lost != 0])
    assert [gap.label for gap in gaps.untold()] == ["上年度收入总计"]


def test_asking_whether_an_optional_text_is_there_misses_nothing():
    seen, gaps = names()
    assert not seen["政府性基金说明"]
    assert gaps.all() == ()
    assert not seen["绩效自评概述"]  # required
    assert len(gaps.untold()) == 1


def test_known_names_are_what_a_world_has():
    seen, _ = names()
    assert known_names(PROFILE) == seen.keys()


def test_a_view_answers_by_name_only():
    seen, _ = names(tables={"公开05": TABLE05})
    for name in ("world", "_rows", "__class__", "with_rows_of"):
        with pytest.raises(UnknownName):
            seen["公开05"][name]
    assert cell("x").text == "x"
