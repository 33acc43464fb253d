"""What only a person can mend of an outline: titles that no longer count one by one, forms that stand nowhere in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..numerals import number_of
from ..profiles import Profile

_COUNTED = re.compile(r"(第)?([一二三四五六七八九十]+)(部分|、)|（([一二三四五六七八九十]+)）")


def gaps(profile: Profile) -> Iterator[str]:
    """A sentence where a title does not follow the one before it of its level. Titles with a condition may stand for each
    other."""
    last: dict[int, tuple[int, str]] = {}
    for item in profile.outline:
        match = _COUNTED.match(item.title)
        number = number_of(match[2] or match[4]) if match else 0
        if match and number and not (item.when or item.unless):
            before, title = last.get(item.level, (0, ""))
            if number > before + 1 and (before or number > 2):
                after = f"，前面的是“{title}”" if title else "，它是第一项"
                yield f"outline.toml 的标题“{item.title}”{after}：序号不连续，请把底稿的次序抄到自己的 outline.toml 里改正。"
            last[item.level] = (number, item.title)
        last = {level: known for level, known in last.items() if level <= item.level or not item.level}


def unplaced(profile: Profile) -> Iterator[str]:
    """The forms that the workbook has and the document would not print."""
    placed = {item.table for item in profile.outline}
    if names := [f"“{name}”" for name in profile.tables if name not in placed]:
        yield (
            f"{'、'.join(names)}没有放进 outline.toml，Word 里不会印：在 item 里加一行，"
            '如 { title = "十、政府采购支出决算表", level = 2, table = "公开10" }。'
        )
