"""A department's workbook held to the sum of its units': what differs, row by row, and which unit explains it.

A printed figure stands for every true amount that prints so, hence the department's figure and the sum of its units'
differ only when no true amounts bring both together; what rounding explains is no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...amounts import NOTHING, Interval, Unit
from ...findings import Severity
from ...text import listed
from ..amounts import Added, Amounts, Place
from ..records import UnitRecord

#: Differences no farther apart than this, in 分, are one and the same: a figure of two decimals is rounded by half of it.
_SAME = 20_000
_MOST_NAMED = 3
_NOTHING = Added(0, 0, 0, "", "")


class Difference(NamedTuple):
    """One figure of the department that is not the sum of its units'. All amounts in 万元 (counts as they are).

    ``explanation``: which unit explains it and how, in a sentence; ``units``: the units it names.
    """

    place: Place
    sheet: str
    address: str
    row: str
    department: Decimal
    total: Decimal
    difference: Decimal
    explanation: str = ""
    units: tuple[str, ...] = ()


class Suspect(NamedTuple):
    """A unit that could explain a group of differences; the higher ``weight``, the likelier."""

    unit: Amounts
    weight: int
    why: str


def compare(
    department: Amounts, units: Sequence[Amounts], records: Mapping[str, UnitRecord] | None = None
) -> list[Difference]:
    """Every difference in the order of the forms. ``records``: what was found in the units' workbooks, by source."""
    found = list(_differences(department, units))
    groups = _groups(found)
    likely = [_likely(group, units, records or {}) for group in groups]
    sure = Counter(suspects[0].unit.source for suspects in likely if len(suspects) == 1)
    explained: dict[Place, Difference] = {}
    for group, suspects in zip(groups, likely, strict=True):
        explanation, names = _told(_surest(suspects, sure))
        for difference in group:
            explained[difference.place] = difference._replace(explanation=explanation, units=names)
    return [explained[difference.place] for difference in found]


def total(place: Place, units: Iterable[Amounts]) -> tuple[int, Interval]:
    """The sum of the units' figures there, and of what they stand for."""
    figures = [unit.figures.get(place, _NOTHING) for unit in units]
    interval = NOTHING
    for figure in figures:
        interval = interval.plus(figure.interval)
    return sum(figure.value for figure in figures), interval


def _differences(department: Amounts, units: Sequence[Amounts]) -> Iterator[Difference]:
    places = dict.fromkeys(department.figures)
    tables = set(department.sheets) | {place[0] for place in department.figures}
    for unit in units:
        places |= dict.fromkeys(place for place in unit.figures if place[0] in tables)
    for place in places:
        own = department.figures.get(place, _NOTHING)
        value, interval = total(place, units)
        if not own.interval.meets(interval):
            table, block, row, _ = place
            name = department.names.get((table, block, row)) or _name(place, units)
            if row.isdigit() and name != row:  # a 类, its 款 and its 项 often go by one name
                name = f"{row} {name}"
            yield Difference(
                place,
                department.sheets.get(table, table),
                own.address,
                name,
                _in_wan(own.value),
                _in_wan(value),
                _in_wan(own.value - value),
            )


def _name(place: Place, units: Sequence[Amounts]) -> str:
    table, block, row, _ = place
    return next((name for unit in units if (name := unit.names.get((table, block, row)))), row)


def _in_wan(value: int) -> Decimal:
    return Decimal(value) / Unit.WAN.fen


def _groups(found: Sequence[Difference]) -> list[list[Difference]]:
    """Differences that are one and the same amount in several places: one slip that went up into the totals."""
    groups: list[list[Difference]] = []
    for difference in sorted(found, key=lambda each: each.difference):
        if groups and abs(difference.difference - groups[-1][-1].difference) * Unit.WAN.fen <= _SAME:
            groups[-1].append(difference)
        else:
            groups.append([difference])
    return groups


def _likely(group: Sequence[Difference], units: Sequence[Amounts], records: Mapping[str, UnitRecord]) -> list[Suspect]:
    """The units that explain a group of differences best."""
    suspects = [suspect for unit in units if (suspect := _suspect(group, unit, units, records.get(unit.source)))]
    best = max((suspect.weight for suspect in suspects), default=0)
    return [suspect for suspect in suspects if suspect.weight == best]


def _surest(suspects: Sequence[Suspect], sure: Mapping[str, int]) -> Sequence[Suspect]:
    """Of several that explain a group as well as each other, the one that alone explains most of the other groups."""
    most = max((sure.get(suspect.unit.source, 0) for suspect in suspects), default=0)
    return [suspect for suspect in suspects if sure.get(suspect.unit.source, 0) == most]


