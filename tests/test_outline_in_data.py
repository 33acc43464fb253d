"""What an outline.toml says of titles, held to the Word file and to what review reads in it."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from word_back import read_back

from toolkit import profile_kit, workflow
from toolkit.document import FormItem, Text
from toolkit.profiles import Library, templates_folder
from toolkit.review.fact_tables import with_printed_facts
from toolkit.review.reading.opening import read_document
from toolkit.review.reviewing import Reviewed, basis_of, held_to, own_tables
from toolkit.review.tables import as_grid
from toolkit.workflow import Filled

SAMPLE = Path(__file__).resolve().parent.parent / "workbooks" / "example-2025.xlsx"
OUTLINE = """\
item = [
    { title = "第一部分 {单位名称}概况", level = 1, new_page = true, contents_title = "概况" },
    { title = "一、主要职责", level = 2, text = "职责" },
    { title = "第二部分 {年度}年度{文种}表", level = 1, new_page = true },
    { title = "一、收入支出决算总表", level = 2, table = "公开01", contents_title = "一、总表（{年度}年）" },
    { title = "二、收入决算表", level = 2, table = "公开02" },
]
"""


def library(root: Path, outline: str) -> Library:
    folder = profile_kit.start("own-final", "central-final", root).folder
    (folder / "outline.toml").write_text(outline, encoding="utf-8")
    return Library(root, templates_folder())


def filled(known: Library) -> Filled:
    return workflow.fill(workflow.check(SAMPLE, profile_id="own-final", library=known))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Filled, Path]:
    root = tmp_path_factory.mktemp("outline")
    done = filled(library(root, OUTLINE))
    workflow.save_document(done, root / "说明.docx")
    return done, root / "说明.docx"


def test_the_contents_word_a_title_as_they_are_told(drawn: tuple[Filled, Path]) -> None:
    _, path = drawn
    listed = [entry.rstrip("…") for entry in read_document(path).contents]
    assert listed == ["概况", "一、主要职责", "第二部分2025年度部门决算表", "一、总表（2025年）", "二、收入决算表"]
    headings = {paragraph.text for paragraph in read_document(path).paragraphs if paragraph.level}
    assert any(heading.startswith("第一部分") for heading in headings)


def test_every_entry_has_its_page_and_word_makes_the_same_entries_anew(drawn: tuple[Filled, Path]) -> None:
    """A heading that is listed in other words bears them as a mark, and no level by which it would be listed twice."""
    _, path = drawn
    xml = zipfile.ZipFile(path).read("word/document.xml").decode()
    pages = re.findall(r"PAGEREF \\?_?Toc?\w+ \\h </w:instrText></w:r>.*?<w:t[^>]*>(\d+)<", xml)
    assert len(pages) == 5
    assert pages == sorted(pages, key=int)
    assert re.findall(r' TC "([^"]+)" \\f C \\l "(\d)" ', xml) == [("概况", "1"), ("一、总表（2025年）", "2")]
    assert re.search(r'TOC \\o "1-2" \\h \\z \\u \\f C ', xml)
    marked = [block for block in re.findall(r"<w:p>.*?</w:p>", xml) if " TC " in block]
    assert not any("outlineLvl" in block or 'w:val="Heading' in block for block in marked)


def judged(drawn: tuple[Filled, Path], old: str = "", new: str = "") -> list[Reviewed]:
    done, path = drawn
    document = read_document(path)
    if old:
        parts = tuple(p._replace(text=p.text.replace(old, new)) if hasattr(p, "anchor") else p for p in document.parts)
        document = type(document)(document.path, parts, document.contents)
    return [
        held_to(document, basis_of(done)),
        held_to(document, own_tables(document)._replace(profile=done.checked.profile)),
    ]


def test_review_knows_both_wordings(drawn: tuple[Filled, Path]) -> None:
    for reviewed in judged(drawn):
        assert [finding.message for finding in reviewed.findings if finding.rule == "WD-17"] == []


def test_review_still_tells_a_title_that_has_gone(drawn: tuple[Filled, Path]) -> None:
    (reviewed, _) = judged(drawn, "一、主要职责", "一、职责和任务")
    assert [finding.place.sentence for finding in reviewed.findings if finding.rule == "WD-17" and finding.place] == [
        "一、主要职责"
    ]


#: By the line that it stands in.
NOT_LISTED = {
    2: ('{ title = "甲", level = 3, table = "公开01", contents_title = "乙" }', "目录只列到第 2 级标题"),
    3: ('{ title = "丙", level = 2, table = "公开01", contents = false, contents_title = "丁" }', "标题不在目录里"),
    4: ('{ title = "戊", level = 2, table = "公开01", contents_title = "{没有}" }', "用到了不存在的“{没有}”"),
    5: (
        '{ facts = ["国有资金"] }',
        "第 4 项的 facts 写的“国有资金”不是补充资料、它的一组或一张清单。是不是“国有资产”？",
    ),
}


def test_what_cannot_be_listed_is_told(tmp_path: Path) -> None:
    items = "".join(f"    {item},\n" for item, _ in NOT_LISTED.values())
    folder = library(tmp_path, f"item = [\n{items}]\n").home("own-final")
    assert folder is not None
    faults = profile_kit.inspect(folder).faults
    for number, (_, told) in NOT_LISTED.items():
        (fault,) = (fault for fault in faults if f"own-final/outline.toml”第 {number} 行" in fault)
        assert told in fault
    assert len(faults) == len(NOT_LISTED)


# -- facts as a table ----------------------------------------------------------------------------------------------------

PRINTED = """\
item = [
    { title = "第一部分 概况", level = 1, new_page = true },
    { title = "一、主要职责", level = 2, text = "职责" },
    { title = "第二部分 {年度}年度{文种}表", level = 1, new_page = true },
    { title = "一、收入支出决算总表", level = 2, table = "公开01" },
    { title = "第三部分 情况说明", level = 1, new_page = true },
    { title = "一、国有资产占用情况", level = 2, field = "国有资产", facts = ["国有资产"], caption = "国有资产占用情况表（{年度}年）" },
    { title = "二、政府采购", level = 2, facts = ["政府采购总额", "政府采购货物"] },
    { title = "三、三公预决算", level = 2, facts = ["年初预算"] },
]
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Filled, Path, Library]:
    root = tmp_path_factory.mktemp("facts")
    known = library(root, PRINTED)
    done = filled(known)
    workflow.save_document(done, root / "说明.docx")
    return done, root / "说明.docx", known


