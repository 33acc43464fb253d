"""Official forms drawn as Word tables: merged heads, repeated rows, sections, and how they are set on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from word_back import read_back

from toolkit import word
from toolkit.document import Document, Form, FormCell, FormItem, Text, Title
from toolkit.errors import WorkbookError
from toolkit.word.forms.fit import Fitter, ems, line_count
from toolkit.word.markup import TWIPS
from toolkit.word.sections import Room
from toolkit.word.styles import Style

from .conftest import body_of, find, values
from .samples import SKELETON, form, published_forms, self_evaluations, small_document, wide

Render = Callable[[Document], Path]
SIZES = tuple(Style(f"S{size}", size, size * 1.25, 0, 0) for size in (10.5, 9.0, 8.5, 7.5, 6.0))
PORTRAIT, LANDSCAPE = Room(442, 638), Room(638, 442)
SMALL = form("表", ["项目/编码", "项目/名称", "合计"], [["208", "甲", "1,234.50"]], [10, 30, 20])
WIDE = wide()


def test_merged_heads_are_spans_and_vertical_merges(rendered: Render) -> None:
    table = find(body_of(rendered(small_document(FormItem(SMALL)))), "//w:tbl")[0]
    heads = []
    for row in find(table, "w:tr"):
        cells = []
        for cell in find(row, "w:tc"):
            merge = find(cell, "w:tcPr/w:vMerge")
            mark = ("⌈" if values(merge[0], "@w:val") else "|") if merge else ""
            span = "".join(values(cell, "w:tcPr/w:gridSpan/@w:val"))
            cells.append(mark + "".join(values(cell, ".//w:t/text()")) + (f"×{span}" if span else ""))
        heads.append(cells)
    assert heads == [["项目×2", "⌈合计"], ["编码", "名称", "|"], ["208", "甲", "1,234.50"]]
    assert read_back(rendered(small_document(FormItem(SMALL)))).tables[0] == (
        ("项目", "", "合计"),
        ("编码", "名称", ""),
        ("208", "甲", "1,234.50"),
    )


def test_head_rows_repeat_and_no_row_breaks_over_pages(rendered: Render) -> None:
    rows = find(body_of(rendered(small_document(FormItem(published_forms()[1])))), "//w:tr")
    assert [bool(find(row, "w:trPr/w:tblHeader")) for row in rows] == [True, True] + [False] * (len(rows) - 2)
    assert all(find(row, "w:trPr/w:cantSplit") for row in rows)
    assert {value for row in rows for value in values(row, "w:trPr/w:trHeight/@w:hRule")} == {"atLeast"}


def test_a_row_too_tall_for_a_page_may_break(rendered: Render) -> None:
    rows = find(
        body_of(rendered(small_document(FormItem(form("表", ["甲"], [["长" * 4000], ["短"]], [10]))))), "//w:tr"
    )
    assert [bool(find(row, "w:trPr/w:cantSplit")) for row in rows] == [True, False, True]


def test_amounts_stand_right_and_heads_in_the_middle(rendered: Render) -> None:
    cells = find(body_of(rendered(small_document(FormItem(SMALL)))), "//w:tc")
    looks = {"".join(values(cell, ".//w:t/text()")): values(cell, "w:p/w:pPr/w:jc/@w:val") for cell in cells}
    assert (looks["1,234.50"], looks["名称"], looks["甲"]) == (["right"], ["center"], [])


def test_bold_cells_are_bold(rendered: Render) -> None:
    one = replace(SMALL, cells=(*SMALL.cells[:-1], SMALL.cells[-1]._replace(bold=True)))
    runs = find(body_of(rendered(small_document(FormItem(one)))), "//w:tc//w:r[w:rPr/w:b]")
    assert [values(run, "w:t/text()") for run in runs] == [["1,234.50"]]


def test_places_no_cell_covers_are_drawn_empty(rendered: Render) -> None:
    one = replace(SMALL, cells=(FormCell(0, 0, "左上"), FormCell(2, 2, "右下")))
    read = read_back(rendered(small_document(FormItem(one))))
    assert read.tables[0] == (("左上", "", ""), ("", "", ""), ("", "", "右下"))


def test_overlapping_cells_are_refused(rendered: Render) -> None:
    one = replace(SMALL, cells=(FormCell(0, 0, "甲", 2, 2), FormCell(1, 1, "乙")))
    with pytest.raises(WorkbookError, match="^“表”第 2 行的合并单元格互相重叠"):
        rendered(small_document(FormItem(one)))


# --- lines above, titles ---------------------------------------------------------------------------------------------


def test_label_unit_and_year_stand_above_and_notes_below(rendered: Render) -> None:
    one = published_forms()[0]
    path = rendered(small_document(FormItem(one)))
    read = read_back(path)
    assert read.paragraphs[-4:] == (
        "收入支出决算总表",
        "\t公开01表",
        "单位：济源市社会医疗保险中心\t2023年度\t单位：万元",
        one.below[0],
    )
    stops = find(body_of(path), "//w:p[w:r/w:t='2023年度']/w:pPr/w:tabs/w:tab")
    assert [values(stop, "@w:val|@w:pos") for stop in stops] == [["center", "4422"], ["right", "8844"]]


def test_a_long_unit_name_pushes_the_year_aside_or_takes_a_line_of_its_own(rendered: Render) -> None:
    lines = {}
    for length in (22, 60):
        one = replace(SMALL, above=(("单位：" + "长" * length, "2023年度", "单位：万元"),))
        lines[length] = read_back(rendered(small_document(FormItem(one)))).paragraphs[-2:]
    assert lines[22][1] == "单位：" + "长" * 22 + "\t2023年度\t单位：万元"
    assert lines[60] == ("单位：" + "长" * 60, "\t2023年度\t单位：万元")


def test_a_title_of_the_same_name_is_the_title_of_the_form(rendered: Render) -> None:
    one = published_forms()[0]
    path = rendered(small_document(Title(1, "第二部分"), Title(2, "一、收入支出决算总表"), FormItem(one)))
    read = read_back(path)
    assert read.titles == ((1, "第二部分"), (2, "一、收入支出决算总表"))
    assert "收入支出决算总表" not in read.paragraphs
    titles = find(body_of(path), "//w:p[w:pPr/w:outlineLvl]")
    assert [values(title, "w:pPr/w:pStyle/@w:val|w:pPr/w:outlineLvl/@w:val") for title in titles] == [
        ["FormTitle", "1"]
    ]


# --- pages and sections ----------------------------------------------------------------------------------------------


def _layout(root: etree._Element) -> list[str]:
    """L or P for each section of the body, with the forms and texts in it."""
    sections, current = [], ""
    for element in find(root, "/w:document/w:body/*"):
        section = find(element, "self::w:sectPr|w:pPr/w:sectPr")
        if element.tag.endswith("}tbl"):
            current += "▦"
        elif find(element, "w:pPr/w:pageBreakBefore"):
            current += "¶"
        if section:
            turned = values(section[0], "w:pgSz/@w:orient") == ["landscape"]
            sections.append(("L" if turned else "P") + "".join(values(section[0], "w:pgNumType/@w:start")) + current)
            current = ""
    return sections[1:]  # without the front matter


def test_landscape_forms_share_sections_and_pages_count_on(rendered: Render) -> None:
    items = [Text("文"), FormItem(SMALL), FormItem(WIDE), Title(2, "表"), FormItem(WIDE), *[FormItem(SMALL)] * 2]
    root = body_of(rendered(small_document(*items, Text("文"))))
    assert _layout(root) == ["P1▦", "L▦¶▦", "P▦▦"]


def test_small_forms_share_a_page_until_it_is_full(rendered: Render) -> None:
    """Also those whose sheets are turned; a part, and what has no room, begins a page."""
    turned = replace(SMALL, landscape=True, below=("注：本表反映某某情况。",))
    root = body_of(rendered(small_document(*[FormItem(turned)] * 8)))
    [layout] = _layout(root)
    assert layout == "P1▦▦▦▦▦¶▦▦▦"
    part = Title(1, "第五部分 附件", new_page=True)
    assert _layout(body_of(rendered(small_document(FormItem(SMALL), part, FormItem(SMALL))))) == ["P1▦¶▦"]
    spaces = values(root, "//w:p[w:pPr/w:pStyle/@w:val='FormTitle']/w:pPr/w:spacing/@w:before")
    assert spaces == ["360"] * 6


def test_a_line_after_small_forms_stands_with_the_last_of_them(rendered: Render) -> None:
    """“没有需要公开的…。” is no page by itself: the form before it comes along."""
    forms, part = [FormItem(replace(SMALL, below=("注：本表反映某某情况。",)))] * 5, Title(1, "第三部分", new_page=True)
    assert _layout(body_of(rendered(small_document(*forms, part, Text("文"))))) == ["P1▦▦▦▦▦¶"]
    little = (Title(2, "十、自评表"), Text("没有需要公开的自评表。"))
    for following in ((), (part, Text("文"))):
        layout = _layout(body_of(rendered(small_document(*forms, *little, *following))))
        assert layout == ["P1▦▦▦▦¶▦" + "¶" * bool(following)]
    root = body_of(rendered(small_document(*forms, *little)))
    assert values(root, "//w:p[w:r/w:t='十、自评表']/w:pPr/w:spacing/@w:before") == ["360"]


def _room(section: etree._Element) -> Room:
    """The type area of a section, in points."""
    width, height = (int(values(section, f"w:pgSz/@w:{side}")[0]) for side in ("w", "h"))
    top, right, bottom, left = (int(values(section, f"w:pgMar/@w:{m}")[0]) for m in ("top", "right", "bottom", "left"))
    return Room((width - left - right) / 20, (height - top - bottom) / 20)


def test_a_form_is_turned_or_given_more_of_the_page_where_that_makes_it_one_page(rendered: Render) -> None:
    """公开04 and 公开06 lie turned in Excel and have some forty rows: they take one page, in type that can be read."""
    for one in published_forms():
        root = body_of(rendered(small_document(FormItem(one))))
        assert len(_layout(root)) == 1
        [table] = find(root, "//w:tbl")
        heights = sum(int(height) for height in values(table, "w:tr/w:trPr/w:trHeight/@w:val"))
        assert heights / 20 < _room(find(root, "//w:sectPr")[-1]).height, one.table_id
        styles = {int(number) for number in values(table, "substring-after((.//w:pStyle)[1]/@w:val, 'Cell')")}
        assert styles <= {1, 2, 3}


def _rows(rows: int) -> FormItem:
    return FormItem(form("表", ["编码", "名称"], [["208", "甲"]] * rows, [10, 30]))


def test_forms_of_one_kind_lie_one_way(rendered: Render) -> None:
    """By itself the one with the longer texts would be turned."""
    heads = [f"指标{number}" for number in range(12)]
    short, long = (
        replace(
            form("自评表", heads, [["全部按期完成全部按期"[:size]] * 12] * 14, [12] * 12), table_id=f"自评表#{size}"
        )
        for size in (4, 10)
    )

    def ways(*forms: Form) -> set[bool]:
        sections = docx.Document(str(rendered(small_document(*map(FormItem, forms))))).sections
        return {bool(section.orientation) for section in list(sections)[1:]}

    assert [ways(short), ways(long)] == [{False}, {True}]
    assert ways(short, long, short) == {True}
    assert ways(replace(short, table_id="公开01"), long) == {False, True}


def test_margins_are_narrower_only_where_that_saves_a_page_and_text_has_its_own_again(rendered: Render) -> None:
    margins = ["w:top", "w:right", "w:bottom", "w:left"]

    def of(*items: Text | FormItem) -> list[list[str]]:
        sections = find(body_of(rendered(small_document(*items))), "//w:sectPr")[1:]
        return [[values(section, f"w:pgMar/@{side}")[0] for side in margins] for section in sections]

    usual, narrow = ["2098", "1474", "1984", "1588"], ["1417", "1134", "1984", "1134"]
    assert of(_rows(40)) == [usual]
    assert of(Text("文"), _rows(46), Text("文")) == [usual, narrow, usual]
    assert of(_rows(180)) == [narrow]  # four pages instead of five


def test_pages_with_a_header_keep_their_margins(tmp_path: Path) -> None:
    skeleton = docx.Document(str(SKELETON))
    skeleton.sections[-1].header.is_linked_to_previous = False
    skeleton.sections[-1].header.paragraphs[0].text = "页眉"
    skeleton.save(str(tmp_path / "底稿.docx"))
    word.render(small_document(_rows(46)), tmp_path / "底稿.docx", tmp_path / "out.docx")
    root = body_of(tmp_path / "out.docx")
    assert set(values(root, "//w:pgMar/@w:top")) == {"2098"}


@pytest.mark.parametrize("rows", range(12, 40))
def test_the_last_page_of_a_table_has_three_rows_at_least(rows: int) -> None:
    """Put on pages row by row, as high as they are stated."""
    one = form("表", ["编码", "名称"], [["208", "甲" * 190]] * rows, [10, 30])
    setting = Fitter(one).fit(PORTRAIT, SIZES[:1], above=60, below=30)
    heights = [height / 20 for height in setting.heights]
    pages, left = [0], PORTRAIT.height - 0.5 - 60
    for height in heights:
        if height > left:
            pages, left = [*pages, 0], PORTRAIT.height - 0.5 - heights[0]
        pages[-1] += 1
        left -= height
    assert len(pages) > 1
    assert pages[-1] >= 3
    assert left >= 30


def test_a_form_of_many_pages_lies_as_its_sheet_does(rendered: Render) -> None:
    assert _layout(body_of(rendered(small_document(FormItem(wide(200)))))) == ["L1▦"]


def test_every_section_of_the_body_prints_page_numbers(rendered: Render) -> None:
    root = body_of(rendered(small_document(FormItem(WIDE), Text("文"))))
    assert _layout(root) == ["L1▦", "P"]
    assert [len(find(section, "w:footerReference")) for section in find(root, "//w:sectPr")] == [0, 1, 1]


def test_a_landscape_page_is_the_portrait_page_turned(rendered: Render) -> None:
    section = find(body_of(rendered(small_document(FormItem(WIDE)))), "/w:document/w:body/w:sectPr")[0]
    assert values(section, "w:pgSz/@w:w|w:pgSz/@w:h|w:pgSz/@w:orient") == ["16838", "11906", "landscape"]
    margins = {side: values(section, f"w:pgMar/@w:{side}")[0] for side in ("top", "right", "bottom", "left", "footer")}
    assert margins == {"top": "1588", "right": "2098", "bottom": "1474", "left": "1984", "footer": "760"}


def test_titles_right_above_a_landscape_form_turn_with_it(rendered: Render) -> None:
    titles = [Title(1, "独页", new_page=True), Title(1, "同页", new_page=True), Title(2, "表")]
    items = [Text("文"), *titles, FormItem(WIDE)]
    assert _layout(body_of(rendered(small_document(*items)))) == ["P1¶", "L▦"]


def test_a_document_without_items_is_still_a_document(rendered: Render) -> None:
    assert read_back(rendered(small_document())).tables == ()


def test_tables_fill_the_width_of_their_page(rendered: Render) -> None:
    root = body_of(rendered(small_document(*map(FormItem, published_forms()))))
    for table in find(root, "//w:tbl"):
        widths = [int(width) for width in values(table, "w:tblGrid/w:gridCol/@w:w")]
        assert sum(widths) == round(_room(find(table, "(following::w:sectPr)[1]")[0]).width * 20)
        for row in find(table, "w:tr"):
            assert sum(int(width) for width in values(row, "w:tc/w:tcPr/w:tcW/@w:w")) == sum(widths)


def test_a_form_whose_figures_have_no_room_in_portrait_is_turned(rendered: Render) -> None:
    many = form("宽表", [f"列{n}" for n in range(13)], [["1,234,567.89"] * 13], [10] * 13)
    assert _layout(body_of(rendered(small_document(FormItem(many))))) == ["L1▦"]


# --- the fit ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", [*published_forms(), *self_evaluations()], ids=lambda one: one.table_id)
def test_no_published_form_needs_small_type_or_a_broken_figure(one) -> None:  # type: ignore[no-untyped-def]
    room = LANDSCAPE if one.landscape else PORTRAIT
    setting = Fitter(one).fit(room, SIZES, above=60, below=30)
    assert setting.style.size >= 9
    assert not setting.overfull
    assert not setting.tall


def test_type_steps_down_so_that_figures_stay_whole() -> None:
    def size(columns: int) -> float:
        one = form("表", ["列"] * columns, [["123,456.78"] * columns], [10] * columns)
        return Fitter(one).fit(PORTRAIT, SIZES, above=0, below=0).style.size

    assert [size(columns) for columns in (5, 6, 7, 8, 20)] == [10.5, 10.5, 9.0, 7.5, 6.0]


def test_a_figure_over_two_columns_stays_whole() -> None:
    cells = tuple(FormCell(0, column, "率") for column in range(24)) + (FormCell(1, 0, "8.5573", colspan=2),)
    one = replace(form("表", ["率"] * 24, [], [10] * 24), cells=cells, row_count=2)
    setting = Fitter(one).fit(PORTRAIT, SIZES, above=0, below=0)
    assert sum(setting.widths[:2]) / 20 >= ems("8.5573") * setting.style.size + 6


@given(st.integers(20, 90), st.integers(1, 12))
def test_headings_that_come_again_have_their_room(rows: int, heads: int) -> None:
    """A list below in a form that is longer than a page repeats its headings; what it prints below stays on its last page."""
    one = replace(form("表", ["列"], [["1.00"]] * rows, [10]), lists=((2, heads),))
    setting = Fitter(one).fit(PORTRAIT, SIZES, above=60, below=70)
    again = sum(setting.heights[2 : 2 + heads]) if setting.pages > 1 else 0
    needed = 60 + 70 + (sum(setting.heights) + again * (setting.pages - 1)) / TWIPS
    assert needed <= setting.pages * PORTRAIT.height


def test_rows_spread_only_as_far_as_saves_a_page() -> None:
    def heights(rows: int) -> set[int]:
        return set(Fitter(form("表", ["列"], [["1.00"]] * rows, [10])).fit(PORTRAIT, SIZES, above=60, below=14).heights)

    assert [min(heights(rows)) for rows in (5, 30, 36, 60)] == [402, 362, 302, 382]


FIGURES = st.integers(0, 10**9).map(lambda n: f"{n / 100:,.2f}")
WORDS = st.text(st.sampled_from("收入支出决算总表（）、“”ABab19. "), max_size=40)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_laws_of_the_fit(data: st.DataObject) -> None:
    columns = data.draw(st.integers(1, 9))
    rows = data.draw(st.lists(st.lists(FIGURES | WORDS, min_size=columns, max_size=columns), min_size=1, max_size=12))
    widths = data.draw(st.lists(st.floats(0, 60), min_size=columns, max_size=columns))
    one = form("表", [data.draw(WORDS) or "列" for _ in range(columns)], rows, widths)
    setting = Fitter(one).fit(PORTRAIT, SIZES, above=50, below=20)
    assert sum(setting.widths) == 442 * 20
    assert min(setting.widths) >= 0
    assert len(setting.heights) == one.row_count
    for cell in one.cells:
        if cell.rowspan == cell.colspan == 1:
            width = setting.widths[cell.column] / 20 - 6
            needed = line_count(cell.text, width + 0.1, setting.style.size) * setting.style.line
            assert setting.heights[cell.row] / 20 >= needed - 0.1
            figure = len(cell.text) <= 20 and set(cell.text) <= set("0123456789.,")
            if figure and not setting.overfull:
                assert ems(cell.text) * setting.style.size <= width + 0.1


def _styles_above_the_table(rendered: Render, *titles: Title) -> list[tuple[str, str]]:
    """(style, text) of the paragraphs between the last text and the table."""
    drawn = form("项目支出绩效自评表", ["甲", "乙"], [["一", "1.00"]], [10, 10])
    body = body_of(rendered(small_document(Text("文"), *titles, FormItem(drawn))))
    paragraphs = find(body, "//w:body/w:p[following-sibling::w:tbl]")
    pairs = [(values(p, "w:pPr/w:pStyle/@w:val")[0], "".join(values(p, ".//w:t/text()"))) for p in paragraphs]
    return pairs[[text for _, text in pairs].index("文") + 1 :]


def test_a_heading_that_names_the_table_looks_as_all_titles_of_tables_do(
    rendered: Render,
) -> None:
    longer = Title(2, "十、部门预算项目支出绩效自评表")
    assert _styles_above_the_table(rendered, longer) == [("FormTitle", longer.text)]
    shorter = Title(2, "十、绩效自评表")
    assert _styles_above_the_table(rendered, shorter) == [
        ("FormTitle", shorter.text),
        ("FormTitle", "项目支出绩效自评表"),
    ]
    other = Title(2, "三、绩效情况")
    assert _styles_above_the_table(rendered, other) == [("Heading2", other.text), ("FormTitle", "项目支出绩效自评表")]
    part = Title(1, "第五部分 项目支出绩效自评表")
    assert _styles_above_the_table(rendered, part) == [("Heading1", part.text), ("FormTitle", "项目支出绩效自评表")]


def test_no_title_leaves_a_character_alone_on_its_last_line(rendered: Render) -> None:
    """442 pt hold 24 characters of 18 pt: 25 would leave one alone."""
    title = "某某" * 12 + "表"
    body = body_of(rendered(small_document(FormItem(form(title, ["甲", "乙"], [["一", "1.00"]], [10, 10])))))
    [indent] = find(body, "//w:p[w:pPr/w:pStyle/@w:val='FormTitle']/w:pPr/w:ind")
    left, right = (int(values(indent, f"@w:{side}")[0]) for side in ("left", "right"))
    assert left == right
    room = (11906 - 1474 - 1588 - left - right) / 20 / 18
    assert 12.5 <= room < 14  # 13 and 12 characters


def test_cells_are_not_spread_out() -> None:
    """A justified line before a long word would be: 吉 林 省 医 疗."""
    styles = body_of(SKELETON, "word/styles.xml")
    for number in range(1, 6):
        assert values(styles, f"//w:style[w:name/@w:val='表格文字{number}']/w:pPr/w:jc/@w:val") == ["left"]


def _with_list(rows: int, label_from: int = 3) -> Form:
    """Three rows of facts, then a list with one row of headings; the label on the left begins at ``label_from``."""
    facts = [["项目名称", "某某项目", ""], ["主管部门", "某某局", ""], ["资金", "1.00", "2.00"]]
    listed = [["绩效指标", "指标", "得分"], *[["", f"指标{n}", "10"] for n in range(rows)]]
    made = form("自评表", ["甲"] * 3, [*facts, *listed], [10, 30, 10])
    cells = [cell._replace(row=cell.row - 1) for cell in made.cells if cell.row]
    span = 4 + rows - label_from
    label = FormCell(label_from, 0, "绩效指标", span, 1, "center")
    cells = [cell for cell in cells if cell.column or cell.row < label_from] + [label]
    return replace(made, cells=tuple(cells), row_count=4 + rows, header_rows=0, lists=((3, 1),))


def test_the_headings_of_a_list_further_down_are_printed_again_where_it_goes_on(rendered: Render) -> None:
    body = body_of(rendered(small_document(FormItem(_with_list(60)))))
    first, second = find(body, "//w:tbl")
    assert (len(find(first, "w:tr")), len(find(second, "w:tr"))) == (3, 61)
    assert len(find(first, ".//w:tblHeader")) == 0
    assert values(find(second, "w:tr[w:trPr/w:tblHeader]")[0], ".//w:t/text()") == ["绩效指标", "指标", "得分"]
    assert values(first, "w:tblPr/w:tblBorders/w:bottom/@w:val") == ["nil"]  # no double rule between them
    assert values(first, "w:tblGrid/w:gridCol/@w:w") == values(second, "w:tblGrid/w:gridCol/@w:w")


def test_a_form_on_one_page_stays_one_table(rendered: Render) -> None:
    assert len(find(body_of(rendered(small_document(FormItem(_with_list(5))))), "//w:tbl")) == 1


def test_a_form_is_not_cut_through_a_merged_cell(rendered: Render) -> None:
    assert len(find(body_of(rendered(small_document(FormItem(_with_list(60, label_from=2))))), "//w:tbl")) == 1
