"""The fill: which cells get a formula, which keep what is printed, and what value each formula is stored with."""

from decimal import Decimal

import pytest
from filled import Filled, edited

from toolkit import rules
from toolkit.addresses import address, area_of
from toolkit.amounts import Unit
from toolkit.cells import Cell, CellKind
from toolkit.edits import Edit
from toolkit.rules.formulas.translation import linear, quoted_sheet, references

TOTAL = "收入支出决算总表"
INCOME = "收入决算表"
SPENDING = "支出决算表"
FUNDS = "财政拨款收入支出决算总表"
BASIC = "一般公共预算财政拨款基本支出决算明细表"
FORM_07 = "政府性基金预算财政拨款收入支出决算表"


def fill(filled, **more):
    return {(e.sheet, e.address): e for e in rules.fill_edits(rules.instances(filled.report(), filled.profile), **more)}


def formula(edits, sheet, address):
    edit = edits.get((sheet, address))
    return edit.formula if edit else None


@pytest.mark.parametrize(
    ("sheet", "address", "expected", "value"),
    [
        (TOTAL, "C32", "SUM(C6:C31)", "5510.32"),  # blank lines of the form included: what is added there counts
        (TOTAL, "F36", "SUM(F32:F34)", "5510.47"),
        (INCOME, "C8", "SUM(D8:I8)", "852.74"),
        (INCOME, "D8", "SUM(D9:D11)", "852.74"),
        (INCOME, "D6", "SUM(D7,D18,D29,D33,D36)", "5510.12"),
        (FUNDS, "C33", "SUM(C34:C36)", "0"),
        (FORM_07, "H9", "C9+D9-E9", "0"),
        (FORM_07, "E9", "F9+G9", "203.4"),
        (BASIC, "C87", "C6+C48", "2952.2"),
        (BASIC, "C88", "SUM(C20,C61,C64,C81)", "105.13"),
        (TOTAL, "F13", f"'{SPENDING}'!C7", "995.19"),  # a link between forms
        (TOTAL, "C6", f"'{FUNDS}'!C6", "5303.72"),
        ("自评表2", "C31", "SUM(D15:D18,G9,G24:G28)", "97.09"),
        ("自评表1", "F9", "IF(C9=0,0,D9/C9)", "1"),
        (TOTAL, "C13", f"'{INCOME}'!I6", "0.2"),
        (TOTAL, "C7", f"'{FUNDS}'!C7", "206.4"),
        (FUNDS, "C7", f"'{FORM_07}'!D6", "206.4"),
    ],
)
def test_formulas_of_the_sample(sheet, address, expected, value):
    edits = fill(Filled())
    assert formula(edits, sheet, address) == expected
    assert edits[sheet, address].value == Decimal(value)


def test_a_tail_stays_a_printed_figure():
    """收入总计 5,510.47 is 5,510.32＋0.14 and a rounding difference: a formula would show 5,510.46."""
    assert (TOTAL, "C36") not in fill(Filled())
    edit = fill(Filled(), recompute=True)[TOTAL, "C36"]
    assert (edit.formula, edit.value) == ("SUM(C32:C34)", Decimal("5510.46"))


def test_a_contradiction_is_never_repaired_in_silence():
    filled = Filled().put("公开07", "", "212", "小计", Decimal("300"))
    assert (FORM_07, "E7") not in fill(filled)
    assert fill(filled, recompute=True)[FORM_07, "E7"].value == Decimal("206.4")


def test_another_identity_may_define_the_cell_when_the_first_leaves_a_tail():
    """公开03 21015: the row sum is exact, the sum of its 项 is not; the exact one becomes the formula."""
    assert formula(fill(Filled()), SPENDING, "C25") == "SUM(D25:H25)"


def test_values_are_those_after_the_fill():
    """Blank subtotals are worked out first, whatever their order on the sheets."""
    filled = Filled()
    for code in ("合计", "212", "21208"):
        for column in ("本年收入", "小计", "项目支出"):
            filled.put("公开07", "", code, column, None)
    edits = fill(filled)
    assert edits[FORM_07, "G6"] == Edit(FORM_07, "G6", Decimal("206.4"), "G7")
    assert edits[FORM_07, "E6"].value == Decimal("206.4")
    assert edits[FORM_07, "E6"].formula == "F6+G6"


def test_blank_totals_of_blanks_stay_blank():
    filled = Filled()
    for row in ("合计",):
        for column in ("小计", "基本支出", "项目支出"):
            filled.put("公开08", "", row, column, None)
    assert not [place for place in fill(filled) if place[0] == "国有资本经营预算财政拨款支出决算表"]


def test_a_blank_workbook_gets_nothing():
    filled = Filled()
    for blocks in filled.data["tables"].values():
        for block in blocks.values():
            for row in block["rows"]:
                row[:] = [None if isinstance(value, (int, Decimal)) or "%" in str(value) else value for value in row]
    for facts in (filled.data["facts"],):
        for name, value in facts.items():
            facts[name] = None if isinstance(value, (int, Decimal)) else value
    for block in filled.data["lists"].values():
        for row in block["rows"]:
            row[:] = [None if isinstance(value, (int, Decimal)) else value for value in row]
    assert fill(filled) == {}


def test_a_dash_stays_a_dash_and_is_passed_over():
    filled = Filled().put("公开07", "", "2120899", "年末结转和结余", "——")
    filled.put("公开07", "", "2120899", "年初结转和结余", "——").put("公开07", "", "2120899", "基本支出", "—")
    edits = fill(filled)
    assert (FORM_07, "H10") not in edits
    assert formula(edits, FORM_07, "E10") == "N(F10)+G10"


