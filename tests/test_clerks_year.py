"""The clerk's year through the public doors: new → typed in → fill → check → word; then twelve slips; then next year.

The clerk types what a person types (项 amounts, 补充资料, some sentences) and leaves all else to the tool.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import clerk
import pytest
from openpyxl import load_workbook
from slips import HINTS, Slip, as_printed, dropped, item, moved, named, now_says, swapped

from toolkit import workflow
from toolkit.cells import Cell
from toolkit.edits import Edit, Mark
from toolkit.findings import Severity
from toolkit.profiles import load_profile, profile_ids
from toolkit.report import Report
from toolkit.workbook import apply_edits, marked_cells, read_grid

#: What a test is about that no format says for itself is tried with two.
TWO = pytest.mark.parametrize("typed", ["henan-final", "shanxi-final"], indirect=True)
FINAL = [profile_id for profile_id in profile_ids() if load_profile(profile_id).kind == "决算"]
pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


@pytest.fixture(scope="module", params=FINAL)
def typed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workbook of the format with all that a clerk types."""
    return clerk.filled_in(request.param, tmp_path_factory.mktemp(request.param) / "甲局2024.xlsx")


@pytest.fixture(scope="module")
def filled(typed: Path) -> Path:
    """The same once it was filled by the command."""
    return clerk.filled_by_command(typed)


@pytest.fixture(scope="module")
def checked(filled: Path) -> workflow.Checked:
    return workflow.check(filled)


@pytest.fixture(scope="module")
def rolled(filled: Path) -> tuple[Path, str]:
    """Next year's workbook made of it, and what was said."""
    target = filled.with_name("2025.xlsx")
    code, said = clerk.run("roll", filled, target)
    assert code == 0, said
    return target, said


# -- the whole way ----------------------------------------------------------------------------------------------------


def test_a_workbook_never_filled_is_told_so_in_one_line(typed: Path) -> None:
    findings = workflow.check(typed).findings
    assert [finding.rule for finding in findings if finding.rule in ("RD-41", "RD-42")] == ["RD-42"]
    assert {finding.rule for finding in findings} <= {"RD-42", *HINTS}


@pytest.mark.parametrize("profile_id", profile_ids())
def test_a_workbook_that_nobody_began_is_told_so_in_one_line(profile_id: str, tmp_path: Path) -> None:
    code, said = clerk.run("check", clerk.new(profile_id, tmp_path / "a.xlsx"))
    assert code == 3
    assert "RD-64　官方表格里还没有填一个数" in said
    assert "错误 1 处，提示 0 处" in said
    code, said = clerk.run("fill", tmp_path / "a.xlsx")
    assert (code, "错误 1 处" in said) == (3, True)


@pytest.mark.parametrize("profile_id", ["henan-final", "jilin-final"])
def test_a_sheet_that_nobody_began_costs_one_line_and_nothing_is_compared_with_it(
    profile_id: str, tmp_path: Path
) -> None:
    """The official forms are done, with 公务接待费; 补充资料 is as it came."""
    path = clerk.new(profile_id, tmp_path / "甲局2024.xlsx")
    clerk.type_in(path, list(clerk.forms(clerk.read(path))))
    clerk.run("fill", path, "--in-place")
    checked = workflow.check(path)
    about = [finding for finding in checked.findings if any(cell.sheet == "补充资料" for cell in finding.cells)]
    assert [finding.rule for finding in about] == ["NR-01"]
    assert about[0].message.startswith("工作表“补充资料”还没有填写，情况说明要用其中的 ")
    assert about[0].severity is Severity.ERROR
    assert {finding.rule for finding in checked.findings if finding not in about} <= {"NR-01", *HINTS}
    (about_it,) = (each for each in checked.coverage if each.id == "BC-5")
    assert about_it.note == "补充资料里有关的数还没有填写"
    live = [cell.value for row in load_workbook(path, data_only=True)["校验"] for cell in row]
    assert "不符" not in live
    facts = checked.report.facts  # once they are typed, they are held to the forms
    amounts = {"国内接待支出": Decimal("0.80"), "外宾接待支出": Decimal(0), "境外接待支出": Decimal(0)}
    entries = [(facts[name], amount) for name, amount in amounts.items() if name in facts]
    clerk.type_in(path, [Edit(fact.sheet, fact.address, amount) for fact, amount in entries])
    told = [each for finding in workflow.check(path).findings for each in (finding, *finding.caused)]
    assert "BC-5" in {finding.rule for finding in told}


def test_what_was_filled_is_clean(checked: workflow.Checked) -> None:
    assert {finding.rule for finding in checked.findings} <= HINTS


