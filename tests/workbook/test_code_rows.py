"""Rows of 科目 that a clerk leaves to the tool: 类 and 款 put in, codes ordered and named, what was typed never changed."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import clerk

from toolkit import workflow
from toolkit.addresses import address
from toolkit.edits import Edit, NewRows
from toolkit.workbook import apply_edits

SHEET = "支出决算表"
#: The columns of 公开03表: code, name, 合计, 基本支出, 项目支出.
COLUMNS = range(1, 6)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clerk.new("henan-final", tmp_path_factory.mktemp("blank") / "a.xlsx")


def spending(blank: Path, path: Path, rows: dict[str, str], *more: Edit) -> Path:
    """A copy in which 公开03表 holds these 项 with their 基本支出."""
    path.write_bytes(blank.read_bytes())
    form = next(form for form in clerk.read(path).forms if form.table.id == "公开03")
    clerk.type_in(path, [*clerk.items(form, {code: {"基本支出": amount} for code, amount in rows.items()}), *more])
    return path


def filled(path: Path) -> workflow.Filled:
    made = workflow.fill(workflow.check(path))
    workflow.save_workbook(made, path.with_stem("filled"))
    return made


def shown(path: Path, first: int = 8) -> list[list[object]]:
    sheet = load_workbook(path, read_only=True)[SHEET]  # of all sheets this one
    rows = sheet.iter_rows(first, max_col=COLUMNS[-1], values_only=True)
    return [list(row) for row in rows if row[0] and str(row[0]).isdigit()]


def test_classes_and_names_come_from_the_code(blank: Path, tmp_path: Path) -> None:
    filled(spending(blank, tmp_path / "a.xlsx", {"2210201": "38.50", "2080505": "45.60", "2080501": "12.30"}))
    rows = shown(tmp_path / "filled.xlsx")
    assert [row[:2] for row in rows] == [
        ["208", "社会保障和就业支出"],
        ["20805", "行政事业单位养老支出"],
        ["2080501", "行政单位离退休"],
        ["2080505", "机关事业单位基本养老保险缴费支出"],
        ["221", "住房保障支出"],
        ["22102", "住房改革支出"],
        ["2210201", "住房公积金"],
    ]
    assert [row[3] for row in rows] == ["=D9", "=D10+D11", 12.3, 45.6, "=D13", "=D14", 38.5]


def test_a_name_that_somebody_wrote_stays_and_serves_the_other_forms(blank: Path, tmp_path: Path) -> None:
    path = spending(blank, tmp_path / "a.xlsx", {"2089901": "1.00"}, Edit(SHEET, "B8", "自己起的名称"))
    form = next(form for form in clerk.read(path).forms if form.table.id == "公开05")
    clerk.type_in(path, list(clerk.items(form, {"2089901": {"基本支出": "1.00"}})))
    filled(path)
    book = load_workbook(tmp_path / "filled.xlsx", read_only=True)
    assert [book[sheet]["B10"].value for sheet in (SHEET, form.sheet.name)] == ["自己起的名称"] * 2


def test_a_code_nobody_knows_gets_no_name(blank: Path, tmp_path: Path) -> None:
    filled(spending(blank, tmp_path / "a.xlsx", {"2999999": "1.00"}))
    assert [row[:2] for row in shown(tmp_path / "filled.xlsx")] == [["299", None], ["29999", None], ["2999999", None]]


def test_filling_twice_changes_nothing_more(blank: Path, tmp_path: Path) -> None:
    filled(spending(blank, tmp_path / "a.xlsx", {"2210201": "38.50", "2080505": "45.60"}))
    again = workflow.fill(workflow.check(tmp_path / "filled.xlsx"))
    assert not again.new_rows
    assert {edit.sheet for edit in again.edits} <= {"校验"}


def test_an_item_added_to_a_filled_form_finds_its_place(blank: Path, tmp_path: Path) -> None:
    """The formulas of the first fill move along, also those of other sheets."""
    filled(spending(blank, tmp_path / "a.xlsx", {"2210201": "38.50", "2080505": "45.60"}))
    path = tmp_path / "filled.xlsx"
    clerk.type_in(path, [Edit(SHEET, "A14", "2101501"), Edit(SHEET, "D14", Decimal(10))])
    made = filled(path)
    rows = shown(tmp_path / "filled.xlsx")
    assert [row[0] for row in rows] == ["208", "20805", "2080505", "210", "21015", "2101501", "221", "22102", "2210201"]
    spent = made.checked.report.tables["公开01"].blocks["支出"]
    assert [str(spent[name]["决算数"].value) for name in ("住房保障支出", "卫生健康支出", "本年支出合计")] == [
        "38.5",
        "10",
        "94.1",
    ]


def test_a_form_grows_where_rows_run_out(blank: Path, tmp_path: Path) -> None:
    codes = [f"{2010101 + 20000 * number}" for number in range(12)]  # twelve 类 with a 款 and a 项 each
    made = filled(spending(blank, tmp_path / "a.xlsx", dict.fromkeys(codes, "1.00")))
    assert [(new.sheet, new.rows) for new in made.new_rows] == [(SHEET, 16)]
    assert len(shown(tmp_path / "filled.xlsx")) == 36
    sheet = load_workbook(tmp_path / "filled.xlsx")[SHEET]
    assert sheet["D7"].value.startswith("=SUM(D8,")
    assert "注：本表" in sheet["A44"].value
    assert {sheet.cell(row, 3).border.bottom.style for row in range(8, 44)} == {"thin"}
    assert {sheet.cell(row, 3).number_format for row in range(8, 44)} == {"#,##0.00"}


LEFT_ALONE = {
    "a person's formula among the rows": (Edit(SHEET, "D9", Decimal(1), "D8*2"),),
    "a person's sum over some of the rows": (Edit("部门概况", "D40", Decimal(1), f"SUM('{SHEET}'!D8:D9)"),),
    "a row that is not told by its code": (Edit(SHEET, "B9", "其中：甲"), Edit(SHEET, "A9")),
    "a code twice": (Edit(SHEET, "A9", "2210201"),),
    "a code of four digits": (Edit(SHEET, "A9", "2080"),),
}


@pytest.mark.parametrize("more", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_a_form_is_left_as_it_is_where_rows_cannot_move_safely(
    blank: Path, tmp_path: Path, more: tuple[Edit, ...]
) -> None:
    rows = {"2210201": "3.00", "2080505": "2.00", "2080501": "1.00"}
    filled(spending(blank, tmp_path / "a.xlsx", rows, *more))
    before, after = (
        load_workbook(tmp_path / f"{name}.xlsx", read_only=True)[SHEET].iter_rows(8, 10, 1, 4, values_only=True)
        for name in ("a", "filled")
    )
    assert [(row[0], row[3]) for row in after] == [(row[0], row[3]) for row in before]


def test_a_persons_formula_elsewhere_follows_its_row(blank: Path, tmp_path: Path) -> None:
    own = Edit("部门概况", "D40", Decimal("45.60"), f"'{SHEET}'!D9*2")
    filled(spending(blank, tmp_path / "a.xlsx", {"2210201": "38.50", "2080505": "45.60"}, own))
    assert load_workbook(tmp_path / "filled.xlsx", read_only=True)["部门概况"]["D40"].value == f"='{SHEET}'!D10*2"


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    codes=st.lists(
        st.builds(
            "{}{}{}".format, st.sampled_from(["201", "208", "210"]), st.sampled_from(["01", "99"]), st.integers(10, 99)
        ),
        min_size=1,
        max_size=12,
        unique=True,
    )
)
def test_no_amount_is_lost_or_changes_its_code(blank: Path, tmp_path: Path, codes: list[str]) -> None:
    typed = {code: f"{number}.25" for number, code in enumerate(codes, 1)}
    made = filled(spending(blank, tmp_path / "a.xlsx", typed))
    rows = made.checked.report.tables["公开03"].blocks[""]
    assert {row.code: str(row["基本支出"].value) for row in rows if len(row.code) == 7} == typed
    assert [row.code for row in rows if row.code] == sorted(row.code for row in rows if row.code)
    assert rows["合计"]["本年支出合计"].value == sum(map(Decimal, typed.values()))


def test_the_list_of_budgets_names_the_items_of_its_form(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(blank.read_bytes())
    reading = clerk.read(path)
    form = next(form for form in reading.forms if form.table.id == "公开05")
    codes = {str(2010101 + number): {"基本支出": "1.00"} for number in range(30)}
    apply_edits(path, path, list(clerk.items(form, codes)), [NewRows(form.sheet.name, 20, 15)])
    made = filled(path)
    assert [row.code for row in made.checked.report.lists["年初预算"].rows] == sorted(codes)
    sheet = load_workbook(tmp_path / "filled.xlsx")["补充资料"]
    labels = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    last = labels[max(codes)]
    assert sheet.cell(last, 3).fill.fgColor.rgb == sheet.cell(labels[min(codes)], 3).fill.fgColor.rgb
    assert labels["三、年初预算合计"] > last + 1
    assert [row.name for row in made.checked.report.lists["年初预算"].rows][:2] == ["", ""], "codes nobody knows"
    assert made.checked.report.facts["机关运行经费"].address == address(labels["机关运行经费支出"], 2)


def test_codes_typed_into_the_list_of_budgets_are_named(blank: Path, tmp_path: Path) -> None:
    path = clerk.filled_in("henan-final", tmp_path / "a.xlsx")
    rows = filled(path).checked.report.lists["年初预算"].rows
    assert {row.code: row.name for row in rows}["2210201"] == "住房公积金"
    assert [row.code for row in rows] == list(clerk.ITEMS)
