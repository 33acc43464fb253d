"""A fault in a profile's file is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import ProfileError
from toolkit.profiles.building import Item, Place
from toolkit.profiles.lines import line_of, line_with
from toolkit.profiles.loading import read_toml

TEXT = """\
base = "national"

["公开01"]
title = "甲"
rows = [
    "一",
    { name = "二", signd = true },
]

["公开01".blocks."".columns."小计"]
head = "x"
[[项.blocks]]
id = "一"
[[项.blocks]]
id = "二"
[words]
"主体" = "部门"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "tables.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path / "tables.toml"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("base",), 1),
        (("公开01",), 3),
        (("公开01", "title"), 4),
        (("公开01", "没有的键"), 3),
        (("公开01", "rows", Item(2, "二"), "signd"), 7),
        (("公开01", "rows", Item(1, "一")), 6),
        (("公开01", "blocks", Item(1, ""), "columns", Item(3, "小计"), "head"), 11),
        (("公开01", "blocks", "", "columns", "小计", "head"), 11),
        (("项", "blocks", Item(2, "二"), "id"), 15),
        (("words", "主体"), 17),
        (("公开02", "title"), None),
    ],
)
def test_the_line_of_a_place(file: Path, place: Place, line: int | None) -> None:
    assert line_of(file, place) == line


def test_the_line_with_a_text(file: Path) -> None:
    assert line_with(file, "signd") == 7
    assert line_with(file, "没有") is None
    assert line_with(file.parent / "没有.toml", "signd") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = 1\nb = 甲\n", "第 2 行：文件写法有误：第 5 个字处的值不对：文字要用半角引号括起来"),
        ('"甲" = “乙”\n', "第 1 行：文件写法有误：第 7 个字处的值不对"),
        ("甲 = 1\n", "第 1 行：文件写法有误：第 1 个字处看不懂这一行：键里有中文的要用引号括起来"),
        ('a = "甲\n', "第 1 行：文件写法有误：第 7 个字处引号没有成对"),
        ("a = 1\na = 2\n", "第 2 行：文件写法有误：第 6 个字处同一个键写了两次"),
        ("[x]\n[x]\n", "第 2 行：文件写法有误：第 3 个字处同一组写了两次，请合在一起"),
        ("a = [1,\n", "：文件写法有误：文件末尾的值不对"),
    ],
)
def test_what_is_no_toml_is_told_in_chinese(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        read_toml(path)
    assert f"文件“{tmp_path.name}/rules.toml”{told}" in str(error.value)
