"""A format written from the documents alone: what its author may do, and what comes of it, from the workbook to the review."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from openpyxl import load_workbook
from smaller import smaller

sys.path.insert(0, str(Path(__file__).resolve().parent))
import sixth_format

from cli import main
from toolkit import profile_kit, workflow
from toolkit.document import Text
from toolkit.findings import Severity
from toolkit.profiles import Library, samples, templates_folder
from toolkit.workbook import read_grid, read_workbook
from toolkit.workbook.blanks.adopt import adopt
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import Filling, Line

ID = "jiangnan-final"
#: Two tables of its own; the texts of the other sections are of no account here.
TABLES = """
["公开10"]
title = "国有资产占用情况表"
label = "表10"
index_row = false
heading = ["名称", "年度"]
[["公开10".blocks]]
kind = "lines"
columns = [{ id = "项目", role = "name", width = 40 }, { id = "年初数", role = "count" }, { id = "年末数", role = "count" }]
rows = ["一、车辆合计", { name = "其中：执法执勤用车", key = "执法执勤用车" }, "其他用车"]

["公开11"]
title = "政府采购支出表"
label = "表11"
index_row = false
[["公开11".blocks]]
kind = "lines"
columns = [{ id = "项目", role = "name" }, { id = "采购金额" }, { id = "中小企业" }, { id = "占比", role = "score", format = "0.00" }]
rows = ["合计", "货物", "服务"]
"""
RULES = """
["JN-1"]
title = "车辆合计等于各类车辆之和"
identity = "公开10[车辆合计].列 = SUM(公开10[执法执勤用车..其他用车].列)，其中 列 取自 公开10.*"
basis = "表内合计关系"
["JN-3"]
title = "政府采购合计等于货物、服务之和"
identity = "公开11[合计].列 = SUM(公开11[货物..服务].列)，其中 列 取自 公开11.[采购金额..中小企业]"
basis = "表内合计关系"
["JN-6"]
title = "占采购金额的比重"
identity = "公开11[行].占比 = 100 * 公开11[行].中小企业 / 公开11[行].采购金额，其中 行 取自 公开11[*]"
basis = "表内栏次关系"
"""
OUTLINE = """
item = [
    { title = "第一部分 概况", level = 1, text = "职责" },
    { title = "第二部分 情况说明", level = 1 },
    { title = "一、国有资产占用情况", level = 2, field = "国有资产" },
    { title = "二、一般公共预算支出情况", level = 2, field = "具体" },
    { title = "第三部分 决算公开表", level = 1 },
    { title = "表1 国有资产占用情况表", level = 2, table = "公开10" },
    { title = "第四部分 附件：政府采购支出表", level = 1, table = "公开11" },
]
"""
NARRATIVE = """
{% block 国有资产 %}
{% set 车 = 公开10["车辆合计"] %}
截至{{ 年度 }}年12月31日，{{ 自称 }}共有车辆{{ 车.年末数 }}辆，其中：执法执勤用车{{ 公开10["执法执勤用车"].年末数 }}辆、其他用车{{ 公开10["其他用车"].年末数 }}辆；年初车辆{{ 车.年初数 }}辆。
{% endblock %}
{% block 具体 %}
{% for 项 in 公开05.项 %}{{ 项.名称 }}（{{ 项.编码 }}）年初预算{{ 年初预算[项.编码].年初预算数|万元 }}，支出决算{{ 项.小计|万元 }}。{% endfor %}
{% endblock %}
"""
FILES = {"tables.toml": TABLES, "rules.toml": RULES, "outline.toml": OUTLINE, "narrative.j2": NARRATIVE}


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def province(root: Path, **changed: str) -> Library:
    """A library with a format of one's own in ``root``, where a workbook finds it; ``changed``: its files by their stems."""
    folder = profile_kit.start(ID, "henan-final", root / "juesuan-profiles").folder
    head = 'base = "henan-final"\nregion = "江南省"\ntables = ["公开05", "公开10", "公开11"]\n'
    for file, text in {"profile.toml": head, **FILES}.items():
        (folder / file).write_text(changed.get(file.partition(".")[0], text), encoding="utf-8")
    return Library(folder.parent, templates_folder())


