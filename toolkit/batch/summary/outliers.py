"""Figures far from those of the unit's kind: changes since last year, and shares of one figure in another.

Robust statistics: the middle is the median, the usual distance from it the median absolute deviation, scaled to what a
standard deviation would be. What is more than 3.5 of these away is told (Iglewicz and Hoaglin, 1993), if it is beyond
Tukey's fences too: where a third of the units goes another way than the rest, they are no exceptions. A few units tell
nothing, nor does a difference that nobody would ask about, and of one figure a tenth of the units at most is told, the
farthest; the bounds are below.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from ..records import UnitRecord

#: A modified z-score beyond which a value is far off.
FAR = 3.5
#: From the median absolute deviation to a standard deviation, of normally distributed values.
_TO_DEVIATION = 1.4826
#: Where more than half of the values are equal, the mean deviation serves instead.
_MEAN_TO_DEVIATION = 1.2533
#: So many times the range of the middle half a value is beyond it (Tukey's fences).
_FENCES = 1.5
#: No more of a kind's units than this are told of one figure: whoever has ten minutes asks about the farthest.
_MOST_TOLD = 0.1
#: So many units of a kind are needed to say what is usual.
LEAST_UNITS = 8
#: Amounts below this, in 万元, and shares that differ by less than this, in percentage points, are not worth a word.
_SMALL_AMOUNT = 1.0
_SMALL_SHARE = 1.0
#: A change is told from this on, in percent.
_SMALL_CHANGE = 20.0
_CHANGE, _SHARE, _SEPARATOR = "比上年", "占比", "　"


class Outlier(NamedTuple):
    """One value far from the unit's kind. ``value`` and ``median`` are in percent, ``low``–``high`` holds the middle half.

    ``what``: 比上年 (the change of ``figure``) or 占比 (its share of ``of``). ``score``: how many usual distances away.
    """

    record: UnitRecord
    kind: str
    figure: str
    what: str
    of: str
    value: float
    median: float
    low: float
    high: float
    units: int
    score: float

    @property
    def message(self) -> str:
        """All of it in one plain sentence."""
        if self.what == _CHANGE:
            mine, usual = f"{self.figure}比上年{_change(self.value)}", f"中位数是{_change(self.median)}"
        else:
            mine, usual = f"{self.figure}占{self.of}的 {self.value:.2f}%", f"中位数是 {self.median:.2f}%"
        middle = f"半数单位在 {self.low:.2f}% 至 {self.high:.2f}% 之间"
        return f"{mine}；同类 {self.units} 个单位的{usual}，{middle}。"


def _change(percent: float) -> str:
    return f"增长 {percent:.2f}%" if percent > 0 else f"下降 {-percent:.2f}%" if percent < 0 else "持平"


def find_outliers(records: Sequence[UnitRecord], kinds: Sequence[str]) -> list[Outlier]:
    """The values far off, the farthest first. ``kinds``: of each record, what kind of unit it is."""
    rows = [
        (number, *row)
        for number, (record, kind) in enumerate(zip(records, kinds, strict=True))
        for row in _values(record, kind)
    ]
    if not rows:
        return []
    values = pd.DataFrame(rows, columns=["record", "kind", "figure", "what", "of", "value", "scaled", "matters"])
    found = [
        outlier
        for (kind, figure, what, of), group in values.groupby(["kind", "figure", "what", "of"], sort=True)
        if len(group) >= LEAST_UNITS
        for outlier in _far_off(records, (str(kind), str(figure), str(what), str(of)), group)
    ]
    return sorted(found, key=lambda outlier: (-outlier.score, outlier.record.unit, outlier.figure))


_Row = tuple[str, str, str, str, float, float, bool]


def _values(record: UnitRecord, kind: str) -> Iterator[_Row]:
    """Changes and shares of one unit. Changes are compared as logarithms: half and double are equally far from none."""
    group = f"{record.kind}{_SEPARATOR}{kind}"
    for name, (now, last, of) in record.figures.items():
        if now is not None and last is not None and now > 0 and last > 0:
            change = float(now / last)
            matters = abs(float(now - last)) >= _SMALL_AMOUNT and abs(change - 1) * 100 >= _SMALL_CHANGE
            yield group, name, _CHANGE, "", (change - 1) * 100, math.log(change), matters
        whole = record.figures[of].now if of in record.figures else None
        if now is not None and whole is not None and whole > 0:
            share = float(now / whole) * 100
            yield group, name, _SHARE, of, share, share, float(now) >= _SMALL_AMOUNT


def _far_off(records: Sequence[UnitRecord], which: tuple[str, str, str, str], group: pd.DataFrame) -> Iterator[Outlier]:
    """The farthest first."""
    kind, figure, what, of = which
    distance = _usual_distance(group["scaled"])
    if not distance:
        return
    scores = (group["scaled"] - group["scaled"].median()).abs() / distance
    median = float(group["value"].median())
    low, high = (float(group["value"].quantile(q)) for q in (0.25, 0.75))
    found = group.assign(score=scores)[(scores > FAR) & group["matters"] & _beyond_fences(group["scaled"])]
    if what == _SHARE:
        found = found[(found["value"] - median).abs() >= _SMALL_SHARE]
    most = math.ceil(len(group) * _MOST_TOLD)
    unit_kind = kind.split(_SEPARATOR, 1)[1]
    for _, row in found.sort_values("score", ascending=False, kind="stable").head(most).iterrows():
        shown = (float(row["value"]), median, low, high, len(group), float(row["score"]))
        yield Outlier(records[int(row["record"])], unit_kind, figure, what, of, *shown)


def _beyond_fences(values: pd.Series[float]) -> pd.Series[bool]:
    low, high = (float(values.quantile(q)) for q in (0.25, 0.75))
    room = _FENCES * (high - low)
    return (values < low - room) | (values > high + room)


def _usual_distance(values: pd.Series[float]) -> float:
    away = (values - values.median()).abs()
    return float(away.median()) * _TO_DEVIATION or float(away.mean()) * _MEAN_TO_DEVIATION
