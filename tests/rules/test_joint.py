"""Joint consistency: one slip reads as one finding that names the cell; no true workbook is ever called wrong."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import pytest
from filled import Filled
from hypothesis import given
from hypothesis import strategies as st

from toolkit import rules
from toolkit.amounts import Amount, Interval, Unit
from toolkit.cells import Cell, CellKind
from toolkit.findings import Finding, Severity
from toolkit.profiles import RuleSpec
from toolkit.report import Report
from toolkit.rules.culprit.cases import exchanged
from toolkit.rules.culprit.diagnosis import contradictions
from toolkit.rules.culprit.slips import Kind
from toolkit.rules.culprit.wording import explain
from toolkit.rules.equations.equation import Equation, Figure, Term, Verdict
from toolkit.rules.equations.expansion import expand
from toolkit.rules.equations.messages import finding_of
from toolkit.rules.solving.system import System


def made(**figures: int) -> dict[str, Figure]:
    """Cells that print these amounts in 元: nothing is rounded, so the amounts are exactly these."""
    found = {}
    for row, (name, value) in enumerate(figures.items(), 1):
        amount = Amount(Decimal(value), Unit.YUAN)
        printed = Cell("表", f"A{row}", CellKind.NUMBER, str(value), amount)
        found[name] = Figure(printed, "amount", value * 100, amount.interval(), False, False, "表", name, "")
    return found


def equation(figures: dict[str, Figure], identity: str) -> Equation:
    """``a = b + c`` between figures made above."""
    left, right = ([Term(1, figures[name]) for name in side.split(" + ")] for side in identity.split(" = "))
    return Equation(RuleSpec(identity, identity, identity), "=", tuple(left), tuple(right))


def named(items: list[Equation]) -> list[set[str]]:
    """For each contradiction its ways, each as the rows of its cells."""
    return [{"".join(sorted(r.figure.row for r in way)) for way in one.ways} for one in contradictions(items)]


def told(report: Report, profile, prior: Report | None = None) -> list[Finding]:
    """The errors of a workbook's equations once they are explained."""
    items = expand(report, profile, prior=prior).items
    alarms = [(item, finding_of(item, item.verdict)) for item in items if item.verdict is not Verdict.EXACT]
    return [one for one in explain(report, items, alarms, prior=prior) if one.severity is Severity.ERROR]


def errors(filled: Filled) -> list[Finding]:
    return told(filled.report(), filled.profile)


def items_of(filled: Filled):
    return expand(filled.report(), filled.profile).items


def put(*changes: tuple[str, str, str, str, str | None]) -> Filled:
    filled = Filled()
    for table, block, row, column, value in changes:
        filled.put(table, block, row, column, None if value is None else Decimal(value))
    return filled


SWAPPED = ("公开03", "", "2080505", "本年支出合计", "78.67")


def test_one_slip_is_one_finding_with_its_alarms_beneath():
    (one,) = errors(put(SWAPPED))
    assert one.rule == "LH-1"
    assert one.message == (
        "公开03表“2080505 机关事业单位基本养老保险缴费支出”的本年支出合计（C15）应为 76.87 万元左右（76.87 至 76.88），"
        "现 78.67，可能是把 76.87 录成了 78.67：相邻两位数字颠倒；改正后下列 2 处关系都相符：GK03-1 各行本年支出合计等于各项支出之和、"
        "GK03-2 上级科目等于其下级科目之和；只改一个数的话，本工作簿没有别处可改。"
    )
    assert [cell.address for cell in one.cells] == ["C15"]
    assert (one.expected, one.actual, one.difference) == (Decimal("76.87"), Decimal("78.67"), Decimal("1.80"))
    assert [alarm.rule for alarm in one.caused] == ["GK03-1", "GK03-2"]


def test_slips_that_share_no_identity_are_named_each_by_itself():
    found = errors(put(SWAPPED, ("公开02", "", "2210201", "财政拨款收入", "97.19")))
    assert [(one.rule, one.cells[0].sheet) for one in found] == [("LH-1", "收入决算表"), ("LH-1", "支出决算表")]


def test_two_slips_in_one_sum_are_told_apart():
    found = errors(put(SWAPPED, ("公开03", "", "2080501", "本年支出合计", "73.61")))
    assert {cell.address for one in found for cell in one.cells[:1]} == {"C13", "C15"}
    assert {one.rule for one in found} == {"LH-1"}


def test_a_figure_left_out_is_named_with_the_figure_that_was_meant():
    (one,) = errors(put(("公开05", "", "2210201", "基本支出", None)))
    assert "应为 67.19 万元" in one.message
    assert "现为空，可能是漏填" in one.message
    assert one.difference == -one.expected


