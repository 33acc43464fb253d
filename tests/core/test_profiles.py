"""Profiles: every folder loads, and each mistake in one is told with its file, its place and the nearest right word."""

import os
from pathlib import Path

import pytest

from toolkit.errors import ProfileError
from toolkit.profiles import Library, default_library, load_profile, profile_ids, templates_folder
from toolkit.rules.language.compiled import compiled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile folder that a test may spoil: somebody's own, on the national base."""
    write(tmp_path / "own" / "test-final", profile='base = "national"\nregion = "某省"\n')
    return tmp_path / "own" / "test-final"


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def library(folder: Path) -> Library:
    """Somebody's own profiles, the folder among them, before ours."""
    return Library(folder.parent, templates_folder())


@pytest.mark.parametrize("profile_id", profile_ids())
def test_every_profile_loads(profile_id: str) -> None:
    profile = load_profile(profile_id)
    assert profile.tables
    assert profile.rules
    assert profile.outline


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("profile.toml", 'base = "national"\nregion = "某省"\nregoin = "x"\n', ["profile.toml", "regoin"]),
        ("profile.toml", 'base = "nowhere"\nregion = "某省"\n', ["nowhere", "不存在"]),
        ("profile.toml", 'base = "national"\nregion = "某省"\ntables = ["公开99"]\n', ["公开99", "没有定义"]),
        ("profile.toml", "base = [\n", ["profile.toml", "写法有误"]),
        ("tables.toml", '["公开01"]\ntitel = "x"\n', ["tables.toml", "titel", "是不是“title”"]),
        ("tables.toml", '["新表"]\nlabel = "x"\n', ["新表", "缺少必填的键", "title"]),
        ("tables.toml", '["公开01"]\nlandscape = "yes"\n', ["landscape", "类型不对"]),
        ("facts.toml", '["上年数"]\nfacts = "x"\n', ["上年数.facts", "应是一个列表"]),
        ("outline.toml", '[[item]]\ntitel = "x"\n', ["outline.toml", "titel"]),
        (
            "tables.toml",
            '["公开01".blocks."收人"]\nfirst_line = 2\n',
            ["tables.toml", "收人", "可用：收入、支出"],
        ),
    ],
)
def test_a_mistake_in_a_profile_is_told_with_its_place(folder: Path, file: str, text: str, words: list[str]) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as told:
        library(folder).load("test-final")
    for word in words:
        assert word in str(told.value)


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(ProfileError, match="是不是“henan-final”"):
        load_profile("henan-finl")


def test_a_profile_id_is_a_name_and_never_a_path() -> None:
    with pytest.raises(ProfileError, match="没有名为"):
        load_profile("../templates/henan-final")


def test_a_profile_states_only_its_differences(folder: Path) -> None:
    write(folder, profile='base = "henan-final"\nregion = "某省"\n', tables='["公开05"]\ntitle = "另一个名称"\n')
    profile, base = library(folder).load("test-final"), load_profile("henan-final")
    assert profile.tables["公开05"].title == "另一个名称"
    assert profile.tables["公开05"].blocks == base.tables["公开05"].blocks
    assert profile.file("tables.toml").parent == folder


def test_a_profile_changes_single_items_of_a_list_and_drops_a_group_of_facts(folder: Path) -> None:
    write(
        folder,
        tables='["公开01".blocks."支出".columns."决算数"]\nhead = "支出/金额"\n["公开02".blocks."".columns."编码"]\nwidth = 9\n',
        facts='["国有资产"]\nfacts = []\n',
    )
    profile = library(folder).load("test-final")
    income, spent = profile.for_year(2024).tables["公开01"].blocks
    assert [column.path for column in spent.columns] == [("支出", "项目"), ("支出", "行次"), ("支出", "金额")]
    assert [column.path for column in income.columns] == [("收入", "项目"), ("收入", "行次"), ("收入", "决算数")]
    assert (len(spent.rows), profile.tables["公开02"].blocks[0].columns[0].width) == (31, 9)
    assert "国有资产" not in profile.facts


