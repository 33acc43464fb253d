"""The 校验 sheet: its columns stated once, found again by their headings, renewed by edits. Pure functions.

A column is added by one line in ``FINDINGS`` or ``LIVE`` and by what is written into it (``_finding_row``, ``_live_row``);
then ``python -m tools blanks`` and ``… samples``. A person's 处理意见 are never written over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ...addresses import Area, address, column_letters, position
from ...edits import Content, Edit, EditedRows
from ...findings import ACCEPTED, Coverage, Finding, LiveCheck, Severity, State, YearChange, by_level, verdict
from ...report import Report
from ...text_size import line_count, row_height
from ..files.grid import Grid
from .layout import Column, Found, SheetLayout, as_new, find, link
from .remarks import Remark, identity, judged, match

CHECK_SHEET = "校验"
GONE = "已消除"
_AGREES, _TAIL, _DIFFERS, _UNKNOWN = "相符", "尾差", "不符", "无法计算"
_RED, _YELLOW, _GREEN = "FFC7CE", "FFEB9C", "E2EFDA"
_BY_LEVEL = {Severity.ERROR.label: _RED, Severity.WARNING.label: _YELLOW, ACCEPTED: _GREEN}

#: The findings of the last run; the places are links.
FINDINGS = (
    Column("number", "序号", 5, "centre", from_the_start=True),
    Column("level", "级别", 7, "centre", colours=_BY_LEVEL, from_the_start=True),
    Column("rule", "规则", 10, from_the_start=True),
    Column("message", "说明", 56, from_the_start=True),
    Column("place1", "单元格1", 17, "link", from_the_start=True),
    Column("place2", "单元格2", 17, "link", from_the_start=True),
    Column("place3", "单元格3", 17, "link", from_the_start=True),
    Column(
        "remark",
        "处理意见",
        20,
        "person",
        help="认可某条问题的，写明谁、为什么，如“张三：原表如此，已核实”。再次校验时这一条列为“已认可”，不再计为错误或提示；"
        "有关数据变动后，会请您重新确认。",
        from_the_start=True,
    ),
    Column("trace", "指纹", 3, hidden=True),  # what each 处理意见 was written for; nameless in older files
)
#: The identities as formulas, which Excel works out anew with every figure typed.
LIVE = (
    Column("identity", "规则", 14, from_the_start=True),
    Column("relation", "关系", 56, from_the_start=True),
    Column("left", "左边", 14, "figure", from_the_start=True),
    Column("right", "右边", 14, "figure", from_the_start=True),
    Column("difference", "差额", 12, "figure", from_the_start=True),
    Column("low", "允许下限", 12, "figure", from_the_start=True),
    Column("high", "允许上限", 12, "figure", from_the_start=True),
    Column("verdict", "结论", 10, "centre", colours={_DIFFERS: _RED, _UNKNOWN: _YELLOW}, from_the_start=True),
)
#: This year beside last year, where last year's workbook was given.
_NOTABLE = "幅度较大，请核对"
YEARS = (
    Column("item", "与上年对比", 44),
    Column("now", "本年", 14, "figure"),
    Column("before", "上年", 14, "figure"),
    Column("change", "增减", 14, "figure"),
    Column("rate", "增减%", 10, "figure"),
    Column("notable", "提醒", 18, colours={_NOTABLE: _YELLOW}),
)
#: Every form and every rule, and whether it was looked at: no finding is not to be taken for no check.
CHECKED = (
    Column("checked", "查了什么", 12),
    Column("checked_title", "表或规则", 56),
    Column("state", "查了没有", 10, "centre", colours={State.UNREADABLE.label: _YELLOW, State.ACCEPTED.label: _GREEN}),
    Column("number_checked", "个数", 8, "centre", help="表里填了几个数；规则查了几处。不是算式的规则不计。"),
    Column("why", "备注", 30),
)
UNCHECKED = "尚未校验。"
LAYOUT = SheetLayout(
    CHECK_SHEET,
    (
        CHECK_SHEET,
        UNCHECKED,
        "左边是最近一次校验的结果，点“单元格”可跳转；右边是随数据自动重算的勾稽关系。都由本工具重写，只有“处理意见”留给您写。",
    ),
    (*FINDINGS, *LIVE, None, *YEARS, None, *CHECKED),
    printed=len(FINDINGS) - 1,
)

_PLACES = tuple(column.id for column in FINDINGS if column.id.startswith("place"))
_GONE_MESSAGE = "本次校验没有再发现这个问题；处理意见不再需要时可以删除。"
_ALL_AGREE, _SOME_DIFFER = "勾稽关系全部相符（尾差除外）", "勾稽关系不符："
_VERDICT = re.compile(rf"{UNCHECKED}|(?:.*年度：)?(?:全部相符|没有待处理|错误 \d+ 处|没有发现|发现 \d+ 处).*。")
_TRACES = re.compile(r"[0-9a-f]{12}|[0-9a-f-]+ [0-9a-f-]+ [0-9a-f]{12}")


def check_sheet(grid: Grid) -> Found | None:
    """Where the workbook's 校验 sheet stands: the sheet of that name, else one with its headings.

    A sheet of that name which holds nothing is taken as a new one; one with other things on it is not ours.
    """
    named = grid.by_name.get(CHECK_SHEET)
    for sheet in (named, *grid.sheets) if named else grid.sheets:
        found = find(LAYOUT, sheet)
        if found:
            return _with_trace(found)
    return as_new(LAYOUT, named) if named and not named.rows else None


def _with_trace(found: Found) -> Found:
    """In older files the fingerprints stand under no heading, right of the remarks or of what a person put there."""
    if "trace" in found.columns or "remark" not in found.columns:
        return found
    sheet, taken = found.sheet, set(found.columns.values())
    for column in range(found.columns["remark"] + 1, found.columns["remark"] + len(LAYOUT.columns)):
        below = [sheet[row, column].text for row in sheet.rows if row > found.head_row]
        if column in taken:
            return found
        if not sheet[found.head_row, column].text and all(not text or _TRACES.fullmatch(text) for text in below):
            return found._replace(columns={**found.columns, "trace": column})
    return found


def accepted(grid: Grid, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, those a person has accepted on the 校验 sheet with the remark.

    Where the figures have changed since, the finding is open again and its message says so. Tails need no accepting.
    """
    found = check_sheet(grid)
    if found is None:
        return tuple(findings)
    remarks, _ = match(found, findings)
    return tuple(judged(finding, remark) for finding, remark in zip(findings, remarks, strict=True))


