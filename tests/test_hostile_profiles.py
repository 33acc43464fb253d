"""A profile from a stranger: whatever its files hold, profile check tells it in a sentence, at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from smaller import smaller

from cli import main

SAMPLE = smaller("jiyuan-2023")
HEAD = 'base = "henan-final"\nregion = "某省"\ndescription = "某格式"\n'
BLOCK = "{{% block 收支总体 %}}{}{{% endblock %}}"


def told(folder: Path, **files: str) -> str:
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["profile", "check", str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 3
    return result.output


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('base = 7\nregion = "某省"\n', "不存在"),
        ('base = "national"\nregion = 7\n', "类型不对"),
        ('base = "../../../etc"\nregion = "某省"\n', "不存在"),
        (HEAD + "x = " + "[" * 100_000, "套得太深"),
        (HEAD + "first_year = " + "9" * 5_000, "大得不合理"),
        (HEAD + '[words]\n"自称" = "\\u0000"\n', "控制字符"),
        (HEAD + '[words]\n"自\\u001b称" = "本"\n', "控制字符"),
        (HEAD + '[phrases."同比"]\n"增加" = 1e400\n"减少" = ["x"]\n', "应是文字"),
        (HEAD + "[words]\n" + "".join(f'"词{n}" = "字"\n' for n in range(200_000)), "文件过大"),
        (HEAD + f'[words]\n"自称" = "{"长" * 1_000_000}"\n', "文件过大"),
    ],
)
def test_a_strange_head(tmp_path: Path, head: str, said: str) -> None:
    assert said in told(tmp_path / "某格式", profile_toml=head)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}", "套得太深"),
        ("{% for 甲 in [1] %}" * 300 + "{% endfor %}" * 300, "套得太深"),
        ("{% for 甲 in range(99999999) %}x{% endfor %}", "range"),
        ("{% include '/etc/passwd' %}", "不能引入别的文件"),
    ],
)
def test_a_strange_sentence(tmp_path: Path, text: str, said: str) -> None:
    output = told(tmp_path / "某格式", profile_toml=HEAD, narrative_j2=BLOCK.format(text))
    assert said in output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% for 甲 in 'xxxxxxxxxxxx' %}" * 12 + "{% endfor %}" * 12, "次数太多"),
        ("{% macro 甲(乙) %}{{ 甲(乙 - 1) ~ 甲(乙 - 1) if 乙 }}{% endmacro %}{{ 甲(40) }}", "没有名为"),
        ("{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}", "没有名为"),
        ("{{ 9 ** 9 ** 9 }}", "乘方"),
        ("{{ 'x' * 9999999999 }}", "太长"),
        ("{{ [1] * 9999999999 }}", "太长"),
        ("{% set 甲 = 'x' * 99999 %}" + "{% set 甲 = 甲 ~ 甲 %}" * 40 + "{{ 甲 }}", "太长"),
        ("{% set 甲 = 'x' * 99999 %}" + "{% set 甲 = 甲 + 甲 %}" * 40 + "{{ 甲 }}", "太长"),
        ("{% set 甲 = 'x' * 99999 %}" + "{% set 甲 %}{{ 甲 }}{{ 甲 }}{% endset %}" * 40 + "{{ 甲 }}", "太长"),
        ("{% set 甲 = ['x'] %}" + "{% set 甲 = [甲, 甲] %}" * 40 + "{{ 甲|join }}", "列表不能"),
        ("{{ ('x' * 9999)|replace('x', 'y' * 9999) }}", "太长"),
        ("{{ '%999999999d'|format(1) }}", "宽度"),
        ("{{ '%999999999d' % 1 }}", "宽度"),
        ("{{ '{:999999999}'.format(1) }}", "format"),
        ("{{ 'x'.ljust(9999999999) }}", "ljust"),
        ("{{ (1).to_bytes(9999999999, 'big') }}", "to_bytes"),
        ("{{ 'x'|center(999999999) }}", "center"),
        ("{% for 甲 in 7 %}x{% endfor %}", "for … in"),
    ],
)
def test_a_sentence_that_asks_too_much_is_stopped(tmp_path: Path, text: str, said: str) -> None:
    """Run, not only looked at: what it says of a workbook."""
    folder = tmp_path / "juesuan-profiles" / "某格式"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(HEAD, encoding="utf-8")
    (folder / "narrative.j2").write_text(BLOCK.format(text), encoding="utf-8")
    shutil.copyfile(SAMPLE, tmp_path / SAMPLE.name)
    result = CliRunner().invoke(main, ["check", str(tmp_path / SAMPLE.name), "--profile", "某格式"])
    assert isinstance(result.exception, SystemExit), result.exception
    assert said in result.output
    assert "段落" in result.output or "没有名为" in result.output


def test_a_list_of_codes_in_another_coding_and_a_block_of_no_kind(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "functional_classification.csv").write_bytes("编码,名称\n201,一般公共服务支出\n".encode("gbk"))
    (tmp_path / "甲" / "profile.toml").write_text(HEAD, encoding="utf-8")
    result = CliRunner().invoke(main, ["profile", "check", str(tmp_path / "甲")])
    assert isinstance(result.exception, SystemExit)
    assert "UTF-8" in result.output
    tables = '["公开01".blocks."收入"]\nkind = "[甲]"\n'
    assert "/tables.toml”第 2 行：“公开01.blocks[收入].kind”写的是“[甲]”，可用：lines、" in told(
        tmp_path / "乙", profile_toml=HEAD, tables_toml=tables
    )


def test_bases_in_a_ring(tmp_path: Path) -> None:
    (tmp_path / "乙").mkdir()
    (tmp_path / "乙" / "profile.toml").write_text('base = "甲"\nregion = "某省"\n', encoding="utf-8")
    assert "绕成了圈" in told(tmp_path / "甲", profile_toml='base = "乙"\nregion = "某省"\n')
