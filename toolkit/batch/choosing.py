"""选择汇总: which of many workbooks belong to a department, by columns of the bureau's list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import OutputError, WorkbookError
from ..outputs.run import command
from ..text import bare_name
from ..workbook import read_grid
from .department.combine import SOURCES
from .running.inputs import find_inputs
from .summary.expected import Expected, fitting, read_expected
from .unit import look_at


def choose(paths: Sequence[Path], out: Path, expect: Path | None, where: Sequence[str]) -> list[Path]:
    """The workbooks that ``paths`` mean, those only whose line of the list has the values of ``where`` (列=值).

    ``out`` is none of them where it lies among them as the result of an earlier run. Raises OutputError when nothing is
    left, ``where`` is not as it should be or ``out`` is a unit's workbook, WorkbookError for an unreadable list.
    """
    former, besides = _is_a_result(out), [expect] if expect else []
    found = find_inputs(paths, out if former else Path(), besides)
    sources = [path for path in found if path.resolve() != out.resolve()]
    if not former and len(sources) < len(found):
        raise OutputError("输出会覆盖一个单位的工作簿，请换一个文件名。", path=out)
    if not where:
        return sources
    if expect is None:
        raise OutputError("--where 按名单的列选择，请同时用 --expect 给出名单。")
    listed = [unit for unit in read_expected(expect) if all(_has(unit, each) for each in where)]
    chosen = [path for path in sources if fitting(listed, path, look_at(str(path))["unit"])]
    if not chosen:
        raise OutputError(f"没有单位符合 {'、'.join(where)}，请检查名单和条件。")
    return chosen


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
