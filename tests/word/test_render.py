"""A Document drawn into a skeleton: tags, text as typed, titles and paragraphs, and what goes wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from word_back import leftovers, read_back

from toolkit import word
from toolkit.document import Document, FormItem, Text, Title
from toolkit.errors import OutputError, TemplateError

from .conftest import body_of, find, rewritten, values
from .samples import FIELDS, SKELETON, form, full_document, small_document

Render = Callable[[Document], Path]
TRAPS = 'A&B<5 {{ x }} {% if %} =1+1 "引号" ]]> <w:p/> &amp;'


def test_the_whole_document_is_valid_and_complete(rendered: Render) -> None:
    document = full_document()
    path = rendered(document)
    assert OpenXmlValidator().validate(path).errors == []
    read = read_back(path)
    assert [text for _, text in read.titles] == [item.text for item in document.items if isinstance(item, Title)]
    assert len(read.tables) == sum(isinstance(item, FormItem) for item in document.items) == 27
    for item in document.items:
        if isinstance(item, Text):
            assert item.lead + item.text in read.paragraphs
    assert leftovers(path) == ()


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        word.render(full_document(), SKELETON, tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_nothing_makes_word_ask_when_it_opens_the_file(rendered: Render) -> None:
    with zipfile.ZipFile(rendered(full_document())) as archive:
        for name in archive.namelist():
            assert b"updateFields" not in archive.read(name)
            assert b"w:dirty" not in archive.read(name)


def test_the_cover_says_what_the_fields_say(rendered: Render) -> None:
    paragraphs = read_back(rendered(small_document(Text("正文")))).paragraphs
    assert paragraphs[:4] == ("2023年度", FIELDS["单位名称"], "单位决算", "二〇二四年十月")


def test_the_file_carries_title_and_author_but_no_traces_of_who_edited_the_skeleton(tmp_path: Path) -> None:
    edited = rewritten(
        SKELETON,
        tmp_path / "skeleton.docx",
        lambda name, text: text.replace("<dc:language>", "<cp:lastModifiedBy>张三</cp:lastModifiedBy><dc:language>"),
    )
    word.render(small_document(Text("正文"), 单位名称="A&B局"), edited, tmp_path / "out.docx")
    texts = [element.text for element in body_of(tmp_path / "out.docx", "docProps/core.xml")]
    assert texts == ["2023年度A&B局单位决算", "A&B局", "zh-CN"]


@pytest.mark.parametrize("text", [TRAPS, "a" * 5000, "“三公”\u200b经费", "𠮷野家", "line\x0bfeed\x00\ufffe"])
def test_text_reaches_word_as_typed(rendered: Render, text: str) -> None:
    shown = text.replace("\x0b", "").replace("\x00", "").replace("\ufffe", "")
    drawn = form(text, ["甲", "乙"], [[text, "1.00"]], [10, 10], above=((text, "", ""),), below=(text,))
    path = rendered(
        small_document(Title(1, text), Text(text, lead=text), Title(2, "x"), FormItem(drawn), 单位名称=text)
    )
    assert OpenXmlValidator().validate(path).errors == []
    read = read_back(path)
    assert read.titles == ((1, shown), (2, "x"))
    assert read.paragraphs[1] == shown  # the cover
    assert read.paragraphs[-4:] == (shown * 2, shown, shown, shown)  # text, form title, line above, note
    assert read.tables[0][1][0] == shown


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "out.docx"
    word.render(small_document(FormItem(form("表", ["甲"], [[text]], [10]))), SKELETON, path)
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(c for c in kept if c == "\n" or (ord(c) >= 32 and c not in "\ufffe\uffff"))
    assert read_back(path).tables[0][1][0] == kept


def test_chinese_quotation_marks_take_the_chinese_font(rendered: Render) -> None:
    root = body_of(rendered(small_document(Text("“三公”经费"), Text("三公经费"))))
    hints = {
        "".join(values(run, "w:t/text()")): values(run, "w:rPr/w:rFonts/@w:hint") for run in find(root, "//w:r[w:t]")
    }
    assert hints["“三公”经费"] == ["eastAsia"]
    assert hints["三公经费"] == []


def test_line_breaks_make_paragraphs_in_the_body_and_lines_in_a_cell(rendered: Render) -> None:
    path = rendered(small_document(Text("一\n二\r\n三", lead="首"), FormItem(form("表", ["甲"], [["上\n下"]], [10]))))
    read = read_back(path)
    assert read.paragraphs[-4:-1] == ("首一", "二", "三")
    assert read.tables[0][1] == ("上\n下",)
    assert len(find(body_of(path), "//w:tc//w:br")) == 1


def test_an_opening_by_itself_stays_with_what_follows(rendered: Render) -> None:
    body = body_of(
        rendered(small_document(Text("", lead="（一）项目绩效"), Text("正文。"), Text("正文。", lead="1. ")))
    )
    kept = ["".join(values(p, ".//w:t/text()")) for p in find(body, "//w:p[w:pPr/w:keepNext]")]
    assert "（一）项目绩效" in kept
    assert not [text for text in kept if "正文" in text]


def test_titles_start_pages_where_asked_and_levels_take_their_styles(rendered: Render) -> None:
    path = rendered(
        small_document(Title(1, "一"), Title(2, "二"), Text("文"), Title(1, "三", new_page=True), Title(3, "四"))
    )
    root = body_of(path)
    styles = values(root, "//w:p[w:bookmarkStart or w:r/w:t='四']/w:pPr/w:pStyle/@w:val")
    assert styles == ["Heading1", "Heading2", "Heading1", "Heading3"]
    assert values(root, "//w:p[w:pPr/w:pageBreakBefore]/w:r/w:t/text()") == ["三"]


def test_a_title_kept_out_of_the_contents_looks_the_same_but_has_no_outline_level(rendered: Render) -> None:
    path = rendered(small_document(Title(1, "列入"), Title(1, "不列入", in_contents=False), Title(3, "太细")))
    assert values(body_of(path), "//w:hyperlink/w:r[1]/w:t/text()") == ["列入"]
    assert read_back(path).titles == ((1, "列入"), (1, "不列入"), (3, "太细"))
    plain = find(body_of(path, "word/styles.xml"), "//w:style[w:name/@w:val='无目录标题1']")[0]
    assert values(plain, "w:basedOn/@w:val|w:pPr/w:outlineLvl/@w:val") == ["Heading1", "9"]


# --- skeletons that people edited ------------------------------------------------------------------------------------


def _skeleton(folder: Path, old: str, new: str, part: str = "word/document.xml") -> Path:
    def change(name: str, text: str) -> str:
        assert name != part or old in text
        return text.replace(old, new) if name == part else text

    return rewritten(SKELETON, folder / "底稿.docx", change)


def test_a_tag_that_word_split_over_runs_is_filled_in_its_first_look(tmp_path: Path) -> None:
    pieces = (
        "前{</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{ 年</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>度 }}后</w:t>"
    )
    skeleton = _skeleton(tmp_path, "{{ 年度 }}年度</w:t>", pieces)
    word.render(small_document(Text("文")), skeleton, tmp_path / "out.docx")
    cover = find(body_of(tmp_path / "out.docx"), "//w:p")[0]
    assert [values(run, "w:t/text()") for run in find(cover, "w:r")] == [["前2023"], [], ["后"]]
    assert len(find(cover, "w:r[1]/w:rPr/w:b")) == 0
    assert len(find(cover, "w:r[3]/w:rPr/w:i")) == 1


def test_headers_and_footers_have_tags_too(tmp_path: Path) -> None:
    skeleton = _skeleton(tmp_path, "— </w:t>", "{{ 单位名称 }} — </w:t>", "word/footer1.xml")
    word.render(small_document(Text("文"), 单位名称="甲{{ 年度 }}"), skeleton, tmp_path / "out.docx")
    assert "".join(values(body_of(tmp_path / "out.docx", "word/footer1.xml"), "//w:t/text()")) == "甲{{ 年度 }} — 1 —"
    assert "甲{{ 年度 }} — 1 —" in leftovers(tmp_path / "out.docx")  # a value is text, not a tag


def test_an_unknown_tag_is_named_with_those_that_are_known(tmp_path: Path) -> None:
    skeleton = _skeleton(tmp_path, "{{ 年度 }}", "{{ 年份 }}")
    with pytest.raises(TemplateError) as error:
        word.render(small_document(Text("文")), skeleton, tmp_path / "out.docx")
    assert str(error.value) == ("文件“底稿.docx”：不认识的标记 {{ 年份 }}。是不是“年度”？")
    assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{{ 年度 }}", "{{ 年度 }", "标记不完整"),
        ("{{ 年度 }}", "年度 }}", "标记不完整"),
        ("{{ 正文 }}", "正文", "没有只写着 {{ 正文 }} 的一段"),
        ("{{ 目录 }}", "见 {{ 目录 }}", "{{ 目录 }} 须独占一段"),
        ("{{ 编制日期 }}", "{{ 正文 }}", "{{ 正文 }} 须独占一段，且只出现一次"),
    ],
)
def test_a_broken_skeleton_is_refused_in_words(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(TemplateError, match="底稿.docx") as error:
        word.render(small_document(Text("文")), _skeleton(tmp_path, old, new), tmp_path / "out.docx")
    assert words in str(error.value)


def test_a_missing_style_is_named(tmp_path: Path) -> None:
    skeleton = _skeleton(tmp_path, 'w:val="表题"', 'w:val="表题2"', "word/styles.xml")
    with pytest.raises(TemplateError, match="文件“底稿.docx”：缺少样式“表题”"):
        word.render(small_document(FormItem(form("表", ["甲"], [["1"]], [10]))), skeleton, tmp_path / "out.docx")


def test_styles_are_found_by_name_whatever_ids_word_gave_them(tmp_path: Path) -> None:
    ids = {"Heading1": "1", "NormalIndent": "a3", "TOC1": "TOC10", "Cell2": "20", "FormTitle": "af"}

    def change(name: str, text: str) -> str:
        for old, new in ids.items():
            text = text.replace(f'"{old}"', f'"{new}"')
        return text

    skeleton = rewritten(SKELETON, tmp_path / "底稿.docx", change)
    word.render(full_document(), skeleton, tmp_path / "out.docx")
    assert OpenXmlValidator().validate(tmp_path / "out.docx").errors == []
    used = set(values(body_of(tmp_path / "out.docx"), "//w:pStyle/@w:val"))
    assert set(ids.values()) <= used
    assert not set(ids) & used


def test_without_a_place_for_it_there_is_no_table_of_contents(tmp_path: Path) -> None:
    skeleton = _skeleton(tmp_path, "{{ 目录 }}", "")
    word.render(small_document(Title(1, "一")), skeleton, tmp_path / "out.docx")
    assert find(body_of(tmp_path / "out.docx"), "//w:instrText|//w:hyperlink") == []


def test_unusable_files_are_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "旧.docx").write_bytes(b"\xd0\xcf\x11\xe0 an old .doc")
    with pytest.raises(TemplateError, match="文件“旧.docx”：打不开"):
        word.render(small_document(), tmp_path / "旧.docx", tmp_path / "out.docx")
    with pytest.raises(TemplateError, match="文件“无.docx”：找不到这个文件"):
        word.render(small_document(), tmp_path / "无.docx", tmp_path / "out.docx")
    with pytest.raises(OutputError, match="不存在"):
        word.render(small_document(), SKELETON, tmp_path / "没有" / "out.docx")


def test_leftovers_are_found_anywhere(rendered: Render) -> None:
    path = rendered(
        small_document(
            Text("【待补充：原因】"), FormItem(form("表", ["甲"], [["{{ 年度 }}"]], [10])), Text("好"), 文种="决算}}"
        )
    )
    assert leftovers(path) == ("决算}}", "【待补充：原因】", "{{ 年度 }}")
