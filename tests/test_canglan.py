"""A province unlike any other, written from docs/writing-a-profile.md alone: its own official forms, typed and exported, .xlsx and
.xls, are checked, filled, printed and reviewed by it.

Its twelve forms have an order, titles and heads of their own: labels above the titles, 公开06 one item a line, 三公 with 会议费 and
培训费, projects by name; the document has sections of its own.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).resolve().parent / "workbook"))
sys.path.insert(0, str(Path(__file__).resolve().parent / "canglan"))
import official
from libreoffice import saved_as

from cli import main

PROFILE = Path(__file__).resolve().parent / "canglan" / "profile"
#: What the unit enters besides its forms, by what the entry is called.
FACTS = {
    "封面日期": "2025年8月", "公开的是部门还是单位": "单位", "上年度收入总计": 1350, "上年度支出总计": 1350, "上年度财政拨款收入总计": 1250,
    "上年度财政拨款支出总计": 1250, "上年度一般公共预算财政拨款支出": 1200, "上年度机关运行经费支出": 0, "一般公共预算财政拨款支出年初预算合计": 1250,
    "政府性基金预算财政拨款支出年初预算": 100, "国有资本经营预算财政拨款支出年初预算": 0, "收、支总计比上年增减的主要原因": "新增校舍维修项目",
    "财政拨款收、支总计比上年增减的主要原因": "增加对校舍维修的投入", "一般公共预算财政拨款支出比上年增减的主要原因": "增加校舍维修支出",
    "政府性基金支出主要用于": "操场及周边道路建设", "“三公”经费决算数与预算数不同的主要原因": "压减接待", "因公出国（境）团组数": 0,
    "因公出国（境）人次": 0, "购置公务用车": 0, "财政拨款开支的公务用车年末保有量": 2, "公务用车运行维护费主要用于": "接送教师下乡支教",
    "公务用车购置及运行费决算数与预算数不同的原因": "车辆集中维修", "公务接待费决算数与预算数不同的原因": "压减接待批次", "外宾接待支出": 0,
    "国（境）外来访团组": 0, "国（境）外来访人次": 0, "其他国内公务接待支出": 2, "国内公务接待主要用于": "接待兄弟学校来访", "国内来访团组": 10,
    "国内来访人次": 90, "机关运行经费支出": 0, "召开会议": 6, "参加会议": 200, "举办培训": 5, "参加培训": 150, "培训的主要形式": "线上和线下",
}  # fmt: skip
BUDGETS = {"2050202": 880, "2050299": 110, "2080502": 30, "2080505": 90, "2101102": 60, "2210201": 80}


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the unit works: the format lies beside its workbooks."""
    shutil.copytree(PROFILE, tmp_path / "juesuan-profiles" / "canglan-final")
    return tmp_path


def entered(path: Path) -> Path:
    """The workbook with what the unit knows besides its forms."""
    book = load_workbook(path)
    for row in (*book["基本信息"].iter_rows(), *book["补充资料"].iter_rows()):
        name = str(row[0].value or "").strip()
        if name in FACTS:
            row[1].value = FACTS[name]
        elif name in BUDGETS:
            row[2].value, row[3].value = BUDGETS[name], "据实调整预算"
    for row in book["部门概况"].iter_rows():
        if row[0].value in ("职责", "机构设置"):
            row[1].value = "承担全县小学教育教学工作，内设办公室、教务处、总务处3个科室。"
    book.save(path)
    return path


def findings(result: Result) -> list[dict[str, str]]:
    told = json.loads(result.stdout)[0]["findings"]
    assert isinstance(told, list)
    return told


def test_the_format_has_no_faults(folder: Path) -> None:
    result = run("profile", "check", folder / "juesuan-profiles" / "canglan-final")
    assert (result.exit_code, result.output) == (0, "没有发现问题，可以使用。\n")


def test_a_blank_is_read_back_and_says_what_is_to_be_typed(folder: Path) -> None:
    assert run("new", "canglan-final", folder / "空.xlsx", "--year", "2024", "--unit", official.UNIT).exit_code == 0
    told = findings(run("check", folder / "空.xlsx", "--json"))
    assert [one["rule"] for one in told] == ["RD-64"]
    steps = {str(row[1].value): str(row[2].value) for row in load_workbook(folder / "空.xlsx")["填报顺序"].iter_rows()}
    assert "填最低一级各行的数" in steps["填公开10表"]
    assert "填编码（5 位的款）" in steps["填公开06表"]
    assert "填编码（7 位的项）" in steps["填公开05表"]
    assert "大部分由“填报”从其他表取数" in steps["补公开01表、公开04表"]


@pytest.mark.parametrize(("exported", "kind"), [(False, "xlsx"), (True, "xls")], ids=["typed", "exported"])
def test_its_own_forms_are_read_filled_printed_and_reviewed(folder: Path, *, exported: bool, kind: str) -> None:
    forms = official.build(folder / "官方.xlsx", exported=exported)
    if kind == "xls":
        saved_as("xls", folder, forms)
        forms = forms.with_suffix(".xls")
    told = findings(run("check", forms, "--json"))
    assert {one["rule"] for one in told} <= {"RD-14", "RD-21"}, told
    workbook, result = folder / "某校.xlsx", folder / "结果"
    assert run("adopt", forms, "-o", workbook).exit_code == 0
    done = run("build", entered(workbook), "--out", result)
    assert done.exit_code == 0, done.output
    assert "没有错误" in done.output
    document = result / "某校.docx"
    paragraphs = [paragraph.text for paragraph in Document(str(document)).paragraphs]
    at = paragraphs.index("部门支出决算明细表", paragraphs.index("第三篇 2024年度决算公开表"))
    assert paragraphs[at - 1] == "公开02表"
    assert "（2）营养改善计划支出100.00万元，占33.90%。" in paragraphs
    line = next(text for text in paragraphs[at:] if "青川县第一小学" in text)
    assert line.endswith("\t单位：万元" if exported else "\t金额单位：万元")  # where the form has it: at the right
    published = [(document,), (document, "--workbook", result / "某校.xlsx")]
    if kind == "xlsx":  # its parts are called 第一篇 there, which only the numeral tells
        saved_as("pdf", result, document)
        published.append((document.with_suffix(".pdf"),))
    for given in published:
        told = json.loads(run("review", *given, "--json").stdout)[0]
        assert told["findings"] == []
        assert told["figures"]["wrong"] == 0
        assert told["figures"]["right"] > 70
