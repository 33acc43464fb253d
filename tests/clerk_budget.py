"""The clerk of tests/clerk.py at work on a budget: forms of names in levels, which have no codes to tell them by.

Typed as a person reads the forms from top to bottom: every name, and the amounts that no other cell gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import clerk

from toolkit.addresses import address
from toolkit.edits import Edit
from toolkit.workbook.forms.reading import FoundForm, Reading

OWN, CENTRE = f"{clerk.UNIT}（本级）", "某某市医疗保险中心"
#: 功能分类 in levels, with what is spent on an item: 人员经费, 公用经费, 项目支出.
FUNCTIONS: Sequence[tuple[str, Sequence[str]]] = (
    ("一、社会保障和就业支出", ()),
    ("　行政事业单位养老支出", ()),
    ("　　行政单位离退休", ("12.30", "", "")),
    ("　　机关事业单位基本养老保险缴费支出", ("45.60", "", "")),
    ("二、卫生健康支出", ()),
    ("　行政事业单位医疗", ()),
    ("　　行政单位医疗", ("20.40", "", "")),
    ("　医疗保障管理事务", ()),
    ("　　行政运行", ("260.25", "50.00", "")),
    ("　　医疗保障经办事务", ("", "", "88.00")),
    ("三、住房保障支出", ()),
    ("　住房改革支出", ()),
    ("　　住房公积金", ("38.50", "", "")),
)
#: 经济分类, with 人员经费 and 公用经费.
ECONOMIC: Sequence[tuple[str, Sequence[str]]] = (
    ("一、工资福利支出", ()),
    ("　基本工资", ("120.00", "")),
    ("　津贴补贴", ("80.00", "")),
    ("　奖金", ("60.25", "")),
    ("　机关事业单位基本养老保险缴费", ("45.60", "")),
    ("　职工基本医疗保险缴费", ("20.40", "")),
    ("　住房公积金", ("38.50", "")),
    ("二、商品和服务支出", ()),
    ("　办公费", ("", "20.00")),
    ("　公务接待费", ("", "0.50")),
    ("　公务用车运行维护费", ("", "6.00")),
    ("　其他交通费用", ("", "23.50")),
    ("三、对个人和家庭的补助", ()),
    ("　退休费", ("12.30", "")),
)
#: 本年预算 and 上年结转 of each 类.
CLASSES: Mapping[str, tuple[str, str]] = {
    "社会保障和就业支出": ("57.90", ""),
    "卫生健康支出": ("410.40", "8.25"),
    "住房保障支出": ("38.50", ""),
}
#: 项目支出: 类型, 一级项目, 二级项目, 单位, 本年预算, 上年结转.
PROJECTS: Sequence[tuple[str, str, str, str, str, str]] = (
    ("专项业务支出", "", "", "", "", ""),
    ("", "医疗保障经办服务管理", "", "", "", ""),
    ("", "", "经办服务大厅运行经费", CENTRE, "50.00", "8.25"),
    ("", "", "医疗保障宣传经费", OWN, "29.75", ""),
)
#: Facts beyond 0.
FACTS: Mapping[str, str] = {
    "上年当年预算": "480.00",
    "上年接待费": "0.50",
    "上年运行维护费": "6.50",
    "上年机关运行经费": "48.00",
    "行政单位数": "1",
    "机关运行经费": "50.00",
    "政府采购总额": "30.00",
    "政府采购货物": "20.00",
    "政府采购服务": "10.00",
    "车辆数": "2",
    "房屋面积": "500.00",
}
WORDS: Mapping[str, str] = {"编制日期": "二〇二四年二月二十日", "部门预算编码": "257", "资产时点": "2023年8月底"}


def filled_in(path: Path) -> Path:
    clerk.new("jilin-budget", path)
    reading = clerk.read(path)
    clerk.type_in(path, [*forms(reading), *our_sheets(reading)])
    return path


def rows(form: FoundForm, lines: Sequence[Mapping[str, str]]) -> Iterator[Edit]:
    """One line under the other from the first row below the heads; what is blank is left as it is."""
    block = form.layout.blocks[-1]
    for row, line in enumerate(lines, form.layout.heads_end + 1):
        for column, content in line.items():
            if content:
                yield Edit(form.sheet.name, address(row, block.places[column]), worth(content))


def worth(content: str) -> Decimal | str:
    return Decimal(content) if content.replace(".", "").isdigit() else content


def forms(reading: Reading) -> Iterator[Edit]:
    by_id = {form.table.id: form for form in reading.forms}

    def spent(name: str, amounts: Sequence[str]) -> dict[str, str]:
        people, public, project = amounts or ("", "", "")
        basic = sum((Decimal(part or 0) for part in (people, public)), Decimal(0))
        return {"科目": name, "人员经费": people, "公用经费": public, "项目支出": project, "基本支出": str(basic or "")}

    lines = [spent(name, amounts) for name, amounts in FUNCTIONS]
    only = ("科目", "基本支出", "项目支出")
    yield from rows(by_id["支出预算总表"], [{name: line[name] for name in only} for line in lines])
    only = ("科目", "人员经费", "公用经费", "项目支出")
    yield from rows(by_id["一般公共预算支出表"], [{name: line[name] for name in only} for line in lines])
    yield from rows(
        by_id["基本支出表"],
        [{"科目": name, **dict(zip(("人员经费", "公用经费"), amounts, strict=False))} for name, amounts in ECONOMIC],
    )
    for table in ("收支预算总表", "财政拨款收支预算总表"):
        form = by_id[table]
        first = 0 if table == "收支预算总表" else 1
        names = [(f"{'一二三'[n]}、" if not first else f"（{'一二三'[n]}）") + name for n, name in enumerate(CLASSES)]
        yield from rows(
            form,
            [{}] * first
            + [
                {"项目": name, "本年预算": now, "上年结转": before}
                for name, (now, before) in zip(names, CLASSES.values(), strict=True)
            ],
        )
    yield from rows(
        by_id["收入预算总表"],
        [
            {"部门单位": clerk.UNIT},
            {"部门单位": f"　{OWN}", "一般公共预算收入": "456.80"},
            {"部门单位": f"　{CENTRE}", "一般公共预算收入": "50.00", "一般公共预算拨款结转": "8.25"},
        ],
    )
    three = by_id["三公表"].table.blocks[""]
    yield clerk.typed(three["公务接待费"]["预算数"], "0.50")
    yield clerk.typed(three["公务用车运行维护费"]["预算数"], "6.00")
    names = ("类型", "一级项目", "二级项目", "单位名称", "一般公共预算", "结转一般公共预算")
    yield from rows(by_id["项目支出表"], [dict(zip(names, project, strict=True)) for project in PROJECTS])


def our_sheets(reading: Reading) -> Iterator[Edit]:
    yield from clerk.our_sheets(reading, FACTS, WORDS)
