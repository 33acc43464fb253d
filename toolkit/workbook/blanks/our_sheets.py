"""Drawing our own sheets into a new workbook: 基本信息, 补充资料, 部门概况, 名词解释, 情况说明, 校验.

They are read back by what column A says (titles, labels, headings), so a clerk may insert rows anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from ...amounts import Unit
from ...numerals import chinese_number
from ...profiles import ColumnSpec, FactGroup, Profile
from ...text_size import line_count
from . import help_texts
from .contents import Filling, Line, Value
from .looks import AMOUNT, FORMATS, GROUP, HINT, OUR_BODY, OUR_HEAD, OUR_INPUT, TITLE, Look, put, set_widths
from .page import set_page

FACT_HEADS = ("项目", "内容", "单位", "填写说明")
TEXT_HEADS = ("栏目", "内容")
FIELD_HEADS = ("章节", "字段", "自动生成稿", "人工改写", "状态", "底稿指纹")
FINDING_HEADS = ("序号", "级别", "规则", "说明", "单元格1", "单元格2", "单元格3", "处理意见")
CHECK_HEADS = ("规则", "关系", "左边", "右边", "差额", "允许下限", "允许上限", "结论")
_CHECK_COLUMN = 10  # J: the live checks stand right of the findings
_CHECK_HEAD_ROW = 4
_CHECK_ROWS = 700

_FACT_WIDTHS = [46.0, 46.0, 18.0, 60.0]
_OPEN_PARAGRAPHS = 8
_DRAFT_HEIGHT = 100  # seven lines: most drafts


def draw_groups(sheet: Worksheet, groups: Sequence[FactGroup], filling: Filling) -> None:
    """A sheet of facts, lists and texts. Groups are numbered when there are several; otherwise the title stands alone."""
    columns = max(len(group.columns) for group in groups)
    if all(group.kind == "list" for group in groups):
        set_widths(sheet, [max(column.width, 10) for column in groups[0].columns])
    elif all(group.kind == "texts" for group in groups):
        set_widths(sheet, [22.0, 110.0])
    else:
        lists = [group.columns for group in groups]
        beyond = [
            max(18.0, *(each[place].width for each in lists if place < len(each)))
            for place in range(len(_FACT_WIDTHS), columns)
        ]
        set_widths(sheet, _FACT_WIDTHS + beyond)
    row = 1
    for number, group in enumerate(groups, 1):
        title = f"{chinese_number(number)}、{group.title}" if len(groups) > 1 else group.title
        row = _group(sheet, group, title, row, filling) + 1
    set_page(sheet, landscape=True)
    sheet.freeze_panes = "A3" if len(groups) == 1 else None


def _group(sheet: Worksheet, group: FactGroup, title: str, row: int, filling: Filling) -> int:
    """Draw one group from ``row`` on; returns the row below it."""
    heads = {"facts": FACT_HEADS, "texts": TEXT_HEADS}.get(group.kind) or tuple(c.head or c.id for c in group.columns)
    for place in range(1, max(len(heads), 2) + 1):
        put(sheet, row, place, None, GROUP)
    put(sheet, row, 1, title, GROUP)
    put(sheet, row, 2, group.help, HINT.but(fill="group"))
    sheet.row_dimensions[row].height = 22
    for place, head in enumerate(heads, 1):
        put(sheet, row + 1, place, head, OUR_HEAD)
    draw = {"facts": _facts, "list": _list, "texts": _texts}[group.kind]
    return draw(sheet, group, row + 2, filling)


def _facts(sheet: Worksheet, group: FactGroup, row: int, filling: Filling) -> int:
    for fact in group.facts:
        value: Value = filling.facts.get(fact.id)
        if value is None and fact.default:
            value = fact.default
        figure = fact.kind in ("amount", "count", "percent")
        look = OUR_INPUT.but(align="right" if figure else "left", format=FORMATS.get(fact.kind, "General"))
        put(sheet, row, 1, fact.label, OUR_BODY)
        cell = put(sheet, row, 2, value, look)
        put(sheet, row, 3, fact.unit, OUR_BODY.but(align="center"))
        put(sheet, row, 4, ("必填。" if fact.required else "") + fact.help, OUR_BODY.but(color="FF7F7F7F", size=10))
        help_texts.check_fact(sheet, cell, fact)
        _fit(sheet, row)
        row += 1
    return row


def _list(sheet: Worksheet, group: FactGroup, row: int, filling: Filling) -> int:
    rows: Sequence[Line] = filling.lists.get(group.id) or [{} for _ in range(group.open_rows)]
    for offset, line in enumerate(rows):
        for place, column in enumerate(group.columns, 1):
            put(sheet, row + offset, place, line.get(column.id), _input_look(column))
        _fit(sheet, row + offset)
    last = row + len(rows) - 1
    for place, column in enumerate(group.columns, 1):
        letter = get_column_letter(place)
        area, name = f"{letter}{row}:{letter}{last}", column.head or column.id
        if column.options:
            help_texts.check_options(sheet, area, name, column.options)
        elif column.role == "amount":
            help_texts.check_amounts(sheet, area, name, column.unit or Unit.WAN)
        elif column.role in FORMATS and column.role != "code":
            help_texts.check_numbers(sheet, area, name)
    return last + 1


def _input_look(column: ColumnSpec) -> Look:
    figure = column.role in ("amount", "count", "percent", "score")
    usual = AMOUNT if column.role == "amount" else FORMATS.get(column.role, "General")
    return OUR_INPUT.but(align="right" if figure else "left", format=column.format or usual)


def _texts(sheet: Worksheet, group: FactGroup, row: int, filling: Filling) -> int:
    for text_id in group.texts:
        given = list(filling.texts.get(text_id, ()))
        for number, paragraph in enumerate(given or [""] * _OPEN_PARAGRAPHS):
            put(sheet, row, 1, text_id if number == 0 else None, OUR_BODY.but(bold=True, vertical="top"))
            put(sheet, row, 2, paragraph, OUR_INPUT.but(vertical="top"))
            _fit(sheet, row)
            row += 1
    return row


def _fit(sheet: Worksheet, row: int) -> None:
    """The height the texts of a row need; programs other than Excel do not find it themselves."""
    lines = 1
    for cell in sheet[row]:
        if isinstance(cell.value, str):
            lines = max(lines, line_count(cell.value, sheet.column_dimensions[cell.column_letter].width))
    sheet.row_dimensions[row].height = lines * 14 + 4


def draw_fields(sheet: Worksheet, profile: Profile, names: Mapping[str, str]) -> None:
    """情况说明: one row for each field of the outline; 底稿指纹 is ours and hidden. ``names`` fill the titles' tags."""
    put(sheet, 1, 1, "情况说明", TITLE.but(align="left"))
    sheet.row_dimensions[1].height = 30
    hint = (
        "“自动生成稿”每次填报都会重写；要改就写在“人工改写”里，以您写的为准，不会被覆盖。"
        "数据变动后“状态”会提醒您复核，确认无误就在“状态”里填“已核对”。"
    )
    put(sheet, 2, 1, hint, HINT)
    for place, head in enumerate(FIELD_HEADS, 1):
        put(sheet, 3, place, head, OUR_HEAD)
    row = 4
    titles: dict[int, str] = {}
    for item in profile.outline:
        if item.title:
            titles = {level: title for level, title in titles.items() if level < item.level} | {
                item.level: item.title.format_map(names)
            }
        if not item.field:
            continue
        section = "\n".join(title for level, title in sorted(titles.items()) if level > 1 or len(titles) == 1)
        looks = [OUR_BODY, OUR_BODY, OUR_BODY, OUR_INPUT, OUR_BODY.but(align="center"), OUR_BODY]
        values: list[Value] = [section, item.field, None, None, None, None]
        for place, (value, look) in enumerate(zip(values, looks, strict=True), 1):
            put(sheet, row, place, value, look.but(vertical="top"))
        sheet.row_dimensions[row].height = _DRAFT_HEIGHT
        row += 1
    set_widths(sheet, [30.0, 18.0, 80.0, 80.0, 12.0, 12.0])
    sheet.column_dimensions["F"].hidden = True
    sheet.freeze_panes = "C4"
    set_page(sheet, landscape=True, repeat=(3, 3))


