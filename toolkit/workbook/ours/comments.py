"""Our comments on cells: what they say, how we know them again, and which are to stand or go. Pure functions on texts.

A comment of ours closes with our name and a fingerprint of the words before it, whoever's name Excel put on it. That
block is ours as long as the fingerprint fits; what follows it is not, and stays when the block goes. A block that a
person changed is that person's comment from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...addresses import address, position
from ...edits import AUTHOR, Edit
from ...findings import Finding, Severity, by_level
from ...report import Report, fingerprint
from ..files.cell_xml import clean_text
from ..files.grid import Grid
from ..files.text_size import line_count
from .remarks import CHECK_SHEET

#: Whose the comments are that a blank workbook comes with: ours may stand above them, and above nobody else's.
GUIDE = "填写说明"

#: A box is so wide, in pixels, and a line in it holds so many columns of 9-point type.
WIDTH, _LINE_WIDTH = 320, 50
_LINE_HEIGHT, _MARGIN = 16, 12
_MOST_FINDINGS, _LONGEST = 3, 160
_BETWEEN = "\n\n"
_CLOSING = re.compile(rf"（{AUTHOR} ([0-9a-f]{{12}})）")
_SPACE = re.compile(r"(?:_x000[dD]_|\s)+")  # programs write the ends of lines in their own ways
_COMMENTED = (Severity.ERROR.label, Severity.WARNING.label)


def comment_edits(grid: Grid, report: Report, findings: Sequence[Finding]) -> list[Edit]:
    """Why each cell is coloured, as a comment on it; comments of ours that are no longer true go.

    Like the marks they stand on the cells of errors and warnings: a colour that does not say why is a riddle. Tails and
    what a person has accepted get none. Only what differs from the comments that stand now is an edit.
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
    texts = {place: comment_text(told, CHECK_SHEET in grid.by_name) for place, told in wanted.items()}
    standing = {
        (sheet.name, address(*place)): text for sheet in grid.sheets for place, text in sheet.our_comments.items()
    }
    texts |= {place: "" for place in standing if place not in texts}
    return [
        Edit(*place, keep_value=True, comment=text)
        for place, text in texts.items()
        if block_of(text) != standing.get(place)
    ]


def comment_text(findings: Sequence[Finding], may_accept: bool = True) -> str:
    """The findings of one cell in short, the gravest first, and what to do."""
    lines = [line for finding in findings[:_MOST_FINDINGS] for line in _told(finding)]
    if len(findings) > _MOST_FINDINGS:
        lines.append(f"另有 {len(findings) - _MOST_FINDINGS} 条，见“{CHECK_SHEET}”工作表。")
    advice = "改正后再次校验，这条批注自动消失"
    if may_accept:
        advice += f"；核实无误的，在“{CHECK_SHEET}”工作表的“处理意见”里写明谁、为什么"
    return "\n".join([*lines, advice + "。"])


def block_of(text: str) -> str:
    """What we write to say ``text``: clean, with our closing line; "" for nothing to say."""
    # An underscore before x1234_ would be an escape of the file format, read in one way here and another there.
    said = clean_text(text).replace("_x", "＿x").strip()
    return f"{said}\n（{AUTHOR} {_trace(said)}）" if said else ""


def _told(finding: Finding) -> Iterator[str]:
    yield f"【{finding.level}】{finding.rule}　{finding.title}"
    message = finding.message.removeprefix(f"{finding.title}：")
    yield message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"


def our_block(text: str) -> str:
    """The part of a comment that we wrote, "" when nothing of it is ours or a person has changed it."""
    for closing in _CLOSING.finditer(text):
        if _trace(text[: closing.start()]) == closing[1]:
            return text[: closing.end()]
    return ""


def others_words(text: str) -> str:
    """A comment without our block."""
    block = our_block(text)
    rest = text[len(block) :].removeprefix(_BETWEEN) if block else text
    return rest if _SPACE.sub("", rest) else ""


def changed_text(standing: str | None, author: str, block: str) -> str:
    """What the comment on a cell becomes that says ``standing`` (None: there is none) when ours is to be ``block``.

    The words of others stay as they are. "" when nothing is left, ``standing`` when the comment is not ours to change.
    """
    if standing is None:
        return block
    if author != GUIDE and not our_block(standing):
        return standing
    return _BETWEEN.join(part for part in (block, others_words(standing)) if part)


def box_height(text: str) -> int:
    """The height in pixels that a text takes in a comment's box; 0 for none."""
    return line_count(text, _LINE_WIDTH) * _LINE_HEIGHT + _MARGIN if text else 0


def _trace(text: str) -> str:
    return fingerprint(_SPACE.sub("", text))
