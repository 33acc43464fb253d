"""Findings as comments on the cells: a sample filled, corrected, filled again; read by openpyxl and by LibreOffice."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from openxml_audit import OpenXmlValidator
from smaller import smaller

from toolkit import workflow
from toolkit.comments import GUIDE, block_of
from toolkit.edits import AUTHOR, Edit, Mark, cell_edits
from toolkit.findings import Finding, Severity
from toolkit.profiles import samples
from toolkit.workbook import apply_edits
from toolkit.workbook.filling.comments import comment_text

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = [path.stem for path in samples()]
FORM, TOTAL = "收入支出决算总表", "C33"  # 本年收入合计
RIGHT, WRONG = Decimal("5510.32"), Decimal("12345.67")
_COLOURS = {Mark.ERROR.value, Mark.WARNING.value}

pytestmark = pytest.mark.filterwarnings("ignore:Print area cannot be set")


def filled(path: Path, name: str) -> Path:
    target = path.with_name(name + path.suffix)
    workflow.save_workbook(workflow.fill(workflow.check(path)), target)
    return target


def sample(folder: Path, stem: str = "", suffix: str = ".xlsx") -> Path:
    """A copy of a sample; without a name of one without errors."""
    source = smaller(stem, suffix, keep=1) if stem else smaller(suffix=suffix)
    path = folder / source.name
    path.write_bytes(source.read_bytes())
    return path


def typed(path: Path, name: str, figure: Decimal, *, comment: Comment | None = None) -> Path:
    """The workbook after a person typed a figure into the total, and put a comment there."""
    target = path.with_name(name + path.suffix)
    apply_edits(path, target, [Edit(FORM, TOTAL, figure)])
    if comment:
        workbook = openpyxl.load_workbook(target)
        workbook[FORM][TOTAL].comment = comment
        workbook.save(target)
    return target


def comments(path: Path) -> dict[tuple[str, str], Comment]:
    return {
        (sheet.title, cell.coordinate): cell.comment
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def around_the_cells(content: bytes) -> str:
    """A part but for what marks change too (cells, numbers of looks) and the running numbers of shapes."""
    if b"<xml" in content[:4]:
        return re.sub(r"_x0000_s\d+|z-index:\d+", "", content.decode())
    root = etree.fromstring(content)
    for cells in [*root.iterfind("{*}sheetData"), *root.iterfind("{*}fills"), *root.iterfind("{*}cellXfs")]:
        root.remove(cells)
    return etree.tostring(root, method="c14n").decode()


def with_words(path: Path, name: str, change: Callable[[str], str]) -> Path:
    """The workbook after a person edited the comment on the total."""
    target = path.with_name(f"{name}.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(target, "w") as after:
        for part in before.namelist():
            content = before.read(part)
            if part == "xl/comments/comment1.xml":
                root = etree.fromstring(content)
                words = root.find(f".//{{*}}comment[@ref='{TOTAL}']//{{*}}t")
                assert words is not None
                words.text = change(words.text or "")
                content = etree.tostring(root)
            after.writestr(part, content)
    return target


def in_libreoffice(path: Path, *saved: Path) -> list[list[Any]]:
    command = ["/usr/bin/python3", ROOT / "tests" / "list_comments.py", path, *saved]
    listed = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert listed.returncode == 0, listed.stderr
    found: list[list[Any]] = json.loads(listed.stdout)
    return found


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample with an error in it, filled."""
    return filled(typed(sample(tmp_path_factory.mktemp("wrong")), "typed", WRONG), "filled")


