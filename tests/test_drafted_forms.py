"""``profile new --forms``: the forms of an official workbook that no format knows are drafted, and read by the draft."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from authoring import add, run
from openpyxl import Workbook

from toolkit import workbook, workflow
from toolkit.edits import Edit
from toolkit.profiles import Library, default_library, load_profile, profile_ids

sys.path.append(str(Path(__file__).resolve().parent / "canglan"))

import official

#: What is wrong with a form that does not fit what it is read by.
BADLY_READ = ("RD-01", "RD-02", "RD-03", "RD-04")


def drafted(forms: Path, root: Path, base: str = "central-final") -> tuple[Path, Library, str]:
    """The folder of a profile drafted from a workbook, where it is found, and what was said."""
    said = run("profile", "new", "新省-final", "--from", base, "--forms", forms, "--out", root)
    assert said.exit_code == 0, said.output
    return root / "新省-final", Library(root, *default_library().folders), said.output


@pytest.mark.parametrize("exported", [False, True])
def test_forms_that_no_format_knows_are_read_by_their_draft(tmp_path: Path, exported: bool) -> None:
    """Other titles, heads and rows than the base has, two rows of heads without merged areas, codes in one cell or three."""
    path = official.build(tmp_path / "表样.xlsx", exported=exported)
    _, library, said = drafted(path, tmp_path)
    assert "起草了 12 张表" in said
    reading = workbook.read_by(workbook.read_grid(path), library.load("新省-final"))
    assert len(reading.forms) == 12
    about_forms = [one for one in reading.report.problems if one.rule in BADLY_READ]
    assert not [one.message for one in about_forms if any(f.sheet.name in one.message for f in reading.forms)]
    tables = reading.report.tables
    assert str(tables["公开01"].blocks["收入"]["总计"]["决算数"].value) == "1400"  # what the base calls 总计: 收入总计
    assert str(tables["公开03"].blocks[""]["合计"]["本年支出合计"].value) == "1355"
    assert str(tables["公开04"].blocks["支出"]["本年支出合计"]["一般公共预算财政拨款"].value) == "1210"
    assert [cell.value for cell in tables["公开09"].blocks[""]["公务接待费"].cells.values()] == [3, 2]


def test_the_rules_of_the_base_hold_in_a_drafted_form(tmp_path: Path) -> None:
    """But for those of a form that is another, which ``profile check`` names all at once."""
    path = official.build(tmp_path / "表样.xlsx", exported=False)
    folder, library, _ = drafted(path, tmp_path)
    told = run("profile", "check", folder)
    faults = [line for line in told.output.splitlines() if line.startswith("要改")]
    assert 0 < len(faults) < 20
    assert "提示：“公开10”、“公开11”、“公开12”没有放进 outline.toml，Word 里不会印" in told.output
    assert not [line for line in faults if "tables.toml”第" in line]
    for rule in sorted(set(re.findall(r"规则“([\w.-]+)”", told.output))):
        add(folder, "rules.toml", f'["{rule}"]\nenabled = false\n')
    checked = workflow.check(path, profile_id="新省-final", library=library)
    assert len(checked.equations.items) > 100
    assert not [one.message for one in checked.findings if one.rule.startswith(("GK", "LH"))]
    path = tmp_path / "录错.xlsx"
    cell = checked.report.tables["公开03"].blocks[""]["2050202"]["基本支出"]
    workbook.apply_edits(tmp_path / "表样.xlsx", path, [Edit(cell.sheet, cell.address, 8000)])
    wrong = workflow.check(path, profile_id="新省-final", library=library)
    assert cell.address in {each.address for one in wrong.findings if one.rule == "LH-1" for each in one.cells}


@pytest.mark.parametrize("profile_id", profile_ids())
def test_every_form_of_our_own_is_read_by_its_draft(profile_id: str, tmp_path: Path) -> None:
    """All but those of a single 项目; each under the id that it has in the base, though titles differ."""
    blank = load_profile(profile_id).file("workbook.xlsx")
    base = "henan-final" if profile_id == "central-final" else "central-final"
    folder, library, _ = drafted(blank, tmp_path, base)
    order = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))["tables"]
    assert {f"公开{number:02}" for number in range(1, 10)} <= set(order)
    reading = workbook.read_by(workbook.read_grid(blank), library.load("新省-final"))
    assert {form.spec.id for form in (*reading.forms, *reading.unfilled)} == set(order)
    sheets = [form.sheet.name for form in reading.forms]
    badly = [one.message for one in reading.report.problems if one.rule in BADLY_READ]
    assert not [message for message in badly if any(f"“{sheet}”" in message for sheet in sheets)]


def test_last_year_s_column_is_told_from_this_year_s(tmp_path: Path) -> None:
    """The year stands over two of them, and before the words of another; 采购类别 is a name for what stands in it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["2024年度政府采购支出表"],
        ["编制单位：甲局", None, None, "单位：万元"],
        ["采购类别", "2023年决算", "2024年"],
        [None, None, "预算", "决算"],
        ["货物", 1, 2, 3],
        ["工程", 4, 5, 6],
    ):
        sheet.append(row)
    for area in ("A3:A4", "B3:B4", "C3:D3"):
        sheet.merge_cells(area)
    book.save(tmp_path / "采购.xlsx")
    _, library, _ = drafted(tmp_path / "采购.xlsx", tmp_path)
    (form,) = workbook.read_by(workbook.read_grid(tmp_path / "采购.xlsx"), library.load("新省-final")).forms
    (block,) = form.table.blocks.values()
    assert [str(block["工程"][column].value) for column in ("上年决算", "预算", "决算")] == ["4", "5", "6"]


