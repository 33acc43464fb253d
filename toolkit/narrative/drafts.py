"""Drafting: every field of the 情况说明 written from one report."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ..document import Chart
from ..errors import ProfileError, TemplateError, ToolkitError
from ..patterns import fill
from ..profiles import OutlineItem, Profile, slot_values_of
from ..report import Report
from .missing import Doubt, Gap, Gaps, marker
from .placed import placed
from .view import World

if TYPE_CHECKING:
    from .templates.fields import Fields


@dataclass(frozen=True)
class Drafts:
    """The generated text of each field (paragraphs, one a line), and what each could not say.

    All are keyed by field id, in the order of the document. ``missing`` and ``doubts`` (about the reasons that people
    gave) have the fields concerned only. ``charts``: by the name of their block, those that have anything to show.
    ``fault``: why nothing could be written; then there is nothing of the others.
    """

    texts: Mapping[str, str]
    missing: Mapping[str, tuple[Gap, ...]]
    doubts: Mapping[str, tuple[Doubt, ...]] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    fault: ToolkitError | None = None


def draft_if_sound(report: Report, profile: Profile) -> Drafts:
    """:func:`draft`, or why the sentences of the profile cannot be written: its tables can be checked all the same."""
    try:
        return draft(report, profile)
    except (TemplateError, ProfileError) as fault:
        return Drafts({}, {}, fault=fault)


def draft(report: Report, profile: Profile) -> Drafts:
    """Write all fields that the profile's outline asks for.

    Raises TemplateError when a template is at fault, ProfileError when a phrase is; never for what a workbook says.
    """
    from .templates.fields import load_fields, render  # jinja2 is loaded with the first draft

    fields = load_fields(profile)
    gaps = Gaps()
    names = World(report, profile, gaps).names
    texts: dict[str, str] = {}
    missing: dict[str, tuple[Gap, ...]] = {}
    doubts: dict[str, tuple[Doubt, ...]] = {}
    printed = {item.field for item in placed(report, profile)}
    for field_id in (item.field for item in profile.outline if item.field):
        gaps.start()
        text = render(fields, field_id, names)
        untold = gaps.untold()
        texts[field_id] = f"{text}\n{marker(untold)}".lstrip() if untold else text
        if field_id not in printed:
            continue  # nobody misses what the document does not have
        if gaps.all():
            missing[field_id] = gaps.all()
        if gaps.doubts:
            doubts[field_id] = tuple(gaps.doubts)
    return Drafts(texts, missing, doubts, _charts(report, profile, fields, names))


def _charts(report: Report, profile: Profile, fields: Fields, names: Mapping[str, object]) -> dict[str, Chart]:
    """The charts that the outline asks for."""
    wanted = [item for item in profile.outline if item.chart]
    if not wanted:
        return {}
    charts: dict[str, Chart] = {}
    for item in wanted:
        chart = _chart(item, fields, names, report, profile)
        if chart is not None:
            charts[item.chart] = chart
    return charts


def _chart(
    item: OutlineItem, fields: Fields, names: Mapping[str, object], report: Report, profile: Profile
) -> Chart | None:
    """None where the workbook has no figures for it."""
    from .charts import chart_of
    from .templates.fields import render

    chart = chart_of(item, fields.by_id[item.chart], render(fields, item.chart, names))
    if chart is None:
        return None
    caption = fill(item.caption, document_fields(report, profile), f"outline.toml：{item.caption}")
    return chart._replace(caption=caption)


def pictures(report: Report, profile: Profile) -> tuple[Chart, ...]:
    """What a page shows of the figures, whether or not the outline places it: each chart that is written for this format
    or for its base, as far as the workbook has figures for it."""
    names = World(report, profile, Gaps()).names
    charts = (_chart(item, fields, names, report, profile) for item, fields in _chart_fields(profile))
    return tuple(chart for chart in charts if chart is not None)


@lru_cache(maxsize=32)
def _chart_fields(profile: Profile) -> tuple[tuple[OutlineItem, Fields], ...]:
    """The charts that a format has the figures for; a base's that asks for a form which the format dropped is none."""
    from .templates.fields import chart_names, load_fields

    placed = {item.chart: item for item in profile.outline if item.chart}
    found = []
    for name in chart_names(profile):
        item = placed.get(name) or OutlineItem(chart=name, shape="", caption=f"{{年度}}年度{name.removesuffix('图')}")
        with suppress(*(() if name in placed else (TemplateError,))):
            found.append((item, load_fields(replace(profile, outline=(item,)))))
    return tuple(found)


def document_fields(report: Report, profile: Profile) -> dict[str, str]:
    """What titles and the skeleton document may name, with its value."""
    return slot_values_of(report, profile)
