"""The committed skeleton: what a clerk opens in Word, and what every document inherits from it."""

import zipfile
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from toolkit.profiles import load_profile
from toolkit.word import looks
from toolkit.word.package import save_word
from tools import skeleton

from .conftest import body_of, find, values
from .samples import SKELETON


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", sorted(path.parent.name for path, _ in skeleton.skeletons()))
def test_every_committed_skeleton_is_what_the_command_makes(name: str, tmp_path: Path) -> None:
    """Out of date? ``python -m tools skeleton`` makes them anew."""
    profile = load_profile(name)
    save_word(skeleton.make(profile.words), tmp_path / "new.docx")
    assert _parts(profile.folder / "document.docx") == _parts(tmp_path / "new.docx")


def test_the_same_skeleton_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        save_word(skeleton.make({}), tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_a_profile_may_name_its_own_fonts_and_the_words_of_its_cover(tmp_path: Path) -> None:
    save_word(skeleton.make({"正文字体": "华文仿宋", "封面年度": "年"}), tmp_path / "a.docx")
    styles = body_of(tmp_path / "a.docx", "word/styles.xml")
    fonts = set(values(styles, "//w:rFonts/@w:eastAsia"))
    assert fonts == set({**looks.FONTS, "正文字体": "华文仿宋"}.values())
    assert values(body_of(tmp_path / "a.docx"), "(//w:p)[1]//w:t/text()") == ["{{ 年度 }}年"]


def test_it_is_a_valid_word_file() -> None:
    assert OpenXmlValidator().validate(SKELETON).errors == []


def test_a_clerk_finds_every_tag_on_its_own_line() -> None:
    texts = ["".join(values(paragraph, ".//w:t/text()")) for paragraph in find(body_of(SKELETON), "//w:p")]
    assert [text for text in texts if text] == [
        "{{ 年度 }}年度", "{{ 单位名称 }}", "{{ 文种 }}", "{{ 编制日期 }}", "目　录", "{{ 目录 }}", "{{ 正文 }}",
    ]  # fmt: skip


def test_every_font_has_an_east_asian_name() -> None:
    fonts = find(body_of(SKELETON, "word/styles.xml"), "//w:rFonts")
    named = {values(font, "@w:eastAsia")[0] for font in fonts}
    assert named == set(looks.FONTS.values())
    assert {values(font, "@w:ascii")[0] for font in fonts} == {"Times New Roman"}


def test_every_line_pitch_is_exact_so_that_pages_do_not_depend_on_fonts() -> None:
    rules = values(body_of(SKELETON, "word/styles.xml"), "//w:spacing[@w:line]/@w:lineRule")
    assert len(rules) > 15
    assert set(rules) == {"exact"}


def test_the_page_follows_the_standard() -> None:
    root = body_of(SKELETON)
    for size, margins in zip(find(root, "//w:pgSz"), find(root, "//w:pgMar"), strict=True):
        assert values(size, "@w:w|@w:h") == ["11906", "16838"]  # A4
        sides = {
            side: round(int(values(margins, f"@w:{side}")[0]) / 1440 * 25.4)
            for side in ("top", "right", "bottom", "left")
        }
        assert sides == {"top": 37, "right": 26, "bottom": 35, "left": 28}


def test_only_the_body_has_page_numbers_and_counts_from_one() -> None:
    front, body = find(body_of(SKELETON), "//w:sectPr")
    assert find(front, "w:footerReference|w:pgNumType") == []
    assert values(body, "w:pgNumType/@w:start") == ["1"]
    assert "".join(values(body_of(SKELETON, "word/footer1.xml"), "//w:t/text()")) == "— 1 —"


def test_no_line_of_a_text_stands_alone_on_a_page() -> None:
    styles = body_of(SKELETON, "word/styles.xml")
    controls = find(styles, "//w:style[w:name/@w:val='Normal Indent']/w:pPr/w:widowControl")
    assert [values(control, "@w:val") for control in controls] in ([[]], [["1"]])
