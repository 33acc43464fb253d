"""For the author of a profile: a new one works at once, and everything that is wrong is told in one go."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from authoring import add, begun, run
from docx import Document

from toolkit import workbook, workflow
from toolkit.document import Title
from toolkit.edits import Edit
from toolkit.profiles import Library, load_profile, profile_ids, templates_folder
from toolkit.workbook.blanks.blank import build_blank


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A profile just started from 河南's."""
    return begun(tmp_path, "test-final", "henan-final")


@pytest.mark.parametrize("profile_id", profile_ids())
def test_our_profiles_have_no_faults(profile_id: str) -> None:
    result = run("profile", "check", templates_folder() / profile_id)
    assert result.exit_code == 0, result.output
    assert "没有发现问题" in result.output


def test_a_profile_just_started_can_be_used(started: Path) -> None:
    result = run("profile", "check", started)
    assert result.exit_code == 0
    assert "没有发现问题" in result.output


def test_a_profile_is_never_started_over_another(started: Path) -> None:
    result = run("profile", "new", "test-final", "--from", "henan-final", "--out", started.parent)
    assert result.exit_code == 1
    assert "已经存在" in result.stderr


def test_starting_from_nothing_is_told(tmp_path: Path) -> None:
    result = run("profile", "new", "x", "--from", "没有", "--out", tmp_path)
    assert result.exit_code == 1
    assert "没有名为“没有”的格式" in result.stderr


def test_all_faults_of_the_files_are_told_at_once(started: Path) -> None:
    add(started, "profile.toml", 'regoin = "x"\ntables = ["公开1"]\n')
    add(started, "tables.toml", '["公开05"]\nlandscap = true\n["新表"]\nlabel = "x"\n')
    add(started, "facts.toml", '["上年数"]\nfacts = "x"\n')
    result = run("profile", "check", started)
    assert result.exit_code == 3
    for words in (
        "regoin",
        "tables 列出的“公开1”",
        "是不是“landscape”",
        "缺少必填的键：title",
        "上年数.facts",
        "共 5 处",
    ):
        assert words in result.output


def test_all_faults_of_rules_sentences_and_outline_are_told_at_once(started: Path) -> None:
    add(started, "rules.toml", '["X-1"]\ntitle = "x"\nidentity = "公开05[合计].小记 = 1"\n')
    add(started, "rules.toml", '["X-2"]\ntitle = "x"\nidentity = "公开5[合计] = = 1"\n')
    add(started, "narrative.j2", "{% block 收入 %}{{ 上年收入 }}{% endblock %}{% block 多余 %}{% endblock %}")
    outline = '[[item]]\ntitle = "{没有}"\nlevel = 1\ntable = "公开99"\n[[item]]\nfield = "没写"\nwhen = "公开98"\n'
    (started / "outline.toml").write_text(outline, encoding="utf-8")
    result = run("profile", "check", started)
    assert result.exit_code == 3
    for words in (
        "是不是“小计”",
        "X-2",
        "是不是“上年收入总计”",
        "段落“多余”",
        "“公开99”不存在",
        "第 2 项的 when 写的“公开98”不是表、补充资料、清单或文字。是不是“公开0",
        "{没有}",
        "段落“没写”没有写",
    ):
        assert words in result.output


