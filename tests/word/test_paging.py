"""Page numbers worked out while a document is drawn: lines, pages, close calls, and skeletons we know nothing of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st

from toolkit import word
from toolkit.document import Text, Title
from toolkit.word.looks import BODY
from toolkit.word.pages import office
from toolkit.word.pages.line_breaks import Lines, Measure, count_lines
from toolkit.word.pages.paging import CLOSE, Block, Paragraph, Row, Section, Table, number_blocks
from toolkit.word.pieces import written
from toolkit.word.styles import Styles

from .conftest import body_of, values
from .samples import SKELETON, small_document

LINE = Lines(1, 1, 1)
#: Two lines, or one with a little more room: 24 汉字, a gap and “00e” are 0.1 pt wider than the first line of a text.
CLOSE_CALL = "字" * 24 + "00e"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("字" * 20, 1),
        ("字" * 21, 2),
        ("字" * 20 + "。", 1),  # a mark hangs in the margin
        ("字" * 20 + "。”", 2),  # but only one
        ("字" * 40 + "，" + "字" * 19 + "。", 3),
        ("字" * 19 + "（字）", 2),
        ("字" * 18 + "12.34", 2),  # a figure is not cut: 18 + 0.2 + 2.25
        ("字" * 17 + "12.34", 1),
        ("1234567890" * 5, 2),  # 25 ems, and no place to break
        ("字\n字\n", 3),
        ("字" * 19 + "——字", 2),
    ],
)
def test_a_text_takes_as_many_lines_as_in_libreoffice(text: str, lines: int) -> None:
    assert count_lines(text, Measure(10.0, 200.0, 200.0)).usual == lines


def test_where_no_mark_may_hang_it_takes_its_word_along() -> None:
    assert count_lines("字" * 20 + "。", Measure(10.0, 200.0, 200.0, hanging=False)).usual == 2


def test_marks_are_kept_inside_where_that_costs_no_line() -> None:
    """LibreOffice hangs no mark of such a paragraph; Word hangs marks of all."""
    styles = Styles(docx.Document(str(SKELETON)))
    inside = written(styles[BODY], "字" * 25 + "，" + "字" * 20 + "。", 442.2).xml
    longer = written(styles[BODY], "字" * 25 + "，" + "字" * 27 + "。", 442.2).xml
    assert "<w:overflowPunct/>" in inside
    assert "<w:overflowPunct/>" not in longer


def test_the_first_line_may_be_shorter_and_bold_is_wider() -> None:
    assert count_lines("字" * 19, Measure(10.0, 200.0, 180.0)).usual == 2
    figures = "a" * 44  # 0.44 em each, 0.5 bold
    assert count_lines(figures, Measure(10.0, 200.0, 200.0)).usual == 1
    assert count_lines(figures, Measure(10.0, 200.0, 200.0), bold=44).usual == 2


@given(st.text("字。，“”（）—12.3ab %", max_size=120), st.floats(100, 500))
def test_less_room_never_takes_fewer_lines(text: str, width: float) -> None:
    lines = count_lines(text, Measure(10.0, width, width))
    assert lines.usual >= 1
    assert count_lines(text, Measure(10.0, width * 2, width * 2)).usual <= lines.usual


# --- blocks on pages -------------------------------------------------------------------------------------------------


def _page(*blocks: Block, height: float = 100.0, start: int | None = 1) -> int:
    """The page of a mark that follows the blocks."""
    mark = Paragraph(LINE, 10.0, marks=("m",))
    return number_blocks([Section(height, start, [*blocks, mark])]).pages["m"]


def test_a_page_holds_what_has_room() -> None:
    assert _page(*[Paragraph(LINE, 10.0)] * 9) == 1
    assert _page(*[Paragraph(LINE, 10.0)] * 10) == 2
    assert _page(Paragraph(LINE, 10.0, new_page=True), Paragraph(LINE, 10.0, new_page=True)) == 2
    assert _page(*[Paragraph(LINE, 10.0)] * 10, start=5) == 6


def test_what_stays_together_turns_the_page_together() -> None:
    title = Paragraph(LINE, 10.0, marks=("t",), with_next=True)
    blocks = [*[Paragraph(LINE, 10.0)] * 9, title, Paragraph(LINE, 10.0)]
    assert number_blocks([Section(100.0, 1, blocks)]).pages["t"] == 2
    assert number_blocks([Section(100.0, 1, blocks[1:])]).pages["t"] == 1


def test_heads_are_counted_on_every_page_of_a_table() -> None:
    rows = (Row(20.0), *[Row(10.0)] * 14)
    assert _page(Table(rows, heads=1)) == 3  # 0.5 + 20 + 7 × 10, twice: 9.5 is left
    assert _page(Table(rows[:-1], heads=1)) == 2
    assert _page(Table(rows, heads=0)) == 2


def test_a_row_that_may_break_goes_on_where_it_has_room() -> None:
    table = Table((Row(30.0), Row(90.0, 9, 10.0)))
    assert _page(table) == 2
    assert _page(table, *[Paragraph(LINE, 10.0)] * 5) == 2  # 6 lines of it on the first page, 3 on the second
    assert _page(table, *[Paragraph(LINE, 10.0)] * 6) == 3


@given(st.lists(st.tuples(st.integers(1, 9), st.floats(5, 30), st.booleans()), min_size=1, max_size=40))
def test_pages_only_go_up_and_more_room_never_takes_more(made: list[tuple[int, float, bool]]) -> None:
    blocks: list[Block] = [
        Paragraph(Lines(n, n, n), pitch, marks=(f"{i}",), with_next=kept) for i, (n, pitch, kept) in enumerate(made)
    ]
    pages = list(number_blocks([Section(200.0, 1, blocks)]).pages.values())
    assert pages == sorted(pages)
    assert len(pages) == len(made)
    assert pages[-1] >= number_blocks([Section(400.0, 1, blocks)]).pages[f"{len(made) - 1}"]


@pytest.mark.parametrize(("spare", "page", "sure"), [(-1, 2, True), (-0.5, 2, False), (0.5, 1, False), (1, 1, True)])
def test_a_page_that_a_little_room_would_change_is_a_close_call(spare: float, page: int, sure: bool) -> None:
    """A close call is CLOSE points (0.6) either way."""
    assert 0.5 < CLOSE < 1
    blocks: list[Block] = [Paragraph(LINE, 10.0, marks=(f"{number}",)) for number in range(10)]
    numbering = number_blocks([Section(100.0 + spare, 1, blocks)])
    assert (numbering.pages["9"], numbering.sure) == (page, sure)


# --- through the door ------------------------------------------------------------------------------------------------


def _numbers(path: Path) -> list[str]:
    return values(body_of(path), "//w:hyperlink/w:r[w:t][position() > 1]/w:t/text()")


def _is_unsure(path: Path) -> bool:
    return "_PagesUnsure" in values(body_of(path), "//w:bookmarkStart/@w:name")


def test_a_close_call_is_marked_until_an_office_program_has_decided_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "文.docx"
    lines = [Text("文。") for _ in range(19)]
    word.render(small_document(*lines, Text(CLOSE_CALL), Title(2, "一、"), Text("文。")), SKELETON, path)
    assert _numbers(path) == ["2"]
    assert _is_unsure(path)
    assert word.number_pages([path], "own")
    monkeypatch.setattr(office, "measure", lambda *_: [{}])  # there is none, or it fails
    assert word.number_pages([path])
    assert _numbers(path) == ["2"]
    assert _is_unsure(path)
    monkeypatch.setattr(office, "measure", lambda *_: [{"_Toc000000001": 1}])
    assert word.number_pages([path])
    assert _numbers(path) == ["1"]
    assert not _is_unsure(path)
    monkeypatch.setattr(office, "measure", lambda *_: pytest.fail("asked again"))
    assert word.number_pages([path])


def test_without_a_close_call_nothing_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "文.docx"
    word.render(small_document(*[Text(CLOSE_CALL)] * 3, Title(2, "一、"), Text("文。")), SKELETON, path)
    assert _numbers(path) == ["1"]
    assert not _is_unsure(path)


def _wider_lines(document: WordFile) -> None:
    document.styles["Normal Indent"].paragraph_format.line_spacing = 1.5


def _other_letters(document: WordFile) -> None:
    document.styles["Normal Indent"].font.name = "Arial"


def _moved_characters(document: WordFile) -> None:
    grid = OxmlElement("w:docGrid", {qn("w:type"): "linesAndChars", qn("w:linePitch"): "312"})
    document.element.body.sectPr.append(grid)


def _counted_on(document: WordFile) -> None:
    section = document.element.body.sectPr
    section.remove(section.find(qn("w:pgNumType")))


def _from_seven(document: WordFile) -> None:
    document.element.body.sectPr.find(qn("w:pgNumType")).set(qn("w:start"), "7")


def _preface(document: WordFile) -> None:
    place = next(p for p in document.paragraphs if p.text == "{{ 正文 }}")
    place.insert_paragraph_before("前言")


def _high_header(document: WordFile) -> None:
    header = document.sections[-1].header
    header.is_linked_to_previous = False
    for _ in range(5):
        header.add_paragraph("{{ 单位名称 }}")


def _space_before(document: WordFile) -> None:
    document.styles["Normal Indent"].element.get_or_add_pPr().get_or_add_spacing().set(qn("w:beforeLines"), "50")


@pytest.mark.parametrize(
    "change", [_wider_lines, _other_letters, _moved_characters, _counted_on, _preface, _high_header, _space_before]
)
def test_a_skeleton_laid_out_in_ways_we_do_not_know_gets_no_numbers_of_ours(
    tmp_path: Path, change: Callable[[WordFile], None]
) -> None:
    skeleton = docx.Document(str(SKELETON))
    change(skeleton)
    skeleton.save(str(tmp_path / "底稿.docx"))
    word.render(small_document(Title(1, "一"), Text("文")), tmp_path / "底稿.docx", tmp_path / "out.docx")
    assert _numbers(tmp_path / "out.docx") == []
    assert word.number_pages([tmp_path / "out.docx"], "own") is False


@pytest.mark.parametrize(("change", "number"), [(_counted_on, "3"), (_from_seven, "7")])
def test_an_office_program_says_the_number_that_is_printed(
    tmp_path: Path, change: Callable[[WordFile], None], number: str
) -> None:
    """Cover and 目录 are pages 1 and 2 where the body counts on."""
    skeleton = docx.Document(str(SKELETON))
    change(skeleton)
    skeleton.save(str(tmp_path / "底稿.docx"))
    word.render(small_document(Title(1, "一"), Text("文")), tmp_path / "底稿.docx", tmp_path / "out.docx")
    assert word.number_pages([tmp_path / "out.docx"], "office")
    assert _numbers(tmp_path / "out.docx") == [number]


def _larger_type(document: WordFile) -> None:
    document.styles["Normal Indent"].font.size = Pt(15)
    document.styles["Normal Indent"].paragraph_format.line_spacing = Pt(26)


def _low_header(document: WordFile) -> None:
    header = document.sections[-1].header
    header.is_linked_to_previous = False
    header.paragraphs[0].text = "{{ 文种 }}"


@pytest.mark.parametrize("change", [_larger_type, _low_header])
def test_a_skeleton_changed_in_ways_we_know_keeps_our_numbers(
    tmp_path: Path, change: Callable[[WordFile], None]
) -> None:
    skeleton = docx.Document(str(SKELETON))
    change(skeleton)
    skeleton.save(str(tmp_path / "底稿.docx"))
    word.render(small_document(Title(1, "一"), Text("文")), tmp_path / "底稿.docx", tmp_path / "out.docx")
    assert _numbers(tmp_path / "out.docx") == ["1"]


@pytest.mark.parametrize(("lines", "kept"), [(21, 0), (22, 0), (23, 2), (24, 1), (25, 0)])
def test_no_page_holds_a_line_or_two(tmp_path: Path, lines: int, kept: int) -> None:
    """What is before them goes along, as LibreOffice has it too: 22 lines fill a page."""
    items = [*[Text("行")] * (lines - 1), Text("末行"), Title(1, "下一部分", new_page=True)]
    word.render(small_document(*items), SKELETON, tmp_path / "out.docx")
    assert values(body_of(tmp_path / "out.docx"), "//w:p[w:pPr/w:keepNext]//w:t/text()") == ["行"] * kept


@pytest.mark.parametrize(("before", "whole"), [(17, False), (18, True), (19, True), (20, False)])
def test_a_paragraph_leaves_no_two_lines_of_it_on_a_page_of_their_own(tmp_path: Path, before: int, whole: bool) -> None:
    items = [*[Text("行")] * before, Text("字" * 130 + "。"), Title(1, "下一部分", new_page=True)]
    word.render(small_document(*items), SKELETON, tmp_path / "out.docx")
    assert bool(values(body_of(tmp_path / "out.docx"), "//w:p[w:pPr/w:keepLines]//w:t/text()")) == whole


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("（三）评价方法\n逐项打分。", ["（三）评价方法"]),
        ("三、评价结论\n（一）综合结论\n自评100分。", ["三、评价结论", "（一）综合结论"]),
        ("具体包括：\n1. 甲单位\n2. 乙单位\n3. 丙单位", ["具体包括："]),
        ("（一）打分完毕。\n逐项打分。", []),
        ("逐项打分。\n（三）评价方法", []),
    ],
)
def test_a_line_that_names_what_stands_below_stays_with_it(tmp_path: Path, text: str, kept: list[str]) -> None:
    """The lines may be one text or several."""
    for items in ([Text(text)], [Text(line) for line in text.split("\n")]):
        word.render(small_document(*items), SKELETON, tmp_path / "out.docx")
        assert values(body_of(tmp_path / "out.docx"), "//w:p[w:pPr/w:keepNext]//w:t/text()") == kept


@pytest.mark.parametrize(("lines", "closer", "kept"), [(29, False, 0), (30, True, 0), (34, True, 0), (36, False, 2)])
def test_the_contents_take_no_page_for_a_line_or_two(tmp_path: Path, lines: int, closer: bool, kept: int) -> None:
    """29 lines of the usual pitch have room below the heading; up to 34 that stand closer."""
    items = [Title(2, f"第{number}项说明") for number in range(lines)]
    word.render(small_document(*items), SKELETON, tmp_path / "out.docx")
    entries = "//w:p[w:pPr/w:pStyle/@w:val='TOC2']"
    body = body_of(tmp_path / "out.docx")
    assert len(values(body, f"{entries}/w:pPr/w:spacing/@w:line")) == (lines if closer else 0)
    assert len(values(body, f"{entries}/w:pPr/w:keepNext/@*|{entries}[w:pPr/w:keepNext]/w:pPr/w:pStyle/@w:val")) == kept
