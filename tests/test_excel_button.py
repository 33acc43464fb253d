"""The buttons in an open workbook: the real xlwings over the test engine, the real workflow, a sample with changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import clerk
import docx
import openpyxl
import pytest
import xlwings
import xlwings_engine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from smaller import smaller

from toolkit import excel_button, review, workflow
from toolkit.comments import GUIDE, block_of
from toolkit.edits import Edit, Mark, cell_edits
from toolkit.errors import WorkbookError
from toolkit.workbook import apply_edits as apply_to_file

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = smaller(keep=1)


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A running Excel; ``alerts`` are the message boxes it showed, ``answer`` is what the user clicks."""
    temporary = tmp_path / "temp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    before = xlwings.engines.active
    yield xlwings_engine.start().impl
    xlwings.engines.active = before
    xlwings.Book._mock_caller = None  # so that there is one to delete
    del xlwings.Book._mock_caller


@pytest.fixture
def opened(excel: Any, tmp_path: Path) -> xlwings.Book:
    """The sample, open in Excel; the buttons belong to it."""
    return _open(shutil.copy(SAMPLE, tmp_path / "济源决算.xlsx"))


def _open(path: Path) -> xlwings.Book:
    book = xlwings.apps.active.books.open(str(path))
    book.set_mock_caller()
    return book


def _cells(workbook: openpyxl.Workbook) -> dict[tuple[str, str], tuple[Any, str, str, str]]:
    """What every cell holds: value, type, fill colour and the words of its comment."""
    return {
        (sheet.title, cell.coordinate): (
            cell.value,
            cell.data_type,
            cell.fill.fill_type and cell.fill.fgColor.rgb[-6:],
            cell.comment.text if cell.comment else "",
        )
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.fill.fill_type or cell.comment
    }


# -- the buttons ----------------------------------------------------------------------------------------------------


def _total_income(path: Path) -> tuple[str, str]:
    """Sheet and address of a total that identities depend on."""
    block = workflow.check(path).report.tables["公开01"].blocks["收入"]
    cell = block["本年收入合计"][block.columns[0]]
    return cell.sheet, cell.address


def test_check_reads_what_is_not_saved_yet_and_shows_it(excel: Any, opened: xlwings.Book) -> None:
    on_disk = Path(opened.fullname).read_bytes()
    sheet, address = _total_income(SAMPLE)
    opened.sheets[sheet].range(address).value = 12345.67

    excel_button.check()

    (alert,) = excel.alerts
    assert (alert.title, alert.mode) == (excel_button.TITLE, "critical")
    assert alert.text.startswith("错误 ")
    assert "12345.67" in alert.text.replace(",", "")
    assert f"{sheet}!" in alert.text
    assert opened.sheets[sheet].range(address).color == tuple(bytes.fromhex(Mark.ERROR.value))
    messages = [row[3].value for row in opened.impl.workbook["校验"].iter_rows(min_row=5) if row[3].value]
    assert any("12345.67" in message.replace(",", "") for message in messages)
    assert Path(opened.fullname).read_bytes() == on_disk
    assert excel.screen_updating


def test_mark_and_comment_go_when_their_error_is_gone(excel: Any, opened: xlwings.Book) -> None:
    sheet, address = _total_income(SAMPLE)
    cell = opened.sheets[sheet].range(address)
    right = cell.value
    cell.value = 12345.67
    excel_button.check()
    assert "12,345.67" in cell.note.text
    cell.value = right
    excel_button.check()
    assert cell.color is None
    assert cell.note is None


def test_fill_changes_the_open_workbook_as_it_would_the_file(excel: Any, opened: xlwings.Book, tmp_path: Path) -> None:
    opened.sheets["部门概况"].range("A40").value = "'=未保存的一行"
    opened.impl.workbook.save(tmp_path / "same.xlsx")
    filled = workflow.fill(workflow.check(tmp_path / "same.xlsx"))
    workflow.save_workbook(filled, tmp_path / "filled.xlsx")

    excel_button.fill()

    (alert,) = excel.alerts
    assert "填报完成" in alert.text
    assert "尚未保存" in alert.text
    assert _cells(opened.impl.workbook) == _cells(openpyxl.load_workbook(tmp_path / "filled.xlsx"))
    assert any(edit.formula for edit in cell_edits(filled.edits))


