"""A form unlike its base's, as a unit types it and as a system exports it: what only one of the layouts prints is no fault."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from authoring import add, begun, run
from docx import Document
from openpyxl import Workbook, load_workbook

from toolkit import workbook
from toolkit.profiles import Library, templates_folder
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import NOTHING

TABLES = """
["公开05"]
label = "附表1"
index_row = false
notes = []
["公开05".blocks.""]
rows = ["", "合计"]
columns = [
    { id = "编码", head = "科目编码", role = "code" },
    { id = "名称", head = "科目名称", role = "name", width = 34 },
    { id = "年初预算数" },
    { id = "调整预算数" },
    { id = "小计", head = "决算数" },
    { id = "完成率", head = "完成调整预算（%）", role = "score", format = "0.00" },
]
["公开08"]
label = "附表2"
index_row = false
notes = []
empty_note = "注：{主体}{年度}年度无国有资本支出，本表留白。"
unit_line = "金额单位：元"
["公开08".blocks.""]
columns = [
    { id = "编码", head = "科目编码", role = "code" },
    { id = "名称", head = "科目名称", role = "name" },
    { id = "小计", head = "合计" },
]
["负债表"]
title = "资产负债简表"
label = "附表3"
index_row = false
[["负债表".blocks]]
id = "资产"
kind = "lines"
columns = [{ id = "项目", head = "资产", role = "name" }, { id = "年初数" }, { id = "年末数", main = true }]
rows = ["流动资产", "固定资产", "资产总计"]
[["负债表".blocks]]
id = "负债"
kind = "lines"
columns = [{ id = "项目", head = "负债和净资产", role = "name" }, { id = "年初数" }, { id = "年末数", main = true }]
rows = ["负债合计", "净资产", "负债和净资产总计"]
["绩效表"]
title = "项目绩效自评情况表"
label = "附表4"
index_row = false
[["绩效表".blocks]]
kind = "lines"
levels = ["项目"]
columns = [
    { id = "项目名称", role = "name", width = 34 },
    { id = "预算数" },
    { id = "执行数" },
    { id = "得分", role = "score" },
    { id = "等级", role = "text", options = ["优", "良"] },
]
rows = [{ blank = 3 }, "合计"]
"""
RULES = """
["GK05-1"]
enabled = false
["GK08-1"]
enabled = false
["BC-7.1"]
enabled = false
["BC-7.3"]
enabled = false
["YJ-1"]
title = "总计等于各项之和"
identity = "负债表.资产[资产总计].列 = 负债表.资产[流动资产].列 + 负债表.资产[固定资产].列，其中 列 取自 负债表.资产.*"
["YJ-2"]
title = "总计等于各项之和"
identity = "负债表.负债[负债和净资产总计].列 = 负债表.负债[负债合计].列 + 负债表.负债[净资产].列，其中 列 取自 负债表.负债.*"
"""
OUTLINE = """
item = [
    { title = "第一部分 决算表", level = 1 },
    { title = "附表1", level = 2, table = "公开05" },
    { title = "附表2", level = 2, table = "公开08" },
    { title = "附表3", level = 2, table = "负债表" },
    { title = "附表4", level = 2, table = "绩效表" },
    { title = "第二部分 情况说明", level = 1 },
    { title = "一、一般公共预算财政拨款支出情况", level = 2, field = "一般公共具体" },
    { title = "二、绩效情况", level = 2, field = "绩效" },
    { title = "三、其他情况", level = 2, field = "其他" },
    { title = "第三部分 名词解释", level = 1, glossary = "名词解释" },
]
"""
SENTENCES = """
{% block 一般公共具体 %}
{% set 合计 = 公开05["合计"] %}
一般公共预算财政拨款支出{{ 合计.小计|万元 }}，完成调整预算的{{ 比率(合计.小计, 合计.调整预算数) if 合计.调整预算数 else "" }}。
{% for 项 in 公开05.项 %}