def unit(library: Library, path: Path, tables: Mapping[str, list[Line]] | None = None) -> Path:
    """A workbook of one unit: vehicles, procurement, one item with its budget."""
    known: dict[str, list[Line]] = {
        "公开05": [{"名称": "合计"}, {"编码": "2050299", "名称": "其他普通教育支出", "项目支出": Decimal("20.00")}],
        "公开10": [
            {"项目": "一、车辆合计"},
            {"项目": "其中：执法执勤用车", "年初数": 4, "年末数": 5},
            {"项目": "其他用车", "年初数": 2, "年末数": 2},
        ],
        "公开11": [
            {"项目": "合计"},
            {"项目": "货物", "采购金额": Decimal("30"), "中小企业": Decimal("21")},
            {"项目": "服务", "采购金额": Decimal("10")},
        ],
    }
    blocks = {name: {"": rows} for name, rows in {**known, **(tables or {})}.items()}
    filling = Filling(
        tables=blocks,
        lists={"年初预算": [{"编码": "2050299", "名称": "其他普通教育支出", "年初预算数": Decimal("18")}]},
    )
    build_workbook(library.load(ID), path, filling, year=2024, unit_name="江南省某某局")
    return path


def printed(filled: workflow.Filled) -> str:
    return "\n".join(item.text for item in workflow.document(filled).items if isinstance(item, Text))


# -- the workbook


def test_a_share_of_totals_is_filled_in_one_go(tmp_path: Path) -> None:
    library = province(tmp_path)
    filled = workflow.fill(workflow.check(unit(library, tmp_path / "a.xlsx"), library=library))
    rows = filled.checked.report.tables["公开11"].blocks[""]
    assert [rows[row]["占比"].value for row in ("合计", "货物")] == [Decimal("52.5"), Decimal("70")]
    assert rows["服务"]["占比"].value == 0
    workflow.save_workbook(filled, tmp_path / "b.xlsx")
    again = workflow.fill(workflow.check(tmp_path / "b.xlsx", library=library))
    assert not [edit for edit in again.edits if getattr(edit, "formula", None) and edit.sheet == "政府采购支出表"]


def test_a_share_without_a_base_stays_blank(tmp_path: Path) -> None:
    library = province(tmp_path)
    path = unit(library, tmp_path / "a.xlsx", {"公开11": []})
    rows = workflow.fill(workflow.check(path, library=library)).checked.report.tables["公开11"].blocks[""]
    assert all(row["占比"].is_empty for row in rows)


@pytest.mark.parametrize("sample", [path.stem for path in samples() if "budget" not in path.name])
def test_a_year_just_begun_has_no_wrong_figures(sample: str, tmp_path: Path) -> None:
    """What was brought forward is right, and nothing else stands there yet to hold against it."""
    source = smaller(sample)
    rolled = tmp_path / "明年.xlsx"
    workflow.roll(source, rolled)
    for prior in (source, None):  # last year's workbook may not be at hand
        findings = workflow.check(rolled, prior=prior).findings
        wrong = [one.rule for one in findings if one.severity is Severity.ERROR]
        assert {rule.partition("-")[0] for rule in wrong} <= {"NR", "RD", "BT"}


# -- the blank

#: Words that the form prints itself; a head that takes two rows; a total that is a line among others.
LOOKS = """
["公开10"]
title = "国有资产占用情况表"
index_row = false
heading = ["名称", "年度"]
[["公开10".blocks]]
kind = "lines"
columns = [
    { id = "项目", role = "name", width = 40 },
    { id = "单位", role = "text" },
    { id = "年初数", head = "数量/数量/年初数", role = "count" },
    { id = "年末数", head = "数量/数量/年末数", role = "count" },
]
rows = [{ name = "一、车辆合计", printed = { "单位" = "辆" } }, "执法执勤用车", "其他用车"]
"""


def test_how_the_blank_of_a_form_looks(tmp_path: Path) -> None:
    library = province(tmp_path, tables=LOOKS + TABLES[TABLES.index('["公开11"]') :])
    assert "没有发现问题" in run("profile", "check", tmp_path / "juesuan-profiles" / ID).output
    build_workbook(library.load(ID), tmp_path / "a.xlsx", Filling(), year=2024, unit_name="江南省某某局")
    sheet = load_workbook(tmp_path / "a.xlsx")["国有资产占用情况表"]
    assert "C4:D5" in {str(area) for area in sheet.merged_cells.ranges}
    assert [cell.value for cell in sheet[7]] == ["一、车辆合计", "辆", None, None]
    assert (sheet["A7"].font.bold, sheet["A7"].alignment.horizontal) == (False, "left")


