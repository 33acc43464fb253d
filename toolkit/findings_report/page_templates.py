"""How every page of ours is drawn from its template: text is escaped, and what a template names must be there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..findings import ACCEPTED, Severity

if TYPE_CHECKING:
    from jinja2 import Environment

#: The style of each level in the style sheet that all pages share.
STYLES = {
    Severity.ERROR.label: "error",
    Severity.WARNING.label: "warning",
    ACCEPTED: "accepted",
    Severity.TAIL.label: "tail",
}
_HERE = Path(__file__).parent


def page_templates(folder: Path = _HERE) -> Environment:
    """The templates of pages in ``folder``; the style sheet of the report is found beside them."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only who asks for a page pays for it

    return Environment(
        loader=FileSystemLoader([folder, _HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
