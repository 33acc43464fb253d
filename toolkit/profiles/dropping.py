"""The outline of a base without what a profile has dropped: forms, texts, and the sentences that speak of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from .lines import without_comments
from .specs import OutlineItem

_TAG = re.compile(r"\{%[-+]?\s*(block|endblock)\b\s*([^\s%]*)[^%]*%\}")


def still_there(
    items: Sequence[OutlineItem], folders: Sequence[Path], dropped: AbstractSet[str]
) -> tuple[OutlineItem, ...]:
    """The items that are about nothing dropped, and of the titles those that still have something under them.

    ``folders``: of the profile and its bases, the nearest first.
    """
    gone = [_is_gone(item, folders, dropped) for item in items]
    for number in range(len(items) - 1, -1, -1):  # a part goes with its last section
        below = _below(items, number)
        gone[number] = gone[number] or (_is_title(items[number]) and bool(below) and all(gone[one] for one in below))
    return tuple(item for item, is_gone in zip(items, gone, strict=True) if not is_gone)


def _is_gone(item: OutlineItem, folders: Sequence[Path], dropped: AbstractSet[str]) -> bool:
    if {item.table, item.text, item.glossary} & dropped or (item.facts and dropped >= {*item.facts}):
        return True
    return item.field != "" and _names_dropped(item.field, folders, dropped)


def _is_title(item: OutlineItem) -> bool:
    return not (item.field or item.table or item.text or item.glossary or item.chart or item.facts)


def _below(items: Sequence[OutlineItem], number: int) -> range:
    """What stands under a title: up to the next one of its level or a higher one."""
    level = items[number].level
    end = next((n for n in range(number + 1, len(items)) if 0 < items[n].level <= level), len(items))
    return range(number + 1, end)


def _names_dropped(field: str, folders: Sequence[Path], dropped: AbstractSet[str]) -> bool:
    """Whether the sentences of a field, as the nearest of the folders has them, name any of these tables, lists and facts.

    A template that names what no workbook has cannot be used at all, in whatever branch it does; so the words are enough.
    """
    text = next((text for folder in folders if (text := _block(folder / "narrative.j2", field))), "")
    return any(name in text and re.search(rf"""(?<![\w"'.]){re.escape(name)}(?!\w)""", text) for name in dropped)


def _block(path: Path, name: str) -> str:
    """What stands in a block of a file, other blocks in it included; "" when it is not there."""
    text = without_comments(path.read_text(encoding="utf-8-sig", errors="replace")) if path.is_file() else ""
    start, depth = -1, 0
    for tag in _TAG.finditer(text):
        if start < 0:
            if tag[1] == "block" and tag[2] == name:
                start, depth = tag.end(), 1
        else:
            depth += 1 if tag[1] == "block" else -1
            if depth == 0:
                return text[start : tag.start()]
    return text[start:] if start >= 0 else ""
