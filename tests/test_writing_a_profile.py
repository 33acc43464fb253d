"""docs/writing-a-profile.md: every example of it is a format that works, and says of the form what the page claims."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).resolve().parent / "workbook"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import sixth_format
from libreoffice import saved_as

from toolkit import profile_kit, workflow
from toolkit.document import FormItem
from toolkit.edits import Edit
from toolkit.findings import Severity
from toolkit.profiles import Library, Profile, load_profile, templates_folder
from toolkit.report import Report, Table
from toolkit.workbook import apply_edits, draw_forms, read_by, read_grid, read_report, read_workbook, recognise_profile
from toolkit.workbook.blanks.adopt import adopt
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import Filling, Line

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "writing-a-profile.md").read_text(encoding="utf-8")
_FILE = re.compile(r"```(?:toml\n# (\S+)|jinja\n\{# (\S+) #\})\n(.*?)```", re.DOTALL)
#: The worked example: file → all that the page has of it, one step after the other.
WALK: dict[str, str] = {}
for _toml, _jinja, _text in _FILE.findall(re.split(r"^## ", PAGE, flags=re.MULTILINE)[2]):
    WALK[_toml or _jinja] = WALK.get(_toml or _jinja, "") + _text
#: Heading → file → the TOML under it, of the differences to copy.
EXAMPLES = {
    part.splitlines()[0]: {toml or jinja: text for toml, jinja, text in _FILE.findall(part)}
    for part in re.split(r"^##+ ", PAGE[PAGE.index("\n## 各地常见的不同之处") :], flags=re.MULTILINE)[1:]
    if "```toml" in part
}
#: What a file speaks of: its tables of TOML, by their first name, and its blocks of Jinja.
_NAMED = re.compile(r'^\[+"?([^]".]+)|block (\w+)', re.MULTILINE)
BASE = 'base = "henan-final"\nregion = "某省"\n'
THREE = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of profiles of one's own."""
    return tmp_path / "own"


def made(root: Path, heading: str) -> Profile:
    """The format that the example under a heading makes."""
    folder = profile_kit.start("hubei-final", "henan-final", root).folder
    for file, text in {"profile.toml": BASE, **EXAMPLES[heading]}.items():
        (folder / file).write_text(text, encoding="utf-8")
    return Library(root, templates_folder()).load("hubei-final")


def filled(profile: Profile, table: str, rows: list[Line], year: int = 2024) -> Table:
    """One form with its rows as it is read back."""
    path = profile.folder / "a.xlsx"
    block = profile.tables[table].blocks[0].id
    build_workbook(profile, path, Filling(tables={table: {block: rows}}), year=year, unit_name="某某局")
    report = read_report(read_grid(path), profile.for_year(year))
    assert not [one for one in report.problems if one.rule in ("RD-01", "RD-02", "RD-03", "RD-04")]
    return report.tables[table]


def _together() -> list[list[str]]:
    """The examples, those together that say nothing of the same form, rule or field; one with its own head by itself."""
    groups: list[list[str]] = []
    said: list[set[tuple[str, str]]] = []
    for heading, files in EXAMPLES.items():
        says = {(file, name) for file, text in files.items() for name in _NAMED.findall(text)}
        alone = "profile.toml" in files
        place = next((at for at, known in enumerate(said) if not alone and known and not known & says), None)
        if place is None:
            groups.append([heading])
            said.append(set() if alone else says)
        else:
            groups[place].append(heading)
            said[place] |= says
    return groups


@pytest.mark.parametrize("headings", _together(), ids=" ".join)
def test_every_example_has_no_faults(root: Path, headings: list[str]) -> None:
    folder = profile_kit.start("hubei-final", "henan-final", root).folder
    (folder / "profile.toml").write_text(BASE, encoding="utf-8")
    for file in {file for heading in headings for file in EXAMPLES[heading]}:
        texts = [EXAMPLES[heading].get(file, "") for heading in headings]
        (folder / file).write_text("\n".join(texts), encoding="utf-8")
    assert profile_kit.inspect(folder).faults == ()


