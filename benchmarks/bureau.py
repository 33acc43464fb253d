"""A made-up bureau: as many units as wanted in the shape of the samples, every name and amount another.

    python benchmarks/bureau.py FOLDER [COUNT]

The amounts are random sums of transactions (``exact_workbooks``), so that every identity holds to the 分 and the only
errors are those that a sample's words, counts and scores bring along. The tests and the speed of batch stand on these.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "benchmarks")) if path not in sys.path]

from exact_workbooks import ExactWorkbooks  # noqa: E402

from toolkit import workbook  # noqa: E402
from toolkit.amounts import Unit as MoneyUnit  # noqa: E402
from toolkit.cells import Cell  # noqa: E402
from toolkit.edits import Edit  # noqa: E402
from toolkit.profiles import Profile  # noqa: E402
from toolkit.report import Report  # noqa: E402

SAMPLES = ("fenyang-2024", "jiyuan-2023", "yanbian-2024", "beipiao-2024")
_PLACES = ("临川", "永安", "清河", "东平", "南华", "西峰", "北屯", "新兴", "古城", "长岭")
_KINDS = (
    "教育局",
    "第一中学",
    "第二小学",
    "人民医院",
    "卫生院",
    "财政局",
    "水利站",
    "农业服务中心",
    "街道办事处",
    "林场",
)
#: So many sets of transactions a sample; a unit is a mixture of them in whole shares.
_SETS = 3
_SHARES = (20, 40)
#: Each amount of this year is raised by the transactions of many others, last year's totals by their own only.
_LAST_YEAR = 15
#: Here a blank says that nobody has filled it in yet; it is left to tests to say so.
_FACTS_SHEET = "补充资料"


class Unit(NamedTuple):
    """One made-up unit."""

    path: Path
    name: str
    sample: str


def make_bureau(folder: Path, count: int, *, samples: Sequence[str] = SAMPLES) -> list[Unit]:
    """Write so many units into ``folder``. The same arguments give the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    units = []
    for number in range(count):
        unit = Unit(
            folder / f"{number + 1:03d}{unit_name(number)}.xlsx", unit_name(number), samples[number % len(samples)]
        )
        write_unit(unit.path, unit.sample, unit.name, Random(unit.name))
        units.append(unit)
    return units


def unit_name(number: int) -> str:
    """A name that no other number has: a place and a kind, and a figure when all have been used."""
    place, kind = _PLACES[number % len(_PLACES)], _KINDS[number // len(_PLACES) % len(_KINDS)]
    around = number // (len(_PLACES) * len(_KINDS))
    return f"{place}县{kind}" + (f"{around + 1}分部" if around else "")


def write_unit(path: Path, sample: str, name: str, chance: Random, unit: MoneyUnit = MoneyUnit.WAN) -> None:
    """One workbook in the shape of ``sample``, of another name and with other amounts."""
    reading = _read(sample)
    [report] = _mixed(sample).take(1, unit, chance)
    edits = [
        Edit(new.sheet, new.address, new.amount.value if new.amount else 0 if new.sheet == _FACTS_SHEET else None)
        for old, new in zip(_cells(reading.report), _cells(report), strict=True)
        if new != old
    ]
    workbook.apply_edits(reading.grid.path, path, [*edits, *_names(reading.report, name)])


class _Mixed(ExactWorkbooks):
    """Random workbooks that differ by as much as units of one kind do."""

    def __init__(self, report: Report, profile: Profile) -> None:
        super().__init__(report, profile)
        self._sets = [self._set(Random(f"{report.path.stem} {number}")) for number in range(_SETS)]

    def _set(self, chance: Random) -> list[int]:
        amounts = [0] * len(self._figures)
        for number, figure in enumerate(self._figures):
            if figure.value and chance.random() < 0.5:
                last = _LAST_YEAR if "上年" in f"{figure.row}{figure.column}" else 1
                times = max(1, int(abs(figure.value) * last * chance.uniform(0.2, 1) / 100))
                found = self._found(number)
                for cell, k in (chance.choice(found) if found else {}).items():
                    amounts[cell] += k * times
        return amounts

    def _amounts(self, chance: Random) -> list[int]:
        shares = [chance.randint(*_SHARES) for _ in self._sets]
        return [sum(k * fen for k, fen in zip(shares, fens, strict=True)) for fens in zip(*self._sets, strict=True)]


@lru_cache(maxsize=8)
def _read(sample: str) -> workbook.Reading:
    return workbook.read_workbook(workbook.read_grid(ROOT / "workbooks" / f"{sample}.xlsx"))


@lru_cache(maxsize=8)
def _mixed(sample: str) -> _Mixed:
    return _Mixed(_read(sample).report, _read(sample).profile)


def _cells(report: Report) -> Iterator[Cell]:
    for table in report.tables.values():
        yield from table.cells()
    yield from report.facts.values()
    for block in report.lists.values():
        for row in block.rows:
            yield from row.cells.values()


def _names(report: Report, name: str) -> Iterator[Edit]:
    """The unit's name in 基本信息 and in the heading of every form."""
    fact = report.facts["单位名称"]
    yield Edit(fact.sheet, fact.address, name)
    for table in report.tables.values():
        cell = table.heading.unit_name
        if cell is not None and table.unit_name and table.unit_name in cell.text:
            yield Edit(cell.sheet, cell.address, cell.text.replace(table.unit_name, name))


if __name__ == "__main__":
    made = make_bureau(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300)
    print(f"{len(made)} 个单位：{sys.argv[1]}")
