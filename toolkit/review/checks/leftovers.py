"""Marks of ours where something is still to be written; what others leave (XX, ____) the rules about words tell."""

from __future__ import annotations

from collections.abc import Iterator

from ...document import UNFINISHED_MARKS
from ...findings import Finding, Severity
from .context import Context, about


def leftovers(context: Context) -> Iterator[Finding]:
    """One finding a paragraph, at the first of its marks, with all that is to be filled in."""
    for passage in context.passages:
        found = list(UNFINISHED_MARKS.finditer(passage.text))
        if found:
            named = "、".join(dict.fromkeys(match[1].strip() for match in found if match[1].strip()))
            message = f"还没有写完{'：' if named else ''}{named}，请补上再公布。"
            yield about(passage, *found[0].span(), "WD-28", "没有写完", message, Severity.ERROR)