#: File, what is wrong in it, what is told of that; in rounds, for a table of a TOML file stands there once.
SLOTS = [
    [
        (
            "profile.toml",
            '[words]\n"文种" = "{单位}决算"',
            "“words.文种”的“{单位}决算”用到了不存在的“{单位}”。是不是“单位名称”",
        ),
        (
            "outline.toml",
            '[[item]]\ntitle = "甲[（{批次}）]"',
            "“第 1 项的 title”的“甲[（{批次}）]”用到了不存在的“{批次}”",
        ),
        ("tables.toml", '["公开05"]\nnotes = ["注：{主題}"]', "“公开05.notes”的“注：{主題}”用到了不存在的“{主題}”"),
        ("tables.toml", '["公开08"]\nempty_note = "{单位}无"', "“公开08.empty_note”的“{单位}无”用到了不存在的“{单位}”"),
        ("tables.toml", '["自评表"]\nprinted_title = "{项目}自评表"', "“{项目}自评表”用到了不存在的“{项目}”"),
        ("facts.toml", '["上年数"]\nhelp = "{上年}年的数"', "“上年数.help”的“{上年}年的数”里有 { }，这里照印"),
        ("rules.toml", '["GK05-1"]\nadvice = "请核对{表}"', "“GK05-1.advice”的“请核对{表}”里有 { }，这里照印"),
    ],
    [
        ("profile.toml", '[words]\n"文种" = "{年度"', "“words.文种”的“{年度”写法有误：括号不成对"),
        ("tables.toml", '["公开08"]\nabove = ["{甲}"]', "“公开08.above”的“{甲}”用到了不存在的“{甲}”"),
        (
            "tables.toml",
            '["公开05".blocks."".columns."小计"]\nhead = "{单位名称}/小计"',
            "用到了不存在的“{单位名称}”。可用：年度",
        ),
    ],
    [
        ("profile.toml", '[words]\n"文种" = "{文种}表"', "“words.文种”的“{文种}表”用到了不存在的“{文种}”"),
        ("tables.toml", '["公开05"]\nnotes = ["{年度:去零}"]', "里的“{年度:去零}”不是句式里的数，不能注明写法"),
        ("tables.toml", 'label = "{年度}表"', "“公开05.label”的“{年度}表”里有 { }，这里照印"),
    ],
    [
        ("tables.toml", '["公开05"]\ntitle = "{年}年决算表"', "“公开05.title”的“{年}年决算表”用到了不存在的“{年}”"),
    ],
]


@pytest.mark.parametrize("slots", SLOTS)
def test_every_slot_that_nothing_fills_is_told(started: Path, slots: list[tuple[str, str, str]]) -> None:
    for file, text, _ in slots:
        add(started, file, f"{text}\n")
    lines = run("profile", "check", started).output.splitlines()
    for file, _, told in slots:
        [line] = [line for line in lines if told in line]
        assert re.search(rf"文件“test-final/{re.escape(file)}”第 \d+ 行：", line)


def test_what_every_text_may_name(started: Path) -> None:
    """The same names wherever a text stands, in the workbook and in the document alike."""
    every = "{单位名称}{年度}{上年}{主体}{编制日期}[（{自评月份}）]"
    add(started, "profile.toml", f'[words]\n"文种" = "{every.replace("{主体}", "")}"')
    add(
        started,
        "tables.toml",
        f'["公开08"]\nempty_note = "{every}{{表号}}"\nnotes = ["{every}"]\nabove = ["{every}"]\n',
    )
    title = load_profile("henan-final").tables["自评表"].title
    add(started, "tables.toml", f'["自评表"]\nprinted_title = "{every}{{项目名称}}{title}"\nabove = ["{every}"]\n')
    outline = (templates_folder() / "henan-final" / "outline.toml").read_text(encoding="utf-8")
    (started / "outline.toml").write_text(
        outline.replace("\nitem = [", f'\nitem = [{{ title = "{every}", level = 1 }},', 1), encoding="utf-8"
    )
    assert "没有发现问题" in run("profile", "check", started).output
    library = Library(started.parent, templates_folder())
    workflow.new_workbook(library.load("test-final"), started / "a.xlsx", year=2023, unit_name="某某中心")
    spent = workflow.check(started / "a.xlsx", library=library).report.tables["公开06"].blocks[""]["30201"]["决算数"]
    workbook.apply_edits(started / "a.xlsx", started / "a.xlsx", [Edit(spent.sheet, spent.address, 1)])  # it is begun
    checked = workflow.check(started / "a.xlsx", library=library)
    told = [finding.message for finding in checked.findings if finding.rule == "KB-1"]
    assert any("某某中心20232022单位公开08表" in message for message in told)
    titles = [item.text for item in workflow.document(workflow.fill(checked)).items if isinstance(item, Title)]
    assert titles[0] == "某某中心20232022单位"


def test_a_folder_without_a_profile_is_told(tmp_path: Path) -> None:
    result = run("profile", "check", tmp_path)
    assert result.exit_code == 1
    assert "没有 profile.toml" in result.stderr