# -- what is there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", [stem for stem in SAMPLES if stem != "example-2025"])  # in which all is well
def test_every_coloured_cell_says_why(tmp_path: Path, stem: str) -> None:
    done = workflow.fill(workflow.check(sample(tmp_path, stem)))
    workflow.save_workbook(done, tmp_path / "filled.xlsx")
    cells = {
        (sheet.title, cell.coordinate): cell
        for sheet in openpyxl.load_workbook(tmp_path / "filled.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    ours = {place: c.comment for place, c in cells.items() if c.comment and c.comment.author == AUTHOR}
    coloured = {p for p, c in cells.items() if c.fill.fill_type and c.fill.fgColor.rgb[-6:] in _COLOURS}
    assert coloured
    assert set(ours) == coloured
    for finding in done.checked.findings:
        if finding.level in (Severity.ERROR.label, Severity.WARNING.label):
            for cell in finding.cells:
                assert f"【{finding.level}】{finding.rule}　{finding.title}" in ours[cell.sheet, cell.address].text


def test_it_says_the_figures_and_what_to_do(wrong: Path) -> None:
    text = comments(wrong)[FORM, TOTAL].text
    assert text.startswith("【错误】")
    assert "12,345.67" in text
    assert "“校验”工作表的“处理意见”" in text


def test_libreoffice_shows_the_same_in_hidden_boxes_large_enough(wrong: Path) -> None:
    listed = {(sheet, place): rest for sheet, place, *rest in in_libreoffice(wrong)}
    expected = comments(wrong)
    assert {place: text for place, (_, text, *_) in listed.items()} == {p: c.text for p, c in expected.items()}
    for place, comment in expected.items():
        _, text, shown, width, height = listed[place]
        assert not shown
        if comment.author == AUTHOR:
            area = len(text) * 320 * 420  # a character of 9 points and the space between lines, in 1/100 mm
            assert 6000 < width < 13000
            assert area < width * height < 6 * area


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_the_validator_finds_nothing_wrong_with_them(tmp_path: Path, suffix: str) -> None:
    path, without = sample(tmp_path, "yanbian-2024", suffix), tmp_path / f"without{suffix}"
    apply_edits(
        path, without, [edit for edit in cell_edits(workflow.fill(workflow.check(path)).edits) if edit.comment is None]
    )
    before, after = (
        {str(error) for error in OpenXmlValidator().validate(each).errors} for each in (without, filled(path, "filled"))
    )
    assert after <= before


def test_filling_again_changes_nothing(wrong: Path) -> None:
    again = filled(wrong, "again")
    assert parts(again) == parts(wrong)


# -- what goes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_after_the_correction_the_file_is_as_one_that_was_never_wrong(tmp_path: Path, suffix: str) -> None:
    path = sample(tmp_path, suffix=suffix)
    never = filled(path, "never")
    wrong = filled(typed(path, "wrong", WRONG), "wrong-filled")
    assert (FORM, TOTAL) in comments(wrong)
    right = filled(typed(wrong, "right", RIGHT), "right-filled")
    assert (FORM, TOTAL) not in comments(right)
    once, twice = parts(never), parts(right)
    assert once.keys() == twice.keys()
    for name in once:
        if name.endswith((".xml", ".rels", ".vml")):
            assert around_the_cells(once[name]) == around_the_cells(twice[name]), name


def test_what_a_person_has_accepted_gets_none(wrong: Path) -> None:
    sheet = workflow.check(wrong).grid["校验"]
    rows = [row for row in sheet.rows if row >= 5 and sheet[row, 2].text in ("错误", "提示")]
    accepted = wrong.with_name("accepted.xlsx")
    apply_edits(wrong, accepted, [Edit("校验", f"H{row}", "张三：原表如此，已核实") for row in rows])
    after = comments(filled(accepted, "accepted-filled"))
    assert {comment.author for comment in after.values()} == {GUIDE}


# -- whose a comment is -----------------------------------------------------------------------------------------------


def test_a_persons_comment_stays_alone_on_its_cell(tmp_path: Path) -> None:
    path = typed(sample(tmp_path), "typed", WRONG, comment=Comment("等局里答复", "李四"))
    after = comments(filled(path, "filled"))
    assert (after[FORM, TOTAL].text, after[FORM, TOTAL].author) == ("等局里答复", "李四")
    assert sum(comment.author == AUTHOR for comment in after.values()) > 1


def test_words_typed_below_ours_stay_when_ours_change_and_go(wrong: Path) -> None:
    noted = with_words(wrong, "noted", lambda text: f"{text}\n\n等局里答复")
    other = filled(typed(noted, "other", Decimal(54321)), "other-filled")
    said = comments(other)[FORM, TOTAL].text
    assert "54,321" in said
    assert "12,345.67" not in said
    assert said.endswith("\n\n等局里答复")
    right = filled(typed(other, "right", RIGHT), "right-filled")
    assert comments(right)[FORM, TOTAL].text == "等局里答复"


def test_a_comment_of_ours_that_a_person_changed_is_theirs(wrong: Path) -> None:
    changed = with_words(wrong, "changed", lambda text: text.replace("【错误】", "【已报局里】"))
    for figure in (Decimal(54321), RIGHT):
        after = comments(filled(typed(changed, "retyped", figure), "retyped-filled"))
        assert after[FORM, TOTAL].text == comments(changed)[FORM, TOTAL].text


def test_ours_are_known_again_in_a_file_that_libreoffice_saved(wrong: Path) -> None:
    saved = wrong.with_name("saved.xlsx")
    in_libreoffice(wrong, saved)  # it forgets who wrote a comment
    edits = cell_edits(workflow.fill(workflow.check(saved)).edits)
    assert [edit for edit in edits if edit.comment is not None] == []
    corrected = typed(saved, "saved-right", RIGHT)
    assert (FORM, TOTAL) not in comments(filled(corrected, "saved-filled"))


def test_the_buttons_stay(tmp_path: Path) -> None:
    path = sample(tmp_path, "yanbian-2024", ".xlsm")
    before, after = parts(path), parts(filled(path, "filled"))
    with_buttons = [name for name in before if b'ObjectType="Button"' in before[name]]
    assert with_buttons
    assert all(after[name] == before[name] for name in [*with_buttons, "xl/vbaProject.bin"])


# -- the words --------------------------------------------------------------------------------------------------------


def finding(message: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding("GK01-1", severity, "合计等于各项之和", message)


def test_many_and_long_findings_are_told_in_short() -> None:
    text = comment_text([finding("第一条"), finding("长" * 5000), finding("第三条"), finding("第四条")])
    assert len(text) < 500
    assert "长…" in text
    assert "第四条" not in text
    assert "另有 1 条，见“校验”工作表。" in text


def test_the_rules_words_are_not_said_twice() -> None:
    assert comment_text([finding("合计等于各项之和：公开01表…")]).count("合计等于各项之和") == 1


def test_nothing_is_signed_when_nothing_is_said() -> None:
    assert block_of(" \n") == ""