def test_of_several_cells_that_would_do_the_likelier_slip_comes_first():
    (one,) = contradictions(items_of(put(("公开06", "", "30108", "决算数", "78.67"))))
    first, *others = one.repairs
    assert (first.figure.row, first.slip.kind) == ("30108 机关事业单位基本养老保险缴费", Kind.SWAPPED)
    assert {repair.figure.row[:3] for repair in others} == {"301"}
    assert all(repair.right.low <= repair.right.high for repair in one.repairs)


def test_figures_that_contradict_only_all_together_are_found_and_named():
    filled = put(("公开03", "", "2080501", "本年支出合计", "37.63"))
    items = items_of(filled)
    assert not [one for one in items if one.verdict is Verdict.WRONG and one.rule.severity == "error"]
    (one,) = contradictions(items)
    assert one.alarms == ()
    assert [repair.figure.row for repair in one.repairs] == ["2080501 行政单位离退休"]
    (said,) = errors(filled)
    assert "下列 4 处关系各自在尾差之内，合在一起却不能同时成立" in said.message


def test_of_contradictory_identities_none_is_superfluous():
    (one,) = contradictions(items_of(put(("公开03", "", "2080501", "本年支出合计", "37.63"))))
    assert System(one.identities).conflict() is not None
    for left_out in one.identities:
        assert System([item for item in one.identities if item is not left_out]).conflict() is None


@pytest.mark.parametrize(
    "change", [SWAPPED, ("公开06", "", "30108", "决算数", "67.87"), ("公开01", "收入", "总计", "决算数", "1.00")]
)
def test_the_right_value_lies_in_the_interval_and_its_ends_are_the_last_that_will_do(change):
    filled = put(change)
    for one in contradictions(items := items_of(filled)):
        for repair in one.repairs:
            for right, will_do in (
                (repair.right.low, True),
                (repair.right.high, True),
                (repair.right.low - 1, False),
                (repair.right.high + 1, False),
            ):
                new = repair.figure._replace(value=right, interval=Interval(right, right))
                changed = [exchanged(item, {id(repair.figure): new}) for item in items]
                within_form = right >= 0
                assert (System(changed).conflict() is None) == will_do or not within_form


def test_without_contradiction_true_amounts_exist_in_whole_fen():
    filled = Filled()
    items = items_of(filled)
    assert contradictions(items) == []
    system = System(items)
    assert system.conflict() is None
    amounts = {id(figure): system.amount(cell) for cell, figure in enumerate(system.figures)}
    for figure in system.figures:
        assert isinstance(amounts[id(figure)], int)
        assert figure.interval.low <= amounts[id(figure)] <= figure.interval.high
    for one in system.equations:
        left, right = (sum(k * amounts[id(figure)] for k, figure in side) for side in (one.left, one.right))
        assert left <= right + one.constant if one.relation == "<=" else left == right + one.constant


def test_slips_that_go_with_each_other_are_told_together():
    """a and c are greater than b and d: either both of the one or both of the other are wrong."""
    cells = made(a=14, b=13, c=34, d=33, k=20)
    items = [equation(cells, one) for one in ("a = b", "c = d", "c = a + k", "d = b + k")]
    assert named(items) == [{"ac", "bd"}]
    (one,) = explain(Filled().report(), items, [(item, finding_of(item, item.verdict)) for item in items[:2]])
    assert one.message == (
        "下列 2 种改法任取一种，a = b a = b、c = d c = d就都相符；请核对表“b”（A2，现 13.00，应为 14.00 元）和"
        "表“d”（A4，现 33.00，应为 34.00 元）；或者表“a”（A1，现 14.00，应为 13.00 元）和表“c”（A3，现 34.00，应为 33.00 元）。"
    )
    assert [cell.address for cell in one.cells] == ["A2", "A4", "A1", "A3"]
    assert (one.expected, len(one.caused)) == (None, 2)


def test_one_figure_that_is_wrong_wherever_it_stands_is_one_finding():
    """Two cells that must be equal say 14; the two that say 13 have nothing to do with each other."""
    cells = made(a=14, b=13, c=14, d=13)
    items = [equation(cells, one) for one in ("a = b", "c = d", "c = a")]
    (one,) = explain(Filled().report(), items, [(item, finding_of(item, item.verdict)) for item in items[:2]])
    assert one.message.startswith("“a”、“c”在 2 处（A1、A3）都印作 14.00，应为 13.00 元")
    assert (one.act.kind, one.act.certain) == ("repeated", True)
    assert [(right.cell.address, right.low, right.high) for right in one.act.cells] == [("A1", 13, 13), ("A3", 13, 13)]
    assert len(one.caused) == 2


