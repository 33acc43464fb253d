"""review and compare as people and programs use them: console, JSON, page, exit codes."""

from __future__ import annotations

import json

import docx
import pytest
from click.testing import CliRunner
from docx.oxml import OxmlElement

from cli import main
from toolkit.edits import Edit
from toolkit.review.showing.comparison import apart
from toolkit.review.statements.sentences import split
from toolkit.workbook.files.writing.patch import apply_edits

from .conftest import sample


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def wrong(drawn, tmp_path):
    """A document with one figure wrong and words that a page must not take for its own."""
    document = docx.Document(drawn("jiyuan-2023"))
    for paragraph in document.paragraphs:
        for piece in paragraph.runs:
            text = piece.text.replace("住房保障（类）支出67.19", "住房保障（类）支出67.91")
            piece.text = text.replace("（三）编制医疗保险基金", "（三）编制<b>&医疗保险基金")
    document.save(tmp_path / "错.docx")
    return tmp_path / "错.docx"


def test_nothing_wrong_is_0_and_something_wrong_is_3(drawn, wrong):
    assert run("review", drawn("jiyuan-2023")).exit_code == 0
    result = run("review", wrong)
    assert result.exit_code == 3
    assert "WD-01　公开05表“221 住房保障支出”的小计是 67.19 万元，文中写的是 67.91" in result.output


