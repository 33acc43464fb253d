"""One unit's figures in the two layouts of the worked example of docs/writing-a-profile.md: typed template and export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

from toolkit.profiles import Profile
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import Filling, Line, Value

UNIT, YEAR = "云岭省某某局", 2024
#: 项 → its name, 基本支出 and 项目支出; all of it paid from the general public budget.
ITEMS: dict[str, tuple[str, str, str]] = {
    "2050299": ("其他普通教育支出", "0", "20.00"),
    "2080501": ("行政单位离退休", "10.00", "0"),
    "2210201": ("住房公积金", "5.50", "0"),
}
KINDS = {"一、教育支出": "20.00", "二、社会保障和就业支出": "10.00", "三、住房保障支出": "5.50"}
SPENT = "35.50"
ECONOMIC = {"30101": "10.00", "30113": "5.50"}
#: What the form of the item-wise 三公 table has: 预算数, 决算数.
CARS = [("1.00", "0.80"), (0, 0), (0, 0), (0, 0), (0, 0), ("1.00", "0.80")]
#: 公开10 to 公开13 row by row: the same in both layouts.
MORE: dict[str, list[list[object]]] = {
    "公开10": [["机关运行经费支出", "2.00"], ["其中：行政单位", "2.00"], ["参公管理事业单位", None]],
    "公开11": [
        ["合计", "4.50", "4.00"],
        ["一、货物", "3.50", "3.00"],
        ["二、工程", None, None],
        ["三、服务", "1.00", "1.00"],
    ],
    "公开12": [
        ["车辆合计", "辆", 2],
        ["其中：执法执勤用车", "辆", 1],
        ["其他用车", "辆", 1],
        ["单价100万元（含）以上设备", "台（套）", 0],
    ],
    "公开13": [
        ["因公出国（境）团组（个）", 0],
        ["公务用车保有量（辆）", 2],
        ["国内公务接待批次（个）", 4],
        ["国内公务接待人次（人）", 30],
    ],
}


def number(value: object) -> Value:
    return Decimal(value) if isinstance(value, str) and value[:1].isdigit() else value  # type: ignore[return-value]


def template(profile: Profile, path: Path) -> Path:
    """The blank of the format with the figures typed: of the forms by code the 项 only, without any total."""
    codes = [
        {"编码": code, "名称": name, "基本支出": number(basic), "项目支出": number(project)}
        for code, (name, basic, project) in ITEMS.items()
    ]
    total: Line = {"名称": "合计"}
    spent: list[Line] = [{"项目": name, "决算数": number(amount)} for name, amount in KINDS.items()]
    income: list[Line] = [{"项目": row.name} for row in profile.tables["公开01"].block("收入").rows]
    income[0] = {**income[0], "决算数": number(SPENT)}
    rows = profile.tables["公开04"].block("支出").rows
    kinds = {name.split("、")[1]: amount for name, amount in KINDS.items()}
    paid: list[Line] = [
        {"一般公共预算财政拨款": number(kinds.get(row.called))} if row.name.endswith("支出") else {} for row in rows
    ]
    tables: dict[str, Mapping[str, Sequence[Line]]] = {
        "公开01": {
            "收入": income,
            "支出": [*spent, *({"项目": name} for name in ("本年支出合计", "结余分配", "年末结转和结余", "总计"))],
        },
        "公开03": {"": [total, *codes]},
        "公开02": {
            "": [total, *({"编码": line["编码"], "名称": line["名称"], "财政拨款收入": _sum(line)} for line in codes)]
        },
        "公开04": {"收入": [{"金额": number(SPENT)}], "支出": paid},
        "公开05": {"": [total, *codes]},
        "公开06": {"": [{"编码": code, "决算数": number(amount)} for code, amount in ECONOMIC.items()]},
        "公开09": {
            "": [{f"{kind}{at}": number(pair[n]) for at, pair in enumerate(CARS, 1) for n, kind in enumerate("预决")}]
        },
    }
    for table, lines in MORE.items():
        ids = [column.id for column in profile.tables[table].blocks[0].columns]
        tables[table] = {"": [dict(zip(ids, map(number, line), strict=True)) for line in lines]}
    build_workbook(profile, path, Filling(tables=tables), year=YEAR, unit_name=UNIT)
    return path


def _sum(line: Mapping[str, object]) -> Decimal:
    return Decimal(str(line["基本支出"])) + Decimal(str(line["项目支出"]))


def export(path: Path) -> Path:
    """What the filing system writes: codes in three columns, 金额, 三公 item by item, no row without a figure."""
    book = Workbook()
    book.remove(book.active)

    def sheet(
        title: str, label: str, *rows: Sequence[object], merges: Sequence[str] = (), unit: str = "金额单位：万元"
    ) -> None:
        new = book.create_sheet(f"Z{len(book.sheetnames) + 1:02}")
        for row in ([title], [label or None], [f"编制单位：{UNIT}", None, f"{YEAR}年度", None, unit or None], *rows):
            new.append([number(value) if label and _is_amount(value) else value for value in row])
        for area in merges:
            new.merge_cells(area)

    kinds = [list(pair) for pair in KINDS.items()]
    sheet(
        "收入支出决算总表",
        "公开01表",
        ["收入", None, "支出"],
        ["项目", "金额", "项目", "金额"],
        ["一、一般公共预算财政拨款收入", SPENT, *kinds[0]],
        ["二、政府性基金预算财政拨款收入", None, *kinds[1]],
        ["三、国有资本经营预算财政拨款收入", None, *kinds[2]],
        *(
            [name, None]
            for name in ("四、上级补助收入", "五、事业收入", "六、经营收入", "七、附属单位上缴收入", "八、其他收入")
        ),
        ["本年收入合计", SPENT, "支出合计", SPENT],
        ["使用非财政拨款结余（含专用结余）"],
        ["年初结转和结余"],
        ["总计", SPENT, "支出总计", SPENT],
        merges=["A4:B4", "C4:D4"],
    )
    head = ["功能分类科目编码", None, None, "科目名称"]
    sheet(
        "支出决算表",
        "公开02表",
        [*head, "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"],
        ["类", "款", "项", "合计"],
        *(
            [code[:3], code[3:5], code[5:], name, None, basic, project]
            for code, (name, basic, project) in ITEMS.items()
        ),
        merges=["A4:C4"],
    )
    sheet(
        "收入决算表",
        "公开03表",
        [*head, "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "其他收入"],
        ["类", "款", "项", "栏次", 1, 2, 3, 4, 5, 6],
        [None, None, None, "合计", SPENT, SPENT],
        *([*code, name, amount, amount] for code, name, amount, *_ in by_level()),
        merges=["A4:C4"],
    )
    sheet(
        "财政拨款收入支出决算总表",
        "公开04表",
        ["收入", None, "支出"],
        ["项目", "金额", "项目", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"],
        ["一、一般公共预算财政拨款", SPENT, kinds[0][0], kinds[0][1], kinds[0][1]],
        ["二、政府性基金预算财政拨款", None, kinds[1][0], kinds[1][1], kinds[1][1]],
        ["三、国有资本经营预算财政拨款", None, kinds[2][0], kinds[2][1], kinds[2][1]],
        ["本年收入合计", SPENT, "支出合计", SPENT, SPENT],
        ["年初财政拨款结转和结余", None, "年末财政拨款结转和结余"],
        ["一般公共预算财政拨款"],
        ["政府性基金预算财政拨款"],
        ["国有资本经营预算财政拨款"],
        ["总计", SPENT, "总计", SPENT, SPENT],
        merges=["A4:B4", "C4:G4"],
    )
    sheet(
        "一般公共预算财政拨款支出决算表",
        "公开05表",
        [*head, "项目支出", "基本支出", "本年支出合计"],
        ["类", "款", "项"],
        *([*code, name, project, basic, amount] for code, name, amount, basic, project in by_level()),
        [None, None, None, "合计", "20.00", "15.50", SPENT],
        merges=["A4:C4", "D4:D5"],
    )
    sheet(
        "一般公共预算财政拨款基本支出决算明细表",
        "公开06表",
        ["经济分类科目编码", "科目名称", "决算数"] * 3,
        ["301", "工资福利支出", "15.50", "302", "商品和服务支出", None, "310", "资本性支出", None],
        ["30101", "基本工资", "10.00"],
        ["30113", "住房公积金", "5.50"],
        [None, "人员经费合计", "15.50", "公用经费合计"],
    )
    names = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"]
    below = [None, None, "小计", "公务用车购置费", "公务用车运行维护费", None]
    sheet(
        "财政拨款“三公”经费支出决算表",
        "公开07表",
        [word for name in names for word in (name, None)],
        [word for name in below for word in (name, None)],
        ["预算数", "决算数"] * 6,
        [amount or None for pair in CARS for amount in pair],
        merges=["A4:B5", "C4:D5", "E4:J4", "E5:F5", "G5:H5", "I5:J5", "K4:L5"],
    )
    for title, label, heads in (
        (
            "政府性基金预算财政拨款收入支出决算表",
            "公开08表",
            ["年初结转和结余", "本年收入", "小计", "基本支出", "项目支出", "年末结转和结余"],
        ),
        ("国有资本经营预算财政拨款支出决算表", "公开09表", ["小计", "基本支出", "项目支出"]),
    ):
        sheet(
            title,
            label,
            ["科目编码", None, None, "科目名称", *heads],
            ["类", "款", "项"],
            [None, None, None, "合计"],
            ["说明：本部门没有这项支出，故本表无数据。"],
        )
    sheet("机关运行经费支出决算表", "公开10表", ["项目", "决算数"], *MORE["公开10"])
    sheet(
        "政府采购支出决算表",
        "公开11表",
        ["项目", "决算数", "预算数"],
        *([row[0], row[2], row[1]] for row in MORE["公开11"]),
    )
    sheet("国有资产占用情况表", "公开12表", ["项目", "单位", "数量"], *MORE["公开12"], unit="")
    sheet("“三公”经费实物量情况表", "", ["项目", "数量"], *MORE["公开13"], unit="")
    book.save(path)
    return path


def _is_amount(value: object) -> bool:
    return isinstance(value, str) and ("." in value or value == "0") and value.replace(".", "").isdigit()


def by_level() -> list[tuple[list[str | None], str, str, str, str]]:
    """类, 款 and 项: code in three parts, name, total, 基本支出, 项目支出."""
    above = {"205": "教育支出", "208": "社会保障和就业支出", "221": "住房保障支出"}
    middle = {"20502": "普通教育", "20805": "行政事业单位养老支出", "22102": "住房改革支出"}
    rows: list[tuple[list[str | None], str, str, str, str]] = []
    for code, (name, basic, project) in ITEMS.items():
        amounts = (str(Decimal(basic) + Decimal(project)), basic, project)
        rows.append(([code[:3], None, None], above[code[:3]], *amounts))
        rows.append(([code[:3], code[3:5], None], middle[code[:5]], *amounts))
        rows.append(([code[:3], code[3:5], code[5:]], name, *amounts))
    return rows
