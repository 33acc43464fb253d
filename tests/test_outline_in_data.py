"""What an outline.toml says of titles, held to the Word file and to what review reads in it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from toolkit import profile_kit, workflow
from toolkit.profiles import Library, templates_folder
from toolkit.review.reading.opening import read_document
from toolkit.review.reviewing import Reviewed, basis_of, held_to, own_tables
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
    folder = profile_kit.start("own-final", "central-final", root)
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


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ('{ title = "甲", level = 3, table = "公开01", contents_title = "乙" }', "目录只列到第 2 级标题"),
        ('{ title = "甲", level = 2, table = "公开01", contents = false, contents_title = "乙" }', "标题不在目录里"),
        ('{ title = "甲", level = 2, table = "公开01", contents_title = "{没有}" }', "用到了不存在的“{没有}”"),
    ],
)
def test_what_cannot_be_listed_is_told(tmp_path: Path, item: str, told: str) -> None:
    folder = library(tmp_path, f"item = [\n    {item},\n]\n").home("own-final")
    assert folder is not None
    (fault,) = profile_kit.inspect(folder).faults
    assert told in fault
    assert "own-final/outline.toml”第 2 行" in fault
