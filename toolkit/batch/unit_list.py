"""The list of the units that have to hand in, as a bureau keeps it: read from every sheet that looks like one.

What a list says besides units (totals, notes, headings of groups) is no unit that is missing; what is passed over or
cannot be told is said, so that nobody takes a shorter list for his own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .. import workbook
from ..cells import CellKind
from ..errors import WorkbookError
from ..text import and_more, bare_name, clean
from ..workbook.files.grid import Sheet

#: Words of a heading that say what its column holds; the first that fits.
_SURE_HEADS = ("单位名称", "部门名称", "单位全称", "部门全称", "预算单位名称", "预算单位")
_NAME_HEADS = (*_SURE_HEADS, "部门（单位）名称", "单位（部门）名称", "单位", "部门", "名称")
_CODE_HEADS = (
    "单位编码",
    "单位代码",
    "预算单位编码",
    "预算单位代码",
    "预算代码",
    "预算编码",
    "部门预算编码",
    "编码",
    "代码",
)
_DEPARTMENT_HEADS = ("主管部门", "主管单位", "所属部门", "上级部门", "主管部门名称")
_KIND_HEADS = ("单位类型", "单位性质", "单位类别", "类型", "性质", "类别")
_HEAD_ROWS = 20
#: What stands in the second of two rows of headings.
_LOWER_HEADS = frozenset({"名称", "全称", "编码", "代码"})
_MARKS, _IN_BRACKETS = "*＊★※● ", re.compile(r"[（(][^（）()]*[）)]$")
#: What stands among the names and is none: totals, notes, who filled it in.
_NO_NAME = re.compile(
    r"(?:小计|合计|总计|共计)(?:[：:（(共\d].*)?|(?:注|备注|说明|填表人|填报人|填报单位|制表人|制表单位|审核人|负责人|单位负责人|联系人|联系电话|电话|日期|填报日期)\d*[：:].*"
)
_MOST_NAMED = 8


class Expected(NamedTuple):
    """One line of the list. ``columns``: everything the line says, by heading."""

    name: str
    code: str
    department: str
    kind: str
    columns: Mapping[str, str]


class UnitList(NamedTuple):
    """``notes``: how much was read and from where, what was passed over, a sentence each."""

    units: tuple[Expected, ...]
    notes: tuple[str, ...] = ()


class _Heads(NamedTuple):
    """The last row of the headings and its words by column."""

    row: int
    words: Mapping[int, str]


class _Line(NamedTuple):
    row: int
    unit: Expected
    hidden: bool


def read_expected(path: Path) -> UnitList:
    """The list in a workbook: of every sheet with a heading 单位名称 each line below it with a name, each unit once.

    Hidden sheets count only where no other is a list. Raises WorkbookError when the file is no workbook, holds no such
    heading, or nothing below it.
    """
    grid = workbook.read_grid(path)
    lists = [(sheet, heads) for sheet in grid.sheets if (heads := _heads(sheet)) is not None]
    lists = [(sheet, heads) for sheet, heads in lists if not sheet.hidden] or lists
    if not lists:
        raise WorkbookError(
            "名单里没有找到“单位名称”一列，请在第一行写上列名（单位名称、单位编码、主管部门、单位类型）。", path=path
        )
    found: dict[str, list[_Line]] = {}
    notes: list[str] = []
    for sheet, heads in lists:
        lines, told = _listed(sheet, heads)
        if lines:
            found[sheet.name] = lines
        notes += [f"名单的工作表“{sheet.name}”{note}" for note in told]
    if not found:
        sheet, heads = lists[0]
        raise WorkbookError(
            f"名单在列名（第 {heads.row} 行）下面没有一个单位，请填上再试。", path=path, sheet=sheet.name
        )
    units, twice = _each_once(line.unit for lines in found.values() for line in lines)
    if twice:
        notes.append(f"名单里写了不止一次的，只算一次：{and_more(twice, '个', _MOST_NAMED)}。")
    sheets = "，".join(f"工作表“{name}”{len(lines)} 个" for name, lines in found.items())
    counted = f"名单共 {len(units)} 个单位" + (f"（{sheets}）。" if len(found) > 1 else "。")
    return UnitList(tuple(units), (counted, *notes))


def _heads(sheet: Sheet) -> _Heads | None:
    rows = sorted(sheet.rows)[:_HEAD_ROWS]
    for row in rows:
        for heads in (_two_rows(sheet, row), _Heads(row, _words(sheet, row))):
            stated = set(map(_plain, heads.words.values()))
            if stated & {*_SURE_HEADS} or (
                stated & {*_NAME_HEADS} and stated & {*_CODE_HEADS, *_DEPARTMENT_HEADS, *_KIND_HEADS}
            ):
                return heads
    return None


def _words(sheet: Sheet, row: int) -> dict[int, str]:
    shown = {column: re.sub(r"\s", "", clean(sheet[row, column].text)) for column in sheet.rows.get(row, ())}
    return {column: word for column, word in shown.items() if word}


def _two_rows(sheet: Sheet, row: int) -> _Heads:
    """单位 over 编码 and 名称: the words of both rows. No words where the row below does not go on with the headings."""
    upper, lower = _words(sheet, row), _words(sheet, row + 1)
    if not any(_plain(word) in _LOWER_HEADS for word in lower.values()):
        return _Heads(row + 1, {})
    words, above = {}, ""
    for column in range(min((*upper, *lower)), max((*upper, *lower)) + 1):
        above = upper.get(column, above if column in lower else "")
        if word := above + lower.get(column, ""):
            words[column] = word
    return _Heads(row + 1, words)


def _plain(head: str) -> str:
    """A heading as others write it: *单位名称（全称） is 单位名称."""
    head = head.strip(_MARKS)
    return head if head in _NAME_HEADS else _IN_BRACKETS.sub("", head).strip(_MARKS)


def _listed(sheet: Sheet, heads: _Heads) -> tuple[list[_Line], list[str]]:
    """The units below the headings, and what is to be said of the sheet."""
    found: list[_Line] = []
    passed_over: list[int] = []
    nameless: list[int] = []
    name_at = {column for column, word in heads.words.items() if _plain(word) in _NAME_HEADS}
    others_at = {
        column
        for column, word in heads.words.items()
        if _plain(word) in {*_CODE_HEADS, *_DEPARTMENT_HEADS, *_KIND_HEADS}
    }
    for row in sorted(sheet.rows):
        own = heads.words.keys() & set(sheet.rows[row])
        if row <= heads.row or not own:
            continue
        said = {column: _said(sheet, row, column, heads.row) for column in heads.words}
        columns = {_plain(word): said[column] for column, word in heads.words.items()}
        name = _first(columns, _NAME_HEADS)
        covers = {column for at in name_at for column in sheet.area(row, at).columns}
        is_said = any(_NO_NAME.fullmatch(re.sub(r"\s", "", said[column])) for column in own)
        if is_said or name in heads.words.values() or covers & others_at:
            passed_over.append(row)
        elif name:
            named = {**columns, **{word: said[column] for column, word in heads.words.items()}}
            code, department = _first(columns, _CODE_HEADS), _first(columns, _DEPARTMENT_HEADS)
            unit = Expected(name, code, department, _first(columns, _KIND_HEADS), named)
            found.append(_Line(row, unit, row in sheet.hidden_rows))
        elif own & (others_at | name_at):
            nameless.append(row)
    told = []
    if nameless:
        told.append(f"{_rows(nameless)}没有单位名称（空着，或公式出错、没有结果），没有算进去，请补上。")
    if passed_over:
        told.append(f"{_rows(passed_over)}是小计、说明一类的话，没有当作单位。")
    if hidden := [line.row for line in found if line.hidden]:
        told.append(f"{_rows(hidden)}是隐藏的，也算作应报的单位；不该算的请从名单里删去。")
    return found, told


def _said(sheet: Sheet, row: int, column: int, heads: int) -> str:
    """What shows at a place: nothing where a heading reaches down to it, or a formula has no result."""
    cell = sheet.shown(row, column)
    if sheet.area(row, column).top <= heads or cell.kind in (CellKind.ERROR, CellKind.PENDING):
        return ""
    return clean(cell.text)


def _first(columns: Mapping[str, str], heads: Sequence[str]) -> str:
    return next((columns[head] for head in heads if columns.get(head)), "")


def _each_once(units: Iterator[Expected]) -> tuple[list[Expected], list[str]]:
    """The units without those of the same name and code, or of whose lines one has no code; and the names of these."""
    kept: dict[str, list[Expected]] = {}
    result, twice = [], []
    for unit in units:
        same = kept.setdefault(bare_name(unit.name), [])
        if any(unit.code == other.code or not unit.code or not other.code for other in same):
            twice.append(unit.name)
            continue
        same.append(unit)
        result.append(unit)
    return result, list(dict.fromkeys(twice))


def _rows(rows: Sequence[int]) -> str:
    named = "、".join(map(str, rows[:_MOST_NAMED]))
    return f"第 {named} 行" + (f"等 {len(rows)} 行" if len(rows) > _MOST_NAMED else "")