def test_a_blank_form_is_added_behind_the_others(excel: Any, opened: xlwings.Book) -> None:
    before = [sheet.name for sheet in opened.sheets]
    excel_button.add_form()
    (alert,) = excel.alerts
    assert "自评表2" in alert.text
    at = before.index("自评表1") + 1
    assert [sheet.name for sheet in opened.sheets] == [*before[:at], "自评表2", *before[at:]]
    assert opened.sheets["自评表2"].range("A3").value == "项目名称"
    assert [book.name for book in xlwings.apps.active.books] == ["济源决算.xlsx"]


def test_a_clerks_new_workbook_is_filled_as_the_file_would_be(excel: Any, tmp_path: Path) -> None:
    """Rows of 科目 are put in and moved by Excel itself."""
    path = clerk.filled_in("henan-final", tmp_path / "新建.xlsx")
    form = next(form for form in clerk.read(path).forms if form.table.id == "公开07")
    rows = {str(2120801 + 100 * number): {"项目支出": "1.00", "本年收入": "1.00"} for number in range(15)}
    clerk.type_in(path, list(clerk.items(form, rows)))
    filled = workflow.fill(workflow.check(path))
    workflow.save_workbook(filled, tmp_path / "filled.xlsx")
    book = _open(path)
    excel_button.fill()
    assert filled.new_rows
    assert _cells(book.impl.workbook) == _cells(openpyxl.load_workbook(tmp_path / "filled.xlsx"))


def test_last_years_workbook_is_looked_for_beside_the_open_one(excel: Any, tmp_path: Path) -> None:
    last = clerk.filled_in("henan-final", tmp_path / "去年.xlsx")
    workflow.save_workbook(workflow.fill(workflow.check(last)), last)
    workflow.roll(last, tmp_path / "今年.xlsx")
    facts = clerk.read(tmp_path / "今年.xlsx").report.facts
    clerk.type_in(tmp_path / "今年.xlsx", [Edit(facts["上年收入总计"].sheet, facts["上年收入总计"].address)])
    book = _open(tmp_path / "今年.xlsx")
    excel_button.fill()
    assert "RD-46" not in excel.alerts[0].text
    cell = book.sheets[facts["上年收入总计"].sheet].range(facts["上年收入总计"].address)
    assert cell.value == float(clerk.total())
    assert cell.note.text.startswith("取自上年工作簿“去年.xlsx”")


def test_word_lies_beside_the_workbook_and_says_what_is_not_saved_yet(excel: Any, opened: xlwings.Book) -> None:
    sheet, address = _total_income(SAMPLE)
    opened.sheets[sheet].range(address).value = 12345.67

    excel_button.word()

    (alert,) = excel.alerts
    target = Path(opened.fullname).with_suffix(".docx")
    assert str(target) in alert.text
    cells = {cell.text for table in docx.Document(str(target)).tables for row in table.rows for cell in row.cells}
    assert "12,345.67" in cells or "12345.67" in cells


@pytest.mark.parametrize(("answer", "kept"), [("no", True), ("yes", False)])
def test_word_asks_before_it_replaces_a_document(
    excel: Any, opened: xlwings.Book, monkeypatch: pytest.MonkeyPatch, answer: str, kept: bool
) -> None:
    monkeypatch.setattr(workflow, "number_pages", lambda *_: False)  # as where no office program is installed
    target = Path(opened.fullname).with_suffix(".docx")
    target.write_text("我的修改", encoding="utf-8")
    excel.answer = answer
    excel_button.word()
    question, result = excel.alerts
    assert "要覆盖" in question.text
    assert question.buttons == "yes_no"
    assert (target.read_bytes() == "我的修改".encode()) is kept
    assert ("没有生成" in result.text) is kept
    assert ("Ctrl+A、F9" in result.text) is not kept


def test_word_says_that_the_document_was_changed_since_it_was_written(excel: Any, opened: xlwings.Book) -> None:
    excel_button.word()
    excel_button.word()
    assert "刚生成的样子" not in excel.alerts[1].text
    _edit(Path(opened.fullname).with_suffix(".docx"), "2023年度收入合计", "2023年，我单位收入合计")
    excel.answer = "no"
    excel_button.word()
    assert "先按“收回 Word”" in excel.alerts[-2].text


# -- what was changed in Word comes home -------------------------------------------------------------------------------