def test_of_two_profiles_with_one_id_the_earlier_folder_is_meant(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other" / "test-final", profile='base = "national"\nregion = "另一省"\n')
    assert library(folder).load("test-final").region == "某省"
    assert Library(other.parent, folder.parent, templates_folder()).load("test-final").region == "另一省"
    assert library(folder).ids() == tuple(sorted([*profile_ids(), "test-final"]))


def test_a_profile_is_read_once_a_library(folder: Path) -> None:
    own = library(folder)
    assert own.load("test-final") is own.load("test-final")


@pytest.mark.parametrize("base", ['"one"', '"two"', "7"])
def test_bases_that_go_round_in_a_circle_are_told(tmp_path: Path, base: str) -> None:
    one = write(tmp_path / "one", profile=f'base = {base}\nregion = "某省"\n')
    write(tmp_path / "two", profile='base = "one"\n')
    with pytest.raises(ProfileError, match="base 指向的"):
        library(one).load("one")


def test_a_folder_of_profiles_beside_a_workbook_comes_first(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "juesuan-profiles" / "test-final", profile='base = "national"\nregion = "另一省"\n')
    own = library(folder)
    assert own.beside(tmp_path / "某局.xlsx").load("test-final").region == "另一省"
    assert own.beside(tmp_path / "某局.xlsx") is own.beside(tmp_path / "某处.xlsx")
    assert own.beside(tmp_path / "结果" / "某局.xlsx").load("test-final").region == "另一省"
    assert own.beside(tmp_path / "甲" / "乙" / "某局.xlsx") is own


def test_more_folders_are_named_in_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "test-final" not in default_library().ids()
    monkeypatch.setenv("JUESUAN_PROFILES", f"{folder.parent}{os.pathsep}{folder}")
    assert default_library().load("test-final").region == "某省"
    assert {"test-final", "henan-final"} <= set(default_library().ids())


def test_a_file_saved_by_notepad_is_read(folder: Path) -> None:
    (folder / "profile.toml").write_text('base = "national"\nregion = "某省"\n', encoding="utf-8-sig")
    assert library(folder).load("test-final").region == "某省"


SHARED = """
["小计"]
title = "各行小计等于两项之和"
identity = "表[行].小计 = 表[行].基本支出 + 表[行].项目支出，其中 行 取自 表[*]"
severity = "warning"
tables = { "T-5" = "公开05", "T-8" = "公开08" }
["T-8"]
severity = "error"
"""


def test_a_rule_over_several_tables_is_one_rule_for_each(folder: Path) -> None:
    write(folder, rules=SHARED)
    rules = library(folder).load("test-final").rules
    assert "小计" not in rules
    assert [(rules[key].relation[:4], rules[key].severity) for key in ("T-5", "T-8")] == [
        ("公开05", "warning"),
        ("公开08", "error"),
    ]


def test_a_single_one_of_the_rules_over_several_tables_is_changed_or_left_out(folder: Path) -> None:
    write(folder, rules='["GK03-2"]\nseverity = "warning"\n["GK05-2"]\nenabled = false\n')
    rules = library(folder).load("test-final").rules
    assert "GK05-2" not in rules
    assert rules["GK03-2"].severity == "warning"
    assert rules["GK03-2"].relation == load_profile("henan-final").rules["GK03-2"].relation
    assert list(rules).index("GK03-2") < list(rules).index("GK07-3")


def test_rules_as_they_were_written_before_are_the_same_rules(folder: Path) -> None:
    former = """
["BT-3"]
identity = "检查 表名"
["WZ-1"]
identity = '文字不应有 甲|乙'
["BT-1"]
identity = "公开01.收入[总计] = 公开01.支出[总计]"
"""
    write(folder, rules=former)
    rules = library(folder).load("test-final").rules
    assert (rules["BT-3"].check, rules["WZ-1"].unwanted) == ("表名", "甲|乙")
    assert (rules["BT-1"].check, rules["BT-1"].relation) == ("", "公开01.收入[总计] = 公开01.支出[总计]")


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("", "规则“T-1”要写 identity、check、unwanted、wanted 中的一个"),
        (
            'check = "表号"\nunwanted = "甲"',
            "规则“T-1”只能写 identity、check、unwanted、wanted 中的一个，现有 check、unwanted",
        ),
        ('tables = ["公开05"]\nidentity = "表[合计].小计 = 0"', '“T-1”的 tables 要写成 { "规则编号" = "表" }'),
        ('tables = { "T-5" = 5 }\nidentity = "表[合计].小计 = 0"', '“T-1”的 tables 要写成 { "规则编号" = "表" }'),
    ],
)
def test_a_rule_states_one_thing(folder: Path, stated: str, told: str) -> None:
    write(folder, rules=f'["T-1"]\ntitle = "例"\n{stated}\n')
    with pytest.raises(ProfileError) as error:
        library(folder).load("test-final")
    assert told in str(error.value)


