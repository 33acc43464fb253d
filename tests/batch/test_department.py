"""部门 = Σ 单位: made from its units, held to them, a planted difference named with its unit."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from bureau import write_unit
from click.testing import CliRunner
from openpyxl import Workbook
from reading import rows_of, write_list

from cli import main
from toolkit import workbook
from toolkit.amounts import Unit as MoneyUnit
from toolkit.batch import BatchOptions, combine, run_batch
from toolkit.batch.amounts import Amounts, Place, read_amounts
from toolkit.batch.department.compare import compare, total
from toolkit.batch.department.elimination import read_eliminations
from toolkit.edits import Edit
from toolkit.errors import WorkbookError

NAMES = ("甲中心", "乙中心", "丙中心")


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three units of one made-up department."""
    folder = tmp_path_factory.mktemp("单位")
    for name in NAMES:
        write_unit(folder / f"{name}.xlsx", "example-2025", name, Random(name))
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def department(units: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("部门") / "某某局.xlsx"
    combine(units, target)
    return target


def figures(amounts: Amounts) -> dict[object, int]:
    return {place: figure.value for place, figure in amounts.figures.items() if figure.value}


def value_at(amounts: Amounts, place: Place) -> int:
    return amounts.figures[place].value if place in amounts.figures else 0


def test_every_figure_is_the_sum_of_the_units(units: list[Path], department: Path) -> None:
    whole, parts = read_amounts(department), [read_amounts(path) for path in units]
    places = {place for part in parts for place in part.figures}
    assert figures(whole) == {place: value for place in places if (value := total(place, parts)[0])}
    assert whole.unit == "某某局"
    assert compare(whole, parts) == []


def test_what_a_unit_leaves_blank_is_worked_out_and_what_is_not_read_is_told(
    units: list[Path], department: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(units[0], tmp_path))
    rows = workbook.read_workbook(workbook.read_grid(path)).report.tables["公开03"].blocks[""].rows
    totals = [row[column] for row in rows if row.level != "项" for column in ("本年支出合计", "基本支出", "项目支出")]
    workbook.apply_edits(path, path, [Edit(cell.sheet, cell.address) for cell in totals])
    done = combine([path, *units[1:]], tmp_path / "某某局.xlsx")
    assert figures(read_amounts(done.target)) == figures(read_amounts(department))
    assert [note for note in done.notes if path.name in note][0].endswith("处合计空着，按已填的各项算出后汇总。")
    item = next(row for row in rows if row.level == "项")
    edits = [Edit(item["编码"].sheet, item["编码"].address), Edit(item["编码"].sheet, "Z9", "1,234.50")]
    workbook.apply_edits(path, path, [*edits, *(Edit(cell.sheet, cell.address, cell.value) for cell in totals)])
    notes = combine([path, *units[1:]], tmp_path / "再汇.xlsx").notes
    assert ["没有可识别的科目编码" in note or "Z9 有数字" in note for note in notes if path.name in note] == [
        True,
        True,
    ]


def test_where_every_figure_comes_from(units: list[Path], department: Path) -> None:
    report = workbook.read_workbook(workbook.read_grid(department)).report
    rows = {(row["工作表"], row["单元格"]): row for row in rows_of(department, "汇总来源")}
    for table in report.tables.values():
        for cell in table.cells() if "#" not in table.id else ():
            row = rows.get((cell.sheet, cell.address))
            if cell.is_number and row:
                parts = [Decimal(str(row[name])) for name in sorted(NAMES) if row[name] is not None]
                assert sum(parts) == cell.value == Decimal(str(row["部门数"]))
    assert len(rows) > 200


def test_in_yuan_where_all_give_yuan(tmp_path: Path) -> None:
    paths = []
    for name, money in (("甲", MoneyUnit.YUAN), ("乙", MoneyUnit.YUAN), ("丙", MoneyUnit.WAN)):
        paths.append(tmp_path / f"{name}.xlsx")
        write_unit(paths[-1], "example-2025", f"{name}中心", Random(name), money)
        if money is MoneyUnit.YUAN:
            states_yuan(paths[-1])
    combine(paths[:2], tmp_path / "元.xlsx")
    assert set(read_amounts(tmp_path / "元.xlsx").units.values()) >= {"元"}
    done = combine(paths, tmp_path / "混.xlsx")
    assert read_amounts(tmp_path / "混.xlsx").units["公开05"] == "万元"
    assert compare(read_amounts(tmp_path / "混.xlsx"), [read_amounts(path) for path in paths]) == []
    assert any("尾差" in line for line in done.notes)


def states_yuan(path: Path) -> None:
    report = workbook.read_workbook(workbook.read_grid(path)).report
    cells = [table.heading.unit for table in report.tables.values() if table.heading.unit]
    edits = [Edit(cell.sheet, cell.address, cell.text.replace("万元", "元")) for cell in cells]
    workbook.apply_edits(path, path, edits)


def test_a_planted_difference_is_named_with_its_unit(units: list[Path], department: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    for path in units:
        shutil.copy(path, folder)
    wrong = folder / units[1].name
    rows = workbook.read_workbook(workbook.read_grid(wrong)).report.tables["公开03"].blocks[""].rows
    cell = next(row["项目支出"] for row in reversed(rows) if row["项目支出"].value)
    workbook.apply_edits(wrong, wrong, [Edit(cell.sheet, cell.address, cell.value + Decimal("18.00"))])
    whole = tmp_path / department.name
    workbook.apply_edits(department, whole, [Edit("支出决算表", "Z9", "1,234.50")])
    run_batch(BatchOptions((folder,), tmp_path / "结果", departments=(whole,), pages="own", jobs=1))
    rows = rows_of(tmp_path / "结果" / "汇总.xlsx", "部门核对")
    [row] = [row for row in rows if row["单元格"] == cell.address and row["工作表"] == cell.sheet]
    assert row["差额"] == -18
    assert row["行"].split(" ")[0].isdigit()
    assert wrong.stem in row["说明"]
    assert not any(name in row["说明"] for name in NAMES if name != wrong.stem)
    assert "Z9 有数字" in rows[-1]["说明"], "what was not read was not compared"


def test_a_unit_left_out_is_named(units: list[Path], tmp_path: Path) -> None:
    combine(units[:2], tmp_path / "某某局.xlsx")
    found = compare(read_amounts(tmp_path / "某某局.xlsx"), [read_amounts(path) for path in units])
    assert found
    assert {one.units for one in found} == {(units[2].stem,)}
    assert all("没有汇进" in one.explanation for one in found)


def test_departments_by_the_list(units: list[Path], department: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    for path in (*units, department):
        shutil.copy(path, folder)
    (folder / "戊.zip").write_bytes(b"PK")
    rows = [("", name, "某某局", "") for name in NAMES] + [("", "某某局", "", "")]
    listed = write_list(tmp_path / "名单.xlsx", rows)
    done = run_batch(BatchOptions((folder,), tmp_path / "结果", expect=listed, pages="own", jobs=1))
    assert [line for line in done.lines() if "名单共 4 个" in line or "没有读" in line and "戊.zip" in line] == [
        f"请留意：{note}" for note in done.notes
    ]
    [row] = rows_of(tmp_path / "结果" / "汇总.xlsx", "部门核对")
    assert row["说明"] == "与所属 3 个单位之和相符。"


def test_payments_between_units_leave_the_department_s_account(units: list[Path], tmp_path: Path) -> None:
    plain = tmp_path / "未抵销.xlsx"
    combine(units, plain)
    before = read_amounts(plain)
    code = next(row for table, _, row in before.names if table == "公开03" and row.isdigit() and len(row) == 7)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["付款单位", "支出栏目", "支出科目编码", "收款单位", "收入栏目", "收入科目编码", "金额（万元）"])
    sheet.append(["甲中心", "对附属单位补助支出", code, "乙中心", "上级补助收入", code, 1.5])
    sheet.append(["甲中心", "没有这一栏", code, "乙中心", "上级补助收入", "999", 1])
    sheet.append(["甲中心", "对附属单位补助支出", code, "戊中心", "上级补助收入", code, 7])
    sheet.append(["合　计", None, None, None, None, None, 9.5])
    book.save(tmp_path / "抵销.xlsx")
    done = combine(units, tmp_path / "已抵销.xlsx", eliminations=read_eliminations(tmp_path / "抵销.xlsx"))
    after = read_amounts(tmp_path / "已抵销.xlsx")
    lower = {
        place: less / 1_000_000
        for place in before.figures.keys() | after.figures.keys()
        if (less := value_at(before, place) - value_at(after, place))
    }
    levels = [code, code[:5], code[:3], "合计"]
    wanted = {("公开03", "", row, column) for row in levels for column in ("本年支出合计", "对附属单位补助支出")}
    wanted |= {("公开02", "", row, column) for row in levels for column in ("本年收入合计", "上级补助收入")}
    assert wanted <= set(lower)
    assert set(lower.values()) == {1.5}
    assert {place[2] for place in lower if place[0] == "公开01"} >= {"上级补助收入", "本年收入合计", "本年支出合计"}
    assert sum("没有做" in line for line in done.notes) == 3
    assert any("没有“戊中心”" in line for line in done.notes)


def test_a_payment_without_an_amount_is_told_with_its_cell(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["付款单位", "支出栏目", "支出科目编码", "收款单位", "收入栏目", "收入科目编码", "金额"])  # type: ignore[union-attr]
    book.active.append(["甲", "乙", "1", "丙", "丁", "1", "=1+1"])  # type: ignore[union-attr]
    book.save(tmp_path / "抵销.xlsx")
    with pytest.raises(WorkbookError, match="G2：没有金额"):
        read_eliminations(tmp_path / "抵销.xlsx")


def test_units_of_different_kinds_are_not_added(units: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "别的格式.xlsx"
    write_unit(other, "beipiao-2024", "丁中心", Random("丁"))
    with pytest.raises(WorkbookError, match="不能汇总"):
        combine([*units, other], tmp_path / "某某局.xlsx")
    twice = tmp_path / "又一份.xlsx"
    shutil.copy(units[0], twice)
    with pytest.raises(WorkbookError, match="同一个单位"):
        combine([*units, twice], tmp_path / "某某局.xlsx")
    assert not (tmp_path / "某某局.xlsx").exists()


def test_the_command_chooses_by_the_list(units: list[Path], tmp_path: Path) -> None:
    listed = write_list(
        tmp_path / "名单.xlsx", [("", name, "甲局" if name != "丙中心" else "乙局", "") for name in NAMES]
    )
    target = tmp_path / "甲局.xlsx"
    words = ["combine", str(units[0].parent), "-o", str(target), "--expect", str(listed), "--where", "主管部门=甲局"]
    result = CliRunner().invoke(main, words)
    assert "已汇总 2 个单位：乙中心、甲中心" in result.output, result.output
    everybody = write_list(tmp_path / "全部.xlsx", [("", name, "", "") for name in ("甲中心", "乙中心", "戊中心")])
    listed_only = CliRunner().invoke(main, [*words[:3], str(tmp_path / "又.xlsx"), "--expect", str(everybody)])
    assert "已汇总 2 个单位：乙中心、甲中心" in listed_only.output
    assert "没有收到，没有汇总：戊中心" in listed_only.output
    assert "没有汇总：“丙中心.xlsx”" in listed_only.output
    again = CliRunner().invoke(main, [*words, "--name", "甲局本级"])  # corrected
    assert again.exit_code == 0 or "已经有这个文件" not in again.output, "our own result may be replaced"
    target.write_bytes(target.read_bytes() + b"x")
    assert "已经有这个文件" in CliRunner().invoke(main, words).output
    wrong = CliRunner().invoke(main, [*words[:-1], "没有这列=甲局"])
    assert wrong.exit_code == 1
    assert "主管部门" in wrong.output


@pytest.mark.parametrize("named", ["files", "folder"])
def test_a_unit_s_workbook_is_never_written_over(units: list[Path], tmp_path: Path, named: str) -> None:
    folder = tmp_path / "单位"
    shutil.copytree(units[0].parent, folder)
    inputs = [str(folder)] if named == "folder" else [str(path) for path in sorted(folder.iterdir())]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = CliRunner().invoke(main, ["combine", *inputs, "-o", str(folder / "乙中心.xlsx"), "--force"])
    assert result.exit_code == 1
    assert "输出会覆盖" in result.output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
