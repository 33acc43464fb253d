"""The few figures of a unit that a summary lists, taken from where its profile says they stand (summary.toml).

A place is written as in rules.toml, so that one language serves: ``now`` becomes the left side of an identity and its
value is what the expanded identity sums up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .. import rules
from ..amounts import Unit
from ..errors import ProfileError
from ..profiles import Profile, RuleSpec
from ..report import Report
from ..rules.language.grammar import FACTS

_NOW, _LAST = "本年", "上年"


class SummaryFigure(NamedTuple):
    """One figure of this year and last year's, in 万元; None where nobody entered it. ``of``: of which figure it is a
    share worth looking at, "" for none."""

    now: Decimal | None
    last: Decimal | None
    of: str = ""


def summary_figures(
    report: Report, profile: Profile, prior: tuple[Report, Profile] | None = None
) -> Mapping[str, SummaryFigure]:
    """The figures that the profile's summary.toml lists, in its order.

    Last year's come from last year's workbook when there is one, else from where they were typed into this one.
    Raises ProfileError when summary.toml names a place that the profile does not have.
    """
    found = _values(report, profile)
    before = _values(*prior) if prior else {}
    return {
        name: SummaryFigure(found.get((_NOW, name)), before.get((_NOW, name), found.get((_LAST, name))), spec.of)
        for name, spec in profile.summary.items()
    }


def summary_faults(profile: Profile) -> list[ProfileError]:
    """What is wrong with the places that summary.toml names, and with its ``of``."""
    faults = rules.rule_faults(_as_rules(profile))
    for name, spec in profile.summary.items():
        if spec.of and spec.of not in profile.summary:
            known = "、".join(profile.summary)
            message = f"“{name}”的 of 写的“{spec.of}”没有定义；已定义：{known}。"
            faults.append(ProfileError(message, path=profile.folder / "summary.toml"))
    return faults


def _values(report: Report, profile: Profile) -> dict[tuple[str, str], Decimal]:
    """Figures by (本年 or 上年, name), in 万元. A fact left blank is not entered yet and has none."""
    found = {}
    for item in rules.expand(report, _as_rules(profile)).items:
        assert isinstance(item, rules.Equation)  # no quotient is written in summary.toml
        unasked = any(figure.form == FACTS and figure.cell.is_empty for _, figure in item.left)
        if not unasked:
            found[item.rule.basis, item.rule.title] = Decimal(item.left_value) / Unit.WAN.fen
    return found


@lru_cache(maxsize=64)
def _as_rules(profile: Profile) -> Profile:
    """The profile with the places of its summary as its only rules."""
    return dataclasses.replace(profile, rules={spec.id: spec for spec in _specs(profile)})


def _specs(profile: Profile) -> Iterator[RuleSpec]:
    for name, spec in profile.summary.items():
        for which, place in ((_NOW, spec.now), (_LAST, spec.last)):
            if place:
                yield RuleSpec(id=f"{name}·{which}", title=name, identity=f"{place} = 0", basis=which)
