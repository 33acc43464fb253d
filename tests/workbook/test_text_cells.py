"""Amounts typed as text: a total filled in is a formula that shows its two decimals, whatever file they come in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from libreoffice import saved_as
from openpyxl import Workbook, load_workbook

from toolkit import workflow
from toolkit.profiles import load_profile
from toolkit.workbook import draw_forms, read_by, read_grid
from toolkit.workbook.blanks.adopt import adopt
from toolkit.workbook.files.number_formats import shown_number

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")
ROWS = [
    ["支出决算表"],
    ["单位：某局", "", "2024年度", "", "", "", "单位：万元"],
    [
        "功能分类科目编码",
        "科目名称",
        "本年支出合计",
        "基本支出",
        "项目支出",
        "上缴上级支出",
        "经营支出",
        "对附属单位补助支出",
    ],
    ["", "合计", "", "", "", "", "", ""],
    ["208", "社会保障和就业支出", "", "", "", "", "", ""],
    ["20805", "行政事业单位养老支出", "", "", "", "", "", ""],
    ["2080501", "行政单位离退休", "", "17.70", "", "", "", ""],
    ["2080502", "事业单位离退休", "", "2.00", "1,200.00", "", "", ""],
]
SHOWN = {"C4": "1,219.70", "D4": "19.70", "E4": "1,200.00", "C7": "17.70", "D5": "19.70"}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """公开03表 alone, every cell text in the format of text."""
    path = tmp_path_factory.mktemp("export") / "导出.xlsx"
    book = Workbook()
    for row in ROWS:
        book.active.append([value or None for value in row])
    for row in book.active.iter_rows(min_row=3):
        for cell in row:
            cell.number_format = "@"
    book.active.title = "支出决算表"
    book.save(path)
    return path


@pytest.fixture(params=["xlsx", "xls"])
def source(request: pytest.FixtureRequest, export: Path, tmp_path: Path) -> Path:
    if request.param == "xls":
        saved_as("xls", tmp_path, export)
        return tmp_path / "导出.xls"
    return export


def test_formulas_stand_in_cells_of_amounts(source: Path, tmp_path: Path) -> None:
    adopted, filled = tmp_path / "补齐.xlsx", tmp_path / "已填.xlsx"
    adopt(read_by(read_grid(source), load_profile("henan-final")), adopted)
    result = workflow.fill(workflow.check(adopted, profile_id="henan-final"))
    workflow.save_workbook(result, filled)
    sheet = load_workbook(filled)["支出决算表"]
    values = load_workbook(filled, data_only=True)["支出决算表"]
    for place, shown in SHOWN.items():
        assert str(sheet[place].value).startswith("="), place
        assert sheet[place].number_format == "#,##0.00"
        assert shown_number(Decimal(str(values[place].value)), sheet[place].number_format) == shown
    assert sheet["A7"].number_format == "@"
    assert (sheet["D7"].value, sheet["D7"].number_format) == (17.7, "#,##0.00")
    form = draw_forms(read_by(read_grid(filled), load_profile("henan-final")))["公开03"]
    drawn = {cell.address: cell.text for cell in form.cells}
    assert {place: drawn[place] for place in SHOWN} == SHOWN
    assert {cell.address: cell.text for cell in draw_forms(result.checked.reading)["公开03"].cells} == drawn