WAS, IS = "2023年度收入合计", "2023年，我单位收入合计"


def _edit(path: Path, old: str, new: str) -> None:
    document = docx.Document(str(path))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    document.save(str(path))


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the button makes of the sample."""
    target = tmp_path_factory.mktemp("document") / "济源决算.docx"
    workflow.save_document(workflow.fill(workflow.check(SAMPLE)), target)
    return target.read_bytes()


@pytest.fixture
def edited(opened: xlwings.Book, document: bytes) -> Path:
    """The document of the open workbook, one sentence of it changed in Word."""
    target = Path(opened.fullname).with_suffix(".docx")
    target.write_bytes(document)
    _edit(target, WAS, IS)
    return target


def test_absorb_changes_the_open_workbook_as_it_would_the_file(
    excel: Any, opened: xlwings.Book, edited: Path, tmp_path: Path
) -> None:
    on_disk = Path(opened.fullname).read_bytes()
    opened.sheets["部门概况"].range("A40").value = "'=未保存的一行"
    (tmp_path / "文件").mkdir()
    same = tmp_path / "文件" / opened.name
    opened.impl.workbook.save(same)
    review.save_absorbed(review.absorb(edited, same), tmp_path / "回.xlsx")
    excel.answer = "yes"

    excel_button.absorb()

    which, shown, result = excel.alerts
    assert f"收回“{edited.name}”" in which.text
    assert which.buttons == "yes_no_cancel"
    assert shown.text.index(f"原：{WAS}") < shown.text.index(f"现：{IS}") < shown.text.index("写进工作簿吗")
    assert "已收回 1 处改动" in result.text
    assert "尚未保存" in result.text
    assert _cells(opened.impl.workbook) == _cells(openpyxl.load_workbook(tmp_path / "回.xlsx"))
    assert Path(opened.fullname).read_bytes() == on_disk

    excel_button.word()
    assert any(IS in paragraph.text for paragraph in docx.Document(str(edited)).paragraphs)


def test_a_new_workbook_takes_changes_home_into_rows_that_are_put_in(excel: Any, tmp_path: Path) -> None:
    """Filling comes first, so that the sentences have rows; nobody has pressed 填报 yet."""
    path = clerk.filled_in("henan-final", tmp_path / "新建.xlsx")
    form = next(form for form in clerk.read(path).forms if form.table.id == "公开07")
    rows = {str(2120801 + 100 * number): {"项目支出": "1.00", "本年收入": "1.00"} for number in range(15)}
    clerk.type_in(path, list(clerk.items(form, rows)))
    book = _open(path)
    excel_button.word()
    document = path.with_suffix(".docx")
    _edit(document, "年度收入合计", "年度，本单位收入合计")
    review.save_absorbed(review.absorb(document, path), tmp_path / "回.xlsx")
    excel.answer = "yes"
    excel_button.absorb()
    assert "已收回 1 处改动" in excel.alerts[-1].text
    assert _cells(book.impl.workbook) == _cells(openpyxl.load_workbook(tmp_path / "回.xlsx"))


@pytest.mark.parametrize("answers", [["cancel"], ["yes", "no"], ["no"]], ids=["at once", "when shown", "none picked"])
def test_whoever_says_no_changes_nothing(excel: Any, opened: xlwings.Book, edited: Path, answers: list[str]) -> None:
    before = _cells(opened.impl.workbook)
    excel.answer = answers
    excel_button.absorb()
    assert excel.alerts[-1].text == "没有收回，工作簿没有改动。"
    assert _cells(opened.impl.workbook) == before


def test_another_document_may_be_picked(excel: Any, opened: xlwings.Book, edited: Path) -> None:
    """Instead of the one of the usual name, or where there is none of that."""
    elsewhere = edited.with_name("领导改.docx")
    edited.rename(elsewhere)
    excel.answer, excel.picked = ["no"], str(elsewhere)
    excel_button.absorb()  # it is shown, and not taken home
    assert f"现：{IS}" in excel.alerts[-2].text
    edited.write_bytes(b"")
    excel.answer = ["no", "yes"]
    excel_button.absorb()
    assert "已收回 1 处改动" in excel.alerts[-1].text


def test_a_figure_of_a_table_is_told_and_asked_about_nothing(excel: Any, opened: xlwings.Book, edited: Path) -> None:
    _edit(edited, IS, WAS)
    document = docx.Document(str(edited))
    document.tables[0].cell(3, 2).paragraphs[0].runs[0].text = "5,303.27"
    document.save(str(edited))
    excel.answer = ["yes"]
    excel_button.absorb()
    result = excel.alerts[-1]
    assert (len(excel.alerts), result.mode) == (2, "critical")
    assert "收入支出决算总表!C7" in result.text


@pytest.mark.parametrize("name", ["情况说明", "校验"])
def test_a_protected_sheet_keeps_all_of_it_out(excel: Any, opened: xlwings.Book, edited: Path, name: str) -> None:
    opened.impl.workbook[name].protection.enable()
    before = _cells(opened.impl.workbook)
    excel.answer = "yes"
    excel_button.absorb()
    assert f"工作表“{name}”：受保护" in excel.alerts[-1].text
    assert _cells(opened.impl.workbook) == before


def test_many_changes_are_told_as_far_as_there_is_room(excel: Any, opened: xlwings.Book, edited: Path) -> None:
    _edit(edited, "。", "，以上。")
    excel.answer = ["yes", "no"]
    excel_button.absorb()
    lines = excel.alerts[1].text.splitlines()
    assert len(lines) < 25
    assert max(map(len, lines)) < 90
    assert any(line.startswith("……另有 ") for line in lines)


def test_a_profile_beside_the_open_workbook_is_found(excel: Any, tmp_path: Path) -> None:
    """What is read is a copy in another folder, and everything near the workbook itself counts."""
    home = tmp_path / "我的"
    home.mkdir()
    folder = home / "juesuan-profiles" / "near-final"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('base = "henan-final"\nregion = "某省"\nversion = "1.0"\n', encoding="utf-8")
    book = _open(shutil.copy(SAMPLE, home / "济源决算.xlsx"))
    opened = book.impl.workbook["基本信息"]
    next(cell for row in opened.iter_rows() for cell in row if cell.value == "henan-final").value = "near-final"
    for press in (excel_button.check, excel_button.fill, excel_button.word, excel_button.add_form):
        excel.alerts.clear()
        press()
        assert "near-final" not in excel.alerts[0].text, press.__name__
        assert "程序出错" not in excel.alerts[0].text


# -- however it ends, a message box says so ---------------------------------------------------------------------------


@pytest.mark.parametrize("press", [excel_button.check, excel_button.fill, excel_button.word, excel_button.add_form])
def test_a_workbook_that_is_none_of_ours_is_told(excel: Any, tmp_path: Path, press: Any) -> None:
    openpyxl.Workbook().save(tmp_path / "通讯录.xlsx")
    _open(tmp_path / "通讯录.xlsx")
    press()
    (alert,) = excel.alerts
    assert alert.mode == "critical"
    assert alert.text.startswith("文件“通讯录.xlsx”")
    assert "Traceback" not in alert.text


@pytest.mark.parametrize("press", [excel_button.check, excel_button.fill])
def test_a_protected_sheet_is_told_and_nothing_is_written(excel: Any, opened: xlwings.Book, press: Any) -> None:
    opened.impl.workbook["校验"].protection.enable()
    before = _cells(opened.impl.workbook)
    press()
    (alert,) = excel.alerts
    assert "工作表“校验”：受保护" in alert.text
    assert "撤销工作表保护" in alert.text
    assert _cells(opened.impl.workbook) == before


@pytest.mark.parametrize("fullname", ["工作簿1", "https://d.docs.live.net/0123/济源决算.xlsx"])
def test_word_needs_a_folder_on_this_computer(excel: Any, opened: xlwings.Book, fullname: str) -> None:
    opened.impl.fullname = fullname
    excel_button.word()
    (alert,) = excel.alerts
    assert "还没有保存到本机" in alert.text


def test_a_cloud_folder_that_xlwings_cannot_find_is_told(
    excel: Any, opened: xlwings.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(self: Any) -> str:
        raise xlwings.XlwingsError("Couldn't find your local OneDrive folder")

    monkeypatch.setattr(xlwings.Book, "fullname", property(cannot))
    excel_button.word()
    (alert,) = excel.alerts
    assert "网盘" in alert.text


def test_check_works_in_a_workbook_never_saved(excel: Any, opened: xlwings.Book) -> None:
    opened.impl.fullname = "工作簿1"
    excel_button.check()
    (alert,) = excel.alerts
    assert "尚未保存" in alert.text


def test_an_unexpected_failure_becomes_a_message_and_a_log(
    excel: Any, opened: xlwings.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened.impl, "_save_copy", lambda path: 1 / 0)
    excel_button.fill()
    (alert,) = excel.alerts
    assert alert.mode == "critical"
    assert "程序出错" in alert.text
    log = tmp_path / "temp" / "juesuan-error.log"
    assert str(log) in alert.text
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8-sig")
    assert log.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_that_cannot_be_found_is_told(excel: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> xlwings.Book:
        raise KeyError("决算")

    monkeypatch.setattr(xlwings.Book, "caller", lost)
    excel_button.check()
    (alert,) = excel.alerts
    assert "等号" in alert.text
    assert "KeyError" in (tmp_path / "temp" / "juesuan-error.log").read_text(encoding="utf-8-sig")


def test_the_screen_is_updated_again_after_a_failure(
    excel: Any, opened: xlwings.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(cell: Any, value: Any) -> None:
        assert not excel.screen_updating
        raise xlwings_engine.ExcelError("busy")

    monkeypatch.setattr(xlwings_engine, "take", busy)
    excel_button.check()
    (alert,) = excel.alerts
    assert "程序出错" in alert.text
    assert excel.screen_updating


# -- edits in the open workbook ---------------------------------------------------------------------------------------


@pytest.fixture
def small(excel: Any, tmp_path: Path) -> xlwings.Book:
    openpyxl.Workbook().save(tmp_path / "小.xlsx")
    return _open(tmp_path / "小.xlsx")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "2023-1", "2023年1月", "001", "'引号", "+5%", "1,234.50", "A&B<5", "{{ x }}", "一\n二", "字" * 9000, "@a"],
)
def test_text_stays_as_typed(small: xlwings.Book, text: str) -> None:
    excel_button.apply_edits(small, [Edit("Sheet", "B1", "上"), Edit("Sheet", "B2", text), Edit("Sheet", "B3", "下")])
    cell = small.impl.workbook["Sheet"]["B2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_a_formula_and_a_number_reach_cells_formatted_as_text(small: xlwings.Book) -> None:
    sheet = small.impl.workbook["Sheet"]
    sheet["A1"].number_format = sheet["A2"].number_format = "@"
    sheet["A3"].number_format = "0.00"
    edits = [
        Edit("Sheet", "A1", Decimal(3), formula="SUM(B1:B2)"),
        Edit("Sheet", "A2", Decimal("5303.72")),
        Edit("Sheet", "A3", Decimal("5303.72")),
    ]
    excel_button.apply_edits(small, edits)
    assert [sheet[f"A{n}"].value for n in (1, 2, 3)] == ["=SUM(B1:B2)", 5303.72, 5303.72]
    assert [sheet[f"A{n}"].data_type for n in (1, 2, 3)] == ["f", "n", "n"]
    assert [sheet[f"A{n}"].number_format for n in (1, 2, 3)] == ["General", "General", "0.00"]


def test_a_column_is_written_in_one_call(small: xlwings.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    write = xlwings_engine.Range.raw_value.fset
    written = property(
        xlwings_engine.Range.raw_value.fget, lambda cells, data: (calls.append(cells), write(cells, data))
    )
    monkeypatch.setattr(xlwings_engine.Range, "raw_value", written)
    excel_button.apply_edits(small, [Edit("Sheet", f"C{row}", Decimal(row)) for row in range(500, 0, -1)])
    assert [cells.address for cells in calls] == ["$C$1:$C$500"]
    assert small.impl.workbook["Sheet"]["C500"].value == 500


def test_only_our_colours_are_taken_away(small: xlwings.Book) -> None:
    sheet = small.sheets["Sheet"]
    sheet.range("A1").color = f"#{Mark.WARNING.value}"
    sheet.range("A2").color = "#123456"
    excel_button.apply_edits(small, [Edit("Sheet", f"A{row}", mark=Mark.NONE, keep_value=True) for row in (1, 2, 3)])
    assert [sheet.range(f"A{row}").color for row in (1, 2, 3)] == [None, (0x12, 0x34, 0x56), None]


def _comment(book: xlwings.Book, text: str) -> None:
    excel_button.apply_edits(book, [Edit("Sheet", "B2", keep_value=True, comment=text)])


def test_our_comment_comes_and_changes_and_goes(small: xlwings.Book) -> None:
    cell = small.impl.workbook["Sheet"]["B2"]
    _comment(small, "合计不符")
    assert cell.comment.text == block_of("合计不符")
    low = cell.comment.height
    _comment(small, "合计不符，" * 40)
    assert cell.comment.text == block_of("合计不符，" * 40)
    assert cell.comment.height > low
    _comment(small, "")
    assert cell.comment is None


def test_guidance_stays_below_our_comment_in_a_taller_box(small: xlwings.Book) -> None:
    cell = small.impl.workbook["Sheet"]["B2"]
    cell.comment = Comment("只填数字。", GUIDE, height=58)
    _comment(small, "合计不符")
    assert cell.comment.text == f"{block_of('合计不符')}\n\n只填数字。"
    assert cell.comment.height > 58
    _comment(small, "")
    assert (cell.comment.text, cell.comment.author, cell.comment.height) == ("只填数字。", GUIDE, 58)


@pytest.mark.parametrize("author", ["李四", xlwings_engine.USER, "tc={5B2E0C3A}"])
def test_comments_and_conversations_of_others_stay(small: xlwings.Book, author: str) -> None:
    cell = small.impl.workbook["Sheet"]["B2"]
    cell.comment = Comment("等局里答复", author)
    _comment(small, "合计不符")
    _comment(small, "")
    assert (cell.comment.text, cell.comment.author) == ("等局里答复", author)


def test_where_drawings_are_protected_there_are_no_comments(small: xlwings.Book) -> None:
    sheet = small.impl.workbook["Sheet"]
    sheet.protection.objects = True
    excel_button.apply_edits(small, [Edit("Sheet", "B2", 5, comment="合计不符")])
    assert (sheet["B2"].value, sheet["B2"].comment) == (5, None)


def test_a_missing_sheet_is_told_before_anything_is_written(small: xlwings.Book) -> None:
    with pytest.raises(WorkbookError, match="工作表“校验”：没有这个工作表"):
        excel_button.apply_edits(small, [Edit("Sheet", "A1", 1), Edit("校验", "A1", 1)])
    assert small.impl.workbook["Sheet"]["A1"].value is None


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=6)
_CONTENTS = st.one_of(st.none(), st.integers(-99, 99), st.decimals(-999, 999, places=2), _TEXTS)
_EDITS = st.builds(
    Edit,
    sheet=st.just("Sheet"),
    address=st.builds("{}{}".format, st.sampled_from("ABC"), st.integers(1, 5)),
    value=_CONTENTS,
    formula=st.sampled_from([None, None, None, "SUM(F1:F3)"]),
    mark=st.sampled_from([None, *Mark]),
    keep_value=st.booleans(),
    height=st.sampled_from([None, 30.0]),
    comment=st.one_of(st.none(), _TEXTS),
    number_format=st.sampled_from(["", "", "0.00", "#,##0.0"]),
)


_COMMENTS = st.dictionaries(
    st.builds("{}{}".format, st.sampled_from("ABC"), st.integers(1, 5)),
    st.builds(Comment, _TEXTS.filter(bool), st.sampled_from([GUIDE, "李四", "tc={5B2E0C3A}"])),
    max_size=5,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(_EDITS, max_size=20), comments=_COMMENTS)
def test_edits_mean_the_same_in_the_file_and_in_the_open_workbook(
    excel: Any, tmp_path: Path, edits: list[Edit], comments: dict[str, Comment]
) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    workbook = openpyxl.Workbook()
    for place, comment in comments.items():
        workbook.active[place].comment = comment
    workbook.save(source)
    apply_to_file(source, target, edits)
    excel.books.books.clear()
    book = xlwings.apps.active.books.open(str(source))
    excel_button.apply_edits(book, edits)
    assert _cells(book.impl.workbook) == _cells(openpyxl.load_workbook(target))


def test_xlwings_is_loaded_only_when_a_button_is_pressed() -> None:
    code = "import sys, toolkit.excel_button; print('xlwings' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_rows_get_the_height_their_text_needs(small: xlwings.Book) -> None:
    excel_button.apply_edits(small, [Edit("Sheet", "C4", "很长的一段", height=120)])
    assert small.sheets["Sheet"].range("A4").row_height == 120
