"""A rule may let its two sides differ by more than rounding explains: told as such, solved as such, alone of all rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from filled import Filled, alarms

from toolkit import rules
from toolkit.findings import Finding, Severity
from toolkit.profiles import Profile, RuleSpec, load_profile
from toolkit.rules.equations.equation import Verdict

PROFILE = load_profile("henan-final")
ONE_AMOUNT = "GK01-04.2"  # 政府性基金 in 公开01 and 公开04


def ruled(*specs: RuleSpec) -> Profile:
    return replace(PROFILE, rules={spec.id: spec for spec in specs})


def apart(difference: str) -> Filled:
    """One amount printed twice, with a difference."""
    filled = Filled().put("公开01", "收入", "政府性基金预算财政拨款收入", "决算数", Decimal("206.40"))
    return filled.put("公开04", "收入", "政府性基金预算财政拨款", "金额", Decimal("206.40") + Decimal(difference))


def told(filled: Filled, *specs: RuleSpec) -> list[Finding]:
    return [finding for finding in alarms(rules.check(filled.report(), ruled(*specs))) if finding.rule == specs[0].id]


@pytest.mark.parametrize(
    ("difference", "severity", "words"),
    [
        ("0.01", Severity.TAIL, "属于四舍五入的尾差"),  # the neighbour of a printed figure, and allowed
        ("0.05", Severity.TAIL, "在本条规则容许的 0.05 万元以内，不必修改"),
        ("-0.05", Severity.TAIL, "在本条规则容许的 0.05 万元以内，不必修改"),
        ("0.07", Severity.ERROR, "少 0.07 万元；超出本条规则容许的 0.05 万元。"),
    ],
)
def test_what_a_rule_lets_pass(difference: str, severity: Severity, words: str) -> None:
    (finding,) = told(apart(difference), replace(PROFILE.rules[ONE_AMOUNT], tolerance=Decimal("0.05")))
    assert finding.severity is severity
    assert words in finding.message


@pytest.mark.parametrize(("difference", "found"), [("0.05", 1), ("0", 0)])
def test_without_it_all_is_as_ever(difference: str, found: int) -> None:
    findings = told(apart(difference), PROFILE.rules[ONE_AMOUNT])
    assert [finding.severity for finding in findings] == [Severity.ERROR] * found
    assert not any("容许" in finding.message for finding in findings)


def test_rules_that_hold_by_themselves_are_not_called_a_contradiction_together() -> None:
    """The solver lets pass what the rule lets pass; with a rule that does not, the two sides contradict."""
    one = replace(PROFILE.rules[ONE_AMOUNT], tolerance=Decimal("5"))
    other = RuleSpec("同", "公开04.收入[政府性基金预算财政拨款] = 公开01.收入[政府性基金预算财政拨款收入]", id="同")
    report = apart("3").report()
    assert [f.severity for f in alarms(rules.check(report, ruled(one)))] == [Severity.TAIL]
    assert Severity.ERROR in [f.severity for f in alarms(rules.check(report, ruled(one, other)))]


def test_a_percentage_is_let_off_in_points() -> None:
    filled = Filled()
    table = next(name for name in filled.data["tables"] if name.startswith("自评表"))
    spec = RuleSpec(
        "执行率",
        "自评表.资金[行].执行率 = 自评表.资金[行].全年执行数 / 自评表.资金[行].全年预算数，其中 行 取自 自评表.资金[*]",
        id="率",
    )
    rows = filled.data["tables"][table]["资金"]["rows"]
    items = rules.instances(filled.report(), ruled(spec))
    assert rows
    assert items
    for points, verdict in (("0.4", Verdict.WRONG), ("0.6", Verdict.TAIL)):
        rule = replace(spec, tolerance=Decimal(points))
        ratio = next(item for item in rules.instances(filled.report(), ruled(rule)) if item.left.value)
        amount = replace(ratio.left.cell.amount, value=ratio.left.cell.value)
        off = ratio.left._replace(
            value=ratio.right_value + 5000,
            interval=type(ratio.left.interval)(ratio.right_value + 5000, ratio.right_value + 5000),
        )
        assert amount is not None
        assert ratio._replace(left=off).verdict is verdict, points


@pytest.mark.parametrize(("tolerance", "found"), [("0", 1), ("0.5", 0)])
def test_a_rate_in_a_sentence_is_let_off_in_points(tolerance: str, found: int) -> None:
    filled = Filled().fact("收支总计变动原因", "收入 120.00 万元，比上年增加 20.00 万元，增长 20.30%")
    rule = replace(PROFILE.rules["WZ-17"], tolerance=Decimal(tolerance))
    assert len(told(filled, rule)) == found
