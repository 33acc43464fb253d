"""A checked workbook with a finding of every level, an alarm set off by another, and awkward text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.amounts import Amount, Unit
from toolkit.cells import Cell, CellKind
from toolkit.document import Form, FormCell
from toolkit.findings import Coverage, Finding, Severity, State
from toolkit.report import Report

TOTALS, DETAILS = "总表", "明细表"
AWKWARD = "A&B<5 {{ x }} {% raw %} <script>alert(\"1\")</script> '=1+1' [red]"


@dataclass(frozen=True)
class Checked:
    report: Report
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...] = ()


def number(sheet: str, address: str, value: str) -> Cell:
    return Cell(sheet, address, CellKind.NUMBER, value, Amount(Decimal(value), Unit.WAN))


ALARM = Finding("GK01.2", Severity.ERROR, "总计", "总计 12.00，应为 11.00。", (number(TOTALS, "B4", "12.00"),))
ERROR = Finding(
    "HZ-01",
    Severity.ERROR,
    "录错",
    "B3 应为 6.00，现为 7.00。",
    (number(TOTALS, "B3", "7.00"), number(DETAILS, "C2", "6.00")),
    Decimal("6.00"),
    Decimal("7.00"),
    Decimal("1.00"),
    (ALARM,),
)
WARNING = Finding(
    "RD-04", Severity.WARNING, "名称", f"名称“{AWKWARD}”应为“其他”。", (Cell(TOTALS, "A2", CellKind.TEXT, AWKWARD),)
)
UNDRAWN = Finding("BC-1", Severity.WARNING, "补充资料", "上年数没有填。", (Cell("补充资料", "B7", CellKind.BLANK),))
GENERAL = Finding("RD-01", Severity.WARNING, "缺表", "没有找到公开09表。")
ACCEPTED = Finding(
    "GK02.1", Severity.ERROR, "合计", "合计不符。", (number(DETAILS, "C3", "1.00"),), accepted="张三：原表如此，已核实"
)
TAIL = Finding(
    "GK01.3", Severity.TAIL, "尾差", "多 0.01。", (number(TOTALS, "B4", "12.00"), number(TOTALS, "B2", "5.00"))
)

FINDINGS = (TAIL, UNDRAWN, ACCEPTED, WARNING, ERROR, GENERAL)
REPORT = Report(
    Path("样例.xlsx"), "henan-final", f"某某<中心>{AWKWARD}", 2023, Unit.WAN, {}, sheets=(TOTALS, DETAILS, "补充资料")
)
COVERAGE = (
    Coverage("form", "公开01", "公开01表 收入支出决算总表", State.DONE, 12),
    Coverage("rule", "GK01.2", "总计等于各项之和", State.DONE, 2, "另有 1 处的格子读不出数，没有查"),
    Coverage("rule", "GK02.1", "合计", State.ACCEPTED, 1, "其中 1 处已认可"),
    Coverage("rule", "GK07.1", f"基金{AWKWARD}", State.UNREADABLE, 0, "工作簿里没有 公开07"),
    Coverage("rule", "SN-1", "与上年一致", State.NOT_APPLICABLE, 0, "没有给出上年工作簿"),
)
CHECKED = Checked(REPORT, FINDINGS, COVERAGE)


def form(sheet: str, rows: list[list[str]], *, landscape: bool = False) -> Form:
    cells = tuple(
        FormCell(r, c, text, align="right" if c else "left", address=f"{'ABCDEFG'[c]}{r + 1}")
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    above = (("单位：某某中心", "2023年度", "单位：万元"),)
    return Form(
        sheet,
        f"某某{sheet}",
        1,
        len(rows),
        (20.0, *[10.0] * (len(rows[0]) - 1)),
        cells,
        above,
        ("注：略。",),
        landscape,
        sheet,
    )


FORMS = {
    "公开01": form(TOTALS, [["项目", "金额"], [AWKWARD, "5.00"], ["支出", "7.00"], ["总计", "12.00"]]),
    "公开02": form(
        DETAILS, [["编码", "名称", "金额"], ["208", "社保", "6.00"], ["210", "卫生", "1.00"]], landscape=True
    ),
}
