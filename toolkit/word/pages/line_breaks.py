"""Where lines end, as LibreOffice ends them; Word differs in details that change no count of lines but rarely.

LibreOffice goes by the Chinese lists (标点避头尾) where the last letter or figure before the line's end is 汉字, by UAX 14
where it is Latin, and lets one mark hang in the margin. Tried on 47,000 lines: 29 break elsewhere, in Latin words.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from .glyphs import GAP, full_width, glyphs_of

_NOT_FIRST = frozenset(
    ":!),.:;?]}¢'\"、。〉》」』】〕〗〞︰︱︳﹐､﹒﹔﹕﹖﹗﹚﹜﹞！），．：；？｜｝︴︶︸︺︼︾﹀﹂﹄﹏､～￠々‖•·ˇˉ―--′’”"
)
_NOT_LAST = frozenset("([{£¥'\"‵〈《「『【〔〖（［｛￡￥〝︵︷︹︻︽︿﹁﹃﹙﹛﹝（｛“‘")
_HANGING = "!,.:;?、。！，．：；？"
_BLANKS = " \u3000"

# UAX 14, as old as LibreOffice has it: the classes of characters, and the pairs of classes that stay together.
_CLASSES = {
    "CL": "、。，．）］｝〉》」』】〕〗〞)]}｡､", "NS": "：；々〻ー～", "EX": "！？!?", "OP": "（［｛〈《「『【〔〖〝([{", "QU": "“”‘’\"'",
    "B2": "—", "IN": "…", "PO": "%％‰℃°¢", "PR": "￥¥$£＋+−±№＄", "IS": ",.:;", "SY": "/", "HY": "-", "BA": "–|\t", "SP": " ",
}  # fmt: skip
_CLASS = {character: name for name, characters in _CLASSES.items() for character in characters}
_TOGETHER = {
    tuple(pair.split("-"))
    for pair in [
        "AL-IN",
        "ID-IN",
        "IN-IN",
        "NU-IN",
        "ID-PO",
        "AL-NU",
        "NU-AL",
        "PR-ID",
        "AL-PR",
        "PR-AL",
        "PO-AL",
        "PO-NU",
        "PR-NU",
        "NU-PO",
        "NU-PR",
        "NU-NU",
        "IS-NU",
        "IS-AL",
        "AL-AL",
        "AL-OP",
        "NU-OP",
        "CL-AL",
        "CL-NU",
        "CL-NS",
        "B2-B2",
    ]
}

#: Points more or less on every line within which a count is called close: rounding, pairs of letters that are kerned.
_CLOSE = 0.3
_EPSILON = 1e-6
_WIDEST = 1.3  # ems: no character and gap take more on the average
_FAR = 200  # signs in a row, in front of which nobody looks for the letter that they follow


class Lines(NamedTuple):
    """How many lines a text takes, and how many if there were a little more room (``least``) or less (``most``)."""

    usual: int
    least: int
    most: int


ONE_LINE = Lines(1, 1, 1)


class Measure(NamedTuple):
    """The room for a paragraph, in points: the size of its letters, the width of its lines and of the first one."""

    size: float
    width: float
    first: float
    spaced: bool = True  # gaps between 汉字 and figures
    hanging: bool = True  # one mark may stand in the margin


def count_lines(text: str, measure: Measure, bold: int = 0) -> Lines:
    """``bold``: how many characters from the beginning are. Line breaks in the text stand as newline."""
    counts, start = [0, 0, 0], 0
    for number, piece in enumerate(text.split("\n")):
        first = measure.width if number else measure.first
        broken = _count(piece, measure._replace(first=first), max(bold - start, 0))
        counts = [have + new for have, new in zip(counts, broken, strict=True)]
        start += len(piece) + 1
    return Lines(*counts)


def _count(text: str, measure: Measure, bold: int) -> Lines:
    room, first = measure.width / measure.size, measure.first / measure.size
    if len(text) * _WIDEST < first:
        return ONE_LINE
    line = _Breaker(text, measure, bold)
    spare = _CLOSE / measure.size
    if line.total <= first - spare:
        return ONE_LINE
    usual = line.count(room, first, spare)
    if not line.tight:
        return Lines(usual, usual, usual)
    least, most = (line.count(room + change, first + change, spare) for change in (spare, -spare))
    return Lines(usual, least, most)


class _Breaker:
    """One text without line breaks. All widths in ems."""

    def __init__(self, text: str, measure: Measure, bold: int) -> None:
        self._text = text
        self._scripts, widths = glyphs_of(text, bold, measure.spaced)
        self._ends = list(accumulate(widths, initial=0.0))  # the width of the text up to each character
        self._spaced, self._hanging = measure.spaced, measure.hanging
        self.total = self._ends[-1]
        self.tight = False  # a little more or less room could move the end of a line

    def count(self, room: float, first: float, spare: float) -> int:
        ends, end = self._ends, len(self._text)
        count, start = 0, 0
        self.tight = False
        while start < end or not count:
            limit = ends[start] + self._gap_before(start) + (room if count else first) + _EPSILON
            cut = max(bisect_right(ends, limit, start, end + 1) - 1, start + 1)
            left = limit - ends[cut] if cut <= end else 0.0
            if cut < end:
                self.tight = self.tight or left <= spare or ends[cut + 1] - limit <= spare
                cut = self._end(start, cut)
            elif left <= spare:
                self.tight = True
            count, start = count + 1, cut
        return count

    def _gap_before(self, place: int) -> float:
        """The gap in the width of a character, which falls away where a line begins with it."""
        if not (self._spaced and place and self._scripts[place] != self._scripts[place - 1]):
            return 0.0
        return GAP if self._text[place].isalnum() and self._text[place - 1].isalnum() else 0.0

    def _end(self, start: int, cut: int) -> int:
        """Where the line ends whose first character without room is ``cut``; blanks and a hanging mark stay on it."""
        text, end = self._text, len(self._text)
        if text[cut] in _BLANKS:
            while cut < end and text[cut] in _BLANKS:
                cut += 1
            return cut
        while True:
            place = self._last_place(start, cut)
            portion, least = cut, max(place, start)  # LibreOffice sets a line in portions of one script
            while portion > least and self._scripts[portion - 1] == self._scripts[cut]:
                portion -= 1
            if portion <= least:
                return place if place > start else max(cut, start + 1)
            # The end lies in the portion before, which is broken by its own rules from its last character.
            cut = portion - 1

    def _last_place(self, start: int, cut: int) -> int:
        text = self._text
        known, farthest = cut, max(cut - _FAR, 0)
        while known > farthest and not text[known].isalnum():
            known -= 1
        place = cut
        if not self._scripts[known]:
            while place > start and not _may_break(text, place):
                place -= 1
            return place
        if self._hanging and text[place] in _HANGING:
            place += 1
            if place == len(text):
                return place
        while place > start and (
            text[place] in _NOT_FIRST or text[place - 1] in _NOT_LAST or text[place - 1 : place + 1] == "——"
        ):
            place -= 1
        return place


@lru_cache(maxsize=4096)
def _class(character: str) -> str:
    return _CLASS.get(character) or ("NU" if "0" <= character <= "9" else "ID" if full_width(character) else "AL")


def _may_break(text: str, place: int) -> bool:
    """UAX 14: whether a line may end before the character at ``place``."""
    before, after = _class(text[place - 1]), _class(text[place])
    if after in ("SP", "CL", "EX", "IS", "SY"):
        return False
    if before == "SP":
        while place > 1 and text[place - 1] == " ":
            place -= 1
        before = _class(text[place - 1])
        return not (before == "OP" or (before, after) in (("CL", "NS"), ("B2", "B2")))
    if before in ("OP", "QU") or after in ("QU", "BA", "HY", "NS"):
        return False
    if before == "SY":  # no break in DRG/DIP and 100/200
        return not (after in ("AL", "NU") and place > 1 and _class(text[place - 2]) == after)
    return (before, after) not in _TOGETHER
