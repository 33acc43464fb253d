"""A clerk who fills a new workbook: types 项 amounts, 补充资料 and a few sentences, and leaves every total blank.

The unit and its figures are made up. Cells are found as the forms are read, and typed as a person's Excel would store them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from toolkit import workbook, workflow
from toolkit.addresses import address
from toolkit.edits import Edit
from toolkit.profiles import NUMBER_ROLES, load_profile
from toolkit.workbook.forms.reading import FoundForm, Reading

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


def new(profile_id: str, path: Path) -> Path:
    workflow.new_workbook(load_profile(profile_id), path, year=YEAR, unit_name=UNIT)
    return path


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
        yield from items(by_id[form], {code: {"基本支出": b, "项目支出": p} for code, (b, p) in ITEMS.items()})
    rows = by_id["公开06"].table.blocks[""]
    for code, amount in ECONOMIC.items():
        yield typed(rows[code]["决算数"], amount)
    three = by_id["公开09"].table.blocks[""]
    for name, (budget, spent) in THREE.items():
        cells = three[name].cells
        yield typed(cells[next(c for c in cells if "预算数" in c)], budget)
        yield typed(cells["决算数"], spent)


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


#: What stands on 补充资料 beyond 0 and 无: by the id of the fact.
FACTS: Mapping[str, str] = {
    "机关运行经费": "50.00",
    "上年机关运行经费": "48.00",
    "政府采购总额": "30.00",
    "政府采购货物": "20.00",
    "政府采购服务": "10.00",
    "中小企业合同金额": "30.00",
    "小微企业合同金额": "12.00",
    "公务用车保有量": "2",
    "车辆合计": "2",
    "机要通信用车": "2",
    "国内接待支出": "0.50",
    "国内接待团组": "5",
    "国内接待人次": "40",
}


def our_sheets(reading: Reading) -> Iterator[Edit]:
    """补充资料, 部门概况 and so on: figures, else 0, and a sentence where words belong."""
    report, profile = reading.report, reading.profile
    for group in profile.facts.values():
        for fact in group.facts:
            cell = report.facts[fact.id]
            if cell.text or not cell.address:
                continue
            if fact.kind in NUMBER_ROLES:
                yield Edit(cell.sheet, cell.address, Decimal(FACTS.get(fact.id, "0")))
            elif fact.kind == "text" and fact.id not in ("适用格式", "单位名称"):
                yield Edit(cell.sheet, cell.address, "工作安排调整")
