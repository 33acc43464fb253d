"""The forms that stand once for each 项目 (绩效自评表): their names, the lists that speak of them, their scores."""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from ...amounts import read_number
from ...cells import Cell
from ...findings import Finding
from ...profiles import Profile, TableSpec
from ...report import Report, Row, Table
from ...text import normal_name, plain
from ..equations.hierarchy import form_name
from .telling import Tell

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


def full_scores(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """An indicator that misses its target does not get its full score. Forms without these columns are passed over."""
    for table in report.tables.values():
        for block in table.blocks.values() if profile.tables[table.kind_id].repeated else ():
            for row in block.rows:
                if _misses(row) and row.cells["得分"].value >= row.cells["分值"].value > 0:
                    sign, target, reached = (row.cells[name].text for name in ("运算符号", "指标值", "全年完成值"))
                    yield tell(
                        f"工作表“{table.sheet}”的“{_indicator(row)}”指标值是“{sign}{target}”，全年完成值是“{reached}”，"
                        f"没有达到，得分却是满分 {row.cells['得分'].text}，请核对。",
                        row.cells["全年完成值"],
                        row.cells["得分"],
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


def repeated_forms(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """Each repeated form is about something of its own."""
    for kind in profile.tables.values():
        seen: dict[str, Table] = {}
        for table in report.repeated(kind.id) if kind.repeated else ():
            name = normal_name(form_name(table))
            if name and seen.setdefault(name, table) is not table:
                yield tell(
                    f"工作表“{table.sheet}”与“{seen[name].sheet}”的项目名称相同：“{form_name(table)}”。",
                    _form_cell(table),
                    _form_cell(seen[name]),
                )


def listed_forms(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A list of what repeated forms are about (a list named by the same 项目名称) and the forms call everything alike."""
    for kind in profile.tables.values():
        forms = {normal_name(form_name(table)): table for table in report.repeated(kind.id) if form_name(table)}
        for group_id, column in _lists_of(kind, profile) if forms else ():
            yield from _listed_by_one_only(tell, forms, group_id, profile.facts[group_id].title, column, report)


def _lists_of(kind: TableSpec, profile: Profile) -> Iterator[tuple[str, str]]:
    """The lists whose rows bear the name that the form asks for first, with the column that holds it."""
    asked = next((pair.called for block in kind.blocks for line in block.pairs for pair in line), "")
    for group in profile.facts.values():
        if any(column.role == "name" and column.id == asked for column in group.columns):
            yield group.id, asked


def _listed_by_one_only(
    tell: Tell, forms: Mapping[str, Table], group_id: str, title: str, column: str, report: Report
) -> Iterator[Finding]:
    block = report.lists.get(group_id)
    cells = [row.cells[column] for row in block.rows] if block else []
    listed = [(name, cell) for cell in cells for name in cell.text.splitlines() if normal_name(name)]  # one a line
    alone = {name: table for name, table in forms.items() if name not in {normal_name(name) for name, _ in listed}}
    for name, cell in listed:
        if normal_name(name) in forms:
            continue
        message = f"“{title}”里的“{name}”没有同名的表"
        near = difflib.get_close_matches(normal_name(name), alone, 1, 0.5)
        table = alone.pop(near[0]) if near else None
        if table is None:
            yield tell(f"{message}。", cell)
        else:
            meant = f"工作表“{table.sheet}”的“{form_name(table)}”"
            yield tell(f"{message}，最接近的是{meant}，请统一名称。", cell, _form_cell(table))
    for table in alone.values():
        yield tell(f"工作表“{table.sheet}”的“{form_name(table)}”没有列入“{title}”。", _form_cell(table))


_FEW = 3  # characters left out of a name
#: The code that a system prints before a name, and the signs between both, also where the code itself is left out.
_AROUND_A_NAME = re.compile(r"^[\W\d_]+|[\W_]+(?:\d+\W*)?$")


def misspelt_unit_names(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A name in a repeated form that is the unit's but for a few characters left out or put in."""
    unit_name = plain(report.unit_name)
    for kind in profile.tables.values():
        for table in report.repeated(kind.id):
            for cell in (cell for block in kind.blocks if block.pairs for cell in _block_cells(table, block.id)):
                name = _AROUND_A_NAME.sub("", plain(cell.text)).removesuffix("本级")
                if name and name != unit_name and _is_nearly(name, unit_name):
                    yield tell(f"工作表“{table.sheet}”的“{cell.text}”与单位名称“{report.unit_name}”差几个字。", cell)


def _is_nearly(name: str, other: str) -> bool:
    """True when one is the other with a few characters left out."""
    short, long = sorted((name, other), key=len)
    letters = iter(long)
    return len(long) - len(short) <= _FEW and all(letter in letters for letter in short)


def _block_cells(table: Table, block_id: str) -> Iterator[Cell]:
    for row in table.blocks[block_id].rows:
        yield from row.cells.values()


def _form_cell(table: Table) -> Cell | None:
    return next(table.cells(), None)
