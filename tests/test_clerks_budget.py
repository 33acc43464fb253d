"""The clerk's way through a budget, by the public doors: new → typed in → fill → check → word; then twelve slips."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import clerk
import clerk_budget
import pytest
from slips import HINTS, Slip, as_printed, dropped, item, moved, named, now_says, swapped

from toolkit import workflow
from toolkit.edits import Edit

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")

RETIRED = "社会保障和就业支出/行政事业单位养老支出/行政单位离退休"
PENSIONS = "社会保障和就业支出/行政事业单位养老支出/机关事业单位基本养老保险缴费支出"
RUNNING = "卫生健康支出/医疗保障管理事务/行政运行"
SERVICE = "卫生健康支出/医疗保障管理事务/医疗保障经办事务"
OWN = f"{clerk.UNIT}/{clerk_budget.OWN}"
PROJECT = "专项业务支出/医疗保障经办服务管理/经办服务大厅运行经费"


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clerk_budget.filled_in(tmp_path_factory.mktemp("budget") / "甲局2024.xlsx")


@pytest.fixture(scope="module")
def filled(typed: Path) -> Path:
    return clerk.filled_by_command(typed)


def test_a_budget_never_filled_is_told_so_in_one_line(typed: Path) -> None:
    assert {finding.rule for finding in workflow.check(typed).findings} <= {"RD-42", *HINTS}


def test_what_was_filled_is_clean_and_its_document_lacks_nothing(filled: Path, tmp_path: Path) -> None:
    code, said = clerk.run("check", filled)
    assert code == 0, said
    assert {finding.rule for finding in workflow.check(filled).findings} <= HINTS
    code, said = clerk.run("word", filled, "--strict", "-o", tmp_path / "甲局.docx")
    assert code == 0, said
    import docx

    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "甲局.docx")).paragraphs]
    assert not any("待补充" in text for text in texts)
    assert any("515.05" in text for text in texts)


def test_the_income_side_follows_from_what_the_units_get(filled: Path) -> None:
    """Of the two 总表 the clerk typed no income: it stands on 收入预算总表, unit by unit."""
    tables = workflow.check(filled).report.tables
    for table, grant in (("收支预算总表", "一般公共预算拨款收入"), ("财政拨款收支预算总表", "一般公共预算拨款")):
        income = tables[table].blocks["收入"]
        for row in (grant, "收入总计"):
            figures = [income[row][column].value for column in ("预算数", "本年预算", "上年结转")]
            assert figures == [Decimal("515.05"), Decimal("506.80"), Decimal("8.25")], (table, row)


def other_name(table: str, row: str, name: str) -> Slip:
    cell = item(table, row, "科目")
    return Slip(lambda report: iter([Edit(cell(report).sheet, cell(report).address, name)]), cell)


SLIPS = {
    "transposed": now_says(item("支出预算总表", RUNNING, "基本支出"), "301.25"),
    "ten times as much": now_says(item("收入预算总表", OWN, "一般公共预算收入"), "4568.00"),
    "元 for 万元": now_says(item("支出预算总表", SERVICE, "项目支出"), "880000"),
    "a digit left out": now_says(item("基本支出表", "工资福利支出/职工基本医疗保险缴费", "人员经费"), "2.40"),
    "wrong name": other_name("一般公共预算支出表", SERVICE, "　　医疗保险经办事务"),
    "missing row": dropped("基本支出表", "工资福利支出/奖金", "科目"),
    "amount in the next row": moved("一般公共预算支出表", RETIRED, PENSIONS, "人员经费"),
    "三公 in 元": now_says(item("三公表", "公务接待费", "预算数"), "5000"),
    "sign": now_says(item("基本支出表", "商品和服务支出/其他交通费用", "公用经费"), "-23.50"),
    "words for a figure": now_says(item("基本支出表", "商品和服务支出/办公费", "公用经费"), "约20"),
    "wrong 上年结转": now_says(item("项目支出表", PROJECT, "结转一般公共预算"), "82.50"),
    "上年数 swapped": swapped("上年机关运行经费", "上年当年预算"),
}


@pytest.fixture(scope="module")
def printed(filled: Path) -> Path:
    return as_printed(filled, filled.with_stem("printed"))


@pytest.mark.parametrize("kind", ["with_formulas", "printed"])
def test_each_slip_is_found_and_nearly_all_are_named(kind: str, filled: Path, printed: Path, tmp_path: Path) -> None:
    found = named(printed if kind == "printed" else filled, tmp_path / "a.xlsx", SLIPS)
    assert sum(found.values()) >= 10, found
