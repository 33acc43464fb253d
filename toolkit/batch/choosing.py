"""选择汇总: which of many workbooks belong to a department, by columns of the bureau's list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import OutputError, WorkbookError
from ..outputs.run import command
from ..text import and_more, bare_name
from ..workbook import read_grid
from .department.combine import SOURCES
from .running.inputs import find_inputs
from .summary.expected import Attendance, attendance
from .unit import look_at
from .unit_list import Expected, read_expected

_MOST_NAMED = 8


class Chosen(NamedTuple):
    """The workbooks to be added up; ``notes``: who is meant and not there, what is there and not meant, a sentence each."""

    sources: list[Path]
    notes: tuple[str, ...] = ()


class _Look(NamedTuple):
    """What a workbook says of itself, as the list is held against it."""

    source: str
    unit: str
    codes: tuple[str, ...] = ()


def choose(paths: Sequence[Path], out: Path, expect: Path | None, where: Sequence[str]) -> Chosen:
    """The workbooks that ``paths`` mean; with a list those only that are on it, and whose line has the values of ``where``
    (列=值).

    ``out`` is none of them where it lies among them as the result of an earlier run. Raises OutputError when nothing is
    left, ``where`` is not as it should be or ``out`` is a unit's workbook, WorkbookError for an unreadable list.
    """
    former, besides = _is_a_result(out), [expect] if expect else []
    found = find_inputs(paths, out if former else Path(), besides)
    sources = [path for path in found if path.resolve() != out.resolve()]
    if not former and len(sources) < len(found):
        raise OutputError("输出会覆盖一个单位的工作簿，请换一个文件名。", path=out)
    if expect is None:
        if where:
            raise OutputError("--where 按名单的列选择，请同时用 --expect 给出名单。")
        return Chosen(sources)
    listed = read_expected(expect)
    meant = [unit for unit in listed.units if all(_has(unit, each) for each in where)]
    present = attendance(listed.units, [_Look(str(path), look_at(str(path))["unit"]) for path in sources])
    came = {record.source: match.expected for match in present.matches for record in match.records}
    chosen = [path for path in sources if came.get(str(path)) in meant]
    if not chosen:
        conditions = f"名单里没有收到的单位符合 {'、'.join(where)}" if where else "收到的单位都不在名单里"
        raise OutputError(f"{conditions}，请检查名单和条件。")
    return Chosen(chosen, (*listed.notes, *_left_out(present, meant)))


def _left_out(present: Attendance[_Look], meant: Sequence[Expected]) -> Iterator[str]:
    """Whom the sum lacks that the list means, whose names differ, and what came in and is not on the list."""
    for match in present.matches:
        if match.expected in meant and match.records and match.note:
            yield match.note
    missing = [match.expected.name for match in present.matches if match.expected in meant and not match.records]
    if missing:
        yield f"名单里有 {len(missing)} 个单位没有收到，没有汇总：{and_more(missing, '个', _MOST_NAMED)}。"
    if present.unlisted:
        unlisted = [f"“{Path(look.source).name}”（{look.unit}）" for look in present.unlisted]
        yield f"有 {len(unlisted)} 个文件的单位不在名单里，没有汇总：{and_more(unlisted, '个', _MOST_NAMED)}；请核对名单和单位名称。"


def _is_a_result(path: Path) -> bool:
    """Whether a file is a department's workbook that was added up from its units."""
    try:
        with command():  # reading it here makes it no input
            return SOURCES in read_grid(path).by_name
    except WorkbookError:
        return False


def _has(unit: Expected, condition: str) -> bool:
    column, sign, value = condition.partition("=")
    if not sign or column.strip() not in unit.columns:
        known = "、".join(unit.columns)
        raise OutputError(f"--where “{condition}”要写成 列=值，名单里的列有：{known}。")
    return bare_name(unit.columns[column.strip()]) == bare_name(value)
