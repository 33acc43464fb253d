"""Units, findings and the rest as tables of pandas, one function a sheet; :mod:`.sheets` and :mod:`.page` draw them.

A cell is text, a whole number, a Decimal (万元), or a :class:`Link`. Nothing is rounded here.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ...findings import LEVELS
from ..records import VERDICTS, Failure, UnitRecord, places_text, verdict
from ..unit_list import Expected
from .changes import Changes
from .expected import Attendance
from .outliers import Outlier

#: From which share of a profile's units on a trouble is probably the template's.
COMMON_SHARE, COMMON_UNITS = 0.3, 3
#: What is told of all identities together is another slip in each unit; it is the same trouble at the same cell only.
_OF_ANY_CELL = ("LH-1", "LH-2")
UNREADABLE = "无法读取"
_DAY = "%Y-%m-%d %H:%M"


class Link(NamedTuple):
    """Words that lead to a file, by its place as seen from the summary."""

    words: str
    target: str

    def __str__(self) -> str:
        return self.words


def is_share(column: str) -> bool:
    """Whether a column holds shares of 1, which are shown in percent."""
    return column.endswith("增减%") or column == "占同格式单位"


class Facts(NamedTuple):
    """All that the tables are made from. ``listed`` and ``kinds`` go with ``records``; ``slips``: source → file name."""

    records: Sequence[UnitRecord]
    failures: Sequence[Failure]
    listed: Sequence[Expected | None]
    kinds: Sequence[str]
    attendance: Attendance[UnitRecord] | None
    outliers: Sequence[Outlier]
    changes: Changes
    slips: Mapping[str, str]
    out: Path
    units: str

    @property
    def figures(self) -> list[str]:
        """The names of all figures that any unit's profile lists, in the order of the profiles."""
        return list(dict.fromkeys(name for record in self.records for name in record.figures))

    def department(self, number: int) -> str:
        unit = self.listed[number]
        return unit.department if unit else ""


def units_frame(facts: Facts) -> pd.DataFrame:
    """One row a unit, and below them one row for each file that could not be used."""
    rows = [_unit(facts, number, record) for number, record in enumerate(facts.records)]
    rows += [
        {"结论": UNREADABLE, "文件": _source_link(failure.source, facts.out), "说明": failure.reason}
        for failure in facts.failures
    ]
    frame = pd.DataFrame(rows, columns=_unit_columns(facts.figures), dtype=object)
    frame.insert(0, "序号", list(range(1, len(frame) + 1)))
    return _blank(frame)


def _unit_columns(figures: Sequence[str]) -> list[str]:
    about = ["单位", "单位编码", "主管部门", "类别", "格式", "年度", "结论", *_COUNTS]
    money = [column for name in figures for column in (name, f"上年{name}", f"{name}增减", f"{name}增减%")]
    return [*about, *money, "文件", "工作簿", "Word", "退回单", "收到时间", "用时（秒）", "说明"]


_COUNTS = ["错误", "提示", "待补充", "已认可", "尾差"]


def _unit(facts: Facts, number: int, record: UnitRecord) -> dict[str, Any]:
    unit = facts.listed[number]
    row: dict[str, Any] = {
        "单位": record.unit,
        "单位编码": (unit.code if unit else "") or "、".join(record.codes),
        "主管部门": facts.department(number),
        "类别": facts.kinds[number],
        "格式": record.profile,
        "年度": record.year or None,
        "结论": verdict(record),
        **{level: record.count(level) for level in _COUNTS if level != "待补充"},
        "待补充": len(record.gaps),
        "文件": _source_link(record.source, facts.out),
        "工作簿": _made(facts, record, "workbook"),
        "Word": _made(facts, record, "document") or _made(facts, record, "report"),
        "退回单": Link("退回单", facts.slips[record.source]) if record.source in facts.slips else "",
        "收到时间": _modified(record.source),
        "用时（秒）": record.seconds,
        "说明": "；".join(words for words in (record.prior if "：" in record.prior else "", record.reviewed) if words),
    }
    for name, (now, last, _) in record.figures.items():
        row |= {name: now, f"上年{name}": last}
        if now is not None and last is not None:
            row[f"{name}增减"] = now - last
            row[f"{name}增减%"] = (now - last) / last if last else None
    return row


