"""What goes onto our sheets 校验 and 情况说明, as edits, and the few edits we make to the official forms themselves.

Pure functions: nothing is read or written here. A person's words (处理意见, 人工改写) are never written over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest

from ...addresses import Area, column_number, position
from ...cells import Cell, CellKind
from ...edits import Edit, Mark
from ...findings import Finding, LiveCheck, Severity, by_level, verdict
from ...profiles import Profile
from ...report import Report, Table, WrittenField
from ...text import fingerprint
from ...text_size import line_count, row_height
from ..files.grid import Grid, Sheet
from .remarks import CHECK_SHEET, FIRST_ROW, REMARK_COLUMN, TRACE_COLUMN, Remark, identity, match

FINDING_COLUMNS = "ABCDEFG"  # 序号 级别 规则 说明 and up to three cells
LIVE_COLUMNS = "JKLMNOPQ"  # 规则 关系 左边 右边 差额 允许下限 允许上限 结论
GONE = "已消除"
_GONE_MESSAGE = "本次校验没有再发现这个问题；处理意见不再需要时可以删除。"

_MARKS = {Severity.ERROR: Mark.ERROR, Severity.WARNING: Mark.WARNING}
_AGREES, _TAIL, _DIFFERS, _UNKNOWN = "相符", "尾差", "不符", "无法计算"


def check_sheet_edits(
    grid: Grid, report: Report, findings: Sequence[Finding], live_checks: Sequence[LiveCheck]
) -> list[Edit]:
    """The 校验 sheet: verdict, findings (errors first, tails last) and live checks, older rows emptied.

    A finding with more places than three columns hold has rows for them below its own.

    A 处理意见 moves along with its finding (same rule, same first cell) and is kept with what it accepts; one whose
    finding is gone is kept below the others as 已消除 until the person deletes it. No edits when the workbook has no 校验
    sheet.
    """
    sheet = grid.by_name.get(CHECK_SHEET)
    if sheet is None:
        return []
    return [
        _edit("A2", f"{report.unit_name} {report.year}年度：{verdict(findings)}".lstrip()),
        *_finding_edits(sheet, findings),
        *_live_edits(sheet, live_checks),
    ]


def narrative_sheet_edits(grid: Grid, report: Report, drafts: Mapping[str, str]) -> list[Edit]:
    """The 情况说明 sheet: the drafts that changed, the state of every field, and what a person's text answers.

    A person's text is never written. Its base is recorded when first seen, renewed when the person confirmed it by
    typing 已核对 as the state, and forgotten when the person's text is gone.
    """
    edits: list[Edit] = []
    for field_id, text in drafts.items():
        written = report.written.get(field_id)
        if written is None:
            continue
        draft = text.strip()
        base = (written.answers or fingerprint(draft)) if written.person else ""
        if written.draft != draft:
            height = _height(grid, written.draft_cell, draft)
            edits.append(Edit(written.draft_cell.sheet, written.draft_cell.address, draft or None, height=height))
        edits += _unless_same(written.state_cell, written.state_cell.text, _state(written, draft))
        edits += _unless_same(written.base_cell, written.base, base)
    return edits


def mark_edits(report: Report, findings: Sequence[Finding], marked: Mapping[tuple[str, str], Mark]) -> list[Edit]:
    """Colour the cells of errors and warnings, and take our colours from cells no longer concerned.

    Tails and what a person has accepted bear no mark.
    ``marked``: the cells that bear our colours now; drafts keep theirs.
    """
    wanted: dict[tuple[str, str], Mark] = {}
    for severity in (Severity.WARNING, Severity.ERROR):  # the graver one wins
        for finding in findings:
            if finding.level == severity.label:
                wanted |= {(cell.sheet, cell.address): _MARKS[severity] for cell in finding.cells}
    for place, mark in marked.items():
        if mark in _MARKS.values():
            wanted.setdefault(place, Mark.NONE)
    known = set(report.sheets)
    return [
        Edit(sheet, address, mark=mark, keep_value=True)
        for (sheet, address), mark in wanted.items()
        if sheet in known and marked.get((sheet, address)) is not mark
    ]


def heading_edits(report: Report, profile: Profile) -> list[Edit]:
    """Unit name and year in the headings of the official forms, where they were left blank.

    What a person wrote there stays, also when it differs from 基本信息: that is a finding.
    """
    edits: list[Edit] = []
    label = f"{profile.words.get('主体', '单位')}："
    for table in report.tables.values():
        edits += _blank_unit_name(table, report.unit_name, label)
        edits += _blank_year(table, report.year)
    return edits


# -- the 校验 sheet ---------------------------------------------------------------------------------------------------


def _edit(address: str, value: Decimal | int | str | None, formula: str | None = None) -> Edit:
    return Edit(CHECK_SHEET, address, value, formula)


def _finding_edits(sheet: Sheet, findings: Sequence[Finding]) -> Iterator[Edit]:
    ordered = [finding for found in by_level(findings).values() for finding in found]
    remarks, left = match(sheet, ordered)
    row = FIRST_ROW
    for number, (finding, remark) in enumerate(zip(ordered, remarks, strict=True), 1):
        yield _edit(f"A{row}", number)
        yield _edit(f"B{row}", finding.level)
        yield _edit(f"C{row}", finding.rule)
        message = "\n".join(_sentences(finding))
        height = row_height(line_count(message, sheet.widths.get(column_number("D"), sheet.default_width)))
        yield Edit(CHECK_SHEET, f"D{row}", message, height=height)
        yield from _remark(sheet, row, remark._replace(listed=identity(finding)))
        links = _references(finding)
        yield from _links(row, links[:3])
        for at in range(3, len(links), 3):
            row += 1
            yield from (_edit(f"{column}{row}", None) for column in "ABC")
            yield Edit(CHECK_SHEET, f"D{row}", height=row_height(1))
            yield from _links(row, links[at : at + 3])
            yield from _remark(sheet, row, Remark())
        row += 1
    for remark in left:
        if remark.text:
            level, message = (GONE, _GONE_MESSAGE) if remark.rule else ("", "")  # else a note beside no finding
            values = ("", level, remark.rule, message, remark.place, "", "")
            yield from (_edit(f"{c}{row}", value or None) for c, value in zip(FINDING_COLUMNS, values, strict=True))
            yield from _remark(sheet, row, remark)
            row += 1
    yield from _emptied(sheet, row, FINDING_COLUMNS + REMARK_COLUMN + TRACE_COLUMN)


def _sentences(finding: Finding, depth: int = 0) -> Iterator[str]:
    """What a finding says, and indented below it what the alarms say that it set off, each with its rule."""
    rule = f"{finding.rule} " if depth else ""  # its own rule has a column
    yield f"{'　　' * depth}{rule}{finding.message}"
    for caused in finding.caused:
        yield from _sentences(caused, depth + 1)


def _remark(sheet: Sheet, row: int, remark: Remark) -> Iterator[Edit]:
    if sheet[row, column_number(REMARK_COLUMN)].text.strip() != remark.text:
        yield _edit(f"{REMARK_COLUMN}{row}", remark.text or None)
    yield _edit(f"{TRACE_COLUMN}{row}", remark.trace or None)


def _emptied(sheet: Sheet, first: int, columns: str) -> Iterator[Edit]:
    """Nothing from row ``first`` down: what an earlier, longer run left there."""
    numbers = {column_number(column): column for column in columns}
    for row, filled in sheet.rows.items():
        if row >= first:
            yield from (_edit(f"{numbers[number]}{row}", None) for number in filled if number in numbers)


def _references(finding: Finding) -> list[tuple[str, str]]:
    """Sheet and area of every cell of a finding and of what it set off: the first by itself, then runs (C27:C29)."""
    cells = dict.fromkeys((cell.sheet, *position(cell.address)) for cell in _all_cells(finding))
    runs: list[tuple[str, Area]] = []
    for number, (sheet, row, column) in enumerate(cells):
        if number > 1 and runs[-1][0] == sheet:
            top, left, bottom, right = runs[-1][1]
            if (row, column) in (
                (bottom + 1, left) if left == right else (),
                (top, right + 1) if top == bottom else (),
            ):
                runs[-1] = sheet, Area(top, left, row, column)
                continue
        runs.append((sheet, Area(row, column, row, column)))
    return [(sheet, str(area)) for sheet, area in runs]


def _all_cells(finding: Finding) -> Iterator[Cell]:
    yield from finding.cells
    for caused in finding.caused:
        yield from _all_cells(caused)


def _links(row: int, references: Sequence[tuple[str, str]]) -> Iterator[Edit]:
    """Formulas that jump to the cells, in Excel, WPS and LibreOffice; they show where they lead."""
    for column, reference in zip_longest("EFG", references):
        if reference is None:
            yield _edit(f"{column}{row}", None)
        else:
            sheet, area = reference
            target = "#'{}'!{}".format(sheet.replace("'", "''"), area)
            shown = f"{sheet}!{area}"
            yield _edit(f"{column}{row}", shown, f"HYPERLINK({_quoted(target)},{_quoted(shown)})")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _live_edits(sheet: Sheet, checks: Sequence[LiveCheck]) -> Iterator[Edit]:
    end = FIRST_ROW + len(checks)
    if checks:
        verdicts = f"Q{FIRST_ROW}:Q{end - 1}"
        wrong = f'ROWS({verdicts})-COUNTIF({verdicts},"{_AGREES}")-COUNTIF({verdicts},"{_TAIL}")'
        count = sum(check.verdict not in (_AGREES, _TAIL) for check in checks)
        good, bad = "勾稽关系全部相符（尾差除外）", "勾稽关系不符："
        yield _edit("J2", f"{bad}{count}" if count else good, f'IF({wrong}=0,"{good}","{bad}"&({wrong}))')
    else:
        yield _edit("J2", None)
    for row, check in enumerate(checks, FIRST_ROW):
        yield from _live_row(row, check)
    yield from _emptied(sheet, end, LIVE_COLUMNS)


def _live_row(row: int, check: LiveCheck) -> Iterator[Edit]:
    yield Edit(CHECK_SHEET, f"J{row}", check.rule)
    yield Edit(CHECK_SHEET, f"K{row}", check.title)
    yield Edit(CHECK_SHEET, f"L{row}", check.left, check.left_formula)
    yield Edit(CHECK_SHEET, f"M{row}", check.right, check.right_formula)
    yield Edit(CHECK_SHEET, f"N{row}", check.left - check.right, f"ROUND(L{row}-M{row},6)")
    yield Edit(CHECK_SHEET, f"O{row}", check.low, check.low_formula)
    yield Edit(CHECK_SHEET, f"P{row}", check.high, check.high_formula)
    tail = f'IF(AND(N{row}>=O{row}-1E-9,N{row}<=P{row}+1E-9),"{_TAIL}","{_DIFFERS}")'
    verdict = f'IF(ISNUMBER(N{row}),IF(N{row}=0,"{_AGREES}",{tail}),"{_UNKNOWN}")'
    yield Edit(CHECK_SHEET, f"Q{row}", check.verdict, verdict)


# -- the 情况说明 sheet and the headings ------------------------------------------------------------------------------


def _state(written: WrittenField, draft: str) -> str:
    if not written.person:
        return "自动"
    return "已改写，数据已变，请核对" if written.is_stale(draft) else "已改写"


def _unless_same(cell: Cell, now: str, text: str) -> list[Edit]:
    return [] if now == text else [Edit(cell.sheet, cell.address, text or None)]


def _height(grid: Grid, cell: Cell, text: str) -> float:
    """What the cell's row needs so that ``text`` and all else in the row shows whole."""
    sheet = grid[cell.sheet]
    row, own = position(cell.address)
    texts = {column: sheet[row, column].text for column in sheet.rows.get(row, ())} | {own: text}
    widths = {column: sheet.widths.get(column, sheet.default_width) for column in texts}
    return row_height(max(line_count(text, widths[column]) for column, text in texts.items()))


def _blank_unit_name(table: Table, unit_name: str, label: str) -> list[Edit]:
    cell = table.heading.unit_name
    if cell is None or table.unit_name or not unit_name or cell.formula is not None:
        return []
    if cell.kind is CellKind.BLANK:
        return [Edit(cell.sheet, cell.address, label + unit_name)]
    if cell.text.endswith(("：", ":")):
        return [Edit(cell.sheet, cell.address, cell.text + unit_name)]
    return []


def _blank_year(table: Table, year: int) -> list[Edit]:
    cell = table.heading.year
    if cell is None or table.year is not None or not year or cell.formula is not None:
        return []
    room = re.fullmatch(r"([（(]?)\s*((?:年度?)?[）)]?)", cell.text)
    return [Edit(cell.sheet, cell.address, f"{room[1]}{year}{room[2] or '年度'}")] if room else []
