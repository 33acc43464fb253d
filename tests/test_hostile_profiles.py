"""A profile from a stranger: whatever its files hold, profile check tells it in a sentence, at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main

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
        ("{% include '/etc/passwd' %}", "不能引入别的模板"),
    ],
)
def test_a_strange_sentence(tmp_path: Path, text: str, said: str) -> None:
    output = told(tmp_path / "某格式", profile_toml=HEAD, narrative_j2=BLOCK.format(text))
    assert said in output


def test_bases_in_a_ring(tmp_path: Path) -> None:
    (tmp_path / "乙").mkdir()
    (tmp_path / "乙" / "profile.toml").write_text('base = "甲"\nregion = "某省"\n', encoding="utf-8")
    assert "绕成了圈" in told(tmp_path / "甲", profile_toml='base = "乙"\nregion = "某省"\n')
