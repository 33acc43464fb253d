"""What the macro buttons call: 校验, 填报, 生成 Word, 收回 Word and 加自评表 for the workbook that is open in Excel.

A thin door to the workflow and the review. The workbook as it stands, unsaved changes too, is copied to a temporary folder
and read from there; the same edits that the command line writes into a file are applied to the open workbook. Nothing
is saved: closing without saving takes everything back. However a button ends, a readable message box says so. The only
room that knows xlwings, which is imported when a button is pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .actions import absorb as absorb
    from .actions import add_form as add_form
    from .actions import check as check
    from .actions import fill as fill
    from .actions import word as word
    from .pressing import TITLE as TITLE
    from .writing import apply_edits as apply_edits

_HOMES = {
    "TITLE": "pressing",
    "absorb": "actions",
    "add_form": "actions",
    "apply_edits": "writing",
    "check": "actions",
    "fill": "actions",
    "word": "actions",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
