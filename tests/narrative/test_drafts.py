"""Drafting: fields from folder to folder, a template's faults, and texts that look like templates."""

from dataclasses import replace
from decimal import Decimal

import pytest
from samples import block, report

from toolkit.errors import ProfileError, TemplateError
from toolkit.narrative import draft
from toolkit.profiles import OutlineItem, load_profile

HENAN = load_profile("henan-final")


@pytest.fixture
def make(tmp_path):
    """A made-up format with a template of its own and, when given, one of its base; its fields in the outline."""

    def profile(own, base=None, *, fields=("甲",), **changes):
        folders = []
        for name, text in (("own", own), ("base", base)):
            folder = tmp_path / name
            folder.mkdir()
            folders.append(folder)
            if text is not None:
                (folder / "narrative.j2").write_text(text, encoding="utf-8")
        outline = tuple(OutlineItem(field=field) for field in fields)
        return replace(HENAN, folder=folders[0], folders=tuple(folders), outline=outline, **changes)

    return profile


def text_of(profile, field="甲", **parts):
    return draft(report(profile, **parts), profile).texts[field]


def block_of(text):
    return "{% block 甲 %}" + text + "{% endblock %}"


# -- fields and folders


def test_a_field_comes_from_the_nearest_folder_that_defines_it(make):
    own = "{% block 甲 %}自己的甲{% endblock %}"
    base = "{% block 甲 %}基础的甲{% endblock %}{% block 乙 %}基础的乙{% endblock %}{% block 丙 %}不用{% endblock %}"
    made = make(own, base, fields=("乙", "甲"))
    assert dict(draft(report(made), made).texts) == {"乙": "基础的乙", "甲": "自己的甲"}


def test_a_field_that_nobody_wrote_is_named_with_the_nearest(make):
    with pytest.raises(TemplateError, match="收支总休.*是不是“收支总体”"):
        text_of(made := make("{% block 收支总体 %}{% endblock %}", fields=("收支总休",)), "收支总休"), made


def test_blank_lines_part_paragraphs_and_other_line_breaks_are_only_wrapping(make):
    made = make(block_of("\n一句，\n  接着写。\n\n\n  第二段{{ 年度 }}\n年。\n"))
    assert text_of(made) == "一句，接着写。\n第二段2023年。"


@pytest.mark.parametrize("end", ["{% endfor %}", "{% if 年度 %}。{% endif %}", "{{ 年度 }}"])
def test_a_blank_line_in_a_loop_parts_its_rounds(make, end):
    """Whatever ends the line before the loop's own end: a tag takes the line break after it away."""
    end = "{% for 次 in [1] %}" + end if "endfor" in end else end
    made = make(block_of("\n{% for 数 in [1, 2] %}\n\n第{{ 数 }}项" + end + "\n{% endfor %}\n"))
    assert [line[:3] for line in text_of(made).split("\n")] == ["第1项", "第2项"]


# -- what comes from the workbook is data


@pytest.mark.parametrize(
    "typed", ["{{ x }}", "{% raw %}", "A&B<5", "=1+1", "[甲]{原因}", "**粗**", "\\u2029", "{# 注 #}", "一  二"]
)
def test_typed_text_passes_through_as_typed(make, typed):
    made = make(block_of("用途：{{ 政府性基金用途 }}；{{ 政府性基金用途|句 }}。"))
    assert text_of(made, facts={"政府性基金用途": typed}) == f"用途：{typed}；{typed}。"


def test_typed_text_in_a_phrase_passes_through_as_typed(make):
    made = make(block_of('{{ 同比("同比", 2, 1, 政府性基金用途) }}'))
    text = text_of(made, facts={"政府性基金用途": "{差额}[x] {{ y }} A&B<5"})
    assert text == "增加1.00万元，增长100.00%，主要原因是：{差额}[x] {{ y }} A&B<5"


def test_line_breaks_of_a_typed_text_are_paragraphs_except_within_a_sentence(make):
    made = make(block_of("{{ 政府性基金用途 }}\n\n主要用于{{ 政府性基金用途|句 }}。"))
    assert text_of(made, facts={"政府性基金用途": "第一。\n第二。"}) == "第一。\n第二。\n主要用于第一。第二。"


# -- a template's faults


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n\n{{ 上年收入总记 }}", ["第 3 行", "上年收入总记", "上年收入总计"]),
        ("{% if false %}\n{{ 从来没有 }}{% endif %}", ["第 2 行", "从来没有"]),  # in branches that are never taken, too
        ("{{ 年度|万园 }}", ["第 1 行", "万园", "万元"]),
        ("{{ 年度 }", ["第 1 行", "写法有误"]),
        ("\n{% if 年度 %}", ["写法有误"]),
        ("\n{{ 公开05['合计'].小记 }}", ["第 2 行", "段落“甲”", "小记", "小计"]),
        ("{{ 公开01.收人 }}", ["第 1 行", "公开01表", "收人", "收入"]),
        ("\n{{ 年度|万元 }}", ["第 2 行", "要的是数", "2023"]),
        ("{{ 公开05 }}", ["第 1 行", "不能直接印出来"]),
        ("{{ 同比('同比', 1) }}", ["第 1 行", "句式、两个数、原因"]),
        ("{{ 1.5 * 上年收入总计 }}", ["第 1 行", "不可能的运算"]),
        ("{{ 上年收入总计 / 0 }}", ["第 1 行", "不可能的运算"]),
        ("{{ 年度.upper.__globals__ }}", ["第 1 行", "段落“甲”"]),
        ("{{ 公开05.__class__ }}", ["第 1 行", "__class__"]),
        ("{{ range(5) }}", ["第 1 行", "range"]),
        ("{% include '/etc/passwd' %}", ["第 1 行", "不能引入"]),
        ("{{ 比率(1, 0) }}", ["第 1 行", "分母是 0"]),
        ("{{ 同比('没有', 1, 2) }}", ["第 1 行", "没有名为“没有”的句式"]),
        ("{{ loop.index|序号('甲') }}", ["第 1 行", "loop"]),
    ],
)
def test_a_fault_is_told_with_file_line_and_name(make, text, words):
    made = make(block_of(text))
    filled = {"上年收入总计": Decimal(7)}
    with pytest.raises(TemplateError) as error:
        text_of(made, facts=filled)
    for word in ("narrative.j2", *words):
        assert word in str(error.value)
    assert "\n" not in str(error.value)


