"""Every file of a profile begins with the legend of its keys, in Chinese; no key is missing from it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from toolkit.profiles import templates_folder
from toolkit.profiles.legends import LEGENDS
from tools.profile_keys import SECTIONS

FILES = [path for path in sorted(templates_folder().glob("*/*")) if path.name in LEGENDS]
KEYS: dict[str, list[type]] = {}
for _file, _, _record, _ in SECTIONS:
    if _file in LEGENDS:
        KEYS.setdefault(_file, []).append(_record)
#: Not written as keys: what stands in the brackets, and the table that a rule over several tables gives each of its rules.
_MADE = {("rules.toml", "id"), ("rules.toml", "table")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_begins_with_the_legend(path: Path) -> None:
    assert LEGENDS[path.name] in path.read_text(encoding="utf-8")[:4000]


@pytest.mark.parametrize("file", KEYS)
def test_the_legend_names_every_key(file: str) -> None:
    named = set(re.findall(r"[a-z_]+", LEGENDS[file]))
    keys = {field.name for cls in KEYS[file] for field in dataclasses.fields(cls)}
    assert {key for key in keys - named if (file, key) not in _MADE} == set()


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix == ".toml"], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_comments_are_chinese(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(LEGENDS[path.name], "")
    comments = re.findall(r"^#.*|(?<=[\"\]\w]) +#.*", text, re.MULTILINE)
    assert [comment for comment in comments if re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", comment)] == []
