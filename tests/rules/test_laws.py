"""Laws: what holds for all amounts. True amounts in 分 that satisfy an identity, printed half-up, never make an error."""

from copy import copy, deepcopy
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from filled import Filled, alarms, only
from hypothesis import given
from hypothesis import strategies as st

from toolkit import rules
from toolkit.amounts import Unit, round_half_up
from toolkit.findings import Severity
from toolkit.profiles import load_profile
from toolkit.rules.equations.equation import Verdict

PROFILE = load_profile("henan-final").for_year(2023)
PARTS = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
#: Whole 分, small ones often, for rounding is at its worst near half a step.
FEN = st.one_of(st.integers(0, 20_000), st.integers(0, 10**12), st.just(0))
SIGNED = st.one_of(FEN, FEN.map(lambda fen: -fen))


def printed(fen: int, unit: Unit) -> Decimal:
    return round_half_up(Decimal(fen) / unit.fen, 2)


def row_check(figures: dict[str, object], unit: Unit = Unit.WAN) -> rules.Equation:
    """GK03-1 of one row of 公开03表."""
    filled = copy(_one_row())
    filled.data, filled.units = deepcopy(filled.data), {"公开03": unit}
    for column, value in figures.items():
        filled.put("公开03", "", "2210201", column, value)
    found = rules.instances(filled.report(), only(PROFILE, "GK03-1"))
    return next(equation for equation in found if equation.left[0].figure.row.startswith("2210201"))


@cache
def _one_row() -> Filled:
    """Of the sample one row of 公开03表, for speed."""
    filled = Filled()
    block = filled.data["tables"]["公开03"][""]
    rows = [row for row in block["rows"] if row[0] == "2210201"]
    filled.data = {**filled.data, "tables": {"公开03": {"": {**block, "rows": rows}}}, "lists": {}}
    return filled


@given(st.lists(FEN, min_size=5, max_size=5), st.sampled_from(Unit))
def test_true_amounts_printed_in_any_unit_are_never_an_error(parts, unit):
    figures = {name: printed(fen, unit) for name, fen in zip(PARTS, parts, strict=True)}
    equation = row_check({**figures, "本年支出合计": printed(sum(parts), unit)}, unit)
    assert equation.verdict is not Verdict.WRONG


@given(st.lists(st.integers(1, 10**12), min_size=5, max_size=5), st.data())
def test_what_is_not_there_may_be_left_blank(parts, data):
    blank = data.draw(st.sets(st.sampled_from(PARTS)))
    figures = {name: None if name in blank else printed(fen, Unit.WAN) for name, fen in zip(PARTS, parts, strict=True)}
    true = sum(fen for name, fen in zip(PARTS, parts, strict=True) if name not in blank)
    assert row_check({**figures, "本年支出合计": printed(true, Unit.WAN)}).verdict is not Verdict.WRONG


@given(st.lists(FEN, min_size=5, max_size=5), st.sampled_from([1, -1]))
def test_a_change_larger_than_the_slack_is_always_an_error(parts, sign):
    figures = {name: printed(fen, Unit.WAN) for name, fen in zip(PARTS, parts, strict=True)}
    total = printed(sum(parts), Unit.WAN)
    # six figures, each with 0.005 of slack, on top of what rounding has used up already: 0.06 is always too much
    equation = row_check({**figures, "本年支出合计": total + sign * Decimal("0.07")})
    assert equation.verdict is Verdict.WRONG


@given(st.lists(FEN, min_size=5, max_size=5), st.sampled_from([1, -1]))
def test_amounts_in_yuan_leave_no_room_at_all(parts, sign):
    figures = {name: printed(fen, Unit.YUAN) for name, fen in zip(PARTS, parts, strict=True)}
    total = printed(sum(parts), Unit.YUAN)
    assert row_check({**figures, "本年支出合计": total}, Unit.YUAN).verdict is Verdict.EXACT
    off = row_check({**figures, "本年支出合计": total + sign * Decimal("0.01")}, Unit.YUAN)
    assert off.verdict is Verdict.WRONG