{{ 项|全称 }}。年初预算{{ 项.年初预算数|万元 }}，调整预算{{ 项.调整预算数|万元 }}，支出决算{{ 项.小计|万元 }}{% if 项.调整预算数 %}，完成调整预算的{{ 比率(项.小计, 项.调整预算数) }}{% endif %}。
{% endfor %}
{% endblock %}
{% block 绩效 %}
自评项目{{ 计数(绩效表.项目) }}个，其中优{{ 计数(绩效表.项目, "等级", "优") }}个，得分{% for 项目 in 绩效表.项目 %}{{ 项目.得分 }}分{{ "、" if not loop.last }}{% endfor %}。
{% endblock %}
{% block 其他 %}
{% if 单位性质 == "事业单位" %}{{ 自称 }}是事业单位，没有机关运行经费支出。{% else %}机关运行经费支出{{ 机关运行经费|万元 }}，另行公开。{% endif %}
{% endblock %}
"""
FACTS = """
["性质"]
title = "单位性质"
facts = [{ id = "单位性质", label = "单位性质", kind = "text", required = true, options = ["行政单位", "事业单位"] }]
"""
NAMES = {
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
}
SPENT: dict[str, list[str | float | None]] = {code: [84, 86.4, 85.4, 98.84] for code in NAMES}
Rows = Sequence[Sequence[str | float | None]]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = begun(tmp_path_factory.mktemp("own") / "juesuan-profiles", "own-final", "central-final")
    tables = ["公开05", "公开08", "负债表", "绩效表"]
    add(folder, "profile.toml", f"tables = {json.dumps(tables, ensure_ascii=False)}\n")
    text = (folder / "profile.toml").read_text(encoding="utf-8")
    named = text.replace("（请填省份）", "某省").replace("（请用一句话说明这个格式）", "某省部门决算公开")
    (folder / "profile.toml").write_text(named, encoding="utf-8")
    for file, more in (("tables", TABLES), ("rules", RULES), ("outline", OUTLINE), ("facts", FACTS)):
        add(folder, f"{file}.toml", more)
    add(folder, "narrative.j2", SENTENCES)
    return folder


def exported(path: Path) -> Path:
    """As a system gives it out: the year in the titles alone, rows numbered, 年末 before 年初, 合计 first."""
    book = Workbook()
    book.remove(book.worksheets[0])

    def sheet(title: str, label: str, rows: Rows, unit: str = "万元") -> None:
        made = book.create_sheet(label)
        for row in ([f"2025年度{title}"], ["单位：某某局", label, f"单位：{unit}"], *rows):
            made.append(list(row))

    heads = ["科目编码", "科目名称", "年初预算数", "调整预算数", "决算数", "完成调整预算（%）"]
    lines = [[code, NAMES[code], *figures] for code, figures in SPENT.items()]
    total = [["合计", None, *SPENT["208"]]]
    sheet("一般公共预算财政拨款支出决算表", "附表1", [heads, *total, *lines])
    note = "注：单位2025年度无国有资本支出，本表留白。"
    empty = [["科目编码", "科目名称", "合计"], ["合计", None, None], [note]]
    sheet("国有资本经营预算财政拨款支出决算表", "附表2", empty, "元")
    sides = [
        ["资产", "行次", "年末数", "年初数", "负债和净资产", "行次", "年末数", "年初数"],
        ["流动资产", 1, 118.2, 96.4, "负债合计", 4, 20.3, 18.4],
        ["固定资产", 2, 2190.6, 2100, "净资产", 5, 2288.5, 2178],
        ["资产总计", 3, 2308.8, 2196.4, "负债和净资产总计", 6, 2308.8, 2196.4],
    ]
    sheet("资产负债简表", "附表3", sides)
    projects = [["维护", 165, 160, 96.5, "优"], ["培训", 30, 30, 88, "良"], ["合计", 195, 190, None, None]]
    shown = {"附表3": "#,##0.00", "附表4": "0.00"}
    sheet("项目绩效自评情况表", "附表4", [["项目名称", "预算数", "执行数", "得分", "等级"], *projects])
    for name, look in shown.items():
        for cell in (cell for row in book[name].iter_rows(min_row=4) for cell in row):
            if isinstance(cell.value, float | int):
                cell.number_format = look
    book.save(path)
    return path


@pytest.fixture(scope="module")
def document(profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unit")
    (folder / "juesuan-profiles").symlink_to(profile.parent)
    run("adopt", exported(folder / "export.xlsx"), "-o", folder / "unit.xlsx")
    run("word", folder / "unit.xlsx", "-o", folder / "unit.docx")
    return folder / "unit.docx"


def told(*args: str | Path) -> list[dict[str, str]]:
    found = json.loads(run(*args, "--json").stdout)[0]["findings"]
    assert isinstance(found, list)
    return found


def test_the_format_has_no_faults(profile: Path) -> None:
    assert run("profile", "check", profile).output == "没有发现问题，可以使用。\n"


def test_what_only_an_export_prints_is_no_fault(document: Path) -> None:
    found = told("check", document.with_name("export.xlsx"))
    assert [(one["rule"], one["message"]) for one in found if one["rule"] != "RD-14"] == []


def test_of_blocks_side_by_side_each_has_its_own_columns(document: Path) -> None:
    said = json.loads(run("check", document.with_name("export.xlsx"), "--json").stdout)[0]
    made = {one["id"]: one["number"] for one in said["checked"] if one["id"].startswith("YJ-")}
    assert (said["year"], made) == (2025, {"YJ-1": 2, "YJ-2": 2})


@pytest.mark.parametrize(
    ("was", "now", "rule"),
    [
        ("", "", ""),
        ("调整预算86.40万元", "调整预算84.00万元", "WD-01"),
        ("年初预算84.00万元", "年初预算86.40万元", "WD-01"),
        ("完成调整预算的98.84%", "完成调整预算的101.67%", "WD-04"),
    ],
    ids=["as written", "the other budget", "the one before the year", "held to the other"],
)
def test_a_budget_is_held_to_the_column_that_is_named(
    document: Path, tmp_path: Path, was: str, now: str, rule: str
) -> None:
    changed = tmp_path / "changed.docx"
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml" and was:
                assert was.encode() in part
                part = part.replace(was.encode(), now.encode())
            new.writestr(name, part)
    (tmp_path / "juesuan-profiles").symlink_to(document.with_name("juesuan-profiles"))
    found = told("review", changed)
    assert {one["rule"] for one in found if one["rule"].startswith("WD-0")} == ({rule} if rule else set())


def test_what_turns_on_something_that_only_the_workbook_says_is_not_missed(document: Path, tmp_path: Path) -> None:
    """By the tables alone nobody knows 单位性质: neither of the two sentences is asked for."""
    (tmp_path / "juesuan-profiles").symlink_to(document.with_name("juesuan-profiles"))
    path = tmp_path / "unit.xlsx"
    path.write_bytes(document.with_suffix(".xlsx").read_bytes())
    book = load_workbook(path)
    for row in book["补充资料"].iter_rows():
        if row[0].value == "单位性质":
            row[1].value = "事业单位"
    book.save(path)
    run("word", path, "-o", tmp_path / "own.docx")
    assert [one["rule"] for one in told("review", tmp_path / "own.docx")] == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ('{{ 求和(绩效表.项目, "个数") }}个', "试填的工作簿写不出这一段"),
        (
            "{% for 项目 in 绩效表.项目 %}{{ 比率(项目.执行数, 项目.预算数) }}{% endfor %}",
            "全填 0 的工作簿写不出这一段",
        ),
    ],
    ids=["no such column", "a share of nothing"],
)
def test_sentences_about_rows_that_units_name_are_tried_too(
    profile: Path, tmp_path: Path, sentence: str, said: str
) -> None:
    changed = tmp_path / "own-final"
    shutil.copytree(profile, changed)
    add(changed, "narrative.j2", f"{{% block 其他 %}}{sentence}{{% endblock %}}\n")
    text = (changed / "narrative.j2").read_text(encoding="utf-8")
    first, _, rest = text.partition("{% block 其他 %}")
    (changed / "narrative.j2").write_text(first + rest.partition("{% endblock %}")[2], encoding="utf-8")
    assert said in run("profile", "check", changed).output


def test_scores_are_said_as_the_sheet_shows_them(document: Path) -> None:
    text = "".join(part.text for part in Document(str(document)).paragraphs)
    assert "自评项目2个，其中优1个，得分96.50分、88.00分。" in text


def test_a_total_in_a_cell_that_says_nothing_looks_as_its_column(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "unit.xlsx"
    (tmp_path / "juesuan-profiles").symlink_to(document.with_name("juesuan-profiles"))
    book = load_workbook(document.with_suffix(".xlsx"))
    total = book["附表3"]["C6"]
    total.value, total.number_format = None, "General"
    book.save(path)
    run("fill", path, "-o", tmp_path / "filled.xlsx")
    filled = load_workbook(tmp_path / "filled.xlsx")["附表3"]["C6"]
    assert (str(filled.value)[:1], filled.number_format) == ("=", "#,##0.00")


def test_a_label_alone_at_the_right_edge_stays_there(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "unit.xlsx"
    (tmp_path / "juesuan-profiles").symlink_to(document.with_name("juesuan-profiles"))
    book = load_workbook(document.with_suffix(".xlsx"))
    for sheet in (sheet for sheet in book if sheet.title.startswith("附表")):
        sheet.insert_rows(2)
        sheet.cell(2, sheet.max_column, sheet["B3"].value)
        sheet["B3"].value = None
    book.save(path)
    library = Library(document.with_name("juesuan-profiles"), templates_folder())
    reading = workbook.read_workbook(workbook.read_grid(path), library=library)
    form = workbook.draw_forms(reading)["公开05"]
    assert form.above[0] == ("", "", "附表1")


def test_items_may_be_printed_beforehand(profile: Path, tmp_path: Path) -> None:
    changed = tmp_path / "own-final"
    shutil.copytree(profile, changed)
    text = (changed / "tables.toml").read_text(encoding="utf-8")
    printed = 'rows = ["208 社会保障和就业支出", "2080505 基本养老保险缴费", "", "合计"]'
    (changed / "tables.toml").write_text(text.replace('rows = ["", "合计"]', printed), encoding="utf-8")
    assert run("profile", "check", changed).output == "没有发现问题，可以使用。\n"
    own = Library(tmp_path, templates_folder()).load("own-final")
    build_workbook(own, tmp_path / "a.xlsx", NOTHING, year=2025, unit_name="某某局")
    rows = load_workbook(tmp_path / "a.xlsx")["一般公共预算财政拨款支出决算表"].iter_rows(max_col=2, values_only=True)
    assert [row for row in rows if str(row[0]).isdigit()] == [
        ("208", "社会保障和就业支出"),
        ("2080505", "基本养老保险缴费"),
    ]


def test_the_steps_say_what_to_do_on_the_sheet_of_entries(document: Path) -> None:
    rows = load_workbook(document.with_suffix(".xlsx"))["填报顺序"].iter_rows(max_col=3, values_only=True)
    (words,) = [row[2] for row in rows if row[1] == "填“补充资料”"]
    assert words.startswith("标“必填”的都要填")


def test_a_term_that_begins_with_what_it_is_for_says_so_once(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "unit.xlsx"
    (tmp_path / "juesuan-profiles").symlink_to(document.with_name("juesuan-profiles"))
    book = load_workbook(document.with_suffix(".xlsx"))
    sheet = book["附表1"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "2080505")
    sheet.cell(row, 1, "2080571")
    sheet.cell(row, 2, "用于公益事业的养老支出")
    book.save(path)
    run("fill", path, "-o", tmp_path / "filled.xlsx")
    rows = list(load_workbook(tmp_path / "filled.xlsx")["名词解释"].iter_rows(min_row=3, max_col=2, values_only=True))
    assert "反映用于公益事业的养老方面的支出。" in [row[1] for row in rows]
