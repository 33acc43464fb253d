"""Every field of a profile written from one report, each by itself: what one cannot say does not hide what another cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jinja2 import Template

from ...errors import ProfileError, TemplateError
from ...profiles import Profile
from ...report import Report
from ..missing import Gaps
from ..templates.bounds import bounded
from ..templates.fields import (
    Field,
    Fields,
    load_fields,
    make_environment,
    read_template,
    render,
    template_files,
    wanted,
)
from ..view import World
from .reading_on import parsed


def field_faults(report: Report, profile: Profile) -> Iterator[TemplateError]:
    """One fault for each field and chart that cannot be written from this report.

    Of templates and phrases with faults (``template_faults`` tells them) as much is tried as can be read.
    """
    try:
        fields = load_fields(profile)
    except (ProfileError, TemplateError):
        fields = _readable(profile)
    names = World(report, profile, Gaps()).names
    for name in (name for name in wanted(profile) if name in fields.by_id):
        try:
            render(fields, name, names)
        except TemplateError as error:
            yield error


def _readable(profile: Profile) -> Fields:
    """The fields of templates with faults: those that can be read, whatever they name."""
    environment = make_environment(profile, faulty_phrases=True)
    fields: dict[str, Field] = {}
    blocks: dict[str, list[Callable[..., Iterator[str]]]] = {}
    gone: set[str] = set()
    for path in template_files(profile):
        try:
            tree, lost = parsed(read_template(path), environment, str(path), lambda _: None)
        except (TemplateError, RecursionError, SyntaxError, MemoryError):
            return Fields({}, {})  # who knows which fields it has
        if tree is None:
            return Fields({}, {})
        code = environment.compile(bounded(tree), str(path), str(path))
        template = Template.from_code(environment, code, environment.globals)
        gone |= lost - fields.keys()
        for name, block in template.blocks.items():
            fields.setdefault(name, Field(name, template, block))
            blocks.setdefault(name, []).append(block)
    return Fields({name: field for name, field in fields.items() if name not in gone}, blocks)