def test_its_document_lacks_nothing(filled: Path, tmp_path: Path) -> None:
    code, said = clerk.run("word", filled, "--strict", "-o", tmp_path / "甲局.docx")
    assert code == 0, said
    import docx

    document = docx.Document(str(tmp_path / "甲局.docx"))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert not any("待补充" in text for text in texts)
    assert any("515.05" in text for text in texts)


def test_every_summary_follows_from_the_items(checked: workflow.Checked) -> None:
    report = checked.report
    total = str(clerk.total())
    income, spent = (report.tables["公开01"].blocks[side] for side in ("收入", "支出"))
    assert {str(block["总计"].cells[block.columns[0]].value) for block in (income, spent)} == {total}
    assert str(income["一般公共预算财政拨款收入"].cells[income.columns[0]].value) == total
    grants = report.tables["公开04"].blocks["收入"]
    assert str(grants["一般公共预算财政拨款"].cells[grants.columns[0]].value) == total


def test_the_steps_are_done(filled: Path) -> None:
    sheet = load_workbook(filled, data_only=True)["填报顺序"]
    rows = {sheet.cell(row, 2).value: str(sheet.cell(row, 5).value) for row in range(5, sheet.max_row + 1)}
    assert {
        title: said for title, said in rows.items() if title in ("填“基本信息”", "填“补充资料”", "填报", "看情况说明")
    } == {
        "填“基本信息”": "已填",
        "填“补充资料”": "已填",
        "填报": "已填报",
        "看情况说明": "已无待补充",
    }
    assert rows["校验"].startswith(("已校验，全部相符", "已校验，错误 0 处"))
    progress = next(
        str(row[4].value) for row in load_workbook(filled)["填报顺序"].iter_rows() if row[1].value == "校验"
    )
    assert "年度：" in progress.partition("SUBSTITUTE(")[2]  # not cut off by what a unit may be called


# -- twelve slips -----------------------------------------------------------------------------------------------------


def budget(report: Report) -> Cell:
    """Of the 项, or of its 类 where a format lists only these."""
    rows = report.lists["年初预算"]
    return rows["2101501" if any(row.code == "2101501" for row in rows.rows) else "210"]["年初预算数"]


SLIPS = {
    "transposed": now_says(item("公开03", "2101501", "基本支出"), "301.25"),
    "ten times as much": now_says(item("公开02", "2101501", "财政拨款收入"), "3102.50"),
    "元 for 万元": now_says(item("公开03", "2101506", "项目支出"), "880000"),
    "a digit left out": now_says(item("公开02", "2101101", "财政拨款收入"), "2.40"),
    "wrong code": Slip(
        lambda report: iter(
            [
                Edit(
                    item("公开05", "2101506", "编码")(report).sheet,
                    item("公开05", "2101506", "编码")(report).address,
                    "2101560",
                )
            ]
        ),
        item("公开05", "2101506", "编码"),
    ),
    "amount in the next row": moved("公开03", "2080501", "2080505", "基本支出"),
    "三公 in 元": now_says(lambda report: report.tables["公开09"].blocks[""]["公务接待费"]["决算数"], "5000"),
    "missing row": dropped("公开05", "2080505"),
    "sign": now_says(item("公开06", "30239", "决算数"), "-23.50"),
    "words for a figure": now_says(item("公开06", "30201", "决算数"), "约20"),
    "wrong 年初预算": now_says(budget, "3000.00"),
    "上年数 swapped": swapped("上年收入总计", "上年机关运行经费"),
}


