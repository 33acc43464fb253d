"""Records of units without workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from toolkit.batch.figures import SummaryFigure
from toolkit.batch.records import FindingRecord, Place, UnitRecord
from toolkit.rules import CodeName


def record(
    unit: str,
    source: str = "",
    *,
    findings: tuple[FindingRecord, ...] = (),
    figures: Mapping[str, tuple[str | None, str | None]] | None = None,
    codes: tuple[str, ...] = (),
    year: int = 2024,
    names: tuple[CodeName, ...] = (),
) -> UnitRecord:
    made = {
        name: SummaryFigure(now and Decimal(now), last and Decimal(last), "支出总计" if name == "接待" else "")  # type: ignore[arg-type]
        for name, (now, last) in (figures or {}).items()
    }
    return UnitRecord(
        source=source or f"/收到/{unit}.xlsx",
        unit=unit,
        unit_kind="学校",
        year=year,
        profile="henan-final",
        region="河南省",
        kind="决算",
        codes=codes,
        findings=findings,
        gaps=(),
        figures=made,
        prior="",
        outputs={"workbook": f"{unit}.xlsx", "document": f"{unit}.docx", "findings": f"{unit}.findings.json"},
        pages_sure=True,
        seconds=0.1,
        names=names,
    )


def finding(
    rule: str = "GK01-1", level: str = "错误", at: str = "C5", message: str = "少 3.00 万元。"
) -> FindingRecord:
    places = (Place("收入支出决算总表", at, "12.00"),) if at else ()
    return FindingRecord(rule, level, f"{rule} 的题目", message, places, "15.00", "12.00", "-3.00")
