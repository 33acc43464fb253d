"""The 情况说明: sentence patterns, the view a template sees, drafts, people's own texts, and the outline of the document.

jinja2 is loaded when the first draft is written, not on import.
"""

from ..errors import ProfileError, TemplateError
from ..profiles import Profile
from .assembly import assemble
from .drafts import Drafts, draft
from .missing import Gap
from .review import check_narrative, check_person_text, missing_findings

__all__ = [
    "Drafts",
    "Gap",
    "assemble",
    "check_narrative",
    "check_person_text",
    "draft",
    "missing_findings",
    "template_faults",
]


def template_faults(profile: Profile) -> list[TemplateError | ProfileError]:
    """All that is wrong with a profile's sentences; see ``templates.template_faults``."""
    from .templates import template_faults as faults

    return faults(profile)