def test_words_printed_in_no_column_are_told(tmp_path: Path) -> None:
    province(tmp_path, tables=LOOKS.replace('{ "单位" =', '{ "单价" =') + TABLES[TABLES.index('["公开11"]') :])
    told = run("profile", "check", tmp_path / "juesuan-profiles" / ID).output
    assert "printed 写的“单价”不是这一块的列。是不是“单位”" in told


# -- sentences


def test_the_code_of_an_item_is_whole_in_every_layout(tmp_path: Path) -> None:
    """An export splits codes into 类, 款 and 项: the sentences read 2050299 there too."""
    library = province(
        tmp_path,
        profile='base = "henan-final"\nregion = "江南省"\ntables = ["公开05", "公开06"]\n',
        tables="",
        rules="",
        narrative="{% block 具体 %}" + NARRATIVE.rpartition("{% block 具体 %}")[2],
        outline='item = [{ title = "一、支出", level = 1, field = "具体" }, { title = "二、表", level = 1, table = "公开05" }]',
    )
    adopted = tmp_path / "a.xlsx"
    adopt(read_workbook(read_grid(sixth_format.export(tmp_path / "e.xlsx")), ID, library=library), adopted)
    text = printed(workflow.fill(workflow.check(adopted, profile_id=ID, library=library)))
    assert "其他普通教育支出（2050299）年初预算【待补充：“其他普通教育支出”的年初预算数（补充资料!" in text
    assert text.count("支出决算") == 3


def test_a_row_of_a_list_is_found_by_the_row_of_a_table(tmp_path: Path) -> None:
    library = province(tmp_path, narrative=NARRATIVE.replace("年初预算[项.编码]", "年初预算[项]"))
    text = printed(workflow.fill(workflow.check(unit(library, tmp_path / "a.xlsx"), library=library)))
    assert "年初预算18.00万元，支出决算20.00万元。" in text


@pytest.mark.parametrize(
    "words", ["{{ 公开05['合计'] }}", "{{ '在' ~ 公开05['合计'] }}", "{{ 公开05['合计']|string }}"]
)
def test_a_row_is_never_printed(tmp_path: Path, words: str) -> None:
    province(tmp_path, narrative=NARRATIVE.replace("{% for 项", words + "{% for 项"))
    told = run("profile", "check", tmp_path / "juesuan-profiles" / ID).output
    assert "表、行和列表不能直接印出来，请写明要哪一行哪一列" in told
    assert "object at" not in told


def test_the_trial_writes_codes_where_codes_stand(tmp_path: Path) -> None:
    text = "{% block 具体 %}{% for 行 in 年初预算 %}{{ 公开05[行.编码].小计|万元 }}{% endfor %}{% endblock %}"
    province(tmp_path, narrative=NARRATIVE.partition("{% block 具体 %}")[0] + text)
    result = run("profile", "check", tmp_path / "juesuan-profiles" / ID)
    assert "没有发现问题" in result.output


def test_an_item_without_a_name_is_called_by_its_code(tmp_path: Path) -> None:
    library = province(tmp_path)
    items: list[Line] = [{"名称": "合计"}, {"编码": "2059876", "项目支出": Decimal("20")}]
    path = unit(library, tmp_path / "a.xlsx", {"公开05": items})
    messages = [finding.message for finding in workflow.check(path, library=library).findings]
    assert any("‘2059876’的名称" in message for message in messages), messages
    assert not any("““”" in message for message in messages)


