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
#: Makes an identity of a place, so that the rule language can expand it.
_IS_NOTHING = " = 0"


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
    """What is wrong with the profile's own summary.toml: places that it does not have, an ``of`` that is not defined.

    What a base lists of forms and facts that the profile does without is no fault; it is not listed then.
    """
    file = profile.folder / "summary.toml"
    own = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
    faults = []
    for spec in _specs(profile):
        if f'"{spec.identity.removesuffix(_IS_NOTHING)}"' in own:
            said = spec.identity.removesuffix(_IS_NOTHING)
            for fault in _faults(profile, spec):
                why = fault.message.removeprefix(f"规则“{spec.id}”（{spec.wording}）")  # it is no rule to its author
                faults.append(profile.fault("summary.toml", f'"{said}"', f"“{spec.title}”（{said}）{why}"))
    for name, figure in profile.summary.items():
        if figure.of and figure.of not in profile.summary and f'"{figure.of}"' in own:
            known = "、".join(profile.summary)
            message = f"“{name}”的 of 写的“{figure.of}”没有定义；已定义：{known}。"
            faults.append(profile.fault("summary.toml", f'"{figure.of}"', message))
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
    """The profile with the places of its summary, those that it has, as its only rules."""
    specs = {spec.id: spec for spec in _specs(profile) if not _faults(profile, spec)}
    return dataclasses.replace(profile, rules=specs)


def _faults(profile: Profile, spec: RuleSpec) -> list[ProfileError]:
    return rules.rule_faults(dataclasses.replace(profile, rules={spec.id: spec}))


def _specs(profile: Profile) -> Iterator[RuleSpec]:
    for name, figure in profile.summary.items():
        for which, place in ((_NOW, figure.now), (_LAST, figure.last)):
            if place:
                yield RuleSpec(id=f"{name}·{which}", title=name, identity=f"{place}{_IS_NOTHING}", basis=which)