def test_where_either_of_two_figures_may_be_the_wrong_one_both_are_told():
    cells = made(a=14, b=13, c=14, d=13)
    items = [equation(cells, one) for one in ("a = b", "c = d", "c = a", "d = b")]
    (one,) = explain(Filled().report(), items, [(item, finding_of(item, item.verdict)) for item in items[:2]])
    assert one.message.startswith("下列 2 种情形都说得通，请核对：")
    assert {cell.address for cell in one.cells} == {"A1", "A2", "A3", "A4"}
    assert not one.act.certain


def test_a_line_left_out_is_named_in_all_its_columns():
    found = errors(put(*(("公开05", "", "2210201", column, None) for column in ("小计", "基本支出"))))
    assert [(one.rule, one.cells[0].address) for one in found] == [("LH-1", "C31"), ("LH-1", "D31")]
    assert all("应为 67.19 万元" in one.message and "漏填" in one.message for one in found)


def test_of_two_figures_that_could_each_be_the_wrong_one_none_is_blamed():
    cells = made(a=14, b=13)
    items = [equation(cells, "a = b")]
    alarm = finding_of(items[0], Verdict.WRONG)
    assert explain(Filled().report(), items, [(items[0], alarm)]) == [alarm]


NAMES = "abcdefg"
SUMS = st.lists(
    st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True).map(
        lambda names: f"{names[0]} = {' + '.join(names[1:])}"
    ),
    min_size=1,
    max_size=5,
    unique=True,
)


@given(SUMS, st.lists(st.integers(1, 5), min_size=len(NAMES), max_size=len(NAMES)))
def test_no_repair_that_takes_as_few_changes_is_kept_from_the_reader(identities, values):
    cells = made(**dict(zip(NAMES, values, strict=True)))
    items = [equation(cells, one) for one in identities]
    system = System(items)
    found = contradictions(items)
    assert bool(found) == (system.conflict() is not None)
    if all(one.ways and not one.acts for one in found):
        told = {
            frozenset(repair.figure.row for way in ways for repair in way)
            for ways in product(*(one.ways for one in found))
        }
        changes = max(map(len, told))
        for changed in combinations(range(len(system.figures)), changes):
            with system.released(*changed):
                if system.conflict() is None:
                    assert frozenset(system.figures[cell].row for cell in changed) in told


def test_last_years_workbook_is_not_to_be_corrected():
    filled = Filled()
    report = filled.fact("上年收入总计", Decimal("5000.00")).report()
    before = replace(Filled().report(), year=report.year - 1)
    found = [one for one in told(report, filled.profile, before) if any(alarm.rule == "SN-3.1" for alarm in one.caused)]
    assert len(found) == 1
    assert {cell.sheet for cell in found[0].cells} == {"补充资料"}


def test_a_figure_copied_from_last_year_is_recognised():
    filled, before = Filled(), Filled()
    before.put("公开03", "", "2080505", "本年支出合计", Decimal("31.05"))
    filled.put("公开03", "", "2080505", "本年支出合计", Decimal("31.05"))
    found = told(filled.report(), filled.profile, replace(before.report(), year=2022))
    (one,) = (one for one in found if one.cells[0].address == "C15")
    assert "可能是照抄了上年的数" in one.message


def test_an_alarm_that_nothing_explains_stays_as_it_is():
    (one,) = errors(put(("公开06", "", "30108", "决算数", "431.97")))
    assert one.rule == "GK06-1"


@pytest.mark.parametrize("relation", ["=", "<="])
def test_system_leaves_out_what_need_not_hold(relation):
    items = expand(Filled().report(), Filled().profile).items
    system = System(items)
    assert all(isinstance(one, Equation) and one.rule.severity == "error" for one in system.equations)
    assert any(one.relation == relation for one in system.equations)


def test_a_wrong_quotient_caused_by_the_same_cell_is_told_beneath():
    filled = Filled()
    table = next(name for name in filled.data["tables"] if name.startswith("自评表"))
    filled.put(table, "资金", "财政拨款", "全年执行数", Decimal("999.99"))
    (one,) = errors(filled)
    assert one.rule == "LH-1"
    assert "“财政拨款”的全年执行数" in one.message
    assert "ZP-3" in {alarm.rule for alarm in one.caused}


def test_rules_check_is_silent_on_the_sample():
    report = Filled().report()
    assert not [one for one in rules.check(report, Filled().profile) if one.severity is Severity.ERROR]


def test_nobody_is_sent_to_a_figure_that_may_stay_as_it_is_printed() -> None:
    """300.14 here and 300.15 there may be off by that last digit, so that a sum ends to be wrong whatever else is looked at."""
    filled = Filled("yanbian-2024").put("公开05", "", "合计", "人员经费", Decimal("300.14"))
    (message,) = [one.message for one in errors(filled) if "300.14" in one.message]
    assert message.endswith(
        "录错一位数字；改正后相符：GK05-2 上级科目等于其下级科目之和；只改一个数的话，本工作簿没有别处可改。"
    )