def test_a_users_own_formula_is_left_alone():
    filled = Filled()
    filled.formulas[TOTAL, "C32"] = "C6+C7+C13"
    assert (TOTAL, "C32") not in fill(filled)
    assert formula(fill(filled, recompute=True), TOTAL, "C32") == "SUM(C6:C31)"


def test_our_own_formula_with_an_old_value_gets_the_new_one():
    filled = Filled().put("公开01", "收入", "其他收入", "决算数", Decimal("1.20"))
    filled.formulas[TOTAL, "C32"] = "sum( C6:C31 )"
    assert fill(filled)[TOTAL, "C32"].value == Decimal("5511.32")


@pytest.mark.parametrize("recompute", [False, True])
def test_a_second_fill_changes_nothing(recompute):
    filled = Filled()
    report = filled.report()
    edits = rules.fill_edits(rules.instances(report, filled.profile), recompute=recompute)
    assert rules.fill_edits(rules.instances(edited(report, edits), filled.profile), recompute=recompute) == []


def test_filling_makes_no_new_finding():
    filled = Filled()
    report = filled.report()
    after = edited(report, rules.fill_edits(rules.instances(report, filled.profile)))
    before = [(f.rule, f.severity, f.message) for f in rules.check(report, filled.profile)]
    assert [(f.rule, f.severity, f.message) for f in rules.check(after, filled.profile)] == before


def test_numbers_typed_as_text_become_numbers():
    """Excel's SUM passes over text: 5,303.72 typed as words would silently count as nothing."""
    filled = Filled().put("公开04", "收入", "一般公共预算财政拨款", "金额", "5,303.72")
    assert fill(filled)[FUNDS, "C6"] == Edit(FUNDS, "C6", Decimal("5303.72"))
    filled.put("公开04", "收入", "本年收入合计", "金额", "5,510.12")
    edits = [
        e
        for e in rules.fill_edits(rules.instances(filled.report(), filled.profile))
        if (e.sheet, e.address) == (FUNDS, "C32")
    ]
    assert edits == [Edit(FUNDS, "C32", Decimal("5510.12"), "SUM(C6:C31)")]


def test_forms_in_two_units_are_converted():
    filled = Filled()
    filled.units["公开08"] = Unit.YUAN
    filled.data["tables"]["公开08"][""]["rows"].append(["223", "国有资本经营预算支出", Decimal("1234567.89"), 0, 0])
    filled.put("公开04", "支出", "国有资本经营预算支出", "国有资本经营预算财政拨款", None)
    edit = fill(filled)[FUNDS, "I26"]
    assert edit.formula == "ROUND('国有资本经营预算财政拨款支出决算表'!C7/10000,2)"
    assert edit.value == Decimal("123.46")


@pytest.mark.parametrize("unit", Unit, ids=lambda unit: unit.value)
def test_a_blank_total_is_in_the_unit_of_its_sheet(unit: Unit):
    filled = Filled()
    filled.units["公开08"] = unit
    filled.data["tables"]["公开08"][""]["rows"] = [
        ["", "合计", None, None, None],
        ["223", "国有资本经营预算支出", None, Decimal("1.20"), Decimal("3.45")],
    ]
    edits = fill(filled)
    sheet = "国有资本经营预算财政拨款支出决算表"
    assert (edits[sheet, "C7"].formula, edits[sheet, "C7"].value) == ("D7+E7", Decimal("4.65"))
    assert edits[sheet, "E6"].formula == "E7"


def test_no_formula_refers_to_itself_by_any_way():
    edits = rules.fill_edits(rules.instances(Filled().report(), Filled().profile), recompute=True)
    formulas = {(e.sheet, e.address): e.formula for e in edits if e.formula}
    done: set[tuple[str, str]] = set()

    def visit(place, path):
        assert place not in path, f"{place} refers to itself"
        if place in formulas and place not in done:
            for needed in _needed(formulas[place], place[0]):
                visit(needed, (*path, place))
            done.add(place)

    for place in formulas:
        visit(place, ())


def _needed(text, home):
    import re

    for sheet, first, last in re.findall(r"(?:'([^']+)'!)?([A-Z]+\d+)(?::([A-Z]+\d+))?", text):
        top, left, bottom, right = area_of(f"{first}:{last or first}")
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield sheet or home, address(row, column)


# -- references -------------------------------------------------------------------------------------------------------


def _cells(*addresses, sheet="表一"):
    return [Cell(sheet, address, CellKind.BLANK) for address in addresses]


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (["C8", "C9", "C10"], ["C8:C10"]),
        (["C10", "C8", "C9"], ["C8:C10"]),
        (["C8", "C10"], ["C8", "C10"]),
        (["Z9", "AA9", "AB9"], ["Z9:AB9"]),
        (["C8", "D8", "E9"], ["C8", "D8", "E9"]),
        (["B2", "C2", "B3", "C3"], ["B2:B3", "C2:C3"]),
    ],
)
def test_neighbours_become_ranges(addresses, expected):
    assert references(_cells(*addresses), "表一") == expected


def test_names_of_sheets_are_quoted():
    assert quoted_sheet("张三's 表 (1)") == "'张三''s 表 (1)'"
    assert references(_cells("A1", sheet="财政拨款“三公”经费支出决算表")) == ["'财政拨款“三公”经费支出决算表'!A1"]


def test_no_terms_are_nothing():
    assert linear([], Unit.WAN) == "0"