def test_columns_that_only_the_year_above_tells_apart(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["2024年度政府采购支出表"],
        ["编制单位：甲局", None, None, None, "单位：万元"],
        ["项目", "2023年", None, "2024年"],
        [None, "预算", "决算", "预算", "决算"],
        ["货物", 11, 12, 13, 14],
    ):
        sheet.append(row)
    for area in ("A3:A4", "B3:C3", "D3:E3"):
        sheet.merge_cells(area)
    book.save(tmp_path / "采购.xlsx")
    folder, library, _ = drafted(tmp_path / "采购.xlsx", tmp_path)
    (table,) = tomllib.loads((folder / "tables.toml").read_text(encoding="utf-8")).values()
    ids = [column["id"] for column in table["blocks"][0]["columns"]]
    assert ids == ["项目", "上年预算", "上年决算", "本年预算", "本年决算"]
    (form,) = workbook.read_by(workbook.read_grid(tmp_path / "采购.xlsx"), library.load("新省-final")).forms
    (block,) = form.table.blocks.values()
    assert [str(block["货物"][column].value) for column in ids[1:]] == ["11", "12", "13", "14"]


def test_words_of_the_workbook_stay_words(tmp_path: Path) -> None:
    """Quotes, braces, tags and slashes are written as they are; what a form prints of its year is a slot."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(['2024年度某某“资金"<b>&支出表'])
    sheet.append(["部门：甲局", "2024年度", "单位：万元"])
    sheet.append(["项目", "2024年预算/调整数", "2023年\\决算数"])
    sheet.append(["一、{% raw %}", 1, 2])
    sheet.append(["注：{单位名称}2024年的数。"])
    book.save(tmp_path / "怪.xlsx")
    folder, library, _ = drafted(tmp_path / "怪.xlsx", tmp_path)
    tables = tomllib.loads((folder / "tables.toml").read_text(encoding="utf-8"))
    ((table_id, table),) = tables.items()
    assert re.fullmatch(r"\w+", table_id)
    assert [column["head"] for column in table["blocks"][0]["columns"][1:]] == [
        "{年度}年预算//调整数",
        "{上年}年\\决算数",
    ]
    assert table["blocks"][0]["rows"] == ["一、{% raw %}"]
    assert table["notes"] == ["注：｛单位名称｝{年度}年的数。"]
    (form,) = workbook.read_by(workbook.read_grid(tmp_path / "怪.xlsx"), library.load("新省-final")).forms
    assert [str(cell.value) for row in form.table.blocks[""] for cell in row.cells.values() if cell.is_number] == [
        "1",
        "2",
    ]


def test_a_workbook_without_forms_is_one_sentence(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["B2"] = "会议通知"
    book.save(tmp_path / "空.xlsx")
    arguments = ("profile", "new", "新省-final", "--from", "central-final", "--out", tmp_path)
    said = run(*arguments, "--forms", tmp_path / "空.xlsx")
    assert said.exit_code == 1
    assert "没有看出官方表格" in said.output
    assert run(*arguments, "--forms", tmp_path / "没有.xlsx").exit_code == 1
    assert not (tmp_path / "新省-final").exists()