def test_the_skeleton_is_checked_whole_and_with_all_else(started: Path) -> None:
    skeleton = Document(str(started / "document.docx"))
    skeleton.add_paragraph("{{ 单位民称 }}和{{ 年度")
    skeleton.sections[0].header.paragraphs[0].text = "{{ 没有这个 }}"
    style = skeleton.styles["表注"]
    style.element.getparent().remove(style.element)
    skeleton.save(str(started / "document.docx"))
    add(started, "rules.toml", '["X-1"]\ntitle = "x"\nbasis = "x"\nidentity = "公开05[没有这行].小计 = 0"\n')
    add(started, "outlines.toml", "item = []\n")  # a file that nobody reads
    (started / "备注.txt").write_text("", encoding="utf-8")  # one that nobody takes for a file of a profile
    result = run("profile", "check", started)
    assert result.exit_code == 3
    for words in (
        "outlines.toml”：格式里没有叫这个名字的文件，不会读它，请改名或移走。是不是“outline.toml”？",
        "不认识的标记 {{ 单位民称 }}",
        "不认识的标记 {{ 没有这个 }}",
        "缺少样式“表注”",
        "没有“没有这行”这一行",
    ):
        assert words in result.output
    assert "document.docx" in result.output
    assert "备注.txt" not in result.output


def test_a_sentence_that_only_figures_break_is_told(started: Path) -> None:
    text = '{% block 收入 %}{{ 公开02["合计"].财政拨款收入 + 单位名称 }}{% endblock %}\n'
    add(started, "narrative.j2", text)
    result = run("profile", "check", started)
    assert result.exit_code == 3
    assert "试填的工作簿写不出这一段" in result.output
    assert "narrative.j2" in result.output


def test_a_new_profile_brings_the_outline_of_its_base_to_be_changed(started: Path) -> None:
    path = started / "outline.toml"
    kept = path.read_text(encoding="utf-8")
    begin = kept.index("\n# item = [\n") + 1
    opened = "\n".join(line.removeprefix("# ").removeprefix("#") for line in kept[begin:].splitlines())
    path.write_text(kept[:begin] + opened + "\n", encoding="utf-8")
    profile = Library(started.parent, templates_folder()).load("test-final")
    assert profile.outline == load_profile("henan-final").outline
    assert "没有发现问题" in run("profile", "check", started).output


def test_what_no_longer_fits_in_a_base_is_changed_in_ones_own_file(started: Path) -> None:
    """A row that the author leaves out is named by a rule of the base: nobody should change the base for that."""
    add(started, "tables.toml", '["公开09".blocks.""]\ncolumns = [{ id = "合", row = "合计", column = "决算数" }]\n')
    output = run("profile", "check", started).output
    assert "文件“national/narrative.j2”" in output
    assert "这是底稿的文件，不要改它：在自己的 narrative.j2 里写同名的 block" in output
    assert "提示：“公开09”没有“因公出国（境）费”“" in output
    assert "底稿的规则 GK09-1、" in output  # a rule goes with its row
    add(started, "tables.toml", '["公开05"]\nnotes = ["{没有}"]\n["公开05".blocks."".columns."小计"]\nid = "合计"\n')
    add(
        started,
        "tables.toml",
        '["公开04".blocks."收入"]\nrows = ["本年收入合计", "一、一般公共预算财政拨款", "总计"]\n',
    )
    output = run("profile", "check", started).output
    assert "用到了不存在的“{没有}”" in output  # of which nothing follows: all else is told with it
    assert "“公开04表收入”的“本年收入合计”是第一行，上方没有可加的行" in output
    assert "文件“national/rules.toml”" in output  # what is only called otherwise is mended
    assert '这是底稿的文件，不要改它：在自己的 rules.toml 里写 ["规则的编号"]' in output
    assert "enabled = false" in output


def test_a_new_profile_brings_the_terms_of_its_base_to_be_changed(started: Path) -> None:
    text = (started / "glossary.toml").read_text(encoding="utf-8")
    assert '# ["财政拨款收入"]\n# "用于" = [' in text
    add(started, "glossary.toml", '["财政拨款收入"]\n"用途" = ["公开02"]\n')
    output = run("profile", "check", started).output
    assert re.search(r"glossary.toml”第 \d+ 行：名词“财政拨款收入”里有不认识的键“用途”", output)