def test_order_and_labels(root: Path) -> None:
    profile = made(root, "表的次序、表号不同")
    assert list(profile.tables)[6:] == ["公开09", "公开07", "公开08"]
    assert filled(profile, "公开09", []).label == "公开07表"


def test_labels_above_the_titles(root: Path) -> None:
    profile = made(root, "表号印在标题上面")
    assert filled(profile, "公开02", []).label == "公开02表"
    book = load_workbook(profile.folder / "a.xlsx")
    first = [[cell.value for cell in book[profile.tables[table].title][1]] for table in ("公开02", "公开09")]
    assert [row.index(f"{table}表") for row, table in zip(first, ("公开02", "公开09"), strict=True)] == [0, 11]
    assert book["收入决算表"]["A2"].value == "收入决算表"
    forms = draw_forms(read_by(read_grid(profile.folder / "a.xlsx"), profile))
    assert forms["公开02"].over == (("公开02表", "", ""),)
    assert forms["公开09"].over == (("", "", "公开09表"),)
    assert not any("公开" in text for line in forms["公开02"].above for text in line)


def test_a_title_and_its_other_names(root: Path) -> None:
    profile = made(root, "表名不同")
    assert filled(profile, "公开06", []).title == "一般公共预算财政拨款基本支出决算表"
    henan = load_profile("henan-final")
    build_workbook(henan, root / "b.xlsx", Filling(), year=2024)
    assert "公开06" in read_report(read_grid(root / "b.xlsx"), profile).tables


def test_interleaved(root: Path) -> None:
    profile = made(root, "“三公”表按项目交错，每项先预算数后决算数")
    ids = [column.id for column in profile.tables["公开09"].blocks[0].columns]
    block = filled(profile, "公开09", [dict(zip(ids, range(11, 23), strict=True))]).blocks[""]
    assert [row.key for row in block] == THREE
    assert [(row["预算数"].value, row["决算数"].value) for row in block] == [(n, n + 1) for n in range(11, 23, 2)]


def test_vertical(root: Path) -> None:
    profile = made(root, "“三公”表竖着排")
    given = [
        {"项目": row.name, "预算数": n, "决算数": n + 9}
        for n, row in enumerate(profile.tables["公开09"].blocks[0].rows)
    ]
    block = filled(profile, "公开09", given).blocks[""]
    assert [row.key for row in block] == THREE
    assert [(row["预算数"].value, row["决算数"].value) for row in block] == [(n, n + 9) for n in range(6)]
    assert block.columns == ("预算数", "决算数")


def test_no_line_numbers(root: Path) -> None:
    profile = made(root, "没有行次")
    table = filled(profile, "公开01", [])
    assert "总计" in table.blocks["支出"]
    assert all(row.line is None for block in table.blocks.values() for row in block)


def test_split_codes_and_the_total_last(root: Path) -> None:
    profile = made(root, "编码分类、款、项三栏，合计在最后一行")
    assert [row.key for row in filled(profile, "公开05", []).blocks[""]] == ["合计"]
    sheet = read_grid(profile.folder / "a.xlsx").sheets
    form = next(one for one in sheet if one.name == profile.tables["公开05"].title)
    total = next(row for row in form.words if "合计" in form.words[row].values())
    assert total > 20  # below the room for the rows
    amounts = {"小计": Decimal("3.50"), "基本支出": Decimal("3.50")}
    lines: list[Line] = [
        {"类": "208", "名称": "社会保障和就业支出", **amounts},
        {"类": "208", "款": "05", "名称": "行政事业单位养老支出", **amounts},
        {"类": "208", "款": "05", "项": "01", "名称": "行政单位离退休", **amounts},
        {"名称": "合计", **amounts},
    ]
    block = filled(profile, "公开05", lines).blocks[""]
    assert [row.key for row in block] == ["208", "20805", "2080501", "合计"]
    assert block.columns == ("小计", "基本支出", "项目支出")


