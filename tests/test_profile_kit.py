"""For the author of a profile: a new one works at once, and everything that is wrong is told in one go."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from toolkit.profiles import profile_ids, templates_folder


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A profile just started from 河南's."""
    assert run("profile", "new", "test-final", "--from", "henan-final", "--out", tmp_path).exit_code == 0
    return tmp_path / "test-final"


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


def add(folder: Path, file: str, text: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


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
    outline = '[[item]]\ntitle = "{没有}"\nlevel = 1\ntable = "公开99"\n[[item]]\nfield = "没写"\n'
    (started / "outline.toml").write_text(outline, encoding="utf-8")
    result = run("profile", "check", started)
    assert result.exit_code == 3
    for words in (
        "是不是“小计”",
        "X-2",
        "是不是“上年收入总计”",
        "段落“多余”",
        "“公开99”不存在",
        "{没有}",
        "段落“没写”没有写",
    ):
        assert words in result.output


def test_an_unknown_filter_is_told_with_the_nearest(started: Path) -> None:
    add(started, "narrative.j2", "{% block 收入 %}{{ 上年收入总计|万圆 }}{% endblock %}")
    assert "是不是“万元”" in run("profile", "check", started).output


def test_an_unknown_unit_of_money_is_told(started: Path) -> None:
    add(
        started,
        "facts.toml",
        '["培训"]\ntitle = "培训"\nfacts = [{ id = "培训费", label = "培训费", unit = "百元" }]\n',
    )
    assert "“培训费”的金额单位“百元”不认识；可用：元、千元、万元" in run("profile", "check", started).output


def test_a_folder_without_a_profile_is_told(tmp_path: Path) -> None:
    result = run("profile", "check", tmp_path)
    assert result.exit_code == 1
    assert "没有 profile.toml" in result.stderr