def test_every_place_that_a_term_or_a_figure_of_the_summary_speaks_of_is_looked_at(started: Path) -> None:
    places = ["公开99", "公开02.没有列", "公开01[没有行]", "补充资料[没有项]", "公开05[2080505]", "公开06[30101]"]
    uses = ", ".join(f'"{place}"' for place in places)
    add(started, "glossary.toml", f'["新词"]\n"解释" = "新"\n"用于" = [{uses}]\n')
    add(started, "glossary.toml", '["二"]\n"用于" = ["公开02"]\n"解示" = "新"\n["三"]\n"必有" = "是"\n')
    output = run("profile", "check", started).output
    assert "名词“二”里有不认识的键“解示”" in output
    assert "名词“三”的“必有”只能写 true 或 false" in output  # all in one round
    text = (started / "glossary.toml").read_text(encoding="utf-8")
    (started / "glossary.toml").write_text(text[: text.index('["二"]')], encoding="utf-8")
    add(started, "summary.toml", '["新数"]\nnow = "公开05[合计].小记"\n')
    output = run("profile", "check", started).output
    for wrong in (
        "没有“公开99”这张表",
        "“公开02”没有“没有列”这一列",
        "“公开01”没有“没有行”这一行",
        "没有“没有项”这一项",
    ):
        assert re.search(rf"glossary.toml”第 \d+ 行：名词“新词”的“用于”写的“[^”]+”：{wrong}", output), wrong
    assert re.search(r"summary.toml”第 \d+ 行：“新数”（公开05\[合计\].小记）.*没有“小记”这一列，是不是“小计”", output)
    assert output.count("要改：") == 5


def test_totals_on_two_lines_and_a_help_about_columns_that_were_replaced_are_pointed_out(started: Path) -> None:
    columns = 'columns = [{ id = "项目名称", role = "name" }, { id = "得分", role = "score" }]\n'
    field = (
        "{% block 绩效自评 %}{% for 行 in 项目自评结果 %}{{ 行.项目名称 }}{{ 行.得分 }}分。{% endfor %}{% endblock %}"
    )
    add(started, "facts.toml", f'["项目自评结果"]\n{columns}')
    add(started, "narrative.j2", field)
    rows = 'rows = ["一、教育支出", "本年支出合计", "结余分配", "年末结转和结余", "总计"]\n'
    add(started, "tables.toml", f'["公开01".blocks."支出"]\nlevels = ["类"]\n{rows}')
    output = run("profile", "check", started).output
    assert re.search(r"提示：“公开01”的“支出”比“收入”少 \d+ 行，两边的“总计”不在同一行：在“支出”的 rows 里补", output)
    assert "“项目自评结果”换了 columns，说明（help）还是底稿的，里面说到已经没有的“总体目标”" in output
    add(started, "facts.toml", 'help = "列出全部预算项目"\n')
    assert "换了 columns" not in run("profile", "check", started).output


# -- what there is


@pytest.mark.parametrize("profile_id", profile_ids())
def test_all_ids_of_a_profile_are_shown(profile_id: str) -> None:
    profile, text = load_profile(profile_id), run("profile", "show", profile_id).output
    facts = [fact.id for group in profile.facts.values() for fact in group.facts]
    for name in (*profile.tables, *profile.facts, *facts, *profile.phrases, *profile.rules):
        assert re.search(rf"^ +{re.escape(name)}[　：]", text, re.MULTILINE), name
    columns = [c for table in profile.tables.values() for block in table.blocks for c in block.columns if not c.row]
    assert all(column.id in text for column in columns)
    assert all(f"“{item.field}”" in text for item in profile.outline if item.field)
    shown = json.loads(run("profile", "show", profile_id, "--json").output)
    assert list(shown["表"]) == list(profile.tables)
    assert {item.field for item in profile.outline if item.field} <= set(shown["段落"])


def test_one_thing_is_shown_whole() -> None:
    output = run("profile", "show", "henan-final", "公开06", "收支总体", "出国团组").output
    assert "30199 其他工资福利支出" in output
    assert "{% block 收支总体 %}" in output
    assert "{% endblock %}" in output
    assert "三公" in output