def test_blank_zero_and_dash(root: Path) -> None:
    profile = made(root, "没有数的格子：空白、0.00 或 ——")
    amounts: list[Line] = [{"名称": "合计", "小计": 0, "基本支出": "——", "项目支出": None}]
    row = filled(profile, "公开05", amounts).blocks[""]["合计"]
    assert [row[column].value for column in ("小计", "基本支出", "项目支出")] == [0, 0, 0]
    grid = read_grid(profile.folder / "a.xlsx")
    form = draw_forms(read_by(grid, profile))["公开05"]
    assert next(cell.text for cell in form.cells if cell.address == row["小计"].address) == "——"


def test_four_groups(root: Path) -> None:
    profile = made(root, "公开06分四组")
    keys = [row.key for row in filled(profile, "公开06", []).blocks[""]]
    assert keys[:4] == ["301", "30101", "303", "30302"]
    assert keys[-3:] == ["399", "人员经费合计", "公用经费合计"]
    assert filled(profile, "公开06", []).blocks[""]["30901"]["决算数"].text == "——"


def test_a_self_evaluation_form_of_ones_own(root: Path) -> None:
    profile = made(root, "绩效自评表：一个项目一张，几块拼成一张")
    fund: Line = {"全年预算数": Decimal("100"), "全年执行数": Decimal("84.30"), "分值": 10, "得分": Decimal("8.4")}
    goals: list[Line] = [
        {"一级指标": "产出指标", "三级指标": name, "分值": 45, "得分": score}
        for name, score in (("甲", 45), ("乙", 40))
    ]
    form = {
        "基本": [{"项目名称": "修缮项目", "实施单位": "某某局"}],
        "资金": [{}, fund],
        "目标": [{"预期目标": "修好", "实际完成情况": "修好了"}],
        "指标": goals,
    }
    path = profile.folder / "a.xlsx"
    build_workbook(profile, path, Filling(tables={"自评表#1": form}), year=2024, unit_name="某某局")
    library = Library(root, templates_folder())
    filled = workflow.fill(workflow.check(path, profile_id="hubei-final", library=library))
    blocks = filled.checked.report.tables["自评表#1"].blocks
    whole = blocks["资金"]["年度资金总额"]
    assert (whole["全年执行数"].value, whole["执行率"].value) == (Decimal("84.30"), Decimal("84.30"))
    assert [row["三级指标"].text for row in blocks["指标"]] == ["甲", "乙"]
    assert blocks["总分"]["总分"]["得分"].value == Decimal("85")
    drawn = [item.form for item in workflow.document(filled).items if isinstance(item, FormItem)]
    form_drawn = next(form for form in drawn if "项目支出绩效自评表" in form.title)
    assert [cell.text for cell in form_drawn.cells].count(
        "84.30"
    ) == 4  # both figures of both lines, as the column says


@pytest.mark.parametrize(("year", "there", "gone"), [(2023, "31205", "31206"), (2024, "31206", "31205")])
def test_dated_items(root: Path, year: int, there: str, gone: str) -> None:
    profile = made(root, "行从某一年起增加、到某一年取消")
    block = filled(profile, "公开06", [], year).blocks[""]
    assert there in block
    assert gone not in block


def test_a_fact_with_options_is_chosen_from_a_list(root: Path) -> None:
    profile = made(root, "补充资料多一组，规则多一条、停用一条")
    build_workbook(profile, root / "a.xlsx", Filling(), year=2024)
    checks = load_workbook(root / "a.xlsx")["补充资料"].data_validations.dataValidation
    assert '"线上,线下"' in [check.formula1 for check in checks]