def test_each_slip_is_found_and_nearly_all_are_named(filled: Path, checked: workflow.Checked, tmp_path: Path) -> None:
    """In workbooks whose totals follow as formulas, and in others whose totals were typed: half of the slips in each."""
    number = FINAL.index(checked.reading.profile.id)
    path = as_printed(filled, tmp_path / "printed.xlsx") if number % 2 else filled
    found = named(path, tmp_path / "a.xlsx", dict(list(SLIPS.items())[number // 2 % 2 :: 2]))
    assert sum(found.values()) >= 5, found


# -- next year --------------------------------------------------------------------------------------------------------


@TWO
def test_last_year_fills_what_is_blank_and_is_compared_with_what_is_not(filled: Path, tmp_path: Path) -> None:
    profile_id = clerk.read(filled).profile.id
    path = clerk.new(profile_id, tmp_path / "甲局2025.xlsx")
    facts = clerk.read(path).report.facts
    clerk.type_in(
        path,
        [
            Edit(facts["年度"].sheet, facts["年度"].address, 2025),
            Edit(facts["上年支出总计"].sheet, facts["上年支出总计"].address, Decimal("500.00")),
        ],
    )
    code, _ = clerk.run("fill", path, "--prior", filled, "-o", tmp_path / "b.xlsx")
    assert code == 3
    checked = workflow.check(tmp_path / "b.xlsx", prior=filled)
    facts = checked.report.facts
    assert (facts["上年收入总计"].value, facts["上年支出总计"].value) == (clerk.total(), Decimal(500))
    told = {finding.rule: finding.message for finding in checked.findings if finding.rule.startswith(("SN-3", "LH"))}
    assert any("500.00" in message for message in told.values())
    cell = facts["上年收入总计"]
    assert marked_cells(read_grid(tmp_path / "b.xlsx"))[cell.sheet, cell.address] is Mark.DRAFT
    comment = load_workbook(tmp_path / "b.xlsx")[cell.sheet][cell.address].comment
    assert comment.text.startswith("取自上年工作簿“已填.xlsx”：公开01表收入“总计” 515.05")


def test_a_last_year_that_was_never_filled_says_what_filling_would_make_of_it(tmp_path: Path) -> None:
    last = clerk.filled_in("henan-final", tmp_path / "甲局2024.xlsx")
    path = clerk.new("henan-final", tmp_path / "甲局2025.xlsx")
    year = clerk.read(path).report.facts["年度"]
    clerk.type_in(path, [Edit(year.sheet, year.address, 2025)])
    clerk.run("fill", path, "--prior", last, "-o", tmp_path / "b.xlsx")
    assert clerk.read(tmp_path / "b.xlsx").report.facts["上年收入总计"].value == clerk.total()


def test_a_workbook_of_another_year_is_none_of_last_year(tmp_path: Path) -> None:
    """Nor is the unit's workbook of this year: its figures would be taken for last year's."""
    path = clerk.filled_in("henan-final", tmp_path / "甲局2024.xlsx")
    code, said = clerk.run("fill", path, "--prior", path, "-o", tmp_path / "b.xlsx")
    assert said.count("没有用它核对，也没有取它的数；请换成 2023 年度的") == 1
    again, _ = clerk.run("fill", path, "-o", tmp_path / "c.xlsx")
    assert code == again
    found = [[finding.message for finding in workflow.check(path, prior=prior).findings] for prior in (path, None)]
    assert found[0][1:] == found[1]
    with_prior, without = (clerk.read(tmp_path / name).report.facts for name in ("b.xlsx", "c.xlsx"))
    assert {name: cell.value for name, cell in with_prior.items()} == {n: cell.value for n, cell in without.items()}


@pytest.mark.parametrize("typed", ["henan-final"], indirect=True)
def test_the_workbook_that_is_named_is_taken(filled: Path, tmp_path: Path) -> None:
    path = clerk.new(clerk.read(filled).profile.id, tmp_path / "甲局2025.xlsx")
    (tmp_path / "去年.xlsx").write_bytes(filled.read_bytes())
    facts = clerk.read(path).report.facts
    cell, year = facts["上年工作簿"], facts["年度"]
    clerk.type_in(path, [Edit(cell.sheet, cell.address, "去年.xlsx"), Edit(year.sheet, year.address, 2025)])
    assert workflow.check(path).prior is not None
    clerk.type_in(path, [Edit(cell.sheet, cell.address, "去年")])  # as Windows shows it
    assert workflow.check(path).prior is not None
    for name in ("没有.xlsx", "../去年.xlsx", str(tmp_path / "去年.xlsx")):
        clerk.type_in(path, [Edit(cell.sheet, cell.address, name)])
        checked = workflow.check(path)
        assert checked.prior is None
        assert "RD-46" in {finding.rule for finding in workflow.fill(checked).checked.findings}


@TWO
def test_rolled_into_next_year(checked: workflow.Checked, rolled: tuple[Path, str]) -> None:
    path, _ = rolled
    last, reading = checked.reading, clerk.read(path)
    report = reading.report
    assert (report.unit_name, report.year) == (clerk.UNIT, 2025)
    assert {table.year for table in report.tables.values() if table.year} <= {2025}
    assert report.texts == last.report.texts
    assert [row.name for row in report.lists["名词解释"].rows] == [
        row.name for row in last.report.lists["名词解释"].rows
    ]
    assert str(report.facts["上年收入总计"].value) == "515.05"
    assert not any(
        cell.is_number for table in report.tables.values() for cell in table.cells() if cell.text not in codes(report)
    )
    reasons = [name for name, cell in last.report.facts.items() if cell.text == clerk.REASON]
    assert reasons
    assert all(not report.facts[name].text for name in reasons)
    sheet = load_workbook(path)["补充资料"]
    beside = {cell.value for row in sheet.iter_rows() for cell in row if cell.column > 4}
    assert {"上年写的", clerk.REASON} <= beside
    assert all(not field.draft and not field.person for field in report.written.values())
    assert "RD-42" not in {finding.rule for finding in workflow.check(path).findings}


def codes(report: Report) -> set[str]:
    return {row.code for table in report.tables.values() for block in table.blocks.values() for row in block.rows}


@TWO
def test_the_years_are_compared_on_the_sheet_and_in_the_page(
    filled: Path, rolled: tuple[Path, str], tmp_path: Path
) -> None:
    reading = clerk.read(rolled[0])
    apply_edits(rolled[0], tmp_path / "2025.xlsx", [*clerk.refilled(reading), *clerk.our_sheets(reading)])
    checked = workflow.check(tmp_path / "2025.xlsx", prior=filled)
    written = workflow.fill(checked)
    changes = workflow.changes(written.checked)
    assert any(change.now == change.before == clerk.total() for change in changes)
    workflow.save_workbook(written, tmp_path / "b.xlsx")
    sheet = load_workbook(tmp_path / "b.xlsx", data_only=True)["校验"]
    heads = {sheet.cell(4, column).value: column for column in range(1, sheet.max_column + 1)}
    assert float(clerk.total()) in {sheet.cell(row, heads["上年"]).value for row in range(5, 5 + len(changes))}
    workflow.save_html([checked], tmp_path / "a.html")
    assert "与上年对比" in (tmp_path / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("profile_id", profile_ids())
def test_every_figure_of_last_year_has_its_place_there(profile_id: str) -> None:
    """Else the clerk would have to look it up: each 上年数 of 补充资料 is the left side of a rule that names 上年."""
    profile = load_profile(profile_id)
    facts = [fact.id for group in profile.facts.values() for fact in group.facts if fact.id.startswith("上年")]
    rules = [rule.identity for rule in profile.rules.values() if "上年." in rule.identity]
    assert [name for name in facts if name != "上年工作簿" and not any(f"[{name}]" in rule for rule in rules)] == []


#: Formats whose forms of 2025 are others than those of 2024 (支出 of 24 kinds).
OTHER_FORMS = {"central-final", "henan-final", "liaoning-final", "shanxi-final"}


def names(report: Report) -> dict[str, list[str]]:
    """Every row of the forms that have fixed ones."""
    tables = [report.tables[name] for name in ("公开01", "公开04", "公开06")]
    return {
        f"{table.id}.{name}": [row.name for row in block] for table in tables for name, block in table.blocks.items()
    }


def test_rolled_into_a_year_whose_forms_are_others(
    filled: Path, checked: workflow.Checked, rolled: tuple[Path, str], tmp_path: Path
) -> None:
    path, said = rolled
    profile_id = checked.reading.profile.id
    assert ("已换成新表样：公开01表、公开04表。" in said) is (profile_id in OTHER_FORMS)
    workflow.new_workbook(load_profile(profile_id), tmp_path / "新.xlsx", year=2025, unit_name=clerk.UNIT)
    now, new = workflow.check(path), clerk.read(tmp_path / "新.xlsx")
    assert names(now.report) == names(new.report)
    assert [sheet.name for sheet in now.grid.sheets] == [sheet.name for sheet in checked.grid.sheets]
    findings = {finding.rule for finding in now.findings}
    assert not any(rule.startswith("BT-") or rule == "RD-04" for rule in findings), findings
    before, now = load_workbook(filled)["收入支出决算总表"], load_workbook(path)["收入支出决算总表"]
    assert (now.print_area, now.page_setup.orientation) != ("", None)
    assert now.sheet_properties.codeName == before.sheet_properties.codeName


def test_a_form_that_shares_its_sheet_is_not_drawn_anew(tmp_path: Path) -> None:
    """What stands beside it would go with it: the clerk is told what to do."""
    path = clerk.new("central-final", tmp_path / "2024.xlsx")
    book = load_workbook(path)
    form, ours = book["收入支出决算总表"], book["部门概况"]
    for row, cells in enumerate(ours.iter_rows(min_row=1, max_row=4), form.max_row + 3):
        for cell in cells:
            form.cell(row, cell.column, cell.value)
    book.remove(ours)
    book.save(path)
    code, said = clerk.run("roll", path, tmp_path / "2025.xlsx")
    assert code == 1
    assert "工作表“收入支出决算总表”上不止一张表" in said
    assert "juesuan new central-final --year 2025" in said
    assert not (tmp_path / "2025.xlsx").exists()
