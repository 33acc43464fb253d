"""Our comments in the parts of a file, beside those of others: what goes in comes out again and touches nothing else."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openxml_audit import OpenXmlValidator
from rich_workbook import FORM, OTHER, make_rich, parts

from toolkit.addresses import position
from toolkit.comments import GUIDE, block_of
from toolkit.edits import AUTHOR, Edit
from toolkit.workbook.files.opening import read_grid
from toolkit.workbook.files.writing.patch import apply_edits

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension")
TEXT = "【错误】GK01-1　合计等于各项之和\n多 0.01 万元。"
AWKWARD = [
    "A&B<5",
    "=1+1",
    "😀",
    "_x0041_b",
    "_x000D_",
    "]]>",
    "a\x00b\r\nc",
    "“引号”",
    "（决算公开工具 0123456789ab）",
    "  空  ",
]


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    target = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(target, "w") as out:
        for name, content in parts(path).items():
            out.writestr(name, change(name, content))
    return target


def commented(source: Path, sheet: str = FORM, /, **texts: str) -> Path:
    """Our comments on the cells of a sheet."""
    target = source.with_name(f"out-{source.name}")
    apply_edits(source, target, [Edit(sheet, place, keep_value=True, comment=text) for place, text in texts.items()])
    return target


def said(path: Path, sheet: str = FORM) -> dict[str, tuple[str, str]]:
    """Address → author and words of every comment, as openpyxl reads them."""
    cells = (cell for row in load_workbook(path, keep_vba=False)[sheet].iter_rows() for cell in row)
    return {cell.coordinate: (cell.comment.author, cell.comment.text) for cell in cells if cell.comment}


def canonical(content: bytes) -> str:
    return etree.tostring(etree.fromstring(content), method="c14n").decode()


def assert_alike(one: Path, other: Path) -> None:
    before, after = parts(one), parts(other)
    assert before.keys() == after.keys()
    for name in before:
        assert before[name] == after[name] or canonical(before[name]) == canonical(after[name]), name


@pytest.fixture(params=[".xlsx", ".xlsm"])
def rich(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return make_rich(tmp_path / f"rich{request.param}", macros=request.param == ".xlsm")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A sheet with the form's guidance on A1 and a clerk's comment on B1; a second one without any."""
    book = Workbook()
    sheet = book.active
    sheet.title = FORM
    sheet["A1"].comment = Comment("只填数字。", GUIDE, width=260, height=58)
    sheet["B1"].comment = Comment("核对过", "财务")
    sheet["F9"] = 1
    book.create_sheet(OTHER)["A1"] = 2
    book.save(tmp_path / "plain.xlsx")
    return tmp_path / "plain.xlsx"


# -- putting in -------------------------------------------------------------------------------------------------------


def test_only_what_holds_comments_changes(rich: Path) -> None:
    before, after = parts(rich), parts(commented(rich, A3=TEXT, C4=TEXT))
    assert before.keys() == after.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert len(changed) == 2
    assert all(re.search(r"comment\d*\.xml|\.vml", name) for name in changed)


