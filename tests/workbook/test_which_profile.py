"""Which format a workbook follows, when it does not say so: by all of its forms; a close call is told, a wrong guess is not made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_forms import grid, sheet

from toolkit import workflow
from toolkit.errors import WorkbookError
from toolkit.profiles import Library, default_library, load_profile, profile_ids, samples, templates_folder
from toolkit.workbook import read_grid, read_workbook, recognise_profile
from toolkit.workbook.files.grid import Grid

OTHER_REGION = {
    "部门收支总表": ("2026年部门财务收支预算总表", ("项目", "预算数", "项目", "预算数")),
    "部门收入总表": ("2026年部门收入预算总表", ("功能分类科目编码", "合计", "财政拨款收入", "事业收入")),
    "部门支出总表": ("2026年部门支出预算总表", ("功能分类科目编码", "合计", "基本支出", "项目支出")),
    "三公": ("2026年部门“三公”经费和机关运行经费预算表", ("合计", "因公出国(境)费", "公务接待费")),
}


def bare(book: Grid) -> Grid:
    """The official forms alone, as the filing system exports them."""
    profile = load_profile(recognise_profile(book))
    titles = {spec.title for spec in profile.tables.values()}
    kept = [one for one in book.sheets if one.name in titles or one.name.startswith("自评表")]
    return replace(book, sheets=tuple(kept))


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_every_sample_chooses_its_own(path: Path) -> None:
    book = read_grid(path)
    reading = read_workbook(bare(book))
    assert reading.profile.id == recognise_profile(book)
    assert "RD-58" not in {problem.rule for problem in reading.report.problems}


@pytest.mark.parametrize("profile_id", profile_ids())
def test_every_blank_chooses_its_own(profile_id: str) -> None:
    book = read_grid(load_profile(profile_id).file("workbook.xlsx"))
    assert read_workbook(bare(book)).profile.id == profile_id


@pytest.fixture
def twins(tmp_path: Path) -> Library:
    """河南's format, and one of another region with the same forms."""
    folder = tmp_path / "own" / "twin-final"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('base = "henan-final"\nregion = "湖北省"\n', encoding="utf-8")
    return Library(folder.parent, templates_folder())


def test_forms_that_two_formats_have_alike_are_a_close_call(twins: Library) -> None:
    export = bare(read_grid(next(path for path in samples() if path.stem == "jiyuan-2023")))
    reading = read_workbook(export, library=twins)
    (told,) = [problem for problem in reading.report.problems if problem.rule == "RD-58"]
    other = ({"henan-final", "twin-final"} - {reading.profile.id}).pop()
    assert f"按“{reading.profile.id}”读取；它的表也像“{other}”的" in told.message
    named = read_workbook(export, "henan-final", library=twins)
    assert named.profile.id == "henan-final"
    assert "RD-58" not in {problem.rule for problem in named.report.problems}


@pytest.mark.parametrize(("region", "profile_id"), [("湖北省某局", "twin-final"), ("河南省某局", "henan-final")])
def test_of_formats_that_fit_alike_the_one_of_the_region_is_meant(twins: Library, region: str, profile_id: str) -> None:
    export = bare(read_grid(next(path for path in samples() if path.stem == "jiyuan-2023")))
    notes = sheet("说明", [[f"编制单位：{region}"]])
    assert recognise_profile(replace(export, sheets=(*export.sheets, notes)), twins) == profile_id


def test_forms_of_another_region_are_no_format_of_ours(tmp_path: Path) -> None:
    book = grid(
        *(
            sheet(name, [[title], ["编制部门：某某局", None, None, "单位：元"], list(heads)])
            for name, (title, heads) in OTHER_REGION.items()
        )
    )
    with pytest.raises(WorkbookError) as told:
        read_workbook(book)
    assert "最接近的是“jilin-budget”" in told.value.message
    assert "--profile jilin-budget" in told.value.message
    assert read_workbook(book, "jilin-budget").profile.id == "jilin-budget"


def test_a_format_named_by_hand_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workflow.new_workbook(default_library().load("jilin-final"), path, year=2024, unit_name="某某局")
    assert workflow.check(path).profile.id == "jilin-final"
    assert workflow.check(path, profile_id="henan-final").profile.id == "henan-final"
