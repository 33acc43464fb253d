"""A clerk who fills a new workbook: types 项 amounts, 补充资料 and a few sentences, and leaves every total blank.

The unit and its figures are made up. Cells are found as the forms are read, and typed as a person's Excel would store them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from cli import main
from toolkit import workbook, workflow
from toolkit.addresses import address
from toolkit.edits import Edit
from toolkit.profiles import NUMBER_ROLES, ColumnSpec, FactGroup, load_profile
from toolkit.workbook.forms.columns import find_heads
from toolkit.workbook.forms.reading import FoundForm, Reading
from toolkit.workbook.ours.fact_sheets import Place, find_groups

UNIT, YEAR = "某某市医疗保障局", 2024

#: 科目编码 → 基本支出, 项目支出 (万元), all of them paid from 一般公共预算; in the order of the codes.
ITEMS: Mapping[str, tuple[str, str]] = {
    "2080501": ("12.30", ""),
    "2080505": ("45.60", ""),
    "2101101": ("20.40", ""),
    "2101501": ("310.25", ""),
    "2101506": ("", "88.00"),
    "2210201": ("38.50", ""),
}
#: 公开06表: the 款, together the 基本支出.
ECONOMIC: Mapping[str, str] = {
    "30101": "120.00",
    "30102": "80.00",
    "30103": "60.25",
    "30108": "45.60",
    "30110": "20.40",
    "30113": "38.50",
    "30201": "20.00",
    "30217": "0.50",
    "30231": "6.00",
    "30239": "23.50",
    "30302": "12.30",
}
#: Of the 基本支出, all of it 行政运行.
PUBLIC = "50.00"
#: 三公: 预算数, 决算数.
THREE: Mapping[str, tuple[str, str]] = {"公务用车运行维护费": ("6.50", "6.00"), "公务接待费": ("0.80", "0.50")}


def total(*, of: int | None = None) -> Decimal:
    """All expenditure; ``of`` 0: 基本支出 alone, 1: 项目支出 alone."""
    chosen = [pair if of is None else (pair[of],) for pair in ITEMS.values()]
    return sum((Decimal(amount or 0) for amounts in chosen for amount in amounts), Decimal(0))


def read(path: Path) -> Reading:
    return workbook.read_workbook(workbook.read_grid(path))


def type_in(path: Path, edits: Sequence[Edit]) -> None:
    """Into the file itself, as a person saves it."""
    workbook.apply_edits(path, path, edits)


def run(*args: str | Path) -> tuple[int, str]:
    """A command: its exit code and what it says."""
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    return result.exit_code, result.output


def filled_by_command(typed: Path) -> Path:
    """What ``fill`` makes of a workbook that lacks nothing, beside it."""
    target = typed.with_name("已填.xlsx")
    code, said = run("fill", typed, "-o", target)
    assert code == 0, said
    return target


def new(profile_id: str, path: Path) -> Path:
    path.write_bytes(_new(profile_id))
    return path


@cache
def _new(profile_id: str) -> bytes:
    """Drawn once: it is the same each time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "新.xlsx"
        workflow.new_workbook(load_profile(profile_id), path, year=YEAR, unit_name=UNIT)
        return path.read_bytes()


def filled_in(profile_id: str, path: Path) -> Path:
    """A new workbook of a final account with all that a clerk types."""
    new(profile_id, path)
    reading = read(path)
    type_in(path, [*forms(reading), *our_sheets(reading)])
    return path


def forms(reading: Reading) -> Iterator[Edit]:
    by_id = {form.table.id: form for form in reading.forms}
    both = {code: str(sum(Decimal(part or 0) for part in pair)) for code, pair in ITEMS.items()}
    yield from items(by_id["公开02"], {code: {"财政拨款收入": amount} for code, amount in both.items()})
    for form in ("公开03", "公开05"):
        columns = by_id[form].table.blocks[""].columns
        yield from items(by_id[form], {code: spent(code, b, p, columns) for code, (b, p) in ITEMS.items()})
    rows = by_id["公开06"].table.blocks[""]
    for code, amount in ECONOMIC.items():
        yield typed(rows[code]["决算数"], amount)
    three = by_id["公开09"].table.blocks[""]
    for name, (budget, amount) in THREE.items():
        cells = three[name].cells
        yield typed(cells[next(c for c in cells if "预算数" in c)], budget)
        yield typed(cells["决算数"], amount)
    if "公开10" in by_id:
        for block, rows in OTHERS.items():
            for name, content in rows.items():
                yield typed(by_id["公开10"].table.blocks[block][name]["统计数"], content)


def spent(code: str, basic: str, project: str, columns: Sequence[str]) -> dict[str, str]:
    """What is typed of one item: 基本支出 by 人员经费 and 公用经费 where the form has these."""
    if "人员经费" not in columns or not basic:
        return {"基本支出": basic, "项目支出": project}
    public = PUBLIC if code == "2101501" else "0"
    return {"人员经费": str(Decimal(basic) - Decimal(public)), "公用经费": public, "项目支出": project}


def items(form: FoundForm, amounts: Mapping[str, Mapping[str, str]], first: int | None = None) -> Iterator[Edit]:
    """Codes and amounts, one row under the other below 合计; names, 类 and 款 are left to the tool."""
    block = form.layout.blocks[0]
    top = (first or form.last) + 1
    code = next(column.id for column in block.spec.columns if column.role == "code")
    for row, (item, figures) in enumerate(amounts.items(), top):
        yield Edit(form.sheet.name, address(row, block.places[code]), item)
        for column, amount in figures.items():
            if amount:
                yield Edit(form.sheet.name, address(row, block.places[column]), Decimal(amount))


