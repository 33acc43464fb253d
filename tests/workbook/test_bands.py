"""Forms of several bands (公开10表) and self-evaluation forms with heads of two rows: drawn, read back, drawn again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from toolkit.profiles import load_profile
from toolkit.report import Block
from toolkit.workbook import draw_forms, read_by, read_grid, read_report
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import Filling
from toolkit.workbook.files.number_formats import shown_number

# openpyxl knows no print area of whole columns (校验: as far down as there are findings)
pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")

PROFILE = load_profile("shanxi-final")
FORM_10 = "部门决算公开相关信息统计表"
BANDS = {
    "政府采购": [{"统计数": Decimal("59.20")}, {"统计数": Decimal("4.96")}, {}, {"统计数": Decimal("54.24")}],
    "机关运行经费": [{"统计数": Decimal("4.14")}],
    "国有资产": [{"统计数": 2}, {}, {}, {"统计数": 2}],
}
PROJECT = {
    "基本": [{"项目名称": "甲补助", "主管部门及代码": "403-某局", "预算单位": "403001-某局"}],
    "资金": [
        {"目标申报数": 62, "预算编制数": 63, "全年执行数": Decimal("744.32"), "执行率": 100},
        {"目标申报数": 1},
    ],
    "指标": [{"一级指标": "产出指标", "三级指标": "人数", "分值": 90, "得分": 85}],
    "总分": [{"分值": 100, "得分": 95, "等级": "优"}],
    "分析": [{}, {"情况": "按期完成"}],
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bands") / "a.xlsx"
    filling = Filling(tables={"公开10": BANDS, "自评表#1": PROJECT})
    build_workbook(PROFILE, target, filling, year=2024, unit_name="某局")
    return target


def said(block: Block) -> dict[str, dict[str, str]]:
    """Row → its cells that say something."""
    return {row.key: {name: c.text for name, c in row.cells.items() if c.text} for row in block.rows}


def test_each_band_is_read_under_its_caption(path: Path) -> None:
    report = read_report(read_grid(path), PROFILE)
    bands = report.tables["公开10"].blocks
    assert [len(band) for band in bands.values()] == [4, 2, 10]
    assert bands["政府采购"]["合计"]["统计数"].value == Decimal("59.2")
    assert bands["机关运行经费"]["行政单位"]["统计数"].value == Decimal("4.14")
    assert bands["机关运行经费"]["行政单位"].line == 5
    assert bands["国有资产"]["机要通信用车"]["统计数"].value == 2  # a band without heads stands under those above
    assert not [problem for problem in report.problems if FORM_10 in problem.message]


def test_a_band_is_found_wherever_rows_are_put_in(path: Path, tmp_path: Path) -> None:
    book = load_workbook(path)
    book[FORM_10].insert_rows(10)
    book[FORM_10].insert_rows(1, 2)
    book.save(tmp_path / "b.xlsx")
    bands = read_report(read_grid(tmp_path / "b.xlsx"), PROFILE).tables["公开10"].blocks
    assert [len(band) for band in bands.values()] == [4, 2, 10]
    assert bands["国有资产"]["车辆数合计（辆）"]["统计数"].value == 2


def test_the_whole_form_is_drawn_with_its_captions(path: Path) -> None:
    grid = read_grid(path)
    form = draw_forms(read_by(grid, PROFILE))["公开10"]
    first = [cell.text for cell in form.cells if cell.column == 0]
    assert first[:3] == ["一、政府采购情况", "项目", "合计"]
    assert [text for text in first if "、" in text[:2]] == [
        "一、政府采购情况",
        "二、机关运行经费",
        "三、国有资产占用情况",
    ]
    assert form.row_count == 4 + 2 + 10 + 3 + 2  # rows, captions, heads


def test_a_form_named_after_its_project_with_heads_of_two_rows(path: Path) -> None:
    grid = read_grid(path)
    report = read_report(grid, PROFILE)
    table = report.tables["自评表#1"]
    assert table.title == "甲补助项目支出绩效自评表"
    funds = table.blocks["资金"]
    total = {name: cell.value for name, cell in funds["资金总额"].cells.items() if cell.is_number}
    assert total == {"目标申报数": 62, "预算编制数": 63, "全年执行数": Decimal("744.32"), "执行率": 100}
    assert said(table.blocks["总分"]) == {"总分": {"项目": "总分", "分值": "100", "得分": "95", "等级": "优"}}
    assert said(table.blocks["分析"])["产出情况及分析"] == {"项目": "产出情况及分析", "情况": "按期完成"}
    assert any(cell.text == "744.32" for cell in draw_forms(read_by(grid, PROFILE))["自评表#1"].cells)
    assert table.notes is not None
    assert len(table.notes) == 4


def test_heads_above_groups_belong_to_the_form(path: Path) -> None:
    grid = read_grid(path)
    report = read_report(grid, PROFILE)
    form = draw_forms(read_by(grid, PROFILE))["公开06"]
    assert [(cell.text, cell.colspan) for cell in form.cells if cell.row == 0] == [("人员经费", 3), ("公用经费", 9)]
    assert report.tables["公开06"].blocks[""]["309"]["决算数"].text == "——"


@pytest.mark.parametrize(
    ("number", "text"),
    [("744.32000000000005", "744.32"), ("0.33333333333333331", "0.3333333333"), ("12345678901", "12345678901")],
)
def test_general_shows_no_binary_noise(number: str, text: str) -> None:
    assert shown_number(Decimal(number), "General") == text
