"""Slips of language in what people typed, that no pattern can hold: signs that come in pairs, and whose document it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding
from ...profiles import Profile
from ...report import Report
from .telling import Tell
from .texts import typed_texts

#: Signs that come in pairs, brackets of either width being one.
_PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "【": "】", "〔": "〕", "「": "」"}
_CLOSING = {"”": "“", "’": "‘", "）": "（", ")": "（", "》": "《", "】": "【", "〕": "〔", "」": "「"}
_SAME = {"(": "（"}
#: A closing bracket that numbers an item: 1） 二)
_NUMBERING = re.compile(r"(?:^|[\s，。；：、])[0-9一二三四五六七八九十]{1,3}$")
#: How much of the text beside a sign is shown.
_BESIDE = 8
_OTHERS_WORD = {"单位": "本部门"}


def paired_signs(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """Quotation marks and brackets are opened and closed, in each paragraph by itself."""
    for typed in typed_texts(report, profile):
        for line in typed.text.splitlines():
            place = unpaired(line)
            if place is not None:
                sign, missing = line[place], _missing(line[place])
                excerpt = line[max(0, place - _BESIDE) : place + _BESIDE + 1].strip()
                yield tell(
                    f"{typed.place}里有“{excerpt}”，其中 {sign} 没有配对的 {missing}，请补上或删去。", typed.cell
                )


def unpaired(line: str) -> int | None:
    """The place of the first sign of a line that has no partner; None when all have."""
    open_at: list[tuple[str, int]] = []
    for place, sign in enumerate(line):
        if sign in _PAIRS:
            open_at.append((_SAME.get(sign, sign), place))
        elif sign in _CLOSING:
            if open_at and open_at[-1][0] == _CLOSING[sign]:
                open_at.pop()
            elif not (sign in "）)" and _NUMBERING.search(line[:place])):
                return place if all(opening != _CLOSING[sign] for opening, _ in open_at) else open_at[-1][1]
    return open_at[-1][1] if open_at else None


def _missing(sign: str) -> str:
    return _PAIRS.get(sign) or _CLOSING[sign]


def own_name(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A unit speaks of 本单位, not of 本部门."""
    subject = profile.words.get("主体", "")
    wrong = _OTHERS_WORD.get(subject)
    for typed in typed_texts(report, profile) if wrong else ():
        if wrong and wrong in typed.text:
            yield tell(f"{typed.place}里有“{wrong}”，本表是{subject}决算，请核对是不是“本{subject}”。", typed.cell)
