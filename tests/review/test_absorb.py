"""What people changed in Word comes home: the next document says what the edited one says."""

from __future__ import annotations

import shutil
from itertools import cycle

import docx
import pytest
from click.testing import CliRunner
from smaller import smaller

from cli import main
from toolkit import review, workbook, workflow
from toolkit.edits import Edit
from toolkit.errors import DocumentError
from toolkit.review.absorbing.fields import edited_fields, printed_fields
from toolkit.review.reading.word import word_parts
from toolkit.text import plain

from .conftest import sample

SAMPLE = sample("jiyuan-2023")  # as a person leaves it: not filled yet
#: What one edit does to a paragraph of a field.
EDITS = ("改写", "加一句", "改数字", "后面加一段", "删一句")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The sample filled, as its document was drawn from it."""
    path = tmp_path_factory.mktemp("filled") / "jiyuan-2023.xlsx"
    workflow.save_workbook(workflow.fill(workflow.check(SAMPLE)), path)
    return path


def fields(path, document):
    printed = printed_fields(document)
    parts = word_parts(path, path.read_bytes())
    return {
        key: [plain(text) for text in field.paragraphs] for key, field in edited_fields(parts, printed).fields.items()
    }


def field_paragraphs(document):
    """The paragraphs under the headings of the 情况说明."""
    texts = [
        paragraph for paragraph in document.paragraphs if paragraph.style.name == "Normal Indent" and paragraph.text
    ]
    return [paragraph for paragraph in texts if "：指" not in paragraph.text]


def edit(paragraph, kind, words):
    text = paragraph.text
    if kind == "后面加一段":
        paragraph._p.addnext(paragraph._p.__copy__())
        added = docx.text.paragraph.Paragraph(paragraph._p.getnext(), paragraph._parent)
        added.runs[0].text = words
        for run in added.runs[1:]:
            run.text = ""
        for mark in added._p.xpath("w:bookmarkStart|w:bookmarkEnd"):
            added._p.remove(mark)
        return
    new = {
        "改写": words,
        "加一句": text + words,
        "改数字": text.replace("0", "7", 1),
        "删一句": text.partition("。")[2] or text,
    }[kind]
    paragraph.runs[0].text = new
    for run in paragraph.runs[1:]:
        run.text = ""


def test_the_next_document_says_what_the_edited_one_says(drawn, filled, tmp_path):
    """Every third paragraph is edited, in every way in turn: also two of one field, and neighbours are not."""
    edited, home, again = tmp_path / "改.docx", tmp_path / "收回.xlsx", tmp_path / "再.docx"
    document = docx.Document(drawn("jiyuan-2023"))
    words = cycle(("另行说明。", "按要求执行，没有其他情况。"))
    for paragraph, kind in zip(field_paragraphs(document)[::3], cycle(EDITS), strict=False):
        edit(paragraph, kind, next(words))
    document.save(edited)
    absorbed = review.absorb(edited, filled)
    review.save_absorbed(absorbed, home)
    now = workflow.fill(workflow.check(home))
    workflow.save_document(now, again)
    assert fields(again, workflow.document(now)) == fields(edited, workflow.document(now))
    assert not review.absorb(edited, home).changes


def change(source, target, old, new):
    document = docx.Document(source)
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if old in run.text:
                run.text = run.text.replace(old, new)
    document.save(target)


def test_an_untouched_document_changes_nothing(drawn, filled):
    absorbed = review.absorb(drawn("jiyuan-2023"), filled)
    assert (absorbed.changes, absorbed.edits, absorbed.findings, absorbed.left) == ((), (), (), ())


def test_a_changed_reason_goes_where_reasons_stand(drawn, tmp_path):
    change(drawn("jiyuan-2023"), tmp_path / "改.docx", "年内有在职人员退休", "本年在职人员退休较多")
    absorbed = review.absorb(tmp_path / "改.docx", SAMPLE)
    assert [one.field.heading for one in absorbed.changes] == ["十、机关运行经费支出情况说明"]
    (edit,) = absorbed.edits
    assert (edit.sheet, "本年在职人员退休较多" in edit.value) == ("补充资料", True)


def test_a_changed_sentence_becomes_the_persons_text(drawn, filled, tmp_path):
    change(drawn("jiyuan-2023"), tmp_path / "改.docx", "2023年度收入合计", "2023年，我单位收入合计")
    (edit,) = review.absorb(tmp_path / "改.docx", filled).edits
    assert edit.sheet == "情况说明"
    assert edit.value.startswith("2023年，我单位收入合计5,510.32万元")


def test_a_figure_changed_in_a_table_is_told_and_not_taken(drawn, filled, tmp_path):
    document = docx.Document(drawn("jiyuan-2023"))
    document.tables[0].cell(3, 2).paragraphs[0].runs[0].text = "5,303.27"
    document.save(tmp_path / "改.docx")
    absorbed = review.absorb(tmp_path / "改.docx", filled)
    (finding,) = absorbed.findings
    assert absorbed.edits == ()
    assert finding.rule == "WD-26"
    assert "“5,303.72”" in finding.message
    assert "“5,303.27”" in finding.message
    assert finding.cells[0].sheet == "收入支出决算总表"


def test_changed_data_do_not_look_like_changed_words(drawn, tmp_path):
    """The document was written before a figure changed: what nobody touched in Word stays as it is drafted."""
    from toolkit import workbook
    from toolkit.edits import Edit

    checked = workflow.check(SAMPLE)
    cell = checked.report.facts["机关运行经费"]
    workbook.apply_edits(SAMPLE, tmp_path / "新.xlsx", [Edit(cell.sheet, cell.address, cell.value + 1)])
    assert review.absorb(drawn("jiyuan-2023"), tmp_path / "新.xlsx").changes == ()


def test_headings_tell_where_bookmarks_are_lost(drawn, filled, tmp_path):
    document = docx.Document(drawn("jiyuan-2023"))
    for mark in document.element.body.xpath("//w:bookmarkStart|//w:bookmarkEnd"):
        mark.getparent().remove(mark)
    document.save(tmp_path / "无.docx")
    assert review.absorb(tmp_path / "无.docx", filled).changes == ()
    change(tmp_path / "无.docx", tmp_path / "改.docx", "2023年度收入合计", "2023年，我单位收入合计")
    assert [one.field.heading for one in review.absorb(tmp_path / "改.docx", filled).changes] == [
        "二、收入决算情况说明"
    ]


def test_the_command_shows_first_and_writes_another_file(drawn, tmp_path):
    change(drawn("jiyuan-2023"), tmp_path / "改.docx", "2023年度收入合计", "2023年，我单位收入合计")
    result = CliRunner().invoke(
        main, ["absorb", str(tmp_path / "改.docx"), str(SAMPLE), "-o", str(tmp_path / "回.xlsx")]
    )
    assert result.exit_code == 0, result.output
    assert result.output.index("现：2023年，我单位") < result.output.index("已写好")
    assert workflow.check(tmp_path / "回.xlsx").report.written["收入"].person.startswith("2023年，我单位")


def test_what_is_near_the_workbook_counts_for_its_copies_too(drawn, tmp_path):
    """Last year's workbook and a format of one's own lie beside it; what is read in between are copies elsewhere."""
    home = shutil.copy(SAMPLE, tmp_path / "今年.xlsx")
    year = workflow.check(home).report.facts["年度"]
    workbook.apply_edits(home, tmp_path / "去年.xlsx", [Edit(year.sheet, year.address, 2022)])
    folder = tmp_path / "juesuan-profiles" / "near-final"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('base = "henan-final"\nregion = "某省"\nversion = "1.0"\n', encoding="utf-8")
    info = workbook.read_grid(home)["基本信息"]
    rows = {info[row, 1].text: row for row in info.rows}
    named = {"适用格式": "near-final", "上年工作簿": "去年.xlsx"}
    workbook.apply_edits(home, home, [Edit(info.name, f"B{rows[what]}", value) for what, value in named.items()])
    change(drawn("jiyuan-2023"), tmp_path / "改.docx", "2023年度收入合计", "2023年，我单位收入合计")
    absorbed = review.absorb(tmp_path / "改.docx", home)
    review.save_absorbed(absorbed, tmp_path / "回.xlsx")
    assert workflow.check(tmp_path / "回.xlsx").prior is not None
    told = workbook.read_grid(tmp_path / "回.xlsx")["校验"]
    assert "RD-46" not in {told[row, 3].text for row in told.rows}


def test_the_same_document_is_brought_home_again_without_a_word(drawn, filled, tmp_path):
    """The result is of this document and this workbook; that of another document is not written over."""
    home, edited, other = (tmp_path / name for name in ("甲.xlsx", "甲.docx", "乙.docx"))
    shutil.copy(filled, home)
    change(drawn("jiyuan-2023"), edited, "2023年度收入合计", "2023年，我单位收入合计")
    change(drawn("jiyuan-2023"), other, "2023年度收入合计", "2023年，本中心收入合计")
    run = [CliRunner().invoke(main, ["absorb", str(document), str(home)]) for document in (edited, edited, other)]
    assert [result.exit_code for result in run] == [0, 0, 1], [result.output for result in run]
    assert "已经有这个文件" in run[2].output
    assert workflow.check(tmp_path / "甲-已收回.xlsx").report.written["收入"].person.startswith("2023年，我单位")


def test_the_workbook_beside_a_document_is_taken(drawn, tmp_path):
    edited = tmp_path / "甲.docx"
    change(drawn("jiyuan-2023"), edited, "2023年度收入合计", "2023年，我单位收入合计")
    alone = CliRunner().invoke(main, ["absorb", str(edited)])
    assert (alone.exit_code, "旁边没有同名的工作簿“甲.xlsx”" in alone.output) == (1, True)
    shutil.copy(SAMPLE, tmp_path / "甲.xlsx")
    assert "我单位收入合计" in CliRunner().invoke(main, ["absorb", str(edited), "--show"]).output
    shutil.copy(smaller("jiyuan-2023", ".xlsm", keep=2), tmp_path / "甲.xlsm")
    assert "请写明收回到哪一份" in CliRunner().invoke(main, ["absorb", str(edited)]).output


def test_a_pdf_cannot_be_brought_home(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(DocumentError, match="只有 .docx"):
        review.absorb(tmp_path / "a.pdf", SAMPLE)


def test_what_stands_in_no_field_is_brought_home_with_the_one_below_or_told(drawn, filled, tmp_path):
    document = docx.Document(drawn("jiyuan-2023"))
    paragraphs = {one.text: one for one in document.paragraphs}
    first = next(one for text, one in paragraphs.items() if text.startswith("2023年度收入合计"))
    first.insert_paragraph_before("新加的一整段，在标题和第一句之间。")
    note = next(one for text, one in paragraphs.items() if text.startswith("注：") and one.runs)
    note.runs[0].text = "注：改了的注。"
    heading = next(one for one in document.paragraphs if one.text == "三、支出决算情况说明")
    heading.runs[0].text = heading.runs[0].text.replace("支出决算情况说明", "支出情况")
    document.add_table(1, 2).cell(0, 1).text = "55.5"
    document.save(tmp_path / "改.docx")
    absorbed = review.absorb(tmp_path / "改.docx", filled)
    (edit,) = absorbed.edits
    assert edit.value.startswith("新加的一整段，在标题和第一句之间。\n2023年度收入合计")
    told = [about for about, _ in absorbed.left]
    assert [text in told for text in ("注：改了的注。", "三、支出情况", "多出的 1 张表")] == [True] * 3


def test_a_paragraph_that_was_moved_is_told(drawn, tmp_path):
    document = docx.Document(drawn("example-2025"))
    found = {
        text: one
        for one in document.paragraphs
        for text in ("年度收、支总计均为", "财政拨款收、支总计均为")
        if text in one.text
    }
    found["财政拨款收、支总计均为"]._p.addnext(found["年度收、支总计均为"]._p)
    document.save(str(tmp_path / "挪.docx"))
    absorbed = review.absorb(tmp_path / "挪.docx", sample("example-2025"))
    assert [why for _, why in absorbed.left] == ["在文档里挪了位置；工作簿印出来的次序不变"]


def test_a_paragraph_in_two_is_brought_home_though_no_word_has_changed(drawn, tmp_path):
    """Of the narrative, of a text and of a term: the last lost its second paragraph."""
    document = docx.Document(drawn("example-2025"))
    starts = (
        "2025年度收、支总计均为1,585.00万元。",
        "本样例的单位、",
        "一、财政拨款收入：指从同级财政部门取得的各类财政拨款，",
    )
    for start in starts:
        one = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith(start))
        rest = one.text[len(start) :]
        edit(one, "后面加一段", rest)
        edit(one, "改写", start)
    document.save(tmp_path / "分.docx")
    home = tmp_path / "回.xlsx"
    absorbed = review.absorb(tmp_path / "分.docx", sample("example-2025"))
    assert {one.sheet for one in absorbed.edits} == {"名词解释", "情况说明", "部门概况"}
    review.save_absorbed(absorbed, home)
    filled = workflow.fill(workflow.check(home))
    workflow.save_document(filled, tmp_path / "再.docx")
    again = workflow.document(filled)
    assert fields(tmp_path / "再.docx", again) == fields(tmp_path / "分.docx", again)
    assert not review.absorb(tmp_path / "分.docx", home).changes