def test_what_is_none_of_the_options_is_told(root: Path, tmp_path: Path) -> None:
    """A drop-down list lets pass what is pasted into its cell."""
    library = Library(made(root, "补充资料多一组，规则多一条、停用一条").folder.parent, templates_folder())
    path = tmp_path / "a.xlsx"
    build_workbook(library.load("hubei-final"), path, Filling(), year=2024, unit_name="某某局")
    checked = workflow.check(path, profile_id="hubei-final", library=library)
    fact = checked.report.facts["培训形式"]
    place = f"工作表“补充资料” {fact.address} 的“培训形式”"
    for typed, told in (("线上", False), ("线 下", False), ("", False), ("线上线下", True)):
        apply_edits(path, path, [Edit(fact.sheet, fact.address, typed)])
        findings = workflow.check(path, profile_id="hubei-final", library=library).findings
        messages = [finding.message for finding in findings if finding.rule == "RD-62"]
        assert messages == [f"{place}只能填 线上、线下，现为“线上线下”，请从下拉列表里选。"] * told


def test_a_column_of_an_official_form_has_its_options_too(root: Path) -> None:
    folder = made(root, "表名不同").folder
    (folder / "profile.toml").write_text(BASE + 'tables = ["公开01", "公开02", "公开10"]\n', encoding="utf-8")
    form = """["公开10"]
title = "房屋情况表"
label = "公开10表"
index_row = false
[["公开10".blocks]]
kind = "lines"
columns = [{ id = "项目", role = "name" }, { id = "来源", role = "text", options = ["自有", "租用"] }, { id = "数量", role = "count" }]
rows = ["办公用房", "业务用房"]
"""
    (folder / "tables.toml").write_text(form, encoding="utf-8")
    library = Library(root, templates_folder())
    filling = Filling(
        tables={"公开10": {"": [{"项目": "办公用房", "来源": "自有", "数量": 1}, {"项目": "业务用房", "来源": "租用"}]}}
    )
    path = folder / "a.xlsx"
    build_workbook(library.load("hubei-final"), path, filling, year=2024, unit_name="某某局")
    cell = read_report(read_grid(path), library.load("hubei-final")).tables["公开10"].blocks[""]["办公用房"]["来源"]
    for typed, told in (("自有", False), ("自 有", False), ("", False), ("借入", True)):
        apply_edits(path, path, [Edit(cell.sheet, cell.address, typed)])
        findings = workflow.check(path, profile_id="hubei-final", library=library).findings
        messages = [finding.message for finding in findings if finding.rule == "RD-62"]
        assert [message.partition("的“")[2] for message in messages] == [
            "办公用房来源”只能填 自有、租用，现为“借入”，请从下拉列表里选。"
        ] * told


def test_amounts_are_compared_with_a_constant_in_wan(root: Path) -> None:
    folder = made(root, "表名不同").folder
    rule = '["X-1"]\ntitle = "接待费不超过 50 万元"\nbasis = "试"\nidentity = "公开09[公务接待费].决算数 <= 50"\n'
    (folder / "rules.toml").write_text(rule, encoding="utf-8")
    library = Library(root, templates_folder())
    filling = Filling(tables={"公开09": {"": [{"决算数·公务接待费": Decimal("0.00")}]}})
    path = folder / "a.xlsx"
    build_workbook(library.load("hubei-final"), path, filling, year=2024, unit_name="某某局")
    cell = read_report(read_grid(path), library.load("hubei-final")).tables["公开09"].blocks[""]["公务接待费"]["决算数"]
    for amount, told in (("0.00", False), ("50.00", False), ("50.01", True)):
        apply_edits(path, path, [Edit(cell.sheet, cell.address, Decimal(amount))])
        findings = workflow.check(path, profile_id="hubei-final", library=library).findings
        alarms = [alarm.rule for finding in findings for alarm in (finding, *finding.caused)]
        assert ("X-1" in alarms) is told


# -- the worked example: a format from the page alone, in both layouts ---------------------------------------------------


