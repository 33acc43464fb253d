"""The year of a workbook picks what applies to it; a year that a format is not made for is said, never guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import cli
from toolkit import profile_kit, workflow
from toolkit.edits import Edit
from toolkit.findings import Severity
from toolkit.profiles import Library, Profile, load_profile, templates_folder
from toolkit.workbook import apply_edits, build_blank

OLD, NEW = "二十六、旧的特别支出", "二十六、新的特别支出"
OLD_ITEM, NEW_ITEM = "39906 赠与", "39909 经常性赠与"
TABLES = f"""
["公开01".blocks."支出"]
first_line = 5
rows = [
    "一、一般公共服务支出",
    {{ name = "{OLD}", until = 2023 }},
    {{ name = "{NEW}", since = 2024 }},
    "本年支出合计",
    "结余分配",
    "年末结转和结余",
    "总计",
]
["公开06".blocks.""]
groups = [
    ["301 工资福利支出", "303 对个人和家庭的补助"],
    ["302 商品和服务支出", "30212 因公出国（境）费用", "30217 公务接待费", "30231 公务用车运行维护费"],
    [
        "310 资本性支出",
        "31013 公务用车购置",
        "399 其他支出",
        {{ name = "{OLD_ITEM}", until = 2023 }},
        {{ name = "{NEW_ITEM}", since = 2024 }},
    ],
]
"""
RULES = """
["GK01-4"]
enabled = false
["X-旧"]
title = "旧的一行"
identity = "公开01.支出[本年支出合计] = 公开01.支出[旧的特别支出]"
basis = "例"
until = 2023
["X-新"]
title = "新的一行"
identity = "公开01.支出[本年支出合计] = 公开01.支出[新的特别支出]"
basis = "例"
since = 2024
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A format dated from 2022 to 2026 that changed in 2024."""
    folder = profile_kit.start("某省", "henan-final", tmp_path / "own").folder
    head = 'base = "henan-final"\nregion = "某省"\nfirst_year = 2022\nlast_year = 2026\n'
    (folder / "profile.toml").write_text(head, encoding="utf-8")
    (folder / "tables.toml").write_text(TABLES, encoding="utf-8")
    (folder / "rules.toml").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture
def library(folder: Path) -> Library:
    return Library(folder.parent, templates_folder())


@pytest.fixture
def dated(folder: Path, library: Library) -> Profile:
    return library.load(folder.name)


def words(path: Path) -> set[object]:
    return {cell.value for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize(
    ("year", "there", "gone"),
    [
        (2022, {OLD, "39906"}, {NEW, "39909"}),
        (2023, {OLD, "39906"}, {NEW, "39909"}),
        (2024, {NEW, "39909"}, {OLD, "39906"}),
    ],
)
def test_a_blank_workbook_has_the_rows_of_its_year(
    dated: Profile, library: Library, tmp_path: Path, year: int, there: set[str], gone: set[str]
) -> None:
    workflow.new_workbook(dated, tmp_path / "a.xlsx", year=year, unit_name="某某中心")
    printed = words(tmp_path / "a.xlsx")
    assert there <= printed
    assert not gone & printed
    checked = workflow.check(tmp_path / "a.xlsx", library=library)
    unfilled = {"RD-44", "RD-64"}  # nobody has filled in anything yet
    assert {finding.rule for finding in checked.findings if finding.rule.startswith("RD-")} <= unfilled


def test_a_row_of_another_year_is_told(dated: Profile, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workflow.new_workbook(dated, path, year=2023, unit_name="某某中心")
    book = load_workbook(path)
    book["基本信息"]["B5"].value = 2024
    assert book["基本信息"]["A5"].value == "年度"
    book.save(path)
    told = [finding for finding in workflow.check(path, library=library).findings if finding.rule == "RD-04"]
    assert {(finding.cells[0].text, finding.severity) for finding in told} == {
        (OLD, Severity.WARNING),
        ("39906", Severity.WARNING),
    }


@pytest.mark.parametrize(("year", "rule"), [(2023, "X-旧"), (2024, "X-新")])
def test_rules_go_with_the_rows_they_name(
    dated: Profile, library: Library, tmp_path: Path, year: int, rule: str
) -> None:
    path = tmp_path / "a.xlsx"
    workflow.new_workbook(dated, path, year=year, unit_name="某某中心")
    book = load_workbook(path)
    sheet = book["收入支出决算总表"]
    rows = {cell.value: cell.row for line in sheet.iter_rows() for cell in line}
    sheet.cell(rows.get(OLD) or rows[NEW], 6).value = 12
    sheet.cell(rows["本年支出合计"], 6).value = 99
    book.save(path)
    findings = workflow.check(path, library=library).findings
    told = {alarm.rule for finding in findings for alarm in (finding.caused or (finding,))}
    assert {one for one in told if one.startswith("X-")} == {rule}


def test_a_format_that_does_not_change_is_one_and_the_same(dated: Profile) -> None:
    jilin = load_profile("jilin-final")  # whose forms are its own
    assert jilin.for_year(2023) is jilin
    assert dated.for_year(0) is dated
    assert dated.for_year(2023) is dated.for_year(2023)
    assert dated.for_year(2023) is not dated


def year_findings(checked: workflow.Checked) -> list[tuple[str, Severity, str]]:
    found = checked.findings
    return [(one.rule, one.severity, one.message) for one in found if one.rule in ("RD-20", "RD-31", "RD-32")]


@pytest.fixture(scope="module")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("undated") / "a.xlsx"
    build_blank(load_profile("henan-final"), path, unit_name="某某中心")
    return path


def stated(undated: Path, tmp_path: Path, year: int | str | None) -> Path:
    path = tmp_path / "a.xlsx"
    apply_edits(undated, path, [Edit("基本信息", "B5", year)])
    return path


@pytest.mark.parametrize("year", [2021, 2026, "2023", "2023年", "2023年度", "２０２３"])
def test_a_year_of_the_format_is_no_finding(undated: Path, tmp_path: Path, year: int | str) -> None:
    assert year_findings(workflow.check(stated(undated, tmp_path, year))) == []


def test_a_missing_year_is_told(undated: Path, tmp_path: Path) -> None:
    ((rule, severity, message),) = year_findings(workflow.check(stated(undated, tmp_path, None)))
    assert (rule, severity) == ("RD-20", Severity.ERROR)
    assert "年度" in message


@pytest.mark.parametrize("year", [23, 20233, 1023, "二〇二三", "去年"])
def test_what_is_no_year_is_told_and_not_guessed(undated: Path, tmp_path: Path, year: int | str) -> None:
    checked = workflow.check(stated(undated, tmp_path, year))
    found = year_findings(checked)
    message = next(message for rule, severity, message in found if rule == "RD-31")
    assert {severity for _, severity, _ in found} == {Severity.ERROR}
    assert "“基本信息” B5" in message
    assert f"“{year}”" in message
    assert checked.report.year == 0


def test_a_year_that_the_format_does_not_cover_is_told(undated: Path, tmp_path: Path) -> None:
    ((rule, severity, message),) = year_findings(workflow.check(stated(undated, tmp_path, 2031)))
    assert (rule, severity) == ("RD-32", Severity.ERROR)
    assert "适用于 2021–2026 年度，工作簿是 2031 年度" in message


def test_a_year_that_only_the_forms_print_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    build_blank(load_profile("henan-final"), path, year=2031, unit_name="某某中心")
    book = load_workbook(path)
    book["基本信息"]["B5"].value = None
    book.save(path)
    ((rule, _, _),) = year_findings(workflow.check(path))
    assert rule == "RD-32"


def test_no_workbook_is_made_for_a_year_the_format_does_not_cover(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.main, ["new", "henan-final", str(tmp_path / "a.xlsx"), "--year", "2031"])
    assert result.exit_code == 1
    assert "适用于 2021–2026 年度，不能用于 2031 年度" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(2021, 2026, "2021–2026 年度"), (2021, 9999, "2021 年度起"), (0, 2020, "2020 年度及以前"), (0, 9999, "各年度")],
)
def test_years_as_people_say_them(first: int, last: int, words: str) -> None:
    assert replace(load_profile("henan-final"), first_year=first, last_year=last).years == words


def test_profile_check_looks_at_every_year(folder: Path) -> None:
    spoilt = RULES.replace("until = 2023\n", "")
    (folder / "rules.toml").write_text(spoilt, encoding="utf-8")
    (fault,) = profile_kit.inspect(folder).faults
    assert "“某省/rules.toml”第 6 行：按 2024 年度：" in fault
    assert "没有“旧的特别支出”这一行" in fault


def test_what_is_used_in_no_year_is_told(folder: Path) -> None:
    text = TABLES.replace("since = 2024 },\n    ]", "since = 2030 },\n    ]")
    (folder / "tables.toml").write_text(text, encoding="utf-8")
    (fault,) = profile_kit.inspect(folder).faults
    assert "“39909 经常性赠与”在任何年度都用不上" in fault
    assert "2022–2026 年度" in fault
