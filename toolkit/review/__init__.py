"""Finished documents: read back, held to their tables, brought home into the workbook, compared.

Belongs here: reading a .docx or a PDF (``reading``), binding every sentence to the cells it speaks of and judging it
(``statements``), the checks of a document as a whole, the comparison of two versions, and what people changed in Word put
back into the workbook. Called by the command line and the buttons, above the workflow. Never here: drawing a document, a
table changed, a person's words lost; a sentence called wrong that some true amounts could have made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .absorbing.home import absorb as absorb
    from .absorbing.home import save_absorbed as save_absorbed
    from .absorbing.home import steps_home as steps_home
    from .absorbing.home import workbook_beside as workbook_beside
    from .absorbing.showing import absorbed_lines as absorbed_lines
    from .absorbing.showing import left_lines as left_lines
    from .comparing.contents import content_of as content_of
    from .comparing.differences import compare as compare
    from .reading.opening import is_document as is_document
    from .reading.opening import read_document as read_document
    from .reviewing import Reviewed as Reviewed
    from .reviewing import account_of as account_of
    from .reviewing import basis_of as basis_of
    from .reviewing import held_to as held_to
    from .reviewing import own_tables as own_tables
    from .reviewing import review as review
    from .showing.comparison import comparison_json as comparison_json
    from .showing.comparison import comparison_lines as comparison_lines
    from .showing.comparison import save_comparison as save_comparison
    from .showing.page import save_html as save_html
    from .showing.records import as_json as as_json
    from .showing.records import lines as lines
    from .statements.vocabulary import vocabulary_faults as vocabulary_faults

_HOMES = {
    "absorbed_lines": "absorbing.showing",
    "left_lines": "absorbing.showing",
    "absorb": "absorbing.home",
    "save_absorbed": "absorbing.home",
    "steps_home": "absorbing.home",
    "workbook_beside": "absorbing.home",
    "Reviewed": "reviewing",
    "account_of": "reviewing",
    "as_json": "showing.records",
    "basis_of": "reviewing",
    "held_to": "reviewing",
    "own_tables": "reviewing",
    "compare": "comparing.differences",
    "comparison_json": "showing.comparison",
    "comparison_lines": "showing.comparison",
    "content_of": "comparing.contents",
    "is_document": "reading.opening",
    "lines": "showing.records",
    "vocabulary_faults": "statements.vocabulary",
    "read_document": "reading.opening",
    "review": "reviewing",
    "save_comparison": "showing.comparison",
    "save_html": "showing.page",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
