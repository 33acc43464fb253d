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
