"""The official forms of an invented province as its departments have them: typed by hand, or exported by a system.

Drawn with openpyxl alone: nothing of the toolkit says what they look like. All figures are invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

UNIT = "青川县第一小学"
Value = str | float | None
Row = Sequence[Value]
Path_ = tuple[str, ...]
NAMES = {
    "205": "教育支出", "20502": "普通教育", "2050202": "小学教育", "2050299": "其他普通教育支出",
    "208": "社会保障和就业支出", "20805": "行政事业单位养老支出", "2080502": "事业单位离退休",
    "2080505": "机关事业单位基本养老保险缴费支出", "210": "卫生健康支出", "21011": "行政事业单位医疗", "2101102": "事业单位医疗",
    "212": "城乡社区支出", "21208": "国有土地使用权出让收入安排的支出", "2120804": "农村基础设施建设支出", "221": "住房保障支出",
    "22102": "住房改革支出", "2210201": "住房公积金", "301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴",
    "30107": "绩效工资", "30108": "机关事业单位基本养老保险缴费", "30110": "职工基本医疗保险缴费", "30113": "住房公积金",
    "302": "商品和服务支出", "30201": "办公费", "30205": "水费", "30206": "电费", "30216": "培训费", "30217": "公务接待费",
    "30228": "工会经费", "30231": "公务用车运行维护费", "30299": "其他商品和服务支出", "303": "对个人和家庭的补助",
    "30302": "退休费", "30309": "奖励金",
}  # fmt: skip
SPENT = {
    "2050202": (900, 800, 100, 0, 0, 0), "2050299": (100, 0, 100, 0, 0, 0), "2080502": (30, 30, 0, 0, 0, 0),
    "2080505": (90, 90, 0, 0, 0, 0), "2101102": (60, 60, 0, 0, 0, 0), "2120804": (95, 0, 95, 0, 0, 0), "2210201": (80, 80, 0, 0, 0, 0),
}  # fmt: skip
RECEIVED = {
    "2050202": (909.5, 840, 60, 0, 0, 0, 9.5), "2050299": (100.5, 100.5, 0, 0, 0, 0, 0), "2080502": (30, 30, 0, 0, 0, 0, 0),
    "2080505": (90, 90, 0, 0, 0, 0, 0), "2101102": (60, 60, 0, 0, 0, 0, 0), "2120804": (100, 100, 0, 0, 0, 0, 0),
    "2210201": (80, 80, 0, 0, 0, 0, 0),
}  # fmt: skip
GENERAL = {
    "2050202": (850, 760, 640, 120, 90), "2050299": (100, 0, 0, 0, 100), "2080502": (30, 30, 30, 0, 0),
    "2080505": (90, 90, 90, 0, 0), "2101102": (60, 60, 60, 0, 0), "2210201": (80, 80, 80, 0, 0),
}  # fmt: skip
STAFF = {"30101": 400, "30102": 80, "30107": 120, "30108": 90, "30110": 60, "30113": 80, "30302": 30, "30309": 40}
OFFICE = {"30201": 50, "30205": 5, "30206": 15, "30216": 10, "30217": 2, "30228": 14, "30231": 8, "30299": 16}
BASIC = {code: (value, value, 0) for code, value in STAFF.items()} | {
    code: (value, 0, value) for code, value in OFFICE.items()
}
CARS = "公务用车购置及运行维护费"
EXPENSES = (
    "“三公”经费合计", "因公出国（境）费", f"{CARS}/小计", f"{CARS}/购置费", f"{CARS}/运行维护费", "公务接待费", "会议费", "培训费",
)  # fmt: skip
BY_FUNCTION = ("一、教育支出", "二、社会保障和就业支出", "三、卫生健康支出", "四、城乡社区支出", "五、住房保障支出")


def build(path: Path, *, exported: bool) -> Path:
    """``exported``: codes split over 类、款、项, 合计 last, nothing printed where there is no amount."""
    forms = _Forms(exported)
    forms.summaries()
    forms.by_code()
    forms.others()
    forms.book.save(path)
    return path


class _Forms:
    def __init__(self, exported: bool) -> None:
        self.exported = exported
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.figures = "金额" if exported else "本年决算数"
        self.codes: list[Path_] = [("科目编码",), ("科目名称",)]
        if exported:
            self.codes = [*(("科目编码", part) for part in "类款项"), ("科目名称",)]

    def sheet(self, number: int, title: str, paths: Sequence[Path_], *, unit: bool = True) -> Worksheet:
        """A sheet with its label at the left above the title, and its heads."""
        sheet = self.book.create_sheet(title.replace("“", "").replace("”", "")[:31])
        width = len(paths)
        sheet["A1"] = f"公开{number:02}表"
        sheet["A2"] = title
        sheet["A2"].alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
        sheet["A3"] = ("编制单位：" if self.exported else "部门名称：") + UNIT
        sheet.cell(3, max(2, width // 2), "2024年度")
        if unit:
            last = sheet.cell(3, width, "单位：万元" if self.exported else "金额单位：万元")
            last.alignment = Alignment(horizontal="right")
        depth = max(map(len, paths))
        for column, path in enumerate(paths, 1):
            for level, word in enumerate(path):
                again = column > 1 and paths[column - 2][: level + 1] == path[: level + 1] and level < len(path) - 1
                sheet.cell(4 + level, column, None if again else word)
            if len(path) < depth:
                sheet.merge_cells(start_row=3 + len(path), start_column=column, end_row=3 + depth, end_column=column)
        return sheet

    def fill(self, sheet: Worksheet, rows: Sequence[Row], left: int = 1) -> None:
        first = next(row for row in range(4, 9) if not any(cell.value for cell in sheet[row]) and row > 4)
        for number, row in enumerate(rows, first):
            for column, value in enumerate(row, left):
                shown = None if self.exported and value == 0 else value
                sheet.cell(number, column, shown).number_format = "General" if isinstance(shown, str) else "#,##0.00"

    def kept(self, rows: Sequence[Row]) -> list[Row]:
        """A system prints no row without an amount."""
        return [row for row in rows if not self.exported or any(row[1:])]

    def beside(self, number: int, title: str, sides: Sequence[tuple[Sequence[Path_], Sequence[Row]]]) -> None:
        (one, left), (other, right) = sides
        sheet = self.sheet(number, title, [*one, *other])
        rows = [self.kept(left), self.kept(right)]
        high = max(map(len, rows))
        blank: Row = ()
        each = zip(*(list(side) + [blank] * (high - len(side)) for side in rows), strict=True)
        self.fill(sheet, [[*a, *[None] * (len(one) - len(a)), *b] for a, b in each])

    def summaries(self) -> None:
        income = ("事业收入", 60), ("经营收入", 0), ("上级补助收入", 0), ("附属单位上缴收入", 0), ("其他收入", 9.5)
        received: list[Row] = [["一、一般公共预算拨款收入", 1200.5], ["二、政府性基金预算拨款收入", 100]]
        received += [["三、国有资本经营预算拨款收入", 0]]
        more: list[Row] = [[f"{n}、{name}", value] for n, (name, value) in zip("四五六七八", income, strict=True)]
        more += [["本年收入合计", 1370], ["使用非财政拨款结余", 0], ["年初结转结余", 30], ["收入总计", 1400]]
        spent: list[Row] = [[name, value] for name, value in zip(BY_FUNCTION, (1000, 120, 60, 95, 80), strict=True)]
        spent += [["本年支出合计", 1355], ["结余分配", 0], ["年末结转结余", 45], ["支出总计", 1400]]
        name, kind = ("收入", "项目"), ("支出", "项目（按功能分类）")
        one, other = [name, ("收入", self.figures)], [kind, ("支出", self.figures)]
        self.beside(1, "部门收支决算总表", ((one, [*received, *more]), (other, spent)))
        received += [["本年收入合计", 1300.5], ["年初财政拨款结转和结余", 20], ["其中：一般公共预算拨款", 20]]
        received += [["　　　政府性基金预算拨款", 0], ["　　　国有资本经营预算拨款", 0], ["收入总计", 1320.5]]
        funds: list[Row] = [
            [name, value, *((0, value, 0) if "城乡" in name else (value, 0, 0))]
            for name, value in zip(BY_FUNCTION, (950, 120, 60, 95, 80), strict=True)
        ]
        funds += [["本年支出合计", 1305, 1210, 95, 0], ["年末财政拨款结转和结余", 15.5, 10.5, 5, 0]]
        funds += [["支出总计", 1320.5, 1220.5, 100, 0]]
        columns = [("支出", word) for word in ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")]
        self.beside(4, "财政拨款收支决算总表", ((one, received), ([kind, *columns], funds)))

    def by_code(self) -> None:
        paths: list[Path_] = [("本年支出合计",), ("基本支出",), ("项目支出",), ("经营支出",), ("上缴上级支出",)]
        self.coded(2, "部门支出决算明细表", [*paths, ("对附属单位补助支出",)], SPENT)
        words = "本年收入合计", "财政拨款收入", "事业收入", "经营收入", "上级补助收入", "附属单位上缴收入", "其他收入"
        self.coded(3, "部门收入决算明细表", [(word,) for word in words], RECEIVED)
        basic = [("基本支出", word) for word in ("小计", "人员经费", "公用经费")]
        self.coded(5, "一般公共预算支出决算明细表", [("本年支出合计",), *basic, ("项目支出",)], GENERAL)
        usual, self.codes = self.codes, [("经济分类科目编码",), ("经济分类科目名称",)]
        if self.exported:
            self.codes = [("经济分类科目", word) for word in ("类", "款", "科目名称")]
        self.coded(6, "一般公共预算基本支出决算明细表", [("合计",), ("人员经费",), ("公用经费",)], BASIC)
        self.codes = usual
        year = [("本年支出", word) for word in ("小计", "基本支出", "项目支出")]
        funds = [("年初结转和结余",), ("本年收入",), *year, ("年末结转和结余",)]
        self.coded(8, "政府性基金预算收支决算明细表", funds, {"2120804": (0, 100, 95, 0, 95, 5)})
        self.coded(9, "国有资本经营预算支出决算明细表", [("本年支出合计",), ("基本支出",), ("项目支出",)], {})
        self.book.worksheets[-1].cell(8, 1, "注：本部门没有国有资本经营预算财政拨款安排的支出，本表无数据。")

    def coded(self, number: int, title: str, paths: Sequence[Path_], leaves: Mapping[str, Sequence[float]]) -> None:
        rows: dict[str, list[float]] = {}
        for code, values in leaves.items():
            for end in sorted({3, 5, len(code)}):
                above = rows.setdefault(code[:end], [0] * len(values))
                rows[code[:end]] = [one + more for one, more in zip(above, values, strict=True)]
        total = [sum(column) for column in zip(*leaves.values(), strict=True)] if leaves else [None] * len(paths)
        parts = len(self.codes) - 1
        lines: list[Row] = []
        for code, values in sorted(rows.items()):
            split = [code[:3], code[3:5] or None, code[5:] or None][:parts] if self.exported else [code]
            lines.append([*split, NAMES[code], *values])
        whole: Row = ["合计", *[None] * parts, *total]
        self.fill(
            self.sheet(number, title, [*self.codes, *paths]), [*lines, whole] if self.exported else [whole, *lines]
        )

    def others(self) -> None:
        paths = [(*name.split("/"), word) for name in EXPENSES for word in ("全年预算数", "决算数")]
        sheet = self.sheet(7, "“三公”经费、会议费、培训费支出决算明细表", paths)
        self.fill(sheet, [(12, 10, 0, 0, 9, 8, 0, 0, 9, 8, 3, 2, 5, 4, 12, 11)])
        spent = [("决算数", word) for word in ("合计", "一般公共预算", "政府性基金预算", "其他资金")]
        projects: list[Row] = [["校舍维修改造", 105, 100, 90, 0, 10], ["营养改善计划", 100, 100, 100, 0, 0]]
        projects += [["操场及周边道路建设", 105, 95, 0, 95, 0]]
        whole: list[Row] = [["合计", 310, 295, 190, 95, 10]]
        sheet = self.sheet(10, "项目支出决算明细表", [("项目名称",), ("全年预算数",), *spent])
        self.fill(sheet, projects + whole if self.exported else whole + projects)
        small = [("其中：授予中小企业", word) for word in ("金额", "其中：小微企业")]
        bought: list[Row] = [["合计", 90, 60, 50], ["货物", 40, 25, 20], ["工程", 30, 20, 20], ["服务", 20, 15, 10]]
        self.fill(self.sheet(11, "政府采购支出决算明细表", [("项目",), ("采购支出总额",), *small]), bought)
        counts: list[Row] = [
            ["独立编制机构数", "个", 1, 1], ["编制人数", "人", 60, 60], ["年末实有人数", "人", 58, 57], ["其中：在职人员", "人", 58, 57],
            ["离休人员", "人", 0, 0], ["退休人员", "人", 22, 23], ["车辆数合计", "辆", 2, 2], ["其中：执法执勤用车", "辆", 0, 0],
            ["其他用车", "辆", 2, 2], ["单价100万元（含）以上设备", "台（套）", 1, 1],
        ]  # fmt: skip
        heads = [("项目",), ("计量单位",), ("年初数",), ("年末数",)]
        self.fill(self.sheet(12, "机构人员及资产情况表", heads, unit=False), counts)