def test_a_template_that_is_not_utf8_is_told(make):
    made = make("")
    (made.folder / "narrative.j2").write_bytes("{% block 甲 %}合计{% endblock %}".encode("gb18030"))
    with pytest.raises(TemplateError, match="UTF-8"):
        text_of(made)


def test_a_faulty_phrase_is_the_profiles_fault(make):
    made = make(block_of("甲"), phrases={"同比": {"增": "{差额}"}})
    with pytest.raises(ProfileError, match="phrases.同比"):
        text_of(made)


def test_a_bug_of_ours_keeps_its_traceback(make, monkeypatch):
    made = make(block_of("{{ 3|序号('（一）') }}"))
    monkeypatch.setattr("toolkit.narrative.phrases.chinese_number", None)
    with pytest.raises(TypeError):
        text_of(made)


# -- what is missing


def test_a_missing_fact_leaves_its_marker_once_and_is_reported_for_its_field_only(make):
    own = (
        '{% block 甲 %}与上年度相比，{{ 同比("同比", 2, 上年收入总计, 收支总计变动原因) }}。{% endblock %}'
        "{% block 乙 %}{{ 年度 }}{% endblock %}"
    )
    made = make(own, fields=("甲", "乙"))
    drafts = draft(report(made), made)
    assert drafts.texts["甲"] == "与上年度相比，【待补充：上年度收入总计（补充资料!B4）】。"
    assert {field: [str(gap) for gap in gaps] for field, gaps in drafts.missing.items()} == {
        "甲": ["上年度收入总计（补充资料!B4）"]
    }


def test_what_a_condition_misses_is_said_at_the_end(make):
    made = make(block_of("{% if 车辆合计 > 0 %}有车。{% else %}无车。{% endif %}"))
    assert text_of(made) == "无车。\n【待补充：车辆合计（补充资料!B4）】"
    assert text_of(made, facts={"车辆合计": 0}) == "无车。"


def test_an_empty_list_that_is_printed_says_so(make):
    made = make(block_of("{% for 行 in 项目自评结果 %}{{ 行.得分 }}{% else %}{{ 项目自评结果 }}{% endfor %}"))
    assert text_of(made) == "【待补充：项目自评结果】"
    rows = block(("项目名称", "得分", "总体目标"), [("甲", Decimal("98.50"), "完成")], listed=True)
    assert text_of(made, lists={"项目自评结果": rows}) == "98.50"


def test_a_blank_that_means_none_is_counted_as_none(make):
    made = make(block_of("{{ (其他用车|或零) + 1 }}辆"))
    drafts = draft(report(made), made)
    assert drafts.texts["甲"] == "1辆"
    assert not drafts.missing


# -- sums and ways to write a figure


PROJECTS = block(
    ("项目名称", "得分", "总体目标"),
    [("甲", Decimal("1234.50"), "完成"), ("乙", Decimal("0.5"), "未完成"), ("丙", Decimal("1000"), "完成")],
    listed=True,
)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ('求和(项目自评结果, "得分")|万元', "2,235.00万元"),
        ('求和(项目自评结果, "得分", "总体目标", "完成")|万元("无千分号")', "2234.50万元"),
        (
            '求和(项目自评结果|selectattr("总体目标", "equalto", "完成")|list, "得分")|万元("去零无千分号")',
            "2234.5万元",
        ),
        ('求和(项目自评结果, "得分", "总体目标", "没有的")|万元("0")', "0万元"),
    ],
)
def test_a_column_is_added_over_the_rows_that_say_so(make, asked, text):
    assert text_of(make(block_of("{{ " + asked + " }}")), lists={"项目自评结果": PROJECTS}) == text


def test_a_blank_in_a_sum_is_told_and_not_taken_for_nothing(make):
    blank = block(("项目名称", "得分", "总体目标"), [("甲", None, "完成"), ("乙", Decimal(1), "完成")], listed=True)
    told = text_of(make(block_of('{{ 求和(项目自评结果, "得分")|万元 }}')), lists={"项目自评结果": blank})
    assert told == "【待补充：“甲”的得分（表!B1）】"


def test_only_rows_can_be_added(make):
    with pytest.raises(TemplateError, match="“求和”要的是"):
        text_of(make(block_of('{{ 求和(公开01, "决算数") }}')))
