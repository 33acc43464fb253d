"""The only room that knows Excel files. Its public functions, imported when first used: reading never loads openpyxl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .blanks.blank import build_blank as build_blank
    from .files.grid import Grid as Grid
    from .files.grid import edited as edited
    from .files.grid import marked_cells as marked_cells
    from .files.grid import says_the_same as says_the_same
    from .files.opening import read_grid as read_grid
    from .files.patch import apply_edits as apply_edits
    from .forms.drawing import draw_forms as draw_forms
    from .forms.reading import Reading as Reading
    from .forms.reading import read_by as read_by
    from .forms.reading import read_report as read_report
    from .forms.which_profile import read_workbook as read_workbook
    from .forms.which_profile import recognise_profile as recognise_profile
    from .ours.comments import comment_edits as comment_edits
    from .ours.remarks import accepted as accepted
    from .ours.sheets import check_sheet_edits as check_sheet_edits
    from .ours.sheets import heading_edits as heading_edits
    from .ours.sheets import mark_edits as mark_edits
    from .ours.sheets import narrative_sheet_edits as narrative_sheet_edits

_HOMES = {
    "Grid": "files.grid",
    "read_grid": "files.opening",
    "edited": "files.grid",
    "marked_cells": "files.grid",
    "says_the_same": "files.grid",
    "recognise_profile": "forms.which_profile",
    "Reading": "forms.reading",
    "read_by": "forms.reading",
    "read_report": "forms.reading",
    "read_workbook": "forms.which_profile",
    "draw_forms": "forms.drawing",
    "build_blank": "blanks.blank",
    "apply_edits": "files.patch",
    "accepted": "ours.remarks",
    "check_sheet_edits": "ours.sheets",
    "comment_edits": "ours.comments",
    "heading_edits": "ours.sheets",
    "mark_edits": "ours.sheets",
    "narrative_sheet_edits": "ours.sheets",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
