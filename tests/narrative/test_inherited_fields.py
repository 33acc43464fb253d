"""A format writes only the paragraphs that differ: the rest is its base's, looked at as far as it is still used."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from smaller import smaller

from toolkit import narrative, profile_kit, workflow
from toolkit.errors import TemplateError
from toolkit.profiles import Library, templates_folder
from toolkit.report import Report

SAMPLE = smaller(keep=1)
BASE = """
{% block 收入 %}{{ 年度 }}年{% block 来源 %}拨款{% endblock %}收入，
共{{ 合计数 }}。{% endblock %}
{% block 支出 %}没有{{ 没有的 }}。{% endblock %}
"""
OUTLINE = 'item = [{ title = "{年度}年", level = 1, table = "公开01" }, { title = "一", level = 2, field = "收入" }]\n'
FACTS = '["国有资产"]\nfacts = [{ id = "合计数", label = "合计数", kind = "text", default = "甲" }]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A format of its own on a base that writes two paragraphs, one of them about data that is not there."""
    write(tmp_path / "base", profile='base = "national"\n', outline=OUTLINE, facts=FACTS)
    (tmp_path / "base" / "narrative.j2").write_text(BASE, encoding="utf-8")
    return write(tmp_path / "own", profile='base = "base"\nregion = "某省"\n', facts=FACTS)


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def library(folder: Path) -> Library:
    return Library(folder.parent, templates_folder())


def drafted(folder: Path, own: str) -> str:
    (folder / "narrative.j2").write_text(own, encoding="utf-8")
    return narrative.draft(report(), library(folder).load("own")).texts["收入"]


@cache
def report() -> Report:
    return workflow.check(SAMPLE).report


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("", "2023年拨款收入，共甲。"),
        ("{% block 收入 %}自己的。{% endblock %}", "自己的。"),
        ("{% block 来源 %}各项{% endblock %}", "2023年各项收入，共甲。"),
        ("{% block 收入 %}{{ super() }}另有说明。{% endblock %}", "2023年拨款收入，共甲。另有说明。"),
        ("{% block 来源 %}{{ super() }}等{% endblock %}", "2023年拨款等收入，共甲。"),
    ],
)
def test_a_block_takes_the_place_of_its_bases(folder: Path, own: str, text: str) -> None:
    assert drafted(folder, own) == text


def test_what_the_format_no_longer_uses_of_its_base_is_not_looked_at(folder: Path) -> None:
    assert not [fault for fault in profile_kit.inspect(folder, library=library(folder)).faults if "没有的" in fault]
    both = OUTLINE.replace("}]", '}, { title = "二", level = 2, field = "支出" }]')
    write(folder, outline=both)
    with pytest.raises(TemplateError, match="没有名为“没有的”的数据"):
        drafted(folder, "")
    assert any("没有的" in fault for fault in profile_kit.inspect(folder, library=library(folder)).faults)
    assert drafted(folder, "{% block 支出 %}没有。{% endblock %}")


def test_a_fault_in_a_block_within_another_is_told_with_its_own_file(folder: Path) -> None:
    with pytest.raises(TemplateError) as told:
        drafted(folder, "\n\n{% block 来源 %}{{ 公开05['没有的行'].小计 }}{% endblock %}")
    assert "第 3 行" in str(told.value)
    assert told.value.path == folder / "narrative.j2"


def test_a_block_within_a_field_that_is_used_is_not_written_in_vain(folder: Path) -> None:
    (folder / "narrative.j2").write_text(
        "{% block 来源 %}甲{% endblock %}{% block 多余 %}乙{% endblock %}", encoding="utf-8"
    )
    faults = profile_kit.inspect(folder, library=library(folder)).faults
    assert [fault for fault in faults if "没有用到" in fault] == [
        "文件“own/narrative.j2”第 1 行：段落“多余”写了，但 outline.toml 没有用到；不需要就删去。"
    ]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("甲。{% if 年度 %}乙。{% endif %}\n\n丙。", "甲。乙。\n丙。"),
        ("{% if 年度 %}甲。{% endif %}\n  \n丙。", "甲。\n丙。"),
        ("甲。{# 说明 #}\n\n丙。", "甲。\n丙。"),
        ("甲。\n{% if 年度 %}\n乙。\n{% endif %}\n丙。", "甲。乙。丙。"),
        ("甲。{% if 年度 %}乙。{% endif %}\n丙。", "甲。乙。丙。"),
        ("{% set 词 = '甲' %}\n\n{% if 年度 %}\n\n{{ 词 }}。{% endif -%}\n\n丙。", "甲。丙。"),
    ],
)
def test_a_blank_line_begins_a_paragraph_also_after_a_tag(folder: Path, written: str, text: str) -> None:
    assert drafted(folder, f"{{% block 收入 %}}\n{written}\n{{% endblock %}}") == text


def test_a_fault_below_such_a_break_is_told_at_its_line(folder: Path) -> None:
    with pytest.raises(TemplateError) as told:
        drafted(folder, "{% block 收入 %}甲{% if 年度 %}乙{% endif %}\n\n{{ 没有 }}{% endblock %}")
    assert told.value.line == 3


PHRASES = """base = "base"
region = "某省"
[phrases."预算完成"]
"一般" = "{年度}年{基数}{预算}，决算{决算}[，完成{基数}的{完成率}]。"
[phrases."比上年"]
"增" = "比{上年}年{基数}多{差额}[（{比例}）]。"
"减" = "少{差额}。"
"平" = "平。"
"""


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ('预决算("预算完成", 20, 10)', "2023年年初预算20.00万元，决算10.00万元，完成年初预算的50.00%。"),
        (
            '预决算("预算完成", 20, 10, 基数="全年预算")',
            "2023年全年预算20.00万元，决算10.00万元，完成全年预算的50.00%。",
        ),
        ('预决算("预算完成", 20, 10, 基数="预算数", 完成率=false)', "2023年预算数20.00万元，决算10.00万元。"),
        ('同比("比上年", 30, 20)', "比2022年上年多10.00万元（50.00%）。"),
        ('同比("比上年", 30, 20, 基数="预算", 比例=false)', "比2022年预算多10.00万元。"),
    ],
)
def test_a_phrase_knows_the_years_and_is_told_its_base_and_whether_to_state_a_rate(
    folder: Path, call: str, text: str
) -> None:
    write(folder, profile=PHRASES)
    assert drafted(folder, f"{{% block 收入 %}}{{{{ {call} }}}}{{% endblock %}}") == text


@pytest.mark.parametrize("asked", ["基数=1", "完成率=0", "增长率=false", "合计数, 1"])
def test_what_a_phrase_cannot_be_told(folder: Path, asked: str) -> None:
    write(folder, profile=PHRASES)
    with pytest.raises(TemplateError, match="段落“收入”"):
        drafted(folder, f'{{% block 收入 %}}{{{{ 预决算("预算完成", 20, 10, {asked}) }}}}{{% endblock %}}')
