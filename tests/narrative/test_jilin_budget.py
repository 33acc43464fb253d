"""吉林's budget sentences in situations that the published sample (its text is in tests/golden) has no case of."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from samples import cell, with_facts

from toolkit.narrative import draft
from toolkit.profiles import load_profile
from toolkit.report import Row
from toolkit.workbook import read_grid, read_report

HERE = Path(__file__).parent
PROFILE = load_profile("jilin-budget")


@lru_cache
def published():
    return read_report(read_grid(HERE.parents[1] / "workbooks" / "jilin-province-2024-budget.xlsx"), PROFILE)


def changed(table, block, **figures):
    """The published report with some rows' figures changed: ``{key: {column: value}}``."""
    return with_rows(table, block, lambda row: _row(row, figures.get(row.key, {})))


def with_rows(table, block, change):
    made = published()
    old = made.tables[table]
    rows = tuple(row for row in map(change, old.blocks[block].rows) if row)
    blocks = {**old.blocks, block: replace(old.blocks[block], rows=rows)}
    return replace(made, tables={**made.tables, table: replace(old, blocks=blocks)})


def _row(row: Row, values):
    return replace(row, cells={**row.cells, **{column: cell(value) for column, value in values.items()}})


def text(made, field):
    return draft(made, PROFILE).texts[field]


@pytest.mark.parametrize(
    ("field", "facts", "expected"),
    [
        ("收支总体", {"上年当年预算": Decimal("12454.64")}, "2024年本年预算与2023年当年预算持平。"),
        ("收支总体", {"上年当年预算": 12000}, "比2023年当年预算增加454.64万元，主要原因是"),
        (
            "三公经费",
            {"上年出国费": 2, "出国费变动原因": "不再安排出访"},
            "比2023年当年预算数减少2万元，主要原因是不再安排出访。",
        ),
        ("三公经费", {"上年出国费": 2}, "减少2万元，主要原因是【待补充：因公出国（境）费比上年增减的主要原因"),
        ("机关运行", {"上年机关运行经费": 0}, "比2023年预算增加472.5万元，主要原因是"),
        ("机关运行", {"参公单位数": 0}, "2024年部门本级1家行政单位的机关运行经费"),
        ("机关运行", {"参公单位数": 0, "行政单位数": 0}, "本部门没有行政单位和参公管理事业单位，无机关运行经费。"),
    ],
)
def test_a_sentence_for_every_situation(field, facts, expected):
    assert expected in text(with_facts(published(), PROFILE, **facts), field)


def test_other_sources_of_money_are_named():
    made = changed("收支预算总表", "收入", 事业收入={"预算数": 5}, 其他收入={"预算数": 6})
    assert "收入包括：一般公共预算拨款收入、事业收入、其他收入。" in text(made, "收支总体")
    made = changed("项目支出表", "", 合计={"单位资金": 3, "结转单位资金": Decimal("1.50")})
    assert text(made, "项目支出").endswith("财政专户管理资金和单位资金3万元，非财政拨款结转结余1.5万元。")
    made = changed("政府性基金表", "", 合计={"合计": 8, "基本支出": 2, "项目支出": 6})
    expected = "2024年政府性基金预算拨款8万元，其中：基本支出2万元，占25%；项目支出6万元，占75%。"
    assert text(made, "政府性基金") == expected


def test_the_sum_of_the_targets_is_the_projects_budget_not_the_targets_own_figure():
    assert text(published(), "绩效目标").endswith("涉及金额1251.49万元。")  # the form of targets adds up to 1251.51


def test_a_target_whose_project_is_not_listed_is_asked_for():
    name = "员额人员经费-吉林省医疗保障局本级"
    other = with_rows("绩效目标表", "", lambda row: replace(row, name="甲", path=("甲",)) if row.key == name else row)
    assert "涉及金额【待补充：项目支出预算表里的“甲”】" in text(other, "绩效目标")


def test_no_targets():
    made = with_rows("绩效目标表", "", lambda row: None)
    assert text(made, "绩效目标").endswith("2024年没有向社会公开的项目支出绩效目标。")


def test_first_level_projects_of_one_name_count_once():
    assert "一级项目6个，二级项目19个" in text(published(), "项目支出")  # seven lines, one name twice
