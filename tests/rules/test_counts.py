"""Vehicles, groups and people beside their amounts (SL-…): there together or not at all, parts within wholes."""

from dataclasses import replace

import pytest
from filled import Filled, alarms, only

from toolkit import rules
from toolkit.errors import ProfileError
from toolkit.findings import Severity
from toolkit.profiles import RuleSpec, load_profile
from toolkit.rules import live_checks
from toolkit.rules.language.compiled import compiled

CAR = "公务用车购置费"
NONE = {"出国团组": 0, "出国人次": 0, "购置车辆": 0, "公务用车保有量": 0, "外宾接待支出": 0, "外宾团组": 0, "外宾人次": 0,
        "国内接待支出": 0, "国内接待团组": 0, "国内接待人次": 0}  # fmt: skip


def sample(name="jiyuan-2023", **facts):
    """The sample with some facts changed (国内接待支出 …) and the 三公 figures of this year as given (出国, 购置, 运行)."""
    filled = Filled(name)
    forms = filled.data["tables"]["公开09"][""]
    columns = {column.id: column for column in filled.profile.tables["公开09"].block("").columns}
    names = {"出国": "因公出国（境）费", "购置": CAR, "运行": "公务用车运行维护费"}
    for name, value in facts.items():
        if name not in names:
            filled.fact(name, value)
            continue
        (column,) = (c.id for c in columns.values() if c.row == names[name] and c.column == "决算数")
        forms["rows"][0][forms["columns"].index(column)] = value
    return filled


def told(filled):
    return list(alarms(rules.check(filled.report(), only(filled.profile, "SL"))))


@pytest.mark.parametrize("name", ["jiyuan-2023", "yanbian-2024", "fenyang-2024", "beipiao-2024"])
def test_the_published_counts_agree(name):
    assert told(Filled(name)) == []


@pytest.mark.parametrize(
    ("facts", "rule", "first"),
    [
        ({"出国": "3.20", "出国团组": 0, "出国人次": 0}, "SL-1.1", "出国团组"),
        ({"出国": 0, "出国团组": 1, "出国人次": 2}, "SL-1.1", ""),
        ({"出国": "3.20", "出国团组": 3, "出国人次": 2}, "SL-1.2", "出国团组"),
        ({"购置": "18.00", "购置车辆": 0, "公务用车保有量": 3, "运行": 1}, "SL-2.1", "购置车辆"),
        ({"购置": None, "购置车辆": 1, "公务用车保有量": 3, "运行": 1}, "SL-2.1", ""),
        ({"运行": "2.10", "公务用车保有量": 0}, "SL-2.2", "公务用车保有量"),
        ({"运行": 0, "公务用车保有量": 2}, "SL-2.2", ""),
        ({"购置": 9, "购置车辆": 2, "公务用车保有量": 1, "运行": 1}, "SL-2.3", "购置车辆"),
        ({"外宾接待支出": "0.50", "外宾团组": 0, "外宾人次": 0}, "SL-3.1", "外宾团组"),
        ({"外宾接待支出": "0.50", "外宾团组": 4, "外宾人次": 3}, "SL-3.2", "外宾团组"),
        ({"外宾接待支出": "0.50", "外宾团组": 0, "外宾人次": 3}, "SL-3.3", "外宾团组"),
        ({"国内接待支出": "0.50", "国内接待团组": 0, "国内接待人次": 3}, "SL-4.3", "国内接待团组"),
        ({"国内接待支出": "0.50", "国内接待团组": 0, "国内接待人次": 0}, "SL-4.1", "国内接待团组"),
        ({"国内接待支出": "0.50", "国内接待团组": 5, "国内接待人次": 0}, "SL-4.2", "国内接待团组"),
        ({"国内接待支出": "0.50", "国内接待团组": 5, "国内接待人次": 4}, "SL-4.2", "国内接待团组"),
    ],
)
def test_one_slip_is_told_once(facts, rule, first):
    filled = sample(**{**NONE, "出国": 0, "购置": 0, "运行": 0, **{k: _number(v) for k, v in facts.items()}})
    (finding,) = told(filled)
    assert finding.rule == rule
    if first:
        assert finding.cells[0] == filled.report().facts[first]


