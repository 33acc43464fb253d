"""The only room that knows Word files: a Document drawn into a skeleton, its pages numbered.

Its public functions are imported when first used: a check draws nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..lazily import lazily

#: Which documents an office program is asked to number the pages of: those without numbers or with a close call, none, all.
Ask = Literal["auto", "own", "office"]

if TYPE_CHECKING:
    from .pages.numbers import number_pages as number_pages
    from .pages.pdf import save_pdf as save_pdf
    from .skeleton_check import skeleton_faults as skeleton_faults
    from .writer import render as render

_HOMES = {
    "number_pages": "pages.numbers",
    "save_pdf": "pages.pdf",
    "render": "writer",
    "skeleton_faults": "skeleton_check",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