def test_a_sheet_without_comments_gets_the_parts(rich: Path) -> None:
    target = commented(rich, OTHER, A1=TEXT)
    assert said(target, OTHER) == {"A1": (AUTHOR, block_of(TEXT))}
    added = parts(target).keys() - parts(rich).keys()
    assert added == {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet2.xml.rels"}


def test_the_pointer_stands_where_the_format_wants_it(plain: Path) -> None:
    def with_neighbours(name: str, content: bytes) -> bytes:
        behind = b'<tableParts count="0"/><extLst/></worksheet>'
        return content.replace(b"</worksheet>", behind) if name.endswith("sheet2.xml") else content

    sheet = parts(commented(rewritten(plain, with_neighbours), OTHER, A1=TEXT))["xl/worksheets/sheet2.xml"]
    names = [etree.QName(child).localname for child in etree.fromstring(sheet)]
    assert names[names.index("legacyDrawing") - 1 :] == ["pageMargins", "legacyDrawing", "tableParts", "extLst"]


def test_the_validator_finds_nothing_new(rich: Path, plain: Path) -> None:
    for source in (rich, plain):
        target = commented(commented(source, A1=TEXT, D4=TEXT), OTHER, A1=TEXT, B7=TEXT)
        before, after = ({str(each) for each in OpenXmlValidator().validate(path).errors} for path in (source, target))
        assert after <= before


def test_shapes_keep_numbers_of_their_own(rich: Path) -> None:
    vml = next(content for name, content in parts(commented(rich, A3=TEXT, C4=TEXT)).items() if name.endswith(".vml"))
    ids = re.findall(rb'id="(_x0000_s\d+)"', vml)
    assert len(ids) == len(set(ids)) == 4
    assert vml.count(b'ObjectType="Button"') == 1


def test_a_box_is_hidden_and_stands_beside_its_cell(plain: Path) -> None:
    vml = next(content for name, content in parts(commented(plain, F9=TEXT)).items() if name.endswith(".vml")).decode()
    box = vml[vml.index("<v:shape ") :]
    assert "visibility:hidden" in box
    left, _, top, _, right, _, bottom, _ = map(int, re.findall(r"<x:Anchor>([^<]+)", box)[0].split(","))
    assert (left, top) == (6, 7)  # right of F, a row above 9
    assert (right - left, bottom - top) == (4, 3)


@pytest.mark.parametrize("height", ["-30", "1E+308", "NaN", "高"])
def test_rows_of_any_height_are_no_trouble(plain: Path, height: str) -> None:
    source = rewritten(plain, lambda name, c: c.replace(b'<row r="9"', f'<row r="9" ht="{height}"'.encode()))
    assert '="9" ht="' in parts(source)["xl/worksheets/sheet1.xml"].decode()
    assert parts(commented(source, F8=TEXT))["xl/drawings/commentsDrawing1.vml"].count(b"Anchor>") == 2


@pytest.mark.parametrize("text", AWKWARD)
def test_any_words_come_back_and_are_known_as_ours(plain: Path, text: str) -> None:
    target = commented(plain, F9=text)
    assert read_grid(target)[FORM].our_comments == {(9, 6): block_of(text)}
    assert_alike(commented(target, F9=text), target)
    assert_alike(commented(target, F9=""), plain)


def test_with_a_strict_workbook_too(plain: Path) -> None:
    def strict(name: str, content: bytes) -> bytes:
        relation = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        content = content.replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", relation)
        return content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )

    target = commented(rewritten(plain, strict), OTHER, A1=TEXT)
    assert read_grid(target)[OTHER].our_comments == {(1, 1): block_of(TEXT)}
    assert all(
        b"schemas.openxmlformats.org/officeDocument" not in parts(target)[f"xl/worksheets/{name}"]
        for name in ("sheet2.xml", "_rels/sheet2.xml.rels")
    )


# -- whose a comment is -----------------------------------------------------------------------------------------------


def test_guidance_stays_below_and_is_restored(plain: Path) -> None:
    target = commented(plain, A1=TEXT)
    assert said(target)["A1"] == (GUIDE, f"{block_of(TEXT)}\n\n只填数字。")
    heights = [
        int(height) for height in re.findall(rb"height:(\d+)px", parts(target)["xl/drawings/commentsDrawing1.vml"])
    ]
    assert heights[0] > 58
    assert_alike(commented(target, A1=TEXT), target)
    assert said(commented(target, A1="别的"))["A1"][1] == f"{block_of('别的')}\n\n只填数字。"
    assert_alike(commented(commented(target, A1="别的"), A1=""), plain)


def test_a_comment_of_someone_else_gets_no_company(plain: Path) -> None:
    assert_alike(commented(plain, B1=TEXT), plain)
    assert_alike(commented(plain, B1=""), plain)


