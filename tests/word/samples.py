"""Hand-made Documents of a real size: the published forms of the first sample, drawn without the other rooms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from toolkit.document import Document, Form, FormCell, FormItem, Item, Text, Title

ROOT = Path(__file__).resolve().parents[2]
SKELETON = ROOT / "templates" / "national" / "document.docx"
UNIT = "济源市社会医疗保险中心"
FIELDS = {"年度": "2023", "单位名称": UNIT, "文种": "单位决算", "编制日期": "二〇二四年十月"}

#: title, landscape, heads (as paths from the top row down), widths
_FORMS: dict[str, tuple[str, bool, list[str], list[float]]] = {
    "公开01": ("收入支出决算总表", False, [f"{side}/{head}" for side in ("收入", "支出") for head in ("项目", "行次", "决算数")], [34, 6, 14] * 2),
    "公开02": ("收入决算表", True, ["项目/功能分类科目编码", "项目/科目名称", "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"], [12, 36, *[14] * 7]),
    "公开03": ("支出决算表", True, ["项目/功能分类科目编码", "项目/科目名称", "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"], [12, 36, *[14] * 6]),
    "公开04": ("财政拨款收入支出决算总表", True, ["收入/项目", "收入/行次", "收入/金额", *(f"支出/{head}" for head in ("项目", "行次", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"))], [30, 6, 14, 30, 6, *[14] * 4]),
    "公开05": ("一般公共预算财政拨款支出决算表", False, ["项目/功能分类科目编码", "项目/科目名称", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出"], [12, 36, 18, 18, 18]),
    "公开06": ("一般公共预算财政拨款基本支出决算明细表", True, ["经济分类科目编码", "科目名称", "决算数"] * 3, [10, 30, 13] * 3),
    "公开07": ("政府性基金预算财政拨款收入支出决算表", True, ["项目/功能分类科目编码", "项目/科目名称", "年初结转和结余", "本年收入", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出", "年末结转和结余"], [12, 36, *[14] * 6]),
    "公开08": ("国有资本经营预算财政拨款支出决算表", False, ["项目/科目代码", "项目/科目名称", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出"], [12, 36, 18, 18, 18]),
    "公开09": ("财政拨款“三公”经费支出决算表", True, [f"{side}/{head}" for side in ("预算数", "决算数") for head in ("合计", "因公出国（境）费", "公务用车购置及运行维护费/小计", "公务用车购置及运行维护费/公务用车购置费", "公务用车购置及运行维护费/公务用车运行维护费", "公务接待费")], [12] * 12),
}  # fmt: skip
_PARTS = {
    "一": "收入支出决算总体情况说明", "二": "收入决算情况说明", "三": "支出决算情况说明",
    "四": "财政拨款收入支出决算总体情况说明", "五": "一般公共预算财政拨款支出决算情况说明",
    "六": "一般公共预算财政拨款基本支出决算情况说明", "七": "政府性基金预算财政拨款支出决算情况说明",
    "八": "国有资本经营预算财政拨款支出决算情况说明", "九": "财政拨款“三公”经费支出决算情况说明",
    "十": "机关运行经费支出情况说明", "十一": "政府采购支出情况说明", "十二": "国有资产占用情况说明",
    "十三": "预算绩效情况说明",
}  # fmt: skip


def form(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], **other: Any
) -> Form:
    """A form with merged heads: equal words side by side are merged, a short path reaches down to the last head row."""
    paths = [head.split("/") for head in heads]
    depth = max(map(len, paths))
    cells = []
    for row in range(depth):
        column = 0
        while column < len(paths):
            path, start = paths[column], column
            column += 1
            while row < len(path) - 1 and column < len(paths) and paths[column][: row + 1] == path[: row + 1]:
                column += 1
            if row < len(path):
                down = depth - row if row == len(path) - 1 else 1
                cells.append(FormCell(row, start, path[row], down, column - start, "center"))
    for number, texts in enumerate(rows, depth):
        cells += [FormCell(number, column, text, align=_align(text)) for column, text in enumerate(texts)]
    return Form(title, title, depth, depth + len(rows), tuple(widths), tuple(cells), **other)


def wide(rows: int = 22) -> Form:
    """A form that lies turned: it has too many rows for a small one, and from some forty on for one page."""
    return form("宽表", ["编码", "名称", "合计"], [["208", "甲", "1,234.50"]] * rows, [10, 30, 20], landscape=True)


def _align(text: str) -> str:
    return "right" if "." in text and text.replace(",", "").replace(".", "").lstrip("-").isdigit() else "left"


@lru_cache(maxsize=1)
def published() -> dict[str, Any]:
    source = ROOT / "workbooks" / "sources" / "jiyuan-2023.json"
    tables: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))["tables"]
    return tables


def published_forms() -> tuple[Form, ...]:
    """公开01 – 公开09 with their published figures."""
    return tuple(_published_form(table_id) for table_id in _FORMS)


def self_evaluations() -> tuple[Form, ...]:
    """The 项目支出绩效自评情况表 of every project."""
    return tuple(_evaluation(blocks) for key, blocks in published().items() if key.startswith("自评表"))


def full_document() -> Document:
    """A document as large as the real one: four parts, nine forms, eighteen self-evaluations, some sixty paragraphs."""
    sentence = (
        "2023年度收入总计5,510.47万元，支出总计5,510.47万元。与上年度相比，收、支总计各减少1,649.05万元，下降23.03%。"
    )
    items: list[Item] = [Title(1, f"第一部分 {UNIT}概况", new_page=True)]
    items += [Title(2, "一、单位职责"), *[Text(f"（{n}）为职工和居民提供医疗保障经办服务；") for n in "一二三四五六"]]
    items += [Title(2, "二、机构设置"), Text(sentence), Title(1, "第二部分 2023年度单位决算表", new_page=True)]
    for number, one in zip("一二三四五六七八九", published_forms(), strict=True):
        items += [Title(2, f"{number}、{one.title}"), FormItem(one)]
    items.append(Title(1, "第三部分 2023年度单位决算情况说明", new_page=True))
    for number, part in _PARTS.items():
        items += [Title(2, f"{number}、{part}"), Text(sentence * 2), Text(sentence), Title(3, "（一）总体情况。")]
        items.append(Text("预算数为0.00万元，支出决算数为0.00万元。决算数与预算数持平。", lead="1. 因公出国（境）费"))
    items.append(Title(1, "第四部分 名词解释", new_page=True))
    items += [
        Text(f"{n}、基本支出：为保障机构正常运转、完成日常工作任务而发生的支出。") for n in "一二三四五六七八九十"
    ]
    items.append(Title(1, "第五部分 项目支出绩效自评情况表", new_page=True))
    items += map(FormItem, self_evaluations())
    return Document(FIELDS, tuple(items))


def small_document(*items: Item, **fields: str) -> Document:
    return Document({**FIELDS, **fields}, items)


def _published_form(table_id: str) -> Form:
    title, landscape, heads, widths = _FORMS[table_id]
    blocks = [block["rows"] for block in published()[table_id].values()]
    if table_id == "公开06":  # three groups side by side
        rows, third = blocks[0], -(-len(blocks[0][:81]) // 3)
        blocks = [rows[start : start + third] for start in range(0, third * 3, third)]
    longest = max(map(len, blocks))
    padded = [[*block, *[[""] * len(block[0])] * (longest - len(block))] for block in blocks]
    lines = [[value for part in parts for value in part] for parts in zip(*padded, strict=True)]
    plain = ["行次" in head for head in heads]
    rows = [[str(v) if p else _shown(v) for v, p in zip(line, plain, strict=True)] for line in lines]
    return form(
        title,
        heads,
        rows,
        widths,
        above=(("", "", f"{table_id}表"), (f"单位：{UNIT}", "2023年度", "单位：万元")),
        below=(f"注：本表反映单位本年度{title[:-1]}情况。本表金额转换为万元时，因四舍五入可能存在尾差。",),
        landscape=landscape,
    )


def _shown(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,.2f}"


def _evaluation(blocks: dict[str, Any]) -> Form:
    cells: list[FormCell] = []
    row = 0

    def line(*texts: tuple[Any, int], start: int = 0) -> None:
        nonlocal row
        column = start
        for text, span in texts:
            cells.append(FormCell(row, column, _shown(text), 1, span, "center"))
            column += span
        row += 1

    def side(text: str, rows: int) -> None:
        cells.append(FormCell(row, 0, text, rows, 1, "center"))

    name, department, unit = blocks["基本"]["rows"][0]
    line(("项目名称", 1), (name, 8))
    line(("主管部门", 1), (department, 3), ("实施单位", 1), (unit, 4))
    side("项目资金（万元）", 5)
    line(("", 2), *((head, 1) for head in blocks["资金"]["columns"]), start=1)
    for head, values in zip(
        ("年度资金总额：", "财政拨款", "财政专户管理资金", "单位资金"), blocks["资金"]["rows"], strict=True
    ):
        line((head, 2), *((value, 1) for value in values), start=1)
    side("资金管理情况", 5)
    line(("", 2), ("情况说明", 2), ("分值(20)", 1), ("得分", 1), ("存在问题和改进措施", 2), start=1)
    for head, (text, points, score) in zip(
        ("安排科学性", "拨付合规性", "使用规范性", "预算绩效管理情况"), blocks["管理"]["rows"], strict=True
    ):
        line((head, 2), (text, 2), (points, 1), (score, 1), ("", 2), start=1)
    side("年度总体目标", 2)
    line(("预期目标", 4), ("实际完成情况", 4), start=1)
    line(*((text, 4) for text in blocks["目标"]["rows"][0]), start=1)
    line(("绩效指标", 9))
    line(*((head, 1) for head in blocks["指标"]["columns"]))
    for values in blocks["指标"]["rows"]:
        line(*((value, 1) for value in values))
    line(("总分", 5), *((value, 1) for value in blocks["总分"]["rows"][0]), ("", 2))
    widths = (10, 15, 17, 15, 13, 8, 9, 9, 22)
    return Form("自评表", "项目支出绩效自评情况表", 0, row, widths, tuple(cells), (("", "2024年09月", ""),))