def has_remarks(grid: Grid) -> bool:
    """Whether a person has written anything into 处理意见."""
    found = check_sheet(grid)
    return found is not None and any(remark.text for remark in match(found, ())[1])


def check_sheet_edits(
    grid: Grid,
    report: Report,
    findings: Sequence[Finding],
    live_checks: Sequence[LiveCheck],
    changes: Sequence[YearChange] = (),
    coverage: Sequence[Coverage] = (),
) -> list[Edit | EditedRows]:
    """The 校验 sheet: verdict, findings (errors first, tails last), live checks, changes since last year and what was
    checked, older rows emptied.

    A finding with more places than its columns hold has rows for them below its own.

    A 处理意见 moves along with its finding (same rule, same first cell) and is kept with what it accepts; one whose
    finding is gone is kept below the others as 已消除 until the person deletes it. No edits when the workbook has no 校验
    sheet, and none in columns that it has not.
    """
    found = check_sheet(grid)
    if found is None:
        return []
    sheet = _Writer(found)
    if not found.sheet.rows:
        sheet.headings()
    at = verdict_row(found)
    if "number" in found.columns:
        sheet.write("number", at, whose_verdict(report) + verdict(findings))
    _write_findings(sheet, findings)
    if all(column.id in found.columns for column in LIVE):  # each is worked out from the others
        _write_live(sheet, at, live_checks)
    for row, change in enumerate(changes, found.first):
        _year_row(sheet, row, change)
    sheet.empty(YEARS, found.first + len(changes))
    for row, entry in enumerate(coverage, found.first):
        _coverage_row(sheet, row, entry)
    sheet.empty(CHECKED, found.first + len(coverage))
    return sheet.edits


def whose_verdict(report: Report) -> str:
    """What stands before the verdict: whose workbook it is."""
    return f"{report.unit_name} {report.year}年度：".lstrip()


