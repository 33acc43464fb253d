"""The five steps in order, and nothing else: read → check → fill → render → write.

Every step but the first and the last is a plain function from frozen data to frozen data. The command line, the Excel
button and the batch are three doors to what stands here. One file a step; ``making`` is about workbooks that are not there
yet, ``building`` about all steps for many. Imported when first used: a check loads nothing of what writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .building import Built as Built
    from .building import build as build
    from .checking import Checked as Checked
    from .checking import changes as changes
    from .checking import check as check
    from .checking import check_grid as check_grid
    from .checking import check_reading as check_reading
    from .filling import Filled as Filled
    from .filling import check_sheet as check_sheet
    from .filling import fill as fill
    from .filling import fill_reading as fill_reading
    from .making import add_forms as add_forms
    from .making import adopt as adopt
    from .making import blank_form as blank_form
    from .making import new_workbook as new_workbook
    from .making import roll as roll
    from .saving import document as document
    from .saving import number_pages as number_pages
    from .saving import save_document as save_document
    from .saving import save_html as save_html
    from .saving import save_pdf as save_pdf
    from .saving import save_workbook as save_workbook

#: Public name → the step that it belongs to.
_HOMES = {
    "Built": "building",
    "build": "building",
    "Checked": "checking",
    "changes": "checking",
    "check": "checking",
    "check_grid": "checking",
    "check_reading": "checking",
    "Filled": "filling",
    "check_sheet": "filling",
    "fill": "filling",
    "fill_reading": "filling",
    "add_forms": "making",
    "adopt": "making",
    "blank_form": "making",
    "new_workbook": "making",
    "roll": "making",
    "document": "saving",
    "number_pages": "saving",
    "save_document": "saving",
    "save_html": "saving",
    "save_pdf": "saving",
    "save_workbook": "saving",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
