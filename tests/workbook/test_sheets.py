"""Our sheets as edits: what the 校验 and 情况说明 sheets say, and that a person's words are never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from libreoffice import saved_as
from openpyxl import Workbook, load_workbook

from toolkit.addresses import address, column_letters
from toolkit.amounts import Amount, Unit
from toolkit.cells import Cell, CellKind
from toolkit.edits import Edit, Mark, cell_edits
from toolkit.findings import Finding, LiveCheck, Severity, verdict
from toolkit.profiles import load_profile
from toolkit.report import Heading, Report, Table, WrittenField
from toolkit.text import fingerprint
from toolkit.workbook.files.grid import Grid, RawCell, Sheet, edited, marked_cells
from toolkit.workbook.files.opening import read_grid
from toolkit.workbook.files.writing.patch import apply_edits
from toolkit.workbook.filling.headings import heading_edits
from toolkit.workbook.filling.marks import mark_edits
from toolkit.workbook.ours import check_sheet
from toolkit.workbook.ours.check_sheet import FINDINGS, LAYOUT, accepted, check_sheet_edits
from toolkit.workbook.ours.check_sheet import LIVE as LIVE_COLUMNS
from toolkit.workbook.ours.layout import Column
from toolkit.workbook.ours.narrative_sheet import narrative_sheet_edits
from toolkit.workbook.ours.remarks import is_signed

FORM = "收入支出决算总表"
EMPTY = Grid(
    Path("样例.xlsx"),
    (
        Sheet(FORM),
        Sheet("校验", {(4, number): RawCell(CellKind.TEXT, column.head) for number, column in LAYOUT.named}),
    ),
)
REPORT = Report(Path("样例.xlsx"), "henan-final", "某某中心", 2023, Unit.WAN, {}, sheets=(FORM, "情况说明", "校验"))


def number(address: str, value: str = "1.00", sheet: str = FORM) -> Cell:
    return Cell(sheet, address, CellKind.NUMBER, value, Amount(Decimal(value), Unit.WAN))


def words(address: str, text: str = "", sheet: str = FORM) -> Cell:
    return Cell(sheet, address, CellKind.TEXT if text else CellKind.BLANK, text)


def finding(rule: str, severity: Severity, *cells: Cell, message: str = "合计与各项之和不符。") -> Finding:
    return Finding(rule, severity, "合计", message, cells)


def live(rule: str, left: str, right: str, slack: str, verdict: str) -> LiveCheck:
    low, high = -Decimal(slack), Decimal(slack)
    formulas = (left, right, str(low), str(high))
    return LiveCheck(rule, "合计 = 各项之和", (), Decimal(left), Decimal(right), low, high, verdict, *formulas)


ERROR = finding("GK01.1", Severity.ERROR, number("C33"), number("C5"), number("C6"), number("C7"))
WARNING = finding("GK01.2", Severity.WARNING, number("F40"))
TAIL = finding("GK01.3", Severity.TAIL, number("C12"))


AT = {column.id: number for number, column in LAYOUT.named}
LIVE_LETTERS = "".join(column_letters(AT[column.id]) for column in LIVE_COLUMNS)


def text_rows(grid: Grid, columns: str = "ABCDEFGH", first: int = 5) -> list[list[str]]:
    sheet = grid["校验"]
    rows = [[sheet[row, ord(column) - 64].text for column in columns] for row in sheet.rows if row >= first]
    return [row for row in rows if any(row)]


def run(grid: Grid, findings: Sequence[Finding], checks: Sequence[LiveCheck] = ()) -> Grid:
    return edited(grid, check_sheet_edits(grid, REPORT, findings, checks))


# -- 校验: findings ---------------------------------------------------------------------------------------------------


def test_findings_stand_in_rows_errors_first_tails_last() -> None:
    assert text_rows(run(EMPTY, [TAIL, WARNING, ERROR])) == [
        ["1", "错误", "GK01.1", "合计与各项之和不符。", f"{FORM}!C33", f"{FORM}!C5:C7", "", ""],
        ["2", "提示", "GK01.2", "合计与各项之和不符。", f"{FORM}!F40", "", "", ""],
        ["3", "尾差", "GK01.3", "合计与各项之和不符。", f"{FORM}!C12", "", "", ""],
    ]


def test_links_quote_awkward_sheet_names() -> None:
    odd = finding("X", Severity.ERROR, number("B2", sheet='张三\'s "表"'))
    link = run(EMPTY, [odd])["校验"][5, 5]
    assert link.formula == 'HYPERLINK("#\'张三\'\'s ""表""\'!B2","张三\'s ""表""!B2")'
    assert link.text == '张三\'s "表"!B2'


SCATTERED = finding(
    "GK01.1",
    Severity.ERROR,
    *(number(address) for address in ("C5", "C6", "C7", "D7", "E7", "E8", "E10", "E11")),
    number("E12", sheet="支出决算表"),
)


def test_every_cell_has_a_link_neighbours_share_one() -> None:
    cause = replace(SCATTERED, caused=(WARNING, ERROR))
    rows = text_rows(run(EMPTY, [cause, TAIL]), "ACDEFG")
    assert [row[0] for row in rows] == ["1", "", "", "2"]
    assert [link.removeprefix(FORM) for row in rows[:3] for link in row[3:]] == [
        "!C5",  # first by itself: the one to look at, by which a remark finds its finding again
        "!C6:C7",
        "!D7:E7",
        "!E8",
        "!E10:E11",
        "支出决算表!E12",
        "!F40",
        "!C33",
        "",
    ]
    assert run(EMPTY, [cause])["校验"][5, 6].formula == f'HYPERLINK("#\'{FORM}\'!C6:C7","{FORM}!C6:C7")'


@pytest.mark.parametrize("findings", [[], [TAIL], [WARNING], [ERROR, ERROR, WARNING, TAIL]])
def test_the_sheet_bears_the_same_verdict_as_every_report(findings: list[Finding]) -> None:
    assert run(EMPTY, findings)["校验"][2, 1].text == f"某某中心 2023年度：{verdict(findings)}"


def test_the_verdict_is_found_again_below_which_a_person_put_a_row() -> None:
    sheet = run(EMPTY, [ERROR])["校验"]
    lower = {(row + (row > 2), column): cell for (row, column), cell in sheet.cells.items()}
    again = run(Grid(Path("a.xlsx"), (Sheet(FORM), replace(sheet, cells=lower))), [])["校验"]
    assert again[2, 1].text == f"某某中心 2023年度：{verdict([])}"
    assert again[3, 1].text == ""


def test_a_shorter_run_leaves_nothing_of_a_longer_one() -> None:
    checks = [live(f"L{n}", "1", "1", "0", "相符") for n in range(4)]
    longer = run(EMPTY, [ERROR, WARNING, TAIL], checks)
    shorter = run(longer, [WARNING], checks[:1])
    assert [row[:3] for row in text_rows(shorter)] == [["1", "提示", "GK01.2"]]
    assert [row[0] for row in text_rows(shorter, LIVE_LETTERS)] == ["L0"]
    assert text_rows(run(longer, []), "ABCDEFGH" + LIVE_LETTERS) == []


def test_a_workbook_without_the_sheet_gets_no_edits() -> None:
    assert check_sheet_edits(Grid(Path("a.xlsx"), (Sheet(FORM),)), REPORT, [ERROR], []) == []


# -- 校验: 处理意见 ---------------------------------------------------------------------------------------------------


def remark(grid: Grid, row: int, text: str | None) -> Grid:
    return edited(grid, [Edit("校验", f"H{row}", text)])


def test_a_remark_moves_along_with_its_finding() -> None:
    noted = remark(run(EMPTY, [WARNING, TAIL]), 5, "已与业务科核实")
    moved = run(noted, [TAIL, WARNING, ERROR])
    assert [(row[2], row[7]) for row in text_rows(moved)] == [
        ("GK01.1", ""),
        ("GK01.2", "已与业务科核实"),
        ("GK01.3", ""),
    ]


def test_a_remark_that_stays_in_place_is_not_written() -> None:
    noted = remark(run(EMPTY, [ERROR, WARNING]), 6, "  写法照旧 ")
    assert not [
        e for e in cell_edits(check_sheet_edits(noted, REPORT, [ERROR, WARNING], [])) if e.address.startswith("H")
    ]


def test_findings_that_are_alike_keep_their_own_remarks() -> None:
    noted = remark(run(EMPTY, [WARNING, WARNING]), 6, "第二条")
    assert [(row[2], row[7]) for row in text_rows(run(noted, [ERROR, WARNING, WARNING]))] == [
        ("GK01.1", ""),
        ("GK01.2", ""),
        ("GK01.2", "第二条"),
    ]


def test_a_remark_outlives_its_finding_and_finds_it_again() -> None:
    noted = remark(run(EMPTY, [ERROR, WARNING]), 5, "下年改")
    gone = run(noted, [WARNING])
    assert [(row[0], row[1], row[2], row[4], row[7]) for row in text_rows(gone)] == [
        ("1", "提示", "GK01.2", f"{FORM}!F40", ""),
        ("", "已消除", "GK01.1", f"{FORM}!C33", "下年改"),
    ]
    assert text_rows(run(gone, [WARNING])) == text_rows(gone)
    assert [(row[2], row[7]) for row in text_rows(run(gone, [ERROR, WARNING]))] == [
        ("GK01.1", "下年改"),
        ("GK01.2", ""),
    ]
    assert len(text_rows(run(remark(gone, 6, None), [WARNING]))) == 1


def test_a_note_beside_no_finding_is_kept() -> None:
    assert text_rows(run(remark(EMPTY, 9, "随手一记"), [ERROR]))[1] == ["", "", "", "", "", "", "", "随手一记"]


# -- 校验: accepting a finding ----------------------------------------------------------------------------------------

REASON = "张三：原表如此，已核实"
OPEN_AGAIN = "合计与各项之和不符。（数据已变，请重新确认；仍然认可的，请改写“处理意见”。）"


def checked(grid: Grid, findings: Sequence[Finding]) -> Grid:
    """The grid after a run that found ``findings``: who accepts what is read first, as workflow.check_grid does."""
    return run(grid, accepted(grid, findings))


def with_figure(finding: Finding, value: str) -> Finding:
    return replace(finding, cells=(number(finding.cells[0].address, value), *finding.cells[1:]))


def test_a_finding_with_a_remark_is_accepted_and_no_longer_counted() -> None:
    noted = remark(checked(EMPTY, [ERROR, WARNING, TAIL]), 5, REASON)
    error, warning, tail = accepted(noted, [ERROR, WARNING, TAIL])
    assert error == replace(ERROR, accepted=REASON)
    assert (warning, tail) == (WARNING, TAIL)
    after = checked(noted, [ERROR, WARNING, TAIL])
    assert [(row[0], row[1], row[2], row[7]) for row in text_rows(after)] == [
        ("1", "提示", "GK01.2", ""),
        ("2", "已认可", "GK01.1", REASON),
        ("3", "尾差", "GK01.3", ""),
    ]
    assert after["校验"][2, 1].text.endswith("错误 0 处，提示 1 处；已认可 1 处；尾差 1 处（四舍五入造成，无需处理）。")
    assert text_rows(checked(after, [ERROR, WARNING, TAIL]), "ABCDEFGHI") == text_rows(after, "ABCDEFGHI")


def test_what_is_accepted_bears_no_mark() -> None:
    findings = accepted(remark(checked(EMPTY, [ERROR]), 5, REASON), [ERROR])
    assert {edit.mark for edit in mark_edits(REPORT, findings, {(FORM, "C33"): Mark.ERROR})} == {Mark.NONE}


def test_a_finding_is_open_again_when_its_figures_change_until_the_remark_is_reworded() -> None:
    changed = with_figure(ERROR, "2.00")
    kept = checked(remark(checked(EMPTY, [ERROR]), 5, REASON), [ERROR])
    reopened = checked(kept, [changed])
    assert [(row[1], row[3], row[7]) for row in text_rows(reopened)] == [("错误", OPEN_AGAIN, REASON)]
    assert not accepted(reopened, [changed])[0].accepted, "seen once more is not confirmed"
    assert accepted(reopened, [ERROR])[0].accepted == REASON, "the figures are again those that were accepted"
    reworded = remark(reopened, 5, "李四：新数也已核实")
    assert accepted(reworded, [changed])[0].accepted == "李四：新数也已核实"


@pytest.mark.parametrize(
    "changed",
    [
        replace(ERROR, cells=ERROR.cells[:2]),
        replace(ERROR, expected=Decimal(3)),
        replace(ERROR, caused=(WARNING,)),
        replace(ERROR, cells=(words("C33", "一元"), *ERROR.cells[1:])),
    ],
    ids=["cells", "what it should be", "alarms", "words"],
)
def test_whatever_a_finding_rests_on_opens_it_again(changed: Finding) -> None:
    noted = remark(checked(EMPTY, [ERROR]), 5, REASON)
    assert accepted(noted, [changed])[0].message == OPEN_AGAIN


def test_another_way_of_writing_the_same_figure_changes_nothing() -> None:
    noted = remark(checked(EMPTY, [with_figure(ERROR, "10.00")]), 5, REASON)
    assert accepted(noted, [with_figure(ERROR, "10.000000000000002")])[0].accepted == REASON


def test_a_remark_typed_beside_older_figures_does_not_accept_the_new_ones() -> None:
    noted = remark(checked(EMPTY, [ERROR]), 5, REASON)
    assert accepted(noted, [with_figure(ERROR, "2.00")])[0].message == OPEN_AGAIN


def test_a_remark_with_no_record_of_the_figures_accepts_nothing() -> None:
    bare = edited(EMPTY, [Edit("校验", "C5", "GK01.1"), Edit("校验", "E5", f"{FORM}!C33"), Edit("校验", "H5", REASON)])
    assert accepted(bare, [ERROR])[0].message == OPEN_AGAIN


def test_of_findings_that_are_alike_the_right_one_stays_accepted() -> None:
    first, second = ERROR, with_figure(ERROR, "2.00")
    noted = remark(checked(EMPTY, [first, second]), 5, REASON)
    for _ in range(3):
        assert [one.accepted for one in accepted(noted, [first, second])] == [REASON, ""]
        noted = checked(noted, [first, second])


def test_a_remark_beside_further_links_belongs_to_the_finding_above() -> None:
    noted = remark(checked(EMPTY, [SCATTERED, WARNING]), 6, REASON)
    assert [one.accepted for one in accepted(noted, [SCATTERED, WARNING])] == [REASON, ""]
    after = checked(noted, [SCATTERED, WARNING])
    assert [(row[1], row[7]) for row in text_rows(after)] == [("提示", ""), ("已认可", REASON), ("", "")]
    assert text_rows(checked(after, [SCATTERED, WARNING]), "ABCDEFGHI") == text_rows(after, "ABCDEFGHI")


def test_tails_need_no_accepting_and_no_sheet_accepts_nothing() -> None:
    assert accepted(remark(checked(EMPTY, [TAIL]), 5, REASON), [TAIL]) == (TAIL,)
    assert accepted(Grid(Path("a.xlsx"), (Sheet(FORM),)), [ERROR]) == (ERROR,)


def test_an_alarm_stands_indented_below_what_set_it_off() -> None:
    cause = replace(ERROR, message="C5 应为 2.00。", caused=(replace(WARNING, message="总计不符。"),))
    assert text_rows(run(EMPTY, [cause]))[0][3] == "C5 应为 2.00。\n　　GK01.2 总计不符。"


# -- 校验: read and written by its headings ----------------------------------------------------------------------------

HEADS = tuple(column.head for column in LAYOUT.columns if column)


def sheet_of(*heads: str, row: int = 4) -> Grid:
    """A workbook whose 校验 sheet has these headings ("" for a column without one)."""
    cells = {(row, at): RawCell(CellKind.TEXT, head) for at, head in enumerate(heads, 1) if head}
    return Grid(EMPTY.path, (Sheet(FORM), Sheet("校验", cells)))


def by_heading(grid: Grid, row: int, head_row: int = 4) -> dict[str, str]:
    """What stands in a row under each heading; under one that stands twice the first."""
    sheet = grid["校验"]
    heads = {sheet[head_row, column].text: column for column in sorted(sheet.rows[head_row], reverse=True)}
    return {head: sheet[row, column].text for head, column in heads.items()}


def replaced(heads: Sequence[str], **changes: str) -> tuple[str, ...]:
    return tuple(changes.get(head, head) for head in heads)


#: A person's own column at the front, one in the middle, 处理意见 moved to the front, the live checks before the findings.
LAYOUTS = {
    "as new": HEADS,
    "before the fingerprints had a heading": replaced(HEADS, 指纹=""),
    "a column of the person's in front": ("责任人", *HEADS),
    "a column of the person's between": (*HEADS[:3], "责任人", *HEADS[3:8], "完成时间", *HEADS[8:]),
    "the same in an older file": (*HEADS[:8], "完成时间", "", *HEADS[9:]),
    "remarks moved to the front": (HEADS[7], *HEADS[:7], *HEADS[8:]),
    "headings renamed": replaced(HEADS, 说明="问题", 处理意见="整改情况", 差额="相差"),
    "remarks renamed in an older file": replaced(HEADS, 指纹="", 处理意见="整改情况"),
    "no live checks": HEADS[:9],
}


@pytest.mark.parametrize("heads", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("row", [4, 6])
def test_columns_are_found_wherever_they_stand(heads: tuple[str, ...], row: int) -> None:
    own = {(row + 1, at + 1): head for at, head in enumerate(heads) if head in ("责任人", "完成时间")}
    empty = sheet_of(*heads, row=row)
    noted = edited(empty, [Edit("校验", address(*place), "我填的") for place in own])
    first = run(noted, [ERROR, WARNING], LIVE)
    remark_at = heads.index("整改情况" if "整改情况" in heads else "处理意见") + 1
    said = edited(first, [Edit("校验", address(row + 2, remark_at), REASON)])
    error, warning = accepted(said, [ERROR, WARNING])
    assert (error.accepted, warning.accepted) == ("", REASON)
    after = run(said, [error, warning], LIVE)
    shown = by_heading(after, row + 2, row)
    assert (shown["序号"], shown["级别"], shown.get("说明") or shown["问题"]) == ("2", "已认可", "合计与各项之和不符。")
    assert (shown["单元格1"], after["校验"][row + 2, remark_at].text) == (f"{FORM}!F40", REASON)
    assert all(after["校验"][place].text == "我填的" for place in own)
    assert accepted(after, [ERROR, WARNING])[1].accepted == REASON
    if "结论" in heads:
        live_row = by_heading(after, row + 4, row)
        assert (live_row["左边"], live_row.get("差额") or live_row["相差"], live_row["结论"]) == (
            "10.02",
            "0.02",
            "不符",
        )
        left = address(row + 4, heads.index("左边") + 1)
        assert after["校验"][row + 4, heads.index("差额" if "差额" in heads else "相差") + 1].formula.startswith(
            f"ROUND({left}-"
        )


def test_a_renamed_sheet_is_still_the_check_sheet_and_a_persons_own_is_not() -> None:
    renamed = replace(
        EMPTY,
        sheets=(Sheet("校验", {(1, 1): RawCell(CellKind.TEXT, "我的草稿")}), replace(EMPTY["校验"], name="校验结果")),
    )
    assert {edit.sheet for edit in check_sheet_edits(renamed, REPORT, [ERROR], LIVE)} == {"校验结果"}
    own = replace(renamed, sheets=renamed.sheets[:1])
    assert check_sheet_edits(own, REPORT, [ERROR], LIVE) == []
    assert accepted(own, [ERROR]) == (ERROR,)


def test_an_empty_sheet_of_that_name_gets_headings() -> None:
    after = run(Grid(EMPTY.path, (Sheet(FORM), Sheet("校验"))), [ERROR])
    assert by_heading(after, 5)["说明"] == "合计与各项之和不符。"


def test_a_column_that_later_files_have_is_left_out_of_older_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a column is added to the layout: beside a person's own of an older file it takes nobody's place."""
    added = Column("owner", "责任单位", 12)
    monkeypatch.setattr(
        check_sheet, "LAYOUT", LAYOUT._replace(columns=(*FINDINGS[:4], added, *FINDINGS[4:], *LIVE_COLUMNS))
    )
    older = sheet_of(*HEADS[:4], "我的备注", *HEADS[4:])
    assert by_heading(run(older, [ERROR]), 5)["我的备注"] == ""
    newer = sheet_of(*HEADS[:4], "责任单位", *HEADS[4:])
    assert "owner" in check_sheet.check_sheet(newer).columns