@given(st.lists(SIGNED, min_size=5, max_size=5))
def test_the_verdict_is_whether_true_amounts_exist(parts):
    """Not only never too strict: the slack is exactly the sum of what each figure may hide."""
    figures = {name: printed(fen, Unit.WAN) for name, fen in zip(PARTS, parts, strict=True)}
    equation = row_check({**figures, "本年支出合计": Decimal("1000.00")})
    low = sum(f.interval.low for _, f in equation.right)
    high = sum(f.interval.high for _, f in equation.right)
    total = equation.left[0].figure.interval
    reachable = max(low, total.low) <= min(high, total.high)
    assert (equation.verdict is not Verdict.WRONG) == reachable


@given(FEN, FEN)
def test_one_amount_printed_twice_is_the_same_or_wrong_unless_the_last_digits_are_neighbours(one, other):
    """Rounding explains no difference between two prints; converting row by row makes them differ by 1 in the last place."""
    filled = Filled().put("公开01", "收入", "政府性基金预算财政拨款收入", "决算数", printed(one, Unit.WAN))
    filled.put("公开04", "收入", "政府性基金预算财政拨款", "金额", printed(other, Unit.WAN))
    filled.data["tables"] = {name: filled.data["tables"][name] for name in ("公开01", "公开04")}
    filled.data["lists"] = {}
    profile = replace(PROFILE, rules={"GK01-04.2": PROFILE.rules["GK01-04.2"]})
    (equation,) = rules.instances(filled.report(), profile)
    apart = abs(printed(one, Unit.WAN) - printed(other, Unit.WAN))
    is_hint = apart == Decimal("0.01") and one >= 5_000 and other >= 5_000  # nothing and 0.01 are not one amount
    assert equation.verdict is (Verdict.EXACT if not apart else Verdict.TAIL if is_hint else Verdict.WRONG)
    assert equation.differs_in_last_digit == is_hint


@pytest.mark.parametrize("gravity", ["error", "warning", "tail"])
def test_a_last_digit_that_differs_is_as_grave_as_the_rule_says(gravity):
    filled = Filled().put("公开01", "收入", "政府性基金预算财政拨款收入", "决算数", Decimal("206.41"))
    rule = replace(PROFILE.rules["GK01-04.2"], last_digit=gravity)
    found = rules.check(filled.report(), replace(PROFILE, rules={"GK01-04.2": rule}))
    (finding,) = (finding for finding in alarms(found) if finding.rule == "GK01-04.2")
    assert finding.severity.value == gravity
    assert ("两处印数末位差 1，公布前宜改一致" in finding.message) == (gravity != "error")
    assert [cell.value for cell in finding.cells] == [Decimal("206.41"), Decimal("206.40")]


@pytest.mark.parametrize("seed", range(3))
def test_a_whole_workbook_of_true_amounts_has_no_error(seed):
    """Random leaves in 分, everything above them summed up in 分 and printed in 万元: no equation is broken."""
    from random import Random

    filled = _true_workbook(Random(seed))
    report = filled.report()
    errors = [f.message for f in rules.check(report, filled.profile) if f.severity is Severity.ERROR]
    assert errors == []
    assert any(item.verdict is Verdict.TAIL for item in rules.instances(report, filled.profile))


