"""Which format a workbook follows, when it does not say so: by all of its forms; a close call is told, a wrong guess is not made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from small_forms import grid, sheet

from toolkit import workflow
from toolkit.errors import WorkbookError
from toolkit.profiles import default_library, load_profile, profile_ids, samples
from toolkit.workbook import read_grid, read_workbook, recognise_profile
from toolkit.workbook.files.grid import Grid

OTHER_REGION = {
    "部门收支总表": ("2026年部门财务收支预算总表", ("项目", "预算数", "项目", "预算数")),
    "部门收入总表": ("2026年部门收入预算总表", ("功能分类科目编码", "合计", "财政拨款收入", "事业收入")),
    "部门支出总表": ("2026年部门支出预算总表", ("功能分类科目编码", "合计", "基本支出", "项目支出")),
    "三公": ("2026年部门“三公”经费和机关运行经费预算表", ("合计", "因公出国(境)费", "公务接待费")),
}


def bare(book: Grid, only: Iterable[str] = ()) -> Grid:
    """The official forms alone (``only`` these), as the filing system exports them."""
    profile = load_profile(recognise_profile(book))
    titles = {spec.title for spec in profile.tables.values()}
    kept = [one for one in book.sheets if one.name in (only or titles) or one.name.startswith("自评表")]
    return replace(book, sheets=tuple(kept if not only else [one for one in kept if one.name in only]))


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


def test_a_form_that_several_formats_have_alike_is_a_close_call() -> None:
    book = read_grid(next(path for path in samples() if path.stem == "jiyuan-2023"))
    reading = read_workbook(bare(book, ["支出决算表"]))
    (told,) = [problem for problem in reading.report.problems if problem.rule == "RD-58"]
    assert f"按“{reading.profile.id}”读取" in told.message
    assert "“henan-final”" in told.message
    named = read_workbook(bare(book, ["支出决算表"]), "henan-final")
    assert named.profile.id == "henan-final"
    assert "RD-58" not in {problem.rule for problem in named.report.problems}


def test_of_formats_that_fit_alike_the_one_of_the_region_is_meant() -> None:
    book = read_grid(next(path for path in samples() if path.stem == "jiyuan-2023"))
    export = bare(book, ["支出决算表"])
    for region, profile_id in (("辽宁省某局", "liaoning-final"), ("河南省某局", "henan-final")):
        notes = sheet("说明", [[f"编制单位：{region}"]])
        assert recognise_profile(replace(export, sheets=(*export.sheets, notes))) == profile_id


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
    assert "12 张表只认出 3 张" in told.value.message
    assert "--profile jilin-budget" in told.value.message
    assert read_workbook(book, "jilin-budget").profile.id == "jilin-budget"


def test_a_format_named_by_hand_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workflow.new_workbook(default_library().load("jilin-final"), path, year=2024, unit_name="某某局")
    assert workflow.check(path).profile.id == "jilin-final"
    assert workflow.check(path, profile_id="henan-final").profile.id == "henan-final"
