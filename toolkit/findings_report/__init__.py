"""Findings shown: console, JSON and HTML. The 校验 sheet is written by the workbook room from the same records.

Public functions are imported when first used: a line on the console needs no HTML.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .console import console as console
    from .console import show as show
    from .html import as_html as as_html
    from .records import as_json as as_json
    from .records import places as places
    from .records import summary as summary
    from .records import verdict as verdict

_HOMES = {
    "as_html": "html",
    "as_json": "records",
    "console": "console",
    "places": "records",
    "show": "console",
    "summary": "records",
    "verdict": "records",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