def _told(likely: Sequence[Suspect]) -> tuple[str, tuple[str, ...]]:
    """The explanation as a sentence, and the units it names."""
    names = tuple(suspect.unit.unit for suspect in likely)
    if not likely or len(likely) > _MOST_NAMED:
        return "看不出是哪个单位，请逐个单位核对。", ()
    if len(likely) == 1:
        return f"“{names[0]}”{likely[0].why}", names
    return listed(names) + f"中的一个{likely[0].why}", names


def _suspect(
    group: Sequence[Difference], unit: Amounts, units: Sequence[Amounts], record: UnitRecord | None
) -> Suspect | None:
    """How well this unit explains all differences of a group; None when it cannot."""
    own = [unit.figures.get(difference.place, _NOTHING).value for difference in group]
    gaps = [int(difference.difference * Unit.WAN.fen) for difference in group]
    finding, sure = _finding_at(group, gaps, unit, record)
    if finding:
        return Suspect(unit, 5 if sure else 2, f"的工作簿在这里有错误（{finding}），改正后再核对。")
    if any(own) and all(abs(value + gap) <= _SAME for value, gap in zip(own, gaps, strict=True)):
        return Suspect(unit, 4, "的数没有汇进部门。")
    if any(own) and all(abs(value - gap) <= _SAME for value, gap in zip(own, gaps, strict=True)):
        return Suspect(unit, 4, "的数在部门里汇了两次。")
    if not all(own):
        return None
    alone = [difference for difference in group if _only_one_has(difference.place, unit, units)]
    slip = next((how for value, gap in zip(own, gaps, strict=True) if (how := slip_between(value, value + gap))), "")
    if slip:
        value, gap = own[0], gaps[0]
        return Suspect(unit, 3, f"现报 {_text(value)}，部门按 {_text(value + gap)} 汇总，{slip}。")
    if alone:
        return Suspect(unit, 2, f"是唯一在“{alone[0].row}”有数的单位，请核对它报送的数是否改动过。")
    return None


def _finding_at(
    group: Sequence[Difference], gaps: Sequence[int], unit: Amounts, record: UnitRecord | None
) -> tuple[str, bool]:
    """The rule of an error that the unit's own check found in one of these cells, "" for none; and whether it is surely
    the same: the cell is the first that it names, or a figure of the same form is off by the same amount."""
    found = ("", False)
    places = {
        (unit.sheets.get(difference.place[0], ""), figure.address)
        for difference in group
        if (figure := unit.figures.get(difference.place)) is not None
    }
    for finding in record.findings if record else ():
        here = [(place.sheet, place.address) in places for place in finding.places]
        if finding.level != Severity.ERROR.label or not finding.places:
            continue
        off = int(Decimal(finding.difference) * Unit.WAN.fen) if finding.difference else 0
        same = off and any(abs(abs(off) - abs(gap)) <= _SAME for gap in gaps)
        if here[0] or (same and finding.places[0].sheet in {sheet for sheet, _ in places}):
            return finding.rule, True
        if any(here) and not found[0]:
            found = (finding.rule, False)
    return found


def _only_one_has(place: Place, unit: Amounts, units: Sequence[Amounts]) -> bool:
    return [other.source for other in units if other.figures.get(place, _NOTHING).value] == [unit.source]


def slip_between(value: int, meant: int) -> str:
    """How one amount may have been typed for another, in words; "" when they have nothing in common."""
    if value == meant or not value or not meant:
        return ""
    typed, right = _text(value), _text(meant)
    if value == -meant:
        return "正负号相反"
    if value in (meant * 10, meant * 100, meant * 10_000) or meant in (value * 10, value * 100, value * 10_000):
        return "小数点的位置不同"
    if len(typed) == len(right):
        differing = [at for at, (a, b) in enumerate(zip(typed, right, strict=True)) if a != b]
        if len(differing) == 1:
            return "只有一位数字不同"
        if (
            len(differing) == 2
            and typed[differing[0]] == right[differing[1]]
            and typed[differing[1]] == right[differing[0]]
        ):
            return "两位数字颠倒"
    shorter, longer = sorted((typed, right), key=len)
    if len(longer) - len(shorter) == 1 and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))):
        return "差一位数字"
    return ""


def _text(value: int) -> str:
    return f"{_in_wan(value):.2f}"