def verdict_row(found: Found) -> int:
    """The row above the headings that holds the verdict; a person may have put others between."""
    column = found.columns.get("number", 1)
    rows = [row for row in range(1, found.head_row) if _VERDICT.fullmatch(found.sheet[row, column].text.strip())]
    return rows[0] if rows else max(1, found.head_row - 2)


class _Writer:
    """The edits of one sheet, by column and row; what the sheet has no column for is left out."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.edits: list[Edit | EditedRows] = []

    def write(
        self,
        column: str,
        row: int,
        value: Content = None,
        formula: str | None = None,
        height: float | None = None,
    ) -> None:
        if column in self.found.columns:
            self.edits.append(Edit(self.found.sheet.name, self.found.at(column, row), value, formula, height=height))

    def headings(self) -> None:
        for number, column in LAYOUT.named:
            self.edits.append(Edit(self.found.sheet.name, address(self.found.head_row, number), column.head))

    def empty(self, columns: Sequence[Column], first: int) -> None:
        """Nothing from row ``first`` down: what an earlier, longer run left there."""
        ours = {self.found.columns[column.id]: column.id for column in columns if column.id in self.found.columns}
        for row, filled in self.found.sheet.rows.items():
            if row >= first:
                for number in filled:
                    if number in ours:
                        self.write(ours[number], row)


# -- findings ---------------------------------------------------------------------------------------------------------


def _write_findings(sheet: _Writer, findings: Sequence[Finding]) -> None:
    ordered = [finding for level in by_level(findings).values() for finding in level]
    remarks, left = match(sheet.found, ordered)
    row = sheet.found.first
    for number, (finding, remark) in enumerate(zip(ordered, remarks, strict=True), 1):
        links = _references(finding)
        _finding_row(sheet, row, number, finding, links[: len(_PLACES)])
        _write_remark(sheet, row, remark._replace(listed=identity(finding)))
        _write_links(sheet, row, links[: len(_PLACES)])
        for at in range(len(_PLACES), len(links), len(_PLACES)):
            row += 1
            for column in FINDINGS:
                if column.id not in ("remark", "trace", *_PLACES):
                    height = row_height(_link_lines(sheet, links[at : at + len(_PLACES)]))
                    sheet.write(column.id, row, height=height if column.id == "message" else None)
            _write_links(sheet, row, links[at : at + len(_PLACES)])
            _write_remark(sheet, row, Remark())
        row += 1
    for remark in left:
        if remark.text:
            _gone_row(sheet, row, remark)
            row += 1
    sheet.empty(FINDINGS, row)


def _link_lines(sheet: _Writer, links: Sequence[tuple[str, str]]) -> int:
    """The lines that the longest of these links takes in its column."""
    found = sheet.found
    widths = [found.sheet.widths.get(found.columns.get(place, 0), found.sheet.default_width) for place in _PLACES]
    lines = (line_count(f"{name}!{area}", width) for (name, area), width in zip(links, widths, strict=False))
    return max(lines, default=1)


def _finding_row(sheet: _Writer, row: int, number: int, finding: Finding, links: Sequence[tuple[str, str]]) -> None:
    """What each column says of a finding, but for its links (to which the row's height is fitted) and the remark."""
    message = "\n".join(_sentences(finding))[:16_000]  # a name in it may fill a cell by itself
    sheet.write("number", row, number)
    sheet.write("level", row, finding.level)
    sheet.write("rule", row, finding.rule)
    if "message" in sheet.found.columns:
        width = sheet.found.sheet.widths.get(sheet.found.columns["message"], sheet.found.sheet.default_width)
        lines = max(line_count(message, width), _link_lines(sheet, links))
        sheet.write("message", row, message, height=row_height(lines))


def _gone_row(sheet: _Writer, row: int, remark: Remark) -> None:
    """A remark whose finding is gone, or that never stood beside one."""
    level, message = (GONE, _GONE_MESSAGE) if remark.rule else ("", "")
    says = {"level": level, "rule": remark.rule, "message": message, _PLACES[0]: remark.place}
    for column in FINDINGS:
        if column.id not in ("remark", "trace"):
            sheet.write(column.id, row, says.get(column.id) or None)
    _write_remark(sheet, row, remark)


def _sentences(finding: Finding, depth: int = 0) -> Iterator[str]:
    """What a finding says, and indented below it what the alarms say that it set off, each with its rule."""
    rule = f"{finding.rule} " if depth else ""  # its own rule has a column
    yield f"{'　　' * depth}{rule}{finding.message}"
    for caused in finding.caused:
        yield from _sentences(caused, depth + 1)


def _write_remark(sheet: _Writer, row: int, remark: Remark) -> None:
    if sheet.found.text("remark", row) != remark.text:
        sheet.write("remark", row, remark.text or None)
    sheet.write("trace", row, remark.trace or None)


def _references(finding: Finding) -> list[tuple[str, str]]:
    """Sheet and area of every cell of a finding and of what it set off: the first by itself, then runs (C27:C29)."""
    cells = dict.fromkeys((cell.sheet, *position(cell.address)) for cell in finding.all_cells())
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


def _write_links(sheet: _Writer, row: int, references: Sequence[tuple[str, str]]) -> None:
    """Formulas that jump to the cells, in Excel, WPS and LibreOffice; they show where they lead."""
    for column, reference in zip_longest(_PLACES, references):
        if reference is None:
            sheet.write(column, row)
        else:
            name, area = reference
            shown = f"{name}!{area}"
            sheet.write(column, row, shown, link(name, area, shown))


# -- live checks ------------------------------------------------------------------------------------------------------


def _write_live(sheet: _Writer, verdict_row: int, checks: Sequence[LiveCheck]) -> None:
    first = sheet.found.first
    end = first + len(checks)
    if checks:
        verdicts = f"{sheet.found.at('verdict', first)}:{sheet.found.at('verdict', end - 1)}"
        wrong = f'ROWS({verdicts})-COUNTIF({verdicts},"{_AGREES}")-COUNTIF({verdicts},"{_TAIL}")'
        count = sum(check.verdict not in (_AGREES, _TAIL) for check in checks)
        formula = f'IF({wrong}=0,"{_ALL_AGREE}","{_SOME_DIFFER}"&({wrong}))'
        sheet.write("identity", verdict_row, f"{_SOME_DIFFER}{count}" if count else _ALL_AGREE, formula)
    else:
        sheet.write("identity", verdict_row)
    columns = tuple(sheet.found.columns[column.id] for column in LIVE)
    letters = [column_letters(column) for column in columns]
    rows = tuple(_live_row([f"{column}{row}" for column in letters], check) for row, check in enumerate(checks, first))
    sheet.edits.append(EditedRows(sheet.found.sheet.name, first, columns, rows))
    sheet.empty(LIVE, end)


def _live_row(places: Sequence[str], check: LiveCheck) -> tuple[tuple[Content, str | None], ...]:
    """What each column says of a relation, and its formula; ``places``: the addresses of its cells, in the order of
    ``LIVE``."""
    _, _, left, right, difference, low, high, _ = places
    tail = f'IF(AND({difference}>={low}-1E-9,{difference}<={high}+1E-9),"{_TAIL}","{_DIFFERS}")'
    words = f'IF(ISNUMBER({difference}),IF({difference}=0,"{_AGREES}",{tail}),"{_UNKNOWN}")'
    return (
        (check.rule, None),
        (check.title, None),
        (check.left, check.left_formula),
        (check.right, check.right_formula),
        (check.left - check.right, f"ROUND({left}-{right},6)"),
        (check.low, check.low_formula),
        (check.high, check.high_formula),
        (check.verdict, words),
    )


# -- last year --------------------------------------------------------------------------------------------------------


def _year_row(sheet: _Writer, row: int, change: YearChange) -> None:
    name = f"{change.name}　{change.column}".rstrip()
    if "item" in sheet.found.columns:
        sheet.write("item", row, name, link(change.cell.sheet, change.cell.address, name))
    for column, figure in (
        ("now", change.now),
        ("before", change.before),
        ("change", change.change),
        ("rate", change.rate),
    ):
        sheet.write(column, row, figure)
    sheet.write("notable", row, _NOTABLE if change.notable else None)


# -- what was checked -------------------------------------------------------------------------------------------------


def _coverage_row(sheet: _Writer, row: int, entry: Coverage) -> None:
    sheet.write("checked", row, entry.id)
    sheet.write("checked_title", row, entry.title)
    sheet.write("state", row, entry.state.label)
    sheet.write("number_checked", row, entry.number or None)
    sheet.write("why", row, entry.note or None)