def test_what_is_not_there_is_told_with_the_nearest() -> None:
    result = run("profile", "show", "henan-final", "公开5")
    assert (result.exit_code, "里没有“公开5”。是不是“公开05”" in result.stderr) == (1, True)


# -- one round -----------------------------------------------------------------------------------------------------------

#: File → what is wrong in it.
WRONG = {
    "profile.toml": """\
base = "henan-final"
region = "某省"
description = "错的"
first_year = 2023

[words]
"主体" = "部门{没有}"

[phrases."同比"]
"增" = "增加{差额}，增长{比例}"
"升" = "升"
""",
    "tables.toml": """\
["公开05"]
tittle = "一般公共预算"

["公开03".blocks."".columns."基本支出"]
head = "本年支出合计"
role = "money"

["公开02".blocks."".columns."没有"]
head = "甲"

["公开10"]
title = "另一张表"
blocks = []
""",
    "facts.toml": """\
["培训"]
title = "培训情况"
facts = [
    { id = "培训支出", label = "培训支出", unit = "万圆" },
    { id = "培训期数", label = "培训期数", kind = "counts" },
]
title = "培训"
""",
    "rules.toml": """\
["HB-1"]
title = "例"
identity = "公开05[合记].小计 = 公开03[合计].本年支出合计"

["HB-2"]
title = "例"
identity = "公开05[合计].小计 = "
servity = "warning"
""",
    "outline.toml": """\
item = [
    { title = "第一部分 {单位名}概况", level = 1 },
    { title = "一、表", level = 2, table = "公开55" },
    { title = "二、表", level = 2, table = "公开01" },
    { title = "三、收入", level = 2, field = "收入" },
    { title = "四、运行", level = 2, field = "运行" },
]
""",
    "narrative.j2": """\
{% block 收入 %}
{{ 年渡 }}年度收入{{ 公开02["合计"].本年收入合计|万圆 }}。
{% if 公开02["合计"].其他收入 %}
{{ 同比("同比", 公开02["合计"].本年收入合计, 上年收入总计, 收支总计变动原因, 基准="上年") }}
{{ 公开02["合记"].本年收入合计|万元 }}{{ 占比(1, 2, 3, "同笔", 5) }}{{ 同比("占比", 1, 2) }}
{% endif %}
{% for 项 in 公开05.项 %}{{ 项.小记 }}{% endfor %}
{% set 合计 = 公开03["合计"] %}{{ 合计.上缴上级支出|或零(1) }}{{ 合计.上缴|万元 }}
{% endblock %}

{% block 运行 %}
{% if 年度 %}
甲
{% endblock %}
""",
}
#: Where each is told, and what.
TOLD = [
    ("profile.toml”第 7 行", "“words.主体”的“部门{没有}”用到了不存在的“{没有}”"),
    ("profile.toml”第 10 行", "“phrases.同比.增”里的“{比例}”可能没有值，请把它和前后文字一起放进方括号"),
    ("profile.toml”第 11 行", "“phrases.同比”（同比）里有不认识的“升”"),
    ("tables.toml”第 2 行", "不认识的键“tittle”，是不是“title”？"),
    ("tables.toml”第 5 行", "“公开03”的“本年支出合计”和“基本支出”两列表头都是“本年支出合计”，分不出来"),
    ("tables.toml”第 6 行", "[基本支出].role”写的是“money”，可用：code"),
    ("tables.toml”第 8 行", "“columns”里没有“没有”，可用："),
    ("tables.toml”第 11 行", "“公开10”没有列在 profile.toml 的 tables 里"),
    ("facts.toml”第 4 行", "“培训支出”的金额单位“万圆”不认识；可用：元、千元、万元"),
    ("facts.toml”第 5 行", "[培训期数].kind”写的是“counts”，是不是“count”？"),
    ("facts.toml”第 7 行", "同一个键写了两次"),
    ("rules.toml”第 3 行", "“公开05表”没有“合记”这一行，是不是“合计”"),
    ("rules.toml”第 7 行", "这里却是结尾"),
    ("rules.toml”第 8 行", "不认识的键“servity”，是不是“severity”？"),
    ("outline.toml”第 2 行", "用到了不存在的“{单位名}”。是不是“单位名称”？"),
    ("outline.toml”第 3 行", "第 2 项的 table 写的“公开55”不存在"),
    ("narrative.j2”第 2 行", "没有名为“万圆”的写法。是不是“万元”？"),
    ("narrative.j2”第 2 行", "没有名为“年渡”的数据"),
    ("narrative.j2”第 4 行", "“同比( )”里没有“基准=”这一项。是不是“基数”？"),
    ("narrative.j2”第 5 行", "公开02表（收入决算表）没有名为“合记”的行。是不是“合计”？"),
    (
        "narrative.j2”第 5 行",
        "“占比( )”里依次要写：部分、全体、全体的名称（可以不写）、句式（可以不写）；这里写了 5 个",
    ),
    ("narrative.j2”第 5 行", "句式“占比”不是同比的句式，不能用在“同比( )”里"),
    ("narrative.j2”第 7 行", "没有名为“小记”的列。是不是“小计”？"),
    ("narrative.j2”第 8 行", "“|或零”后面不写括号，这里写了 1 个"),
    ("narrative.j2”第 8 行", "没有名为“上缴”的列"),
    ("narrative.j2”第 14 行", "这里写的是 endblock，而上面的 if 还没有用 endif 结束"),
    ("document.docx", "不认识的标记 {{ 单位名称呼 }}。是不是“单位名称”？"),
]