def test_facts_are_printed_as_tables(printed: tuple[Filled, Path, Library]) -> None:
    done, path, _ = printed
    assets, purchases, budget = read_back(path).tables[1:]
    facts = done.checked.report.facts
    assert assets[0] == ("项目", "单位", "数量")
    assert ("车辆合计", "辆", str(facts["车辆合计"].value)) in [tuple(text.strip() for text in row) for row in assets]
    assert purchases[0] == ("项目", "金额")
    assert [row[1] for row in purchases[1:]] == [
        f"{facts[name].value:,.2f}" for name in ("政府采购总额", "政府采购货物")
    ]
    assert len(budget) == 1 + len(done.checked.report.lists["年初预算"].rows)
    assert "国有资产占用情况表（2025年）" in zipfile.ZipFile(path).read("word/document.xml").decode()


def test_the_printed_facts_are_held_to_the_workbook(printed: tuple[Filled, Path, Library]) -> None:
    done, path, _ = printed
    document = read_document(path)
    assert [f.message for f in held_to(document, basis_of(done)).findings if f.rule == "WD-26"] == []
    table = next(table for table in document.tables if table.title.startswith("国有资产"))
    row = next(cell.row for cell in table.cells if cell.text == "车辆合计")
    cells = tuple(c._replace(text="77") if (c.row, c.column) == (row, 2) else c for c in table.cells)
    parts = tuple(dataclasses.replace(table, cells=cells) if part is table else part for part in document.parts)
    (finding,) = [
        f for f in held_to(dataclasses.replace(document, parts=parts), basis_of(done)).findings if f.rule == "WD-26"
    ]
    fact = done.checked.report.facts["车辆合计"]
    assert finding.message.startswith(f"“国有资产占用情况表（2025年）”里工作簿的“{fact.value}”，在文档里是“77”")
    assert finding.message.endswith(f"要改请改工作簿的 {fact.sheet}!{fact.address}。")


