"""A person's 处理意见 on the 校验 sheet: which finding each belongs to, and whether it accepts that finding as it is now.

A remark accepts what was listed when it was typed. To know what that was, a hidden column holds for every row up to three
fingerprints: of the finding listed, of the finding that the remark accepts, and of the remark itself. A remark that is
new or reworded since the last run accepts what was listed then; one left alone accepts what it did before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ...cells import Cell
from ...findings import Finding, Severity
from ...text import fingerprint
from .layout import Found

CHANGED = "（数据已变，请重新确认；仍然认可的，请改写“处理意见”。）"
UNSIGNED = "（“处理意见”要写明谁、为什么才算认可，如“张三：原表如此，已核实”。）"
_NONE = "-"
_SEPARATORS = re.compile(r"[\s：:，,。；;、（()）【】—–\-/]+")
_SOMEBODY = re.compile(
    r"[\u4e00-\u9fff·]{2,4}|[\w·]{1,12}[科处室局股部组所院中心会计员长][\w·]{0,5}|[A-Za-z][A-Za-z .]{1,20}"
)
_SHORTEST_REASON = 3
#: What accepts without saying why.
_NODS = frozenset(
    [
        "无",
        "没有",
        "暂无",
        "同意",
        "认可",
        "已认可",
        "核实",
        "已核实",
        "经核实",
        "属实",
        "没问题",
        "无问题",
        "没错",
        "无误",
        "核对无误",
        "正常",
        "正确",
        "是",
        "是的",
        "对",
        "对的",
        "可",
        "可以",
        "知道",
        "已知",
        "已知悉",
        "已阅",
        "阅",
        "收到",
        "不改",
        "不用改",
        "不处理",
        "忽略",
        "通过",
        "ok",
        "yes",
        "好",
        "好的",
    ]
)
_DIGITS = 6  # what is nearer is the noise of doubles


class Remark(NamedTuple):
    """One row's 处理意见. ``listed``: fingerprint of the finding of the row; ``answers``: of the one it accepts."""

    rule: str = ""
    place: str = ""
    text: str = ""
    listed: str = ""
    answers: str = ""

    def accepts(self, finding: Finding) -> bool:
        return bool(self.text) and self.answers == identity(finding)

    @property
    def trace(self) -> str:
        """What the hidden column holds."""
        return f"{self.listed or _NONE} {self.answers or _NONE} {fingerprint(self.text)}" if self.text else self.listed


def judged(finding: Finding, remark: Remark) -> Finding:
    """The finding, with the remark where it accepts it, and saying so where it accepted other figures."""
    if not remark.text or finding.severity is Severity.TAIL:
        return finding
    if not is_signed(remark.text):
        return replace(finding, message=finding.message + UNSIGNED)
    if remark.accepts(finding):
        return replace(finding, accepted=remark.text)
    return replace(finding, message=finding.message + CHANGED)


def is_signed(text: str) -> bool:
    """Whether a remark says who and why: 张三：原表如此，已核实; 按上级口径填列（财务科李四）.

    Somebody's name or office, set off from the rest, and a rest that is more than a nod (无, 同意, 已核实).
    """
    parts = [part for part in _SEPARATORS.split(text) if part]
    for number, part in enumerate(parts):
        why = "".join(other for other in (*parts[:number], *parts[number + 1 :]) if other.lower() not in _NODS)
        if part.lower() not in _NODS and _SOMEBODY.fullmatch(part) and len(why) >= _SHORTEST_REASON:
            return True
    return False


def match(found: Found, findings: Sequence[Finding]) -> tuple[list[Remark], list[Remark]]:
    """The remark of every finding, and the remarks that belong to none.

    They belong together when rule and first cell are the same; among such, what was listed for the very same figures
    comes first, the others go by their order.
    """
    rows = _rows(found)
    matched: list[Remark | None] = [None] * len(findings)
    for same_figures in (True, False):
        waiting: dict[tuple[str, ...], list[Remark]] = {}
        for row in rows:
            waiting.setdefault(_key(row.rule, row.place, row.listed, same_figures), []).append(row)
        for number, finding in enumerate(findings):
            place = place_of(finding.cells[0]) if finding.cells else ""
            candidates = waiting.get(_key(finding.rule, place, identity(finding), same_figures))
            if matched[number] is None and candidates:
                matched[number] = candidates.pop(0)
        rows = [row for left in waiting.values() for row in left]
    return [remark or Remark() for remark in matched], rows


def _key(rule: str, place: str, listed: str, same_figures: bool) -> tuple[str, ...]:
    return (rule, place, listed) if same_figures else (rule, place)


def _rows(found: Found) -> list[Remark]:
    """Every row of findings; those without a remark keep the place of findings that are alike.

    What is written beside more links of a finding belongs to it.
    """
    rows: list[list[str]] = []
    for row in found.sheet.rows:
        if row >= found.first:
            rule, place, text, trace = (found.text(column, row) for column in ("rule", "place1", "remark", "trace"))
            if rows and not rule and "place1" in found.columns and found.sheet[row, found.columns["place1"]].formula:
                rows[-1][2] += text
            else:
                rows.append([rule, place, text, trace])
    return [_remark(*row) for row in rows]


def _remark(rule: str, place: str, text: str, trace: str) -> Remark:
    listed, answers, written = ["" if part == _NONE else part for part in (*trace.split(), "", "", "")][:3]
    return Remark(rule, place, text, listed, answers if written == fingerprint(text) else listed)


def identity(finding: Finding) -> str:
    """What tells this finding from the same one over other figures: rule, cells, and the figures in them."""
    return fingerprint("\n".join(_told(finding)))


def _told(finding: Finding) -> list[str]:
    figures = (finding.expected, finding.actual, finding.difference)
    lines = [finding.rule, *("" if figure is None else _figure(figure) for figure in figures)]
    lines += [f"{place_of(cell)}={_figure(cell.value) if cell.is_number else cell.text}" for cell in finding.cells]
    for caused in finding.caused:
        lines += _told(caused)
    return lines


def _figure(value: Decimal) -> str:
    return f"{round(value, _DIGITS).normalize():f}"


def place_of(cell: Cell) -> str:
    """As the 校验 sheet names a cell: 收入决算表!C13."""
    return f"{cell.sheet}!{cell.address}"
