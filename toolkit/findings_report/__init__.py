"""Findings shown: console, JSON and HTML. The 校验 sheet is written by the workbook room from the same records."""

from __future__ import annotations

from .console import console, show
from .html import as_html
from .records import as_json, places, summary, verdict

__all__ = ["as_html", "as_json", "console", "places", "show", "summary", "verdict"]