def test_a_conversation_stays(plain: Path) -> None:
    def threaded(name: str, content: bytes) -> bytes:
        return content.replace("财务".encode(), b"tc={5B2E0C3A-0000-4000-8000-000000000001}")

    source = rewritten(plain, threaded)
    assert_alike(commented(source, B1=TEXT), source)


def test_an_empty_comment_of_someone_else_is_a_comment(plain: Path) -> None:
    source = rewritten(plain, lambda name, content: content.replace("核对过".encode(), b""))
    assert_alike(commented(source, B1=TEXT), source)


# -- drawings of other hands ------------------------------------------------------------------------------------------


def test_a_drawing_that_is_no_sound_xml_keeps_every_byte(plain: Path) -> None:
    """Excel writes <br> into the captions of buttons."""
    source = rewritten(
        plain, lambda name, c: c.replace(b"</xml>", b"<div>1<br>2</div></xml>\r\n") if name.endswith(".vml") else c
    )
    target = commented(source, F9=TEXT)
    assert said(target)["F9"] == (AUTHOR, block_of(TEXT))
    before, after = (parts(path)["xl/drawings/commentsDrawing1.vml"] for path in (source, commented(target, F9="")))
    assert after == before


def test_a_drawing_we_cannot_read_is_left_alone(plain: Path) -> None:
    source = rewritten(plain, lambda name, content: b"?" if name.endswith(".vml") else content)
    before, after = parts(source), parts(commented(source, F9=TEXT))
    assert after == before


def test_a_missing_drawing_is_drawn(plain: Path) -> None:
    def without(name: str, content: bytes) -> bytes:
        return content.replace(b"/xl/drawings/commentsDrawing1.vml", b"/xl/drawings/lost.vml")

    target = commented(rewritten(plain, without), F9=TEXT)
    assert said(target)["F9"] == (AUTHOR, block_of(TEXT))
    assert parts(target)["xl/worksheets/sheet1.xml"].count(b"<legacyDrawing") == 1


# -- a law ------------------------------------------------------------------------------------------------------------

_PLACES = st.builds("{}{}".format, st.sampled_from("ABC"), st.integers(1, 4))
_WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)
_OTHERS = st.dictionaries(_PLACES, st.tuples(st.sampled_from([GUIDE, "财务", "李四"]), _WORDS), max_size=5)
_ROUNDS = st.lists(st.dictionaries(_PLACES, _WORDS | st.just(""), max_size=6), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(others=_OTHERS, rounds=_ROUNDS)
def test_ours_come_and_go_and_those_of_others_stay(
    tmp_path: Path, others: dict[str, tuple[str, str]], rounds: list[dict[str, str]]
) -> None:
    book = Workbook()
    book.active.title = FORM
    book.active["E9"] = 1
    for place, (author, words) in others.items():
        book.active[place].comment = Comment(words, author)
    source, target = tmp_path / "source.xlsx", tmp_path / "target.xlsx"
    book.save(source)
    shutil.copy(source, target)
    ours: dict[str, str] = {}
    for texts in rounds:
        apply_edits(target, target, [Edit(FORM, place, keep_value=True, comment=text) for place, text in texts.items()])
        ours |= {place: text for place, text in texts.items() if others.get(place, (GUIDE, ""))[0] == GUIDE}
        expected = {place: (AUTHOR, block_of(text)) for place, text in ours.items() if text} | others
        for place, text in ours.items():
            if place in others and text:
                expected[place] = GUIDE, f"{block_of(text)}\n\n{others[place][1]}"
        assert said(target) == expected
        standing = {position(place): block_of(text) for place, text in ours.items() if text}
        assert read_grid(target)[FORM].our_comments == standing
    apply_edits(target, target, [Edit(FORM, place, keep_value=True, comment="") for place in ours])
    assert_alike(target, source)
