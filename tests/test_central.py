"""The format for those whose region has none: the national form of each year, found when nothing better is, called as one wants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import clerk
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from workbook.small_forms import sheet

from cli import main
from toolkit import workflow
from toolkit.edits import Edit
from toolkit.profiles import Library, default_library, load_profile, samples, templates_folder
from toolkit.workbook import read_grid, read_workbook, recognise_profile
from toolkit.workbook.files.grid import Grid

EXAMPLE = next(path for path in samples() if path.stem == "example-2025")
NATIONAL = ["central-final", "henan-final", "shanxi-final"]

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


def new(profile_id: str, path: Path, year: int) -> Path:
    workflow.new_workbook(load_profile(profile_id), path, year=year, unit_name="示例市某局")
    return path


def rows(path: Path, sheet: str, left: int) -> dict[str, int]:
    """Name → 行次 of the rows of one side of a form."""
    lines = load_workbook(path)[sheet].iter_rows(min_col=left, max_col=left + 1, values_only=True)
    return {str(name): number for name, number in lines if isinstance(number, int) and name}


# -- the year ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile_id", NATIONAL)
@pytest.mark.parametrize(
    ("year", "kinds", "last", "surplus", "lines"),
    [
        (2024, 26, "二十六、抗疫特别国债安排的支出", "使用非财政拨款结余（含专用结余）", (31, 32, 62)),
        (2025, 24, "二十四、抗疫特别国债安排的支出", "使用非财政拨款结余", (29, 30, 58)),
    ],
)
def test_the_form_of_each_year(
    profile_id: str, tmp_path: Path, year: int, kinds: int, last: str, surplus: str, lines: tuple[int, int, int]
) -> None:
    path = new(profile_id, tmp_path / "a.xlsx", year)
    income, spent = (rows(path, "收入支出决算总表", left) for left in (1, 4))
    numbered = [name for name in spent if "、" in name]
    assert (len(numbered), numbered[-1]) == (kinds, last)
    assert [name for name in income if name.startswith("使用")] == [surplus]
    assert (income["总计"], spent["一、一般公共服务支出"], spent["总计"]) == lines
    grants = rows(path, "财政拨款收入支出决算总表", 4)
    assert len([name for name in grants if "、" in name]) == kinds
    assert grants["一、一般公共服务支出"] == lines[0] + 2
    told = {finding.rule for finding in workflow.check(path).findings}
    assert not told & {"RD-04", "RD-17", "RD-19", "BT-6"}


def test_a_form_of_last_year_is_told_this_year(tmp_path: Path) -> None:
    path = new("central-final", tmp_path / "a.xlsx", 2024)
    year = clerk.read(path).report.facts["年度"]
    clerk.type_in(path, [Edit(year.sheet, year.address, 2025)])
    findings = workflow.check(path).findings
    named = {cell.text for finding in findings if finding.rule == "RD-04" for cell in finding.cells}
    assert {"二十四、债务还本支出", "使用非财政拨款结余（含专用结余）"} <= named
    lines = [finding for finding in findings if finding.rule == "BT-6"]
    assert 2 <= len(lines) <= 8  # not one for each of the rows below


def test_special_treasury_bonds_stand_in_the_table_of_funds_under_an_ordinary_class() -> None:
    checked = workflow.check(EXAMPLE)
    assert checked.findings == ()
    funds = checked.report.tables["公开07"].blocks[""]
    assert funds["22198"].name == "超长期特别国债安排的支出"
    grants = checked.report.tables["公开04"].blocks["支出"]["住房保障支出"]
    assert grants["政府性基金预算财政拨款"].value == funds["221"]["小计"].value == 280


# -- chosen when nothing better is ------------------------------------------------------------------------------------


def bare(book: Grid, *extra: str) -> Grid:
    """The nine forms alone, as a filing system exports them."""
    titles = {spec.title for spec in load_profile("central-final").tables.values()}
    return replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.name in titles or sheet.name in extra))


def test_an_export_of_an_unknown_region_is_read_by_the_general_format_and_says_so() -> None:
    reading = read_workbook(bare(read_grid(EXAMPLE)))
    (told,) = [one for one in reading.report.problems if one.rule == "RD-61"]
    assert reading.profile.id == "central-final"
    assert "与各地通用的“central-final”相符，按它读取" in told.message
    assert "“henan-final”（河南省）" in told.message
    named = read_workbook(bare(read_grid(EXAMPLE)), "central-final").report.problems
    assert "RD-61" not in {one.rule for one in named}


@pytest.mark.parametrize(("words", "profile_id"), [("河南省财政厅制", "henan-final"), ("财政部制", "central-final")])
def test_who_names_the_region_is_read_by_its_format(words: str, profile_id: str) -> None:
    """河南's forms are the general ones but for its 自评表, which an export may lack."""
    jiyuan = bare(read_grid(next(path for path in samples() if path.stem == "jiyuan-2023")))
    reading = read_workbook(replace(jiyuan, sheets=(*jiyuan.sheets, sheet("封面", [[words]]))))
    assert reading.profile.id == profile_id
    told = {one.rule for one in reading.report.problems}
    assert told & {"RD-58", "RD-61"} == ({"RD-61"} if profile_id == "central-final" else set())


def test_a_format_of_the_users_own_comes_before_the_general_one(tmp_path: Path) -> None:
    folder = tmp_path / "own" / "mine-final"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('base = "central-final"\nregion = "湖北省"\n', encoding="utf-8")
    assert recognise_profile(bare(read_grid(EXAMPLE)), default_library()) == "central-final"
    own = Library(folder.parent, templates_folder())
    book = bare(read_grid(EXAMPLE))
    assert read_workbook(book, library=own).profile.id == "mine-final"
    assert "RD-61" not in {one.rule for one in read_workbook(book, library=own).report.problems}


# -- called as one wants ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "words"), [("单位", "本单位"), ("部门", "本部门"), ("", "本部门")])
def test_a_single_unit_publishes_as_one(tmp_path: Path, kind: str, words: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(EXAMPLE.read_bytes())
    cell = clerk.read(path).report.facts["公开主体"]
    clerk.type_in(path, [Edit(cell.sheet, cell.address, kind or None)])
    filled = workflow.fill(workflow.check(path))
    workflow.save_document(filled, tmp_path / "a.docx")
    import docx

    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "a.docx")).paragraphs]
    assert f"{words[1:]}决算" in texts
    assert f"第一部分 {words[1:]}概况" in texts
    assert any(f"{words}共有车辆3辆" in text for text in texts)
    assert not any("{" in text or "待补充" in text for text in texts)


def test_the_list_of_formats_says_which_one_to_take() -> None:
    said = CliRunner().invoke(main, ["profiles"]).output.splitlines()
    assert said[-4].startswith("central-final　各地通用　决算　")
    assert "没有列出的地区，决算用 central-final" in said[-2]
    assert "juesuan profile new 我省-final --from central-final" in said[-1]