def test_the_printed_facts_are_read_back_without_a_workbook(printed: tuple[Filled, Path, Library]) -> None:
    done, path, known = printed
    document = read_document(path)
    report = with_printed_facts(own_tables(document).report, known.load("own-final"), as_grid(document))
    facts = done.checked.report.facts
    for name in ("车辆合计", "政府采购总额", "政府采购货物"):
        assert report.facts[name].amount is not None
        assert report.facts[name].value == facts[name].value


def test_a_required_fact_that_is_blank_is_marked_in_the_table(tmp_path: Path) -> None:
    outline = 'item = [{ title = "一、表", level = 1, table = "公开01" }, { title = "二、", level = 1, facts = ["上年收入总计"] }]\n'
    known = library(tmp_path, outline)
    path = tmp_path / "空.xlsx"
    workflow.new_workbook(known.load("own-final"), path, year=2025, unit_name="某某局")
    document = workflow.document(workflow.fill(workflow.check(path, profile_id="own-final", library=known)))
    assert [missing[:7] for missing in document.unfinished] == ["上年度收入总计"]
    workflow.save_document(
        workflow.fill(workflow.check(path, profile_id="own-final", library=known)), tmp_path / "a.docx"
    )
    xml = zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml").decode()
    assert re.search(r"<w:highlight[^>]*/></w:rPr><w:t[^>]*>【待补充：上年度收入总计", xml)


@pytest.mark.parametrize(("score", "said"), [(99.43, "99.43分，优"), (100, "100分，优"), ("85.50", "85.50分，良")])
def test_a_score_is_printed_as_its_cell_shows_it_and_a_percentage_in_points(
    tmp_path: Path, score: object, said: str
) -> None:
    """In a sentence and in a table, whatever Excel keeps of it; both are figures that can be compared."""
    outline = 'item = [{ title = "一、表", level = 1, table = "公开01" }, { title = "二、分", level = 1, field = "分", facts = ["绩"] }]\n'
    known = library(tmp_path, outline)
    folder = known.home("own-final")
    assert folder is not None
    facts = '{ id = "自评分", label = "得分", kind = "score" }, { id = "满意度", label = "满意度", kind = "percent" }'
    (folder / "facts.toml").write_text(f'["绩"]\ntitle = "绩效"\nfacts = [{facts}]\n', encoding="utf-8")
    text = "{{ 自评分 }}分，{% if 自评分 >= 90 %}优{% else %}良{% endif %}，满意{{ 满意度|百分比 }}，{{ 满意度 }}%。"
    (folder / "narrative.j2").write_text(f"{{% block 分 %}}{text}{{% endblock %}}\n", encoding="utf-8")
    path = tmp_path / "a.xlsx"
    workflow.new_workbook(known.load("own-final"), path, year=2025, unit_name="某某局")
    places = workflow.check(path, profile_id="own-final", library=known).report.facts
    book = load_workbook(path)
    for name, value in (("自评分", score), ("满意度", 0.955)):
        book[places[name].sheet][places[name].address] = value
    book.save(path)
    document = workflow.document(workflow.fill(workflow.check(path, profile_id="own-final", library=known)))
    text_item, form_item = document.items[-2:]
    assert isinstance(text_item, Text)
    assert isinstance(form_item, FormItem)
    assert text_item.text == f"{said}，满意95.50%，95.5%。"
    assert [cell.text for cell in form_item.form.cells if cell.column == 2] == [
        "数量",
        said.partition("分")[0],
        "95.50%",
    ]
