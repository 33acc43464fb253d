"""The samples without what was published wrong on them: the forms that made-up units are cast in.

What is mended is what ``check`` tells of a sample (docs/samples.md); where nobody can know what would be right, something
that agrees is put there. The names of the sample's own unit and place give way to the made-up unit's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from toolkit import workbook
from toolkit.addresses import address
from toolkit.edits import Content, Edit

ROOT = Path(__file__).resolve().parent.parent
Place = tuple[str, str]
#: The samples with a glossary or a list of projects from which lines are taken out: sheet, first and last column, rows.
_LINES_OUT: Mapping[str, tuple[tuple[str, str, tuple[int, ...]], ...]] = {
    "jiyuan-2023": (("补充资料", "ABC", (103, 104)),),
    "yanbian-2024": (("名词解释", "AB", (14, 15)),),
    "beipiao-2024": (("项目自评结果", "ABCDEFGH", (8,)),),
}
_MENDS: Mapping[str, Mapping[Place, Content]] = {
    "jiyuan-2023": {
        ("收入支出决算总表", "D35"): "年末结转和结余",
        ("补充资料", "B29"): Decimal("5548.20"),
        ("补充资料", "A101"): "打击网络诈骗工作经费",
        (
            "补充资料",
            "A102",
        ): "豫财社2022-197号提前下达2023年中央财政医疗服务与保障能力提升补助资金用于医保能力提升建设",
        ("补充资料", "A113"): "参保退休人体检费",
    },
    "yanbian-2024": {
        ("收入决算表", "D8"): Decimal("297.44"),
        ("收入决算表", "D10"): Decimal("261.63"),
        ("一般公共预算财政拨款基本支出决算明细表", "C16"): Decimal("24.88"),
        ("一般公共预算财政拨款“三公”经费支出决算表", "L2"): "公开09表",
        **{(f"自评表{number}", "A2"): "（2024年度）" for number in range(1, 5)},
        ("自评表1", "G15"): 14,
        ("自评表1", "H15"): 10,
        ("项目自评结果", "A3"): "州直离休人员医疗费拨款",
        ("项目自评结果", "A5"): "个人权益记录单邮寄费",
        ("项目自评结果", "A6"): "医疗保险专家评审费",
        ("名词解释", "A12"): "社会保障和就业支出--行政事业单位养老支出--机关事业单位基本养老保险缴费支出",
        ("名词解释", "A19"): "卫生健康支出--卫生健康管理事务--一般行政管理事务",
    },
    "fenyang-2024": {
        ("补充资料", "B46"): 2,
        ("补充资料", "C18"): Decimal("5865.25"),
        ("补充资料", "D18"): Decimal("4778.15"),
        ("部门决算公开相关信息统计表", "B24"): 16,
    },
    "beipiao-2024": {
        ("收入支出决算总表", "F14"): Decimal("72.83"),
        ("财政拨款收入支出决算总表", "F14"): Decimal("72.83"),
        ("财政拨款收入支出决算总表", "G14"): Decimal("72.83"),
        ("补充资料", "C18"): Decimal("23.24"),
        ("整体自评表1", "H22"): 100,
        ("整体自评表1", "H28"): 100,
    },
    "jilin-province-2024-budget": {
        ("支出预算总表", "C4"): Decimal("299.39"),
        ("支出预算总表", "A19"): "三、住房保障支出",
        ("一般公共预算支出预算表", "A20"): "三、住房保障支出",
        ("项目支出预算表", "K6"): Decimal("1775.07"),
        ("项目支出绩效目标表", "C6"): Decimal("207.58"),
    },
}
#: What the sample calls its own unit and those around it, the longest first, and what stands there instead.
_NAMES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "jiyuan-2023": (
        ("济源市社会医疗保险中心", "{unit}"),
        ("济源产城融合示范区医疗保障局", "本级主管部门"),
        ("来济", "前来"),
    ),
    "yanbian-2024": (
        ("延边朝鲜族自治州社会医疗保险管理局", "{unit}"),
        ("延边朝鲜族自治州社会保险管理局", "{unit}"),
        ("延边朝鲜族自治州医疗保障局", "本级主管部门"),
    ),
    "fenyang-2024": (
        ("汾阳市医疗保障局", "{unit}"),
        ("汾阳市医疗保险服务中心", "{unit}服务中心"),
        ("汾阳市", ""),
    ),
    "beipiao-2024": (
        ("辽宁省朝阳市北票市医疗保障局", "{unit}"),
        ("北票市医疗保障局", "{unit}"),
        ("北票市医疗保障事务服务中心", "{unit}服务中心"),
    ),
    "example-2025": (("示例市住房保障局", "{unit}"),),
    "jilin-province-2024-budget": (("吉林省医疗保障局", "{unit}"),),
}
#: Sheets that the toolkit writes itself.
_WRITTEN = ("校验", "情况说明", "填报步骤")


@lru_cache(maxsize=8)
def mends(sample: str) -> Mapping[Place, Content]:
    """What is put right, by place; None is a cell that is emptied."""
    out = {
        (sheet, f"{column}{row}"): None
        for sheet, columns, rows in _LINES_OUT.get(sample, ())
        for row in rows
        for column in columns
    }
    return {**out, **_MENDS.get(sample, {})}


@lru_cache(maxsize=8)
def mended(sample: str) -> workbook.Reading:
    """The sample as it reads once it is put right."""
    grid = workbook.read_grid(ROOT / "workbooks" / f"{sample}.xlsx")
    edits = [Edit(*place, value) for place, value in mends(sample).items()]
    return workbook.read_workbook(workbook.edited(grid, edits))


def named(sample: str, unit: str) -> Iterator[tuple[Place, str]]:
    """The cells that name the sample's unit, and what they say of another."""
    for place, text in _naming(sample):
        for old, new in _NAMES[sample]:
            text = text.replace(old, new.format(unit=unit))
        yield place, text


@lru_cache(maxsize=8)
def _naming(sample: str) -> tuple[tuple[Place, str], ...]:
    return tuple(
        ((sheet.name, address(*at)), cell.text)
        for sheet in mended(sample).grid.sheets
        if sheet.name not in _WRITTEN
        for at, cell in sheet.cells.items()
        if any(old in cell.text for old, _ in _NAMES[sample])
    )
