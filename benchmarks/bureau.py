"""A made-up bureau that looks like a real one: most units in order, some with hints, some with an error or two.

    python benchmarks/bureau.py FOLDER [COUNT]

A unit has the shape of a sample, of which everything wrong was mended (``mended_samples``), with amounts, counts and
reasons of its own (``casting``). In one of four an error or two are planted, in one of eight something doubtful
(``unit_slips``), and the unit says what and where. The tests and the speed of batch stand on these.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "benchmarks")) if path not in sys.path]

from casting import cast  # noqa: E402
from mended_samples import mended, mends, named  # noqa: E402
from unit_slips import ERRORS, HINTS, Slip, UnitToSpoil, plant  # noqa: E402

from toolkit import workbook  # noqa: E402
from toolkit.amounts import Unit as MoneyUnit  # noqa: E402
from toolkit.edits import Edit  # noqa: E402

SAMPLES = ("fenyang-2024", "jiyuan-2023", "yanbian-2024", "beipiao-2024")
#: The shares of units with an error, and (of all) with something doubtful; of the former so many have two errors.
WRONG, DOUBTFUL, _TWO = 0.25, 0.125, 0.3
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


class Unit(NamedTuple):
    """One made-up unit. ``planted``: what is wrong or doubtful with it."""

    path: Path
    name: str
    sample: str
    planted: tuple[Slip, ...] = ()

    @property
    def is_wrong(self) -> bool:
        return any(slip.told == "error" for slip in self.planted)


def make_bureau(
    folder: Path, count: int, *, samples: Sequence[str] = SAMPLES, wrong: float = WRONG, doubtful: float = DOUBTFUL
) -> list[Unit]:
    """Write so many units into ``folder``. The same arguments give the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    units = []
    for number in range(count):
        name, sample = unit_name(number), samples[number % len(samples)]
        path = folder / f"{number + 1:03d}{name}.xlsx"
        planted = write_unit(path, sample, name, Random(name), wrong=wrong, doubtful=doubtful)
        units.append(Unit(path, name, sample, planted))
    return units


def unit_name(number: int) -> str:
    """A name that no other number has: a place and a kind, and a figure when all have been used."""
    place, kind = _PLACES[number % len(_PLACES)], _KINDS[number // len(_PLACES) % len(_KINDS)]
    around = number // (len(_PLACES) * len(_KINDS))
    return f"{place}县{kind}" + (f"{around + 1}分部" if around else "")


def write_unit(
    path: Path,
    sample: str,
    name: str,
    chance: Random,
    unit: MoneyUnit = MoneyUnit.WAN,
    *,
    wrong: float = 0,
    doubtful: float = 0,
) -> tuple[Slip, ...]:
    """One workbook in the shape of ``sample``, of another name and with other amounts; returns what was planted."""
    model = cast(sample)
    contents, gaps = model.contents(chance, unit)
    whole = {**mends(sample), **dict(named(sample, name)), **contents}
    slips: list[Slip] = []
    taken: set[tuple[str, str]] = set()
    for kinds, told, share, most in ((ERRORS, "error", wrong, 2), (HINTS, "warning", doubtful, 1)):
        lot = Random(f"{name} {told}")
        if lot.random() < share:
            spoilt = UnitToSpoil(model, contents, gaps, name)
            for _ in range(most if lot.random() < _TWO else 1):
                planted, made = plant(spoilt, kinds, told, lot, taken)
                whole |= planted
                taken |= planted.keys()
                slips += made
    workbook.apply_edits(mended(sample).grid.path, path, [Edit(*place, value) for place, value in whole.items()])
    return tuple(slips)


if __name__ == "__main__":
    made = make_bureau(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300)
    print(f"{len(made)} 个单位，其中有错误的 {sum(unit.is_wrong for unit in made)} 个：{sys.argv[1]}")
