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
    from .files.writing.new_rows import with_new_rows as with_new_rows
    from .files.writing.patch import apply_edits as apply_edits
    from .filling.code_rows import arranged as arranged
    from .filling.comments import comment_edits as comment_edits
    from .filling.headings import carried_headings as carried_headings
    from .filling.headings import carried_told as carried_told
    from .filling.headings import heading_edits as heading_edits
    from .filling.marks import mark_edits as mark_edits
    from .filling.not_filled import blank_totals as blank_totals
    from .filling.not_filled import is_blank as is_blank
    from .filling.not_filled import never_filled as never_filled
    from .filling.not_filled import not_begun as not_begun
    from .filling.not_filled import nothing_filled as nothing_filled
    from .filling.notes import late_lines as late_lines
    from .filling.notes import note_edits as note_edits
    from .filling.prior_year import NO_LAST_YEAR as NO_LAST_YEAR
    from .filling.prior_year import named_last_year as named_last_year
    from .filling.prior_year import prior_edits as prior_edits
    from .filling.rolling import roll_edits as roll_edits
    from .filling.rolling import sparing_arrays as sparing_arrays
    from .filling.text_cells import as_figures as as_figures
    from .forms.drawing import draw_forms as draw_forms
    from .forms.oddities import left_out as left_out
    from .forms.reading import Reading as Reading
    from .forms.which_profile import recognise_profile as recognise_profile
    from .ours.check_sheet import accepted as accepted
    from .ours.check_sheet import check_sheet_edits as check_sheet_edits
    from .ours.check_sheet import has_remarks as has_remarks
    from .ours.fact_sheets import text_edits as text_edits
    from .ours.glossary import glossary_edits as glossary_edits
    from .ours.narrative_sheet import narrative_sheet_edits as narrative_sheet_edits
    from .ours.steps_sheet import steps_edits as steps_edits
    from .reading import read_by as read_by
    from .reading import read_report as read_report
    from .reading import read_workbook as read_workbook

_HOMES = {
    "Grid": "files.grid",
    "read_grid": "files.opening",
    "with_new_rows": "files.writing.new_rows",
    "edited": "files.grid",
    "marked_cells": "files.grid",
    "says_the_same": "files.grid",
    "recognise_profile": "forms.which_profile",
    "Reading": "forms.reading",
    "read_by": "reading",
    "read_report": "reading",
    "read_workbook": "reading",
    "draw_forms": "forms.drawing",
    "left_out": "forms.oddities",
    "build_blank": "blanks.blank",
    "apply_edits": "files.writing.patch",
    "accepted": "ours.check_sheet",
    "has_remarks": "ours.check_sheet",
    "check_sheet_edits": "ours.check_sheet",
    "arranged": "filling.code_rows",
    "blank_totals": "filling.not_filled",
    "glossary_edits": "ours.glossary",
    "is_blank": "filling.not_filled",
    "never_filled": "filling.not_filled",
    "not_begun": "filling.not_filled",
    "nothing_filled": "filling.not_filled",
    "NO_LAST_YEAR": "filling.prior_year",
    "named_last_year": "filling.prior_year",
    "prior_edits": "filling.prior_year",
    "roll_edits": "filling.rolling",
    "sparing_arrays": "filling.rolling",
    "steps_edits": "ours.steps_sheet",
    "comment_edits": "filling.comments",
    "text_edits": "ours.fact_sheets",
    "carried_headings": "filling.headings",
    "carried_told": "filling.headings",
    "heading_edits": "filling.headings",
    "late_lines": "filling.notes",
    "note_edits": "filling.notes",
    "mark_edits": "filling.marks",
    "as_figures": "filling.text_cells",
    "narrative_sheet_edits": "ours.narrative_sheet",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
