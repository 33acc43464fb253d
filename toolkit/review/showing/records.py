"""A reviewed document as lines and as JSON: the same records as ``check``, and the figures that were not bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...findings_report import as_json as findings_as_json
from ..reviewing import Reviewed
from ..statements.state import Binding


def as_json(reviewed: Reviewed) -> dict[str, Any]:
    """The object of ``check --json`` for a document; ``document`` is its name, ``workbook`` what it was held to.

    ``figures`` counts the figures of its sentences; ``unbound`` lists those that could not be held to anything, which
    says nothing against them. ``comments`` are the 批注 in it, ``revisions`` counts the changes tracked in it (taken as accepted).
    """
    document = reviewed.document
    held_to = reviewed.workbook.name if reviewed.workbook else document.path.name
    told = findings_as_json(reviewed) | {"document": document.path.name, "workbook": held_to}
    right, wrong, unbound = counts(reviewed)
    told["figures"] = {"right": right, "wrong": wrong, "unbound": unbound}
    told["unbound"] = [_unbound(binding) for binding in reviewed.unbound]
    told["revisions"] = document.revisions
    told["comments"] = [{"author": one.author, "text": one.text, "about": one.about} for one in document.comments]
    return told


def lines(reviewed: Reviewed, *, unbound: bool = False) -> Iterator[str]:
    """What to say after the findings: how many figures were held to something, and on demand those that were not."""
    right, wrong, loose = counts(reviewed)
    if reviewed.workbook:
        yield f"  与工作簿“{reviewed.workbook.name}”对照。"
    yield f"  文中 {right + wrong + loose} 个数：相符 {right} 个，不符 {wrong} 个，没有对上表的 {loose} 个（不算错）。"
    document = reviewed.document
    if document.revisions:
        yield f"  文档里有 {document.revisions} 处修订痕迹，都按已接受看待。"
    for comment in document.comments:
        about = f"“{comment.about}”" if comment.about else ""
        yield f"  批注（{comment.author}）{about}：{comment.text}"
    for binding in reviewed.unbound if unbound else ():
        start, end = binding.passage.sentence(binding.figure.start)
        page = f"，第 {binding.passage.page} 页" if binding.passage.page else ""
        yield f"    没有对上表：{binding.figure.text}　{binding.passage.section}{page}：“{binding.passage.text[start:end]}”"


def counts(reviewed: Reviewed) -> tuple[int, int, int]:
    """How many figures are right, wrong and not bound."""
    rights = [binding.right for binding in reviewed.bindings]
    return rights.count(True), rights.count(False), rights.count(None)


def _unbound(binding: Binding) -> dict[str, Any]:
    start, end = binding.passage.sentence(binding.figure.start)
    return {
        "figure": binding.figure.text,
        "section": binding.passage.section,
        "page": binding.passage.page,
        "sentence": binding.passage.text[start:end],
    }
