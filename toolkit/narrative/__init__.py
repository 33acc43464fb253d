"""The 情况说明: sentence patterns, the view a template sees, drafts, people's own texts, and the outline of the document.

Public functions are imported when first used; jinja2 is loaded when the first draft is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .assembly import assemble as assemble
    from .checking import check_narrative as check_narrative
    from .drafts import Drafts as Drafts
    from .drafts import draft as draft
    from .drafts import draft_if_sound as draft_if_sound
    from .drafts import pictures as pictures
    from .template_check.checking import template_faults as template_faults
    from .template_check.trying import field_faults as field_faults
    from .templates.sources import block_sources as block_sources

_HOMES = {
    "Drafts": "drafts",
    "assemble": "assembly",
    "block_sources": "templates.sources",
    "check_narrative": "checking",
    "draft": "drafts",
    "draft_if_sound": "drafts",
    "field_faults": "template_check.trying",
    "pictures": "drafts",
    "template_faults": "template_check.checking",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
