"""Profiles: every folder loads, and each mistake in one is told with its file, its place and the nearest right word."""

import shutil
from pathlib import Path

import pytest

from toolkit.errors import ProfileError
from toolkit.profiles import load_profile, profile_ids, templates_folder


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of templates/ that a test may spoil."""
    shutil.copytree(templates_folder(), tmp_path / "templates")
    monkeypatch.setenv("JUESUAN_TEMPLATES", str(tmp_path / "templates"))
    load_profile.cache_clear()
    yield tmp_path / "templates"
    load_profile.cache_clear()


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
            ["tables.toml", "收人", "可以修改的有：收入、支出"],
        ),
    ],
)
def test_a_mistake_in_a_profile_is_told_with_its_place(templates: Path, file: str, text: str, words: list[str]) -> None:
    folder = templates / "test-final"
    folder.mkdir()
    (folder / "profile.toml").write_text('base = "national"\nregion = "某省"\n', encoding="utf-8")
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as told:
        load_profile("test-final")
    for word in words:
        assert word in str(told.value)


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(ProfileError, match="是不是“henan-final”"):
        load_profile("henan-finl")


def test_a_profile_id_is_a_name_and_never_a_path() -> None:
    with pytest.raises(ProfileError, match="没有名为"):
        load_profile("../templates/henan-final")


def test_a_profile_states_only_its_differences(templates: Path) -> None:
    folder = templates / "test-final"
    folder.mkdir()
    (folder / "profile.toml").write_text('base = "henan-final"\nregion = "某省"\n', encoding="utf-8")
    (folder / "tables.toml").write_text('["公开05"]\ntitle = "另一个名称"\n', encoding="utf-8")
    profile, base = load_profile("test-final"), load_profile("henan-final")
    assert profile.tables["公开05"].title == "另一个名称"
    assert profile.tables["公开05"].blocks == base.tables["公开05"].blocks
    assert profile.file("tables.toml").parent == folder


def test_a_profile_changes_single_items_of_a_list_and_drops_a_group_of_facts(templates: Path) -> None:
    folder = templates / "test-final"
    folder.mkdir()
    (folder / "profile.toml").write_text('base = "national"\nregion = "某省"\n', encoding="utf-8")
    (folder / "tables.toml").write_text(
        '["公开01".blocks."支出".columns."决算数"]\nhead = "支出/金额"\n["公开02".blocks."".columns."编码"]\nwidth = 9\n',
        encoding="utf-8",
    )
    (folder / "facts.toml").write_text('["国有资产"]\nfacts = []\n', encoding="utf-8")
    profile = load_profile("test-final")
    income, spent = profile.tables["公开01"].blocks
    assert [column.path for column in spent.columns] == [("支出", "项目"), ("支出", "行次"), ("支出", "金额")]
    assert [column.path for column in income.columns] == [("收入", "项目"), ("收入", "行次"), ("收入", "决算数")]
    assert (len(spent.rows), profile.tables["公开02"].blocks[0].columns[0].width) == (31, 9)
    assert "国有资产" not in profile.facts