def test_what_cannot_be_read_is_1_and_one_sentence(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    result = run("review", tmp_path / "a.docx")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert result.output.startswith("无法完成：文件“a.docx”：")


def test_the_json_is_the_one_of_check_with_places_and_unbound_figures(wrong):
    (told,) = json.loads(run("review", wrong, "--json").output)
    assert (told["document"], told["profile"], told["year"]) == ("错.docx", "henan-final", 2023)
    finding = next(one for one in told["findings"] if one["rule"] == "WD-01")
    assert finding["place"]["section"] == "五、一般公共预算财政拨款支出决算情况说明（二）结构情况"
    assert finding["cells"][0]["value"] == "67.19"
    assert finding["severity"] == "error"
    assert told["figures"]["wrong"] == 2  # and the share after it
    assert told["figures"]["unbound"] == len(told["unbound"])
    assert {"figure", "section", "page", "sentence"} == set(told["unbound"][0])


def test_the_page_draws_the_document_and_marks_the_sentence(wrong, tmp_path):
    assert run("review", wrong, "--html", tmp_path / "审读.html").exit_code == 3
    page = (tmp_path / "审读.html").read_text(encoding="utf-8")
    assert '<mark class="error"' in page
    assert "67.91" in page
    assert "<b>&amp;" not in page
    assert "&lt;b&gt;&amp;" in page
    assert "收入支出决算总表" in page
    assert "<script" not in page


def test_against_a_workbook_its_tables_are_held_too(drawn, tmp_path):
    document = docx.Document(drawn("jiyuan-2023"))
    document.tables[0].cell(3, 2).paragraphs[0].runs[0].text = "5,303.27"
    document.save(tmp_path / "改.docx")
    result = run("review", tmp_path / "改.docx", "--workbook", sample("jiyuan-2023"))
    assert result.exit_code == 3
    assert "WD-26" in result.output
    assert "收入支出决算总表!C" in result.output
    assert result.output.startswith("改.docx　")
    assert "与工作簿“jiyuan-2023.xlsx”对照" in result.output


def test_a_document_without_official_forms_says_so(tmp_path):
    document = docx.Document()
    document.add_heading("第三部分 情况说明", 1)
    document.add_heading("一、收入决算情况说明", 2)
    document.add_paragraph(
        "2023年度收入合计100.00万元，其中：财政拨款收入90.00万元，占91.00%；其他收入10.00万元，占10.00%。"
    )
    document.save(tmp_path / "a.docx")
    result = run("review", tmp_path / "a.docx")
    assert "没有认出官方表格" in result.output
    assert "按90.00万元占2023年度收入合计100.00万元计算，占 90.00%，文中写的是 91.00%" in result.output


def test_versions_are_compared_as_amounts_and_as_sentences(drawn, wrong, tmp_path):
    document = docx.Document(wrong)
    document.tables[1].cell(5, 2).paragraphs[0].runs[0].text = "1,000.00"
    document.save(tmp_path / "乙.docx")
    told = json.loads(run("compare", drawn("jiyuan-2023"), tmp_path / "乙.docx", "--json").output)
    (figure,) = told["figures"]
    assert (figure["table"], figure["b"]) == ("收入决算表", "1000")
    assert [("<b>&" in one["b"], "67.91" in one["b"]) for one in told["sentences"]] == [(True, False), (False, True)]
    result = run("compare", drawn("jiyuan-2023"), tmp_path / "乙.docx", "--html", tmp_path / "比较.html")
    assert result.exit_code == 0
    assert "表格里有 1 个数不同，文字里有 2 句不同" in result.output
    assert "&lt;b&gt;" in (tmp_path / "比较.html").read_text(encoding="utf-8")


def test_a_figure_that_differs_is_marked_whole() -> None:
    old, new = apart("支出1,069.05万元。", "支出1,096.05万元。")
    assert [piece.text for piece in old if piece.differs] == ["1,069.05"]
    assert [piece.text for piece in new if piece.differs] == ["1,096.05"]


def test_what_is_still_to_be_filled_in_is_one_sentence() -> None:
    assert [text for text, _ in split("原因是【待补充：“三公”；说明（补充资料!D15）】。完。")] == [
        "原因是【待补充：“三公”；说明（补充资料!D15）】。",
        "完。",
    ]


def test_changes_tracked_in_word_are_counted(drawn, tmp_path):
    document = docx.Document(drawn("jiyuan-2023"))
    piece = next(one for one in document.paragraphs if one.text.startswith("2023年度收入合计")).runs[0]._r
    piece.addprevious(inserted := OxmlElement("w:ins"))
    inserted.append(piece)
    document.save(tmp_path / "改.docx")
    assert json.loads(run("review", tmp_path / "改.docx", "--json").output)[0]["revisions"] == 1
    run("review", tmp_path / "改.docx", "--html", tmp_path / "改.html")
    assert "1 处修订痕迹" in (tmp_path / "改.html").read_text(encoding="utf-8")


def test_a_workbook_and_its_document_are_the_same(drawn):
    result = run("compare", sample("jiyuan-2023"), drawn("jiyuan-2023"))
    assert "两份内容相同" in result.output


def test_workbooks_that_differ_in_the_words_of_a_form_or_in_what_is_not_read_are_not_the_same(tmp_path):
    whole, changed = sample("example-2025"), tmp_path / "改.xlsx"
    form = "收入决算表"
    edits = [Edit(form, "B10", "行政单位离退体"), Edit(form, "A31", "注：又一条。"), Edit(form, "I2", "公开03表")]
    apply_edits(whole, changed, edits)
    said = run("compare", whole, changed).output
    assert "有 0 个数不同，文字里有 3 句不同" in said
    assert "乙：2080501 行政单位离退体" in said
    apply_edits(whole, changed, [Edit(form, "J10", "1,234.50")])
    assert (
        "两份读到的内容相同。\n乙有没读到、没有比较的：工作表“收入决算表” J10 有数字"
        in run("compare", whole, changed).output
    )


def test_the_words_of_a_document_without_tables_are_looked_at(tmp_path):
    document = docx.Document()
    for text in (
        "“三公”经费支出情况说明",
        "公务接待费30.00 万元，占 %，比上年减少 万元；公务用车运行维护费5.00万元，因公出国（境）费 0 元。",
        "其中“八项规定“严格执行，费用下降。",
    ):
        document.add_paragraph(text)
    document.save(str(tmp_path / "说明.docx"))
    (told,) = json.loads(run("review", tmp_path / "说明.docx", "--json").output)
    assert [one["rule"] for one in told["findings"]] == ["WD-00", "WZ-4", "WD-16"]
    assert "占%" in told["findings"][1]["message"]


def test_a_workbook_of_another_unit_is_told_first(drawn):
    other = sample("example-2025")
    said = run("review", drawn("jiyuan-2023"), "--workbook", other).output.splitlines()
    assert said[2].lstrip().startswith("WD-29")
    assert "2023 年度的，工作簿“example-2025.xlsx”是“示例市住房保障局”2025 年度的，不是同一份" in said[2]
    assert "不是同一份" in run("absorb", drawn("jiyuan-2023"), other, "--show").output.splitlines()[1]


def test_a_form_that_the_document_has_not_is_told_and_another_unit_of_amounts_is_none_wrong(drawn, tmp_path):
    document = docx.Document(drawn("example-2025"))
    document.tables[1]._tbl.getparent().remove(document.tables[1]._tbl)
    changed = [piece for one in document.paragraphs for piece in one.runs if "年初预算为20.00万元" in piece.text]
    for piece in changed:
        piece.text = piece.text.replace("20.00万元", "200,000.00元")
    assert changed
    document.save(tmp_path / "改.docx")
    (told,) = json.loads(run("review", tmp_path / "改.docx", "--workbook", sample("example-2025"), "--json").output)
    assert not [one for one in told["findings"] if one["severity"] == "error"]
    assert "没有找到工作簿里的《收入决算表》（没有附上" in next(
        one["message"] for one in told["findings"] if one["rule"] == "WD-26"
    )


def test_an_old_document_as_last_years_account_is_told_to_be_one(tmp_path):
    (tmp_path / "去年.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le"))
    said = run("check", sample("example-2025"), "--prior", tmp_path / "去年.doc")
    assert (said.exit_code, "这是旧格式的 .doc 文档" in said.output) == (1, True)