def _true_workbook(random) -> Filled:
    filled = Filled()
    tables = filled.data["tables"]

    def code_table(name, leaves, total_column, parts):
        block = tables[name][""]
        columns = block["columns"]
        true = {}
        for row in block["rows"]:
            if len(row[0]) == 7:
                true[row[0]] = {part: leaves(row[0], part) for part in parts}
        for row in block["rows"]:
            below = [v for code, v in true.items() if code.startswith(row[0])]
            sums = {part: sum(v[part] for v in below) for part in parts}
            for part in parts:
                row[columns.index(part)] = printed(sums[part], Unit.WAN)
            row[columns.index(total_column)] = printed(sum(sums.values()), Unit.WAN)
        return true

    def some(*_):
        return random.choice([0, random.randint(0, 100_000), random.randint(0, 10**9)])

    def put_lines(table, block, column, values):
        spec = filled.profile.tables[table].block(block)
        holder = tables[table][block]
        for row_spec, row in zip(spec.rows, holder["rows"], strict=True):
            key = row_spec.key or row_spec.name.split("、", 1)[-1]
            if key in values:
                row[holder["columns"].index(column)] = printed(values[key], Unit.WAN)

    names = {row[0]: row[1] for row in tables["公开03"][""]["rows"]}
    general = code_table("公开05", some, "小计", ["基本支出", "项目支出"])
    fund = {row[0]: some() for row in tables["公开07"][""]["rows"] if len(row[0]) == 7}

    def spent(code, part):
        return general.get(code, {}).get(part, 0) + (fund.get(code, 0) if part == "项目支出" else 0)

    code_table("公开03", spent, "本年支出合计", list(PARTS))
    for row in tables["公开07"][""]["rows"]:
        amount = printed(sum(v for code, v in fund.items() if code.startswith(row[0])), Unit.WAN)
        row[2:] = [0, amount, amount, 0, amount, 0]
    income = ["财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]

    def received(code, part):
        return sum(general.get(code, {}).values()) + fund.get(code, 0) if part == "财政拨款收入" else 0

    code_table("公开02", received, "本年收入合计", income)
    by_class: dict[str, list[int]] = {}
    for code, parts in general.items():
        by_class.setdefault(names[code[:3]], [0, 0])[0] += sum(parts.values())
    for code, amount in fund.items():
        by_class.setdefault(names[code[:3]], [0, 0])[1] += amount
    for table, column, pick in (
        ("公开01", "决算数", sum),
        ("公开04", "合计", sum),
        ("公开04", "一般公共预算财政拨款", lambda pair: pair[0]),
        ("公开04", "政府性基金预算财政拨款", lambda pair: pair[1]),
    ):
        lines = {row.name.split("、", 1)[-1]: 0 for row in filled.profile.tables[table].block("支出").rows if row.name}
        lines |= {name: pick(pair) for name, pair in by_class.items()}
        total = sum(pick(pair) for pair in by_class.values())
        lines |= {"本年支出合计": total, "总计": total}
        put_lines(table, "支出", column, lines)
    total_general, total_fund = (sum(pair[i] for pair in by_class.values()) for i in (0, 1))
    total = total_general + total_fund
    totals = {"本年收入合计": total, "总计": total, "年初结转和结余": 0, "其他收入": 0, "年初财政拨款结转和结余": 0}
    put_lines(
        "公开01",
        "收入",
        "决算数",
        {**totals, "一般公共预算财政拨款收入": total_general, "政府性基金预算财政拨款收入": total_fund},
    )
    put_lines(
        "公开04",
        "收入",
        "金额",
        {**totals, "一般公共预算财政拨款": total_general, "政府性基金预算财政拨款": total_fund},
    )
    _economic(filled, random, sum(parts["基本支出"] for parts in general.values()))
    return filled.fact("机关运行经费", 0)


def _economic(filled, random, basic):
    """公开06表: the basic expenditure spread over 款."""
    block = filled.data["tables"]["公开06"][""]
    items = [row for row in block["rows"] if len(row[0]) == 5 and not row[0].startswith("310")]
    items = [row for row in items if row[0] not in ("30212", "30217", "30231")]
    true = dict.fromkeys((row[0] for row in block["rows"]), 0)
    rest = basic
    for row in items[:-1]:
        true[row[0]] = random.randint(0, rest // 4) if rest > 3 else 0
        rest -= true[row[0]]
    true[items[-1][0]] = rest
    leaves = {code: fen for code, fen in true.items() if len(code) == 5}
    for row in block["rows"]:
        fen = sum(v for code, v in leaves.items() if code.startswith(row[0]))
        if row[1] == "人员经费合计":
            fen = sum(v for code, v in leaves.items() if code[:3] in ("301", "303"))
        elif row[1] == "公用经费合计":
            fen = sum(v for code, v in leaves.items() if code[:3] not in ("301", "303"))
        row[2] = printed(fen, Unit.WAN)