# -- 校验: live checks ------------------------------------------------------------------------------------------------

LIVE = [
    live("GK01.1", "10.00", "10.00", "0.005", "相符"),
    live("GK01.2", "10.01", "10.00", "0.01", "尾差"),
    live("GK01.3", "9.99", "10.00", "0.01", "尾差"),
    live("GK01.4", "10.02", "10.00", "0.01", "不符"),
    live("GK01.5", "0.1", "0.3", "0", "不符"),
]


def test_live_checks_are_formulas_with_their_results() -> None:
    after = run(EMPTY, [], LIVE)
    row = [after["校验"][8, AT[column.id]] for column in LIVE_COLUMNS]
    left, right, difference, low, high = LIVE_LETTERS[2:7]
    assert [cell.text for cell in row] == [
        "GK01.4",
        "合计 = 各项之和",
        "10.02",
        "10.00",
        "0.02",
        "-0.01",
        "0.01",
        "不符",
    ]
    assert [cell.formula for cell in row] == [
        None,
        None,
        "10.02",
        "10.00",
        f"ROUND({left}8-{right}8,6)",
        "-0.01",
        "0.01",
        f'IF(ISNUMBER({difference}8),IF({difference}8=0,"相符",'
        f'IF(AND({difference}8>={low}8-1E-9,{difference}8<={high}8+1E-9),"尾差","不符")),"无法计算")',
    ]
    assert after["校验"][2, AT["identity"]].text == "勾稽关系不符：2"
    assert run(EMPTY, [], LIVE[:3])["校验"][2, AT["identity"]].text == "勾稽关系全部相符（尾差除外）"