@pytest.fixture(scope="module")
def yunling(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library with the format of the worked example, made of nothing but what the page shows."""
    root = tmp_path_factory.mktemp("yunling")
    folder = profile_kit.start("yunling-final", "henan-final", root).folder
    for file, text in WALK.items():
        (folder / file).write_text(text, encoding="utf-8")
    return Library(root, templates_folder())


@pytest.fixture(scope="module")
def workbooks(yunling: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures of one unit in both layouts, as .xlsx and as .xls."""
    folder = tmp_path_factory.mktemp("layouts")
    made = [
        sixth_format.template(yunling.load("yunling-final"), folder / "template.xlsx"),
        sixth_format.export(folder / "export.xlsx"),
    ]
    saved_as("xls", folder, *made)
    return folder


def test_the_worked_example_passes_in_one_round(yunling: Library) -> None:
    folder = yunling.home("yunling-final")
    assert folder is not None
    assert profile_kit.inspect(folder, library=yunling) == profile_kit.Inspection(())


def figures(report: Report) -> dict[tuple[str, ...], Decimal]:
    """Every figure that is not zero, by form, block, row and column."""
    return {
        (table.id, block.id, row.key, column): row.cells[column].value
        for table in report.tables.values()
        for block in table.blocks.values()
        for row in block.rows
        for column in block.columns
        if column in row.cells and row.cells[column].value
    }


#: Some of what every layout says: typed, summed up, and carried from one form to the other.
FIGURES = {
    ("公开01", "支出", "教育支出", "决算数"): Decimal("20"),
    ("公开01", "支出", "总计", "决算数"): Decimal("35.5"),
    ("公开02", "", "20502", "财政拨款收入"): Decimal("20"),
    ("公开03", "", "合计", "本年支出合计"): Decimal("35.5"),
    ("公开03", "", "20805", "基本支出"): Decimal("10"),
    ("公开04", "支出", "总计", "一般公共预算财政拨款"): Decimal("35.5"),
    ("公开05", "", "合计", "小计"): Decimal("35.5"),
    ("公开06", "", "人员经费合计", "决算数"): Decimal("15.5"),
    ("公开09", "", "公务接待费", "决算数"): Decimal("0.8"),
    ("公开11", "", "服务", "预算数"): Decimal("1"),
    ("公开13", "", "公务用车保有量（辆）", "数量"): Decimal("2"),
}


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
@pytest.mark.parametrize("layout", ["template", "export"])
def test_both_layouts_are_checked_filled_and_printed(
    yunling: Library, workbooks: Path, tmp_path: Path, layout: str, suffix: str
) -> None:
    grid = read_grid(workbooks / f"{layout}{suffix}")
    assert recognise_profile(grid, yunling) == "yunling-final"
    adopted, target = tmp_path / "补齐.xlsx", tmp_path / "已填.xlsx"
    adopt(read_workbook(grid, library=yunling), adopted)
    filled = workflow.fill(workflow.check(adopted, profile_id="yunling-final", library=yunling))
    wrong = [f"{one.rule} {one.message}" for one in filled.checked.findings if one.severity is Severity.ERROR]
    assert [
        message for message in wrong if not message.startswith("NR-")
    ] == []  # the sentences lack last year's figures
    workflow.save_workbook(filled, target)
    after = workflow.check(target, profile_id="yunling-final", library=yunling)
    found = figures(after.report)
    assert found == figures(filled.checked.report)
    assert len(found) == 105
    assert {place: found[place] for place in FIGURES} == FIGURES
    document = workflow.document(filled)
    forms = [item.form.table_id for item in document.items if isinstance(item, FormItem)]
    assert forms == list(yunling.load("yunling-final").tables)
    workflow.save_document(filled, tmp_path / "说明.docx")
    assert len(Document(str(tmp_path / "说明.docx")).tables) >= 13


def test_what_is_filled_in_stands_in_the_layout_of_the_export(
    yunling: Library, workbooks: Path, tmp_path: Path
) -> None:
    adopted, target = tmp_path / "补齐.xlsx", tmp_path / "已填.xlsx"
    adopt(read_workbook(read_grid(workbooks / "export.xls"), library=yunling), adopted)
    filled = workflow.fill(workflow.check(adopted, profile_id="yunling-final", library=yunling))
    workflow.save_workbook(filled, target)
    sheet = load_workbook(target)["Z02"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_col=4)]
    assert [row for row in rows if row[0]] == [[*code, name] for code, name, *_ in sixth_format.by_level()]
    assert str(sheet["E6"].value).startswith("=")