def test_everything_wrong_in_every_file_is_told_in_one_round(started: Path) -> None:
    """Each with the file's full name, its line and what to do; nothing that only follows from another."""
    for file, text in WRONG.items():
        (started / file).write_text(text, encoding="utf-8")
    skeleton = Document(str(started / "document.docx"))
    skeleton.paragraphs[0].add_run("{{ 单位名称呼 }}")
    skeleton.save(str(started / "document.docx"))
    result = run("profile", "check", started)
    assert result.exit_code == 3
    lines = [line for line in result.output.splitlines() if line.startswith("要改：")]
    for place, words in TOLD:
        assert [line for line in lines if f"文件“test-final/{place}" in line and words in line], (
            place,
            words,
            result.output,
        )
    assert len(lines) == len(TOLD), result.output


UNREADABLE = """{% block 收入 %}{{ 年度，上年 }}{% endblock %}
{% block 支出 %}{{ 年度 上年 }}{% endblock %}
{% block 财拨总体 %}{% foo %}{% endblock %}
{% block 名词解释 %}{% if 年度 = 1 %}甲{% endif %}{% endblock %}
{% block 三公总体 %}甲{% endblock %}
{% block 三公总体 %}乙{% endblock %}
{% block 机关运行经费 %}{% if 年度 == 1 %}甲{% endblock %}
{% block 政府采购 %}甲
"""


def test_what_cannot_be_read_in_a_template_is_told_in_chinese(started: Path) -> None:
    (started / "narrative.j2").write_text(UNREADABLE, encoding="utf-8")
    lines = [line for line in run("profile", "check", started).output.splitlines() if line.startswith("要改：")]
    told = {
        1: "“，”不能写在这里：括号、逗号要用半角，引号要成对",
        2: "“上年”前面应有“}}”",
        3: "没有“foo”这种标签",
        4: "判断相等要写两个等号“==”",
        6: "段落“三公总体”写了两次，请合在一起或改名",
        7: "这里写的是 endblock，而上面的 if 还没有用 endif 结束",
        8: "block 没有用 endblock 结束",
    }
    for number, words in told.items():
        assert [line for line in lines if f"narrative.j2”第 {number} 行：写法有误：{words}" in line], (words, lines)
    assert len(lines) == len(told), lines


def test_every_field_that_cannot_be_written_is_told_by_itself(started: Path) -> None:
    """What only shows once there are figures."""
    text = "{% block 收入 %}{{ 收支总计变动原因 + 1 }}{% endblock %}\n{% block 支出 %}{{ 占比(公开02, 1) }}{% endblock %}\n"
    (started / "narrative.j2").write_text(text, encoding="utf-8")
    lines = [line for line in run("profile", "check", started).output.splitlines() if line.startswith("要改：")]
    lead = "要改：试填的工作簿写不出这一段：文件“test-final/narrative.j2”"
    assert lines == [
        f"{lead}第 1 行：段落“收入”：对数据做了不可能的运算：文字、数、表和行不能放在一起算，也不能比大小。",
        f"{lead}第 2 行：段落“支出”：这里要的是数，得到的是一张表。",
    ]


