"""The first screen: how many of each, and what to do first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PureWindowsPath
from typing import NamedTuple

import pandas as pd

from ...findings import Severity
from ..records import UnitRecord, verdict
from .frames import UNREADABLE, Facts, twice_handed_in

#: The names of the sheets, as links and headings have them.
OVERVIEW, UNITS, FINDINGS, COMMON = "总览", "单位", "发现", "同类问题"
ATTENDANCE, OUTLIERS, ACCEPTED, CHANGES, DEPARTMENTS = "缺报与重报", "异常", "处理意见", "与上次比", "部门核对"
_MOST_NAMED = 5


class Count(NamedTuple):
    """One line of the counts: ``None`` where nothing can be counted, as without a list. ``charted``: one of those that
    together are all that came in."""

    name: str
    number: int | None
    meaning: str
    charted: bool = False


class Todo(NamedTuple):
    """One thing to do, the most pressing first, and the sheet that has the details."""

    words: str
    sheet: str


def title(facts: Facts) -> str:
    """``2024年度部门决算公开汇总``: the year and account that most units have."""
    years = Counter((record.year, record.kind) for record in facts.records)
    (year, kind), _ = years.most_common(1)[0] if years else ((0, "决算"), 0)
    return f"{year}年度部门{kind}公开汇总" if year else f"部门{kind}公开汇总"


def counts(facts: Facts) -> list[Count]:
    """Due, received, missing, and how what was received stands."""
    verdicts = Counter(map(verdict, facts.records))
    present = facts.attendance
    due = len(present.matches) if present else None
    missing = sum(not match.records for match in present.matches) if present else None
    return [
        Count("应报", due, "名单上的单位" if present else "没有给名单（--expect），不能核对缺报"),
        Count("收到", len(facts.records) + len(facts.failures), "文件个数，重报的也算"),
        Count("缺报", missing, "名单上有、没有收到的"),
        Count(UNREADABLE, len(facts.failures), "文件打不开或处理不了的", True),
        Count("有错误", verdicts["有错误"], "要退回修改的", True),
        Count("待补充", verdicts["待补充"], "没有错误，情况说明还缺资料的", True),
        Count("只有提示", verdicts["只有提示"], "请人看一眼的", True),
        Count("无问题", verdicts["无问题"], "可以批复、公开的", True),
        Count("含待补充", sum(bool(record.gaps) for record in facts.records), "包括有错误的单位在内"),
        Count("重报", sum(len(found) for found in twice_handed_in(facts.records)), "同一单位同一年度交了几份的文件"),
    ]


def todos(facts: Facts, common: pd.DataFrame, departments_off: int = 0) -> list[Todo]:
    """What to do first. ``common``: the table of 同类问题; ``departments_off``: how many do not equal their units' sum."""
    return list(_todos(facts, common, departments_off)) or [Todo("没有要处理的问题，可以批复、公开。", UNITS)]


def _called(record: UnitRecord) -> str:
    """The unit; where it does not say which, its file."""
    return record.unit or _file_name(record.source)


def _file_name(source: str) -> str:
    return PureWindowsPath(source).name  # of either system


def _todos(facts: Facts, common: pd.DataFrame, departments_off: int) -> Iterator[Todo]:
    if facts.failures:
        names = _named([_file_name(failure.source) for failure in facts.failures])
        yield Todo(f"{len(facts.failures)} 个文件无法读取，请联系报送单位：{names}", ATTENDANCE)
    several = len({record.profile for record in facts.records}) > 1  # rules of two formats may be called alike
    for _, row in common[(common["判断"] != "") & (common["级别"] == Severity.ERROR.label)].head(2).iterrows():
        whose = f"（格式 {row['格式']}）" if several else ""
        yield Todo(f"{row['单位数']} 个单位{whose}有同一个错误“{row['问题']}”：{row['判断']}", COMMON)
    wrong = [record for record in facts.records if record.errors]
    if wrong:
        worst = sorted(wrong, key=lambda record: -record.errors)
        names = _named([f"{_called(record)}（{record.errors} 处）" for record in worst])
        yield Todo(f"{len(wrong)} 个单位有错误，退回单在“退回”文件夹里：{names}", UNITS)
    if facts.attendance:
        missing = [match.expected.name for match in facts.attendance.matches if not match.records]
        if missing:
            yield Todo(f"{len(missing)} 个单位还没有报，请催报：{_named(missing)}", ATTENDANCE)
    twice = twice_handed_in(facts.records)
    if twice:
        yield Todo(f"{len(twice)} 个单位重报，请各留一份：{_named([_called(found[0]) for found in twice])}", ATTENDANCE)
    if departments_off:
        yield Todo(f"{departments_off} 个部门与所属单位之和不符", DEPARTMENTS)
    if facts.outliers:
        units = list(dict.fromkeys(_called(outlier.record) for outlier in facts.outliers))
        yield Todo(f"{len(units)} 个单位有数字与同类相差很大，请问明原因：{_named(units)}", OUTLIERS)
    hinted = [_called(record) for record in facts.records if verdict(record) == "只有提示"]
    if hinted:
        yield Todo(f"{len(hinted)} 个单位只有提示，请看过再批复：{_named(hinted)}", UNITS)
    waiting = [_called(record) for record in facts.records if verdict(record) == "待补充"]
    if waiting:
        yield Todo(f"{len(waiting)} 个单位的情况说明待补充：{_named(waiting)}", UNITS)


def _named(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more
