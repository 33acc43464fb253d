"""The rule language: what parses, what does not, and what the error says."""

import re
from dataclasses import replace

import pytest

from toolkit.errors import ProfileError
from toolkit.profiles import RuleSpec, load_profile
from toolkit.rules.checks.by_name import CHECKS
from toolkit.rules.language.check_names import CHECK_NAMES
from toolkit.rules.language.compiled import compiled
from toolkit.rules.language.grammar import Binary, Identity, Number, Pick, Ref, RuleSyntaxError, Sum, parse


def test_a_sum_over_a_bound_row():
    rule = parse("公开02[行].列 = SUM(公开02[下级(行)].列)，其中 行 取自 公开02[合计、类]，列 取自 公开02.*")
    assert isinstance(rule, Identity)
    assert isinstance(rule.left, Ref)
    assert (rule.left.table, rule.left.rows[0].name, rule.left.columns[0].name) == ("公开02", "行", "列")
    assert isinstance(rule.right, Sum)
    assert rule.right.refs[0].rows[0].function == "下级"
    assert [binding.name for binding in rule.bindings] == ["行", "列"]
    assert [binding.of_columns for binding in rule.bindings] == [False, True]


def test_blocks_ranges_and_column_lists():
    rule = parse("公开04.支出[本年支出合计..总计].[合计、一般公共预算财政拨款..国有资本经营预算财政拨款] <= 0")
    ref = rule.left
    assert (ref.block, rule.relation) == ("支出", "<=")
    assert ref.rows == (Pick("本年支出合计", "总计", position=9),)
    assert [(pick.name, pick.last) for pick in ref.columns][1] == ("一般公共预算财政拨款", "国有资本经营预算财政拨款")


def test_operators_bind_as_usual():
    rule = parse("a[x] = b[x] + 2 * c[x] - (d[x] - e[x])")
    outer = rule.right
    assert isinstance(outer, Binary)
    assert outer.operator == "-"
    assert isinstance(outer.left.right, Binary)
    assert outer.left.right.operator == "*"
    assert outer.right.operator == "-"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a[x、y] = 0", "a[x, y] = 0"),
        ("a[x] ≤ 100.5", "a[x] <= 100.5"),
        ("a[x]=sum( a[y] )", "a[x] = SUM(a[y])"),
        ("a[x] = 0 其中 行 取自 b[*]", "a[x] = 0，其中 行 取自 b[*]"),
    ],
)
def test_two_ways_to_type_the_same(one, other):
    assert _shape(parse(one)) == _shape(parse(other))


def _shape(rule):
    return re.sub(r"position=\d+", "", repr(rule))


def test_punctuation_inside_a_name_needs_corner_brackets():
    assert parse("a[「甲、乙(丙)」] = 0").left.rows[0].name == "甲、乙(丙)"
    assert parse("公开06[30217] = 0").left.rows[0].name == "30217"
    assert parse("a[x] = 100").right == Number(100, 8)
    assert parse("上年.公开01.收入[总计] = 0").left.prior


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("公开01[x = 3", 8, "后面应有“]”"),
        ("公开01 = 3", 6, "“公开01”后面应有“[行]”"),
        ("公开01[x]", 8, "应有“=”"),
        ("公开01[x] = ", 10, "应写表的编号"),
        ("公开01[下下(行)] = 1", 6, "没有“下下”这个取行方法"),
        ("公开01[x] = 1 其中 行 公开01[*]", 18, "后面应写“取自”"),
        ("公开01[x] = 1 2", 13, "到此应当结束"),
        ("公开01[x] = 1 其中 列 取自 公开01", 25, "后面应有“[行]”"),
        ("__import__('os').system('x') = 1", 11, "后面应有“[行]”"),
        ("公开01[x] = 「甲", 11, "不认识的符号"),
    ],
)
def test_errors_say_where_and_what_was_expected(text, position, expected):
    with pytest.raises(RuleSyntaxError) as caught:
        parse(text)
    assert expected in str(caught.value)
    assert caught.value.position == position


# -- against a profile ------------------------------------------------------------------------------------------------


def _with_rule(identity, **more):
    profile = load_profile("henan-final")
    return replace(profile, rules={"T-1": RuleSpec("试", identity, "T-1", **more)})