# -- overridden means gone -----------------------------------------------------------------------------------------------


def test_what_is_dropped_takes_its_sentences_rules_and_titles_along(started: Path) -> None:
    """A profile that only says which forms, facts and texts it has not."""
    head = 'base = "henan-final"\nregion = "某省"\ndescription = "少几张表"\n'
    tables = 'tables = ["公开01", "公开02", "公开04", "公开05", "公开06"]\n'
    (started / "profile.toml").write_text(head + tables, encoding="utf-8")
    facts = '["国有资产"]\nfacts = []\n["部门概况"]\ntexts = []\n["名词解释"]\ncolumns = []\n'
    (started / "facts.toml").write_text(facts, encoding="utf-8")
    result = run("profile", "check", started)
    assert result.exit_code == 0, result.output
    titles = [item.title for item in Library(started.parent, templates_folder()).load("test-final").outline]
    assert "三、支出决算情况说明" not in titles  # its sentences are about 公开03
    assert not any("三公" in title or "概况" in title or "名词解释" in title for title in titles)
    assert "五、一般公共预算财政拨款支出决算情况说明" in titles  # some of its sections are still there
    gap = "提示：outline.toml 的标题“四、财政拨款收入支出决算总表”，前面的是“二、收入决算表”：序号不连续"
    assert gap in result.output


LINES = """
[["公开09".blocks]]
kind = "lines"
columns = [{ id = "项目", role = "name" }, { id = "预算数" }, { id = "决算数" }]
rows = [
    "合计",
    "1、因公出国（境）费",
    "2、公务接待费",
    { name = "3、公务用车购置及运行费", key = "公务用车购置及运行维护费" },
    { name = "其中：（1）公务用车运行维护费", key = "公务用车运行维护费" },
    { name = "（2）公务用车购置费", key = "公务用车购置费" },
]
"""


def in_lines_too(started: Path, lines: str = LINES) -> None:
    """The two-way form of the base, word for word, and the same figures line by line."""
    text = (templates_folder() / "national" / "tables.toml").read_text(encoding="utf-8")
    add(started, "tables.toml", text[text.index('["公开09"]') :] + lines)


def test_a_form_in_two_layouts_is_one_profile(started: Path, tmp_path: Path) -> None:
    in_lines_too(started)
    assert run("profile", "check", started).exit_code == 0
    library = Library(started.parent, templates_folder())
    profile = library.load("test-final")
    (other,) = profile.other_layouts["公开09"]
    assert [block.kind for block in (*profile.tables["公开09"].blocks, *other.blocks)] == ["cross", "lines"]
    for name, form in (("横排", profile.tables["公开09"]), ("竖排", other)):
        path = tmp_path / f"{name}.xlsx"
        drawn = replace(profile, tables={**profile.tables, "公开09": form}, other_layouts={})
        build_blank(drawn, path, year=2024, unit_name="某某中心")
        reading = workbook.read_by(workbook.read_grid(path), profile)
        assert "公开09" not in str(reading.report.problems)
        three = reading.report.tables["公开09"].blocks[""]
        assert {row.key for row in three.rows} == {column.row for column in profile.tables["公开09"].blocks[0].columns}
        assert three.columns == ("预算数", "决算数")


def test_another_layout_that_calls_a_figure_otherwise_is_told(started: Path) -> None:
    in_lines_too(started, LINES.replace('key = "公务用车购置费"', 'key = "购车费"'))
    output = run("profile", "check", started).output
    assert "“公开09”的另一种版式里没有“公务用车购置费”的“决算数”，请补上" in output
    assert "“公开09”的另一种版式里多了“购车费”的“决算数”，请删去" in output


def test_another_layout_that_says_too_little_is_told(started: Path) -> None:
    in_lines_too(started, '[["公开09".blocks]]\nkind = "lines"\ncolumns = [{ id = "项目", role = "name" }]\n')
    assert "“公开09”的另一种版式的 kind 是 lines，要写 rows" in run("profile", "check", started).output