def _made(facts: Facts, record: UnitRecord, role: str) -> Link | str:
    name = record.outputs.get(role)
    return Link(name, f"{facts.units}/{name}") if name else ""


def _source_link(source: str, out: Path) -> Link | str:
    path = Path(source)
    try:
        return Link(path.name, Path(os.path.relpath(path, out)).as_posix())
    except ValueError:  # another drive
        return path.name


def _modified(source: str) -> str:
    try:
        return datetime.fromtimestamp(Path(source).stat().st_mtime).strftime(_DAY)
    except OSError:
        return ""


def findings_frame(facts: Facts) -> pd.DataFrame:
    """Every finding of every unit: the gravest level first, unit by unit."""
    rows = []
    for number, record in enumerate(facts.records):
        for finding, change in zip(record.findings, facts.changes.of(record), strict=True):
            rows.append(
                {
                    "单位": record.unit,
                    "主管部门": facts.department(number),
                    "级别": finding.level,
                    "规则": finding.rule,
                    "问题": finding.title,
                    "说明": finding.message,
                    "位置": places_text(finding.places, 6),
                    "表中数": _number(finding.actual) if finding.actual else _shown(finding.places),
                    "应为": _number(finding.expected),
                    "差额": _number(finding.difference),
                    "连带不符": finding.caused or None,
                    "处理意见": finding.accepted,
                    "与上次比": change,
                    "工作簿": _made(facts, record, "workbook"),
                }
            )
    columns = ["单位", "主管部门", "级别", "规则", "问题", "说明", "位置", "表中数", "应为", "差额"]
    frame = pd.DataFrame(rows, columns=[*columns, "连带不符", "处理意见", "与上次比", "工作簿"], dtype=object)
    order = {level: rank for rank, level in enumerate(LEVELS)}
    return _blank(frame.sort_values("级别", key=lambda levels: levels.map(order), kind="stable", ignore_index=True))


def _number(text: str) -> Decimal | str:
    return Decimal(text) if text else ""


def _shown(places: Sequence[Any]) -> str:
    return places[0].value if places else ""


def common_frame(facts: Facts) -> pd.DataFrame:
    """The same trouble over all units, what most units have first: 同类问题."""
    of_profile = Counter(record.profile for record in facts.records)
    rows = []
    for record in facts.records:
        for finding in record.findings:
            if finding.level in LEVELS[:2]:
                place = str(finding.places[0]) if finding.places else ""
                rows.append((record.profile, finding.rule, finding.title, finding.level, place, record.unit))
    found = pd.DataFrame(rows, columns=["格式", "规则", "问题", "级别", "位置", "单位"])
    found["同处"] = _same_place(found)
    result = []
    for (profile, rule, title, level, same), group in found.groupby(
        ["格式", "规则", "问题", "级别", "同处"], sort=True
    ):
        units, all_units = list(dict.fromkeys(group["单位"])), of_profile[str(profile)]
        places = group.drop_duplicates(["位置", "单位"])["位置"]
        place, times = next(iter(Counter(places).most_common(1)))
        common = len(units) >= COMMON_UNITS and len(units) >= COMMON_SHARE * all_units
        common = common and (bool(same) or rule not in _OF_ANY_CELL)
        result.append(
            {
                "规则": rule,
                "问题": title,
                "级别": level,
                "格式": profile,
                "单位数": len(units),
                "占同格式单位": Decimal(len(units)) / all_units,
                "处数": len(group),
                "最多的位置": f"{place}（{times} 个单位）" if place else "",
                "判断": "多半是表样或填报说明的问题，先统一答复" if common else "",
                "单位": "、".join(units[:20]) + (f" 等 {len(units)} 个" if len(units) > 20 else ""),
            }
        )
    columns = ["规则", "问题", "级别", "格式", "单位数", "占同格式单位", "处数", "最多的位置", "判断", "单位"]
    frame = pd.DataFrame(result, columns=columns, dtype=object)
    if len(frame):
        frame["_"] = frame["级别"].map(LEVELS.index)
        frame = frame.sort_values(["单位数", "_", "处数", "规则"], ascending=[False, True, False, True]).drop(
            columns="_"
        )
    return _blank(frame.reset_index(drop=True))