def typed(cell: workbook.Cell, content: str) -> Edit:  # type: ignore[name-defined]
    return Edit(cell.sheet, cell.address, Decimal(content))


#: 公开10表, where a format has it.
OTHERS: Mapping[str, Mapping[str, str]] = {
    "政府采购": {"货物": "20.00", "服务": "10.00"},
    "机关运行经费": {"行政单位": "50.00"},
    "国有资产": {"机要通信用车": "2"},
}
#: 年初预算 of each item.
BUDGET: Mapping[str, str] = {
    "2080501": "12.30",
    "2080505": "45.60",
    "2101101": "20.40",
    "2101501": "300.00",
    "2101506": "90.00",
    "2210201": "38.50",
}
#: 年初预算 and 上年决算数 by 类.
CLASSES: Mapping[str, tuple[str, str]] = {
    "208": ("57.90", "55.00"),
    "210": ("410.40", "390.00"),
    "221": ("38.50", "35.00"),
}
NAMES: Mapping[str, str] = {"208": "社会保障和就业支出", "210": "卫生健康支出", "221": "住房保障支出"}
#: What stands on 补充资料 beyond 0: by the id of the fact.
FACTS: Mapping[str, str] = {
    "一般公共预算年初预算": "506.80",
    "上年收入总计": "480.00",
    "上年支出总计": "480.00",
    "上年财政拨款收入": "480.00",
    "上年财政拨款支出": "480.00",
    "上年基本支出": "400.00",
    "上年项目支出": "80.00",
    "上年财政拨款收入总计": "480.00",
    "上年财政拨款支出总计": "480.00",
    "上年一般公共预算支出": "480.00",
    "上年机关运行经费": "48.00",
    "机关运行经费": "50.00",
    "政府采购总额": "30.00",
    "政府采购货物": "20.00",
    "政府采购服务": "10.00",
    "中小企业合同金额": "30.00",
    "小微企业合同金额": "12.00",
    "中小企业货物合同": "20.00",
    "中小企业服务合同": "10.00",
    "公务用车保有量": "2",
    "车辆合计": "2",
    "机要通信用车": "2",
    "国内接待支出": "0.50",
    "国内接待团组": "5",
    "国内接待批次": "5",
    "国内接待人次": "40",
    "国内接待人数": "40",
    "基本支出年初预算": "416.80",
    "项目支出年初预算": "90.00",
    "自评金额": "88.00",
}
#: What is left blank: it does not apply to this unit.
BLANK = ("适用格式", "单位名称", "上年工作簿", "自评月份")
REASON = "工作任务调整，人员增减变化"


def our_sheets(
    reading: Reading, figures: Mapping[str, str] = FACTS, words: Mapping[str, str] | None = None
) -> Iterator[Edit]:
    """补充资料, 部门概况 and so on: figures, else 0, and a sentence where words belong."""
    report, profile = reading.report, reading.profile
    glossaries = {item.glossary for item in profile.outline}
    for group, place in find_groups(reading.grid, profile):
        assert place is not None
        for fact in group.facts:
            cell = report.facts[fact.id]
            if cell.text or fact.id in BLANK:
                continue
            if fact.kind in NUMBER_ROLES:
                yield Edit(cell.sheet, cell.address, Decimal(figures.get(fact.id, "0")))
            elif fact.kind == "text":
                yield Edit(cell.sheet, cell.address, (words or {}).get(fact.id, REASON))
        if group.kind == "list" and group.id not in glossaries:
            yield from list_rows(group, place)
        elif group.kind == "texts":
            yield from text_rows(group, place)


def list_rows(group: FactGroup, place: Place) -> Iterator[Edit]:
    """A list that follows a form: its codes and amounts. Any other: one row."""
    heads = find_heads(place.sheet, group.columns, place.top)
    assert heads is not None
    codes = list(CLASSES if group.source.endswith("类") else BUDGET) if group.source else [""]
    for row, code in enumerate(codes, heads.bottom + 1):
        for column, at in zip(group.columns, heads.columns, strict=True):
            content = of_column(column, code)
            if content and at:
                yield Edit(place.sheet.name, address(row, at), content)


def of_column(column: ColumnSpec, code: str) -> Decimal | str:
    """``code``: of the row; a list of a form without codes (``类``) is typed by the names."""
    if column.role == "code":
        return code
    if column.role == "name":
        return NAMES[code] if column.id == "类" else "" if code else "医疗保障经办项目"
    if column.role in NUMBER_ROLES:
        if code in CLASSES:
            return Decimal(CLASSES[code]["上年" in column.id])
        return Decimal(BUDGET.get(code, "88.00") if column.role == "amount" else "95")
    return column.options[0] if column.options else REASON


def text_rows(group: FactGroup, place: Place) -> Iterator[Edit]:
    sheet = place.sheet
    for text in group.texts:
        row = next(row for row in sheet.rows if row > place.top and sheet.first_word(row) == text)
        yield Edit(sheet.name, address(row, 2), "负责本地区医疗保障工作的组织实施和监督管理。")


def refilled(reading: Reading) -> Iterator[Edit]:
    """The same items again, in a workbook that was rolled: the codes stand there already."""
    for table in ("公开02", "公开03", "公开05"):
        block = reading.report.tables[table].blocks[""]
        for code, (basic, project) in ITEMS.items():
            both = str(Decimal(basic or 0) + Decimal(project or 0))
            figures = {"财政拨款收入": both} if table == "公开02" else spent(code, basic, project, block.columns)
            yield from (typed(block[code][column], amount) for column, amount in figures.items() if amount)
    for code, amount in ECONOMIC.items():
        yield typed(reading.report.tables["公开06"].blocks[""][code]["决算数"], amount)
