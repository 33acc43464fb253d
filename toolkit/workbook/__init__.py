"""The only room that knows Excel files. Its public functions, imported when first used: reading never loads openpyxl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .blank import build_blank as build_blank
    from .comments import comment_edits as comment_edits
    from .forms import draw_forms as draw_forms
    from .grid import Grid as Grid
    from .grid import edited as edited
    from .grid import marked_cells as marked_cells
    from .grid import says_the_same as says_the_same
    from .opening import read_grid as read_grid
    from .patch import apply_edits as apply_edits
    from .reading import read_report as read_report
    from .remarks import accepted as accepted
    from .sheets import check_sheet_edits as check_sheet_edits
    from .sheets import heading_edits as heading_edits
    from .sheets import mark_edits as mark_edits
    from .sheets import narrative_sheet_edits as narrative_sheet_edits
    from .which_profile import recognise_profile as recognise_profile

_HOMES = {
    "Grid": "grid",
    "read_grid": "opening",
    "edited": "grid",
    "marked_cells": "grid",
    "says_the_same": "grid",
    "recognise_profile": "which_profile",
    "read_report": "reading",
    "draw_forms": "forms",
    "build_blank": "blank",
    "apply_edits": "patch",
    "accepted": "remarks",
    "check_sheet_edits": "sheets",
    "comment_edits": "comments",
    "heading_edits": "sheets",
    "mark_edits": "sheets",
    "narrative_sheet_edits": "sheets",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
