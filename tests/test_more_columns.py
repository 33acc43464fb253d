"""Forms with more columns or fewer 科目 than their base's: its rules hold on, and a document is held to the right column."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from authoring import add, begun, run

from toolkit.profiles import Library, templates_folder
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import Filling

SUMMARY = """
["公开01".blocks."收入"]
columns = [
    {{ id = "项目", head = "收入/项目", role = "name" }},
    {{ id = "行次", head = "收入/行次", role = "line", width = 6 }},
    {{ id = "年初预算数", head = "收入/年初预算数" }},
    {{ id = "决算数", head = "收入/决算数"{main} }},
]
"""
#: 公开05 with last year's amounts and the budget before the year's own.
GENERAL = """
["公开05".blocks.""]
columns = [
    { id = "编码", head = "科目编码", role = "code" },
    { id = "名称", head = "科目名称", role = "name" },
    { id = "上年决算数" },
    { id = "年初预算数" },
    { id = "小计", head = "本年决算数/小计" },
    { id = "基本支出", head = "本年决算数/基本支出" },
    { id = "项目支出", head = "本年决算数/项目支出" },
]
"""
FEW_ITEMS = """
["公开06".blocks.""]
groups = [["301 工资福利支出", "30101 基本工资"], ["302 商品和服务支出", "30201 办公费"]]
totals = [{ name = "人员经费合计", group = 1 }, { name = "公用经费合计", group = 2 }]
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return begun(tmp_path / "juesuan-profiles", "own-final", "central-final")


def checked(profile: Path, file: str, text: str) -> str:
    add(profile, file, text)
    return run("profile", "check", profile).output


def test_rules_of_the_base_mean_the_main_column_and_items_that_a_form_does_not_print_are_nothing(
    profile: Path,
) -> None:
    assert "没有发现问题" in checked(profile, "tables.toml", SUMMARY.format(main=", main = true") + FEW_ITEMS)


def test_without_a_main_column_it_is_said_how_to_name_it_and_what_is_no_item_at_all_is_a_fault(profile: Path) -> None:
    rule = '["HB-1"]\ntitle = "办公费不大于公用经费"\nidentity = "公开06[30291] <= 公开06[公用经费合计]"\n'
    add(profile, "rules.toml", rule)
    said = checked(profile, "tables.toml", SUMMARY.format(main=""))
    assert "没有“30291”这一行" in said
    assert "要写明是哪一列：年初预算数、决算数；不写时总是指其中一列的，在 tables.toml 里给它写 main = true" in said


def test_a_sentence_is_held_to_the_year_s_own_column(profile: Path, tmp_path: Path) -> None:
    add(profile, "tables.toml", GENERAL)
    said = "{% block 一般公共具体 %}{% for 项 in 公开05.项 %}{{ 项|全称 }}。年初预算{{ 项.年初预算数|万元 }}，支出决算{{ 项.小计|万元 }}。{% endfor %}{% endblock %}"
    add(profile, "narrative.j2", said)
    amounts = dict(
        zip(("上年决算数", "年初预算数", "小计", "基本支出"), map(Decimal, ("58", "60", "62", "62")), strict=True)
    )
    names = {
        "208": "社会保障和就业支出",
        "20805": "行政事业单位养老支出",
        "2080505": "机关事业单位基本养老保险缴费支出",
    }
    lines = [{"名称": "合计", **amounts}, *({"编码": code, "名称": name, **amounts} for code, name in names.items())]
    path, document = tmp_path / "a.xlsx", tmp_path / "a.docx"
    own = Library(profile.parent, templates_folder()).load("own-final")
    build_workbook(own, path, Filling(tables={"公开05": {"": lines}}), year=2025, unit_name="某某局")
    run("word", path, "-o", document)
    told = json.loads(run("review", document, "--json").stdout)[0]
    assert [one["message"] for one in told["findings"] if one["rule"] == "WD-01"] == []
    assert told["figures"]["right"] >= 2


def test_the_block_without_a_name_is_the_form_itself_to_sentences_too(profile: Path) -> None:
    more = '{ id = "项目", role = "name" }, { id = "统计数", role = "count" }'
    own = '{ id = "项目", role = "name" }, { id = "预算数" }, { id = "决算数" }'
    rows = '"合计", "1.因公出国（境）费", "2.公务用车购置及运行维护费", "（1）公务用车购置费", "②公务用车运行维护费", "3.公务接待费"'
    add(
        profile,
        "tables.toml",
        f'["公开09"]\n[["公开09".blocks]]\nkind = "lines"\ncolumns = [{own}]\nrows = [{rows}]\n'
        f'[["公开09".blocks]]\nid = "统计"\ncaption = "二、统计数"\nkind = "lines"\ncolumns = [{more}]\nrows = ["公务用车保有量"]\n',
    )
    said = '{% block 三公总体 %}{{ 公开09["合计"].决算数|万元 }}，车{{ 公开09.统计["公务用车保有量"].统计数 }}辆{% endblock %}\n'
    assert "没有发现问题" in checked(profile, "narrative.j2", said)
    wrong = said.replace('公开09["合计"]', '公开09["总计"]')
    assert "没有名为“总计”的行" in checked(profile, "narrative.j2", wrong.replace("三公总体", "三公具体"))