def _same_place(found: pd.DataFrame) -> list[str]:
    """Of a wrong figure the cell, where it is so in several units: these are a group of their own."""
    keys = list(zip(found["格式"], found["规则"], found["位置"], strict=True))
    several = Counter(key for key, _ in dict.fromkeys(zip(keys, found["单位"], strict=True)))
    return [key[2] if key[1] in _OF_ANY_CELL and several[key] >= COMMON_UNITS else "" for key in keys]


def attendance_frame(facts: Facts) -> pd.DataFrame:
    """Who has not handed in, who has twice, who is not on the list, and what could not be read: 缺报与重报."""
    rows = [*_missing(facts), *_twice(facts), *_unlisted(facts)]
    rows += [
        {"情况": UNREADABLE, "文件": _source_link(failure.source, facts.out), "说明": failure.reason}
        for failure in facts.failures
    ]
    columns = ["情况", "单位", "单位编码", "主管部门", "年度", "文件", "说明"]
    return _blank(pd.DataFrame(rows, columns=columns, dtype=object))


def _missing(facts: Facts) -> Iterator[dict[str, Any]]:
    for match in facts.attendance.matches if facts.attendance else ():
        about = {"单位": match.expected.name, "单位编码": match.expected.code, "主管部门": match.expected.department}
        if not match.records:
            yield {"情况": "缺报", **about, "说明": match.note}
        elif match.note:
            yield {
                "情况": "名称不一致",
                **about,
                "文件": _source_link(match.records[0].source, facts.out),
                "说明": match.note,
            }


def twice_handed_in(records: Sequence[UnitRecord]) -> list[list[UnitRecord]]:
    """Units of which more than one file came in for the same year."""
    by_unit: dict[Any, list[UnitRecord]] = {}
    for record in records:
        by_unit.setdefault(record.identity, []).append(record)
    return [found for found in by_unit.values() if len(found) > 1]


def _twice(facts: Facts) -> Iterator[dict[str, Any]]:
    numbers = {record.source: number for number, record in enumerate(facts.records)}
    for found in twice_handed_in(facts.records):
        for record in found:
            unit = facts.listed[numbers[record.source]]
            others = "、".join(Path(other.source).name for other in found if other is not record)
            yield {
                "情况": "重报",
                "单位": record.unit,
                "单位编码": unit.code if unit else None,
                "主管部门": unit.department if unit else None,
                "年度": record.year,
                "文件": _source_link(record.source, facts.out),
                "说明": f"同一单位同一年度还有：{others}，请留下一份。",
            }


def _unlisted(facts: Facts) -> Iterator[dict[str, Any]]:
    for record in facts.attendance.unlisted if facts.attendance else ():
        yield {
            "情况": "不在名单",
            "单位": record.unit,
            "年度": record.year,
            "文件": _source_link(record.source, facts.out),
            "说明": "名单里没有这个单位，请核对名单或单位名称。",
        }


