"""Whether the self-evaluation forms (绩效自评表) give full scores for what was not reached."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from ..amounts import read_number
from ..profiles import Profile
from ..report import Cell, Report, Row

#: Whether a value reached by the end of the year misses a target. What is to be exactly so many may be surpassed, but
#: not where the target is none at all (违规次数 = 0).
_MISSES: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda reached, target: reached < target or target == 0 < reached,
    ">=": operator.lt,
    ">": operator.le,
    "<=": operator.gt,
    "<": operator.ge,
}
_SAME_SIGN = {"≥": ">=", "≤": "<=", "＝": "=", "＞": ">", "＜": "<"}


def full_scores(report: Report, profile: Profile) -> Iterator[tuple[str, tuple[Cell | None, ...]]]:
    """An indicator that misses its target does not get its full score. Forms without these columns are passed over."""
    for table in report.tables.values():
        for block in table.blocks.values() if profile.tables[table.kind_id].repeated else ():
            for row in block.rows:
                if _misses(row) and row.cells["得分"].value >= row.cells["分值"].value > 0:
                    sign, target, reached = (row.cells[name].text for name in ("运算符号", "指标值", "全年完成值"))
                    yield (
                        f"工作表“{table.sheet}”的“{_indicator(row)}”指标值是“{sign}{target}”，全年完成值是“{reached}”，"
                        f"没有达到，得分却是满分 {row.cells['得分'].text}，请核对。",
                        (row.cells["全年完成值"], row.cells["得分"]),
                    )


def _misses(row: Row) -> bool:
    if not row.cells.keys() >= {"运算符号", "指标值", "全年完成值", "分值", "得分"}:
        return False
    sign = row.cells["运算符号"].text
    target, reached = read_number(row.cells["指标值"].text), read_number(row.cells["全年完成值"].text)
    misses = _MISSES.get(_SAME_SIGN.get(sign, sign))
    return misses is not None and target is not None and reached is not None and misses(reached, target)


def _indicator(row: Row) -> str:
    """The lowest indicator that is named."""
    names = [row.cells[level].text for level in ("三级指标", "二级指标", "一级指标") if level in row.cells]
    return next(filter(None, names), row.key)
