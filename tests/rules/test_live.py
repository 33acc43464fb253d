"""Live checks: LibreOffice recalculates our formulas and must come to our values and our verdicts."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest
from filled import Filled, alarms, edited
from libreoffice import saved_as

from toolkit import rules
from toolkit.amounts import Unit
from toolkit.cells import CellKind


def torn() -> Filled:
    """Every tenth figure changed by a little, by much, in sign, to zero, to nothing or to a dash."""
    random = Random(7)
    filled = Filled()
    for table in filled.data["tables"].values():
        for block in table.values():
            for row in block["rows"]:
                for place, value in enumerate(row):
                    if isinstance(value, (int, Decimal)) and place > 1 and random.random() < 0.15:
                        row[place] = random.choice(
                            [value + Decimal("0.01"), value - Decimal("0.02"), value + 3, -value, 0, None, "——"]
                        )
    return filled


def mixed() -> Filled:
    """Two forms in 元 and one in 千元, some of their totals blank; figures in 万元 with three to six decimals."""
    filled = Filled()
    for name in ("公开05", "公开08"):
        filled.units[name] = Unit.YUAN
        for row in filled.data["tables"][name][""]["rows"]:
            row[2:] = [value * 10000 + (13 if value else 0) for value in row[2:]]
    filled.units["公开07"] = Unit.QIAN
    for row in filled.data["tables"]["公开07"][""]["rows"]:
        row[2:] = [value and value * 10 for value in row[2:]]
    filled.put("公开05", "", "合计", "小计", None)
    filled.put("公开07", "", "合计", "小计", None)
    filled.put("公开03", "", "2080107", "项目支出", Decimal("22.3444"))
    filled.put("公开03", "", "2080108", "项目支出", Decimal("39.845"))
    filled.put("公开03", "", "2080109", "项目支出", Decimal("790.54501"))
    filled.put("公开03", "", "2089999", "项目支出", Decimal("13.299999"))
    filled.put("公开02", "", "229", "其他收入", Decimal("0.2049"))
    return filled


def tolerant() -> Filled:
    """The torn one under rules that all let pass a little more than rounding explains."""
    filled = torn()
    sums = {name: rule for name, rule in filled.profile.rules.items() if "=" in rule.identity}
    allowed = {name: replace(rule, tolerance=Decimal("0.02")) for name, rule in sums.items()}
    filled.profile = replace(filled.profile, rules={**filled.profile.rules, **allowed})
    return filled


#: The published samples: ``test_recalculated``.
WORKBOOKS = {"torn": torn, "mixed": mixed, "tolerant": tolerant}


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """Per workbook: its filled report, its live checks, and what LibreOffice makes of all its formulas."""
    folder = tmp_path_factory.mktemp("live")
    made = {}
    for name, build in WORKBOOKS.items():
        edits, after, checks = _checked(build())
        _write(folder / f"{name}.xlsx", after, checks)
        made[name] = (edits, checks)
    saved_as("xlsx", folder / "out", *(folder / f"{name}.xlsx" for name in WORKBOOKS))
    return {
        name: (*parts, openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True))
        for name, parts in made.items()
    }


def _checked(filled: Filled):
    report = filled.report()
    edits = rules.fill_edits(rules.instances(report, filled.profile))
    after = edited(report, edits)
    return edits, after, rules.live_checks(rules.instances(after, filled.profile))


def _write(path: Path, report, checks) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    cells = [cell for table in report.tables.values() for cell in table.cells()]
    cells += [*report.facts.values(), *(c for block in report.lists.values() for r in block for c in r.cells.values())]
    for cell in cells:
        sheet = workbook[cell.sheet] if cell.sheet in workbook.sheetnames else workbook.create_sheet(cell.sheet)
        if cell.formula is not None:
            sheet[cell.address] = f"={cell.formula}"
        elif cell.kind is CellKind.NUMBER:
            sheet[cell.address] = cell.value
        elif cell.text:
            sheet[cell.address] = cell.text
            sheet[cell.address].data_type = "s"
    sheet = workbook.create_sheet("校验")
    for row, check in enumerate(checks, 1):
        formulas = (check.left_formula, check.right_formula, check.low_formula, check.high_formula)
        for column, formula in zip("ABCD", formulas, strict=True):
            sheet[f"{column}{row}"] = f"={formula}"
        difference = f"ROUND(A{row}-B{row},6)"
        within = f"AND({difference}>=C{row}-1E-9,{difference}<=D{row}+1E-9)"
        sheet[f"E{row}"] = f'=IF({difference}=0,"相符",IF({within},"尾差","不符"))'
    workbook.save(path)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_spreadsheet_comes_to_our_verdicts(recalculated, name):
    _, checks, workbook = recalculated[name]
    sheet = workbook["校验"]
    for row, check in enumerate(checks, 1):
        left, right, low, high, verdict = (sheet[f"{column}{row}"].value for column in "ABCDE")
        where = f"{check.rule} {check.cells[0].sheet}!{check.cells[0].address}"
        assert verdict == check.verdict, where
        for theirs, ours in ((left, check.left), (right, check.right), (low, check.low), (high, check.high)):
            assert float(theirs) == pytest.approx(float(ours), abs=1e-7), where


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_spreadsheet_comes_to_the_values_we_stored(recalculated, name):
    edits, _, workbook = recalculated[name]
    formulas = [edit for edit in edits if edit.formula]
    assert len(formulas) > 100
    for edit in formulas:
        theirs = workbook[edit.sheet][edit.address].value
        assert float(theirs) == pytest.approx(float(edit.value), abs=1e-9), (
            f"{edit.sheet}!{edit.address} {edit.formula}"
        )


def test_all_verdicts_occur(recalculated):
    assert {check.verdict for check in recalculated["torn"][1]} == {"相符", "尾差", "不符"}
    _, _, checks = _checked(Filled())
    assert {check.verdict for check in checks} == {"相符", "尾差"}


def test_the_verdict_is_the_findings(recalculated):
    filled = torn()
    report = filled.report()
    report = edited(report, rules.fill_edits(rules.instances(report, filled.profile)))
    told = {(f.rule, f.cells[0].sheet, f.cells[0].address) for f in alarms(rules.check(report, filled.profile))}
    checks = rules.live_checks(rules.instances(report, filled.profile))
    assert "GK01-1" in {check.rule for check in checks}
    assert "BC-6" not in {check.rule for check in checks}  # 提示: need not hold
    for check in checks:
        place = (check.rule, check.cells[0].sheet, check.cells[0].address)
        assert (check.verdict != "相符") == (place in told), place


def test_formulas_stay_short():
    checks = rules.live_checks(rules.instances(Filled().report(), Filled().profile))
    longest = max(len(f) for c in checks for f in (c.left_formula, c.right_formula, c.low_formula, c.high_formula))
    assert longest < 1000  # Excel takes 8,192 characters
