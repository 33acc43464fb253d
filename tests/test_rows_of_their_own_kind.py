"""A form whose rows are of different kinds (元, 辆, 台) and that prints no unit above: what its figures are is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from authoring import add, begun, run
from docx import Document
from openpyxl import load_workbook

TABLES = ["公开01", "公开02", "公开03", "公开04", "公开05", "公开06", "公开07", "公开08", "公开09", "公开10"]
FORM = """
["公开10"]
title = "运行经费和资产情况表"
label = "公开10表"
index_row = false
heading = ["名称", "年度"]
[["公开10".blocks]]
kind = "lines"
columns = [{ id = "项目", role = "name", width = 40 }, { id = "计量单位", role = "text" }, { id = "本年数" }]
rows = [
    { name = "一、运行经费", printed = { "计量单位" = "元" } },
    { name = "二、车辆", ROLEprinted = { "计量单位" = "辆" } },
    { name = "其中：其他用车", key = "其他用车", ROLEprinted = { "计量单位" = "辆" } },
]
"""
RULES = """
["WS-1"]
title = "运行经费与公用经费一致"
identity = "公开10[运行经费].本年数 = 公开06[公用经费合计]"
["WS-2"]
title = "车辆不少于其他用车"
identity = "公开10[其他用车].本年数 <= 公开10[车辆].本年数"
["WS-3"]
title = "运行的车有运行费"
identity = "公开10[车辆].本年数 = 补充资料[车辆合计]"
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    folder = begun(tmp_path / "juesuan-profiles", "own-final", "central-final")
    add(folder, "profile.toml", f'tables = {TABLES}\n[words]\n"金额单位" = "金额单位：元"\n'.replace("'", '"'))
    add(folder, "tables.toml", FORM.replace("ROLE", 'role = "count", '))
    add(folder, "rules.toml", RULES)
    sentence = '{{ 公开10["运行经费"].本年数|万元 }}，{{ 公开10["车辆"].本年数 }}辆。'
    add(folder, "narrative.j2", f"{{% block 收入 %}}{sentence}{{% endblock %}}\n")
    add(folder, "outline.toml", 'item = [{ title = "一、收入", level = 1, field = "收入" }, { table = "公开10" }]\n')
    return folder


def test_amounts_and_counts_stand_in_one_column(profile: Path, tmp_path: Path) -> None:
    assert "没有发现问题" in run("profile", "check", profile).output
    path = tmp_path / "a.xlsx"
    assert run("new", "own-final", path, "--year", "2024", "--unit", "某某局").exit_code == 0
    assert "为单位，其他表以" not in run("check", path).output  # it states no unit and is in that of all
    book = load_workbook(path)
    sheet = book["运行经费和资产情况表"]
    rows = {str(row[0].value): row[2] for row in sheet.iter_rows()}
    money, cars, others = rows["一、运行经费"], rows["二、车辆"], rows["其中：其他用车"]
    assert [cell.number_format for cell in (money, cars, others)] == ["#,##0.00", "0", "0"]
    money.value, cars.value, others.value = 120000, 8, 9
    book.save(path)
    said = run("check", path).output
    assert "“运行经费”（C5）应为 0.00 元，现 120,000.00" in said
    assert "公开10表“其他用车” 9，不应大于公开10表“车辆” 8，多了 1" in said
    assert run("word", path, "-o", tmp_path / "a.docx").exit_code in (0, 3)
    document = Document(str(tmp_path / "a.docx"))
    assert "12.00万元，8辆。" in [paragraph.text for paragraph in document.paragraphs]
    drawn = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert drawn[1:] == [["一、运行经费", "元", "120,000.00"], ["二、车辆", "辆", "8"], ["其中：其他用车", "辆", "9"]]


def test_an_author_who_forgets_it_is_told(profile: Path) -> None:
    text = (profile / "tables.toml").read_text(encoding="utf-8")
    (profile / "tables.toml").write_text(text.replace('role = "count", ', ""), encoding="utf-8")
    said = run("profile", "check", profile).output
    assert '提示：“公开10”的“车辆”印着“辆”，而“本年数”一列是金额：这一行是数量的，在行里写 role = "count"' in said
    assert "“公开10”的“运行经费”印着" not in said
    assert "金额、数量、得分和百分比不能放在一个式子里相加" in said  # WS-3 holds them to a count
    beside = '{ id = "本年数" }, { id = "数量", role = "count" }'  # a form of 数量 and 价值: one unit for its counts
    text = (profile / "tables.toml").read_text(encoding="utf-8").replace('{ id = "本年数" }', beside)
    (profile / "tables.toml").write_text(text, encoding="utf-8")
    assert "而“本年数”一列是金额" not in run("profile", "check", profile).output


def test_amounts_that_are_text_become_figures_also_where_no_rule_speaks_of_them(profile: Path, tmp_path: Path) -> None:
    rules = (profile / "rules.toml").read_text(encoding="utf-8")
    (profile / "rules.toml").write_text(rules.replace(RULES, ""), encoding="utf-8")
    path = tmp_path / "a.xlsx"
    assert run("new", "own-final", path, "--year", "2024", "--unit", "某某局").exit_code == 0
    book = load_workbook(path)
    money = next(row[2] for row in book["运行经费和资产情况表"].iter_rows() if row[0].value == "一、运行经费")
    money.value, money.number_format = "120,017.70", "@"
    book.save(path)
    assert "RD-08" in run("check", path).output
    assert run("fill", path, "-o", tmp_path / "b.xlsx").exit_code in (0, 3)
    cell = load_workbook(tmp_path / "b.xlsx")["运行经费和资产情况表"][money.coordinate]
    assert (cell.value, cell.number_format) == (120017.7, "#,##0.00")
    assert "RD-08" not in run("check", tmp_path / "b.xlsx").output
