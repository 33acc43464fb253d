"""Whether two things are there together: money was spent, and so many people travelled with it."""

from __future__ import annotations

from typing import NamedTuple

from ...findings import Finding, Severity
from ...profiles import RuleSpec
from ..language.grammar import FACTS, TOGETHER
from .equation import Figure
from .messages import shown


class Presence(NamedTuple):
    """``left 有则有 right``, or both ways (``同有同无``). A side is there when one of its figures is not zero.

    A printed zero and a blank of an official table are nothing; a blank on our own sheets is not known yet, and a side
    that hangs on one says nothing.
    """

    rule: RuleSpec
    relation: str
    left: tuple[Figure, ...]
    right: tuple[Figure, ...]

    @property
    def finding(self) -> Finding | None:
        """What to tell; None when the two agree, or nobody knows yet."""
        left, right = _is_there(self.left), _is_there(self.right)
        if left and right is False:
            return self._finding(self.left, self.right)
        if right and left is False and self.relation == TOGETHER:
            return self._finding(self.right, self.left)
        return None

    def _finding(self, there: tuple[Figure, ...], missing: tuple[Figure, ...]) -> Finding:
        present = "、".join(f"{figure.place} {shown(figure)}" for figure in there if figure.value)
        none = "、".join(figure.place for figure in missing)
        advice = self.rule.advice or "请核对"
        message = f"{self.rule.title}：{present}，{none}却{'都' if len(missing) > 1 else ''}是 0；{advice}。"
        cells = (*(figure.cell for figure in missing), *(figure.cell for figure in there if figure.value))
        return Finding(self.rule.id, Severity(self.rule.severity), self.rule.title, message, cells)


def _is_there(side: tuple[Figure, ...]) -> bool | None:
    if any(figure.value for figure in side):
        return True
    return None if any(figure.form == FACTS and figure.cell.is_empty for figure in side) else False