@pytest.mark.parametrize(
    "facts",
    [
        {"出国": "3.20", "出国团组": 0, "出国人次": 1},  # in another unit's group
        {"国内接待支出": None, "国内接待团组": 2, "国内接待人次": 9},  # not entered yet: NR-01 tells that
        {"国内接待支出": "0.50", "国内接待团组": None, "国内接待人次": None},
        {"国内接待支出": "0.50", "国内接待团组": 2, "国内接待人次": 2},
        {"运行": None, "公务用车保有量": None},
    ],
)
def test_what_may_well_be_is_not_told(facts):
    assert told(sample(**{**NONE, "出国": 0, "购置": 0, "运行": 0, **{k: _number(v) for k, v in facts.items()}})) == []


def _number(value):
    from decimal import Decimal

    return Decimal(value) if isinstance(value, str) else value


def test_the_message_names_both_sides():
    filled = sample(**{**NONE, "出国": 0, "运行": 0, "购置": _number("18.00"), "公务用车保有量": 0})
    (finding,) = told(filled)
    assert finding.severity is Severity.WARNING
    assert finding.message == (
        "公务用车购置费与购置数应同时有或同时没有：公开09表“公务用车购置费”的决算数 18.00 万元，补充资料“购置车辆”却是 0；请核对。"
    )


@pytest.mark.parametrize(
    ("name", "facts", "rules_told"),
    [
        ("fenyang-2024", {"外事接待批次": 9, "外事接待人次": 9, "外事接待支出": 0}, {"SL-5.1", "SL-5.2", "SL-5.3"}),
        ("fenyang-2024", {"境外接待批次": 0, "境外接待人次": 2, "境外接待支出": 1}, {"SL-3.3"}),
        ("fenyang-2024", {"境外接待批次": 3, "境外接待人次": 2, "境外接待支出": 0}, {"SL-3.1", "SL-3.2"}),
        ("fenyang-2024", {"国内接待批次": 3, "国内接待人次": 2, "国内接待支出": 1}, {"SL-4.2"}),
        ("fenyang-2024", {"国内接待批次": 0, "国内接待人次": 2, "国内接待支出": 1}, {"SL-4.3"}),
        ("beipiao-2024", {"国内接待批次": 0, "国内接待人数": 2, "国内接待支出": 1}, {"SL-4.3"}),
        ("beipiao-2024", {"国内接待批次": 3, "国内接待人数": 2, "国内接待支出": 1}, {"SL-4.2"}),
        ("beipiao-2024", {"外事接待批次": 9, "外事接待人数": 8, "外事接待支出": 1}, {"SL-5.2", "SL-5.3", "SL-5.4"}),
    ],
)
def test_the_receptions_that_other_formats_ask_for(name, facts, rules_told):
    filled = Filled(name)
    for fact, value in facts.items():
        filled.fact(fact, value)
    assert {f.rule for f in told(filled)} == rules_told


def test_a_budget_for_cars_needs_cars():
    filled = Filled("jilin-province-2024-budget").put("三公表", "", "公务用车购置费", "预算数", 18)
    assert [f.rule for f in told(filled)] == ["SL-1"]
    assert told(filled.fact("购置车辆数", 1)) == []


def test_a_presence_is_no_equation_for_the_sheet():
    filled = sample(**{**NONE, "购置": 18})
    assert not [
        one for one in live_checks(rules.instances(filled.report(), filled.profile)) if one.rule in ("SL-1.1", "SL-2.1")
    ]


def test_a_presence_is_checked_like_any_rule_when_it_is_loaded():
    profile = load_profile("henan-final")
    rule = RuleSpec("例", "公开09[公务用车购置].决算数 有则有 补充资料[购置车辆]", "甲")
    with pytest.raises(ProfileError, match="是不是“公务用车购置费”"):
        compiled(replace(profile, rules={"甲": rule}))