def test_the_profiles_own_rules_are_valid():
    compiled(load_profile("henan-final"))


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ("公开1[合计].小计 = 0", "没有编号为“公开1”的表，是不是“公开"),
        ("公开01[总计] = 0", "“公开01”有几个部分，要写明是哪一个：收入、支出"),
        ("公开01.收支[总计] = 0", "“公开01”没有“收支”这一部分"),
        ("公开01.收入[本年收入总计] = 0", "“公开01表收入”没有“本年收入总计”这一行，是不是“本年收入合计”"),
        ("公开05[合计].小记 = 0", "“公开05表”没有“小记”这一列，是不是“小计”"),
        ("公开05[合计] = 0", "“公开05表”有几列数，要写明是哪一列：小计、基本支出、项目支出"),
        ("公开01.收入[类] = 0", "“公开01表收入”没有科目编码，不能按“类”取行"),
        ("公开05[小计].小计 = 0", "“公开05表”没有“小计”这一行"),
        ("公开06[30299、30298] = 0", "“公开06表”没有“30298”这一行"),
        ("公开05[行].小计 = 0，其中 行 取自 公开05[*]，列 取自 公开05.*", "变量“列”没有用到"),
        ("公开05[合计].小计 = 0，其中 小计 取自 公开05[*]", "变量“小计”与表里的行名或列名相同"),
        ("公开01.收入[下级(总计)] = 0", "下级( ) 只能用于有科目编码的表"),
        ("公开03[同名(合计)].基本支出 = 0", "同名( ) 里要写取行的变量"),
        ("补充资料[车辆总数] = 0", "“补充资料”没有“车辆总数”这一行，是不是“车辆合计”"),
        ("补充资料[车辆合计] = 补充资料[政府采购总额]", "不能放在一个式子里"),
        ("公开05[合计].小计 = 公开05[合计].基本支出 / 2 + 1", "除法只能写成"),
        ("公开05[合计].小计 = 公开05[合计].基本支出 * 2", "乘法只能写成"),
        ("公开05[合计].列 = 公开03[合计].列，其中 列 取自 公开05.*", "“公开03表”没有“小计”这一列"),
        ("项目自评结果[本表].得分 = 100", "“本表”只能与一个项目一张的表写在同一条规则里"),
        ("公开05[合计].小计 / 公开05[合计].基本支出 = 1", "除法只能写成"),
        ("公开05[合计].小计 = 公开05[类].小计", "这里指了不止一个格子，要写在 SUM( ) 里"),
        ("公开05[合计].小计 = 公开05[下级(合计)].小计", "要写在 SUM( ) 里"),
        ("公开05[合计].小计 = 公开05[合计].[基本支出、项目支出]", "要写在 SUM( ) 里"),
        ("公开01.收入[总计] = SUM(公开01.收入[年初结转和结余..本年收入合计])", "范围要从上往下写"),
        ("公开05[合计].小计 = SUM(公开05[合计].[项目支出..基本支出])", "范围要从左往右写"),
    ],
)
def test_a_name_that_the_forms_do_not_have_is_told_at_load_time(identity, expected):
    with pytest.raises(ProfileError) as caught:
        compiled(_with_rule(identity))
    message = str(caught.value)
    assert expected in message
    assert "规则“T-1”" in message
    assert "rules.toml" in message


def test_an_unknown_check_is_told_with_the_nearest():
    with pytest.raises(ProfileError, match="规则“T-1”（检查 表好）没有“表好”这项检查，是不是“表"):
        compiled(_with_rule("", check="表好"))


def test_a_rule_over_several_tables_is_read_for_each_of_them():
    rule = RuleSpec("例", "表[行].小计 = 公开03[行].基本支出，其中 行 取自 表[*]", "T-1", table="公开05")
    assert rule.relation == "公开05[行].小计 = 公开03[行].基本支出，其中 行 取自 公开05[*]"
    assert (
        replace(rule, identity="支出表[表] = 上年.表.收入[「表[1]」]").relation
        == "支出表[表] = 上年.公开05.收入[「公开05[1]」]"
    )


def test_an_unknown_severity_is_told():
    with pytest.raises(ProfileError, match="severity 只能是 error 或 warning"):
        compiled(_with_rule("公开05[合计].小计 = 0", severity="fatal"))


def test_inherited_rules_about_a_form_that_is_left_out_say_nothing():
    profile = load_profile("henan-final")
    dropped = frozenset({"公开08", "自评表"})
    tables = {name: table for name, table in profile.tables.items() if name not in dropped}
    ids = {rule.spec.id for rule in compiled(replace(profile, tables=tables, dropped=dropped))}
    assert {"GK05-1", "GK01-5", "BC-3.1"} <= ids
    assert not ids & {"GK08-1", "GK04-08.1", "ZP-1", "ZP-8"}


def test_every_named_check_may_be_called() -> None:
    assert list(CHECKS) == list(CHECK_NAMES)