def outliers_frame(facts: Facts) -> pd.DataFrame:
    """Far-off changes and shares: 异常."""
    rows = [
        {
            "单位": outlier.record.unit,
            "类别": outlier.kind,
            "指标": f"{outlier.figure}{outlier.what}" if not outlier.of else f"{outlier.figure}占{outlier.of}",
            "本单位（%）": round(Decimal(outlier.value), 2),
            "同类中位数（%）": round(Decimal(outlier.median), 2),
            "同类单位数": outlier.units,
            "偏离程度": round(Decimal(outlier.score), 1),
            "说明": outlier.message + ("本单位另有错误，改正后再看。" if outlier.record.errors else ""),
            "工作簿": _made(facts, outlier.record, "workbook"),
        }
        for outlier in facts.outliers
    ]
    columns = ["单位", "类别", "指标", "本单位（%）", "同类中位数（%）", "同类单位数", "偏离程度", "说明", "工作簿"]
    return _blank(pd.DataFrame(rows, columns=columns, dtype=object))


def accepted_frame(facts: Facts) -> pd.DataFrame:
    """What people have let stand, who and why: 处理意见."""
    rows = [
        {
            "单位": record.unit,
            "主管部门": facts.department(number),
            "规则": finding.rule,
            "问题": finding.title,
            "说明": finding.message,
            "处理意见": finding.accepted,
            "工作簿": _made(facts, record, "workbook"),
        }
        for number, record in enumerate(facts.records)
        for finding in record.findings
        if finding.accepted
    ]
    columns = ["单位", "主管部门", "规则", "问题", "说明", "处理意见", "工作簿"]
    return _blank(pd.DataFrame(rows, columns=columns, dtype=object))


def changes_frame(facts: Facts) -> pd.DataFrame:
    """What came and what went since the last whole run: 与上次比."""
    rows = [
        {"变化": "已消除", "单位": gone.unit, "级别": gone.level, "规则": gone.rule, "说明": gone.message}
        for gone in facts.changes.gone
    ]
    for record in facts.records:
        for finding, change in zip(record.findings, facts.changes.of(record), strict=True):
            if change == "新增":
                row = {"变化": change, "单位": record.unit, "级别": finding.level}
                rows.append({**row, "规则": finding.rule, "说明": finding.message})
    return _blank(pd.DataFrame(rows, columns=["变化", "单位", "级别", "规则", "说明"], dtype=object))


def departments_frame(facts: Facts) -> pd.DataFrame:
    """By 主管部门, how its units stand. Empty without a list that says it."""
    matches = facts.attendance.matches if facts.attendance else ()
    names = list(dict.fromkeys(match.expected.department for match in matches if match.expected.department))
    rows = []
    for name in names:
        own = [match for match in matches if match.expected.department == name]
        records = [record for match in own for record in match.records]
        counts = Counter(map(verdict, records))
        rows.append(
            {
                "主管部门": name,
                "应报": len(own),
                "已报": sum(bool(match.records) for match in own),
                **{word: counts[word] for word in VERDICTS},
                "错误处数": sum(record.errors for record in records),
            }
        )
    columns = ["主管部门", "应报", "已报", *VERDICTS, "错误处数"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def totals_frame(facts: Facts) -> pd.DataFrame:
    """The figures of all units together; a unit that came twice counts once."""
    twice = {record.source for found in twice_handed_in(facts.records) for record in found[1:]}
    rows = []
    for name in facts.figures:
        pairs = [
            record.figures[name] for record in facts.records if record.source not in twice and name in record.figures
        ]
        now = [pair.now for pair in pairs if pair.now is not None]
        both = [(pair.now, pair.last) for pair in pairs if pair.now is not None and pair.last is not None]
        before, after = sum(last for _, last in both), sum(now for now, _ in both)
        rows.append(
            {
                "指标": name,
                "合计（万元）": sum(now, Decimal(0)),
                "填报单位数": len(now),
                "有上年数的单位：本年": after if both else None,
                "上年": before if both else None,
                "增减": after - before if both else None,
                "增减%": (after - before) / before if both and before else None,
            }
        )
    columns = ["指标", "合计（万元）", "填报单位数", "有上年数的单位：本年", "上年", "增减", "增减%"]
    return _blank(pd.DataFrame(rows, columns=columns, dtype=object))


def _blank(frame: pd.DataFrame) -> pd.DataFrame:
    """What is missing is None everywhere."""
    return frame.astype(object).where(frame.notna(), None)