def draw_checks(sheet: Worksheet) -> None:
    """校验: room for findings (A–H) and live checks (J–Q), both written by ``fill``; here only looks and headings."""
    put(sheet, 1, 1, "校验", TITLE.but(align="left"))
    sheet.row_dimensions[1].height = 30
    put(sheet, 2, 1, "尚未校验。", Look(size=11, bold=True, wrap=False))
    hint = "左边是最近一次校验的结果，点“单元格”可跳转；右边（J 列起）是随数据自动重算的勾稽关系。两边都由本工具重写，只有“处理意见”留给您写。"
    put(sheet, 3, 1, hint, HINT)
    for place, head in [*enumerate(FINDING_HEADS, 1), *enumerate(CHECK_HEADS, _CHECK_COLUMN)]:
        cell = put(sheet, _CHECK_HEAD_ROW, place, head, OUR_HEAD)
        if head == "处理意见":
            help_texts.note(cell, help_texts.REMARK_NOTE)
    plain = Look(vertical="top")
    centre, link = plain.but(align="center"), plain.but(color="FF0563C1", underline=True)
    figure = plain.but(align="right", wrap=False, format=AMOUNT)
    looks = [centre, centre, plain, plain, link, link, link, plain, None, plain, plain, *[figure] * 5, centre]
    first, last = _CHECK_HEAD_ROW + 1, _CHECK_HEAD_ROW + _CHECK_ROWS
    for place, look in enumerate(looks, 1):
        if look:  # of the column, so that every new cell has it without hundreds of styled blank rows
            look.dress(sheet.column_dimensions[get_column_letter(place)])
    for column, words in {
        "B": {"错误": "FFC7CE", "提示": "FFEB9C", "已认可": "E2EFDA"},
        "Q": {"不符": "FFC7CE", "无法计算": "FFEB9C"},
    }.items():
        for word, color in words.items():
            rule = CellIsRule(  # type: ignore[no-untyped-call]
                operator="equal", formula=[f'"{word}"'], fill=PatternFill(bgColor=f"FF{color}")
            )
            sheet.conditional_formatting.add(f"{column}{first}:{column}{last}", rule)
    open_remark = FormulaRule(  # type: ignore[no-untyped-call]
        formula=[f'$A{first}<>""'], fill=PatternFill(bgColor="FFEFF7E8")
    )
    sheet.conditional_formatting.add(f"H{first}:H{last}", open_remark)
    set_widths(sheet, [6, 8, 14, 70, 24, 24, 24, 30, 3, 14, 56, 14, 14, 12, 12, 12, 10])
    sheet.column_dimensions["I"].hidden = True  # what each 处理意见 was written for
    sheet.freeze_panes = f"A{first}"
    set_page(sheet, landscape=True, repeat=(_CHECK_HEAD_ROW, _CHECK_HEAD_ROW))
    area = DefinedName("_xlnm.Print_Area", attr_text=f"'{sheet.title}'!$A:$H")  # as far down as there are findings
    sheet.defined_names.add(area)
