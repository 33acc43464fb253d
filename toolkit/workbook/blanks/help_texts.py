"""What a new workbook tells the clerk: input checks with prompts, and notes on cells. All of it is Excel's own, no code."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ...amounts import Unit
from ...comments import GUIDE
from ...profiles import BlockSpec, ColumnSpec, FactSpec, TableSpec

_LARGEST = 999_999_999_999
_TITLE_LIMIT, _TEXT_LIMIT = 32, 255  # of prompts and error messages, set by Excel

TABLE_NOTES = {
    "lines": "按行次填写。没有发生额的填 0 或留空；“合计”“总计”行在“填报”时自动写入公式，不必手工加总。",
    "codes": "一行一个科目，按编码从小到大：类（3位）、款（5位）、项（7位）。只需填写项级金额，类、款和“合计”行在“填报”时自动写入公式。"
    "行数不够时，在表格中间插入整行。",
    "tree": "一行一个科目、单位或项目，合计在最后。级别看“一、”和名称前的空格（或名称填在哪一栏）：下一级比上一级多缩进。"
    "只需填写最低一级的金额，上级和“合计”行在“填报”时自动写入公式。行数不够时，在表格中间插入整行。",
    "groups": "按经济分类科目填写。301、302 等“类”行和合计行在“填报”时自动写入公式，不必手工加总。",
    "cross": "预算数填全年预算数（按规定程序调整后），决算数填实际支出。合计和小计在“填报”时自动写入公式。",
}
LIST_NOTE = "一行一个指标；相同的一级、二级指标可以合并单元格。行数不够时，在“{until}”行之上插入整行。"


def note(cell: Cell, text: str) -> None:
    """A note on a cell (Excel's comment), large enough to be read whole."""
    comment = Comment(text, GUIDE, width=260, height=40 + 18 * (len(text) // 18 + 1))
    cell.comment = comment


def check_amounts(sheet: Worksheet, area: str, name: str, unit: Unit) -> None:
    """Only numbers may be typed into ``area``; the prompt says what goes there."""
    validation = _decimal(f"“{name}”只能填数字（{unit.value}），不要带单位、空格或文字。")
    validation.prompt = f"填数字，单位：{unit.value}，保留两位小数。"
    _check(sheet, area, validation, name)


def check_numbers(sheet: Worksheet, area: str, name: str) -> None:
    """Scores, percentages and the like: any number."""
    _check(sheet, area, _decimal(f"“{name}”只能填数字。"), name)


def _decimal(error: str) -> DataValidation:
    least, most = str(-_LARGEST), str(_LARGEST)
    return DataValidation(type="decimal", operator="between", formula1=least, formula2=most, error=error)


def check_options(sheet: Worksheet, area: str, name: str, options: Sequence[str]) -> None:
    """Let people choose from a list what goes into ``area``; ``name`` is what the entry is called."""
    words = "、".join(options)
    _check(
        sheet,
        area,
        DataValidation(
            type="list",
            formula1='"' + ",".join(options) + '"',
            error=f"“{name}”只能填：{words}。",
            prompt=f"从下拉列表中选择：{words}。",
        ),
        name,
    )


def check_fact(sheet: Worksheet, cell: Cell, fact: FactSpec) -> None:
    """The input check and prompt of one fact on a sheet of ours."""
    if fact.options:
        check_options(sheet, cell.coordinate, fact.label, fact.options)
        return
    unit = f"，单位：{fact.unit}" if fact.unit else ""
    match fact.kind:
        case "amount" | "percent":
            rule = DataValidation(type="decimal", operator="between", formula1=str(-_LARGEST), formula2=str(_LARGEST))
            rule.error = f"“{fact.label}”只能填数字{unit}。"
        case "count":
            rule = DataValidation(type="whole", operator="between", formula1="0", formula2=str(_LARGEST))
            rule.error = f"“{fact.label}”只能填 0 或正整数{unit}。"
        case "year":
            rule = DataValidation(type="whole", operator="between", formula1="2000", formula2="2099")
            rule.error = f"“{fact.label}”应填四位数字的年份，如 2023。"
        case _:
            rule = DataValidation()
    rule.prompt = (fact.help or f"填写{fact.label}") + unit
    _check(sheet, cell.coordinate, rule, fact.label)


def _check(sheet: Worksheet, area: str, rule: DataValidation, name: str) -> None:
    rule.allow_blank = True
    rule.errorTitle = "填写有误"
    rule.promptTitle = name[:_TITLE_LIMIT]
    rule.prompt = rule.prompt[:_TEXT_LIMIT] if rule.prompt else None
    rule.showErrorMessage = rule.error is not None
    rule.showInputMessage = rule.prompt is not None
    rule.add(area)
    sheet.add_data_validation(rule)


def check_columns(sheet: Worksheet, columns: Sequence[ColumnSpec], first: int, last: int, unit: Unit) -> None:
    """Checks on the figures of a ruled table whose amounts are in ``unit``."""
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        area = f"{letter}{first}:{letter}{last}"
        if column.role == "amount":
            check_amounts(sheet, area, column.id, column.unit or unit)
        elif column.role in ("count", "percent", "score"):
            check_numbers(sheet, area, column.id)


def explain_table(sheet: Worksheet, spec: TableSpec, heads: int) -> None:
    """One note on the first heading of a ruled table."""
    text = TABLE_NOTES.get(spec.blocks[0].kind, "")
    if spec.empty_note:
        text += "没有数据时表格保留，填 0 或留空。"
    if text:
        cell = sheet.cell(heads, 1)
        assert isinstance(cell, Cell)
        note(cell, text)


def explain_block(sheet: Worksheet, block: BlockSpec, first: int, last: int, left: int) -> None:
    """Checks on the figures of one block of a grid form."""
    place = left
    for column in block.columns:
        letter = get_column_letter(place)
        area = f"{letter}{first}:{letter}{last}"
        if column.role == "amount":
            check_amounts(sheet, area, column.id, column.unit or Unit.WAN)
        elif column.options:
            check_options(sheet, area, column.id, column.options)
        place += column.span
    if block.kind == "list":
        cell = sheet.cell(first, left)
        assert isinstance(cell, Cell)
        note(cell, LIST_NOTE.format(until=block.until))