def test_what_is_dropped_goes_with_its_rules_and_its_place_in_the_outline(folder: Path) -> None:
    tables = ["公开01", "公开02"]
    write(folder, profile=f'base = "henan-final"\nregion = "某省"\ntables = {tables}\n'.replace("'", '"'))
    write(folder, facts='["国有资产"]\nfacts = [{ id = "大型设备", label = "设备", kind = "count" }]\n')
    profile = library(folder).load("test-final")
    assert {"公开08", "自评表", "车辆合计"} <= profile.dropped
    assert not {"公开01", "大型设备", "国有资产"} & profile.dropped
    assert {item.table for item in profile.outline if item.table} == set(tables)
    ids = {rule.spec.id for rule in compiled(profile)}
    assert {"GK01-1", "GK02-2", "BC-1.1"} <= ids
    assert not {"GK08-1", "ZP-1", "BC-4.1", "BC-4.2"} & ids


def test_a_rule_of_its_own_about_what_it_has_dropped_is_told(folder: Path) -> None:
    write(
        folder, facts='["国有资产"]\nfacts = []\n', rules='["T-1"]\ntitle = "例"\nidentity = "补充资料[车辆合计] = 1"\n'
    )
    with pytest.raises(ProfileError, match="规则“T-1”.*没有“车辆合计”这一行"):
        compiled(library(folder).load("test-final"))


def test_blank_rows_are_written_together(folder: Path) -> None:
    rows = '["甲", { blank = 3 }, "乙", { blank = 1, until = 2023 }, "丙"]'
    write(folder, tables=f'["公开01".blocks."支出"]\nrows = {rows}\n')
    _, spent = library(folder).load("test-final").tables["公开01"].blocks
    assert [row.name for row in spent.rows] == ["甲", "", "", "", "乙", "", "丙"]
    assert [row.until for row in spent.rows if not row.name] == [9999, 9999, 9999, 2023]


@pytest.mark.parametrize("blank", ["0", "-1", '"3"', "true", '2, name = "甲"'])
def test_a_number_of_blank_rows_that_is_none_is_told(folder: Path, blank: str) -> None:
    write(folder, tables=f'["公开01".blocks."支出"]\nrows = ["甲", {{ blank = {blank} }}]\n')
    with pytest.raises(ProfileError, match=r"rows\[2\]”的 blank 是空行的行数"):
        library(folder).load("test-final")


def test_a_pattern_for_all_situations_takes_the_place_of_the_bases(folder: Path) -> None:
    write(folder, profile='base = "national"\nregion = "某省"\n[phrases."预决算"]\n"一般" = "支出{决算}"\n')
    assert library(folder).load("test-final").phrases["预决算"] == {"一般": "支出{决算}"}


def test_single_situations_of_a_phrase_are_changed(folder: Path) -> None:
    write(folder, profile='base = "henan-final"\nregion = "某省"\n[phrases."项预决算"]\n"相等" = "支出{决算}"\n')
    phrases = library(folder).load("test-final").phrases["项预决算"]
    assert phrases == {**load_profile("henan-final").phrases["项预决算"], "相等": "支出{决算}"}


def test_a_phrase_may_be_another_by_name(folder: Path) -> None:
    own = '[phrases]\n"甲" = "乙"\n"乙" = "同比"\n[phrases."同比"]\n"平" = "没有变动"\n'
    write(folder, profile=f'base = "national"\nregion = "某省"\n{own}')
    phrases = library(folder).load("test-final").phrases
    assert phrases["甲"] == phrases["同比"]
    assert phrases["甲"]["平"] == "没有变动"


@pytest.mark.parametrize("own", ['"甲" = "没有"', '"甲" = "乙"\n"乙" = "甲"', '"甲" = 5'])
def test_a_phrase_that_leads_nowhere_is_told(folder: Path, own: str) -> None:
    write(folder, profile=f'base = "national"\nregion = "某省"\n[phrases]\n{own}\n')
    with pytest.raises(ProfileError, match="句式“甲”要写成一组句子，或写另一个句式的名称"):
        library(folder).load("test-final")
