"""Drafting: every field of the 情况说明 written from one report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..profiles import Profile, slot_values
from ..report import Report
from .missing import Doubt, Gap, Gaps, marker
from .view import World


@dataclass(frozen=True)
class Drafts:
    """The generated text of each field (paragraphs, one a line), and what each could not say.

    All are keyed by field id, in the order of the document. ``missing`` and ``doubts`` (about the reasons that people
    gave) have the fields concerned only.
    """

    texts: Mapping[str, str]
    missing: Mapping[str, tuple[Gap, ...]]
    doubts: Mapping[str, tuple[Doubt, ...]] = field(default_factory=dict)


def draft(report: Report, profile: Profile) -> Drafts:
    """Write all fields that the profile's outline asks for.

    Raises TemplateError when a template is at fault, ProfileError when a phrase is; never for what a workbook says.
    """
    from .templates import load_fields, render  # jinja2 is loaded with the first draft

    fields = load_fields(profile)
    gaps = Gaps()
    names = World(report, profile, gaps).names
    texts: dict[str, str] = {}
    missing: dict[str, tuple[Gap, ...]] = {}
    doubts: dict[str, tuple[Doubt, ...]] = {}
    for field_id in (item.field for item in profile.outline if item.field):
        gaps.start()
        text = render(fields, field_id, names)
        untold = gaps.untold()
        texts[field_id] = f"{text}\n{marker(untold)}".lstrip() if untold else text
        if gaps.all():
            missing[field_id] = gaps.all()
        if gaps.doubts:
            doubts[field_id] = tuple(gaps.doubts)
    return Drafts(texts, missing, doubts)


def document_fields(report: Report, profile: Profile) -> dict[str, str]:
    """What titles and the skeleton document may name, with its value."""
    facts = {name: cell.text for name, cell in report.facts.items()}
    return slot_values(profile, facts, report.unit_name, report.year)
