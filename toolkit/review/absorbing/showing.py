"""What was brought home, shown before anything is written: each changed text as it was and as it is."""

from __future__ import annotations

from collections.abc import Iterator

from ...text import matcher
from .home import Absorbed

#: So much of a text is shown around what differs.
_AROUND = 12


def absorbed_lines(absorbed: Absorbed) -> Iterator[str]:
    """The changes, what is left to do by hand, the cells of tables that differ, and the comments in the document."""
    if not absorbed.changes:
        yield "没有要收回的改动。"
    for change in absorbed.changes:
        yield f"“{change.field.heading}”改了："
        for was, now in _apart(change.old, change.new):
            yield f"    原：{was}"
            yield f"    现：{now}"
    yield from left_lines(absorbed)


def left_lines(absorbed: Absorbed) -> Iterator[str]:
    """What is left to do by hand: texts not brought home, cells of tables that differ, comments."""
    for heading, why in absorbed.left:
        yield f"没有收回：“{heading}”：{why}。"
    for finding in absorbed.findings:
        yield f"表格不同：{finding.message}"
    if absorbed.revisions:
        yield f"文档里有 {absorbed.revisions} 处修订痕迹，都按已接受看待。"
    for comment in absorbed.comments:
        about = f"“{comment.about}”" if comment.about else ""
        yield f"批注（{comment.author}）{about}：{comment.text}"


def _apart(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The stretches that differ, with some words around them."""
    for group in matcher(old, new).get_grouped_opcodes(_AROUND):
        first, last = group[0], group[-1]
        yield _shown(old, first[1], last[2]), _shown(new, first[3], last[4])


def _shown(text: str, start: int, end: int) -> str:
    cut = text[start:end].replace("\n", "／")
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}" or "（无）"
