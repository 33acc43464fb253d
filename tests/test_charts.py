"""Charts: figures of the workbook, native in the Word document and drawn in the HTML report, where an outline places them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import etree, html
from smaller import smaller

from toolkit import workbook, workflow
from toolkit.document import Chart, ChartItem
from toolkit.errors import TemplateError
from toolkit.profiles import OutlineItem, Profile, load_profile, samples

SAMPLE = smaller(keep=1)
CHARTS = {
    "收入构成图": "饼图",
    "支出构成图": "饼图",
    "功能分类支出图": "条形图",
    "三公对比图": "柱形图",
    "上年对比图": "柱形图",
}
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def with_charts(profile: Profile, **shapes: str) -> Profile:
    """The profile with charts at the end of its document."""
    items = [OutlineItem(chart=name, shape=shape, caption=f"{{年度}}年度{name}") for name, shape in shapes.items()]
    return replace(profile, outline=(*profile.outline, *items))


def filled(path: Path = SAMPLE, **shapes: str) -> workflow.Filled:
    reading = workbook.read_workbook(workbook.read_grid(path))
    return workflow.fill(workflow.check_reading(reading._replace(profile=with_charts(reading.profile, **shapes))))


def drawn(case: workflow.Filled) -> dict[str, Chart]:
    return {item.chart.caption: item.chart for item in workflow.document(case).items if isinstance(item, ChartItem)}


@pytest.mark.parametrize("profile_id", ["henan-final", "jilin-final", "shanxi-final", "liaoning-final"])
def test_every_final_account_can_place_them(profile_id: str) -> None:
    path = next(path for path in samples() if workbook.read_workbook(workbook.read_grid(path)).profile.id == profile_id)
    assert load_profile(profile_id).kind == "决算"
    assert len(drawn(filled(path, **CHARTS))) == len(CHARTS)


def test_the_figures_are_those_of_the_forms() -> None:
    case = filled(**CHARTS)
    tables = case.checked.report.tables
    income = drawn(case)["2023年度收入构成图"]
    total = tables["公开02"].blocks[""]["合计"]
    assert dict(zip(income.categories, income.series[0][1], strict=True)) == {
        name: total[name].value for name in ("财政拨款收入", "其他收入")
    }
    three = drawn(case)["2023年度三公对比图"]
    assert [name for name, _ in three.series] == ["预算数", "决算数"]
    assert three.categories == ("公务用车运行维护费", "公务接待费")  # what is zero is left out


def test_word_has_them_native_with_their_figures_to_edit(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        workflow.save_document(filled(**CHARTS), tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert sum(name.startswith("word/charts/chart") for name in parts) == len(CHARTS)
    chart = etree.fromstring(parts["word/charts/chart4.xml"])
    stored = [v.text for v in chart.iterfind(f".//{C}val//{C}v")]
    assert stored == ["1.20", "0.07", "1.20", "0.07"]
    begins = chart.find(f".//{C}valAx/{C}scaling/{C}min")
    assert begins is not None  # else 2,233 beside 2,481 looks like a multiple of it
    assert float(begins.get("val", "")) == 0
    sheet = openpyxl.load_workbook(io.BytesIO(parts["word/embeddings/figures4.xlsx"])).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [None, "预算数", "决算数"],
        ["公务用车运行维护费", 1.2, 1.2],
        ["公务接待费", 0.07, 0.07],
    ]


def test_the_report_draws_them_without_a_script(tmp_path: Path) -> None:
    workflow.save_html([filled(**CHARTS).checked], tmp_path / "a.html")
    page = html.fromstring((tmp_path / "a.html").read_text(encoding="utf-8"))
    assert len(page.findall(".//svg")) == len(CHARTS)
    assert "5,510.12" not in page.findall(".//svg")[0].text_content()  # a share, not an amount
    assert "4,241.34" in page.findall(".//svg")[2].text_content()


def test_the_report_draws_them_whether_or_not_they_are_placed(tmp_path: Path) -> None:
    """Each that the format has figures for, once; the budget's forms have none of these figures."""
    drawn_in = {}
    for path in samples():
        workflow.save_html([workflow.check(path)], tmp_path / "a.html")
        page = html.fromstring((tmp_path / "a.html").read_text(encoding="utf-8"))
        drawn_in[path.stem] = [svg.get("aria-label") for svg in page.iterfind(".//svg")]
    assert drawn_in.pop("jilin-province-2024-budget") == []
    assert drawn_in["jiyuan-2023"] == [f"2023年度{name.removesuffix('图')}" for name in CHARTS]
    assert {len(labels) for labels in drawn_in.values()} == {len(CHARTS)}


def test_without_a_chart_in_the_outline_there_is_none(tmp_path: Path) -> None:
    case = workflow.fill(workflow.check(SAMPLE))
    assert drawn(case) == {}
    workflow.save_document(case, tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert not any("chart" in name for name in package.namelist())


@pytest.mark.parametrize(
    ("name", "shape", "told"), [("收入构成", "饼图", "收入构成图"), ("收入构成图", "圆图", "没有“圆图”这种图")]
)
def test_what_is_misspelt_is_told(name: str, shape: str, told: str) -> None:
    case = filled(**{name: shape})
    (fault,) = [finding.message for finding in case.checked.findings if finding.rule == "NR-08"]
    assert told in fault
    with pytest.raises(TemplateError, match=told):
        workflow.document(case)


def test_texts_in_a_chart_stay_texts() -> None:
    from toolkit.document import Shape
    from toolkit.findings_report.pictures import as_svg

    chart = Chart("<b>", Shape.BARS, ("A&B<5", "=1+1"), (("x", (Decimal(1), Decimal(2))),))
    page = html.fromstring(f"<div>{as_svg(chart)}</div>")
    assert "A&B<5" in page.text_content()
    assert page.find(".//b") is None
