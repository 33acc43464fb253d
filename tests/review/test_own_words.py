"""A profile says what its region calls the sections and figures of a document: review binds by its words, too."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from cli import main
from toolkit.profiles import samples

#: A section under a heading that nobody else writes.
LOCAL = "二、钱从哪里来"
WORDS = """
[[topic]]
id = "收入"
heading = '钱从哪里来'
kinds = ["收入", "总表"]
whole = ["收入", "总表"]
"""


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    assert (
        run(
            "profile", "new", "local-final", "--from", "central-final", "--out", tmp_path / "juesuan-profiles"
        ).exit_code
        == 0
    )
    return tmp_path / "juesuan-profiles" / "local-final"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """The made-up sample as a document, with that heading over the sentences about 收入."""
    sample = next(path for path in samples() if path.stem == "example-2025")
    path = tmp_path / "a.docx"
    assert run("word", sample, "-o", path).exit_code == 0
    made = docx.Document(str(path))
    heads = [
        one for one in made.paragraphs if one.style.name.startswith("heading") or one.style.name.startswith("Heading")
    ]
    (head,) = (one for one in heads if one.text == "二、收入决算情况说明")
    for other in head.runs[1:]:
        other.text = ""
    head.runs[0].text = LOCAL
    made.save(str(path))
    return path


def bound(document: Path) -> int:
    said = json.loads(run("review", document, "--profile", "local-final", "--json").stdout)
    said = said[0] if isinstance(said, list) else said
    return int(said["figures"]["right"])


def test_a_section_of_another_name_is_bound_by_the_profile_s_words(profile: Path, document: Path) -> None:
    before = bound(document)
    (profile / "review.toml").write_text(WORDS, encoding="utf-8")
    assert bound(document) > before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('[[topic]]\nid = "甲"\nheading = "甲("\n', "review.toml”：“甲(”不是正确的正则表达式"),
        ('[[topic]]\nid = "甲"\nheading = "甲"\nkinds = ["乙"]\n', "节“甲”写的表“乙”没有在 [[kind]] 里"),
        ('[[topic]]\nid = "甲"\n', "有一项缺少 heading"),
        ('[[topic]]\nid = "甲"\nheading = "甲"\nkind = "三公"\n', "节没有“kind”这一项"),
        ('[same]\n"甲" = "乙"\n', "没有“same”这一项，可以写 kind、topic"),
        ('[rows]\n"甲" = "乙"\n', "“甲”要写成一组词"),
    ],
)
def test_ill_written_words_are_told_by_profile_check(profile: Path, words: str, said: str) -> None:
    (profile / "review.toml").write_text(words, encoding="utf-8")
    result = run("profile", "check", profile)
    assert result.exit_code == 3
    assert said in result.output
