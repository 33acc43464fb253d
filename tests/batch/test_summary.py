"""Tables, sheets and page made from records: words stay words, rare things are found, changes are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from reading import rows_of
from records_for_tests import finding, record

from toolkit.batch.records import Failure, UnitRecord, as_data, from_data, verdict
from toolkit.batch.summary import making
from toolkit.batch.summary.changes import Changes, compare, snapshot
from toolkit.batch.summary.outliers import find_outliers
from toolkit.batch.unit_list import Expected

WICKED = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "<script>alert(1)</script>", "甲\x07\ud800局", "a" * 40_000]


def saved(
    out: Path,
    records: list[UnitRecord],
    failures: tuple[Failure, ...] = (),
    changes: Changes | None = None,
    expected: list[Expected] | None = None,
) -> Path:
    (out / "单位").mkdir()
    facts = making.gather(
        records, failures, expected=expected, changes=changes or Changes(None), slips={}, out=out, units="单位"
    )
    return making.save(facts)[0]


def test_words_from_a_workbook_never_become_formula_or_html(tmp_path: Path) -> None:
    units = [
        record(words, f"/收到/{number}.xlsx", findings=(finding(message=words),)) for number, words in enumerate(WICKED)
    ]
    path = saved(tmp_path, units, (Failure("/收到/=坏.xlsx", "unusable", "=坏"),))
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    shown = [row["单位"] for row in rows_of(path, "单位")]
    assert {"=1+1", "@SUM(A1)", "-2+3"} <= set(shown)
    page = (tmp_path / "汇总.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_unit_that_does_not_say_which_goes_by_its_file(tmp_path: Path) -> None:
    saved(tmp_path, [record("", "/收到/戊.xlsx", findings=(finding(),))])
    assert "戊.xlsx（1 处）" in (tmp_path / "汇总.html").read_text("utf-8")


def test_no_units_at_all(tmp_path: Path) -> None:
    path = saved(tmp_path, [], (Failure("/收到/坏.xlsx", "unusable", "坏了。"),))
    assert rows_of(path, "单位")[0]["结论"] == "无法读取"


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_records_travel_as_json(unit: str, message: str, gaps: list[str]) -> None:
    made = record(unit or "甲", findings=(finding(message=message),), figures={"支出总计": ("12.30", None)})
    made = made._replace(gaps=tuple(gaps))
    assert from_data(as_data(made)) == made


def test_one_unit_far_from_its_kind() -> None:
    usual = [record(f"学校{n}", figures={"支出总计": (f"{100 + n}", "100")}) for n in range(12)]
    odd = record("怪学校", figures={"支出总计": ("412", "100")})
    [found] = find_outliers([*usual, odd], ["学校"] * 13)
    assert found.record is odd
    assert "比上年增长 312.00%" in found.message
    assert "同类 13 个单位" in found.message


def test_units_that_go_another_way_together_are_no_exceptions() -> None:
    """A third of the units fell by half where the others grew; one alone fell to a hundredth."""
    grew = [record(f"增{n}", figures={"支出总计": (f"{240 + n}", "100")}) for n in range(40)]
    fell = [record(f"减{n}", figures={"支出总计": (f"{50 + n}", "100")}) for n in range(20)]
    odd = record("怪学校", figures={"支出总计": ("1.05", "100")})
    assert [found.record for found in find_outliers([*grew, *fell, odd], ["学校"] * 61)] == [odd]


def test_of_one_figure_a_tenth_of_the_units_at_most_is_told() -> None:
    usual = [record(f"学校{n}", figures={"支出总计": (f"{100 + n}", "100")}) for n in range(33)]
    odd = [record(f"怪{n}", figures={"支出总计": (f"{900 + 100 * n}", "100")}) for n in range(7)]
    found = find_outliers([*usual, *odd], ["学校"] * 40)
    assert [one.record.unit for one in found] == ["怪6", "怪5", "怪4", "怪3"]


@pytest.mark.parametrize("count", [1, 6])
def test_few_units_say_nothing(count: int) -> None:
    units = [record(f"学校{n}", figures={"支出总计": (f"{10 ** (n + 1)}", "10")}) for n in range(count)]
    assert find_outliers(units, ["学校"] * count) == []


def test_small_amounts_and_equal_ones_say_nothing() -> None:
    equal = [record(f"学校{n}", figures={"支出总计": ("100", "100"), "接待": ("0.02", "0.01")}) for n in range(20)]
    assert find_outliers(equal, ["学校"] * 20) == []
    assert find_outliers([*equal, record("小", figures={"接待": ("0.9", "0.01")})], ["学校"] * 21) == []


def test_new_gone_and_still_there() -> None:
    stays, goes, comes = finding("A-1", at="C5"), finding("A-2", at="C6"), finding("A-3", at="C7")
    before = [record("甲局", "/旧名.xlsx", findings=(stays, goes, goes))]
    now = [record("甲局", "/新名.xlsx", findings=(stays._replace(message="少 9.99 万元。"), goes, comes))]
    changes = compare(snapshot(before), now)
    assert list(changes.of(now[0])) == ["仍在", "仍在", "新增"]
    assert [gone.rule for gone in changes.gone] == ["A-2"]
    assert list(compare(None, now).of(now[0])) == ["", "", ""]


def test_the_commonest_trouble_comes_first(tmp_path: Path) -> None:
    units = [record(f"单位{n}", findings=(finding("B-1"),) if n else (finding("A-1", at="D9"),)) for n in range(6)]
    rows = rows_of(saved(tmp_path, units), "同类问题")
    assert [(row["规则"], row["单位数"]) for row in rows] == [("B-1", 5), ("A-1", 1)]
    assert "表样" in rows[0]["判断"]
    assert not rows[1]["判断"]


def test_another_wrong_figure_in_each_unit_is_no_fault_of_the_form(tmp_path: Path) -> None:
    """Half of the units mistyped some figure; three of them the same one, which they may have from the form."""
    units = [record(f"单位{n}", findings=(finding("LH-1", at=f"D{max(n, 3)}"),) if n < 6 else ()) for n in range(9)]
    rows = rows_of(saved(tmp_path, units), "同类问题")
    assert [(row["单位数"], row["最多的位置"][-8:]) for row in rows] == [(4, "3（4 个单位）"), (2, "4（1 个单位）")]
    assert [bool(row["判断"]) for row in rows] == [True, False]


def test_totals_say_that_wrong_units_are_among_them(tmp_path: Path) -> None:
    figures = {"支出总计": ("100", "90")}
    for number, (wrong, heading) in enumerate((((), "全部单位合计"), ((finding(),), "有错误的 1 个单位，改正后会变"))):
        (tmp_path / f"{number}").mkdir()
        path = saved(tmp_path / f"{number}", [record("甲局", figures=figures, findings=wrong)])
        shown = [str(cell.value) for cell in load_workbook(path)["总览"]["B"] if cell.value]
        assert [words for words in shown if words.startswith("全部单位合计")][0].removesuffix("）").endswith(heading)


def test_sheets_as_a_person_sees_them(tmp_path: Path) -> None:
    """Tails are filtered out, names of many units are wrapped, no chart hides a column of the tables beside it."""
    units = [record(f"一个名称很长的单位{n}", findings=(finding(), finding("B-1", "尾差"))) for n in range(9)]
    units.append(record("一个名称很长的单位0", "/收到/又一份.xlsx"))
    listed = [Expected("一个名称很长的单位0", "101", "教育局", "", {})]
    path = saved(tmp_path, units, expected=listed)
    book = load_workbook(path)
    told, common, first = book["发现"], book["同类问题"], book["总览"]
    levels = {row: told.cell(row, 3).value for row in range(2, told.max_row + 1)}
    assert {row for row in levels if told.row_dimensions[row].hidden} == {
        r for r, level in levels.items() if level == "尾差"
    }
    [column] = told.auto_filter.filterColumn
    assert (column.colId, "尾差" in column.filters.filter) == (2, False)
    assert common.cell(1, 10).value == "单位"
    assert common.cell(2, 10).alignment.wrap_text
    columns = [cell.column for row in first.iter_rows() for cell in row if cell.border.left.style]
    twice = [row for row in rows_of(path, "缺报与重报") if row["情况"] == "重报"]
    assert [(row["单位编码"], row["主管部门"]) for row in twice] == [("101", "教育局")] * 2
    assert min(chart.anchor._from.col for chart in first._charts) >= max(columns)


def test_on_the_page_the_worst_come_first(tmp_path: Path) -> None:
    saved(
        tmp_path,
        [record("好局"), record("错局", findings=(finding(),))],
        (Failure("/收到/坏.xlsx", "unusable", "坏。"),),
    )
    units = (tmp_path / "汇总.html").read_text("utf-8").split('<section id="单位">')[1].split("</section>")[0]
    assert units.index("坏.xlsx") < units.index("错局") < units.index("好局")


def test_what_to_do_speaks_of_hints(tmp_path: Path) -> None:
    saved(tmp_path, [record("甲局", findings=(finding(level="提示"),))])
    assert "1 个单位只有提示，请看过再批复：甲局" in (tmp_path / "汇总.html").read_text("utf-8")


def test_what_is_accepted_is_collected_and_counts_as_nothing(tmp_path: Path) -> None:
    accepted = finding(level="已认可")._replace(accepted="张三：原表如此")
    unit = record("甲局", findings=(accepted,))
    assert verdict(unit) == "无问题"
    [row] = rows_of(saved(tmp_path, [unit]), "处理意见")
    assert row["处理意见"] == "张三：原表如此"


def test_the_same_rule_of_two_formats_says_whose_it_is(tmp_path: Path) -> None:
    units = [record(f"单位{n}", findings=(finding("NR-05"),)) for n in range(12)]
    units[6:] = [unit._replace(profile="jilin-final") for unit in units[6:]]
    saved(tmp_path, units)
    page = (tmp_path / "汇总.html").read_text("utf-8")
    assert all(f"6 个单位（格式 {name}）有同一个错误“NR-05 的题目”" in page for name in ("henan-final", "jilin-final"))
