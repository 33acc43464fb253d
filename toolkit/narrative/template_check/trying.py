"""Every field of a profile written from one report, each by itself: what one cannot say does not hide what another cannot."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import TemplateError
from ...profiles import Profile
from ...report import Report
from ..missing import Gaps
from ..templates import load_fields, render, wanted
from ..view import World


def field_faults(report: Report, profile: Profile) -> Iterator[TemplateError]:
    """One fault for each field and chart that cannot be written from this report."""
    fields = load_fields(profile)
    names = World(report, profile, Gaps()).names
    for name in wanted(profile):
        try:
            render(fields, name, names)
        except TemplateError as error:
            yield error