def test_a_form_without_the_column_of_codes_is_told_once(tmp_path: Path) -> None:
    library = province(tmp_path)
    book = load_workbook(unit(library, tmp_path / "a.xlsx"))
    sheet = book["一般公共预算财政拨款支出决算表"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "功能分类科目编码":
                cell.value = "甲"
    book.save(tmp_path / "a.xlsx")
    told = [finding.rule for finding in workflow.check(tmp_path / "a.xlsx", library=library).findings]
    assert "RD-10" not in told
    assert "RD-03" in told


# -- the document


@pytest.mark.parametrize(("levels", "listed"), [("", 2), ("contents_levels = 3\n", 3), ("contents_levels = 1\n", 1)])
def test_how_deep_the_contents_go(tmp_path: Path, levels: str, listed: int) -> None:
    head = f'base = "henan-final"\nregion = "江南省"\n{levels}tables = ["公开05", "公开10", "公开11"]\n'
    deep = '    { title = "（一）车辆", level = 3, field = "国有资产" },'
    outline = OUTLINE.replace(', field = "国有资产" },', " },\n" + deep)
    library = province(tmp_path, profile=head, outline=outline)
    filled = workflow.fill(workflow.check(unit(library, tmp_path / "a.xlsx"), library=library))
    workflow.save_document(filled, tmp_path / "a.docx")
    entries = [p for p in Document(str(tmp_path / "a.docx")).paragraphs if p.style.name.startswith("toc") and p.text]
    assert {paragraph.style.name for paragraph in entries} == {f"toc {level}" for level in range(1, listed + 1)}
    assert ("（一）车辆" in "".join(paragraph.text for paragraph in entries)) is (listed == 3)


def test_contents_go_no_deeper_than_three_levels(tmp_path: Path) -> None:
    province(tmp_path, profile='base = "henan-final"\nregion = "江南省"\ncontents_levels = 4\n')
    told = run("profile", "check", tmp_path / "juesuan-profiles" / ID).output
    assert "contents_levels 写的是 4，目录只能列到 1、2 或 3 级标题" in told


# -- the review of one's own document


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The folder of results, with the filled workbook and its document; the format lies beside that folder."""
    library = province(tmp_path)
    (tmp_path / "结果").mkdir()
    filled = workflow.fill(workflow.check(unit(library, tmp_path / "a.xlsx"), library=library))
    workflow.save_workbook(filled, tmp_path / "结果" / "a.xlsx")
    workflow.save_document(filled, tmp_path / "结果" / "a.docx")
    return tmp_path / "结果"


def test_no_word_of_ones_own_document_is_wrong(made: Path) -> None:
    """Of a table with 年初数 and 年末数 a sentence gives the one of the year's end; headings may hold ： and number tables."""
    result = run("review", made / "a.docx", "--workbook", made / "a.xlsx", "--unbound")
    assert "不符 0 个" in result.output, result.output
    told = {word for line in result.output.splitlines() for word in line.split("　") if word.strip().startswith("WD-")}
    assert {word.strip() for word in told} == {"WD-28"}, result.output  # its words are still to be written
    assert "没有对上表：1　" not in result.output
    alone = run("review", made / "a.docx").output
    assert "不符 0 个" in alone
    assert "没有认出官方表格" not in alone


@pytest.mark.parametrize(
    ("written", "instead", "is_wrong"),
    [("共有车辆7辆", "共有车辆6辆", True), ("年初车辆6辆", "年初车辆7辆", True), ("用车5辆", "用车4辆", True)],
)
def test_a_figure_of_the_other_end_of_the_year_is_told(made: Path, written: str, instead: str, is_wrong: bool) -> None:
    document = Document(str(made / "a.docx"))
    for paragraph in document.paragraphs:
        for run_ in paragraph.runs:
            run_.text = run_.text.replace(written, instead)
    document.save(str(made / "b.docx"))
    result = run("review", made / "b.docx")
    assert ("WD-01" in result.output) is is_wrong, result.output


def test_a_pdf_without_the_component_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pdf", "page", "ruled"):
        monkeypatch.delitem(sys.modules, f"toolkit.review.reading.{name}", raising=False)
    for name in ("pypdfium2", "pypdfium2.raw"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    result = run("review", tmp_path / "a.pdf")
    assert (result.exit_code, "pip install 'juesuan[pdf]'" in result.output) == (1, True)


# -- where formats are looked for


def test_a_result_finds_the_format_beside_its_folder(made: Path) -> None:
    assert "没有名为" not in run("check", made / "a.xlsx").output


def test_a_format_that_is_nowhere_is_told_with_what_to_do(made: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    away = tmp_path_factory.mktemp("别处") / "甲" / "a.xlsx"
    away.parent.mkdir()
    away.write_bytes((made / "a.xlsx").read_bytes())
    result = run("check", away)
    assert result.exit_code == 1
    assert "没有名为“jiangnan-final”的格式" in result.output
    assert "juesuan-profiles" in result.output
    assert "juesuan profile install" in result.output
