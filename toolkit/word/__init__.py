"""The only room that knows Word files: a Document drawn into a skeleton, its pages numbered, and read back.

Its public functions are imported when first used: a check draws nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .pages import number_pages as number_pages
    from .reading import ReadBack as ReadBack
    from .reading import leftovers as leftovers
    from .reading import read_back as read_back
    from .writer import render as render

_HOMES = {
    "ReadBack": "reading",
    "leftovers": "reading",
    "number_pages": "pages",
    "read_back": "reading",
    "render": "writer",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
