"""juesuan sheet add: more blank 自评表, where the others stand; all else as it was."""

from __future__ import annotations

from pathlib import Path

import clerk
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from cli import main
from toolkit import workflow
from toolkit.profiles import load_profile

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


def run(*args: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clerk.new("liaoning-final", tmp_path_factory.mktemp("blank") / "a.xlsx")


def test_sheets_stand_behind_those_of_their_form(blank: Path, tmp_path: Path) -> None:
    code, said = run("sheet", "add", blank, "整体自评表", "--count", "2", "-o", tmp_path / "b.xlsx")
    assert (code, "整体自评表2、整体自评表3" in said) == (0, True)
    before, after = load_workbook(blank), load_workbook(tmp_path / "b.xlsx")
    at = before.sheetnames.index("整体自评表1") + 1
    assert after.sheetnames == [*before.sheetnames[:at], "整体自评表2", "整体自评表3", *before.sheetnames[at:]]
    for name in before.sheetnames:
        assert after[name].print_title_rows == before[name].print_title_rows
        assert after[name].print_area == before[name].print_area
    assert after["整体自评表3"].print_area == before["整体自评表1"].print_area.replace("表1", "表3")
    assert OpenXmlValidator().validate(tmp_path / "b.xlsx").errors == []
    assert "共 3 张" in after["填报顺序"].cell(*place(after["填报顺序"], "填整体自评表")).value


def place(sheet: object, title: str) -> tuple[int, int]:
    row = next(row for row in range(1, 40) if sheet.cell(row, 2).value == title)  # type: ignore[attr-defined]
    return row, 5


def test_what_cannot_be_added_is_told(blank: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.xlsx"
    assert "可以加的有：整体自评表、自评表。" in run("sheet", "add", blank, "公开01", "-o", target)[1]
    assert "1 到 200 张" in run("sheet", "add", blank, "自评表", "--count", "0", "-o", target)[1]
    budget = clerk.new("jilin-budget", tmp_path / "预算.xlsx")
    assert "没有一个项目一张的表" in run("sheet", "add", budget, "自评表", "-o", target)[1]
    assert not target.exists()


@pytest.mark.parametrize("profile_id", ["henan-final", "jilin-final", "shanxi-final", "liaoning-final"])
def test_a_form_nobody_filled_disturbs_nothing(profile_id: str, tmp_path: Path) -> None:
    path = clerk.filled_in(profile_id, tmp_path / "a.xlsx")
    checked = workflow.check(path)
    assert sum(finding.rule == "RD-44" for finding in checked.findings) == 1
    repeated = {name for name, spec in load_profile(profile_id).tables.items() if spec.repeated}
    assert not {table.kind_id for table in checked.report.tables.values()} & repeated
    sheets = {form.sheet.name for form in checked.reading.unfilled}
    assert not any(cell.sheet in sheets for f in checked.findings if f.rule != "RD-44" for cell in f.cells)
    document = workflow.document(workflow.fill(checked))
    assert not any(getattr(getattr(item, "form", None), "sheet", "") in sheets for item in document.items)


def test_one_that_is_begun_is_checked_like_any_other(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(blank.read_bytes())
    (form, *_) = [form for form in clerk.read(path).unfilled if form.table.kind_id == "自评表"]
    cell = next(iter(form.table.blocks.values())).rows[0]["值"]
    clerk.type_in(path, [clerk.Edit(cell.sheet, cell.address, "某某项目")])
    reading = clerk.read(path)
    assert [table.kind_id for table in reading.report.repeated("自评表")] == ["自评表"]
