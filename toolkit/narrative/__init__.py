"""The 情况说明: sentence patterns, the view a template sees, drafts, people's own texts, and the outline of the document.

jinja2 is loaded when the first draft is written, not on import.
"""

from .assembly import assemble
from .drafts import Drafts, draft
from .missing import Gap
from .review import check_narrative, check_person_text, missing_findings

__all__ = ["Drafts", "Gap", "assemble", "check_narrative", "check_person_text", "draft", "missing_findings"]