def test_libreoffice_comes_to_the_same_verdicts(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = FORM
    book.active["A1"] = "#不是数"
    book.create_sheet("校验")
    book.save(tmp_path / "样例.xlsx")
    broken = live("GK01.6", "0", "0", "0", "无法计算")._replace(left_formula=f"{FORM}!A1+1")
    findings = [ERROR, finding("X", Severity.TAIL, number("B2", sheet='张三\'s "表"'))]
    edits = list(cell_edits(check_sheet_edits(read_grid(tmp_path / "样例.xlsx"), REPORT, findings, [*LIVE, broken])))
    # stored results are blanked, so that what is read afterwards was calculated
    blind = [edit._replace(value=None) if edit.formula else edit for edit in edits]
    apply_edits(tmp_path / "样例.xlsx", tmp_path / "待算.xlsx", blind)
    [computed] = saved_as("xlsx", tmp_path / "out", tmp_path / "待算.xlsx", always_recalculating=True)
    sheet = load_workbook(computed, data_only=True)["校验"]
    calculated = {edit.address: sheet[edit.address].value for edit in edits if edit.formula}
    stored = {edit.address: edit.value for edit in edits if edit.formula}
    for column in ("left", "difference"):
        place = address(10, AT[column])
        assert calculated.pop(place) == "#VALUE!"
        del stored[place]
    for place, value in stored.items():
        found = calculated[place]
        assert (found if isinstance(value, str) else Decimal(str(found))) == value, place


# -- 情况说明 ---------------------------------------------------------------------------------------------------------


def field(draft: str = "", person: str = "", base: str = "", state: str = "") -> WrittenField:
    cells = [
        words(f"{column}4", text, "情况说明") for column, text in zip("CDEF", (draft, person, state, base), strict=True)
    ]
    draft_cell, person_cell, state_cell, base_cell = cells
    return WrittenField("收支总体", draft, person, base, draft_cell, person_cell, state_cell, base_cell)


def told(written: WrittenField, draft: str) -> dict[str, Decimal | int | str | None]:
    edits = narrative_sheet_edits(
        Grid(Path("样本.xlsx"), (Sheet("情况说明", widths={3: 20, 4: 20}),)),
        replace(REPORT, written={"收支总体": written}),
        {"收支总体": draft, "没有这一栏": "x"},
    )
    return {edit.address: edit.value for edit in edits}


def test_a_row_grows_with_its_draft() -> None:
    (edit, _) = narrative_sheet_edits(
        Grid(Path("样本.xlsx"), (Sheet("情况说明", widths={3: 20, 4: 20}),)),
        replace(REPORT, written={"收支总体": field()}),
        {"收支总体": "汉" * 100},
    )
    assert edit.height is not None
    assert edit.height > 10 * 15


OLD, NEW = fingerprint("旧稿"), fingerprint("新稿")
STALE = "已改写，数据已变，请核对"


@pytest.mark.parametrize(
    ("written", "draft", "expected"),
    [
        pytest.param(field(), "新稿", {"C4": "新稿", "E4": "自动"}, id="first draft"),
        pytest.param(field("新稿", state="自动"), "新稿", {}, id="nothing changed"),
        pytest.param(field("旧稿", state="自动"), "新稿", {"C4": "新稿"}, id="figures changed"),
        pytest.param(field("旧稿", "我写的", state="自动"), "旧稿", {"E4": "已改写", "F4": OLD}, id="person wrote"),
        pytest.param(
            field("旧稿", "我写的", state="自动"),
            "新稿",
            {"C4": "新稿", "E4": STALE, "F4": OLD},
            id="person wrote against a draft that has changed since",
        ),
        pytest.param(
            field("", "我写的"), "新稿", {"C4": "新稿", "E4": "已改写", "F4": NEW}, id="person wrote before any draft"
        ),
        pytest.param(field("旧稿", "我写的", OLD, "已改写"), "新稿", {"C4": "新稿", "E4": STALE}, id="stale"),
        pytest.param(field("新稿", "我写的", OLD, STALE), "新稿", {}, id="stays stale until a person acts"),
        pytest.param(field("新稿", "我写的", OLD, "已核对"), "新稿", {"E4": "已改写", "F4": NEW}, id="confirmed"),
        pytest.param(
            field("新稿", "我写的", OLD, STALE), "旧稿", {"C4": "旧稿", "E4": "已改写"}, id="figures changed back"
        ),
        pytest.param(
            field("新稿", "", OLD, "已改写"), "新稿", {"E4": "自动", "F4": None}, id="person's text taken back"
        ),
        pytest.param(field("旧稿", state="自动"), "", {"C4": None}, id="no draft any more"),
    ],
)
def test_drafts_and_states(written: WrittenField, draft: str, expected: dict[str, str | None]) -> None:
    edits = told(written, draft)
    assert edits == expected
    assert "D4" not in edits


# -- marks and headings -----------------------------------------------------------------------------------------------


def test_marks_follow_the_findings() -> None:
    both = finding("Y", Severity.WARNING, number("C5"))
    marked = {
        (FORM, "C33"): Mark.ERROR,
        (FORM, "F40"): Mark.ERROR,
        (FORM, "A9"): Mark.WARNING,
        (FORM, "A8"): Mark.DRAFT,
        (FORM, "C12"): Mark.WARNING,
    }
    edits = mark_edits(REPORT, [both, ERROR, WARNING, TAIL], marked)
    assert all(edit.keep_value for edit in edits)
    assert {edit.address: edit.mark for edit in edits} == {
        "C5": Mark.ERROR,
        "C6": Mark.ERROR,
        "C7": Mark.ERROR,
        "F40": Mark.WARNING,
        "A9": Mark.NONE,
        "C12": Mark.NONE,
    }


def test_marks_come_and_go_in_a_file(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = FORM
    book.active["C33"] = 1
    path = tmp_path / "a.xlsx"
    book.save(path)
    apply_edits(path, path, mark_edits(REPORT, [ERROR], marked_cells(read_grid(path))))
    assert set(marked_cells(read_grid(path)).values()) == {Mark.ERROR}
    assert len(marked_cells(read_grid(path))) == 4
    apply_edits(path, path, mark_edits(REPORT, [], marked_cells(read_grid(path))))
    assert marked_cells(read_grid(path)) == {}


def table(heading: Heading, unit_name: str = "", year: int | None = None) -> Report:
    return replace(REPORT, tables={"公开01": Table("公开01", FORM, FORM, Unit.WAN, {}, unit_name, year, "", heading)})


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            table(Heading(unit_name=words("A3", "单位："), year=words("D3", "年度"))),
            {"A3": "单位：某某中心", "D3": "2023年度"},
        ),
        (table(Heading(unit_name=words("A3"), year=words("D3"))), {"A3": "单位：某某中心", "D3": "2023年度"}),
        (table(Heading(year=words("D3", "（年度）"))), {"D3": "（2023年度）"}),
        (table(Heading(unit_name=words("A3", "部门:"))), {"A3": "部门:某某中心"}),
        (table(Heading(unit_name=words("A3", "单位：别的单位"), year=words("D3", "2022年度")), "别的单位", 2022), {}),
        (table(Heading(unit_name=words("A3", "单位：")._replace(formula="基本信息!B2"))), {}),
        (table(Heading(unit_name=words("A3", "单位：　　金额单位：万元"), year=words("D3", "某年"))), {}),
        (table(Heading()), {}),
    ],
)
def test_headings_are_filled_only_where_blank(report: Report, expected: dict[str, str]) -> None:
    edits = heading_edits(report, load_profile("henan-final"))
    assert {edit.address: edit.value for edit in edits} == expected


@pytest.mark.parametrize(
    "text",
    [
        "张三：原表如此，已核实",
        "李四：新数也已核实",
        "按上级口径填列（财务科王五）",
        "预算科 上年已批复，照抄",
        "欧阳春华:系统导出如此",
    ],
)
def test_a_remark_with_a_name_and_a_reason_accepts(text: str) -> None:
    assert is_signed(text)


@pytest.mark.parametrize(
    "text", ["无", "同意", "已核实", "张三", "张三：已核实", "张三：无", "ok", "原表如此，已核实", "，，，", "正常"]
)
def test_a_nod_accepts_nothing(text: str) -> None:
    assert not is_signed(text)
    noted = remark(run(EMPTY, [WARNING]), 5, text)
    (judged,) = accepted(noted, [WARNING])
    assert judged.accepted == ""
    assert "谁、为什么" in judged.message
