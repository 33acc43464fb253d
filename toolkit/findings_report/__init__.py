"""Findings shown: console, JSON and HTML. The 校验 sheet is written by the workbook room from the same records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..document import Chart, Form
from ..findings import YearChange, summary, verdict
from .console import console, show
from .page_templates import page_templates
from .records import Checked, as_json, json_text, places

__all__ = ["as_html", "as_json", "console", "json_text", "page_templates", "places", "show", "summary", "verdict"]


def as_html(
    workbooks: Sequence[tuple[Checked, Mapping[str, Form]]],
    charts: Sequence[Sequence[Chart]] = (),
    changes: Sequence[Sequence[YearChange]] = (),
) -> str:
    """One self-contained page; see ``html.as_html``, which is loaded when a page is asked for."""
    from .html import as_html as page

    return page(workbooks, charts, changes)
