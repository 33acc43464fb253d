"""Our comments on cells: what they say, how we know them again, and which are to stand or go. Pure functions on texts.

A comment of ours closes with our name and a fingerprint of the words before it, whoever's name Excel put on it. That
block is ours as long as the fingerprint fits; what follows it is not, and stays when the block goes. A block that a
person changed is that person's comment from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...addresses import address, position
from ...comments import block_of
from ...edits import Edit
from ...findings import Finding, Severity, by_level
from ...report import Report
from ..files.grid import Grid
from ..ours.check_sheet import CHECK_SHEET, check_sheet
from .prior_year import origin

_MOST_FINDINGS, _LONGEST = 3, 160
_COMMENTED = (Severity.ERROR.label, Severity.WARNING.label)


def comment_edits(grid: Grid, report: Report, findings: Sequence[Finding]) -> list[Edit]:
    """Why each cell is coloured, as a comment on it; comments of ours that are no longer true go.

    Like the marks they stand on the cells of errors and warnings: a colour that does not say why is a riddle. Tails and
    what a person has accepted get none. Where a figure came from stays said as long as it is that figure. Only what
    differs from the comments that stand now is an edit.
    """
    wanted: dict[tuple[str, str], list[Finding]] = {}
    levels = by_level(findings)
    for finding in (finding for level in _COMMENTED for finding in levels.get(level, ())):
        for cell in finding.cells:
            sheet = grid.by_name.get(cell.sheet)
            if sheet is not None and cell.sheet in report.sheets:
                area = sheet.area(*position(cell.address))
                told = wanted.setdefault((cell.sheet, address(area.top, area.left)), [])
                told += [] if finding in told else [finding]
    checks = check_sheet(grid)
    texts = {place: comment_text(told, checks.sheet.name if checks else "") for place, told in wanted.items()}
    standing = {
        (sheet.name, address(*place)): text for sheet in grid.sheets for place, text in sheet.our_comments.items()
    }
    for place, text in standing.items():
        came_from = origin(text, grid[place[0]][position(place[1])])
        texts[place] = "\n".join(filter(None, (texts.get(place, ""), came_from)))
    return [
        Edit(*place, keep_value=True, comment=text)
        for place, text in texts.items()
        if block_of(text) != standing.get(place)
    ]


def comment_text(findings: Sequence[Finding], checks: str = CHECK_SHEET) -> str:
    """The findings of one cell in short, the gravest first, and what to do. ``checks``: the 校验 sheet, "" if there is none."""
    lines = [line for finding in findings[:_MOST_FINDINGS] for line in _told(finding)]
    if len(findings) > _MOST_FINDINGS:
        lines.append(f"另有 {len(findings) - _MOST_FINDINGS} 条，见“{checks or CHECK_SHEET}”工作表。")
    advice = "改正后再次校验，这条批注自动消失"
    if checks:
        advice += f"；核实无误的，在“{checks}”工作表的“处理意见”里写明谁、为什么"
    return "\n".join([*lines, advice + "。"])


def _told(finding: Finding) -> Iterator[str]:
    yield f"【{finding.level}】{finding.rule}　{finding.title}"
    message = finding.message.removeprefix(f"{finding.title}：")
    yield message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
